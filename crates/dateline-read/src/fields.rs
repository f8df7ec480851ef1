//! Which field of a record (a JSON object, a row of a table) holds what.

use crate::{DateOrder, Options, date, html};
use dateline::read::{Fields, Incoming, from_fields};
use dateline::record::Diagnostic;
use serde_json::Value;
use std::collections::HashMap;

/// What a field can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Id,
    Date,
    Text,
    Title,
    Publisher,
    Url,
}

/// The common names of each role, the best first, as [`plain`] writes them.
const NAMES: [(Role, &[&str]); 6] = [
    (Role::Id, &["id", "articleid", "documentid", "docid", "storiesid", "storyid", "_id", "uuid", "guid", "uri", "accessionnumber", "an"]),
    (
        Role::Date,
        &[
            "date",
            "publishedat",
            "publishdate",
            "publisheddate",
            "datepublished",
            "datepublish",
            "publicationdate",
            "webpublicationdate",
            "pubdate",
            "published",
            "publishedon",
            "firstpublicationdate",
            "versioncreated",
            "firstcreated",
            "issued",
            "dateissued",
            "datetime",
            "createdat",
            "created",
            "timestamp",
            "time",
            "seendate",
            "day",
        ],
    ),
    (
        Role::Text,
        &[
            "text",
            "body",
            "bodytext",
            "bodies",
            "contenttext",
            "fulltext",
            "maintext",
            "articletext",
            "articlebody",
            "storytext",
            "content",
            "contents",
            "article",
            "story",
            "plaintext",
            "rawcontent",
            "paragraphs",
            "bodyhtml",
            "bodyxhtml",
            "contenthtml",
            "html",
            "description",
            "summary",
            "abstract",
            "leadparagraph",
            "snippet",
            "trailtext",
            "excerpt",
        ],
    ),
    (Role::Title, &["title", "headline", "webtitle", "head", "articletitle", "heading", "headlinetext", "headlines"]),
    (
        Role::Publisher,
        &[
            "publisher",
            "source",
            "medianame",
            "sourcename",
            "publication",
            "publicationname",
            "publicationtitle",
            "outlet",
            "newspaper",
            "sitename",
            "infosources",
            "copyrightholder",
            "site",
            "provider",
            "sourcedomain",
            "domain",
            "mediaurl",
        ],
    ),
    (Role::Url, &["url", "link", "weburl", "articleurl", "sourceurl", "canonicalurl", "permalink", "webpage", "href", "uri", "guid"]),
];

/// Objects inside a record that hold its fields, as Elasticsearch's and the Guardian's do.
const WRAPPERS: [&str; 7] = ["_source.", "fields.", "attributes.", "article.", "document.", "story.", "data."];

/// A name without case, blanks, underscores and hyphens; `_id` keeps its own.
fn plain(name: &str) -> String {
    let kept = name.trim().chars().filter(|c| !matches!(c, '_' | '-' | ' ' | '\u{FEFF}')).flat_map(char::to_lowercase).collect();
    if name.starts_with("_id") || name.starts_with("_source") { name.to_ascii_lowercase() } else { kept }
}

pub(crate) fn plain_path(path: &str) -> String {
    path.split('.').map(plain).collect::<Vec<_>>().join(".")
}

/// Whether a column's name is one of the common ones.
pub(crate) fn is_known(name: &str) -> bool {
    let name = plain(name);
    NAMES.iter().any(|(_, names)| names.contains(&name.as_str()))
}

/// Names for fields given by hand, as `text=body,date=published_at`. A dot leads into an object
/// (`publisher=source.name`); with plus signs several fields are joined (`text=lead+body`).
///
/// ```
/// let map: dateline_read::FieldMap = "text=lead+body,date=meta.published".parse().unwrap();
/// assert!("words=body".parse::<dateline_read::FieldMap>().is_err());
/// ```
#[derive(Debug, Clone, Default)]
pub struct FieldMap {
    given: Vec<(Role, Vec<String>)>,
}

impl FieldMap {
    fn names(&self, role: Role) -> bool {
        self.given.iter().any(|(r, _)| *r == role)
    }
}

