//! Checks entities, sources and rates, and that names and wholes make sense together.

use foldhash::{HashMap, HashMapExt as _};

use super::checker::{At, Checker, Fault, cycles};
use super::parse::Origin;
use super::text::{EntityText, RateText, SourceText};
use super::tree::Step;
use crate::model::{Currency, DateIs, Entity, Id, PartOf, PartialDate, Period, Rate, Source, can_be_seen, fold};

pub(super) fn check_entity(checker: &mut Checker, at: &At, id: Id, text: EntityText) -> Entity {
    if !can_be_seen(&text.name) {
        let is_empty = text.name.trim().is_empty();
        let message = if is_empty { "the name is empty" } else { "the name has only letters that cannot be seen" };
        checker.error(at, &[Step::Field("name")], "empty-name", message);
    }
    let part_of = text.part_of.as_deref().and_then(|written| {
        let path = [Step::Field("part_of")];
        let (whole, period) = match written.trim().split_once(char::is_whitespace) {
            Some((whole, period)) => (whole, Some(period)),
            None => (written.trim(), None),
        };
        let whole = checker.entity(at, &path, "the whole", whole);
        let period = period.and_then(|period| {
            Period::read(period, None).map_err(|error| checker.error(at, &path, "bad-period", error)).ok()
        });
        whole.map(|whole| PartOf { whole, period })
    });
    if let Some(country) = &text.country
        && !(country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase()))
    {
        let message = format!("\"{country}\" is no country code; write ISO 3166 alpha-2, such as \"US\"");
        checker.error(at, &[Step::Field("country")], "bad-country", message);
    }
    for (index, market) in text.markets.iter().enumerate() {
        if let Err(error) = market.parse::<Id>() {
            checker.error(at, &[Step::Field("markets"), Step::Index(index)], "bad-id", error);
        }
    }
    if let Some(Err(error)) = text.group.as_deref().map(str::parse::<Id>) {
        checker.error(at, &[Step::Field("group")], "bad-id", error);
    }
    Entity {
        id,
        name: text.name,
        kind: text.kind,
        aliases: text.aliases,
        part_of,
        markets: text.markets,
        group: text.group,
        country: text.country,
        note: text.note,
    }
}

pub(super) fn check_source(checker: &mut Checker, at: &At, id: Id, text: SourceText) -> Source {
    let date: Option<PartialDate> = checker.read_some(at, &[Step::Field("date")], "bad-date", text.date.as_deref());
    let date_is = text.date_is.unwrap_or(if text.date.is_some() { DateIs::Exact } else { DateIs::Undated });
    Source {
        id,
        title: text.title,
        publisher: text.publisher,
        address: text.address,
        date,
        date_is,
        kind: text.kind,
        note: text.note,
    }
}

pub(super) fn check_rates(checker: &mut Checker, rates: Vec<(Origin, RateText)>) -> Vec<Rate> {
    let mut checked = Vec::with_capacity(rates.len());
    for (origin, text) in rates {
        let at = At { origin, name: format!("rate {}/{}", text.from, text.to) };
        let from = currency(checker, &at, "from", &text.from);
        let to = currency(checker, &at, "to", &text.to);
        let date = checker.read(&at, &[Step::Field("date")], "bad-date", &text.date);
        let source = checker.source(&at, &[Step::Field("source")], &text.source);
        let rate = read_rate(&text.rate);
        if rate.is_none() {
            let message = format!("\"{}\" is no rate; write a decimal number such as \"1.1735\"", text.rate);
            checker.error(&at, &[Step::Field("rate")], "bad-rate", message);
        }
        if let (Some(from), Some(to), Some(date), Some(source), Some((numerator, decimals))) =
            (from, to, date, source, rate)
        {
            checked.push((at, Rate { from, to, numerator, decimals, date, source }));
        }
    }
    check_contradictions(checker, &checked);
    let mut rates: Vec<Rate> = checked.into_iter().map(|(_, rate)| rate).collect();
    rates.sort_by_key(|rate| (rate.from, rate.to, rate.date, rate.source, rate.numerator));
    rates
}

