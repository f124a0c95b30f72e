//! Legs: what moves between two parties of a deal.

#![expect(clippy::cast_possible_truncation, reason = "there are fewer than 32 groups, and few rows for each kind")]

use super::id::DealIx;
use super::kind::{KINDS, When};
use super::pack::Head;
use super::pairs::each_pair;
use super::record::Deal;
use super::vocabulary::{Flow, Kind, Role, Status};

/// One thing that moves from one party of a deal to another. Small and copied; the deal has the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Leg {
    /// The deal.
    pub deal: DealIx,
    /// The giving party, by its position in the deal.
    pub from: u16,
    /// The taking party, by its position in the deal.
    pub to: u16,
    /// What moves.
    pub flow: Flow,
    /// The kind of the deal.
    pub kind: Kind,
    /// How far the deal has come.
    pub status: Status,
}

impl Leg {
    /// Where it stands among all legs: by deal, and within a deal as the table of kinds projects them.
    pub(crate) fn place(self) -> (DealIx, u8, u16, u16) {
        let row = self.kind.spec().legs.iter().position(|spec| spec.flow == self.flow);
        (self.deal, row.map_or(u8::MAX, |row| row as u8), self.from, self.to)
    }
}

/// Projects a deal into its legs, by the table of kinds. Legs from or to undisclosed parties are included;
/// they have no node to stand on in a graph.
pub fn legs(index: DealIx, deal: &Deal) -> Vec<Leg> {
    let mut legs = Vec::with_capacity(4);
    each_leg(index, deal, |leg| legs.push(leg));
    legs
}

/// Tells every leg of a deal, in the order of the table of kinds.
pub(crate) fn each_leg(index: DealIx, deal: &Deal, tell: impl FnMut(Leg)) {
    let head = Head {
        kind: deal.kind,
        status: deal.status,
        amount_stated: deal.amount.is_some()
            || !deal.tranches.is_empty()
            || deal.parties.iter().any(|party| party.commits.is_some()),
        pairs_written: true,
    };
    each_leg_of(index, head, &deal.roles(), |one, two| deal.names(one, two), tell);
}

/// Tells every leg of a deal of which no more is known than its head and the roles of its parties.
fn each_leg_of(
    deal: DealIx,
    head: Head,
    roles: &(impl Iterator<Item = Role> + Clone),
    names: impl Fn(usize, usize) -> Option<bool>,
    mut tell: impl FnMut(Leg),
) {
    for spec in head.kind.spec().legs {
        let holds = match spec.when {
            When::Always => true,
            When::AmountStated => head.amount_stated,
            When::Without(role) => roles.clone().all(|it| it != role),
        };
        if !holds {
            continue;
        }
        each_pair(roles, (spec.from.set(), spec.to.set()), &names, |from, to| {
            if let (Ok(from), Ok(to)) = (u16::try_from(from), u16::try_from(to)) {
                tell(Leg { deal, from, to, flow: spec.flow, kind: head.kind, status: head.status });
            }
        });
    }
}

/// Legs as the table of kinds projects them where no party names whom it deals with: they hang on no more than the kind, the
/// roles and whether an amount is stated, so that deals alike in these are projected once.
#[derive(Debug, Default)]
pub(crate) struct Projections([Projection; 2 * KINDS.len()]);

/// What was projected last of one kind, with or without an amount stated.
#[derive(Debug, Default)]
struct Projection {
    roles: Vec<Role>,
    /// The positions of giver and taker, and what moves.
    legs: Vec<(u16, u16, Flow)>,
}

impl Projections {
    /// Tells every leg of a deal, in the order of the table of kinds.
    pub fn each_leg(&mut self, deal: DealIx, head: Head, roles: &[Role], mut tell: impl FnMut(Leg)) {
        let Head { kind, status, amount_stated, .. } = head;
        let place = (kind as usize).saturating_mul(2).saturating_add(amount_stated.into());
        let Some(known) = self.0.get_mut(place) else { return };
        // Of no roles there are no legs, so that nothing is known before anything is projected.
        if known.roles != roles {
            known.legs.clear();
            let keep = |leg: Leg| known.legs.push((leg.from, leg.to, leg.flow));
            each_leg_of(deal, head, &roles.iter().copied(), |_, _| None, keep);
            known.roles.clear();
            known.roles.extend_from_slice(roles);
        }
        for &(from, to, flow) in &known.legs {
            tell(Leg { deal, from, to, flow, kind, status });
        }
    }
}

/// What a leg moves in which kind of deal, as one small number.
///
/// Groups are ordered by flow and then by kind, so that all legs of a flow, or of a flow in one kind, stand together
/// wherever legs are sorted by group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Group(u8);

