//! The one table of deal kinds: which roles a kind knows and which legs it projects.

pub use super::roles::Roles;
use super::vocabulary::{Flow, Kind, Role};

/// How often a role may stand in a deal of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// Exactly one.
    One,
    /// One or more.
    Some,
    /// Any number, none included.
    Any,
    /// Two or more.
    Pair,
}

/// A set of roles that fill one place in a deal ("investor" and "lead investor").
#[derive(Debug, Clone, Copy)]
pub struct RoleSpec {
    /// The roles that fill the place; the first names it.
    pub roles: Roles,
    /// How many parties may.
    pub count: Count,
}

/// When a leg is projected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In every deal of the kind.
    Always,
    /// Only in deals that state an amount, were it `undisclosed`.
    AmountStated,
    /// Only in deals with no party in the given role.
    Without(Role),
}

/// One leg of a kind: what moves from the parties in some roles to those in others.
#[derive(Debug, Clone, Copy)]
pub struct LegSpec {
    /// Who gives.
    pub from: Roles,
    /// Who takes.
    pub to: Roles,
    /// What moves.
    pub flow: Flow,
    /// When.
    pub when: When,
}

/// A row of the table of kinds.
#[derive(Debug, Clone, Copy)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// What it is, in one phrase.
    pub meaning: &'static str,
    /// The places a deal of this kind has.
    pub places: &'static [RoleSpec],
    /// The legs it projects.
    pub legs: &'static [LegSpec],
}

const INVESTORS: &[Role] = &[Role::Investor, Role::LeadInvestor];

const fn place(roles: &'static [Role], count: Count) -> RoleSpec {
    RoleSpec { roles: Roles::new(roles), count }
}

const fn leg(from: &'static [Role], to: &'static [Role], flow: Flow) -> LegSpec {
    leg_when(from, to, flow, When::Always)
}

const fn leg_when(from: &'static [Role], to: &'static [Role], flow: Flow, when: When) -> LegSpec {
    LegSpec { from: Roles::new(from), to: Roles::new(to), flow, when }
}

