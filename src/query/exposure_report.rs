//! The exposure of an entity as tables and data.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::counting::{counting_notes, sum_cell};
use super::exposure::{By, Counterparty, Exposure, Key, Line, Way};
use super::weaker_pieces::in_doubt;
use super::words::{listed, listed_by, overspent};
use crate::graph::{DealGraph, Tally, by_currency};
use crate::model::{DealIx, Kind, MoneyLevel, Split};
use crate::report::{Report, Section, count, tally_cell, view_record};

impl Exposure {
    /// The answer as tables and data.
    pub fn report(&self, graph: &DealGraph<'_>) -> Report {
        let book = graph.book();
        let level = graph.view().money;
        let id = |deal: &DealIx| &book.deal(*deal).id;
        let first = match self.by {
            By::Counterparty => "with",
            By::Kind => "kind",
            By::Flow => "what moves",
            By::Year => "year",
        };
        let columns = [first, "way", "#deals", "kinds", "#firm", "#committed", "#headline", "capacity"];
        let mut table = Section::new("", &columns);
        let mut items: Vec<Value> = Vec::new();
        for (name, way, tally) in [("total", Way::Out, &self.paid), ("total", Way::In, &self.received)] {
            let deals = tally.counted.len() + tally.unstated.len();
            let mut cells = vec![name.to_owned(), way.word().to_owned(), deals.to_string(), String::new()];
            cells.extend(MoneyLevel::ALL.map(|level| tally_cell(tally, level)));
            cells.push(String::new());
            table.row(cells);
        }
        table.totals = table.rows.len();
        for line in &self.lines {
            let capacity: Vec<String> = line.capacity.iter().map(ToString::to_string).collect();
            let kinds: BTreeSet<Kind> =
                line.deals.iter().filter_map(|deal| Some(graph.told().deal(*deal)?.kind)).collect();
            let kinds: Vec<&str> = kinds.into_iter().map(Kind::word).collect();
            let mut cells =
                vec![label(graph, line), line.way.word().to_owned(), line.deals.len().to_string(), kinds.join(", ")];
            cells.extend(MoneyLevel::ALL.map(|level| tally_cell(&line.money, level)));
            cells.push(capacity.join(" + "));
            table.row(cells);
            let key = match &line.key {
                Key::With(Counterparty::Entity(entity)) => json!({ "with": book.entity(*entity).id }),
                Key::With(Counterparty::Undisclosed(reason)) => json!({ "undisclosed": reason }),
                Key::Kind(kind) => json!({ "kind": kind }),
                Key::Flow(flow) => json!({ "flow": flow }),
                Key::Year(year) => json!({ "year": year }),
            };
            items.push(json!({
                "key": key, "way": line.way.word(), "deals": line.deals.iter().map(id).collect::<Vec<_>>(),
                "money": line.money.records(), "deals_without_amount": line.money.unstated.len(),
                "capacity": line.capacity,
            }));
        }
        let mut notes = vec![format!("counted at {} money: {}", word(level), self.difference(graph))];
        notes.extend(counting_notes([&self.paid, &self.received].into_iter(), graph.told()));
        let unseen = graph.told().unseen_with(|party| graph.owner(party) == self.entity);
        if !unseen.is_empty() {
            let ids = listed_by(&unseen, ", ", |deal| book.deal(*deal).id.to_string().into());
            notes.push(format!(
                "not counted, since this view does not see {}: {ids}",
                if unseen.len() == 1 { "it" } else { "them" }
            ));
        }
        let dealt: BTreeSet<DealIx> = self.lines.iter().flat_map(|line| line.deals.iter().copied()).collect();
        let overspent: Vec<String> = dealt.iter().filter_map(|deal| overspent(graph.told().deal(*deal)?)).collect();
        let is_all_told = [&self.paid, &self.received].iter().all(|tally| tally.unstated.is_empty())
            && self.lines.iter().all(|line| line.money.unstated.is_empty());
        if self.by == By::Counterparty && !overspent.is_empty() && is_all_told {
            notes.push(format!("lines need not add up to the total: {}", overspent.join("; ")));
        } else {
            notes.extend(overspent);
            notes.push(self.lines_note().to_owned());
        }
        if self.by == By::Year && [&self.paid, &self.received].iter().any(|tally| !tally.parts.is_empty()) {
            notes.push(
                "deals inside of another stand in years of their own (without a period, in that of their announcement), \
                 and what they leave of it is spread, where that can be told"
                    .to_owned(),
            );
        }
        let uncertain: Vec<Value> = self
            .uncertain
            .iter()
            .map(|(way, deal, stated)| {
                let total = self.total(*way);
                let alone = total.alone.contains_key(deal).then(|| total.alone_of(*deal, stated.currency));
                json!({
                    "deal": id(deal), "way": way.word(), "currency": stated.currency, "split": stated.split,
                    "by_itself": alone, "inside": total.inside(*deal).iter().map(id).collect::<Vec<_>>(),
                })
            })
            .collect();
        let answer = json!({
            "entity": book.entity(self.entity).id, "level": level, "lines": items,
            "out": self.paid.records(), "in": self.received.records(), "not_firm": uncertain,
        });
        Report {
            title: format!("Exposure of {}, {} money", book.entity(self.entity).name, word(level)),
            sections: vec![table, self.uncertain_table(graph)],
            notes,
            truncated: None,
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }

    /// All that goes one way.
    const fn total(&self, way: Way) -> &Tally {
        match way {
            Way::Out => &self.paid,
            Way::In => &self.received,
        }
    }

    /// Why lines and totals may differ.
    const fn lines_note(&self) -> &'static str {
        match self.by {
            By::Counterparty => {
                "lines need not add up to the total: where shares of a deal are not told, only the total counts it"
            }
            By::Kind | By::Flow => {
                "lines need not add up to the total: an umbrella and its pieces can stand in different lines"
            }
            By::Year => {
                "amounts are spread evenly over the days of each deal's period, to whole millions; no deal says so"
            }
        }
    }

