//! The chains of an entity as tables and data.

use std::sync::LazyLock;

use serde_json::{Value, json};

use super::chains::{Chain, Chains};
use super::clauses::Clauses;
use super::needs::{Belonging, Needs, Step};
use super::words::listed;
use crate::graph::DealGraph;
use crate::model::EntityIx;
use crate::report::{Portion, Records, Report, Section, count, view_record};

impl Chains {
    /// The answer as tables and data, as far as either is wanted. `longest` is the bound that was asked with.
    pub fn report(&self, graph: &DealGraph<'_>, needs: &Needs, longest: usize, portion: Portion) -> Report {
        let book = graph.book();
        let clauses = Clauses::new(graph.told());
        let name = |entity: EntityIx| book.entity(entity).name.as_str();
        let title = match self.to {
            Some(to) => format!("How {} depends on {}", name(self.from), name(to)),
            None => format!("What {} depends on", name(self.from)),
        };
        let mut main = Section::new(
            count(self.chains.len(), "chain", "chains"),
            &["depends on", "#steps", "chain", "weakest step"],
        );
        for chain in self.chains.iter().filter(|_| portion.rows()) {
            main.row([
                chain.steps.last().map_or("", |step| name(step.needed)).to_owned(),
                chain.steps.len().to_string(),
                chain_words(graph, chain),
                chain.strength().map_or_else(|| "–".to_owned(), |status| status.to_string()),
            ]);
        }
        main.more = self.chains.len() - main.rows.len();
        let chokepoints: Vec<Value> = self
            .chokepoints
            .iter()
            .filter(|_| portion.data())
            .map(|it| json!({ "entity": book.entity(it.entity).id, "behind": ids(graph, &it.behind) }))
            .collect();
        let needed: Vec<Value> = self
            .needed
            .iter()
            .filter(|_| portion.data())
            .map(|(entity, steps)| json!({ "entity": book.entity(*entity).id, "steps": steps }))
            .collect();
        let (chains, items) = portion.held(&self.records(graph));
        let mut answer = json!({ "from": book.entity(self.from).id, "to": self.to.map(|to| &book.entity(to).id) });
        for (name, list) in [("chains", chains), ("chokepoints", chokepoints.into()), ("needed", needed.into())] {
            answer[name] = list;
        }
        Report {
            title,
            sections: vec![main, self.step_table(graph, &clauses), self.chokepoint_table(graph)],
            notes: self.notes(graph, needs),
            truncated: self.truncation(graph, longest),
            answer,
            items,
            view: view_record(book, graph.view()),
        }
    }

    /// The chains as data, made one by one: the records of the report.
    pub fn records<'r>(&'r self, graph: &'r DealGraph<'_>) -> Records<'r> {
        let clauses = LazyLock::new(|| Clauses::new(graph.told()));
        Records::each("chains", self.chains.len(), move |at| chain_record(graph, &clauses, &self.chains[at]))
    }

    fn step_table(&self, graph: &DealGraph<'_>, clauses: &Clauses<'_, '_>) -> Section {
        let book = graph.book();
        let mut table = Section::new("Steps", &["who", "", "needs", "by", "status", "clauses", "sources"]);
        for step in self.steps() {
            let clauses = clause_ids(graph, clauses, step).join("\n");
            let ends = |first: bool| {
                let ends = [step.needer, step.needed].map(|entity| book.entity(entity).name.clone());
                let sign = step.sign().to_owned();
                if first { [ends[0].clone(), sign, ends[1].clone()] } else { [const { String::new() }; 3] }
            };
            let mut rows: Vec<[String; 3]> = Vec::new();
            match step.belonging {
                Some(Belonging::PartOf) => rows.push(["part of".to_owned(), String::new(), String::new()]),
                Some(Belonging::HasPart) => rows.push(["has the part".to_owned(), String::new(), String::new()]),
                None => {}
            }
            for deal in step.deals() {
                let sources: Vec<&str> =
                    book.deal(deal).sources().iter().map(|it| book.source(*it).id.as_str()).collect();
                let status = graph.told().deal(deal).map_or_else(String::new, |deal| deal.status.to_string());
                let scope = graph.told().deal(deal).and_then(|deal| deal.scope.as_ref());
                let scope = scope.map_or_else(String::new, |scope| format!("\n  ({})", scope.describe(book)));
                rows.push([format!("{}{scope}", book.deal(deal).id), status, sources.join("\n")]);
            }
            for (rank, [by, status, sources]) in rows.into_iter().enumerate() {
                let [who, sign, needs] = ends(rank == 0);
                let clauses = if rank == 0 { clauses.clone() } else { String::new() };
                table.row([who, sign, needs, by, status, clauses, sources]);
            }
        }
        table
    }

    fn chokepoint_table(&self, graph: &DealGraph<'_>) -> Section {
        let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
        let heading = match self.to {
            Some(to) => format!("Chokepoints: every chain to {}, of whatever length, passes these", name(to)),
            None => "Chokepoints: what lies behind is reached through nothing else".to_owned(),
        };
        let mut table = Section::new(heading, &["chokepoint", "#behind it", "what fails with it"]);
        for point in &self.chokepoints {
            let behind: Vec<&str> = point.behind.iter().map(|entity| name(*entity)).collect();
            table.row([name(point.entity).to_owned(), behind.len().to_string(), listed(&behind)]);
        }
        table
    }

    fn notes(&self, graph: &DealGraph<'_>, needs: &Needs) -> Vec<String> {
        let book = graph.book();
        let mut notes = vec![
            "a ← b: a takes goods from b; a ⊂ b: a is a part of b; a ⊃ b: a has the part b".to_owned(),
            "parts and wholes are told apart here, with or without --no-rollup".to_owned(),
        ];
        if self.steps().iter().any(|step| step.sign() == "⊃" && step.needer != self.from) {
            let words = "a ⊃ after a ← is possible, not certain: the book does not say which part supplies";
            notes.push(words.to_owned());
        }
        for entity in self.stops() {
            for (deal, reason) in needs.unnamed_suppliers(entity) {
                let (name, deal) = (&book.entity(entity).name, &book.deal(*deal).id);
                notes.push(format!("{name} also has suppliers who are not named: {reason} ({deal})"));
            }
        }
        let reached = self.to.filter(|_| self.chains.is_empty() && self.cut.is_none());
        if reached.is_some_and(|to| self.needed.contains_key(&to)) {
            notes.push("only reached by passing through one entity twice, which is no chain".to_owned());
        }
        notes
    }

    fn truncation(&self, graph: &DealGraph<'_>, longest: usize) -> Option<String> {
        let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
        let is_beyond = |steps: &usize| *steps > longest;
        if let Some(to) = self.to {
            // Whoever is too far away has no chain, and no other word about longer ones is needed.
            return match self.needed.get(&to).filter(|steps| is_beyond(steps)) {
                Some(steps) => Some(format!(
                    "{} is {steps} steps away at the least, and chains of more than {} were not looked for (--max-hops)",
                    name(to),
                    count(longest, "step", "steps"),
                )),
                None => self.cut.map(|cut| cut.words(self.chains.len(), ["chain", "chains"])),
            };
        }
        let mut words: Vec<String> = Vec::new();
        words.extend(self.cut.map(|cut| cut.words(self.chains.len(), ["chain", "chains"])));
        let beyond = self.needed.iter().filter(|(_, steps)| is_beyond(steps));
        let beyond: Vec<&str> = beyond.map(|(entity, _)| name(*entity)).collect();
        if !beyond.is_empty() {
            words.push(format!("more than {} away: {}", count(longest, "step", "steps"), listed(&beyond)));
        }
        (!words.is_empty()).then(|| words.join("; "))
    }
}

