//! What goes in: one article.

use jiff::civil::Date;
use serde::Deserialize;

/// One article as the readers give it. Offsets in the record count code points of `text`.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Document {
    pub id: String,
    /// Publication date; without one, nothing that is counted from it is resolved.
    #[serde(default)]
    pub date: Option<Date>,
    pub text: String,
    /// How many bytes of the text are its dateline; the story is read behind them.
    #[serde(skip)]
    pub head: usize,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub publisher: Option<String>,
    #[serde(default)]
    pub url: Option<String>,
}