/// Of two currencies and one date there may be but one rate, whichever way it is written: nothing would say which of two is
/// used. The same one given twice is harmless.
fn check_contradictions(checker: &mut Checker, rates: &[(At, Rate)]) {
    let pair = |rate: &Rate| (rate.from.min(rate.to), rate.from.max(rate.to), rate.date);
    let mut first: HashMap<_, &(At, Rate)> = HashMap::with_capacity(rates.len());
    let mut in_order: Vec<&(At, Rate)> = rates.iter().collect();
    in_order.sort_by_key(|(at, _)| at.origin);
    for given in in_order {
        let (at, rate) = given;
        let (earlier, other) = *first.entry(pair(rate)).or_insert(given);
        if !agree(rate, other) {
            let path = [Step::Field("rate")];
            let message = format!("there is another rate of these two currencies for {}", rate.date);
            let hint = Some("keep one of them: of two nothing says by which money is converted".to_owned());
            let fault = Fault::error(at, &path, "contradicting-rates", message, hint);
            checker.faults.push(fault.beside(earlier, &path, "the other one"));
        }
    }
}

/// Whether two rates of the same currencies are the same; written the opposite ways, whether either is one divided by the
/// other, to the digits given.
fn agree(one: &Rate, two: &Rate) -> bool {
    let scale = |decimals: u8| 10_u128.saturating_pow(decimals.into());
    let (numerators, scales) = ([one, two].map(|it| u128::from(it.numerator)), [one, two].map(|it| scale(it.decimals)));
    if one.from == two.from {
        return numerators[0].saturating_mul(scales[1]) == numerators[1].saturating_mul(scales[0]);
    }
    // Each stands for whatever is rounded to it: half a step of its last digit to both sides.
    let whole = scales[0].saturating_mul(scales[1]).saturating_mul(4);
    let product = |end: fn(u128) -> u128| end(numerators[0]).saturating_mul(end(numerators[1]));
    product(|it| it.saturating_mul(2).saturating_sub(1)) <= whole
        && whole <= product(|it| it.saturating_mul(2).saturating_add(1))
}

fn currency(checker: &mut Checker, at: &At, field: &'static str, code: &str) -> Option<Currency> {
    Currency::from_code(code).map_err(|error| checker.error(at, &[Step::Field(field)], "bad-money", error)).ok()
}

/// Reads a positive decimal number of at most twelve digits after the point.
fn read_rate(text: &str) -> Option<(u64, u8)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits: String = [whole, fraction].concat();
    let plain = !whole.is_empty() && fraction.len() <= 12 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let numerator = digits.parse().ok().filter(|numerator| plain && *numerator > 0)?;
    Some((numerator, u8::try_from(fraction.len()).ok()?))
}

/// No two entities may answer to one name.
pub(super) fn check_names(checker: &mut Checker, entities: &[Entity], places: &[At]) {
    let mut owner: HashMap<String, usize> = HashMap::with_capacity(entities.len().saturating_mul(2));
    for (position, entity) in entities.iter().enumerate() {
        let aliases = entity.aliases.iter().enumerate().map(|(index, alias)| (alias.as_str(), Named::Alias(index)));
        let names = [(entity.id.as_str(), Named::Id), (entity.name.as_str(), Named::Name)];
        for (name, named) in names.into_iter().chain(aliases) {
            let name = fold(name);
            if name.is_empty() {
                continue;
            }
            let holder = *owner.entry(name).or_insert(position);
            if let (true, Some(at), Some(other), Some(held)) =
                (holder != position, places.get(position), places.get(holder), entities.get(holder))
            {
                let message = format!("this name already leads to \"{}\"", held.id);
                let hint = Some("names, ids and aliases are compared without case, blanks and punctuation".to_owned());
                let fault = Fault::error(at, &named.path(), "ambiguous-name", message, hint);
                checker.faults.push(fault.beside(other, &[Step::Field("name")], "that entity"));
            }
        }
    }
}

/// What an entity is known by.
#[derive(Debug, Clone, Copy)]
enum Named {
    Id,
    Name,
    /// The alias at a position.
    Alias(usize),
}

impl Named {
    fn path(self) -> Vec<Step> {
        match self {
            Self::Id => vec![Step::Field("id")],
            Self::Name => vec![Step::Field("name")],
            Self::Alias(index) => vec![Step::Field("aliases"), Step::Index(index)],
        }
    }
}

/// Nothing may be a part of itself, however far round.
pub(super) fn check_wholes(checker: &mut Checker, entities: &[Entity], places: &[At]) {
    let whole = |position: usize| entities.get(position)?.part_of.map(|part_of| part_of.whole.get());
    for start in cycles(entities.len(), whole) {
        if let (Some(at), Some(entity)) = (places.get(start), entities.get(start)) {
            let message = format!("\"{}\" is, through its wholes, a part of itself", entity.id);
            checker.error(at, &[Step::Field("part_of")], "part-cycle", message);
        }
    }
}
