//! What an export adds up to, so that a reader can check that everything arrived.

use std::collections::BTreeMap;

use serde::Serialize;

use super::edges;
use super::row::{Row, Value};
use super::web::Web;

/// Counts and sums of a web. Sums over edges are for checking files against each other; money of deals is
/// counted in tables, where deals that another one counts in the place of are marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Default)]
pub struct Totals {
    /// Nodes.
    pub nodes: usize,
    /// Edges.
    pub edges: usize,
    /// Sums of `money_lower` and `money_upper` over all edges, by currency, in minor units.
    pub money: BTreeMap<String, EdgeMoney>,
}

/// Money of edges in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Default)]
pub struct EdgeMoney {
    /// Edges that state an amount in it.
    pub edges: usize,
    /// Sum of the least amounts.
    pub lower: i128,
    /// Sum of the most, over those edges where a most is known: less than the most of all where `open` is not zero.
    pub upper_stated: i128,
    /// Edges where no most is known.
    pub open: usize,
}

impl Totals {
    /// Adds an edge.
    pub(super) fn add(&mut self, row: &Row) {
        self.edges += 1;
        let currency = row.str(edges::CURRENCY);
        if currency.is_empty() {
            return;
        }
        if !self.money.contains_key(currency) {
            self.money.insert(currency.to_owned(), EdgeMoney::default());
        }
        let Some(money) = self.money.get_mut(currency) else { return };
        money.edges += 1;
        if let Value::Whole(lower) = row.value(edges::MONEY) {
            money.lower += i128::from(lower);
        }
        match row.value(edges::MONEY + 1) {
            Value::Whole(upper) => money.upper_stated += i128::from(upper),
            _ => money.open += 1,
        }
    }

    /// Adds up a web.
    pub fn of(web: &Web) -> Self {
        let mut totals = Self { nodes: web.nodes.rows.len(), edges: web.edges.rows.len(), ..Self::default() };
        for row in &web.edges.rows {
            let currency = web.edges.text(row, "money_currency");
            if currency.is_empty() {
                continue;
            }
            let money = totals.money.entry(currency.to_owned()).or_default();
            money.edges += 1;
            money.lower += i128::from(web.edges.cell(row, "money_lower").as_whole().unwrap_or(0));
            match web.edges.cell(row, "money_upper").as_whole() {
                Some(upper) => money.upper_stated += i128::from(upper),
                None => money.open += 1,
            }
        }
        totals
    }
}
