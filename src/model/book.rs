//! A checked book: every reference resolved, every record in the order of its id.

use std::collections::HashMap;

use super::id::{DealIx, EntityIx, SourceIx};
use super::record::{Deal, Entity, Rate, Source};
use super::rule::PatternRule;
use super::vocabulary::Status;
use super::{date::Day, nearest};

/// Entities, deals, sources, rates and rules whose references all resolve.
///
/// Made by [`crate::load`], which refuses anything faulty. Each section is sorted by id, so that equal
/// books are equal whatever files they came from, in whatever order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Book {
    entities: Vec<Entity>,
    deals: Vec<Deal>,
    sources: Vec<Source>,
    rates: Vec<Rate>,
    rules: Vec<PatternRule>,
    /// For each deal, the deals that are pieces of it, enlarge it or replace it.
    absorbed_by: Vec<Vec<DealIx>>,
}

/// Why a name leads to no single record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing has that name.
    #[error("no {what} is called \"{name}\"{}", did_you_mean(.suggestions))]
    Unknown {
        /// What was looked for: entity, deal, tranche or source.
        what: &'static str,
        /// The name asked for.
        name: String,
        /// The nearest names, best first.
        suggestions: Vec<String>,
    },
    /// Several things have that name.
    #[error("\"{name}\" could be {}; say which id you mean", .candidates.join(" or "))]
    Ambiguous {
        /// The name asked for.
        name: String,
        /// The ids that bear it.
        candidates: Vec<String>,
    },
}

