//! Words of other programs' tables in the notations of a book.

use std::borrow::Cow;

use crate::load::text::{ClaimText, DealText, PartyText};
use crate::model::{DateError, Kind, PartialDate, Role, Share, Status, can_be_seen, composed, fold, nearest, visible};

/// A name or a title as a book keeps it: on one line, with one blank wherever blanks and line breaks stand, none at its
/// ends, and each letter with its accents as one.
pub(super) fn tidy(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut was_blank = false;
    let is_tidy = |byte: u8| {
        let was_blank = std::mem::replace(&mut was_blank, byte == b' ');
        byte.is_ascii_graphic() || (byte == b' ' && !was_blank)
    };
    if text.bytes().all(is_tidy) {
        return Cow::Borrowed(text);
    }
    let tidy = composed(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if tidy == text { Cow::Borrowed(text) } else { Cow::Owned(tidy) }
}

/// Returns a name folded.
///
/// # Errors
/// When it is none.
pub(super) fn check_name(name: &str) -> Result<String, String> {
    if is_formula(name) {
        return Err(format!("\"{name}\" is a formula or an error of a spreadsheet, and no name"));
    }
    if name.chars().any(char::is_control) {
        return Err(format!("\"{}\" holds a control character, and is no name", visible(name)));
    }
    if !name.is_empty() && !can_be_seen(name) {
        return Err("the name has only letters that cannot be seen".to_owned());
    }
    let folded = fold(name);
    if folded.is_empty() { Err(format!("\"{name}\" is no name")) } else { Ok(folded) }
}

/// A text without blanks at its ends, which hardly any has.
pub(super) fn trimmed(text: &str) -> &str {
    let is_bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    let bytes = text.as_bytes();
    if is_bare(bytes.first()) && is_bare(bytes.last()) { text } else { text.trim() }
}

/// Whether a spreadsheet wrote this in the place of a value, or would run it: `=cmd`, `@SUM(1)`, `#REF!`.
pub(super) fn is_formula(text: &str) -> bool {
    const ERRORS: &[&str] = &["#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!"];
    let text = trimmed(text);
    if !text.starts_with(['=', '+', '-', '@', '#']) {
        return false;
    }
    let runs = text.starts_with(['+', '-', '@']) && text.contains(['(', '|', '!']);
    text.starts_with('=') || runs || ERRORS.contains(&text)
}

/// Reads a share in percent, as a number or with its sign.
///
/// # Errors
/// When it is none, or more than the whole.
pub(super) fn share(text: &str) -> Result<String, String> {
    let text = text.trim();
    let written = if text.ends_with('%') { text.to_owned() } else { format!("{text}%") };
    written.parse::<Share>().map(|share| share.to_string()).map_err(|error| error.to_string())
}

/// Reads the date that a field says as [`day`] does, into a book's notation.
///
/// # Errors
/// When it is none.
pub(super) fn date(field: &str, text: &str) -> Result<String, String> {
    day(field, text).map(|date| date.to_string())
}

/// Reads the date that a field says: 2025-11-18, 2025-11, 2025, 18 Nov 2025, 11/2025, or 18/11/2025 where the day cannot be the month. A time
/// behind a day says nothing here.
///
/// # Errors
/// When the calendar has no such day, or day and month cannot be told apart.
pub(super) fn day(field: &str, text: &str) -> Result<PartialDate, String> {
    let text = trimmed(text);
    // Most dates are whole days in the notation of a book.
    if let Some(date) = Some(text).filter(|text| text.len() == "2025-11-18".len()).and_then(|text| text.parse().ok()) {
        return Ok(date);
    }
    let says = |what: &str| format!("\"{field}\" says \"{text}\", {what}");
    let no_date = || {
        says(
            "which is no date; write 2025-11-18, 2025-11 or 2025 (18 Nov 2025 and 11/2025 are read, too, and so are 18/11/2025 \
             and 18.11.2025, where the day cannot be the month)",
        )
    };
    let read = |written: &str| {
        written.parse().map_err(|error: DateError| match error {
            DateError::Impossible(_) => says("a day that the calendar has not"),
            _ => no_date(),
        })
    };
    if let Some(written) = in_words(text).or_else(|| month_and_year(text)) {
        return read(&written);
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let is_time = day.len() > "2025-11".len() && begins_as_time(time.trim_start());
    if !time.is_empty() && !is_time {
        return Err(no_date());
    }
    let parts: Vec<&str> = day.split(['/', '.']).collect();
    let written = if let [one, two, year] = parts.as_slice()
        && year.len() == 4
    {
        let (one, two): (u8, u8) = (one.parse().map_err(|_| no_date())?, two.parse().map_err(|_| no_date())?);
        let iso = |month: u8, day: u8| format!("{year}-{month:02}-{day:02}");
        match (one, two) {
            (day, month) if day > 12 || day == month => iso(month, day),
            (month, day) if day > 12 => iso(month, day),
            (one, two) => {
                let (either, or) = (iso(one, two), iso(two, one));
                return Err(says(&format!(
                    "of which day and month cannot be told apart; write {either} or {or}, whichever it is"
                )));
            }
        }
    } else {
        day.to_owned()
    };
    read(&written)
}

/// A day or a month whose month is an English word and whose year has four digits, in the notation of a book: "May 2024",
/// "12 May 2024", "May 12th, 2024".
fn in_words(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let (mut year, mut month, mut day) = (None, None, None);
    for word in text.split([' ', ',', '-', '.', '/']).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let behind = lower.get(digits.len()..)?;
        let (place, says) = match digits.len() {
            0 => {
                let is_it = |name: &&str| {
                    lower.len() >= 3 && (name.starts_with(&lower) || lower == "sept" && **name == *"september")
                };
                (&mut month, MONTHS.iter().position(is_it)?.saturating_add(1))
            }
            1 | 2 if matches!(behind, "" | "st" | "nd" | "rd" | "th") => (&mut day, digits.parse().ok()?),
            4 if behind.is_empty() => (&mut year, digits.parse::<usize>().ok()?),
            _ => return None,
        };
        // What stands twice is no date, or a span of two.
        if place.replace(says).is_some() {
            return None;
        }
    }
    let (year, month) = (year?, month?);
    Some(day.map_or_else(|| format!("{year:04}-{month:02}"), |day| format!("{year:04}-{month:02}-{day:02}")))
}

/// A month and a year in digits, or all of a day with its year first, in the notation of a book: 03/2024, 2024/03, 2024/03/12.
fn month_and_year(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    let is_number =
        |part: &&str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_year = |part: &&str| part.len() == 4 && is_number(part, 4);
    match parts.as_slice() {
        [month, year] | [year, month] if is_year(year) && is_number(month, 2) => Some(format!("{year}-{month:0>2}")),
        [year, month, day] if is_year(year) && is_number(month, 2) && is_number(day, 2) => {
            Some(format!("{year}-{month:0>2}-{day:0>2}"))
        }
        _ => None,
    }
}

/// Whether a text begins with an hour, and ends there or goes on with something else than a number.
fn begins_as_time(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let behind = text.as_bytes().get(digits);
    (1..=2).contains(&digits) && !matches!(behind, Some(b'-' | b'/' | b'.'))
}

/// Reads a word of a vocabulary in any case. Most words are written as they are `known`.
pub(super) fn word<T: Copy>(
    text: &str,
    all: &[T],
    known: impl Fn(&str) -> Option<T>,
    name: impl Fn(T) -> &'static str,
) -> Option<T> {
    let text = trimmed(text);
    known(text).or_else(|| all.iter().copied().find(|item| name(*item).eq_ignore_ascii_case(text)))
}

/// Why a text is no word of a vocabulary ("kind of deal"), with the word that may be meant.
pub(super) fn no_word<T: Copy>(text: &str, what: &str, all: &[T], name: impl Fn(T) -> &'static str) -> String {
    // Words of other programs that are near none of ours by their letters.
    const MEANT: &[(&str, &str)] = &[
        ("service", "Supply"),
        ("equity", "Investment"),
        ("funding", "Investment"),
        ("venture", "Investment"),
        ("debt", "Loan"),
        ("credit", "Loan"),
        ("merger", "Acquisition"),
        ("buyout", "Acquisition"),
        ("takeover", "Acquisition"),
        ("contract", "Purchase"),
        ("complete", "Closed"),
        ("done", "Closed"),
        ("paid", "Closed"),
        ("executed", "Signed"),
        ("pending", "Announced"),
        ("planned", "Announced"),
        ("terminated", "Cancelled"),
        ("withdrawn", "Cancelled"),
        ("expired", "Lapsed"),
        ("person", "Person"),
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = all.iter().map(|item| name(*item)).collect();
    let folded: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let near = nearest(&lower, folded.iter().map(String::as_str), 1.max(text.len() / 4));
    let near = near.and_then(|near| words.iter().find(|word| word.eq_ignore_ascii_case(near)).copied());
    let meant = || MEANT.iter().find(|(word, own)| lower.contains(word) && words.contains(own)).map(|(_, own)| *own);
    match near.or_else(meant) {
        Some(word) => format!("\"{text}\" is no {what}; did you mean \"{word}\"?"),
        None if words.len() <= 10 => format!("\"{text}\" is no {what}; known are {}", words.join(", ")),
        None => format!("\"{text}\" is no {what}"),
    }
}

/// A deal with one giver and one taker of the first leg of its kind.
pub(super) fn deal_between<S: Ord>(
    id: S,
    kind: Kind,
    title: S,
    (from, to): (S, S),
    status: Status,
    source: S,
) -> DealText<S> {
    let [giver, taker] = sides(kind);
    deal_of(id, kind, title, vec![party(from, giver), party(to, taker)], status, source)
}

/// The title of a deal of which no more is known than its ends.
pub(super) fn title_between(from: &str, to: &str, kind: Kind) -> String {
    title_pieces(from, to, kind).concat()
}

/// The pieces of that title.
pub(super) fn title_pieces<'t>(from: &'t str, to: &'t str, kind: Kind) -> [&'t str; 5] {
    [from, " – ", to, ": ", kind.word()]
}

/// The entity that is every party of a deal of several, where one is.
pub(super) fn sole_party(deal: &DealText) -> Option<&str> {
    let (first, rest) = deal.parties.split_first()?;
    let who = first.who.as_deref()?;
    (!rest.is_empty() && rest.iter().all(|party| party.who.as_deref() == Some(who))).then_some(who)
}

/// Why such a deal is none.
pub(super) fn with_itself(who: &str) -> String {
    format!("every party is \"{who}\", which does not deal with itself")
}

/// A party that is named.
pub(super) fn party<S>(who: S, role: Role) -> PartyText<S> {
    PartyText { who: Some(who), undisclosed: None, role, commits: None, stake: None, with: Vec::new() }
}

/// A party that is not named, with the reason.
pub(super) fn undisclosed(reason: &str, role: Role) -> PartyText {
    let reason = Some(reason.to_owned());
    PartyText { who: None, undisclosed: reason, role, commits: None, stake: None, with: Vec::new() }
}

/// A party in the place of whose name a table says that it names nobody.
pub(super) fn nobody(written: &str, role: Role) -> PartyText {
    undisclosed(&format!("the file says {}", tidy(written)), role)
}

/// A deal of these parties, told by one source.
pub(super) fn deal_of<S: Ord>(
    id: S,
    kind: Kind,
    title: S,
    parties: Vec<PartyText<S>>,
    status: Status,
    source: S,
) -> DealText<S> {
    DealText {
        id,
        kind,
        instrument: None,
        title,
        parties,
        announced: None,
        period: None,
        amount: None,
        pre_money: None,
        post_money: None,
        capacity: None,
        scope: None,
        tranches: Vec::new(),
        clauses: Vec::new(),
        status,
        history: Vec::new(),
        part_of: None,
        supersedes: Vec::new(),
        expands: None,
        claims: vec![told_by(source)],
        note: None,
    }
}

/// A claim that a source tells the deal.
pub(super) fn told_by<S: Ord>(source: S) -> ClaimText<S> {
    ClaimText { source, says: std::collections::BTreeMap::new(), note: None }
}

/// The roles of "from" and "to" in a row: the payer is "from" where money moves, else the giver.
pub(super) fn sides(kind: Kind) -> [Role; 2] {
    let legs = kind.spec().legs;
    let leg = legs.iter().find(|leg| leg.flow == crate::model::Flow::Money).or(legs.first());
    let role = |roles: &[Role]| roles.first().copied();
    match (kind, leg) {
        // The money may go to a seller; the company taken over is the target.
        (Kind::Acquisition, _) => [Role::Acquirer, Role::Target],
        (_, Some(leg)) => [role(&leg.from).unwrap_or(Role::Partner), role(&leg.to).unwrap_or(Role::Partner)],
        (_, None) => [Role::Partner, Role::Partner],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_with_single_blanks_and_whole_letters() {
        let cases = [
            ("Acme\r\nHoldings", "Acme Holdings"),
            ("  Acme \t Holdings\n", "Acme Holdings"),
            ("Acme\u{a0}Holdings", "Acme Holdings"),
            ("Socie\u{301}te\u{301}\nGénérale", "Société Générale"),
            ("", ""),
        ];
        for (written, wanted) in cases {
            assert_eq!(tidy(written), wanted);
        }
        for same in ["Acme Holdings", "Société Générale", "東京"] {
            assert!(matches!(tidy(same), Cow::Borrowed(it) if it == same), "{same}");
        }
    }
}
