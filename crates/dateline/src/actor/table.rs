//! The tab-separated files of `knowledge/actors`: rows with their line numbers, so that every fault names its place.

use crate::knowledge::KnowledgeError;

/// One row of a file.
pub(super) struct Row<'a> {
    pub file: &'a str,
    pub line: usize,
    /// As many as the file has columns; the others are empty.
    pub cells: [&'a str; COLUMNS],
}

/// More than any of the files has.
const COLUMNS: usize = 10;

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
    let mut out = Vec::with_capacity(text.len() / 64);
    let mut header = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let (cells, n) = cells(line);
        let row = Row { file, line: index + 1, cells };
        if !header && (n != columns.len() || row.cells[..n] != *columns) {
            return Err(row.fault(format!("the header is not {}", columns.join(", ")), "give these columns, separated by tabs"));
        }
        if n > columns.len() {
            let cause = format!("{n} cells where the header has {}", columns.len());
            return Err(row.fault(cause, "columns are separated by one tab each; join several names with \"; \""));
        }
        if header {
            out.push(row);
        }
        header = true;
    }
    Ok(out)
}

/// The cells of a line and how many it has; trailing ones may be left out. They are short, so that a plain look at each byte is the quickest.
fn cells(line: &str) -> ([&str; COLUMNS], usize) {
    let (mut cells, mut n, mut from) = ([""; COLUMNS], 0, 0);
    let tabs = line.bytes().enumerate().filter(|&(_, b)| b == b'\t').map(|(at, _)| at);
    for at in tabs.chain([line.len()]) {
        if let Some(cell) = cells.get_mut(n) {
            *cell = line[from..at].trim();
        }
        (n, from) = (n + 1, at + 1);
    }
    (cells, n)
}

/// A day as a number, 20211215; `-12` and nothing are filled up to the month's or year's first or last day.
pub(super) fn day(row: &Row, column: usize, last: bool) -> Result<i32, KnowledgeError> {
    let cell = row.cells[column];
    if cell.is_empty() {
        return Ok(if last { 99_991_231 } else { 0 });
    }
    if let Some(day) = whole_day(cell.as_bytes()) {
        return Ok(day);
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

/// The usual form, `2021-12-15`; whatever else is none.
fn whole_day(cell: &[u8]) -> Option<i32> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *cell else { return None };
    let digit = |n: i32, b: u8| b.is_ascii_digit().then(|| n * 10 + i32::from(b - b'0'));
    let number = |digits: &[u8]| digits.iter().try_fold(0, |n, &b| digit(n, b));
    let (year, month, day) = (number(&[y1, y2, y3, y4])?, number(&[m1, m2])?, number(&[d1, d2])?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some(year * 10_000 + month * 100 + day)
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
