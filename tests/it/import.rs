//! Imports: the round trip is exact, and nothing is dropped or merged silently.

use std::collections::BTreeMap;

use crate::common;
use crate::common::{book, deal, invests};
use dealgraph::export::{Options, format_named};
use dealgraph::graph::{DealGraph, View};
use dealgraph::import::{Given, Imported, Mapping, Names, Text, import, import_book, import_format};
use dealgraph::load::{load_embedded, load_str};
use dealgraph::model::{Book, Kind, Status};
use proptest::prelude::*;

fn given<'a>(files: &'a [Text], mapping: &'a Mapping, names: &'a Names) -> Given<'a> {
    Given { files, mapping, names, watch: None }
}

fn read_with(format: &str, files: &[(&str, &str)], mapping: &str, base: Option<&Book>) -> Imported {
    let files: Vec<Text> = files.iter().map(|(name, text)| Text::of(name, *text)).collect();
    let mapping = Mapping::read(mapping).expect("a mapping");
    let format = import_format(format).expect("a format");
    import(format, &given(&files, &mapping, &Names::default()), base).expect("the files have the form of the format")
}

fn read(format: &str, text: &str) -> Imported {
    read_with(format, &[("rows.csv", text)], "", None)
}

fn error(format: &str, bytes: &[u8]) -> String {
    let files = [Text::of("rows.csv", bytes)];
    let (mapping, names) = (Mapping::default(), Names::default());
    import(import_format(format).expect("a format"), &given(&files, &mapping, &names), None)
        .expect_err("no such form")
        .to_string()
}

/// Writes a book in a loss-free format and reads it back.
fn there_and_back(book: &Book, format: &str) -> Book {
    let graph = DealGraph::new(book, View::default());
    let exported = format_named(format).expect("a format").write(&graph, &Options::default()).expect("written");
    let files: Vec<Text> = exported.files.into_iter().map(|file| Text::of(&file.name, file.bytes)).collect();
    let (mapping, names) = (Mapping::default(), Names::default());
    let imported =
        import(import_format(format).expect("a format"), &given(&files, &mapping, &names), None).expect("read back");
    assert!(imported.refused.is_empty(), "{format}: {:?}", imported.refused);
    load_str(&imported.ron()).expect("what was imported loads")
}

const LOSS_FREE: &[&str] = &[
    "csv",
    "json",
    #[cfg(feature = "parquet")]
    "parquet",
];

#[test]
fn the_built_in_book_comes_back_field_for_field() {
    let book = load_embedded().expect("sound");
    for format in LOSS_FREE {
        assert!(there_and_back(&book, format) == book, "{format}");
    }
}

