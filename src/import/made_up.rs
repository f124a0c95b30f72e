//! Ids that are made of names, and how they make room for a name that reads like one of them.
//!
//! ```text
//! "Nestlé" ─▶ nestle      then comes "Nestle", which may be somebody else, and which no id of another may read like:
//! "Nestlé" ─▶ nestle-2    "Nestle" ─▶ nestle-3, and the two are told as near names
//! ```

use super::accents::plain;
use super::draft::Draft;
use super::plain::EntityNumber;
use crate::model::fold;

impl Draft<'_> {
    /// The entity that bears a folded name, be it as its id; `None` where that id was made of a name that differs.
    pub(super) fn bearer(&self, folded: &str) -> Option<EntityNumber> {
        self.names.get(folded).copied().filter(|_| self.made_up.is_empty() || !self.made_up.contains(folded))
    }

    /// A free id that is made of a text, with what it answers to: that of an entity of this folded name.
    pub(super) fn free_id(&mut self, stem: &str, folded: &str) -> (String, String) {
        loop {
            let id = self.entity_ids.free(stem).into_owned();
            let answers = fold(&id);
            // An id answers as a name does, so that of another entity will not do.
            if answers == folded || !self.names.contains_key(&answers) {
                return (id, answers);
            }
        }
    }

    /// Gives the entity another id that one was made for which reads like a folded name. Returns that entity.
    pub(super) fn make_room(&mut self, folded: &str) -> Option<EntityNumber> {
        if !self.made_up.remove(folded) {
            return None;
        }
        let number = self.names.get(folded).copied()?;
        let (old, name) = self.records.label(number);
        let (old, name) = (old.to_owned(), name.to_owned());
        let (id, answers) = self.free_id(&name, &fold(&name));
        self.names.remove(folded);
        self.names.insert(answers.clone(), number);
        self.made_up.insert(answers);
        self.records.rename(number, id);
        self.moved.insert(old, number);
        Some(number)
    }

    /// Tells an entity that another one made room for, unless nothing but accents sets them apart: near names tell that.
    pub(super) fn tell_moved(&mut self, number: EntityNumber, moved: EntityNumber) {
        let [name, other] = [number, moved].map(|it| fold(self.records.label(it).1));
        if plain(&name) != plain(&other) {
            self.told_apart.push((number, moved, "the name reads like the id made for the other"));
        }
    }

    /// The entity of an id, be it one that it had before.
    pub(super) fn number_of(&self, id: &str) -> Option<EntityNumber> {
        let known = || self.names.get(&fold(id)).copied().filter(|number| self.records.label(*number).0 == id);
        self.moved.get(id).copied().or_else(known)
    }

    /// Names entities by the ids that they have in the end.
    pub(super) fn follow_moved(&mut self) {
        if self.moved.is_empty() {
            return;
        }
        let moved: Vec<(String, String)> =
            self.moved.drain().map(|(old, number)| (old, self.records.label(number).0.to_owned())).collect();
        self.records.follow(&moved.into_iter().collect());
    }
}
