//! Latin letters without their accents, by which near names are compared, and of which ids are made.

use std::borrow::Cow;

use deunicode::deunicode_char;

use crate::model::composed;

/// Small Latin letters of Unicode's Latin blocks with what they are without accents.
///
/// Letters that are read as two are those two; an umlaut is its vowel, since names lose their dots more often than they
/// gain a letter. Letters of other scripts have no line here: й and и are as different as two letters are.
const PLAIN: &[(&str, &str)] = &[
    ("a", "àáâãäåāăąǎǟǡǻȁȃȧⱥḁẚạảấầẩẫậắằẳẵặ"),
    ("b", "ƀɓḃḅḇ"),
    ("c", "çćĉċčƈȼḉ"),
    ("d", "ďđðɖɗḋḍḏḑḓ"),
    ("e", "èéêëēĕėęěȅȇȩɇḕḗḙḛḝẹẻẽếềểễệǝə"),
    ("f", "ƒḟ"),
    ("g", "ĝğġģǥǧǵɠḡ"),
    ("h", "ĥħȟḣḥḧḩḫẖ"),
    ("i", "ìíîïĩīĭįıǐȉȋɨḭḯỉị"),
    ("j", "ĵǰɉ"),
    ("k", "ķƙǩḱḳḵĸ"),
    ("l", "ĺļľŀłƚḷḹḻḽ"),
    ("m", "ḿṁṃ"),
    ("n", "ñńņňŉŋǹƞɲṅṇṉṋ"),
    ("o", "òóôõöøōŏőơǒǫǭǿȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợɔ"),
    ("p", "ƥṕṗ"),
    ("q", "ɋ"),
    ("r", "ŕŗřȑȓɍṙṛṝṟ"),
    ("s", "śŝşšſșȿṡṣṥṧṩẛ"),
    ("t", "ţťŧƫƭțȶⱦṫṭṯṱẗ"),
    ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗʉṳṵṷṹṻụủứừửữự"),
    ("v", "ʋṽṿ"),
    ("w", "ŵẁẃẅẇẉẘ"),
    ("x", "ẋẍ"),
    ("y", "ýÿŷƴȳɏẏẙỳỵỷỹ"),
    ("z", "źżžƶȥɀẑẓẕ"),
    ("ae", "æǣǽ"),
    ("oe", "œ"),
    ("ss", "ß"),
    ("th", "þ"),
    ("ij", "ĳ"),
    ("dz", "ǆǳ"),
    ("lj", "ǉ"),
    ("nj", "ǌ"),
];

/// A folded name without accents; itself, where it has none.
pub(super) fn plain(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        match plain_letter(letter) {
            Some(plain) => text.push_str(plain),
            // Folding keeps letters and numbers only, so that a mark of its own comes from the small form of a capital: İ.
            None if ('\u{300}'..'\u{370}').contains(&letter) => {}
            None => text.push(letter),
        }
    }
    if text == name { Cow::Borrowed(name) } else { Cow::Owned(text) }
}

/// A text of which ids are made: Latin letters in small and without their accents, letters of other scripts by how they are
/// read, as far as one letter tells that, and everything else as it is.
pub(super) fn for_id(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut id = String::with_capacity(text.len());
    for letter in plain(&composed(text).to_lowercase()).chars() {
        match deunicode_char(letter).filter(|_| letter.is_alphanumeric()) {
            Some(read) => id.push_str(&read.to_ascii_lowercase()),
            None => id.push(letter),
        }
    }
    Cow::Owned(id)
}

fn plain_letter(letter: char) -> Option<&'static str> {
    // Other blocks have no Latin letters with accents.
    if !matches!(letter, '\u{df}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | '\u{2c60}'..='\u{2c7f}') {
        return None;
    }
    PLAIN.iter().find(|(_, accented)| accented.contains(letter)).map(|(plain, _)| *plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::fold;

    #[test]
    fn latin_letters_lose_their_accents_and_others_keep_theirs() {
        let cases = [
            ("nestlé", "nestle"),
            ("sociétégénérale", "societegenerale"),
            ("björnåkerström", "bjornakerstrom"),
            ("łódźžižkařehoř", "lodzzizkarehor"),
            ("großæøœþ", "grossaeooeth"),
            ("việtnam", "vietnam"),
            ("東京й", "東京й"),
            ("acme", "acme"),
        ];
        for (name, wanted) in cases {
            assert_eq!(plain(name), wanted);
        }
        assert_eq!(plain(&fold("İŞ BANKASI")), "isbankasi");
        assert!(matches!(plain("東京"), Cow::Borrowed(_)));
    }

    #[test]
    fn every_accented_letter_is_small_stands_once_and_is_no_plain_one() {
        let all: Vec<char> = PLAIN.iter().flat_map(|(_, accented)| accented.chars()).collect();
        for (rank, letter) in all.iter().enumerate() {
            assert!(!letter.is_ascii() && !letter.is_uppercase(), "{letter}");
            assert!(!all[..rank].contains(letter), "{letter} stands twice");
            assert!(plain_letter(*letter).is_some(), "{letter}");
        }
        // What folding makes of capitals is in the table, too.
        for capital in ('\u{c0}'..'\u{180}').chain('\u{1e00}'..'\u{1efa}').filter(|it| it.is_uppercase()) {
            assert!(plain(&fold(&capital.to_string())).is_ascii(), "{capital}");
        }
    }
}
