//! Writes a book file in the canonical layout: four blanks a level, a trailing comma in every broken group,
//! a group on one line where it fits. Comments, and single blank lines between records, stay.
//!
//! The layout follows the text, not the model: nothing is reordered, no value is rewritten, so a formatted
//! file means what it meant. Formatting twice changes nothing more.

use super::tree::{Tree, is_raw_string};

/// The widest line of a canonical file.
pub const WIDEST_LINE: usize = 110;

/// A text that cannot be formatted because it is no RON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: this is no RON from here on (a bracket, a quote or a comma may be missing); nothing was formatted"
)]
pub struct FormatError {
    /// The line, counted from 1.
    pub line: usize,
}

/// Returns a book file in the canonical layout.
///
/// # Errors
/// When the text is no RON.
pub fn format_text(text: &str) -> Result<String, FormatError> {
    if let Err(broken) = Tree::read(text) {
        let (sound, _) = text.split_at(text.floor_char_boundary(broken.at));
        return Err(FormatError { line: sound.split('\n').count() });
    }
    let mut reader = Reader { tokens: tokens(text), at: 0 };
    let file = reader.items(None);
    let mut out = String::with_capacity(text.len());
    for (rank, item) in file.items.iter().enumerate() {
        item.write(&mut out, 0, rank == 0, Comma::Never);
    }
    write_comments(&mut out, &file.dangling, 0);
    while out.ends_with("\n\n") {
        out.pop();
    }
    Ok(out)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Open,
    Close,
    Comma,
    Colon,
    Comment,
    Attribute,
}

#[derive(Debug, Clone, Copy)]
struct Token<'t> {
    kind: Kind,
    text: &'t str,
    /// Line breaks between the token before and this one.
    breaks: usize,
}

/// Splits a text that is known to be RON.
fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut left = text;
    while !left.is_empty() {
        let rest = left.trim_start();
        let blanks = left.get(..left.len().saturating_sub(rest.len())).unwrap_or_default();
        let breaks = blanks.matches('\n').count();
        let Some(first) = rest.chars().next() else { break };
        let (kind, length) = match first {
            '(' | '[' | '{' => (Kind::Open, 1),
            ')' | ']' | '}' => (Kind::Close, 1),
            ',' => (Kind::Comma, 1),
            ':' => (Kind::Colon, 1),
            '#' => (Kind::Attribute, rest.split_inclusive(']').next().map_or(0, str::len)),
            '/' if rest.starts_with("//") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len())),
            '/' => (Kind::Comment, block_comment(rest)),
            '"' => (Kind::Word, string(rest)),
            '\'' => (Kind::Word, character(rest)),
            'r' if is_raw_string(rest) => (Kind::Word, raw_string(rest)),
            _ => (Kind::Word, word(rest)),
        };
        let (token, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        found.push(Token { kind, text: token.trim_end(), breaks });
        left = behind;
    }
    found
}

fn word(rest: &str) -> usize {
    let ends = |c: char| c.is_whitespace() || "()[]{},:\"'/".contains(c);
    rest.find(ends).unwrap_or(rest.len()).max(rest.chars().next().map_or(1, char::len_utf8))
}

