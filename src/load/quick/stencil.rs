//! What stands between the values of bare deals, learnt from those before.
//!
//! A program that writes deals writes the same between the values of one and of the next. Where that is so, no name of a
//! field need be looked at: what stands there is compared as a whole, and the values are what is left.
//!
//! ```text
//! (id:"  a-b-2024  ",kind:  Supply  ,title:"  …   what was read of one deal
//!        c-d-2025           Loan              …   what is then read of the next
//! ```

use super::cursor::Cursor;
use crate::model::pack::Says;
use crate::model::{Kind, Role, Status, is_id};

/// A value of a bare deal. A deal has each once, but for those of its two parties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    Id,
    Kind,
    Title,
    Who,
    Role,
    Announced,
    Amount,
    Status,
    Source,
    Note,
}

/// The values of a bare deal.
#[derive(Debug, Clone, Copy)]
pub struct Values<'t> {
    pub id: &'t str,
    pub title: &'t str,
    pub parties: [(&'t str, Role); 2],
    pub source: &'t str,
    pub says: Says<'t>,
}

/// Where the values of a deal stand in its text, in their order.
#[derive(Debug, Default)]
pub struct Marks {
    begin: usize,
    marks: Vec<(Slot, usize, usize)>,
}

/// The stencils of a text, those that fitted most often first.
#[derive(Debug, Default)]
pub struct Stencils {
    known: Vec<Stencil>,
    /// Deals in a row that no stencil fitted.
    misses: u32,
}

#[derive(Debug)]
struct Stencil {
    /// Each value, with what stands in front of it.
    steps: Vec<(Box<[u8]>, Slot)>,
    /// What stands behind the last one.
    end: Box<[u8]>,
    /// How many deals it fitted.
    fits: u32,
}

/// So many stencils are kept: deals with an amount or without, with a note or without.
const MOST: usize = 4;

/// A text of which so many deals in a row were all different is not worth trying.
const PATIENCE: u32 = 64;

impl Slot {
    const fn is_quoted(self) -> bool {
        !matches!(self, Self::Kind | Self::Role | Self::Status)
    }
}

impl Marks {
    /// Begins a deal.
    pub fn begin(&mut self, at: usize) {
        self.begin = at;
        self.marks.clear();
    }

    /// Notes a value that was read from some place on.
    #[inline]
    pub fn note(&mut self, slot: Slot, from: usize, value: &str) {
        let from = from.saturating_add(usize::from(slot.is_quoted()));
        self.marks.push((slot, from, from.saturating_add(value.len())));
    }
}

impl Stencils {
    /// Reads the deal where a cursor stands; `None` where no stencil fits it.
    pub fn read<'t>(&mut self, cursor: &mut Cursor<'t>) -> Option<Values<'t>> {
        if self.misses >= PATIENCE {
            return None;
        }
        for rank in 0..self.known.len() {
            let mut ahead = *cursor;
            let Some(values) = self.known.get(rank)?.read(&mut ahead) else { continue };
            *cursor = ahead;
            self.misses = 0;
            let stencil = self.known.get_mut(rank)?;
            stencil.fits = stencil.fits.saturating_add(1);
            let fits = stencil.fits;
            if let Some(before) = rank.checked_sub(1)
                && self.known.get(before)?.fits < fits
            {
                self.known.swap(before, rank);
            }
            return Some(values);
        }
        self.misses = self.misses.saturating_add(1);
        None
    }

    /// Learns from a bare deal that stands in a text up to some place.
    pub fn learn(&mut self, text: &str, marks: &Marks, end: usize) {
        if self.misses < PATIENCE
            && let Some(stencil) = Stencil::of(text.as_bytes(), marks, end)
        {
            self.known.truncate(MOST.saturating_sub(1));
            self.known.push(stencil);
        }
    }
}

impl Stencil {
    fn of(text: &[u8], marks: &Marks, end: usize) -> Option<Self> {
        let mut begin = marks.begin;
        let mut steps = Vec::with_capacity(marks.marks.len());
        for &(slot, from, to) in &marks.marks {
            steps.push((text.get(begin..from)?.into(), slot));
            begin = to;
        }
        Some(Self { steps, end: text.get(begin..end)?.into(), fits: 0 })
    }

