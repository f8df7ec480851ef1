//! NewsML-G2 and NITF, in which agencies send their stories.

use crate::articles::Fault;
use crate::date;
use crate::fields::headline_only;
use crate::html::plain_text;
use crate::input::Input;
use crate::text::whole;
use crate::xml::{Element, Node, parse};
use crate::{Article, Item, Options, Place, Stream, Trouble};
use dateline::read::{Fields, from_fields};

/// The items of a message, or the one story of a NITF file.
pub(crate) fn read(input: Input, options: &Options) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let parsed = parse(&whole(input, options)?);
    let wanted = |e: &Element| e.is("newsitem") || e.is("packageitem") || e.is("conceptitem") || e.is("knowledgeitem") || e.is("nitf");
    let mut found = Vec::new();
    parsed.top.find_all(&wanted, &mut found);
    let several = found.len() > 1;
    let whole = found.into_iter().filter(|e| !e.is_cut());
    let mut items: Vec<Item> = whole.map(|e| item(e, if several { place.line(e.line) } else { place.clone() }, options)).collect();
    if let (Some(told), Some(Ok(first))) = (parsed.told, items.first_mut()) {
        first.diagnostics.insert(0, told);
    }
    match parsed.fault {
        Some((line, cause)) => items.push(Err(Trouble::unreadable(place.line(line), cause))),
        None if items.is_empty() => items.push(Err(Trouble::no_article(place, "a message without news items"))),
        None => {}
    }
    Ok(Box::new(items.into_iter()))
}

fn item(element: &Element, place: Place, options: &Options) -> Item {
    let mut fields = if element.is("nitf") { nitf(element) } else { news_item(element, &place)? };
    let mut told = Vec::new();
    if fields.text.is_empty() {
        told.push(headline_only());
        fields.text = fields.title.clone().ok_or_else(|| Trouble::no_article(place.clone(), "neither a text nor a headline"))?;
    }
    fields.text = if told.is_empty() && !fields.text.contains("\n\n") { plain_text(&fields.text, &options.limits) } else { fields.text };
    fields.date = fields.date.map(|d| date::tidy(&d, options.date_order));
    if fields.id.is_empty() {
        fields.id = place.to_string();
    }
    let mut incoming = from_fields(fields, options.date);
    incoming.diagnostics.splice(0..0, told);
    Ok(Article::new(incoming, place))
}

fn news_item(element: &Element, place: &Place) -> Result<Fields, Trouble> {
    let none = |cause: String| Err(Trouble::no_article(place.clone(), cause));
    if !element.is("newsitem") {
        return none(format!("a {}, which holds no story of its own", element.name));
    }
    let meta = element.child("itemmeta").cloned().unwrap_or_default();
    let class = meta.child("itemclass").and_then(|c| c.attribute("qcode")).and_then(|q| q.rsplit(':').next()).unwrap_or("text");
    let content = element.child("contentmeta").cloned().unwrap_or_default();
    let set = element.child("contentset").cloned().unwrap_or_default();
    let story = set.child("inlinexml");
    let inner = story.and_then(|s| s.first("nitf")).map(nitf).unwrap_or_default();
    let text = story.map(story_of).or_else(|| set.said("inlinedata")).unwrap_or_default();
    if text.is_empty() && class != "text" {
        return none(format!("a {class}, not a text"));
    }
    if meta.child("pubstatus").and_then(|s| s.attribute("qcode")).is_some_and(|q| q.ends_with("canceled") || q.ends_with("withheld")) {
        return none("withdrawn by who sent it".to_owned());
    }
    let named = |e: &Element| e.said("name").or_else(|| e.attribute("literal").or_else(|| e.attribute("qcode")).map(str::to_owned));
    let publisher = meta.child("provider").and_then(named).or_else(|| content.said("creditline")).or(inner.publisher);
    let date =
        ["versioncreated", "firstcreated"].iter().find_map(|n| meta.said(n)).or(inner.date).or_else(|| content.said("contentcreated"));
    let title = headline(&content).or(inner.title);
    let id = element.attribute("guid").unwrap_or_default().to_owned();
    Ok(Fields { id, date, text, title, publisher, url: None })
}

/// The headline, the main one before others.
fn headline(content: &Element) -> Option<String> {
    let mains = content.all("headline").filter(|h| h.attribute("role").is_none_or(|r| r.ends_with("main")));
    mains.chain(content.all("headline")).map(Element::text).find(|t| !t.is_empty())
}

fn nitf(root: &Element) -> Fields {
    let body = root.child("body").cloned().unwrap_or_default();
    let head = root.child("head").cloned().unwrap_or_default();
    let title = body.first("hl1").map(Element::text).or_else(|| head.said("title")).filter(|t| !t.is_empty());
    let data = head.child("docdata").cloned().unwrap_or_default();
    let publication = head.child("pubdata");
    let attribute = |e: Option<&Element>, name: &str| e.and_then(|e| e.attribute(name)).map(str::to_owned);
    let date = attribute(data.child("date.issue"), "norm").or_else(|| attribute(publication, "date.publication"));
    let date = date.or_else(|| attribute(body.at(&["body.head", "dateline", "story.date"]), "norm"));
    let publisher = attribute(publication, "name").or_else(|| body.first("distributor").map(Element::text)).filter(|p| !p.is_empty());
    let id = attribute(data.child("doc-id"), "id-string").unwrap_or_default();
    let url = attribute(publication, "ex-ref").filter(|u| u.contains("://"));
    Fields { id, date, text: story_of(root), title, publisher, url }
}