fn string(rest: &str) -> usize {
    let mut escaped = false;
    for (offset, c) in rest.char_indices().skip(1) {
        match c {
            '"' if !escaped => return offset.saturating_add(1),
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    rest.len()
}

fn character(rest: &str) -> usize {
    rest.char_indices().skip(2).find(|(_, c)| *c == '\'').map_or(rest.len(), |(offset, _)| offset.saturating_add(1))
}

fn raw_string(rest: &str) -> usize {
    let hashes = rest.bytes().skip(1).take_while(|byte| *byte == b'#').count();
    let closing = format!("\"{}", "#".repeat(hashes));
    // The body begins behind the letter, the hashes and the opening quote.
    let body = rest.get(hashes.saturating_add(2)..).and_then(|body| body.split_once(&closing));
    body.map_or(rest.len(), |(_, behind)| rest.len().saturating_sub(behind.len()))
}

fn block_comment(rest: &str) -> usize {
    let (mut depth, mut tail) = (0_usize, rest);
    while let Some(first) = tail.chars().next() {
        if let Some(inside) = tail.strip_prefix("/*") {
            depth = depth.saturating_add(1);
            tail = inside;
        } else if let Some(behind) = tail.strip_prefix("*/") {
            depth = depth.saturating_sub(1);
            tail = behind;
            if depth == 0 {
                return rest.len().saturating_sub(tail.len());
            }
        } else {
            tail = tail.split_at(first.len_utf8()).1;
        }
    }
    rest.len()
}

/// A value in a group, with the comments that belong to it.
#[derive(Debug, Default)]
struct Item<'t> {
    blank_before: bool,
    leading: Vec<&'t str>,
    key: Option<&'t str>,
    value: Value<'t>,
    trailing: Vec<&'t str>,
}

#[derive(Debug, Default)]
enum Value<'t> {
    #[default]
    Nothing,
    Word(&'t str),
    Group(Group<'t>),
}

#[derive(Debug, Default)]
struct Group<'t> {
    /// The name before a struct.
    name: &'t str,
    open: &'t str,
    close: &'t str,
    items: Vec<Item<'t>>,
    /// Comments after the last item.
    dangling: Vec<&'t str>,
}

struct Reader<'t> {
    tokens: Vec<Token<'t>>,
    at: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<Token<'t>> {
        self.tokens.get(self.at).copied()
    }

    fn pass(&mut self) {
        self.at = self.at.saturating_add(1);
    }

    /// Reads items up to the closing bracket of `open`, or to the end of the text.
    fn items(&mut self, open: Option<Token<'t>>) -> Group<'t> {
        let mut group = Group { open: open.map_or("", |open| open.text), ..Group::default() };
        let mut item = Item::default();
        while let Some(token) = self.peek() {
            self.pass();
            match token.kind {
                Kind::Close => {
                    group.close = token.text;
                    break;
                }
                Kind::Comment if matches!(item.value, Value::Nothing) => {
                    item.blank_before |= item.leading.is_empty() && token.breaks > 1;
                    item.leading.push(token.text);
                }
                Kind::Comment if token.breaks == 0 => item.trailing.push(token.text),
                Kind::Comment => {
                    // On a line of its own after a value without a comma: it leads what follows.
                    group.items.push(std::mem::take(&mut item));
                    item.leading.push(token.text);
                }
                Kind::Comma if matches!(item.value, Value::Nothing) => {}
                Kind::Comma => {
                    self.trailing_comment(&mut item);
                    group.items.push(std::mem::take(&mut item));
                }
                Kind::Attribute => {
                    let value = Value::Word(token.text);
                    group.items.push(Item { value, ..std::mem::take(&mut item) });
                }
                Kind::Colon => {
                    if let Value::Word(word) = std::mem::take(&mut item.value) {
                        item.key = Some(word);
                    }
                }
                Kind::Word => {
                    item.blank_before |= item.leading.is_empty() && item.key.is_none() && token.breaks > 1;
                    item.value = self.word_or_named_group(token);
                }
                Kind::Open => {
                    item.blank_before |= item.leading.is_empty() && item.key.is_none() && token.breaks > 1;
                    item.value = Value::Group(self.items(Some(token)));
                }
            }
        }
        if matches!(item.value, Value::Nothing) {
            group.dangling = item.leading;
        } else {
            group.items.push(item);
        }
        group
    }

    fn word_or_named_group(&mut self, word: Token<'t>) -> Value<'t> {
        match self.peek() {
            Some(open) if open.kind == Kind::Open && open.text == "(" => {
                self.pass();
                Value::Group(Group { name: word.text, ..self.items(Some(open)) })
            }
            _ => Value::Word(word.text),
        }
    }

    /// A comment on the line of the comma belongs to the item before it.
    fn trailing_comment(&mut self, item: &mut Item<'t>) {
        while let Some(token) = self.peek() {
            if token.kind != Kind::Comment || token.breaks > 0 {
                break;
            }
            item.trailing.push(token.text);
            self.pass();
        }
    }
}

/// Whether a comma follows an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comma {
    Always,
    Never,
}

impl Item<'_> {
    /// Puts the item on one line; `None` where a comment or a line break stands in it, or the line is too long anyway.
    fn on_one_line(&self, line: &mut String) -> Option<()> {
        if !self.leading.is_empty() || !self.trailing.is_empty() {
            return None;
        }
        if let Some(key) = self.key {
            line.push_str(key);
            line.push_str(": ");
        }
        match &self.value {
            Value::Nothing => Some(()),
            Value::Word(word) if word.contains('\n') => None,
            Value::Word(word) => {
                line.push_str(word);
                Some(())
            }
            Value::Group(group) => group.on_one_line(line),
        }
    }

    fn write(&self, out: &mut String, indent: usize, first: bool, comma: Comma) {
        if self.blank_before && !first {
            out.push('\n');
        }
        write_comments(out, &self.leading, indent);
        pad(out, indent);
        if let Some(key) = self.key {
            out.push_str(key);
            out.push_str(": ");
        }
        match &self.value {
            Value::Nothing => {}
            Value::Word(word) => out.push_str(word),
            Value::Group(group) => {
                let key = self.key.map_or(0, |key| key.chars().count().saturating_add(2));
                let comma_width = usize::from(comma == Comma::Always);
                let around = [indent.saturating_mul(4), key, comma_width].into_iter().fold(0, usize::saturating_add);
                let fits = |line: &String| line.chars().count().saturating_add(around) <= WIDEST_LINE;
                let mut line = String::new();
                if indent > 0 && group.on_one_line(&mut line).is_some() && fits(&line) {
                    out.push_str(&line);
                } else {
                    group.write_broken(out, indent);
                }
            }
        }
        if comma == Comma::Always {
            out.push(',');
        }
        for comment in &self.trailing {
            out.push(' ');
            out.push_str(comment);
        }
        out.push('\n');
    }
}

impl Group<'_> {
    fn on_one_line(&self, line: &mut String) -> Option<()> {
        if !self.dangling.is_empty() {
            return None;
        }
        line.push_str(self.name);
        line.push_str(self.open);
        for (rank, item) in self.items.iter().enumerate() {
            line.push_str(if rank == 0 { "" } else { ", " });
            item.on_one_line(line)?;
            // A character has four bytes at most.
            if line.len() > WIDEST_LINE.saturating_mul(4) {
                return None;
            }
        }
        line.push_str(self.close);
        Some(())
    }

    fn write_broken(&self, out: &mut String, indent: usize) {
        out.push_str(self.name);
        out.push_str(self.open);
        out.push('\n');
        let inside = indent.saturating_add(1);
        for (rank, item) in self.items.iter().enumerate() {
            item.write(out, inside, rank == 0, Comma::Always);
        }
        write_comments(out, &self.dangling, inside);
        pad(out, indent);
        out.push_str(self.close);
    }
}

fn pad(out: &mut String, indent: usize) {
    for _ in 0..indent {
        out.push_str("    ");
    }
}

fn write_comments(out: &mut String, comments: &[&str], indent: usize) {
    for comment in comments {
        pad(out, indent);
        out.push_str(comment);
        out.push('\n');
    }
}
