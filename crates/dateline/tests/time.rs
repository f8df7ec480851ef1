//! The times stage on the model: every example of `knowledge/time`, and texts nobody wrote on purpose.
//! Needs the model (`$DATELINE_MODEL`, or `models/en_core_web_sm` in the workspace root); without it, a line says so.

mod common;

use common::pipeline;
use dateline::clause::Clauses;
use dateline::knowledge::Files;
use dateline::time::{self, Rules};

#[test]
fn every_example_comes_true() {
    let Some(pipeline) = pipeline() else { return };
    let failed = time::check(&pipeline, &Files::embedded()).expect("the files parse");
    let lines: Vec<String> = failed.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    assert!(lines.is_empty(), "{} examples failed:\n{}", lines.len(), lines.join("\n"));
    let (rules, examples) = Rules::parse(&Files::embedded()).expect("the files parse").counts();
    assert!(examples >= 300, "{rules} rules have only {examples} examples");
}

/// The founding article's date line, weekday, bare day and months are in `cases`; here the offsets count code points.
#[test]
fn offsets_count_code_points() {
    let Some(pipeline) = pipeline() else { return };
    let rules = Rules::parse(&Files::embedded()).expect("the files parse");
    let doc = pipeline.parse("\u{1F600} “Déjà vu”, he said on Wednesday — 4 February is next.");
    let times = time::resolve(&doc, &Clauses::default(), Some("2021-12-15".parse().unwrap()), &rules);
    let chars: Vec<char> = doc.text().chars().collect();
    let words: Vec<String> = times.iter().map(|t| chars[t.start as usize..t.end as usize].iter().collect()).collect();
    assert_eq!(words, ["Wednesday", "4 February"]);
    assert_eq!(times[0].value, "2021-12-15");
}

#[test]
fn an_undated_text_keeps_what_it_says() {
    let Some(pipeline) = pipeline() else { return };
    let rules = Rules::parse(&Files::embedded()).expect("the files parse");
    let doc = pipeline.parse("He left on Friday, met them on 3 May 1999 and wrote to her in June.");
    let times = time::resolve(&doc, &Clauses::default(), None, &rules);
    let values: Vec<&str> = times.iter().map(|t| t.value.as_str()).collect();
    assert_eq!(values, ["XXXX-WXX-5", "1999-05-03", "1999-06"]);
}

#[test]
fn hostile_texts_end_soon_and_without_a_panic() {
    let Some(pipeline) = pipeline() else { return };
    let rules = Rules::parse(&Files::embedded()).expect("the files parse");
    let texts = [
        String::new(),
        "\u{0}\u{1b}\n\n\t \u{fffd}".into(),
        "until Friday ".repeat(3000),
        "thousand hundred ".repeat(3000),
        "9".repeat(20_000),
        "1/2/3/4/5-6-7:8:9.10.11.12,".repeat(500),
        "99999999999999999999 years ago, 400000 centuries later, the 99th of May 9999".into(),
        "29 February, 30 February, 31/31/3131, 24:61, Feb. 29 1900".into(),
        "(((((((( a year earlier, last quarter's third quarter of the year-ago quarter".into(),
    ];
    for text in texts {
        let doc = pipeline.parse(&text);
        for date in [None, Some("2024-02-29".parse().unwrap()), Some("9999-12-31".parse().unwrap()), Some("-009999-01-01".parse().unwrap())]
        {
            let times = time::resolve(&doc, &Clauses::default(), date, &rules);
            let chars = text.chars().count() as u32;
            assert!(times.windows(2).all(|w| w[0].end <= w[1].start) && times.iter().all(|t| t.start < t.end && t.end <= chars));
        }
    }
}
