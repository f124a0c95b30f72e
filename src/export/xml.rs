//! Text in XML: escaped, and without the characters that XML has no way to write.

use std::fmt::Write as _;

use super::digits::{day_digits, push_partial, push_whole};
use super::format::Loss;
use super::row::{Row, Value};
use super::sheet::Sheet;

/// What was changed, as a loss.
pub(super) fn loss(changed: usize) -> Loss {
    Loss::of(
        changed,
        ["text", "texts"],
        [
            "it holds characters that XML forbids, written as U+FFFD",
            "they hold characters that XML forbids, written as U+FFFD",
        ],
    )
}

/// Bytes at which a text has to be looked at: those that XML writes otherwise, or begin a character that it forbids.
const CARE: [bool; 256] = {
    let mut care = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        care[byte] = true;
        byte += 1;
    }
    care[b'&' as usize] = true;
    care[b'<' as usize] = true;
    care[b'>' as usize] = true;
    care[b'"' as usize] = true;
    // U+FFFE and U+FFFF begin with it, and so do many that are allowed.
    care[0xef] = true;
    care
};

/// Appends a text, safe in content and in a quoted attribute; answers whether a character that XML forbids became
/// U+FFFD.
pub(super) fn push(text: &str, out: &mut Sheet) -> bool {
    let sound = text.bytes().position(|byte| CARE[usize::from(byte)]).unwrap_or(text.len());
    // A byte that wants care begins a character.
    let (sound, rest) = text.split_at(sound);
    out.write(sound.as_bytes());
    !rest.is_empty() && push_with_care(rest, out)
}

#[cold]
fn push_with_care(text: &str, out: &mut Sheet) -> bool {
    let mut changed = false;
    for c in text.chars() {
        match c {
            '&' => out.write(b"&amp;"),
            '<' => out.write(b"&lt;"),
            '>' => out.write(b"&gt;"),
            '"' => out.write(b"&quot;"),
            // Written plainly, a reader turns them into blanks inside attributes.
            '\t' => out.write(b"&#9;"),
            '\n' => out.write(b"&#10;"),
            '\r' => out.write(b"&#13;"),
            c if is_allowed(c) => out.write(c.encode_utf8(&mut [0; 4]).as_bytes()),
            _ => {
                changed = true;
                out.write("\u{fffd}".as_bytes());
            }
        }
    }
    changed
}

/// Appends a value; answers whether it had to be changed.
#[inline]
pub(super) fn push_value(value: Value<'_>, out: &mut Sheet) -> bool {
    match value {
        Value::Absent => false,
        Value::Text(text) => push(text, out),
        Value::Word(word) => {
            out.write(word);
            false
        }
        Value::Whole(number) => {
            push_whole(number, out);
            false
        }
        Value::Flag(flag) => {
            out.write(if flag { b"true" } else { b"false" });
            false
        }
        Value::Day(day) => {
            out.write(&day_digits(day));
            false
        }
        Value::Date(date) => {
            push_partial(date, out);
            false
        }
        Value::Amount(amount) => {
            // A sheet takes whatever is written.
            let _ = write!(out, "{amount}");
            false
        }
    }
}

/// Appends ` name="value"`; answers whether the value had to be changed.
pub(super) fn push_attribute(name: &str, row: &Row, column: usize, out: &mut Sheet) -> bool {
    out.push(b' ');
    out.write(name.as_bytes());
    out.write(b"=\"");
    let changed = push_value(row.value(column), out);
    out.push(b'"');
    changed
}

/// Whether XML 1.0 (fifth edition, production 2) allows a character, tab and line ends apart.
const fn is_allowed(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}

#[cfg(test)]
mod tests {
    use super::{Sheet, push};

    #[test]
    fn every_character_is_written_or_replaced() {
        for (text, wanted, changes) in [
            ("plain – text", "plain – text", false),
            ("a<b & \"c\">d", "a&lt;b &amp; &quot;c&quot;&gt;d", false),
            ("tab\tline\nreturn\r", "tab&#9;line&#10;return&#13;", false),
            ("\u{1}a\u{fffe}\u{ffff}ｆｕｌｌ＝", "\u{fffd}a\u{fffd}\u{fffd}ｆｕｌｌ＝", true),
        ] {
            let mut out = Sheet::new(0);
            assert_eq!(push(text, &mut out), changes, "{text:?}");
            assert_eq!(String::from_utf8(out.into_bytes()).expect("text"), wanted);
        }
    }
}
