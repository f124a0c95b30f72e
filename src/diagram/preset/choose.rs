//! Which entities of a large web are drawn.
//!
//! Those with the most money need not deal with one another: of a million deals, none may join two of the largest. So two
//! choices are made, and the one that draws more money stands.
//!
//! ```text
//! by entities   those with the most money, as far as links join them; what room is left goes to the largest links
//! by links      the ends of the largest links
//! ```
//!
//! Around some entities the choice is theirs: those with the most money, where links join all of them to those in the
//! middle, and otherwise the nearest.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use crate::model::EntityIx;

/// A strand, as far as choosing asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Link {
    /// Where it begins.
    pub(super) from: EntityIx,
    /// Where it ends.
    pub(super) to: EntityIx,
    /// The most money it comes to, in minor units at the view's level.
    pub(super) size: u128,
    /// Of how many deals it is.
    pub(super) deals: usize,
}

/// What money there is, then how many deals: what entities, links and choices are measured by.
type Weight = (u128, usize);

impl Link {
    const fn weight(&self) -> Weight {
        (self.size, self.deals)
    }

    const fn ends(&self) -> [EntityIx; 2] {
        [self.from, self.to]
    }

    fn is_among(&self, entities: &BTreeSet<EntityIx>) -> bool {
        entities.contains(&self.from) && entities.contains(&self.to)
    }
}

/// What a choice went by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// The money of entities.
    Entities,
    /// The money of entities, and of links where entities had none among themselves.
    EntitiesThenLinks,
    /// The money of links.
    Links,
    /// There is only room for those in the middle.
    Middle,
    /// How near they are to those in the middle, then the money of links.
    Distance,
}

/// The entities that are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Chosen {
    /// Those chosen: those in the middle first, then the weightiest.
    pub(super) entities: Vec<EntityIx>,
    /// The others, the weightiest first.
    pub(super) left_out: Vec<EntityIx>,
    /// What it went by.
    pub(super) by: By,
}

/// Chooses at most `top` entities of those that `links` join; `middle` is chosen in any case.
///
/// Costs the links, and of the largest the logarithm of their number.
pub(super) fn choose(links: &[Link], top: usize, middle: &[EntityIx]) -> Chosen {
    let mut weights: BTreeMap<EntityIx, Weight> = BTreeMap::new();
    for link in links {
        for end in link.ends() {
            let weight = weights.entry(end).or_default();
            weight.0 += link.size;
            weight.1 += link.deals;
        }
    }
    for entity in middle {
        // Who was asked about is shown, though nobody deals with it.
        weights.entry(*entity).or_default();
    }
    let in_middle: BTreeSet<EntityIx> = middle.iter().copied().collect();
    let mut ranked: Vec<(bool, Reverse<Weight>, EntityIx)> =
        weights.into_iter().map(|(entity, weight)| (!in_middle.contains(&entity), Reverse(weight), entity)).collect();
    ranked.sort_unstable();
    let ranked: Vec<EntityIx> = ranked.into_iter().map(|(.., entity)| entity).collect();
    let most = top.max(middle.len()).min(ranked.len());
    let heaviest: BTreeSet<EntityIx> = ranked[..most].iter().copied().collect();
    let (stay, by) = if most == ranked.len() {
        (heaviest, By::Entities)
    } else if middle.is_empty() {
        freely(links, heaviest, most)
    } else if most == in_middle.len() {
        (heaviest, By::Middle)
    } else {
        around(links, heaviest, most, middle)
    };
    let (entities, left_out) = ranked.into_iter().partition(|entity| stay.contains(entity));
    Chosen { entities, left_out, by }
}

/// Chooses in a web without a middle.
fn freely(links: &[Link], heaviest: BTreeSet<EntityIx>, most: usize) -> (BTreeSet<EntityIx>, By) {
    let among = links.iter().filter(|link| link.is_among(&heaviest));
    let joined: BTreeSet<EntityIx> = among.flat_map(Link::ends).collect();
    let is_whole = joined.len() == heaviest.len();
    let by_entities = if is_whole { heaviest.clone() } else { with_links(joined, links, most) };
    let by_links = with_links(BTreeSet::new(), links, most);
    if by_links.is_empty() {
        // Not even one link has room.
        return (heaviest, By::Entities);
    }
    match worth(links, &by_links).cmp(&worth(links, &by_entities)) {
        Ordering::Less | Ordering::Equal if is_whole => (by_entities, By::Entities),
        Ordering::Less => (by_entities, By::EntitiesThenLinks),
        Ordering::Equal | Ordering::Greater => (by_links, By::Links),
    }
}

/// Chooses around a middle.
fn around(links: &[Link], heaviest: BTreeSet<EntityIx>, most: usize, middle: &[EntityIx]) -> (BTreeSet<EntityIx>, By) {
    let among: Vec<Link> = links.iter().filter(|link| link.is_among(&heaviest)).copied().collect();
    // What links lead to from the middle.
    let led_to = |links: &[Link], most| {
        let mut near: BTreeSet<EntityIx> = middle.iter().copied().collect();
        loop {
            let mut next: BTreeMap<EntityIx, Weight> = BTreeMap::new();
            for link in links {
                let [from, to] = link.ends().map(|end| near.contains(&end));
                if from != to {
                    let weight = next.entry(if from { link.to } else { link.from }).or_default();
                    *weight = link.weight().max(*weight);
                }
            }
            let mut next: Vec<(EntityIx, Weight)> = next.into_iter().collect();
            next.sort_by_key(|(entity, weight)| (Reverse(*weight), *entity));
            next.truncate(usize::saturating_sub(most, near.len()));
            if next.is_empty() {
                return near;
            }
            near.extend(next.into_iter().map(|(entity, _)| entity));
        }
    };
    if led_to(&among, most) == heaviest {
        return (heaviest, By::Entities);
    }
    (led_to(links, most), By::Distance)
}

