//! The tasks, each as a small function over the model and the queries of the library.
//!
//! What a query of the library answers is asked of that query. Where there is none (pairs of investor and market,
//! reach over one kind of goods, a dominator tree), the task walks the graph by its public neighbours; such a
//! function is the place to put in a faster one of the library.

use std::collections::{BTreeMap, HashSet};

use dealgraph::diagram::dot;
use dealgraph::diagram::picture::{Arrow, Edge, Line, Node, NodeLook, Picture, Tone, Weight};
use dealgraph::diagram::theme::THEMES;
use dealgraph::export;
use dealgraph::graph::DealGraph;
use dealgraph::graph::measures::{dominators, legs_among, neighbourhood, reach, shortest_chain};
use dealgraph::model::pattern::Pattern;
use dealgraph::model::{EntityIx, Flow, Kind};
use dealgraph::query::backers::{Quorum, investors};
use dealgraph::query::co_investors::ranking;
use dealgraph::query::concentration::concentrations;
use dealgraph::query::loops::{MoneyWeb, Starts, cycles};
use dealgraph::query::pattern::{Question, matches};
use dealgraph::query::rivalry::Rivals;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use super::asked::Asked;

/// A graph with what is made once and serves every task.
pub struct Ready<'b> {
    pub graph: DealGraph<'b>,
    pub rivals: Rivals<'b>,
}

impl<'b> Ready<'b> {
    /// Makes everything that the tasks need.
    pub fn new(graph: DealGraph<'b>) -> Self {
        let rivals = Rivals::new(&graph);
        Self { graph, rivals }
    }
}

/// What a task found, before it is told.
pub enum Answer {
    Number(usize),
    Numbers(Vec<usize>),
    /// A file whose counts are taken after the clock has stopped.
    GraphMl(NamedTempFile),
    Dot(String),
}

