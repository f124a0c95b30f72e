//! A RON text as a tree of values with their places, comments left out.
//!
//! Deserialised values carry no positions, so the good path never needs this. It is walked only when a
//! fault must be shown where it stands, and by the formatter.

use std::ops::Range;

/// The deepest nesting that is followed.
const DEEPEST: usize = 128;

/// What stands before a name that would otherwise be read as something else: `r#kind` is the name `kind`.
const RAW: &str = "r#";

/// A value and where it stands, in bytes of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// From its first to after its last byte.
    pub span: Range<usize>,
    /// What it is.
    pub node: Node,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// `(a: 1, b: 2)`, with or without a name before it.
    Struct(Vec<Field>),
    /// `("a", "b")`, with or without a name before it.
    Tuple(Vec<Tree>),
    /// `["a", "b"]`.
    List(Vec<Tree>),
    /// `{"a": "b"}`.
    Map(Vec<(Tree, Tree)>),
    /// A string, number, character or bare word.
    Atom,
}

/// A named value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub name_span: Range<usize>,
    /// Its value.
    pub value: Tree,
}

/// A step from a value into one of its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A field of a struct.
    Field(&'static str),
    /// An element of a list.
    Index(usize),
    /// The value at a key of a map.
    Key(String),
    /// A key of a map itself.
    KeyName(String),
}

/// A text that is no RON: where it goes wrong, and what stands before that.
#[derive(Debug, Clone)]
pub struct Broken {
    /// The byte at which it goes wrong.
    pub at: usize,
    /// The value as far as it could be read.
    pub read: Tree,
    /// Whether it is nothing but the depth that is wrong.
    pub is_too_deep: bool,
}

impl Tree {
    /// Reads a text.
    ///
    /// # Errors
    /// When brackets or strings do not close, or nest too deep; what was read before is kept.
    pub fn read(text: &str) -> Result<Self, Box<Broken>> {
        let mut reader = Reader { text, at: 0, broken: None, is_too_deep: false };
        reader.skip_attributes();
        let read = reader.value(0);
        reader.skip();
        if reader.broken.is_none() && reader.at < text.len() {
            reader.broken = Some(reader.at);
        }
        match reader.broken {
            None => Ok(read),
            Some(at) => Err(Box::new(Broken { at, read, is_too_deep: reader.is_too_deep })),
        }
    }

    /// The fields of a struct; empty for anything else.
    pub fn fields(&self) -> &[Field] {
        match &self.node {
            Node::Struct(fields) => fields,
            _ => &[],
        }
    }

    /// The elements of a list; empty for anything else.
    pub fn elements(&self) -> &[Self] {
        match &self.node {
            Node::List(elements) | Node::Tuple(elements) => elements,
            _ => &[],
        }
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&Self> {
        self.fields().iter().find(|field| field.name == name).map(|field| &field.value)
    }

    /// Returns the value that `path` leads to, or the last one on the way that exists.
    pub fn follow(&self, path: &[Step], text: &str) -> &Self {
        let Some((step, rest)) = path.split_first() else {
            return self;
        };
        let next = match step {
            Step::Field(name) => self.field(name),
            Step::Index(index) => self.elements().get(*index),
            Step::Key(key) => self.entry(key, text).map(|(_, value)| value),
            Step::KeyName(key) => self.entry(key, text).map(|(name, _)| name),
        };
        next.map_or(self, |next| next.follow(rest, text))
    }

    /// The entry of a map at a key, as written between quotes.
    fn entry(&self, key: &str, text: &str) -> Option<&(Self, Self)> {
        let Node::Map(entries) = &self.node else { return None };
        entries.iter().find(|(name, _)| text.get(name.span.clone()).is_some_and(|name| name.trim_matches('"') == key))
    }

    /// Returns the innermost struct that byte `at` lies in, its closing bracket included.
    pub fn enclosing_struct(&self, at: usize) -> Option<Range<usize>> {
        let inner = match &self.node {
            Node::Struct(fields) => fields.iter().find_map(|field| field.value.enclosing_struct(at)),
            Node::List(elements) | Node::Tuple(elements) => elements.iter().find_map(|it| it.enclosing_struct(at)),
            Node::Map(entries) => entries.iter().find_map(|(_, value)| value.enclosing_struct(at)),
            Node::Atom => None,
        };
        let is_struct = matches!(self.node, Node::Struct(_)) && self.span.start < at && at <= self.span.end;
        inner.or_else(|| is_struct.then(|| self.span.clone()))
    }

    /// Returns the innermost field or element around byte `at`: its whole span, with its name.
    pub fn innermost(&self, at: usize) -> Option<Range<usize>> {
        let within = |span: &Range<usize>| span.start <= at && at <= span.end;
        match &self.node {
            Node::Struct(fields) => fields.iter().find_map(|field| {
                let whole = field.name_span.start..field.value.span.end;
                within(&whole).then(|| field.value.innermost(at).unwrap_or(whole))
            }),
            Node::List(elements) | Node::Tuple(elements) => elements.iter().find_map(|element| {
                within(&element.span).then(|| element.innermost(at).unwrap_or_else(|| element.span.clone()))
            }),
            Node::Map(entries) => entries.iter().find_map(|(key, value)| {
                let whole = key.span.start..value.span.end;
                within(&whole).then_some(whole)
            }),
            Node::Atom => None,
        }
    }
}

/// Whether a raw string begins here: `r#"a "word""#`, and not the name `r#kind`.
pub(super) fn is_raw_string(rest: &str) -> bool {
    rest.strip_prefix('r').is_some_and(|rest| rest.trim_start_matches('#').starts_with('"'))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    broken: Option<usize>,
    is_too_deep: bool,
}

impl<'t> Reader<'t> {
    /// What has not been passed yet.
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn pass(&mut self, bytes: usize) {
        self.at = self.at.saturating_add(bytes);
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn starts_with(&self, what: &str) -> bool {
        self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(what.as_bytes()))
    }

