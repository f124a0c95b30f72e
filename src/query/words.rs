//! Deals, parties and money in words, as every answer writes them.

use std::borrow::Cow;

use crate::model::{Book, DateIs, Deal, Interval, Known, Money, Party, Rate, Source, Split, Stated, Who};
use crate::report::money_cell;

/// Who a party is, by name; undisclosed parties by their reason, in brackets.
pub fn who(book: &Book, party: &Party) -> String {
    match &party.who {
        Who::Entity(entity) => book.entity(*entity).name.clone(),
        Who::Undisclosed(reason) => format!("[{reason}]"),
    }
}

/// The parties of a deal, givers before an arrow: `Amazon, NVIDIA → OpenAI`.
pub fn party_words(book: &Book, deal: &Deal) -> String {
    let spec = deal.kind.spec();
    let side = |roles: &[crate::model::Role]| -> Vec<String> {
        deal.in_roles(roles).map(|party| who(book, &deal.parties[party])).collect()
    };
    let sides: Vec<String> = spec
        .places
        .iter()
        .map(|place| side(&place.roles))
        .filter(|side| !side.is_empty())
        .map(|side| shortened(&side))
        .collect();
    if spec.is_symmetric() { sides.join("").replace(", ", " ↔ ") } else { sides.join(" → ") }
}

/// The most names that a cell lists.
const MOST_LISTED: usize = 200;

/// Names in a line; of very many the first, and how many more.
pub fn listed<S: AsRef<str>>(names: &[S]) -> String {
    listed_by(names, ", ", |name| name.as_ref().into())
}

/// The same of things that are words only where they are listed.
pub fn listed_by<T>(things: &[T], between: &str, words: impl Fn(&T) -> Cow<'_, str>) -> String {
    let mut line = String::new();
    for (rank, thing) in things.iter().take(MOST_LISTED).enumerate() {
        line.push_str(if rank == 0 { "" } else { between });
        line.push_str(&words(thing));
    }
    if things.len() > MOST_LISTED {
        line.push_str(&format!(" and {} more", things.len() - MOST_LISTED));
    }
    line
}

/// At most four names, and how many more.
fn shortened(names: &[String]) -> String {
    match names {
        [first, second, third, _, _, ..] => {
            format!("{first}, {second}, {third} and {} more", names.len() - 3)
        }
        few => few.join(", "),
    }
}

/// The money of a deal: as written where written, with what still stands of it where some has ended, and what parts of it are
/// told where it is undisclosed; else what its parts come to.
pub fn money_words(amount: Option<Money>, known: Known) -> String {
    match (amount, known) {
        (Some(amount), Known::Stated(Stated { currency, split })) if is_more(amount, split.headline) => {
            format!("{amount} ({} of it stands)", money_cell(currency, split.headline))
        }
        (Some(amount), Known::Stated(Stated { currency, split }))
            if amount.is_undisclosed() && !split.headline.is_zero() =>
        {
            format!("{amount} ({})", money_cell(currency, split.headline))
        }
        (Some(amount), _) => amount.to_string(),
        (None, Known::Stated(stated)) => money_cell(stated.currency, stated.split.headline),
        (None, Known::Undisclosed) => "undisclosed".to_owned(),
        (None, Known::Unstated) => "–".to_owned(),
    }
}

/// Whether an amount is more than what stands of it, where anything does.
fn is_more(amount: Money, stands: Interval) -> bool {
    !stands.is_zero() && stands.upper().is_some_and(|most| most < amount.face().lower())
}

/// That the shares told of a deal come to more than its total, where they do: the sources heard may tell the one and not the
/// other.
pub fn overspent(deal: &Deal) -> Option<String> {
    let whole = deal.amount?;
    let currency = whole.currency()?;
    let paid = deal.in_roles(deal.kind.payers()).filter_map(|payer| {
        let party = deal.parties.get(payer)?;
        let own = deal.tranches.iter().filter(|it| it.by.is_some() && it.by == party.who.entity()).map(|it| it.amount);
        let in_currency = |amount: &Money| amount.currency() == Some(currency);
        let commits = party.commits.filter(in_currency).map(Money::face);
        Some(commits.unwrap_or_else(|| own.filter(in_currency).map(Money::face).sum()))
    });
    let shares: Interval = paid.sum();
    whole.interval().upper().is_some_and(|most| most < shares.lower()).then(|| {
        let shares = money_cell(currency, shares);
        format!("the shares told of {} come to {shares}, and its total to {whole}", deal.id)
    })
}

/// A split in words: `firm USD 15bn, committed USD 15bn, headline USD 15bn..50bn`.
pub fn split_words(known: Known) -> String {
    let Some(stated) = known.stated() else {
        return "not stated".to_owned();
    };
    let Split { firm, committed, headline } = stated.split;
    let cell = |interval| money_cell(stated.currency, interval);
    format!("firm {}, committed {}, headline {}", cell(firm), cell(committed), cell(headline))
}

/// A rate of the book: `EUR/USD 1.1735 of 2025-09-09`.
pub fn rate_words(rate: &Rate) -> String {
    let decimals = usize::from(rate.decimals);
    let digits = format!("{:0width$}", rate.numerator, width = decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{}/{} {whole}{point}{fraction} of {}", rate.from, rate.to, rate.date)
}

/// The date of a source, with how well it is known.
pub fn source_date(source: &Source) -> String {
    match (source.date, source.date_is) {
        (None, _) => "undated".to_owned(),
        (Some(date), DateIs::Exact) => date.to_string(),
        (Some(date), DateIs::Approximate) => format!("about {date}"),
        (Some(date), DateIs::Undated) => format!("{date} (undated)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Currency, SourceIx};

    #[test]
    fn a_rate_is_told_as_it_is_written() {
        let told = |numerator, decimals| {
            let date = "2025-09".parse().expect("a date");
            rate_words(&Rate {
                from: Currency::EUR,
                to: Currency::USD,
                numerator,
                decimals,
                date,
                source: SourceIx::new(0),
            })
        };
        assert_eq!(told(75, 5), "EUR/USD 0.00075 of 2025-09");
        assert_eq!([told(11_735, 4), told(2, 0)], ["EUR/USD 1.1735 of 2025-09", "EUR/USD 2 of 2025-09"]);
    }

    #[test]
    fn very_many_names_are_told_in_part_with_how_many_more() {
        assert_eq!(listed(&["Acme", "Orion"]), "Acme, Orion");
        let names: Vec<String> = (0..1000).map(|rank| format!("Acme {rank}")).collect();
        assert_eq!(listed(&names[..MOST_LISTED]), names[..MOST_LISTED].join(", "));
        assert!(listed(&names).ends_with("Acme 199 and 800 more"));
    }
}
