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
    let mut rest = text.trim_start();
    // What is left is the end of the text, so that its length tells the place.
    let place = |rest: &str| text.len().saturating_sub(rest.len());
    while let Some(first) = rest.chars().next() {
        let at = place(rest);
        let fault = |message: String, at| Err(PatternError { message, hint: None, at });
        let (token, behind) = if let Some(quoted) = rest.strip_prefix('"') {
            let Some((inside, behind)) = quoted.split_once('"') else {
                return fault("the text in quotes does not end".to_owned(), at..text.len());
            };
            (Token::Quoted(inside.to_owned()), behind)
        } else if first.is_ascii_alphanumeric() || first == '_' {
            let (word, behind) = rest.split_at(word_length(rest));
            (Token::Word(word.to_owned()), behind)
        } else if let Some(found) = SIGNS.into_iter().find_map(|sign| Some((sign, rest.strip_prefix(sign)?))) {
            (Token::Sign(found.0), found.1)
        } else {
            let behind = rest.split_at(first.len_utf8()).1;
            let message = format!("\"{}\" has no meaning here", super::super::visible(&first.to_string()));
            return fault(message, at..place(behind));
        };
        found.push(Spanned { token, at: at..place(behind) });
        rest = behind.trim_start();
    }
    Ok(found)
}

/// The length of the word that `text` begins with. A hyphen or slash belongs to it only between letters, so
/// that `a-[Goods]->b` is read as it is meant.
fn word_length(text: &str) -> usize {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest
        && (plain(first) || (matches!(first, b'-' | b'/') && behind.first().is_some_and(plain)))
    {
        rest = behind;
    }
    text.len().saturating_sub(rest.len())
}
