//! The records of a book: entities, deals with their parts, sources, claims and rates.

use super::assertion::Assertion;
use super::currency::Currency;
use super::date::{PartialDate, Period};
use super::id::{DealIx, EntityIx, Id, SourceIx};
use super::money::Money;
use super::scope::Scope;
use super::share::{Capacity, Share};
use super::shelf::Placeholder;
use super::vocabulary::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status};

/// Somebody or something that deals are made with or about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its id.
    pub id: Id,
    /// The name that people know it by.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Other names, for look-ups.
    pub aliases: Vec<String>,
    /// What it is a part of.
    pub part_of: Option<PartOf>,
    /// What it competes in; two entities that share a market are rivals there.
    pub markets: Vec<String>,
    /// Where diagrams put it; a part without one takes its parent's.
    pub group: Option<String>,
    /// ISO 3166 alpha-2 code of its country.
    pub country: Option<String>,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// A part's place in a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartOf {
    /// The whole.
    pub whole: EntityIx,
    /// When it was a part; absent means always.
    pub period: Option<Period>,
}

/// Something agreed, promised, done or said to be, between parties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deal {
    /// Its id.
    pub id: Id,
    /// Its kind, which says what its roles and legs are.
    pub kind: Kind,
    /// What an investment gives; absent where nobody says.
    pub instrument: Option<Instrument>,
    /// One line that tells it.
    pub title: String,
    /// Who takes part, at least two.
    pub parties: Vec<Party>,
    /// When it became public.
    pub announced: Option<PartialDate>,
    /// When it holds.
    pub period: Option<Period>,
    /// The whole of it, all parties together; absent where no amount is stated.
    pub amount: Option<Money>,
    /// The valuation before an investment.
    pub pre_money: Option<Money>,
    /// The valuation after an investment.
    pub post_money: Option<Money>,
    /// Power or chips it is about.
    pub capacity: Option<Capacity>,
    /// The right it gives to the taker of its goods or rights.
    pub scope: Option<Scope>,
    /// How the amount splits.
    pub tranches: Vec<Tranche>,
    /// What it binds the parties to.
    pub clauses: Vec<Clause>,
    /// How far it has come.
    pub status: Status,
    /// How it came there, oldest first; empty where undated.
    pub history: Vec<StatusChange>,
    /// The umbrella it is a piece of.
    pub part_of: Option<DealIx>,
    /// The deals it replaces.
    pub supersedes: Vec<DealIx>,
    /// The deal it enlarges.
    pub expands: Option<Expansion>,
    /// What its sources say; never empty.
    pub claims: Vec<Claim>,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// Who a party is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// An entity of the book.
    Entity(EntityIx),
    /// Nobody says who; the reason, or what is known.
    Undisclosed(String),
}

impl Who {
    /// The entity, where known.
    pub const fn entity(&self) -> Option<EntityIx> {
        match self {
            Self::Entity(entity) => Some(*entity),
            Self::Undisclosed(_) => None,
        }
    }
}

/// One party of a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Who it is.
    pub who: Who,
    /// Its role in this deal.
    pub role: Role,
    /// What it puts in; absent where not stated apart from the whole.
    pub commits: Option<Money>,
    /// The share it holds after the deal.
    pub stake: Option<Share>,
    /// The parties it deals with, where not all; empty means every one on the other side.
    pub with: Vec<EntityIx>,
}

/// A part of a deal's amount with its own time and conditions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tranche {
    /// Its id within the deal.
    pub id: Id,
    /// How much.
    pub amount: Money,
    /// Which party pays; absent where only one does.
    pub by: Option<EntityIx>,
    /// When it falls due.
    pub due: Option<PartialDate>,
    /// How far it has come; absent means as far as the deal.
    pub status: Option<Status>,
    /// Conditions precedent; empty means unconditional.
    pub on: Vec<String>,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// A term that binds one party in favour of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Its id within the deal.
    pub id: Id,
    /// What it does.
    pub kind: ClauseKind,
    /// In whose favour.
    pub beneficiary: EntityIx,
    /// Who is bound.
    pub bound: EntityIx,
    /// What it reaches over.
    pub scope: Scope,
    /// When it holds; absent means as long as the deal.
    pub period: Option<Period>,
    /// What it leaves free.
    pub carve_outs: Vec<CarveOut>,
    /// The least spend of a `MinimumSpend`.
    pub amount: Option<Money>,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// Something a clause leaves free.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarveOut {
    /// What is left free.
    pub scope: Scope,
    /// Why, in the curator's words.
    pub note: Option<String>,
}

