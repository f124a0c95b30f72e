//! What an import tells of what it took: deals that say the same, and names that were joined.

use crate::common::{book, dealgraph};
use dealgraph::import::{EqualDeal, Given, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;
use dealgraph::model::Book;

fn read_with(format: &str, files: &[(&str, &str)], base: Option<&Book>) -> Imported {
    let files: Vec<Text> = files.iter().map(|(name, text)| Text::of(name, *text)).collect();
    let (mapping, names) = (Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    import(import_format(format).expect("a format"), &given, base).expect("the files have the form of the format")
}

fn read(rows: &str) -> Imported {
    read_with("deals-csv", &[("rows.csv", rows)], None)
}

/// The lines of deals that say the same, each with that of the first, and whether their source does, too.
fn equal(imported: &Imported) -> Vec<(usize, usize, bool)> {
    let lines = |it: EqualDeal| (it.place.line, it.first_place.line, it.is_same_source);
    imported.equal_deals().map(lines).collect()
}

const HEADER: &str = "from,to,kind,amount,date,status,source,title,note\n";

#[test]
fn rows_that_tell_one_deal_again_are_kept_and_told() {
    let row = "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,\n";
    let other = "Acme,Orion,Loan,USD 6m,2024-01-05,Closed,s,,\n";
    let imported = read(&[HEADER, row, other, row, row].concat());
    assert_eq!(imported.made[1], 4, "none is dropped");
    assert_eq!(equal(&imported), [(4, 2, true), (5, 2, true)]);
    let told = imported.equal_deals().next().expect("one");
    assert_eq!((told.id.as_str(), told.first.as_str()), ("acme-orion-2024-3", "acme-orion-2024"));
    assert_eq!((told.place.file.as_str(), told.first_place.file.as_str()), ("rows.csv", "rows.csv"));
}

#[test]
fn another_source_or_spelling_makes_no_other_deal() {
    let imported = read(
        &[
            HEADER,
            "Acme,Orion,Loan,\"USD 5,000,000\",2024-01-05,Closed,s,,\n",
            "A.C.M.E.,Orion,loan,USD 5m,2024-01-05,closed,s,,\n",
            "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,t,,\n",
        ]
        .concat(),
    );
    assert_eq!(equal(&imported), [(3, 2, true), (4, 2, false)]);
}

#[test]
fn whatever_differs_makes_another_deal() {
    let rows = [
        "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,\n",
        "Orion,Acme,Loan,USD 5m,2024-01-05,Closed,s,,\n",
        "Acme,Orion,Investment,USD 5m,2024-01-05,Closed,s,,\n",
        "Acme,Orion,Loan,about USD 5m,2024-01-05,Closed,s,,\n",
        "Acme,Orion,Loan,USD 5m,2024-01,Closed,s,,\n",
        "Acme,Orion,Loan,USD 5m,2024-01-05,Signed,s,,\n",
        "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,the second loan,\n",
        "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,for chips\n",
    ];
    let imported = read(&(HEADER.to_owned() + &rows.concat()));
    assert_eq!((imported.made[1], equal(&imported)), (8, vec![]), "{:?}", imported.refused);
}

#[test]
fn a_deal_that_is_refused_is_the_same_as_none() {
    let deal = |id: &str| {
        format!(
            r#"{{"id": "{id}", "kind": "Rivalry", "title": "T", "status": "Closed", "claims": [{{"source": "s"}}],
            "parties": [{{"who": "acme", "role": "Rival"}}, {{"who": "orion", "role": "Rival"}}]}}"#
        )
    };
    let text = format!(
        r#"{{"entities": [{{"id": "acme", "name": "Acme", "kind": "Company"}}, {{"id": "orion", "name": "Orion", "kind": "Company"}}],
        "deals": [{}], "sources": [{{"id": "s", "title": "S", "publisher": "S", "kind": "News"}}]}}"#,
        ["No Id", "one", "No Id", "two"].map(deal).join(", "),
    );
    let imported = read_with("json", &[("book.json", &text)], None);
    assert_eq!(imported.refused.len(), 2, "{:?}", imported.refused);
    let told: Vec<(String, String)> = imported.equal_deals().map(|it| (it.id, it.first)).collect();
    assert_eq!(told, [("two".to_owned(), "one".to_owned())]);
}

