//! The unit that a whole column of amounts is in, as "Amount (USD m)" says: what stands in its cells are not whole ones.

use super::amounts;
use super::mapping::Mapping;
use super::notation::{Comma, signs_of, unit_of_word};
use super::value::trimmed;
use crate::model::{Currency, Money};

/// What the bare numbers of a column are multiplied by: a multiplier of a book, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Unit(&'static str);

impl Unit {
    /// How units are written in a mapping; `1` are whole ones.
    pub(super) const WORDS: &'static [&'static str] = &["k", "m", "bn", "tn", "1"];

    /// The unit of a word of a mapping.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let known = Self::WORDS.iter().find(|known| **known == word)?;
        Some(Self(if *known == "1" { "" } else { known }))
    }

    /// The unit of a column of amounts: what the mapping says, or whole ones where the header names none.
    ///
    /// # Errors
    /// When the header names a unit that the mapping does not settle, or another currency than the mapping fixes.
    pub(super) fn of_column(mapping: &Mapping, header: &str) -> Result<Self, String> {
        let header = header.to_lowercase();
        if let Some(fixed) = mapping.fixed("currency").filter(|_| mapping.names_column("amount")) {
            check_currency(&header, fixed)?;
        }
        if let Some(word) = mapping.fixed("unit") {
            return Self::of_word(word).ok_or_else(|| unknown(word));
        }
        match named(&header) {
            None => Ok(Self::default()),
            Some(named) => Err(format!("{named}; {}", named.remedy())),
        }
    }

    /// Whether bare numbers are whole ones.
    #[inline]
    pub(super) const fn is_one(self) -> bool {
        self.0.is_empty()
    }

    /// Reads an amount of the column: a number that has no multiplier of its own is in the unit.
    ///
    /// # Errors
    /// As [`amounts::money`] has them.
    pub(super) fn money(self, text: &str, currency: Option<&str>, comma: Comma) -> Result<Money, String> {
        let text = trimmed(text);
        let has_own = text.split(|c: char| !c.is_alphabetic()).any(|word| unit_of_word(word).is_some());
        let Some(last) = text.rfind(|c: char| c.is_ascii_digit()).filter(|_| !has_own && !self.is_one()) else {
            return amounts::money(text, currency, comma);
        };
        // Nobody has thousands of billions, so that a comma in them may stand before decimals.
        let comma = if matches!(self.0, "bn" | "tn") { Comma::Either } else { comma };
        amounts::check(text, comma)?;
        let (number, behind) = text.split_at(last.saturating_add(1));
        amounts::with_unit(number, self.0, behind, currency)
    }
}

/// Why a word is no unit.
pub(super) fn unknown(word: &str) -> String {
    format!("\"{word}\" is no unit of amounts; write one of {}", Unit::WORDS.join(", "))
}

/// Refuses a header that names a unit, for a format that reads whole amounts alone.
///
/// # Errors
/// When it names one.
pub(super) fn refuse_named(header: &str) -> Result<(), String> {
    named(&header.to_lowercase())
        .map_or(Ok(()), |named| Err(format!("{named}; write whole amounts into it under another header")))
}

/// What a header names: itself, the word, and the unit of a mapping that this is.
struct Named<'h> {
    header: &'h str,
    word: String,
    unit: Option<&'static str>,
}

impl Named<'_> {
    fn remedy(&self) -> String {
        let unit = self.unit.map_or_else(|| "k, m, bn or tn, whichever it is,".to_owned(), str::to_owned);
        format!("write unit := {unit} into the mapping (or unit := 1 where its cells hold whole amounts)")
    }
}

impl std::fmt::Display for Named<'_> {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "the column \"{}\" names a unit (\"{}\"), and its numbers would be read as whole ones",
            self.header, self.word
        )
    }
}

