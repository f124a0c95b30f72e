//! Deals read straight into records, where they have no other fields than most deals have.
//!
//! Nothing is kept as text and looked at again. A bare deal is packed as it was read; of others one record serves for deal
//! after deal. What a deal must hold to be sound is checked as of any other; one with rarer fields is read as text first.

use super::cursor::Cursor;
use super::fields::{Fields, Name, fields};
use super::record::once;
use super::stencil::{Marks, Slot, Stencils, Values};
use crate::load::checker::Names;
use crate::load::claim;
use crate::model::pack::{BareDeal, Says};
use crate::model::{
    Capacity, Claim, Deal, EntityIx, Instrument, Kind, Money, Party, Period, Placeholder, Role, Share, SourceIx,
    Status, Who, is_id,
};

fields! { DEAL: DealField {
    Id = "id", Kind = "kind", Title = "title", Parties = "parties", Announced = "announced", Amount = "amount",
    Status = "status", Claims = "claims", Period = "period", Note = "note", Instrument = "instrument",
    PreMoney = "pre_money", PostMoney = "post_money", Capacity = "capacity",
} }
fields! { PARTY: PartyField { Who = "who", Role = "role", Commits = "commits", Stake = "stake" } }
fields! { CLAIM: ClaimField { Source = "source", Note = "note" } }

/// A deal as it was read, and whom it names.
pub struct Straight<'t> {
    id: &'t str,
    title: &'t str,
    parties: Vec<PartyRead<'t>>,
    claims: Vec<ClaimRead<'t>>,
    says: Says<'t>,
    further: Further,
    marks: Marks,
    /// What becomes of the deal where it is not a bare one. Fields that are never read stay as they were made.
    deal: Deal,
    of_deal: Fields<DealField, { DEAL.len() }>,
    of_party: Fields<PartyField, { PARTY.len() }>,
    of_claim: Fields<ClaimField, { CLAIM.len() }>,
}

struct PartyRead<'t> {
    who: &'t str,
    role: Role,
    commits: Option<Money>,
    stake: Option<Share>,
}

struct ClaimRead<'t> {
    source: &'t str,
    note: Option<&'t str>,
}

/// What a bare deal does not say.
#[derive(Default, PartialEq, Eq)]
struct Further {
    instrument: Option<Instrument>,
    period: Option<Period>,
    pre_money: Option<Money>,
    post_money: Option<Money>,
    capacity: Option<Capacity>,
}

/// A deal, once it is known whom it names.
pub enum Settled<'s> {
    Bare(BareDeal<'s, Says<'s>>),
    Whole(&'s Deal),
}

impl<'t> Straight<'t> {
    pub fn new() -> Self {
        let (of_deal, of_party, of_claim) = (Fields::new(&DEAL), Fields::new(&PARTY), Fields::new(&CLAIM));
        let (parties, claims, further, deal) = (Vec::new(), Vec::new(), Further::default(), Deal::placeholder());
        let says = Says { kind: deal.kind, status: deal.status, announced: None, amount: None, note: None };
        let marks = Marks::default();
        Self { id: "", title: "", parties, claims, says, further, marks, deal, of_deal, of_party, of_claim }
    }

    /// Reads the deal where a cursor stands; `None` where it has rarer fields, texts with escapes, or faults.
    pub fn read(&mut self, cursor: &mut Cursor<'t>, stencils: &mut Stencils) -> Option<()> {
        self.parties.clear();
        self.claims.clear();
        self.further = Further::default();
        if let Some(Values { id, title, parties, source, says }) = stencils.read(cursor) {
            (self.id, self.title, self.says) = (id, title, says);
            let party = |(who, role)| PartyRead { who, role, commits: None, stake: None };
            self.parties.extend(parties.map(party));
            self.claims.push(ClaimRead { source, note: None });
            return Some(());
        }
        self.read_fields(cursor)?;
        if self.is_bare() {
            stencils.learn(cursor.text(), &self.marks, cursor.at());
        }
        Some(())
    }

    /// Whether it says nothing but what a bare deal does.
    fn is_bare(&self) -> bool {
        let is_bare = |party: &PartyRead<'_>| party.commits.is_none() && party.stake.is_none();
        let ([_, _], [claim]) = (self.parties.as_slice(), self.claims.as_slice()) else { return false };
        self.parties.iter().all(is_bare) && claim.note.is_none() && self.further == Further::default()
    }

