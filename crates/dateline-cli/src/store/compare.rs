//! Two records of one text held against each other, layer by layer.
//!
//! Records are matched by the words that they stand on; what their ids and order are does not count.

use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// The layers of a record that are compared, the ones people ask for first.
pub const LAYERS: &[&str] = &["events", "commitments", "quotes", "actors", "places", "times", "sentences"];

/// What became of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Added,
    Lost,
    Changed,
}

impl Fate {
    pub fn name(self) -> &'static str {
        match self {
            Fate::Added => "added",
            Fate::Lost => "lost",
            Fate::Changed => "changed",
        }
    }
}

/// A record that is not as it was.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub layer: &'static str,
    pub fate: Fate,
    /// The record; of a changed one as it is now.
    pub record: Value,
    /// Name of the field, what it was, what it is.
    pub fields: Vec<(String, Value, Value)>,
}

/// How many records were added, lost and changed in each layer.
pub type Tally = BTreeMap<(&'static str, Fate), u64>;

/// Everything in which two records of one document differ.
pub fn changes(old: &Value, new: &Value) -> Vec<Change> {
    LAYERS.iter().flat_map(|layer| layer_changes(layer, list(&old[*layer]), list(&new[*layer]))).collect()
}

/// What is compared of a record, as text: without names, versions and what its reader noticed.
pub fn essence(record: &Value) -> String {
    let layers: Vec<Value> = LAYERS.iter().map(|layer| record[*layer].clone()).collect();
    Value::Array(layers).to_string()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn layer_changes(layer: &'static str, old: &[Value], new: &[Value]) -> Vec<Change> {
    let mut before: HashMap<String, Vec<&Value>> = HashMap::new();
    old.iter().rev().for_each(|r| before.entry(stand(r)).or_default().push(r));
    let mut out = Vec::new();
    for record in new {
        match before.get_mut(&stand(record)).and_then(Vec::pop) {
            None => out.push(Change { layer, fate: Fate::Added, record: record.clone(), fields: Vec::new() }),
            Some(was) => {
                let fields = fields(was, record);
                if !fields.is_empty() {
                    out.push(Change { layer, fate: Fate::Changed, record: record.clone(), fields });
                }
            }
        }
    }
    let mut left: Vec<&Value> = before.into_values().flatten().collect();
    left.sort_by_key(|r| stand(r));
    out.extend(left.into_iter().map(|r| Change { layer, fate: Fate::Lost, record: r.clone(), fields: Vec::new() }));
    out
}

/// The words that a record stands on; sentences are their own words.
fn stand(record: &Value) -> String {
    let words = [&record["trigger"], &record["act"]].into_iter().find(|v| v.is_object()).unwrap_or(record);
    match words {
        Value::Object(_) => format!("{:>9} {:>9}", words["start"].to_string(), words["end"].to_string()),
        other => other.to_string(),
    }
}

fn fields(old: &Value, new: &Value) -> Vec<(String, Value, Value)> {
    let (Some(a), Some(b)) = (old.as_object(), new.as_object()) else { return Vec::new() };
    let mut names: Vec<&String> = a.keys().chain(b.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let own = |name: &&String| !matches!(name.as_str(), "id" | "chain" | "event");
    let differ = |name: &String| (a.get(name) != b.get(name)).then(|| (name.clone(), old[name].clone(), new[name].clone()));
    names.into_iter().filter(own).filter_map(differ).collect()
}

impl Change {
    /// One line for people: `+ CONSULT Sergey Lavrov → Wang Yi`; a changed one with its fields.
    pub fn line(&self) -> String {
        let sign = match self.fate {
            Fate::Added => '+',
            Fate::Lost => '-',
            Fate::Changed => '~',
        };
        let mut line = format!("{sign} {}", self.title());
        for (name, was, is) in &self.fields {
            line += &format!("; {name}: {} → {}", short(was), short(is));
        }
        line
    }

    fn title(&self) -> String {
        let r = &self.record;
        match self.layer {
            "events" => {
                let mode = r["mode"].as_str().map_or_else(String::new, |m| format!("/{m}"));
                format!("{}{mode} {} → {} ({})", short(&r["type"]), short(&r["source"]), short(&r["target"]), short(&r["status"]))
            }
            "commitments" => format!("commitment of {} to {}", short(&r["by"]), short(&r["to"])),
            layer => format!("{} {}", layer.trim_end_matches('s'), short(r)),
        }
    }

    /// The change as one flat object.
    pub fn json(&self) -> Value {
        let fields: Vec<Value> = self.fields.iter().map(|(name, was, is)| json!({"field": name, "was": was, "is": is})).collect();
        json!({"change": self.fate.name(), "layer": self.layer, "record": self.record, "fields": fields})
    }
}

/// A value in few words: actors, places and times by their names.
fn short(value: &Value) -> String {
    match value {
        Value::Null => "none".into(),
        Value::String(s) => s.clone(),
        Value::Array(list) if list.is_empty() => "none".into(),
        Value::Array(list) => list.iter().map(short).collect::<Vec<_>>().join(", "),
        Value::Object(o) => {
            let named = ["name", "value", "kind"].iter().find_map(|k| o.get(*k)?.as_str().filter(|s| !s.is_empty()));
            let span = || o.iter().map(|(k, v)| format!("{k} {}", short(v))).collect::<Vec<_>>().join(" ");
            named.map_or_else(span, str::to_owned)
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(start: u32, kind: &str) -> Value {
        json!({"id": "e1", "type": kind, "mode": null, "source": [{"name": "Iran"}], "target": [], "status": "actual",
               "trigger": {"start": start, "end": start + 3}})
    }

    #[test]
    fn records_are_matched_by_their_words() {
        let old = json!({"events": [event(5, "CONSULT"), event(40, "ASSAULT")]});
        let mut moved = event(5, "ACCUSE");
        moved["id"] = json!("e7");
        let new = json!({"events": [moved, event(60, "AID")]});
        let found = changes(&old, &new);
        let lines: Vec<String> = found.iter().map(Change::line).collect();
        let wanted =
            ["~ ACCUSE Iran → none (actual); type: CONSULT → ACCUSE", "+ AID Iran → none (actual)", "- ASSAULT Iran → none (actual)"];
        assert_eq!(lines, wanted);
        assert!(changes(&old, &old).is_empty());
    }

    #[test]
    fn two_records_on_the_same_words_are_two() {
        let old = json!({"events": [event(5, "CONSULT")]});
        let new = json!({"events": [event(5, "CONSULT"), event(5, "AGREE")]});
        assert_eq!(changes(&old, &new).iter().map(|c| c.fate).collect::<Vec<_>>(), [Fate::Added]);
        assert_eq!(changes(&new, &old).iter().map(|c| c.fate).collect::<Vec<_>>(), [Fate::Lost]);
    }
}
