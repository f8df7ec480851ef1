use crate::{Article, Articles, Options};

fn shown(article: Article) -> String {
    let d = article.document;
    format!(
        "{} {} {:?} {:?} {:?} {:?}",
        article.place,
        d.id,
        d.date.map(|d| d.to_string()).unwrap_or_default(),
        d.title.unwrap_or_default(),
        d.text,
        d.publisher.unwrap_or_default()
    )
}

fn read(name: &str, bytes: &str) -> Vec<String> {
    Articles::of_bytes(name, bytes, &Options::default()).map(|i| i.map_or_else(|t| t.to_string(), shown)).collect()
}

const NEXIS: &str = "User Name: A. Example
Date and Time: Friday, December 17, 2021 10:00:00 AM CET
Documents (2)
Envoys meet in the old hall
The Daily (London)
December 15, 2021 Wednesday
London Edition
Copyright 2021 Daily Ltd. All Rights Reserved
Section: NEWS; Pg. 4
Length: 12 words
Byline: Ann Example
Body
Envoys met in the old hall on Monday.
They left it on Tuesday: nobody said why.
Classification
Language: ENGLISH
Publication-Type: Newspaper
Load-Date: December 16, 2021
End of Document
A second title
Weekly Example
December 16, 2021 Thursday 9:00 AM EST
Copyright 2021 Weekly Example
Length: 4 words
Body
The bridge is open.
Load-Date: December 17, 2021
End of Document
";

const OLD_NEXIS: &str = "                               1 of 2 DOCUMENTS

                              The Daily (London)

                          December 15, 2021 Wednesday

Envoys meet in the old hall

BYLINE: Ann Example

SECTION: NEWS; Pg. 4

LENGTH: 12 words

Envoys met in the old hall
on Monday.

They left it on Tuesday.

LOAD-DATE: December 16, 2021

LANGUAGE: ENGLISH

                         Copyright 2021 Daily Ltd.
                               2 of 2 DOCUMENTS

                              Weekly Example

                          December 16, 2021 Thursday

A second title

LENGTH: 4 words

The bridge is open.

LOAD-DATE: December 17, 2021
";

#[test]
fn nexis_of_both_ages() {
    let got = read("n.txt", NEXIS);
    assert_eq!(
        got[0],
        "n.txt#1 n.txt#1 \"2021-12-15\" \"Envoys meet in the old hall\" \"Envoys met in the old hall on Monday.\\n\\nThey left it on Tuesday: nobody said why.\" \"The Daily (London)\""
    );
    assert_eq!(got[1], "n.txt#2 n.txt#2 \"2021-12-16\" \"A second title\" \"The bridge is open.\" \"Weekly Example\"");
    assert_eq!(got.len(), 2);
    let got = read("n.txt", OLD_NEXIS);
    assert_eq!(
        got[0],
        "n.txt#1 n.txt#1 \"2021-12-15\" \"Envoys meet in the old hall\" \"Envoys met in the old hall on Monday.\\n\\nThey left it on Tuesday.\" \"The Daily (London)\""
    );
    assert_eq!(got[1], "n.txt#2 n.txt#2 \"2021-12-16\" \"A second title\" \"The bridge is open.\" \"Weekly Example\"");
}

#[test]
fn nexis_in_rtf() {
    let body: String = NEXIS.lines().map(|l| format!("\\pard {l}\\par\n")).collect();
    let got = read("n.rtf", &format!("{{\\rtf1\\ansi {body}}}"));
    assert!(got.len() == 2 && got[1].contains("\"2021-12-16\" \"A second title\" \"The bridge is open.\""), "{got:?}");
    let cut = read("n.rtf", &format!("{{\\rtf1\\ansi {body}"));
    assert!(cut.len() == 3 && cut[2].contains("ends in the middle"), "{cut:?}");
}