    fn read_fields(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        self.marks.begin(cursor.at());
        cursor.open("Deal")?;
        let (mut id, mut kind, mut title, mut status, mut period) = (None, None, None, None, None);
        let (mut parties, mut claims) = (None, None);
        let (mut announced, mut amount, mut note) = (None, None, None);
        let mut before = None;
        while let Some(field) = self.of_deal.next(cursor, &mut before)? {
            let (further, marks) = (&mut self.further, &mut self.marks);
            match field {
                DealField::Id => once(&mut id, plain(cursor, marks, Slot::Id)?)?,
                DealField::Kind => once(&mut kind, Kind::from_word(word(cursor, marks, Slot::Kind)?)?)?,
                DealField::Title => once(&mut title, plain(cursor, marks, Slot::Title)?)?,
                DealField::Parties => once(&mut parties, self.read_parties(cursor)?)?,
                DealField::Status => once(&mut status, Status::from_word(word(cursor, marks, Slot::Status)?)?)?,
                DealField::Claims => once(&mut claims, self.read_claims(cursor)?)?,
                DealField::Announced => once(&mut announced, plain(cursor, marks, Slot::Announced)?.parse().ok()?)?,
                DealField::Amount => once(&mut amount, plain(cursor, marks, Slot::Amount)?.parse().ok()?)?,
                DealField::Period => once(&mut period, cursor.plain()?)?,
                DealField::Note => once(&mut note, plain(cursor, marks, Slot::Note)?)?,
                DealField::Instrument => once(&mut further.instrument, Instrument::from_word(cursor.value()?)?)?,
                DealField::PreMoney => once(&mut further.pre_money, cursor.plain()?.parse().ok()?)?,
                DealField::PostMoney => once(&mut further.post_money, cursor.plain()?.parse().ok()?)?,
                DealField::Capacity => once(&mut further.capacity, cursor.plain()?.parse().ok()?)?,
            }
            cursor.comma(b')')?;
        }
        self.id = id.filter(|id| is_id(id))?;
        self.title = title?;
        self.says = Says { kind: kind?, status: status?, announced, amount, note };
        if let Some(period) = period {
            self.further.period = Some(Period::read(period, announced).ok()?);
        }
        parties?;
        (!self.claims.is_empty()).then_some(())
    }

    fn read_parties(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        cursor.each(|cursor| {
            let (mut who, mut role, mut commits, mut stake) = (None, None, None, None);
            cursor.open("Party")?;
            let mut before = None;
            while let Some(field) = self.of_party.next(cursor, &mut before)? {
                match field {
                    PartyField::Who => once(&mut who, plain(cursor, &mut self.marks, Slot::Who)?)?,
                    PartyField::Role => {
                        once(&mut role, Role::from_word(word(cursor, &mut self.marks, Slot::Role)?)?)?;
                    }
                    PartyField::Commits => once(&mut commits, cursor.plain()?.parse().ok()?)?,
                    PartyField::Stake => once(&mut stake, cursor.plain()?.parse().ok()?)?,
                }
                cursor.comma(b')')?;
            }
            self.parties.push(PartyRead { who: who?, role: role?, commits, stake });
            Some(())
        })
    }

    fn read_claims(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        cursor.each(|cursor| {
            let (mut source, mut note) = (None, None);
            cursor.open("Claim")?;
            let mut before = None;
            while let Some(field) = self.of_claim.next(cursor, &mut before)? {
                match field {
                    ClaimField::Source => once(&mut source, plain(cursor, &mut self.marks, Slot::Source)?)?,
                    ClaimField::Note => once(&mut note, cursor.plain()?)?,
                }
                cursor.comma(b')')?;
            }
            self.claims.push(ClaimRead { source: source?, note });
            Some(())
        })
    }

    /// The ids of the parties, in their order.
    pub fn parties(&self) -> impl Iterator<Item = &'t str> + use<'t, '_> {
        self.parties.iter().map(|party| party.who)
    }

    /// Returns the deal: the positions of its parties come in their order, and those of sources are looked up. `None` where
    /// somebody is unknown.
    pub fn settle(&mut self, mut found: impl Iterator<Item = Option<usize>>, sources: &Names) -> Option<Settled<'_>> {
        let entity = |position: Option<usize>| position.map(EntityIx::new);
        if let ([one, other], [claim]) = (self.parties.as_slice(), self.claims.as_slice())
            && self.is_bare()
        {
            let parties = [(one.role, entity(found.next()?)?), (other.role, entity(found.next()?)?)];
            let source = SourceIx::new(sources.position(claim.source)?);
            let title = std::slice::from_ref(&self.title);
            return Some(Settled::Bare(BareDeal { id: self.id, title, parties, source, says: self.says }));
        }
        let deal = &mut self.deal;
        deal.id.replace_by(self.id)?;
        self.title.clone_into(&mut deal.title);
        deal.parties.clear();
        for &PartyRead { role, commits, stake, .. } in &self.parties {
            let who = Who::Entity(entity(found.next()?)?);
            deal.parties.push(Party { who, role, commits, stake, with: Vec::new() });
        }
        deal.claims.clear();
        for claim in &self.claims {
            let source = SourceIx::new(sources.position(claim.source)?);
            deal.claims.push(Claim { source, says: None, note: claim.note.map(str::to_owned) });
        }
        claim::put_in_order(&mut deal.claims);
        let Says { kind, status, announced, amount, note } = self.says;
        (deal.kind, deal.status, deal.announced, deal.amount) = (kind, status, announced, amount);
        deal.note = note.map(str::to_owned);
        let &Further { instrument, period, pre_money, post_money, capacity } = &self.further;
        (deal.instrument, deal.period, deal.capacity) = (instrument, period, capacity);
        (deal.pre_money, deal.post_money) = (pre_money, post_money);
        Some(Settled::Whole(deal))
    }
}

