//! The paragraphs of a piece of HTML.

use super::parse::{contents, name};
use crate::bundle::is_code;
use crate::line::Line;
use dom_query::NodeRef;

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Only what is never shown.
    All,
    /// Captions, bylines, navigation and other things that stand around a story too.
    Story,
}

const NEVER_SHOWN: [&str; 20] = [
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea", "video", "audio", "canvas", "head",
    "datalist", "map", "button", "frameset", "applet", "title",
];

const AROUND: [&str; 8] = ["nav", "aside", "footer", "form", "figcaption", "figure", "menu", "dialog"];

/// Words of classes and ids that name what stands around a story, and how long that may be.
const AROUND_CLASSES: [&str; 27] = [
    "byline",
    "bylines",
    "caption",
    "credit",
    "credits",
    "share",
    "sharing",
    "social",
    "related",
    "newsletter",
    "promo",
    "advert",
    "advertisement",
    "ad",
    "ads",
    "breadcrumb",
    "breadcrumbs",
    "tags",
    "timestamp",
    "subscribe",
    "signup",
    "recommended",
    "toolbar",
    "copyright",
    "disclaimer",
    "comments",
    "hidden",
];
const AROUND_LENGTH: usize = 400;

const BLOCKS: [&str; 40] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "header",
    "footer",
    "aside",
    "nav",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "td",
    "th",
    "caption",
    "blockquote",
    "pre",
    "figure",
    "figcaption",
    "address",
    "form",
    "fieldset",
    "hr",
    "body",
    "html",
    "center",
];

/// The paragraphs below a node, in their order, blanks made one.
pub(crate) fn lines(root: &NodeRef, keep: Keep) -> Vec<Line> {
    let mut walk = Walk { keep, lines: Vec::new(), text: String::new(), linked: 0, links: 0, headings: 0, pre: 0 };
    let mut open = vec![(root.id, false)];
    while let Some((id, leave)) = open.pop() {
        let node = root.tree.get_unchecked(&id);
        if leave {
            walk.leave(&name(&node), &node);
        } else if walk.enter(&node) {
            open.push((id, true));
            open.extend(node.tree.child_ids_of_it(&id, true).map(|c| (c, false)));
        }
    }
    walk.end_line();
    walk.lines
}

/// Takes out of a page what stands around its story.
pub(crate) fn strip(root: &NodeRef) {
    let mut open = vec![root.id];
    while let Some(id) = open.pop() {
        let node = root.tree.get_unchecked(&id);
        if passes(&name(&node), &node, Keep::Story) {
            node.remove_from_parent();
        } else {
            open.extend(node.tree.child_ids_of_it(&id, false));
        }
    }
}

struct Walk {
    keep: Keep,
    lines: Vec<Line>,
    text: String,
    /// Bytes of the paragraph that stand in links.
    linked: usize,
    links: usize,
    headings: usize,
    pre: usize,
}

impl Walk {
    /// Whether what is in the node is to be read.
    fn enter(&mut self, node: &NodeRef) -> bool {
        if let Some(words) = contents(node) {
            self.say(&words);
            return false;
        }
        let name = name(node);
        if name.is_empty() {
            return !node.is_comment() && !node.is_doctype();
        }
        if passes(&name, node, self.keep) {
            return false;
        }
        match name.as_str() {
            "br" => self.end_line(),
            "a" => self.links += 1,
            "pre" => self.pre += 1,
            "td" | "th" => self.cell(),
            _ => {}
        }
        if is_block(&name) && !matches!(name.as_str(), "td" | "th") {
            self.end_line();
        }
        self.headings += usize::from(is_heading(&name, node));
        true
    }

    fn leave(&mut self, name: &str, node: &NodeRef) {
        if is_block(name) && !(matches!(name, "td" | "th") && is_code(&self.text)) {
            self.end_line();
        }
        match name {
            "a" => self.links = self.links.saturating_sub(1),
            "pre" => self.pre = self.pre.saturating_sub(1),
            _ => {}
        }
        self.headings = self.headings.saturating_sub(usize::from(is_heading(name, node)));
    }

    fn say(&mut self, words: &str) {
        for (i, row) in words.split('\n').enumerate() {
            if i > 0 && self.pre > 0 {
                self.end_line();
            }
            let before = self.text.len();
            let parted = i > 0 || row.starts_with(blank);
            for (j, word) in row.split(blank).filter(|w| !w.is_empty()).enumerate() {
                if (j > 0 || parted) && !self.text.is_empty() && !self.text.ends_with([' ', '\t']) {
                    self.text.push(' ');
                }
                self.text.push_str(word);
            }
            if row.ends_with(blank) && !self.text.is_empty() && !self.text.ends_with([' ', '\t']) {
                self.text.push(' ');
            }
            self.linked += if self.links > 0 { self.text.len().saturating_sub(before) } else { 0 };
        }
    }

    /// A cell behind one that holds the code of a field (`HD`) belongs to it.
    fn cell(&mut self) {
        if is_code(&self.text) {
            self.text.truncate(self.text.trim_end().len());
            self.text.push('\t');
        } else {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked);
        let text = text.trim();
        // Links alone, one behind the other, are navigation.
        let navigation = self.keep == Keep::Story && linked * 10 > text.len() * 9 && !text.ends_with(['.', '!', '?', '”', '"']);
        if !text.is_empty() && !navigation {
            self.lines.push(Line { text: text.to_owned(), heading: self.headings > 0 });
        }
    }
}

/// A blank that may be made one with its neighbours; soft hyphens and zero-width blanks are none.
fn blank(c: char) -> bool {
    c.is_whitespace()
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Headings by their element, or by the class that Factiva gives them.
fn is_heading(name: &str, node: &NodeRef) -> bool {
    matches!(name, "h1" | "h2" | "h3" | "h4" | "h5" | "h6") || node.class().is_some_and(|c| c.ends_with("Headline"))
}

fn passes(name: &str, node: &NodeRef, keep: Keep) -> bool {
    let whole = matches!(name, "" | "html" | "body" | "main" | "article");
    let beside = || AROUND.contains(&name) || hidden(node) || (around(node) && node.normalized_char_count() < AROUND_LENGTH);
    NEVER_SHOWN.contains(&name) || (keep == Keep::Story && !whole && beside())
}

fn hidden(node: &NodeRef) -> bool {
    let style = node.attr("style").map(|s| s.to_ascii_lowercase().replace(' ', "")).unwrap_or_default();
    node.has_attr("hidden")
        || style.contains("display:none")
        || node.attr("role").is_some_and(|r| matches!(&*r, "navigation" | "complementary" | "banner"))
}

/// Whether class or id name something that stands around a story.
fn around(node: &NodeRef) -> bool {
    ["class", "id"].iter().filter_map(|a| node.attr(a)).any(|value| {
        let mut words = value.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|w| AROUND_CLASSES.iter().any(|around| w.eq_ignore_ascii_case(around)))
    })
}
