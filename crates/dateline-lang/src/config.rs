//! Reads `config.cfg`: INI sections with dotted names, values in JSON, `${section.name:key}` references.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

use crate::error::Error;

/// Sections by dotted name.
#[derive(Debug, Default)]
pub(crate) struct Config {
    sections: BTreeMap<String, BTreeMap<String, Value>>,
}

impl Config {
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let mut config = Config::default();
        let mut section = String::new();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim();
            if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
                section = name.to_owned();
                config.sections.entry(section.clone()).or_default();
            } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with(['#', ';'])) {
                let value = parse_value(value.trim());
                config.sections.entry(section.clone()).or_default().insert(key.trim().to_owned(), value);
            } else if !line.is_empty() && !line.starts_with(['#', ';']) {
                return Err(Error::unreadable(path, format!("line {} is neither a section nor `key = value`", number + 1)));
            }
        }
        Ok(config)
    }

    /// A value, with a reference to another value followed.
    pub(crate) fn get(&self, section: &str, key: &str) -> &Value {
        self.lookup(section, key, 8)
    }

    pub(crate) fn str(&self, section: &str, key: &str) -> &str {
        self.get(section, key).as_str().unwrap_or_default()
    }

    pub(crate) fn strings(&self, section: &str, key: &str) -> Vec<String> {
        let items = self.get(section, key).as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
    }

    pub(crate) fn flag(&self, section: &str, key: &str) -> bool {
        self.get(section, key).as_bool().unwrap_or(false)
    }

    /// The architectures named in a section and the sections below it.
    pub(crate) fn architectures<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = &'a str> {
        let below = move |name: &str| name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.sections.iter().filter(move |(name, _)| below(name)).filter_map(|(_, keys)| keys.get("@architectures")?.as_str())
    }

    fn lookup(&self, section: &str, key: &str, hops: u32) -> &Value {
        let value = self.sections.get(section).and_then(|keys| keys.get(key)).unwrap_or(&Value::Null);
        let reference = value.as_str().and_then(|s| s.strip_prefix("${")).and_then(|s| s.strip_suffix('}'));
        match reference {
            None => value,
            Some(_) if hops == 0 => &Value::Null,
            Some(reference) => {
                let (section, key) = reference.split_once(':').or_else(|| reference.rsplit_once('.')).unwrap_or_default();
                self.lookup(section, key, hops - 1)
            }
        }
    }
}

fn parse_value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_and_json_values_are_read() {
        let text = "# note\n[a]\nwidth = 96\nlist = [\"x\",\"y\"]\n\n[a.b]\n@architectures = \"spacy.Tok2Vec.v2\"\nwidth = ${a:width}\n";
        let config = Config::parse(text, Path::new("config.cfg")).unwrap();
        assert_eq!(config.get("a.b", "width"), 96);
        assert_eq!(config.strings("a", "list"), ["x", "y"]);
        assert_eq!(config.architectures("a").collect::<Vec<_>>(), ["spacy.Tok2Vec.v2"]);
    }

    #[test]
    fn a_stray_line_is_named() {
        let error = Config::parse("[a]\nnonsense", Path::new("config.cfg")).unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