#[test]
fn clauses_scopes_and_conditions_come_back() {
    let rest = r#"amount: "up to USD 35bn", period: "2026..2030", scope: (product: "orion-models", mode: "stateless"),
        tranches: [(id: "later", amount: "USD 5bn", on: ["=cmd|' /C calc'!A0", ""], note: "")],
        clauses: [(id: "only", kind: Exclusivity, beneficiary: "acme", bound: "orion", scope: (),
            carve_outs: [(scope: (region: "eu")), (scope: (), note: "'quoted")]),
            (id: "exit", kind: Exit, beneficiary: "orion", bound: "acme")],
        status: Closed, history: [(date: "2026-01", status: Closed)],
        claims: [(source: "daily", says: {"remark.doubt": ""}), (source: "blog", note: "-")],"#;
    let parties = r#"(who: "acme", role: Investor, stake: "about 7%"), (who: "orion", role: Investee)"#;
    let book = book(&deal("full", "Investment", parties, rest));
    for format in LOSS_FREE {
        assert_eq!(there_and_back(&book, format), book, "{format}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_note_and_amount_come_back(
        notes in proptest::collection::vec("\\PC{0,12}|['=+@\r\n\t-]{0,4}", 1..5),
        amount in prop_oneof![Just("undisclosed".to_owned()), "up to USD [1-9]{1,6}m", "about EUR [1-9]{1,4}m", "JPY [1-9]{1,9}"],
    ) {
        let mut deals = String::new();
        for (rank, note) in notes.iter().enumerate() {
            let escaped: String = note.chars().map(|c| format!("\\u{{{:x}}}", u32::from(c))).collect();
            let parties = "(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)";
            deals += &deal(&format!("deal-{rank}"), "Investment", parties, &format!("note: \"{escaped}\", amount: \"{amount}\","));
        }
        let book = book(&deals);
        for format in LOSS_FREE {
            prop_assert_eq!(&there_and_back(&book, format), &book, "{}", format);
        }
    }
}

#[test]
fn a_simple_table_becomes_deals() {
    let imported = read(
        "deals-csv",
        "from,to,kind,amount,currency,date,status,source\n\
         Acme Inc.,Orion,Investment,USD 1bn,,2026-02,Closed,https://example.org/a\n\
         acme inc,Lyra,loan,5000000,EUR,18/11/2025,signed,https://example.org/a\n",
    );
    assert!(imported.refused.is_empty(), "{:?}", imported.refused);
    assert_eq!((imported.made, imported.read, imported.joined), ([3, 2, 1], 2, 1));
    let book = load_str(&imported.ron()).expect("loads");
    let loan = book.deals().find(|deal| deal.kind == Kind::Loan).expect("a loan");
    assert_eq!((loan.status, loan.amount.map(|it| it.to_string())), (Status::Signed, Some("EUR 5m".to_owned())));
    assert_eq!(loan.announced.map(|date| date.to_string()), Some("2025-11-18".to_owned()));
}

#[test]
fn a_bad_row_is_refused_with_its_line_and_the_good_ones_are_kept() {
    let imported = read(
        "deals-csv",
        "from,to,kind,amount,date,status,source\n\
         Acme,Orion,Investment,USD 1bn,2026-02,Closed,s\n\
         Acme,Lyra,Investment,XXQ 1bn,2026-02,Closed,s\n\
         Acme,Lyra,Investment,USD -5m,2026-02,Closed,s\n\
         Acme,Lyra,Investment,USD 5m,31/02/2026,Closed,s\n\
         Acme,Lyra,Investment,USD 5m,03/04/2026,Closed,s\n\
         Acme,Lyra,Gift,USD 5m,2026,Closed,s\n\
         Acme,Lyra,Investment\n\
         Acme,,Investment,USD 5m,2026,Closed,s\n\
         Acme,\"a cell, over\ntwo lines\",Investment,USD 5m,2026,Closed,s\n\
         Acme,!!!,Investment,USD 5m,2026,Closed,s\n",
    );
    let refused: BTreeMap<usize, &str> =
        imported.refused.iter().map(|refusal| (refusal.place.line, refusal.why.as_str())).collect();
    assert_eq!(refused.keys().copied().collect::<Vec<_>>(), [3, 4, 5, 6, 7, 8, 9, 12], "{refused:#?}");
    assert!(refused[&3].contains("XXQ") && refused[&4].contains("negative") && refused[&5].contains("calendar"));
    assert!(refused[&6].contains("told apart") && refused[&7].contains("Gift") && refused[&8].contains("3 cells"));
    assert_eq!(load_str(&imported.ron()).expect("loads").deals().len(), 2);
}

#[test]
fn near_names_are_listed_and_not_merged() {
    let imported = read("deals-csv", "from,to,source\nAcme Inc,Orion,s\nAcme,Lyrra,s\nAcme,Lyra,s\n");
    assert_eq!(imported.made[0], 5);
    let pairs: Vec<(&str, &str)> = imported.near.iter().map(|near| (near.id.as_str(), near.near.as_str())).collect();
    assert_eq!(pairs, [("acme", "acme-inc"), ("lyra", "lyrra")]);
    assert_eq!(imported.guessed.values().sum::<usize>(), 6, "kind and status of three rows");
}

#[test]
fn names_of_a_base_book_are_joined() {
    let base = book("");
    let imported = read_with("deals-csv", &[("rows.csv", "from,to,source\nACME INC.,Orion,s\n")], "", Some(&base));
    assert_eq!((imported.made, imported.joined), ([0, 1, 1], 2), "{}", imported.ron());
}

#[test]
fn a_mapping_names_columns_and_fixed_values() {
    let rows = "Investor Name;Company;Raised\nAcme;Orion;1.5bn\n";
    let mapping = "# whose columns\nfrom = Investor Name\nto = Company\namount = Raised\ncurrency := USD\nkind := Investment\nstatus := Closed\n";
    let imported = read_with("deals-csv", &[("rows.csv", rows)], mapping, None);
    let book = load_str(&imported.ron()).expect("loads");
    assert_eq!(
        book.deal(dealgraph::model::DealIx::new(0)).amount.map(|it| it.to_string()),
        Some("USD 1.5bn".to_owned())
    );
    assert_eq!(Mapping::read("from = a\nnonsense").map_err(|error| error.line), Err(2));
}

#[test]
fn a_mapping_of_what_the_format_does_not_read_is_refused_with_its_line() {
    let check = |format: &str, text: &str, line: usize, says: &str| {
        let format = import_format(format).expect("a format");
        let error = Mapping::read(text).and_then(|mapping| mapping.check(format)).expect_err(text);
        assert!(error.line == line && error.to_string().contains(says), "{text}: {error}");
    };
    check("deals-csv", "from = a\nammount = b\n", 2, "\"ammount =\" names no field; did you mean \"amount\"?");
    check("deals-csv", "from = a\nprice := m\n", 2, "deals-csv has from, to, kind");
    check("deals-csv", "from = a\nunit := mio\n", 2, "\"mio\" is no unit of amounts; write one of k, m, bn, tn, 1");
    check("deals-csv", "from = a\nkind := Services\n", 2, "\"Services\" is no kind of deal; did you mean");
    check("deals-csv", "status := Completed\n", 1, "\"Completed\" is no status; did you mean \"Closed\"?");
    check("deals-csv", "currency := EURO\n", 1, "is no ISO 4217 currency");
    check("graphml", "entity_kind := Compny\n", 1, "did you mean \"Company\"?");
    check("deals-csv", "unit = u\n", 1, "\"unit =\" names no field");
    check("deals-csv", "from = a\n\nfrom = b\n", 3, "told twice, first in line 1");
    check("deals-csv", "kind := Loan\nkind := Board\n", 2, "told twice");
    check("deals-csv", "From = a\n", 1, "did you mean \"from\"?");
    check("graphml", "from = a\n", 1, "graphml has name, entity_kind, kind");
    check("crunchbase", "currency := EUR\n", 1, "no field with one value for every row");
    check("bods", "# who\nname = a\n", 2, "bods reads no mapping");
    let fine = Mapping::read("kind = type\nkind := Loan\nsource := S\n").expect("a value for the rows without a type");
    assert_eq!(fine.check(import_format("deals-csv").expect("a format")), Ok(()));
}

#[test]
fn files_of_the_wrong_form_are_refused_whole() {
    assert!(error("deals-csv", b"").contains("empty"));
    assert!(error("deals-csv", b"from|to\nAcme|Orion\n").contains("no column \"from\""));
    assert!(error("deals-csv", b"from,to,from\n").contains("twice"));
    assert!(error("deals-csv", ",".repeat(1_000_000).as_bytes()).contains("1000001 columns"));
    assert!(error("json", b"{\"entities\": [").contains("EOF"));
    assert!(error("csv", b"id\n").contains("no table is called \"rows\""));
    #[cfg(feature = "parquet")]
    assert!(error("parquet", b"PAR1").contains("no table is called"));
}

#[test]
fn legs_of_a_circular_data_set_become_deals_that_keep_every_cell() {
    let imported = read(
        "legs-csv",
        "deal_id,date,deal,from,to,leg_type,usd_bn,leg_note,headline_usd_bn,headline_note,status,confidence,in_totals,sources\n\
         d1,2025-09-22,Acme and Orion,Acme,Orion,equity investment,10,first,100,up to,announced,high,yes,https://a.example; https://b.example\n\
         d1,2025-09-22,Acme and Orion,Orion,Acme,chip purchase,,,100,,announced,low,no,https://a.example\n\
         d2,2025,Odd,Acme,Lyra,handshake,1,,,,announced,,,https://a.example\n",
    );
    assert_eq!((imported.made, imported.refused.len()), ([2, 2, 2], 1), "{:?}", imported.refused);
    assert_eq!(imported.refused[0].place.line, 4);
    let book = load_str(&imported.ron()).expect("loads");
    let investment = book.deals().find(|deal| deal.kind == Kind::Investment).expect("an investment");
    assert_eq!(investment.amount.map(|it| it.to_string()), Some("USD 10bn".to_owned()));
    assert!(investment.note.as_deref().is_some_and(|note| note.contains("headline_usd_bn: 100")));
    assert_eq!(investment.sources().len(), 2);
}

#[test]
fn follow_the_money_records_become_entities_and_deals() {
    let book = book(&invests("acme", "orion", "amount: \"USD 1bn\", announced: \"2026-02-01\","));
    let graph = DealGraph::new(&book, View::default());
    let exported = format_named("ftm").expect("a format").write(&graph, &Options::default()).expect("written");
    let text = String::from_utf8(exported.files[0].bytes.clone()).expect("text");
    let more = text + "{\"id\":\"x\",\"schema\":\"Vessel\",\"properties\":{\"name\":[\"Argo\"]}}\n{half\n";
    let imported = read_with("ftm", &[("records.json", &more)], "", None);
    assert_eq!(imported.refused.len(), 2, "{:?}", imported.refused);
    let back = load_str(&imported.ron()).expect("loads");
    assert!(back.entity_by_id("acme").is_some() && back.find_entity("Acme Inc.").is_ok());
    let kinds: Vec<Kind> = back.deals().map(|deal| deal.kind).collect();
    assert_eq!(kinds, [Kind::Investment], "a payment and an ownership are two sides of one deal");
}

#[test]
fn a_faulty_source_takes_no_deal_with_it() {
    let text = r#"{"entities": [{"id": "acme", "name": "Acme", "kind": "Company"}, {"id": "orion", "name": "Orion", "kind": "Company"}],
        "deals": [{"id": "one", "kind": "Rivalry", "title": "One", "status": "Closed", "claims": [{"source": "s"}],
            "parties": [{"who": "acme", "role": "Rival"}, {"who": "orion", "role": "Rival"}]}],
        "sources": [{"id": "s", "title": "S", "publisher": "S", "kind": "News"}, {"id": "t", "title": "T", "publisher": "T", "kind": "News", "date": "31/02"}]}"#;
    let imported = read("json", text);
    assert_eq!((imported.made, imported.refused.len()), ([2, 1, 2], 1), "{:?}", imported.refused);
    let refused = &imported.refused[0];
    assert!(refused.why.contains("31/02"));
    assert_eq!((refused.place.file.as_str(), refused.place.line), ("rows.csv", 2), "the second of the sources");
}

