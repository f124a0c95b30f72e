//! The end of an import: what does not load is left away with its reason, and near names are looked for.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::OnceLock;

use super::alike::AlikeDeal;
use super::draft::Draft;
use super::imported::{Imported, Near, Place, Refusal};
use super::kept::AllDeals;
use super::kept_deals::SameDeal;
use super::near::{is_list, listed, near_pairs};
use super::plain::EntityNumber;
use crate::load::{Unsound, book_at_hand, check_at_hand};
use crate::model::seek::prefix;
use crate::model::{Book, fold};

impl Draft<'_> {
    /// Leaves away what does not load, with its line and reason.
    pub(super) fn settle(self) -> Imported {
        let check = |draft: &Self| {
            let unsound = check_at_hand(&draft.records.at_hand(&AllDeals(&draft.records)));
            if unsound.is_empty() { Ok(()) } else { Err(unsound) }
        };
        self.settled(check).0
    }

    /// Leaves away what does not load, and makes a book of the rest and of the base book; there is none where something
    /// faulty had to be left in.
    pub(super) fn settle_as_book(self) -> (Imported, Option<Book>) {
        self.settled(|draft| book_at_hand(&draft.records.at_hand(&AllDeals(&draft.records))))
    }

    /// Makes something of the records, while near names and deals that say the same are looked for.
    fn settled<T>(mut self, make: impl Fn(&Self) -> Result<T, Vec<Unsound>>) -> (Imported, Option<T>) {
        self.records.deals.close();
        self.follow_moved();
        let near = OnceLock::new();
        let made = self.leave_away(|draft| {
            std::thread::scope(|scope| {
                let same = scope.spawn(|| {
                    // Of what is left away nothing is a name.
                    near.get_or_init(|| draft.near());
                    draft.records.same_and_alike()
                });
                let made = make(draft)?;
                Ok((made, same.join().unwrap_or_else(|panic| resume_unwind(panic))))
            })
        });
        let (made, same) = made.unzip();
        let same = same.unwrap_or_else(|| self.records.same_and_alike());
        (self.imported(near.into_inner().unwrap_or_default(), same), made)
    }

    /// Makes something of the records, and leaves away those that do not load until it can be made.
    fn leave_away<T>(&mut self, make: impl Fn(&Self) -> Result<T, Vec<Unsound>>) -> Option<T> {
        // Dropping a faulty deal can leave another without the deal it names, so this goes on until all loads.
        for _ in 0..=self.records.deals.count() {
            let unsound = match make(self) {
                Ok(made) => return Some(made),
                Err(unsound) => unsound,
            };
            let (mut faulty, mut in_base): (BTreeMap<usize, String>, Vec<String>) = (BTreeMap::new(), Vec::new());
            for Unsound { section, index, why } in unsound {
                let Some(position) = index.checked_sub(self.records.base_count(section)) else {
                    in_base.push(why);
                    continue;
                };
                if section == "deals" {
                    faulty.insert(position, why);
                } else {
                    self.is_faulty = true;
                    self.refused.push(Refusal {
                        place: self.place_of(section, position),
                        why: format!("{why}; it was left in, so mend it before use"),
                    });
                }
            }
            self.refuse_deals(&faulty);
            if faulty.is_empty() {
                // The base book was sound: what is faulty in it now is so by what is imported.
                self.is_faulty |= !in_base.is_empty();
                let place = || Place { file: "the book that this goes into".to_owned(), line: 0 };
                let tell = |why: String| Refusal {
                    place: place(),
                    why: format!("{why}, by what is imported; mend that before use"),
                };
                self.refused.extend(in_base.into_iter().map(tell));
                break;
            }
        }
        None
    }

    fn imported(mut self, near: Vec<Near>, (same, alike): (Vec<SameDeal>, Vec<AlikeDeal>)) -> Imported {
        self.refused.sort();
        self.refused.dedup();
        self.spellings.sort();
        self.spellings.dedup();
        let unused_joins = self.reviewed.join_count().saturating_sub(self.reviewed_of_use.len());
        let own = &self.records.own;
        Imported {
            made: [own.entities.len(), self.records.deals.count(), own.sources.len()],
            read: self.read,
            joined: self.joined,
            spellings: self.spellings,
            files: self.files,
            same,
            alike,
            is_joined: !self.records.base_entities().is_empty(),
            guessed: self.guessed,
            refused: self.refused,
            is_faulty: self.is_faulty,
            unread: self.unread,
            unread_properties: self.unread_properties,
            near,
            unused_joins,
            records: self.records,
        }
    }

    /// Imported names that may be several names in one cell, with the first of these that is somebody's, or where it is surely
    /// a list with the first of all.
    fn lists(&self) -> Vec<Near> {
        const WHY: &str = "maybe several names in one cell; then write a row for each";
        let first = self.records.base_entities().len();
        let numbers =
            (first..first.saturating_add(self.records.own.entities.len())).map_while(|it| u32::try_from(it).ok());
        let mut found = Vec::new();
        for number in numbers.map(EntityNumber) {
            let (id, name) = self.records.label(number);
            let parts = listed(name);
            let known = parts.iter().find_map(|part| self.bearer(&fold(part)).filter(|known| *known != number));
            let (near, near_name) = match known {
                Some(known) => self.records.label(known),
                None if is_list(name, &parts) => ("", parts.first().copied().unwrap_or_default()),
                None => continue,
            };
            if !self.reviewed.keeps_apart(&fold(name), &fold(near_name)) {
                let [name, id, near_name, near] = [name, id, near_name, near].map(str::to_owned);
                found.push(Near { name, id, near_name, near, why: WHY });
            }
        }
        found
    }

    /// Names that are near one another, but for pairs that a reader decided upon.
    fn near(&self) -> Vec<Near> {
        // The first bytes nearly always decide, and are at hand.
        let known = self.names.iter().map(|(name, number)| (prefix(name.as_bytes()), name.as_str(), *number));
        let mut names: Vec<(u64, &str, EntityNumber)> = known.collect();
        names.sort_unstable();
        let names: Vec<(&str, EntityNumber)> = names.into_iter().map(|(_, name, number)| (name, number)).collect();
        let mut pairs = self.told_apart.clone();
        for ((one, one_number), (two, two_number), why) in near_pairs(&names) {
            // The later of two names tells the pair; what the base book has, which comes first, is not in question.
            let (number, near) = (one_number.max(two_number), one_number.min(two_number));
            if self.records.is_own(number) && !self.reviewed.keeps_apart(one, two) {
                pairs.push((number, near, why));
            }
        }
        let mut found = Vec::new();
        for (number, near, why) in pairs {
            let [(id, name), (near, near_name)] = [number, near].map(|it| self.records.label(it));
            if !self.reviewed.keeps_apart(&fold(name), &fold(near_name)) {
                let [name, id, near_name, near] = [name, id, near_name, near].map(str::to_owned);
                found.push(Near { name, id, near_name, near, why });
            }
        }
        found.extend(self.lists());
        found.sort();
        found.dedup_by(|one, two| one.id == two.id && one.near == two.near);
        found
    }
}
