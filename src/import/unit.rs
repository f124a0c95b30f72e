//! The unit that a whole column of amounts is in, as "Amount (USD m)" says: what stands in its cells are not whole ones.

use super::amounts;
use super::column_currency::without_currency;
use super::notation::{Comma, unit_of_word};
use super::value::trimmed;
use crate::model::Money;

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

    /// The unit of a column of amounts with a header in lower case: what the mapping says, or whole ones where neither
    /// names any. A mapping may say of a header that names a unit that its cells hold whole amounts.
    ///
    /// # Errors
    /// When the header names a unit that the mapping does not settle, or another than the mapping says.
    pub(super) fn of_column(said: Option<&str>, header: &str) -> Result<Self, String> {
        let named = named(header);
        let Some(word) = said else {
            return named.map_or_else(|| Ok(Self::default()), |named| Err(named.unsettled()));
        };
        let unit = Self::of_word(word).ok_or_else(|| unknown(word))?;
        match named.filter(|named| !unit.is_one() && !named.means.may_be(unit)) {
            None => Ok(unit),
            Some(named) => Err(named.contradicts(word)),
        }
    }

    /// Whether bare numbers are whole ones.
    #[inline]
    pub(super) const fn is_one(self) -> bool {
        self.0.is_empty()
    }

    /// Whether a text has a multiplier of its own.
    fn is_in(text: &str) -> bool {
        text.split(|c: char| !c.is_alphabetic()).any(|word| unit_of_word(word).is_some())
    }

    /// Reads an amount of the column as people write it: a number that has no multiplier of its own is in the unit, and its
    /// comma may stand before decimals, as that of one with a multiplier may.
    ///
    /// # Errors
    /// As [`amounts::money`] has them.
    pub(super) fn money(self, text: &str, currency: Option<&str>) -> Result<Money, String> {
        let text = trimmed(text);
        let Some(last) = text.rfind(|c: char| c.is_ascii_digit()).filter(|_| !Self::is_in(text) && !self.is_one())
        else {
            return amounts::money(text, currency, Comma::Either);
        };
        amounts::check(text, Comma::Either)?;
        let (number, behind) = text.split_at(last.saturating_add(1));
        amounts::with_unit(number, self.0, behind, currency)
    }

    /// Reads an amount of the column in plain digits, where it says anything, as [`amounts::number`] does.
    ///
    /// # Errors
    /// As that has them, and when a comma may stand before decimals.
    pub(super) fn number(self, text: &str, currency: &str) -> Result<Option<String>, String> {
        let is_bare = text.contains(|c: char| c.is_ascii_digit()) && !Self::is_in(text);
        // Nothing is nothing in every unit.
        if self.is_one() || !is_bare || text.parse().is_ok_and(|number: f64| number == 0.0) {
            return amounts::number(Some(text), currency);
        }
        amounts::in_unit(text, self.0, currency).map(Some)
    }
}

/// Why a word is no unit.
pub(super) fn unknown(word: &str) -> String {
    format!("\"{word}\" is no unit of amounts; write one of {}", Unit::WORDS.join(", "))
}

/// What a word of a header is in a mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Means {
    /// This unit.
    Unit(&'static str),
    /// One of the units: "mil" are thousands in one language and millions in the next.
    Any,
    /// None of them.
    None,
}

impl Means {
    fn may_be(self, unit: Unit) -> bool {
        match self {
            Self::Unit(word) => word == unit.0,
            Self::Any => true,
            Self::None => false,
        }
    }
}

/// What a header names: itself, the word, and what this is in a mapping.
struct Named<'h> {
    header: &'h str,
    word: String,
    means: Means,
}

impl Named<'_> {
    /// What is said where the mapping says nothing.
    fn unsettled(&self) -> String {
        let remedy = match self.means {
            Means::Unit(unit) => format!("write unit := {unit} into the mapping (or unit := 1 where"),
            Means::Any => {
                "write unit := k, m, bn or tn, whichever it is, into the mapping (or unit := 1 where".to_owned()
            }
            Means::None => "write whole amounts into it, and unit := 1 into the mapping (that alone where".to_owned(),
        };
        format!(
            "the column \"{}\" names a unit (\"{}\"), and its numbers would be read as whole ones; {remedy} its cells hold \
             whole amounts)",
            self.header, self.word
        )
    }

    /// What is said where the mapping says another unit.
    fn contradicts(&self, said: &str) -> String {
        let means = match self.means {
            Means::Unit(unit) if unit != self.word => format!(", which is {unit}"),
            _ => String::new(),
        };
        format!(
            "the column \"{}\" names a unit (\"{}\"{means}), and the mapping says unit := {said}; mend what is wrong (unit := 1 \
             says that its cells hold whole amounts)",
            self.header, self.word
        )
    }
}

