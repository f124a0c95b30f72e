//! What `check --strict` says of books that are sound.

use dealgraph::load::{BookFile, Strictness, read_book};

/// The codes and messages of what is doubtful in a book of these deals.
fn lints(deals: &str) -> Vec<(&'static str, String)> {
    let text = format!(
        "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"lyra\", name: \"Lyra\", kind: Company),
        (id: \"orion\", name: \"Orion\", kind: Company)],
        sources: [(id: \"daily\", title: \"A deal\", publisher: \"The Daily\", kind: News),
        (id: \"report\", title: \"A year\", publisher: \"Orion\", kind: Filing)], deals: [{deals}])"
    );
    let files = vec![BookFile { name: "book.ron".to_owned(), text }];
    let reading = read_book(files, Strictness::Lints);
    assert!(reading.book.is_some(), "the book is sound");
    reading.problems.into_iter().map(|problem| (problem.code, problem.message)).collect()
}

fn invests(rest: &str, claims: &str) -> String {
    format!(
        "(id: \"stake\", kind: Investment, title: \"Stake\", status: Signed, {rest} claims: [{claims}], parties: [
        (who: \"acme\", role: Investor, commits: \"USD 4bn\"), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)])"
    )
}

#[test]
fn an_amount_that_no_source_tells_so_is_doubtful() {
    let says =
        |source: &str, path: &str, value: &str| format!("(source: \"{source}\", says: {{\"{path}\": \"{value}\"}})");
    let both = |one: String, two: String| format!("{one}, {two}");
    let amount = "amount: \"USD 10bn\",";
    let parts = "amount: \"USD 10bn\", tranches: [(id: \"now\", amount: \"USD 3bn\", by: \"acme\")],";
    for (rest, claims) in [
        (amount, both(says("daily", "amount", "USD 5bn"), says("report", "amount", "USD 10bn"))),
        (amount, both(says("daily", "amount", "at least USD 9bn"), says("report", "status", "Announced"))),
        // Of another currency nobody can tell, and a book may leave open what a source tells.
        (amount, both(says("daily", "amount", "EUR 5bn"), says("report", "parties.lyra.commits", "USD 1bn"))),
        ("", both(says("daily", "amount", "USD 5bn"), says("report", "amount", "USD 6bn"))),
        (parts, both(says("daily", "tranches.now.amount", "USD 3bn"), says("report", "tranches.now", "absent"))),
    ] {
        assert_eq!(lints(&invests(rest, &claims)), [], "{claims}");
    }
    let doubtful = |rest: &str, claims: String| match lints(&invests(rest, &claims)).as_slice() {
        [("unsupported-amount", message)] => message.clone(),
        other => panic!("one warning, and not {other:?}"),
    };
    assert_eq!(
        doubtful(amount, both(says("report", "amount", "USD 6bn"), says("daily", "amount", "USD 5bn"))),
        "deal stake: it is USD 10bn here, and no source that speaks of it says so: USD 5bn, USD 6bn"
    );
    let of_tranche = both(says("daily", "tranches.now.amount", "USD 2bn"), says("report", "amount", "USD 10bn"));
    assert!(doubtful(parts, of_tranche).contains("it is USD 3bn here"));
    let of_party = both(says("daily", "parties.acme.commits", "up to USD 3bn"), says("report", "amount", "USD 10bn"));
    assert!(doubtful(amount, of_party).contains("it is USD 4bn here"));
}

#[test]
fn a_date_years_behind_every_source_of_its_deal_is_doubtful() {
    let told = |date: &str, sources: [&str; 2]| {
        let dated = |(rank, date): (usize, &str)| {
            let date = if date.is_empty() { String::new() } else { format!(", date: \"{date}\"") };
            format!("(id: \"s{rank}\", title: \"S\", publisher: \"S\", kind: News{date})")
        };
        let text = format!(
            "(entities: [(id: \"acme\", name: \"Acme\", kind: Company), (id: \"orion\", name: \"Orion\", kind: Company)],
            sources: [{}], deals: [(id: \"d\", kind: Investment, title: \"T\", status: Closed, announced: \"{date}\",
            parties: [(who: \"acme\", role: Investor), (who: \"orion\", role: Investee)],
            claims: [(source: \"s0\"), (source: \"s1\")])])",
            sources.into_iter().enumerate().map(dated).collect::<Vec<_>>().join(", ")
        );
        let reading = read_book(vec![BookFile { name: "book.ron".to_owned(), text }], Strictness::Lints);
        assert!(reading.book.is_some(), "the book is sound");
        reading.problems.into_iter().map(|problem| (problem.code, problem.message)).collect::<Vec<_>>()
    };
    let wanted = "deal d: 3024-11 is years behind its last source, which is of 2025".to_owned();
    assert_eq!(told("3024-11", ["2024-05", "2025"]), [("date-ahead", wanted)]);
    for (date, sources) in [
        ("2025-11", ["2024-05", "2025"]),
        ("2026-11", ["2024-05", "2025"]),
        // Of a source without a date nobody knows what it can tell.
        ("3024-11", ["2025", ""]),
    ] {
        assert_eq!(told(date, sources), [], "{date} {sources:?}");
    }
}

/// What is doubtful of loans of Acme to Orion: each with an id, a status, an amount and more.
fn doubtful_loans(loans: &[(&str, &str, &str, &str)]) -> Vec<(&'static str, String)> {
    let loan = |(id, status, amount, rest): &(&str, &str, &str, &str)| {
        format!(
            "(id: \"{id}\", kind: Loan, title: \"A loan\", status: {status}, amount: \"{amount}\", {rest} claims: [
            (source: \"daily\"), (source: \"report\")], parties: [(who: \"acme\", role: Lender), (who: \"orion\", role: Borrower)])"
        )
    };
    let deals: Vec<String> = loans.iter().map(loan).collect();
    lints(&deals.join(", ")).into_iter().filter(|(code, _)| *code != "orphan-entity").collect()
}

#[test]
fn a_deal_that_two_replace_is_doubtful_unless_one_replaces_the_other_or_is_over() {
    let old = ("old", "Signed", "USD 100m", "");
    let replaces = |id, status, rest| (id, status, "USD 60m", rest);
    let both = "supersedes: [\"old\", \"one\"],";
    let one = replaces("one", "Rumoured", "supersedes: [\"old\"],");
    let two = |status, rest| replaces("two", status, rest);
    let twice = "deal two: \"one\" replaces the same deal, \"old\"; totals count both".to_owned();
    for status in ["Rumoured", "Signed"] {
        let told = doubtful_loans(&[old, one, two(status, one.3)]);
        assert_eq!(told, [("superseded-twice", twice.clone())], "{status}");
    }
    assert_eq!(doubtful_loans(&[old, one, two("Cancelled", one.3)]), []);
    assert_eq!(doubtful_loans(&[old, one, two("Rumoured", both)]), []);
    assert_eq!(doubtful_loans(&[old, one, two("Rumoured", "")]), []);
    let enlarges = ("larger", "Signed", "USD 150m", "expands: (deal: \"old\"),");
    let enlarged = "deal one: \"larger\" enlarges the deal that it replaces, \"old\"; totals count both".to_owned();
    assert_eq!(doubtful_loans(&[old, one, enlarges]), [("superseded-twice", enlarged)]);
}

#[test]
fn a_deal_in_two_umbrellas_that_both_count_is_doubtful() {
    let umbrella = |id, rest| (id, "Signed", "USD 200m", rest);
    let (one, two) = (umbrella("one", ""), umbrella("two", ""));
    let piece = ("piece", "Signed", "USD 80m", "part_of: \"one\",");
    let larger = |rest| ("xl", "Signed", "USD 120m", rest);
    let told = doubtful_loans(&[one, two, piece, larger("expands: (deal: \"piece\"), part_of: \"two\",")]);
    let said = "deal xl: it is a piece of \"two\" and, by itself or by what it enlarges or replaces, of \"one\"; totals may count its \
                money in both";
    assert_eq!(told, [("several-umbrellas", said.to_owned())]);
    assert_eq!(doubtful_loans(&[one, two, piece, larger("expands: (deal: \"piece\"),")]), []);
    let inner = umbrella("two", "part_of: \"one\",");
    assert_eq!(doubtful_loans(&[one, inner, piece, larger("expands: (deal: \"piece\"), part_of: \"two\",")]), []);
    let silent = ("two", "Signed", "undisclosed", "");
    assert_eq!(doubtful_loans(&[one, silent, piece, larger("expands: (deal: \"piece\"), part_of: \"two\",")]), []);
}
