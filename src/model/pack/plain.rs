//! Reads of a packed deal only what an edge tells of it, where it is as most deals are.

use super::super::date::{PartialDate, Period};
use super::super::id::is_id;
use super::super::money::Money;
use super::super::record::Deal;
use super::super::share::Share;
use super::super::vocabulary::{Instrument, Kind, Role, Status};
use super::records::bits::deal::{AMOUNT, ANNOUNCED, CLAIMS, INSTRUMENT, NOTE, PERIOD};
use super::records::bits::party::STAKE;
use super::{EntityIx, Packed, SourceIx, Unpacker};

/// A deal between two named parties, with nothing that divides its money: no tranches, no commitments of single parties,
/// and nobody said to deal with some of the others only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlainDeal<'d> {
    pub id: &'d str,
    pub kind: Kind,
    pub status: Status,
    pub roles: [Role; 2],
    pub parties: [EntityIx; 2],
    pub amount: Option<Money>,
    pub announced: Option<PartialDate>,
    pub period: Option<Period>,
}

/// The fields that are read, or passed over. A deal with any other is not read here.
const KNOWN: usize = CLAIMS | ANNOUNCED | AMOUNT | INSTRUMENT | NOTE | PERIOD;

impl<'d> PlainDeal<'d> {
    /// What an edge tells of a deal; `None` where the deal is not a plain one.
    pub fn of(deal: &'d Deal) -> Option<Self> {
        let [one, other] = deal.parties.as_slice() else { return None };
        let is_divided = !deal.tranches.is_empty()
            || [one, other].into_iter().any(|party| party.commits.is_some() || !party.with.is_empty());
        let parties = [one.who.entity()?, other.who.entity()?];
        (!is_divided).then_some(Self {
            id: deal.id.as_str(),
            kind: deal.kind,
            status: deal.status,
            roles: [one.role, other.role],
            parties,
            amount: deal.amount,
            announced: deal.announced,
            period: deal.period,
        })
    }

    /// Reads the bytes of a deal; `None` where it is not a plain one, or has what few deals have, or the bytes are none.
    /// Title and notes are passed over.
    pub fn read(from: &mut Unpacker<'d>) -> Option<Self> {
        let mask = from.size().filter(|mask| mask & !KNOWN == 0)?;
        let id = from.text().filter(|text| is_id(text))?;
        let kind = Kind::unpack(from)?;
        from.pass_text()?;
        if from.byte()? != 2 {
            return None;
        }
        let [(role, party), (other_role, other)] = [named_party(from)?, named_party(from)?];
        let status = Status::unpack(from)?;
        if mask & CLAIMS != 0 {
            pass_claims(from)?;
        }
        let (mut announced, mut amount, mut period) = (None, None, None);
        read_if(mask & ANNOUNCED, &mut announced, from)?;
        read_if(mask & AMOUNT, &mut amount, from)?;
        read_if::<Instrument>(mask & INSTRUMENT, &mut None, from)?;
        if mask & NOTE != 0 {
            from.pass_text()?;
        }
        read_if(mask & PERIOD, &mut period, from)?;
        let (roles, parties) = ([role, other_role], [party, other]);
        from.is_done().then_some(Self { id, kind, status, roles, parties, amount, announced, period })
    }
}

/// Reads a value where its bit says that it is there; `None` where it cannot be read.
#[inline]
fn read_if<T: Packed>(bit: usize, into: &mut Option<T>, from: &mut Unpacker<'_>) -> Option<()> {
    if bit != 0 {
        *into = Some(T::unpack(from)?);
    }
    Some(())
}

/// Reads a party that is named, and of which nothing is said but its role and perhaps its stake.
fn named_party(from: &mut Unpacker<'_>) -> Option<(Role, EntityIx)> {
    let mask = from.size().filter(|mask| mask & !STAKE == 0)?;
    let role = Role::unpack(from)?;
    // Zero is nobody known.
    let position = from.size()?.checked_sub(1).filter(|position| *position < from.counts().entities)?;
    read_if::<Share>(mask & STAKE, &mut None, from)?;
    Some((role, EntityIx::new(position)))
}

