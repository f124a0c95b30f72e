//! The walk over the deals of a graph that tells the row of each edge: quickly where the deal is a plain one, whose edges
//! are those of its shape, and else by the rules that hold for any deal.

use super::brief::BriefEdge;
use super::edges::{Edges, Extent, ID, WIDTH, thin};
use super::row::Row;
use super::shape::{Shape, Shapes, push_tail};
use crate::graph::{Leg, MoneyAlong, Sight};
use crate::model::pack::{Packed, PlainDeal};
use crate::model::{
    Deal, DealIx, EntityIx, Flow, Hedge, Money, PartialDate, Period, Placeholder, SourceIx, each_leg, undivided,
};

/// Legs that have no edge, and deals that have no leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Missing {
    pub unnamed_legs: usize,
    pub bare_deals: usize,
    /// Legs that a brief graph leaves out.
    pub further_legs: usize,
}

impl Missing {
    /// Adds those of other deals.
    pub(super) fn add(&mut self, more: Self) {
        self.unnamed_legs += more.unnamed_legs;
        self.bare_deals += more.bare_deals;
        self.further_legs += more.further_legs;
    }
}

/// Somebody who is told edges.
pub(super) trait Tell<'e, M> {
    /// The row of an edge, with what is remembered of edges alike, where there are such.
    fn row(&mut self, row: &Row<'e>, memory: Option<&mut M>);

    /// A brief edge, with what is remembered of edges alike; answers whether that is enough, or else its row is told.
    fn brief(&mut self, _: &BriefEdge<'_>, _: &mut M) -> bool {
        false
    }
}

/// Somebody who is told rows only.
struct Rows<T>(T);

impl<'e, M, T: FnMut(&Row<'e>, Option<&mut M>)> Tell<'e, M> for Rows<T> {
    fn row(&mut self, row: &Row<'e>, memory: Option<&mut M>) {
        self.0(row, memory);
    }
}

/// A walk. What it has is used again for deal after deal.
pub(super) struct Walk<'e, 'g, 'b, M> {
    edges: &'e Edges<'g, 'b>,
    shapes: Shapes<M>,
    row: Row<'e>,
    legs: Vec<Leg>,
    /// The legs that become edges, each with giver and taker.
    drawn: Vec<(EntityIx, EntityIx, Leg)>,
    sources: Vec<SourceIx>,
    /// A deal that is not plain, read as a whole.
    deal: Option<Deal>,
    missing: Missing,
}

impl<'e, 'g, 'b, M: Default> Walk<'e, 'g, 'b, M> {
    pub(super) fn new(edges: &'e Edges<'g, 'b>) -> Self {
        Self {
            edges,
            shapes: Shapes::new(edges.extent, edges.graph.view().money),
            row: Row::new(WIDTH),
            legs: Vec::new(),
            drawn: Vec::new(),
            sources: Vec::new(),
            deal: None,
            missing: Missing::default(),
        }
    }

