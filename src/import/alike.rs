//! Deals of an import that may be ones of the base book, told otherwise: of one kind between the same parties, of amounts
//! and years that may be one.
//!
//! A book's own deal has a title, a history and sources that no row has, so that the two do not say the same, and their
//! money counts twice. A table may know a part by its whole, and tells a round in a row for each investor, with what that
//! one puts in, or an enlargement with what it adds.

use std::hash::BuildHasher as _;

use foldhash::HashMap;
use foldhash::fast::FixedState;

use super::kept::Records;
use super::kept_deals::{First, KeptDeal, SameDeal};
use super::value;
use crate::load::text::{DealText, EntityText};
use crate::model::{Kind, Money, PartialDate, Role, Status};

/// A deal of the import that looks like one of the base book, by their positions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AlikeDeal {
    pub deal: usize,
    pub base: usize,
    /// What the two tell otherwise, of what is compared: their sources are not.
    pub differ: Vec<&'static str>,
}

/// Of more deals of one kind between the same parties only so many of the base book are looked at for each of the import.
const MOST_LOOKED_AT: usize = 1_000;

/// Parties that are named, with what they are in a deal, in order.
type Parties<'d> = Vec<(Role, &'d str)>;

/// What is compared of a deal.
struct Look<'d> {
    title: Option<&'d str>,
    amount: Option<Money>,
    /// What its parties commit, its tranches, and what it adds to an earlier deal.
    parts: Vec<Money>,
    announced: Option<PartialDate>,
    status: Status,
}

impl Records {
    /// The deals that say the same as an earlier one, and those that look like one of the base book.
    pub(super) fn same_and_alike(&self) -> (Vec<SameDeal>, Vec<AlikeDeal>) {
        let same = self.same();
        let alike = self.alike(&same);
        (same, alike)
    }

    /// The deals of the import that look like one of the base book, each with the nearest that they look like, but for those
    /// that say the `same` as one of it. Costs a mark of the parties of each deal of both.
    fn alike(&self, same: &[SameDeal]) -> Vec<AlikeDeal> {
        let Some(file) = self.base.as_ref().filter(|base| !base.deals.is_empty() && self.deals.count() > 0) else {
            return Vec::new();
        };
        let wholes = Wholes::of(&file.entities);
        // Nobody but an entity of the base book can be a party of its deals.
        let mut of_parties: HashMap<u64, Vec<usize>> = HashMap::default();
        let mut own: Vec<(usize, u64)> = Vec::new();
        let mut told = same.iter().filter(|same| matches!(same.first, First::Base(_))).map(|same| same.deal).peekable();
        for position in 0..self.deals.count() {
            if told.next_if_eq(&position).is_some() {
                continue;
            }
            if let Some(mark) = self.deals.get(position).and_then(|deal| self.mark_of_parties(&deal, &wholes)) {
                own.push((position, mark));
                of_parties.entry(mark).or_default();
            }
        }
        if own.is_empty() {
            return Vec::new();
        }
        for (position, deal) in file.deals.iter().enumerate() {
            let parties = wholes.parties(parties(deal));
            let mut take = |parties: &Parties<'_>| {
                if let Some(known) = of_parties.get_mut(&mark_of(deal.kind, parties))
                    && known.len() < MOST_LOOKED_AT
                    && known.last() != Some(&position)
                {
                    known.push(position);
                }
            };
            take(&parties);
            for pair in pairs(deal.kind, &parties) {
                take(&pair);
            }
        }
        let alike = own.into_iter().filter_map(|(position, mark)| {
            let known = of_parties.get(&mark).filter(|known| !known.is_empty())?;
            let deal = self.deals.get(position)?;
            let look = Look::of_kept(&deal)?;
            let (kind, exact) = self.kind_and_parties(&deal);
            let own = wholes.parties(exact.clone());
            let alike = known.iter().filter_map(|base| {
                let other = file.deals.get(*base)?;
                let exact_other = parties(other);
                let of_other = wholes.parties(exact_other.clone());
                let is_between_the_same =
                    kind == other.kind && (own == of_other || pairs(kind, &of_other).any(|pair| pair == own));
                let mut differ = look.may_be(&Look::of(other)).filter(|_| is_between_the_same)?;
                if exact != exact_other {
                    differ.insert(0, "parties");
                }
                Some(AlikeDeal { deal: position, base: *base, differ })
            });
            // Of several the one that tells the least otherwise; what an amount says weighs more than a title or a day.
            alike.min_by_key(|it| (it.differ.contains(&"parties"), it.differ.contains(&"amount"), it.differ.len()))
        });
        alike.collect()
    }

    /// A mark of the kind and of the named parties of a deal of the import; `None` where the base book does not know one of
    /// them.
    fn mark_of_parties(&self, deal: &KeptDeal<'_>, wholes: &Wholes<'_>) -> Option<u64> {
        if let KeptDeal::Plain(deal) = deal
            && deal.ends.iter().any(|end| self.is_own(*end))
        {
            return None;
        }
        let (kind, parties) = self.kind_and_parties(deal);
        (!parties.is_empty()).then(|| mark_of(kind, &wholes.parties(parties)))
    }

    fn kind_and_parties<'d>(&'d self, deal: &'d KeptDeal<'_>) -> (Kind, Parties<'d>) {
        match deal {
            KeptDeal::Whole(deal) => (deal.kind, parties(deal)),
            KeptDeal::Plain(deal) => {
                let kind = deal.says.kind;
                let ends = deal.ends.map(|end| self.label(end).0);
                (kind, ordered(value::sides(kind).into_iter().zip(ends)))
            }
        }
    }
}

