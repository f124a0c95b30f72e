//! A checked book: every reference resolved, every record in the order of its id.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::column::Column;
use super::columns::ColumnsBuilder;
use super::composed::composed;
use super::damage::Damage;
use super::id::{DealIx, EntityIx, SourceIx};
use super::leg_index::LegIndex;
use super::market_index::MarketIndex;
use super::name_index::NameIndex;
use super::pack::Counts;
use super::record::{Deal, Entity, PartOf, Rate, Source};
use super::rule::PatternRule;
use super::shelf::Shelf;
use super::vocabulary::Status;
use super::{date::Day, meant};

/// Entities, deals, sources, rates and rules whose references all resolve.
///
/// Made by [`crate::load`], which refuses anything faulty. Each section is sorted by id, so that equal
/// books are equal whatever files they came from, in whatever order.
///
/// Records are kept as bytes, and made when somebody asks for one; what every question needs of every deal stands
/// beside them in columns. A book of a million deals takes some hundred megabytes, and one that is read from a
/// snapshot reads of it what a question needs.
#[derive(Debug, Clone)]
pub struct Book {
    pub(super) sections: Sections,
    pub(super) columns: Columns,
    pub(super) derived: Derived,
    pub(super) damage: Arc<Damage>,
}

/// The records of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sections {
    pub entities: Shelf<Entity>,
    pub deals: Shelf<Deal>,
    pub sources: Shelf<Source>,
    pub rates: Vec<Rate>,
    pub rules: Vec<PatternRule>,
}

/// What every question needs, by record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Columns {
    /// The status of each deal.
    pub statuses: Column<u8>,
    /// Deals that count in the place of another, by that other: pairs sorted by the other, then as found.
    pub absorbed: Column<u32>,
    pub absorbers: Column<u32>,
    /// The entities that are, or were, a part of another.
    pub parts: Column<u32>,
    /// Deals with a party that nobody names, by each party that is named: pairs sorted by that party, then by deal.
    pub beside_unnamed: Column<u32>,
    pub with_unnamed: Column<u32>,
}

/// What follows from the records: made when first asked for, or read from a snapshot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Derived {
    pub names: OnceLock<NameIndex>,
    pub markets: OnceLock<MarketIndex>,
    pub legs: OnceLock<Arc<LegIndex>>,
}

impl PartialEq for Book {
    fn eq(&self, other: &Self) -> bool {
        self.sections == other.sections && self.columns == other.columns
    }
}

impl Eq for Book {}

impl Default for Book {
    fn default() -> Self {
        Self::from_checked(&[], &[], &[], Vec::new(), Vec::new())
    }
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

/// The question that a message ends with, where something near is known.
pub(crate) fn did_you_mean(suggestions: &[String]) -> String {
    if suggestions.is_empty() {
        return String::new();
    }
    let quoted: Vec<String> = suggestions.iter().map(|name| format!("\"{name}\"")).collect();
    format!("; did you mean {}?", quoted.join(" or "))
}

impl Book {
    /// Puts checked sections together. The caller has sorted each by id and resolved every index.
    pub(crate) fn from_checked(
        entities: &[Entity],
        deals: &[Deal],
        sources: &[Source],
        rates: Vec<Rate>,
        rules: Vec<PatternRule>,
    ) -> Self {
        let counts = Counts { entities: entities.len(), deals: deals.len(), sources: sources.len() };
        let mut columns = ColumnsBuilder::default();
        entities.iter().enumerate().for_each(|(position, entity)| columns.entity(EntityIx::new(position), entity));
        deals.iter().enumerate().for_each(|(position, deal)| columns.deal(DealIx::new(position), deal));
        let damage = Arc::new(Damage::default());
        let sections = Sections {
            entities: Shelf::of(entities, counts, &damage),
            deals: Shelf::of(deals, counts, &damage),
            sources: Shelf::of(sources, counts, &damage),
            rates,
            rules,
        };
        Self { sections, columns: columns.finish(), derived: Derived::default(), damage }
    }

    /// Puts sections together that are packed already. Sections are sorted by id, and every index resolves.
    pub(crate) fn from_parts(sections: Sections, columns: Columns, derived: Derived, damage: Arc<Damage>) -> Self {
        Self { sections, columns, derived, damage }
    }

    /// What has been found broken in the bytes of the book so far; absent for a book that was read from text. An
    /// answer given by a broken book is to be refused.
    pub fn damage(&self) -> Option<&'static str> {
        self.damage.found()
    }

