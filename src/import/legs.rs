//! Legs that another program's file tells one by one, put together into the deals they are of.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::amounts;
use super::draft::Draft;
use super::value;
use crate::load::text::{DealText, PartyText, TrancheText};
use crate::model::{Currency, Flow, Instrument, Kind, Money, Role, Status};

/// A leg, with what it tells of its deal.
#[derive(Debug, Clone)]
pub(super) struct LegTold {
    /// The deal's id, or whatever its file knows it by.
    pub deal: String,
    pub kind: Kind,
    /// What moves; `None` where the file tells the deal and not what moves.
    pub flow: Option<Flow>,
    /// Ids of giver and taker.
    pub ends: [String; 2],
    /// Their roles, where the file tells them.
    pub roles: [Option<Role>; 2],
    /// What the holder of equity holds.
    pub stake: Option<String>,
    pub status: Option<Status>,
    pub instrument: Option<Instrument>,
    pub title: Option<String>,
    pub announced: Option<String>,
    pub period: Option<String>,
    /// The amount of the whole deal.
    pub amount: Option<String>,
    /// The money along this leg, where it is one number.
    pub money: Option<String>,
    /// That money in minor units of a currency: what is firm, what else is promised, and what else is contingent.
    pub parts: Option<Parts>,
    /// The deal that counts in the place of this one.
    pub counted_in: Option<String>,
    /// Texts of sources with their publishers.
    pub sources: Vec<(String, String)>,
}

/// A deal in the making.
struct Gathered {
    line: usize,
    deal: DealText,
    status: Option<Status>,
    /// Who deals with whom.
    pairs: BTreeSet<(String, String)>,
    /// What is paid along each leg of money.
    paid: Vec<Paid>,
}

/// What somebody pays along a leg.
struct Paid {
    who: String,
    /// Absent where it is no single number.
    money: Option<String>,
    parts: Option<Parts>,
}

/// Minor units of a currency: what is firm, what else is promised, and what else is contingent.
type Parts = (String, [u128; 3]);

/// Deals in the making, in the order of their first legs.
#[derive(Default)]
pub(super) struct Legs {
    deals: Vec<Gathered>,
    at: HashMap<String, usize>,
}

impl Legs {
    /// Adds a leg.
    ///
    /// # Errors
    /// When the deal is told as two kinds, or the kind has no such leg.
    pub(super) fn add(&mut self, draft: &mut Draft<'_>, line: usize, leg: LegTold) -> Result<(), String> {
        let at = self.at.get(&leg.deal).copied().unwrap_or(self.deals.len());
        let known = self.deals.get(at).map(|gathered| &gathered.deal);
        if let Some(known) = known.filter(|known| known.kind != leg.kind) {
            return Err(format!("deal {}: told as {} before, and as {} here", leg.deal, known.kind, leg.kind));
        }
        let roles = roles(&leg, known)?;
        if known.is_none() {
            let title = format!("{} – {}: {}", leg.ends[0], leg.ends[1], leg.kind);
            let mut deal =
                value::deal_of(leg.deal.clone(), leg.kind, title, Vec::new(), Status::Reported, String::new());
            deal.claims.clear();
            let (pairs, paid) = (BTreeSet::new(), Vec::new());
            self.deals.push(Gathered { line, deal, status: None, pairs, paid });
            self.at.insert(leg.deal.clone(), at);
        }
        let Some(Gathered { deal, status, pairs, paid, .. }) = self.deals.get_mut(at) else {
            return Err(format!("deal {}: it is gone", leg.deal));
        };
        for (who, role) in leg.ends.iter().zip(roles) {
            let is_there = deal.parties.iter().any(|party| party.who.as_ref() == Some(who) && party.role == role);
            if !is_there {
                deal.parties.push(value::party(who.clone(), role));
            }
        }
        pairs.insert((leg.ends[0].clone(), leg.ends[1].clone()));
        if let Some(stake) = leg.stake {
            let holder = deal.parties.iter_mut().find(|party| party.who.as_ref() == Some(&leg.ends[1]));
            if let Some(holder) = holder {
                holder.stake = Some(stake);
            }
        }
        if leg.flow == Some(Flow::Money) {
            paid.push(Paid { who: leg.ends[0].clone(), money: leg.money, parts: leg.parts });
        }
        *status = status.or(leg.status);
        deal.title = leg.title.unwrap_or_else(|| deal.title.clone());
        deal.announced = deal.announced.take().or(leg.announced);
        deal.period = deal.period.take().or(leg.period);
        deal.amount = deal.amount.take().or(leg.amount);
        deal.instrument = deal.instrument.or(leg.instrument);
        deal.part_of = deal.part_of.take().or(leg.counted_in);
        for (text, publisher) in leg.sources {
            let source = draft.source(&text, None, &publisher);
            if deal.claims.iter().all(|claim| claim.source != source) {
                deal.claims.push(value::told_by(source));
            }
        }
        Ok(())
    }

