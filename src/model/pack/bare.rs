//! Packs deals of which little is said without making them first.

use super::super::date::PartialDate;
use super::super::money::Money;
use super::super::record::{Claim, Deal, Party, Who};
use super::super::shelf::Placeholder as _;
use super::super::vocabulary::{Kind, Role, Status};
use super::records::bits::deal::{AMOUNT, ANNOUNCED, CLAIMS, NOTE};
use super::{Counts, EntityIx, Packed, SourceIx, Unpacker, pack_size, pack_text};

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
pub(crate) struct BareDeal<'d, S> {
    pub id: &'d str,
    /// The pieces of its title.
    pub title: &'d [&'d str],
    pub parties: [(Role, EntityIx); 2],
    pub source: SourceIx,
    pub says: S,
}

/// What is said of a bare deal, read or still in bytes.
pub(crate) trait Said {
    fn kind(&self) -> Kind;
    fn status(&self) -> Status;

    /// The mask of the fields that there are, as a packed deal has it.
    fn mask(&self) -> usize;

    /// Appends these fields as they stand in a packed deal.
    fn pack_fields(&self, out: &mut Vec<u8>);

    /// What it says; `None` where the bytes are none.
    fn says(&self) -> Option<Says<'_>>;
}

impl Says<'_> {
    /// Appends the bytes.
    pub fn pack(&self, out: &mut Vec<u8>) {
        self.kind.pack(out);
        self.status.pack(out);
        pack_size(self.mask(), out);
        let length_at = out.len();
        out.push(0);
        self.pack_short(out);
        let length = out.len().saturating_sub(length_at).saturating_sub(1);
        if let Some(at) = out.get_mut(length_at) {
            // A date and two numbers of 128 bits with a currency have fewer than fifty bytes.
            *at = u8::try_from(length).unwrap_or(u8::MAX);
        }
        self.pack_note(out);
    }

    #[inline]
    fn pack_short(&self, out: &mut Vec<u8>) {
        if let Some(announced) = &self.announced {
            announced.pack(out);
        }
        if let Some(amount) = &self.amount {
            amount.pack(out);
        }
    }

    #[inline]
    fn pack_note(&self, out: &mut Vec<u8>) {
        if let Some(note) = self.note {
            pack_text(note, out);
        }
    }
}

impl Said for Says<'_> {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn status(&self) -> Status {
        self.status
    }

    fn mask(&self) -> usize {
        let bit = |is_there: bool, bit: usize| if is_there { bit } else { 0 };
        bit(self.announced.is_some(), ANNOUNCED) | bit(self.amount.is_some(), AMOUNT) | bit(self.note.is_some(), NOTE)
    }

    fn pack_fields(&self, out: &mut Vec<u8>) {
        self.pack_short(out);
        self.pack_note(out);
    }

    fn says(&self) -> Option<Says<'_>> {
        Some(*self)
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

    /// The date that the bytes say.
    #[inline]
    pub fn announced(&self) -> Option<PartialDate> {
        if self.mask & ANNOUNCED == 0 {
            return None;
        }
        PartialDate::unpack(&mut Unpacker::new(self.fields, Counts::default()))
    }

    /// What the bytes say.
    pub fn unpack(&self) -> Option<Says<'b>> {
        let &Self { kind, status, mask, fields } = self;
        let mut from = Unpacker::new(fields, Counts::default());
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

impl Said for SaysBytes<'_> {
    fn kind(&self) -> Kind {
        self.kind
    }

    fn status(&self) -> Status {
        self.status
    }

    fn mask(&self) -> usize {
        self.mask
    }

    fn pack_fields(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.fields);
    }

    fn says(&self) -> Option<Says<'_>> {
        self.unpack()
    }
}

impl<S: Said> BareDeal<'_, S> {
    /// The deal; `None` where its id is none.
    pub fn deal(&self) -> Option<Deal> {
        let Self { id, title, parties, source, says } = self;
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
            claims: vec![Claim { source: *source, says: None, note: None }],
            ..Deal::placeholder()
        })
    }

    /// Appends the bytes that the deal has when it is made and packed.
    pub fn pack(&self, out: &mut Vec<u8>) {
        let Self { id, title, parties, source, says } = self;
        pack_size(CLAIMS | says.mask(), out);
        pack_text(id, out);
        says.kind().pack(out);
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
        says.status().pack(out);
        pack_size(1, out);
        source.pack(out);
        // The claim says nothing of a field, and has no note.
        out.extend_from_slice(&[0, 0]);
        says.pack_fields(out);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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
            prop_assert_eq!((read.unpack(), from.is_done()), (Some(says), true));

            let parties = [(role, EntityIx::new(places[0])), (Role::Customer, EntityIx::new(places[1]))];
            let source = SourceIx::new(places[2]);
            let (mut bare, mut whole) = (Vec::new(), Vec::new());
            let title: Vec<&str> = title.iter().map(String::as_str).collect();
            let deal = BareDeal { id: &id, title: &title, parties, source, says };
            deal.deal().expect("its id is one").pack(&mut whole);
            deal.pack(&mut bare);
            prop_assert_eq!(&bare, &whole);
            bare.clear();
            BareDeal { id: &id, title: &title, parties, source, says: read }.pack(&mut bare);
            prop_assert_eq!(&bare, &whole);
        }
    }
}