/// Adds the ends of the largest links, as long as there is room for both.
fn with_links(mut chosen: BTreeSet<EntityIx>, links: &[Link], most: usize) -> BTreeSet<EntityIx> {
    let mut waiting: BinaryHeap<(Weight, Reverse<[EntityIx; 2]>)> =
        links.iter().map(|link| (link.weight(), Reverse(link.ends()))).collect();
    while let Some((_, Reverse(ends))) = waiting.pop() {
        let new = ends.iter().filter(|end| !chosen.contains(end)).count();
        if chosen.len() + new > most {
            break;
        }
        chosen.extend(ends);
    }
    chosen
}

/// What is drawn between some entities.
fn worth(links: &[Link], entities: &BTreeSet<EntityIx>) -> Weight {
    let among = links.iter().filter(|link| link.is_among(entities));
    among.fold(Weight::default(), |sum, link| (sum.0 + link.size, sum.1 + link.deals))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link([from, to]: [usize; 2], size: u128) -> Link {
        Link { from: EntityIx::new(from), to: EntityIx::new(to), size, deals: 1 }
    }

    fn chosen(links: &[Link], top: usize, middle: &[usize]) -> (Vec<usize>, By) {
        let middle: Vec<EntityIx> = middle.iter().copied().map(EntityIx::new).collect();
        let chosen = choose(links, top, &middle);
        assert_eq!(chosen.entities.len() + chosen.left_out.len(), {
            let ends: BTreeSet<EntityIx> = links.iter().flat_map(Link::ends).chain(middle).collect();
            ends.len()
        });
        (chosen.entities.iter().map(|entity| entity.get()).collect(), chosen.by)
    }

    #[test]
    fn the_largest_that_deal_with_one_another_are_shown() {
        let links = [link([0, 1], 50), link([1, 2], 40), link([2, 0], 30), link([2, 3], 5), link([4, 5], 45)];
        assert_eq!(chosen(&links, 3, &[]), (vec![1, 0, 2], By::Entities));
        assert_eq!(chosen(&links, 6, &[]).1, By::Entities);
    }

    #[test]
    fn the_largest_that_do_not_deal_with_one_another_give_way_to_the_largest_links() {
        // 0 and 1 have the most, of many small partners; the largest deals are between others.
        let small = (10..20).flat_map(|other| [link([0, other], 9), link([1, other + 10], 9)]);
        let links: Vec<Link> = small.chain([link([2, 3], 40), link([4, 5], 30), link([6, 7], 20)]).collect();
        assert_eq!(chosen(&links, 2, &[]), (vec![2, 3], By::Links));
        assert_eq!(chosen(&links, 4, &[]), (vec![2, 3, 4, 5], By::Links));
        // The third link has no room.
        assert_eq!(chosen(&links, 5, &[]), (vec![2, 3, 4, 5], By::Links));
        assert_eq!(chosen(&links, 1, &[]), (vec![0], By::Entities));
    }

    #[test]
    fn room_that_the_largest_leave_goes_to_links_as_far_as_they_fit() {
        let mut links = vec![link([0, 1], 100), link([0, 2], 30), link([1, 2], 30), link([5, 6], 50)];
        // 3 has much money and no link to the others.
        links.extend((10..30).map(|other| link([3, other], 4)));
        assert_eq!(chosen(&links, 4, &[]), (vec![0, 1, 2], By::EntitiesThenLinks));
        // Which is the same choice as that of the largest links.
        assert_eq!(chosen(&links, 5, &[]), (vec![0, 1, 2, 5, 6], By::Links));
    }

    #[test]
    fn around_a_middle_everybody_shown_is_joined_to_it() {
        let links = [link([0, 1], 1), link([0, 2], 3), link([1, 3], 100), link([1, 4], 90), link([5, 3], 500)];
        assert_eq!(chosen(&links, 3, &[0]), (vec![0, 1, 2], By::Distance));
        assert_eq!(chosen(&links, 5, &[0]), (vec![0, 3, 5, 1, 4], By::Entities));
        assert_eq!(chosen(&links, 4, &[3]), (vec![3, 5, 1, 4], By::Entities));
        assert_eq!(chosen(&links, 1, &[0, 3]), (vec![3, 0], By::Middle));
    }

    #[test]
    fn who_was_asked_about_is_shown_though_nobody_deals_with_it() {
        assert_eq!(chosen(&[], 5, &[7]), (vec![7], By::Entities));
        assert_eq!(chosen(&[link([0, 1], 1)], 5, &[0, 9]), (vec![0, 9, 1], By::Entities));
        assert_eq!(chosen(&[link([0, 1], 1), link([0, 2], 2)], 3, &[0, 9]).0, [0, 9, 2]);
    }

    #[test]
    fn where_no_money_is_stated_deals_are_counted() {
        let links = [link([0, 1], 0), Link { deals: 3, ..link([2, 3], 0) }];
        assert_eq!(chosen(&links, 2, &[]), (vec![2, 3], By::Entities));
    }
}