#[test]
fn a_faulty_record_of_a_table_is_told_by_its_line() {
    let files = [
        (
            "entities.csv",
            "id,name,kind,aliases,part_of,markets,group,country,note\nacme,Acme,Company,,,,,,\"two\nlines\"\nOrion X,Orion,Company,,,,,,\n",
        ),
        (
            "deals.csv",
            "id,kind,instrument,title,status,announced,period,amount,pre_money,post_money,capacity,scope,part_of,supersedes,expands,expands_by,note\n\
             broken,Gift,,B,Closed,,,,,,,,,,,,\n\
             one,Rivalry,,One,Closed,,,,,,,,,,,,\n",
        ),
    ];
    let imported = read_with("csv", &files, "", None);
    let refused: Vec<String> =
        imported.refused.iter().map(|it| format!("{}:{}: {}", it.place.file, it.place.line, it.why)).collect();
    let [gift, one, orion] = refused.as_slice() else { panic!("{refused:?}") };
    assert!(gift.starts_with("deals.csv:2: unknown variant `Gift`"), "{gift}");
    assert!(one.starts_with("deals.csv:3: deal one: "), "{one}");
    assert!(orion.starts_with("entities.csv:4: entity Orion X: \"Orion X\" is no id"), "{orion}");
    assert!(imported.is_faulty && load_str(&imported.ron()).is_err(), "a faulty entity is left in");
}

