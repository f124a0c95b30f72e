//! What edges alike have in common. Nearly all deals of a large web have two parties and one amount, and then their edges
//! follow from kind, status, roles and currency alone: they are worked out once for each combination.

use super::edges::{self, Extent, thin};
use super::row::ColumnSet;
use super::sheet::Fixed;
use crate::graph::DealGraph;
use crate::model::pack::PlainDeal;
use crate::model::{
    Currency, Deal, DealIx, EntityIx, Flow, Kind, Leg, Money, MoneyLevel, Party, Placeholder, Role, Status, Who, legs,
};

/// What the edges of a plain deal follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Traits {
    kind: Kind,
    status: Status,
    roles: [Role; 2],
    amount: Amount,
}

/// What is said of the amount of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    /// Nothing.
    Unspoken,
    /// That there is one.
    Undisclosed,
    /// What it is, in a currency.
    In(Currency),
}

/// The edges of all plain deals with the same traits.
#[derive(Debug)]
pub(super) struct Shape<M> {
    traits: Traits,
    pub edges: Vec<ShapedEdge<M>>,
    /// How many legs a deal has that a brief graph leaves out.
    pub further_legs: usize,
    /// Whether a deal has no leg at all.
    pub is_bare: bool,
}

/// What is the same in an edge of every deal of a shape.
#[derive(Debug)]
pub(super) struct ShapedEdge<M> {
    /// The leg, of some deal.
    pub leg: Leg,
    /// What stands in the id of the edge behind that of its deal.
    pub tail: String,
    /// The same: between two parties it is short.
    pub fixed_tail: Fixed,
    /// Whether the whole amount moves along it.
    pub pays: bool,
    /// Whether that is the only leg along which money moves.
    pub pays_alone: bool,
    /// Whether an exact amount moves along it at the level of the view, and is said by that.
    pub tells_amount: bool,
    /// What a printer remembers of it.
    pub memory: M,
}

/// The columns that have the same value, where they have one, in an edge of every deal of a shape.
pub(super) fn shaped_columns() -> ColumnSet {
    let columns = [
        edges::INTERACTION,
        edges::KIND,
        edges::FLOW,
        edges::SOURCE_ROLE,
        edges::TARGET_ROLE,
        edges::SYMMETRIC,
        edges::STATUS,
        edges::CURRENCY,
    ];
    columns.into_iter().collect()
}

/// The shapes met so far, by kind, the last one first.
#[derive(Debug)]
pub(super) struct Shapes<M> {
    extent: Extent,
    level: MoneyLevel,
    of_kind: Vec<Vec<Shape<M>>>,
}

impl<M: Default> Shapes<M> {
    /// No shapes, of graphs told to some extent with money of a level.
    pub(super) fn new(extent: Extent, level: MoneyLevel) -> Self {
        Self { extent, level, of_kind: Kind::ALL.iter().map(|_| Vec::new()).collect() }
    }

    /// The shape of a deal.
    pub(super) fn of(&mut self, deal: &PlainDeal<'_>) -> &mut Shape<M> {
        let traits = Traits {
            kind: deal.kind,
            status: deal.status,
            roles: deal.roles,
            amount: Amount::of(deal.amount.as_ref()),
        };
        let shapes = &mut self.of_kind[deal.kind as usize];
        let at = shapes.iter().position(|shape| shape.traits == traits).unwrap_or_else(|| {
            shapes.push(Shape::new(traits, self.extent, self.level));
            shapes.len() - 1
        });
        shapes.swap(0, at);
        &mut shapes[0]
    }
}

impl Amount {
    fn of(amount: Option<&Money>) -> Self {
        match amount.map(|amount| amount.currency()) {
            None => Self::Unspoken,
            Some(None) => Self::Undisclosed,
            Some(Some(currency)) => Self::In(currency),
        }
    }
}

impl<M: Default> Shape<M> {
    /// Works the edges out on a deal made for it, so that they follow from the same rules as those of any deal.
    fn new(traits: Traits, extent: Extent, level: MoneyLevel) -> Self {
        let deal = traits.sample();
        let legs = legs(DealIx::new(0), &deal);
        let at = |party: u16| EntityIx::new(party.into());
        let mut drawn: Vec<_> = legs.iter().map(|leg| (at(leg.from), at(leg.to), *leg)).collect();
        if extent == Extent::Brief {
            thin(&mut drawn);
        }
        let further_legs = legs.len() - drawn.len();
        let pays_alone = legs.iter().filter(|leg| leg.flow == Flow::Money).count() == 1;
        let edges = drawn.into_iter().map(|(_, _, leg)| {
            let stated = DealGraph::money_of_plain(&deal, leg, &legs).stated();
            let amount = deal.amount.map(Money::interval);
            let tells_amount = pays_alone && stated.is_some_and(|stated| Some(stated.split.at(level)) == amount);
            let tail = tail(leg);
            let fixed_tail = Fixed::of(tail.as_bytes());
            ShapedEdge { leg, tail, fixed_tail, pays: stated.is_some(), pays_alone, tells_amount, memory: M::default() }
        });
        Self { traits, edges: edges.collect(), further_legs, is_bare: legs.is_empty() }
    }
}

impl Traits {
    /// A deal with these traits.
    fn sample(self) -> Deal {
        let party = |position: usize| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role: self.roles[position], commits: None, stake: None, with: Vec::new() }
        };
        let amount = match self.amount {
            Amount::Unspoken => None,
            Amount::Undisclosed => Some(Money::UNDISCLOSED),
            Amount::In(currency) => Some(Money::exactly(currency, 1)),
        };
        let (kind, status) = (self.kind, self.status);
        Deal { kind, status, parties: vec![party(0), party(1)], amount, ..Deal::placeholder() }
    }
}

/// The id of a leg: a name token of XML, the same in every view.
pub(super) fn leg_id(deal: &Deal, leg: Leg) -> String {
    format!("{}{}", deal.id, tail(leg))
}

/// What stands in the id of an edge behind that of its deal.
fn tail(leg: Leg) -> String {
    let mut tail = String::new();
    push_tail(leg, &mut tail);
    tail
}

/// Appends what stands in the id of an edge behind that of its deal.
pub(super) fn push_tail(leg: Leg, text: &mut String) {
    text.push_str(match leg.flow {
        Flow::Money => ":money:",
        Flow::Goods => ":goods:",
        Flow::Equity => ":equity:",
        Flow::Rights => ":rights:",
        Flow::Control => ":control:",
        Flow::None => ":none:",
    });
    let mut digits = itoa::Buffer::new();
    text.push_str(digits.format(leg.from));
    text.push('-');
    text.push_str(digits.format(leg.to));
}