    /// Tells the row of each edge of the deals from one position up to another, in order, each with what is remembered of
    /// edges alike, where there are such.
    pub(super) fn each(&mut self, from: usize, to: usize, tell: impl FnMut(&Row<'e>, Option<&mut M>)) -> Missing {
        self.tell(from, to, &mut Rows(tell))
    }

    /// Tells the edges as [`Walk::each`] does, to somebody who may know brief ones without their rows.
    pub(super) fn tell(&mut self, from: usize, to: usize, tell: &mut impl Tell<'e, M>) -> Missing {
        self.missing = Missing::default();
        let told = self.edges.graph.told();
        match self.edges.extent {
            Extent::Whole => told.each_run(from, to, |deals| self.whole(deals, tell)),
            Extent::Brief => told.each_block(from, to, |deals| self.brief(deals, tell)),
        }
        self.missing
    }

    /// Tells the edges of some deals in full.
    fn whole(&mut self, deals: &[(DealIx, &Deal)], tell: &mut impl Tell<'e, M>) {
        for (_, deal) in deals {
            self.fetch(deal.parties.iter().filter_map(|party| party.who.entity()));
        }
        for (index, deal) in deals {
            match PlainDeal::of(deal) {
                Some(plain) => self.plain(*index, &plain, Some(deal), tell),
                None => self.odd(*index, deal, tell),
            }
        }
    }

    /// Tells the brief edges of some deals, of which most need not be read as a whole; `None` where one cannot be read.
    fn brief(
        &mut self,
        deals: &mut dyn Iterator<Item = (DealIx, Sight<'_>)>,
        tell: &mut impl Tell<'e, M>,
    ) -> Option<()> {
        let mut looks = Vec::with_capacity(deals.size_hint().1.unwrap_or_default());
        for (index, sight) in deals {
            let plain = match &sight {
                Sight::Written(bytes) => PlainDeal::read(&mut bytes.clone()),
                Sight::Changed(_) => None,
            };
            looks.push((index, plain.ok_or(sight)));
        }
        for plain in looks.iter().filter_map(|(_, look)| look.as_ref().ok()) {
            self.fetch(plain.parties.into_iter());
        }
        for (index, look) in looks {
            match look {
                Ok(plain) => self.plain(index, &plain, None, tell),
                Err(Sight::Changed(deal)) => self.odd(index, deal, tell),
                Err(Sight::Written(mut bytes)) => {
                    let mut deal = self.deal.take().unwrap_or_else(Deal::placeholder);
                    deal.refill(&mut bytes)?;
                    bytes.is_done().then_some(())?;
                    self.odd(index, &deal, tell);
                    self.deal = Some(deal);
                }
            }
        }
        Some(())
    }

    /// Looks up the owners of parties. In a large graph each look-up waits for memory; one right after another, they wait
    /// together.
    fn fetch(&self, parties: impl Iterator<Item = EntityIx>) {
        for entity in parties {
            std::hint::black_box(self.edges.owners.of(entity));
        }
    }

    /// Tells the edges of a plain deal; in full, where its record is given.
    fn plain(&mut self, index: DealIx, plain: &PlainDeal<'_>, record: Option<&Deal>, tell: &mut impl Tell<'e, M>) {
        let (edges, row) = (self.edges, &mut self.row);
        let shape = self.shapes.of(plain);
        self.missing.bare_deals += usize::from(shape.is_bare);
        let [party, counterparty] = plain.parties;
        let ((one, one_id), (other, other_id)) = (edges.owners.named(party), edges.owners.named(counterparty));
        if one == other || shape.is_bare {
            return;
        }
        let ids = [one_id, other_id];
        self.missing.further_legs += shape.further_legs;
        let start = start(plain.period, plain.announced);
        if record.is_none() && edges.counts_itself(index) && tell_briefly(plain, (ids, start), edges, shape, tell) {
            return;
        }
        edges.fill_deal(index, (plain.kind, plain.status), start, row);
        if let Some(deal) = record {
            edges.fill_deal_further(deal, row, &mut self.sources);
        }
        let money = plain.amount.and_then(|amount| undivided(plain.kind, plain.status, amount).stated());
        let mark = row.mark();
        for edge in &mut shape.edges {
            row.back_to(mark);
            let ends = [ids[usize::from(edge.leg.from)], ids[usize::from(edge.leg.to)]];
            let stated = money.as_ref().filter(|_| edge.pays);
            row.made(ID, |text| {
                text.push_str(plain.id);
                text.push_str(&edge.tail);
            });
            edges.fill_leg(ends, edge.leg.flow, stated, row);
            edges.fill_amount(plain.amount.as_ref(), stated, edge.pays_alone, row);
            if let Some(deal) = record {
                edges.fill_leg_further(deal, edge.leg, stated, row);
            }
            tell.row(row, Some(&mut edge.memory));
        }
    }

    /// Tells the edges of any deal.
    fn odd(&mut self, index: DealIx, deal: &Deal, tell: &mut impl Tell<'e, M>) {
        let Self { edges, row, legs, drawn, sources, missing, .. } = self;
        legs.clear();
        each_leg(index, deal, |leg| legs.push(leg));
        missing.bare_deals += usize::from(legs.is_empty());
        drawn.clear();
        for leg in legs.iter().copied() {
            let ends = (deal.entity_at(leg.from.into()), deal.entity_at(leg.to.into()));
            let (Some(giver), Some(taker)) = ends else {
                missing.unnamed_legs += 1;
                continue;
            };
            let (giver, taker) = (edges.owners.of(giver), edges.owners.of(taker));
            if giver != taker {
                drawn.push((giver, taker, leg));
            }
        }
        if edges.extent == Extent::Brief {
            let all = drawn.len();
            thin(drawn);
            missing.further_legs += all - drawn.len();
        }
        if drawn.is_empty() {
            return;
        }
        edges.fill_deal(index, (deal.kind, deal.status), start(deal.period, deal.announced), row);
        if edges.extent == Extent::Whole {
            edges.fill_deal_further(deal, row, sources);
        }
        let mark = row.mark();
        let pays_alone = legs.iter().filter(|leg| leg.flow == Flow::Money).count() == 1;
        let along = MoneyAlong::new(edges.graph.told(), deal, legs.as_slice());
        for (giver, taker, leg) in drawn.iter().copied() {
            row.back_to(mark);
            let stated = along.money(leg).stated();
            row.made(ID, |text| {
                text.push_str(deal.id.as_str());
                push_tail(leg, text);
            });
            let stated = stated.as_ref();
            edges.fill_leg([giver, taker].map(|end| edges.owners.named(end).1), leg.flow, stated, row);
            edges.fill_amount(deal.amount.as_ref(), stated, pays_alone, row);
            if edges.extent == Extent::Whole {
                edges.fill_leg_further(deal, leg, stated, row);
            }
            tell.row(row, None);
        }
    }
}

/// Tells the edges of a plain deal that counts itself without their rows; answers whether that was enough.
#[inline]
fn tell_briefly<'e, M>(
    plain: &PlainDeal<'_>,
    (ids, start): ([&[u8]; 2], Option<PartialDate>),
    edges: &Edges<'_, '_>,
    shape: &mut Shape<M>,
    tell: &mut impl Tell<'e, M>,
) -> bool {
    // Two parties have one brief edge, or each pays the other.
    let [edge] = shape.edges.as_mut_slice() else { return false };
    let mut buffer = itoa::Buffer::new();
    let (weight, money) = match plain.amount {
        None => (1, ""),
        Some(amount) => match (amount.currency(), exact_minor(&amount)) {
            (Some(currency), Some(minor)) if edge.tells_amount => {
                (edges.weight_of(currency, minor), buffer.format(minor))
            }
            _ => return false,
        },
    };
    let ends = [ids[usize::from(edge.leg.from)], ids[usize::from(edge.leg.to)]];
    let (start, money, tail) = (start.map(PartialDate::first), money.as_bytes(), &edge.fixed_tail);
    tell.brief(&BriefEdge { deal: plain.id, tail, ends, weight, start, money }, &mut edge.memory)
}

/// The minor units of an amount that is exact, where they are not too many for a column.
#[inline]
fn exact_minor(amount: &Money) -> Option<u64> {
    let interval = amount.interval();
    let is_exact = amount.hedge() == Hedge::Exact && interval.is_exact();
    i64::try_from(interval.lower()).ok().filter(|_| is_exact)?.try_into().ok()
}

/// When a deal begins to hold, or else becomes known.
fn start(period: Option<Period>, announced: Option<PartialDate>) -> Option<PartialDate> {
    period.and_then(Period::from).or(announced)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::export::row::ColumnSet;
    use crate::export::table::Cell;
    use crate::graph::{DealGraph, Rollup, View};
    use crate::model::{Book, MoneyLevel};

    /// A book of deals plain and odd, each with the fields given.
    pub(in crate::export) fn odd_book() -> Book {
        let backs = |rest: &str| {
            format!(
                "kind: Investment, parties: [(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)], {rest}"
            )
        };
        let amounts =
            ["USD 5bn", "USD 5bn", "EUR 2m", "JPY 700", "up to USD 3m", "about USD 1.5bn", "EUR 2..3m", "undisclosed"];
        let statuses = ["Closed", "Announced", "Rumoured"];
        let mut deals: Vec<String> = Vec::new();
        for amount in amounts {
            for status in statuses {
                deals.push(backs(&format!("amount: \"{amount}\", announced: \"2025-11-18\", status: {status}")));
            }
        }
        let plain = [
            backs("status: Closed, announced: \"2025\", period: \"2026-02..2030\", instrument: Equity, note: \"<b>\""),
            backs("status: Signed, period: \"..2030\", title: \"a <b> & \\\"c\\\" \\u{1}\""),
            "kind: Investment, parties: [(who: \"orion\", role: LeadInvestor, stake: \"27%\"), (who: \"acme\", role: Investee, stake: \"1%\")], status: Closed".to_owned(),
            "kind: Rivalry, parties: [(who: \"acme\", role: Rival), (who: \"orion\", role: Rival)], status: Closed".to_owned(),
            "kind: Hosting, parties: [(who: \"acme\", role: Host), (who: \"orion\", role: Tenant)], status: Signed".to_owned(),
            "kind: Hosting, parties: [(who: \"acme\", role: Host), (who: \"orion\", role: Tenant)], status: Signed, amount: \"USD 1m\"".to_owned(),
            "kind: Guarantee, parties: [(who: \"acme\", role: Guarantor), (who: \"orion\", role: Debtor)], status: Closed, amount: \"USD 1m\"".to_owned(),
            "kind: Distribution, parties: [(who: \"acme\", role: Maker), (who: \"orion\", role: Distributor)], status: Closed, amount: \"USD 1m\"".to_owned(),
            // Inside of one company, unless parts stand for themselves.
            "kind: Supply, parties: [(who: \"acme-labs\", role: Supplier), (who: \"acme\", role: Customer)], status: Closed".to_owned(),
            "kind: Acquisition, parties: [(who: \"orion\", role: Acquirer), (who: \"acme-labs\", role: Target)], status: Closed, amount: \"USD 7\", part_of: \"d00\"".to_owned(),
        ];
        let odd = [
            backs("status: Announced, amount: \"USD 9m\", tranches: [(id: \"first\", amount: \"USD 4m\", status: Closed), (id: \"rest\", amount: \"USD 5m\", on: [\"a licence\"])]"),
            "kind: Investment, parties: [(who: \"acme\", role: Investor, commits: \"USD 3m\"), (who: \"orion\", role: Investee)], status: Closed, amount: \"USD 4m\"".to_owned(),
            "kind: Investment, parties: [(who: \"acme\", role: Investor, commits: \"USD 3m\"), (who: \"vega\", role: Investor), (who: \"orion\", role: Investee)], status: Closed, amount: \"USD 4m\"".to_owned(),
            "kind: Supply, parties: [(who: \"acme\", role: Supplier, with: [\"orion\"]), (who: \"vega\", role: Supplier, with: [\"acme-labs\"]), (who: \"orion\", role: Customer), (who: \"acme-labs\", role: Customer)], status: Closed".to_owned(),
            "kind: Rivalry, parties: [(who: \"acme\", role: Rival), (who: \"orion\", role: Rival), (who: \"vega\", role: Rival)], status: Closed".to_owned(),
            "kind: Loan, parties: [(undisclosed: \"a <bank>\", role: Lender), (who: \"orion\", role: Borrower)], status: Closed, amount: \"USD 1m\"".to_owned(),
            "kind: Acquisition, parties: [(who: \"orion\", role: Acquirer), (who: \"acme\", role: Target), (who: \"vega\", role: Seller)], status: Closed, amount: \"USD 7\"".to_owned(),
        ];
        deals.extend(plain.into_iter().chain(odd));
        let deal = |(at, deal): (usize, &String)| {
            let title = if deal.contains("title:") { "" } else { "title: \"Deal\", " };
            // Some are told by more sources than others, which also say something of them.
            let claims = ["(source: \"daily\")", "(source: \"weekly\", note: \"page 3\"), (source: \"daily\")"][at % 2];
            format!("(id: \"d{at:02}\", {title}{deal}, claims: [{claims}]),\n")
        };
        let deals: String = deals.iter().enumerate().map(deal).collect();
        let text = format!(
            r#"(
    entities: [
        (id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company),
        (id: "acme-labs", name: "Acme Labs", kind: Company, part_of: "acme"), (id: "vega", name: "Vega", kind: Fund),
    ],
    sources: [
        (id: "daily", title: "A deal", publisher: "The Daily", kind: News),
        (id: "weekly", title: "Deals", publisher: "The Weekly", kind: News),
    ],
    rates: [(from: "EUR", to: "USD", rate: "1.1", date: "2026-01-01", source: "daily")],
    deals: [{deals}],
)"#
        );
        crate::load::load_str(&text).expect("the book is sound")
    }

