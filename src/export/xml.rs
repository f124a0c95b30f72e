//! Text in XML: escaped, and without the characters that XML has no way to write.

use std::cell::Cell as Counter;

use super::format::Loss;

/// Escapes texts and counts those that held a character which XML 1.0 forbids.
#[derive(Debug, Default)]
pub(super) struct Xml {
    changed: Counter<usize>,
}

impl Xml {
    /// The text, safe in content and in a quoted attribute. A character that XML forbids becomes U+FFFD.
    pub(super) fn escape(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut changed = false;
        for c in text.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                // Written plainly, a reader turns them into blanks inside attributes.
                '\t' | '\n' | '\r' => out.push_str(&format!("&#{};", u32::from(c))),
                c if is_allowed(c) => out.push(c),
                _ => {
                    changed = true;
                    out.push('\u{fffd}');
                }
            }
        }
        self.changed.set(self.changed.get() + usize::from(changed));
        out
    }

    /// What was changed.
    pub(super) fn loss(&self) -> Loss {
        Loss::new(self.changed.get(), "texts", "they hold characters that XML forbids, written as U+FFFD")
    }
}

/// Whether XML 1.0 (fifth edition, production 2) allows a character, tab and line ends apart.
const fn is_allowed(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
