//! Which parties of a deal play which roles, and which of them a leg joins.

use super::record::Deal;
use super::roles::{RoleSet, Roles};
use super::vocabulary::Role;

impl Deal {
    /// The role of each party.
    pub(super) fn roles(&self) -> impl Iterator<Item = Role> + Clone {
        self.parties.iter().map(|party| party.role)
    }

    /// How many parties play one of `roles`.
    pub(crate) fn count_in(&self, roles: Roles) -> usize {
        self.roles().filter(|role| roles.has(*role)).count()
    }

    /// The positions of the parties that play one of `roles`.
    pub fn in_roles(&self, roles: &[Role]) -> impl Iterator<Item = usize> + use<'_> {
        let roles = RoleSet::of(roles);
        self.roles().enumerate().filter(move |(_, role)| roles.has(*role)).map(|(position, _)| position)
    }

    /// Returns the pairs of party positions that a leg from `from` to `to` roles joins.
    ///
    /// A party that names whom it deals with is paired with those alone. Where neither side names anyone
    /// and both have several parties, nothing is paired: pairs are written out, never invented. Within one
    /// set of roles (rivals, partners) everyone is paired with everyone once.
    pub fn pairs(&self, from: &[Role], to: &[Role]) -> Vec<(usize, usize)> {
        let mut pairs = Vec::new();
        let names = |one, two| self.names(one, two);
        each_pair(&self.roles(), (RoleSet::of(from), RoleSet::of(to)), names, |giver, taker| {
            pairs.push((giver, taker));
        });
        pairs
    }

    /// Whether party `one` names party `two` as its counterparty; `None` where it names nobody.
    pub(super) fn names(&self, one: usize, two: usize) -> Option<bool> {
        let with = &self.parties.get(one)?.with;
        (!with.is_empty()).then(|| self.entity_at(two).is_some_and(|entity| with.contains(&entity)))
    }
}

/// Tells the pairs of positions that legs between two sets of roles join; see [`Deal::pairs`]. `names` says whether
/// one party names another as its counterparty, where it names anybody.
pub(super) fn each_pair(
    roles: &(impl Iterator<Item = Role> + Clone),
    (from, to): (RoleSet, RoleSet),
    names: impl Fn(usize, usize) -> Option<bool>,
    mut tell: impl FnMut(usize, usize),
) {
    let among_themselves = from == to;
    let (mut givers, mut takers, mut last) = (0_usize, 0_usize, 0_usize);
    for (at, role) in roles.clone().enumerate() {
        givers = givers.saturating_add(from.has(role).into());
        if to.has(role) {
            (takers, last) = (takers.saturating_add(1), at);
        }
    }
    let either_single = givers == 1 || takers == 1;
    let is_paired = |giver, taker| {
        if among_themselves {
            return giver < taker;
        }
        names(giver, taker).or_else(|| names(taker, giver)).unwrap_or(either_single)
    };
    for (giver, role) in roles.clone().enumerate() {
        if !from.has(role) {
            continue;
        }
        // A round of thousands in one company is no search among thousands for each of them.
        if takers == 1 {
            if is_paired(giver, last) {
                tell(giver, last);
            }
            continue;
        }
        for (taker, role) in roles.clone().enumerate() {
            if to.has(role) && is_paired(giver, taker) {
                tell(giver, taker);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::EntityIx;
    use crate::model::record::{Party, Who};
    use crate::model::shelf::Placeholder;

    fn deal(roles: &[Role]) -> Deal {
        let party = |(position, role): (usize, &Role)| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role: *role, commits: None, stake: None, with: Vec::new() }
        };
        Deal { parties: roles.iter().enumerate().map(party).collect(), ..Deal::placeholder() }
    }

    #[test]
    fn pairs_are_written_out_where_both_sides_have_several_parties() {
        let (givers, takers) = (&[Role::Investor, Role::LeadInvestor], &[Role::Investee]);
        let round = deal(&[Role::LeadInvestor, Role::Investee, Role::Arranger, Role::Investor]);
        assert_eq!(round.pairs(givers, takers), [(0, 1), (3, 1)]);
        assert_eq!(round.pairs(takers, givers), [(1, 0), (1, 3)]);
        let mut joint = deal(&[Role::Investor, Role::Investor, Role::Investee, Role::Investee]);
        assert_eq!(joint.pairs(givers, takers), []);
        joint.parties[1].with = vec![EntityIx::new(3)];
        joint.parties[2].with = vec![EntityIx::new(0)];
        assert_eq!(joint.pairs(givers, takers), [(0, 2), (1, 3)]);
        assert_eq!(joint.pairs(givers, &[Role::Seller]), []);
    }

    #[test]
    fn those_of_one_side_are_each_paired_once() {
        let rivals = deal(&[Role::Rival, Role::Observer, Role::Rival, Role::Rival]);
        assert_eq!(rivals.pairs(&[Role::Rival], &[Role::Rival]), [(0, 2), (0, 3), (2, 3)]);
        assert_eq!(rivals.in_roles(&[Role::Rival, Role::Observer]).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }
}
