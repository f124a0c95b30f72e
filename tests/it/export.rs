//! Exports: loss-free where promised, safe everywhere, and the same bytes each time.

use crate::common::{book, deal, invests};
use dealgraph::export::{Exported, FORMATS, Options, Totals, format_named, neutralised, restored, tables, web};
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::{load_embedded, load_str, write_book};
use dealgraph::model::Book;
use proptest::prelude::*;

fn export(book: &Book, format: &str, dialect: Option<&str>) -> Exported {
    let graph = DealGraph::new(book, View::default());
    let options = Options { dialect: dialect.map(str::to_owned) };
    format_named(format).expect("a format").write(&graph, &options).expect("a dialect")
}

fn text(book: &Book, format: &str) -> String {
    let mut exported = export(book, format, None);
    assert_eq!(exported.files.len(), 1);
    String::from_utf8(exported.files.remove(0).bytes).expect("text")
}

#[test]
fn the_built_in_book_written_as_ron_reads_as_the_same_book() {
    let book = load_embedded().expect("sound");
    let written = write_book(&book);
    assert_eq!(load_str(&written).expect("what was written reads"), book);
    assert_eq!(dealgraph::load::format_text(&written).as_ref(), Ok(&written), "the layout is canonical");
    assert_eq!(text(&book, "ron"), written);
}

#[test]
fn every_format_writes_the_same_bytes_each_time_and_something() {
    let book = load_embedded().expect("sound");
    for format in FORMATS {
        let dialects = format.dialects.iter().map(|dialect| Some(*dialect)).chain([None]);
        for dialect in dialects {
            let once = export(&book, format.name, dialect);
            assert_eq!(once, export(&book, format.name, dialect), "{}", format.name);
            assert!(!once.files.is_empty() && once.files.iter().all(|file| !file.bytes.is_empty()), "{}", format.name);
            assert_eq!(once.files.len() > 1, format.is_folder, "{}", format.name);
        }
    }
}

#[test]
fn an_unknown_dialect_is_refused_with_the_nearest() {
    let book = book("");
    let graph = DealGraph::new(&book, View::default());
    let options = Options { dialect: Some("link".to_owned()) };
    let error = format_named("node-link").expect("a format").write(&graph, &options).expect_err("no such dialect");
    assert!(error.to_string().contains("did you mean \"links\""), "{error}");
    assert!(format_named("grapml").expect_err("no such format").to_string().contains("graphml"));
}

const HOSTILE: &str = "=cmd|' /C calc'!A0 <b>\\\"&'\\n\\u{1}\\u{7f}";

fn hostile_book() -> Book {
    let amount = "amount: \"USD 1bn\", announced: \"2026-02\",";
    let deals = deal(
        "trap",
        "Investment",
        "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)",
        &format!("{amount} note: \"{HOSTILE}\","),
    );
    book(&deals.replace("title: \"trap\"", &format!("title: \"{HOSTILE}\"")))
}

#[test]
fn hostile_names_break_no_format() {
    let book = hostile_book();
    for format in ["graphml", "gexf"] {
        let text = text(&book, format);
        let mut reader = quick_xml::Reader::from_str(&text);
        loop {
            match reader.read_event().expect("well-formed") {
                quick_xml::events::Event::Eof => break,
                event => drop(event.into_owned()),
            }
        }
        assert!(!text.contains('\u{1}') && text.contains('\u{fffd}'), "{format}: XML has no way to write U+0001");
        let losses = export(&book, format, None).losses;
        assert!(losses.iter().any(|loss| loss.what == "texts"), "{format}: the change is told: {losses:?}");
    }
    for format in ["node-link", "cytoscape"] {
        serde_json::from_str::<serde_json::Value>(&text(&book, format)).expect("JSON");
    }
    for file in export(&book, "csv", None).files {
        for row in csv::Reader::from_reader(file.bytes.as_slice()).records() {
            for cell in &row.expect("a row") {
                assert!(!cell.starts_with(['=', '+', '-', '@']), "{}: {cell}", file.name);
            }
        }
    }
    let cypher = text(&book, "cypher");
    assert_eq!(cypher.lines().count(), cypher.matches(";\n").count(), "a name ends no statement");
}