/// What words of other languages and short ones begin with, and what each is in a mapping.
const BEGINNINGS: &[(&str, Means)] = &[
    ("thousand", Means::Unit("k")),
    ("tausend", Means::Unit("k")),
    ("millier", Means::Unit("k")),
    ("тыс", Means::Unit("k")),
    ("千", Means::Unit("k")),
    ("milliard", Means::Unit("bn")),
    ("miliard", Means::Unit("bn")),
    ("млрд", Means::Unit("bn")),
    ("million", Means::Unit("m")),
    ("millon", Means::Unit("m")),
    ("milion", Means::Unit("m")),
    ("millió", Means::Unit("m")),
    ("milhõ", Means::Unit("m")),
    ("млн", Means::Unit("m")),
    ("百万", Means::Unit("m")),
    ("lakh", Means::None),
    ("crore", Means::None),
    ("万", Means::None),
    ("億", Means::None),
    ("亿", Means::None),
    ("cent", Means::None),
    ("pence", Means::None),
];

/// Whole words in the same way.
const SHORT: &[(&str, Means)] = &[
    ("tsd", Means::Unit("k")),
    ("ths", Means::Unit("k")),
    ("thsd", Means::Unit("k")),
    ("thou", Means::Unit("k")),
    ("mill", Means::Unit("m")),
    ("mils", Means::Any),
    ("mil", Means::Any),
    ("cr", Means::None),
    ("bil", Means::Unit("bn")),
    ("tril", Means::Unit("tn")),
    ("minor", Means::None),
];

/// The unit that a header in lower case names.
fn named(header: &str) -> Option<Named<'_>> {
    let tell = |word: &str, means| Some(Named { header, word: word.to_owned(), means });
    // "000", "'000s", "1,000" and "10^6" stand for what they are.
    let plain: String = header.chars().filter(|c| !matches!(c, ',' | '.' | '\'' | '’' | ' ')).collect();
    for (digits, means) in [
        ("000000000", Means::Unit("bn")),
        ("000000", Means::Unit("m")),
        ("000", Means::Unit("k")),
        ("10^", Means::Any),
        ("10**", Means::Any),
    ] {
        if plain.contains(digits) {
            return tell(digits, means);
        }
    }
    let mut from = 0_usize;
    header.split(|c: char| !c.is_alphabetic()).find_map(|word| {
        let at = header.get(from..)?.find(word)?.checked_add(from)?;
        from = at.checked_add(word.len())?;
        if word.is_empty() || is_letter_of_name(header.get(..at)?, word, header.get(from..)?) {
            return None;
        }
        let bare = without_currency(word);
        let known = unit_of_word(bare).map(Means::Unit);
        let known = known.or_else(|| SHORT.iter().find(|(it, _)| *it == bare).map(|(_, means)| *means));
        let known = known.or_else(|| BEGINNINGS.iter().find(|(it, _)| bare.starts_with(it)).map(|(_, means)| *means));
        // "teur" and "tusd" are thousands, as German accounts write them.
        let known = known.map(|means| if bare == "t" && word.len() == 4 { Means::Unit("k") } else { means });
        tell(word, known?)
    })
}

