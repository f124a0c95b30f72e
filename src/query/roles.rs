//! The matrix of who plays which roles towards whom.
//!
//! **Finds** for every two who deal with each other the roles of the first towards the second, most roles first.
//! **Why it matters**: whoever is many things to one company is tied to it in ways that a single contract hides.
//! **Example**: Acme is investor, host and distributor of Orion, and competes with it: one row, four marks.
//! **Limits**: competing alone makes no row; it is marked where the two also deal with each other.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::between::contest_record;
use super::dealings::{End, deals_of, role_at};
use super::rivalry::{Contest, Rivals};
use crate::graph::{DealGraph, Leg, shares};
use crate::model::{EntityIx, Id, Role};
use crate::report::{Portion, Records, Report, Section, count, view_record};

/// The answer.
#[derive(Debug, Clone)]
pub struct Roles<'b> {
    /// The rows: most roles first, then by ids.
    pub rows: Vec<RoleRow>,
    /// What the rows rest on, in pieces: of each row its legs by role, and within a role by deal.
    played: Vec<Vec<(Role, Leg)>>,
    rivals: Rivals<'b>,
}

/// What one entity is to another. Of a large web there are millions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleRow {
    /// Who.
    pub who: EntityIx,
    /// Towards whom.
    pub towards: EntityIx,
    /// Where its legs stand: the piece, where they begin in it, and how many they are.
    piece: u32,
    start: u32,
    length: u32,
    /// How many roles it plays, competing being one of them.
    count: u8,
    /// Whether they share a market.
    competes: bool,
}

/// Returns the rows of the matrix with at least `least` roles: of everybody, or towards and of those named.
///
/// One name gives its rows in both directions; several give the rows among them. Costs the legs of those named, or of all.
pub fn roles<'b>(graph: &DealGraph<'b>, named: &[EntityIx], least: usize) -> Roles<'b> {
    let named: BTreeSet<EntityIx> = named.iter().map(|entity| graph.owner(*entity)).collect();
    let rivals = Rivals::new(graph);
    let whose: Vec<EntityIx> =
        if named.is_empty() { graph.book().entity_indices().collect() } else { named.iter().copied().collect() };
    let pieces = shares::of(whose.len(), PIECE, |from, to| {
        let mut matrix = Matrix { rivals: &rivals, least, rows: Vec::new(), played: Vec::new() };
        for &who in &whose[from..to] {
            let legs = legs_of(graph, who).filter(|(towards, ..)| named.len() < 2 || named.contains(towards));
            let legs: Vec<(EntityIx, Leg, End)> = legs.collect();
            matrix.add(graph, legs.iter().map(|(towards, leg, end)| (who, *towards, *leg, *end)));
            if named.len() == 1 {
                matrix.add(graph, legs.iter().map(|(other, leg, end)| (*other, who, *leg, end.other())));
            }
        }
        (matrix.rows, matrix.played)
    });
    let (mut rows, mut played) = (Vec::with_capacity(pieces.iter().map(|(rows, _)| rows.len()).sum()), Vec::new());
    for (piece, (of_piece, legs)) in (0_u32..).zip(pieces) {
        rows.extend(of_piece.into_iter().map(|row| RoleRow { piece, ..row }));
        played.push(legs);
    }
    rows.sort_unstable_by_key(|row| (Reverse(row.count), row.who, row.towards));
    Roles { rows, played, rivals }
}

/// The rows of so many entities are made together.
const PIECE: usize = 2048;

/// The legs of an entity with whoever is at the other end, and the end at which it is itself.
fn legs_of<'g>(graph: &'g DealGraph<'_>, who: EntityIx) -> impl Iterator<Item = (EntityIx, Leg, End)> + 'g {
    let out = graph.legs_of(graph.index().all_out(who)).map(|(taker, leg)| (taker, leg, End::Giver));
    out.chain(graph.legs_of(graph.index().all_into(who)).map(|(giver, leg)| (giver, leg, End::Taker)))
}