/// A task.
pub struct Task {
    pub name: &'static str,
    /// Does it; this is what is measured.
    pub run: fn(&Ready<'_>, &Asked) -> Answer,
    /// Tells what was found, as the other programs tell it.
    pub tell: fn(&Ready<'_>, Answer) -> Value,
}

const fn task(name: &'static str, run: fn(&Ready<'_>, &Asked) -> Answer) -> Task {
    Task { name, run, tell }
}

/// Every task; those that may take longest come last.
pub const TASKS: &[Task] = &[
    task("t1a", |ready, asked| Answer::Number(backers_of(ready, &asked.companies[..2]))),
    task("t1b", |ready, asked| Answer::Number(backers_of(ready, &asked.companies))),
    task("t2a", |ready, asked| Answer::Numbers(companions(ready, asked.largest))),
    task("t2b", |ready, asked| Answer::Numbers(companions(ready, asked.middling))),
    task("t3a", |ready, _| Answer::Numbers(concentrated(ready))),
    task("t3b", |ready, _| Answer::Number(rival_holdings(ready))),
    task("t5a", |ready, asked| Answer::Number(downstream(&ready.graph, asked.supplier))),
    task("t5b", |ready, asked| {
        let [from, to] = asked.chain;
        Answer::Number(hops(&ready.graph, from, to))
    }),
    task("t7", |ready, asked| Answer::Dot(around(&ready.graph, asked.around))),
    task("t5c", |ready, asked| Answer::Numbers(dominated(&ready.graph, asked.supplier))),
    task("t6", |ready, _| Answer::GraphMl(graphml(&ready.graph, "brief"))),
    task("t6_lean", |ready, _| Answer::GraphMl(graphml(&ready.graph, "lean"))),
    task("t4", |ready, _| Answer::Numbers(money_cycles(&ready.graph))),
];

fn tell(_: &Ready<'_>, answer: Answer) -> Value {
    match answer {
        Answer::Number(number) => json!(number),
        Answer::Numbers(numbers) => json!(numbers),
        Answer::GraphMl(file) => {
            let text = std::fs::read_to_string(file.path()).expect("it was written");
            let ids = text.match_indices("<edge id=\"").filter_map(|(at, it)| text[at + it.len()..].split('"').next());
            // A deal has a leg for each thing that it moves; the other programs have an edge for each deal.
            let deals: HashSet<&str> = ids.filter_map(|id| id.split(':').next()).collect();
            json!([deals.len(), text.matches("<node id=").count()])
        }
        Answer::Dot(text) => {
            let edges = text.lines().filter(|line| line.contains(" -> ")).count();
            let nodes = text.lines().filter(|line| line.trim_start().starts_with("\"e") && !line.contains(" -> "));
            json!([edges, nodes.count()])
        }
    }
}

/// T1: how many back all of some companies.
fn backers_of(ready: &Ready<'_>, companies: &[EntityIx]) -> usize {
    investors(&ready.graph, companies, Quorum::All).map_or(0, |investors| investors.len())
}

/// T2: how many co-invest with somebody, and how many companies the first three share with it.
fn companions(ready: &Ready<'_>, investor: EntityIx) -> Vec<usize> {
    let found = ranking(&ready.graph, investor);
    std::iter::once(found.len()).chain(found.iter().take(3).map(|(_, shared)| *shared as usize)).collect()
}

/// T3a: pairs of an investor and a market in which it backs two companies or more; and how many such investors.
fn concentrated(ready: &Ready<'_>) -> Vec<usize> {
    let pairs = concentrations(&ready.graph, &ready.rivals, 2);
    vec![pairs.len(), pairs.chunk_by(|one, two| one.investor == two.investor).count()]
}

/// T3b: an investor with two companies it backs that are rivals by a deal.
fn rival_holdings(ready: &Ready<'_>) -> usize {
    let text = "x -[Money Investment]-> a, x -[Money Investment]-> b, a -[Rivalry]-> b";
    let pattern: Pattern = text.parse().expect("the pattern is sound");
    let question = Question::new(ready.graph.book(), &ready.graph, &pattern).expect("the pattern names nobody");
    let found = matches(&ready.graph, &ready.rivals, &question, usize::MAX);
    assert!(found.cut.is_none(), "all matches were looked for");
    found.rows.len()
}

/// T4: the simple cycles of money of two to four hops along investments and payments for supply, at least one of
/// each; how many there are of each length.
fn money_cycles(graph: &DealGraph<'_>) -> Vec<usize> {
    let web = MoneyWeb::of_kinds(graph, &[Kind::Investment, Kind::Supply]);
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut numbers = vec![0; 3];
    for cycle in cycles(&web, Starts::Every, 4, usize::MAX, threads) {
        let ends = cycle.iter().zip(cycle.iter().cycle().skip(1));
        let kinds = ends.map(|(from, to)| {
            let has = |kind| web.legs(*from, *to).iter().any(|leg| leg.kind == kind);
            (has(Kind::Investment), has(Kind::Supply))
        });
        let (mut invests, mut supplies, mut all) = (false, false, true);
        for (invest, supply) in kinds {
            invests |= invest;
            supplies |= supply;
            all &= invest || supply;
        }
        if all && invests && supplies {
            numbers[cycle.len() - 2] += 1;
        }
    }
    numbers
}

/// T5a: how many goods supplied from `start` on reach, the start left out.
fn downstream(graph: &DealGraph<'_>, start: EntityIx) -> usize {
    reach(graph, start, Flow::Goods, Kind::Supply).reached.len() - 1
}

/// T5b: how many hops away a customer is.
fn hops(graph: &DealGraph<'_>, from: EntityIx, to: EntityIx) -> usize {
    shortest_chain(graph, from, to, Flow::Goods, Kind::Supply).map_or(0, |chain| chain.len() - 1)
}

/// T5c: the dominator tree of what is supplied from `start` on: how many entities it has, and how many stand right
/// below `start`.
fn dominated(graph: &DealGraph<'_>, start: EntityIx) -> Vec<usize> {
    let tree = dominators(graph, start, Flow::Goods, Kind::Supply);
    let (mut below, mut right_below) = (1, 0);
    for dominator in graph.book().entity_indices().filter_map(|entity| tree.immediate(entity)) {
        below += 1;
        right_below += usize::from(dominator == start);
    }
    vec![below, right_below]
}

/// T6: everything as GraphML, in a file. The other programs write an edge a deal with its kind and amount, which the
/// dialect `brief` comes nearest to; `lean` is what is written where nothing is asked for.
fn graphml(graph: &DealGraph<'_>, dialect: &str) -> NamedTempFile {
    let format = export::format_named("graphml").expect("there is such a format");
    let options = export::Options { dialect: Some(dialect.to_owned()) };
    format.check(&options).expect("it has the dialect");
    let export::Makes::File(_, write) = format.makes else { unreachable!("it is written piece by piece") };
    let mut file = NamedTempFile::new().expect("there is a folder for files that do not last");
    write(&export::Input { graph, options: &options }, &mut file).expect("there is room");
    file
}

/// T7: what lies two deals or less from an entity, and every pair of those that has a deal, as DOT.
fn around(graph: &DealGraph<'_>, middle: EntityIx) -> String {
    let entities = neighbourhood(graph, middle, 2);
    let mut pairs: BTreeMap<(usize, usize), Tone> = BTreeMap::new();
    for (from, to, leg) in legs_among(graph, &entities) {
        let ends = entities.binary_search(&from).and_then(|from| Ok((from, entities.binary_search(&to)?)));
        if let (Some(tone), Ok(ends)) = (tone(leg.kind, leg.flow), ends) {
            pairs.insert(ends, tone);
        }
    }
    let nodes = entities.iter().map(|entity| drawn_node(graph, *entity)).collect();
    let edges = pairs.into_iter().enumerate().map(|(at, ((from, to), tone))| drawn_edge(at, from, to, tone)).collect();
    dot::print(&Picture { nodes, edges, ..Picture::default() }, THEMES[0])
}

/// The one leg of each kind that runs as the row of the table did.
fn tone(kind: Kind, flow: Flow) -> Option<Tone> {
    match (kind, flow) {
        (Kind::Investment, Flow::Money) => Some(Tone::Investment),
        (Kind::Supply | Kind::Distribution, Flow::Goods) => Some(Tone::Goods),
        (Kind::Acquisition, Flow::Money) => Some(Tone::Control),
        (Kind::Rivalry, _) => Some(Tone::Rivalry),
        _ => None,
    }
}

fn drawn_node(graph: &DealGraph<'_>, entity: EntityIx) -> Node {
    let it = graph.book().entity(entity);
    Node {
        id: it.id.to_string(),
        label: it.name.clone(),
        detail: String::new(),
        tooltip: String::new(),
        look: NodeLook::Company,
        cluster: None,
        layer: None,
        weight: Weight::Normal,
    }
}

fn drawn_edge(at: usize, from: usize, to: usize, tone: Tone) -> Edge {
    let (label, tooltip) = (String::new(), String::new());
    Edge {
        id: at.to_string(),
        from,
        to,
        label,
        tooltip,
        tone,
        line: Line::Solid,
        width: 10,
        arrow: Arrow::Vee,
        weight: Weight::Normal,
    }
}
