//! Rows of JSON values as a Parquet file, for pandas, DuckDB, R and Spark.

use crate::error::{Error, Result};
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use serde_json::Value;
use std::sync::Arc;

/// A Parquet file (Snappy, one row group) with one row for each of `rows`, whose cells stand in the order of `columns`.
///
/// A column holds whole numbers, numbers or, if any cell is a text or all are null, texts; lists and objects are their JSON.
///
/// ```
/// use serde_json::json;
/// let file = dateline_store::parquet(&["type", "killed"], &[vec![json!("ASSAULT"), json!(12)], vec![json!("AID"), json!(null)]])?;
/// assert!(file.starts_with(b"PAR1"));
/// # Ok::<(), dateline_store::Error>(())
/// ```
///
/// # Errors
/// A row that is shorter or longer than the columns.
pub fn parquet(columns: &[impl AsRef<str>], rows: &[Vec<Value>]) -> Result<Vec<u8>> {
    if rows.iter().any(|r| r.len() != columns.len()) {
        return Err(Error::Query(format!("a row has not the {} cells that it should have", columns.len())));
    }
    written(columns, rows).map_err(|e| Error::Query(format!("the rows can't be written as Parquet: {e}")))
}

fn written(columns: &[impl AsRef<str>], rows: &[Vec<Value>]) -> std::result::Result<Vec<u8>, ParquetError> {
    let field = |(i, name): (usize, &dyn AsRef<str>)| {
        let kind = physical(rows, i);
        let text = (kind == Physical::BYTE_ARRAY).then_some(LogicalType::String);
        let field = Type::primitive_type_builder(name.as_ref(), kind).with_repetition(Repetition::OPTIONAL).with_logical_type(text);
        Ok(Arc::new(field.build()?))
    };
    let fields =
        columns.iter().map(|c| c as &dyn AsRef<str>).enumerate().map(field).collect::<std::result::Result<Vec<_>, ParquetError>>()?;
    let schema = Arc::new(Type::group_type_builder("dateline").with_fields(fields).build()?);
    let properties = Arc::new(WriterProperties::builder().set_compression(Compression::SNAPPY).build());
    let mut out = Vec::new();
    let mut file = SerializedFileWriter::new(&mut out, schema, properties)?;
    let mut group = file.next_row_group()?;
    let mut next = 0;
    while let Some(mut column) = group.next_column()? {
        fill(column.untyped(), rows, next)?;
        column.close()?;
        next += 1;
    }
    group.close()?;
    file.close()?;
    Ok(out)
}

/// What a column's cells are: whole numbers, numbers, else texts.
fn physical(rows: &[Vec<Value>], column: usize) -> Physical {
    let cells = || rows.iter().map(|r| &r[column]).filter(|v| !v.is_null());
    if cells().next().is_none() || !cells().all(Value::is_number) {
        Physical::BYTE_ARRAY
    } else if cells().all(Value::is_i64) {
        Physical::INT64
    } else {
        Physical::DOUBLE
    }
}

fn fill(writer: &mut ColumnWriter, rows: &[Vec<Value>], column: usize) -> std::result::Result<(), ParquetError> {
    let cells = || rows.iter().map(|r| &r[column]).filter(|v| !v.is_null());
    let levels: Vec<i16> = rows.iter().map(|r| i16::from(!r[column].is_null())).collect();
    match writer {
        ColumnWriter::Int64ColumnWriter(w) => w.write_batch(&cells().filter_map(Value::as_i64).collect::<Vec<_>>(), Some(&levels), None)?,
        ColumnWriter::DoubleColumnWriter(w) => {
            w.write_batch(&cells().filter_map(Value::as_f64).collect::<Vec<_>>(), Some(&levels), None)?
        }
        ColumnWriter::ByteArrayColumnWriter(w) => {
            let text = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
            w.write_batch(&cells().map(|v| ByteArray::from(text(v).into_bytes())).collect::<Vec<_>>(), Some(&levels), None)?
        }
        _ => return Err(ParquetError::General("a column of another type".into())),
    };
    Ok(())
}