/// Passes over claims that say nothing of a field of their own.
fn pass_claims(from: &mut Unpacker<'_>) -> Option<()> {
    for _ in 0..from.size()? {
        SourceIx::unpack(from)?;
        match from.take(2)? {
            [0, 0] => {}
            [0, 1] => from.pass_text()?,
            _ => return None,
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::super::Counts;
    use super::*;
    use crate::model::Placeholder;
    use crate::model::record::{Claim, Expansion, Party, Said, StatusChange, Tranche, Who};
    use crate::model::{Assertion, DealIx};

    const COUNTS: Counts = Counts { entities: 3, deals: 3, sources: 300 };

    fn plain() -> Deal {
        let party = |position, role| {
            let who = Who::Entity(EntityIx::new(position));
            Party { who, role, commits: None, stake: None, with: Vec::new() }
        };
        let claim = |source| Claim { source: SourceIx::new(source), says: None, note: None };
        Deal {
            id: "acme-orion-supply".parse().expect("an id"),
            kind: Kind::Supply,
            title: "Acme supplies <Orion> & others".to_owned(),
            parties: vec![party(2, Role::Supplier), party(0, Role::Customer)],
            status: Status::Signed,
            claims: vec![claim(0), claim(299)],
            ..Deal::placeholder()
        }
    }

    /// Changes a plain deal, and answers what is read of its bytes, having seen that this is what the deal itself tells,
    /// or nothing.
    fn read(change: impl FnOnce(&mut Deal)) -> Option<String> {
        let mut deal = plain();
        change(&mut deal);
        let mut bytes = Vec::new();
        deal.pack(&mut bytes);
        let read = PlainDeal::read(&mut Unpacker::new(&bytes, COUNTS));
        if read.is_some() {
            assert_eq!(read, PlainDeal::of(&deal));
        }
        for end in 0..bytes.len() {
            let cut = PlainDeal::read(&mut Unpacker::new(&bytes[..end], COUNTS));
            assert_eq!(cut, None, "a deal was read of {end} of its {} bytes", bytes.len());
        }
        read.map(|read| format!("{read:?}"))
    }

    #[test]
    fn a_plain_deal_tells_the_same_from_its_bytes() {
        assert_eq!(read(|_| ()), PlainDeal::of(&plain()).map(|plain| format!("{plain:?}")));
        for amount in ["USD 5bn", "EUR 2..3m", "up to JPY 7", "at least USD 1", "about USD 3.20bn", "undisclosed"] {
            let told = read(|deal| {
                deal.amount = Some(amount.parse().expect("money"));
                deal.announced = Some("2025-11".parse().expect("a date"));
                deal.instrument = Some(Instrument::ALL[1]);
                deal.note = Some("a note".to_owned());
                deal.claims[0].note = Some("page 3".to_owned());
                deal.period = Period::new(None, Some("2030".parse().expect("a date")));
                deal.parties[1].stake = Some("27%".parse().expect("a share"));
            });
            assert!(told.is_some(), "{amount}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_whole_record() {
        let money = || Some("USD 1m".parse().expect("money"));
        let tranche = || Tranche {
            id: "first".parse().expect("an id"),
            amount: "USD 1m".parse().expect("money"),
            by: None,
            due: None,
            status: None,
            on: Vec::new(),
            note: None,
        };
        let odd: [fn(&mut Deal); 3] = [
            |deal| deal.parties.push(deal.parties[0].clone()),
            |deal| deal.parties[0].who = Who::Undisclosed("unsaid".to_owned()),
            |deal| deal.parties[0].with = vec![EntityIx::new(0)],
        ];
        for change in odd {
            let mut deal = plain();
            change(&mut deal);
            assert_eq!((read(change), PlainDeal::of(&deal)), (None, None), "{deal:?}");
        }
        assert_eq!(read(|deal| deal.parties[1].commits = money()), None);
        assert_eq!(read(|deal| deal.tranches = vec![tranche()]), None);
        let says = || {
            let assertion = Assertion::Amount("USD 1m".parse().expect("money"));
            Said { field: "amount".to_owned(), value: "USD 1m".to_owned(), assertion }
        };
        assert_eq!(read(|deal| deal.claims[1].says = Some(says())), None);
        // These are plain, and rare.
        assert_eq!(read(|deal| deal.pre_money = money()), None);
        assert_eq!(read(|deal| deal.part_of = Some(DealIx::new(1))), None);
        assert_eq!(read(|deal| deal.expands = Some(Expansion { deal: DealIx::new(1), by: None })), None);
        let change = || StatusChange { date: "2025".parse().expect("a date"), status: Status::Signed };
        assert_eq!(read(|deal| deal.history = vec![change()]), None);
    }

    #[test]
    fn an_id_that_is_none_is_not_read() {
        let mut bytes = Vec::new();
        plain().pack(&mut bytes);
        // Behind the mask and its own length.
        bytes[2] = b'<';
        assert_eq!(PlainDeal::read(&mut Unpacker::new(&bytes, COUNTS)), None);
    }
}
