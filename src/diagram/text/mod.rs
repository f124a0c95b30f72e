//! Text as every printer shows it: hostile characters made visible, long lines wrapped.

pub mod metrics;
mod wrap;

use std::borrow::Cow;

pub use wrap::{is_one_line, wrap};

/// Returns `text` with every character that could break or disguise a drawing replaced by one that can be
/// seen.
///
/// Line breaks (`\n`, `\r\n`, `\r`, U+2028, U+2029) become `\n`; tabs become spaces. Control characters
/// become the control pictures of Unicode (NUL is `␀`), and the controls above U+007F, the directional
/// overrides and isolates, and the noncharacters that XML forbids become U+FFFD. Letters of every script,
/// right-to-left ones too, and the joiners that emoji need stay as they are.
pub fn visible(text: &str) -> Cow<'_, str> {
    // Most names are of letters that are shown as they are.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' | '\u{2028}' | '\u{2029}' => shown.push('\n'),
            '\r' => {
                if characters.peek() == Some(&'\n') {
                    characters.next();
                }
                shown.push('\n');
            }
            '\t' => shown.push(' '),
            '\0'..='\u{1f}' => shown.push(control_picture(character)),
            '\u{7f}' => shown.push('\u{2421}'),
            _ if is_disguise(character) => shown.push(char::REPLACEMENT_CHARACTER),
            _ => shown.push(character),
        }
    }
    Cow::Owned(shown)
}

/// Returns `text` as [`visible`] does, on one line: line breaks become spaces.
pub fn visible_line(text: &str) -> String {
    visible(text).replace('\n', " ")
}

/// Returns the picture of a control character below U+0020.
fn control_picture(character: char) -> char {
    char::from_u32(0x2400 + u32::from(character)).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Tells whether a character changes how its neighbours are read, or may not stand in XML.
fn is_disguise(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{fffe}'
            | '\u{ffff}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_pictures() {
        assert_eq!(visible("a\0b\u{1b}[31m\u{7f}"), "a␀b␛[31m␡");
    }

    #[test]
    fn every_line_break_is_the_same() {
        assert_eq!(visible("a\r\nb\rc\u{2028}d\ne"), "a\nb\nc\nd\ne");
        assert_eq!(visible_line("a\r\nb"), "a b");
    }

    #[test]
    fn directional_overrides_cannot_disguise_a_name() {
        assert_eq!(visible("\u{202e}gnp.exe\u{2066}"), "\u{fffd}gnp.exe\u{fffd}");
    }

    #[test]
    fn right_to_left_letters_and_emoji_stay() {
        assert_eq!(visible("שלום 👩‍🚀"), "שלום 👩‍🚀");
    }
}
