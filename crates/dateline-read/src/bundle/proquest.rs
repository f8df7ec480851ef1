//! ProQuest's text exports: labelled fields, articles parted by a line of underscores.
//!
//! ```text
//! ____________________________________________________________
//! Title: Envoys meet
//! Publication title: The Daily; London
//! Publication date: Dec 15, 2021
//! Full text: Envoys met in the old hall on Monday.
//! ProQuest document ID: 1234567890
//! ```

use super::{Piece, dated, labelled, paragraphs};
use crate::line::Line;
use dateline::read::Fields;

const LABELS: [&str; 46] = [
    "Title",
    "Author",
    "Publication info",
    "Publication title",
    "Publication date",
    "Publication year",
    "Publication subject",
    "Abstract",
    "Links",
    "Full text",
    "Subject",
    "Location",
    "Company / organization",
    "People",
    "Pages",
    "Section",
    "Publisher",
    "Place of publication",
    "Country of publication",
    "ISSN",
    "Source type",
    "Language of publication",
    "Document type",
    "ProQuest document ID",
    "Document URL",
    "Copyright",
    "Last updated",
    "Database",
    "Accession number",
    "Volume",
    "Issue",
    "First page",
    "Dateline",
    "Identifier / keyword",
    "Credit",
    "Classification",
    "Number of pages",
    "e-ISSN",
    "Column",
    "Document feature",
    "Source attribution",
    "Illustrations",
    "Product name",
    "Alternate title",
    "Business indexing term",
    "Publication frequency",
];

pub(super) fn pieces(lines: &[Line]) -> Vec<&[Line]> {
    let rule = |l: &Line| l.text.len() >= 20 && l.text.bytes().all(|b| b == b'_' || b == b'=');
    lines.split(rule).collect()
}

pub(super) fn article(lines: &[Line]) -> Result<Piece, String> {
    let said = |label: &str| field(lines, label).map(|l| paragraphs(&l.iter().collect::<Vec<_>>())).filter(|t| !t.is_empty());
    let line = |label: &str| said(label).map(|t| t.replace("\n\n", " "));
    let (full, title) = (said("Full text"), line("Title"));
    if full.is_none() && title.is_none() {
        return Err("no article: words on the search, or a list".to_owned());
    }
    let cut = full.is_none();
    let info = line("Publication info");
    let text = full.or_else(|| said("Abstract")).or_else(|| title.clone()).unwrap_or_default();
    let publisher = line("Publication title").or_else(|| info.clone()).map(|p| publication(&p));
    let date = line("Publication date").or_else(|| info.as_deref().and_then(date_within));
    let id = line("ProQuest document ID").unwrap_or_default();
    let url = line("Document URL").filter(|u| u.contains("://"));
    Ok(Piece { fields: Fields { id, date, text, title, publisher: publisher.filter(|p| !p.is_empty()), url }, cut })
}

/// The lines of a field: behind its label, up to the next label.
fn field(lines: &[Line], label: &str) -> Option<Vec<Line>> {
    let start = lines.iter().position(|l| labelled(&l.text, label).is_some())?;
    let first = labelled(&lines[start].text, label).unwrap_or_default().to_owned();
    let more = lines[start + 1..].iter().take_while(|l| !LABELS.iter().any(|label| labelled(&l.text, label).is_some()));
    Some([Line { text: first, heading: false }].into_iter().chain(more.cloned()).collect())
}

/// `The Daily; London (UK) [London (UK)]15 Dec 2021: 4` is `The Daily`.
fn publication(words: &str) -> String {
    words.split([';', '[']).next().unwrap_or_default().trim().trim_end_matches(',').to_owned()
}

/// The day in `The Daily; London [London]15 Dec 2021: 4`.
fn date_within(info: &str) -> Option<String> {
    let words: Vec<&str> = info.split([' ', ']', ':', ',', '.']).filter(|w| !w.is_empty()).collect();
    words.windows(3).find_map(|w| dated(&w.join(" ")))
}
