//! GraphML (<http://graphml.graphdrawing.org>).
//!
//! What `export graphml` wrote comes back as the deals it holds: parties with their roles, amounts, periods, statuses,
//! and how much is firm, promised and contingent, but no clauses, claims and conditions, which the graph does not have. In other programs' files each edge
//! is one deal from its source to its target; `kind`, `amount`, `date`, `status` and so on are read from attributes
//! of those names, or of those that the mapping gives, and nodes go by their attribute `name` or `label`.

use std::collections::HashMap;

use super::amount_column::AmountColumn;
use super::batch::Batch;
use super::deals_csv;
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::graphml_reader::{Element, Graph, Values};
use super::input::Text;
use super::legs::{LegTold, Legs, exact};
use super::mapping::Fields;
use super::notation::Comma;
use super::told::Words;
use super::value;
use crate::model::{EntityKind, Flow, Instrument, Kind, Role, Status};

/// Keys by which an edge of ours is known.
const OURS: &[&str] = &["deal", "flow", "kind", "source_role", "target_role"];

/// Keys by which a brief graph of ours is known, which lacks some of the others.
const BRIEF: &[&str] = &["flow", "kind", "counted_in", "money_lower"];

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    for file in given.files {
        let mut graph = Graph::read(file.open(given)?).map_err(|why| file.refuse(&why))?;
        for (line, why) in std::mem::take(&mut graph.faults) {
            draft.refuse(&file.name, line, &why);
        }
        let has = |key: &&str| graph.edge_keys().contains(key);
        let is_ours = OURS.iter().all(has);
        if !is_ours && BRIEF.iter().all(has) {
            return Err(file.refuse(
                "a brief graph of this program: it holds too little of each deal to be read back; export it as lean or full",
            ));
        }
        check_keys(given, file, &graph)?;
        let mut nodes: HashMap<&str, (String, String)> = HashMap::new();
        let mut wholes: Vec<(&Element, String, String)> = Vec::new();
        for node in &graph.nodes {
            draft.met(1);
            let made = if nodes.contains_key(node.id.as_str()) {
                Err(format!("the node \"{}\" stands here twice", node.id))
            } else {
                entity(draft, given, node, is_ours)
            };
            match made {
                Err(why) => draft.refuse(&file.name, node.line, &why),
                Ok((name, id)) => {
                    if let Some(whole) = node.values.get("part_of").filter(|_| is_ours) {
                        wholes.push((node, id.clone(), whole.clone()));
                    }
                    nodes.insert(&node.id, (name, id));
                }
            }
        }
        for (node, id, whole) in wholes {
            match (nodes.get(whole.as_str()), draft.entity_mut(&id)) {
                (Some((_, whole)), Some(entity)) => entity.part_of = Some(whole.clone()),
                (None, _) => draft.refuse(&file.name, node.line, &format!("its whole, \"{whole}\", is no node")),
                (_, None) => {}
            }
        }
        let amounts = AmountColumn::of(given.mapping, "amount").map_err(|why| file.refuse(&why))?;
        let mut words = Words::with_amounts_in(amounts);
        let mut legs = Legs::default();
        for edge in &graph.edges {
            draft.met(1);
            let [source, target] =
                edge.ends.as_ref().map(|ends| ends.each_ref().map(String::as_str)).unwrap_or_default();
            let ends =
                [source, target].map(|end| nodes.get(end).ok_or_else(|| format!("no node has the id \"{end}\"")));
            let done = match ends {
                [Err(why), _] | [_, Err(why)] => Err(why),
                [Ok((_, from)), Ok((_, to))] if is_ours => {
                    leg(&edge.values, [from, to]).and_then(|leg| legs.add(draft, edge.line, leg))
                }
                [Ok((from, _)), Ok((to, _))] => {
                    foreign(draft, (given, &mut words), &file.name, edge, [from, to]);
                    Ok(())
                }
            };
            if let Err(why) = done {
                draft.refuse(&file.name, edge.line, &why);
            }
        }
        legs.settle(draft, &file.name);
        if !is_ours {
            let read = deals_csv::FIELDS.iter().map(|field| given.mapping.column(field)).collect::<Vec<_>>();
            let keys: Vec<&str> = graph.edge_keys().into_iter().filter(|key| !read.contains(key)).collect();
            draft.not_read(&file.name, &keys);
        }
    }
    Ok(())
}

/// Sees to it that the file has the attributes that the mapping names.
fn check_keys(given: &Given<'_>, file: &Text, graph: &Graph) -> Result<(), ImportError> {
    for (field, key) in given.mapping.fields() {
        let (what, keys) = match field {
            "name" | "entity_kind" => ("nodes", graph.node_keys()),
            _ => ("edges", graph.edge_keys()),
        };
        if !keys.contains(&key) {
            let has = if keys.is_empty() { "none".to_owned() } else { keys.join(", ") };
            let line = given.mapping.line_of(key).map_or_else(String::new, |line| format!(" ({line})"));
            return Err(file.refuse(&format!("{what} have no attribute \"{key}\"{line}; those declared: {has}")));
        }
    }
    Ok(())
}

/// What a mapping can tell: of edges what a row of `deals-csv` says, but for its ends, and of nodes who they are.
pub(super) const MAPPED: Fields = Fields {
    columns: &["name", "entity_kind", "kind", "amount", "currency", "date", "status", "source", "title", "note"],
    fixed: &["entity_kind", "kind", "amount", "currency", "unit", "date", "status", "source", "title", "note"],
};

/// The value of a key; `None` where it is absent or blank.
fn get<'v>(values: &'v Values, key: &str) -> Option<&'v str> {
    values.get(key).map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// Makes the entity of a node; returns its name and its id.
