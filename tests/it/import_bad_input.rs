//! Bad input: each kind of it is answered by an error, or by a counted refusal with its line.

use std::io::Write;

use crate::common;
use dealgraph::import::{Given, ImportError, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;

fn try_read(format: &str, name: &str, bytes: &[u8], names: &Names) -> Result<Imported, ImportError> {
    let files = [Text::of(name, bytes)];
    let mapping = Mapping::default();
    let given = Given { files: &files, mapping: &mapping, names, watch: None };
    import(import_format(format).expect("a format"), &given, None)
}

/// What is expected of a file: an error that says so, or so many deals and refusals at these lines.
enum Expected {
    Error(&'static str),
    Refused(usize, &'static [(usize, &'static str)]),
}

use Expected::{Error, Refused};

/// What a file is, its format, its bytes, and what is expected of it.
type Case<'c> = (&'c str, &'c str, &'c [u8], Expected);

#[test]
fn every_kind_of_bad_input_is_answered() {
    let wide = format!("from,to,source\nAcme,Orion,s\n{}\nAcme,Lyra,s\n", ",".repeat(1_000_000));
    let utf16: Vec<u8> = "from,to\nAcme,Orion\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf16].concat();
    let headless = ",".repeat(1_000_000);
    let cases: &[Case<'_>] = &[
        ("an empty file", "deals-csv", b"", Error("empty")),
        ("only blanks", "deals-csv", b"\n\n", Error("empty")),
        ("another delimiter", "deals-csv", b"from|to\nAcme|Orion\n", Error("comma, semicolon or tab")),
        ("a header of a million columns", "deals-csv", headless.as_bytes(), Error("1000001 columns")),
        (
            "a row of a million columns",
            "deals-csv",
            wide.as_bytes(),
            Refused(2, &[(3, "1000001 cells under a header of 3")]),
        ),
        ("a column twice", "deals-csv", b"from,to,From\nAcme,Orion,x\n", Error("twice")),
        ("UTF-16 with its mark", "deals-csv", &marked, Error("UTF-16")),
        ("UTF-16 without it", "deals-csv", &utf16, Error("zero bytes")),
        ("UTF-16 records", "ftm", &marked, Error("UTF-16")),
        ("a Latin-1 header", "deals-csv", b"from,to,pr\xe9cis\n", Error("line 1: not UTF-8")),
        (
            "Latin-1 among UTF-8",
            "deals-csv",
            b"from,to,source\nAcm\xe9,Orion,s\nAcm\xc3\xa9,Lyra,s\n",
            Refused(1, &[(2, "not UTF-8")]),
        ),
        ("a mark of UTF-8", "deals-csv", b"\xef\xbb\xbffrom,to,source\nAcme,Orion,s\n", Refused(1, &[])),
        (
            "formulas in the place of names",
            "deals-csv",
            b"from,to,source\n=cmd|' /C calc'!A0,Orion,s\nAcme,@SUM(1+1),s\nAcme,#REF!,s\nAcme,-Orion,s\n",
            Refused(1, &[(2, "formula"), (3, "formula"), (4, "formula")]),
        ),
        (
            "a formula in the place of an amount",
            "deals-csv",
            b"from,to,amount,currency,source\nAcme,Orion,=1+1,USD,s\n",
            Refused(0, &[(2, "formula")]),
        ),
        ("a row cut short", "deals-csv", b"from,to,source\nAcme,Orion,s\nAcme,Ly", Refused(1, &[(3, "2 cells")])),
        (
            "a quoted cell cut short",
            "deals-csv",
            b"from,to,source\nAcme,Orion,s\nAcme,Lyra,\"a note that",
            Refused(1, &[(3, "ends inside a quoted cell")]),
        ),
        (
            "a quote left open in the last column",
            "deals-csv",
            b"from,to,source\nAcme,Orion,\"s\nAcme,Lyra,s\nAcme,Umbra,s\n",
            Refused(0, &[(2, "ends inside a quoted cell")]),
        ),
        (
            "a quote left open, and closed by a later one",
            "deals-csv",
            b"from,to,source\nAcme,Orion,\"s\nAcme,Lyra,\"s\nAcme,Umbra,s\n",
            Refused(1, &[(2, "quote left open")]),
        ),
        (
            "a half-written record",
            "ftm",
            b"{\"id\":\"a\",\"schema\":\"Company\",\"properties\":{\"name\":[\"Acme\"]}}\n{\"id\":",
            Refused(0, &[(2, "EOF")]),
        ),
        ("an array without an end", "bods", b"[", Refused(0, &[(1, "no end")])),
        ("no records at all", "bods", b"", Refused(0, &[])),
        ("prose for XML", "graphml", b"hello", Error("empty")),
        ("HTML for GraphML", "graphml", b"<html></html>", Error("begins with <html>")),
        ("a table of no known name", "crunchbase", b"uuid,name\n", Error("no table is called \"rows\"")),
        ("half of a book", "json", b"{\"entities\": [", Error("EOF")),
        (
            "bytes that are no Parquet",
            if cfg!(feature = "parquet") { "parquet" } else { "csv" },
            b"PAR1",
            Error("no table is called"),
        ),
    ];
    check(cases);
}

