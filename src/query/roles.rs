//! The matrix of who plays which roles towards whom.
//!
//! **Finds** for every two who deal with each other the roles of the first towards the second, most roles first.
//! **Why it matters**: whoever is many things to one company is tied to it in ways that a single contract hides.
//! **Example**: Acme is investor, host and distributor of Orion, and competes with it: one row, four marks.
//! **Limits**: competing alone makes no row; it is marked where the two also deal with each other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::between::contest_record;
use super::dealings::{deals_of, roles_played};
use super::rivalry::{Contest, Rivals};
use crate::graph::{DealGraph, Leg};
use crate::model::{EntityIx, Role};
use crate::report::{Report, Section, count, view_record};

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roles {
    /// The rows: most roles first, then by ids.
    pub rows: Vec<RoleRow>,
}

/// What one entity is to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Who.
    pub who: EntityIx,
    /// Towards whom.
    pub towards: EntityIx,
    /// Its roles, with the legs that say so.
    pub roles: BTreeMap<Role, Vec<Leg>>,
    /// Where they compete, by market.
    pub contests: Vec<Contest>,
}

/// Returns the rows of the matrix with at least `least` roles: of everybody, or towards and of those named.
///
/// One name gives its rows in both directions; several give the rows among them. Costs one pass over the legs.
pub fn roles(graph: &DealGraph<'_>, named: &[EntityIx], least: usize) -> Roles {
    let named: BTreeSet<EntityIx> = named.iter().map(|entity| graph.owner(*entity)).collect();
    let wanted = |who: &EntityIx, towards: &EntityIx| match named.len() {
        0 => true,
        1 => named.contains(who) || named.contains(towards),
        _ => named.contains(who) && named.contains(towards),
    };
    let rivals = Rivals::new(graph);
    let mut rows: Vec<RoleRow> = roles_played(graph)
        .into_iter()
        .filter(|((who, towards), _)| wanted(who, towards))
        .map(|((who, towards), roles)| RoleRow {
            who,
            towards,
            roles: roles.into_iter().map(|(role, legs)| (role, legs.into_iter().collect())).collect(),
            contests: rivals.contests(who, towards),
        })
        .filter(|row| row.count() >= least)
        .collect();
    rows.sort_by_key(|row| (Reverse(row.count()), row.who, row.towards));
    Roles { rows }
}

impl RoleRow {
    /// How many roles it plays, competing being one of them.
    pub fn count(&self) -> usize {
        self.roles.len() + usize::from(!self.contests.is_empty() && !self.roles.contains_key(&Role::Rival))
    }
}

/// The columns of the matrix; roles that are not among them are written out.
const COLUMNS: [(&str, Role); 9] = [
    ("#investor", Role::Investor),
    ("#lender", Role::Lender),
    ("#customer", Role::Customer),
    ("#supplier", Role::Supplier),
    ("#host", Role::Host),
    ("#distributor", Role::Distributor),
    ("#licensor", Role::Licensor),
    ("#partner", Role::Partner),
    ("#rival", Role::Rival),
];

impl Roles {
    /// The legs that say so, in order of deal.
    pub fn legs(&self) -> Vec<Leg> {
        super::in_order(self.rows.iter().flat_map(|row| row.roles.values().flatten().copied()))
    }

    /// The answer as a table and data.
    pub fn report(&self, graph: &DealGraph<'_>) -> Report {
        let book = graph.book();
        let mut columns = vec!["who", "towards", "#roles"];
        columns.extend(COLUMNS.iter().map(|(name, _)| *name));
        columns.push("others");
        let mut table = Section::new(count(self.rows.len(), "row", "rows"), &columns);
        let mut items: Vec<Value> = Vec::new();
        for row in &self.rows {
            let deals = |legs: &Vec<Leg>| deals_of(legs).len();
            let mut cells =
                vec![book.entity(row.who).name.clone(), book.entity(row.towards).name.clone(), row.count().to_string()];
            for (_, role) in COLUMNS {
                let told = row.roles.get(&role).map_or_else(String::new, |legs| deals(legs).to_string());
                let in_markets = role == Role::Rival && !row.contests.is_empty();
                cells.push(if in_markets { format!("{told}m") } else { told });
            }
            let others = row.roles.iter().filter(|(role, _)| COLUMNS.iter().all(|(_, column)| column != *role));
            let others: Vec<String> =
                others.map(|(role, legs)| format!("{} {}", role.word().to_lowercase(), deals(legs))).collect();
            cells.push(others.join(", "));
            table.row(cells);
            let roles: Vec<Value> = row
                .roles
                .iter()
                .map(|(role, legs)| {
                    let deals: Vec<_> = deals_of(legs).into_iter().map(|deal| &book.deal(deal).id).collect();
                    json!({ "role": role, "deals": deals })
                })
                .collect();
            let contests: Vec<Value> = row.contests.iter().map(|it| contest_record(graph, it)).collect();
            items.push(json!({
                "who": book.entity(row.who).id, "towards": book.entity(row.towards).id, "count": row.count(),
                "roles": roles, "contests": contests,
            }));
        }
        Report {
            title: "Who plays which roles towards whom".to_owned(),
            sections: vec![table],
            notes: vec!["numbers count deals; m under rival: they share a market (see between)".to_owned()],
            truncated: None,
            answer: json!({ "rows": items }),
            items,
            view: view_record(book, graph.view()),
        }
    }
}
