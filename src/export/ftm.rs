//! FollowTheMoney JSON lines (<https://followthemoney.tech>), as Aleph and OpenSanctions' tools read them.
//!
//! | leg | schema |
//! |---|---|
//! | Equity of an Investment, Control of an Acquisition | `Ownership` (its `status` says how far it has come) |
//! | Money of an Investment or Acquisition that is Closed | `Payment` |
//! | Money of a Loan | `Debt` |
//! | Goods or rights of a Purchase, Supply, Hosting, Distribution, License | `Contract` with `ContractAward` |
//! | Control of a Board | `Directorship` |
//! | the rest, and legs of products | `UnknownLink` |
//!
//! Values are lists of strings. A `Payment` claims that money was paid, so a promise never makes one.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::format::{Exported, Input, Loss};
use super::shape::leg_id;
use super::web::web;
use crate::graph::{DealGraph, Leg};
use crate::model::{Currency, Deal, EntityIx, EntityKind, Flow, Interval, Kind, Period, Status};

/// Writes one record a line: entities, then what the legs say.
pub fn make(input: &Input<'_, '_>) -> Exported {
    let graph = input.graph;
    let mut writer = Writer { graph, lines: String::new(), vague: 0, contracts: BTreeSet::new(), told_otherwise: 0 };
    for entity in graph.book().entity_indices().filter(|entity| graph.owner(*entity) == *entity) {
        writer.entity(entity);
    }
    for (from, to, leg) in graph.legs() {
        writer.leg(from, to, leg);
    }
    let inner: usize = graph.told().deals().map(|(_, deal)| deal.tranches.len() + deal.clauses.len()).sum();
    let sources = graph.book().sources();
    let elsewhere = sources.filter(|it| it.address.as_deref().is_some_and(|address| !is_web(address))).count();
    let losses = [
        Loss::of(
            elsewhere,
            ["address of a source", "addresses of sources"],
            ["it is not of the web; its publisher is kept", "they are not of the web; their publishers are kept"],
        ),
        Loss::of(
            writer.vague,
            ["amount", "amounts"],
            [
                "the format holds one number, and this is an interval; told in the summary",
                "the format holds one number, and these are intervals; told in the summary",
            ],
        ),
        Loss::new(
            writer.told_otherwise,
            ["leg", "legs"],
            "money not yet paid, or the other side of a link already written",
        ),
        Loss::of(
            inner,
            ["tranche or clause", "tranches and clauses"],
            ["the format has no place for it", "the format has no place for them"],
        ),
    ];
    Exported::one("entities.ftm.json", writer.lines).losing(web(graph).losses).losing(losses)
}

struct Writer<'g, 'b> {
    graph: &'g DealGraph<'b>,
    lines: String,
    vague: usize,
    told_otherwise: usize,
    /// Ids of contracts already written.
    contracts: BTreeSet<String>,
}

/// A property with its values; empty ones are left out.
type Property<'p> = (&'p str, Vec<String>);

