//! What holds of any text at all.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use dateline_lang::{Doc, Pipeline};
use proptest::prelude::*;

/// A tiny pipeline, and the small English one where it is there.
static PIPELINES: LazyLock<Vec<Pipeline>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let given = std::env::var_os("DATELINE_MODEL").map(PathBuf::from);
    let small = given.unwrap_or_else(|| root.join("../../models/en_core_web_sm"));
    let folders = [root.join("tests/pipelines/shared"), root.join("tests/pipelines/own"), small];
    folders.iter().filter(|f| f.join("config.cfg").exists()).map(|f| Pipeline::load(f).expect("the pipeline loads")).collect()
});

/// Tokens lie in the text in order; what is between them is one space at most.
fn check_tokens(doc: &Doc) {
    let text = doc.text();
    let chars: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).collect();
    let (mut at, mut made) = (0, String::new());
    for (i, token) in doc.tokens().iter().enumerate() {
        let (start, end) = (token.byte_start as usize, token.byte_end as usize);
        assert!(start < end && end <= text.len() && start >= at, "token {i} of {text:?}");
        assert_eq!((chars[token.start as usize], chars[token.end as usize]), (start, end), "token {i} of {text:?}");
        made += &text[at..start];
        assert!(start == at || &text[at..start] == " ", "gap before token {i} of {text:?}");
        made += doc.word(i);
        assert_eq!(doc.word(i), &text[start..end]);
        assert_eq!(doc.lower(i), doc.word(i).to_lowercase());
        at = end;
    }
    assert!(text[at..].is_empty() || &text[at..] == " ", "after the last token of {text:?}");
    assert_eq!(made + &text[at..], text);
}

/// Heads and edges are in range and agree; sentences cover all tokens; entities are well formed.
fn check_analysis(doc: &Doc) {
    for i in 0..doc.len() {
        let (head, subtree) = (doc.head(i), doc.subtree(i));
        assert!(head < doc.len() && subtree.contains(&i) && subtree.end <= doc.len());
        let above = doc.subtree(head);
        assert!(above.start <= subtree.start && subtree.end <= above.end, "subtree {i} of {:?}", doc.text());
        assert!(doc.children(i).all(|c| doc.head(c) == i));
        assert_eq!(doc.ent(i).is_empty(), doc.ent_iob(i) == 'O');
        assert!(doc.ent_iob(i) != 'I' || i > 0 && doc.ent_iob(i - 1) != 'O' && doc.ent(i - 1) == doc.ent(i));
    }
    let sentences: Vec<_> = doc.sentences().collect();
    assert_eq!(sentences.iter().flat_map(|s| s.clone()).collect::<Vec<_>>(), (0..doc.len()).collect::<Vec<_>>());
    assert!(doc.is_empty() || doc.token(0).sent_start);
}

fn said(doc: &Doc) -> Vec<String> {
    let token = |i: usize| {
        let (word, tag, lemma, dep) = (doc.word(i), doc.tag(i), doc.lemma(i), doc.dep(i));
        format!("{word} {tag} {lemma} {dep} {} {}{} {}", doc.head(i), doc.ent_iob(i), doc.ent(i), doc.token(i).sent_start)
    };
    (0..doc.len()).map(token).collect()
}

/// Text that looks like text: words, marks, white space and oddities in a row.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zA-Z]{1,9}",
        1 => "[0-9.,$%€:/-]{1,6}",
        1 => "[ \\n\\t\u{a0}]{1,3}",
        1 => "[\"'’“”(){}<>!?;…—-]{1,3}",
        1 => prop::sample::select(vec!["don't", "U.S.", "(:", "e.g.", "www.a.org/b", "a@b.org", "10km", "’s", "c'mon", "👍🏽", "İ"]).prop_map(String::from),
        1 => "\\PC{1,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    let spaced = (part, prop::bool::weighted(0.6)).prop_map(|(part, space)| if space { part + " " } else { part });
    prop::collection::vec(spaced, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_is_analysed(text in texts()) {
        for pipeline in PIPELINES.iter() {
            let doc = pipeline.parse(&text);
            check_tokens(&doc);
            check_analysis(&doc);
        }
    }

    #[test]
    fn any_string_is_analysed(text in any::<String>()) {
        for pipeline in PIPELINES.iter() {
            let doc = pipeline.parse(&text);
            check_tokens(&doc);
            check_analysis(&doc);
        }
    }

    #[test]
    fn a_batch_says_what_single_texts_say(texts in prop::collection::vec(texts(), 1..6)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for pipeline in PIPELINES.iter() {
            let batch = pipeline.parse_batch(&texts);
            for (doc, text) in batch.iter().zip(&texts) {
                prop_assert_eq!(said(doc), said(&pipeline.parse(text)));
            }
        }
    }
}

/// The parts of a long text that are computed in blocks come out as in a short one.
#[test]
fn blocks_do_not_show() {
    let text = "The minister of trade flew to Lima on Monday, where talks with the miners' union had failed. ".repeat(60);
    for pipeline in PIPELINES.iter() {
        let long = said(&pipeline.parse(&text));
        let offsets: Vec<String> = said(&pipeline.parse(&text[..text.len() / 2]));
        let inner = 40..offsets.len() - 40;
        assert_eq!(long[inner.clone()], offsets[inner]);
    }
}

/// One line of several hundred thousand tokens, none of which ends a sentence for certain.
#[test]
fn a_long_line_takes_linear_time() {
    let seconds = |words: usize| {
        let text = "word, ".repeat(words);
        let start = std::time::Instant::now();
        let doc = PIPELINES[0].parse(&text);
        assert_eq!(doc.len(), 2 * words);
        check_analysis_sample(&doc);
        start.elapsed().as_secs_f64()
    };
    seconds(1000);
    let (short, long) = (seconds(5_000), seconds(40_000));
    assert!(long < 8.0 * short * 6.0 + 0.5, "{short} s for a short line, {long} s for one of eight times the length");
}

fn check_analysis_sample(doc: &Doc) {
    (0..doc.len()).step_by(997).for_each(|i| assert!(doc.subtree(i).contains(&i)));
}

/// More different words than are remembered: the last are analysed as if they were met first.
#[test]
fn words_beyond_the_memory_are_analysed_alike() {
    let words: Vec<String> = (0..40_000).map(|i| format!("wo{}rd{i}", (b'a' + (i % 26) as u8) as char)).collect();
    let tail = words[words.len() - 300..].join(" ") + " don't fly to Oslo's (old) port.";
    let text = words[..words.len() - 300].join(" ") + " " + &tail;
    for pipeline in PIPELINES.iter() {
        let (long, short) = (pipeline.parse(&text), pipeline.parse(&tail));
        let tags =
            |doc: &Doc| (0..doc.len()).rev().take(290).map(|i| [doc.tag(i), doc.lemma(i), doc.lower(i)].join(" ")).collect::<Vec<_>>();
        assert_eq!(tags(&long), tags(&short));
    }
}