fn did_you_mean(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = suggestions.iter().map(|name| format!("\"{name}\"")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

impl Book {
    /// Puts checked sections together. The caller has sorted each by id and resolved every index.
    pub(crate) fn from_checked(
        entities: Vec<Entity>,
        deals: Vec<Deal>,
        sources: Vec<Source>,
        rates: Vec<Rate>,
        rules: Vec<PatternRule>,
    ) -> Self {
        let mut absorbed_by = vec![Vec::new(); deals.len()];
        for (position, deal) in deals.iter().enumerate() {
            let this = DealIx::new(position);
            if let Some(umbrella) = deal.part_of
                && let Some(list) = absorbed_by.get_mut(position)
            {
                list.push(umbrella);
            }
            let older = deal.supersedes.iter().copied().chain(deal.expands.map(|expansion| expansion.deal));
            for old in older {
                if let Some(list) = absorbed_by.get_mut(old.get()) {
                    list.push(this);
                }
            }
        }
        Self { entities, deals, sources, rates, rules, absorbed_by }
    }

    /// Every entity, by id.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// Every deal, by id.
    pub fn deals(&self) -> &[Deal] {
        &self.deals
    }

    /// Every source, by id.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Every rate, by currencies and date.
    pub fn rates(&self) -> &[Rate] {
        &self.rates
    }

    /// The rules that the book writes itself, by code.
    pub fn rules(&self) -> &[PatternRule] {
        &self.rules
    }

    /// The indices of the entities.
    pub fn entity_indices(&self) -> impl ExactSizeIterator<Item = EntityIx> + use<> {
        (0..self.entities.len()).map(EntityIx::new)
    }

    /// The indices of the deals.
    pub fn deal_indices(&self) -> impl ExactSizeIterator<Item = DealIx> + use<> {
        (0..self.deals.len()).map(DealIx::new)
    }

    /// The entity of an index of this book.
    pub fn entity(&self, index: EntityIx) -> &Entity {
        &self.entities[index.get()]
    }

    /// The deal of an index of this book, as its curator tells it.
    pub fn deal(&self, index: DealIx) -> &Deal {
        &self.deals[index.get()]
    }

    /// The source of an index of this book.
    pub fn source(&self, index: SourceIx) -> &Source {
        &self.sources[index.get()]
    }

    /// The deals that count in the place of `deal`: its umbrella, and what enlarges or replaces it.
    pub fn absorbed_by(&self, deal: DealIx) -> &[DealIx] {
        &self.absorbed_by[deal.get()]
    }

    /// The deals that replace `deal`.
    pub fn superseded_by(&self, deal: DealIx) -> impl Iterator<Item = DealIx> + '_ {
        self.absorbed_by(deal).iter().copied().filter(move |newer| self.deal(*newer).supersedes.contains(&deal))
    }

    /// The entity of an id. Costs log n.
    pub fn entity_by_id(&self, id: &str) -> Option<EntityIx> {
        self.entities.binary_search_by(|entity| entity.id.as_str().cmp(id)).ok().map(EntityIx::new)
    }

    /// The deal of an id. Costs log n.
    pub fn deal_by_id(&self, id: &str) -> Option<DealIx> {
        self.deals.binary_search_by(|deal| deal.id.as_str().cmp(id)).ok().map(DealIx::new)
    }

    /// The source of an id. Costs log n.
    pub fn source_by_id(&self, id: &str) -> Option<SourceIx> {
        self.sources.binary_search_by(|source| source.id.as_str().cmp(id)).ok().map(SourceIx::new)
    }

    /// Returns the entity that someone means by `name`: an id, a name or an alias, in any case, with or
    /// without blanks and punctuation.
    ///
    /// # Errors
    /// When nothing bears the name (the nearest are suggested), or several do.
    pub fn find_entity(&self, name: &str) -> Result<EntityIx, NameError> {
        if let Some(index) = self.entity_by_id(name) {
            return Ok(index);
        }
        let wanted = fold(name);
        let mut found: Vec<EntityIx> = self
            .entity_indices()
            .filter(|index| names_of(self.entity(*index)).any(|known| fold(known) == wanted))
            .collect();
        match (found.len(), found.pop()) {
            (1, Some(index)) => Ok(index),
            (0, _) | (_, None) => Err(NameError::Unknown {
                what: "entity",
                name: name.to_owned(),
                suggestions: self.nearest_entities(&wanted),
            }),
            (_, Some(last)) => {
                found.push(last);
                let candidates = found.iter().map(|index| self.entity(*index).id.to_string()).collect();
                Err(NameError::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }

    /// Returns the deal of an id.
    ///
    /// # Errors
    /// When there is none; the nearest id is suggested.
    pub fn find_deal(&self, id: &str) -> Result<DealIx, NameError> {
        self.deal_by_id(id).ok_or_else(|| NameError::Unknown {
            what: "deal",
            name: id.to_owned(),
            suggestions: suggestion(id, self.deals.iter().map(|deal| deal.id.as_str())),
        })
    }

    /// Returns the tranche that `DEAL/TRANCHE` means, as the deal's index and the tranche's position.
    ///
    /// # Errors
    /// When there is no such deal or tranche; the nearest are suggested.
    pub fn find_tranche(&self, path: &str) -> Result<(DealIx, usize), NameError> {
        let (deal, wanted) = path.split_once('/').unwrap_or((path, ""));
        let index = self.find_deal(deal)?;
        let known = &self.deal(index).tranches;
        known.iter().position(|tranche| tranche.id.as_str() == wanted).map(|position| (index, position)).ok_or_else(
            || {
                let mut near = suggestion(wanted, known.iter().map(|tranche| tranche.id.as_str()));
                if near.is_empty() {
                    near = known.iter().take(3).map(|tranche| tranche.id.to_string()).collect();
                }
                let suggestions = near.iter().map(|tranche| format!("{deal}/{tranche}")).collect();
                NameError::Unknown { what: "tranche", name: path.to_owned(), suggestions }
            },
        )
    }

    /// Returns the source of an id.
    ///
    /// # Errors
    /// When there is none; the nearest id is suggested.
    pub fn find_source(&self, id: &str) -> Result<SourceIx, NameError> {
        self.source_by_id(id).ok_or_else(|| NameError::Unknown {
            what: "source",
            name: id.to_owned(),
            suggestions: suggestion(id, self.sources.iter().map(|source| source.id.as_str())),
        })
    }

    fn nearest_entities(&self, wanted: &str) -> Vec<String> {
        let mut scored: Vec<(usize, &str)> = self
            .entities
            .iter()
            .filter_map(|entity| {
                let distance = names_of(entity)
                    .map(|known| {
                        let known = fold(known);
                        let inside = wanted.len() >= 3 && known.contains(wanted);
                        if inside { 1 } else { strsim::osa_distance(&known, wanted) }
                    })
                    .min()?;
                (distance <= 2.max(wanted.len() / 4)).then_some((distance, entity.id.as_str()))
            })
            .collect();
        scored.sort_unstable();
        scored.into_iter().take(3).map(|(_, id)| id.to_owned()).collect()
    }

    /// The whole that `entity` is a direct part of on `day` (on any day still open, where `day` is absent).
    pub fn whole_of(&self, entity: EntityIx, day: Option<Day>) -> Option<EntityIx> {
        let part_of = self.entity(entity).part_of?;
        let holds = match (part_of.period, day) {
            (None, _) => true,
            (Some(period), Some(day)) => period.covers(day),
            (Some(period), None) => period.until().is_none(),
        };
        holds.then_some(part_of.whole)
    }

    /// `entity` and its wholes, from the part outwards.
    pub fn lineage(&self, entity: EntityIx, day: Option<Day>) -> impl Iterator<Item = EntityIx> + '_ {
        std::iter::successors(Some(entity), move |part| self.whole_of(*part, day))
    }

    /// The outermost whole of `entity`; itself where it is no part.
    pub fn root_of(&self, entity: EntityIx, day: Option<Day>) -> EntityIx {
        self.lineage(entity, day).last().unwrap_or(entity)
    }

    /// Whether `part` is `whole` or a part of it, at whatever time.
    pub fn is_within(&self, part: EntityIx, whole: EntityIx) -> bool {
        let mut at = Some(part);
        while let Some(here) = at {
            if here == whole {
                return true;
            }
            at = self.entity(here).part_of.map(|part_of| part_of.whole);
        }
        false
    }

    /// The group that a diagram puts `entity` in: its own, or the nearest whole's.
    pub fn group_of(&self, entity: EntityIx) -> Option<&str> {
        self.lineage(entity, None).find_map(|entity| self.entity(entity).group.as_deref())
    }

    /// Deals by status, for the first line of a report.
    pub fn count_by_status(&self) -> HashMap<Status, usize> {
        let mut counts = HashMap::new();
        for deal in &self.deals {
            *counts.entry(deal.status).or_insert(0) += 1;
        }
        counts
    }
}

fn names_of(entity: &Entity) -> impl Iterator<Item = &str> {
    [entity.id.as_str(), entity.name.as_str()].into_iter().chain(entity.aliases.iter().map(String::as_str))
}

fn suggestion<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    nearest(wanted, known, 2.max(wanted.len() / 3)).map(str::to_owned).into_iter().collect()
}

/// Folds a name so that case, blanks and punctuation make no difference.
pub fn fold(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
