//! Pages: main text, title, date and publisher.
//!
//! `<title>Talks | The Daily</title> … <meta property="article:published_time" content="2021-12-15"> …
//! <p>Envoys met on Monday.</p>` is the article of 15 December with the text `Envoys met on Monday.`

mod about;
mod blocks;
mod parse;

pub(crate) use about::host;

use crate::articles::Fault;
use crate::bundle;
use crate::date;
use crate::encoding::decode;
use crate::format::Format;
use crate::input::Input;
use crate::line::{Line, joined};
use crate::text::whole;
use crate::{Article, Item, Kind, Limits, Options, Stream, Trouble};
use about::{About, about};
use blocks::Keep;
use dateline::read::{Fields, Incoming, from_fields};
use dateline::record::Diagnostic;
use dom_query::Document;
use dom_smoothie::{Config, Readability};
use jiff::civil::Date;
use parse::parse;

/// One page a file.
pub(crate) fn read(input: Input, options: &Options) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let bytes = whole(input, options)?;
    let (html, told) = decode(&bytes, charset(&bytes).as_deref());
    if is_bundle(&html) || matches!(options.format, Some(Format::Nexis | Format::Factiva | Format::ProQuest)) {
        let document = parse(&html, &options.limits).map_err(|cause| Trouble::unreadable(place.clone(), cause))?;
        let lines = blocks::lines(&document.root(), Keep::All);
        return Ok(bundle::stream(lines, place, options, None));
    }
    let item: Item = match page(&html, &Around { id: place.to_string(), ..Around::default() }, options) {
        Ok(mut incoming) => {
            incoming.diagnostics.splice(0..0, told);
            Ok(Article::new(incoming, place))
        }
        Err((kind, cause)) => Err(Trouble { kind, ..Trouble::unreadable(place, cause) }),
    };
    Ok(Box::new(std::iter::once(item)))
}

/// Whether a page is what a news database exports.
fn is_bundle(html: &str) -> bool {
    let factiva = || html.contains("enArticle") || html.contains("articleParagraph") || html.contains("Factiva");
    html.contains("ProQuest document ID:") || (html.contains("Document ") && factiva()) || html.contains(">End of Document<")
}

/// What is known of a page from outside of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Around {
    pub id: String,
    pub url: Option<String>,
    /// The day it was fetched: not before it was published, so only the last resort.
    pub fetched: Option<Date>,
}

/// The encoding that a page declares.
pub(crate) fn charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    let found = head.match_indices("charset").chain(head.match_indices("encoding"));
    let mut labels = found.filter_map(|(at, word)| {
        let value = head[at + word.len()..].trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['"', '\'']);
        let end = value.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | ':'))?;
        (end > 0).then(|| value[..end].to_owned())
    });
    labels.next()
}

/// The article of a page.
///
/// # Errors
/// Whether and why it holds none.
pub(crate) fn page(html: &str, around: &Around, options: &Options) -> Result<Incoming, (Kind, String)> {
    let document = parse(html, &options.limits).map_err(|cause| (Kind::Unreadable, cause))?;
    let about = about(&document, options.date_order);
    if about.is_list {
        return Err((Kind::NoArticle, "a list of articles, not one".to_owned()));
    }
    let text = story(document, &about, &options.limits);
    if text.is_empty() {
        return Err((Kind::NoArticle, "no main text in this page".to_owned()));
    }
    Ok(incoming(about, text, around, options))
}

fn incoming(about: About, text: String, around: &Around, options: &Options) -> Incoming {
    let url = around.url.clone().or(about.url);
    let publisher = about.publisher.or_else(|| url.as_deref().and_then(host));
    let date = about.date.map(|d| date::tidy(&d, options.date_order));
    let in_url = url.as_deref().and_then(date::of_url).filter(|_| date.is_none());
    let late = in_url.or(options.date).or(around.fetched);
    let fields = Fields { id: around.id.clone(), date: date.clone(), text, title: about.title, publisher, url };
    let mut incoming = from_fields(fields, late);
    if date.is_none() && in_url.is_none() && options.date.is_none() && late.is_some() && incoming.document.date == late {
        incoming.diagnostics.push(Diagnostic {
            code: "date-of-fetch",
            message: "no date in the page: the day it was fetched stands for it".into(),
            start: None,
        });
    }
    incoming
}

/// A text shorter than this may be a teaser: the one in JSON-LD is taken if it is longer.
const SHORT: usize = 250;

/// The main text, paragraph by paragraph; empty if there is none.
fn story(document: Document, about: &About, limits: &Limits) -> String {
    blocks::strip(&document.html_root());
    let plain = blocks::lines(&document.root(), Keep::Story);
    let lines = main_text(document, limits).unwrap_or(plain);
    let text = joined(&trimmed(lines, about.title.as_deref()));
    let told = about
        .body
        .as_deref()
        .map(|b| plain_text(b, limits))
        .filter(|b| b.len() > 2 * text.len() || (text.len() < SHORT && b.len() > text.len()));
    told.unwrap_or(text)
}

/// The part of a page that Readability's measures find; none if they find nothing.
fn main_text(document: Document, limits: &Limits) -> Option<Vec<Line>> {
    let config = Config { keep_classes: true, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(document, None, Some(config)).ok()?.parse().ok()?;
    let content = parse(&article.content, &Limits { depth: limits.depth + 100, ..*limits }).ok()?;
    let lines = blocks::lines(&content.root(), Keep::Story);
    (!lines.is_empty()).then_some(lines)
}

/// Lines without the title, byline and notices that open many stories.
fn trimmed(mut lines: Vec<Line>, title: Option<&str>) -> Vec<Line> {
    let mut at = 0;
    lines.retain(|line| {
        at += 1;
        let opens = at <= 4 && (title.is_some_and(|t| t == line.text) || is_byline(&line.text));
        !opens && !is_notice(&line.text)
    });
    lines
}

/// `By Ann Example`, `By Ann Example and Bo Example, Daily Correspondent`.
fn is_byline(line: &str) -> bool {
    let Some(names) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else { return false };
    line.len() < 100 && !line.ends_with(['.', '!', '?', ':']) && names.starts_with(char::is_uppercase)
}

fn is_notice(line: &str) -> bool {
    let notices = [
        "advertisement",
        "advertising",
        "article continues below",
        "story continues below",
        "continue reading",
        "read more",
        "sign up",
        "share this",
    ];
    line.len() < 40
        && notices.iter().any(|n| line.get(..n.len()).is_some_and(|head| head.eq_ignore_ascii_case(n)) && line.len() < n.len() + 15)
}

/// The words of a piece of HTML, or those of a text without markup as they are.
pub(crate) fn plain_text(words: &str, limits: &Limits) -> String {
    if !is_markup(words) {
        return words.trim().to_owned();
    }
    match parse(words, limits) {
        Ok(document) => joined(&blocks::lines(&document.root(), Keep::All)),
        Err(_) => words.to_owned(),
    }
}

/// Whether words are HTML: a tag that texts don't have, or a character by its name.
pub(crate) fn is_markup(words: &str) -> bool {
    const TAGS: [&str; 14] =
        ["</p>", "<p>", "<br", "</a>", "<p ", "</div>", "</li>", "</h2>", "</em>", "</strong>", "</b>", "</i>", "</span>", "</td>"];
    const CHARACTERS: [&str; 8] = ["&amp;", "&quot;", "&nbsp;", "&#", "&lt;", "&rsquo;", "&mdash;", "&ldquo;"];
    TAGS.iter().any(|t| words.contains(t)) || CHARACTERS.iter().any(|c| words.contains(c))
}

#[cfg(test)]
mod tests;