    /// Hands the deals over.
    pub(super) fn settle(self, draft: &mut Draft<'_>, file: &str) {
        let ids: HashSet<String> = self.deals.iter().map(|gathered| gathered.deal.id.clone()).collect();
        for Gathered { line, mut deal, status, pairs, paid } in self.deals {
            draft.guess("deal read without its claims, clauses and unnamed parties, which the format does not have");
            deal.status = status.unwrap_or_else(|| {
                draft.guess("status taken as Reported");
                Status::Reported
            });
            if deal.claims.is_empty() {
                draft.guess("source taken as the file itself");
                deal.claims.push(value::told_by(draft.source(file, None, "unknown")));
            }
            if deal.part_of.take_if(|whole| !ids.contains(whole)).is_some() {
                draft.guess("deal whose umbrella is not in the file counted by itself");
            }
            money(&mut deal, &paid);
            let is_part = is_part_paid(&mut deal, &paid);
            if !tranches(&mut deal, &paid) || is_part {
                draft.guess(
                    "deal all of whose money is read as its status tells, since its tranches are not in the file: more of \
                     it may count as firm than is",
                );
            }
            write_pairs(&mut deal, &pairs);
            draft.deal(file, line, deal);
        }
    }
}

/// The roles of giver and taker: those told, or those that the kind has for what moves.
fn roles(leg: &LegTold, deal: Option<&DealText>) -> Result<[Role; 2], String> {
    if let [Some(giver), Some(taker)] = leg.roles {
        return Ok([giver, taker]);
    }
    let fits = leg.kind.spec().legs.iter().filter(|spec| leg.flow.is_none_or(|flow| spec.flow == flow));
    // Of several legs of one flow, the one whose roles the parties have already.
    let known = |who: &str, roles: &[Role]| {
        let mut parties = deal.into_iter().flat_map(|deal| &deal.parties);
        parties.any(|party| party.who.as_deref() == Some(who) && roles.contains(&party.role))
    };
    let best = fits.max_by_key(|spec| {
        let known = [known(&leg.ends[0], &spec.from), known(&leg.ends[1], &spec.to)];
        known.into_iter().filter(|is_known| *is_known).count()
    });
    let roles = best.and_then(|spec| Some([*spec.from.first()?, *spec.to.first()?]));
    let [giver, taker] = roles.ok_or_else(|| match leg.flow {
        Some(flow) => format!("no {flow} moves in a deal of kind {}", leg.kind),
        None => format!("a deal of kind {} has no legs", leg.kind),
    })?;
    Ok([leg.roles[0].unwrap_or(giver), leg.roles[1].unwrap_or(taker)])
}

/// Money along the legs is the deal's where one pays, and each payer's own part where several do.
fn money(deal: &mut DealText, paid: &[Paid]) {
    let [first, rest @ ..] = paid else { return };
    if rest.is_empty() {
        deal.amount = deal.amount.take().or_else(|| first.money.clone());
        return;
    }
    let payers = deal.kind.payers();
    for party in deal.parties.iter_mut().filter(|party| payers.contains(&party.role)) {
        let mut own = paid.iter().filter(|paid| party.who.as_ref() == Some(&paid.who));
        if let (Some(Paid { money: Some(amount), .. }), None) = (own.next(), own.next()) {
            party.commits = Some(amount.clone());
        }
    }
}