    /// The note of what is found broken, for whoever outlives the book.
    pub fn watch_damage(&self) -> Arc<Damage> {
        Arc::clone(&self.damage)
    }

    /// How many entities there are.
    pub const fn entity_count(&self) -> usize {
        self.sections.entities.len()
    }

    /// How many deals there are.
    pub const fn deal_count(&self) -> usize {
        self.sections.deals.len()
    }

    /// How many sources there are.
    pub const fn source_count(&self) -> usize {
        self.sections.sources.len()
    }

    /// Every entity, by id. Costs the making of each record, unless the book is small.
    pub fn entities(&self) -> impl ExactSizeIterator<Item = Cow<'_, Entity>> {
        self.sections.entities.looks()
    }

    /// Every deal, by id. Costs the making of each record, unless the book is small.
    pub fn deals(&self) -> impl ExactSizeIterator<Item = Cow<'_, Deal>> {
        self.sections.deals.looks()
    }

    /// Every source, by id. Costs the making of each record, unless the book is small.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = Cow<'_, Source>> {
        self.sections.sources.looks()
    }

    /// Every rate, by currencies and date.
    pub fn rates(&self) -> &[Rate] {
        &self.sections.rates
    }

    /// The rules that the book writes itself, by code.
    pub fn rules(&self) -> &[PatternRule] {
        &self.sections.rules
    }

    /// The indices of the entities.
    pub fn entity_indices(&self) -> impl ExactSizeIterator<Item = EntityIx> + use<> {
        (0..self.entity_count()).map(EntityIx::new)
    }

    /// The indices of the sources.
    pub fn source_indices(&self) -> impl ExactSizeIterator<Item = SourceIx> + use<> {
        (0..self.source_count()).map(SourceIx::new)
    }

    /// The indices of the deals.
    pub fn deal_indices(&self) -> impl ExactSizeIterator<Item = DealIx> + use<> {
        (0..self.deal_count()).map(DealIx::new)
    }

    /// The entity of an index of this book.
    pub fn entity(&self, index: EntityIx) -> &Entity {
        self.sections.entities.get(index.get())
    }

    /// The deal of an index of this book, as its curator tells it.
    pub fn deal(&self, index: DealIx) -> &Deal {
        self.sections.deals.get(index.get())
    }

    /// The source of an index of this book.
    pub fn source(&self, index: SourceIx) -> &Source {
        self.sections.sources.get(index.get())
    }

    /// The deals that count in the place of `deal`: its umbrella, what enlarges or replaces it, and last the umbrellas of what it
    /// enlarges or replaces itself.
    pub fn absorbed_by(&self, deal: DealIx) -> impl Iterator<Item = DealIx> + '_ {
        let absorbers = equal_range(&self.columns.absorbed, &self.columns.absorbers, deal.get());
        absorbers.iter().map(|it| DealIx::new(*it as usize))
    }

    /// The umbrellas that `deal` is a piece of: its own, and those of what it enlarges or replaces.
    pub fn umbrellas(&self, deal: DealIx) -> impl Iterator<Item = DealIx> + '_ {
        let says_so = move |outer: DealIx| {
            let outer = self.sections.deals.look(outer.get());
            outer.supersedes.contains(&deal) || outer.expands.is_some_and(|expansion| expansion.deal == deal)
        };
        let own = self.absorbed_by(deal).next().and_then(|_| self.sections.deals.look(deal.get()).part_of);
        self.absorbed_by(deal).filter(move |outer| own == Some(*outer) || !says_so(*outer))
    }

    /// The deals in whose place others count, each once, by id.
    pub(crate) fn absorbed(&self) -> impl Iterator<Item = DealIx> + '_ {
        self.columns
            .absorbed
            .chunk_by(|one, two| one == two)
            .filter_map(|same| same.first())
            .map(|deal| DealIx::new(*deal as usize))
    }

    /// The deals of an entity in which some party is undisclosed, by id.
    pub fn deals_with_undisclosed(&self, entity: EntityIx) -> impl Iterator<Item = DealIx> + '_ {
        let deals = equal_range(&self.columns.beside_unnamed, &self.columns.with_unnamed, entity.get());
        deals.iter().map(|deal| DealIx::new(*deal as usize))
    }

    /// How far a deal has come, as its curator tells it. Costs nothing.
    #[expect(
        clippy::indexing_slicing,
        reason = "an index belongs to its book, and a column of statuses holds only those"
    )]
    pub fn status_of(&self, deal: DealIx) -> Status {
        Status::ALL[usize::from(self.columns.statuses.at(deal.get()))]
    }

    /// The deals that replace `deal`.
    pub fn superseded_by(&self, deal: DealIx) -> impl Iterator<Item = DealIx> + '_ {
        self.absorbed_by(deal).filter(move |newer| self.deal(*newer).supersedes.contains(&deal))
    }

    /// The entity of an id. Costs log n.
    pub fn entity_by_id(&self, id: &str) -> Option<EntityIx> {
        by_id(self.entity_count(), |at| self.sections.entities.look(at).id.as_str().cmp(id)).map(EntityIx::new)
    }

    /// The deal of an id. Costs log n.
    pub fn deal_by_id(&self, id: &str) -> Option<DealIx> {
        by_id(self.deal_count(), |at| self.sections.deals.look(at).id.as_str().cmp(id)).map(DealIx::new)
    }

    /// The source of an id. Costs log n.
    pub fn source_by_id(&self, id: &str) -> Option<SourceIx> {
        by_id(self.source_count(), |at| self.sections.sources.look(at).id.as_str().cmp(id)).map(SourceIx::new)
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
            .names()
            .bearers(&wanted)
            .filter(|index| names_of(&self.sections.entities.look(index.get())).any(|known| fold(known) == wanted))
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
            suggestions: suggestion(id, self.deals().map(|deal| deal.id.to_string())),
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
                let mut near = suggestion(wanted, known.iter().map(|tranche| tranche.id.to_string()));
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
            suggestions: suggestion(id, self.sources().map(|source| source.id.to_string())),
        })
    }

    fn nearest_entities(&self, wanted: &str) -> Vec<String> {
        let mut scored: Vec<(usize, String)> = self
            .entities()
            .filter_map(|entity| {
                let distance = names_of(&entity)
                    .map(|known| {
                        let known = fold(known);
                        let inside = wanted.len() >= 3 && known.contains(wanted);
                        if inside { 1 } else { strsim::osa_distance(&known, wanted) }
                    })
                    .min()?;
                (distance <= 2.max(wanted.len() / 4)).then(|| (distance, entity.id.to_string()))
            })
            .collect();
        scored.sort_unstable();
        scored.into_iter().take(3).map(|(_, id)| id).collect()
    }

    /// What `entity` is a part of, at whatever time. Costs nothing for those that are no part.
    pub fn part_of(&self, entity: EntityIx) -> Option<PartOf> {
        let at = self.columns.parts.partition_point(0, |part| part < entity.number());
        if at == self.columns.parts.len() || self.columns.parts.at(at) != entity.number() {
            return None;
        }
        self.entity(entity).part_of
    }

    /// Every entity that is or was a part of another, by id.
    pub fn parts(&self) -> impl Iterator<Item = EntityIx> + '_ {
        self.columns.parts.iter().map(|part| EntityIx::new(*part as usize))
    }

    /// The whole that `entity` is a direct part of on `day` (on any day still open, where `day` is absent).
    pub fn whole_of(&self, entity: EntityIx, day: Option<Day>) -> Option<EntityIx> {
        let part_of = self.part_of(entity)?;
        let holds = match (part_of.period, day) {
            (None, _) => true,
            (Some(period), Some(day)) => period.covers(day),
            (Some(period), None) => period.until().is_none(),
        };
        holds.then_some(part_of.whole)
    }

    /// `entity` and its wholes, from the part outwards.
    pub fn lineage(&self, entity: EntityIx, day: Option<Day>) -> impl Iterator<Item = EntityIx> + '_ {
        // Loading refuses wholes that go round in a circle; a snapshot made by hand may have them.
        std::iter::successors(Some(entity), move |part| self.whole_of(*part, day))
            .take(self.columns.parts.len().saturating_add(1))
    }

    /// The outermost whole of `entity`; itself where it is no part.
    pub fn root_of(&self, entity: EntityIx, day: Option<Day>) -> EntityIx {
        self.lineage(entity, day).last().unwrap_or(entity)
    }

    /// Whether `part` is `whole` or a part of it, at whatever time.
    pub fn is_within(&self, part: EntityIx, whole: EntityIx) -> bool {
        self.lineage_ever(part).any(|here| here == whole)
    }

    /// The outermost whole of `entity`, at whatever time; itself where it is no part.
    pub fn root_ever(&self, entity: EntityIx) -> EntityIx {
        self.lineage_ever(entity).last().unwrap_or(entity)
    }

    /// `entity` and what it is or was a part of, from the part outwards.
    pub(crate) fn lineage_ever(&self, entity: EntityIx) -> impl Iterator<Item = EntityIx> + '_ {
        let outwards = std::iter::successors(Some(entity), |here| self.part_of(*here).map(|part_of| part_of.whole));
        outwards.take(self.columns.parts.len().saturating_add(1))
    }

    /// The group that a diagram puts `entity` in: its own, or the nearest whole's.
    pub fn group_of(&self, entity: EntityIx) -> Option<&str> {
        self.lineage(entity, None).find_map(|entity| self.entity(entity).group.as_deref())
    }

    /// How many deals there are of each status that some have. Costs a look at one byte a deal.
    pub fn count_by_status(&self) -> BTreeMap<Status, usize> {
        let mut counts = [0_usize; Status::ALL.len()];
        for status in self.columns.statuses.all() {
            if let Some(count) = counts.get_mut(usize::from(*status)) {
                *count = count.saturating_add(1);
            }
        }
        Status::ALL.iter().copied().zip(counts).filter(|(_, count)| *count > 0).collect()
    }
}