/// A change of a deal's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusChange {
    /// Since when.
    pub date: PartialDate,
    /// The status from then on.
    pub status: Status,
}

/// How a deal enlarges another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expansion {
    /// The deal enlarged; it is not counted next to this one.
    pub deal: DealIx,
    /// What was added; the deal's own amount is the new total.
    pub by: Option<Money>,
}

/// What one source says about one deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The source.
    pub source: SourceIx,
    /// What it says of a field; absent where it only tells the deal.
    pub says: Option<Said>,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// A value that a source gives to a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The path of the field, as written: `tranches.later.on`.
    pub field: String,
    /// The value, as written.
    pub value: String,
    /// What that means for the deal.
    pub assertion: Assertion,
}

/// Something published that a claim can point to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its id.
    pub id: Id,
    /// Its title.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// Where it is; absent where it has no public address.
    pub address: Option<String>,
    /// When it was published; absent where nothing tells.
    pub date: Option<PartialDate>,
    /// How well the date is known.
    pub date_is: DateIs,
    /// What it is.
    pub kind: SourceKind,
    /// Anything else, in the curator's words.
    pub note: Option<String>,
}

/// What one currency was worth in another on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// The currency converted.
    pub from: Currency,
    /// The currency converted into.
    pub to: Currency,
    /// Units of `to` for one unit of `from`, as `numerator / 10^decimals`.
    pub numerator: u64,
    /// Digits after the point of the rate.
    pub decimals: u8,
    /// The date it held.
    pub date: PartialDate,
    /// Who says so.
    pub source: SourceIx,
}

impl Tranche {
    /// Whether a payer of its deal pays it; `alone` says that no other pays into the deal.
    pub(super) fn is_paid_by(&self, payer: Option<EntityIx>, alone: bool) -> bool {
        if self.by.is_none() { alone } else { self.by == payer }
    }

    /// The conditions that still stand before it: none once it has come.
    pub fn open_conditions(&self) -> &[String] {
        if self.status == Some(Status::Closed) { &[] } else { &self.on }
    }
}

impl Deal {
    /// The entity at position `party`; absent where undisclosed.
    pub fn entity_at(&self, party: usize) -> Option<EntityIx> {
        self.parties.get(party).and_then(|party| party.who.entity())
    }

    /// The tranche of an id.
    pub fn tranche(&self, id: &str) -> Option<&Tranche> {
        self.tranches.iter().find(|tranche| tranche.id.as_str() == id)
    }

    /// The clause of an id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses.iter().find(|clause| clause.id.as_str() == id)
    }

    /// The sources that tell it, each once, in the order of the book.
    pub fn sources(&self) -> Vec<SourceIx> {
        let mut sources: Vec<SourceIx> = self.claims.iter().map(|claim| claim.source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}

impl Placeholder for Entity {
    fn placeholder() -> Self {
        Self {
            id: Id::placeholder(),
            name: String::new(),
            kind: EntityKind::Company,
            aliases: Vec::new(),
            part_of: None,
            markets: Vec::new(),
            group: None,
            country: None,
            note: None,
        }
    }
}

impl Placeholder for Deal {
    fn placeholder() -> Self {
        Self {
            id: Id::placeholder(),
            kind: Kind::Rivalry,
            instrument: None,
            title: String::new(),
            parties: Vec::new(),
            announced: None,
            period: None,
            amount: None,
            pre_money: None,
            post_money: None,
            capacity: None,
            scope: None,
            tranches: Vec::new(),
            clauses: Vec::new(),
            status: Status::Cancelled,
            history: Vec::new(),
            part_of: None,
            supersedes: Vec::new(),
            expands: None,
            claims: Vec::new(),
            note: None,
        }
    }
}

impl Placeholder for Source {
    fn placeholder() -> Self {
        Self {
            id: Id::placeholder(),
            title: String::new(),
            publisher: String::new(),
            address: None,
            date: None,
            date_is: DateIs::Undated,
            kind: SourceKind::Aggregator,
            note: None,
        }
    }
}
