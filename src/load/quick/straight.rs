//! Deals read straight into records, where they have no other fields than most deals have.
//!
//! Nothing is kept as text and looked at again, and one record serves for deal after deal. What a deal must hold to
//! be sound is checked as of any other; one with rarer fields is read as text first.

use super::cursor::Cursor;
use super::fields::{Fields, Name, fields};
use super::record::once;
use crate::load::checker::Names;
use crate::load::claim;
use crate::model::{Claim, Deal, EntityIx, Instrument, Kind, Party, Period, Placeholder, Role, SourceIx, Status, Who};

fields! { DEAL: DealField {
    Id = "id", Kind = "kind", Title = "title", Parties = "parties", Announced = "announced", Amount = "amount",
    Status = "status", Claims = "claims", Period = "period", Note = "note", Instrument = "instrument",
    PreMoney = "pre_money", PostMoney = "post_money", Capacity = "capacity",
} }
fields! { PARTY: PartyField { Who = "who", Role = "role", Commits = "commits", Stake = "stake" } }
fields! { CLAIM: ClaimField { Source = "source", Note = "note" } }

/// A deal, and whom it names.
pub struct Straight<'t> {
    deal: Deal,
    /// The id of each party.
    parties: Vec<&'t str>,
    /// The id of the source of each claim.
    sources: Vec<&'t str>,
    of_deal: Fields<DealField, { DEAL.len() }>,
    of_party: Fields<PartyField, { PARTY.len() }>,
    of_claim: Fields<ClaimField, { CLAIM.len() }>,
}

impl<'t> Straight<'t> {
    pub fn new() -> Self {
        let (of_deal, of_party, of_claim) = (Fields::new(&DEAL), Fields::new(&PARTY), Fields::new(&CLAIM));
        Self { deal: Deal::placeholder(), parties: Vec::new(), sources: Vec::new(), of_deal, of_party, of_claim }
    }

    /// Reads the deal where a cursor stands; `None` where it has rarer fields, texts with escapes, or faults.
    pub fn read(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        self.clear();
        cursor.open("Deal")?;
        let (mut id, mut kind, mut title, mut status, mut period) = (None, None, None, None, None);
        let (mut parties, mut claims) = (None, None);
        let mut before = None;
        while let Some(field) = self.of_deal.next(cursor, &mut before)? {
            let deal = &mut self.deal;
            match field {
                DealField::Id => once(&mut id, cursor.plain()?)?,
                DealField::Kind => once(&mut kind, Kind::from_word(cursor.value()?)?)?,
                DealField::Title => once(&mut title, cursor.plain()?)?,
                DealField::Parties => once(&mut parties, self.read_parties(cursor)?)?,
                DealField::Status => once(&mut status, Status::from_word(cursor.value()?)?)?,
                DealField::Claims => once(&mut claims, self.read_claims(cursor)?)?,
                DealField::Announced => once(&mut deal.announced, cursor.plain()?.parse().ok()?)?,
                DealField::Amount => once(&mut deal.amount, cursor.plain()?.parse().ok()?)?,
                DealField::Period => once(&mut period, cursor.plain()?)?,
                DealField::Note => once(&mut deal.note, cursor.plain()?.to_owned())?,
                DealField::Instrument => once(&mut deal.instrument, Instrument::from_word(cursor.value()?)?)?,
                DealField::PreMoney => once(&mut deal.pre_money, cursor.plain()?.parse().ok()?)?,
                DealField::PostMoney => once(&mut deal.post_money, cursor.plain()?.parse().ok()?)?,
                DealField::Capacity => once(&mut deal.capacity, cursor.plain()?.parse().ok()?)?,
            }
            cursor.comma(b')')?;
        }
        let deal = &mut self.deal;
        deal.id.replace_by(id?)?;
        deal.title.push_str(title?);
        (deal.kind, deal.status) = (kind?, status?);
        if let Some(period) = period {
            deal.period = Some(Period::read(period, deal.announced).ok()?);
        }
        parties?;
        (!deal.claims.is_empty()).then_some(())
    }

    /// Forgets the deal before. Fields that are never read stay as they were made.
    fn clear(&mut self) {
        let Deal { title, parties, claims, note, instrument, announced, period, amount, .. } = &mut self.deal;
        title.clear();
        parties.clear();
        claims.clear();
        (*note, *instrument, *announced, *period, *amount) = (None, None, None, None, None);
        (self.deal.pre_money, self.deal.post_money, self.deal.capacity) = (None, None, None);
        self.parties.clear();
        self.sources.clear();
    }

    fn read_parties(&mut self, cursor: &mut Cursor<'t>) -> Option<()> {
        cursor.each(|cursor| {
            let (mut who, mut role, mut commits, mut stake) = (None, None, None, None);
            cursor.open("Party")?;
            let mut before = None;
            while let Some(field) = self.of_party.next(cursor, &mut before)? {
                match field {
                    PartyField::Who => once(&mut who, cursor.plain()?)?,
                    PartyField::Role => once(&mut role, Role::from_word(cursor.value()?)?)?,
                    PartyField::Commits => once(&mut commits, cursor.plain()?.parse().ok()?)?,
                    PartyField::Stake => once(&mut stake, cursor.plain()?.parse().ok()?)?,
                }
                cursor.comma(b')')?;
            }
            self.parties.push(who?);
            let who = Who::Entity(EntityIx::default());
            self.deal.parties.push(Party { who, role: role?, commits, stake, with: Vec::new() });
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
                    ClaimField::Source => once(&mut source, cursor.plain()?)?,
                    ClaimField::Note => once(&mut note, cursor.plain()?.to_owned())?,
                }
                cursor.comma(b')')?;
            }
            self.sources.push(source?);
            self.deal.claims.push(Claim { source: SourceIx::default(), says: None, note });
            Some(())
        })
    }

    /// The ids of the parties, in their order.
    pub fn parties(&self) -> impl Iterator<Item = &'t str> + use<'t, '_> {
        self.parties.iter().copied()
    }

    /// Sets whom the deal names: the parties, of which the positions come in their order, and the sources. `None` where
    /// somebody is unknown.
    pub fn settle(&mut self, mut parties: impl Iterator<Item = Option<usize>>, sources: &Names) -> Option<()> {
        for party in &mut self.deal.parties {
            party.who = Who::Entity(EntityIx::new(parties.next()??));
        }
        for (claim, id) in self.deal.claims.iter_mut().zip(&self.sources) {
            claim.source = SourceIx::new(sources.position(id)?);
        }
        claim::put_in_order(&mut self.deal.claims);
        Some(())
    }

    /// The deal as it was read; of whom it names nobody is right before [`Straight::settle`].
    pub fn deal(&self) -> &Deal {
        &self.deal
    }
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
        read.read(&mut Cursor::new(COMMON, 0)).expect("it has common fields");
        read.read(&mut Cursor::new(text, 0))?;
        let parties: Vec<&str> = read.parties().collect();
        read.settle(parties.iter().map(|id| entities.position(id)), &names(&["daily", "filing"]))?;
        Some(read.deal().clone())
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
