//! XML to a tree of bounded size. What a document type declares is never expanded.

use crate::encoding::decode;
use crate::html::charset;
use dateline::record::Diagnostic;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

/// The most elements and texts of one file: each takes far more memory than its few bytes.
const MOST_NODES: usize = 2_000_000;

/// How many elements may lie in one another.
const DEPTH: usize = 200;

/// The most attributes of an element that are looked at.
const MOST_ATTRIBUTES: usize = 64;

#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    /// Lower-case, with its prefix.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
    /// The line on which it begins, from 1.
    pub line: u64,
}

#[derive(Debug, Clone)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

/// Prefixes of additions to feeds, whose elements are not those of the same name without a prefix.
const ADDITIONS: [&str; 9] = ["media", "itunes", "dc", "content", "georss", "googleplay", "podcast", "slash", "wfw"];

impl Element {
    /// Whether it bears a name: with its prefix, or without if the prefix is only that of the namespace.
    pub fn is(&self, name: &str) -> bool {
        let local = || self.name.split_once(':').filter(|(prefix, _)| !ADDITIONS.contains(prefix)).map(|(_, local)| local);
        self.name == name || local() == Some(name)
    }

    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|c| if let Node::Element(e) = c { Some(e) } else { None })
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements().filter(move |e| e.is(name))
    }

    pub fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|e| e.is(name))
    }

    /// The element at the end of a path.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |e, name| e.child(name))
    }

    /// The words of a child; none if there are none.
    pub fn said(&self, name: &str) -> Option<String> {
        self.all(name).map(Element::text).find(|t| !t.is_empty())
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// All its words, trimmed.
    pub fn text(&self) -> String {
        let mut text = String::new();
        self.gather(&mut text);
        text.trim().to_owned()
    }

    fn gather(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(words) => text.push_str(words),
                Node::Element(e) => e.gather(text),
            }
        }
    }

    /// Itself and all elements in it, in their order.
    pub fn find_all<'a>(&'a self, wanted: &dyn Fn(&Element) -> bool, found: &mut Vec<&'a Element>) {
        if wanted(self) {
            found.push(self);
        } else {
            self.elements().for_each(|e| e.find_all(wanted, found));
        }
    }

    /// The first element of a name in it, itself too.
    pub fn first(&self, name: &str) -> Option<&Element> {
        if self.is(name) { Some(self) } else { self.elements().find_map(|e| e.first(name)) }
    }
}

/// What a file holds, as far as it is well formed.
pub(crate) struct Parsed {
    /// Holds the root element.
    pub top: Element,
    /// The line and the cause at which reading stopped.
    pub fault: Option<(u64, String)>,
    /// What was noticed about the encoding.
    pub told: Option<Diagnostic>,
}

/// Reads a file; what stands before a fault is given all the same.
pub(crate) fn parse(bytes: &[u8]) -> Parsed {
    let (words, told) = decode(bytes, charset(&bytes[..bytes.len().min(200)]).as_deref());
    let mut reader = Reader::from_str(&words);
    let config = reader.config_mut();
    (config.allow_dangling_amp, config.expand_empty_elements) = (true, false);
    let mut build = Build { open: vec![Element::default()], nodes: 0 };
    let (mut line, mut counted) = (1, 0);
    let fault = loop {
        let at = (reader.buffer_position() as usize).min(words.len());
        line += words.as_bytes()[counted..at].iter().filter(|&&b| b == b'\n').count() as u64;
        counted = at;
        match reader.read_event() {
            Ok(Event::Eof) => break build.unclosed().map(|cause| (line, cause)),
            Ok(event) => {
                if let Err(cause) = build.take(event, line) {
                    break Some((line, cause));
                }
            }
            Err(e) => break Some((line, format!("no XML: {e}"))),
        }
    };
    Parsed { top: build.finish(), fault, told }
}

struct Build {
    open: Vec<Element>,
    nodes: usize,
}

impl Build {
    fn take(&mut self, event: Event, line: u64) -> Result<(), String> {
        match event {
            Event::Start(start) => self.open.push(element(&start, line)),
            Event::Empty(start) => self.add(Node::Element(element(&start, line))),
            Event::End(_) => self.close(),
            Event::Text(text) => self.say(&text.into_inner()),
            Event::CData(text) => self.say(&text.into_inner()),
            Event::GeneralRef(reference) => self.say(&character(&reference)),
            _ => {}
        }
        match (self.open.len(), self.nodes) {
            (depth, _) if depth > DEPTH => Err(format!("elements more than {DEPTH} deep in one another")),
            (_, nodes) if nodes > MOST_NODES => Err(format!("more than {MOST_NODES} elements and texts")),
            _ => Ok(()),
        }
    }

