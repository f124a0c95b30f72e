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
