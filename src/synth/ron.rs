//! A web as book files, one record a line.

use std::io::{self, Write};

use super::random::Random;
use super::web::{Plan, SynthDeal};

const SYLLABLES: &[&str] =
    &["al", "be", "cor", "del", "fin", "gra", "hel", "kal", "lum", "nor", "pra", "quo", "ter", "ver", "wes", "zen"];
const ENDINGS: &[&str] = &["dex", "nova", "fold", "grid", "wave", "loop", "forge", "scale", "beam", "field"];
const COUNTRIES: &[&str] = &["US", "GB", "DE", "JP", "CN", "IN", "FR", "IL"];

/// The name of an entity; the number keeps it apart from all others.
pub(super) fn name(plan: Plan, entity: u64) -> String {
    let mut random = Random::of_stream(plan.seed.wrapping_add(1), entity);
    let (first, second, last) = (random.one_of(SYLLABLES), random.one_of(SYLLABLES), random.one_of(ENDINGS));
    let sort = if entity < plan.funds() { "Capital" } else { "Works" };
    let mut name = format!("{first}{second}{last} {sort} {entity}");
    name[..1].make_ascii_uppercase();
    name
}

pub(super) fn country(plan: Plan, entity: u64) -> &'static str {
    Random::of_stream(plan.seed.wrapping_add(2), entity).one_of(COUNTRIES)
}

pub(super) fn entities(plan: Plan, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "(\n    entities: [")?;
    for entity in 0..plan.entities() {
        let (name, country) = (name(plan, entity), country(plan, entity));
        match plan.market(entity) {
            None => writeln!(to, "        (id: \"e{entity}\", name: \"{name}\", kind: Fund, country: \"{country}\"),")?,
            Some(market) => writeln!(
                to,
                "        (id: \"e{entity}\", name: \"{name}\", kind: Company, markets: [\"market-{market}\"], \
                 country: \"{country}\"),"
            )?,
        }
    }
    writeln!(to, "    ],\n)")
}

pub(super) fn sources(plan: Plan, to: &mut dyn Write) -> io::Result<()> {
    const KINDS: [&str; 4] = ["News", "PressRelease", "Filing", "Analysis"];
    writeln!(to, "(\n    sources: [")?;
    for source in 0..plan.sources() {
        let mut random = Random::of_stream(plan.seed.wrapping_add(3), source);
        let (year, month, kind) = (2000 + random.below(26), 1 + random.below(12), random.one_of(&KINDS));
        writeln!(
            to,
            "        (id: \"s{source}\", title: \"Report {source}\", publisher: \"The Daily\", \
             date: \"{year}-{month:02}\", kind: {kind}),"
        )?;
    }
    writeln!(to, "    ],\n)")
}

pub(super) fn deals(plan: Plan, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "(\n    deals: [")?;
    for it in plan.deals() {
        deal(&it, to)?;
    }
    writeln!(to, "    ],\n)")
}

fn deal(deal: &SynthDeal, to: &mut dyn Write) -> io::Result<()> {
    let SynthDeal { number, kind, roles: (one, two), .. } = deal;
    write!(to, "        (id: \"d{number}\", kind: {kind}, title: \"{kind} {number}\", parties: [")?;
    for (rank, giver) in deal.givers.iter().enumerate() {
        write!(to, "(who: \"e{giver}\", role: {one}")?;
        if let Some(commits) = deal.commits.filter(|_| rank == 0) {
            write!(to, ", commits: \"USD {commits}\"")?;
        }
        write!(to, "), ")?;
    }
    if deal.undisclosed {
        write!(to, "(undisclosed: \"further investors\", role: {one}), ")?;
    }
    write!(to, "(who: \"e{}\", role: {two})]", deal.taker)?;
    write!(to, ", announced: \"{}-{:02}-{:02}\"", deal.year, deal.month, deal.day)?;
    if let Some(dollars) = deal.dollars {
        write!(to, ", amount: \"USD {dollars}\"")?;
    }
    if let Some(contingent) = deal.contingent {
        write!(to, ", tranches: [(id: \"later\", amount: \"USD {contingent}\", on: [\"a milestone\"])]")?;
    }
    writeln!(to, ", status: {}, claims: [(source: \"s{}\")]),", deal.status, deal.source)
}
