//! A deal as data. Lists of a large book have a million of them, so that they are written without being values first.

use serde::{Serialize, Serializer};

use crate::graph::Told;
use crate::model::{
    Book, Capacity, CarveOut, Claim, Clause, ClauseKind, Currency, Deal, EntityIx, Id, Instrument, Kind, Money,
    PartialDate, Party, Period, Role, Scope, Share, Split, Stated, Status, Tranche, Who,
};

/// A deal as data: every field, with ids for references and the money split.
#[derive(Debug, Serialize)]
pub struct DealRecord<'d> {
    id: &'d Id,
    kind: Kind,
    instrument: Option<Instrument>,
    title: &'d str,
    status: Status,
    announced: Option<PartialDate>,
    period: Option<Period>,
    amount: Option<Money>,
    money: Option<MoneyRecord>,
    pre_money: Option<Money>,
    post_money: Option<Money>,
    capacity: Option<Capacity>,
    scope: Option<ScopeRecord<'d>>,
    parties: Vec<PartyRecord<'d>>,
    tranches: Vec<TrancheRecord<'d>>,
    clauses: Vec<ClauseRecord<'d>>,
    history: Vec<ChangeRecord>,
    part_of: Option<&'d Id>,
    supersedes: Vec<&'d Id>,
    expands: Option<ExpansionRecord<'d>>,
    claims: Vec<ClaimRecord<'d>>,
    note: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct MoneyRecord {
    currency: Currency,
    split: Split,
}

#[derive(Debug, Serialize)]
struct PartyRecord<'d> {
    who: Option<&'d Id>,
    undisclosed: Option<&'d str>,
    role: Role,
    commits: Option<Money>,
    stake: Option<Share>,
    with: Vec<&'d Id>,
    money: Option<Stated>,
}

#[derive(Debug, Serialize)]
struct TrancheRecord<'d> {
    id: &'d Id,
    amount: Money,
    by: Option<&'d Id>,
    due: Option<PartialDate>,
    status: Status,
    on: &'d [String],
    note: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct ClauseRecord<'d> {
    id: &'d Id,
    kind: ClauseKind,
    beneficiary: &'d Id,
    bound: &'d Id,
    scope: ScopeRecord<'d>,
    period: Option<Period>,
    carve_outs: Vec<CarveOutRecord<'d>>,
    amount: Option<Money>,
    note: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct CarveOutRecord<'d> {
    scope: ScopeRecord<'d>,
    note: Option<&'d str>,
}

#[derive(Debug, Serialize)]
struct ChangeRecord {
    date: PartialDate,
    status: Status,
}

#[derive(Debug, Serialize)]
struct ExpansionRecord<'d> {
    deal: &'d Id,
    by: Option<Money>,
}

#[derive(Debug, Serialize)]
struct ClaimRecord<'d> {
    source: &'d Id,
    field: Option<&'d str>,
    value: Option<&'d str>,
    note: Option<&'d str>,
}

/// The facets of a scope by name.
#[derive(Debug)]
struct ScopeRecord<'d>(&'d Book, &'d Scope);

impl Serialize for ScopeRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.1.facets().map(|(facet, value)| (facet.name(), value.text(self.0))))
    }
}

impl<'d> DealRecord<'d> {
    /// A deal as a view tells it.
    pub fn new(told: &'d Told<'_>, deal: &'d Deal) -> Self {
        let book = told.book;
        let entity = |index: EntityIx| &book.entity(index).id;
        let contributions = deal.contributions();
        let party = |(position, party): (usize, &'d Party)| PartyRecord {
            who: party.who.entity().map(entity),
            undisclosed: match &party.who {
                Who::Undisclosed(reason) => Some(reason),
                Who::Entity(_) => None,
            },
            role: party.role,
            commits: party.commits,
            stake: party.stake,
            with: party.with.iter().map(|it| entity(*it)).collect(),
            money: told.own_money(deal, position, contributions.of(position)).stated(),
        };
        let tranche = |tranche: &'d Tranche| TrancheRecord {
            id: &tranche.id,
            amount: tranche.amount,
            by: tranche.by.map(entity),
            due: tranche.due,
            status: tranche.status.unwrap_or(deal.status),
            on: &tranche.on,
            note: tranche.note.as_deref(),
        };
        let carve_out =
            |it: &'d CarveOut| CarveOutRecord { scope: ScopeRecord(book, &it.scope), note: it.note.as_deref() };
        let clause = |clause: &'d Clause| ClauseRecord {
            id: &clause.id,
            kind: clause.kind,
            beneficiary: entity(clause.beneficiary),
            bound: entity(clause.bound),
            scope: ScopeRecord(book, &clause.scope),
            period: clause.period,
            carve_outs: clause.carve_outs.iter().map(carve_out).collect(),
            amount: clause.amount,
            note: clause.note.as_deref(),
        };
        let claim = |claim: &'d Claim| ClaimRecord {
            source: &book.source(claim.source).id,
            field: claim.says.as_ref().map(|said| said.field.as_str()),
            value: claim.says.as_ref().map(|said| said.value.as_str()),
            note: claim.note.as_deref(),
        };
        let money = deal.money().stated().map(|stated| MoneyRecord { currency: stated.currency, split: stated.split });
        Self {
            id: &deal.id,
            kind: deal.kind,
            instrument: deal.instrument,
            title: &deal.title,
            status: deal.status,
            announced: deal.announced,
            period: deal.period,
            amount: deal.amount,
            money,
            pre_money: deal.pre_money,
            post_money: deal.post_money,
            capacity: deal.capacity,
            scope: deal.scope.as_ref().map(|scope| ScopeRecord(book, scope)),
            parties: deal.parties.iter().enumerate().map(party).collect(),
            tranches: deal.tranches.iter().map(tranche).collect(),
            clauses: deal.clauses.iter().map(clause).collect(),
            history: deal.history.iter().map(|it| ChangeRecord { date: it.date, status: it.status }).collect(),
            part_of: deal.part_of.map(|it| &book.deal(it).id),
            supersedes: deal.supersedes.iter().map(|it| &book.deal(*it).id).collect(),
            expands: deal.expands.map(|it| ExpansionRecord { deal: &book.deal(it.deal).id, by: it.by }),
            claims: deal.claims.iter().map(claim).collect(),
            note: deal.note.as_deref(),
        }
    }
}