#[test]
fn rows_of_two_files_are_told_by_their_files() {
    let row = "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,\n";
    let files = [("one.csv", &*(HEADER.to_owned() + row)), ("two.csv", &*(HEADER.to_owned() + row))];
    let imported = read_with("deals-csv", &files, None);
    let told = imported.equal_deals().next().expect("one");
    assert_eq!((told.place.file.as_str(), told.first_place.file.as_str()), ("two.csv", "one.csv"));
}

#[test]
fn deals_of_other_formats_are_compared_too() {
    let header = "deal_id,date,deal,from,to,leg_type,usd_bn\n";
    let leg = |id: &str, amount: &str| format!("{id},2025-01-05,chips,Acme,Orion,equity,{amount}\n");
    let rows = [header.to_owned(), leg("D1", "5"), leg("D2", "5"), leg("D3", "6")].concat();
    let imported = read_with("legs-csv", &[("legs.csv", &rows)], None);
    assert!(imported.refused.is_empty(), "{:?}", imported.refused);
    assert_eq!(equal(&imported), [(3, 2, true)], "{}", imported.ron());
}

#[test]
fn deals_that_the_book_has_already_are_told_as_such() {
    let rows = [
        "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,\n",
        "Acme,Orion,Supply,,2024,Closed,s,chips for Orion,by the wafer\n",
        "A.C.M.E.,Lyra,Loan,\"USD 6,000,000\",2024-01-05,Closed,s,,\n",
    ];
    let base = load_str(&read(&(HEADER.to_owned() + &rows.concat())).ron()).expect("loads");
    let more = [
        rows[0],
        "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,t,,\n",
        "Acme,Orion,Loan,USD 5m,2024-01-05,Signed,s,,\n",
        rows[1],
        "Acme,Orion,Supply,,2024,Closed,s,,by the wafer\n",
        "acme,Lyra,Loan,USD 6m,2024-01-05,Closed,s,,\n",
        "Acme,Vega,Loan,USD 5m,2024-01-05,Closed,s,,\n",
        "Acme,Vega,Loan,USD 5m,2024-01-05,Closed,s,,\n",
    ];
    let imported = read_with("deals-csv", &[("rows.csv", &(HEADER.to_owned() + &more.concat()))], Some(&base));
    assert_eq!(imported.made[1], 8, "all are kept: {:?}", imported.refused);
    let told: Vec<(usize, String, usize, String, bool)> = imported
        .equal_deals()
        .map(|it| (it.place.line, it.first_place.file, it.first_place.line, it.first, it.is_same_source))
        .collect();
    let in_book = |line, id: &str, is_same| (line, "the book".to_owned(), 0, id.to_owned(), is_same);
    let expected = [
        in_book(2, "acme-orion-2024", true),
        in_book(3, "acme-orion-2024", false),
        in_book(5, "acme-orion-2024-2", true),
        in_book(7, "a-c-m-e-lyra-2024", true),
        (9, "rows.csv".to_owned(), 8, "acme-vega-2024".to_owned(), true),
    ];
    assert_eq!(told[..3], expected[..3]);
    assert_eq!(
        told[3..].iter().map(|it| (it.0, it.1.as_str())).collect::<Vec<_>>(),
        [(7, "the book"), (9, "rows.csv")]
    );
}

#[test]
fn deals_of_other_formats_are_compared_with_those_of_the_book() {
    let legs = "deal_id,date,deal,from,to,leg_type,usd_bn\nD1,2025-01-05,chips,Acme,Orion,equity,5\n";
    let files = [("legs.csv", legs)];
    let base = load_str(&read_with("legs-csv", &files, None).ron()).expect("loads");
    let imported = read_with("legs-csv", &files, Some(&base));
    let told: Vec<(String, String)> = imported.equal_deals().map(|it| (it.id, it.first)).collect();
    assert_eq!(told, [("d1-1-2".to_owned(), "d1-1".to_owned())]);
}

