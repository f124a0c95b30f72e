//! Loops as tables and data.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::describe::{findings, route};
use super::ratio::rates_of;
use super::{Breakers, Chance, Hop, Loop, Loops, MOST_CYCLES, Search};
use crate::finding::{Finding, Sink, finding_record};
use crate::graph::DealGraph;
use crate::model::{DealIx, MoneyLevel};
use crate::query::counting::counting_notes;
use crate::query::words::{listed, rate_words};
use crate::report::{Portion, Records, Report, Section, count, tally_cell, view_record};

const LEVELS: [(&str, MoneyLevel); 3] =
    [("firm", MoneyLevel::Firm), ("committed", MoneyLevel::Committed), ("headline", MoneyLevel::Headline)];

impl Loops {
    /// The answer as tables and data.
    pub fn report(
        &self,
        graph: &DealGraph<'_>,
        search: &Search,
        breakers: &Breakers,
        chance: Option<&Chance>,
    ) -> Report {
        self.report_for(graph, search, breakers, chance, Portion::ALL)
    }

    /// The loops as data, made one by one: the records of the report.
    pub fn records<'r>(&'r self, graph: &'r DealGraph<'_>) -> Records<'r> {
        Records::each("loops", self.loops.len(), |position| record(graph, &self.loops[position]))
    }

    /// The answer as what one format prints of it, with so many of the loops; what is left out is counted.
    pub fn report_for(
        &self,
        graph: &DealGraph<'_>,
        search: &Search,
        breakers: &Breakers,
        chance: Option<&Chance>,
        portion: Portion,
    ) -> Report {
        let (book, shown) = (graph.book(), self.loops.iter().take(portion.most));
        let columns = [
            "loop",
            "hop",
            "deals",
            "#firm",
            "#committed",
            "#headline",
            "adds",
            "back for 1 out",
            "in time",
            "strength",
            "fingerprint",
        ];
        let mut table = Section::new(count(self.loops.len(), "loop", "loops"), &columns);
        // A loop has several rows, and where so many loops are asked for, it is shown with all of them.
        table.is_cut = portion.most < usize::MAX;
        for (rank, it) in shown.clone().enumerate().filter(|_| portion.rows()) {
            let fingerprint = finding_of(graph, it).map_or_else(String::new, |found| found.fingerprint.to_string());
            for (position, hop) in it.hops.iter().enumerate() {
                let first = |text: String| if position == 0 { text } else { String::new() };
                let ids: Vec<&str> = hop.deals().map(|deal| book.deal(deal).id.as_str()).collect();
                let ends = [hop.from, hop.to].map(|entity| book.entity(entity).name.as_str());
                table.row([
                    first((rank + 1).to_string()),
                    ends.join(" → "),
                    ids.join("\n"),
                    tally_cell(&hop.money, MoneyLevel::Firm),
                    tally_cell(&hop.money, MoneyLevel::Committed),
                    tally_cell(&hop.money, MoneyLevel::Headline),
                    added(hop),
                    first(returned(it)),
                    first(it.order.word().to_owned()),
                    first(it.strength.to_string()),
                    first(fingerprint.clone()),
                ]);
            }
        }
        table.more = shown.map(|it| it.hops.len()).sum::<usize>() - table.rows.len();
        let mut sections = vec![table];
        // As data they are in the answer, whole.
        if !self.loops.is_empty() && portion.rows() {
            sections.push(self.breaker_section(graph, breakers));
        }
        sections.extend(chance.map(chance_section));
        let (loops, items) = portion.held(&self.records(graph).first(portion.most));
        let mut answer = json!({
            "loops": [],
            "max_length": search.max_length,
            "within_one_deal": self.within_one_deal,
            "breakers": {
                "deals": breakers.deals.iter().map(|deal| &book.deal(*deal).id).collect::<Vec<_>>(),
                "at_least": breakers.at_least,
                "fewest": breakers.is_fewest(),
                "every_loop": !self.more,
            },
        });
        answer["loops"] = loops;
        if let Some(chance) = chance {
            answer["significance"] = chance_record(chance);
        }
        let about: Vec<&str> = search.about.iter().map(|it| book.entity(graph.owner(*it)).name.as_str()).collect();
        let whom = if about.is_empty() { String::new() } else { format!(" through {}", about.join(" and ")) };
        Report {
            title: format!("Circular financing{whom}, up to {} hops", search.max_length),
            sections,
            notes: self.notes(graph),
            truncated: self.truncated(search, breakers, chance, portion),
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }

    /// Which deals break the loops, all of those found, however many are shown.
    fn breaker_section(&self, graph: &DealGraph<'_>, breakers: &Breakers) -> Section {
        let fewest = if breakers.is_fewest() { "The fewest deals" } else { "Deals" };
        let found = count(self.loops.len(), "loop", "loops");
        let which = if self.more { format!("the {found} kept, of more") } else { "every loop".to_owned() };
        let heading = format!("{fewest} whose removal breaks {which}: {}", breakers.deals.len());
        let mut section = Section::new(heading, &["deal", "title", "#loops with it"]);
        let mut with: BTreeMap<DealIx, usize> = BTreeMap::new();
        for deal in self.loops.iter().flat_map(Loop::deals) {
            *with.entry(deal).or_default() += 1;
        }
        for deal in &breakers.deals {
            let record = graph.book().deal(*deal);
            let number = with.get(deal).copied().unwrap_or(0);
            section.row([record.id.to_string(), record.title.clone(), number.to_string()]);
        }
        section
    }

    fn notes(&self, graph: &DealGraph<'_>) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.loops.is_empty() {
            notes.push("back for 1 out: the last hop over the first; ranges are rounded outwards".to_owned());
        }
        let rates: BTreeSet<String> = self.loops.iter().flat_map(|it| rates(graph, it)).collect();
        if !rates.is_empty() {
            let rates: Vec<String> = rates.into_iter().collect();
            notes.push(format!("converted for what is back for 1 out: {}", listed(&rates)));
        }
        if self.within_one_deal > 0 {
            notes.push(format!(
                "{} within one deal, {}",
                count(self.within_one_deal, "cycle", "cycles"),
                if self.within_one_deal == 1 { "which is no loop" } else { "which are no loops" }
            ));
        }
        let tallies = self.loops.iter().flat_map(|it| &it.hops).map(|hop| &hop.money);
        notes.extend(counting_notes(tallies, graph.told()));
        notes
    }

    fn truncated(
        &self,
        search: &Search,
        breakers: &Breakers,
        chance: Option<&Chance>,
        portion: Portion,
    ) -> Option<String> {
        let mut said = Vec::new();
        if self.loops.len() > portion.most {
            said.push(format!("{} of {} shown (--limit)", portion.most, count(self.loops.len(), "loop", "loops")));
        }
        if self.more {
            said.push(format!(
                "there are more than the {} kept; ask with --limit",
                count(search.most, "loop", "loops")
            ));
        }
        if !breakers.is_fewest() {
            let (found, least) = (breakers.deals.len(), breakers.at_least);
            said.push(format!("the search for breaking deals stopped at {found}; it takes {least} or more"));
        }
        if let Some(Chance { samples, asked, .. }) = chance.filter(|it| it.samples < it.asked) {
            let drawn = format!("only {samples} of {asked} webs were drawn");
            said.push(format!("{drawn}: the next, or the web itself, has {MOST_CYCLES} cycles or more"));
        }
        (!said.is_empty()).then(|| said.join("; "))
    }
}

