//! Markup and containers, told by how a file opens.

use std::borrow::Cow;

/// What a file that opens in a known way holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Opening {
    Html,
    /// RSS or Atom.
    Feed,
    /// NewsML-G2 or NITF.
    NewsMl,
    Rtf,
    Warc,
    Parquet,
    /// XML with another root element, which is named.
    OtherXml(String),
}

/// What the first bytes say, as text for all that is text.
pub(crate) fn opening(bytes: &[u8], ending: Option<&str>) -> Option<Opening> {
    if bytes.starts_with(b"PAR1") {
        return Some(Opening::Parquet);
    }
    if bytes.starts_with(b"WARC/") && bytes.get(5).is_some_and(u8::is_ascii_digit) {
        return Some(Opening::Warc);
    }
    let (head, _) = crate::encoding::decode(bytes, None);
    let head = blanks_off(&head);
    if head.starts_with("{\\rtf") {
        return Some(Opening::Rtf);
    }
    if !head.starts_with('<') {
        return None;
    }
    markup(head, ending)
}

fn blanks_off(head: &str) -> &str {
    head.trim_start_matches(|c: char| c == '\u{FEFF}' || c.is_whitespace())
}

/// Elements that open pages or pieces of them.
const HTML: [&str; 24] = [
    "html", "head", "body", "title", "meta", "link", "script", "style", "base", "div", "p", "article", "main", "section", "header", "h1",
    "h2", "h3", "table", "font", "center", "span", "a", "noscript",
];

fn markup(head: &str, ending: Option<&str>) -> Option<Opening> {
    let xml = head.starts_with("<?xml") || matches!(ending, Some("xml" | "rss" | "atom" | "rdf"));
    let page = matches!(ending, Some("html" | "htm" | "xhtml" | "shtml"));
    let Some(root) = root(head) else { return page.then_some(Opening::Html) };
    let name = root.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
    match name.as_str() {
        "rss" | "feed" | "rdf" => Some(Opening::Feed),
        "newsmessage" | "newsitem" | "packageitem" | "nitf" => Some(Opening::NewsMl),
        name if HTML.contains(&name) && (!xml || name == "html") => Some(Opening::Html),
        _ if page => Some(Opening::Html),
        _ if xml => Some(Opening::OtherXml(root.chars().take(40).collect())),
        _ => None,
    }
}

/// The name of the first element, `html` where the document type says so.
fn root(head: &str) -> Option<Cow<'_, str>> {
    let mut rest = head;
    loop {
        rest = blanks_off(rest);
        let inner = rest.strip_prefix('<')?;
        let end = if inner.starts_with("!--") {
            inner.find("-->")? + 3
        } else if inner.starts_with('?') {
            inner.find("?>")? + 2
        } else if let Some(kind) = inner.strip_prefix('!') {
            let word = kind.get(7..).map(str::trim_start).filter(|_| kind.get(..7).is_some_and(|d| d.eq_ignore_ascii_case("doctype")))?;
            if word.get(..4).is_some_and(|w| w.eq_ignore_ascii_case("html")) {
                return Some(Cow::Borrowed("html"));
            }
            document_type(inner)?
        } else {
            let end = inner.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
            let name = &inner[..end];
            return name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_').then_some(Cow::Borrowed(name));
        };
        rest = &inner[end..];
    }
}

/// The length of a document type with what it declares in brackets.
fn document_type(inner: &str) -> Option<usize> {
    let end = inner.find('>')?;
    match inner.find('[').filter(|&at| at < end) {
        Some(at) => {
            let close = at + inner[at..].find("]")?;
            Some(close + inner[close..].find('>')? + 1)
        }
        None => Some(end + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(head: &str, want: Option<Opening>) {
        assert_eq!(opening(head.as_bytes(), None), want, "{head}");
    }

    #[test]
    fn files_are_told_by_how_they_open() {
        check("<!DOCTYPE html><p>", Some(Opening::Html));
        check("\u{FEFF}\n<!-- saved -->\n<HTML lang=en>", Some(Opening::Html));
        check("<?xml version='1.0'?><!DOCTYPE html PUBLIC '-//W3C'><html>", Some(Opening::Html));
        check("<?xml version='1.0'?>\n<rss version='2.0'>", Some(Opening::Feed));
        check("<feed xmlns='http://www.w3.org/2005/Atom'>", Some(Opening::Feed));
        check("<rdf:RDF xmlns:rdf='x'>", Some(Opening::Feed));
        check("<?xml version='1.0'?><newsMessage>", Some(Opening::NewsMl));
        check("<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd' [<!ENTITY a 'b'>]><nitf>", Some(Opening::NewsMl));
        check("{\\rtf1\\ansi", Some(Opening::Rtf));
        check("WARC/1.0\r\n", Some(Opening::Warc));
        check("<?xml version='1.0'?><invoice/>", Some(Opening::OtherXml("invoice".into())));
        assert_eq!(opening(b"<b>Envoys", Some("htm")), Some(Opening::Html));
    }

    #[test]
    fn texts_that_open_like_markup_are_texts() {
        for head in ["<3 from Kyiv", "< Envoys met.", "<Reuters> Envoys met.", "<", "", "<!", "<!DOCTYPE", "<?xml", "WARC/news"] {
            check(head, None);
        }
    }
}
