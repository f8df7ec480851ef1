//! RTF: its paragraphs, and which of them are headings (bold, or of an outline level).

use crate::articles::Fault;
use crate::bundle;
use crate::input::Input;
use crate::line::Line;
use crate::text::whole;
use crate::{Options, Stream, Trouble};
use encoding_rs::{Encoding, WINDOWS_1252};
use std::collections::HashMap;

/// The articles of a file.
pub(crate) fn read(input: Input, options: &Options) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let (lines, fault) = lines(&whole(input, options)?);
    let fault = fault.map(|cause| Trouble::unreadable(place.clone(), cause));
    Ok(bundle::stream(lines, place, options, fault))
}

/// How many groups may lie in one another.
const DEPTH: usize = 1000;

/// The paragraphs, and why reading stopped before the end.
fn lines(bytes: &[u8]) -> (Vec<Line>, Option<String>) {
    let mut reader =
        Reader { bytes, at: 0, groups: vec![Group::default()], fonts: HashMap::new(), page: WINDOWS_1252, out: Out::default() };
    let fault = reader.run();
    reader.out.end_line();
    (reader.out.lines, fault)
}

#[derive(Clone, Copy, Default)]
struct Group {
    /// Its words are not part of the text.
    skip: bool,
    hidden: bool,
    bold: bool,
    outline: bool,
    /// How many characters stand behind `\u` for programs that don't know it; one less than in the file.
    fallback_less_one: isize,
    font: i32,
    in_fonts: bool,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    groups: Vec<Group>,
    fonts: HashMap<i32, &'static Encoding>,
    page: &'static Encoding,
    out: Out,
}

/// The lines so far, with what waits to be decoded.
#[derive(Default)]
struct Out {
    lines: Vec<Line>,
    text: String,
    raw: Vec<u8>,
    high: Option<u16>,
    /// Characters still to be passed over behind `\u`.
    pass: usize,
    plain: bool,
    outline: bool,
}

impl Out {
    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.text);
        let heading = self.outline || !std::mem::take(&mut self.plain);
        self.outline = false;
        let text = text.trim();
        self.lines.push(Line { text: text.to_owned(), heading: heading && !text.is_empty() });
    }
}

impl Reader<'_> {
    fn run(&mut self) -> Option<String> {
        while let Some(&b) = self.bytes.get(self.at) {
            self.at += 1;
            match b {
                b'{' if self.groups.len() > DEPTH => return Some(format!("groups more than {DEPTH} deep in one another")),
                b'{' => {
                    self.flush();
                    self.groups.push(self.group());
                }
                b'}' => {
                    self.flush();
                    self.out.pass = 0;
                    self.groups.pop();
                    if self.groups.len() <= 1 {
                        return None;
                    }
                }
                b'\\' => self.control(),
                b'\r' | b'\n' => {}
                b => self.byte(b),
            }
        }
        self.flush();
        Some("the file ends in the middle of the text".to_owned())
    }

    fn group(&self) -> Group {
        self.groups.last().copied().unwrap_or_default()
    }

    fn set(&mut self, change: impl FnOnce(&mut Group)) {
        self.flush();
        if let Some(group) = self.groups.last_mut() {
            change(group);
        }
    }

    fn control(&mut self) {
        let Some(&b) = self.bytes.get(self.at) else { return };
        self.at += 1;
        match b {
            b'\'' => {
                let hex = self.bytes.get(self.at..self.at + 2).and_then(|h| std::str::from_utf8(h).ok());
                if let Some(byte) = hex.and_then(|h| u8::from_str_radix(h, 16).ok()) {
                    self.at += 2;
                    self.byte(byte);
                }
            }
            b'*' => self.set(|g| g.skip = true),
            b'~' => self.say(" "),
            b'_' => self.say("-"),
            b'\r' | b'\n' => self.end_line(),
            b'\\' | b'{' | b'}' => self.byte(b),
            _ if b.is_ascii_alphabetic() => self.word(),
            _ => {}
        }
    }

    /// A control word, which begins one byte before.
    fn word(&mut self) {
        let rest = &self.bytes[self.at - 1..];
        let length = rest.iter().take(32).take_while(|b| b.is_ascii_alphabetic()).count();
        let digits = rest[length..].iter().enumerate().take(11).take_while(|(i, b)| b.is_ascii_digit() || (*i == 0 && **b == b'-')).count();
        let number = std::str::from_utf8(&rest[length..length + digits]).ok().and_then(|n| n.parse::<i32>().ok());
        let word = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.at += length - 1 + digits + usize::from(rest.get(length + digits) == Some(&b' '));
        self.act(&word, number);
    }

    fn act(&mut self, word: &str, number: Option<i32>) {
        let on = number != Some(0);
        match word {
            "par" | "line" | "sect" | "page" | "row" => self.end_line(),
            "cell" if bundle::is_code(&self.out.text) => self.say("\t"),
            "cell" | "nestcell" => self.end_line(),
            "u" => number.into_iter().for_each(|n| self.unit(n)),
            "bin" => self.at = self.at.saturating_add(number.unwrap_or_default().max(0) as usize).min(self.bytes.len()),
            "uc" => self.set(|g| g.fallback_less_one = number.unwrap_or(1).clamp(0, 16) as isize - 1),
            "b" => self.set(|g| g.bold = on),
            "v" => self.set(|g| g.hidden = on),
            "plain" => self.set(|g| (g.bold, g.hidden) = (false, false)),
            "pard" => self.set(|g| g.outline = false),
            "outlinelevel" => self.set(|g| g.outline = true),
            "ansicpg" => self.page = page(number.unwrap_or_default()).unwrap_or(self.page),
            "f" => self.set(|g| g.font = number.unwrap_or_default()),
            "fcharset" if self.group().in_fonts => {
                if let Some(encoding) = charset(number.unwrap_or_default()) {
                    self.fonts.insert(self.group().font, encoding);
                }
            }
            "fonttbl" => self.set(|g| (g.skip, g.in_fonts) = (true, true)),
            _ if BESIDE.contains(&word) => self.set(|g| g.skip = true),
            _ => named(word).into_iter().for_each(|c| self.say(c)),
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.out.pass > 0 {
            self.out.pass -= 1;
        } else if !self.group().skip && !self.group().hidden {
            self.out.raw.push(byte);
        }
    }

    /// A character by its number: a UTF-16 unit, written as a signed number by many.
    fn unit(&mut self, number: i32) {
        self.flush();
        self.out.pass = usize::try_from(self.group().fallback_less_one + 1).unwrap_or_default();
        let unit = (number & 0xFFFF) as u16;
        let high = self.out.high.take();
        if (0xD800..0xDC00).contains(&unit) {
            self.out.high = Some(unit);
            return;
        }
        let decoded: String =
            char::decode_utf16(high.into_iter().chain([unit])).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        self.put(&decoded);
    }

    fn say(&mut self, words: &str) {
        self.flush();
        self.put(words);
    }

    /// Decodes what waits.
    fn flush(&mut self) {
        if self.out.raw.is_empty() {
            return;
        }
        let raw = std::mem::take(&mut self.out.raw);
        let encoding = self.fonts.get(&self.group().font).copied().unwrap_or(self.page);
        let words = encoding.decode_without_bom_handling(&raw).0;
        self.put(&words);
    }

    fn put(&mut self, words: &str) {
        let group = self.group();
        if group.skip || group.hidden {
            return;
        }
        self.out.plain |= !group.bold && words.contains(char::is_alphanumeric);
        self.out.outline |= group.outline;
        self.out.text.push_str(words);
    }

    fn end_line(&mut self) {
        self.flush();
        if !self.group().skip {
            self.out.end_line();
        }
    }
}