    fn add(&mut self, node: Node) {
        self.nodes += 1;
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
        }
    }

    fn say(&mut self, words: &str) {
        let children = self.open.last_mut().map(|e| &mut e.children);
        match children.and_then(|c| c.last_mut()) {
            Some(Node::Text(text)) => text.push_str(words),
            _ => self.add(Node::Text(words.to_owned())),
        }
    }

    fn close(&mut self) {
        if self.open.len() > 1
            && let Some(element) = self.open.pop()
        {
            self.add(Node::Element(element));
        }
    }

    fn unclosed(&self) -> Option<String> {
        let last = self.open.last().filter(|_| self.open.len() > 1)?;
        Some(format!("the file ends in the middle of <{}> from line {}", shown(&last.name), last.line))
    }

    fn finish(mut self) -> Element {
        // What is cut off is not given as if it were whole, but what holds it is.
        while self.open.len() > 1 {
            if let Some(mut cut) = self.open.pop() {
                cut.attributes.push((CUT.to_owned(), "yes".to_owned()));
                self.add(Node::Element(cut));
            }
        }
        self.open.pop().unwrap_or_default()
    }
}

/// The attribute that an element bears which is cut off by a fault; no file can have it.
const CUT: &str = "\u{0}cut";

impl Element {
    /// Whether a fault stands in the middle of it.
    pub fn is_cut(&self) -> bool {
        self.attributes.last().is_some_and(|(name, _)| name == CUT)
    }
}

fn shown(name: &str) -> String {
    name.chars().take(40).collect()
}

fn element(start: &BytesStart, line: u64) -> Element {
    let mut all = start.attributes();
    let attributes = all.with_checks(false).flatten().take(MOST_ATTRIBUTES);
    let attributes = attributes.map(|a| {
        let value = a.normalized_value_with(XmlVersion::Implicit1_0, 1, resolve_html5_entity);
        (a.key.0.to_ascii_lowercase(), value.map_or_else(|_| a.value.to_string(), |v| v.into_owned()))
    });
    Element { name: start.name().0.to_ascii_lowercase(), attributes: attributes.collect(), children: Vec::new(), line }
}

/// A character by its number or HTML's name; any other entity stays as it is written.
fn character(reference: &BytesRef) -> String {
    let name = reference.xml10_content();
    let numbered = reference.resolve_char_ref().ok().flatten().map(String::from);
    numbered.or_else(|| resolve_html5_entity(&name).map(str::to_owned)).unwrap_or_else(|| format!("&{name};"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_entities() {
        let xml =
            "<?xml version='1.0' encoding='iso-8859-1'?><a x='1 &amp; 2'>caf\u{e9} &mdash; &#8212; &own; <b><![CDATA[<i>x</i>]]></b> &</a>";
        let bytes: Vec<u8> = xml.chars().map(|c| c as u8).collect();
        let parsed = parse(&bytes);
        let a = parsed.top.child("a").expect("the root");
        assert_eq!((a.text().as_str(), a.attribute("x")), ("café — — &own; <i>x</i> &", Some("1 & 2")));
        assert!(parsed.fault.is_none() && parsed.told.is_none());
    }

    #[test]
    fn laughs_are_not_expanded() {
        let mut xml = String::from("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY l0 'ha'>");
        for i in 1..30 {
            xml.push_str(&format!("<!ENTITY l{i} '&l{};&l{};&l{};'>", i - 1, i - 1, i - 1));
        }
        let parsed = parse(format!("{xml}]><a>&l29;</a>").as_bytes());
        assert_eq!(parsed.top.text(), "&l29;");
    }

    #[test]
    fn faults_say_where() {
        let fault = |xml: &str| parse(xml.as_bytes()).fault.map(|(line, cause)| format!("{line}: {cause}")).unwrap_or_default();
        assert!(fault("<a>\n<b>\n").contains("in the middle of <b> from line 2"));
        assert!(fault("<a>\n<b></c></a>").starts_with("2: no XML"));
        assert!(fault(&"<a>".repeat(100_000)).contains("200 deep"));
        assert!(fault(&format!("<a>{}</a>", "<b/>".repeat(2_100_000))).contains("more than 2000000"));
        let cut = parse(b"<a><b>one</b><b>tw");
        let bs: Vec<bool> = cut.top.child("a").expect("the root").all("b").map(Element::is_cut).collect();
        assert_eq!(bs, [false, true]);
    }
}