/// Reads a text straight into a book, and says what was refused.
fn book_of(format: &str, text: &str, base: Option<&Book>) -> (Imported, Option<Book>) {
    let (files, mapping, names) = ([Text::of("rows.csv", text)], Mapping::default(), Names::default());
    let format = import_format(format).expect("a format");
    import_book(format, &given(&files, &mapping, &names), base).expect("the file has the form of the format")
}

#[test]
fn a_book_made_without_its_text_is_the_one_that_the_text_makes() {
    let rows = "from,to,kind,amount,date,status,source,title,note\n\
        Acme,Orion,Investment,USD 1bn,2026-02,Closed,s,,\n\
        ACME,Orion,Investment,USD 2bn,2026-02,Closed,s,,twice in a year\n\
        Acme,Acme,Rivalry,,2026-02,Closed,s,,\n\
        Orion,Lyra,Rivalry,,2026-02-28,Closed,https://example.org,Rivals,\n";
    let (imported, book) = book_of("deals-csv", rows, None);
    assert_eq!((imported.made, imported.refused.len()), ([3, 3, 2], 1), "{:?}", imported.refused);
    assert_eq!(book, Some(load_str(&imported.ron()).expect("loads")));

    let embedded = load_embedded().expect("sound");
    let json = dealgraph::load::write_json(&embedded);
    assert!(book_of("json", &json, None).1 == Some(embedded));

    let base = common::book("");
    let (_, joined) = book_of("deals-csv", "from,to,source\nACME INC.,Orion,s\n", Some(&base));
    assert_eq!(joined.map(|book| (book.entity_count(), book.deal_count())), Some((base.entity_count(), 1)));
}