/// Rows in the making.
struct Matrix<'r, 'b> {
    rivals: &'r Rivals<'b>,
    least: usize,
    rows: Vec<RoleRow>,
    played: Vec<(Role, Leg)>,
}

impl Matrix<'_, '_> {
    /// Adds the rows of some legs, which are all that their pairs have, with the end at which the first of each pair is.
    fn add(&mut self, graph: &DealGraph<'_>, legs: impl Iterator<Item = (EntityIx, EntityIx, Leg, End)>) {
        let role = |(who, towards, leg, end)| (who, towards, role_at(graph, leg, end), leg);
        let mut played: Vec<(EntityIx, EntityIx, Role, Leg)> = legs.map(role).collect();
        played.sort_unstable();
        for pair in played.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
            let (who, towards, ..) = pair[0];
            let different = pair.chunk_by(|one, two| one.2 == two.2).count();
            let competes = self.rivals.share_a_market(who, towards);
            let as_well = competes && pair.iter().all(|(_, _, role, _)| *role != Role::Rival);
            let count = different + usize::from(as_well);
            if count >= self.least {
                self.rows.push(RoleRow {
                    who,
                    towards,
                    piece: 0,
                    start: small(self.played.len()),
                    length: small(pair.len()),
                    count: u8::try_from(count).unwrap_or(u8::MAX),
                    competes,
                });
                self.played.extend(pair.iter().map(|(_, _, role, leg)| (*role, *leg)));
            }
        }
    }
}

/// Legs are numbered in 32 bits, and a piece has those of some entities.
fn small(number: usize) -> u32 {
    u32::try_from(number).expect("a piece has fewer legs than that")
}

impl RoleRow {
    /// How many roles it plays, competing being one of them.
    pub fn count(&self) -> usize {
        self.count.into()
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

impl Roles<'_> {
    /// The legs of a row, by role.
    fn played(&self, row: &RoleRow) -> impl Iterator<Item = (Role, impl Iterator<Item = &Leg>)> {
        let start = row.start as usize;
        let legs = &self.played[row.piece as usize][start..start + row.length as usize];
        legs.chunk_by(|one, two| one.0 == two.0).map(|same| (same[0].0, same.iter().map(|(_, leg)| leg)))
    }

    /// The roles of a row, with the legs that say so.
    pub fn roles_of(&self, row: &RoleRow) -> BTreeMap<Role, Vec<Leg>> {
        self.played(row).map(|(role, legs)| (role, legs.copied().collect())).collect()
    }

    /// Where the two of a row compete, by market.
    pub fn contests_of(&self, row: &RoleRow) -> Vec<Contest> {
        self.rivals.contests(row.who, row.towards)
    }

    /// The legs that say so, in order of deal.
    pub fn legs(&self) -> Vec<Leg> {
        super::in_order(self.rows.iter().flat_map(|row| self.played(row)).flat_map(|(_, legs)| legs.copied()))
    }

    /// The answer as a table and data, as far as it is wanted.
    pub fn report(&self, graph: &DealGraph<'_>, portion: Portion) -> Report {
        let book = graph.book();
        let mut columns = vec!["who", "towards", "#roles"];
        columns.extend(COLUMNS.iter().map(|(name, _)| *name));
        columns.push("others");
        let mut table = Section::new(count(self.rows.len(), "row", "rows"), &columns);
        for row in self.rows.iter().take(portion.most).filter(|_| portion.rows()) {
            table.row(self.cells(graph, row));
        }
        table.more = self.rows.len() - table.rows.len();
        let (rows, items) = portion.held(&self.records(graph).first(portion.most));
        Report {
            title: "Who plays which roles towards whom".to_owned(),
            sections: vec![table],
            notes: vec!["numbers count deals; m under rival: they share a market (see between)".to_owned()],
            truncated: None,
            answer: Value::Object([("rows".to_owned(), rows)].into_iter().collect()),
            items,
            view: view_record(book, graph.view()),
        }
    }

    /// The rows as data, made one by one: the records of the report.
    pub fn records<'r>(&'r self, graph: &'r DealGraph<'_>) -> Records<'r> {
        Records::each("rows", self.rows.len(), |position| self.record(graph, &self.rows[position]))
    }

    fn cells<'c>(&self, graph: &'c DealGraph<'_>, row: &RoleRow) -> Vec<Cow<'c, str>> {
        let book = graph.book();
        let mut deals = [0_usize; COLUMNS.len()];
        let mut others: Vec<String> = Vec::new();
        for (role, legs) in self.played(row) {
            let different = deals_of(legs).len();
            match COLUMNS.iter().position(|(_, column)| *column == role) {
                Some(column) => deals[column] = different,
                None => others.push(format!("{} {different}", role.word().to_lowercase())),
            }
        }
        let (who, towards) = (&book.entity(row.who).name, &book.entity(row.towards).name);
        let mut cells: Vec<Cow<'c, str>> = vec![who.into(), towards.into(), row.count.to_string().into()];
        for ((_, role), deals) in COLUMNS.iter().zip(deals) {
            let told = if deals > 0 { deals.to_string() } else { String::new() };
            cells.push(if *role == Role::Rival && row.competes { told + "m" } else { told }.into());
        }
        cells.push(others.join(", ").into());
        cells
    }

    fn record<'g>(&self, graph: &'g DealGraph<'_>, row: &RoleRow) -> RowRecord<'g> {
        let book = graph.book();
        let played = self.played(row).map(|(role, legs)| {
            let ids = deals_of(legs).into_iter().filter_map(|deal| graph.told().look(deal));
            RoleRecord { role, deals: ids.map(|deal| deal.id.to_string()).collect() }
        });
        RowRecord {
            who: &book.entity(row.who).id,
            towards: &book.entity(row.towards).id,
            count: row.count,
            roles: played.collect(),
            contests: self.contests_of(row).iter().map(|it| contest_record(graph, it)).collect(),
        }
    }
}

