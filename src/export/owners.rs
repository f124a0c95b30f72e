//! Who stands for each entity in a graph, and under which id.

use super::ids::Ids;
use crate::graph::DealGraph;
use crate::model::EntityIx;

/// The longest id that stands beside its owner.
const SHORT: usize = 11;

/// What edges ask of an entity. They ask in no order, and in a large graph each look-up waits for memory, so that all of it
/// stands in one place of sixteen bytes.
#[derive(Debug, Clone, Copy)]
struct Place {
    owner: EntityIx,
    /// Of the id, where it is short; zero of another.
    length: u8,
    id: [u8; SHORT],
}

/// The owners of all entities: themselves, or what their legs count for.
#[derive(Debug)]
pub(super) struct Owners {
    places: Vec<Place>,
    ids: Ids,
}

impl Owners {
    /// Those of a graph, whose entities have these ids.
    pub(super) fn new(graph: &DealGraph<'_>, ids: Ids) -> Self {
        let place = |entity| {
            let owner = graph.owner(entity);
            let (text, mut id) = (ids.get(owner.get()).as_bytes(), [0; SHORT]);
            let length = match (id.get_mut(..text.len()), u8::try_from(text.len())) {
                (Some(short), Ok(length)) => {
                    short.copy_from_slice(text);
                    length
                }
                _ => 0,
            };
            Place { owner, length, id }
        };
        let places = graph.book().entity_indices().map(place).collect();
        Self { places, ids }
    }

    /// Who stands for an entity.
    #[inline]
    pub(super) fn of(&self, entity: EntityIx) -> EntityIx {
        self.places[entity.get()].owner
    }

    /// Who stands for an entity, and the bytes of the id of that one.
    #[inline]
    pub(super) fn named(&self, entity: EntityIx) -> (EntityIx, &[u8]) {
        let Place { owner, length, id } = &self.places[entity.get()];
        match id.get(..usize::from(*length)) {
            Some(short) if !short.is_empty() => (*owner, short),
            _ => (*owner, self.ids.get(owner.get()).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Rollup, View};

    #[test]
    fn an_id_of_any_length_is_that_of_the_owner() {
        let text = r#"(
    entities: [
        (id: "acme", name: "Acme", kind: Company), (id: "acme-labs", name: "Labs", kind: Company, part_of: "acme"),
        (id: "orion-holdings", name: "Orion", kind: Company),
        (id: "orion-space", name: "Space", kind: Company, part_of: "orion-holdings"),
    ],
)"#;
        let book = crate::load::load_str(text).expect("the book is sound");
        for (rollup, wanted) in [
            (Rollup::Wholes, ["acme", "acme", "orion-holdings", "orion-holdings"]),
            (Rollup::Parts, ["acme", "acme-labs", "orion-holdings", "orion-space"]),
        ] {
            let graph = DealGraph::new(&book, View { rollup, ..View::default() });
            let sections = book.sections();
            let owners =
                Owners::new(&graph, Ids::read(|tell| sections.entities.each_raw(0, book.entity_count(), tell)));
            for (entity, wanted) in book.entity_indices().zip(wanted) {
                assert_eq!(owners.named(entity), (graph.owner(entity), wanted.as_bytes()));
                assert_eq!(owners.of(entity), graph.owner(entity));
            }
        }
    }
}
