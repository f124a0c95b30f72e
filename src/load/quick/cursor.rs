//! The tokens of RON as book files use them.
//!
//! Every method answers `None` for whatever is faulty or merely unusual (raw strings, byte escapes, blanks outside
//! of ASCII): the thorough reader knows what to make of it.

use std::borrow::Cow;

use crate::model::seek::{equal, seek};

/// A place in a text.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

/// Bytes that may stand in a word.
#[expect(clippy::indexing_slicing, reason = "computed while compiling, where a place out of bounds is an error")]
const WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    table
};

impl<'t> Cursor<'t> {
    pub const fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The byte it stands at, counted from the start of the text.
    pub const fn at(&self) -> usize {
        self.at
    }

    /// The place so many bytes further on, which lie in the text or a few bytes behind its end.
    #[inline]
    #[expect(clippy::arithmetic_side_effects, reason = "no text is longer than half of what a place can be")]
    const fn further(&self, bytes: usize) -> usize {
        self.at + bytes
    }

    /// Passes over so many bytes.
    #[inline]
    const fn pass(&mut self, bytes: usize) {
        self.at = self.further(bytes);
    }

    /// The byte here; 0 at the end.
    #[inline]
    pub fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// The next sixteen bytes as a number, the first the lowest; `None` where there are fewer.
    #[inline]
    pub fn sixteen(&self) -> Option<u128> {
        self.text.as_bytes().get(self.at..)?.first_chunk().map(|bytes| u128::from_le_bytes(*bytes))
    }

    pub const fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    /// Passes over blanks and comments.
    #[inline]
    pub fn skip(&mut self) -> Option<()> {
        // Letters, digits and most signs stand behind all that could be passed over.
        if self.peek() > b'/' { Some(()) } else { self.skip_blanks() }
    }

    #[inline]
    fn skip_blanks(&mut self) -> Option<()> {
        loop {
            match self.peek() {
                b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c => self.pass(1),
                b'/' => self.comment()?,
                _ => return Some(()),
            }
        }
    }

    #[cold]
    fn comment(&mut self) -> Option<()> {
        let bytes = self.text.as_bytes();
        match bytes.get(self.further(1))? {
            b'/' => {
                let rest = bytes.get(self.at..)?;
                self.at = memchr::memchr(b'\n', rest).map_or(bytes.len(), |end| self.further(end));
            }
            b'*' => {
                self.pass(2);
                let mut depth = 1_usize;
                while depth > 0 {
                    let rest = bytes.get(self.at..)?;
                    self.pass(memchr::memchr2(b'/', b'*', rest)?);
                    let (deeper, length) = match (bytes.get(self.at)?, bytes.get(self.further(1))) {
                        (b'/', Some(b'*')) => (depth.checked_add(1)?, 2),
                        (b'*', Some(b'/')) => (depth.checked_sub(1)?, 2),
                        _ => (depth, 1),
                    };
                    depth = deeper;
                    self.pass(length);
                }
            }
            _ => return None,
        }
        Some(())
    }

    /// Passes over `byte`, if it stands here.
    #[inline]
    pub fn eat(&mut self, byte: u8) -> bool {
        let stands_here = self.peek() == byte && !self.is_at_end();
        self.pass(usize::from(stands_here));
        stands_here
    }

    /// Passes over `byte`, which must stand here.
    #[inline]
    pub fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    /// Passes over a whole text, which must stand here.
    pub fn expect_all(&mut self, wanted: &str) -> Option<()> {
        self.text.get(self.at..)?.starts_with(wanted).then(|| self.pass(wanted.len()))
    }

    /// Passes over bytes that must stand here.
    #[inline]
    pub fn pass_all(&mut self, wanted: &[u8]) -> Option<()> {
        self.text.as_bytes().get(self.at..)?.starts_with(wanted).then(|| self.pass(wanted.len()))
    }

