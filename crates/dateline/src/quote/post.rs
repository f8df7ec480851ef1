//! Posts of social media pasted into a text: "words — Name (@handle) December 15, 2021" and
//! `<tweet author="@handle" datetime="2021-12-15">words</tweet>`.

use super::page::Page;
use super::{Draft, QuoteKind};
use jiff::civil::Date;
use std::ops::Range;

/// How long an author's name, a handle, a date and a tag get, in code points.
const MAX_NAME: usize = 80;
const MAX_HANDLE: usize = 40;
const MAX_DATE: usize = 30;
const MAX_TAG: usize = 400;

/// All posts of a text, in order.
pub(super) fn find(page: &Page) -> Vec<Draft> {
    let mut found: Vec<Draft> = Vec::new();
    let mut line = 0;
    let mut i = 0;
    while i < page.chars.len() {
        let post = match page.chars[i] {
            '\n' => {
                line = i + 1;
                None
            }
            '(' if page.chars.get(i + 1) == Some(&'@') => signed(page, line, i),
            '<' if tag_at(page, i, "<tweet") => tagged(page, i),
            _ => None,
        };
        i += 1;
        if let Some((draft, end)) = post {
            (line, i) = (end, end.max(i));
            found.push(draft);
        }
    }
    found
}

/// The post whose handle's bracket opens at `bracket`, and where its date ends.
fn signed(page: &Page, line: usize, bracket: usize) -> Option<(Draft, usize)> {
    let chars = &page.chars;
    let close = (bracket + 2..chars.len().min(bracket + MAX_HANDLE)).find(|&i| chars[i] == ')')?;
    let handle = page.text(&(bracket + 1..close));
    if !handle[1..].chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let dash = (line.max(bracket.saturating_sub(MAX_NAME))..bracket).rev().find(|&i| is_dash(chars, i))?;
    let (date, length) = long_date(&chars[close + 1..chars.len().min(close + MAX_DATE)])?;
    let author = trim(chars, dash + 1..bracket);
    let words = trim_links(chars, trim(chars, line..dash));
    (words.start < words.end && author.start < author.end).then(|| (draft(words, author, handle, Some(date)), close + 1 + length))
}

fn is_dash(chars: &[char], i: usize) -> bool {
    let spaced = || i > 0 && chars[i - 1].is_whitespace() && chars.get(i + 1).is_some_and(|c| c.is_whitespace());
    matches!(chars[i], '—' | '―') || matches!(chars[i], '–' | '-') && spaced()
}

/// The post whose `<tweet …>` tag opens at `tag`, and where its words end.
fn tagged(page: &Page, tag: usize) -> Option<(Draft, usize)> {
    let chars = &page.chars;
    let close = (tag..chars.len().min(tag + MAX_TAG)).find(|&i| chars[i] == '>')?;
    let author = attribute(chars, tag..close, "author=\"")?;
    let day = attribute(chars, tag..close, "datetime=\"").or_else(|| attribute(chars, tag..close, "date=\""));
    let date = day.and_then(|d| iso_date(&chars[d.clone()]).or_else(|| long_date(&chars[d]).map(|(date, _)| date)));
    let end = (close + 1..chars.len()).take_while(|&i| !(chars[i] == '\n' && chars.get(i + 1) == Some(&'\n'))).find(|&i| chars[i] == '<');
    let words = trim_links(chars, trim(chars, close + 1..end?));
    let name = page.text(&author);
    let handle = if name.starts_with('@') { name } else { String::new() };
    (words.start < words.end).then(|| (draft(words, author, handle, date), end.unwrap_or(close)))
}

fn draft(span: Range<usize>, author: Range<usize>, handle: String, date: Option<Date>) -> Draft {
    Draft {
        span,
        kind: QuoteKind::Post,
        speaker: Some(author),
        addressee: None,
        reported_by: None,
        handle: (!handle.is_empty()).then_some(handle),
        date,
        cued: true,
    }
}

fn tag_at(page: &Page, at: usize, tag: &str) -> bool {
    tag.chars().enumerate().all(|(k, c)| page.chars.get(at + k) == Some(&c))
}

/// The value of an attribute within a tag, by the end of its name with `="`.
fn attribute(chars: &[char], tag: Range<usize>, name: &str) -> Option<Range<usize>> {
    let name: Vec<char> = name.chars().collect();
    let start = chars[tag.clone()].windows(name.len()).position(|w| w == name)? + tag.start + name.len();
    let end = (start..tag.end).find(|&i| chars[i] == '"')?;
    Some(trim(chars, start..end)).filter(|r| r.start < r.end)
}

fn trim(chars: &[char], mut r: Range<usize>) -> Range<usize> {
    let gap = |c: char| c.is_whitespace() || matches!(c, '“' | '”');
    while r.start < r.end && gap(chars[r.start]) {
        r.start += 1;
    }
    while r.start < r.end && gap(chars[r.end - 1]) {
        r.end -= 1;
    }
    r
}

/// Without the links to pages and pictures at the end.
fn trim_links(chars: &[char], mut r: Range<usize>) -> Range<usize> {
    loop {
        let start = (r.start..r.end).rev().find(|&i| chars[i].is_whitespace()).map_or(r.start, |i| i + 1);
        let word: String = chars[start..r.end].iter().take(16).collect();
        if start == r.start || !["http://", "https://", "pic.twitter.com", "t.co/"].iter().any(|p| word.starts_with(p)) {
            return r;
        }
        r = trim(chars, r.start..start);
    }
}

/// A date written out at the start of a text, "December 15, 2021" or "15 December 2021", and its length.
fn long_date(chars: &[char]) -> Option<(Date, usize)> {
    let mut words = Vec::new();
    let mut i = 0;
    while i < chars.len() && words.len() < 3 {
        let start = (i..chars.len()).find(|&k| chars[k].is_alphanumeric())?;
        let end = (start..chars.len()).find(|&k| !chars[k].is_alphanumeric()).unwrap_or(chars.len());
        words.push(chars[start..end].iter().collect::<String>());
        i = end;
    }
    let [a, b, year] = words.as_slice() else { return None };
    let (month, day) = match (month(a), month(b)) {
        (Some(m), _) => (m, b),
        (_, Some(m)) => (m, a),
        _ => return None,
    };
    let date = Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()?;
    Some((date, i))
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let lower = word.to_lowercase();
    MONTHS.iter().position(|m| lower.starts_with(m)).map(|i| i as i8 + 1)
}

fn iso_date(chars: &[char]) -> Option<Date> {
    chars.iter().take(10).collect::<String>().parse().ok()
}
