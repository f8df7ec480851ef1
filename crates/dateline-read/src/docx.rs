//! Word documents: their paragraphs, and which of them are headings.

use crate::articles::refused;
use crate::bundle;
use crate::input::spool;
use crate::line::Line;
use crate::xml::{Element, Node, parse};
use crate::zip::{Archive, allowed};
use crate::{Options, Place, Stream, Trouble};
use std::io::Read;

/// The member that holds the words.
pub(crate) const MEMBER: &str = "word/document.xml";

/// The articles of a document.
pub(crate) fn read(mut archive: Archive, place: Place, options: &Options) -> Result<Stream, Trouble> {
    let parsed = parse(&member(&mut archive, &place, options)?);
    if let Some((_, cause)) = parsed.fault {
        return Err(Trouble::unreadable(place, format!("a damaged Word document: {cause}")));
    }
    let mut lines = vec![Line::default()];
    if let Some(body) = parsed.top.first("body") {
        gather(body, &mut lines);
    }
    lines.iter_mut().for_each(|l| l.text = l.text.trim().to_owned());
    lines.retain(|l| !l.text.is_empty());
    Ok(bundle::stream(lines, place, options, None))
}

fn member(archive: &mut Archive, place: &Place, options: &Options) -> Result<Vec<u8>, Trouble> {
    let damaged = |e: &dyn std::fmt::Display| Trouble::unreadable(place.clone(), format!("a damaged Word document: {e}"));
    let file = archive.by_name(MEMBER).map_err(|e| damaged(&e))?;
    let most = allowed(file.compressed_size(), options).min(4 * options.limits.whole as u64);
    let mut bytes = Vec::new();
    let mut spooled = spool(file, most).map_err(|e| damaged(&e))?;
    spooled.read_to_end(&mut bytes).map_err(|e| refused(place, &e))?;
    Ok(bytes)
}

/// What holds no words of the text: deleted ones, drawings, and what stands for newer elements.
const BESIDE: [&str; 6] = ["del", "drawing", "pict", "fallback", "ppr", "instrtext"];

fn gather(element: &Element, lines: &mut Vec<Line>) {
    for child in element.elements() {
        let local = child.name.rsplit(':').next().unwrap_or_default();
        match local {
            "p" => {
                let joins = lines.last().is_some_and(|l| l.text.ends_with('\t'));
                if !joins {
                    lines.push(Line { text: String::new(), heading: is_heading(child) });
                }
                gather(child, lines);
            }
            "tc" => {
                gather(child, lines);
                if let Some(last) = lines.last_mut().filter(|l| bundle::is_code(&l.text)) {
                    last.text.push('\t');
                }
            }
            "t" => say(lines, &words(child)),
            "tab" => say(lines, " "),
            "br" | "cr" => lines.push(Line::default()),
            "nobreakhyphen" => say(lines, "-"),
            _ if BESIDE.contains(&local) => {}
            _ => gather(child, lines),
        }
    }
}

fn words(text: &Element) -> String {
    text.children.iter().filter_map(|c| if let Node::Text(t) = c { Some(t.as_str()) } else { None }).collect()
}

fn say(lines: &mut [Line], words: &str) {
    if let Some(last) = lines.last_mut() {
        last.text.push_str(words);
    }
}

fn is_heading(paragraph: &Element) -> bool {
    let style = paragraph.at(&["ppr", "pstyle"]).and_then(|s| s.attribute("w:val")).unwrap_or_default().to_ascii_lowercase();
    style.starts_with("heading") || style == "title" || paragraph.at(&["ppr", "outlinelvl"]).is_some()
}
