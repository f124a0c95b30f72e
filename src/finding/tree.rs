//! A proof as a tree: premises → alternatives → deals → fields → claims → sources.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::agreement::{speaks_of_part, stance};
use super::claim_money::money_words;
use super::evidence::{Evidence, Ground};
use super::proof::{Alternative, derivations};
use super::record::finding_record;
use super::{Finding, sorted};
use crate::graph::DealGraph;
use crate::model::{Book, Claim, DateIs, DealIx, MoneyLevel, Source, SourceIx, visible};
use crate::report::count;

/// Writes the proof of a finding as a tree of text.
pub fn proof_tree(graph: &DealGraph<'_>, finding: &Finding) -> String {
    let mut tree = Branches::default();
    tree.line(0, &finding.claim);
    let mut facts = format!("{}, severity {}, strength {}", finding.code, finding.severity, finding.strength);
    if !finding.money.is_none() {
        let words = |level| money_words(&finding.money, level);
        let _ = write!(
            facts,
            "; money firm {}, committed {}, headline {}",
            words(MoneyLevel::Firm),
            words(MoneyLevel::Committed),
            words(MoneyLevel::Headline)
        );
    }
    tree.line(1, &facts);
    for premise in &finding.proof {
        let ways = premise.alternatives.len();
        let any = if ways > 1 { format!(" (any one of {ways} is enough)") } else { String::new() };
        tree.line(1, &format!("{}{any}", premise.says));
        for alternative in &premise.alternatives {
            alternative_lines(&mut tree, graph, alternative);
        }
    }
    for caveat in &finding.caveats {
        tree.line(1, &format!("but: {caveat}"));
    }
    if finding.evidence().any(|evidence| evidence.unnamed(graph.book()) > 0) {
        tree.line(1, "sources that are only counted are named by `show` of the deal, and in -f json");
    }
    let ways = derivations(&finding.proof);
    if ways > 1 {
        tree.line(
            1,
            &format!("{} in all", count(usize::try_from(ways).unwrap_or(usize::MAX), "proof", "minimal proofs")),
        );
    }
    tree.finish()
}

fn alternative_lines(tree: &mut Branches, graph: &DealGraph<'_>, alternative: &Alternative) {
    let book = graph.book();
    let mut grounds: Vec<Ground> = Vec::new();
    for evidence in &alternative.evidence {
        if !grounds.contains(&evidence.ground) {
            grounds.push(evidence.ground);
        }
    }
    // The fields of entities are all the curator's, and one line says so.
    let entities: Vec<&str> = grounds
        .iter()
        .filter_map(|ground| match ground {
            Ground::Entity(entity) => Some(book.entity(*entity).name.as_str()),
            Ground::Deal(_) => None,
        })
        .collect();
    if let Some(evidence) = alternative.evidence.iter().find(|it| it.ground.deal().is_none()) {
        tree.line(2, &format!("by the curator's `{}` of {}", evidence.field, entities.join(" and ")));
    }
    for (rank, deal) in grounds.iter().filter_map(|ground| ground.deal()).enumerate() {
        let told = graph.told().deal(deal);
        let status = told.map_or_else(String::new, |told| format!(", {}", told.status));
        let and = if rank == 0 { "" } else { "and " };
        let record = book.deal(deal);
        tree.line(2, &format!("{and}{} ({}{status}): {}", record.id, record.kind, record.title));
        for leg in alternative.legs.iter().filter(|leg| leg.deal == deal) {
            let end = |party: u16| {
                let entity = told.and_then(|told| told.entity_at(party.into()));
                entity.map_or("?", |entity| book.entity(entity).name.as_str())
            };
            tree.line(3, &format!("leg: {} → {}, {}", end(leg.from), end(leg.to), leg.flow));
        }
        field_lines(tree, graph, deal, &alternative.evidence);
    }
}

/// The fields of one deal with their sources; fields with the same sources share them.
fn field_lines(tree: &mut Branches, graph: &DealGraph<'_>, deal: DealIx, evidence: &[Evidence]) {
    let mine = sorted(evidence.iter().filter(|it| it.ground == Ground::Deal(deal)).cloned());
    let mut groups: Vec<(Vec<&str>, &Evidence)> = Vec::new();
    for one in &mine {
        let rests_on = |it: &Evidence| {
            let Evidence { sources, disputed_by, of_field, of_part, .. } = it.clone();
            (sources, disputed_by, of_field, of_part, it.part_word(), it.is_told_with_the_deal())
        };
        match groups.iter_mut().find(|(_, other)| rests_on(other) == rests_on(one)) {
            Some((fields, _)) => fields.push(&one.field),
            None => groups.push((vec![&one.field], one)),
        }
    }
    for (fields, evidence) in groups {
        let them = if fields.len() > 1 { "them" } else { "it" };
        let whose = if evidence.is_the_curators_reading() {
            format!(": the curator's reading; no source is quoted for {them}")
        } else {
            String::new()
        };
        tree.line(3, &format!("field {}{whose}", fields.join(", ")));
        for source in &evidence.named(graph.book()) {
            tree.line(4, &source_words(graph, deal, *source, &fields));
        }
        if let Some(others) = others_words(evidence, graph.book()) {
            tree.line(4, &others);
        }
        for source in &evidence.disputed_by {
            tree.line(4, &format!("against: {}", source_words(graph, deal, *source, &fields)));
        }
    }
}

