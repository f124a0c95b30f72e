//! The ids of a section, in one text: looked up for every edge, without making a record.

use crate::model::is_id;
use crate::model::pack::Unpacker;

/// The ids of a section, by position.
#[derive(Debug)]
pub(super) struct Ids {
    text: String,
    ends: Vec<usize>,
}

impl Ids {
    /// Reads the ids, each from where it stands in its record.
    pub(super) fn read(each: impl FnOnce(&mut dyn FnMut(usize, &mut Unpacker<'_>) -> Option<()>)) -> Self {
        let mut ids = Self { text: String::new(), ends: vec![0] };
        each(&mut |_, from| {
            ids.text.push_str(from.text().filter(|text| is_id(text))?);
            ids.ends.push(ids.text.len());
            Some(())
        });
        ids
    }

    /// The id at a position; empty where there is none.
    #[inline]
    pub(super) fn get(&self, position: usize) -> &str {
        match self.ends.get(position..position + 2) {
            Some(&[from, to]) => self.text.get(from..to).unwrap_or_default(),
            _ => "",
        }
    }
}
