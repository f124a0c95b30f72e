//! Books drawn from bytes: every kind, role, status, tranche, clause, claim and reference, in any mixture.
//!
//! The same bytes give the same book. Where they run out, every choice is the first one, so that fewer bytes make
//! a plainer book: property tests shrink well, and a fuzzer can steer by the bytes.
#![allow(dead_code, reason = "each test file uses a part of it")]

use dealgraph::load::{BookFile, LoadError, load_files};
use dealgraph::model::kind::Count;
use dealgraph::model::{Book, Instrument, Kind, Role, SourceKind, Status};

/// Choices drawn from bytes.
pub struct Draw<'b> {
    bytes: &'b [u8],
}

impl<'b> Draw<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    fn byte(&mut self) -> u8 {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                *first
            }
            None => 0,
        }
    }

    pub fn below(&mut self, bound: usize) -> usize {
        if bound == 0 { 0 } else { usize::from(self.byte()) % bound }
    }

    /// Whether something happens that does so `in_256` times in 256.
    pub fn chance(&mut self, in_256: u8) -> bool {
        let drawn = self.byte();
        drawn != 0 && drawn <= in_256
    }

    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// The records of a book, each as its text.
#[derive(Debug, Clone, Default)]
pub struct Records {
    pub entities: Vec<String>,
    pub sources: Vec<String>,
    pub deals: Vec<String>,
}

const MARKETS: &[&str] = &["cloud", "models", "chips"];
const AMOUNTS: &[&str] = &[
    "USD 1bn",
    "up to USD 2bn",
    "about USD 3bn",
    "USD 4bn..5bn",
    "at least USD 600m",
    "undisclosed",
    "EUR 7bn",
    "JPY 100bn",
    "USD 0",
    "up to USD 1,000tn",
    "USD 0.01",
    "KWD 1.234",
];
/// Parts of an amount; they come before any amount does, so most of them fit.
const PARTS: &[&str] = &["USD 10m", "up to USD 50m", "about USD 20m", "USD 10m..30m", "undisclosed", "at least USD 1m"];
const DATES: &[&str] =
    &["2025", "2024-02-29", "2025-11", "2025-12-31", "2026-01-01", "2026-06", "2031", "2023-03-15", "1999"];
const PERIODS: &[&str] =
    &["2025..2027", "2026-01..", "..2026-06", "2026-02 for 8 years", "2024-01-31 for 1 month", ".."];
const CONDITIONS: &[&str] = &["an IPO", "AGI", "a second gigawatt"];
const WORDS: &[&str] = &["hosting", "hosting/api", "hosting/batch", "resale", "resale/state"];

/// Draws a book of up to `most` deals.
pub fn records(draw: &mut Draw<'_>, most: usize) -> Records {
    let entities = 3 + draw.below(7);
    let sources = 1 + draw.below(3);
    let deals = 1 + draw.below(most);
    Records {
        entities: (0..entities).map(|number| entity(draw, number)).collect(),
        sources: (0..sources).map(|number| source(draw, number)).collect(),
        deals: (0..deals).map(|number| deal(draw, number, entities, sources)).collect(),
    }
}

fn entity(draw: &mut Draw<'_>, number: usize) -> String {
    let kind = draw.one_of(&["Company", "Fund", "Product", "Government", "Venture", "Person"]);
    let mut text = format!("(id: \"e{number}\", name: \"Entity {number}\", kind: {kind}");
    if number > 0 && draw.chance(90) {
        let whole = draw.below(number);
        text.push_str(&format!(", part_of: \"e{whole}\""));
    }
    if draw.chance(130) {
        text.push_str(&format!(", markets: [\"{}\"]", draw.one_of(MARKETS)));
    }
    if draw.chance(60) {
        text.push_str(&format!(", group: \"{}\", country: \"{}\"", draw.one_of(MARKETS), draw.one_of(&["US", "FR"])));
    }
    if draw.chance(40) {
        text.push_str(&format!(", aliases: [\"Alias {number}\"], note: \"A note | with *marks*\""));
    }
    text + ")"
}

fn source(draw: &mut Draw<'_>, number: usize) -> String {
    let kind = draw.one_of(SourceKind::ALL);
    let date = optional(draw, 200, "date", DATES);
    format!("(id: \"s{number}\", title: \"Report {number}\", publisher: \"The Daily\", kind: {kind}{date})")
}

fn optional(draw: &mut Draw<'_>, in_256: u8, field: &str, values: &[&str]) -> String {
    if draw.chance(in_256) { format!(", {field}: \"{}\"", draw.one_of(values)) } else { String::new() }
}

