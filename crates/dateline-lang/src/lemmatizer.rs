//! spaCy's lemmatizer: suffix rules with exceptions and an index of known forms, or a plain table.

use std::collections::BTreeMap;
use std::path::Path;

use crate::batch::Batch;
use crate::doc::{Labels, Word};
use crate::error::{self, Error};
use crate::flat::{Flat, Slice, Strings, Writer};
use crate::hash::string_id;
use crate::lexicon::{KeyMap, UNKNOWN};
use crate::msgpack::{self, Value};
use crate::unicode;

#[derive(Debug)]
pub(crate) struct Lemmatizer {
    mode: Mode,
    /// English takes some forms as bases by their morphology.
    english: bool,
    pub(crate) overwrite: bool,
    /// By the number of the part of speech in lower case.
    tables: BTreeMap<u64, Tables>,
    /// The plain table: sorted numbers of words, and each one's lemma.
    words: Slice<u64>,
    lemmas: Strings,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Rule,
    Lookup,
}

#[derive(Debug, Default)]
struct Tables {
    rules: Vec<(Box<str>, Box<str>)>,
    exceptions: Strings,
    /// All exceptions' forms, and where those of each begin.
    forms: Strings,
    first_form: Slice<u32>,
    index: Strings,
}

/// Languages whose lemmatizer is not the common one.
const OWN_LEMMATIZERS: [&str; 12] = ["ca", "el", "es", "fr", "ga", "ht", "it", "mk", "nl", "pl", "ru", "uk"];

impl Lemmatizer {
    /// Writes the tables in a component's folder.
    pub(crate) fn write(writer: &mut Writer, folder: &Path, component: &str) -> Result<(), Error> {
        let path = folder.join("lookups").join("lookups.bin");
        let bytes = error::read(&path)?;
        let file = msgpack::parse(&bytes, &path)?;
        let lookup = file.get("lemma_lookup").pairs().iter();
        let mut lookup: Vec<(u64, &str)> = lookup.filter_map(|(k, v)| Some((k.uint()?, first_text(v)?))).collect();
        lookup.sort_unstable();
        writer.put(&format!("{component}.words"), &lookup.iter().map(|l| l.0).collect::<Vec<_>>());
        Strings::write_list(writer, &format!("{component}.lemmas"), lookup.iter().map(|l| l.1));
        let mut kinds = Vec::new();
        for (pos, _) in ["lemma_rules", "lemma_exc", "lemma_index"].iter().flat_map(|t| file.get(t).pairs()) {
            kinds.extend(pos.uint());
        }
        kinds.sort_unstable();
        kinds.dedup();
        kinds.retain(|&pos| Tables::write(writer, &format!("{component}.{pos}"), &file, pos));
        writer.put(&format!("{component}.kinds"), &kinds);
        Ok(())
    }

    pub(crate) fn open(flat: &Flat, component: &str, mode: &str, language: &str, overwrite: bool) -> Result<Self, Error> {
        let mode = match mode {
            "rule" => Mode::Rule,
            "lookup" | "" => Mode::Lookup,
            other => return Err(Error::unsupported(component, format!("the lemmatizer mode `{other}`"))),
        };
        if OWN_LEMMATIZERS.contains(&language) {
            return Err(Error::unsupported(component, format!("the special lemmatizer of the language `{language}`")));
        }
        let kinds = flat.get::<u64>(&format!("{component}.kinds"));
        Ok(Lemmatizer {
            mode,
            english: language == "en",
            overwrite,
            tables: kinds.iter().map(|&pos| (pos, Tables::open(flat, &format!("{component}.{pos}")))).collect(),
            words: flat.get(&format!("{component}.words")),
            lemmas: Strings::open(flat, &format!("{component}.lemmas")),
        })
    }

    /// Sets the lemmas that are not set yet.
    pub(crate) fn run(&self, batch: &mut Batch, labels: &Labels, memory: &mut Memory) {
        let mut lemma = String::new();
        for (doc, range) in batch.docs.iter_mut().zip(&batch.ranges) {
            for (i, &word) in batch.words[range.clone()].iter().enumerate() {
                let analysis = &doc.analyses[i];
                if !self.overwrite && analysis.lemma != Word::NONE {
                    continue;
                }
                let state = (word != UNKNOWN).then(|| u64::from(word) << 32 | u64::from(analysis.pos) << 16 | u64::from(analysis.morph));
                let known = state.and_then(|state| memory.by_state.get(&state).copied());
                let found = known.unwrap_or_else(|| {
                    self.lemma(doc.word(i), doc.lower(i), labels.name(analysis.pos), labels.name(analysis.morph), &mut lemma);
                    memory.keep(state, doc.word(i), &lemma)
                });
                doc.analyses[i].lemma = match found {
                    Lemma::Word => Word::text(doc.tokens[i].byte_start, doc.tokens[i].byte_end),
                    Lemma::Kept(start, end) => doc.keep(&memory.text[start as usize..end as usize]),
                    Lemma::New => doc.keep(&lemma),
                };
            }
        }
    }

    /// The lemma, written to `out`. `pos` and `morph` as the token has them.
    fn lemma(&self, word: &str, lower: &str, pos: &str, morph: &str, out: &mut String) {
        out.clear();
        match self.mode {
            Mode::Lookup => {
                let found = self.words.binary_search(&string_id(word)).ok();
                out.push_str(found.map_or(word, |at| self.lemmas.get(at)));
            }
            Mode::Rule => self.by_rule(word, lower, pos, morph, out),
        }
    }