#[derive(Serialize)]
struct RowRecord<'g> {
    who: &'g Id,
    towards: &'g Id,
    count: u8,
    roles: Vec<RoleRecord>,
    contests: Vec<Value>,
}

#[derive(Serialize)]
struct RoleRecord {
    role: Role,
    deals: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Rollup, View};
    use crate::load::load_embedded;

    /// The rows of those named are rows of all, whichever way they are found.
    #[test]
    fn rows_of_some_are_those_rows_of_all() {
        let book = load_embedded().expect("sound");
        for rollup in [Rollup::Wholes, Rollup::Parts] {
            let graph = DealGraph::new(&book, View { rollup, ..View::default() });
            let all = roles(&graph, &[], 1);
            let told = |answer: &Roles<'_>, row: &RoleRow| {
                (row.who, row.towards, row.count(), answer.roles_of(row), answer.contests_of(row))
            };
            let entities: Vec<EntityIx> = book.entity_indices().collect();
            for (rank, some) in entities.windows(3).enumerate().step_by(3) {
                let (named, least) = (&some[..=rank % 3], 1 + rank % 2);
                let owners: BTreeSet<EntityIx> = named.iter().map(|entity| graph.owner(*entity)).collect();
                let is_wanted = |row: &&RoleRow| match owners.len() {
                    1 => owners.contains(&row.who) || owners.contains(&row.towards),
                    _ => owners.contains(&row.who) && owners.contains(&row.towards),
                };
                let wanted: Vec<_> = all
                    .rows
                    .iter()
                    .filter(is_wanted)
                    .filter(|row| row.count() >= least)
                    .map(|row| told(&all, row))
                    .collect();
                let found = roles(&graph, named, least);
                assert_eq!(found.rows.iter().map(|row| told(&found, row)).collect::<Vec<_>>(), wanted, "{named:?}");
            }
        }
    }
}