/// Who takes part: role and entity, each entity at most once.
fn parties(draw: &mut Draw<'_>, kind: Kind, entities: usize) -> Vec<(Role, usize)> {
    let mut parties: Vec<(Role, usize)> = Vec::new();
    for (position, place) in kind.spec().places.iter().enumerate() {
        let wanted = match place.count {
            Count::One => 1,
            // More than one on the second side would need pairs written out; one of them is always allowed.
            Count::Some => 1 + if position == 0 && draw.chance(100) { draw.below(3) } else { 0 },
            Count::Any => usize::from(draw.chance(60)),
            Count::Pair => 2 + usize::from(draw.chance(60)),
        };
        for _ in 0..wanted {
            let role = draw.one_of(&place.roles);
            let first = draw.below(entities);
            let free = (0..entities)
                .map(|step| (first + step) % entities)
                .find(|entity| parties.iter().all(|(_, taken)| taken != entity));
            parties.extend(free.map(|entity| (role, entity)));
        }
    }
    parties
}

fn deal(draw: &mut Draw<'_>, number: usize, entities: usize, sources: usize) -> String {
    let kind = draw.one_of(Kind::ALL);
    let parties = parties(draw, kind, entities);
    let payers: Vec<usize> =
        parties.iter().filter(|(role, _)| kind.payers().contains(role)).map(|(_, entity)| *entity).collect();
    let mut told: Vec<String> = Vec::new();
    for (role, entity) in &parties {
        let commits =
            if kind.payers().contains(role) { optional(draw, 50, "commits", &PARTS[..4]) } else { String::new() };
        let stake = optional(draw, 30, "stake", &["27%", "about 5.5%", "up to 49%"]);
        told.push(format!("(who: \"e{entity}\", role: {role}{commits}{stake})"));
    }
    if kind == Kind::Investment && draw.chance(40) {
        told.push("(undisclosed: \"further funds\", role: Investor)".to_owned());
    }
    let status = draw.one_of(Status::ALL);
    let mut text = format!(
        "(id: \"d{number}\", kind: {kind}, title: \"Deal {number}\", parties: [{}], status: {status}",
        told.join(", ")
    );
    text += &optional(draw, 190, "amount", AMOUNTS);
    text += &optional(draw, 180, "announced", DATES);
    text += &optional(draw, 70, "period", PERIODS);
    if kind == Kind::Investment {
        text += &optional(draw, 30, "post_money", AMOUNTS);
        if draw.chance(60) {
            text += &format!(", instrument: {}", draw.one_of(Instrument::ALL));
        }
    }
    text += &optional(draw, 40, "capacity", &["2 GW", "about 900 MW", "250,000 GPUs"]);
    if draw.chance(60) {
        text += &format!(", scope: {}", scope(draw, entities));
    }
    text += &tranches(draw, &payers);
    text += &clauses(draw, &parties, entities);
    text += &references(draw, number);
    if draw.chance(40) {
        text += &format!(", history: [(date: \"2024\", status: Rumoured), (date: \"2025-11\", status: {status})]");
    }
    text + &claims(draw, sources) + ")"
}

fn scope(draw: &mut Draw<'_>, entities: usize) -> String {
    let mut facets = Vec::new();
    if draw.chance(120) {
        facets.push(format!("product: \"e{}\"", draw.below(entities)));
    }
    for facet in ["activity", "channel", "mode"] {
        if draw.chance(100) {
            facets.push(format!("{facet}: \"{}\"", draw.one_of(WORDS)));
        }
    }
    format!("({})", facets.join(", "))
}

fn tranches(draw: &mut Draw<'_>, payers: &[usize]) -> String {
    let count = if draw.chance(90) { 1 + draw.below(2) } else { 0 };
    let one = |number: usize, draw: &mut Draw<'_>| {
        let mut text = format!("(id: \"t{number}\", amount: \"{}\"", draw.one_of(PARTS));
        if !payers.is_empty() && draw.chance(90) {
            text += &format!(", by: \"e{}\"", draw.one_of(payers));
        }
        text += &optional(draw, 80, "due", DATES);
        if draw.chance(70) {
            text += &format!(", status: {}", draw.one_of(Status::ALL));
        }
        if draw.chance(80) {
            text += &format!(", on: [\"{}\"]", draw.one_of(CONDITIONS));
        }
        text + ")"
    };
    let texts: Vec<String> = (0..count).map(|number| one(number, draw)).collect();
    if texts.is_empty() { String::new() } else { format!(", tranches: [{}]", texts.join(", ")) }
}

