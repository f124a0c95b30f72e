//! The currency that the header of a column of amounts names, as "Raised (EUR)" does.

use super::amounts::currency_of;
use super::notation::{signs_of, unit_of_word};
use super::unstated::is_unstated;
use crate::model::Currency;

/// What a header says of the currency that its column is in; nothing by default.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct ColumnCurrency {
    /// In lower case.
    header: String,
    /// Those of its codes and of its signs that are of one currency ("US$"), each once.
    currencies: Vec<Currency>,
    /// A sign of which the currency is not told, where there is none of those: "$" is also that of Canada.
    sign: Option<&'static str>,
}

impl ColumnCurrency {
    /// What a header in lower case says.
    pub(super) fn of(header: &str) -> Self {
        const SIGNS: [&str; 7] = ["$", "€", "£", "¥", "￥", "₩", "₹"];
        let words = header.split(|c: char| !c.is_alphabetic());
        let signed =
            header.match_indices(SIGNS.map(|sign| sign.chars().next().unwrap_or('$'))).filter_map(|(at, sign)| {
                let letters =
                    header.get(..at)?.rsplit(|c: char| !c.is_alphabetic()).next().filter(|it| !it.is_empty())?;
                currency_of(&[&letters.to_uppercase(), sign].concat()).ok()
            });
        let mut currencies: Vec<Currency> = Vec::new();
        for named in words.filter_map(currency_in).chain(signed) {
            if !currencies.contains(&named) {
                currencies.push(named);
            }
        }
        let sign = SIGNS.into_iter().find(|sign| header.contains(sign)).filter(|_| currencies.is_empty());
        Self { header: header.to_owned(), currencies, sign }
    }

    /// The currency of an amount beside which `told` stands: that, or what the header names where it tells none; `None`
    /// where neither tells one, or the header names several.
    ///
    /// # Errors
    /// When both do, and not the same.
    #[inline]
    pub(super) fn beside<'c>(&'c self, told: Option<&'c str>) -> Result<Option<&'c str>, String> {
        if self.names_none() {
            return Ok(told);
        }
        match told.filter(|told| !is_unstated(told)) {
            None if self.is_several() => Ok(None),
            None => Ok(self.currencies.first().map(Currency::code).or(self.sign)),
            Some(told) => match self.other_than(told) {
                None => Ok(Some(told)),
                Some(named) => Err(format!(
                    "the column \"{}\" names {named}, and the currency beside it is {told}; mend what is wrong",
                    self.header
                )),
            },
        }
    }

    /// Refuses a header that names another currency than a mapping fixes for every row.
    ///
    /// # Errors
    /// When it does.
    pub(super) fn check_fixed(&self, fixed: &str) -> Result<(), String> {
        self.other_than(fixed).map_or(Ok(()), |named| {
            Err(format!(
                "the column \"{}\" names {named}, and the mapping says currency := {fixed}; mend what is wrong",
                self.header
            ))
        })
    }

    /// Whether it names several currencies, so that it does not say which one an amount is in.
    pub(super) const fn is_several(&self) -> bool {
        self.currencies.len() > 1
    }

    /// Whether it names none.
    pub(super) const fn names_none(&self) -> bool {
        self.currencies.is_empty() && self.sign.is_none()
    }

    /// What it names in place of a currency, where that is another one.
    pub(super) fn other_than(&self, told: &str) -> Option<&str> {
        let code = told.to_uppercase();
        let told_currency = currency_of(told).ok();
        let is_same = |named: &Currency| {
            named.code() == code || told_currency == Some(*named) || signs_of(named.code()).any(|sign| sign == told)
        };
        if let Some(first) = self.currencies.first() {
            return if self.currencies.iter().any(is_same) { None } else { Some(first.code()) };
        }
        self.sign.filter(|sign| !signs_of(&code).any(|own| own == *sign) && !told.ends_with(sign))
    }
}

/// A word without the code of a currency that it begins or ends with: "usdm" and "meur" are millions.
pub(super) fn without_currency(word: &str) -> &str {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_another_currency_than_is_fixed_is_refused() {
        for (header, fixed, is_fine) in [
            ("amount (eur)", "EUR", true),
            ("amount (eur)", "USD", false),
            ("amount (eurm)", "USD", false),
            ("meur", "EUR", true),
            ("amount ($)", "CAD", true),
            ("amount (c$)", "C$", true),
            ("amount (c$)", "CAD", true),
            ("amount (c$)", "USD", false),
            ("amount (us$ m)", "USD", true),
            ("amount (us$ m)", "CAD", false),
            ("amount ($)", "EUR", false),
            ("amount (€)", "USD", false),
            ("amount (€)", "eur", true),
            ("betrag in euro", "USD", false),
            ("eur or usd", "USD", true),
            ("total of all", "USD", true),
            ("amount", "USD", true),
        ] {
            assert_eq!(ColumnCurrency::of(header).check_fixed(fixed).is_ok(), is_fine, "{header} {fixed}");
        }
    }

    #[test]
    fn a_header_tells_the_currency_of_amounts_beside_which_none_stands() {
        for (header, told, wanted) in [
            ("raised (eur)", None, Ok(Some("EUR"))),
            ("raised (eur)", Some("-"), Ok(Some("EUR"))),
            ("raised (eur)", Some("eur"), Ok(Some("eur"))),
            ("raised (eur)", Some("USD"), Err("names EUR, and the currency beside it is USD")),
            ("raised (€)", None, Ok(Some("€"))),
            ("raised (a$)", None, Ok(Some("AUD"))),
            ("raised ($)", None, Ok(Some("$"))),
            ("raised ($)", Some("CAD"), Ok(Some("CAD"))),
            ("raised ($)", Some("EUR"), Err("names $")),
            ("eur or usd", None, Ok(None)),
            ("eur or usd", Some("USD"), Ok(Some("USD"))),
            ("eur or usd", Some("GBP"), Err("names EUR")),
            ("raised", None, Ok(None)),
            ("raised", Some("GBP"), Ok(Some("GBP"))),
        ] {
            let column = ColumnCurrency::of(header);
            match (column.beside(told), wanted) {
                (Err(why), Err(said)) => assert!(why.contains(said), "{header} {told:?}: {why}"),
                (read, wanted) => assert_eq!(read, wanted.map_err(str::to_owned), "{header} {told:?}"),
            }
        }
    }
}