/// Every pair of flow and kind that the table of kinds knows, in order. Thirty-two are room for more.
#[expect(clippy::indexing_slicing, reason = "computed while compiling, where a place out of bounds is an error")]
const GROUPS: ([(Flow, Kind); 32], usize) = {
    let mut groups = [(Flow::None, Kind::Rivalry); 32];
    let mut length = 0;
    let mut flow = 0;
    while flow < Flow::ALL.len() {
        let mut kind = 0;
        while kind < KINDS.len() {
            let legs = KINDS[kind].legs;
            let mut leg = 0;
            while leg < legs.len() {
                if legs[leg].flow as usize == flow {
                    groups[length] = (Flow::ALL[flow], KINDS[kind].kind);
                    length += 1;
                    // Two legs of one flow in one kind are one group.
                    leg = legs.len();
                } else {
                    leg += 1;
                }
            }
            kind += 1;
        }
        flow += 1;
    }
    (groups, length)
};

/// For each flow and kind its group; 255 where there is none.
#[expect(clippy::indexing_slicing, reason = "computed while compiling, where a place out of bounds is an error")]
const NUMBERS: [[u8; 14]; 6] = {
    let mut numbers = [[255; 14]; 6];
    let mut at = 0;
    while at < GROUPS.1 {
        let (flow, kind) = GROUPS.0[at];
        numbers[flow as usize][kind as usize] = at as u8;
        at += 1;
    }
    numbers
};

impl Group {
    /// How many groups there are.
    pub const COUNT: usize = GROUPS.1;

    /// The group of a flow in deals of a kind; absent where the kind does not move that.
    #[expect(
        clippy::indexing_slicing,
        reason = "the table is as large as there are flows and kinds, or fails to compile"
    )]
    pub fn of(flow: Flow, kind: Kind) -> Option<Self> {
        let number = NUMBERS[flow as usize][kind as usize];
        (number != 255).then_some(Self(number))
    }

    /// The groups of a flow, from the first to before the last, as numbers.
    pub fn of_flow(flow: Flow) -> std::ops::Range<u8> {
        let groups = || GROUPS.0.iter().take(Self::COUNT);
        let first = groups().position(|group| group.0 == flow).unwrap_or(0);
        let count = groups().filter(|group| group.0 == flow).count();
        // There are 32 at most.
        (first as u8)..(first.saturating_add(count) as u8)
    }

    /// The group as a number below 32.
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// A leg's group and the status of its deal in one byte: the group above, the status in the low three bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Tag(pub u8);

impl Tag {
    /// The tag of a leg.
    pub fn of(leg: Leg) -> Self {
        // Every leg comes out of the table of kinds, so that it has a group.
        let group = Group::of(leg.flow, leg.kind).map_or(0, Group::number);
        Self(group << 3 | leg.status as u8)
    }

    /// What moves, in which kind of deal.
    #[expect(clippy::indexing_slicing, reason = "five bits are below 32")]
    pub fn parts(self) -> (Flow, Kind) {
        GROUPS.0[usize::from(self.0 >> 3)]
    }

    /// How far the deal has come.
    #[expect(clippy::indexing_slicing, reason = "three bits are below 8, and there are 8 statuses; a test sees to it")]
    pub fn status(self) -> Status {
        Status::ALL[usize::from(self.0 & 7)]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn deals_one_after_another_have_the_legs_that_each_has_by_itself(
            deals in prop::collection::vec(
                (prop::sample::select(Kind::ALL), any::<bool>(), prop::collection::vec(prop::sample::select(Role::ALL), 0..5)),
                1..40,
            ),
        ) {
            let mut projections = Projections::default();
            // Each comes a second time, behind one of its kind and perhaps of other roles.
            for (deal, (kind, amount_stated, roles)) in deals.iter().chain(&deals).enumerate() {
                let (deal, status) = (DealIx::new(deal), Status::Signed);
                let head = Head { kind: *kind, status, amount_stated: *amount_stated, pairs_written: false };
                let (mut found, mut expected) = (Vec::new(), Vec::new());
                projections.each_leg(deal, head, roles, |leg| found.push(leg));
                each_leg_of(deal, head, &roles.iter().copied(), |_, _| None, |leg| expected.push(leg));
                prop_assert_eq!(found, expected);
            }
        }
    }

    #[test]
    fn every_leg_of_the_table_has_a_group_and_reads_back_from_its_tag() {
        for spec in &KINDS {
            for leg in spec.legs {
                for &status in Status::ALL {
                    let leg = Leg { deal: DealIx::new(0), from: 0, to: 1, flow: leg.flow, kind: spec.kind, status };
                    let tag = Tag::of(leg);
                    assert_eq!((tag.parts(), tag.status()), ((leg.flow, leg.kind), status));
                    let flow = Group::of_flow(leg.flow);
                    assert!(flow.contains(&(tag.0 >> 3)), "{leg:?} stands outside of its flow");
                }
            }
        }
        assert!(Group::COUNT <= 32 && Status::ALL.len() == 8, "a tag has room for 32 groups and 8 statuses");
    }
}
