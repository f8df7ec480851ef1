//! Runs the examples of `knowledge/lexicon/quote_examples.tsv`.

use super::{Cues, Quote, QuoteKind, resolve};
use crate::actor::Resolution;
use crate::clause;
use crate::knowledge::{Failure, Files, KnowledgeError};
use dateline_lang::Pipeline;

const FILE: &str = "lexicon/quote_examples.tsv";

/// Every example of the files that does not hold: a `yes` row must give its one quote with its
/// words and speaker and nothing else, a `no` row no quote of its kind. Bad rows and bad files are failures too.
pub fn check(pipeline: &Pipeline, files: &Files) -> Vec<Failure> {
    let text = files.get(FILE).unwrap_or_default();
    let (cues, lexicon) = match (Cues::parse(files), clause::Lexicon::parse(files)) {
        (Ok(cues), Ok(lexicon)) => (cues, lexicon),
        (Err(e), _) | (_, Err(e)) => return vec![unreadable(e)],
    };
    let find = |text: &str| {
        let doc = pipeline.parse(text);
        resolve(&doc, &clause::build(&doc, &lexicon), &Resolution::default(), &[], &cues)
    };
    let rows = text.lines().enumerate().filter(|(_, l)| !l.is_empty() && !l.starts_with('#'));
    rows.filter_map(|(i, row)| verdict(row, &find).err().map(|message| Failure { file: FILE.into(), line: i + 1, message })).collect()
}

fn unreadable(e: KnowledgeError) -> Failure {
    Failure { file: e.file, line: e.line, message: format!("{} ({})", e.cause, e.hint) }
}

fn verdict(row: &str, find: &impl Fn(&str) -> Vec<Quote>) -> Result<(), String> {
    let fields: Vec<String> = row.split('\t').map(|f| f.replace("\\n", "\n")).collect();
    match fields.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["yes", kind, text, words, speaker] => wanted(text, &format!("{kind} `{words}` by {speaker}"), &find(text)),
        ["no", kind, text] => unwanted(text, kind, &find(text)),
        _ => Err("a row is `yes`, kind, text, words, speaker or `no`, kind, text, parted by tabs".into()),
    }
}

fn wanted(text: &str, want: &str, quotes: &[Quote]) -> Result<(), String> {
    let got: Vec<String> = quotes.iter().map(|q| told(text, q)).collect();
    if got == [want] { Ok(()) } else { Err(format!("`{text}` must give {want} alone; made: {}", listed(&got))) }
}

fn unwanted(text: &str, kind: &str, quotes: &[Quote]) -> Result<(), String> {
    let got: Vec<String> = quotes.iter().filter(|q| name(q.kind) == kind).map(|q| told(text, q)).collect();
    if got.is_empty() { Ok(()) } else { Err(format!("`{text}` must give no {kind} quote; made: {}", listed(&got))) }
}

fn listed(quotes: &[String]) -> String {
    if quotes.is_empty() { "nothing".into() } else { quotes.join("; ") }
}

fn told(text: &str, q: &Quote) -> String {
    let words = |start: u32, end: u32| text.chars().skip(start as usize).take((end - start) as usize).collect::<String>();
    let speaker = q.speaker.as_ref().map_or("-".into(), |s| words(s.start, s.end));
    format!("{} `{}` by {speaker}", name(q.kind), words(q.start, q.end))
}

fn name(kind: QuoteKind) -> &'static str {
    match kind {
        QuoteKind::Direct => "direct",
        QuoteKind::Indirect => "indirect",
        QuoteKind::Post => "post",
    }
}