/// Whether a word is a letter that is no word of its own, but of a name: those of "M&A" and "B2B", and that of "Series B".
fn is_letter_of_name(before: &str, word: &str, behind: &str) -> bool {
    const LETTERED: [&str; 4] = ["series", "serie", "class", "round"];
    let is_letter = |word: &str| word.chars().count() == 1;
    let first_word = |text: &str| text.trim_start().split(|c: char| !c.is_alphanumeric()).next().is_some_and(is_letter);
    let last_word = |text: &str| text.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().is_some_and(is_letter);
    let is_joined_on = behind.trim_start().strip_prefix('&').is_some_and(first_word);
    let is_joined = before.trim_end().strip_suffix('&').is_some_and(last_word);
    let is_one_of_two = |side: &str| matches!(side, "2b" | "2c" | "b2" | "c2" | "2m" | "m2");
    let run = |c: char| !c.is_alphanumeric();
    let (left, right) = (before.rsplit(run).next(), behind.split(run).next());
    let is_of_pair = match (left, right) {
        (Some(""), Some(side)) | (Some(side), Some("")) => is_one_of_two(side),
        _ => false,
    };
    let is_lettered = before
        .trim_end_matches([' ', '_', '-'])
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .is_some_and(|it| LETTERED.contains(&it));
    is_letter(word) && (is_joined_on || is_joined || is_of_pair || is_lettered)
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
            ("Amount (crore)", "none"),
            ("amount_cents", "none"),
            ("Valor (mil)", "any"),
            ("M&A value (USD m)", "m"),
            ("Series B raised, m", "m"),
            ("B2B revenue, b", "bn"),
        ] {
            let told = named(&header.to_lowercase()).map(|named| match named.means {
                Means::Unit(unit) => unit,
                Means::Any => "any",
                Means::None => "none",
            });
            assert_eq!(told, Some(unit), "{header}");
        }
        for header in [
            "amount",
            "Amount (USD)",
            "raised_amount_usd",
            "Deal value",
            "Betrag",
            "Total amount",
            "Money, €",
            "M&A value",
            "Value of M & A",
            "T&K",
            "Series B",
            "series_b_amount",
            "B2B amount",
            "m2m",
        ] {
            assert!(named(&header.to_lowercase()).is_none(), "{header}");
        }
    }

    #[test]
    fn a_bare_number_is_in_the_unit_and_one_with_its_own_is_not() {
        for (unit, text, wanted) in [
            ("m", "1200", Ok("USD 1.2bn")),
            ("m", "1,200", Err("write 1200 or 1.2, whichever it is")),
            ("k", "1,200", Err("write 1200 or 1.2, whichever it is")),
            ("m", "1,200m", Err("write 1200 or 1.2, whichever it is")),
            ("m", "1,200,000", Ok("USD 1.2tn")),
            ("m", "1,200.5", Ok("USD 1.2005bn")),
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
            match (unit.money(text, Some("USD")), wanted) {
                (Ok(money), Ok(wanted)) => assert_eq!(money.to_string(), wanted, "{text}"),
                (Err(why), Err(said)) => assert!(why.contains(said), "{text}: {why}"),
                (read, _) => panic!("{text}: {read:?}"),
            }
        }
        assert_eq!(Unit::of_word("mio"), None);
    }

    #[test]
    fn a_mapping_settles_the_unit_of_a_header_and_may_not_contradict_it() {
        for (said, header, wanted) in [
            (Some("m"), "amount (usd m)", Ok("m")),
            (Some("1"), "amount (usd m)", Ok("")),
            (Some("m"), "amount", Ok("m")),
            (None, "amount", Ok("")),
            (Some("k"), "valor (mil)", Ok("k")),
            (Some("1"), "amount (crore)", Ok("")),
            (None, "amount (usd m)", Err("write unit := m into the mapping (or unit := 1")),
            (None, "valor (mil)", Err("write unit := k, m, bn or tn, whichever")),
            (None, "amount (crore)", Err("write whole amounts into it, and unit := 1")),
            (
                Some("bn"),
                "amount (usd m)",
                Err("\"amount (usd m)\" names a unit (\"m\"), and the mapping says unit := bn"),
            ),
            (Some("bn"), "teur", Err("names a unit (\"teur\", which is k), and the mapping says unit := bn")),
            (Some("m"), "amount (crore)", Err("names a unit (\"crore\"), and the mapping says unit := m")),
        ] {
            match (Unit::of_column(said, header), wanted) {
                (Err(why), Err(part)) => assert!(why.contains(part), "{header}: {why}"),
                (read, wanted) => assert_eq!(read, wanted.map(Unit).map_err(str::to_owned), "{said:?} {header}"),
            }
        }
    }

    #[test]
    fn a_plain_number_is_in_the_unit() {
        for (unit, text, wanted) in [
            ("m", "12.125", Ok(Some("EUR 12.125m"))),
            ("m", "1200", Ok(Some("EUR 1.2bn"))),
            ("m", "1.2bn", Ok(Some("EUR 1.2bn"))),
            ("m", "0", Ok(None)),
            ("m", "0.0", Ok(None)),
            ("m", "n/a", Ok(Some("undisclosed"))),
            ("m", "1.5e3", Ok(Some("EUR 1.5bn"))),
            ("1", "1,200", Ok(Some("EUR 1.2k"))),
            ("m", "1,200", Err("write 1200 or 1.2, whichever it is")),
            ("m", "-5", Err("negative")),
        ] {
            let unit = Unit::of_word(unit).expect("a unit");
            match (unit.number(text, "EUR"), wanted) {
                (Err(why), Err(part)) => assert!(why.contains(part), "{text}: {why}"),
                (read, wanted) => {
                    assert_eq!(read, wanted.map(|it| it.map(str::to_owned)).map_err(str::to_owned), "{text}");
                }
            }
        }
    }
}