impl std::str::FromStr for FieldMap {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let pairs = words.split(',').map(str::trim).filter(|p| !p.is_empty());
        let given = pairs.map(pair).collect::<Result<_, _>>()?;
        Ok(FieldMap { given })
    }
}

fn pair(words: &str) -> Result<(Role, Vec<String>), String> {
    let (role, paths) = words.split_once('=').ok_or_else(|| format!("{words}: write it as text=FIELD"))?;
    let known = ["id", "date", "text", "title", "publisher", "url"];
    let at = known.iter().position(|k| k.eq_ignore_ascii_case(role.trim()));
    let at = at.ok_or_else(|| format!("{role}: only {} can be mapped", known.join(", ")))?;
    let roles = [Role::Id, Role::Date, Role::Text, Role::Title, Role::Publisher, Role::Url];
    Ok((roles[at], paths.split('+').map(plain_path).collect()))
}

/// A record's fields by their plain names; those in objects by dotted ones.
pub(crate) type Record<'a> = HashMap<String, &'a Value>;

/// How deep objects in a record are looked into.
const DEPTH: usize = 4;

/// The fields of a JSON object.
pub(crate) fn record(object: &serde_json::Map<String, Value>) -> Record<'_> {
    let mut fields = Record::new();
    collect(object, "", DEPTH, &mut fields);
    fields
}

fn collect<'a>(object: &'a serde_json::Map<String, Value>, prefix: &str, depth: usize, fields: &mut Record<'a>) {
    for (name, value) in object {
        let path = format!("{prefix}{}", plain(name));
        if let Value::Object(inner) = value
            && depth > 0
        {
            collect(inner, &format!("{path}."), depth - 1, fields);
        }
        if let Some(short) = WRAPPERS.iter().find_map(|w| path.strip_prefix(w)) {
            fields.entry(short.to_owned()).or_insert(value);
        }
        fields.insert(path, value);
    }
}

/// The article that a record holds. `id` is its name where it gives none.
///
/// # Errors
/// No field holds a text: the cause, with the fields that there are.
pub(crate) fn article(record: &Record, id: &str, options: &Options) -> Result<Incoming, String> {
    let find = |role| find(record, role, &options.map);
    let title = find(Role::Title).map(|t| clean(&t).0);
    let mut told = Vec::new();
    let text = match find(Role::Text) {
        Some(text) => {
            let (text, cut) = clean(&text);
            let named_text = options.map.names(Role::Text) || record.get("text").is_some_and(|v| v.as_str() == Some(&text));
            let (text, markup) = if named_text { (text, None) } else { without_markup(text, options) };
            told.extend(markup);
            told.extend(cut.then(truncated));
            text
        }
        None => {
            told.push(headline_only());
            title.clone().ok_or_else(|| no_text(record))?
        }
    };
    let date = find(Role::Date).map(|d| date::tidy(&d, options.date_order));
    let (publisher, url) = (find(Role::Publisher), find(Role::Url).filter(|u| u.contains("://")));
    let fields = Fields { id: find(Role::Id).unwrap_or_else(|| id.to_owned()), date, text, title, publisher, url };
    let mut incoming = from_fields(fields, options.date);
    incoming.diagnostics.splice(0..0, told);
    explain_order(&mut incoming, options.date_order);
    Ok(incoming)
}

/// Says of a date that could be meant in two ways what to do about it.
fn explain_order(incoming: &mut Incoming, order: Option<DateOrder>) {
    let unread = incoming.diagnostics.iter_mut().find(|d| d.code == "unreadable-date" && order.is_none());
    if let Some(diagnostic) = unread.filter(|d| d.message.contains('/')) {
        diagnostic.message.push_str(", or give --date-order");
    }
}

pub(crate) fn truncated() -> Diagnostic {
    Diagnostic { code: "truncated", message: "the source gives only the beginning of the text".into(), start: None }
}

pub(crate) fn headline_only() -> Diagnostic {
    Diagnostic { code: "headline-only", message: "no text: the title stands for it".into(), start: None }
}

