//! A coded document made ready for the tables, away from the one writer: hashes, words, JSON.

use dateline::code::{Event, Status};
use dateline::record::ActorRef;
use dateline::{Document, Record, link};
use sha2::{Digest, Sha256};

/// A document with its record, ready to be written.
pub struct Prepared {
    pub(crate) id: String,
    pub(crate) document: Document,
    pub(crate) text_hash: String,
    pub(crate) signature: Vec<u8>,
    pub(crate) json: String,
    pub(crate) record: Record,
    pub(crate) reports: Vec<Telling>,
    pub(crate) promises: Vec<Promised>,
}

/// What linking needs of an event's own sentence.
pub(crate) struct Telling {
    pub id: String,
    pub features: Vec<u8>,
    /// The words of the act.
    pub act: String,
    pub toll: link::Toll,
}

/// What linking needs of a commitment's words.
pub(crate) struct Promised {
    pub id: String,
    pub act: String,
    pub condition: Option<String>,
    pub reason: Option<String>,
    pub features: Vec<u8>,
}

/// The id of an article, made of all that it says: `d` and 16 hex digits.
///
/// ```
/// let a = dateline::Document { text: "Talks resumed.".into(), ..Default::default() };
/// let b = dateline::Document { id: "another name".into(), ..a.clone() };
/// assert_eq!(dateline_store::document_id(&a), dateline_store::document_id(&b));
/// ```
pub fn document_id(d: &Document) -> String {
    let mut hasher = Sha256::new();
    let date = d.date.map(|d| d.to_string());
    for part in [&date, &d.publisher, &d.url, &d.title] {
        hasher.update(part.as_deref().unwrap_or(""));
        hasher.update([0]);
    }
    hasher.update(&d.text);
    format!("d{}", hex(&hasher.finalize()[..8]))
}

/// SHA-256 of a text in UTF-8, as 64 hex digits.
pub fn text_hash(text: &str) -> String {
    hex(&Sha256::digest(text))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// An id of a part of a document: a letter and 16 hex digits.
fn part_id(letter: char, document: &str, part: &str) -> String {
    format!("{letter}{}", hex(&Sha256::digest(format!("{document}\0{part}"))[..8]))
}

impl Prepared {
    /// Makes a coded document ready. `record` is the document's.
    pub fn new(document: Document, record: Record) -> Prepared {
        let id = document_id(&document);
        let starts = starts(&document.text);
        let words = |start: u32, end: u32| cut(&document.text, &starts, start, end);
        let mut seen = std::collections::HashMap::<String, u32>::new();
        let reports = record.events.iter().map(|e| telling(&id, &record, e, &words, &mut seen)).collect();
        let promises = record.commitments.iter().map(|c| promised(&id, c, &words)).collect();
        Prepared {
            text_hash: text_hash(&document.text),
            signature: link::signature(&document.text).iter().flat_map(|n| n.to_le_bytes()).collect(),
            json: serde_json::to_string(&record).expect("records hold nothing that JSON can't"),
            reports,
            promises,
            id,
            document,
            record,
        }
    }
}

fn telling<'a>(
    id: &str,
    record: &Record,
    e: &Event,
    words: &impl Fn(u32, u32) -> &'a str,
    seen: &mut std::collections::HashMap<String, u32>,
) -> Telling {
    let sentence = |n: usize| record.sentences.get(n).map_or("", |&(start, end)| words(start, end));
    let n = e.sentence as usize;
    let told = sentence(n);
    let mut toll = if matches!(e.kind.as_str(), "ASSAULT" | "PROTEST" | "COERCE") { link::toll(told) } else { link::Toll::default() };
    // "A bomb went off in the market. At least 12 people were killed."
    let alone = record.events.iter().filter(|o| o.kind == "ASSAULT").count() == 1;
    if e.kind == "ASSAULT" && alone && toll == link::Toll::default() {
        toll = link::toll(sentence(n + 1));
    }
    let key = format!("{} {} {}", e.kind, e.trigger.start, e.trigger.end);
    let again = seen.entry(key.clone()).or_default();
    *again += 1;
    Telling {
        id: part_id('r', id, &format!("{key} {again}")),
        features: blob(&link::words(told)),
        act: words(e.trigger.start, e.trigger.end).to_owned(),
        toll,
    }
}

fn promised<'a>(id: &str, c: &dateline::commitment::Commitment, words: &impl Fn(u32, u32) -> &'a str) -> Promised {
    let act = words(c.act.start, c.act.end);
    let span = |s: dateline::record::Span| words(s.start, s.end).to_owned();
    Promised {
        id: part_id('c', id, &format!("{} {}", c.act.start, c.act.end)),
        act: act.to_owned(),
        condition: c.condition.map(span),
        reason: c.reason.map(span),
        features: blob(&link::words(act)),
    }
}

pub(crate) fn blob(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

pub(crate) fn unblob(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c)).collect()
}

/// Byte of every 64th code point: a word is cut out without walking the whole text.
pub(crate) fn starts(text: &str) -> Vec<usize> {
    text.char_indices().step_by(64).map(|(at, _)| at).collect()
}

/// The words between two code points; what lies outside the text is left out.
pub(crate) fn cut<'a>(text: &'a str, starts: &[usize], start: u32, end: u32) -> &'a str {
    let byte = |n: u32| {
        let from = starts.get(n as usize / 64).copied().unwrap_or(text.len());
        text[from..].char_indices().nth(n as usize % 64).map_or(text.len(), |(at, _)| from + at)
    };
    text.get(byte(start)..byte(end)).unwrap_or("")
}

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Actual => "actual",
        Status::Historical => "historical",
        Status::Future => "future",
        Status::Hypothetical => "hypothetical",
        Status::Negated => "negated",
    }
}

/// What makes two actors one.
pub(crate) fn identity(a: &ActorRef) -> String {
    let or = |s: &Option<String>| s.clone().unwrap_or_default();
    [a.name.clone(), a.code.clone(), or(&a.country), or(&a.sector), a.sectors.join(";"), or(&a.wikidata)].join("\u{1f}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_by_code_points() {
        let text = "é".repeat(100) + "ab💥c";
        let starts = starts(&text);
        assert_eq!(cut(&text, &starts, 100, 103), "ab💥");
        assert_eq!(cut(&text, &starts, 103, 900), "c");
        assert_eq!(cut(&text, &starts, 900, 901), "");
        assert_eq!(cut(&text, &starts, 5, 3), "");
    }

    #[test]
    fn blobs_give_their_words_back() {
        assert_eq!(unblob(&blob(&[1, u32::MAX, 7])), [1, u32::MAX, 7]);
    }
}