/// Groups that hold no words of the text.
const BESIDE: [&str; 24] = [
    "colortbl",
    "stylesheet",
    "info",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "fldinst",
    "listtable",
    "listoverridetable",
    "themedata",
    "generator",
    "revtbl",
    "rsidtbl",
    "xmlnstbl",
    "datastore",
    "shppict",
    "bkmkstart",
];

/// Characters by their names.
fn named(word: &str) -> Option<&'static str> {
    Some(match word {
        "emdash" => "—",
        "endash" => "–",
        "lquote" => "‘",
        "rquote" => "’",
        "ldblquote" => "“",
        "rdblquote" => "”",
        "bullet" => "•",
        "tab" | "emspace" | "enspace" | "qmspace" => " ",
        _ => return None,
    })
}

/// The encoding of a Windows code page.
fn page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        65001 => "utf-8".to_owned(),
        10000 => "macintosh".to_owned(),
        n => format!("windows-{n}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The encoding of a font's character set.
fn charset(number: i32) -> Option<&'static Encoding> {
    let known = [
        (128, 932),
        (129, 949),
        (134, 936),
        (136, 950),
        (161, 1253),
        (162, 1254),
        (163, 1258),
        (177, 1255),
        (178, 1256),
        (186, 1257),
        (204, 1251),
        (222, 874),
        (238, 1250),
        (77, 10000),
    ];
    known.iter().find(|(set, _)| *set == number).and_then(|(_, p)| page(*p))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(rtf: &str) -> Vec<String> {
        let (lines, _) = lines(rtf.as_bytes());
        lines.into_iter().filter(|l| !l.text.is_empty()).map(|l| if l.heading { format!("# {}", l.text) } else { l.text }).collect()
    }

    #[test]
    fn words_in_all_their_spellings() {
        let rtf = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fswiss Arial;}{\f1\fcharset204 Arial;}}{\*\generator x;}{\info{\title No}}
\pard{\b Envoys meet}\par \b0 The caf\'e9 \u8212?was \ldblquote shut\rdblquote\~now.\par{\f1 \'cf\'f0\'e0\'e2\'e4\'e0}\par\uc2\u55357 ??\u56832 ??x\par a\{b\}\\c{\v hidden}{\pict 0102}\bin3 }}}d}";
        assert_eq!(texts(rtf), ["# Envoys meet", "The café —was “shut” now.", "Правда", "😀x", "a{b}\\cd"]);
    }

    #[test]
    fn damage_is_told() {
        let fault = |rtf: &str| lines(rtf.as_bytes()).1.unwrap_or_default();
        assert!(fault(r"{\rtf1 Envoys met").contains("ends in the middle"));
        assert!(fault(&format!(r"{{\rtf1 {}", "{".repeat(5000))).contains("1000 deep"));
        assert_eq!(fault(r"{\rtf1 Envoys met.}"), "");
        assert_eq!(texts(r"{\rtf1 a\'zz\'4\u99999999999 \bin99999999 b"), ["azz4"]);
    }
}
