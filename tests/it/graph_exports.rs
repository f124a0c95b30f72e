//! Graphs written piece by piece: the same bytes as rows taken out of whole tables, in every view and however long the web.

use std::collections::{BTreeMap, BTreeSet};

use crate::common::{book, deal, invests};
use dealgraph::export::{Cell, Column, Exported, Holds, Loss, Options, Table, Web, format_named, neutralised, web};
use dealgraph::graph::{DealGraph, Ended, Rollup, View};
use dealgraph::load::{load_embedded, load_files};
use dealgraph::model::{Book, MoneyLevel};
use dealgraph::synth::{Plan, book_files};

fn views() -> Vec<View> {
    let as_of = "2025".parse().ok();
    let (rollup, ended) = (Rollup::Parts, Ended::Shown);
    let view = View::default();
    vec![
        view,
        View { as_of, ..view },
        View { rollup, ..view },
        View { ended, ..view },
        View { rollup, ended, money: MoneyLevel::Headline, ..view },
    ]
}

/// The built-in book in every view, and a web of many pieces, whose records are not kept.
fn each_graph(check: impl Fn(&DealGraph<'_>)) {
    let embedded = load_embedded().expect("sound");
    for view in views() {
        check(&DealGraph::new(&embedded, view));
    }
    let plan = Plan { legs: 24_000, seed: 7 };
    let long = load_files(book_files(plan)).expect("sound");
    check(&DealGraph::new(&long, View::default()));
}

fn written(graph: &DealGraph<'_>, format: &str) -> Exported {
    format_named(format).expect("a format").write(graph, &Options::default()).expect("written")
}

fn texts(exported: Exported) -> Vec<(String, String)> {
    exported.files.into_iter().map(|file| (file.name, String::from_utf8(file.bytes).expect("text"))).collect()
}

/// Holds files to those wanted, without printing megabytes where they differ.
fn same(exported: Exported, wanted: &[(&str, String)]) {
    let files = texts(exported);
    assert_eq!(
        files.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        wanted.iter().map(|it| it.0).collect::<Vec<_>>()
    );
    for ((name, text), (_, wanted)) in files.iter().zip(wanted) {
        for (number, (line, wanted)) in text.lines().zip(wanted.lines()).enumerate() {
            assert_eq!(line, wanted, "line {} of {name}", number + 1);
        }
        assert!(text == wanted, "{name} has {} bytes, and not {}", text.len(), wanted.len());
    }
}

/// The losses of a web, and that of texts that a spreadsheet would run.
fn losses_with_guards(web: &Web) -> Vec<(usize, String)> {
    let cells = [&web.nodes, &web.edges].into_iter().flat_map(|table| table.rows.iter().flatten());
    let guarded = cells.filter_map(Cell::as_text).filter(|text| neutralised(text) != *text).count();
    let mut losses = counted(&web.losses);
    losses.extend((guarded > 0).then(|| (guarded, if guarded == 1 { "text" } else { "texts" }.to_owned())));
    losses
}

fn counted(losses: &[Loss]) -> Vec<(usize, String)> {
    losses.iter().map(|loss| (loss.count, loss.what.clone())).collect()
}

fn csv_of(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.into_iter().for_each(|row| writer.write_record(&row).expect("memory"));
    String::from_utf8(writer.into_inner().expect("memory")).expect("text")
}

fn csv_cell(cell: &Cell) -> String {
    cell.as_text().map_or_else(|| cell.plain().unwrap_or_default(), neutralised)
}

fn relationship_type(edges: &Table, row: &[Cell]) -> String {
    edges.text(row, "interaction").to_uppercase().replace(' ', "_")
}

#[test]
fn the_import_of_neo4j_has_the_rows_of_the_tables() {
    let typed = |column: &Column| match (column.name.as_str(), column.holds) {
        (name, Holds::Text) => name.to_owned(),
        (name, Holds::Whole) => format!("{name}:long"),
        (name, Holds::Flag) => format!("{name}:boolean"),
    };
    let file = |table: &Table, last: &str, renamed: [(&str, &str); 2], label: &dyn Fn(&[Cell]) -> String| {
        let renamed: BTreeMap<&str, &str> = renamed.into();
        let name =
            |column: &Column| renamed.get(column.name.as_str()).map_or_else(|| typed(column), ToString::to_string);
        let header = table.columns.iter().map(name).chain([last.to_owned()]).collect();
        let rows = table.rows.iter().map(|row| row.iter().map(csv_cell).chain([label(row)]).collect());
        csv_of([header].into_iter().chain(rows))
    };
    each_graph(|graph| {
        let (exported, web) = (written(graph, "neo4j"), web(graph));
        let node = |row: &[Cell]| format!("Entity;{}", web.nodes.text(row, "kind"));
        let edge = |row: &[Cell]| relationship_type(&web.edges, row);
        let nodes = file(&web.nodes, ":LABEL", [("id", "id:ID"), ("id", "id:ID")], &node);
        let edges = file(&web.edges, ":TYPE", [("source", ":START_ID"), ("target", ":END_ID")], &edge);
        assert_eq!(counted(&exported.losses), losses_with_guards(&web));
        same(exported, &[("nodes.csv", nodes), ("relationships.csv", edges)]);
    });
}

#[test]
fn the_import_of_gephi_has_the_rows_of_the_tables_and_merges_them_by_pair_and_flow() {
    let listed = |table: &Table, first: &[&str], names: &[&str], constant: &[&str]| {
        let rest: Vec<&Column> = table.columns.iter().filter(|it| !first.contains(&it.name.as_str())).collect();
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        let header = owned(names).into_iter().chain(rest.iter().map(|column| column.name.clone())).collect();
        let rows = table.rows.iter().map(|row| {
            let cell = |name: &str| csv_cell(table.cell(row, name));
            let mut cells: Vec<String> = first.iter().map(|name| cell(name)).collect();
            cells.extend(owned(constant));
            cells.extend(rest.iter().map(|column| cell(&column.name)));
            cells
        });
        csv_of([header].into_iter().chain(rows))
    };
    each_graph(|graph| {
        let (exported, web) = (written(graph, "gephi"), web(graph));
        let mut pairs: BTreeMap<[&str; 3], Vec<&str>> = BTreeMap::new();
        for row in &web.edges.rows {
            let key = ["source", "target", "flow"].map(|name| web.edges.text(row, name));
            pairs.entry(key).or_default().push(web.edges.text(row, "deal"));
        }
        let header = ["Source", "Target", "Type", "Id", "Label", "Weight", "deals"].map(str::to_owned).to_vec();
        let merged = pairs.into_iter().map(|([source, target, flow], mut deals)| {
            let legs = deals.len().to_string();
            deals.dedup();
            let id = format!("{source}:{}:{target}", flow.to_lowercase());
            [source, target, "Directed", &id, flow, &legs, &deals.join("; ")].map(neutralised).to_vec()
        });
        let merged = csv_of([header].into_iter().chain(merged));
        let edges = listed(
            &web.edges,
            &["source", "target", "id", "label", "weight"],
            &["Source", "Target", "Id", "Label", "Weight", "Type"],
            &["Directed"],
        );
        let nodes = listed(&web.nodes, &["id", "label"], &["Id", "Label"], &[]);
        assert_eq!(counted(&exported.losses), losses_with_guards(&web));
        same(exported, &[("edges-merged.csv", merged), ("edges.csv", edges), ("nodes.csv", nodes)]);
    });
}

#[test]
fn a_cypher_script_sets_the_cells_of_the_tables() {
    fn quoted(text: &str) -> String {
        let escaped = text.chars().map(|c| match c {
            '\'' | '\\' => format!("\\{c}"),
            '\n' => "\\n".to_owned(),
            '\r' => "\\r".to_owned(),
            '\t' => "\\t".to_owned(),
            c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
            c => c.to_string(),
        });
        format!("'{}'", escaped.collect::<String>())
    }
    let map = |table: &Table, row: &[Cell], without: &[&str]| {
        let told = table.columns.iter().zip(row).filter(|(column, _)| !without.contains(&column.name.as_str()));
        let entries = told.filter_map(|(column, cell)| {
            let value = cell.as_text().map(quoted).or_else(|| cell.plain())?;
            Some(format!("{}: {value}", column.name))
        });
        format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
    };
    each_graph(|graph| {
        let (exported, web) = (written(graph, "cypher"), web(graph));
        let mut script =
            "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (e:Entity) REQUIRE e.id IS UNIQUE;\n".to_owned();
        for row in &web.nodes.rows {
            let (id, kind) = (quoted(web.nodes.text(row, "id")), web.nodes.text(row, "kind"));
            let set = map(&web.nodes, row, &["id"]);
            script += &format!("MERGE (e:Entity {{id: {id}}}) SET e:{kind}, e += {set};\n");
        }
        for row in &web.edges.rows {
            let [source, target, id] = ["source", "target", "id"].map(|name| quoted(web.edges.text(row, name)));
            let (kind, set) = (relationship_type(&web.edges, row), map(&web.edges, row, &["id", "source", "target"]));
            script += &format!("MATCH (s:Entity {{id: {source}}}), (t:Entity {{id: {target}}}) ");
            script += &format!("MERGE (s)-[r:{kind} {{id: {id}}}]->(t) SET r += {set};\n");
        }
        assert_eq!(counted(&exported.losses), counted(&web.losses));
        same(exported, &[("graph.cypher", script)]);
    });
}

#[test]
fn ftm_has_a_line_for_each_entity_and_each_leg_that_no_other_tells_in_their_order() {
    each_graph(|graph| {
        let (exported, web) = (written(graph, "ftm"), web(graph));
        assert!(exported.losses.starts_with(&web.losses), "what no graph shows is told first");
        let otherwise = exported.losses.iter().find(|loss| loss.why.starts_with("money not yet paid"));
        let otherwise = otherwise.map_or(0, |loss| loss.count);
        let files = texts(exported);
        let [(_, text)] = files.as_slice() else { panic!("one file") };
        let (mut lines, mut ids, mut contracts) = (text.lines(), BTreeSet::new(), BTreeSet::new());
        for row in &web.nodes.rows {
            let start = format!("{{\"id\":\"{}\",\"schema\":\"", web.nodes.text(row, "id"));
            assert!(lines.next().is_some_and(|line| line.starts_with(&start)), "{start}");
        }
        let mut legs = graph.legs().map(|(_, _, leg)| {
            let deal = &graph.deal(leg).id;
            format!("{deal}.{}.{}-{}", leg.flow.word().to_lowercase(), leg.from, leg.to)
        });
        for line in lines {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            assert_eq!(record.to_string(), line, "as any writer of JSON writes it");
            let id = record["id"].as_str().expect("an id").to_owned();
            if record["schema"] == "Contract" {
                contracts.insert(id.clone());
            } else {
                assert!(legs.any(|leg| leg == id), "{id} is a leg behind those before it");
                if let Some(contract) = record["properties"].get("contract") {
                    assert!(
                        contract[0].as_str().is_some_and(|it| contracts.contains(it)),
                        "{id} comes after its contract"
                    );
                }
            }
            assert!(ids.insert(id.clone()), "{id} stands there once");
        }
        assert_eq!(ids.len() - contracts.len() + otherwise, graph.legs().count());
    });
}

/// Every record of a small book, letter for letter.
fn records(deals: &str) -> Vec<String> {
    let book: Book = book(deals);
    let files = texts(written(&DealGraph::new(&book, View::default()), "ftm"));
    files[0]
        .1
        .lines()
        .filter(|line| line.contains("acme-orion") || line.contains("supply"))
        .map(str::to_owned)
        .collect()
}

#[test]
fn links_of_one_deal_share_what_is_said_of_it_and_have_the_rest_of_their_own() {
    let said = "\"date\":[\"2026-02\"],\"startDate\":[\"2026-02\"],";
    let round = invests("acme", "orion", "amount: \"USD 1m\", status: Closed, announced: \"2026-02\"");
    let lines = records(&round);
    let find = |schema: &str| lines.iter().find(|line| line.contains(schema)).expect(schema);
    for (schema, own) in [
        ("Payment", r#""payer":["acme"],"beneficiary":["orion"],"amount":["1000000.00"],"currency":["USD"]}}"#),
        ("Ownership", r#""owner":["acme"],"asset":["orion"],"status":["Closed"]}}"#),
    ] {
        let line = find(schema);
        assert!(line.contains(said) && line.ends_with(own), "{line}");
        assert_eq!(line.matches("\"description\"").count(), 1, "{line}");
    }
    assert_eq!(lines.len(), 2);
    let parties = "(who: \"acme\", role: Supplier), (who: \"umbra\", role: Supplier), (who: \"orion\", role: Customer)";
    let lines = records(&deal("supply", "Supply", parties, "amount: \"USD 5..6\", announced: \"2026\""));
    let starts: Vec<&str> = lines.iter().map(|line| line.split(",\"properties\"").next().expect("a start")).collect();
    assert_eq!(
        starts,
        [
            r#"{"id":"deal.supply.orion","schema":"Contract""#,
            r#"{"id":"supply.goods.0-2","schema":"ContractAward""#,
            r#"{"id":"supply.goods.1-2","schema":"ContractAward""#,
        ]
    );
}

#[test]
fn an_amount_of_ftm_was_paid_and_stands_in_one_record() {
    let tranche = |rest: &str| format!("status: Closed, amount: \"USD 10\", tranches: [(id: \"rest\", {rest})]");
    let parties = "(who: \"acme\", role: Investor), (who: \"umbra\", role: Investor), (who: \"lyra\", role: Investee)";
    let between = |id: &str, rest: &str| {
        deal(id, "Investment", "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)", rest)
    };
    let deals = between("promised", &tranche("amount: \"USD 4\", status: Announced"))
        + &between("owed", &tranche("amount: \"USD 4\", status: Signed"))
        + &between("unsaid", &tranche("amount: \"undisclosed\", on: [\"an IPO\"]"))
        + &between("paid", &tranche("amount: \"USD 4\", status: Closed"))
        + &between("whole", "amount: \"USD 20\"")
        + &between("piece", "amount: \"USD 5\", part_of: \"whole\"")
        + &between("frame", "amount: \"USD 20\", status: Announced")
        + &between("first", "amount: \"USD 8\", part_of: \"frame\"")
        + &deal(
            "round",
            "Investment",
            parties,
            "status: Closed, amount: \"USD 10\", tranches: [(id: \"one\", amount: \"USD 3\", by: \"acme\"), \
             (id: \"two\", amount: \"USD 7\", by: \"umbra\", status: Signed)]",
        )
        + &between(
            "over",
            "status: Closed, amount: \"USD 2\", tranches: [(id: \"all\", amount: \"USD 2\", status: Superseded)]",
        )
        + &deal(
            "debt",
            "Loan",
            "(who: \"acme\", role: Lender), (who: \"lyra\", role: Borrower)",
            "amount: \"USD 9\", status: Announced",
        )
        + &deal(
            "order",
            "Purchase",
            "(who: \"lyra\", role: Customer), (who: \"umbra\", role: Supplier)",
            "amount: \"USD 6\", status: Announced",
        );
    let book = book(&deals);
    let exported = written(&DealGraph::new(&book, View::default()), "ftm");
    let losses: Vec<(usize, &str)> = exported
        .losses
        .iter()
        .filter(|loss| loss.what.starts_with("amount"))
        .map(|loss| (loss.count, loss.why.as_str()))
        .collect();
    assert_eq!(
        losses,
        [
            (4, "not all of them is paid, or owed without condition; told in the description"),
            (1, "it counts inside of another deal, or was replaced; told in the description"),
        ]
    );
    let files = texts(exported);
    let records = files[0].1.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let amounts: BTreeMap<String, Option<String>> = records
        .filter(|record| ["Payment", "Debt", "Contract"].contains(&record["schema"].as_str().expect("a schema")))
        .map(|record| {
            let properties = &record["properties"];
            let told = properties["amount"][0].as_str().map(str::to_owned);
            let words = properties["description"]
                .as_array()
                .and_then(|all| all.iter().find_map(|it| it.as_str()?.strip_prefix("no amount: ")));
            assert_eq!(told.is_none(), words.is_some(), "what is no number is told in words: {record}");
            (record["id"].as_str().expect("an id").to_owned(), told)
        })
        .collect();
    let expected = [
        ("deal.order.lyra", Some("6.00")),
        ("debt.money.0-1", None),
        ("first.money.0-1", Some("8.00")),
        ("owed.money.0-1", None),
        ("paid.money.0-1", Some("10.00")),
        ("piece.money.0-1", None),
        ("promised.money.0-1", None),
        ("round.money.0-2", Some("3.00")),
        ("unsaid.money.0-1", None),
        ("whole.money.0-1", Some("20.00")),
    ];
    let expected = expected.map(|(id, amount)| (id.to_owned(), amount.map(str::to_owned)));
    assert_eq!(
        amounts.into_iter().collect::<Vec<_>>(),
        expected,
        "umbra has not paid, and nothing of the frame is written"
    );
}
