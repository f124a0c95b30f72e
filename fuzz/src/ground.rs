//! The book that scopes, patterns and claims are asked of.

use std::sync::OnceLock;

use dealgraph::load::write_book;
use dealgraph::model::{Book, PartialDate};

use crate::generated;

/// A book of some twelve deals, always the same.
pub fn ground() -> &'static Book {
    static BOOK: OnceLock<Book> = OnceLock::new();
    BOOK.get_or_init(|| {
        let bytes: Vec<u8> = (0..2000_u32).map(|it| (it.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        generated::records(&mut generated::Draw::new(&bytes), 12).sound().1
    })
}

/// Its text.
pub fn ground_text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| write_book(ground()))
}

/// A text between quotes in RON.
pub fn quoted(text: &str) -> String {
    text.chars().flat_map(char::escape_default).collect()
}

/// A date that is one.
pub fn date(text: &str) -> PartialDate {
    text.parse().expect("a date")
}