fn added(hop: &Hop) -> String {
    let by = hop.additions().map(|(_, adds)| adds.by.map_or_else(|| "not stated".to_owned(), |by| by.to_string()));
    by.collect::<Vec<_>>().join("\n")
}

fn returned(it: &Loop) -> String {
    let said = LEVELS.iter().filter_map(|(word, level)| Some(format!("{word} {}", it.returned.at(*level)?)));
    let said: Vec<String> = said.collect();
    if said.is_empty() { "not known".to_owned() } else { said.join("\n") }
}

/// The rates at which what comes back is held against what went out, each once.
fn rates(graph: &DealGraph<'_>, it: &Loop) -> BTreeSet<String> {
    let is_told = LEVELS.iter().any(|(_, level)| it.returned.at(*level).is_some());
    let rates = is_told.then(|| rates_of(graph, it.out(), it.back()));
    rates.into_iter().flatten().map(rate_words).collect()
}

fn hundredths(value: u128) -> String {
    format!("{}.{:02}", value / 100, value % 100)
}

fn z_words(chance: &Chance) -> String {
    chance.z_hundredths().map_or_else(
        || "not defined: all samples are alike".to_owned(),
        |z| format!("{}{}", if z < 0 { "-" } else { "" }, hundredths(z.unsigned_abs().into())),
    )
}

fn chance_section(chance: &Chance) -> Section {
    let mut section =
        Section::new("Against chance: who pays how many kept, who pays whom rewired", &["what", "#value"]);
    let (above, below) = chance.p();
    let rows = [
        ("cycles seen", chance.seen.to_string()),
        ("webs drawn", chance.samples.to_string()),
        ("seed", chance.seed.to_string()),
        ("mean of their cycles", hundredths(chance.mean_hundredths())),
        ("z", z_words(chance)),
        ("p (as many or more)", format!("{above}/{below}")),
    ];
    for (what, value) in rows {
        section.row([what.to_owned(), value]);
    }
    section
}

fn chance_record(chance: &Chance) -> Value {
    let (above, below) = chance.p();
    json!({
        "seen": chance.seen, "samples": chance.samples, "seed": chance.seed,
        "mean": hundredths(chance.mean_hundredths()),
        "z": chance.z_hundredths().map(|_| z_words(chance)),
        "p": { "numerator": above, "denominator": below },
    })
}

/// The finding that a loop makes.
fn finding_of(graph: &DealGraph<'_>, it: &Loop) -> Option<Finding> {
    let mut sink = Sink::default();
    findings(graph, std::slice::from_ref(it), &mut sink);
    sink.finish().list.pop()
}

/// A loop as data, with the finding it makes.
fn record(graph: &DealGraph<'_>, it: &Loop) -> Value {
    let book = graph.book();
    let found = finding_of(graph, it);
    let hops = it.hops.iter().map(|hop| {
        json!({
            "from": book.entity(hop.from).id,
            "to": book.entity(hop.to).id,
            "deals": hop.deals().map(|deal| &book.deal(deal).id).collect::<Vec<_>>(),
            "money": hop.money.records(),
            "deals_without_amount": hop.money.unstated.len(),
            "adds": hop.additions().map(|(deal, adds)| json!({
                "deal": book.deal(deal).id, "to": book.deal(adds.to).id, "by": adds.by,
            })).collect::<Vec<_>>(),
        })
    });
    json!({
        "route": route(graph, it),
        "hops": hops.collect::<Vec<_>>(),
        "returned": LEVELS.iter().map(|(word, level)| {
            ((*word).to_owned(), it.returned.at(*level).map(super::RatioInterval::record).into())
        }).collect::<serde_json::Map<String, Value>>(),
        "rates": rates(graph, it),
        "in_time": it.order.word(),
        "strength": it.strength,
        "finding": found.map(|finding| finding_record(graph, &finding)),
    })
}
