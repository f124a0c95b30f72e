//! What several sorted lists have in common.

use crate::model::{EntityIx, Neighbours};

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

#[cfg(test)]
mod tests {
    use super::gallop;

    #[test]
    fn a_gallop_ends_where_a_search_from_the_front_does() {
        let list: Vec<u32> = (0..40).map(|number| number * 3).collect();
        for wanted in 0..125 {
            assert_eq!(gallop(&list, wanted), list.iter().filter(|it| **it < wanted).count(), "{wanted}");
        }
        assert_eq!(gallop(&[], 1_u32), 0);
    }
}
