//! Rights that a bound party gives to somebody else, measured against a clause that binds it.

use std::collections::{BTreeMap, BTreeSet};

use super::Case;
use crate::model::{
    Clause, Cover, Deal, DealIx, EntityIx, Facet, FacetValue, Kind, PartialDate, Period, Role, Scope, Who,
};

/// A right that a deal gives: to do something with a product, or to supply something.
#[derive(Debug, Clone)]
pub struct Right<'g> {
    /// The deal.
    pub deal: DealIx,
    /// The deal as told.
    pub told: &'g Deal,
    /// The position of the party that takes the right.
    pub taker: usize,
    /// The position of the party that gives it, or whose product it is given over.
    pub giver: usize,
    /// What it reaches over.
    pub scope: Scope,
    /// Whether the scope is read off the deal's capacity, because the deal states none.
    pub implied: bool,
}

/// How a right stands to a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The clause's scope covers it, and nothing saves it.
    Against(Cover),
    /// It is left free.
    Saved {
        /// By which facets the clause's own wording passes it by (`mode (stateful; the clause says stateless)`); empty where it
        /// does not.
        wording: String,
        /// The carve-out that leaves it free, by position in the clause.
        carve_out: Option<usize>,
    },
    /// It has nothing to do with the clause.
    Apart,
}

/// The deals that give some right, by whose it is: found once, asked for each clause.
#[derive(Debug)]
pub struct Offers<'g> {
    offers: Vec<Offer<'g>>,
    /// Positions of offers, in order of deal, by the outermost whole of a giver or of the product.
    by_root: BTreeMap<EntityIx, Vec<usize>>,
}

/// A deal that gives a right.
#[derive(Debug)]
struct Offer<'g> {
    deal: DealIx,
    told: &'g Deal,
    pairs: Vec<(usize, usize)>,
    scope: Scope,
    implied: bool,
}

impl<'g> Offers<'g> {
    /// Collects every deal that gives a right. Costs one pass over the deals.
    ///
    /// Hosting gives its host, Distribution its distributor, License its licensee and Supply its customer the
    /// right of the deal's `scope`. A Purchase or Hosting with a capacity but no scope gives its supplier or host
    /// compute.
    pub fn new(case: &'g Case<'_, '_>) -> Self {
        let mut found = Self { offers: Vec::new(), by_root: BTreeMap::new() };
        for (deal, told) in case.graph.told().deals() {
            let Some((givers, takers)) = sides(told.kind) else {
                continue;
            };
            let (scope, implied) = match (&told.scope, implied_scope(&told)) {
                (Some(scope), _) if told.kind != Kind::Purchase => (scope.clone(), false),
                (None, Some(scope)) => (scope, true),
                _ => continue,
            };
            let pairs = told.pairs(givers, takers);
            let owners = pairs.iter().filter_map(|(giver, _)| told.entity_at(*giver)).chain(product_of(&scope));
            let roots: BTreeSet<EntityIx> = owners.map(|owner| case.book().root_ever(owner)).collect();
            for root in roots {
                found.by_root.entry(root).or_default().push(found.offers.len());
            }
            let Some(told) = case.graph.told().deal(deal) else { continue };
            found.offers.push(Offer { deal, told, pairs, scope, implied });
        }
        found
    }

    /// Every right given over what is within `bound` to whoever is neither of `bound`'s own house nor of
    /// `beneficiary`'s, by deal.
    pub fn given(&self, case: &Case<'_, '_>, bound: EntityIx, beneficiary: EntityIx) -> Vec<Right<'g>> {
        let book = case.book();
        let house = |entity: EntityIx| book.root_of(entity, case.graph.day());
        let ours = [house(bound), house(beneficiary)];
        let mut rights = Vec::new();
        for offer in self.by_root.get(&book.root_ever(bound)).into_iter().flatten().map(|at| &self.offers[*at]) {
            let about_ours = product_of(&offer.scope).is_some_and(|product| book.is_within(product, bound));
            let within = |party: usize| offer.told.entity_at(party).is_some_and(|entity| book.is_within(entity, bound));
            let mut by_taker: BTreeMap<usize, usize> = BTreeMap::new();
            for &(giver, taker) in &offer.pairs {
                if within(giver) || about_ours {
                    by_taker.entry(taker).or_insert(giver);
                }
            }
            for (taker, giver) in by_taker {
                if offer.told.entity_at(taker).is_none_or(|entity| !ours.contains(&house(entity))) {
                    let Offer { deal, told, scope, implied, .. } = offer;
                    rights.push(Right { deal: *deal, told, taker, giver, scope: scope.clone(), implied: *implied });
                }
            }
        }
        rights
    }
}

fn product_of(scope: &Scope) -> Option<EntityIx> {
    match scope.get(Facet::Product) {
        Some(FacetValue::Product(product)) => Some(*product),
        _ => None,
    }
}