/// The words of a text in HTML, such as NewsAPI's and ninjs' bodies. Fields named `text` or by hand are
/// given as they are, so that offsets fit them.
fn without_markup(text: String, options: &Options) -> (String, Option<Diagnostic>) {
    if !html::is_markup(&text) {
        return (text, None);
    }
    let message = "HTML: offsets count in its words, without the markup".to_owned();
    (html::plain_text(&text, &options.limits), Some(Diagnostic { code: "markup", message, start: None }))
}

fn no_text(record: &Record) -> String {
    let mut names: Vec<&str> = record.keys().map(String::as_str).collect();
    names.sort_unstable();
    let more = names.len().saturating_sub(12);
    names.truncate(12);
    let shown: String = names.join(", ").chars().take(300).collect();
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("no field holds the text; its fields are {shown}{rest}")
}

fn find(record: &Record, role: Role, map: &FieldMap) -> Option<String> {
    if let Some((_, paths)) = map.given.iter().find(|(r, _)| *r == role) {
        let parts: Vec<String> = paths.iter().filter_map(|p| words(record.get(p)?, DEPTH)).filter(|w| !w.is_empty()).collect();
        return (!parts.is_empty()).then(|| parts.join("\n\n"));
    }
    let (_, names) = NAMES.iter().find(|(r, _)| *r == role)?;
    let fits = |value: &&Value| role != Role::Text || !value.is_number();
    let said = names.iter().filter_map(|name| words(record.get(*name).copied().filter(fits)?, DEPTH));
    // An empty text is an article all the same; an empty anything else is as good as none.
    let mut empty = None;
    for found in said {
        if !found.trim().is_empty() {
            return Some(found);
        }
        empty = empty.or(Some(found));
    }
    empty.filter(|_| role == Role::Text)
}

/// What a value says: strings and numbers themselves, lists by paragraphs, objects by their usual member.
fn words(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Array(items) if depth > 0 && items.iter().any(|v| v.get("role").is_some() && v.get("value").is_some()) => {
            words(of_role(items)?.get("value")?, depth - 1)
        }
        Value::Array(items) if depth > 0 => {
            let parts: Vec<String> = items.iter().filter_map(|v| words(v, depth - 1)).collect();
            (!parts.is_empty()).then(|| parts.join("\n\n"))
        }
        Value::Object(object) if depth > 0 => ["name", "value", "text", "main", "rendered", "title", "content", "$t", "#text"]
            .iter()
            .find_map(|k| words(object.get(*k)?, depth - 1)),
        _ => None,
    }
}

/// Of ninjs' headlines and bodies the main one, plain text before HTML.
fn of_role(items: &[Value]) -> Option<&Value> {
    let said = |v: &Value, key: &str| v.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let rank = |v: &&Value| (said(v, "role") != "main", said(v, "contenttype").contains("html") || said(v, "contentType").contains("html"));
    items.iter().filter(|v| v.get("value").is_some_and(Value::is_string)).min_by_key(rank)
}

