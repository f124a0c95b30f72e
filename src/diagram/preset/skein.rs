//! All strands of a graph, made one entity after another and not held: of a large web a picture shows a few hundred.

use std::collections::BTreeSet;

use super::Parallel;
use super::strands::{Strand, Telling, ends_of, is_drawn, twine};
use crate::graph::{DealGraph, Leg, Sight, shares};
use crate::model::pack::PlainDeal;
use crate::model::{Deal, EntityIx, Kind, Known, Money, Party, Placeholder as _, Role, Who, legs};

/// The strands of a graph.
pub(super) struct Skein<'g, 'b> {
    pub(super) graph: &'g DealGraph<'b>,
    kinds: &'g [Kind],
    parallel: Parallel,
    telling: Telling,
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
        Self { graph, kinds, parallel, telling: Telling::Subject, purse: Purse::default() }
    }

    /// The same, with every strand as the money of its deals.
    pub(super) fn of_money(self) -> Self {
        Self { telling: Telling::Money, ..self }
    }

    /// The strands that begin at an entity, by the entity at their other end, then tone, then deal.
    pub(super) fn from(&self, entity: EntityIx) -> Vec<Strand> {
        self.strands_of(entity, |giver, taker, leg| ends_of(giver, taker, leg, self.telling).0 == entity)
    }

    /// The strands with at least so much money whose ends lie at most `hops` such strands from one of `focus`, in the order
    /// of [`strands`](super::strands()). Costs the legs of what lies nearer than that.
    ///
    /// Deals among the outermost stay out: one hop shows whom the focus deals with, not how those deal.
    pub(super) fn around(&self, focus: &[EntityIx], hops: usize, least: u128) -> Vec<Strand> {
        let mut near: Vec<Strand> = Vec::new();
        let mut seen: BTreeSet<EntityIx> = BTreeSet::new();
        let mut front: Vec<EntityIx> = focus.to_vec();
        for _ in 0..hops {
            let mut next = Vec::new();
            for entity in front {
                if seen.contains(&entity) {
                    continue;
                }
                // A strand to somebody seen was found from there.
                let mut new = self.strands_of(entity, |giver, taker, _| {
                    !seen.contains(if giver == entity { &taker } else { &giver })
                });
                new.retain(|strand| strand.size(self.graph) >= least);
                next.extend(new.iter().flat_map(|strand| [strand.from, strand.to]));
                near.append(&mut new);
                seen.insert(entity);
            }
            front = next;
        }
        near.sort_by_key(|strand| {
            let alone = (self.parallel == Parallel::Kept).then(|| strand.deals.first().copied());
            (strand.from, strand.to, strand.tone, alone)
        });
        near
    }

    /// The strands of those drawn legs of an entity that are wanted, by their ends, then tone, then deal.
    fn strands_of(&self, entity: EntityIx, is_wanted: impl Fn(EntityIx, EntityIx, Leg) -> bool) -> Vec<Strand> {
        let index = self.graph.index();
        let out = self.graph.legs_of(index.all_out(entity)).map(|(taker, leg)| (entity, taker, leg));
        let into = self.graph.legs_of(index.all_into(entity)).map(|(giver, leg)| (giver, entity, leg));
        let is_wanted = |(giver, taker, leg): &(EntityIx, EntityIx, Leg)| {
            is_drawn(*leg, self.kinds, self.telling) && is_wanted(*giver, *taker, *leg)
        };
        let mut legs: Vec<(EntityIx, EntityIx, Leg)> = out.chain(into).filter(is_wanted).collect();
        legs.sort_by_cached_key(|(.., leg)| leg.place());
        twine(self.graph, legs.into_iter(), self.parallel, self.telling, |leg| self.purse.money_along(self.graph, leg))
    }

    /// The strands between some entities, in their order.
    pub(super) fn among(&self, entities: &BTreeSet<EntityIx>) -> Vec<Strand> {
        let all = entities.iter().flat_map(|entity| self.from(*entity));
        all.filter(|strand| entities.contains(&strand.to)).collect()
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
            return DealGraph::money_of_plain(&deal, leg, &legs(leg.deal, &deal));
        }
        let deal = graph.told().look(leg.deal).expect("a leg of this graph belongs to a deal that its view sees");
        graph.along(leg.deal, &deal).money(leg)
    }
}
