//! RSS and Atom: an article an item, with as much of its text as the feed gives.

use crate::articles::Fault;
use crate::date;
use crate::fields::{headline_only, truncated};
use crate::html::{host, plain_text};
use crate::input::Input;
use crate::text::whole;
use crate::xml::{Element, parse};
use crate::{Article, Item, Options, Place, Stream, Trouble};
use dateline::read::{Fields, from_fields};
use std::sync::Arc;

/// The items of a feed.
pub(crate) fn read(input: Input, options: &Arc<Options>) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let parsed = parse(&whole(input, options)?);
    let feed = parsed.top.elements().next().cloned().unwrap_or_default();
    let mut entries = Vec::new();
    parsed.top.find_all(&|e| e.is("item") || e.is("entry"), &mut entries);
    let title = [feed.child("channel").and_then(|c| c.said("title")), feed.said("title")].into_iter().flatten().next();
    let publisher = title.map(|t| plain_text(&t, &options.limits));
    let mut items: Vec<Item> = Vec::new();
    for entry in entries.into_iter().filter(|e| !e.is_cut()) {
        items.push(article(entry, publisher.as_deref(), place.line(entry.line), options));
    }
    if let (Some(told), Some(Ok(first))) = (parsed.told, items.first_mut()) {
        first.diagnostics.insert(0, told);
    }
    match parsed.fault {
        Some((line, cause)) => items.push(Err(Trouble::unreadable(place.line(line), cause))),
        None if items.is_empty() => items.push(Err(Trouble::no_article(place, "a feed without articles"))),
        None => {}
    }
    Ok(Box::new(items.into_iter()))
}

fn article(entry: &Element, publisher: Option<&str>, place: Place, options: &Options) -> Item {
    let plain = |words: String| plain_text(&words, &options.limits);
    let title = entry.said("title").map(plain).filter(|t| !t.is_empty());
    let mut text = ["content:encoded", "content", "description", "summary"].iter().filter_map(|n| body(entry, n)).map(plain);
    let text = text.find(|t| !t.is_empty());
    let mut told = Vec::new();
    if text.is_none() {
        told.push(headline_only());
    } else if text
        .as_ref()
        .is_some_and(|t| ["…", "...", "[…]", "[...]", "Read more", "Continue reading"].iter().any(|end| t.ends_with(end)))
    {
        told.push(truncated());
    }
    let Some(text) = text.or_else(|| title.clone()) else {
        return Err(Trouble::unreadable(place, "neither a text nor a title in this item"));
    };
    let url = link(entry);
    let date = ["pubdate", "published", "dc:date", "issued", "updated", "dcterms:issued"].iter().find_map(|n| entry.said(n));
    let source = entry.child("source").and_then(|s| s.said("title").or_else(|| Some(s.text()).filter(|t| !t.is_empty())));
    let publisher = source.or_else(|| publisher.map(str::to_owned)).or_else(|| url.as_deref().and_then(host));
    let id = entry.said("guid").or_else(|| entry.said("id")).unwrap_or_else(|| place.to_string());
    let date = date.map(|d| date::tidy(&d, options.date_order));
    let mut incoming = from_fields(Fields { id, date, text, title, publisher, url }, options.date);
    incoming.diagnostics.splice(0..0, told);
    Ok(Article::new(incoming, place))
}

/// What an element says; of XHTML its paragraphs, which are elements in it.
fn body(entry: &Element, name: &str) -> Option<String> {
    let element = entry.child(name)?;
    let text = if element.attribute("type") == Some("xhtml") { crate::newsml::paragraphs(element) } else { element.text() };
    (!text.trim().is_empty()).then_some(text)
}

fn link(entry: &Element) -> Option<String> {
    let of_atom = |rel: &str| {
        entry.all("link").find(|l| l.attribute("rel").unwrap_or("alternate") == rel).and_then(|l| l.attribute("href")).map(str::to_owned)
    };
    let guid = || entry.said("guid").filter(|_| entry.child("guid").and_then(|g| g.attribute("ispermalink")) != Some("false"));
    let found = entry.said("link").or_else(|| of_atom("alternate")).or_else(guid);
    found.filter(|u| u.contains("://"))
}

#[cfg(test)]
mod tests {
    use crate::{Articles, Options};

    fn read(xml: &str) -> Vec<String> {
        let shown = |a: crate::Article| {
            let d = a.document;
            format!(
                "{} {} {:?} {:?} {:?} {:?} {:?}",
                a.place,
                d.id,
                d.date.map(|d| d.to_string()).unwrap_or_default(),
                d.title.unwrap_or_default(),
                d.text,
                d.publisher.unwrap_or_default(),
                d.url.unwrap_or_default()
            )
        };
        Articles::of_bytes("feed", xml, &Options::default()).map(|i| i.map_or_else(|t| t.to_string(), shown)).collect()
    }

    #[test]
    fn rss_gives_the_longest_text_that_it_has() {
        let rss = "<?xml version='1.0'?>\n<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>The Daily</title>
<item><title>Talks &amp; tea</title><media:title>No</media:title><link>https://daily.example/1</link><guid isPermaLink='false'>g1</guid><pubDate>Wed, 15 Dec 2021 10:00:00 GMT</pubDate>
<description>Short &lt;b&gt;words&lt;/b&gt;.</description><content:encoded><![CDATA[<p>Envoys met.</p><p>They left &mdash; late.</p>]]></content:encoded></item>
<item><title>Only a title</title></item><item/></channel></rss>";
        let got = read(rss);
        assert_eq!(
            got[0],
            "feed:3 g1 \"2021-12-15\" \"Talks & tea\" \"Envoys met.\\n\\nThey left — late.\" \"The Daily\" \"https://daily.example/1\""
        );
        assert!(got[1].contains("\"Only a title\" \"Only a title\"") && got[2].contains("neither a text nor a title"), "{got:?}");
    }

    #[test]
    fn atom_and_rss_1() {
        let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>The Daily</title><entry><id>tag:1</id><title type='html'>Talks &amp;amp; tea</title>
<link rel='self' href='https://daily.example/self'/><link href='https://daily.example/1'/><published>2021-12-15T10:00:00Z</published><updated>2021-12-17T10:00:00Z</updated>
<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Envoys met.</p><p>They left.</p></div></content></entry></feed>";
        assert_eq!(
            read(atom)[0],
            "feed:1 tag:1 \"2021-12-15\" \"Talks & tea\" \"Envoys met.\\n\\nThey left.\" \"The Daily\" \"https://daily.example/1\""
        );
        let rdf = "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel><title>The Daily</title></channel><item><title>T</title><link>https://daily.example/1</link><description>Envoys met.</description><dc:date>2021-12-15</dc:date></item></rdf:RDF>";
        assert!(read(rdf)[0].contains("\"2021-12-15\" \"T\" \"Envoys met.\" \"The Daily\""));
    }

    #[test]
    fn a_feed_that_is_cut_off_gives_its_whole_items() {
        let got = read("<rss><channel>\n<item><description>Envoys met.</description></item>\n<item><description>They le");
        assert!(got.len() == 2 && got[1].starts_with("feed:3: the file ends in the middle"), "{got:?}");
        assert_eq!(read("<rss><channel/></rss>"), ["feed: a feed without articles"]);
    }
}