fn entity(draft: &mut Draft<'_>, given: &Given<'_>, node: &Element, is_ours: bool) -> Result<(String, String), String> {
    let values = &node.values;
    let names = [given.mapping.column("name"), "name", "label", "nodegraphics"];
    let name = names.iter().find_map(|key| get(values, key)).unwrap_or(&node.id);
    let written = get(values, given.mapping.column("entity_kind")).or(get(values, "kind").filter(|_| is_ours));
    let kind = if let Some(word) = written.or(given.mapping.fixed("entity_kind")) {
        value::word(word, EntityKind::ALL, EntityKind::from_word, EntityKind::word)
            .ok_or_else(|| value::no_word(word, "kind of entity", EntityKind::ALL, EntityKind::word))?
    } else {
        draft.guess("node taken as a company");
        EntityKind::Company
    };
    let id = draft.keyed_entity(&node.id, name, kind, is_ours)?;
    if is_ours {
        let list = |key: &str| -> Vec<String> {
            get(values, key).into_iter().flat_map(|joined| joined.split("; ")).map(str::to_owned).collect()
        };
        for alias in list("aliases") {
            draft.alias(&id, &alias);
        }
        if let Some(entity) = draft.entity_mut(&id) {
            entity.markets = list("markets");
            entity.country = get(values, "country").map(str::to_owned);
            entity.group = get(values, "group").map(str::to_owned);
        }
    }
    // A name that stands twice has its key behind it.
    let shown = draft.entity_mut(&id).map_or_else(|| name.to_owned(), |entity| entity.name.clone());
    Ok((shown, id))
}

/// The leg that an edge of our own tells.
fn leg(values: &Values, ends: [&String; 2]) -> Result<LegTold, String> {
    let needed = |key: &str| get(values, key).ok_or_else(|| format!("the edge has no {key}"));
    let told = |key: &str| get(values, key).map(str::to_owned);
    let kind = needed("kind")?;
    let flow = needed("flow")?;
    let status = needed("status")?;
    let role = |key: &str| get(values, key).and_then(Role::from_word);
    let money = match (get(values, "money_currency"), get(values, "money_lower"), get(values, "money_upper")) {
        (Some(currency), Some(lower), Some(upper)) => exact(currency, lower, upper),
        _ => None,
    };
    let sources = get(values, "sources").into_iter().flat_map(|joined| joined.split("; "));
    Ok(LegTold {
        deal: needed("deal")?.to_owned(),
        kind: Kind::from_word(kind).ok_or_else(|| format!("\"{kind}\" is no kind of deal"))?,
        flow: Some(Flow::from_word(flow).ok_or_else(|| format!("\"{flow}\" is no flow"))?),
        ends: ends.map(String::clone),
        roles: [role("source_role"), role("target_role")],
        stake: told("stake"),
        status: Some(Status::from_word(status).ok_or_else(|| format!("\"{status}\" is no status"))?),
        instrument: get(values, "instrument").and_then(Instrument::from_word),
        title: told("label"),
        // Left out where it is the day that the deal begins, see `export graphml`.
        announced: told("announced").or_else(|| told("start").filter(|_| get(values, "period").is_none())),
        period: told("period"),
        amount: told("amount"),
        money,
        parts: parts(values),
        counted_in: told("counted_in"),
        sources: sources.map(|id| (id.to_owned(), "unknown".to_owned())).collect(),
    })
}

/// What is firm, what else is promised and what else there may be at most, where each is one number.
fn parts(values: &Values) -> Option<(String, [u128; 3])> {
    const LEVELS: [&str; 3] = ["firm", "committed", "headline"];
    // All three are left out where they are the same as the money of the edge, see `export graphml`.
    let told = |name: &&str| ["lower", "upper"].iter().any(|end| get(values, &format!("{name}_{end}")).is_some());
    let levels = if LEVELS.iter().any(told) { LEVELS } else { ["money"; 3] };
    let ends = |name: &str| ["lower", "upper"].map(|end| get(values, &format!("{name}_{end}")));
    let level = |name: &str| -> Option<u128> {
        let [lower, upper] = ends(name);
        (lower == upper).then_some(lower?)?.parse().ok()
    };
    let [firm, committed, headline] = levels;
    let (firm, committed) = (level(firm)?, level(committed)?);
    // What is contingent may come to nothing.
    let is_up_to = ends(headline)[0]? == committed.to_string();
    let headline = if is_up_to { ends(headline)[1]?.parse().ok()? } else { level(headline)? };
    let parts = [firm, committed.checked_sub(firm)?, headline.checked_sub(committed)?];
    Some((get(values, "money_currency")?.to_owned(), parts))
}

/// One edge of another program's graph as one deal.
fn foreign(
    draft: &mut Draft<'_>,
    (given, words): (&Given<'_>, &mut Words),
    file: &str,
    edge: &Element,
    [from, to]: [&String; 2],
) {
    if !edge.is_directed {
        draft.guess("direction of an undirected edge taken as from source to target");
    }
    let cell = |field: &str| match field {
        "from" => Some(from.as_str()),
        "to" => Some(to.as_str()),
        _ => get(&edge.values, given.mapping.column(field)).or_else(|| given.mapping.fixed(field)),
    };
    let mut batch = Batch::default();
    let row = deals_csv::FIELDS.map(cell);
    batch.push(edge.line, words.read(&row, given.mapping.column("date"), Comma::Thousands));
    let (plains, number) = (draft.plains(file, batch), draft.file(file));
    draft.records.deals.add_plain(number, plains);
}
