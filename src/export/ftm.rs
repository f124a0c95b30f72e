//! FollowTheMoney JSON lines (<https://followthemoney.tech>), as Aleph and OpenSanctions' tools read them.
//!
//! Values are lists of strings. A `Payment` claims that money was paid, so a promise never makes one, and amounts are for adding
//! up, so that the same money has one but once.

use std::io::{self, Write};

use super::cited::Cited;
use super::format::{Input, Loss};
use super::ftm_amount::{Amount, Claimed, Inner, Untold, has_paid, paid};
use super::ids::Ids;
use super::link::Link;
use super::owners::Owners;
use super::properties::Properties;
use super::shape::push_tail;
use super::sheet::Sheet;
use super::walk::Missing;
use super::web::{self, PIECE};
use crate::graph::{DealGraph, Leg, MoneyAlong};
use crate::model::{Deal, DealIx, Entity, EntityIx, EntityKind, Period, each_leg, in_order};

/// Writes the records piece by piece.
///
/// # Errors
/// When `to` refuses bytes.
pub fn write(input: &Input<'_, '_>, to: &mut dyn Write) -> io::Result<Vec<Loss>> {
    let graph = input.graph;
    let (book, sections) = (graph.book(), graph.book().sections());
    let (entities, deals) = (book.entity_count(), book.deal_count());
    let (mut nodes, mut kinds) = (0, Vec::with_capacity(entities));
    let entity_maker = || {
        let mut properties = Properties::default();
        move |piece: usize| {
            let (mut out, mut nodes, mut kinds) = (Sheet::new(0), 0, Vec::with_capacity(PIECE));
            sections.entities.each(piece * PIECE, entities.min((piece + 1) * PIECE), |position, entity| {
                kinds.push(entity.kind);
                let index = EntityIx::new(position);
                if graph.owner(index) == index {
                    nodes += 1;
                    write_entity(entity, &mut properties, &mut out);
                }
            });
            (out.into_bytes(), nodes, kinds)
        }
    };
    in_order(entities.div_ceil(PIECE), entity_maker, |(bytes, more, of): (Vec<u8>, usize, Vec<EntityKind>)| {
        nodes += more;
        kinds.extend(of);
        to.write_all(&bytes)
    })?;
    let ids = Ids::read(|tell| sections.entities.each_raw(0, entities, tell));
    let (owners, inner) = (Owners::new(graph, ids), Inner::of(graph));
    let known = Known { graph, kinds, owners, cited: Cited::read(book), inner };
    let mut counts = Counts::default();
    let deal_maker = || {
        let mut writer = Writer::new(&known);
        move |piece: usize| {
            let told = known.graph.told();
            told.each_run(piece * PIECE, deals.min((piece + 1) * PIECE), |run| {
                for (index, deal) in run {
                    writer.deal(*index, deal);
                }
            });
            let out = std::mem::replace(&mut writer.out, Sheet::new(0));
            (out.into_bytes(), std::mem::take(&mut writer.counts))
        }
    };
    in_order(deals.div_ceil(PIECE), deal_maker, |(bytes, more): (Vec<u8>, Counts)| {
        counts.add(more);
        to.write_all(&bytes)
    })?;
    let elsewhere = known.cited.elsewhere;
    let all = web::losses(graph, nodes, counts.missing).into_iter().chain(losses(&counts, elsewhere));
    Ok(all.filter(|loss| loss.count > 0).collect())
}

/// What the format has no place for.
fn losses(counts: &Counts, elsewhere: usize) -> impl Iterator<Item = Loss> {
    let addresses = Loss::of(
        elsewhere,
        ["address of a source", "addresses of sources"],
        ["it is not of the web; its publisher is kept", "they are not of the web; their publishers are kept"],
    );
    let legs = Loss::new(
        counts.told_otherwise,
        ["leg", "legs"],
        "money not yet paid, or the other side of a link already written",
    );
    let inner = Loss::of(
        counts.inner,
        ["tranche or clause", "tranches and clauses"],
        ["the format has no place for it", "the format has no place for them"],
    );
    std::iter::once(addresses).chain(counts.untold.losses()).chain([legs, inner])
}

/// Writes the record of an entity.
fn write_entity(entity: &Entity, properties: &mut Properties, out: &mut Sheet) {
    properties.clear();
    properties.set("name", &entity.name);
    properties.set_all("alias", entity.aliases.iter().map(String::as_str));
    properties.show("country", entity.country.as_ref().map(|country| country.to_lowercase()));
    properties.set_all("keywords", entity.markets.iter().map(String::as_str));
    properties.set_all("summary", entity.note.as_deref().into_iter());
    if matches!(entity.kind, EntityKind::Fund | EntityKind::Venture) {
        properties.show("legalForm", Some(entity.kind));
    }
    properties.record(entity.id.as_str(), schema(entity.kind), out);
}

