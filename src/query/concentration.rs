//! Who holds several companies of one market.
//!
//! **Finds** pairs of an investor and a market with at least so many companies that the investor backs and that
//! compete there, themselves or by a part.
//! **Why it matters**: it bets on the market rather than on a company, and sits with companies that compete for the
//! same customers.
//! **Example**: Umbra invests in Orion and in Lyra, both in the market frontier-models.
//! **Limits**: markets are those that the book writes; a company in several counts in each. Only named investors are
//! seen, and a holding once bought is taken as still held.

use std::ops::Range;

use serde_json::{Value, json};

use super::rivalry::Rivals;
use crate::graph::DealGraph;
use crate::graph::common::in_pieces;
use crate::model::{EntityIx, Flow, Kind, Side};
use crate::report::{Report, Section, count, view_record};

/// An investor with a market in which it holds several companies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concentration {
    /// The investor.
    pub investor: EntityIx,
    /// The market, by its position among those of the book.
    pub market: u32,
    /// How many companies of the market it holds.
    pub companies: u32,
}

/// Returns the investors with at least `least` companies of one market, by investor and then by market.
///
/// Walks the sorted lists of the companies of each investor, and no deal; investors are shared among the processors.
pub fn concentrations(graph: &DealGraph<'_>, rivals: &Rivals<'_>, least: u32) -> Vec<Concentration> {
    in_pieces(graph.book().entity_count(), |investors| concentrated(graph, rivals, least, investors))
}

/// The answer for some investors.
fn concentrated(graph: &DealGraph<'_>, rivals: &Rivals<'_>, least: u32, investors: Range<usize>) -> Vec<Concentration> {
    let mut counts = vec![0_u32; graph.book().markets().len()];
    let mut met: Vec<u32> = Vec::new();
    let mut found = Vec::new();
    let companies = graph.index().lists(Side::Takers, Flow::Money, Kind::Investment, investors.len());
    for investor in investors.map(EntityIx::new) {
        for company in companies.distinct(investor) {
            for &market in rivals.markets_of(EntityIx::new(company as usize)) {
                let count = &mut counts[market as usize];
                if *count == 0 {
                    met.push(market);
                }
                *count += 1;
            }
        }
        met.sort_unstable();
        for market in met.drain(..) {
            let companies = std::mem::take(&mut counts[market as usize]);
            if companies >= least {
                found.push(Concentration { investor, market, companies });
            }
        }
    }
    found
}

/// The answer as tables and data, most companies first, of at most `most` pairs; of one investor, or of all.
pub fn report(
    graph: &DealGraph<'_>,
    rivals: &Rivals<'_>,
    of: Option<EntityIx>,
    least: u32,
    most: Option<usize>,
) -> Report {
    let book = graph.book();
    let of = of.map(|it| graph.owner(it));
    let mut found = concentrations(graph, rivals, least.max(1));
    found.retain(|it| of.is_none_or(|of| of == it.investor));
    found.sort_by_key(|it| (std::cmp::Reverse(it.companies), it.investor, it.market));
    let mut table = Section::new(count(found.len(), "pair", "pairs"), &["investor", "market", "#companies", "which"]);
    let mut items: Vec<Value> = Vec::new();
    for it in found.iter().take(most.unwrap_or(usize::MAX)) {
        let held = graph.index().takers(it.investor, Flow::Money, Kind::Investment).distinct();
        let companies: Vec<EntityIx> = held
            .map(|company| EntityIx::new(company as usize))
            .filter(|company| rivals.markets_of(*company).contains(&it.market))
            .collect();
        let names: Vec<&str> = companies.iter().map(|company| book.entity(*company).name.as_str()).collect();
        let market = rivals.market(it.market);
        table.row([
            book.entity(it.investor).name.clone(),
            market.to_owned(),
            it.companies.to_string(),
            names.join(", "),
        ]);
        let ids: Vec<_> = companies.iter().map(|company| &book.entity(*company).id).collect();
        items.push(json!({ "investor": book.entity(it.investor).id, "market": market, "companies": ids }));
    }
    let left = found.len() - items.len();
    let title = match of {
        Some(of) => format!("In which markets {} holds several companies", book.entity(of).name),
        None => "Who holds several companies of one market".to_owned(),
    };
    Report {
        title,
        sections: vec![table],
        notes: vec![format!("at least {least} of a market; a part competes for its whole")],
        truncated: (left > 0).then(|| format!("{} not shown (--limit)", count(left, "pair is", "pairs are"))),
        answer: json!({ "of": of.map(|it| &book.entity(it).id), "least": least, "concentrations": items }),
        items,
        view: view_record(book, graph.view()),
    }
}
