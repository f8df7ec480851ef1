//! Files that each format's own tools made (`make_fixtures.py`) give back the two articles that they were made of.

use dateline_read::{Article, Articles, Kind, Options};
use jiff::civil::date;
use std::path::{Path, PathBuf};

const FIRST: &str = "Envoys from Norland and Sudland met in the old hall on Monday, to speak of the bridge that both want.\n\n\
“We shall sign before winter comes,” said Norland’s envoy, who had come by train – for the second time.\n\n\
Sudland’s minister said that the price was still open, and that nobody should count on a day.";
const SECOND: &str = "Dockers in Östhafen went back to work on Thursday after nine days, their union said in the morning.\n\n\
The harbour’s owners promised not to cut wages before the summer, and to pay for two of the nine days.\n\n\
A ship with grain, which had waited outside, was the first to be unloaded, a captain said.";

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// The articles of a file; whatever else it holds must hold none by its nature.
fn articles(name: &str) -> Vec<Article> {
    let items = Articles::of_files([fixture(name)], &Options::default());
    let mut found = Vec::new();
    for item in items {
        match item {
            Ok(article) => found.push(article),
            Err(trouble) => assert_eq!(trouble.kind, Kind::NoArticle, "{trouble}"),
        }
    }
    found
}

#[track_caller]
fn check(name: &str, publishers: [&str; 2]) {
    let found = articles(name);
    assert_eq!(found.len(), 2, "{name}: {found:?}");
    let titles = ["Envoys meet in the old hall", "Harbour strike ends"];
    for (i, (text, day)) in [(FIRST, 15), (SECOND, 16)].into_iter().enumerate() {
        let d = &found[i].document;
        assert_eq!(d.text, text, "{name}");
        assert_eq!(
            (d.date, d.title.as_deref(), d.publisher.as_deref()),
            (Some(date(2021, 12, day)), Some(titles[i]), Some(publishers[i])),
            "{name}"
        );
    }
}

const OWN: [&str; 2] = ["The Daily", "Weekly Example"];

#[test]
fn tables() {
    for name in ["snappy", "zstd", "gzip", "brotli", "lz4", "lists"] {
        check(&format!("{name}.parquet"), OWN);
    }
    check("pandas.csv", OWN);
    check("pandas.json", OWN);
    check("pandas.jsonl", OWN);
    check("pandas.tsv", OWN);
}

#[test]
fn packed_and_in_other_encodings() {
    check("packed.csv.gz", OWN);
    check("packed.jsonl.zst", OWN);
    let texts: Vec<String> = articles("folder.zip").into_iter().map(|a| a.document.text.trim_start().to_owned()).collect();
    assert_eq!(texts, [FIRST, SECOND], "front matter is read as blanks");
    let found = articles("latin.csv");
    assert!(found.iter().all(|a| a.diagnostics.iter().any(|d| d.code == "encoding")), "the guess is told");
    assert_eq!((found[0].document.text.as_str(), found[1].document.text.as_str()), (FIRST, SECOND));
}

#[test]
fn web_archives() {
    check("pages.warc", OWN);
    check("pages.warc.gz", OWN);
    assert_eq!(articles("pages.warc.gz")[0].document.url.as_deref(), Some("https://daily.example/0"));
}

#[test]
fn feeds() {
    check("feed.rss", ["The Daily"; 2]);
    check("feed.atom", ["The Daily"; 2]);
}

#[test]
fn bundles_of_news_databases() {
    check("nexis.docx", OWN);
    check("nexis.rtf", OWN);
    check("factiva.rtf", OWN);
    check("factiva.html", OWN);
    check("proquest.txt", OWN);
}

#[test]
fn single_articles() {
    for name in ["page.html", "newsml.xml", "ninjs.json"] {
        let found = articles(name);
        assert_eq!(found.len(), 1, "{name}");
        let d = &found[0].document;
        assert_eq!(
            (d.text.as_str(), d.date, d.title.as_deref()),
            (FIRST, Some(date(2021, 12, 15)), Some("Envoys meet in the old hall")),
            "{name}"
        );
        assert_eq!(d.publisher.as_deref(), Some("The Daily"), "{name}");
    }
    let found = articles("story.txt");
    let d = &found[0].document;
    assert_eq!(
        (d.date, d.title.as_deref(), d.publisher.as_deref()),
        (Some(date(2021, 12, 15)), Some("Envoys meet in the old hall"), Some("The Daily"))
    );
    assert!(found.len() == 1 && d.text.trim_start() == FIRST, "front matter is read as blanks: {:?}", d.text);
    let found = articles("single.docx");
    let d = &found[0].document;
    assert_eq!((d.date, d.title.as_deref()), (Some(date(2021, 12, 15)), Some("Envoys meet in the old hall")));
    assert!(found.len() == 1 && d.text.ends_with(FIRST), "{}", d.text);
}

#[test]
fn every_file_lies_in_a_folder_too() {
    let items: Vec<_> = Articles::of_files([fixture("")], &Options::default()).filter_map(Result::ok).collect();
    let files = std::fs::read_dir(fixture("")).expect("the fixtures").count();
    assert_eq!(items.len(), 2 * files - 5, "two articles a file, but one in five of them");
}
