//! The notations of fields: money, shares, capacities, ids, dates, periods and scopes.

use dealgraph::load::load_str;
use dealgraph::model::{Capacity, Cover, Currency, Id, Money, PartialDate, Period, Share, fold, kebab};

use crate::ground::{date, quoted};

/// Money, shares and capacities: what is read is an interval, and reads back from its own text.
pub fn money(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(money) = text.parse::<Money>() {
        let interval = money.interval();
        assert!(interval.upper().is_none_or(|upper| interval.lower() <= upper));
        assert_eq!(money.to_string().parse(), Ok(money), "{money}");
        assert!(!money.short().is_empty());
        assert_eq!(money.plus(money).is_some(), money.currency().is_some());
    }
    if let Ok(share) = text.parse::<Share>() {
        assert_eq!(share.to_string().parse(), Ok(share), "{share}");
    }
    if let Ok(capacity) = text.parse::<Capacity>() {
        assert_eq!(capacity.to_string().parse(), Ok(capacity), "{capacity}");
    }
    let _ = Currency::from_code(text);
    if let Ok(id) = text.parse::<Id>() {
        assert_eq!(kebab(id.as_str()), id.as_str());
    }
    assert!(kebab(text).is_empty() || kebab(text).parse::<Id>().is_ok());
    assert_eq!(fold(&fold(text)), fold(text));
}

/// Dates and periods: spans that run forwards, and read back from their own text.
pub fn dates(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(date) = text.parse::<PartialDate>() {
        assert!(date.first() <= date.last());
        assert_eq!(date.to_string(), text);
    }
    for announced in [None, Some(date("2025-11-30")), Some(date("9999"))] {
        if let Ok(period) = Period::read(text, announced) {
            assert_eq!(Period::read(&period.to_string(), None), Ok(period));
            assert!(period.overlaps(period));
        }
    }
}

/// Scopes written in two deals: covering is reflexive, and silence only ever makes it less certain.
pub fn scope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut words = text.splitn(6, '\n').map(quoted);
    let mut scope = || {
        let mut written = String::new();
        for facet in ["product", "activity", "mode"] {
            if let Some(word) = words.next().filter(|word| !word.is_empty()) {
                written += &format!("{facet}: \"{word}\", ");
            }
        }
        written
    };
    let text = format!(
        "(entities: [(id: \"a\", name: \"A\", kind: Company), (id: \"p\", name: \"P\", kind: Product), \
         (id: \"q\", name: \"Q\", kind: Product, part_of: \"p\")], \
         sources: [(id: \"s\", title: \"S\", publisher: \"S\", kind: News)], deals: [\
         (id: \"d\", kind: License, title: \"D\", parties: [(who: \"a\", role: Licensor), (who: \"p\", role: Licensee)], \
         status: Closed, scope: ({}), claims: [(source: \"s\")]),\
         (id: \"e\", kind: License, title: \"E\", parties: [(who: \"a\", role: Licensor), (who: \"p\", role: Licensee)], \
         status: Closed, scope: ({}), claims: [(source: \"s\")])])",
        scope(),
        scope(),
    );
    let Ok(book) = load_str(&text) else { return };
    let scopes: Vec<_> = book.deal_indices().filter_map(|deal| book.deal(deal).scope.clone()).collect();
    for one in &scopes {
        assert_eq!(one.covers(one, &book), Cover::Certain);
        for two in &scopes {
            let (there, back) = (one.covers(two, &book), two.covers(one, &book));
            assert_eq!(there == Cover::No, back == Cover::No, "only one of two scopes rules the other out");
        }
        let _ = one.describe(&book);
    }
}