/// How many sources tell the deal and are not named, with what they do not speak of.
fn others_words(evidence: &Evidence, book: &Book) -> Option<String> {
    let others = evidence.unnamed(book);
    let (and, more) = if evidence.named(book).is_empty() { ("", "") } else { ("and ", "more ") };
    let part = evidence.part_word();
    let but = match others {
        0 => return None,
        _ if evidence.is_told_with_the_deal() => String::new(),
        1 => format!(", and does not speak of this {part}"),
        _ => format!(", none of which speaks of this {part}"),
    };
    let tell = count(others, &format!("{more}source tells"), &format!("{more}sources tell"));
    Some(format!("{and}{tell} the deal{but}"))
}

fn source_words(graph: &DealGraph<'_>, deal: DealIx, source: SourceIx, fields: &[&str]) -> String {
    let record = graph.book().source(source);
    let claims = graph.told().claims(deal);
    let speaks = |claim: &&&Claim| {
        claim.source == source && fields.iter().any(|field| stance(graph.told(), deal, claim, field).is_some())
    };
    let speaks_beside =
        |claim: &&&Claim| claim.source == source && fields.iter().any(|field| speaks_of_part(claim, field));
    let mut heard: Vec<&&Claim> = claims.iter().filter(speaks).collect();
    if heard.is_empty() {
        heard.extend(claims.iter().filter(speaks_beside));
    }
    let said: Vec<String> = heard
        .into_iter()
        .filter_map(|claim| claim.says.as_ref())
        .map(|said| format!("{} \"{}\"", said.field, said.value))
        .collect();
    let says = if said.is_empty() { "tells the deal".to_owned() } else { format!("says {}", said.join(", ")) };
    format!("{}, \"{}\", {} ({}): {says}", record.publisher, record.title, date_words(record), record.kind)
}

fn date_words(source: &Source) -> String {
    match (source.date, source.date_is) {
        (None, _) => "undated".to_owned(),
        (Some(date), DateIs::Exact) => date.to_string(),
        (Some(date), DateIs::Approximate) => format!("about {date}"),
        (Some(date), DateIs::Undated) => format!("{date} (undated)"),
    }
}

/// The proof of a finding as data: its record, and the sources that it names in full.
pub fn proof_record(graph: &DealGraph<'_>, finding: &Finding) -> Value {
    let book = graph.book();
    let disputing = finding.evidence().flat_map(|evidence| evidence.disputed_by.iter().copied());
    let sources = sorted(finding.sources().into_iter().chain(disputing)).into_iter().map(|index| {
        let source = book.source(index);
        let claims: Vec<Value> = finding
            .deals()
            .into_iter()
            .flat_map(|deal| graph.told().claims(deal).into_iter().map(move |claim| (deal, claim)))
            .filter(|(_, claim)| claim.source == index)
            .map(|(deal, claim)| {
                json!({
                    "deal": book.deal(deal).id,
                    "field": claim.says.as_ref().map(|said| &said.field),
                    "value": claim.says.as_ref().map(|said| &said.value),
                    "note": claim.note,
                })
            })
            .collect();
        json!({
            "id": source.id,
            "title": source.title,
            "publisher": source.publisher,
            "address": source.address,
            "date": source.date,
            "date_is": source.date_is,
            "kind": source.kind,
            "claims": claims,
        })
    });
    json!({ "finding": finding_record(graph, finding), "sources": sources.collect::<Vec<_>>() })
}

/// Lines with their depths, drawn as a tree at the end, when it is known which of them come last.
#[derive(Debug, Default)]
struct Branches {
    lines: Vec<(usize, String)>,
}

impl Branches {
    fn line(&mut self, depth: usize, text: &str) {
        self.lines.push((depth, visible(text)));
    }

    fn finish(self) -> String {
        let mut out = String::new();
        // Whether a later line continues the branch of each depth, seen from the end.
        let mut open = [false; 8];
        let mut drawn: Vec<String> = Vec::with_capacity(self.lines.len());
        for (depth, text) in self.lines.iter().rev() {
            let mut line = String::new();
            for continues in open.iter().take(*depth).skip(1) {
                line.push_str(if *continues { "│  " } else { "   " });
            }
            if *depth > 0 {
                line.push_str(if open[*depth] { "├─ " } else { "└─ " });
                open[*depth] = true;
            }
            open.iter_mut().skip(depth + 1).for_each(|deeper| *deeper = false);
            line.push_str(text);
            drawn.push(line);
        }
        for line in drawn.iter().rev() {
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}
