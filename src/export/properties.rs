//! Records of FollowTheMoney: properties are put into JSON one after another, and those that several records share only
//! once.

use std::fmt::Display;

use super::sheet::Sheet;

/// Properties in the making, in the order in which they are set. Those that nobody fills are left away.
#[derive(Debug, Default)]
pub(super) struct Properties {
    json: Vec<u8>,
}

/// How far properties were set, to come back to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark(usize);

impl Properties {
    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        self.json.clear();
    }

    /// Whether none is set.
    pub(super) fn is_empty(&self) -> bool {
        self.json.is_empty()
    }

    /// How far they are set.
    pub(super) fn mark(&self) -> Mark {
        Mark(self.json.len())
    }

    /// Forgets those set after a mark.
    pub(super) fn back_to(&mut self, mark: Mark) {
        self.json.truncate(mark.0);
    }

    /// Sets a property of one value.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.set_all(name, std::iter::once(value));
    }

    /// Sets a property to what a value displays, where there is one.
    pub(super) fn show(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.set(name, &value.to_string());
        }
    }

    /// Sets a property of any number of values.
    pub(super) fn set_all<'v>(&mut self, name: &str, values: impl Iterator<Item = &'v str>) {
        let before = self.mark();
        if !self.json.is_empty() {
            self.json.push(b',');
        }
        push_text(name, &mut self.json);
        self.json.push(b':');
        let (mut opening, mut is_filled) = (b'[', false);
        for value in values {
            self.json.push(std::mem::replace(&mut opening, b','));
            push_text(value, &mut self.json);
            is_filled |= !value.is_empty();
        }
        self.json.push(b']');
        if !is_filled {
            self.back_to(before);
        }
    }

    /// Appends a record of these properties, on a line of its own.
    pub(super) fn record(&self, id: &str, schema: &str, out: &mut Sheet) {
        // Neither has anything to escape.
        for part in ["{\"id\":\"", id, "\",\"schema\":\"", schema, "\",\"properties\":{"] {
            out.write(part.as_bytes());
        }
        out.write(&self.json);
        out.write(b"}}\n");
    }
}

/// Appends a text in quotes.
fn push_text(text: &str, json: &mut Vec<u8>) {
    if text.bytes().any(|byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        // Memory refuses no bytes.
        let _ = serde_json::to_writer(json, text);
    } else {
        json.push(b'"');
        json.extend_from_slice(text.as_bytes());
        json.push(b'"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn properties_that_nobody_fills_are_left_away_and_shared_ones_kept() {
        let mut properties = Properties::default();
        properties.set("name", "Acme \"\u{8}\"");
        properties.show("date", None::<u8>);
        properties.set("summary", "");
        let mark = properties.mark();
        for (keyword, wanted) in [("chips", r#","alias":["","chips"]"#), ("", "")] {
            properties.back_to(mark);
            properties.set_all("alias", ["", keyword].into_iter());
            let mut out = Sheet::new(0);
            properties.record("acme", "Company", &mut out);
            let wanted =
                format!(r#"{{"id":"acme","schema":"Company","properties":{{"name":["Acme \"\b\""]{wanted}}}}}"#);
            assert_eq!(String::from_utf8(out.into_bytes()).expect("text"), format!("{wanted}\n"));
        }
    }
}