/// What every record of a deal is written with.
struct Known<'g, 'b> {
    graph: &'g DealGraph<'b>,
    kinds: Vec<EntityKind>,
    owners: Owners,
    cited: Cited,
    inner: Inner,
}

/// What was left out.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    missing: Missing,
    untold: Untold,
    told_otherwise: usize,
    /// Tranches and clauses.
    inner: usize,
}

impl Counts {
    fn add(&mut self, more: Self) {
        self.missing.add(more.missing);
        self.untold.add(more.untold);
        self.told_otherwise += more.told_otherwise;
        self.inner += more.inner;
    }
}

/// Writes what deals say. What it has is used again for deal after deal.
struct Writer<'k, 'g, 'b> {
    known: &'k Known<'g, 'b>,
    out: Sheet,
    counts: Counts,
    legs: Vec<Leg>,
    /// Of the links of a deal.
    properties: Properties,
    /// Of a contract.
    terms: Properties,
    /// The customers whose contracts of a deal are written already.
    customers: Vec<EntityIx>,
}

impl<'k, 'g, 'b> Writer<'k, 'g, 'b> {
    fn new(known: &'k Known<'g, 'b>) -> Self {
        Self {
            known,
            out: Sheet::new(0),
            counts: Counts::default(),
            legs: Vec::new(),
            properties: Properties::default(),
            terms: Properties::default(),
            customers: Vec::new(),
        }
    }

