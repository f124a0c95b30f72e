//! Dates and periods: a partial one means its whole span, and a length is counted by the calendar.

use dealgraph::model::{DateError, Day, PartialDate, Period};

fn date(text: &str) -> PartialDate {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn day(text: &str) -> Day {
    date(text).first()
}

fn period(text: &str) -> Period {
    Period::read(text, None).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn a_date_tells_what_is_known_of_it() {
    let parts = |text: &str| (date(text).year(), date(text).month(), date(text).day());
    assert_eq!(parts("2025-11-18"), (2025, Some(11), Some(18)));
    assert_eq!(parts("2025-11"), (2025, Some(11), None));
    assert_eq!(parts("2025"), (2025, None, None));
    for text in ["2025", "2025-01", "2025-01-01"] {
        assert_eq!(date(text).to_string(), text);
        assert_eq!(format!("{:?}", date(text)), text);
        assert_eq!(serde_json::to_value(date(text)).expect("it is data"), text);
    }
}

#[test]
fn a_span_runs_from_its_first_day_to_its_last() {
    for (text, first, last) in [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2025-11-18", "2025-11-18", "2025-11-18"),
    ] {
        assert_eq!((date(text).first(), date(text).last()), (day(first), day(last)), "{text}");
    }
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    for (month, length) in (1..).zip(lengths) {
        let month = PartialDate::new(2025, Some(month), None).expect("a month");
        assert_eq!(month.last().day, length, "{month}");
    }
    for (year, length) in [(1900, 28), (2000, 29), (2024, 29), (2100, 28)] {
        assert_eq!(PartialDate::new(year, Some(2), None).expect("a month").last().day, length, "{year}");
    }
}

#[test]
fn days_that_the_calendar_lacks_are_none() {
    for (year, month, day) in [
        (999, None, None),
        (10_000, None, None),
        (2025, Some(0), None),
        (2025, Some(13), None),
        (2025, Some(4), Some(0)),
        (2025, Some(4), Some(31)),
        (2025, Some(13), Some(1)),
        (2025, None, Some(1)),
    ] {
        assert_eq!(PartialDate::new(year, month, day), None, "{year} {month:?} {day:?}");
    }
    for (year, month, day) in [(1000, None, None), (9999, Some(12), Some(31)), (2025, Some(1), Some(1))] {
        assert!(PartialDate::new(year, month, day).is_some(), "{year} {month:?} {day:?}");
    }
}

#[test]
fn what_has_no_form_of_a_date_is_told_from_what_is_not_in_the_calendar() {
    let error = |text: &str| text.parse::<PartialDate>().expect_err(text);
    for text in ["", "2025-1", "25", "2025-11-18-01", "2025-11-1x", "2025/11", "20255"] {
        assert_eq!(error(text), DateError::Form(text.to_owned()));
    }
    for text in ["2025-13", "2025-00", "2025-02-29", "0999"] {
        assert_eq!(error(text), DateError::Impossible(text.to_owned()));
    }
}

#[test]
fn dates_are_ordered_by_first_day_and_the_wider_first() {
    let sorted = ["2024-12-31", "2025", "2025-01", "2025-01-01", "2025-01-02", "2025-02", "2026"];
    assert!(sorted.map(date).is_sorted());
    assert!(date("2025") < date("2025-01") && date("2025-01") < date("2025-01-01"));
}

#[test]
fn a_length_is_counted_by_the_calendar() {
    for (text, read) in [
        ("2024-01-31 for 1 month", "2024-01-31..2024-02-29"),
        ("2023-01-31 for 1 month", "2023-01-31..2023-02-28"),
        ("2025-12 for 1 month", "2025-12..2026-01"),
        ("2025-12-31 for 2 months", "2025-12-31..2026-02-28"),
        ("2025 for 1 year", "2025..2026"),
        ("2025 for 24 months", "2025..2027"),
        ("2025 for 18 months", "2025..2026-07"),
        ("2025-06 for 12 months", "2025-06..2026-06"),
        ("9998-12 for 1 year", "9998-12..9999-12"),
    ] {
        assert_eq!(period(text).to_string(), read, "{text}");
    }
}

#[test]
fn what_is_no_period_says_why() {
    let error = |text: &str| Period::read(text, None).expect_err(text);
    for text in [
        "2025",
        "2025 for two years",
        "2025 for 3 weeks",
        "2025 for 3",
        "9999-12 for 1 month",
        "2025 for 4000000000 years",
        "2025 for 4000000000 months",
    ] {
        assert_eq!(error(text), DateError::PeriodForm(text.to_owned()));
    }
    assert_eq!(error("for 2 years"), DateError::NoStart("for 2 years".to_owned()));
    assert_eq!(error("2026..2025"), DateError::Backwards);
    assert_eq!(error("2026-02-29.."), DateError::Impossible("2026-02-29".to_owned()));
    assert_eq!(error("..soon"), DateError::Form("soon".to_owned()));
}

#[test]
fn a_period_covers_all_days_from_the_first_to_the_last() {
    let spell = period("2025-03 .. 2026");
    assert_eq!((spell.from(), spell.until()), (Some(date("2025-03")), Some(date("2026"))));
    for (at, inside) in [("2025-02-28", false), ("2025-03-01", true), ("2026-12-31", true), ("2027-01-01", false)] {
        assert_eq!(spell.covers(day(at)), inside, "{at}");
    }
    assert!(!spell.ended_before(day("2026-12-31")) && spell.ended_before(day("2027-01-01")));
    let open = period("..");
    assert!(open.covers(day("1000-01-01")) && open.covers(day("9999-12-31")) && !open.ended_before(day("9999-12-31")));
    assert_eq!((open.to_string(), open.from(), open.until()), ("..".to_owned(), None, None));
    assert_eq!(serde_json::to_value(spell).expect("it is data"), "2025-03..2026");
}

#[test]
fn periods_overlap_where_they_may_share_a_day() {
    for (one, two, share) in [
        ("..2025", "2025-12-31..", true),
        ("..2025", "2026..", false),
        ("2025..2026", "2026..2027", true),
        ("2025..2026-01", "2026-02..2027", false),
        ("..", "2026..2027", true),
        ("2025..2028", "2026..2027", true),
    ] {
        assert_eq!(period(one).overlaps(period(two)), share, "{one} and {two}");
        assert_eq!(period(two).overlaps(period(one)), share, "{two} and {one}");
    }
    assert_eq!(Period::new(Some(date("2025-12-31")), Some(date("2025"))), Some(period("2025-12-31..2025")));
    assert_eq!(Period::new(Some(date("2026-01-01")), Some(date("2025"))), None);
}
