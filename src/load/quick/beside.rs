//! The records beside deals: in the order of their ids, and checked while deals are read.

use std::borrow::Cow;
use std::sync::Arc;

use super::Checked;
use super::deals::Chunk;
use super::order::Order;
use super::packed::Blocks;
use crate::load::checker::{At, Checker, Names};
use crate::load::parse::Origin;
use crate::load::text::{EntityText, RateText, RuleText, SourceText};
use crate::load::{entity, rule};
use crate::model::seek::prefix;
use crate::model::{DealIx, Entity, Id};

/// The records of a book but for its deals, in the order of their ids.
pub(super) struct Beside<'r> {
    pub entities: Vec<(Id, Cow<'r, EntityText>)>,
    pub sources: Vec<(Id, Cow<'r, SourceText>)>,
    pub rates: Vec<Cow<'r, RateText>>,
    pub rules: Vec<(Id, Cow<'r, RuleText>)>,
}

/// The ids of entities, and those of sources.
pub(super) type NamesBeside = (Arc<Names>, Arc<Names>);

impl Beside<'_> {
    /// Whom a deal may name.
    pub(super) fn names(&self) -> NamesBeside {
        let entities = Names::of(self.entities.iter().map(|(id, _)| id));
        let sources = Names::of(self.sources.iter().map(|(id, _)| id));
        (Arc::new(entities), Arc::new(sources))
    }

    /// Checks the records, and puts deals beside them, which are read at the same time; `None` where anything is not sound.
    /// What deals say of each other is left to be checked.
    pub(super) fn with_deals(
        self,
        (entity_names, source_names): &NamesBeside,
        threads: usize,
        read: impl FnOnce(&Blocks) -> Option<Vec<Chunk>>,
    ) -> Option<Checked> {
        let Self { entities, sources, rates, rules } = self;
        let checker = || {
            let (entities, sources) = (Arc::clone(entity_names), Arc::clone(source_names));
            Checker { entities, sources, ..Checker::default() }
        };
        let blocks = Blocks::for_threads(threads);
        // They need no more of one another than their names.
        let check_entities = || {
            let mut checker = checker();
            let entities: Vec<Entity> = check_all(&mut checker, entities, |checker, id, text: Cow<'_, EntityText>| {
                Some(entity::check_entity(checker, &At::nowhere(), id, text.into_owned()))
            })?;
            let places = vec![At::nowhere(); entities.len()];
            entity::check_names(&mut checker, &entities, &places);
            entity::check_wholes(&mut checker, &entities, &places);
            checker.faults.is_empty().then_some(entities)
        };
        let (chunks, entities) = if threads > 1 {
            std::thread::scope(|scope| {
                let entities = scope.spawn(check_entities);
                (read(&blocks), entities.join().ok().flatten())
            })
        } else {
            (read(&blocks), check_entities())
        };
        let (mut chunks, entities) = (chunks?, entities?);
        let order = Order::of(chunks.iter_mut().map(|chunk| std::mem::take(&mut chunk.ids)).collect())?;
        let references = chunks
            .iter()
            .map(|chunk| chunk.references.iter().map(|it| order.find(&it.id).map(DealIx::new)).collect())
            .collect::<Option<Vec<Vec<DealIx>>>>()?;

        let (mut checker, at) = (checker(), At::nowhere());
        let sources = check_all(&mut checker, sources, |checker, id, text: Cow<'_, SourceText>| {
            Some(entity::check_source(checker, &at, id, text.into_owned()))
        })?;
        let origin = Origin { file: 0, section: "rates", index: 0 };
        let rates = rates.into_iter().map(|rate| (origin, rate.into_owned())).collect();
        let rates = entity::check_rates(&mut checker, rates);
        let rules = check_all(&mut checker, rules, |checker, id, text: Cow<'_, RuleText>| {
            rule::check_rule(checker, &at, id, text.into_owned())
        })?;
        let blocks = blocks.finish();
        let is_sound = checker.faults.is_empty();
        is_sound.then_some(Checked { entities, sources, rates, rules, chunks, blocks, order, references })
    }
}

/// Sorts records by id; `None` where one is no id, or stands twice.
pub(super) fn by_id<T>(records: Vec<T>, id_of: impl Fn(&T) -> &str) -> Option<Vec<(Id, T)>> {
    let id = |(position, record): (usize, &T)| {
        let id: Id = id_of(record).parse().ok()?;
        Some((prefix(id.as_str().as_bytes()), id, position))
    };
    let mut ids: Vec<(u64, Id, usize)> = records.iter().enumerate().map(id).collect::<Option<_>>()?;
    // The first bytes nearly always decide, and are at hand.
    ids.sort_unstable();
    if !ids.is_sorted_by(|one, two| (one.0, &one.1) < (two.0, &two.1)) {
        return None;
    }
    // Records are large, and are moved once.
    let mut records: Vec<Option<T>> = records.into_iter().map(Some).collect();
    ids.into_iter().map(|(_, id, position)| Some((id, records.get_mut(position)?.take()?))).collect()
}

/// Checks every record; `None` at the first that is not sound.
fn check_all<T, U>(
    checker: &mut Checker,
    records: Vec<(Id, T)>,
    check: impl Fn(&mut Checker, Id, T) -> Option<U>,
) -> Option<Vec<U>> {
    let checked = records.into_iter().map(|(id, text)| check(checker, id, text).filter(|_| checker.faults.is_empty()));
    checked.collect()
}