/// A chain in words: `Bedrock SRE ← OpenAI models ← Azure ⊂ Microsoft`.
pub fn chain_words(graph: &DealGraph<'_>, chain: &Chain) -> String {
    let name = |entity: EntityIx| graph.book().entity(entity).name.as_str();
    let mut words = chain.steps.first().map_or_else(String::new, |step| name(step.needer).to_owned());
    for step in &chain.steps {
        words.push_str(&format!(" {} {}", step.sign(), name(step.needed)));
    }
    words
}

fn chain_record(graph: &DealGraph<'_>, clauses: &Clauses<'_, '_>, chain: &Chain) -> Value {
    let steps: Vec<Value> = chain.steps.iter().map(|step| step_record(graph, clauses, step)).collect();
    json!({ "stops": ids(graph, &chain.stops()), "strength": chain.strength(), "steps": steps })
}

fn step_record(graph: &DealGraph<'_>, clauses: &Clauses<'_, '_>, step: &Step) -> Value {
    let book = graph.book();
    let deals: Vec<Value> = step
        .deals()
        .into_iter()
        .map(|deal| {
            let record = book.deal(deal);
            let sources: Vec<_> = record.sources().iter().map(|source| &book.source(*source).id).collect();
            let status = graph.told().deal(deal).map(|deal| deal.status);
            json!({ "deal": record.id, "kind": record.kind, "status": status, "sources": sources })
        })
        .collect();
    let belonging = step.belonging.map(|belonging| match belonging {
        Belonging::PartOf => "part-of",
        Belonging::HasPart => "has-part",
    });
    json!({
        "needer": book.entity(step.needer).id, "needed": book.entity(step.needed).id, "belonging": belonging,
        "deals": deals, "clauses": clause_ids(graph, clauses, step),
    })
}

/// The clauses in force between the ends of a step, as `deal.clause`.
fn clause_ids(graph: &DealGraph<'_>, clauses: &Clauses<'_, '_>, step: &Step) -> Vec<String> {
    let book = graph.book();
    // Inside one whole nothing is bound towards itself.
    if step.legs.is_empty() {
        return Vec::new();
    }
    let clauses = clauses.between(step.needer, step.needed).into_iter();
    let ids = clauses.filter_map(|(deal, position)| {
        let clause = graph.told().deal(deal)?.clauses.get(position)?;
        Some(format!("{}.{}", book.deal(deal).id, clause.id))
    });
    ids.collect()
}

fn ids<'b>(graph: &DealGraph<'b>, entities: &[EntityIx]) -> Vec<&'b str> {
    entities.iter().map(|entity| graph.book().entity(*entity).id.as_str()).collect()
}
