//! Tables as Parquet, written without Arrow: texts in UTF-8, absent values null, a row group for each run of rows.

use std::io;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::format::{Files, Input, Loss};
use super::table::{Cell, Column, Holds, Table};
use super::tables::{Layout, each_piece, layouts};

/// Writes the tables piece by piece.
///
/// # Errors
/// When a file refuses bytes, or the writer a table, which it does for none of whole numbers, flags and texts.
pub fn write_folder(input: &Input<'_, '_>, files: &mut dyn Files) -> io::Result<Vec<Loss>> {
    let layouts = layouts();
    let mut open = Vec::with_capacity(layouts.len());
    for Layout { table, .. } in &layouts {
        open.push((files.add(&format!("{}.parquet", table.name))?, Writing::new(&table.columns)?));
    }
    let losses = each_piece(input.graph, &layouts, Rows::add, |table, rows: Rows| {
        let (number, writing) = &mut open[table];
        files.append(*number, &writing.add(rows)?)
    })?;
    for (number, writing) in open {
        files.append(number, &writing.finish()?)?;
    }
    Ok(losses)
}

/// Writes one table.
///
/// # Errors
/// When the writer refuses it, which it does for no table of whole numbers, flags and texts.
pub(super) fn write(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let mut writing = Writing::new(&table.columns)?;
    let mut bytes = Vec::new();
    for some in table.rows.chunks(ROW_GROUP) {
        let mut rows = Rows::default();
        for row in some {
            rows.add(row.clone());
        }
        bytes.extend(writing.add(rows)?);
    }
    bytes.extend(writing.finish()?);
    Ok(bytes)
}

/// So many rows end a row group: enough for dictionaries and skipping to be of use, and few enough to be held.
const ROW_GROUP: usize = 1 << 16;

/// Some rows of a table, by column.
#[derive(Debug, Default)]
struct Rows {
    count: usize,
    columns: Vec<Values>,
}

/// The values of a column.
#[derive(Debug, Default)]
struct Values {
    /// For each row 1 where there is a value, and 0 where not.
    levels: Vec<i16>,
    wholes: Vec<i64>,
    flags: Vec<bool>,
    /// Texts one after another, and where each ends.
    texts: Vec<u8>,
    ends: Vec<usize>,
}

impl Rows {
    #[expect(clippy::needless_pass_by_value, reason = "a row is given away by those who make it")]
    fn add(&mut self, row: Vec<Cell>) {
        self.count += 1;
        self.columns.resize_with(row.len(), Values::default);
        for (values, cell) in self.columns.iter_mut().zip(&row) {
            values.levels.push(i16::from(!cell.is_absent()));
            match cell {
                Cell::Absent => {}
                Cell::Text(text) => {
                    values.texts.extend_from_slice(text.as_bytes());
                    values.ends.push(values.texts.len());
                }
                Cell::Whole(number) => values.wholes.push(*number),
                Cell::Flag(flag) => values.flags.push(*flag),
            }
        }
    }

    fn append(&mut self, others: Self) {
        if self.count == 0 {
            *self = others;
            return;
        }
        self.count += others.count;
        for (values, others) in self.columns.iter_mut().zip(others.columns) {
            let before = values.texts.len();
            values.levels.extend(others.levels);
            values.wholes.extend(others.wholes);
            values.flags.extend(others.flags);
            values.texts.extend(others.texts);
            values.ends.extend(others.ends.into_iter().map(|end| before + end));
        }
    }
}

/// A table that is being written: rows wait until they make a row group.
struct Writing {
    holds: Vec<Holds>,
    writer: SerializedFileWriter<Vec<u8>>,
    waiting: Rows,
    has_group: bool,
}

impl Writing {
    fn new(columns: &[Column]) -> Result<Self, ParquetError> {
        let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
        let schema = Arc::new(Type::group_type_builder("record").with_fields(fields).build()?);
        // The writer's name and version would make the bytes depend on the crate's version alone; that is stable.
        let properties = Arc::new(WriterProperties::builder().set_created_by("dealgraph".to_owned()).build());
        let writer = SerializedFileWriter::new(Vec::new(), schema, properties)?;
        let holds = columns.iter().map(|column| column.holds).collect();
        Ok(Self { holds, writer, waiting: Rows::default(), has_group: false })
    }

    /// Adds rows; returns what can be put to the file by now.
    fn add(&mut self, rows: Rows) -> Result<Vec<u8>, ParquetError> {
        self.waiting.append(rows);
        if self.waiting.count >= ROW_GROUP {
            self.write_group()?;
        }
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    /// Returns the rest of the file. A table without rows has a row group without any.
    fn finish(mut self) -> Result<Vec<u8>, ParquetError> {
        if self.waiting.count > 0 || !self.has_group {
            self.write_group()?;
        }
        self.writer.finish()?;
        Ok(std::mem::take(self.writer.inner_mut()))
    }

    fn write_group(&mut self) -> Result<(), ParquetError> {
        self.has_group = true;
        let mut columns = std::mem::take(&mut self.waiting).columns.into_iter();
        let mut group = self.writer.next_row_group()?;
        for holds in &self.holds {
            let Some(mut column) = group.next_column()? else { break };
            let Values { levels, wholes, flags, texts, ends } = columns.next().unwrap_or_default();
            match holds {
                Holds::Whole => column.typed::<Int64Type>().write_batch(&wholes, Some(&levels), None)?,
                Holds::Flag => column.typed::<BoolType>().write_batch(&flags, Some(&levels), None)?,
                Holds::Text => {
                    let (texts, mut from) = (Bytes::from(texts), 0);
                    let text = |end| ByteArray::from(texts.slice(std::mem::replace(&mut from, end)..end));
                    let values: Vec<ByteArray> = ends.into_iter().map(text).collect();
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?
                }
            };
            column.close()?;
        }
        group.close()?;
        Ok(())
    }
}

fn field(column: &Column) -> Result<Arc<Type>, ParquetError> {
    let physical = match column.holds {
        Holds::Text => Physical::BYTE_ARRAY,
        Holds::Whole => Physical::INT64,
        Holds::Flag => Physical::BOOLEAN,
    };
    let mut builder = Type::primitive_type_builder(&column.name, physical).with_repetition(Repetition::OPTIONAL);
    if column.holds == Holds::Text {
        builder = builder.with_converted_type(ConvertedType::UTF8).with_logical_type(Some(LogicalType::String));
    }
    builder.build().map(Arc::new)
}
