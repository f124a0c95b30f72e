//! How many legs of some sorts an index holds, estimated once.

use super::column::Column;
use super::id::EntityIx;
use super::leg::Group;
use super::leg_index::{LegIndex, row};
use super::vocabulary::{Flow, Kind};

/// How many legs there are, and how many entities give and take by them; estimates in large webs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Size {
    pub legs: usize,
    pub givers: usize,
    pub takers: usize,
}

/// So many entities are looked at to estimate how many legs there are.
const LOOKED_AT: usize = 4096;

impl LegIndex {
    /// How many legs there are of some flows in some kinds of deals. Looks at some entities only, where there are many,
    /// and at none when asked again.
    pub fn size(&self, sorts: &[(Flow, Kind)]) -> Size {
        let groups = sorts.iter().filter_map(|(flow, kind)| Group::of(*flow, *kind));
        let groups = groups.fold(0_u32, |groups, group| groups | 1_u32.wrapping_shl(group.number().into()));
        let sizes = &self.worked_out.sizes;
        *sizes.get(&groups).unwrap_or_else(|| sizes.insert(groups, Box::new(self.estimate(groups))))
    }

    fn estimate(&self, groups: u32) -> Size {
        let entities = self.entities();
        let step = entities.div_ceil(LOOKED_AT).max(1);
        let looked_at = || (0..entities).step_by(step).map(EntityIx::new);
        let count = |starts: &Column<u32>, tags: &Column<u8>| {
            let counts = looked_at().map(|entity| {
                let tags = tags.part(row(starts, entity)).iter();
                tags.filter(|tag| groups.wrapping_shr(u32::from(**tag >> 3)) & 1 == 1).count()
            });
            counts.fold((0_usize, 0_usize), |(legs, ends), count| {
                (legs.saturating_add(count), ends.saturating_add(usize::from(count > 0)))
            })
        };
        let (given, givers) = count(&self.out_starts, &self.tags);
        let (taken, takers) = count(&self.in_starts, &self.in_tags);
        let all = |number: usize| number.saturating_mul(step);
        Size { legs: all(given.max(taken)), givers: all(givers), takers: all(takers) }
    }
}