    /// A row as it is told: its cells, and the columns that say something new.
    type Told = (Vec<Cell>, ColumnSet);

    fn told(row: &Row<'_>) -> Told {
        (row.cells(), row.present().without(row.repeated()))
    }

    #[test]
    fn plain_deals_have_the_edges_that_the_rules_for_any_deal_give_them() {
        let book = odd_book();
        let levels = MoneyLevel::ALL;
        for (extent, money) in [Extent::Whole, Extent::Brief].into_iter().flat_map(|it| levels.map(|level| (it, level)))
        {
            for rollup in [Rollup::Wholes, Rollup::Parts] {
                let graph = DealGraph::new(&book, View { money, rollup, ..View::default() });
                let edges = Edges::new(&graph, extent);
                let (mut quick, mut slow, mut alike) = (Vec::new(), Vec::new(), 0);
                let missing = Walk::<()>::new(&edges).each(0, book.deal_count(), |row, memory| {
                    alike += usize::from(memory.is_some());
                    quick.push(told(row));
                });
                let mut walk = Walk::<()>::new(&edges);
                for index in book.deal_indices() {
                    walk.odd(
                        index,
                        book.deal(index),
                        &mut Rows(|row: &Row<'_>, _: Option<&mut ()>| slow.push(told(row))),
                    );
                }
                assert_eq!((missing, quick.len()), (walk.missing, slow.len()), "{extent:?} {money:?} {rollup:?}");
                for (quick, slow) in quick.iter().zip(&slow) {
                    assert_eq!(quick, slow, "{extent:?} {money:?} {rollup:?}");
                }
                assert!(alike > 20 && alike < quick.len(), "{alike} of {} edges are of plain deals", quick.len());
            }
        }
    }
}
