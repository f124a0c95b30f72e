//! The closed word lists of a book: kinds, roles, statuses, flows and the like.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

/// Declares an enum whose variants are written in a book by their own names, with the list of all of them.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
        pub enum $name { $($(#[$variant_meta])* $variant),+ }

        impl $name {
            /// Every word of the list, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The word as a book writes it.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }

            /// Returns the value of a word as a book writes it.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $(stringify!($variant) => Some(Self::$variant),)+ _ => None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.word())
            }
        }
    };
}

vocabulary! {
    /// What an entity is.
    EntityKind {
        /// A company or a part of one.
        Company,
        /// A product, service or model.
        Product,
        /// A fund or other vehicle that holds money for others.
        Fund,
        /// A state, ministry, agency or regulator.
        Government,
        /// A joint venture or programme of several owners.
        Venture,
        /// A person.
        Person,
    }
}

vocabulary! {
    /// What a deal is; see [`super::kind::KindSpec`] for its roles and legs.
    Kind {
        /// Money for equity or a claim on it.
        Investment,
        /// Money to be paid back.
        Loan,
        /// A commitment to buy.
        Purchase,
        /// Goods delivered.
        Supply,
        /// Running something for its owner.
        Hosting,
        /// Selling on what another makes.
        Distribution,
        /// Leave to use.
        License,
        /// Work done together.
        JointDevelopment,
        /// One company taking over another, or assets of it.
        Acquisition,
        /// A part of one's sales paid to another.
        RevenueShare,
        /// A promise to pay if another does not.
        Guarantee,
        /// A seat on a board, or an office.
        Board,
        /// A state's hold over a company.
        Regulation,
        /// Competition.
        Rivalry,
    }
}

vocabulary! {
    /// What a party is in one deal. A role belongs to a party in a deal, never to a company.
    Role {
        /// Puts money in for equity.
        Investor,
        /// An investor who leads the round.
        LeadInvestor,
        /// Is invested in.
        Investee,
        /// Lends.
        Lender,
        /// Borrows.
        Borrower,
        /// Arranges a loan without lending.
        Arranger,
        /// Buys.
        Customer,
        /// Sells or delivers.
        Supplier,
        /// Runs something for a tenant.
        Host,
        /// Is run by a host.
        Tenant,
        /// Makes what another distributes.
        Maker,
        /// Sells on what a maker makes.
        Distributor,
        /// Gives leave to use.
        Licensor,
        /// Is given leave to use.
        Licensee,
        /// Works on equal terms with others.
        Partner,
        /// Takes over.
        Acquirer,
        /// Is taken over.
        Target,
        /// Sells the target.
        Seller,
        /// Pays a part of its sales.
        Payer,
        /// Is paid a part of another's sales.
        Payee,
        /// Promises to pay for another.
        Guarantor,
        /// Is promised for.
        Debtor,
        /// Is promised to.
        Creditor,
        /// Sits on a board or holds an office.
        Director,
        /// Attends a board without a vote.
        Observer,
        /// The company whose board it is.
        Company,
        /// Regulates, sues, sanctions or licenses as a state.
        Regulator,
        /// Is regulated.
        Subject,
        /// Competes.
        Rival,
    }
}

vocabulary! {
    /// How far a deal has come, weakest first, and how it ended.
    Status {
        /// Someone says that someone says so.
        Rumoured,
        /// The press says so; the parties have not.
        Reported,
        /// The parties say so.
        Announced,
        /// A definitive agreement exists.
        Signed,
        /// Done: paid, delivered or completed.
        Closed,
        /// Called off before it was done.
        Cancelled,
        /// Ran out.
        Lapsed,
        /// Replaced by another.
        Superseded,
    }
}

impl Status {
    /// Whether the deal is over without having been done, or no longer holds.
    pub const fn is_ended(self) -> bool {
        matches!(self, Self::Cancelled | Self::Lapsed | Self::Superseded)
    }
}

vocabulary! {
    /// What moves along a leg.
    Flow {
        /// Money.
        Money,
        /// Compute, chips, services: what the taker depends on.
        Goods,
        /// A share in a company.
        Equity,
        /// Leave, promises and claims.
        Rights,
        /// Power over the giver.
        Control,
        /// Nothing moves: rivalry and joint work.
        None,
    }
}

vocabulary! {
    /// What an investor holds.
    Instrument {
        /// Shares.
        Equity,
        /// A note that turns into shares.
        Convertible,
        /// A right to buy shares later.
        Warrant,
        /// Debt with a say.
        Debt,
        /// Credits for services, given as an investment.
        Credits,
    }
}

vocabulary! {
    /// What a clause does.
    ClauseKind {
        /// The bound party may give the right in the scope to nobody else.
        Exclusivity,
        /// The bound party must offer to the beneficiary first.
        RightOfFirstRefusal,
        /// The bound party must spend a least amount.
        MinimumSpend,
        /// The beneficiary may leave.
        Exit,
    }
}

vocabulary! {
    /// What a source is.
    SourceKind {
        /// A filing with a regulator or a court.
        Filing,
        /// A release by a party.
        PressRelease,
        /// Another publication of a party itself.
        Company,
        /// Press.
        News,
        /// Analysis or opinion.
        Analysis,
        /// A page that collects what others say.
        Aggregator,
    }
}

impl SourceKind {
    /// Whether a party to the deal, or a filing of one, speaks.
    pub const fn is_official(self) -> bool {
        matches!(self, Self::Filing | Self::PressRelease | Self::Company)
    }
}

vocabulary! {
    /// How well a source's date is known.
    DateIs {
        /// As written.
        Exact,
        /// Near that date.
        Approximate,
        /// The source bears no date; the one given is a guess, or absent.
        Undated,
    }
}
