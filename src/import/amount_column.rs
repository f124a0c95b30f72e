//! What a mapping and the header of a column of amounts say of all its cells: their unit and their currency.

use super::amounts;
use super::column_currency::ColumnCurrency;
use super::mapping::Mapping;
use super::notation::Comma;
use super::unit::Unit;
use crate::model::Money;

/// How the cells of a column of amounts are read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct AmountColumn {
    pub unit: Unit,
    pub currency: ColumnCurrency,
}

impl AmountColumn {
    /// The column of a field of which amounts are read. That of a format's own name is in whole ones.
    ///
    /// # Errors
    /// When the header names a unit that the mapping does not settle, or contradicts, or another currency than it fixes.
    pub(super) fn of(mapping: &Mapping, field: &str) -> Result<Self, String> {
        let header = mapping.column(field).to_lowercase();
        let unit = Unit::of_column(mapping.fixed("unit"), &header)?;
        if !mapping.names_column(field) {
            return Ok(Self { unit, currency: ColumnCurrency::default() });
        }
        let currency = ColumnCurrency::of(&header);
        mapping.fixed("currency").map_or(Ok(()), |fixed| currency.check_fixed(fixed))?;
        Ok(Self { unit, currency })
    }

    /// Reads an amount of the column, as people write it; `currency` is what stands beside it.
    ///
    /// # Errors
    /// As [`amounts::money`] has them, and when another currency stands beside it than the header names.
    #[inline]
    pub(super) fn money(&self, text: &str, currency: Option<&str>, comma: Comma) -> Result<Money, String> {
        let currency = self.currency.beside(currency)?;
        if self.unit.is_one() { amounts::money(text, currency, comma) } else { self.unit.money(text, currency) }
    }
}