/// The outermost whole of each entity of the base book that is a part, by their ids.
struct Wholes<'r>(HashMap<&'r str, &'r str>);

impl<'r> Wholes<'r> {
    fn of(entities: &'r [EntityText]) -> Self {
        let parts = entities.iter().filter_map(|it| Some((it.id.as_str(), it.part_of.as_deref()?)));
        let wholes: HashMap<&str, &str> = parts.collect();
        // A book that loads has no wholes that go round in a circle.
        let outermost = |id: &'r str| std::iter::successors(Some(id), |id| wholes.get(id).copied()).take(NESTED).last();
        Self(wholes.keys().filter_map(|id| Some((*id, outermost(id)?))).collect())
    }

    /// The parties, each as its outermost whole.
    fn parties<'d>(&self, parties: Parties<'d>) -> Parties<'d>
    where
        'r: 'd,
    {
        if self.0.is_empty() {
            return parties;
        }
        let mut parties: Parties<'d> =
            parties.into_iter().map(|(role, who)| (role, self.0.get(who).copied().unwrap_or(who))).collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }
}

/// More wholes around a part than there are anywhere.
const NESTED: usize = 100;

/// Of a deal with more parties than a row can name, the pairs that one can: who gives and who takes by the first leg of its
/// kind.
fn pairs<'p, 'd>(kind: Kind, parties: &'p Parties<'d>) -> impl Iterator<Item = Parties<'d>> + 'p {
    let [giver, taker] = value::sides(kind);
    let of = move |wanted: Role| parties.iter().filter(move |(role, _)| *role == wanted);
    let is_more = parties.len() > 2;
    let givers = of(giver).take(MOST_LOOKED_AT).filter(move |_| is_more);
    givers.flat_map(move |one| of(taker).take(MOST_LOOKED_AT).map(|two| ordered([*one, *two].into_iter())))
}

/// The parties of a deal that are named.
fn parties(deal: &DealText) -> Parties<'_> {
    ordered(deal.parties.iter().filter_map(|party| Some((party.role, party.who.as_deref()?))))
}

fn ordered<'d>(parties: impl Iterator<Item = (Role, &'d str)>) -> Parties<'d> {
    // A row does not say who leads.
    let plain = |role| if role == Role::LeadInvestor { Role::Investor } else { role };
    let mut parties: Parties<'d> = parties.map(|(role, who)| (plain(role), who)).collect();
    parties.sort_unstable();
    parties
}

fn mark_of(kind: Kind, parties: &Parties<'_>) -> u64 {
    FixedState::default().hash_one((kind, parties))
}

impl<'d> Look<'d> {
    fn of(deal: &'d DealText) -> Self {
        let money = |text: &str| text.parse().ok();
        let amount = deal.amount.as_deref().and_then(money);
        let commitments = deal.parties.iter().filter_map(|party| party.commits.as_deref());
        let tranches = deal.tranches.iter().map(|tranche| tranche.amount.as_str());
        let added = deal.expands.iter().filter_map(|expansion| expansion.by.as_deref());
        let parts = commitments.chain(tranches).chain(added).filter_map(money).collect();
        let announced = deal.announced.as_deref().and_then(|text| text.parse().ok());
        Self { title: Some(&deal.title), amount, parts, announced, status: deal.status }
    }

    fn of_kept(deal: &KeptDeal<'d>) -> Option<Self> {
        match deal {
            KeptDeal::Whole(deal) => Some(Look::of(deal)),
            KeptDeal::Plain(deal) => {
                let says = deal.says.unpack()?;
                let title = deal.title.filter(|_| deal.is_titled);
                let (amount, announced, status) = (says.amount, says.announced, says.status);
                Some(Look { title, amount, parts: Vec::new(), announced, status })
            }
        }
    }

    /// In what two deals between the same parties differ that may be one; `None` where their amounts or their years say
    /// that they are two.
    fn may_be(&self, other: &Self) -> Option<Vec<&'static str>> {
        let are_one =
            |one: Money, two: Money| one.currency() == two.currency() && one.interval().overlaps(two.interval());
        let may_be_one = self.amount.zip(other.amount).is_none_or(|(one, two)| {
            let is_untold = one.is_undisclosed() || two.is_undisclosed();
            is_untold || are_one(one, two) || other.parts.iter().any(|part| are_one(one, *part))
        });
        let dates = self.announced.zip(other.announced);
        let is_one_year = dates.is_none_or(|(one, two)| one.year() == two.year());
        let told = [
            ("title", self.title != other.title),
            ("amount", self.amount != other.amount),
            ("date", self.announced != other.announced),
            ("status", self.status != other.status),
        ];
        (may_be_one && is_one_year)
            .then(|| told.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what).collect())
    }
}
