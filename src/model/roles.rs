//! Sets of roles.

use std::ops::Deref;

use super::vocabulary::Role;

/// Roles that the table of kinds names together: a list, which the first of them names, and a set to look one up in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Roles {
    list: &'static [Role],
    set: RoleSet,
}

/// A set of roles, a bit for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RoleSet(u64);

const _: () = assert!(Role::ALL.len() <= 64, "every role has a bit");

impl Roles {
    pub(super) const fn new(list: &'static [Role]) -> Self {
        Self { list, set: RoleSet::of(list) }
    }

    /// The roles, in the order of the table.
    pub const fn list(self) -> &'static [Role] {
        self.list
    }

    #[inline]
    pub(super) const fn set(self) -> RoleSet {
        self.set
    }

    /// Whether `role` is one of them.
    #[inline]
    pub const fn has(self, role: Role) -> bool {
        self.set.has(role)
    }
}

impl Deref for Roles {
    type Target = [Role];

    fn deref(&self) -> &[Role] {
        self.list
    }
}

impl RoleSet {
    pub const fn of(mut roles: &[Role]) -> Self {
        let mut set = 0;
        while let [first, rest @ ..] = roles {
            set |= 1 << *first as u8;
            roles = rest;
        }
        Self(set)
    }

    #[inline]
    pub const fn has(self, role: Role) -> bool {
        self.0 >> role as u8 & 1 == 1
    }
}
