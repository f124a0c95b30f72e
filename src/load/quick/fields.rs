//! The names of fields, tried before they are looked for.
//!
//! Structs of one sort nearly always have the same fields in the same order. What came behind a field the last time is
//! expected behind it again: then its name is one number compared with another, and which field it is is known already.

use super::cursor::Cursor;

/// The fields that a struct may have by their names, and which of them came behind which the last time.
#[derive(Debug)]
pub struct Fields<F: 'static, const N: usize> {
    names: &'static [(Name, F); N],
    /// By the place of a name, the place of the one behind it.
    behind: [u8; N],
    first: u8,
}

/// The name of a field with its colon, as a number.
#[derive(Debug)]
pub struct Name {
    text: &'static str,
    word: u128,
    /// The bits of the number that are part of the name.
    mask: u128,
}

impl Name {
    /// The name of a field, of less than sixteen bytes.
    #[expect(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "computed while compiling")]
    pub const fn of(text: &'static str) -> Self {
        let (bytes, mut word, mut at) = (text.as_bytes(), 0, 0);
        while at < bytes.len() {
            word |= (bytes[at] as u128) << (8 * at);
            at += 1;
        }
        word |= (b':' as u128) << (8 * at);
        Self { text, word, mask: u128::MAX >> (8 * (15 - at)) }
    }
}

/// Declares the fields of a struct, and a list of them by their names.
macro_rules! fields {
    ($names:ident: $fields:ident { $($field:ident = $name:literal),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum $fields { $($field),+ }

        static $names: [(Name, $fields); [$($name),+].len()] = [$((Name::of($name), $fields::$field)),+];
    };
}
pub(super) use fields;

impl<F: Copy, const N: usize> Fields<F, N> {
    /// Fields of these names.
    pub const fn new(names: &'static [(Name, F); N]) -> Self {
        Self { names, behind: [0; N], first: 0 }
    }

    /// Passes over the name of the next field and its colon. An inner `None` is the end of the struct. `before` is the place
    /// of the name of the field before, and is moved on.
    ///
    /// Answers `None` where the name is none of these, or a blank stands behind it.
    #[inline]
    #[expect(clippy::option_option, reason = "the outer tells faults, the inner the end")]
    pub fn next(&mut self, cursor: &mut Cursor<'_>, before: &mut Option<u8>) -> Option<Option<F>> {
        let next = match *before {
            Some(before) => self.behind.get_mut(usize::from(before))?,
            None => &mut self.first,
        };
        cursor.skip()?;
        if cursor.eat(b')') {
            return Some(None);
        }
        let (expected, field) = self.names.get(usize::from(*next))?;
        *before = Some(*next);
        if cursor.sixteen().is_some_and(|ahead| ahead & expected.mask == expected.word) {
            cursor.pass_name(expected.text)?;
            return Some(Some(*field));
        }
        let name = cursor.name()?;
        let (place, (_, field)) = (0..).zip(self.names).find(|(_, (it, _))| it.text == name)?;
        (*next, *before) = (place, Some(place));
        Some(Some(*field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fields! { NAMES: Field { Id = "id", PostMoney = "post_money", I = "i" } }
    use Field::{I, Id, PostMoney};

    /// The fields of some structs, one after another.
    fn fields_of(text: &str) -> Vec<Option<Vec<Field>>> {
        let mut fields = Fields::new(&NAMES);
        let read = |text: &str| {
            let (mut cursor, mut before, mut found) = (Cursor::new(text, 0), None, Vec::new());
            cursor.open("")?;
            while let Some(field) = fields.next(&mut cursor, &mut before)? {
                found.push(field);
                cursor.value()?;
                cursor.comma(b')')?;
            }
            Some(found)
        };
        text.lines().map(read).collect()
    }

    #[test]
    fn names_are_found_whatever_was_expected() {
        let long = "(id:1,post_money:2,i:3)";
        let text = format!("{long}\n{long}\n(post_money: 1, id:2)\n(i:1,/* so */ id:2,)\n{long}\n()\n(i:1)");
        let wanted =
            [&[Id, PostMoney, I][..], &[Id, PostMoney, I], &[PostMoney, Id], &[I, Id], &[Id, PostMoney, I], &[], &[I]];
        assert_eq!(fields_of(&text), wanted.map(|it| Some(it.to_vec())));
    }

    #[test]
    fn what_is_no_name_is_none() {
        for text in ["(id :1, post_money:2)", "(ide:1, post_money:2)", "(idx", "(id", "(:1)"] {
            assert_eq!(fields_of(text), [None], "{text}");
        }
    }
}
