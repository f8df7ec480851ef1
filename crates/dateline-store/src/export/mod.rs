//! Events in the columns of other data sets, so that what is written for those reads ours too.
//!
//! ```no_run
//! use dateline_store::{Filter, Profile, Reader};
//! let store = Reader::open("news.db".as_ref())?;
//! let done = store.export(Profile::Gdelt, &Filter::default(), &mut std::io::stdout())?;
//! eprintln!("{} rows", done.rows);
//! # Ok::<(), dateline_store::Error>(())
//! ```
//!
//! Every profile is text separated by tabs, without quotes: tabs and line ends inside a value become blanks,
//! double quotes single ones, so that readers with any rule of quoting find the same columns. One row is one
//! *distinct* event and one pair of its actors (in POLECAT one event with lists).

mod codes;
mod gdelt;
mod icews;
mod load;
mod phoenix;
mod polecat;

pub(crate) use load::{Story, Teller, Whole};

use crate::error::{Error, Result};
use crate::filter::Filter;
use crate::read::{EventActor, Reader};
use std::collections::BTreeMap;
use std::io::Write;
use std::str::FromStr;

/// The data set whose columns are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    Polecat,
    Icews,
    /// Events of GDELT 2.0.
    Gdelt,
    /// Mentions of GDELT 2.0, joined to its events by the first column.
    GdeltMentions,
    Petrarch2,
    Phoenix,
}

/// Every profile by its name.
pub const PROFILES: &[(&str, Profile)] = &[
    ("polecat", Profile::Polecat),
    ("icews", Profile::Icews),
    ("gdelt", Profile::Gdelt),
    ("gdelt-mentions", Profile::GdeltMentions),
    ("petrarch2", Profile::Petrarch2),
    ("phoenix", Profile::Phoenix),
];

impl FromStr for Profile {
    type Err = Error;

    fn from_str(s: &str) -> Result<Profile> {
        let known = PROFILES.iter().find(|(name, _)| *name == s).map(|(_, profile)| *profile);
        known.ok_or_else(|| {
            let names: Vec<&str> = PROFILES.iter().map(|(name, _)| *name).collect();
            Error::Query(format!("{s}: no such data set; there are {}", names.join(", ")))
        })
    }
}

impl Profile {
    /// The line of column names; none where the data set's files have none.
    pub fn header(self) -> Option<&'static [&'static str]> {
        match self {
            Profile::Polecat => Some(polecat::COLUMNS),
            Profile::Icews => Some(icews::COLUMNS),
            _ => None,
        }
    }

    /// The names of the columns, whether or not the files show them.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Profile::Polecat => polecat::COLUMNS,
            Profile::Icews => icews::COLUMNS,
            Profile::Gdelt => gdelt::EVENTS,
            Profile::GdeltMentions => gdelt::MENTIONS,
            Profile::Petrarch2 => phoenix::PETRARCH2,
            Profile::Phoenix => phoenix::COLUMNS,
        }
    }

    /// Whether a row needs a day: only POLECAT has a word for none.
    fn needs_day(self) -> bool {
        self != Profile::Polecat
    }

    fn needs_cameo(self) -> bool {
        self != Profile::Polecat
    }
}

/// What an export wrote, and what it left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportReport {
    pub rows: u64,
    pub events: u64,
    /// Events whose day is only known within a week or more: they stand under the first day of it.
    pub widened: u64,
    /// Why events were left out, and how many.
    pub left_out: BTreeMap<&'static str, u64>,
}

/// The statuses that those data sets count as events; what is planned, possible or denied has no column in them.
pub const TAKEN_PLACE: &[&str] = &["actual", "historical"];

impl Reader {
    /// Writes the events that fit, by day. Without a status in the filter, those that [took place](TAKEN_PLACE).
    ///
    /// # Errors
    /// A filter that can't be read, a fault of the file, or of the output.
    pub fn export(&self, profile: Profile, filter: &Filter, out: &mut dyn Write) -> Result<ExportReport> {
        let mut report = ExportReport::default();
        let mut filter = filter.clone();
        if filter.status.is_empty() {
            let all = self.count(&filter)?;
            filter.status = TAKEN_PLACE.iter().map(|&s| s.to_owned()).collect();
            report.leave_out("planned, possible or denied", all - self.count(&filter)?);
        }
        let mut sheet = Sheet { out, path: &self.path };
        if let Some(header) = profile.header() {
            sheet.row(header)?;
        }
        for keys in self.event_keys(&filter)?.chunks(load::CHUNK) {
            for whole in self.wholes(keys, profile == Profile::Polecat)? {
                write_event(profile, &whole, &mut sheet, &mut report)?;
            }
        }
        sheet.flush()?;
        Ok(report)
    }
}

