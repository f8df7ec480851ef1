//! HTML to a tree, refused where its shape would exhaust memory or time.

use crate::Limits;
use dom_query::{Document, NodeData, NodeId, NodeRef, Tree};
use html5ever::driver::{ParseOpts, Parser, parse_document};
use html5ever::tendril::{StrTendril, TendrilSink};

/// The most nodes of one page: each takes far more memory than its few bytes.
const MOST_NODES: usize = 500_000;

/// The most attributes of one tag: each is compared with all others.
const MOST_ATTRIBUTES: usize = 2_000;

/// How much is parsed between two looks at the tree.
const STEP: usize = 16 << 10;

/// Parses a page.
///
/// # Errors
/// Why it is not read: elements too deep, too many nodes, too many attributes.
pub(crate) fn parse(html: &str, limits: &Limits) -> Result<Document, String> {
    if crowded(html) {
        return Err(format!("a tag of more than {MOST_ATTRIBUTES} attributes"));
    }
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    let mut parser = parse_document(Document::default(), options);
    let mut rest = html;
    while !rest.is_empty() {
        let end = (STEP.min(rest.len())..=rest.len()).find(|&i| rest.is_char_boundary(i)).unwrap_or(rest.len());
        let (step, behind) = rest.split_at(end);
        parser.process(StrTendril::from(step));
        check(&parser, limits)?;
        rest = behind;
    }
    Ok(parser.finish())
}

fn check(parser: &Parser<Document>, limits: &Limits) -> Result<(), String> {
    let tree = &parser.tokenizer.sink.sink.tree;
    if tree.len() > MOST_NODES {
        return Err(format!("a page of more than {MOST_NODES} elements and texts"));
    }
    if too_deep(tree, limits.depth) {
        return Err(format!("elements more than {} deep in one another", limits.depth));
    }
    Ok(())
}

/// Whether what was added last lies deeper than `most`: the last child of the last child, and so on.
/// What stands in a table outside of its cells is put before the table; a template has a tree of its own.
fn too_deep(tree: &Tree, most: usize) -> bool {
    let mut open = vec![(tree.root(), 0)];
    let mut looks = 10 * most;
    while let Some((node, depth)) = open.pop() {
        if depth > most || looks == 0 {
            return true;
        }
        looks -= 1;
        let template: Option<NodeId> = node.query_or(None, |n| n.as_element().and_then(|e| e.template_contents));
        let last = node.last_child();
        let before = last.filter(|n| name(n) == "table").and_then(|n| n.prev_sibling());
        let next = last.into_iter().chain(before).chain(template.and_then(|id| tree.get(&id)));
        open.extend(next.map(|n| (n, depth + 1)));
    }
    false
}

/// Whether a tag has more attributes than are read.
fn crowded(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut at = 0;
    while let Some(open) = bytes[at..].iter().position(|&b| b == b'<') {
        at += open + 1;
        match bytes.get(at) {
            Some(b'!') if bytes[at..].starts_with(b"!--") => at += html[at..].find("-->").unwrap_or(html.len() - at),
            Some(c) if c.is_ascii_alphabetic() => {
                let (end, blanks) = tag(bytes, at);
                if blanks > MOST_ATTRIBUTES {
                    return true;
                }
                at = behind_script(html, at, end);
            }
            _ => {}
        }
    }
    false
}

/// Where a tag ends, and how many blanks and slashes part its attributes.
fn tag(bytes: &[u8], start: usize) -> (usize, usize) {
    let (mut blanks, mut quote, mut before) = (0, None, b' ');
    for (i, &b) in bytes[start..].iter().enumerate() {
        match (quote, b) {
            (Some(q), _) if b == q => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if before == b'=' => quote = Some(b),
            (None, b'>') => return (start + i + 1, blanks),
            (None, b' ' | b'\n' | b'\t' | b'\r' | 12 | b'/' | b'"' | b'\'') => blanks += 1,
            _ => {}
        }
        if !b.is_ascii_whitespace() {
            before = b;
        }
    }
    (bytes.len(), blanks)
}

/// The end of a tag, or that of the script or style sheet that it opens.
fn behind_script(html: &str, start: usize, end: usize) -> usize {
    let name: String = html[start..end].chars().take_while(char::is_ascii_alphabetic).take(7).collect::<String>().to_ascii_lowercase();
    if !matches!(name.as_str(), "script" | "style") {
        return end;
    }
    let bytes = &html.as_bytes()[end..];
    let closes = |w: &[u8]| w[0] == b'<' && w[1] == b'/' && w[2].eq_ignore_ascii_case(&b's');
    bytes.windows(3).position(closes).map_or(html.len(), |i| end + i)
}

/// The lower-case name of an element; empty for all else.
pub(crate) fn name(node: &NodeRef) -> String {
    node.node_name().map(|n| n.to_string()).unwrap_or_default()
}

/// The words of a text node.
pub(crate) fn contents(node: &NodeRef) -> Option<String> {
    node.query_or(None, |n| match &n.data {
        NodeData::Text { contents } => Some(contents.to_string()),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_that_exhaust_are_refused() {
        let limits = Limits::default();
        let refused = |html: String| parse(&html, &limits).err().unwrap_or_default();
        assert!(refused("<div>".repeat(500_000)).contains("1000 deep"));
        assert!(refused(format!("<table>{}", "<div>".repeat(500_000))).contains("1000 deep"));
        assert!(refused(format!("<template>{}", "<div>".repeat(500_000))).contains("1000 deep"));
        assert!(refused("<b><i>".repeat(100_000)).contains("1000 deep"));
        assert!(refused("<p>a".repeat(600_000)).contains("more than 500000"));
        assert!(refused(format!("<p {}>", "a=1 ".repeat(3_000))).contains("attributes"));
        assert!(refused(format!("<p {}>", "a/b/".repeat(3_000))).contains("attributes"));
        assert_eq!(refused(format!("<style>{}</style><script>a<b {}</script>", "a > b {}".repeat(9_000), "c ".repeat(9_000))), "");
        assert_eq!(refused(format!("<!-- <p {} --><p title=\"{}\">", "a ".repeat(9_000), "b ".repeat(9_000))), "");
    }
}