fn names_of(entity: &Entity) -> impl Iterator<Item = &str> {
    [entity.id.as_str(), entity.name.as_str()].into_iter().chain(entity.aliases.iter().map(String::as_str))
}

fn suggestion(wanted: &str, known: impl Iterator<Item = String>) -> Vec<String> {
    let known: Vec<String> = known.collect();
    let known = known.iter().map(String::as_str);
    meant(wanted, known, 2.max(wanted.len() / 3)).into_iter().map(str::to_owned).collect()
}

/// The values beside one key of sorted keys.
fn equal_range<'c>(keys: &Column<u32>, values: &'c Column<u32>, wanted: usize) -> &'c [u32] {
    let from = keys.partition_point(0, |key| (key as usize) < wanted);
    let to = keys.partition_point(from, |key| key as usize == wanted);
    values.part(from..to)
}

/// Finds a record among `count` that are sorted by id.
fn by_id(count: usize, compare: impl Fn(usize) -> Ordering) -> Option<usize> {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = usize::midpoint(from, to);
        match compare(middle) {
            Ordering::Less => from = middle.saturating_add(1),
            Ordering::Greater => to = middle,
            Ordering::Equal => return Some(middle),
        }
    }
    None
}

impl Book {
    /// The records.
    pub(crate) const fn sections(&self) -> &Sections {
        &self.sections
    }

