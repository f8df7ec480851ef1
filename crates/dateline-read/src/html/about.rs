//! What a page says of itself: JSON-LD first, then its meta elements, then what it shows.

use super::parse::name;
use crate::DateOrder;
use crate::date;
use dom_query::{Document, NodeRef};
use serde_json::Value;
use std::collections::HashMap;

/// What a page says of its article.
#[derive(Debug, Default)]
pub(crate) struct About {
    pub title: Option<String>,
    pub date: Option<String>,
    pub publisher: Option<String>,
    pub url: Option<String>,
    /// The text as JSON-LD gives it.
    pub body: Option<String>,
    /// The front page or a section of a site.
    pub is_list: bool,
}

/// The meta elements of each kind, the best first.
const TITLES: [&str; 6] = ["og:title", "twitter:title", "dc.title", "dcterms.title", "headline", "sailthru.title"];
const DATES: [&str; 24] = [
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date_published",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "publicationdate",
    "published_at",
    "article.published",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "date",
];
const PUBLISHERS: [&str; 6] =
    ["og:site_name", "dc.publisher", "dcterms.publisher", "citation_journal_title", "publisher", "application-name"];
const URLS: [&str; 2] = ["og:url", "twitter:url"];

/// Reads what a page says of its article.
pub(crate) fn about(document: &Document, order: Option<DateOrder>) -> About {
    let metas = metas(document);
    let told = json_ld(document);
    let get = |names: &[&str]| names.iter().find_map(|n| metas.get(*n).cloned());
    let told_date = told.date.into_iter().chain(DATES.iter().filter_map(|n| metas.get(*n).cloned())).chain(shown_dates(document));
    let dates: Vec<String> = told_date.collect();
    // A date that can be read goes before one that says it better and can't.
    let date = dates.iter().find(|d| date::is_sure(d, order)).or(dates.first()).cloned();
    let publisher = told.publisher.or_else(|| get(&PUBLISHERS)).filter(|p| !p.contains("://"));
    let url = canonical(document).or_else(|| get(&URLS).filter(|u| u.contains("://"))).or(told.url).or_else(|| saved_from(document));
    let title = told.title.or_else(|| get(&TITLES)).or_else(|| heading(document)).or_else(|| first(document, "title"));
    let title = title.map(|t| without_site(&t, publisher.as_deref()));
    let is_list = told.is_list || (metas.get("og:type").is_some_and(|t| t == "website") && date.is_none() && is_front(url.as_deref()));
    About { title, date, publisher, url, body: told.body, is_list }
}

fn metas(document: &Document) -> HashMap<String, String> {
    let mut metas = HashMap::new();
    for node in document.select("meta[content]").nodes() {
        let Some(words) = node.attr("content").map(|c| one_blank(&c)).filter(|c| !c.is_empty()) else { continue };
        for key in ["property", "name", "itemprop"].iter().filter_map(|a| node.attr(a)) {
            metas.entry(key.trim().to_ascii_lowercase()).or_insert_with(|| words.clone());
        }
    }
    metas
}

/// The dates that a page shows: `<time datetime=…>`, with the published ones first.
fn shown_dates(document: &Document) -> Vec<String> {
    let named = ["[itemprop='datePublished']", "time[pubdate]", "article time[datetime]", "main time[datetime]", "time[datetime]"];
    let of = |node: &NodeRef| node.attr("datetime").or_else(|| node.attr("content")).unwrap_or_else(|| node.text()).trim().to_owned();
    let found = named.iter().filter_map(|css| document.select_single(css).nodes().first().map(of));
    found.filter(|d| !d.is_empty() && d.len() < 100).collect()
}

fn heading(document: &Document) -> Option<String> {
    let all = document.select("h1");
    let titles: Vec<String> = all.nodes().iter().map(|n| one_blank(&n.text())).filter(|t| !t.is_empty()).take(2).collect();
    // Of several headings none is known to be the story's.
    if let [only] = &titles[..] { Some(only.clone()) } else { None }
}

fn first(document: &Document, css: &str) -> Option<String> {
    document.select_single(css).nodes().first().map(|n| one_blank(&n.text())).filter(|t| !t.is_empty())
}

fn canonical(document: &Document) -> Option<String> {
    let link = document.select_single("link[rel='canonical'][href]");
    link.nodes().first().and_then(|n| n.attr("href")).map(|h| h.trim().to_owned()).filter(|h| h.contains("://"))
}

/// What browsers write into pages that they save: `<!-- saved from url=(0026)https://daily.example/7 -->`.
fn saved_from(document: &Document) -> Option<String> {
    let comments = document.root().children_it(false).chain(document.html_root().children_it(false)).filter(NodeRef::is_comment);
    comments.take(10).find_map(|c| {
        let words = c.query_or(String::new(), |n| match &n.data {
            dom_query::NodeData::Comment { contents } => contents.to_string(),
            _ => String::new(),
        });
        let url = words.trim().strip_prefix("saved from url=(")?.split_once(')')?.1.trim().to_owned();
        url.contains("://").then_some(url)
    })
}

