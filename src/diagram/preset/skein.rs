//! All strands of a graph, made one entity after another and not held: of a large web a picture shows a few hundred.

use std::collections::BTreeSet;

use super::Parallel;
use super::strands::{Strand, ends_of, is_drawn, twine};
use crate::graph::{DealGraph, Leg, Sight, shares};
use crate::model::pack::PlainDeal;
use crate::model::{Deal, EntityIx, Kind, Known, Money, Party, Placeholder as _, Role, Who, legs};

/// The strands of a graph.
pub(super) struct Skein<'g, 'b> {
    pub(super) graph: &'g DealGraph<'b>,
    kinds: &'g [Kind],
    parallel: Parallel,
    purse: Purse,
}

/// The entities of a share.
const SHARE: usize = 1024;

impl<'g, 'b> Skein<'g, 'b> {
    /// The strands of deals of some kinds, of every kind where none is named, for somebody who is going to ask for all of
    /// them. Costs a look at every deal.
    pub(super) fn of_all(graph: &'g DealGraph<'b>, kinds: &'g [Kind], parallel: Parallel) -> Self {
        Self { purse: Purse::of_all(graph), ..Self::of_some(graph, kinds, parallel) }
    }

    /// The same for somebody who is going to ask for those of a few entities.
    pub(super) fn of_some(graph: &'g DealGraph<'b>, kinds: &'g [Kind], parallel: Parallel) -> Self {
        Self { graph, kinds, parallel, purse: Purse::default() }
    }

    /// The strands that begin at an entity, by the entity at their other end, then tone, then deal.
    pub(super) fn from(&self, entity: EntityIx) -> Vec<Strand> {
        let index = self.graph.index();
        let out = self.graph.legs_of(index.all_out(entity)).map(|(taker, leg)| (entity, taker, leg));
        let into = self.graph.legs_of(index.all_into(entity)).map(|(giver, leg)| (giver, entity, leg));
        let begins_here = |(giver, taker, leg): &(EntityIx, EntityIx, Leg)| {
            is_drawn(*leg, self.kinds) && ends_of(*giver, *taker, *leg).0 == entity
        };
        let mut legs: Vec<(EntityIx, EntityIx, Leg)> = out.chain(into).filter(begins_here).collect();
        legs.sort_by_cached_key(|(.., leg)| leg.place());
        twine(self.graph, legs.into_iter(), self.parallel, |leg| self.purse.money_along(self.graph, leg))
    }

    /// The strands between some entities, in their order.
    pub(super) fn among(&self, entities: &BTreeSet<EntityIx>) -> Vec<Strand> {
        let mut strands: Vec<Strand> = entities.iter().flat_map(|entity| self.from(*entity)).collect();
        strands.retain(|strand| entities.contains(&strand.to));
        strands
    }

    /// Returns what `make` makes of every strand that it wants, in their order.
    pub(super) fn each<T: Send>(&self, make: impl Fn(Strand) -> Option<T> + Sync) -> Vec<T> {
        let made = shares::of(self.graph.book().entity_count(), SHARE, |from, to| {
            (from..to).map(EntityIx::new).flat_map(|entity| self.from(entity)).filter_map(&make).collect::<Vec<T>>()
        });
        made.into_iter().flatten().collect()
    }
}

/// What plain deals state, so that their money along a leg is told without their records.
#[derive(Default)]
struct Purse {
    stated: Vec<Option<(Option<Money>, [Role; 2])>>,
}

impl Purse {
    fn of_all(graph: &DealGraph<'_>) -> Self {
        let deals = graph.book().deal_count();
        let stated = shares::of(deals, shares::SHARE, |from, to| {
            let mut stated = vec![None; to - from];
            graph.told().each_block(from, to, |deals| {
                for (index, deal) in deals {
                    let plain = match deal {
                        Sight::Written(mut bytes) => PlainDeal::read(&mut bytes),
                        Sight::Changed(deal) => PlainDeal::of(deal),
                    };
                    stated[index.get() - from] = plain.map(|plain| (plain.amount, plain.roles));
                }
                Some(())
            });
            stated
        });
        Self { stated: stated.concat() }
    }

    /// The money that moves along a leg, or would if it moved money.
    fn money_along(&self, graph: &DealGraph<'_>, leg: Leg) -> Known {
        if let Some((amount, roles)) = self.stated.get(leg.deal.get()).copied().flatten() {
            let party = |role, who| Party { who: Who::Entity(who), role, commits: None, stake: None, with: Vec::new() };
            let ends = [EntityIx::new(0), EntityIx::new(1)];
            let parties = roles.into_iter().zip(ends).map(|(role, who)| party(role, who)).collect();
            let deal = Deal { kind: leg.kind, status: leg.status, parties, amount, ..Deal::placeholder() };
            return DealGraph::money_of(&deal, leg, &legs(leg.deal, &deal));
        }
        let deal = graph.told().look(leg.deal).expect("a leg of this graph belongs to a deal that its view sees");
        DealGraph::money_of(&deal, leg, &legs(leg.deal, &deal))
    }
}
