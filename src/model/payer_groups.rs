//! The payers of a deal, bounded together, so that a question about one of thousands does not look at each.

use super::interval::Interval;
use super::parts::{Certainty, Part};

/// One who pays.
#[derive(Debug, Clone)]
pub(super) struct Payer {
    /// The tranches that it pays.
    pub own: Vec<Part>,
    /// What it commits in all; absent where nobody says that it commits something.
    pub commits: Option<Interval>,
    /// Whether its own tranches may be less than all that it pays.
    pub takes_more: bool,
    /// Whether it commits "up to" so much.
    pub is_up_to: bool,
    /// How certain what it pays beyond tranches is; absent where there is no such money.
    pub rest: Option<Certainty>,
}

impl Payer {
    /// Its own tranches, all as if they were not meant.
    pub(super) fn all(&self) -> [Interval; 2] {
        [Interval::ZERO, self.own.iter().map(|part| part.size).sum()]
    }
}

/// What must hold of an allocation. Where that cannot all be, less must.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    /// Whether all comes to what the deal states.
    pub is_whole_kept: bool,
    /// Whether each payer comes to what it commits.
    pub are_commitments_kept: bool,
    /// Whether others than the payers may pay.
    pub is_open_ended: bool,
}

impl Terms {
    pub(super) const ALL: Self = Self { is_whole_kept: true, are_commitments_kept: true, is_open_ended: false };
    /// Others pay as well.
    const WITH_OTHERS: Self = Self { is_open_ended: true, ..Self::ALL };
    const NONE: Self = Self { is_whole_kept: false, are_commitments_kept: false, is_open_ended: true };
    /// The whole stands against what is committed, and tranches against both.
    pub(super) const OF_ALL: [Self; 4] =
        [Self::ALL, Self::WITH_OTHERS, Self { are_commitments_kept: false, ..Self::WITH_OTHERS }, Self::NONE];
    /// What one commits stands against the whole.
    pub(super) const OF_ONE: [Self; 4] =
        [Self::ALL, Self::WITH_OTHERS, Self { is_whole_kept: false, ..Self::WITH_OTHERS }, Self::NONE];
}

/// A sum of intervals of which some can be taken out again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sum {
    least: u128,
    most: u128,
    /// How many of them have no upper end.
    open: usize,
}

impl Sum {
    const NOTHING: Self = Self { least: 0, most: 0, open: 0 };
    const ANYTHING: Self = Self { open: 1, ..Self::NOTHING };

    fn is_exact(self) -> bool {
        self.open == 0 && self.least == self.most
    }

    /// The sum with another one, or without it where it is in it.
    fn and(self, other: Self, is_in: bool) -> Self {
        let change = |one: u128, two: u128| if is_in { one.saturating_sub(two) } else { one.saturating_add(two) };
        let open = if is_in { self.open.saturating_sub(other.open) } else { self.open.saturating_add(other.open) };
        Self { least: change(self.least, other.least), most: change(self.most, other.most), open }
    }
}

impl From<Interval> for Sum {
    fn from(interval: Interval) -> Self {
        let most = interval.upper();
        Self { least: interval.lower(), most: most.unwrap_or(0), open: most.is_none().into() }
    }
}

impl From<Sum> for Interval {
    fn from(sum: Sum) -> Self {
        Self::new(sum.least, (sum.open == 0).then_some(sum.most)).unwrap_or(Self::exactly(sum.least))
    }
}

/// Payers that are bounded as one: whatever each of them takes, together they can.
#[derive(Debug, Clone, Copy)]
pub(super) struct Group {
    /// What they surely pay of what is meant, and of what is not.
    pub own: [Sum; 2],
    /// What they must take beyond their own.
    pub needs: u128,
    /// What they come to together.
    pub total: Sum,
    /// Whether they may take any more than their own.
    pub takes_more: bool,
    /// Whether anything bounds what they come to.
    pub commits: bool,
}

impl Group {
    /// One whom nothing bounds.
    pub(super) const UNBOUNDED: Self =
        Self { own: [Sum::NOTHING; 2], needs: 0, total: Sum::ANYTHING, takes_more: true, commits: false };

    pub(super) fn of(payer: &Payer, own: [Interval; 2], terms: Terms) -> Self {
        let all: Interval = own.into_iter().sum();
        let takes_more = payer.takes_more;
        // Tranches that tell all of what one commits stand against it.
        let is_bound = |commits: &Interval| terms.are_commitments_kept && (takes_more || commits.overlaps(all));
        let Some(commits) = payer.commits.filter(is_bound) else {
            return Self { own: own.map(Sum::from), takes_more, ..Self::UNBOUNDED };
        };
        let needs = all.upper().filter(|_| takes_more).map_or(0, |most| commits.lower().saturating_sub(most));
        let total = Interval::new(commits.lower().max(all.lower()), commits.upper()).unwrap_or(commits);
        let own = own.map(|own| {
            let most = own.upper().into_iter().chain(commits.upper()).min();
            Interval::new(own.lower(), most).unwrap_or(own)
        });
        Self { own: own.map(Sum::from), needs, total: total.into(), takes_more, commits: true }
    }

    /// Whether both are as good as one: bounded alike, and with own tranches of open size of one kind only, so that what one has
    /// less of cannot be what another has more of.
    fn is_like(&self, other: &Self) -> bool {
        let are_open = self.own.iter().zip(&other.own).filter(|(own, others)| !own.is_exact() || !others.is_exact());
        (self.takes_more, self.commits) == (other.takes_more, other.commits) && (!self.commits || are_open.count() < 2)
    }

    /// Both together, or this one without another that is in it.
    fn and(self, other: &Self, is_in: bool) -> Self {
        let ([meant, not], [others_meant, others_not]) = (self.own, other.own);
        let needs = if is_in { self.needs.saturating_sub(other.needs) } else { self.needs.saturating_add(other.needs) };
        Self {
            own: [meant.and(others_meant, is_in), not.and(others_not, is_in)],
            needs,
            total: self.total.and(other.total, is_in),
            ..self
        }
    }
}

/// Payers, those that are as good as one together, each with how certain is what it pays of no tranche.
#[derive(Debug, Clone, Default)]
pub(super) struct Groups(pub(super) Vec<(Group, Option<Certainty>)>);

impl Groups {
    pub(super) fn of(payers: impl Iterator<Item = (Group, Option<Certainty>)>) -> Self {
        let mut all = Self::default();
        for (payer, rest) in payers {
            match all.0.iter_mut().find(|(group, certainty)| *certainty == rest && group.is_like(&payer)) {
                Some((group, _)) => *group = group.and(&payer, false),
                None => all.0.push((payer, rest)),
            }
        }
        all
    }

    /// The others, where a payer is in them of whom nothing is meant.
    pub(super) fn without(&self, payer: &Group, rest: Option<Certainty>) -> Self {
        let mut others = self.clone();
        if let Some((group, _)) =
            others.0.iter_mut().find(|(group, certainty)| *certainty == rest && group.is_like(payer))
        {
            *group = group.and(payer, true);
        }
        others
    }
}