#[test]
fn many_rows_come_to_what_each_of_them_comes_to_after_the_others() {
    let header = "from,to,kind,amount,currency,date,status,source,title,note\n";
    let row = |number: usize| {
        let (from, to) =
            (["Acme", "ACME", "Lyra AG", "=x"][number % 11 % 4], ["Orion", "Orion ", "orion", "Vega"][number % 7 % 4]);
        let kind = ["Investment", "supply", "Rivalry", "", "Gift"][number % 13 % 5];
        let amount = ["", "5000000.0", "EUR 1.5bn", "up to 3m"][number % 17 % 4];
        let date = ["2026-02", "2026-03-01", "", "2025", "31/02"][number % 19 % 5];
        let note = ["", "\"two\nlines\"", "plain"][number % 23 % 3];
        let name = if number.is_multiple_of(31) { format!("House {number}") } else { from.to_owned() };
        format!("{name},{to},{kind},{amount},USD,{date},,s{},,{note}\n", number % 3)
    };
    let rows: Vec<String> = (0..2_000).map(row).collect();
    let table = [header, &rows.concat()].concat();
    let single: Vec<String> = rows.iter().map(|row| [header, row].concat()).collect();
    let names: Vec<String> = (0..rows.len()).map(|number| format!("{number:04}.csv")).collect();
    let single: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(single.iter().map(String::as_str)).collect();

    let (whole, single) = (read("deals-csv", &table), read_with("deals-csv", &single, "", None));
    assert!(whole.ron() == single.ron(), "the records differ");
    assert!(book_of("deals-csv", &table, None).1 == load_str(&whole.ron()).ok(), "the books differ");
    assert_eq!((whole.made, whole.joined, &whole.guessed), (single.made, single.joined, &single.guessed));
    let lines = rows.iter().scan(2, |line, row| {
        let begins = *line;
        *line += row.matches('\n').count();
        Some(begins)
    });
    let lines: Vec<usize> = lines.collect();
    let told: Vec<(usize, &str)> = whole.refused.iter().map(|it| (it.place.line, it.why.as_str())).collect();
    let one_by_one = single.refused.iter().map(|it| {
        let number: usize = it.place.file.trim_end_matches(".csv").parse().expect("a number");
        (lines[number], it.why.as_str())
    });
    assert_eq!(told, one_by_one.collect::<Vec<_>>());
    assert!(whole.made[1] > 500 && told.len() > 500, "{:?}", whole.made);
}