#[test]
fn cells_that_mean_nothing_or_two_things_are_refused() {
    check(&[
        (
            "currencies, signs and words in amounts",
            "deals-csv",
            b"from,to,amount,currency,source\nAcme,Orion,5,XXQ,s\nAcme,Orion,-5,USD,s\nAcme,Orion,much,USD,s\nAcme,Orion,5000000.0,USD,s\n",
            Refused(1, &[(2, "XXQ"), (3, "negative"), (4, "much")]),
        ),
        (
            "names of which nothing can be seen",
            "deals-csv",
            "from,to,source\nAcme,\u{200b}\u{feff},s\nAc\u{0}me,Orion,s\nAcme,Or\u{200d}ion,s\n".as_bytes(),
            Refused(1, &[(2, "cannot be seen"), (3, "control character")]),
        ),
        (
            "dots between thousands, or perhaps",
            "deals-csv",
            b"from,to,amount,currency,source\nAcme,Orion,1.500.000,EUR,s\nAcme,Orion,1.500,EUR,s\nAcme,Orion,$3.000,,s\nAcme,Orion,0.0.0,USD,s\nAcme,Orion,12.50.00,USD,s\nAcme,Orion,1.125bn,USD,s\nAcme,Lyra,5e6,USD,s\n",
            Refused(
                2,
                &[
                    (2, "write 1500000"),
                    (3, "write 1500 or 1.5, whichever"),
                    (4, "write 3000 or 3, whichever"),
                    (5, "0.0.0"),
                    (6, "12.50.00"),
                ],
            ),
        ),
        (
            "commas before decimals, or perhaps",
            "deals-csv",
            b"from,to,amount,currency,source\nAcme,Orion,\"1,500\",EUR,s\nAcme,Orion,\"1,500bn\",EUR,s\nAcme,Orion,\"0,750\",EUR,s\nAcme,Orion,\"1,5\",EUR,s\n",
            Refused(
                1,
                &[
                    (3, "write 1500 or 1.5, whichever"),
                    (4, "where a dot is read; write 0.75"),
                    (5, "where a dot is read; write 1.5"),
                ],
            ),
        ),
        (
            "commas in a table with semicolons",
            "deals-csv",
            b"from;to;amount;currency;source\nAcme;Orion;1,500;EUR;s\nAcme;Orion;12,500bn;EUR;s\nAcme;Orion;1,500,000;EUR;s\n",
            Refused(1, &[(2, "write 1500 or 1.5, whichever"), (3, "write 12500 or 12.5, whichever")]),
        ),
        (
            "commas in a column of billions",
            "legs-csv",
            b"deal_id,from,to,leg_type,usd_bn,sources\nd,Acme,Orion,loan,\"1,500\",s\nd,Acme,Orion,loan,1.500,s\nd,Acme,Orion,loan,\"0,5\",s\n",
            Refused(1, &[(2, "write 1500 or 1.5, whichever"), (4, "write 0.5")]),
        ),
        (
            "days that the calendar does not have",
            "deals-csv",
            b"from,to,date,source\nAcme,Orion,31/02/2026,s\nAcme,Orion,2026-02-30,s\nAcme,Orion,31.02.2026,s\nAcme,Orion,29/02/2024,s\n",
            Refused(1, &[(2, "calendar"), (3, "calendar"), (4, "calendar")]),
        ),
    ]);
}