/// Reads a text in quotes, and notes where it stands.
#[inline]
fn plain<'t>(cursor: &mut Cursor<'t>, marks: &mut Marks, slot: Slot) -> Option<&'t str> {
    let from = cursor.at();
    cursor.plain().inspect(|value| marks.note(slot, from, value))
}

/// Reads what stands before a comma or the end of a struct, and notes where it stands.
#[inline]
fn word<'t>(cursor: &mut Cursor<'t>, marks: &mut Marks, slot: Slot) -> Option<&'t str> {
    let from = cursor.at();
    cursor.value().inspect(|value| marks.note(slot, from, value))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::load::checker::{At, Checker};
    use crate::load::deal::check_deal;
    use crate::load::text::DealText;
    use crate::model::Id;

    const COMMON: &str = r#"Deal( id: "acme-orion", kind: Investment, instrument: Equity, title: "Über Orion",
        parties: [Party(who: "orion", role: Investee), (role: Investor
            , commits: "USD 3bn", stake: "12%", who: "acme",),], announced: "2025-11", period: "for 8 years",
        amount: "up to USD 10bn", pre_money: "USD 100bn", post_money: "about USD 110bn", capacity: "2 GW",
        /* so */ status: Signed , claims: [(source: "filing", note: "as filed"), Claim(source: "daily")], note: "n")"#;

    fn names(ids: &[&str]) -> Names {
        let ids: Vec<Id> = ids.iter().map(|id| id.parse().expect("an id")).collect();
        Names::of(ids.iter())
    }

    fn straight(text: &str) -> Option<Deal> {
        let entities = names(&["acme", "orion"]);
        let mut read = Straight::new();
        // What was read before leaves nothing behind.
        let mut stencils = Stencils::default();
        read.read(&mut Cursor::new(COMMON, 0), &mut stencils).expect("it has common fields");
        read.read(&mut Cursor::new(text, 0), &mut stencils)?;
        let parties: Vec<&str> = read.parties().collect();
        match read.settle(parties.iter().map(|id| entities.position(id)), &names(&["daily", "filing"]))? {
            Settled::Bare(deal) => deal.deal(),
            Settled::Whole(deal) => Some(deal.clone()),
        }
    }

    fn through_text(text: &str) -> Option<Deal> {
        let options = ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
        let text: DealText = options.from_str(text).expect("sound RON");
        let [entities, sources] = [names(&["acme", "orion"]), names(&["daily", "filing"])].map(Arc::new);
        let mut checker = Checker { entities, sources, ..Checker::default() };
        check_deal(&mut checker, &At::nowhere(), text.id.parse().expect("an id"), &text)
    }

    #[test]
    fn common_fields_are_read_as_through_text() {
        let bare = r#"(status:Closed,parties:[(who:"acme",role:Rival),(who:"orion",role:Rival)],title:"",kind:Rivalry,id:"a",claims:[(source:"daily")])"#;
        assert_eq!(straight(COMMON), through_text(COMMON));
        assert_eq!(straight(bare), through_text(bare));
        assert!(straight(bare).is_some());
    }

    #[test]
    fn what_is_rarer_or_faulty_is_not_read() {
        for (from, to) in [
            (r#"note: "n""#, r#"note: "n", tranches: []"#),
            (r#"note: "n""#, r#"note: "\n""#),
            (r#"note: "n""#, "note: None"),
            (r#"note: "n""#, r#"note: "n", note: "n""#),
            ("status:", "status: Signed, status:"),
            ("parties:", "parties: [], parties:"),
            ("claims:", "claims: [], claims:"),
            (r#"id: "acme-orion""#, r#"id: "Acme Orion""#),
            (r#"note: "as filed""#, r#"says: {"amount": "USD 10bn"}"#),
            ("kind:", "kind :"),
            ("role: Investee", "role: Investee, with: []"),
            ("role: Investee", "role: Investee, role: Investee"),
            (r#"who: "orion""#, r#"undisclosed: "nobody says""#),
            (r#"who: "orion""#, r#"who: "lyra""#),
            (r#"source: "daily""#, r#"source: "weekly""#),
            ("status: Signed ,", ""),
            (r#"[(source: "filing", note: "as filed"), Claim(source: "daily")]"#, "[]"),
            ("2025-11", "2025-13"),
            ("USD 10bn", "10bn"),
            ("Signed", "Signed Closed"),
            ("for 8 years", "for a while"),
        ] {
            let text = COMMON.replacen(from, to, 1);
            assert_ne!(text, COMMON, "{from}");
            assert_eq!(straight(&text), None, "{to}");
        }
    }
}