/// The story: of NITF its full text, which may follow its first paragraph once more on its own.
fn story_of(root: &Element) -> String {
    let content = root.first("body.content").or_else(|| root.first("body")).unwrap_or(root);
    let full = content.all("block").find(|b| b.attribute("class") == Some("full_text"));
    paragraphs(full.unwrap_or(content))
}

/// Elements whose words are a paragraph, and those that are no part of a story.
const PARAGRAPHS: [&str; 12] = ["p", "h1", "h2", "h3", "h4", "hl1", "hl2", "li", "td", "th", "pre", "blockquote"];
const BESIDE: [&str; 10] =
    ["media", "media-caption", "body.head", "tagline", "bibliography", "script", "style", "figcaption", "body.end", "byline"];

/// The paragraphs of a piece of XML, an empty line between two; all its words if it has none.
pub(crate) fn paragraphs(root: &Element) -> String {
    let mut parts = Vec::new();
    gather(root, &mut parts);
    if parts.is_empty() { one_blank(&root.text()) } else { parts.join("\n\n") }
}

fn gather(element: &Element, parts: &mut Vec<String>) {
    for child in &element.children {
        let Node::Element(e) = child else { continue };
        let local = e.name.rsplit(':').next().unwrap_or_default();
        let inner = e.elements().any(|i| i.is("p"));
        if PARAGRAPHS.contains(&local) && !inner {
            let text = one_blank(&e.text());
            parts.extend(Some(text).filter(|t| !t.is_empty()));
        } else if !BESIDE.contains(&local) {
            gather(e, parts);
        }
    }
}

fn one_blank(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Options};

    fn read(xml: &str) -> Vec<String> {
        let shown = |a: crate::Article| {
            let d = a.document;
            format!(
                "{} {} {:?} {:?} {:?} {:?}",
                a.place,
                d.id,
                d.date.map(|d| d.to_string()).unwrap_or_default(),
                d.title.unwrap_or_default(),
                d.text,
                d.publisher.unwrap_or_default()
            )
        };
        Articles::of_bytes("n", xml, &Options::default()).map(|i| i.map_or_else(|t| t.to_string(), shown)).collect()
    }

    #[test]
    fn a_message_of_several_items() {
        let xml = "<?xml version='1.0'?><newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'><itemSet>
<newsItem guid='urn:1'><itemMeta><itemClass qcode='ninat:text'/><provider literal='WIRE'><name>Example Wire</name></provider><versionCreated>2021-12-15T10:00:00Z</versionCreated></itemMeta>
<contentMeta><headline role='hld:sub'>No</headline><headline role='hld:main'>Talks</headline></contentMeta><contentSet><inlineXML contenttype='application/xhtml+xml'><html xmlns='http://www.w3.org/1999/xhtml'><head><title>x</title></head><body><p>Envoys <b>met</b>.</p><p>They left.</p></body></html></inlineXML></contentSet></newsItem>
<newsItem guid='urn:2'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>
<newsItem guid='urn:3'><itemMeta><firstCreated>2021-12-16</firstCreated></itemMeta><contentSet><inlineData contenttype='text/plain'>Envoys met.</inlineData></contentSet></newsItem><packageItem guid='p'/></itemSet></newsMessage>";
        let got = read(xml);
        assert_eq!(got[0], "n:2 urn:1 \"2021-12-15\" \"Talks\" \"Envoys met.\\n\\nThey left.\" \"Example Wire\"");
        assert_eq!(got[1], "n:4: a picture, not a text");
        assert_eq!(got[2], "n:5 urn:3 \"2021-12-16\" \"\" \"Envoys met.\" \"\"");
        assert!(got[3].contains("packageitem"), "{got:?}");
    }

    #[test]
    fn nitf_without_its_first_paragraph_twice() {
        let xml = "<?xml version='1.0'?><!DOCTYPE nitf SYSTEM 'nitf.dtd'><nitf><head><title>No</title><docdata><doc-id id-string='77'/><date.issue norm='20211215T000000'/></docdata><pubdata name='The Daily'/></head>
<body><body.head><hedline><hl1>Talks</hl1></hedline><byline>By A. Example</byline></body.head><body.content><block class='lead_paragraph'><p>Envoys met.</p></block><block class='full_text'><p>Envoys met.</p><p>They left.</p></block></body.content></body></nitf>";
        assert_eq!(read(xml), ["n 77 \"2021-12-15\" \"Talks\" \"Envoys met.\\n\\nThey left.\" \"The Daily\""]);
    }
}