impl Writer<'_, '_> {
    fn record(&mut self, id: &str, schema: &str, properties: &[Property<'_>]) {
        let filled = properties.iter().filter(|(_, values)| values.iter().any(|value| !value.is_empty()));
        let properties: Map<String, Value> = filled.map(|(name, values)| ((*name).to_owned(), json!(values))).collect();
        let record = json!({ "id": id, "schema": schema, "properties": properties });
        self.lines.push_str(&format!("{record}\n"));
    }

    fn entity(&mut self, index: EntityIx) {
        let entity = self.graph.book().entity(index);
        let country = entity.country.iter().map(|country| country.to_lowercase()).collect();
        let kind = entity.kind.to_string();
        let mut properties = vec![
            ("name", vec![entity.name.clone()]),
            ("alias", entity.aliases.clone()),
            ("country", country),
            ("keywords", entity.markets.clone()),
            ("summary", entity.note.clone().into_iter().collect()),
        ];
        if matches!(entity.kind, EntityKind::Fund | EntityKind::Venture) {
            properties.push(("legalForm", vec![kind]));
        }
        let (id, schema) = (entity.id.to_string(), schema(entity.kind));
        self.record(&id, schema, &properties);
    }

    fn leg(&mut self, from: EntityIx, to: EntityIx, leg: Leg) {
        let book = self.graph.book();
        let kind = |entity| book.entity(entity).kind;
        let id = |entity| vec![book.entity(entity).id.to_string()];
        let legal = |entity| kind(entity) != EntityKind::Product;
        let deal = self.graph.deal(leg).clone();
        // An id may hold dots, and no colons.
        let record = leg_id(self.graph.deal(leg), leg).replace(':', ".");
        // Not every schema has a role and a status; each has a description, which says what the link is of its deal.
        let role = |party: u16| deal.parties.get(usize::from(party)).map_or_else(String::new, |it| it.role.to_string());
        let (giver, taker) = (role(leg.from), role(leg.to));
        let description = format!("{} {}, {} ({giver} to {taker})", leg.kind, leg.flow, deal.status);
        let described = ("description", vec![description]);
        let paid = deal.status == Status::Closed && legal(from) && legal(to);
        match (leg.kind, leg.flow) {
            (Kind::Investment, Flow::Equity) | (Kind::Acquisition, Flow::Control)
                if legal(to) && is_asset(kind(from)) =>
            {
                let mut properties = self.interval(&deal);
                properties.push(described);
                properties.extend([("owner", id(to)), ("asset", id(from)), ("status", vec![deal.status.to_string()])]);
                let holder = deal.parties.get(usize::from(leg.to)).and_then(|party| party.stake);
                properties.push(("percentage", holder.map(|stake| stake.to_string()).into_iter().collect()));
                self.record(&record, "Ownership", &properties);
            }
            (Kind::Investment | Kind::Acquisition, Flow::Money) if paid => {
                let mut properties = self.interval(&deal);
                properties.push(described);
                properties.extend([("payer", id(from)), ("beneficiary", id(to))]);
                properties.extend(self.amount(leg));
                self.record(&record, "Payment", &properties);
            }
            (Kind::Loan, Flow::Money) if legal(from) && legal(to) => {
                let mut properties = self.interval(&deal);
                properties.push(described);
                properties.extend([("creditor", id(from)), ("debtor", id(to))]);
                properties.extend(self.amount(leg));
                self.record(&record, "Debt", &properties);
            }
            (Kind::Board, Flow::Control) if legal(to) && legal(from) && kind(from) != EntityKind::Person => {
                let mut properties = self.interval(&deal);
                properties.push(described);
                let role = deal.parties.get(usize::from(leg.to)).map(|party| party.role.to_string());
                properties.extend([
                    ("director", id(to)),
                    ("organization", id(from)),
                    ("role", role.into_iter().collect()),
                ]);
                self.record(&record, "Directorship", &properties);
            }
            (
                Kind::Purchase | Kind::Supply | Kind::Hosting | Kind::Distribution | Kind::License,
                Flow::Goods | Flow::Rights,
            ) if legal(from) && legal(to) => {
                self.contract(&deal, to);
                let mut properties = self.interval(&deal);
                properties.push(described);
                let contract = vec![format!("deal.{}.{}", deal.id, book.entity(to).id)];
                properties.extend([
                    ("supplier", id(from)),
                    ("contract", contract),
                    ("status", vec![deal.status.to_string()]),
                ]);
                properties.push(("role", vec![leg.flow.to_string()]));
                self.record(&record, "ContractAward", &properties);
            }
            // What such a leg says is said by the other legs of its deal.
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
            | (Kind::Loan, Flow::Rights) => {
                self.told_otherwise += 1;
            }
            _ => {
                let mut properties = self.interval(&deal);
                properties.push(described);
                let role = format!("{} {}", leg.kind, leg.flow);
                properties.extend([("subject", id(from)), ("object", id(to)), ("role", vec![role])]);
                properties.push(("status", vec![deal.status.to_string()]));
                self.record(&record, "UnknownLink", &properties);
            }
        }
    }

    /// The contract of a deal with one customer; its amount where the deal has one exact amount.
    fn contract(&mut self, deal: &Deal, customer: EntityIx) {
        let book = self.graph.book();
        let id = format!("deal.{}.{}", deal.id, book.entity(customer).id);
        if !self.contracts.insert(id.clone()) {
            return;
        }
        let mut properties = vec![
            ("title", vec![deal.title.clone()]),
            ("name", vec![deal.title.clone()]),
            ("authority", vec![book.entity(customer).id.to_string()]),
            ("contractDate", deal.announced.map(|date| date.to_string()).into_iter().collect()),
            ("type", vec![deal.kind.to_string()]),
            ("status", vec![deal.status.to_string()]),
            ("summary", summary(deal)),
            ("sourceUrl", self.addresses(deal)),
        ];
        let paying = (0..deal.parties.len()).filter(|party| {
            deal.kind.payers().contains(&deal.parties[*party].role)
                && deal.entity_at(*party).is_some_and(|entity| self.graph.owner(entity) == customer)
        });
        let stated: Vec<_> = paying.filter_map(|party| deal.money_by(party).stated()).collect();
        if let [stated] = stated.as_slice() {
            properties.extend(self.number(stated.currency, stated.split.at(self.graph.view().money)));
        }
        self.record(&id, "Contract", &properties);
    }

    /// The properties that every link has.
    fn interval(&self, deal: &Deal) -> Vec<Property<'static>> {
        let start = deal.period.and_then(Period::from).or(deal.announced);
        let date = |date: Option<crate::model::PartialDate>| date.map(|date| date.to_string()).into_iter().collect();
        let publishers: BTreeSet<String> =
            deal.sources().iter().map(|source| self.graph.book().source(*source).publisher.clone()).collect();
        vec![
            ("date", date(deal.announced)),
            ("startDate", date(start)),
            ("endDate", date(deal.period.and_then(Period::until))),
            ("summary", summary(deal)),
            ("recordId", vec![deal.id.to_string()]),
            ("sourceUrl", self.addresses(deal)),
            ("publisher", publishers.into_iter().collect()),
        ]
    }