fn clauses(draw: &mut Draw<'_>, parties: &[(Role, usize)], entities: usize) -> String {
    let [(_, one), (_, two), ..] = parties else { return String::new() };
    if !draw.chance(70) {
        return String::new();
    }
    let kind = draw.one_of(&["Exclusivity", "RightOfFirstRefusal", "MinimumSpend", "Exit"]);
    let (beneficiary, bound) = if draw.chance(128) { (one, two) } else { (two, one) };
    let mut text = format!("(id: \"c\", kind: {kind}, beneficiary: \"e{beneficiary}\", bound: \"e{bound}\"");
    text += &format!(", scope: {}", scope(draw, entities));
    text += &optional(draw, 90, "period", PERIODS);
    if draw.chance(60) {
        text += &format!(", carve_outs: [(scope: {})]", scope(draw, entities));
    }
    format!(", clauses: [{text})]")
}

/// Only earlier deals are referred to, so that nothing goes round in circles.
fn references(draw: &mut Draw<'_>, number: usize) -> String {
    if number == 0 {
        return String::new();
    }
    let older = draw.below(number);
    match draw.below(8) {
        1 => format!(", part_of: \"d{older}\""),
        2 => format!(", supersedes: [\"d{older}\"]"),
        3 => format!(", expands: (deal: \"d{older}\", by: \"{}\")", draw.one_of(PARTS)),
        _ => String::new(),
    }
}

fn claims(draw: &mut Draw<'_>, sources: usize) -> String {
    let count = 1 + if draw.chance(90) { draw.below(2) } else { 0 };
    let one = |draw: &mut Draw<'_>| {
        let source = draw.below(sources);
        let says = match draw.below(12) {
            1 => format!("\"amount\": \"{}\"", draw.one_of(AMOUNTS)),
            2 => format!("\"status\": \"{}\"", draw.one_of(Status::ALL)),
            3 => format!("\"announced\": \"{}\"", draw.one_of(DATES)),
            4 => format!("\"tranches.t0.amount\": \"{}\"", draw.one_of(PARTS)),
            5 => format!("\"tranches.t0.on\": \"{}\"", draw.one_of(CONDITIONS)),
            6 => "\"tranches\": \"none\"".to_owned(),
            7 => format!("\"scope.activity\": \"{}\"", draw.one_of(WORDS)),
            8 => "\"clauses.c\": \"absent\"".to_owned(),
            9 => "\"remark.size\": \"larger than told\"".to_owned(),
            10 => format!("\"period\": \"{}\"", draw.one_of(PERIODS)),
            _ => return format!("(source: \"s{source}\")"),
        };
        format!("(source: \"s{source}\", says: {{{says}}})")
    };
    let texts: Vec<String> = (0..count).map(|_| one(draw)).collect();
    format!(", claims: [{}]", texts.join(", "))
}

fn file(name: &str, section: &str, records: &[String]) -> BookFile {
    BookFile { name: name.to_owned(), text: format!("(\n{section}: [\n{}\n],\n)", records.join(",\n")) }
}

impl Records {
    /// All records in three files.
    pub fn files(&self) -> Vec<BookFile> {
        vec![
            file("a.ron", "entities", &self.entities),
            file("b.ron", "sources", &self.sources),
            file("c.ron", "deals", &self.deals),
        ]
    }

    /// Each record in a file of its own, in the order of `keys`.
    pub fn scattered(&self, keys: &[u32]) -> Vec<BookFile> {
        let sections = [("entities", &self.entities), ("sources", &self.sources), ("deals", &self.deals)];
        let all = sections.iter().flat_map(|(section, records)| records.iter().map(move |record| (*section, record)));
        let mut files: Vec<(u32, BookFile)> = all
            .enumerate()
            .map(|(rank, (section, record))| {
                let key = keys.get(rank % keys.len().max(1)).copied().unwrap_or(0);
                (
                    key.rotate_left(u32::try_from(rank).unwrap_or(0)),
                    file(&format!("{rank}.ron"), section, std::slice::from_ref(record)),
                )
            })
            .collect();
        files.sort_by_key(|(key, _)| *key);
        files.into_iter().map(|(_, file)| file).collect()
    }

    /// The book, without the deals that have faults; those that refer to them go, too.
    pub fn sound(mut self) -> (Self, Book) {
        loop {
            match load_files(self.files()) {
                Ok(book) => return (self, book),
                Err(LoadError::Faults(reading)) => {
                    let faulty = |deal: &String| {
                        let id = deal.split('"').nth(1).unwrap_or_default();
                        reading.problems.iter().any(|problem| problem.message.starts_with(&format!("deal {id}:")))
                    };
                    let before = self.deals.len();
                    self.deals.retain(|deal| !faulty(deal));
                    let told =
                        || reading.problems.iter().map(|it| it.render(&reading.files, false)).collect::<String>();
                    assert!(self.deals.len() < before, "only deals of a drawn book have faults:\n{}", told());
                }
                Err(error) => panic!("{error}"),
            }
        }
    }
}
