//! The end of an import: what does not load is left away with its reason, and near names are looked for.

use std::collections::{BTreeMap, HashMap};

use super::draft::{Draft, Imported, Near, Place, Refusal};
use super::near::near_pairs;
use crate::load::{BookFile, Severity, Strictness, read_book, write_records};
use crate::model::fold;

impl Draft<'_> {
    /// Leaves away what does not load, with its line and reason, and writes the rest.
    pub(super) fn settle(mut self) -> Imported {
        let base = self.base.as_ref().map(write_records);
        let mut ron = None;
        // Dropping a faulty deal can leave another without the deal it names, so this goes on until all loads.
        for _ in 0..=self.records.deals.len() {
            // The base book comes first, so that what both have is a fault of what is imported.
            let mut files: Vec<BookFile> =
                base.iter().map(|text| BookFile { name: "base".to_owned(), text: text.clone() }).collect();
            let own = files.len();
            files.push(BookFile { name: "import".to_owned(), text: write_records(&self.records) });
            let mut reading = read_book(files, Strictness::Faults);
            if reading.problems.is_empty() {
                // What was read is what is written.
                ron = reading.files.get_mut(own).map(|file| std::mem::take(&mut file.text));
                break;
            }
            let mut faulty: BTreeMap<usize, String> = BTreeMap::new();
            let starts = reading.files.get(own).map_or_else(Vec::new, |file| deal_starts(&file.text));
            let errors = reading.problems.iter().filter(|problem| problem.severity == Severity::Error);
            for problem in errors.filter(|problem| problem.place.file == own) {
                let before = starts.partition_point(|start| *start <= problem.place.start);
                // The last start is the end of the section: what follows it are sources and rates.
                if let Some(position) = before.checked_sub(1).filter(|_| before < starts.len()) {
                    faulty.entry(position).or_insert_with(|| problem.message.clone());
                } else {
                    self.refused.push(Refusal {
                        place: Place { file: "entities and sources".to_owned(), line: 0 },
                        why: format!("{}; it was left in, so mend it before use", problem.message),
                    });
                }
            }
            self.refuse_deals(&faulty);
            if faulty.is_empty() {
                break;
            }
        }
        self.refused.sort();
        self.refused.dedup();
        let near = self.near();
        let unused_joins = self.reviewed.join_count().saturating_sub(self.reviewed_of_use.len());
        Imported {
            ron: ron.unwrap_or_else(|| write_records(&self.records)),
            made: [self.records.entities.len(), self.records.deals.len(), self.records.sources.len()],
            read: self.read,
            joined: self.joined,
            guessed: self.guessed,
            refused: self.refused,
            unread: self.unread,
            near,
            unused_joins,
        }
    }

    /// Names that are near one another, but for pairs that a reader decided upon.
    fn near(&self) -> Vec<Near> {
        let own = &self.records.entities;
        let base = self.base.iter().flat_map(|base| &base.entities);
        let shown: HashMap<&str, &str> = own.iter().chain(base).map(|it| (it.id.as_str(), it.name.as_str())).collect();
        let own: HashMap<&str, usize> = own.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let mut names: Vec<(&str, &str)> = self.names.iter().map(|(name, id)| (name.as_str(), id.as_str())).collect();
        names.sort_unstable();
        let mut pairs: Vec<(&str, &str, &'static str)> = Vec::new();
        for (id, near) in &self.same_named {
            pairs.push((id, near, "the same name under another key"));
        }
        for ((one, one_id), (two, two_id), why) in near_pairs(&names) {
            // The later of two new names tells the pair; what the base book has is not in question.
            let (id, near) = match (own.get(one_id), own.get(two_id)) {
                (None, None) => continue,
                (Some(_), None) => (one_id, two_id),
                (None, Some(_)) => (two_id, one_id),
                (Some(first), Some(second)) => {
                    if first > second {
                        (one_id, two_id)
                    } else {
                        (two_id, one_id)
                    }
                }
            };
            if !self.reviewed.keeps_apart(one, two) {
                pairs.push((id, near, why));
            }
        }
        let mut found = Vec::new();
        for (id, near, why) in pairs {
            let name_of = |id: &str| shown.get(id).copied().unwrap_or_default().to_owned();
            let (name, near_name) = (name_of(id), name_of(near));
            if !self.reviewed.keeps_apart(&fold(&name), &fold(&near_name)) {
                found.push(Near { name, id: id.to_owned(), near_name, near: near.to_owned(), why });
            }
        }
        found.sort();
        found.dedup_by(|one, two| one.id == two.id && one.near == two.near);
        found
    }
}

/// Where each deal starts in a text that was written in the canonical layout, and where the last one ends.
fn deal_starts(text: &str) -> Vec<usize> {
    let Some(section) = text.find("\n    deals: [") else {
        return Vec::new();
    };
    let (_, list) = text.split_at(section);
    let list = list.find("\n    ],").and_then(|end| list.get(..end)).unwrap_or(list);
    // A deal starts behind the line break that was looked for.
    let starts = list.match_indices("\n        (").map(|(at, _)| at.saturating_add(1));
    starts.chain([list.len()]).map(|at| section.saturating_add(at)).collect()
}
