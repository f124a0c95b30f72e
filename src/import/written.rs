//! Names as they were written, with whom they lead to.

use super::plain::EntityNumber;
use crate::load::Numbered;

/// Names as they were written, with whom they lead to, which never changes.
#[derive(Debug, Default)]
pub(super) struct Written(Numbered);

/// Whom a name that was met before leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Met {
    pub number: EntityNumber,
    /// Whether it is written as the entity's name is.
    pub is_name: bool,
}

impl Met {
    /// In one number; `None` where it has no room there.
    fn pack(self) -> Option<u32> {
        Some(self.number.0.checked_mul(2)? | u32::from(self.is_name))
    }

    #[inline]
    fn unpack(packed: u32) -> Self {
        Self { number: EntityNumber(packed >> 1), is_name: packed & 1 == 1 }
    }
}

impl Written {
    /// Takes whom a name leads to.
    pub(super) fn insert(&mut self, name: &str, met: Met) {
        if let Some(packed) = met.pack() {
            self.0.insert(name, packed);
        }
    }

    /// Whom a name leads to.
    pub(super) fn get(&self, name: &str) -> Option<Met> {
        self.0.get(name).map(Met::unpack)
    }

    /// Whom some names lead to, in their order.
    pub(super) fn all<'t>(&self, names: impl Iterator<Item = &'t str>) -> Vec<Option<Met>> {
        let mut met = Vec::with_capacity(names.size_hint().0);
        self.0.each(names, |packed| met.push(packed.map(Met::unpack)));
        met
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_leads_to_whom_it_was_met_as() {
        let mut written = Written::default();
        let met = |number, is_name| Met { number: EntityNumber(number), is_name };
        let known = [("Acme", met(0, true)), ("ACME", met(0, false)), ("Orion", met(u32::MAX / 2, true))];
        for (name, met) in known {
            written.insert(name, met);
        }
        written.insert("Far", met(u32::MAX, true));
        assert_eq!(written.all(known.into_iter().map(|(name, _)| name)), known.map(|(_, met)| Some(met)));
        assert_eq!((written.get("ACME"), written.get("acme"), written.get("Far")), (Some(met(0, false)), None, None));
    }
}