/// Every kind with its roles and legs, in the order of [`Kind::ALL`].
pub const KINDS: [KindSpec; 14] = {
    use Count::{Any, One, Pair, Some};
    use Role::{
        Acquirer, Arranger, Borrower, Company, Creditor, Customer, Debtor, Director, Distributor, Guarantor, Host,
        Investee, Lender, Licensee, Licensor, Maker, Observer, Partner, Payee, Payer, Regulator, Rival, Seller,
        Subject, Supplier, Target, Tenant,
    };
    [
        KindSpec {
            kind: Kind::Investment,
            meaning: "money for equity or a claim on it",
            places: &[place(INVESTORS, Some), place(&[Investee], Some)],
            legs: &[leg(INVESTORS, &[Investee], Flow::Money), leg(&[Investee], INVESTORS, Flow::Equity)],
        },
        KindSpec {
            kind: Kind::Loan,
            meaning: "money to be paid back",
            places: &[place(&[Lender], Some), place(&[Borrower], Some), place(&[Arranger], Any)],
            legs: &[leg(&[Lender], &[Borrower], Flow::Money), leg(&[Borrower], &[Lender], Flow::Rights)],
        },
        KindSpec {
            kind: Kind::Purchase,
            meaning: "a commitment to buy",
            places: &[place(&[Customer], Some), place(&[Supplier], Some)],
            legs: &[leg(&[Customer], &[Supplier], Flow::Money), leg(&[Supplier], &[Customer], Flow::Goods)],
        },
        KindSpec {
            kind: Kind::Supply,
            meaning: "goods delivered",
            places: &[place(&[Supplier], Some), place(&[Customer], Some)],
            legs: &[leg(&[Customer], &[Supplier], Flow::Money), leg(&[Supplier], &[Customer], Flow::Goods)],
        },
        KindSpec {
            kind: Kind::Hosting,
            meaning: "running something for its owner",
            places: &[place(&[Host], Some), place(&[Tenant], Some)],
            legs: &[
                leg(&[Host], &[Tenant], Flow::Goods),
                leg_when(&[Tenant], &[Host], Flow::Money, When::AmountStated),
            ],
        },
        KindSpec {
            kind: Kind::Distribution,
            meaning: "selling on what another makes",
            places: &[place(&[Maker], Some), place(&[Distributor], Some), place(&[Customer], Any)],
            legs: &[
                leg(&[Maker], &[Distributor], Flow::Goods),
                leg(&[Maker], &[Distributor], Flow::Rights),
                leg(&[Distributor], &[Customer], Flow::Goods),
                leg_when(&[Distributor], &[Maker], Flow::Money, When::AmountStated),
            ],
        },
        KindSpec {
            kind: Kind::License,
            meaning: "leave to use",
            places: &[place(&[Licensor], Some), place(&[Licensee], Some)],
            legs: &[
                leg(&[Licensor], &[Licensee], Flow::Rights),
                leg_when(&[Licensee], &[Licensor], Flow::Money, When::AmountStated),
            ],
        },
        KindSpec {
            kind: Kind::JointDevelopment,
            meaning: "work done together",
            places: &[place(&[Partner], Pair)],
            legs: &[leg(&[Partner], &[Partner], Flow::None)],
        },
        KindSpec {
            kind: Kind::Acquisition,
            meaning: "one company taking over another, or assets of it",
            places: &[place(&[Acquirer], Some), place(&[Target], Some), place(&[Seller], Any)],
            legs: &[
                leg(&[Target], &[Acquirer], Flow::Control),
                leg(&[Acquirer], &[Seller], Flow::Money),
                leg_when(&[Acquirer], &[Target], Flow::Money, When::Without(Seller)),
            ],
        },
        KindSpec {
            kind: Kind::RevenueShare,
            meaning: "a part of one's sales paid to another",
            places: &[place(&[Payer], Some), place(&[Payee], Some)],
            legs: &[leg(&[Payer], &[Payee], Flow::Money)],
        },
        KindSpec {
            kind: Kind::Guarantee,
            meaning: "a promise to pay if another does not",
            places: &[place(&[Guarantor], Some), place(&[Debtor], Some), place(&[Creditor], Any)],
            legs: &[leg(&[Guarantor], &[Debtor], Flow::Rights), leg(&[Guarantor], &[Creditor], Flow::Rights)],
        },
        KindSpec {
            kind: Kind::Board,
            meaning: "a seat on a board, or an office",
            places: &[place(&[Director, Observer], Some), place(&[Company], One)],
            legs: &[leg(&[Company], &[Director, Observer], Flow::Control)],
        },
        KindSpec {
            kind: Kind::Regulation,
            meaning: "a state's hold over a company",
            places: &[place(&[Regulator], Some), place(&[Subject], Some)],
            legs: &[leg(&[Subject], &[Regulator], Flow::Control)],
        },
        KindSpec {
            kind: Kind::Rivalry,
            meaning: "competition",
            places: &[place(&[Rival], Pair)],
            legs: &[leg(&[Rival], &[Rival], Flow::None)],
        },
    ]
};

impl Kind {
    /// Its row in the table of kinds.
    #[expect(clippy::indexing_slicing, reason = "the table has a row for each kind, in their order; a test sees to it")]
    pub const fn spec(self) -> &'static KindSpec {
        &KINDS[self as usize]
    }

    /// The roles that pay in this kind; empty where no money moves.
    pub fn payers(self) -> &'static [Role] {
        self.spec().legs.iter().find(|leg| leg.flow == Flow::Money).map_or(&[], |leg| leg.from.list())
    }
}

impl KindSpec {
    /// The place that `role` fills; `None` where the kind does not know the role.
    pub fn place_of(&self, role: Role) -> Option<&'static RoleSpec> {
        self.places.iter().find(|place| place.roles.has(role))
    }

    /// Whether every party deals with every other on the same terms.
    pub fn is_symmetric(&self) -> bool {
        self.places.len() == 1
    }
}

impl Count {
    /// Whether `parties` of them are allowed.
    pub const fn allows(self, parties: usize) -> bool {
        match self {
            Self::One => parties == 1,
            Self::Some => parties >= 1,
            Self::Any => true,
            Self::Pair => parties >= 2,
        }
    }

    /// How many are needed, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::One => "exactly one",
            Self::Some => "at least one",
            Self::Any => "any number of",
            Self::Pair => "at least two",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sides_of_a_leg_are_the_same_or_have_no_role_in_common() {
        for leg in KINDS.iter().flat_map(|spec| spec.legs) {
            assert!(leg.from == leg.to || leg.from.iter().all(|role| !leg.to.has(*role)), "{leg:?}");
        }
    }

    #[test]
    fn a_role_has_one_place_in_a_kind() {
        for spec in &KINDS {
            let roles: Vec<Role> = spec.places.iter().flat_map(|place| place.roles.list()).copied().collect();
            for role in &roles {
                assert_eq!(roles.iter().filter(|it| *it == role).count(), 1, "{role} in {}", spec.kind);
            }
        }
    }
}
