//! A document from the fields that a reader has taken out of a file.

use super::decode::invalid;
use super::text::{dated_head, head_length, unreadable_date};
use super::{Incoming, parse_date};
use crate::Document;
use crate::record::Diagnostic;
use jiff::civil::Date;

/// What a file says of one article, as words. Empty fields count as absent.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    pub id: String,
    pub date: Option<String>,
    pub text: String,
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
}

/// The document of `fields`. Without a date of its own, that of the head of the text stands, else
/// `fallback`. Nulls become blanks; U+FFFD and a date that can't be read are told.
pub fn from_fields(fields: Fields, fallback: Option<Date>) -> Incoming {
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let text = if fields.text.contains('\0') { fields.text.replace('\0', " ") } else { fields.text };
    diagnostics.extend(replaced(&text));
    let given = fields.date.filter(|d| !d.trim().is_empty());
    let mut date = given.as_deref().and_then(parse_date);
    match given {
        Some(words) if date.is_none() => diagnostics.push(unreadable_date(&words)),
        Some(_) => {}
        None => date = dated_head(&text, fallback, &mut diagnostics),
    }
    let field = |f: Option<String>| f.filter(|w| !w.is_empty());
    let document = Document {
        id: fields.id,
        date: date.or(fallback),
        head: head_length(&text),
        text,
        title: field(fields.title),
        publisher: field(fields.publisher),
        url: field(fields.url),
    };
    Incoming { document, diagnostics }
}

fn replaced(text: &str) -> Option<Diagnostic> {
    let first = text.chars().position(|c| c == char::REPLACEMENT_CHARACTER)?;
    Some(invalid(text.chars().filter(|&c| c == char::REPLACEMENT_CHARACTER).count(), first as u32))
}
