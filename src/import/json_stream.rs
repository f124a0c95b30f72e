//! JSON records one after another: one a line, or the items of one array.

use std::io::BufRead;

use serde::Deserialize;
use serde_json::{Deserializer, Value};

use super::input::Stream;

/// The records of a text, each with its line or with what is wrong with it.
pub(super) struct JsonRecords<'g> {
    stream: Stream<'g>,
    form: Form,
}

/// How the records stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Nothing has been read yet.
    Unknown,
    Lines,
    /// Items of an array; whether one was read already.
    Array(bool),
    Over,
}

impl<'g> JsonRecords<'g> {
    /// The records of a text.
    pub(super) const fn new(stream: Stream<'g>) -> Self {
        Self { stream, form: Form::Unknown }
    }

    /// Passes over blanks and returns the byte after them, which stays where it is.
    fn peek(&mut self) -> Result<Option<u8>, String> {
        loop {
            let buffer = self.stream.fill_buf().map_err(|error| error.to_string())?;
            let Some(first) = buffer.first().copied() else { return Ok(None) };
            if !first.is_ascii_whitespace() {
                return Ok(Some(first));
            }
            let blanks = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.stream.consume(blanks);
        }
    }

    /// One line as a record; what is wrong with it stays with it.
    fn line(&mut self) -> Result<Value, String> {
        let mut bytes = Vec::new();
        if let Err(error) = self.stream.read_until(b'\n', &mut bytes) {
            self.form = Form::Over;
            return Err(error.to_string());
        }
        serde_json::from_slice(&bytes).map_err(|error| {
            let hint = if error.is_eof() { "; a record stands on one line, or in an array" } else { "" };
            // The line of the message would be counted within the record.
            format!("{}{hint}", words(&error))
        })
    }

    /// One item of an array, with its line. After a fault nothing tells where the next one starts, so reading ends.
    fn item(&mut self, is_first: bool) -> Option<(usize, Result<Value, String>)> {
        let read = self.read_item(is_first);
        self.form = if matches!(read, Ok(Some(_))) { Form::Array(true) } else { Form::Over };
        match read {
            Ok(item) => item.map(|(line, value)| (line, Ok(value))),
            Err(why) => Some((self.stream.line(), Err(format!("{why}; nothing after it was read")))),
        }
    }

    fn read_item(&mut self, is_first: bool) -> Result<Option<(usize, Value)>, String> {
        match self.peek()? {
            Some(b']') => {
                self.stream.consume(1);
                return self.peek()?.map_or(Ok(None), |_| Err("something follows the end of the array".to_owned()));
            }
            Some(b',') if !is_first => {
                self.stream.consume(1);
                self.peek()?;
            }
            Some(_) if is_first => {}
            Some(other) => {
                let other = if other.is_ascii() { char::from(other) } else { char::REPLACEMENT_CHARACTER };
                return Err(format!("a comma or the end of the array is missing before {other:?}"));
            }
            None => return Err("the array has no end".to_owned()),
        }
        let first = self.peek()?;
        let line = self.stream.line();
        let read = if first.is_some_and(|first| first == b'-' || first.is_ascii_digit()) {
            serde_json::from_slice(&self.number()?)
        } else {
            Value::deserialize(&mut Deserializer::from_reader(&mut self.stream))
        };
        read.map(|value| Some((line, value))).map_err(|error| words(&error))
    }

    /// The letters of a number. A reader knows its end by what is behind it, and would take that along.
    fn number(&mut self) -> Result<Vec<u8>, String> {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let mut number = Vec::new();
        loop {
            let buffer = self.stream.fill_buf().map_err(|error| error.to_string())?;
            let part = buffer.iter().take_while(|byte| is_part(byte)).count();
            number.extend(buffer.iter().take(part));
            let is_over = part == 0 || part < buffer.len();
            self.stream.consume(part);
            if is_over {
                return Ok(number);
            }
        }
    }
}

impl Iterator for JsonRecords<'_> {
    type Item = (usize, Result<Value, String>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.form == Form::Over {
            return None;
        }
        let first = match self.peek() {
            Ok(first) => first,
            Err(why) => {
                self.form = Form::Over;
                return Some((self.stream.line(), Err(why)));
            }
        };
        if self.form == Form::Unknown {
            self.form = if first == Some(b'[') { Form::Array(false) } else { Form::Lines };
            if first == Some(b'[') {
                self.stream.consume(1);
            }
        }
        let (line, value) = if let Form::Array(has_items) = self.form {
            self.item(!has_items)?
        } else {
            first?;
            (self.stream.line(), self.line())
        };
        Some((line, value.and_then(record)))
    }
}

/// Refuses what is no object.
fn record(value: Value) -> Result<Value, String> {
    if value.is_object() {
        return Ok(value);
    }
    let shown: String = value.to_string().chars().take(40).collect();
    Err(format!("{shown} stands where a record should be"))
}

/// What an error says, without the place within the record.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.rsplit_once(" at line ").map_or(text.clone(), |(words, _)| words.to_owned())
}