#[test]
fn a_deal_that_may_be_one_of_the_book_told_otherwise_is_kept_and_told() {
    let base = load_str(
        &read(
            "from,to,kind,amount,date,status,source,title\n\
             Acme,Orion,Purchase,USD 38bn,2025-11-03,Signed,s,Acme buys chips\n\
             Lyra,Orion,Investment,,2024-05-01,Closed,s,Round\n\
             Vega,Orion,Loan,up to EUR 5bn,,Signed,s,Loan\n",
        )
        .ron(),
    )
    .expect("loads");
    let rows = [
        // Alike but for title, status and source; a year without a day; an amount that nobody states.
        "Acme,Orion,Purchase,USD 38bn,2025-11-03,Announced,t,,\n",
        "lyra,Orion,Investment,USD 2bn,2024,Closed,t,Round,\n",
        "Vega,Orion,Loan,EUR 2bn,2021-01-01,Signed,t,Loan,\n",
        // Another year, amount, kind, direction, currency or party.
        "Acme,Orion,Purchase,USD 38bn,2024-11-03,Signed,t,,\n",
        "Acme,Orion,Purchase,USD 37bn,2025-11-03,Signed,t,,\n",
        "Acme,Orion,Investment,USD 38bn,2025-11-03,Signed,t,,\n",
        "Orion,Acme,Purchase,USD 38bn,2025-11-03,Signed,t,,\n",
        "Vega,Orion,Loan,USD 2bn,,Signed,t,Loan,\n",
        "Newcomer,Orion,Purchase,USD 38bn,2025-11-03,Signed,t,,\n",
        // Equal: told as that, and not twice.
        "Acme,Orion,Purchase,USD 38bn,2025-11-03,Signed,t,Acme buys chips,\n",
    ];
    let imported = read_with("deals-csv", &[("rows.csv", &[HEADER, &rows.concat()].concat())], Some(&base));
    let told: Vec<(usize, String, String)> =
        imported.alike_deals().map(|it| (it.place.line, it.other, it.differ.join(" "))).collect();
    let expected = [
        (2, "acme-orion-2025", "title status"),
        (3, "lyra-orion-2024", "amount date"),
        (4, "vega-orion", "amount date"),
    ];
    assert_eq!(told, expected.map(|(line, other, differ)| (line, other.to_owned(), differ.to_owned())));
    assert_eq!((imported.made[1], equal(&imported)), (10, vec![(11, 0, false)]));
    assert_eq!(read(&[HEADER, rows[0], rows[0]].concat()).alike_deals().len(), 0, "there is no book that it joins");
}

#[test]
fn rows_that_tell_a_part_of_a_deal_of_the_book_or_its_parties_by_their_wholes_are_told() {
    let base = load_str(
        r#"(entities: [(id: "acme", name: "Acme", kind: Company), (id: "cloud", name: "Acme Cloud", kind: Product, part_of: "acme"),
            (id: "orion", name: "Orion", kind: Company), (id: "lyra", name: "Lyra", kind: Company), (id: "vega", name: "Vega", kind: Company)],
          deals: [
            (id: "hosting", kind: Purchase, title: "Hosting", parties: [(who: "orion", role: Customer), (who: "cloud", role: Supplier)],
              amount: "USD 38bn", announced: "2025-11", status: Signed, claims: [(source: "s")]),
            (id: "more", kind: Purchase, title: "More", parties: [(who: "orion", role: Customer), (who: "cloud", role: Supplier)],
              amount: "USD 138bn", announced: "2026-02", status: Signed, expands: (deal: "hosting", by: "USD 100bn"), claims: [(source: "s")]),
            (id: "round", kind: Investment, title: "Round", parties: [(who: "lyra", role: LeadInvestor, commits: "USD 30bn"),
              (who: "vega", role: Investor), (who: "orion", role: Investee)],
              amount: "USD 50bn", announced: "2026-02", status: Signed, tranches: [(id: "later", amount: "USD 5bn", by: "vega", on: ["a listing"])],
              claims: [(source: "s")])],
          sources: [(id: "s", title: "A source", publisher: "P", date: "2026", kind: News)])"#,
    )
    .expect("loads");
    let rows = [
        "Orion,Acme,Purchase,USD 38bn,2025-11-03,Signed,t,Hosting,\n",
        "Orion,Acme Cloud,Purchase,USD 100bn,2026-02-27,Signed,t,More,\n",
        "Lyra,Orion,Investment,USD 30bn,2026-02,Signed,t,Round,\n",
        "Vega,Orion,Investment,USD 5bn,2026-02,Signed,t,Round,\n",
        "Vega,Orion,Investment,USD 50bn,2026-02,Signed,t,Round,\n",
        "Vega,Orion,Investment,,2026-02,Signed,t,Round,\n",
        // No part of it, another way, another year.
        "Vega,Orion,Investment,USD 7bn,2026-02,Signed,t,Round,\n",
        "Orion,Vega,Investment,USD 5bn,2026-02,Signed,t,Round,\n",
        "Lyra,Orion,Investment,USD 30bn,2024-02,Signed,t,Round,\n",
        "Lyra,Vega,Investment,USD 30bn,2026-02,Signed,t,Round,\n",
    ];
    let imported = read_with("deals-csv", &[("rows.csv", &[HEADER, &rows.concat()].concat())], Some(&base));
    let told: Vec<(usize, String, String)> =
        imported.alike_deals().map(|it| (it.place.line, it.other, it.differ.join(" "))).collect();
    let expected = [
        (2, "hosting", "parties date"),
        (3, "more", "amount date"),
        (4, "round", "parties amount"),
        (5, "round", "parties amount"),
        (6, "round", "parties"),
        (7, "round", "parties amount"),
    ];
    assert_eq!(told, expected.map(|(line, other, differ)| (line, other.to_owned(), differ.to_owned())));
}