/// What words of other languages and short ones begin with, and the unit that each is; some have none in a mapping.
const BEGINNINGS: &[(&str, Option<&str>)] = &[
    ("thousand", Some("k")),
    ("tausend", Some("k")),
    ("millier", Some("k")),
    ("тыс", Some("k")),
    ("千", Some("k")),
    ("milliard", Some("bn")),
    ("miliard", Some("bn")),
    ("млрд", Some("bn")),
    ("million", Some("m")),
    ("millon", Some("m")),
    ("milion", Some("m")),
    ("millió", Some("m")),
    ("milhõ", Some("m")),
    ("млн", Some("m")),
    ("百万", Some("m")),
    ("lakh", None),
    ("crore", None),
    ("万", None),
    ("億", None),
    ("亿", None),
    ("cent", None),
    ("pence", None),
];

/// Whole words in the same way.
const SHORT: &[(&str, Option<&str>)] = &[
    ("tsd", Some("k")),
    ("ths", Some("k")),
    ("thsd", Some("k")),
    ("thou", Some("k")),
    ("mill", Some("m")),
    ("mils", None),
    ("mil", None),
    ("cr", None),
    ("bil", Some("bn")),
    ("tril", Some("tn")),
    ("minor", None),
];

/// The unit that a header in lower case names.
fn named(header: &str) -> Option<Named<'_>> {
    let tell = |word: &str, unit| Some(Named { header, word: word.to_owned(), unit });
    // "000", "'000s", "1,000" and "10^6" stand for what they are.
    let plain: String = header.chars().filter(|c| !matches!(c, ',' | '.' | '\'' | '’' | ' ')).collect();
    for (digits, unit) in
        [("000000000", Some("bn")), ("000000", Some("m")), ("000", Some("k")), ("10^", None), ("10**", None)]
    {
        if plain.contains(digits) {
            return tell(digits, unit);
        }
    }
    header.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).find_map(|word| {
        let bare = without_currency(word);
        let known = unit_of_word(bare).map(Some);
        let known = known.or_else(|| SHORT.iter().find(|(it, _)| *it == bare).map(|(_, unit)| *unit));
        let known = known.or_else(|| BEGINNINGS.iter().find(|(it, _)| bare.starts_with(it)).map(|(_, unit)| *unit));
        // "teur" and "tusd" are thousands, as German accounts write them.
        let known = known.map(|unit| if bare == "t" && word.len() == 4 { Some("k") } else { unit });
        tell(word, known?)
    })
}

/// A word without the code of a currency that it begins or ends with: "usdm" and "meur" are millions.
fn without_currency(word: &str) -> &str {
    if code_of(word).is_some() {
        return "";
    }
    let behind = word.split_at_checked(3).filter(|(code, _)| code_of(code).is_some()).map(|(_, unit)| unit);
    let before = || word.split_at_checked(word.len().checked_sub(3)?).filter(|(_, code)| code_of(code).is_some());
    let bare = behind.or_else(|| before().map(|(unit, _)| unit)).unwrap_or(word);
    if unit_of_word(bare).is_some() { bare } else { word }
}

/// The currency that a word in lower case is the code of.
fn code_of(word: &str) -> Option<Currency> {
    // Words of headers that are codes, too.
    const WORDS: &[&str] = &["all", "top"];
    Currency::from_code(&word.to_uppercase()).ok().filter(|_| word.len() == 3 && !WORDS.contains(&word))
}

/// The currency in a word: its code, alone or beside a unit.
fn currency_in(word: &str) -> Option<Currency> {
    let bare = without_currency(word);
    let rest = if word.starts_with(bare) { word.get(bare.len()..) } else { word.strip_suffix(bare) };
    match word {
        "euro" | "euros" => Some(Currency::EUR),
        _ => code_of(word).or_else(|| code_of(rest?)),
    }
}

