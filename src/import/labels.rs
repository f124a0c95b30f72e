//! The ids and names of entities, close together: rows ask for them so often that waiting for memory would cost the most.

use super::plain::EntityNumber;

/// Ids and names by the number of their entity.
#[derive(Debug, Default)]
pub(super) struct Labels {
    text: String,
    /// Where the id and the name of each end; a name follows its id.
    ends: Vec<(usize, usize)>,
}

impl Labels {
    /// Takes the id and the name of the next entity.
    pub(super) fn push(&mut self, id: &str, name: &str) {
        self.text.push_str(id);
        let id = self.text.len();
        self.text.push_str(name);
        self.ends.push((id, self.text.len()));
    }

    /// The id and the name of an entity; empty where there is no such entity.
    pub(super) fn of(&self, number: EntityNumber) -> (&str, &str) {
        let position = number.0 as usize;
        let begin = position.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).map(|(_, name)| *name));
        let found = begin
            .zip(self.ends.get(position))
            .and_then(|(begin, (id, name))| Some((self.text.get(begin..*id)?, self.text.get(*id..*name)?)));
        found.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entity_has_its_own_id_and_name() {
        let mut labels = Labels::default();
        labels.push("acme", "Acme");
        labels.push("x", "");
        labels.push("societe", "Société");
        let found = [0, 1, 2, 3].map(|number| labels.of(EntityNumber(number)));
        assert_eq!(found, [("acme", "Acme"), ("x", ""), ("societe", "Société"), ("", "")]);
    }
}
