//! What is said of a text that does not stand in quotes: what it is, and how it is written.

use std::ops::Range;

use crate::model::{Currency, Money};

/// The fields that hold amounts.
const AMOUNTS: [&str; 4] = ["amount", "pre_money", "post_money", "commits"];

/// The longest text that is written again as it should be, in bytes.
const LONGEST: usize = 60;

/// Where the text stands that is not in quotes, of which a fault begins at `at`, or at a blank before it: up to the end of
/// the field or of the line. A comma that no blank follows is one of a number.
pub fn span(text: &str, at: usize) -> Range<usize> {
    let rest = text.get(at..).unwrap_or_default();
    let start = text.len().saturating_sub(rest.trim_start_matches([' ', '\t']).len());
    let rest = text.get(start..).unwrap_or_default();
    let is_end = |(at, c): &(usize, char)| match c {
        ')' | ']' | '}' | '\n' | '\r' => true,
        ',' => {
            rest.get(at.saturating_add(1)..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        }
        '/' => rest.get(*at..).is_some_and(|rest| rest.starts_with("//") || rest.starts_with("/*")),
        _ => false,
    };
    let end = rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at);
    let written = rest.get(..end).unwrap_or_default().trim_end();
    start..start.saturating_add(written.len())
}

/// The name of the field whose value begins at `at`; empty where it is no field's.
pub fn field_before(text: &str, at: usize) -> &str {
    let before = text.get(..at).unwrap_or_default().trim_end();
    let Some(before) = before.strip_suffix(':').map(str::trim_end) else { return "" };
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    before.rsplit(|c: char| !is_of_name(c)).next().unwrap_or_default()
}

/// Says how a text is written that does not stand in quotes; `field` is empty where it is no field's.
pub fn message(field: &str, written: &str) -> String {
    let bare = written.trim_matches(['"', '\'']).trim();
    let write = |text: &str| if field.is_empty() { format!("\"{text}\"") } else { format!("{field}: \"{text}\"") };
    let amount = bare.parse::<Money>();
    // What enlarges a deal does so by an amount, and a tranche is paid by somebody.
    if AMOUNTS.contains(&field) || (field == "by" && amount.is_ok()) {
        if amount.is_ok() {
            return format!("an amount must stand in quotes; write {}", write(bare));
        }
        let in_dollars = [Currency::USD.code(), bare].join(" ");
        let example = if in_dollars.parse::<Money>().is_ok() { &in_dollars } else { "USD 5m" };
        return format!("an amount must stand in quotes, with its currency; write for example {}", write(example));
    }
    let is_plain = !bare.is_empty() && bare.len() <= LONGEST && !bare.contains(['"', '\\', '(', '[', '{', '\n']);
    if is_plain {
        format!("a text must stand in quotes; write {}", write(bare))
    } else {
        "expected a text in quotes".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_quotes_is_written_again_with_them() {
        for (source, wanted) in [
            ("amount: USD 20bn,", "an amount must stand in quotes; write amount: \"USD 20bn\""),
            ("amount: USD 20bn, status: Signed", "an amount must stand in quotes; write amount: \"USD 20bn\""),
            ("amount :  USD 1,500m)", "an amount must stand in quotes; write amount: \"USD 1,500m\""),
            ("commits: up to €3bn)", "an amount must stand in quotes; write commits: \"up to €3bn\""),
            ("amount: USD 20bn // as told", "an amount must stand in quotes; write amount: \"USD 20bn\""),
            ("amount: USD 20bn\",", "an amount must stand in quotes; write amount: \"USD 20bn\""),
            ("amount: 'USD 20bn'\n", "an amount must stand in quotes; write amount: \"USD 20bn\""),
            ("amount: undisclosed,", "an amount must stand in quotes; write amount: \"undisclosed\""),
            ("amount: 20bn,", "with its currency; write for example amount: \"USD 20bn\""),
            ("amount: USD,", "with its currency; write for example amount: \"USD 5m\""),
            ("amount: ,", "with its currency; write for example amount: \"USD 5m\""),
            ("announced: 2025-03-01,", "a text must stand in quotes; write announced: \"2025-03-01\""),
            ("by: EUR 5m)", "an amount must stand in quotes; write by: \"EUR 5m\""),
            ("by: acme)", "a text must stand in quotes; write by: \"acme\""),
            ("note: ,", "expected a text in quotes"),
            ("note: (5),", "expected a text in quotes"),
        ] {
            let span = span(source, source.find(':').expect("a colon") + 1);
            let told = message(field_before(source, span.start), &source[span]);
            assert!(told.contains(wanted), "{source}: {told}");
        }
        assert_eq!(message(field_before("[old]", 1), "old"), "a text must stand in quotes; write \"old\"");
    }
}
