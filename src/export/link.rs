//! What FollowTheMoney calls what moves between two parties of a deal.
//!
//! | leg | schema |
//! |---|---|
//! | Equity of an Investment, Control of an Acquisition | `Ownership` (its `status` says how far it has come) |
//! | Money of an Investment or Acquisition that is Closed, of whom tranches do not say that it is still to pay | `Payment` |
//! | Money of a Loan | `Debt` |
//! | Goods or rights of a Purchase, Supply, Hosting, Distribution, License | `Contract` with `ContractAward` |
//! | Control of a Board | `Directorship` |
//! | the rest, and legs of products | `UnknownLink` |

use crate::graph::Leg;
use crate::model::{EntityKind, Flow, Kind, Status};

/// The schema of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Ownership,
    Payment,
    Debt,
    ContractAward,
    Directorship,
    Unknown,
}

impl Link {
    /// The schema of a leg of a deal of some status, between two kinds of entities; absent where other legs of its deal
    /// say what it says.
    pub(super) fn of(leg: Leg, status: Status, [giver, taker]: [EntityKind; 2]) -> Option<Self> {
        let are_legal = giver != EntityKind::Product && taker != EntityKind::Product;
        Some(match (leg.kind, leg.flow) {
            (Kind::Investment, Flow::Equity) | (Kind::Acquisition, Flow::Control)
                if taker != EntityKind::Product && is_asset(giver) =>
            {
                Self::Ownership
            }
            (Kind::Investment | Kind::Acquisition, Flow::Money) if status == Status::Closed && are_legal => {
                Self::Payment
            }
            (Kind::Loan, Flow::Money) if are_legal => Self::Debt,
            (Kind::Board, Flow::Control) if are_legal && giver != EntityKind::Person => Self::Directorship,
            (
                Kind::Purchase | Kind::Supply | Kind::Hosting | Kind::Distribution | Kind::License,
                Flow::Goods | Flow::Rights,
            ) if are_legal => Self::ContractAward,
            (
                Kind::Investment
                | Kind::Acquisition
                | Kind::Purchase
                | Kind::Supply
                | Kind::Hosting
                | Kind::Distribution
                | Kind::License,
                Flow::Money,
            )
            | (Kind::Loan, Flow::Rights) => return None,
            _ => Self::Unknown,
        })
    }

    /// Its name.
    pub(super) const fn schema(self) -> &'static str {
        match self {
            Self::Ownership => "Ownership",
            Self::Payment => "Payment",
            Self::Debt => "Debt",
            Self::ContractAward => "ContractAward",
            Self::Directorship => "Directorship",
            Self::Unknown => "UnknownLink",
        }
    }
}

/// Whether the schema of a kind can be owned.
const fn is_asset(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Company | EntityKind::Fund | EntityKind::Venture | EntityKind::Product)
}
