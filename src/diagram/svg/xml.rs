//! Writing XML: elements, attributes, text, each escaped in one place.

use std::fmt::Write as _;

use crate::diagram::layout::Tenths;
use crate::diagram::text::visible;

/// Escapes text for XML content and for attributes in double quotes.
///
/// What XML cannot hold is made visible first, so the result is well-formed for every input.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in visible(text).chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Returns a length in pixels, with one decimal where it has one.
pub(super) fn pixels(length: Tenths) -> String {
    let sign = if length < 0 { "-" } else { "" };
    let (whole, tenth) = (length.abs() / 10, length.abs() % 10);
    if tenth == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{tenth}") }
}

/// Returns hundredths as a number, such as `.78`.
pub(super) fn hundredths(value: u32) -> String {
    if value >= 100 { "1".to_owned() } else { format!(".{value:02}") }
}

/// A document that grows by elements.
#[derive(Debug, Default)]
pub(super) struct Document {
    text: String,
    depth: usize,
}

impl Document {
    /// Opens an element; its children follow.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push_str(">\n");
        self.depth += 1;
    }

    /// Closes the element opened last.
    pub(super) fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.indent();
        let _ = writeln!(self.text, "</{name}>");
    }

    /// Writes an element without children.
    pub(super) fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.tag(name, attributes);
        self.text.push_str("/>\n");
    }

    /// Writes an element that holds text.
    pub(super) fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.tag(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", escape(text));
    }

    /// Returns the document.
    pub(super) fn finish(self) -> String {
        self.text
    }

    fn tag(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(self.text, " {key}=\"{}\"", escape(value).replace('\n', "&#10;"));
        }
    }

    fn indent(&mut self) {
        for _level in 0..self.depth {
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(escape("<b>A&B</b> \"x\" 'y' \0"), "&lt;b&gt;A&amp;B&lt;/b&gt; &quot;x&quot; &#39;y&#39; ␀");
    }

    #[test]
    fn tenths_print_as_pixels() {
        assert_eq!([pixels(120), pixels(125), pixels(-5), pixels(0)], ["12", "12.5", "-0.5", "0"]);
    }
}