impl ExportReport {
    fn leave_out(&mut self, why: &'static str, n: u64) {
        if n > 0 {
            *self.left_out.entry(why).or_default() += n;
        }
    }
}

fn write_event(profile: Profile, whole: &Whole, sheet: &mut Sheet, report: &mut ExportReport) -> Result<()> {
    if profile.needs_day() && whole.day().is_none() {
        report.leave_out("without a day", 1);
        return Ok(());
    }
    if profile.needs_cameo() && whole.event.cameo.is_none() {
        report.leave_out("without a CAMEO code", 1);
        return Ok(());
    }
    report.events += 1;
    report.widened += u64::from(!matches!(whole.event.precision.as_deref(), Some("day") | None));
    report.rows += match profile {
        Profile::Polecat => polecat::rows(whole, sheet)?,
        Profile::Icews => icews::rows(whole, sheet)?,
        Profile::Gdelt => gdelt::events(whole, sheet)?,
        Profile::GdeltMentions => gdelt::mentions(whole, sheet)?,
        Profile::Petrarch2 => phoenix::petrarch2(whole, sheet)?,
        Profile::Phoenix => phoenix::rows(whole, sheet)?,
    };
    Ok(())
}

/// Where the rows go.
pub(crate) struct Sheet<'a> {
    out: &'a mut dyn Write,
    path: &'a std::path::Path,
}

impl Sheet<'_> {
    pub fn row<S: AsRef<str>>(&mut self, cells: &[S]) -> Result<()> {
        let mut line = String::new();
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                line.push('\t');
            }
            line.extend(cell.as_ref().chars().map(plain));
        }
        line.push('\n');
        self.out.write_all(line.as_bytes()).map_err(|e| self.fault(e))
    }

    fn flush(&mut self) -> Result<()> {
        self.out.flush().map_err(|e| self.fault(e))
    }

    fn fault(&self, cause: std::io::Error) -> Error {
        Error::Output { path: self.path.to_owned(), cause }
    }
}

/// A character that ends no cell and no line, and opens no quotation, in any reader of tables.
fn plain(c: char) -> char {
    match c {
        '"' => '\'',
        '\u{2028}' | '\u{2029}' | '\u{85}' => ' ',
        c if c.is_control() => ' ',
        c => c,
    }
}

/// A pair of actors of an event; none on a side that is not told.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair<'a> {
    /// Counted from 0.
    pub n: usize,
    pub source: Option<&'a EventActor>,
    pub target: Option<&'a EventActor>,
}

impl Whole {
    /// Every source with every target.
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let side = |actors: &'_ [EventActor]| if actors.is_empty() { vec![None] } else { (0..actors.len()).map(Some).collect() };
        let (sources, targets) = (side(&self.event.source), side(&self.event.target));
        let both = sources.iter().flat_map(|&s| targets.iter().map(move |&t| (s, t)));
        let (from, to) = (&self.event.source, &self.event.target);
        both.enumerate().map(|(n, (s, t))| Pair { n, source: s.map(|i| &from[i]), target: t.map(|i| &to[i]) }).collect()
    }

    /// The event's first day, as it happened or else as it was published.
    pub fn day(&self) -> Option<&str> {
        self.event.from.as_deref().or(self.event.first_published.as_deref())
    }

    /// A whole number for a pair of this event, made of the event's id; 53 bits, which R and spreadsheets hold exactly.
    pub fn number(&self, pair: usize) -> u64 {
        let id = crate::relink::number(&self.event.id);
        let mixed = (id ^ (pair as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        (mixed >> 11).max(1)
    }
}

/// A day without its hyphens.
pub(crate) fn digits(day: &str) -> String {
    day.replace('-', "")
}

/// A number as text, or nothing.
pub(crate) fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_profile_has_the_columns_of_its_data_set() {
        let counts: Vec<usize> = PROFILES.iter().map(|(_, p)| p.columns().len()).collect();
        assert_eq!(counts, [40, 20, 61, 16, 8, 26]);
        assert!("acled".parse::<Profile>().is_err());
    }

    #[test]
    fn no_cell_breaks_its_row() {
        let mut bytes = Vec::new();
        let path = std::path::Path::new("s.db");
        Sheet { out: &mut bytes, path }.row(&["a\tb", "\"c\r\nd", "é"]).expect("memory never fails");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), "a b\t'c  d\té\n");
    }
}
