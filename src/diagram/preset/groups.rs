//! Where entities stand: the groups of a book as columns in their natural order.

use std::collections::BTreeMap;

use super::ClusterBy;
use crate::graph::DealGraph;
use crate::model::{EntityIx, EntityKind};

/// The groups that the columns of an ecosystem know, by column, in their order in it, with their headings.
const COLUMNS: &[&[(&str, &str)]] = &[
    &[("equipment", "Equipment"), ("foundries", "Foundries"), ("memory", "Memory"), ("chips", "Chips")],
    &[("data-centres", "Data centres"), ("clouds", "Clouds")],
    &[("labs", "AI labs"), ("models", "Models")],
    &[
        ("applications", "Applications"),
        ("customers", "Customers"),
        ("capital", "Capital"),
        ("investors", "Investors"),
        ("funds", "Funds"),
        ("states", "States"),
        ("government", "States"),
        ("people", "People"),
    ],
];

/// A box with its column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Home {
    /// What entities must share to stand in it.
    pub(super) key: String,
    /// Its heading.
    pub(super) heading: String,
    /// Its column; absent where columns follow from the edges.
    pub(super) layer: Option<usize>,
}

/// Returns the boxes for some entities, in their natural order, and each entity's box.
pub(super) fn homes(
    graph: &DealGraph<'_>,
    entities: impl IntoIterator<Item = EntityIx>,
    by: ClusterBy,
) -> (Vec<Home>, BTreeMap<EntityIx, usize>) {
    let mut found: BTreeMap<(usize, usize, String), Home> = BTreeMap::new();
    let mut place: BTreeMap<EntityIx, (usize, usize, String)> = BTreeMap::new();
    for entity in entities {
        if let Some((order, home)) = home(graph, entity, by) {
            place.insert(entity, order.clone());
            found.entry(order).or_insert(home);
        }
    }
    // Countries and markets have no order of their own: they stand beside one another as they come.
    let position: BTreeMap<&(usize, usize, String), usize> = found.keys().zip(0..).collect();
    let places = place.iter().map(|(entity, order)| (*entity, position[order])).collect();
    (found.into_values().collect(), places)
}

fn home(graph: &DealGraph<'_>, entity: EntityIx, by: ClusterBy) -> Option<((usize, usize, String), Home)> {
    let book = graph.book();
    let plain = |key: &str, layer| {
        let home = Home { key: key.to_owned(), heading: heading(key), layer };
        ((layer.unwrap_or(0), 0, key.to_owned()), home)
    };
    match by {
        ClusterBy::None => None,
        ClusterBy::Group => {
            let group = book.group_of(entity).unwrap_or(match book.entity(entity).kind {
                EntityKind::Fund => "capital",
                EntityKind::Government => "states",
                EntityKind::Person => "people",
                EntityKind::Company | EntityKind::Product | EntityKind::Venture => "companies",
            });
            for (column, groups) in COLUMNS.iter().enumerate() {
                if let Some(place) = groups.iter().position(|(known, _)| *known == group) {
                    let home = Home { key: group.to_owned(), heading: groups[place].1.to_owned(), layer: Some(column) };
                    return Some(((column, place, group.to_owned()), home));
                }
            }
            // A group of the user's own has a column of its own, after the known ones it feeds.
            Some(plain(group, Some(COLUMNS.len())))
        }
        ClusterBy::Market => book.entity(entity).markets.first().map(|market| plain(market, None)),
        ClusterBy::Country => book.entity(entity).country.as_deref().map(|country| plain(country, None)),
        ClusterBy::Owner => {
            let owner = book.root_of(entity, graph.day());
            let has_parts =
                owner != entity || book.parts().any(|part| book.part_of(part).is_some_and(|part| part.whole == entity));
            has_parts.then(|| {
                let whole = book.entity(owner);
                let home = Home { key: whole.id.to_string(), heading: whole.name.clone(), layer: None };
                ((0, 0, whole.id.to_string()), home)
            })
        }
    }
}

/// A key as a heading: `data-centres` to `Data centres`; codes stay as they are.
fn heading(key: &str) -> String {
    if key.len() <= 3 && key.chars().all(|letter| letter.is_ascii_uppercase()) {
        return key.to_owned();
    }
    let spaced = key.replace('-', " ");
    let mut letters = spaced.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