#[test]
fn a_deal_kept_whole_is_held_against_those_of_the_book_by_its_parties() {
    let base = book(
        r#"(id: "seed", kind: Investment, title: "Seed", parties: [(who: "acme", role: LeadInvestor), (who: "orion", role: Investee)],
            amount: "USD 5bn", announced: "2025-02", status: Signed, claims: [(source: "filing")])"#,
    );
    let legs = "deal_id,date,deal,from,to,leg_type,usd_bn\nD1,2025-01-05,seed,Acme,Orion,equity,5\nD2,2025-01-05,seed,Undisclosed,Orion,equity,5\n";
    let imported = read_with("legs-csv", &[("legs.csv", legs)], Some(&base));
    let told: Vec<(usize, String)> = imported.alike_deals().map(|it| (it.place.line, it.other)).collect();
    assert_eq!(told, [(2, "seed".to_owned())], "{:?}", imported.refused);
}

#[test]
fn what_stands_only_together_with_another_book_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let row = "OpenAI,AWS,Purchase,USD 38bn,2025-11-03,Signed,s,,\n";
    std::fs::write(path("rows.csv"), [HEADER, row].concat()).expect("written");
    let import = ["import", "deals-csv", &path("rows.csv"), "--with-embedded", "-o", &path("new")];
    let said = String::from_utf8(dealgraph(&import).stdout).expect("text");
    assert!(said.contains("1 deal may be one that the book has already, told otherwise; it is kept"), "{said}");
    assert!(said.contains("rows.csv:2 (openai-aws-2025-2) and openai-aws-2025 of the book"), "{said}");
    let together =
        format!("stands only together with the book that it joins: ask with --with-embedded --data {}", path("new"));
    assert!(said.contains(&together), "{said}");
    let list = std::fs::read_to_string(folder.path().join("new/alike-deals.csv")).expect("a list");
    assert_eq!(list.lines().count(), 2, "{list}");
    let alone = ["import", "deals-csv", &path("rows.csv"), "-o", &path("alone")];
    let said = String::from_utf8(dealgraph(&alone).stdout).expect("text");
    assert!(!said.contains("together") && !said.contains("alike"), "{said}");
}

