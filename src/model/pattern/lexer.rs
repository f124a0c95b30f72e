//! Cuts a pattern into words, quoted texts and signs.

use std::ops::Range;

use super::PatternError;

/// A piece of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word: letters, digits, `_`, `-` and `/` inside.
    Word(String),
    /// A text in double quotes.
    Quoted(String),
    /// A sign.
    Sign(&'static str),
}

/// A piece with the bytes it covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned {
    /// The piece.
    pub token: Token,
    /// Its bytes.
    pub at: Range<usize>,
}

/// The signs, longer before their own beginnings.
const SIGNS: [&str; 16] = ["-[", "]->", "<-[", "]-", "-->", "<--", "!=", ">=", "<", "=", "|", ",", "[", "]", ">", "-"];

/// Cuts a text into pieces.
pub fn tokens(text: &str) -> Result<Vec<Spanned>, PatternError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        } else if first == '"' {
            let Some(end) = rest[1..].find('"') else {
                return Err(PatternError {
                    message: "the text in quotes does not end".to_owned(),
                    hint: None,
                    at: at..text.len(),
                });
            };
            found.push(Spanned { token: Token::Quoted(rest[1..=end].to_owned()), at: at..at + end + 2 });
            end + 2
        } else if first.is_ascii_alphanumeric() || first == '_' {
            let length = word_length(rest);
            found.push(Spanned { token: Token::Word(rest[..length].to_owned()), at: at..at + length });
            length
        } else if let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) {
            found.push(Spanned { token: Token::Sign(sign), at: at..at + sign.len() });
            sign.len()
        } else {
            return Err(PatternError {
                message: format!("\"{}\" has no meaning here", super::super::visible(&first.to_string())),
                hint: None,
                at: at..at + first.len_utf8(),
            });
        };
        at += length;
    }
    Ok(found)
}

/// The length of the word that `text` begins with. A hyphen or slash belongs to it only between letters, so
/// that `a-[Goods]->b` is read as it is meant.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let plain = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
    let mut end = 0;
    while plain(end) || (matches!(bytes.get(end), Some(b'-' | b'/')) && plain(end + 1)) {
        end += 1;
    }
    end
}
