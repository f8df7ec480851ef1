//! Reads `knowledge/time/*.toml` and compiles it.

mod source;

use super::Kind;
use super::calendar::NamedDay;
use super::class::Classes;
use super::pattern::{Compiler, Pattern, Trigger};
use super::recipe::Recipe;
use super::tense::Cues;
use super::text::words_of;
use super::vocab::Vocab;
use crate::knowledge::{Files, KnowledgeError};
use jiff::civil::Date;
use serde::Deserialize;
use source::{RuleFile, RuleText, Source, kind_named};
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use toml::Spanned;

const FOLDER: &str = "time/";

/// Where a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Only {
    #[default]
    Both,
    News,
    Narrative,
}

#[derive(Debug)]
pub(crate) struct Rule {
    pub file: String,
    pub line: usize,
    pub name: String,
    pub level: u8,
    pub patterns: Vec<Pattern>,
    pub recipe: Recipe,
    pub label: u8,
    pub kind: Option<Kind>,
    pub modifier: Option<String>,
    pub only: Only,
    /// Counts by itself; otherwise only as a part of other rules' expressions.
    pub whole: bool,
    /// Its first word must be written with a capital.
    pub capital: bool,
    /// Its first word must be a noun, adjective or number.
    pub noun: bool,
    /// The verb must look ahead.
    pub ahead: bool,
    /// It must own nothing: not `around Friday's ruling`.
    pub free: bool,
}

/// A rule's example: what must be found in a text.
#[derive(Debug, Clone)]
pub struct Example {
    pub file: String,
    pub line: usize,
    pub(crate) rule: usize,
    pub text: String,
    pub date: Option<Date>,
    /// None for a near miss: no time at all may be found.
    pub(crate) want: Option<Want>,
}

#[derive(Debug, Clone)]
pub(crate) struct Want {
    pub words: String,
    pub value: String,
    pub kind: Option<String>,
    pub modifier: Option<String>,
}

/// The rules of one level, and which of their patterns, by what they begin with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Index {
    pub words: Vec<Vec<(u16, u8)>>,
    pub numbers: Vec<(u16, u8)>,
    pub ordinals: Vec<(u16, u8)>,
    pub made: Vec<Vec<(u16, u8)>>,
}

/// The compiled rules of `knowledge/time`.
#[derive(Debug, Default)]
pub struct Rules {
    pub(crate) vocab: Vocab,
    pub(crate) classes: Classes,
    pub(crate) labels: Vec<String>,
    pub(crate) rules: Vec<Rule>,
    pub(crate) named: HashMap<String, NamedDay>,
    pub(crate) cues: Cues,
    /// For each level, rules and patterns by what they begin with.
    pub(crate) index: Vec<Index>,
    pub(crate) examples: Vec<Example>,
}

impl Rules {
    /// Compiles the files of `time/`; the error names file and line.
    pub fn parse(files: &Files) -> Result<Self, KnowledgeError> {
        let mut rules = Rules::default();
        rules.classes = Classes::new(&mut rules.vocab);
        let source = |path| Source { path, text: files.get(path).unwrap_or_default() };
        rules.read_words(&source("time/words.toml"))?;
        rules.read_named_days(&source("time/named_days.toml"))?;
        rules.read_cues(&source("time/cues.toml"))?;
        let mut parsed = Vec::new();
        for (path, text) in files.below(FOLDER, ".toml") {
            if !["time/words.toml", "time/named_days.toml", "time/cues.toml"].contains(&path) {
                let source = Source { path, text };
                let file: RuleFile = source.toml()?;
                parsed.push((path, text, file));
            }
        }
        parsed.sort_by_key(|(_, _, f)| f.level);
        let mut at = 0;
        while at < parsed.len() {
            // Labels made on one level are known to the levels above it alone.
            let level = parsed[at].2.level;
            let end = at + parsed[at..].iter().take_while(|p| p.2.level == level).count();
            let mut made = Vec::new();
            for (path, text, file) in &parsed[at..end] {
                rules.read_rules(&Source { path, text }, file, &mut made)?;
            }
            for (rule, label) in made {
                rules.rules[rule].label = rules.label(&label);
            }
            at = end;
        }
        rules.index();
        Ok(rules)
    }

    fn label(&mut self, name: &str) -> u8 {
        let at = self.labels.iter().position(|l| l == name).unwrap_or_else(|| {
            self.labels.push(name.to_owned());
            self.labels.len() - 1
        });
        at as u8
    }

