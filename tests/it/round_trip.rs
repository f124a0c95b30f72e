//! Loss-free formats give back the same book, whatever a book can hold is in it.

use crate::common;
use dealgraph::export::{Options, format_named};
use dealgraph::graph::{DealGraph, Trust, View};
use dealgraph::import::{Given, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;
use dealgraph::model::{Book, Status};
use proptest::prelude::*;

fn there_and_back(book: &Book, format: &str) -> Book {
    let graph = DealGraph::new(book, View::default());
    let exported = format_named(format).expect("a format").write(&graph, &Options::default()).expect("written");
    // Cells that a spreadsheet would run are told, and come back as they were.
    let lost: Vec<_> = exported.losses.iter().filter(|loss| !loss.why.contains("apostrophe")).collect();
    assert!(lost.is_empty(), "{format} loses {lost:?}");
    let files: Vec<Text> = exported.files.into_iter().map(|file| Text::of(&file.name, file.bytes)).collect();
    let (mapping, names) = (Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let imported = import(import_format(format).expect("a format"), &given, None).expect("read back");
    assert!(imported.refused.is_empty(), "{format}: {:?}", imported.refused);
    load_str(&imported.ron()).expect("what was imported loads")
}

/// A text as RON writes it, letter by letter.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect::<String>())
}

/// Fields of an investment, each of which a deal may have or not.
const FIELDS: &[&str] = &[
    r#"instrument: Convertible, pre_money: "USD 90bn", post_money: "about USD 100bn","#,
    r#"announced: "2026-02", period: "2026-03..2030","#,
    r#"amount: "USD 10bn..13bn","#,
    r#"capacity: "about 2 GW","#,
    r#"scope: (product: "orion-models", activity: "hosting", channel: "api", mode: "stateless", region: "eu", field: "law"),"#,
    r#"tranches: [(id: "first", amount: "USD 1bn", by: "acme", due: "2026", status: Closed, note: "paid"),
        (id: "later", amount: "up to USD 2bn", on: ["an IPO", "=1+1", ""])],"#,
    r#"clauses: [(id: "only", kind: Exclusivity, beneficiary: "acme", bound: "orion", scope: (), period: "2026..2028",
            carve_outs: [(scope: (region: "us"), note: "'"), (scope: ())]),
        (id: "least", kind: MinimumSpend, beneficiary: "orion", bound: "acme", amount: "EUR 5m", note: "a year"),
        (id: "first", kind: RightOfFirstRefusal, beneficiary: "acme", bound: "orion", scope: (activity: "training"))],"#,
    r#"part_of: "whole","#,
    r#"supersedes: ["old", "older"],"#,
];

