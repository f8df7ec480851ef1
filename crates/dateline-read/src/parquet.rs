//! Parquet: an article a row, its columns named as those of other tables.

use crate::articles::{Fault, refused};
use crate::encoding::decode;
use crate::fields;
use crate::input::Input;
use crate::{Article, Item, Limits, Options, Place, Stream, Trouble};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use serde_json::{Map, Value};
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// The rows of a file.
pub(crate) fn read(input: Input, options: Arc<Options>) -> Result<Stream, Fault> {
    let place = input.place.clone();
    let file = input.file(options.limits.spool)?;
    let length = file.metadata()?.len();
    let damaged = |cause: String| Trouble::unreadable(place.clone(), format!("a damaged Parquet file: {cause}"));
    let opened = guarded(|| open(file, length, &options.limits)).map_err(damaged)?;
    Ok(Box::new(Rows { rows: opened, number: 0, place, options, ended: false }))
}

/// What the parquet crate does, with its panics on damaged files made errors.
fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err("its parts don't fit together".to_owned()))
}

fn open(file: File, length: u64, limits: &Limits) -> Result<RowIter<'static>, String> {
    let reader = SerializedFileReader::new(file).map_err(|e| e.to_string())?;
    for group in reader.metadata().row_groups() {
        for column in group.columns() {
            let (packed, unpacked) = (column.compressed_size(), column.uncompressed_size());
            let (Ok(packed), Ok(unpacked)) = (u64::try_from(packed), u64::try_from(unpacked)) else {
                return Err("a column of less than no bytes".to_owned());
            };
            if packed > length {
                return Err(format!("a column of {packed} bytes in a file of {length}"));
            }
            if unpacked > (limits.whole as u64).saturating_add(packed.saturating_mul(limits.ratio)) {
                return Err(format!("a decompression bomb: a column unpacks to more than {} times its size", limits.ratio));
            }
        }
    }
    Ok(RowIter::from_file_into(Box::new(reader)))
}

struct Rows {
    rows: RowIter<'static>,
    number: u64,
    place: Place,
    options: Arc<Options>,
    ended: bool,
}

impl Rows {
    fn article(&self, row: Row) -> Item {
        let place = self.place.article(self.number);
        let object: Map<String, Value> = row.into_columns().into_iter().map(|(name, field)| (name, value(field, DEPTH))).collect();
        let found = fields::article(&fields::record(&object), &place.to_string(), &self.options);
        let incoming = found.map_err(|cause| Trouble::unreadable(place.clone(), cause).hint("name the column: --map text=COLUMN"))?;
        match incoming.document.text.trim() {
            "" => Err(Trouble::unreadable(place, "no text in this row")),
            text if text.len() > self.options.limits.whole => Err(Trouble::unreadable(place, "a text that is too long")),
            _ => Ok(Article::new(incoming, place)),
        }
    }
}

impl Iterator for Rows {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.ended {
            return None;
        }
        self.number += 1;
        match guarded(|| self.rows.next().transpose().map_err(|e| e.to_string())) {
            Ok(row) => row.map(|row| self.article(row)),
            Err(cause) => {
                self.ended = true;
                let place = self.place.article(self.number);
                Some(Err(refused(&place, &std::io::Error::other(format!("a damaged Parquet file: {cause}")))))
            }
        }
    }
}

/// How deep lists and structures in a cell are looked into.
const DEPTH: usize = 6;

fn value(field: Field, depth: usize) -> Value {
    match field {
        Field::Str(words) => Value::String(words),
        Field::Bytes(bytes) => Value::String(decode(bytes.data(), None).0.into_owned()),
        Field::Bool(b) => Value::Bool(b),
        Field::Byte(n) => n.into(),
        Field::Short(n) => n.into(),
        Field::Int(n) => n.into(),
        Field::Long(n) => n.into(),
        Field::UByte(n) => n.into(),
        Field::UShort(n) => n.into(),
        Field::UInt(n) => n.into(),
        Field::ULong(n) => n.into(),
        Field::Float(n) => f64::from(n).into(),
        Field::Double(n) => n.into(),
        Field::Date(days) => day(Date::new(1970, 1, 1).ok().and_then(|d| d.checked_add(jiff::Span::new().try_days(days).ok()?).ok())),
        Field::TimestampMillis(n) => moment(Timestamp::from_millisecond(n)),
        Field::TimestampMicros(n) => moment(Timestamp::from_microsecond(n)),
        Field::Group(row) if depth > 0 => Value::Object(row.into_columns().into_iter().map(|(n, f)| (n, value(f, depth - 1))).collect()),
        Field::ListInternal(list) if depth > 0 => Value::Array(list.elements().iter().map(|f| value(f.clone(), depth - 1)).collect()),
        _ => Value::Null,
    }
}

fn moment(time: Result<Timestamp, jiff::Error>) -> Value {
    day(time.ok().map(|t| t.to_zoned(TimeZone::UTC).date()))
}

fn day(date: Option<Date>) -> Value {
    date.map_or(Value::Null, |d| Value::String(d.to_string()))
}