    fn by_rule(&self, word: &str, lower: &str, pos: &str, morph: &str, out: &mut String) {
        let pos = pos.to_lowercase();
        if matches!(pos.as_str(), "" | "eol" | "space") || self.english && is_base_form(&pos, morph) {
            return out.push_str(lower);
        }
        let Some(tables) = self.tables.get(&string_id(&pos)) else {
            return out.push_str(if pos == "propn" { word } else { lower });
        };
        match tables.first_form(lower) {
            Some(form) => out.push_str(&form),
            None => out.push_str(word),
        }
    }
}

/// The lemmas of words whose part of speech and morphology are known.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    by_state: KeyMap<Lemma>,
    text: String,
}

#[derive(Debug, Clone, Copy)]
enum Lemma {
    /// The word itself.
    Word,
    /// Bytes of the memory's text.
    Kept(u32, u32),
    /// One that is not kept.
    New,
}

/// Lemmas that are kept at most.
const MAX_LEMMAS: usize = 1 << 15;

impl Memory {
    /// Forgets all: words' numbers hold no longer.
    pub(crate) fn clear(&mut self) {
        self.by_state.clear();
        self.text.clear();
    }

    fn keep(&mut self, state: Option<u64>, word: &str, lemma: &str) -> Lemma {
        let Some(state) = state.filter(|_| self.by_state.len() < MAX_LEMMAS) else { return Lemma::New };
        if lemma == word {
            self.by_state.insert(state, Lemma::Word);
            return Lemma::Word;
        }
        let start = self.text.len() as u32;
        self.text.push_str(lemma);
        let kept = Lemma::Kept(start, self.text.len() as u32);
        self.by_state.insert(state, kept);
        kept
    }
}

impl Tables {
    /// Writes the tables of a part of speech; false where it has none.
    fn write(writer: &mut Writer, name: &str, file: &Value, pos: u64) -> bool {
        let table = |table: &str| file.get(table).pairs().iter().find(|(k, _)| k.uint() == Some(pos)).map_or(&Value::Nil, |(_, v)| v);
        let (rules, exceptions, index) = (table("lemma_rules"), table("lemma_exc"), table("lemma_index"));
        let side = |rule: &Value, i: usize| rule.items().get(i).and_then(Value::text).unwrap_or_default().to_owned();
        let rules: Vec<String> = rules.items().iter().flat_map(|rule| [side(rule, 0), side(rule, 1)]).collect();
        Strings::write_list(writer, &format!("{name}.rules"), rules.iter().map(String::as_str));
        let (mut words, mut forms, mut first) = (Vec::new(), Vec::new(), vec![0u32]);
        for (word, list) in exceptions.pairs().iter().filter_map(|(word, list)| Some((word.text()?, list.items()))) {
            words.push(word);
            forms.extend(list.iter().filter_map(Value::text));
            first.push(forms.len() as u32);
        }
        Strings::write(writer, &format!("{name}.exceptions"), words.iter().copied());
        Strings::write_list(writer, &format!("{name}.forms"), forms);
        writer.put(&format!("{name}.first_form"), &first);
        Strings::write(writer, &format!("{name}.index"), index.items().iter().filter_map(Value::text));
        !(rules.is_empty() && words.is_empty() && index.items().is_empty())
    }

    fn open(flat: &Flat, name: &str) -> Self {
        let part = |part: &str| Strings::open(flat, &format!("{name}.{part}"));
        let rules = part("rules");
        let rule = |i: usize| (Box::from(rules.get(2 * i)), Box::from(rules.get(2 * i + 1)));
        Tables {
            rules: (0..rules.len() / 2).map(rule).collect(),
            exceptions: part("exceptions"),
            forms: part("forms"),
            first_form: flat.get(&format!("{name}.first_form")),
            index: part("index"),
        }
    }

    fn exceptions(&self, word: &str) -> impl Iterator<Item = &str> {
        let found = self.exceptions.find(word).and_then(|i| Some(*self.first_form.get(i)? as usize..*self.first_form.get(i + 1)? as usize));
        found.unwrap_or_default().map(|form| self.forms.get(form))
    }

    /// The first of spaCy's list of forms: the last exception that is no form by rule, else the
    /// last rule's form in the index, else the first that is not alphabetic, else an unknown one.
    fn first_form(&self, lower: &str) -> Option<String> {
        let mut forms: Vec<String> = Vec::new();
        let mut unknown: Option<String> = None;
        for (old, new) in &self.rules {
            let Some(stem) = lower.strip_suffix(&**old) else { continue };
            let form = [stem, new].concat();
            if form.is_empty() {
                continue;
            }
            if self.index.find(&form).is_some() {
                forms.insert(0, form);
            } else if !unicode::all(&form, unicode::is_alpha) {
                forms.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        for form in self.exceptions(lower) {
            if !forms.iter().any(|f| f == form) {
                forms.insert(0, form.to_string());
            }
        }
        forms.into_iter().next().or(unknown)
    }
}

/// English: forms that need no rule.
fn is_base_form(pos: &str, morph: &str) -> bool {
    let feature = |name: &str| morph.split('|').find_map(|f| f.strip_prefix(name)?.strip_prefix('='));
    let verb_form = feature("VerbForm");
    pos == "noun" && feature("Number") == Some("Sing")
        || pos == "verb" && verb_form == Some("Fin") && feature("Tense") == Some("Pres") && feature("Number").is_none()
        || matches!(verb_form, Some("Inf" | "None"))
        || feature("Degree") == Some("Pos")
}

fn first_text<'a>(value: &Value<'a>) -> Option<&'a str> {
    value.text().or_else(|| value.items().first()?.text())
}