    fn fail(&mut self) {
        self.broken.get_or_insert(self.at);
    }

    /// Skips blanks and comments.
    fn skip(&mut self) {
        while let Some(byte) = self.peek() {
            if byte.is_ascii_whitespace() {
                self.pass(1);
            } else if self.starts_with("//") {
                self.pass(self.rest().find('\n').unwrap_or(self.rest().len()));
            } else if self.starts_with("/*") {
                self.skip_block_comment();
            } else if byte >= 0x80 && self.rest().starts_with(char::is_whitespace) {
                self.pass(self.rest().chars().next().map_or(1, char::len_utf8));
            } else {
                break;
            }
        }
    }

    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.text.len() {
            if self.starts_with("/*") {
                depth = depth.saturating_add(1);
                self.pass(2);
            } else if self.starts_with("*/") {
                depth = depth.saturating_sub(1);
                self.pass(2);
                if depth == 0 {
                    return;
                }
            } else {
                self.pass(1);
            }
        }
        self.fail();
    }

    /// Skips `#![enable(…)]` lines.
    fn skip_attributes(&mut self) {
        self.skip();
        while self.starts_with("#") {
            match self.rest().find(']') {
                Some(end) => self.pass(end.saturating_add(1)),
                None => return self.fail(),
            }
            self.skip();
        }
    }

    fn value(&mut self, depth: usize) -> Tree {
        self.skip();
        let start = self.at;
        if depth > DEEPEST {
            self.is_too_deep |= self.broken.is_none();
            self.fail();
        }
        if self.broken.is_some() {
            return Tree { span: start..start, node: Node::Atom };
        }
        let node = match self.peek() {
            Some(b'(') => self.parenthesised(depth),
            Some(b'[') => Node::List(self.sequence(b']', depth)),
            Some(b'{') => self.map(depth),
            Some(b'"') => self.string(),
            Some(b'\'') => self.character(),
            // What has no quote behind its hashes is a name: `r#kind`.
            Some(b'r') if is_raw_string(self.rest()) => self.raw_string(),
            _ => self.word(depth),
        };
        Tree { span: start..self.at, node }
    }

