//! Reads of a packed deal only what its legs are made of.

use super::super::money::Money;
use super::super::share::Share;
use super::super::vocabulary::{Kind, Role, Status};
use super::records::bits::{deal, party};
use super::{EntityIx, Packed, Unpacker};

/// What the legs of a deal are made of. One is used again for deal after deal, so that nothing is allocated.
#[derive(Debug, Default)]
pub(crate) struct Skim {
    /// The role of each party.
    pub roles: Vec<Role>,
    /// Who each party is, where named.
    pub parties: Vec<Option<EntityIx>>,
}

/// The head of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub kind: Kind,
    pub status: Status,
    /// Whether it states an amount, has tranches, or a party commits money.
    pub amount_stated: bool,
    /// Whether some party names whom it deals with, which is not told here.
    pub pairs_written: bool,
}

/// Whether a deal has clauses; `None` where the bytes are none.
pub(crate) fn has_clauses(from: &mut Unpacker<'_>) -> Option<bool> {
    Some(from.number()? & deal::CLAUSES as u128 != 0)
}

impl Skim {
    /// Reads a deal as far as its status; `None` where the bytes are none.
    pub fn read(&mut self, from: &mut Unpacker<'_>) -> Option<Head> {
        self.roles.clear();
        self.parties.clear();
        let mask = from.number()?;
        from.pass_text()?;
        let kind = Kind::unpack(from)?;
        from.pass_text()?;
        let mut amount_stated = mask & (deal::AMOUNT | deal::TRANCHES) as u128 != 0;
        let mut pairs_written = false;
        for _ in 0..from.size()? {
            let mask = from.number()?;
            self.roles.push(Role::unpack(from)?);
            let who = match from.size()?.checked_sub(1) {
                Some(position) => Some(EntityIx::new(Some(position).filter(|it| *it < from.counts().entities)?)),
                None => from.pass_text().map(|()| None)?,
            };
            self.parties.push(who);
            if mask & party::COMMITS as u128 != 0 {
                amount_stated = true;
                Money::unpack(from)?;
            }
            if mask & party::STAKE as u128 != 0 {
                Share::unpack(from)?;
            }
            if mask & party::WITH as u128 != 0 {
                pairs_written = true;
                for _ in 0..from.size()? {
                    EntityIx::unpack(from)?;
                }
            }
        }
        let status = Status::unpack(from)?;
        Some(Head { kind, status, amount_stated, pairs_written })
    }
}
