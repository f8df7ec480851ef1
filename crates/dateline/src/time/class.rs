//! Classes of words that patterns name: the lists of `knowledge/time/words.toml`, and the built-in ones.
//!
//! | built in | reads |
//! |---|---|
//! | `number` | `3`, `1,500`, `2.5`, `5 1/2`, `twenty-five`, `a hundred`, `a couple of`; `several` and the like without a value |
//! | `exact` | the same, but none without a value |
//! | `count` | as `number`, and `a`, `an` |
//! | `ordinal` | `3rd`, `third`, `twenty-first` |
//! | `year` | `1998`, `nineteen ninety-eight` |
//! | `yy` | two digits |
//! | `day` | `1` to `31`, `1st`, `first` |
//! | `mm`, `dd` | a month's or day's number, one or two digits |
//! | `hour`, `minute`, `hhmm`, `ymd` | digits of a clock, four of them, eight of a date |

mod number;

use super::pattern::Trigger;
use super::text::{Kind, Text};
use super::vocab::{FastMap, UNKNOWN, Vocab};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    List(u16),
    Number,
    Exact,
    Count,
    Ordinal,
    Year,
    Yy,
    Day,
    Mm,
    Dd,
    Hour,
    Minute,
    Hhmm,
    Ymd,
    /// Digits of any length.
    Digits,
}

const BUILT_IN: [(&str, Class); 14] = [
    ("number", Class::Number),
    ("exact", Class::Exact),
    ("count", Class::Count),
    ("ordinal", Class::Ordinal),
    ("year", Class::Year),
    ("yy", Class::Yy),
    ("day", Class::Day),
    ("mm", Class::Mm),
    ("dd", Class::Dd),
    ("hour", Class::Hour),
    ("minute", Class::Minute),
    ("hhmm", Class::Hhmm),
    ("ymd", Class::Ymd),
    ("digits", Class::Digits),
];

/// What a class read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'r> {
    Code(&'r str),
    Number(f64),
    /// `several`, `a few`, `many`.
    Vague,
}

/// A phrase of a list.
#[derive(Debug)]
struct Entry {
    rest: Vec<u32>,
    code: String,
    /// Words that are also others (`may`, `march`): a time only if written with a capital and not tagged as a verb.
    careful: bool,
}

#[derive(Debug, Default)]
struct List {
    name: String,
    by_first: FastMap<u32, Vec<Entry>>,
}

#[derive(Debug, Default)]
pub(crate) struct Classes {
    lists: Vec<List>,
    /// Number words, by their vocabulary number: `7`, `x100`, `X`.
    numbers: FastMap<u32, NumberWord>,
    ordinals: FastMap<u32, f64>,
    words: Words,
}

/// Words that the number grammar needs by name.
#[derive(Debug, Default)]
struct Words {
    a: u32,
    an: u32,
    and: u32,
    of: u32,
    half: u32,
    hyphen: u32,
    slash: u32,
    oh: u32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum NumberWord {
    Value(f64),
    Times(f64),
    Vague,
}

impl Classes {
    pub(crate) fn new(vocab: &mut Vocab) -> Self {
        let words = Words {
            a: vocab.add("a"),
            an: vocab.add("an"),
            and: vocab.add("and"),
            of: vocab.add("of"),
            half: vocab.add("half"),
            hyphen: vocab.add("-"),
            slash: vocab.add("/"),
            oh: vocab.add("oh"),
        };
        Classes { words, ..Classes::default() }
    }

    /// Adds a phrase, cut into words, to a list.
    pub(crate) fn add(&mut self, list: &str, words: &[u32], code: &str, careful: bool) {
        let at = self.lists.iter().position(|l| l.name == list).unwrap_or_else(|| {
            self.lists.push(List { name: list.to_owned(), ..List::default() });
            self.lists.len() - 1
        });
        if let Some((first, rest)) = words.split_first() {
            let entry = Entry { rest: rest.to_vec(), code: code.to_owned(), careful };
            self.lists[at].by_first.entry(*first).or_default().push(entry);
        }
    }

    /// Adds a number word; `None` where the code is no number, `x` and a number, or `X`.
    pub(crate) fn add_number(&mut self, word: u32, code: &str) -> Option<()> {
        let number = match (code, code.strip_prefix('x')) {
            ("X", _) => NumberWord::Vague,
            (_, Some(times)) => NumberWord::Times(times.parse().ok()?),
            _ => NumberWord::Value(code.parse().ok()?),
        };
        self.numbers.insert(word, number);
        Some(())
    }

    /// Adds an ordinal word, such as `third`; `None` where the code is no number.
    pub(crate) fn add_ordinal(&mut self, word: u32, code: &str) -> Option<()> {
        self.ordinals.insert(word, code.parse().ok()?);
        Some(())
    }

    pub(crate) fn named(&self, name: &str) -> Option<Class> {
        let list = self.lists.iter().position(|l| l.name == name).map(|i| Class::List(i as u16));
        list.or_else(|| BUILT_IN.iter().find(|(n, _)| *n == name).map(|(_, c)| *c))
    }

    pub(crate) fn triggers(&self, class: Class, out: &mut Vec<Trigger>) {
        let words = |keys: Vec<u32>| keys.into_iter().map(Trigger::Word);
        match class {
            Class::List(i) => {
                let mut firsts: Vec<u32> = self.lists[i as usize].by_first.keys().copied().collect();
                firsts.sort_unstable();
                out.extend(words(firsts));
            }
            Class::Ordinal => {
                out.push(Trigger::Ordinal);
                self.ordinal_triggers(out);
            }
            Class::Day => {
                out.extend([Trigger::Number, Trigger::Ordinal]);
                self.ordinal_triggers(out);
            }
            Class::Number | Class::Exact | Class::Count | Class::Year => {
                out.push(Trigger::Number);
                out.extend(words(self.numbers.keys().copied().collect()));
                out.extend(words(vec![self.words.a, self.words.an, self.words.half]));
            }
            _ => out.push(Trigger::Number),
        }
    }