    /// A bare word, a number, or a name with a struct or tuple after it.
    fn word(&mut self, depth: usize) -> Node {
        let start = self.at;
        while let Some(byte) = self.peek() {
            let inside = byte == b'#' && self.at > start;
            if byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'+' | b'.') || inside || byte >= 0x80 {
                self.pass(1);
            } else {
                break;
            }
        }
        if self.at == start {
            self.fail();
            return Node::Atom;
        }
        let after_word = self.at;
        self.skip();
        if self.peek() == Some(b'(') {
            return self.parenthesised(depth);
        }
        self.at = after_word;
        Node::Atom
    }

    fn string(&mut self) -> Node {
        let opening = self.at;
        self.pass(1);
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.pass(1);
                    return Node::Atom;
                }
                b'\\' => self.pass(2),
                _ => self.pass(1),
            }
        }
        self.at = self.text.len();
        self.broken.get_or_insert(opening);
        Node::Atom
    }

    fn character(&mut self) -> Node {
        let closing = self.rest().char_indices().skip(2).find(|(_, c)| *c == '\'');
        if let Some((offset, _)) = closing {
            self.pass(offset.saturating_add(1));
        } else {
            self.fail();
            self.at = self.text.len();
        }
        Node::Atom
    }

    fn raw_string(&mut self) -> Node {
        let hashes = self.rest().bytes().skip(1).take_while(|byte| *byte == b'#').count();
        let closing = format!("\"{}", "#".repeat(hashes));
        let body = self.rest().get(hashes.saturating_add(2)..).and_then(|body| body.split_once(&closing));
        if let Some((_, behind)) = body {
            self.at = self.text.len().saturating_sub(behind.len());
        } else {
            self.fail();
            self.at = self.text.len();
        }
        Node::Atom
    }

    fn sequence(&mut self, closing: u8, depth: usize) -> Vec<Tree> {
        self.pass(1);
        let mut elements = Vec::new();
        loop {
            self.skip();
            if self.closes(closing) {
                return elements;
            }
            let element = self.value(depth.saturating_add(1));
            if self.broken.is_some() {
                return elements;
            }
            elements.push(element);
            self.separator(closing);
        }
    }

    fn map(&mut self, depth: usize) -> Node {
        self.pass(1);
        let mut entries = Vec::new();
        loop {
            self.skip();
            if self.closes(b'}') {
                return Node::Map(entries);
            }
            let key = self.value(depth.saturating_add(1));
            self.colon();
            let value = self.value(depth.saturating_add(1));
            if self.broken.is_some() {
                return Node::Map(entries);
            }
            entries.push((key, value));
            self.separator(b'}');
        }
    }

    fn parenthesised(&mut self, depth: usize) -> Node {
        let opening = self.at;
        self.pass(1);
        self.skip();
        if self.field_name().is_none() && self.peek() != Some(b')') {
            self.at = opening;
            return Node::Tuple(self.sequence(b')', depth));
        }
        let mut fields = Vec::new();
        loop {
            self.skip();
            if self.closes(b')') {
                return Node::Struct(fields);
            }
            let Some(name_span) = self.field_name() else {
                self.fail();
                return Node::Struct(fields);
            };
            self.at = name_span.end;
            self.colon();
            let value = self.value(depth.saturating_add(1));
            if value.span.is_empty() && self.broken.is_some() {
                return Node::Struct(fields);
            }
            let name = self.text.get(name_span.clone()).unwrap_or_default();
            fields.push(Field { name: name.trim_start_matches(RAW).to_owned(), name_span, value });
            if self.broken.is_some() {
                return Node::Struct(fields);
            }
            self.separator(b')');
        }
    }

    /// The span of the name here, if one with a colon after it stands here. Moves nothing.
    fn field_name(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        if self.starts_with(RAW) {
            self.pass(RAW.len());
        }
        let length = self.rest().bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        self.pass(length);
        let end = self.at;
        self.skip();
        let named = length > 0 && self.peek() == Some(b':');
        self.at = start;
        named.then_some(start..end)
    }

    fn colon(&mut self) {
        self.skip();
        if self.peek() == Some(b':') { self.pass(1) } else { self.fail() }
    }

    /// Whether the bracket closes here, or nothing more can be read.
    fn closes(&mut self, closing: u8) -> bool {
        match self.peek() {
            Some(byte) if byte == closing => {
                self.pass(1);
                true
            }
            None => {
                self.fail();
                true
            }
            _ => self.broken.is_some(),
        }
    }

    fn separator(&mut self, closing: u8) {
        self.skip();
        match self.peek() {
            Some(b',') => self.pass(1),
            Some(byte) if byte == closing => {}
            _ => self.fail(),
        }
    }
}