fn check(cases: &[Case<'_>]) {
    for (what, format, bytes, expected) in cases {
        let name = if *format == "deals-csv" { "rows.csv" } else { "rows" };
        match (try_read(format, name, bytes, &Names::default()), expected) {
            (Err(error), Error(said)) => assert!(error.to_string().contains(said), "{what}: {error}"),
            (Ok(imported), Refused(deals, refused)) => {
                assert_eq!(imported.made[1], *deals, "{what}: {:?}", imported.refused);
                let lines: Vec<usize> = imported.refused.iter().map(|refusal| refusal.place.line).collect();
                assert_eq!(
                    lines,
                    refused.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
                    "{what}: {:?}",
                    imported.refused
                );
                for (refusal, (_, said)) in imported.refused.iter().zip(*refused) {
                    assert!(refusal.why.contains(said), "{what}: {}", refusal.why);
                }
                if imported.made[0] > 0 {
                    load_str(&imported.ron()).unwrap_or_else(|error| panic!("{what}: {}", common::told(&error)));
                }
            }
            (Err(error), Refused(..)) => panic!("{what}: {error}"),
            (Ok(imported), Error(_)) => panic!("{what}: no error, {imported:?}"),
        }
    }
}

#[test]
fn a_file_is_read_as_a_stream_and_tells_how_far_it_has_come() {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    writeln!(file, "from,to,source").expect("written");
    for row in 0..20_000 {
        writeln!(file, "Acme,Orion {row},s").expect("written");
    }
    file.flush().expect("written");
    let length = file.as_file().metadata().expect("there").len();
    let steps = std::cell::RefCell::new(Vec::new());
    let watch = |bytes: u64| steps.borrow_mut().push(bytes);
    let files = [Text::file(file.path())];
    let (mapping, names) = (Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: Some(&watch) };
    let imported = import(import_format("deals-csv").expect("a format"), &given, None).expect("read");
    let steps = steps.into_inner();
    assert_eq!((steps.iter().sum::<u64>(), imported.made[1]), (length, 20_000));
    assert!(steps.iter().all(|step| *step <= 1 << 16) && steps.len() > 3, "piece by piece: {steps:?}");
}

const NEAR: &[u8] = b"from,to,source\nAcme Inc,Orion,s\nAcme,Lyrra,s\nAcme,Lyra,s\n";

#[test]
fn reviewed_names_are_joined_or_kept_apart_and_never_without_a_word() {
    let before = try_read("deals-csv", "rows.csv", NEAR, &Names::default()).expect("read");
    let pairs: Vec<(&str, &str)> =
        before.near.iter().map(|near| (near.name.as_str(), near.near_name.as_str())).collect();
    assert_eq!((before.made[0], pairs), (5, vec![("Acme", "Acme Inc"), ("Lyra", "Lyrra")]));
    let reviewed =
        "name,id,near_name,near,why,decision\nAcme,acme,Acme Inc,acme-inc,x,join\nLyra,lyra,Lyrra,lyrra,x,apart\n";
    let names = Names::read(reviewed).expect("decisions");
    let after = try_read("deals-csv", "rows.csv", NEAR, &names).expect("read");
    assert_eq!((after.made[0], after.near.len(), after.unused_joins), (4, 0, 0), "{:?}", after.near);
    let book = load_str(&after.ron()).expect("loads");
    assert_eq!(book.find_entity("Acme").ok(), book.find_entity("Acme Inc").ok());
    assert_ne!(book.find_entity("Lyra").ok(), book.find_entity("Lyrra").ok());
    let turned = Names::read("name,near_name,decision\nAcme Inc,Acme,same\n").expect("decisions");
    let turned = try_read("deals-csv", "rows.csv", NEAR, &turned).expect("read");
    assert_eq!(
        (turned.made[0], turned.near.len()),
        (4, 1),
        "a join works whichever name comes first: {:?}",
        turned.near
    );
    let unmet = Names::read("name,near_name,decision\nNobody,Acme,join\n").expect("decisions");
    assert_eq!(try_read("deals-csv", "rows.csv", NEAR, &unmet).expect("read").unused_joins, 1);
}

#[test]
fn decisions_that_make_no_sense_are_refused() {
    for (text, said) in [
        ("name,decision\n", "near_name"),
        ("name,near_name,decision\nAcme,Orion,perhaps\n", "line 2: \"perhaps\" is no decision"),
        ("name,near_name,decision\nAcme,Orion,join\nAcme,Lyra,join\n", "line 3: \"Acme\" is joined to two"),
        ("name,near_name,decision\nAcme,Orion,join\nOrion,Acme,join\nVega,Acme,join\n", "line 3: the joins go round"),
        (
            "name,near_name,decision\nAcme,Orion,join\nOrion,Lyra,join\nVega,Lyra,join\nLyra,Acme,join\n",
            "line 5: the joins go round in a circle: \"Lyra\" to \"Acme\"",
        ),
        (
            "name,near_name,decision\nAcme,Orion,join\nAcme,Orion,apart\n",
            "line 3: \"Acme\" and \"Orion\" are kept apart",
        ),
        (
            "name,near_name,decision\nVega,Orion,apart\nVega,Acme,join\nAcme,Orion,join\n",
            "line 2: \"Vega\" and \"Orion\" are kept apart",
        ),
    ] {
        let error = Names::read(text).expect_err(text).to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
    assert_eq!(Names::read("name,near_name,decision\nAcme,Orion,\n"), Ok(Names::default()), "no decision yet");
}

#[test]
fn three_names_are_joined_to_one_by_whichever_rows_say_so() {
    let rows = b"from,to,source\nAcme,Orion,s\nAcme Inc,Orion,s\nAcme Ltd,Orion,s\nAcme,Lyra,s\n";
    let before = try_read("deals-csv", "rows.csv", rows, &Names::default()).expect("read");
    let listed: Vec<[&str; 2]> = before.near.iter().map(|near| [&*near.name, &*near.near_name]).collect();
    assert_eq!(listed, [["Acme Inc", "Acme"], ["Acme Ltd", "Acme"], ["Acme Ltd", "Acme Inc"]]);
    let joins = [
        &listed[..],
        &[["Acme Ltd", "Acme Inc"], ["Acme Inc", "Acme"], ["Acme Ltd", "Acme"]],
        &[["Acme Inc", "Acme"], ["Acme Ltd", "Acme"]],
        &[["Acme Ltd", "Acme Inc"], ["Acme Inc", "Acme"]],
        &[["Acme", "Acme Inc"], ["Acme Inc", "Acme Ltd"], ["Acme", "Acme Ltd"]],
        // Of a chain, no name between its ends need be met.
        &[["Acme", "Acme plc"], ["Acme plc", "Acme SE"], ["Acme Inc", "Acme SE"], ["Acme Ltd", "Acme plc"]],
    ];
    for joins in joins {
        let row = |[name, near]: &[&str; 2]| format!("{name},{near},join\n");
        let text = format!("name,near_name,decision\n{}", joins.iter().map(row).collect::<String>());
        let names = Names::read(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let imported = try_read("deals-csv", "rows.csv", rows, &names).expect("read");
        assert_eq!((imported.made[0], imported.near.len()), (3, 0), "{text}: {}", imported.ron());
        let book = load_str(&imported.ron()).expect("loads");
        let found = ["Acme", "Acme Inc", "Acme Ltd"].map(|name| book.find_entity(name).expect("one"));
        assert!(found.iter().all(|it| *it == found[0]), "{text}");
    }
}

#[test]
fn a_long_chain_of_joins_is_followed_to_its_end() {
    let joins: String = (0..50_000).map(|at| format!("v{at}w,v{}w,join\n", at + 1)).collect();
    let names = Names::read(&format!("name,near_name,decision\n{joins}")).expect("decisions");
    let imported = try_read("deals-csv", "rows.csv", b"from,to,source\nV0w,Orion,s\nv50000w,Orion,s\n", &names);
    assert_eq!(imported.expect("read").made, [2, 2, 1]);
}

/// Imports one table of deals.
fn table(text: &str) -> Imported {
    let (files, mapping, names) = ([Text::of("deals.csv", text)], Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    import(import_format("deals-csv").expect("a format"), &given, None).expect("a table")
}

#[test]
fn a_row_is_told_by_its_own_line_whatever_ends_lines_and_however_many_are_blank() {
    let of_windows =
        "from,to,amount,source\r\n,Orion,,s\r\nAcme,Orion,,\"one\r\ntwo\"\r\n\r\n\r\nAcme,,,s\r\nAcme,Orion,much,s\r\n";
    let with_mark = "\u{feff}\u{feff}from,to,amount,source\n\n\nAcme,Orion,much,s\n\nAcme,Orion,more,s\n";
    let of_old_macs = "from,to,amount,source\rAcme,Orion,,s\rAcme,Orion,much,s\r";
    for (text, made, lines) in [(of_windows, 1, &[2, 7, 8][..]), (with_mark, 0, &[4, 6]), (of_old_macs, 1, &[3])] {
        let imported = table(text);
        let told: Vec<usize> = imported.refused.iter().map(|refusal| refusal.place.line).collect();
        assert_eq!((imported.made[1], &told[..]), (made, lines), "{text:?}: {:?}", imported.refused);
    }
}

#[test]
fn what_is_assumed_of_a_row_that_is_refused_is_not_counted() {
    let imported = table("from,to,amount\nAcme,Orion,USD 1m\nAcme,Orion,much\n,Orion,USD 1m\n");
    assert_eq!((imported.made[1], imported.refused.len()), (1, 2));
    assert!(
        imported.guessed.values().all(|count| *count == 1) && imported.guessed.len() == 3,
        "{:?}",
        imported.guessed
    );
}

#[test]
fn what_stands_where_a_record_should_be_is_told() {
    let check = |format: &str, text: &str, expected: &[(usize, &str)]| {
        let imported = try_read(format, "rows", text.as_bytes(), &Names::default()).expect("an array or lines");
        assert_eq!(imported.refused.len(), expected.len(), "{text}: {:?}", imported.refused);
        for (line, said) in expected {
            let told = imported.refused.iter().any(|it| it.place.line == *line && it.why.contains(said));
            assert!(told, "{text}: {said}: {:?}", imported.refused);
        }
    };
    check(
        "bods",
        "[\n5,\n-1.5e3\n,{},\n6]",
        &[(2, "5 stands where"), (3, "-1500.0 stands where"), (4, "is no record type"), (5, "6 stands where")],
    );
    check("bods", "[5,\n{} x {}]", &[(1, "5 stands where"), (2, "missing before 'x'"), (2, "is no record type")]);
    check("bods", "[\n\"Acme\", [{}], null]", &[(2, "\"Acme\" stands"), (2, "[{}] stands"), (2, "null stands")]);
    check("ftm", "\"Acme\"\n", &[(1, "\"Acme\" stands where")]);
}

#[test]
fn a_name_that_reads_like_the_id_made_for_another_is_not_taken_for_that_other() {
    let read = |table: &str| try_read("deals-csv", "web.csv", table.as_bytes(), &Names::default()).expect("a table");
    for (first, second, why) in [
        ("中文", "Zhong Wen", "the name reads like the id made for the other"),
        ("Nestlé", "Nestle", "the same but for accents"),
    ] {
        let rows = [(first, "Orion"), (second, "Orion"), (second, "Lyra"), (first, "Lyra")];
        let row = |(from, to): &(&str, &str)| format!("{from},{to},s\n");
        for rows in [rows.to_vec(), rows.into_iter().rev().collect(), vec![rows[1], rows[0], rows[2], rows[3]]] {
            let imported = read(&("from,to,source\n".to_owned() + &rows.iter().map(row).collect::<String>()));
            assert_eq!(
                (imported.made[..2].to_vec(), imported.refused.len()),
                (vec![4, 4], 0),
                "{:?}",
                imported.refused
            );
            let near: Vec<&str> = imported.near.iter().map(|near| near.why).collect();
            // Whoever came first needed no other id, so that only accents are told.
            let is_first = rows.iter().position(|row| row.0 == first) < rows.iter().position(|row| row.0 == second);
            let is_told = is_first || why == "the same but for accents";
            assert_eq!(near, if is_told { vec![why] } else { vec![] }, "{rows:?}");
            let book = load_str(&imported.ron()).expect("loads");
            for name in [first, second] {
                let entity = book.find_entity(name).expect("its name leads to it");
                assert_eq!(book.entity(entity).name, name);
                let deals = book.deals().filter(|deal| deal.parties[0].who.entity() == Some(entity));
                assert_eq!(deals.count(), 2, "{name}: {}", imported.ron());
            }
        }
    }
}

#[test]
fn a_decision_joins_what_reads_like_a_made_id_and_moves_no_name_that_is_known() {
    let decided = |text: &str| Names::read(text).expect("decisions");
    let names = decided("name,near_name,decision\nX,中文,join\n");
    let table = "from,to,source\n中文,Orion,s\nX,Orion,s\nX,Lyra,s\n";
    let imported = try_read("deals-csv", "web.csv", table.as_bytes(), &names).expect("a table");
    assert_eq!((imported.made, imported.refused.len(), imported.unused_joins), ([3, 3, 1], 0, 0));
    // Once for each X, which leads to a name, and for the second Orion.
    assert_eq!(imported.joined, 3);

    let base =
        r#"(entities: [(id: "acme", name: "Acme", kind: Company), (id: "acme-inc", name: "Acme Inc", kind: Company)])"#;
    let base = load_str(base).expect("a book");
    let (mapping, names) = (Mapping::default(), decided("name,near_name,decision\nAcme Inc,Acme,join\n"));
    let files = [Text::of("web.csv", b"from,to,source\nAcme Inc,Orion,s\n")];
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let imported = import(import_format("deals-csv").expect("a format"), &given, Some(&base)).expect("a table");
    assert!(imported.ron().contains("who: \"acme-inc\""), "{}", imported.ron());
}

#[test]
fn a_hedge_stands_before_the_currency_that_the_mapping_gives() {
    let table =
        "from,to,source,amount,currency\nAcme,Orion,s,up to 3m,EUR\nAcme,Lyra,s,>5,USD\nAcme,Lyra,s,1m..2m,JPY\n";
    let imported = try_read("deals-csv", "web.csv", table.as_bytes(), &Names::default()).expect("a table");
    assert!(imported.refused.is_empty(), "{:?}", imported.refused);
    for amount in ["up to EUR 3m", "at least USD 5", "JPY 1m..2m"] {
        assert!(imported.ron().contains(&format!("\"{amount}\"")), "{amount}: {}", imported.ron());
    }
}

#[test]
fn a_date_that_is_none_is_told_as_it_is_written_with_its_column_and_what_is_read() {
    let dated = |text: &str| {
        let files = [Text::of("web.csv", format!("from,to,source,closed on\nAcme,Orion,s,\"{text}\"\n"))];
        let (mapping, names) = (Mapping::read("date = Closed On\n").expect("a mapping"), Names::default());
        let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
        let imported = import(import_format("deals-csv").expect("a format"), &given, None).expect("a table");
        imported.refused.first().map_or_else(
            || {
                let book = load_str(&imported.ron()).expect("loads");
                let deal = book.deals().next().expect("one deal");
                Ok(deal.announced.map(|date| date.to_string()).expect("a date"))
            },
            |refusal| Err(refusal.why.clone()),
        )
    };
    for (text, date) in [
        ("2024-01-05", "2024-01-05"),
        ("2024-01", "2024-01"),
        ("2024", "2024"),
        ("18/11/2024", "2024-11-18"),
        ("11/18/2024", "2024-11-18"),
        ("5.5.2024", "2024-05-05"),
        ("2024-01-05T10:30:00Z", "2024-01-05"),
        ("2024-01-05 10:30 UTC", "2024-01-05"),
        ("1/13/2024  9:05", "2024-01-13"),
        ("May 2024", "2024-05"),
        ("12 May 2024", "2024-05-12"),
        ("May 12, 2024", "2024-05-12"),
        ("12-Sep-2024", "2024-09-12"),
        ("Sept. 3rd, 2024", "2024-09-03"),
        ("03/2024", "2024-03"),
        ("2024/03", "2024-03"),
        ("2024/03/12", "2024-03-12"),
    ] {
        assert_eq!(dated(text).as_deref(), Ok(date), "{text}");
    }
    let none = "which is no date; write 2025-11-18, 2025-11 or 2025 (18 Nov 2025 and 11/2025 are read, too, and so are 18/11/2025 and 18.11.2025, where the day cannot be the month)";
    for text in [
        "May 24",
        "12 May",
        "5 Mai 2024",
        "May June 2024",
        "May 2024 2025",
        "05/24",
        "2024 Q3",
        "2024-01-05 or 2024-03-01",
        "2024-01-05 about",
        "a/b/2024",
    ] {
        assert_eq!(dated(text), Err(format!("\"closed on\" says \"{text}\", {none}")));
    }
    let told = dated("01/02/2024").expect_err("ambiguous");
    let or = "of which day and month cannot be told apart; write 2024-01-02 or 2024-02-01, whichever it is";
    assert_eq!(told, format!("\"closed on\" says \"01/02/2024\", {or}"));
    assert!(dated("31 Feb 2024").is_err_and(|told| told.contains("the calendar has not")));
    let told = dated("31/02/2024").expect_err("no such day");
    assert_eq!(told, "\"closed on\" says \"31/02/2024\", a day that the calendar has not");
}

#[test]
fn a_keyed_name_that_reads_like_a_made_id_is_told_as_such_and_not_as_one_name_under_two_keys() {
    let graph = |names: [&str; 2]| {
        let node = |(id, name): (usize, &str)| format!(r#"<node id="n{id}"><data key="d">{name}</data></node>"#);
        let nodes: String = names.into_iter().enumerate().map(node).collect();
        format!(
            r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="d" for="node" attr.name="label" attr.type="string"/>
            <graph edgedefault="directed">{nodes}<edge source="n0" target="n1"/></graph></graphml>"#
        )
    };
    for (names, guess, why) in [
        (["中文", "Zhong Wen"], None, "the name reads like the id made for the other"),
        (["Acme", "Acme"], Some("one name under two keys"), "the same name under another key"),
    ] {
        let text = graph(names);
        let imported = try_read("graphml", "web.graphml", text.as_bytes(), &Names::default()).expect("a graph");
        assert_eq!((imported.made[0], imported.refused.len()), (2, 0), "{:?}", imported.refused);
        let told: Vec<&String> = imported.guessed.keys().filter(|it| it.contains("its key in its name")).collect();
        assert_eq!(told.len(), guess.iter().len(), "{names:?}: {:?}", imported.guessed);
        assert!(told.iter().zip(guess).all(|(told, guess)| told.starts_with(guess)), "{names:?}: {told:?}");
        let near: Vec<&str> = imported.near.iter().map(|near| near.why).collect();
        assert_eq!(near, [why], "{names:?}");
    }
}