    fn deal(&mut self, index: DealIx, deal: &Deal) {
        self.counts.inner += deal.tranches.len() + deal.clauses.len();
        let mut legs = std::mem::take(&mut self.legs);
        legs.clear();
        each_leg(index, deal, |leg| legs.push(leg));
        legs.sort_by_key(|leg| leg.place());
        self.counts.missing.bare_deals += usize::from(legs.is_empty());
        self.properties.clear();
        self.customers.clear();
        let (paid, along) = (paid(deal), MoneyAlong::new(self.known.graph.told(), deal, &legs));
        for leg in &legs {
            let ends = (deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into()));
            let (Some(from), Some(to)) = ends else {
                self.counts.missing.unnamed_legs += 1;
                continue;
            };
            let (from, to) = (self.known.owners.of(from), self.known.owners.of(to));
            if from != to {
                self.leg(deal, (from, to, *leg), &along, paid.as_ref());
            }
        }
        self.legs = legs;
    }

    fn id(&self, entity: EntityIx) -> &'k str {
        std::str::from_utf8(self.known.owners.named(entity).1).unwrap_or_default()
    }

    fn leg(
        &mut self,
        deal: &Deal,
        (from, to, leg): (EntityIx, EntityIx, Leg),
        along: &MoneyAlong<'_>,
        paid: Option<&Deal>,
    ) {
        let kind = |entity: EntityIx| self.known.kinds.get(entity.get()).copied().unwrap_or(EntityKind::Company);
        let stated = along.money(leg).stated();
        let is_nothing = stated.is_some_and(|stated| stated.split.headline.is_zero());
        let (is_paid, is_all_paid) = has_paid(deal, paid, leg.from.into());
        let link = Link::of(leg, deal.status, [kind(from), kind(to)]);
        let Some(link) = link.filter(|link| *link != Link::Payment || (is_paid && !is_nothing)) else {
            self.counts.told_otherwise += 1;
            return;
        };
        if link == Link::ContractAward {
            self.contract(leg.deal, deal, to);
        }
        if self.properties.is_empty() {
            self.fill_deal(deal);
        }
        let shared = self.properties.mark();
        let stated = stated.filter(|_| matches!(link, Link::Payment | Link::Debt));
        let claimed = (Claimed::Firm, link != Link::Payment || is_all_paid);
        let amount = stated.map(|it| self.counts.untold.amount(&self.known.inner, leg.deal, it, claimed));
        self.fill_leg(deal, (from, to, leg), link, amount.as_ref());
        // An id may hold dots, and no colons.
        let mut record = deal.id.to_string();
        push_tail(leg, &mut record);
        self.properties.record(&record.replace(':', "."), link.schema(), &mut self.out);
        self.properties.back_to(shared);
    }

    /// Sets the properties that every link of a deal has.
    fn fill_deal(&mut self, deal: &Deal) {
        let (properties, cited) = (&mut self.properties, &self.known.cited);
        let start = deal.period.and_then(Period::from).or(deal.announced);
        properties.show("date", deal.announced);
        properties.show("startDate", start);
        properties.show("endDate", deal.period.and_then(Period::until));
        properties.set("summary", &summary(deal));
        properties.set("recordId", deal.id.as_str());
        let sources = deal.sources();
        properties.set_all("sourceUrl", cited.addresses(&sources).into_iter());
        properties.set_all("publisher", cited.publishers(&sources).into_iter());
    }

    /// Sets those of a link's own.
    fn fill_leg(
        &mut self,
        deal: &Deal,
        (from, to, leg): (EntityIx, EntityIx, Leg),
        link: Link,
        amount: Option<&Amount>,
    ) {
        let (from, to_id) = (self.id(from), self.id(to));
        let [giver, taker] = [leg.from, leg.to].map(|party| deal.parties.get(usize::from(party)));
        let [giver_role, taker_role] = [giver, taker].map(|party| party.map_or("", |party| party.role.word()));
        // Not every schema has a role and a status; each has a description, which says what the link is of its deal.
        let description = format!("{} {}, {} ({giver_role} to {taker_role})", leg.kind, leg.flow, deal.status);
        let properties = &mut self.properties;
        properties.set_all("description", std::iter::once(description.as_str()).chain(told(amount)));
        match link {
            Link::Ownership => {
                properties.set("owner", to_id);
                properties.set("asset", from);
                properties.show("status", Some(deal.status));
                properties.show("percentage", taker.and_then(|party| party.stake));
            }
            Link::Payment | Link::Debt => {
                let [payer, payee] =
                    if link == Link::Payment { ["payer", "beneficiary"] } else { ["creditor", "debtor"] };
                properties.set(payer, from);
                properties.set(payee, to_id);
                if let Some(amount) = amount {
                    amount.set(properties);
                }
            }
            Link::Directorship => {
                properties.set("director", to_id);
                properties.set("organization", from);
                properties.set("role", taker_role);
            }
            Link::ContractAward => {
                properties.set("supplier", from);
                properties.set("contract", &contract_id(deal, to_id));
                properties.show("status", Some(deal.status));
                properties.show("role", Some(leg.flow));
            }
            Link::Unknown => {
                properties.set("subject", from);
                properties.set("object", to_id);
                properties.set("role", &format!("{} {}", leg.kind, leg.flow));
                properties.show("status", Some(deal.status));
            }
        }
    }

    /// The contract of a deal with one customer; its amount where the deal has one exact amount.
    fn contract(&mut self, index: DealIx, deal: &Deal, customer: EntityIx) {
        if self.customers.contains(&customer) {
            return;
        }
        self.customers.push(customer);
        let (id, sources) = (self.id(customer), deal.sources());
        let terms = &mut self.terms;
        terms.clear();
        terms.set("title", &deal.title);
        terms.set("name", &deal.title);
        terms.set("authority", id);
        terms.show("contractDate", deal.announced);
        terms.show("type", Some(deal.kind));
        terms.show("status", Some(deal.status));
        terms.set("summary", &summary(deal));
        terms.set_all("sourceUrl", self.known.cited.addresses(&sources).into_iter());
        let paying = (0..deal.parties.len()).filter(|party| {
            deal.kind.payers().contains(&deal.parties[*party].role)
                && deal.entity_at(*party).is_some_and(|entity| self.known.owners.of(entity) == customer)
        });
        let stated: Vec<_> =
            paying.filter_map(|party| self.known.graph.told().money_by(deal, party).stated()).collect();
        if let [stated] = *stated.as_slice() {
            let amount = self.counts.untold.amount(&self.known.inner, index, stated, (Claimed::Agreed, true));
            terms.set_all("description", told(Some(&amount)));
            amount.set(terms);
        }
        terms.record(&contract_id(deal, id), "Contract", &mut self.out);
    }
}

/// What is told of an amount that is not written as one.
fn told(amount: Option<&Amount>) -> impl Iterator<Item = &str> {
    amount.map(Amount::words).into_iter().filter(|words| !words.is_empty())
}

fn contract_id(deal: &Deal, customer: &str) -> String {
    format!("deal.{}.{customer}", deal.id)
}

fn summary(deal: &Deal) -> String {
    let amount = deal.amount.map_or_else(String::new, |amount| format!(" ({amount})"));
    format!("{}{amount}", deal.title)
}

const fn schema(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Company | EntityKind::Fund | EntityKind::Venture => "Company",
        EntityKind::Product => "Asset",
        EntityKind::Government => "PublicBody",
        EntityKind::Person => "Person",
    }
}
