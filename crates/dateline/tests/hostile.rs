//! Any text gives a record whose offsets lie in it, and never a panic.

mod common;

use dateline::{Document, Layers, Record};
use jiff::civil::date;
use proptest::prelude::*;

/// Every pair of offsets in a JSON value: `start` and `end` of objects, and the pairs of `sentences`.
fn spans(value: &serde_json::Value, found: &mut Vec<(u64, u64)>) {
    match value {
        serde_json::Value::Object(map) => {
            if let (Some(start), Some(end)) = (map.get("start").and_then(|v| v.as_u64()), map.get("end").and_then(|v| v.as_u64())) {
                found.push((start, end));
            }
            map.values().for_each(|v| spans(v, found));
        }
        serde_json::Value::Array(items) => match items.as_slice() {
            [serde_json::Value::Number(start), serde_json::Value::Number(end)] => {
                found.push((start.as_u64().expect("an offset"), end.as_u64().expect("an offset")));
            }
            items => items.iter().for_each(|v| spans(v, found)),
        },
        _ => {}
    }
}

#[track_caller]
fn check(text: &str) {
    let Some(engine) = common::engine() else { return };
    let document = Document { id: "x".into(), date: Some(date(2021, 12, 15)), text: text.to_owned(), ..Document::default() };
    let record = engine.analyse_layers(&document, Layers { tokens: true });
    let (points, mut found) = (text.chars().count() as u64, Vec::new());
    spans(&serde_json::to_value(&record).expect("records are JSON"), &mut found);
    for (start, end) in &found {
        assert!(start <= end && *end <= points, "{start}..{end} of {points} in {text:?}");
    }
    assert_tokens(&record, text);
}

/// The tokens come in order and hold every letter of the text.
fn assert_tokens(record: &Record, text: &str) {
    let tokens = record.tokens.as_ref().expect("asked for");
    assert!(tokens.windows(2).all(|w| w[0].end <= w[1].start));
    let letters: usize = tokens.iter().map(|t| (t.end - t.start) as usize).sum();
    assert!(letters >= text.chars().filter(|c| !c.is_whitespace()).count());
    assert!(record.sentences.windows(2).all(|w| w[0].1 <= w[1].0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_string(text in any::<String>()) {
        check(&text);
    }

    /// Words of the trade, in any order and with any marks between them.
    #[test]
    fn any_mix_of_news_words(words in proptest::collection::vec(prop_oneof![
        Just("Putin"), Just("his Chinese counterpart"), Just("the two leaders"), Just("met"), Just("threatened to"), Just("sanctions"),
        Just("on Friday"), Just("last year"), Just("in Geneva"), Just("Moscow"), Just("Washington"), Just("\u{201C}"), Just("\u{201D}"),
        Just("said"), Just("will not"), Just("."), Just(","), Just("and"), Just("who"), Just("by"), Just("\n\n"), Just("—"), Just("@x"),
        Just("😀"), Just("https://t.co/x"), Just("(Reuters)"), Just("2021-12-15"), Just("e\u{301}"), Just("\u{0}"), Just("'s"),
    ], 0..60)) {
        check(&words.join(" "));
    }
}

#[test]
fn awkward_texts() {
    for text in [
        "",
        " ",
        "\n",
        "\u{FEFF}",
        "😀",
        "\u{FFFD}\u{FFFD}",
        "a\u{0301}\u{0301}",
        "وزير الخارجية التقى نظيره",
        "外务省发言人周三表示",
        "\r\n\r\n.",
        "((((((((((",
        "\"\"\"\"\"\"",
    ] {
        check(text);
    }
}

/// Long lines without an end, of every kind of unit.
#[test]
fn long_lines() {
    let sentence = "Envoys from Iran and Iraq met in Basra on Tuesday and agreed to meet again next month, officials said. ";
    for unit in [sentence, "word ", "(", "met and ", "\u{201C}said ", "Iran, "] {
        let text = unit.repeat(6_000 / unit.len());
        check(&text);
    }
}