/// Where one alone pays, and less than the amount of the deal, that is its own part: another whom the file does not have pays the
/// rest, or it moves no more. Answers whether it is so.
fn is_part_paid(deal: &mut DealText, paid: &[Paid]) -> bool {
    let [Paid { who, parts: Some((currency, parts)), .. }] = paid else { return false };
    let whole: u128 = parts.iter().sum();
    let amount: Option<Money> = deal.amount.as_ref().and_then(|amount| amount.parse().ok());
    let is_part = amount.is_some_and(|amount| amount.face().lower() > whole);
    let payers = deal.kind.payers();
    let own = |party: &&mut PartyText| payers.contains(&party.role) && party.who.as_ref() == Some(who);
    if let Some(payer) = deal.parties.iter_mut().find(own).filter(|_| is_part) {
        payer.commits = exactly(currency, whole);
    }
    is_part
}

/// Writes tranches where firm, promised and contingent money are not what the status alone would say. Answers whether how certain
/// all of the money is was told.
fn tranches(deal: &mut DealText, paid: &[Paid]) -> bool {
    let alone = paid.len() == 1;
    for payer in paid {
        let is_once = paid.iter().filter(|other| other.who == payer.who).count() == 1;
        let Some((currency, parts)) = payer.parts.as_ref().filter(|_| is_once) else { continue };
        let whole: u128 = parts.iter().sum();
        let plain = match deal.status {
            Status::Closed | Status::Signed => [whole, 0, 0],
            Status::Announced => [0, whole, 0],
            _ => [0, 0, whole],
        };
        if deal.status.is_ended() || *parts == plain {
            continue;
        }
        let told = [("firm", Some(Status::Closed), None), ("promised", Some(Status::Announced), None)];
        let told = told.into_iter().chain([("contingent", None, Some("a condition that the file does not name"))]);
        for ((id, status, on), part) in told.zip(parts).filter(|(_, part)| **part > 0) {
            let Some(amount) = exactly(currency, *part) else { continue };
            let on = on.map(str::to_owned).into_iter().collect();
            let (id, by) =
                if alone { (id.to_owned(), None) } else { (format!("{}-{id}", payer.who), Some(payer.who.clone())) };
            deal.tranches.push(TrancheText { id, amount, by, due: None, status, on, note: None });
        }
    }
    let states_amount = deal.amount.is_some() || paid.iter().any(|paid| paid.money.is_some());
    !states_amount || !paid.is_empty() && paid.iter().all(|paid| paid.parts.is_some())
}

/// Where both sides have several parties, a book writes who deals with whom.
fn write_pairs(deal: &mut DealText, pairs: &BTreeSet<(String, String)>) {
    let spec = deal.kind.spec();
    let in_roles = |deal: &DealText, roles: &[Role]| -> Vec<String> {
        deal.parties.iter().filter(|it| roles.contains(&it.role)).filter_map(|it| it.who.clone()).collect()
    };
    for leg in spec.legs.iter().filter(|leg| leg.from != leg.to) {
        let (givers, takers) = (in_roles(deal, &leg.from), in_roles(deal, &leg.to));
        if givers.len() < 2 || takers.len() < 2 {
            continue;
        }
        for party in deal.parties.iter_mut().filter(|party| leg.from.contains(&party.role)) {
            let Some(who) = party.who.clone() else { continue };
            let met = |other: &&String| {
                let (one, two) = ((who.clone(), (*other).clone()), ((*other).clone(), who.clone()));
                pairs.contains(&one) || pairs.contains(&two)
            };
            party.with = takers.iter().filter(met).cloned().collect();
        }
    }
}

/// So many minor units in the notation of a book; `None` where nothing has so many.
fn exactly(currency: &str, units: u128) -> Option<String> {
    let units = units.to_string();
    exact(currency, &units, &units)
}

/// An amount of minor units in the notation of a book; `None` where it is no single number.
pub(super) fn exact(currency: &str, lower: &str, upper: &str) -> Option<String> {
    if lower != upper || !lower.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let exponent = Currency::from_code(currency).ok()?.exponent() as usize;
    let digits = format!("{lower:0>width$}", width = exponent.saturating_add(1));
    let (whole, fraction) = digits.split_at_checked(digits.len().checked_sub(exponent)?)?;
    let point = if fraction.is_empty() { "" } else { "." };
    amounts::amount(&format!("{currency} {whole}{point}{fraction}"), None).ok()
}