    /// What headline money has beyond the level asked for, or beyond firm money where that is the level.
    fn difference(&self, graph: &DealGraph<'_>) -> String {
        let level = graph.view().money;
        let both = [&self.paid, &self.received];
        let is_unstated = both.iter().any(|tally| !tally.unstated.is_empty());
        if !both.iter().any(|tally| tally.totals.values().any(|split| !split.headline.is_zero())) {
            return format!("there is none, since {}", self.why_none(graph));
        }
        let differ = |low: MoneyLevel, high: MoneyLevel| -> Vec<String> {
            // What is not exact may differ all the same.
            let may_differ = |split: Split| split.at(low) != split.at(high) || !split.headline.is_exact();
            let deals = self.uncertain.iter().filter(|(.., stated)| may_differ(stated.split));
            deals.map(|(_, deal, _)| graph.book().deal(*deal).id.to_string()).collect()
        };
        let said = |deals: Vec<String>, none: &str, some: &str| {
            if deals.is_empty() { none.to_owned() } else { format!("{some} {}", deals.join(", ")) }
        };
        let doubtful = in_doubt(graph.told(), both.iter().flat_map(|tally| &tally.counted).copied());
        let doubtful: BTreeSet<DealIx> = doubtful.iter().map(|it| it.deal).collect();
        let doubtful: Vec<&str> = doubtful.iter().map(|deal| graph.book().deal(*deal).id.as_str()).collect();
        let all = match (is_unstated, doubtful.is_empty()) {
            (true, true) => "all that is stated of it is firm".to_owned(),
            (false, true) => "all of it is firm".to_owned(),
            (_, false) => {
                format!("all that is stated of it is told as firm, though less may be of {}", listed(&doubtful))
            }
        };
        match level {
            MoneyLevel::Headline => {
                said(differ(MoneyLevel::Firm, MoneyLevel::Headline), &all, "beyond what is firm it counts money of")
            }
            _ => said(
                differ(level, MoneyLevel::Headline),
                "headline money is no more",
                "left out is money, promised or contingent, of",
            ),
        }
    }