#[test]
fn of_a_deal_with_several_faults_the_first_is_told() {
    let party = |who: &str| format!(r#"{{"who": "{who}", "role": "Rival"}}"#);
    let deal = |id: &str, rest: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "Rivalry", "title": "T", "status": "Closed", "parties": [{}, {}], {rest}}}"#,
            party("acme"),
            party("orion"),
        )
    };
    let told = r#""claims": [{"source": "s"}]"#;
    let deals = [
        deal("one", told),
        deal("one", told),
        deal("Two", told),
        deal("three", &format!(r#""part_of": "ome", "announced": "31/02", {told}"#)),
        deal("four", &format!(r#""part_of": "three", {told}"#)),
        deal("five", &format!(r#""part_of": "six", {told}"#)),
        deal("six", &format!(r#""part_of": "five", {told}"#)),
    ];
    let text = format!(
        r#"{{"entities": [{{"id": "acme", "name": "Acme", "kind": "Company"}}, {{"id": "orion", "name": "Orion", "kind": "Company"}}],
        "deals": [{}], "sources": [{{"id": "s", "title": "S", "publisher": "S", "kind": "News"}}]}}"#,
        deals.join(", "),
    );
    let (imported, book) = book_of("json", &text, None);
    let refused: Vec<String> = imported.refused.iter().map(|it| format!("{}: {}", it.place.line, it.why)).collect();
    let expected = [
        "2: deal one: this id is given twice",
        "3: deal Two: \"Two\" is no id: ids are kebab-case; write \"two\"",
        "4: deal three: \"31/02\" is no date; write 2025, 2025-11 or 2025-11-18",
        "5: deal four: the umbrella \"three\" is unknown",
        "6: deal five: following `part_of` leads back to this deal",
        "7: deal six: the umbrella \"five\" is unknown",
    ];
    assert_eq!(refused, expected);
    assert_eq!(book, Some(load_str(&imported.ron()).expect("loads")));
}

#[test]
fn a_deal_of_a_table_that_cannot_be_read_takes_its_rows_with_it() {
    let files = [
        (
            "entities.csv",
            "id,name,kind,aliases,part_of,markets,group,country,note\nacme,Acme,Company,,,,,,\norion,Orion,Company,,,,,,\n",
        ),
        (
            "deals.csv",
            "id,kind,instrument,title,status,announced,period,amount,pre_money,post_money,capacity,scope,part_of,supersedes,expands,expands_by,note\n\
             one,Rivalry,,One,Closed,,,,,,,,,,,,\n\
             two,Gift,,Two,Closed,,,,,,,,,,,,\n\
             three,Rivalry,,Three,Closed,,,,,,,,,,,,\n",
        ),
        (
            "parties.csv",
            "deal,position,who,undisclosed,role,commits,stake,with\n\
             one,2,orion,,Rival,,,\none,1,acme,,Rival,,,\n\
             two,1,acme,,Investor,,,\n\
             three,1,acme,,Boss,,,\n\
             four,1,acme,,Rival,,,\n\
             one,x,acme,,Rival,,,\n",
        ),
        ("claims.csv", "deal,position,source,field,value,note\none,1,s,,,\none,1,s,remark.doubt,,\n"),
        ("sources.csv", "id,title,publisher,address,date,date_is,kind,note\ns,S,S,,,,News,\n"),
    ];
    let imported = read_with("csv", &files, "", None);
    let refused: Vec<String> =
        imported.refused.iter().map(|it| format!("{}:{}: {}", it.place.file, it.place.line, it.why)).collect();
    let [gift, boss, four, rank] = refused.as_slice() else { panic!("{refused:?}") };
    assert!(gift.starts_with("deals.csv:3: unknown variant `Gift`"), "{gift}");
    assert!(boss.starts_with("deals.csv:4: unknown variant `Boss`"), "{boss}");
    assert_eq!(four, "parties.csv:6: no deal is called \"four\"");
    assert_eq!(rank, "parties.csv:7: \"x\" is no position");
    let book = load_str(&imported.ron()).expect("loads");
    let deal = book.deal(dealgraph::model::DealIx::new(0));
    let said = deal.claims.iter().filter_map(|claim| claim.says.as_ref()).map(|said| (&*said.field, &*said.value));
    assert_eq!(said.collect::<Vec<_>>(), [("remark.doubt", "")]);
    assert_eq!(deal.parties[0].who.entity(), book.entity_by_id("acme"));
}

/// The amounts of a table with this header of the amounts, or why it is refused.
fn amounts_under(header: &str, mapping: &str, cells: &[&str]) -> Result<Vec<String>, String> {
    let rows: String = cells.iter().map(|cell| format!("Acme,Orion,s,\"{cell}\"\n")).collect();
    let files = [Text::of("web.csv", format!("from,to,source,{header}\n{rows}"))];
    let mapping = Mapping::read(&format!("amount = {header}\n{mapping}")).expect("a mapping");
    let format = import_format("deals-csv").expect("a format");
    let imported = import(format, &given(&files, &mapping, &Names::default()), None).map_err(|it| it.to_string())?;
    assert_eq!(imported.refused, [], "{header}");
    let book = load_str(&imported.ron()).expect("loads");
    Ok(book.deals().map(|deal| deal.amount.expect("an amount").to_string()).collect())
}

#[test]
fn a_word_that_is_none_of_a_vocabulary_and_a_column_that_is_missing_are_told_with_what_may_be_meant() {
    let rows = "from,to,kind,status,source\nAcme,Orion,Loann,Closed,s\nAcme,Orion,Loan,Completed,s\n";
    let refused: Vec<String> = read("deals-csv", rows).refused.into_iter().map(|refusal| refusal.why).collect();
    assert_eq!(
        refused,
        [
            "\"Loann\" is no kind of deal; did you mean \"Loan\"?",
            "\"Completed\" is no status; did you mean \"Closed\"?"
        ]
    );
    let files = [Text::of("web.csv", "from,to,sum\nAcme,Orion,5\n")];
    let mapping = Mapping::read("# columns\namount = Summe\n").expect("a mapping");
    let told = import(import_format("deals-csv").expect("a format"), &given(&files, &mapping, &Names::default()), None);
    let told = told.map(|imported| imported.ron()).expect_err("no such column").to_string();
    let wanted = "no column \"summe\" (line 2 of the mapping: amount = summe); the header has: from, to, sum";
    assert!(told.contains(wanted), "{told}");
}

#[test]
fn a_unit_in_a_header_is_settled_by_the_mapping_or_refused() {
    let header = "Amount (USD m)";
    let refused = amounts_under(header, "currency := USD\n", &["1200"]).expect_err("1200 would be dollars");
    assert!(refused.contains("names a unit (\"m\")") && refused.contains("write unit := m into"), "{refused}");
    let cells = ["1200", "1.2bn", "$35", "undisclosed"];
    let read = |mapping: &str| amounts_under(header, mapping, &cells).expect("it is settled");
    assert_eq!(read("currency := USD\nunit := m\n"), ["USD 1.2bn", "USD 1.2bn", "USD 35m", "undisclosed"]);
    assert_eq!(read("currency := USD\nunit := 1\n"), ["USD 1.2k", "USD 1.2bn", "USD 35", "undisclosed"]);
    let plain = amounts_under("Amount", "currency := EUR\nunit := k\n", &["250"]);
    assert_eq!(plain, Ok(vec!["EUR 250k".to_owned()]), "a header need not name it");
    let other = amounts_under("Amount (EUR)", "currency := USD\n", &["1200"]).expect_err("euros are no dollars");
    assert!(other.contains("names EUR, and the mapping says currency := USD"), "{other}");
    let other =
        amounts_under(header, "currency := USD\nunit := bn\n", &["1200"]).expect_err("millions are no billions");
    let wanted =
        "the column \"amount (usd m)\" names a unit (\"m\"), and the mapping says unit := bn; mend what is wrong";
    assert!(other.contains(wanted), "{other}");
    let deals = amounts_under("M&A value", "currency := USD\n", &["1200"]);
    assert_eq!(deals, Ok(vec!["USD 1.2k".to_owned()]), "this m is no million");
    let told = amounts_under("Amount (EUR m)", "unit := m\n", &["1200"]);
    assert_eq!(told, Ok(vec!["EUR 1.2bn".to_owned()]), "the header tells the currency");
}

#[test]
fn a_comma_in_a_column_with_a_unit_is_as_ambiguous_as_before_a_multiplier() {
    let refused = |cell: &str, mapping: &str| {
        let rows = format!("from,to,source,sum\nAcme,Orion,s,\"{cell}\"\n");
        let mapping = format!("amount = sum\ncurrency := USD\n{mapping}");
        read_with("deals-csv", &[("rows.csv", &rows)], &mapping, None).refused.pop().map(|refusal| refusal.why)
    };
    let why = refused("1,200", "unit := m\n").expect("refused");
    assert!(
        why.contains("the comma of \"1,200\" may stand between thousands or before decimals; write 1200 or 1.2"),
        "{why}"
    );
    assert!(refused("1,200m", "").is_some_and(|why| why.contains("write 1200 or 1.2")));
    assert_eq!([refused("1,200", ""), refused("1,200,000", "unit := k\n")], [None, None]);
}

#[test]
fn what_headers_of_rounds_say_of_unit_and_currency_is_read_or_refused() {
    let read = |header: &str, row: &str, mapping: &str| {
        let rows = format!("uuid,org_uuid,org_name,{header}\n1,acme,Acme,{row}\n");
        let (files, mapping) = ([Text::of("funding_rounds.csv", rows)], Mapping::read(mapping).expect("a mapping"));
        let format = import_format("crunchbase").expect("a format");
        mapping.check(format).map_err(|error| error.to_string())?;
        let imported =
            import(format, &given(&files, &mapping, &Names::default()), None).map_err(|error| error.to_string())?;
        if let Some(refusal) = imported.refused.first() {
            return Err(refusal.why.clone());
        }
        let book = load_str(&imported.ron()).expect("loads");
        let deal = book.deal(dealgraph::model::DealIx::new(0));
        let told =
            [deal.amount, deal.post_money].map(|money| money.map_or_else(|| "-".to_owned(), |it| it.to_string()));
        Ok(told.join(" "))
    };
    let post = "post_money_valuation_usd";
    for (header, row, mapping, wanted) in [
        ("Raised (EUR)", "5000000", "amount = Raised (EUR)", Ok("EUR 5m -")),
        ("Raised", "5000000", "amount = Raised", Ok("USD 5m -")),
        ("Raised (EUR),raised_currency_code", "5000000,EUR", "amount = Raised (EUR)", Ok("EUR 5m -")),
        ("Raised (EUR),raised_currency_code", "5000000,", "amount = Raised (EUR)", Ok("EUR 5m -")),
        (
            "Raised (EUR),raised_currency_code",
            "5000000,USD",
            "amount = Raised (EUR)",
            Err("the column \"raised (eur)\" names EUR, and the currency beside it is USD"),
        ),
        ("Raised (EUR or CHF)", "5000000", "amount = Raised (EUR or CHF)", Err("no cell says which")),
        ("Raised (EUR)", "5", "amount_usd = Raised (EUR)", Err("names EUR, and amount_usd is in USD")),
        // The columns of the format itself are in whole ones, whatever that of the mapping is in.
        (
            &format!("Raised (EUR m),{post}"),
            "1.125,50000000",
            "amount = Raised (EUR m)\nunit := m",
            Ok("EUR 1.125m USD 50m"),
        ),
        ("Raised (EUR m)", "1200", "amount = Raised (EUR m)", Err("write unit := m into the mapping")),
        ("Raised (EUR m)", "1200", "amount = Raised (EUR m)\nunit := 1", Ok("EUR 1.2k -")),
        ("Raised (EUR m)", "1200", "amount = Raised (EUR m)\nunit := bn", Err("and the mapping says unit := bn")),
        ("Raised (EUR m)", "\"1,200\"", "amount = Raised (EUR m)\nunit := m", Err("write 1200 or 1.2")),
        ("raised_amount_usd", "5", "unit := m", Err("it names none; write for example amount = raised_amount")),
    ] {
        match (read(header, row, mapping), wanted) {
            (Err(why), Err(said)) => assert!(why.contains(said), "{header}: {why}"),
            (told, wanted) => assert_eq!(told, wanted.map(str::to_owned).map_err(str::to_owned), "{header}"),
        }
    }
}

#[test]
fn a_unit_in_the_attribute_of_a_graph_or_a_column_of_a_round_is_not_lost() {
    let graph = "<graphml><key id=\"m\" for=\"edge\" attr.name=\"usd_mn\" attr.type=\"double\"/><graph edgedefault=\"directed\">\
        <node id=\"a\"/><node id=\"b\"/><edge source=\"a\" target=\"b\"><data key=\"m\">1200</data></edge></graph></graphml>";
    let read = |format: &str, file: &str, text: &str, mapping: &str| {
        let (files, mapping) = ([Text::of(file, text)], Mapping::read(mapping).expect("a mapping"));
        let imported =
            import(import_format(format).expect("a format"), &given(&files, &mapping, &Names::default()), None);
        imported.map(|imported| imported.ron()).map_err(|error| error.to_string())
    };
    let mapping = "amount = usd_mn\ncurrency := USD\n";
    assert!(read("graphml", "web.graphml", graph, mapping).is_err_and(|why| why.contains("unit := m")));
    let settled = read("graphml", "web.graphml", graph, &format!("{mapping}unit := m\n")).expect("it is settled");
    assert!(settled.contains("USD 1.2bn"), "{settled}");
    let rounds = "uuid,org_uuid,raised_usd_mn\n1,acme,1200\n";
    let refused = read("crunchbase", "funding_rounds.csv", rounds, "amount_usd = raised_usd_mn\n");
    assert!(refused.is_err_and(|why| why.contains("names a unit")));
}