    /// Reads a deal that differs from the one learnt from in its values alone. Quoted ones hold neither quotes nor escapes and
    /// the others are words, so that they end where they did there.
    fn read<'t>(&self, cursor: &mut Cursor<'t>) -> Option<Values<'t>> {
        let (mut id, mut title, mut source) = ("", "", "");
        let (mut kind, mut status) = (None, None);
        let (mut announced, mut amount, mut note) = (None, None, None);
        let mut parties = [("", Role::Partner); 2];
        let (mut who, mut roles) = (0_usize, 0_usize);
        for (before, slot) in &self.steps {
            cursor.pass_all(before)?;
            match slot {
                Slot::Id => id = cursor.quoted()?,
                Slot::Title => title = cursor.quoted()?,
                Slot::Source => source = cursor.quoted()?,
                Slot::Note => note = Some(cursor.quoted()?),
                Slot::Announced => announced = Some(cursor.quoted()?.parse().ok()?),
                Slot::Amount => amount = Some(cursor.quoted()?.parse().ok()?),
                Slot::Kind => kind = Some(Kind::from_word(cursor.word())?),
                Slot::Status => status = Some(Status::from_word(cursor.word())?),
                Slot::Who => {
                    parties.get_mut(who)?.0 = cursor.quoted()?;
                    who = who.saturating_add(1);
                }
                Slot::Role => {
                    parties.get_mut(roles)?.1 = Role::from_word(cursor.word())?;
                    roles = roles.saturating_add(1);
                }
            }
        }
        cursor.pass_all(&self.end)?;
        let says = Says { kind: kind?, status: status?, announced, amount, note };
        is_id(id).then_some(Values { id, title, parties, source, says })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::straight::{Settled, Straight};
    use super::*;
    use crate::load::checker::Names;
    use crate::model::{Deal, Id};

    fn names(ids: &[&str]) -> Names {
        let ids: Vec<Id> = ids.iter().map(|id| id.parse().expect("an id")).collect();
        Names::of(ids.iter())
    }

    /// Reads a deal; tells where it ends.
    fn read<'t>(straight: &mut Straight<'t>, text: &'t str, stencils: &mut Stencils) -> Option<(Deal, usize)> {
        let mut cursor = Cursor::new(text, 0);
        straight.read(&mut cursor, stencils)?;
        let (entities, sources) = (names(&["acme", "orion"]), names(&["daily", "filing"]));
        let parties: Vec<&str> = straight.parties().collect();
        let deal = match straight.settle(parties.iter().map(|id| entities.position(id)), &sources)? {
            Settled::Bare(deal) => deal.deal()?,
            Settled::Whole(deal) => deal.clone(),
        };
        Some((deal, cursor.at()))
    }

    /// A field of a deal, and what it says.
    fn field() -> impl Strategy<Value = String> {
        let text = || prop_oneof![Just("n"), Just(""), Just("a, b)"), Just("// é"), Just("\\\""), Just("/* ,")];
        let money = prop_oneof![Just("USD 5"), Just("up to EUR 1.5bn"), Just("5"), Just("USD 1\" , note: \"x")];
        prop_oneof![
            4 => money.prop_map(|it| format!("amount: \"{it}\"")),
            2 => prop_oneof![Just("2025-11"), Just("2025-11-18"), Just("2025-13")].prop_map(|it| format!("announced:\"{it}\"")),
            1 => text().prop_map(|it| format!("note: \"{it}\"")),
            1 => Just("capacity: \"2 GW\"".to_owned()),
            1 => Just("period:\"for 8 years\"".to_owned()),
        ]
    }

    fn deal() -> impl Strategy<Value = String> {
        let kind = prop_oneof![4 => Just("Supply"), 2 => Just("Loan "), 1 => Just("Supplyx"), 1 => Just("Supply/**/")];
        let id = prop_oneof![4 => "[a-z]{1,9}(-[0-9]{1,4})?", 1 => Just("A b".to_owned()), 1 => Just(String::new())];
        let who = || prop_oneof![6 => Just("acme"), 6 => Just("orion"), 1 => Just("lyra")];
        let role = prop_oneof![Just("Supplier"), Just("Customer"), Just("Boss")];
        let further = prop::collection::vec(field(), 0..3).prop_map(|fields| fields.join(" , "));
        let source = prop_oneof![4 => Just("(source:\"daily\")"), 1 => Just("(source: \"filing\", note: \"p\")")];
        let layout = 0..3_usize;
        (id, kind, who(), role, who(), further, source, layout).prop_map(
            |(id, kind, one, role, other, further, source, layout)| {
                let comma = if further.is_empty() { "" } else { "," };
                match layout {
                    0 => format!(
                        "(id:\"{id}\",kind:{kind},title:\"t {one}\",parties:[(who:\"{one}\",role:{role}),(who:\"{other}\",role:Customer)],{further}{comma}status:Closed,claims:[{source}])"
                    ),
                    1 => format!(
                        "Deal(\n  kind: {kind},\n  id: \"{id}\", {further}{comma} status: Signed ,\n  parties: [\n(role: {role}, who: \"{one}\"), Party(who: \"{other}\", role: Customer,)],\n  title: \"Über\", claims: [ {source}, ],)"
                    ),
                    _ => format!(
                        "(title:\"x\",id:\"{id}\",{further}{comma}kind:{kind} /* so */,status:Closed,claims:[{source}],parties:[(who:\"{one}\",role:Rival),(who:\"{other}\",role:{role})])"
                    ),
                }
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_500))]
        #[test]
        fn a_deal_is_read_the_same_whatever_was_read_before(deals in prop::collection::vec(deal(), 1..12)) {
            let mut stencils = Stencils::default();
            for deal in &deals {
                let text = format!("{deal}, (id:");
                let alone = read(&mut Straight::new(), &text, &mut Stencils::default());
                prop_assert_eq!(read(&mut Straight::new(), &text, &mut stencils), alone, "{}", deal);
            }
        }
    }

    #[test]
    fn a_stencil_fits_what_differs_in_its_values_alone() {
        let deal = |id: &str, kind: &str, amount: &str| {
            format!(
                "(id:\"{id}\",kind:{kind},title:\"\",parties:[(who:\"acme\",role:Supplier),(who:\"orion\",role:Customer)],{amount}status:Closed,claims:[(source:\"daily\")])"
            )
        };
        let mut stencils = Stencils::default();
        let mut fits = |text: &str| {
            let fits = stencils.read(&mut Cursor::new(text, 0)).is_some();
            if !fits {
                let _ = Straight::new().read(&mut Cursor::new(text, 0), &mut stencils);
            }
            fits
        };
        let amount = "amount:\"USD 5\",";
        assert!(!fits(&deal("a", "Supply", "")) && fits(&deal("b-c", "Loan", "")));
        assert!(!fits(&deal("a", "Supply", amount)) && fits(&deal("d", "Supply", "amount:\"EUR 2bn\",")));
        assert!(fits(&deal("b", "Supply", "")), "both are kept");
        assert!(!fits(&deal("a b", "Supply", "")) && !fits(&deal("a", "Gift", "")));
    }
}