    /// All of the text.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Passes over what stands in quotes, of which the first was passed, up to the last or to an escape.
    #[inline]
    pub fn quoted(&mut self) -> Option<&'t str> {
        self.up_to(b'"', b'\\')
    }

    /// Passes over the word here; empty where none stands.
    #[inline]
    #[expect(clippy::indexing_slicing, reason = "the table has a place for every byte")]
    pub fn word(&mut self) -> &'t str {
        let start = self.at;
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        self.pass(rest.iter().position(|byte| !WORD[usize::from(*byte)]).unwrap_or(rest.len()));
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Passes over the start of a struct, with its name or without.
    #[inline]
    pub fn open(&mut self, name: &str) -> Option<()> {
        if self.peek() != b'(' {
            if self.word() != name {
                return None;
            }
            self.skip()?;
        }
        self.expect(b'(')
    }

    /// Passes over the name of the next field and its colon; an inner `None` is the end of the struct.
    #[inline]
    #[expect(clippy::option_option, reason = "the outer tells faults, the inner the end")]
    pub fn field(&mut self) -> Option<Option<&'t str>> {
        self.skip()?;
        if self.eat(b')') {
            return Some(None);
        }
        let name = self.word();
        self.colon()?;
        Some(Some(name))
    }

    /// Passes over the name of a field here, of which the colon stands right behind it. Whether it is one is not looked at.
    pub fn name(&mut self) -> Option<&'t str> {
        let name = self.up_to(b':', b':')?;
        self.pass(1);
        self.skip()?;
        Some(name)
    }

    /// Passes over the name of a field that stands here with its colon, and the blanks behind it.
    #[inline]
    pub fn pass_name(&mut self, name: &str) -> Option<()> {
        self.pass(name.len());
        self.pass(1);
        self.skip()
    }

    /// Passes over what stands before a comma or the end of a struct, blanks behind it left out. Whether it is one word
    /// is not looked at.
    #[inline]
    pub fn value(&mut self) -> Option<&'t str> {
        self.up_to(b',', b')').map(str::trim_ascii_end)
    }

    /// Passes over what stands before the first of two bytes of ASCII.
    #[inline]
    fn up_to(&mut self, one: u8, two: u8) -> Option<&'t str> {
        let rest = self.text.as_bytes().get(self.at..)?;
        let length = seek(rest, |word| equal(word, one) | equal(word, two), |byte| byte == one || byte == two)?;
        let passed = self.text.get(self.at..self.further(length))?;
        self.pass(length);
        Some(passed)
    }

    /// Passes over a colon and the blanks around it.
    #[inline]
    pub fn colon(&mut self) -> Option<()> {
        self.skip()?;
        self.expect(b':')?;
        self.skip()
    }

    /// Passes over the comma after an element, which only the last may lack.
    #[inline]
    pub fn comma(&mut self, closing: u8) -> Option<()> {
        self.skip()?;
        (self.eat(b',') || self.peek() == closing).then_some(())
    }

    /// Passes over a list whose elements `pass` passes over.
    #[inline]
    pub fn each(&mut self, mut pass: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.expect(b'[')?;
        loop {
            self.skip()?;
            if self.eat(b']') {
                return Some(());
            }
            pass(self)?;
            self.comma(b']')?;
        }
    }

    /// Reads a text in quotes.
    #[inline]
    pub fn string(&mut self) -> Option<Cow<'t, str>> {
        let mut ahead = *self;
        if let Some(read) = ahead.plain() {
            *self = ahead;
            return Some(Cow::Borrowed(read));
        }
        self.escaped().map(Cow::Owned)
    }

    /// Reads a text in quotes that has no escapes.
    #[inline]
    pub fn plain(&mut self) -> Option<&'t str> {
        self.expect(b'"')?;
        let read = self.up_to(b'"', b'\\')?;
        self.expect(b'"')?;
        Some(read)
    }

    #[cold]
    fn escaped(&mut self) -> Option<String> {
        self.expect(b'"')?;
        let mut read = String::new();
        loop {
            let rest = self.text.get(self.at..)?;
            let stop = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
            read.push_str(rest.get(..stop)?);
            self.pass(stop);
            self.pass(1);
            if rest.as_bytes().get(stop) == Some(&b'"') {
                return Some(read);
            }
            let escape = self.peek();
            self.pass(1);
            read.push(match escape {
                b'\'' | b'"' | b'\\' => char::from(escape),
                b'n' => '\n',
                b'r' => '\r',
                b't' => '\t',
                b'0' => '\0',
                b'u' => {
                    self.expect(b'{')?;
                    let digits = self.word();
                    self.expect(b'}')?;
                    if digits.is_empty() || digits.len() > 6 {
                        return None;
                    }
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                _ => return None,
            });
        }
    }

    /// Passes over elements of a list up to the first that begins at or after `least`, or to the closing bracket.
    ///
    /// Looks at brackets, strings and comments only; what stands between is looked at by whoever reads it.
    pub fn pass_elements(&mut self, least: usize) -> Option<()> {
        let bytes = self.text.as_bytes();
        let mut depth = 0_usize;
        loop {
            match *bytes.get(self.at)? {
                b'"' => {
                    self.pass(1);
                    loop {
                        let byte = *bytes.get(self.at)?;
                        self.pass(1);
                        match byte {
                            b'"' => break,
                            b'\\' => self.pass(1),
                            _ => {}
                        }
                    }
                    continue;
                }
                b'(' | b'[' | b'{' => depth = depth.checked_add(1)?,
                b')' | b']' | b'}' => {
                    let Some(outer) = depth.checked_sub(1) else {
                        return Some(());
                    };
                    depth = outer;
                }
                b'/' => {
                    self.comment()?;
                    continue;
                }
                // A character or a raw string might hold brackets.
                b'\'' | b'#' => return None,
                b',' if depth == 0 && self.at >= least.saturating_sub(1) => {
                    self.pass(1);
                    return Some(());
                }
                _ => {}
            }
            self.pass(1);
        }
    }
}
