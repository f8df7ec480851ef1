//! Files of many articles that news databases make: Nexis, Factiva and ProQuest, told by the lines that
//! end or head their articles, whether the file is a text, a page, a Word document or RTF.

mod factiva;
mod nexis;
mod proquest;

use crate::date;
use crate::fields::truncated;
use crate::format::Format;
use crate::line::Line;
use crate::{Article, Item, Options, Place, Stream, Trouble};
use dateline::read::{Fields, from_fields, parse_date};

/// Who made a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Provider {
    Nexis,
    Factiva,
    ProQuest,
}

/// What one piece of a bundle holds.
#[derive(Debug, Default)]
struct Piece {
    fields: Fields,
    /// The database gives only an abstract.
    cut: bool,
}

impl Provider {
    /// Tells who made these lines; what was forced goes before.
    pub fn of<'a>(lines: impl Iterator<Item = &'a str>, options: &Options) -> Option<Self> {
        match options.format {
            Some(Format::Nexis) => return Some(Provider::Nexis),
            Some(Format::Factiva) => return Some(Provider::Factiva),
            Some(Format::ProQuest) => return Some(Provider::ProQuest),
            _ => {}
        }
        lines.map(str::trim).find_map(|line| match line {
            _ if line.len() > 200 => None,
            _ if nexis::marks(line) => Some(Provider::Nexis),
            _ if factiva::is_end(line) => Some(Provider::Factiva),
            _ if line.starts_with("ProQuest document ID:") => Some(Provider::ProQuest),
            _ => None,
        })
    }

    fn pieces(self, lines: &[Line]) -> Vec<&[Line]> {
        match self {
            Provider::Nexis => nexis::pieces(lines),
            Provider::Factiva => factiva::pieces(lines),
            Provider::ProQuest => proquest::pieces(lines),
        }
    }

    /// The article of a piece, or why it is none.
    fn article(self, lines: &[Line]) -> Result<Piece, String> {
        match self {
            Provider::Nexis => nexis::article(lines),
            Provider::Factiva => factiva::article(lines),
            Provider::ProQuest => proquest::article(lines),
        }
    }
}

/// The articles of the lines of a file: those of a bundle, or one. `fault` is told at the end.
pub(crate) fn stream(lines: Vec<Line>, place: Place, options: &Options, fault: Option<Trouble>) -> Stream {
    let provider = Provider::of(lines.iter().map(|l| l.text.as_str()), options);
    let mut items = match provider {
        Some(provider) => articles(provider, &lines, &place, options),
        None if lines.iter().all(|l| l.text.is_empty()) => {
            vec![Err(fault.clone().unwrap_or_else(|| Trouble::no_article(place.clone(), "no text in this file")))]
        }
        None => vec![Ok(single(&lines, place, options))],
    };
    match (fault, items.last()) {
        (Some(fault), last) if last.is_none_or(Result::is_ok) => items.push(Err(fault)),
        _ => {}
    }
    Box::new(items.into_iter())
}

/// The articles of a bundle.
pub(crate) fn articles(provider: Provider, lines: &[Line], place: &Place, options: &Options) -> Vec<Item> {
    let filled = |piece: &&[Line]| piece.iter().any(|l| !l.text.is_empty());
    let pieces = provider.pieces(lines).into_iter().filter(filled).enumerate();
    let mut items: Vec<Item> = pieces.map(|(i, piece)| item(provider, piece, place.article(i as u64 + 1), options)).collect();
    if items.is_empty() {
        items.push(Err(Trouble::no_article(place.clone(), "no text in this file")));
    }
    items
}

fn item(provider: Provider, lines: &[Line], place: Place, options: &Options) -> Item {
    let mut piece = provider.article(lines).map_err(|cause| Trouble::no_article(place.clone(), cause))?;
    if piece.fields.text.is_empty() {
        return Err(Trouble::unreadable(place, "no text in this article"));
    }
    if piece.fields.id.is_empty() {
        piece.fields.id = place.to_string();
    }
    piece.fields.date = piece.fields.date.map(|d| date::tidy(&d, options.date_order));
    let mut incoming = from_fields(piece.fields, options.date);
    incoming.diagnostics.splice(0..0, piece.cut.then(truncated));
    Ok(Article::new(incoming, place))
}

/// A document that holds one article: its first line is the title if it is a heading.
fn single(lines: &[Line], place: Place, options: &Options) -> Article {
    let first = lines.iter().position(|l| !l.text.is_empty()).unwrap_or_default();
    let title = lines.get(first).filter(|l| l.heading && l.text.len() < 300 && lines.len() > first + 1).map(|l| l.text.clone());
    let story = if title.is_some() { &lines[first + 1..] } else { &lines[first..] };
    let text = paragraphs(&story.iter().collect::<Vec<_>>());
    let fields = Fields { id: place.to_string(), text, title, ..Fields::default() };
    Article::new(from_fields(fields, options.date), place)
}

/// The paragraphs of lines. Where empty lines part them, the lines between belong together.
fn paragraphs(lines: &[&Line]) -> String {
    let inner = lines.iter().skip_while(|l| l.text.is_empty());
    let inner: Vec<&str> = inner.map(|l| l.text.trim()).collect();
    let end = inner.iter().rposition(|l| !l.is_empty()).map_or(0, |i| i + 1);
    let inner = &inner[..end];
    let wrapped = inner.iter().any(|l| l.is_empty()) && !inner.iter().any(|l| l.len() > 200);
    let parts: Vec<String> = match wrapped {
        true => inner.split(|l| l.is_empty()).filter(|p| !p.is_empty()).map(|p| p.join(" ")).collect(),
        false => inner.iter().filter(|l| !l.is_empty()).map(|l| (*l).to_owned()).collect(),
    };
    parts.join("\n\n")
}

/// The code of a field in Factiva's and others' tables: `HD`, `LP`.
pub(crate) fn is_code(text: &str) -> bool {
    let text = text.trim();
    (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// A line that opens with a day and holds little else: `December 15, 2021 Wednesday 9:00 AM EST`.
fn dated(line: &str) -> Option<String> {
    let opens = line.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase());
    let sure = opens && line.len() < 60;
    let date = parse_date(line).or_else(|| {
        let (weekday, rest) = line.split_once([' ', ','])?;
        weekday.ends_with("day").then(|| parse_date(rest.trim()))?
    });
    let head = || {
        (1..=line.split_whitespace().count()).rev().find_map(|n| parse_date(&line.split_whitespace().take(n).collect::<Vec<_>>().join(" ")))
    };
    date.or_else(|| if sure { head() } else { None }).filter(|_| sure).map(|d| d.to_string())
}

/// What stands behind a label, whatever its case: `Length: 512 words`.
fn labelled<'a>(line: &'a str, label: &str) -> Option<&'a str> {
    let head = line.get(..label.len()).filter(|h| h.eq_ignore_ascii_case(label))?;
    line[head.len()..].strip_prefix(':').map(str::trim)
}

/// The lines of a text, empty ones too.
pub(crate) fn of_text(text: &str) -> Vec<Line> {
    text.lines().map(|l| Line { text: l.trim().to_owned(), heading: false }).collect()
}

#[cfg(test)]
mod tests;