/// Refuses a header in lower case that names another currency than is fixed for every row.
fn check_currency(header: &str, fixed: &str) -> Result<(), String> {
    let code = fixed.to_uppercase();
    let refuse = |named: &str| {
        Err(format!(
            "the column \"{header}\" names {named}, and the mapping says currency := {fixed}; mend what is wrong"
        ))
    };
    let words = header.split(|c: char| !c.is_alphabetic());
    let named: Vec<Currency> = words.filter_map(currency_in).collect();
    let is_same = |named: &Currency| named.code() == code || signs_of(named.code()).any(|sign| sign == fixed);
    if let Some(first) = named.first() {
        return if named.iter().any(is_same) { Ok(()) } else { refuse(first.code()) };
    }
    let signs = ["$", "€", "£", "¥", "￥", "₩", "₹"];
    match signs.into_iter().find(|sign| header.contains(sign)) {
        Some(sign) if sign != fixed && !signs_of(&code).any(|own| own == sign) && !fixed.ends_with(sign) => {
            refuse(sign)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_names_a_unit_in_many_ways() {
        for (header, unit) in [
            ("Amount (USD m)", "m"),
            ("Amount in millions", "m"),
            ("USDm", "m"),
            ("MEUR", "m"),
            ("TEUR", "k"),
            ("Value ($bn)", "bn"),
            ("US$ thousands", "k"),
            ("Betrag Mio. EUR", "m"),
            ("Betrag (Mrd. €)", "bn"),
            ("amount_usd_mn", "m"),
            ("Amount ($000s)", "k"),
            ("Amount ('000)", "k"),
            ("Amount, USD 1,000,000", "m"),
            ("Montant en milliers d'euros", "k"),
            ("Montant (milliards)", "bn"),
            ("Сумма, млн руб", "m"),
            ("Amount (crore)", ""),
            ("amount_cents", ""),
        ] {
            let told = named(&header.to_lowercase()).map(|named| named.unit.unwrap_or_default());
            assert_eq!(told, Some(unit), "{header}");
        }
        for header in
            ["amount", "Amount (USD)", "raised_amount_usd", "Deal value", "Betrag", "Total amount", "Money, €"]
        {
            assert!(named(&header.to_lowercase()).is_none(), "{header}");
        }
    }

    #[test]
    fn a_bare_number_is_in_the_unit_and_one_with_its_own_is_not() {
        for (unit, text, wanted) in [
            ("m", "1200", Ok("USD 1.2bn")),
            ("m", "1,200", Ok("USD 1.2bn")),
            ("m", "1.2bn", Ok("USD 1.2bn")),
            ("m", "$5k", Ok("USD 5k")),
            ("m", "$12.5", Ok("USD 12.5m")),
            ("m", "up to 3", Ok("up to USD 3m")),
            ("m", "10-20", Ok("USD 10m..20m")),
            ("bn", "USD 6.6", Ok("USD 6.6bn")),
            ("bn", "6.6 USD", Ok("USD 6.6bn")),
            ("k", "250", Ok("USD 250k")),
            ("k", "1.2e3", Ok("USD 1.2m")),
            ("1", "1200", Ok("USD 1.2k")),
            ("m", "undisclosed", Ok("undisclosed")),
            ("m", "n/a", Ok("undisclosed")),
            ("m", "1.500", Err("write")),
            ("bn", "1,500", Err("write")),
            ("m", "(5)", Err("brackets")),
            ("m", "-5", Err("negative")),
        ] {
            let unit = Unit::of_word(unit).expect("a unit");
            match (unit.money(text, Some("USD"), Comma::Thousands), wanted) {
                (Ok(money), Ok(wanted)) => assert_eq!(money.to_string(), wanted, "{text}"),
                (Err(why), Err(said)) => assert!(why.contains(said), "{text}: {why}"),
                (read, _) => panic!("{text}: {read:?}"),
            }
        }
        assert_eq!(Unit::of_word("mio"), None);
    }

    #[test]
    fn a_header_of_another_currency_than_is_fixed_is_refused() {
        for (header, fixed, is_fine) in [
            ("amount (eur)", "EUR", true),
            ("amount (eur)", "USD", false),
            ("amount (eurm)", "USD", false),
            ("meur", "EUR", true),
            ("amount ($)", "CAD", true),
            ("amount (c$)", "C$", true),
            ("amount ($)", "EUR", false),
            ("amount (€)", "USD", false),
            ("amount (€)", "eur", true),
            ("betrag in euro", "USD", false),
            ("total of all", "USD", true),
            ("amount", "USD", true),
        ] {
            assert_eq!(check_currency(header, fixed).is_ok(), is_fine, "{header} {fixed}");
        }
    }
}
