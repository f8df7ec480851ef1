//! What pages and word-processor files are made of: paragraphs, some of them headings.

/// One paragraph, without a break of line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub text: String,
    pub heading: bool,
}

/// The text of paragraphs, an empty line between two.
pub(crate) fn joined(lines: &[Line]) -> String {
    lines.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join("\n\n")
}