/// A text without what NewsAPI adds where it cuts (`… [+1200 chars]`); whether it was cut.
fn clean(text: &str) -> (String, bool) {
    let cut = text.rfind(" [+").filter(|&at| {
        let count = text[at + 3..].trim_end().strip_suffix(" chars]");
        count.is_some_and(|c| !c.is_empty() && c.bytes().all(|b| b.is_ascii_digit()))
    });
    let text = cut.map_or(text, |at| &text[..at]);
    (text.to_owned(), cut.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use serde_json::json;

    #[track_caller]
    fn read(value: &Value, map: &str) -> Result<Incoming, String> {
        let options = Options { map: map.parse().expect("a map"), ..Options::default() };
        article(&record(value.as_object().expect("an object")), "n1", &options)
    }

    #[test]
    fn common_names() {
        let newsapi = json!({"source": {"id": null, "name": "The Daily"}, "title": "Talks", "description": "Envoys",
            "url": "https://example.org/1", "publishedAt": "2021-12-15T10:00:00Z", "content": "Envoys met on… [+210 chars]"});
        let incoming = read(&newsapi, "").expect("an article");
        let d = incoming.document;
        assert_eq!((d.id.as_str(), d.date, d.text.as_str()), ("n1", Some(date(2021, 12, 15)), "Envoys met on…"));
        assert_eq!(
            (d.title.as_deref(), d.publisher.as_deref(), d.url.as_deref()),
            (Some("Talks"), Some("The Daily"), Some("https://example.org/1"))
        );
        assert_eq!(incoming.diagnostics[0].code, "truncated");

        let guardian = json!({"id": "world/1", "webPublicationDate": "2021-12-15T10:00:00Z", "webTitle": "Talks",
            "webUrl": "https://example.org/2", "fields": {"bodyText": "Envoys met.", "headline": "Talks resume"}});
        let d = read(&guardian, "").expect("an article").document;
        assert_eq!((d.id.as_str(), d.date, d.text.as_str()), ("world/1", Some(date(2021, 12, 15)), "Envoys met."));
        assert_eq!(d.url.as_deref(), Some("https://example.org/2"));

        let elastic = json!({"_id": "x", "_source": {"body": ["One.", "Two."], "pub_date": "2021-12-15", "headline": {"main": "Talks"}}});
        let d = read(&elastic, "").expect("an article").document;
        assert_eq!((d.id.as_str(), d.text.as_str(), d.title.as_deref()), ("x", "One.\n\nTwo.", Some("Talks")));
    }

    #[test]
    fn ninjs_of_both_versions() {
        let one = json!({"uri": "urn:1", "type": "text", "versioncreated": "2021-12-15T10:00:00Z", "headline": "Talks", "copyrightholder": "Wire",
            "body_xhtml": "<p>Envoys met.</p><p>They left &amp; slept.</p>"});
        let incoming = read(&one, "").expect("an article");
        let d = incoming.document;
        assert_eq!((d.id.as_str(), d.date, d.text.as_str()), ("urn:1", Some(date(2021, 12, 15)), "Envoys met.\n\nThey left & slept."));
        assert_eq!((d.title.as_deref(), d.publisher.as_deref(), incoming.diagnostics[0].code), (Some("Talks"), Some("Wire"), "markup"));
        let two = json!({"uri": "urn:2", "versionCreated": "2021-12-15", "headlines": [{"role": "sub", "value": "No"}, {"role": "main", "value": "Talks"}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>No</p>"}, {"role": "main", "contenttype": "text/plain", "value": "Envoys met."}],
            "infosources": [{"name": "Wire", "role": "isrol:originfo"}]});
        let d = read(&two, "").expect("an article").document;
        assert_eq!((d.title.as_deref(), d.publisher.as_deref()), (Some("Talks"), Some("Wire")));
        let d = read(&json!({"text": "<p>Envoys met.</p>"}), "").expect("an article").document;
        assert_eq!(d.text, "<p>Envoys met.</p>", "a text is what it is");
    }

    #[test]
    fn fields_given_by_hand() {
        let value = json!({"a": "Lead.", "b": {"c": "Body."}, "text": "no", "when": 1639564200});
        let d = read(&value, "text=a+b.c, date=when").expect("an article").document;
        assert_eq!((d.text.as_str(), d.date), ("Lead.\n\nBody.", Some(date(2021, 12, 15))));
        assert!(read(&value, "text=z").expect_err("no such field").contains("b.c"));
    }

    #[test]
    fn a_headline_stands_for_a_text_and_says_so() {
        let incoming = read(&json!({"stories_id": 5, "title": "Envoys meet", "publish_date": "2021-12-15"}), "").expect("a headline");
        assert_eq!((incoming.document.id.as_str(), incoming.document.text.as_str()), ("5", "Envoys meet"));
        assert_eq!(incoming.diagnostics[0].code, "headline-only");
        assert!(read(&json!({"id": 1}), "").is_err());
        assert_eq!(read(&json!({"text": ""}), "").expect("empty, but an article").document.text, "");
    }

    #[test]
    fn dates_with_two_meanings_are_told() {
        let incoming = read(&json!({"text": "x", "date": "03/04/2021"}), "").expect("an article");
        assert!(incoming.diagnostics[0].message.contains("--date-order"), "{incoming:?}");
    }
}
