//! Running text wrapped to a width, with some of its words marked.

use super::harmless_char;
use super::table::Style;
use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::UnicodeWidthChar;

/// Why a word is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Time or place.
    Setting,
    Actor,
    Trigger,
}

impl Mark {
    pub fn ansi(self) -> Ansi {
        match self {
            Mark::Setting => AnsiColor::Yellow.on_default(),
            Mark::Actor => AnsiColor::Cyan.on_default(),
            Mark::Trigger => Ansi::new().bold().underline(),
        }
    }

    /// What stands before and after the words where there are no colours.
    fn sign(self) -> char {
        if self == Mark::Trigger { '*' } else { '_' }
    }
}

type Styled = (char, Option<Mark>);

const INDENT: &str = "    ";

/// `text`, whose first code point has offset `start` in the document, wrapped and indented. `marks`
/// are document offsets; where they overlap, the one that matters most is seen.
pub fn marked(text: &str, start: u32, marks: &[(u32, u32, Mark)], style: &Style) -> String {
    let at = |i: u32| marks.iter().filter(|m| m.0 <= i && i < m.1).map(|m| m.2).max();
    let mut chars: Vec<Styled> = (start..).zip(text.chars()).filter_map(|(i, c)| Some((harmless_char(c)?, at(i)))).collect();
    if !style.colored {
        chars = with_signs(&chars);
    }
    let words = chars.split(|(c, _)| c.is_whitespace()).filter(|w| !w.is_empty());
    let mut lines: Vec<Vec<Styled>> = Vec::new();
    let (room, mut used) = (style.width.saturating_sub(INDENT.len()).max(20), 0);
    for word in words.flat_map(|w| w.chunks(room / 2)) {
        let width: usize = word.iter().map(|(c, _)| c.width().unwrap_or(0)).sum();
        match lines.last_mut() {
            Some(line) if used + 1 + width <= room => {
                let joined = line.last().and_then(|l| l.1).filter(|m| word[0].1 == Some(*m));
                line.push((' ', joined));
                line.extend_from_slice(word);
                used += 1 + width;
            }
            _ => {
                lines.push(word.to_vec());
                used = width;
            }
        }
    }
    lines.iter().map(|line| format!("{INDENT}{}\n", painted(line, style))).collect()
}

/// Each marked stretch between two signs.
fn with_signs(chars: &[Styled]) -> Vec<Styled> {
    let sign = |m: Option<Mark>| m.map(|m| (m.sign(), None));
    let runs = chars.chunk_by(|a, b| a.1 == b.1);
    runs.flat_map(|run| sign(run[0].1).into_iter().chain(run.iter().map(|&(c, _)| (c, None))).chain(sign(run[0].1))).collect()
}

fn painted(line: &[Styled], style: &Style) -> String {
    let runs = line.chunk_by(|a, b| a.1 == b.1);
    let paint = |run: &[Styled]| style.paint(run[0].1.map_or(Ansi::new(), Mark::ansi), &run.iter().map(|(c, _)| c).collect::<String>());
    runs.map(paint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn wide_letters_and_endless_words_wrap() {
        let style = Style { colored: false, width: 40 };
        for text in ["会谈".repeat(60), "x".repeat(300), "met \n\n again".repeat(9), String::new()] {
            let out = marked(&text, 7, &[(9, 12, Mark::Trigger)], &style);
            assert!(out.lines().all(|l| l.width() <= 40 && l.starts_with(INDENT)), "{out}");
            let letters = |s: &str| s.chars().filter(|c| !c.is_whitespace() && *c != '*').count();
            assert_eq!(letters(&out), letters(&text));
        }
    }

    #[test]
    fn the_strongest_of_two_marks_is_seen() {
        let style = Style { colored: false, width: 40 };
        let out = marked("Iran met Iraq", 0, &[(0, 8, Mark::Actor), (5, 8, Mark::Trigger)], &style);
        assert_eq!(out, "    _Iran _*met* Iraq\n");
    }
}
