//! What an address asks for: the filters, which are those of `dateline events`, and the paging.

use crate::error::ApiError;
use dateline_store::{Filter, Order};
use serde::Deserialize;

/// The longest value of one filter, in bytes.
const LONGEST: usize = 500;
/// The longest list that one answer holds, and the furthest into a list that is paged.
const MOST: u64 = 500;
const FURTHEST: u64 = 10_000_000;

/// The query of an address. Several values are joined by commas.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ask {
    pub q: String,
    pub actor: String,
    pub source: String,
    pub target: String,
    pub dyad: String,
    #[serde(rename = "type")]
    pub types: String,
    pub mode: String,
    pub quad: String,
    pub status: String,
    pub from: String,
    pub to: String,
    pub country: String,
    pub place: String,
    pub publisher: String,
    /// Least confidence.
    pub min: String,
    /// Least number of independent origins.
    pub origins: String,
    /// `west,south,east,north`
    pub bbox: String,
    pub order: String,
    pub limit: Option<u64>,
    /// Where the page before ended.
    pub after: String,
    pub by: String,
    pub state: String,
}

impl Ask {
    /// The filter, and the words of `q` as the full-text index wants them.
    ///
    /// # Errors
    /// A value that can't be read, with what it should look like.
    pub fn filter(&self) -> Result<Filter, ApiError> {
        self.check_lengths()?;
        Ok(Filter {
            actor: list(&self.actor),
            source: list(&self.source),
            target: list(&self.target),
            dyad: some(&self.dyad),
            types: list(&self.types),
            modes: list(&self.mode),
            quad: numbers(&self.quad, "quad", "a class from 1 to 4")?,
            status: list(&self.status),
            from: some(&self.from),
            to: some(&self.to),
            place: some(&self.place),
            country: some(&self.country).map(|c| c.to_uppercase()),
            bbox: self.bbox()?,
            text: words(&self.q),
            publisher: some(&self.publisher),
            confidence: one(&self.min, "min", "a number from 0 to 1")?,
            origins: one(&self.origins, "origins", "a whole number")?,
            order: self.order()?,
            limit: self.limit(50),
            offset: self.offset()?,
        })
    }

    fn order(&self) -> Result<Order, ApiError> {
        match self.order.as_str() {
            "" | "told" => Ok(Order::Told),
            "newest" => Ok(Order::Newest),
            "date" => Ok(Order::Date),
            "reports" => Ok(Order::Reports),
            "confidence" => Ok(Order::Confidence),
            other => Err(ApiError::bad(format!("order={other}"), "told, newest, date, reports or confidence")),
        }
    }

    fn bbox(&self) -> Result<Option<[f64; 4]>, ApiError> {
        let sides: Vec<f64> = numbers(&self.bbox, "bbox", "west,south,east,north in degrees")?;
        match <[f64; 4]>::try_from(sides) {
            Ok(sides) => Ok(Some(sides)),
            Err(none) if none.is_empty() => Ok(None),
            Err(_) => Err(ApiError::bad(format!("bbox={}", self.bbox), "west,south,east,north in degrees, such as 22,44,40,52")),
        }
    }

    /// How many are asked for, at most 500.
    pub fn limit(&self, usual: u64) -> u64 {
        self.limit.unwrap_or(usual).clamp(1, MOST)
    }

    /// Where the page begins.
    ///
    /// # Errors
    /// `after` is none of our numbers.
    pub fn offset(&self) -> Result<u64, ApiError> {
        let offset: u64 = one(&self.after, "after", "the `next` of the page before")?.unwrap_or(0);
        if offset > FURTHEST {
            return Err(ApiError::bad("after is too far", "narrow the filters, or download the whole list"));
        }
        Ok(offset)
    }

    fn check_lengths(&self) -> Result<(), ApiError> {
        let all = [
            &self.q,
            &self.actor,
            &self.source,
            &self.target,
            &self.dyad,
            &self.types,
            &self.mode,
            &self.quad,
            &self.status,
            &self.from,
            &self.to,
            &self.country,
            &self.place,
            &self.publisher,
            &self.min,
            &self.origins,
            &self.bbox,
            &self.by,
            &self.state,
        ];
        match all.iter().find(|v| v.len() > LONGEST) {
            Some(_) => Err(ApiError::bad("a filter is too long", format!("at most {LONGEST} bytes"))),
            None => Ok(()),
        }
    }
}

/// The value, or none for the empty one.
pub fn some(value: &str) -> Option<String> {
    Some(value.trim()).filter(|v| !v.is_empty()).map(str::to_owned)
}

/// Values between commas, at most 20.
pub fn list(value: &str) -> Vec<String> {
    value.split(',').filter_map(some).take(20).collect()
}

fn one<T: std::str::FromStr>(value: &str, name: &str, hint: &str) -> Result<Option<T>, ApiError> {
    some(value).map(|v| v.parse().map_err(|_| ApiError::bad(format!("{name}={v}"), format!("{name} is {hint}")))).transpose()
}

fn numbers<T: std::str::FromStr>(value: &str, name: &str, hint: &str) -> Result<Vec<T>, ApiError> {
    list(value).iter().map(|v| v.parse().map_err(|_| ApiError::bad(format!("{name}={v}"), format!("{name} is {hint}")))).collect()
}

/// Words as people type them, in the syntax of the full-text index: all of them, "phrases" as such, OR between two.
/// Every word is quoted, so that no sign in it has a meaning of its own.
pub fn words(typed: &str) -> Option<String> {
    let mut out: Vec<String> = Vec::new();
    for (i, part) in typed.replace(['“', '”'], "\"").split('"').enumerate() {
        let words: Vec<&str> = if i % 2 == 1 { vec![part] } else { part.split_whitespace().collect() };
        for word in words.into_iter().filter(|w| w.chars().any(char::is_alphanumeric)) {
            let or = i % 2 == 0 && word == "OR" && !out.is_empty();
            out.push(if or { "OR".to_owned() } else { format!("\"{}\"", word.replace('\0', " ")) });
        }
    }
    while out.last().is_some_and(|w| w == "OR") {
        out.pop();
    }
    out.dedup_by(|a, b| a == "OR" && b == "OR");
    Some(out.join(" ")).filter(|w| !w.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_no_syntax_but_phrases_and_or() {
        assert_eq!(words("cease-fire talks").as_deref(), Some("\"cease-fire\" \"talks\""));
        assert_eq!(words("“gas pipeline” OR oil").as_deref(), Some("\"gas pipeline\" OR \"oil\""));
        assert_eq!(words("text:x NEAR(a) ^b*").as_deref(), Some("\"text:x\" \"NEAR(a)\" \"^b*\""));
        assert_eq!(words("OR OR \" - '").as_deref(), Some("\"OR\""));
        assert_eq!(words(" ' ( "), None);
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        let bad = |ask: Ask| ask.filter().expect_err("can't be read").cause;
        assert_eq!(bad(Ask { quad: "x".into(), ..Ask::default() }), "quad=x");
        assert_eq!(bad(Ask { bbox: "1,2,3".into(), ..Ask::default() }), "bbox=1,2,3");
        assert_eq!(bad(Ask { after: "-1".into(), ..Ask::default() }), "after=-1");
        assert_eq!(bad(Ask { q: "x".repeat(501), ..Ask::default() }), "a filter is too long");
    }
}