    /// Why no money is counted: no deal states an amount, nobody says which part of one is the entity's, or all is over.
    fn why_none(&self, graph: &DealGraph<'_>) -> String {
        let deals = |of: fn(&Tally) -> &Vec<DealIx>| {
            [&self.paid, &self.received].into_iter().flat_map(of).copied().collect::<BTreeSet<DealIx>>()
        };
        let states = |deal: &DealIx| graph.told().deal(*deal).is_some_and(|deal| deal.money().stated().is_some());
        let is_over = |deal: &DealIx| graph.told().deal(*deal).is_some_and(|deal| deal.status.is_ended());
        let (shares, silent): (Vec<DealIx>, Vec<DealIx>) = deals(|tally| &tally.unstated).into_iter().partition(states);
        let (over, nothing): (Vec<DealIx>, Vec<DealIx>) = deals(|tally| &tally.counted).into_iter().partition(is_over);
        match [silent.len(), shares.len(), over.len(), nothing.len()] {
            [0, 0, 0, 0] => "no deal that moves any is seen".to_owned(),
            [_, 0, 0, 0] => "no deal states an amount".to_owned(),
            [silent, shares, over, nothing] => {
                let told = [
                    (silent, ["states no amount", "state no amount"]),
                    (
                        shares,
                        [
                            "does not say which part of its amount this is",
                            "do not say which part of their amounts this is",
                        ],
                    ),
                    (over, ["has ended", "have ended"]),
                    (nothing, ["comes to nothing", "come to nothing"]),
                ];
                let told = told.into_iter().filter(|(number, _)| *number > 0);
                let words =
                    told.map(|(number, [one, more])| count(number, &format!("deal {one}"), &format!("deals {more}")));
                words.collect::<Vec<_>>().join(" and ")
            }
        }
    }

    fn uncertain_table(&self, graph: &DealGraph<'_>) -> Section {
        let book = graph.book();
        let heading = match graph.view().money {
            MoneyLevel::Headline => "Counted in the headline, though not firm",
            _ => "Not firm, or not entirely",
        };
        let columns = ["deal", "way", "status", "#firm", "#committed", "#headline", "deals inside", "on condition of"];
        let mut table = Section::new(heading, &columns);
        // Of a deal with money in several currencies one line tells all.
        for same in self.uncertain.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
            let (way, index, _) = &same[0];
            let Some(deal) = graph.told().deal(*index) else { continue };
            let own = || by_currency(same.iter().map(|(.., stated)| (stated.currency, stated.split)));
            let sums = self.total(*way).parts.get(index).cloned().unwrap_or_else(own);
            let conditions: Vec<String> = deal
                .tranches
                .iter()
                .filter(|tranche| !tranche.open_conditions().is_empty())
                .map(|tranche| format!("{} ({}): {}", tranche.id, tranche.amount, tranche.open_conditions().join("; ")))
                .collect();
            let cell = |level| sum_cell(&sums, level);
            table.row([
                book.deal(*index).id.to_string(),
                way.word().to_owned(),
                deal.status.to_string(),
                cell(MoneyLevel::Firm),
                cell(MoneyLevel::Committed),
                cell(MoneyLevel::Headline),
                self.total(*way)
                    .inside(*index)
                    .iter()
                    .map(|it| book.deal(*it).id.to_string())
                    .collect::<Vec<_>>()
                    .join("\n"),
                conditions.join("\n"),
            ]);
        }
        table
    }
}

fn label(graph: &DealGraph<'_>, line: &Line) -> String {
    match &line.key {
        Key::With(Counterparty::Entity(entity)) => graph.book().entity(*entity).name.clone(),
        Key::With(Counterparty::Undisclosed(reason)) => format!("[{reason}]"),
        Key::Kind(kind) => kind.to_string(),
        Key::Flow(flow) => flow.to_string(),
        Key::Year(Some(year)) => year.to_string(),
        Key::Year(None) => "no closed period".to_owned(),
    }
}

const fn word(level: MoneyLevel) -> &'static str {
    match level {
        MoneyLevel::Firm => "firm",
        MoneyLevel::Committed => "committed",
        MoneyLevel::Headline => "headline",
    }
}

impl Way {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }
}