    fn addresses(&self, deal: &Deal) -> Vec<String> {
        let sources = deal.sources();
        let addresses: BTreeSet<&String> =
            sources.iter().filter_map(|source| self.graph.book().source(*source).address.as_ref()).collect();
        addresses.into_iter().filter(|address| is_web(address)).cloned().collect()
    }

    fn amount(&mut self, leg: Leg) -> Vec<Property<'static>> {
        let stated = self.graph.money_along(leg).stated();
        stated.map_or_else(Vec::new, |stated| self.number(stated.currency, stated.split.at(self.graph.view().money)))
    }

    /// An amount as one number of major units, where it is exact.
    fn number(&mut self, currency: Currency, interval: Interval) -> Vec<Property<'static>> {
        if !interval.is_exact() {
            self.vague += 1;
            return Vec::new();
        }
        let digits = format!("{:0width$}", interval.lower(), width = currency.exponent() as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - currency.exponent() as usize);
        let point = if fraction.is_empty() { "" } else { "." };
        vec![("amount", vec![format!("{whole}{point}{fraction}")]), ("currency", vec![currency.to_string()])]
    }
}

fn summary(deal: &Deal) -> Vec<String> {
    let amount = deal.amount.map_or_else(String::new, |amount| format!(" ({amount})"));
    vec![format!("{}{amount}", deal.title)]
}

/// Whether an address is one of the web; the format's sources have no other.
fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

const fn schema(kind: EntityKind) -> &'static str {
    match kind {
        EntityKind::Company | EntityKind::Fund | EntityKind::Venture => "Company",
        EntityKind::Product => "Asset",
        EntityKind::Government => "PublicBody",
        EntityKind::Person => "Person",
    }
}

/// Whether the schema of a kind can be owned.
const fn is_asset(kind: EntityKind) -> bool {
    matches!(kind, EntityKind::Company | EntityKind::Fund | EntityKind::Venture | EntityKind::Product)
}
