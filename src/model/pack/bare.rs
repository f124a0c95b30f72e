//! Packs deals of which little is said without making them first.

use super::super::date::PartialDate;
use super::super::money::Money;
use super::super::record::{Claim, Deal, Party, Who};
use super::super::shelf::Placeholder as _;
use super::super::vocabulary::{Kind, Role, Status};
use super::records::bits::deal::{AMOUNT, ANNOUNCED, CLAIMS, NOTE};
use super::{EntityIx, Packed, SourceIx, Unpacker, pack_size, pack_text};

/// What is said of a bare deal beside its id, its title, its parties and its source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Says<'t> {
    pub kind: Kind,
    pub status: Status,
    pub announced: Option<PartialDate>,
    pub amount: Option<Money>,
    pub note: Option<&'t str>,
}

/// That in bytes. Where two say the same, so do their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SaysBytes<'b> {
    pub kind: Kind,
    pub status: Status,
    /// The mask of the fields that it has, as a deal has it.
    mask: usize,
    /// These fields, as they stand in a packed deal.
    fields: &'b [u8],
}

/// A deal between two named parties, told by one source, with nothing else than a date, an amount and a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct BareDeal<'d> {
    pub id: &'d str,
    /// The pieces of its title.
    pub title: &'d [&'d str],
    pub parties: [(Role, EntityIx); 2],
    pub source: SourceIx,
    pub says: SaysBytes<'d>,
}

impl<'t> Says<'t> {
    /// Appends the bytes.
    pub fn pack(&self, out: &mut Vec<u8>) {
        self.kind.pack(out);
        self.status.pack(out);
        let bit = |is_there: bool, bit: usize| if is_there { bit } else { 0 };
        let mask = bit(self.announced.is_some(), ANNOUNCED)
            | bit(self.amount.is_some(), AMOUNT)
            | bit(self.note.is_some(), NOTE);
        pack_size(mask, out);
        let length_at = out.len();
        out.push(0);
        if let Some(announced) = &self.announced {
            announced.pack(out);
        }
        if let Some(amount) = &self.amount {
            amount.pack(out);
        }
        let length = out.len().saturating_sub(length_at).saturating_sub(1);
        if let Some(at) = out.get_mut(length_at) {
            // A date and two numbers of 128 bits with a currency have fewer than fifty bytes.
            *at = u8::try_from(length).unwrap_or(u8::MAX);
        }
        if let Some(note) = self.note {
            pack_text(note, out);
        }
    }
}

impl<'b> SaysBytes<'b> {
    /// Reads what [`Says::pack`] wrote; `None` where it did not.
    pub fn read(from: &mut Unpacker<'b>) -> Option<Self> {
        let (kind, status) = (Kind::unpack(from)?, Status::unpack(from)?);
        let (mask, length) = (from.size()?, from.byte()?);
        let mut end = from.clone();
        end.take(length.into())?;
        if mask & NOTE != 0 {
            end.pass_text()?;
        }
        let fields = from.take(from.left().checked_sub(end.left())?)?;
        Some(Self { kind, status, mask, fields })
    }

    /// What the bytes say.
    pub fn says(&self) -> Option<Says<'b>> {
        let &Self { kind, status, mask, fields } = self;
        let mut from = Unpacker::new(fields, Default::default());
        let (mut announced, mut amount, mut note) = (None, None, None);
        if mask & ANNOUNCED != 0 {
            announced = Some(PartialDate::unpack(&mut from)?);
        }
        if mask & AMOUNT != 0 {
            amount = Some(Money::unpack(&mut from)?);
        }
        if mask & NOTE != 0 {
            note = Some(from.text()?);
        }
        from.is_done().then_some(Says { kind, status, announced, amount, note })
    }
}

impl BareDeal<'_> {
    /// The deal; `None` where its id is none.
    pub fn deal(&self) -> Option<Deal> {
        let &Self { id, title, parties, source, says } = self;
        let Says { kind, status, announced, amount, note } = says.says()?;
        let party =
            |(role, entity)| Party { who: Who::Entity(entity), role, commits: None, stake: None, with: Vec::new() };
        Some(Deal {
            id: id.parse().ok()?,
            kind,
            title: title.concat(),
            parties: parties.map(party).to_vec(),
            status,
            announced,
            amount,
            note: note.map(str::to_owned),
            claims: vec![Claim { source, says: None, note: None }],
            ..Deal::placeholder()
        })
    }

    /// Appends the bytes that the deal has when it is made and packed.
    pub fn pack(&self, out: &mut Vec<u8>) {
        let Self { id, title, parties, source, says } = self;
        pack_size(CLAIMS | says.mask, out);
        pack_text(id, out);
        says.kind.pack(out);
        pack_size(title.iter().map(|piece| piece.len()).sum(), out);
        title.iter().for_each(|piece| out.extend_from_slice(piece.as_bytes()));
        pack_size(parties.len(), out);
        for (role, entity) in parties {
            // It has neither commitment nor stake, and deals with all of the others.
            pack_size(0, out);
            role.pack(out);
            // Zero is nobody known.
            pack_size(entity.get().saturating_add(1), out);
        }
        says.status.pack(out);
        pack_size(1, out);
        source.pack(out);
        // The claim says nothing of a field, and has no note.
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(says.fields);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Counts;
    use super::*;

    fn money() -> impl Strategy<Value = Option<Money>> {
        let texts = ["USD 5bn", "EUR 2..3m", "up to JPY 7", "at least USD 1", "about USD 3.20bn", "undisclosed"];
        prop::option::of(prop::sample::select(texts.map(|text| text.parse().expect("money")).to_vec()))
    }

    fn date() -> impl Strategy<Value = Option<PartialDate>> {
        let texts = ["2025", "2025-11", "2025-11-18"];
        prop::option::of(prop::sample::select(texts.map(|text| text.parse().expect("a date")).to_vec()))
    }

    proptest! {
        #[test]
        fn a_bare_deal_has_the_bytes_of_the_deal_that_it_is(
            id in "[a-z]{1,60}",
            title in prop::collection::vec("[a-z ]{0,60}", 0..5),
            kind in prop::sample::select(Kind::ALL),
            status in prop::sample::select(Status::ALL),
            role in prop::sample::select(Role::ALL),
            places in prop::array::uniform3(0..70_000_usize),
            announced in date(),
            amount in money(),
            note in prop::option::of("\\PC{0,9}|[a-z]{120,140}|[a-z]{20000}"),
        ) {
            let says = Says { kind, status, announced, amount, note: note.as_deref() };
            let mut bytes = vec![7; 3];
            says.pack(&mut bytes);
            let mut from = Unpacker::new(&bytes[3..], Counts::default());
            let read = SaysBytes::read(&mut from).expect("what was packed");
            prop_assert_eq!((read.says(), from.is_done()), (Some(says), true));

            let parties = [(role, EntityIx::new(places[0])), (Role::Customer, EntityIx::new(places[1]))];
            let source = SourceIx::new(places[2]);
            let (mut bare, mut whole) = (Vec::new(), Vec::new());
            let title: Vec<&str> = title.iter().map(String::as_str).collect();
            let deal = BareDeal { id: &id, title: &title, parties, source, says: read };
            deal.pack(&mut bare);
            deal.deal().expect("its id is one").pack(&mut whole);
            prop_assert_eq!(bare, whole);
        }
    }
}
