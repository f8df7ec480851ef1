//! The tab-separated files of `knowledge/actors`: rows with their line numbers, so that every fault names its place.

use crate::knowledge::KnowledgeError;

/// One row of a file.
pub(super) struct Row<'a> {
    pub file: &'a str,
    pub line: usize,
    pub cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell's items, which are joined with `; `.
    pub fn items(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        self.cells[column].split(';').map(str::trim).filter(|item| !item.is_empty())
    }

    pub fn fault(&self, cause: String, hint: &str) -> KnowledgeError {
        KnowledgeError { file: self.file.to_owned(), line: self.line, cause, hint: hint.to_owned() }
    }
}

/// The rows of a file. Lines that start with `#` are comments; the first other line is the header, which must be `columns`.
pub(super) fn rows<'a>(file: &'a str, text: &'a str, columns: &[&str]) -> Result<Vec<Row<'a>>, KnowledgeError> {
    let mut out = Vec::new();
    let mut header = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut cells = Vec::with_capacity(columns.len());
        cells.extend(line.split('\t').map(str::trim));
        let row = Row { file, line: index + 1, cells };
        if !header {
            if row.cells != columns {
                return Err(row.fault(format!("the header is not {}", columns.join(", ")), "give these columns, separated by tabs"));
            }
            header = true;
            continue;
        }
        out.push(checked(row, columns)?);
    }
    Ok(out)
}

/// Trailing cells may be left out; more cells than columns are a fault.
fn checked<'a>(mut row: Row<'a>, columns: &[&str]) -> Result<Row<'a>, KnowledgeError> {
    if row.cells.len() > columns.len() {
        let cause = format!("{} cells where the header has {}", row.cells.len(), columns.len());
        return Err(row.fault(cause, "columns are separated by one tab each; join several names with \"; \""));
    }
    row.cells.resize(columns.len(), "");
    Ok(row)
}

/// A day as a number, 20211215; `-12` and nothing are filled up to the month's or year's first or last day.
pub(super) fn day(row: &Row, column: usize, last: bool) -> Result<i32, KnowledgeError> {
    let cell = row.cells[column];
    if cell.is_empty() {
        return Ok(if last { 99_991_231 } else { 0 });
    }
    let fill = if last { [0, 12, 31] } else { [0, 1, 1] };
    let mut parts = [None; 3];
    for (i, part) in cell.split('-').enumerate() {
        if i < 3 {
            parts[i] = part.parse::<i32>().ok();
        }
    }
    let number = |i: usize| parts[i].unwrap_or(fill[i]);
    let wrong = parts[0].is_none() || cell.split('-').count() > 3 || !(1..=12).contains(&number(1)) || !(1..=31).contains(&number(2));
    if wrong || cell.split('-').zip(parts).any(|(_, p)| p.is_none()) {
        return Err(row.fault(format!("'{cell}' is no date"), "write YYYY-MM-DD, YYYY-MM or YYYY"));
    }
    Ok(number(0) * 10_000 + number(1) * 100 + number(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_line() {
        let text = "# about\nname\tfrom\nA\t2001-13-01\n";
        let rows = rows("x.tsv", text, &["name", "from"]).unwrap();
        let e = day(&rows[0], 1, false).unwrap_err();
        assert_eq!((e.file.as_str(), e.line), ("x.tsv", 3));
        assert!(super::rows("x.tsv", "name\tto\n", &["name", "from"]).is_err());
        assert!(super::rows("x.tsv", "name\tfrom\na\tb\tc\n", &["name", "from"]).is_err());
    }

    #[test]
    fn days_are_filled_up() {
        let text = "d\n2001\n2001-02\n2001-02-03\n";
        let rows = rows("x.tsv", text, &["d"]).unwrap();
        let days: Vec<_> = rows.iter().map(|r| (day(r, 0, false).unwrap(), day(r, 0, true).unwrap())).collect();
        assert_eq!(days, [(20010101, 20011231), (20010201, 20010231), (20010203, 20010203)]);
    }
}
