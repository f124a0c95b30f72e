//! Tables as Parquet, written without Arrow: one row group, texts in UTF-8, absent values null.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::format::{Exported, Input, Loss};
use super::table::{Cell, Column, Holds, Table};
use super::tables::tables;

/// Writes the tables.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let told = tables(input.graph);
    let mut exported = Exported::default().losing(told.losses);
    let mut failed = 0;
    for table in &told.tables {
        match write(table) {
            Ok(bytes) => exported.push(&format!("{}.parquet", table.name), bytes),
            // Writing into memory does not fail; if the writer refuses a table after all, that is told.
            Err(_) => failed += 1,
        }
    }
    exported.losing([Loss::of(
        failed,
        ["table", "tables"],
        ["the Parquet writer refused it", "the Parquet writer refused them"],
    )])
}

/// Writes one table.
///
/// # Errors
/// When the writer refuses it, which it does for no table of whole numbers, flags and texts.
pub(super) fn write(table: &Table) -> Result<Vec<u8>, ParquetError> {
    let fields = table.columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    let schema = Arc::new(Type::group_type_builder("record").with_fields(fields).build()?);
    // The writer's name and version would make the bytes depend on the crate's version alone; that is stable.
    let properties = Arc::new(WriterProperties::builder().set_created_by("dealgraph".to_owned()).build());
    let mut bytes = Vec::new();
    let mut writer = SerializedFileWriter::new(&mut bytes, schema, properties)?;
    let mut group = writer.next_row_group()?;
    let mut position = 0;
    while let Some(mut column) = group.next_column()? {
        let cells = table.rows.iter().filter_map(|row| row.get(position));
        let levels: Vec<i16> = cells.clone().map(|cell| i16::from(!cell.is_absent())).collect();
        match table.columns.get(position).map(|column| column.holds) {
            Some(Holds::Whole) => {
                let values: Vec<i64> = cells.filter_map(Cell::as_whole).collect();
                column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)?;
            }
            Some(Holds::Flag) => {
                let flag = |cell: &Cell| if let Cell::Flag(flag) = cell { Some(*flag) } else { None };
                let values: Vec<bool> = cells.filter_map(flag).collect();
                column.typed::<BoolType>().write_batch(&values, Some(&levels), None)?;
            }
            _ => {
                let values: Vec<ByteArray> = cells.filter_map(Cell::as_text).map(ByteArray::from).collect();
                column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)?;
            }
        }
        column.close()?;
        position += 1;
    }
    group.close()?;
    writer.close()?;
    Ok(bytes)
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