#[test]
fn parallel_deals_stay_parallel_edges() {
    let two = invests("acme", "orion", "amount: \"USD 1bn\",")
        + &invests("acme", "orion", "amount: \"USD 2bn\",").replace("(id: \"acme-orion\"", "(id: \"acme-orion-two\"");
    let book = book(&two);
    let web = web(&DealGraph::new(&book, View::default()));
    assert_eq!(web.edges.rows.len(), 4, "money and equity, twice");
    let usd = Totals::of(&web).money["USD"];
    assert_eq!((usd.edges, usd.lower, usd.upper_stated, usd.open), (2, 300_000_000_000, 300_000_000_000, 0));
    let json: serde_json::Value = serde_json::from_str(&text(&book, "node-link")).expect("JSON");
    assert_eq!(json["edges"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_piece_of_a_deal_is_marked_as_counted_in_the_whole() {
    let deals = invests("acme", "orion", "amount: \"USD 10bn\",")
        + &invests("umbra", "orion", "amount: \"USD 4bn\", part_of: \"acme-orion\",");
    let book = book(&deals);
    let told = tables(&DealGraph::new(&book, View::default()));
    let table = told.tables.iter().find(|table| table.name == "deals").expect("a table of deals");
    let counted: Vec<&str> = table.rows.iter().map(|row| table.text(row, "counted_in")).collect();
    assert_eq!(counted, ["", "acme-orion"]);
}

#[test]
fn an_undisclosed_investor_is_in_the_tables_and_told_as_missing_from_the_graph() {
    let parties = "(undisclosed: \"some funds\", role: Investor), (who: \"orion\", role: Investee)";
    let book = book(&deal("quiet", "Investment", parties, "amount: \"USD 1bn\","));
    let graph = DealGraph::new(&book, View::default());
    assert!(web(&graph).edges.rows.is_empty());
    let loss = web(&graph).losses.into_iter().find(|loss| loss.why.contains("undisclosed")).expect("told");
    assert_eq!(loss.count, 2);
    let legs = tables(&graph).tables.into_iter().find(|table| table.name == "legs").expect("a table of legs");
    assert_eq!(legs.rows.len(), 2);
}

#[test]
fn a_view_of_the_past_leaves_later_deals_out_and_says_so() {
    let deals = invests("acme", "orion", "announced: \"2024-01-02\",")
        + &invests("umbra", "orion", "announced: \"2026-01-02\", expands: (deal: \"acme-orion\"),");
    let book = book(&deals);
    let view = View { as_of: "2025".parse().ok(), ..View::default() };
    let graph = DealGraph::new(&book, view);
    let exported = format_named("ron").expect("a format").write(&graph, &Options::default()).expect("written");
    let text = String::from_utf8(exported.files[0].bytes.clone()).expect("text");
    assert_eq!(load_str(&text).expect("sound").deals().len(), 1);
    assert_eq!(exported.losses.first().map(|loss| loss.count), Some(1), "{:?}", exported.losses);
}

#[test]
fn the_largest_amount_that_a_book_can_hold_fits_every_column() {
    let book = book(&invests("acme", "orion", "amount: \"USD 1,000,000,000,000,000\","));
    let told = tables(&DealGraph::new(&book, View::default()));
    let table = told.tables.iter().find(|table| table.name == "deals").expect("deals");
    assert_eq!(table.text(&table.rows[0], "amount"), "USD 1,000tn");
    assert!(!table.cell(&table.rows[0], "amount_lower").is_absent());
}

proptest! {
    #[test]
    fn neutralising_can_be_undone(text in "['=+@\\-\t\ra-c＝]{0,6}") {
        let cell = neutralised(&text);
        prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert_eq!(restored(&cell), Some(text.as_str()));
    }
}