fn book(fields: &[bool], claims: usize, undisclosed: bool, sections: bool, note: &str, rest: &str) -> Book {
    let chosen: String = fields.iter().zip(FIELDS).filter(|(is_in, _)| **is_in).map(|(_, field)| *field).collect();
    let says = [
        r#"(source: "daily"),"#,
        r#"(source: "filing", says: {"amount": "USD 12bn"}, note: "page 3"),"#,
        r#"(source: "filing", says: {"remark.doubt": ""}),"#,
        r#"(source: "daily", says: {"status": "Signed"}),"#,
    ];
    let unnamed = if undisclosed { r#"(undisclosed: "some funds", role: Investor, commits: "USD 1m"),"# } else { "" };
    let simple = |id: &str, more: &str| {
        format!(
            r#"(id: "{id}", kind: Investment, title: "{id}", status: Signed, claims: [(source: "daily")], {more}
                parties: [(who: "acme", role: LeadInvestor), (who: "orion", role: Investee)]),"#
        )
    };
    let more = if sections {
        r#"rates: [(from: "EUR", to: "USD", rate: "1.1735", date: "2026-01", source: "daily")],
        rules: [(id: "own-rule", severity: "high", finds: "=x", why: "y", example: "", limits: "z",
            pattern: "a -[Money]-> b, b -[Goods]-> a", claim: "{a} and {b}", parties: ["a", "b"])],"#
    } else {
        ""
    };
    let text = format!(
        r#"(
        entities: [
            (id: "acme", name: "Acme", kind: Company, aliases: ["Acme; Inc.", "-A"], group: "labs", country: "US"),
            (id: "acme-cloud", name: "Acme Cloud", kind: Venture, part_of: "acme 2026-02..", markets: ["cloud", "models"]),
            (id: "orion", name: "Orion", kind: Fund, note: {note}),
            (id: "orion-models", name: "Orion models", kind: Product, part_of: "orion"),
        ],
        sources: [
            (id: "daily", title: {note}, publisher: "The Daily", address: "https://example.org", date: "2026", date_is: Approximate, kind: News),
            (id: "filing", title: "A report", publisher: "Acme", kind: Filing, note: {note}),
        ],
        deals: [
            {whole} {old} {older}
            (id: "deal", kind: Investment, title: {note}, note: {rest}, status: Closed,
                history: [(date: "2025-12", status: Announced), (date: "2026-01-05", status: Closed)],
                parties: [(who: "acme", role: LeadInvestor, stake: "about 7%"), {unnamed} (who: "orion", role: Investee)],
                claims: [{claims}], {chosen}),
            (id: "more", kind: Investment, title: "more", status: Announced, amount: "USD 52bn", expands: (deal: "whole", by: "USD 2bn"),
                claims: [(source: "daily")], parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)]),
        ],
        {more}
    )"#,
        note = quoted(note),
        rest = quoted(rest),
        whole = simple("whole", r#"amount: "USD 50bn","#),
        old = simple("old", ""),
        older = simple("older", r#"amount: "undisclosed","#),
        claims = says[..=claims].concat(),
    );
    load_str(&text).unwrap_or_else(|error| panic!("{}", common::told(&error)))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_feature_of_a_book_comes_back_field_for_field(
        fields in proptest::collection::vec(any::<bool>(), FIELDS.len()),
        claims in 0_usize..4,
        undisclosed in any::<bool>(),
        sections in any::<bool>(),
        note in "\\PC{1,12}|['=+@\r\n\t-]{1,4}",
        rest in "(\\PC|[\n\",;]){1,16}",
    ) {
        prop_assume!(!note.trim().is_empty());
        let book = book(&fields, claims, undisclosed, sections, &note, &rest);
        for format in ["csv", "json", if cfg!(feature = "parquet") { "parquet" } else { "json" }] {
            prop_assert_eq!(&there_and_back(&book, format), &book, "{}", format);
        }
    }
}

#[test]
fn a_book_with_everything_comes_back() {
    let book = book(&[true; 9], 3, true, true, "=cmd", "a\n\"note\", and more");
    assert!(book.rules().len() == 1 && book.rates().len() == 1, "rules and rates are in it");
    for format in ["csv", "json", if cfg!(feature = "parquet") { "parquet" } else { "json" }] {
        assert_eq!(there_and_back(&book, format), book, "{format}");
    }
}

#[test]
fn what_a_stricter_view_tells_of_a_book_is_a_sound_book() {
    let book = dealgraph::load::load_embedded().expect("sound");
    let plain = View::default();
    let least = [Status::Announced, Status::Signed, Status::Closed].map(|it| View { min_status: Some(it), ..plain });
    let official = View { trust: Trust::Official, ..plain };
    let early = View { known_at: "2025-06".parse().ok(), ..plain };
    for view in least.into_iter().chain([official, early]) {
        let graph = DealGraph::new(&book, view);
        let exported = format_named("ron").expect("a format").write(&graph, &Options::default()).expect("written");
        let text = String::from_utf8(exported.files[0].bytes.clone()).expect("UTF-8");
        let read = load_str(&text).unwrap_or_else(|error| panic!("{view:?}: {}", common::told(&error)));
        assert_eq!(read.deal_count(), graph.told().seen(), "{view:?}");
    }
}