    fn read_words(&mut self, source: &Source) -> Result<(), KnowledgeError> {
        #[derive(Deserialize)]
        struct Words {
            #[serde(default)]
            careful: Vec<String>,
            #[serde(flatten)]
            lists: BTreeMap<String, BTreeMap<String, Vec<String>>>,
        }
        let words: Words = source.toml()?;
        for (list, codes) in &words.lists {
            for (code, phrases) in codes {
                for phrase in phrases {
                    let ids: Vec<u32> = words_of(phrase).iter().map(|w| self.vocab.add(w)).collect();
                    let fault =
                        || source.fault(source.find(phrase), format!("`{code}` is no number"), "number words take `7`, `x100` or `X`");
                    match (list.as_str(), ids.first()) {
                        ("numbers", Some(word)) => self.classes.add_number(*word, code).ok_or_else(fault)?,
                        ("ordinals", Some(word)) => self.classes.add_ordinal(*word, code).ok_or_else(fault)?,
                        _ => self.classes.add(list, &ids, code, words.careful.contains(phrase)),
                    }
                }
            }
        }
        Ok(())
    }

    fn read_named_days(&mut self, source: &Source) -> Result<(), KnowledgeError> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Day {
            when: Spanned<String>,
            names: Vec<String>,
        }
        #[derive(Deserialize)]
        struct Days {
            #[serde(default)]
            day: Vec<Day>,
        }
        let days: Days = source.toml()?;
        for (i, day) in days.day.iter().enumerate() {
            let form = NamedDay::parse(day.when.as_ref()).ok_or_else(|| {
                let hint = "write `12-25`, `easter -2`, `11 4 4` (month, weekday, which), `5 1 last`, `hijri 9` or `table` and days";
                source.fault(day.when.span(), format!("`{}` names no day", day.when.as_ref()), hint)
            })?;
            let code = format!("day{i}");
            for name in &day.names {
                let ids: Vec<u32> = words_of(name).iter().map(|w| self.vocab.add(w)).collect();
                self.classes.add("holiday", &ids, &code, true);
            }
            self.named.insert(code, form);
        }
        Ok(())
    }

    fn read_cues(&mut self, source: &Source) -> Result<(), KnowledgeError> {
        #[derive(Deserialize, Default)]
        #[serde(deny_unknown_fields, default)]
        struct CueText {
            future: Vec<String>,
            ahead: Vec<String>,
            behind: Vec<String>,
            auxiliary: Vec<String>,
            promise: Vec<String>,
            until: Vec<String>,
            at: Vec<String>,
            arranged: Vec<String>,
            plain: Vec<String>,
            occasion: Vec<String>,
        }
        let CueText { future, ahead, behind, auxiliary, promise, until, at, arranged, plain, occasion } = source.toml()?;
        self.cues = Cues { future, ahead, behind, promise, until, arranged, plain, at, auxiliary, occasion };
        Ok(())
    }

    fn read_rules(&mut self, source: &Source, file: &RuleFile, made: &mut Vec<(usize, String)>) -> Result<(), KnowledgeError> {
        for spanned in &file.rule {
            let text = spanned.as_ref();
            let rule = self.rule(source, file.level, spanned.span(), text)?;
            let index = self.rules.len();
            self.rules.push(rule);
            let label = text.makes.clone().unwrap_or_else(|| "other".into());
            made.push((index, label));
            self.read_examples(source, file, index, text)?;
        }
        Ok(())
    }

    fn rule(&mut self, source: &Source, level: u8, span: Range<usize>, text: &RuleText) -> Result<Rule, KnowledgeError> {
        let value = text.value.as_ref();
        let recipe = Recipe::parse(value).map_err(|e| source.fault(text.value.span(), e, "see the table of values in the README"))?;
        let mut patterns = Vec::new();
        for pattern in text.pattern.iter().chain(&text.patterns) {
            let compiler = Compiler::new(&mut self.vocab, &self.classes, &mut self.labels);
            let compiled = compiler.compile(pattern.as_ref());
            patterns.push(compiled.map_err(|e| source.fault(pattern.span(), e, "see the table of patterns in the README"))?);
        }
        let modifier_name = text.modifier.as_deref().and_then(|m| m.strip_prefix('{')?.strip_suffix('}'));
        for name in recipe.names().chain(modifier_name) {
            if !patterns.iter().any(|p| p.slots.iter().any(|s| s == name)) {
                let hint = format!("write {{{name}}} or <{name}> in the pattern, or take it out of the value");
                return Err(source.fault(text.value.span(), format!("no pattern of this rule has `{name}`"), &hint));
            }
        }
        if patterns.len() > 200 {
            return Err(source.fault(span, format!("the rule `{}` has more than 200 patterns", text.name), "make several rules of it"));
        }
        if patterns.is_empty() {
            return Err(source.fault(span, format!("the rule `{}` has no pattern", text.name), "give it `pattern = \"…\"`"));
        }
        let kind =
            match &text.kind {
                None => recipe.kind(),
                Some(name) => Some(kind_named(name.as_ref()).ok_or_else(|| {
                    source.fault(name.span(), format!("`{}` is no type", name.as_ref()), "use DATE, TIME, DURATION or SET")
                })?),
            };
        Ok(Rule {
            file: source.path.to_owned(),
            line: source.line(span),
            name: text.name.clone(),
            level,
            patterns,
            recipe,
            label: 0,
            kind,
            modifier: text.modifier.clone(),
            only: text.only,
            whole: !text.part,
            capital: text.capital,
            noun: text.noun,
            ahead: text.ahead,
            free: text.free,
        })
    }

    fn read_examples(&mut self, source: &Source, file: &RuleFile, rule: usize, text: &RuleText) -> Result<(), KnowledgeError> {
        let day = |text: &Option<String>, span: Range<usize>| match text.as_deref() {
            None | Some("none") => Ok(None),
            Some(day) => {
                day.parse::<Date>().map(Some).map_err(|_| source.fault(span, format!("`{day}` is no date"), "write it as 2021-12-15"))
            }
        };
        let frozen = day(&file.date, 0..0)?;
        for example in &text.examples {
            let e = example.as_ref();
            let date = if e.date.is_some() { day(&e.date, example.span())? } else { frozen };
            let want = Want { words: e.words.clone(), value: e.value.clone(), kind: e.kind.clone(), modifier: e.modifier.clone() };
            let line = source.line(example.span());
            self.examples.push(Example { file: source.path.into(), line, rule, text: e.text.clone(), date, want: Some(want) });
        }
        for never in &text.never {
            let line = source.line(never.span());
            let text = never.as_ref().clone();
            self.examples.push(Example { file: source.path.into(), line, rule, text, date: frozen, want: None });
        }
        Ok(())
    }

    fn index(&mut self) {
        let levels = self.rules.iter().map(|r| usize::from(r.level) + 1).max().unwrap_or(0);
        let empty = Index { words: vec![Vec::new(); self.vocab.len()], made: vec![Vec::new(); self.labels.len()], ..Index::default() };
        self.index = vec![empty; levels];
        for (r, rule) in self.rules.iter().enumerate() {
            for (p, pattern) in rule.patterns.iter().enumerate() {
                let index = &mut self.index[usize::from(rule.level)];
                for trigger in pattern.triggers(&self.classes) {
                    let place = match trigger {
                        Trigger::Word(w) => &mut index.words[w as usize],
                        Trigger::Number => &mut index.numbers,
                        Trigger::Ordinal => &mut index.ordinals,
                        Trigger::Made(l) => &mut index.made[l as usize],
                    };
                    place.push((r as u16, p as u8));
                }
            }
        }
    }

    /// How many rules and examples there are.
    pub fn counts(&self) -> (usize, usize) {
        (self.rules.len(), self.examples.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Parses the embedded files with one file put in their place.
    fn with(path: &str, text: &str) -> Result<Rules, KnowledgeError> {
        let folder = std::env::temp_dir().join(format!("dateline-time-rules-{}-{}", std::process::id(), path.replace('/', "-")));
        let file = folder.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, text).unwrap();
        let files = Files::with_folder(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        Rules::parse(&files)
    }

    #[track_caller]
    fn fault(path: &str, text: &str, line: usize, says: &str) {
        let error = with(path, text).expect_err("the file is faulty");
        assert_eq!((error.file.as_str(), error.line), (path, line), "{error}");
        assert!(error.cause.contains(says) && !error.hint.is_empty(), "{error}");
    }

    #[test]
    fn the_embedded_files_parse() {
        let (rules, examples) = Rules::parse(&Files::embedded()).unwrap().counts();
        assert!(rules > 100 && examples >= 300, "{rules} rules, {examples} examples");
    }

    #[test]
    fn faults_name_file_line_and_cause() {
        let rule = |body: &str| format!("level = 1\n\n[[rule]]\nname = \"x\"\n{body}\n");
        fault("time/own.toml", &rule("pattern = \"the {moon}\"\nvalue = \"none\""), 5, "`moon`");
        fault("time/own.toml", &rule("pattern = \"(the\"\nvalue = \"none\""), 5, "`)` is missing");
        fault("time/own.toml", &rule("pattern = \"[the]\"\nvalue = \"none\""), 5, "nothing at all");
        fault("time/own.toml", &rule("pattern = \"the <moon>\"\nvalue = \"none\""), 5, "lower level");
        fault("time/own.toml", &rule("pattern = \"day\"\nvalue = \"dote {year}\""), 6, "`dote`");
        fault("time/own.toml", &rule("pattern = \"day\"\nvalue = \"date {year}\""), 6, "`year`");
        fault("time/own.toml", &rule("pattern = \"day\"\nvalue = \"date 2001\"\ntype = \"DAY\""), 7, "`DAY`");
        fault("time/own.toml", &rule("value = \"none\""), 3, "no pattern");
        fault("time/own.toml", &rule("pattern = \"day\"\nvalue = \"none\"\nexample = []"), 7, "unknown field");
        fault("time/named_days.toml", "[[day]]\nwhen = \"13-41\"\nnames = [\"x\"]\n", 2, "names no day");
    }
}
