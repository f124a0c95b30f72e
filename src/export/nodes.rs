//! The nodes of a graph: one row an entity.

use super::row::Row;
use super::table::Column;
use crate::graph::DealGraph;
use crate::model::{Entity, EntityIx};

/// Positions of columns that formats ask for.
pub(super) const ID: usize = 0;
pub(super) const LABEL: usize = 1;
pub(super) const NAME: usize = 2;
pub(super) const KIND: usize = 3;
pub(super) const PART_OF: usize = 4;
pub(super) const GROUP: usize = 5;
pub(super) const COUNTRY: usize = 6;
pub(super) const MARKETS: usize = 7;
const ALIASES: usize = 8;

/// The columns.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::text("id", "id of the entity"),
        Column::text("label", "its name, for programs that show labels"),
        Column::text("name", "its name"),
        Column::text("kind", "Company, Product, Fund, Government, Venture or Person"),
        Column::text("part_of", "id of what it is a part of; absent where it is no part"),
        Column::text("group", "where diagrams put it; absent where nowhere"),
        Column::text("country", "ISO 3166 alpha-2 code; absent where unknown"),
        Column::text("markets", "what it competes in, joined by \"; \""),
        Column::text("aliases", "other names, joined by \"; \""),
    ]
}

/// Fills the row of an entity.
pub(super) fn fill(graph: &DealGraph<'_>, index: EntityIx, entity: &Entity, row: &mut Row) {
    let book = graph.book();
    row.clear();
    row.made(ID, |text| text.push_str(entity.id.as_str()));
    row.text(LABEL, &entity.name);
    row.text(NAME, &entity.name);
    row.word(KIND, Some(entity.kind.word()));
    if let Some(whole) = book.whole_of(index, graph.day()) {
        row.made(PART_OF, |text| text.push_str(book.entity(whole).id.as_str()));
    }
    let group = match &entity.group {
        Some(group) => Some(group.as_str()),
        // Only a part can stand in the group of another.
        None if entity.part_of.is_some() => book.group_of(index),
        None => None,
    };
    row.texts(GROUP, group.into_iter());
    row.texts(COUNTRY, entity.country.as_deref().into_iter());
    row.texts(MARKETS, entity.markets.iter().map(String::as_str));
    row.texts(ALIASES, entity.aliases.iter().map(String::as_str));
}