fn is_front(url: Option<&str>) -> bool {
    url.and_then(|u| u.split_once("://")).is_some_and(|(_, rest)| rest.split_once('/').is_none_or(|(_, path)| path.is_empty()))
}

/// The host of an address, without `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?.to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// A title without the name of the site behind it: `Envoys meet | The Daily`.
fn without_site(title: &str, site: Option<&str>) -> String {
    let bars = [" | ", " - ", " – ", " — ", " :: ", " · "];
    let cut = bars.iter().filter_map(|b| title.rfind(b).map(|at| (at, at + b.len()))).max();
    let matches = |tail: &str| site.is_some_and(|s| same(s, tail));
    match cut {
        Some((at, behind)) if matches(&title[behind..]) => title[..at].trim().to_owned(),
        _ => title.to_owned(),
    }
}

fn same(site: &str, tail: &str) -> bool {
    let letters = |s: &str| s.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (site, tail) = (letters(site), letters(tail));
    !tail.is_empty() && (site == tail || site.strip_prefix("the") == Some(&tail) || tail.strip_prefix("the") == Some(&site))
}

/// Words with single blanks.
fn one_blank(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The longest JSON-LD that is read, in bytes.
const LONGEST: usize = 4 << 20;

fn json_ld(document: &Document) -> About {
    let scripts = document.select("script[type]");
    let scripts = scripts.nodes().iter().filter(|n| name(n) == "script");
    let scripts = scripts.filter(|n| n.attr("type").is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json")));
    let values: Vec<Value> = scripts.take(30).filter_map(|n| value(&n.text())).collect();
    let mut things = Vec::new();
    values.iter().for_each(|v| flatten(v, 4, &mut things));
    let find = |wanted: fn(&str) -> bool| things.iter().find(|t| types(t).any(wanted));
    let Some(article) = find(is_article) else {
        let is_list =
            find(|t| matches!(t, "CollectionPage" | "SearchResultsPage" | "ItemList")).is_some() && find(|t| t == "WebPage").is_none();
        return About { is_list, ..About::default() };
    };
    let words = |key: &str| said(article.get(key)?);
    let named = |key: &str| words(key).filter(|w| !w.is_empty());
    // A publisher may be named by its place in the graph.
    let by_id = |v: &Value| {
        v.get("@id").and_then(|id| things.iter().find(|t| t.get("@id") == Some(id) && t.get("name").is_some())).map(|t| &t["name"])
    };
    let publisher = article.get("publisher").and_then(|p| said(p).or_else(|| by_id(p).and_then(said)));
    About {
        title: named("headline").or_else(|| named("name")).map(|t| one_blank(&unescaped(&t))),
        date: named("datePublished").or_else(|| named("dateCreated")),
        publisher: publisher.map(|p| one_blank(&unescaped(&p))),
        url: named("url").or_else(|| named("mainEntityOfPage")).filter(|u| u.contains("://")),
        body: named("articleBody"),
        is_list: false,
    }
}

fn value(script: &str) -> Option<Value> {
    let words = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let words = words.trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    if words.len() > LONGEST {
        return None;
    }
    // Breaks of line inside strings, which many sites write, are no JSON.
    serde_json::from_str(words).ok().or_else(|| serde_json::from_str(&words.replace(|c: char| c.is_control(), " ")).ok())
}

/// The objects of JSON-LD: itself, those of lists, of graphs and of a page's main entity.
fn flatten<'a>(value: &'a Value, depth: usize, things: &mut Vec<&'a Value>) {
    match value {
        Value::Array(items) if depth > 0 => items.iter().take(1000).for_each(|v| flatten(v, depth - 1, things)),
        Value::Object(object) => {
            things.push(value);
            let inner = ["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|k| object.get(*k)).filter(|_| depth > 0);
            inner.for_each(|v| flatten(v, depth - 1, things));
        }
        _ => {}
    }
}

fn types(thing: &Value) -> impl Iterator<Item = &str> {
    let own = thing.get("@type");
    let list = own.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    own.and_then(Value::as_str).into_iter().chain(list.iter().filter_map(Value::as_str))
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("BlogPosting") || kind == "Report"
}

/// A word, the first of a list, or the name of a thing.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.trim().to_owned()),
        Value::Array(items) => items.first().filter(|v| !v.is_array()).and_then(said),
        Value::Object(object) => ["name", "@id", "@value"]
            .iter()
            .find_map(|k| object.get(*k).and_then(Value::as_str))
            .map(|s| s.trim().to_owned())
            .filter(|s| !s.starts_with('#')),
        _ => None,
    }
}

/// Words whose characters are written as HTML does (`&amp;`), as in much JSON-LD.
fn unescaped(words: &str) -> String {
    if words.contains('&') || words.contains('<') { dom_query::Document::fragment(words).text().to_string() } else { words.to_owned() }
}