    /// The columns beside the records.
    pub(crate) const fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many records each section has.
    pub(crate) const fn counts(&self) -> Counts {
        Counts { entities: self.entity_count(), deals: self.deal_count(), sources: self.source_count() }
    }

    /// The legs that the plain view sees, where they have been made.
    pub(crate) fn ready_legs(&self) -> Option<&LegIndex> {
        self.derived.legs.get().map(|legs| &**legs)
    }

    /// Every name of every entity. Costs a pass over entities when first asked for.
    pub(crate) fn names(&self) -> &NameIndex {
        self.derived.names.get_or_init(|| {
            let entities = self.entities().enumerate();
            NameIndex::new(entities.flat_map(|(position, entity)| {
                let names: Vec<String> = names_of(&entity).map(fold).collect();
                names.into_iter().map(move |name| (name, EntityIx::new(position)))
            }))
        })
    }

    /// Every market that somebody competes in, by name.
    pub fn markets(&self) -> impl ExactSizeIterator<Item = &str> {
        self.market_index().names.iter().map(String::as_str)
    }

    /// Every market with who competes in it. Costs a pass over entities when first asked for.
    pub(crate) fn market_index(&self) -> &MarketIndex {
        let each = |tell: &mut dyn FnMut(&Entity)| {
            self.sections.entities.each(0, self.entity_count(), |_, entity| tell(entity));
        };
        self.derived.markets.get_or_init(|| MarketIndex::new(each))
    }

    /// The legs of all deals that the plain view sees, each entity standing for its outermost whole, made by `make`
    /// when first asked for.
    pub(crate) fn leg_index(&self, make: impl FnOnce() -> LegIndex) -> Arc<LegIndex> {
        Arc::clone(self.derived.legs.get_or_init(|| Arc::new(make())))
    }
}

/// Folds a name so that case, blanks and punctuation make no difference, nor how its accents are written.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for letter in composed(name).chars() {
        if letter.is_ascii_alphanumeric() {
            folded.push(letter.to_ascii_lowercase());
        } else if !letter.is_ascii() && letter.is_alphanumeric() {
            folded.extend(letter.to_lowercase());
        }
    }
    folded
}