    fn ordinal_triggers(&self, out: &mut Vec<Trigger>) {
        out.extend(self.ordinals.keys().chain(self.numbers.keys()).map(|w| Trigger::Word(*w)));
    }

    /// All readings of a class at an atom: how many atoms, and the value.
    pub(crate) fn read<'r>(&'r self, class: Class, text: &Text, at: usize, out: &mut Vec<(usize, Value<'r>)>) {
        let digits = |want: std::ops::RangeInclusive<u8>, from: f64, to: f64| match text.atoms[at] {
            a if want.contains(&a.digits) => match a.kind {
                Kind::Number(n) if (from..=to).contains(&n) => Some((1, Value::Number(n))),
                _ => None,
            },
            _ => None,
        };
        match class {
            Class::List(i) => self.read_list(&self.lists[i as usize], text, at, out),
            Class::Number => out.extend(self.number(text, at)),
            Class::Exact => out.extend(self.number(text, at).filter(|(_, v)| *v != Value::Vague)),
            Class::Count => {
                out.extend(self.number(text, at));
                let word = text.atoms[at].word;
                if word == self.words.a || word == self.words.an {
                    out.push((1, Value::Number(1.0)));
                }
            }
            Class::Ordinal => out.extend(self.ordinal(text, at)),
            Class::Year => out.extend(self.year(text, at)),
            Class::Yy => out.extend(digits(2..=2, 0.0, 99.0)),
            Class::Day => {
                let ordinal = self.ordinal(text, at).filter(|(_, v)| matches!(v, Value::Number(n) if *n <= 31.0));
                out.extend(ordinal.or_else(|| digits(1..=2, 1.0, 31.0)));
            }
            Class::Mm => out.extend(digits(1..=2, 1.0, 12.0)),
            Class::Dd => out.extend(digits(1..=2, 1.0, 31.0)),
            Class::Hour => out.extend(digits(1..=2, 0.0, 24.0)),
            Class::Minute => out.extend(digits(2..=2, 0.0, 59.0)),
            Class::Hhmm => {
                let ok = |n: &f64| n % 100.0 < 60.0;
                out.extend(digits(4..=4, 0.0, 2359.0).filter(|(_, v)| matches!(v, Value::Number(n) if ok(n))));
            }
            Class::Ymd => out.extend(digits(8..=8, 10_000_101.0, 21_001_231.0)),
            Class::Digits => out.extend(digits(1..=18, 0.0, f64::MAX)),
        }
    }

    fn read_list<'r>(&'r self, list: &'r List, text: &Text, at: usize, out: &mut Vec<(usize, Value<'r>)>) {
        let first = text.atoms[at].word;
        if first == UNKNOWN {
            return;
        }
        for entry in list.by_first.get(&first).into_iter().flatten() {
            let rest = text.atoms.get(at + 1..at + 1 + entry.rest.len());
            let fits = rest.is_some_and(|atoms| atoms.iter().zip(&entry.rest).all(|(a, w)| a.word == *w));
            if fits && (!entry.careful || is_name(text, at)) {
                out.push((1 + entry.rest.len(), Value::Code(&entry.code)));
            }
        }
    }
}

/// Whether an ambiguous word is written, and tagged, as a name.
fn is_name(text: &Text, at: usize) -> bool {
    let tag = text.tag(at);
    text.atoms[at].capital && text.ent(at) != "PERSON" && (tag.is_empty() || tag.starts_with("NN") || tag == "CD")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Files;
    use crate::time::Rules;

    #[track_caller]
    fn reads(rules: &Rules, class: &str, words: &str, want: Option<(usize, f64)>) {
        let text = Text::of(words, Vec::new(), &rules.vocab);
        let mut found = Vec::new();
        rules.classes.read(rules.classes.named(class).unwrap(), &text, 0, &mut found);
        let got = found.first().map(|(len, value)| match value {
            Value::Number(n) => (*len, *n),
            other => panic!("{words} read as {other:?}"),
        });
        assert_eq!(got, want, "{class} in `{words}`");
    }

    #[test]
    fn numbers_in_figures_and_words() {
        let rules = Rules::parse(&Files::embedded()).unwrap();
        reads(&rules, "number", "1,460 days", Some((1, 1460.0)));
        reads(&rules, "number", "5 1/2 hours", Some((4, 5.5)));
        reads(&rules, "number", "two and a half years", Some((4, 2.5)));
        reads(&rules, "number", "twenty-five years", Some((3, 25.0)));
        reads(&rules, "number", "two hundred and thirty-four days", Some((6, 234.0)));
        reads(&rules, "number", "three thousand years", Some((2, 3000.0)));
        reads(&rules, "number", "a couple of days", Some((3, 2.0)));
        reads(&rules, "number", "the days", None);
        reads(&rules, "ordinal", "twenty-first century", Some((3, 21.0)));
        reads(&rules, "ordinal", "19th century", Some((1, 19.0)));
        reads(&rules, "year", "nineteen ninety-six", Some((4, 1996.0)));
        reads(&rules, "year", "nineteen oh five", Some((3, 1905.0)));
        reads(&rules, "year", "nineteen people", None);
        reads(&rules, "day", "32", None);
        reads(&rules, "hhmm", "1075", None);
    }
}
