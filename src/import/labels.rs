//! The ids and names of entities, close together: rows ask for them so often that waiting for memory would cost the most.

use super::marks::TextMark;
use super::plain::EntityNumber;
use crate::model::is_kebab;

/// Ids and names by the number of their entity.
#[derive(Debug, Default)]
pub(super) struct Labels {
    text: String,
    /// Where the id of each begins, and where it and the name end; a name follows its id.
    places: Vec<[usize; 3]>,
    /// The mark of the id of each; none of an id that may become another one.
    marks: Vec<TextMark>,
}

impl Labels {
    /// Takes the id and the name of the next entity; tells whether that id is its own for good.
    pub(super) fn push(&mut self, id: &str, name: &str, is_settled: bool) {
        let place = self.keep(id, name);
        self.places.push(place);
        self.marks.push(if is_settled && is_kebab(id) { TextMark::of(id) } else { TextMark::default() });
    }

    /// Gives an entity another id.
    pub(super) fn rename(&mut self, number: EntityNumber, id: &str) {
        let name = self.of(number).1.to_owned();
        let place = self.keep(id, &name);
        if let Some(own) = self.places.get_mut(number.0 as usize) {
            *own = place;
        }
        // An id that was another one before may be so again.
        if let Some(mark) = self.marks.get_mut(number.0 as usize) {
            *mark = TextMark::default();
        }
    }

    fn keep(&mut self, id: &str, name: &str) -> [usize; 3] {
        let begin = self.text.len();
        self.text.push_str(id);
        let id = self.text.len();
        self.text.push_str(name);
        [begin, id, self.text.len()]
    }

    /// The mark of the id of an entity, which is kebab-case and will never be another one; `None` where that is not so.
    #[inline]
    pub(super) fn mark(&self, number: EntityNumber) -> Option<TextMark> {
        self.marks.get(number.0 as usize).copied().filter(|mark| mark.length() > 0)
    }

    /// The id and the name of an entity; empty where there is no such entity.
    pub(super) fn of(&self, number: EntityNumber) -> (&str, &str) {
        let place = self.places.get(number.0 as usize);
        let found = place.and_then(|[begin, id, end]| Some((self.text.get(*begin..*id)?, self.text.get(*id..*end)?)));
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entity_has_its_own_id_and_name() {
        let mut labels = Labels::default();
        labels.push("acme", "Acme", true);
        labels.push("x", "", true);
        labels.push("societe", "Société", false);
        let found = [0, 1, 2, 3].map(|number| labels.of(EntityNumber(number)));
        assert_eq!(found, [("acme", "Acme"), ("x", ""), ("societe", "Société"), ("", "")]);
        assert_eq!(labels.mark(EntityNumber(1)), Some(TextMark::of("x")));
        labels.rename(EntityNumber(1), "x-2");
        let marks = [0, 1, 2, 3].map(|number| labels.mark(EntityNumber(number)));
        assert_eq!(marks, [Some(TextMark::of("acme")), None, None, None], "the others may change");
        let found = [0, 1, 2].map(|number| labels.of(EntityNumber(number)));
        assert_eq!(found, [("acme", "Acme"), ("x-2", ""), ("societe", "Société")]);
    }
}