#[test]
fn factiva_as_shown_and_by_codes() {
    let text = "World\nEnvoys meet in the old hall\nBy Ann Example\n1,012 words\n15 December 2021\n10:20\nThe Daily\nDAILY\nEnglish\n(c) 2021 Daily Ltd.\nLONDON, Dec 15 (Daily) - Envoys met on Monday.\n\nThey left.\n\nDocument DAILY00020211215ehcf000x1\nSearch Summary\nText: envoys\n";
    let got = read("f.txt", text);
    assert_eq!(
        got[0],
        "f.txt#1 DAILY00020211215ehcf000x1 \"2021-12-15\" \"Envoys meet in the old hall\" \"LONDON, Dec 15 (Daily) - Envoys met on Monday.\\n\\nThey left.\" \"The Daily\""
    );
    assert!(got[1].contains("words on the search"), "{got:?}");
    let rows = [
        ("HD", "Envoys meet"),
        ("WC", "9 words"),
        ("PD", "15 December 2021"),
        ("SN", "The Daily"),
        ("LP", "<p>Envoys met.</p>"),
        ("TD", "<p>They left.</p><p>Late.</p>"),
        ("AN", "Document DAILY00020211215ehcf000x1"),
    ];
    let rows: String = rows.iter().map(|(code, words)| format!("<tr><td><b>{code}</b></td><td>{words}</td></tr>")).collect();
    let html = format!("<html><title>Factiva</title><body><div class=\"article enArticle\"><table>{rows}</table></div></body></html>");
    assert_eq!(
        read("f.html", &html),
        ["f.html#1 DAILY00020211215ehcf000x1 \"2021-12-15\" \"Envoys meet\" \"Envoys met.\\n\\nThey left.\\n\\nLate.\" \"The Daily\""]
    );
    let shown = "<html><body><div class=\"article enArticle\"><div id=hd><span class=\"enHeadline\">Envoys meet</span></div><div>9 words</div><div>15 December 2021</div><div>The Daily</div><div>English</div><div>Copyright 2021 Daily</div><p class=\"articleParagraph enarticleParagraph\">Envoys met.</p><p>Document DAILY00020211215ehcf000x1</p></div></body></html>";
    assert!(read("f.html", shown)[0].contains("\"2021-12-15\" \"Envoys meet\" \"Envoys met.\" \"The Daily\""));
}

#[test]
fn proquest_fields() {
    let rule = "_".repeat(60);
    let text = format!(
        "{rule}\n\nReport Information from ProQuest\n\n{rule}\n\nDocument 1 of 2\n\nEnvoys meet\n\nTitle: Envoys meet: a story\nPublication info: The Daily; London (UK) [London (UK)]15 Dec 2021: 4.\n\nFull text: Envoys met on Monday.\n\nThey left: nobody said why.\n\nSubject: Bridges\nProQuest document ID: 2600000001\n\nDocument URL: https://search.example/docview/2600000001\n\n{rule}\n\nTitle: A second\nPublication title: Weekly Example\nPublication date: Dec 16, 2021\nAbstract: The bridge is open.\nProQuest document ID: 2600000002\n"
    );
    let got = read("p.txt", &text);
    assert!(got[0].contains("words on the search"), "{got:?}");
    assert_eq!(
        got[1],
        "p.txt#2 2600000001 \"2021-12-15\" \"Envoys meet: a story\" \"Envoys met on Monday.\\n\\nThey left: nobody said why.\" \"The Daily\""
    );
    assert_eq!(got[2], "p.txt#3 2600000002 \"2021-12-16\" \"A second\" \"The bridge is open.\" \"Weekly Example\"");
}

#[test]
fn texts_that_only_look_like_bundles_are_texts() {
    for text in ["Document the war, she said.\nNo.", "He signed 2 of 3 DOCUMENTS on Monday.\n", "End of Documentary"] {
        assert_eq!(read("a.txt", text).len(), 1);
        assert!(read("a.txt", text)[0].contains(text.lines().next().unwrap_or_default()));
    }
}