/// The roles that give and take the right of a kind; `None` where the kind gives none.
const fn sides(kind: Kind) -> Option<(&'static [Role], &'static [Role])> {
    match kind {
        Kind::Hosting => Some((&[Role::Tenant], &[Role::Host])),
        Kind::Distribution => Some((&[Role::Maker], &[Role::Distributor])),
        Kind::License => Some((&[Role::Licensor], &[Role::Licensee])),
        Kind::Supply => Some((&[Role::Supplier], &[Role::Customer])),
        Kind::Purchase => Some((&[Role::Customer], &[Role::Supplier])),
        _ => None,
    }
}

/// Power and chips are compute, even where nobody wrote a scope.
fn implied_scope(deal: &Deal) -> Option<Scope> {
    let takes_compute = matches!(deal.kind, Kind::Purchase | Kind::Hosting) && deal.capacity.is_some();
    takes_compute.then(|| {
        let mut scope = Scope::default();
        scope.set(Facet::Activity, Some(FacetValue::Word("compute".into())));
        scope
    })
}

impl Right<'_> {
    /// Who takes the right, by name; undisclosed takers by the reason, in brackets.
    pub fn taker_name(&self, case: &Case<'_, '_>) -> String {
        match self.told.parties.get(self.taker).map(|party| &party.who) {
            Some(Who::Entity(entity)) => case.name(*entity).to_owned(),
            Some(Who::Undisclosed(reason)) => format!("[{reason}]"),
            None => String::new(),
        }
    }

    /// When it holds: the deal's period, or from its announcement on.
    pub fn period(&self) -> Option<Period> {
        self.told.period.or_else(|| Period::new(self.told.announced, None))
    }

    /// How it stands to a clause, time apart.
    pub fn standing(&self, case: &Case<'_, '_>, clause: &Clause) -> Standing {
        let book = case.book();
        let carve_out = clause.carve_outs.iter().position(|it| it.scope.covers(&self.scope, book) == Cover::Certain);
        let cover = clause.scope.covers(&self.scope, book);
        if cover == Cover::No {
            return match beside(case, &clause.scope, &self.scope) {
                Some(wording) => Standing::Saved { wording, carve_out },
                None => Standing::Apart,
            };
        }
        if carve_out.is_some() {
            return Standing::Saved { wording: String::new(), carve_out };
        }
        let vague = self.implied || self.told.entity_at(self.taker).is_none();
        Standing::Against(if vague { cover.min(Cover::Possible) } else { cover })
    }
}

/// Says by which facets a right lies beside a scope of the same product and the same general activity; `None`
/// where it is another product or activity altogether.
fn beside(case: &Case<'_, '_>, exclusive: &Scope, right: &Scope) -> Option<String> {
    let book = case.book();
    let mut differing = Vec::new();
    for (facet, mine) in exclusive.facets() {
        let Some(theirs) = right.get(facet) else {
            continue;
        };
        let single = |value: &FacetValue| {
            let mut scope = Scope::default();
            scope.set(facet, Some(value.clone()));
            scope
        };
        if single(mine).covers(&single(theirs), book) != Cover::No {
            continue;
        }
        let first = |value: &FacetValue| value.text(book).split('/').next().map(str::to_owned);
        if facet == Facet::Product || (facet == Facet::Activity && first(mine) != first(theirs)) {
            return None;
        }
        differing.push((facet, format!("{facet} ({}; the clause says {})", theirs.text(book), mine.text(book))));
    }
    // The manner tells more than the finer activity that goes with it.
    let telling = differing.iter().any(|(facet, _)| *facet != Facet::Activity);
    let said: Vec<String> = differing
        .into_iter()
        .filter(|(facet, _)| !telling || *facet != Facet::Activity)
        .map(|(_, said)| said)
        .collect();
    (!said.is_empty()).then(|| said.join("; "))
}

/// When a clause holds: its own period, its deal's, or from the deal's announcement on.
pub fn clause_period(deal: &Deal, clause: &Clause) -> Option<Period> {
    clause.period.or(deal.period).or_else(|| Period::new(deal.announced, None))
}

/// Whether two things may hold on one day, and at the date of the view where it has one; what is undated may.
pub fn meet(case: &Case<'_, '_>, one: Option<Period>, two: Option<Period>) -> bool {
    let together = match (one, two) {
        (Some(one), Some(two)) => one.overlaps(two),
        _ => true,
    };
    let today = case.graph.day();
    let holds = |period: Option<Period>| match (period, today) {
        (Some(period), Some(day)) => period.covers(day),
        _ => true,
    };
    together && holds(one) && holds(two)
}

/// The days that both may share, in words.
pub fn shared_days(one: Option<Period>, two: Option<Period>) -> String {
    let from = [one, two].into_iter().flatten().filter_map(Period::from).max_by_key(|date| date.first());
    let until = [one, two].into_iter().flatten().filter_map(Period::until).min_by_key(|date| date.last());
    let word = |date: Option<PartialDate>| date.map(|date| date.to_string());
    match (word(from), word(until)) {
        (Some(from), Some(until)) if from == until => format!("in {from}"),
        (Some(from), Some(until)) => format!("between {from} and {until}"),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "at an unknown time".to_owned(),
    }
}
