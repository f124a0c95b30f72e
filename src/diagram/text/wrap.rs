//! Breaking a label into lines.

use std::borrow::Cow;

use super::metrics::{Face, most_width, width};
use super::visible;

/// Breaks text into lines no wider than `limit` tenths of a pixel at a type size in pixels.
///
/// Lines break at spaces, else after a hyphen, slash or dot, else in the middle of a word; `\n` always
/// breaks. No character other than a space at a break is lost. Text is never cut: five hundred characters
/// become many lines. Returns no line for empty text.
pub fn wrap(text: &str, limit: i64, size: i64, face: Face) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        if stays(paragraph, limit, size, face) {
            lines.push(paragraph.to_owned());
            continue;
        }
        let mut line = String::new();
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&joined, size, face) <= limit {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line = break_word(word, limit, size, face, &mut lines);
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    lines
}

/// Whether text is shown as it is, in one line.
pub fn is_one_line(text: &str, limit: i64, size: i64, face: Face) -> bool {
    matches!(visible(text), Cow::Borrowed(_)) && stays(text, limit, size, face)
}

/// Whether a paragraph is one line without a blank too many.
fn stays(paragraph: &str, limit: i64, size: i64, face: Face) -> bool {
    let fits = || most_width(paragraph.len(), size) <= limit || width(paragraph, size, face) <= limit;
    paragraph.split(' ').all(|word| !word.is_empty()) && fits()
}

/// Pushes the full lines of a word that may be too long for one, and returns what is left of it.
fn break_word(word: &str, limit: i64, size: i64, face: Face, lines: &mut Vec<String>) -> String {
    let mut rest = word;
    while width(rest, size, face) > limit {
        let mut end = 0;
        let mut soft_end = 0;
        for (start, character) in rest.char_indices() {
            let next = start + character.len_utf8();
            if end > 0 && width(&rest[..next], size, face) > limit {
                break;
            }
            end = next;
            if matches!(character, '-' | '/' | '.' | '_' | ',') {
                soft_end = next;
            }
        }
        let cut = if soft_end > 0 && soft_end * 2 >= end { soft_end } else { end };
        if cut >= rest.len() {
            break;
        }
        lines.push(rest[..cut].to_owned());
        rest = &rest[cut..];
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, limit: i64, expected: &[&str]) {
        assert_eq!(wrap(text, limit, 10, Face::Regular), expected);
    }

    #[test]
    fn short_text_is_one_line() {
        check("Acme", 1000, &["Acme"]);
    }

    #[test]
    fn long_text_breaks_at_spaces() {
        check("Orion Compute Holdings", 700, &["Orion", "Compute", "Holdings"]);
    }

    #[test]
    fn a_long_word_breaks_rather_than_overflows() {
        let lines = wrap(&"x".repeat(500), 900, 10, Face::Regular);
        assert!(lines.iter().all(|line| width(line, 10, Face::Regular) <= 900));
        assert_eq!(lines.concat(), "x".repeat(500));
    }

    #[test]
    fn empty_text_has_no_lines() {
        check("", 100, &[]);
        check("  \n ", 100, &[]);
    }

    #[test]
    fn a_limit_narrower_than_a_letter_still_ends() {
        assert_eq!(wrap("WW", 1, 10, Face::Regular), ["W", "W"]);
    }
}
