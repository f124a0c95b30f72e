//! ISO 4217 currencies with the number of decimals of their minor unit.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

/// A code that is no known currency.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{code}\" is no ISO 4217 currency{}", hint(*.nearest))]
pub struct UnknownCurrency {
    code: String,
    nearest: Option<&'static str>,
}

fn hint(nearest: Option<&'static str>) -> String {
    nearest.map_or_else(String::new, |code| format!("; did you mean {code}?"))
}

/// Active codes of ISO 4217 whose minor unit is a hundredth.
const HUNDREDTHS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP \
    BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ \
    GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK \
    MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR \
    SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS \
    VES WST XCD YER ZAR ZMW ZWG";
/// Codes without a minor unit.
const WHOLE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Codes whose minor unit is a thousandth.
const THOUSANDTHS: &str = "BHD IQD JOD KWD LYD OMR TND";

/// Symbols that stand for one currency; the longer come first.
const SYMBOLS: &[(&str, &str)] = &[
    ("US$", "USD"),
    ("C$", "CAD"),
    ("A$", "AUD"),
    ("HK$", "HKD"),
    ("S$", "SGD"),
    ("NT$", "TWD"),
    ("R$", "BRL"),
    ("$", "USD"),
    ("€", "EUR"),
    ("£", "GBP"),
    ("₩", "KRW"),
    ("₹", "INR"),
];

impl Currency {
    /// The United States dollar.
    pub const USD: Self = Self(*b"USD");
    /// The euro.
    pub const EUR: Self = Self(*b"EUR");

    /// The currency to compare amounts in, of which these are the currencies: dollars where any of them is in dollars, else
    /// what most are in (of several the first by code). Amounts of others cannot be put beside those: six trillion won
    /// are not more than five billion dollars. None is looked at behind the first that is in dollars.
    pub fn of_comparison(currencies: impl IntoIterator<Item = Self>) -> Self {
        let mut counts: BTreeMap<Self, usize> = BTreeMap::new();
        for currency in currencies {
            if currency == Self::USD {
                return currency;
            }
            let count = counts.entry(currency).or_default();
            *count = count.saturating_add(1);
        }
        let most = counts.into_iter().max_by_key(|(it, count)| (*count, Reverse(*it)));
        most.map_or(Self::USD, |(currency, _)| currency)
    }

    /// Returns the currency of an upper-case ISO 4217 code.
    ///
    /// # Errors
    /// When no active currency has that code; the nearest one is suggested.
    pub fn from_code(code: &str) -> Result<Self, UnknownCurrency> {
        let lists = [HUNDREDTHS, WHOLE, THOUSANDTHS];
        // Each code has three letters and a blank behind it.
        let is_known = |bytes| lists.iter().any(|list| list.as_bytes().chunks(4).any(|known| known.starts_with(bytes)));
        if let Ok(bytes) = <[u8; 3]>::try_from(code.as_bytes())
            && (bytes == Self::USD.0 || bytes == Self::EUR.0 || is_known(&bytes))
        {
            return Ok(Self(bytes));
        }
        let nearest = super::nearest(code, lists.into_iter().flat_map(str::split_whitespace), 1);
        Err(UnknownCurrency { code: code.to_owned(), nearest })
    }

    /// Returns the currency whose symbol `text` begins with, and the text behind it.
    pub(super) fn leading_symbol(text: &str) -> Option<(Self, &str)> {
        let (code, behind) = SYMBOLS.iter().find_map(|(symbol, code)| Some((code, text.strip_prefix(symbol)?)))?;
        Some((Self::from_code(code).ok()?, behind))
    }

    /// The number of decimals of its minor unit: 2 for USD, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        let is_in = |list: &str| list.split(' ').any(|code| code.as_bytes() == self.0);
        if self.0 == *b"USD" {
            2
        } else if is_in(WHOLE) {
            0
        } else if is_in(THOUSANDTHS) {
            3
        } else {
            2
        }
    }

    /// The symbol that diagrams use, where one is unambiguous.
    pub fn symbol(self) -> Option<&'static str> {
        SYMBOLS.iter().rev().find(|(_, code)| code.as_bytes() == self.0).map(|(symbol, _)| *symbol)
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("???")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_of_the_lists_are_known_and_no_others_are() {
        let listed: Vec<&str> = [HUNDREDTHS, WHOLE, THOUSANDTHS].into_iter().flat_map(str::split_whitespace).collect();
        let letters = || b'A'..=b'Z';
        for code in
            letters().flat_map(|one| letters().flat_map(move |two| letters().map(move |three| [one, two, three])))
        {
            let code = std::str::from_utf8(&code).expect("letters");
            let found = Currency::from_code(code).ok().map(|currency| currency.to_string());
            assert_eq!(found.as_deref(), listed.contains(&code).then_some(code), "{code}");
        }
        for code in ["", "US", "USDT", "usd", "ED ", "D A"] {
            assert!(Currency::from_code(code).is_err(), "{code}");
        }
    }

    #[test]
    fn amounts_are_compared_in_dollars_or_else_in_what_most_are_in() {
        let compared = |codes: &str| {
            let known = codes.split_whitespace().map(|code| Currency::from_code(code).expect("a currency"));
            Currency::of_comparison(known).to_string()
        };
        for (codes, wanted) in [("", "USD"), ("KRW EUR KRW", "KRW"), ("KRW EUR", "EUR"), ("KRW USD KRW", "USD")] {
            assert_eq!(compared(codes), wanted, "{codes}");
        }
    }
}
