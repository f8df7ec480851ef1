//! Quotes with the language model: the examples of the knowledge, the founding article, hostile text.
//! Skipped, with a line that says so, where the model or the shared data is absent.

mod common;

use common::pipeline;
use dateline::quote::{self, Quote, QuoteKind};
use dateline::{Document, Engine, Knowledge};

const ARTICLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/seed/article.txt");

#[test]
fn examples_hold() {
    let Some(pipeline) = pipeline() else { return };
    let failures = quote::check(&pipeline, &dateline::knowledge::Files::embedded());
    let told: Vec<String> = failures.iter().map(|f| format!("{}:{}: {}", f.file, f.line, f.message)).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn a_wrong_example_is_told_with_its_line() {
    let Some(pipeline) = pipeline() else { return };
    let folder = std::env::temp_dir().join(format!("dateline-quotes-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("lexicon")).unwrap();
    let rows = "# head\nno\tdirect\tThe envoy said, “We go.”\nyes\tdirect\tThe envoy left.\tWe go.\tThe envoy\nperhaps\n";
    std::fs::write(folder.join("lexicon/quote_examples.tsv"), rows).unwrap();
    let files = dateline::knowledge::Files::with_folder(&folder).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let lines: Vec<usize> = quote::check(&pipeline, &files).iter().map(|f| f.line).collect();
    assert_eq!(lines, [2, 3, 4]);
}

#[test]
fn the_founding_article_gives_its_quotes() {
    let (Some(pipeline), Ok(text)) = (pipeline(), std::fs::read_to_string(ARTICLE)) else {
        println!("skipped: no article in {ARTICLE}");
        return;
    };
    let engine = Engine { pipeline, knowledge: Knowledge::embedded().unwrap(), gazetteer: None };
    let record = engine.analyse(&Document { text, date: "2021-12-15".parse().ok(), ..Document::default() });
    let spoken: Vec<&Quote> = record.quotes.iter().filter(|q| q.kind != QuoteKind::Indirect).collect();
    let spans: Vec<(u32, u32)> = spoken.iter().map(|q| (q.start, q.end)).collect();
    assert_eq!(spans, [(467, 627), (1687, 1790), (1793, 1911)]);
    assert_eq!(spoken[0].reported_by.as_deref(), Some("The Guardian"));
    assert_eq!(spoken[1].speaker.as_ref().unwrap().name, "Vladimir Putin");
    assert_eq!(spoken[1].addressee.as_ref().unwrap().name, "Xi Jinping");
    assert_eq!(spoken[2].handle.as_deref(), Some("@KremlinRussia_E"));
    assert_eq!(spoken[2].date, "2021-12-15".parse().ok());
}

#[test]
fn hostile_text_gives_quotes_or_none_and_ends() {
    let Some(pipeline) = pipeline() else { return };
    let knowledge = Knowledge::embedded().unwrap();
    let units =
        ["“a” ", "\"", "“", "” said ", "'s ", "(@a) ", "<tweet author=\"", "“a,” he said. ", "“\n", "according to ", "— ", "🙂”\u{0}"];
    for unit in units {
        let text = unit.repeat(1_500);
        let doc = pipeline.parse(&text);
        let clauses = dateline::clause::build(&doc, &knowledge.clause);
        let begin = std::time::Instant::now();
        let quotes = quote::resolve(&doc, &clauses, &Default::default(), &[], &knowledge.quote);
        assert!(begin.elapsed().as_secs_f32() < 1.0, "{unit:?} took {:?}", begin.elapsed());
        let chars = text.chars().count() as u32;
        assert!(quotes.iter().all(|q| q.start < q.end && q.end <= chars && q.tokens.end <= doc.len()), "{unit:?}");
    }
}
