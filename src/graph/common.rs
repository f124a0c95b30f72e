//! What several sorted lists have in common, and work that is shared among the processors.

use std::ops::Range;

use super::shares;
use crate::model::{EntityIx, Neighbours, processors};

/// Returns the entities that stand in every one of some lists, each once, by id.
///
/// The shortest list is walked and the others are searched onwards from where the last search ended, in steps that
/// double: costs the length of the shortest, times the logarithm of how much longer the others are.
pub(crate) fn common(lists: &[Neighbours<'_>]) -> Vec<EntityIx> {
    let Some(shortest) = lists.iter().min_by_key(|list| list.ends.len()) else {
        return Vec::new();
    };
    let mut rests: Vec<&[u32]> = lists.iter().map(|list| list.ends).collect();
    let in_all = |end: &u32| {
        rests.iter_mut().all(|rest| {
            *rest = rest.get(gallop(rest, *end)..).unwrap_or(&[]);
            rest.first() == Some(end)
        })
    };
    shortest.distinct().filter(in_all).map(|end| EntityIx::new(end as usize)).collect()
}

/// Returns the position of the first of a sorted list that is not before `wanted`: steps that double, then a search
/// in the last of them.
pub(crate) fn gallop<T: Ord + Copy>(list: &[T], wanted: T) -> usize {
    let mut reach = 1;
    while list.get(reach - 1).is_some_and(|it| *it < wanted) {
        reach *= 2;
    }
    let (from, to) = ((reach / 2).min(list.len()), reach.min(list.len()));
    from + list[from..to].partition_point(|it| *it < wanted)
}

/// How many times longer a list must be than another for a search in it to be quicker than walking it.
const WORTH_SEARCHING: usize = 8;

/// Adds what stands in both of two sorted lists to `found`, each once, in order.
///
/// Costs the length of the shorter, times the logarithm of how much longer the other is; lists of about one length
/// are walked side by side.
pub(crate) fn meet(one: &[u32], two: &[u32], found: &mut Vec<u32>) {
    let (shorter, mut longer) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    let begun = found.len();
    if longer.len() / WORTH_SEARCHING >= shorter.len() {
        for &wanted in shorter {
            longer = &longer[gallop(longer, wanted)..];
            match longer.first() {
                Some(&next) if next == wanted => add(found, begun, wanted),
                Some(_) => {}
                None => break,
            }
        }
        return;
    }
    let (mut left, mut right) = (0, 0);
    while let (Some(&this), Some(&that)) = (shorter.get(left), longer.get(right)) {
        if this == that {
            add(found, begun, this);
        }
        left += usize::from(this <= that);
        right += usize::from(that <= this);
    }
}

/// Adds a number after those added from `begun` on, unless it is the last of them.
fn add(found: &mut Vec<u32>, begun: usize, number: u32) {
    if found.len() == begun || found.last() != Some(&number) {
        found.push(number);
    }
}

/// So many positions make a piece of work.
const PIECE: usize = 2048;

/// Does some work on every position below `all`, in pieces shared among the processors, and returns what comes of it
/// in the order of the pieces.
pub(crate) fn in_pieces<T: Send>(all: usize, work: impl Fn(Range<usize>) -> Vec<T> + Sync) -> Vec<T> {
    if all <= PIECE || processors() < 2 {
        return work(0..all);
    }
    shares::of(all, PIECE, |from, to| work(from..to)).into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::{PIECE, gallop, in_pieces, meet};

    #[test]
    fn work_in_pieces_comes_back_in_order() {
        for all in [0, 1, PIECE, 3 * PIECE + 5] {
            let found = in_pieces(all, |range| range.filter(|it| it % 3 == 0).collect());
            assert_eq!(found, (0..all).step_by(3).collect::<Vec<_>>());
        }
    }

    #[test]
    fn two_lists_meet_in_what_both_have_each_once() {
        let spread =
            |step: u32, length: u32| -> Vec<u32> { (0..length).flat_map(|it| [it * step, it * step]).collect() };
        for (one, two) in [(2, 3), (1, 40), (40, 1), (7, 7), (5, 1)] {
            for length in [0, 1, 3, 50] {
                let (few, many) = (spread(one, length), spread(two, 60));
                let mut expected: Vec<u32> = few.iter().copied().filter(|it| many.contains(it)).collect();
                expected.dedup();
                let mut found = vec![0];
                meet(&few, &many, &mut found);
                meet(&many, &few, &mut found);
                assert_eq!(found[1..], [expected.clone(), expected].concat(), "steps of {one} and {two}");
            }
        }
    }

    #[test]
    fn a_gallop_ends_where_a_search_from_the_front_does() {
        let list: Vec<u32> = (0..40).map(|number| number * 3).collect();
        for wanted in 0..125 {
            assert_eq!(gallop(&list, wanted), list.iter().filter(|it| **it < wanted).count(), "{wanted}");
        }
        assert_eq!(gallop(&[], 1_u32), 0);
    }
}
