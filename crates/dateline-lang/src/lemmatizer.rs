//! spaCy's lemmatizer: suffix rules with exceptions and an index of known forms, or a plain table.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use crate::error::{self, Error};
use crate::hash::string_id;
use crate::msgpack::{self, Value};
use crate::unicode;

#[derive(Debug)]
pub(crate) struct Lemmatizer {
    mode: Mode,
    /// English takes some forms as bases by their morphology.
    english: bool,
    pub(crate) overwrite: bool,
    /// By the number of the part of speech in lower case.
    tables: HashMap<u64, Tables>,
    lookup: HashMap<u64, Box<str>>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    Rule,
    Lookup,
}

#[derive(Debug, Default)]
struct Tables {
    rules: Vec<(Box<str>, Box<str>)>,
    exceptions: HashMap<Box<str>, Vec<Box<str>>>,
    index: HashSet<Box<str>>,
}

/// Languages whose lemmatizer is not the common one.
const OWN_LEMMATIZERS: [&str; 12] = ["ca", "el", "es", "fr", "ga", "ht", "it", "mk", "nl", "pl", "ru", "uk"];

impl Lemmatizer {
    pub(crate) fn read(folder: &Path, component: &str, mode: &str, language: &str, overwrite: bool) -> Result<Self, Error> {
        let mode = match mode {
            "rule" => Mode::Rule,
            "lookup" | "" => Mode::Lookup,
            other => return Err(Error::unsupported(component, format!("the lemmatizer mode `{other}`"))),
        };
        if OWN_LEMMATIZERS.contains(&language) {
            return Err(Error::unsupported(component, format!("the special lemmatizer of the language `{language}`")));
        }
        let path = folder.join("lookups").join("lookups.bin");
        let bytes = error::read(&path)?;
        let file = msgpack::parse(&bytes, &path)?;
        let lookup = file.get("lemma_lookup").pairs().iter().filter_map(|(k, v)| Some((k.uint()?, Box::from(first_text(v)?)))).collect();
        Ok(Lemmatizer { mode, english: language == "en", overwrite, tables: tables(&file), lookup })
    }

    /// The lemma, written to `out`. `pos` and `morph` as the token has them.
    pub(crate) fn lemma(&self, word: &str, lower: &str, pos: &str, morph: &str, out: &mut String) {
        out.clear();
        match self.mode {
            Mode::Lookup => out.push_str(self.lookup.get(&string_id(word)).map_or(word, |l| l)),
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

impl Tables {
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
            if self.index.contains(form.as_str()) {
                forms.insert(0, form);
            } else if !unicode::all(&form, unicode::is_alpha) {
                forms.push(form);
            } else {
                unknown.get_or_insert(form);
            }
        }
        for form in self.exceptions.get(lower).into_iter().flatten() {
            if !forms.iter().any(|f| **f == **form) {
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

fn tables(file: &Value) -> HashMap<u64, Tables> {
    let mut tables: HashMap<u64, Tables> = HashMap::new();
    for (pos, rules) in file.get("lemma_rules").pairs().iter().filter_map(|(k, v)| Some((k.uint()?, v.items()))) {
        let pair = |rule: &Value| Some((Box::from(rule.items().first()?.text()?), Box::from(rule.items().get(1)?.text()?)));
        tables.entry(pos).or_default().rules = rules.iter().filter_map(pair).collect();
    }
    for (pos, words) in file.get("lemma_exc").pairs().iter().filter_map(|(k, v)| Some((k.uint()?, v.pairs()))) {
        let entry = |(word, forms): &(Value, Value)| {
            Some((Box::from(word.text()?), forms.items().iter().filter_map(|f| f.text().map(Box::from)).collect()))
        };
        tables.entry(pos).or_default().exceptions = words.iter().filter_map(entry).collect();
    }
    for (pos, words) in file.get("lemma_index").pairs().iter().filter_map(|(k, v)| Some((k.uint()?, v.items()))) {
        tables.entry(pos).or_default().index = words.iter().filter_map(|w| w.text().map(Box::from)).collect();
    }
    tables.retain(|_, t| !(t.rules.is_empty() && t.exceptions.is_empty() && t.index.is_empty()));
    tables
}