#[test]
fn names_joined_though_a_symbol_may_tell_them_apart_come_first() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv").display().to_string();
    let rows = "A.C.M.E.,Orion,,,,,,,\nACME,Orion,,,,,,,\nC++ Inc,Orion,,,,,,,\nC# Inc,Orion,,,,,,,\n";
    std::fs::write(&path, [HEADER, rows].concat()).expect("written");
    let said = String::from_utf8(dealgraph(&["import", "deals-csv", &path, "--preview"]).stderr).expect("text");
    let joined: Vec<&str> = said.lines().filter(|line| line.starts_with("joined")).collect();
    assert_eq!(
        joined,
        ["joined \"C# Inc\" to \"C++ Inc\" (c-inc)", "joined \"ACME\" to \"A.C.M.E.\" (a-c-m-e)"],
        "{said}"
    );
    assert!(said.contains("the first of them differs in symbols like + or #"), "{said}");
    let error = Names::read("name,near_name,decision\nC# Inc,C++ Inc,apart\n").expect_err("one name in a book");
    assert!(error.to_string().contains("differ in case, blanks or symbols alone"), "{error}");
}

#[test]
fn one_of_anything_is_told_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("rows.csv").display().to_string();
    let row = "Acme,Orion,Loan,USD 5m,2024-01-05,,s,,\n";
    std::fs::write(&path, HEADER.to_owned() + row).expect("written");
    let said = String::from_utf8(dealgraph(&["import", "deals-csv", &path, "--preview"]).stderr).expect("text");
    let summary =
        "read 1 row: 2 entities, 1 deal, 1 source; 0 mentions of what was known already, 0 refused, 0 near names";
    assert!(said.contains(summary) && said.contains("guessed 1 time: status"), "{said}");
    std::fs::write(&path, [HEADER, row, row].concat()).expect("written");
    let said = String::from_utf8(dealgraph(&["import", "deals-csv", &path, "--preview"]).stderr).expect("text");
    assert!(said.contains("1 deal says the same as an earlier one; all") && said.contains("guessed 2 times"), "{said}");
}

#[test]
fn names_joined_though_they_are_written_otherwise_are_listed_once() {
    let base = book("");
    let imported = read_with(
        "deals-csv",
        &[(
            "rows.csv",
            "from,to,source\nACME INC.,Orion,s\nacme,lyra,s\nAcme Inc.,Lyra,s\nACME INC.,Vega Labs,s\n\
             Vega-Labs,Acme,s\nVega-Labs,Acme,s\n vega labs ,Acme,s\n",
        )],
        Some(&base),
    );
    let told: Vec<(&str, &str, &str)> =
        imported.spellings.iter().map(|it| (it.name.as_str(), it.other.as_str(), it.id.as_str())).collect();
    // Names, ids and aliases as they are written are no other spellings.
    let expected = [
        ("ACME INC.", "Acme", "acme"),
        ("Vega-Labs", "Vega Labs", "vega-labs"),
        ("vega labs", "Vega Labs", "vega-labs"),
    ];
    assert_eq!(told, expected);
}

#[test]
fn the_summary_tells_the_first_and_lists_beside_the_book_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let row = "Acme,Orion,Loan,USD 5m,2024-01-05,Closed,s,,\n";
    let again = row.repeat(25);
    std::fs::write(path("rows.csv"), [HEADER, row, &again, "A.C.M.E.,Orion,Gift,,,,,,\n"].concat()).expect("written");
    let preview = dealgraph(&["import", "deals-csv", &path("rows.csv"), "--preview"]);
    let shown = String::from_utf8(preview.stdout).expect("text");
    assert_eq!(load_str(&shown).expect("a book and no more").deal_count(), 26);
    let said = String::from_utf8(preview.stderr).expect("text");
    assert!(said.contains("25 deals say the same as an earlier one; all are kept and counted"), "{said}");
    assert!(said.contains("rows.csv:3 (acme-orion-2024-2) and"), "{said}");
    assert!(said.contains("equal 5 more; without --preview they come in equal-deals.csv"), "{said}");
    assert!(!said.contains("has them all"), "nothing is written: {said}");
    let written = dealgraph(&["import", "deals-csv", &path("rows.csv"), "-o", &path("book")]);
    let said = String::from_utf8(written.stdout).expect("text");
    assert!(said.contains("equal 5 more; equal-deals.csv has them all"), "{said}");
    let list = std::fs::read_to_string(folder.path().join("book/equal-deals.csv")).expect("a list");
    assert_eq!(list.lines().count(), 26, "{list}");
    assert!(!folder.path().join("book/joined-names.csv").exists(), "the row with another spelling was refused");
}
