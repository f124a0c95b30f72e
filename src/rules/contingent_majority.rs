//! Most of a headline is conditional.

use std::cell::OnceCell;

use super::{Case, Rule};
use crate::finding::{Alternative, ClaimMoney, Draft, Premise, RuleCard, Severity, Sink};
use crate::graph::{Nesting, Tally};
use crate::model::{Deal, DealIx, Hedge, Kind, Known, Split, Stated, Status, Tranche};
use crate::query::counting::tally_caveat;
use crate::query::words::listed_by;
use crate::report::money_cell;

/// The rule.
pub const RULE: Rule = Rule {
    card: RuleCard {
        code: "contingent-majority",
        severity: Severity::Medium,
        finds: "more than half of a deal's headline amount hangs on conditions, or is an \"up to\"",
        why: "The headline is what is quoted, added up and valued by, yet most of it may never be paid.",
        example: "Acme invests USD 50bn in Orion: USD 15bn at once, USD 35bn when Orion has gone public.",
        limits: "Compares upper ends, so an amount without a known most is not judged. What is merely reported is \
                 not conditional for that. Deals inside of it (its pieces, and what it enlarges) count as in totals, \
                 at each level the larger: what they commit is not conditional, where they are no less certain than \
                 it. Guarantees, which are contingent by nature, are left out. Parties: those of the deal, in its \
                 order.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let told = case.graph.told();
    let nesting = OnceCell::new();
    told.look_at(&told.perhaps_divided(), |index, deal| {
        let Some(stated) = mostly_conditional(deal) else { return };
        let nesting = nesting.get_or_init(|| Nesting::of(case.book()));
        if let Some(judged) = Judged::of(case, nesting, (index, deal), stated) {
            report(case, sink, (index, deal), judged);
        }
    });
}

/// A deal of which most is conditional, with the deals inside of it.
struct Judged {
    /// What it comes to with them, as it would stand if what is no less certain than itself were signed.
    stated: Stated,
    /// The deals inside by which more of it is committed than by itself, by id.
    through: Vec<DealIx>,
    /// Those inside that are less certain than itself, by id.
    weaker: Vec<DealIx>,
    /// What all of them come to, as told.
    money: ClaimMoney,
    /// What to say of money that is not in this, or in it twice.
    caveat: Option<String>,
}

impl Judged {
    /// Judges a deal that is mostly conditional by itself; absent where less is with what is inside of it.
    fn of(case: &Case<'_, '_>, nesting: &Nesting, (index, deal): (DealIx, &Deal), alone: Stated) -> Option<Self> {
        let told = case.graph.told();
        let inside = || nesting.inside(index).into_iter().filter_map(|it| Some((it, told.deal(it)?)));
        let inside: Vec<(DealIx, &Deal)> = inside().filter(|(_, it)| !it.status.is_ended()).collect();
        if inside.is_empty() || told.is_replaced(index) {
            let money = ClaimMoney::from(deal.money());
            return Some(Self { stated: alone, through: Vec::new(), weaker: Vec::new(), money, caveat: None });
        }
        let as_sure = |it: &Deal| if it.status < deal.status { it.money() } else { signed(it).money() };
        let parts = inside.iter().map(|(inner, it)| (*inner, as_sure(it)));
        let together = Tally::of(told, std::iter::once((index, Known::Stated(alone))).chain(parts));
        let split = together.in_currency(case.graph.rates(), alone.currency).split;
        if !is_mostly_conditional(split)? {
            return None;
        }
        let adds = split.committed != alone.split.committed;
        let commits = |it: &Deal| as_sure(it).stated().is_some_and(|stated| !stated.split.committed.is_zero());
        let through = inside.iter().filter(|(inner, it)| adds && !told.is_replaced(*inner) && commits(it));
        let weaker = inside.iter().filter(|(_, it)| it.status < deal.status && it.money().stated().is_some());
        let money = std::iter::once((index, deal.money())).chain(inside.iter().map(|(inner, it)| (*inner, it.money())));
        let money = Tally::of(told, money);
        let through: Vec<DealIx> = through.map(|(inner, _)| *inner).collect();
        Some(Self {
            // What is less certain than itself says nothing of how much of it is conditional.
            stated: if through.is_empty() { alone } else { Stated { split, ..alone } },
            through,
            weaker: weaker.map(|(inner, _)| *inner).collect(),
            money: ClaimMoney::from(&money),
            caveat: tally_caveat(told, &money),
        })
    }
}

fn report(case: &Case<'_, '_>, sink: &mut Sink, (index, deal): (DealIx, &Deal), judged: Judged) {
    let Judged { stated, through, weaker, money, caveat } = judged;
    let told = case.graph.told();
    let mut parties: Vec<_> =
        deal.parties.iter().filter_map(|party| party.who.entity()).map(|entity| case.graph.owner(entity)).collect();
    let mut seen = std::collections::BTreeSet::new();
    parties.retain(|party| seen.insert(*party));
    let all = money_cell(stated.currency, stated.split.headline);
    let sure = money_cell(stated.currency, stated.split.committed);
    let mut conditions: Vec<&str> = Vec::new();
    for on in deal.tranches.iter().flat_map(Tranche::open_conditions) {
        if !conditions.contains(&on.as_str()) {
            conditions.push(on);
        }
    }
    let rest = if conditions.is_empty() {
        "an \"up to\"".to_owned()
    } else {
        format!("on condition: {}", conditions.join("; "))
    };
    let ids = |deals: &[DealIx]| listed_by(deals, ", ", |deal| case.book().deal(*deal).id.to_string().into());
    let of_title = format!("the {all} of \"{}\"", deal.title);
    let claim = if stated.split.committed.is_zero() {
        format!("all of {of_title} is {rest}")
    } else if through.is_empty() {
        format!("only {sure} of {of_title} is unconditional; the rest is {rest}")
    } else {
        format!("only {sure} of {of_title} is unconditional, through {}; the rest is {rest}", ids(&through))
    };
    let mut proof = vec![Premise::one(
        "more than half of the headline is conditional",
        Alternative::fields(told, index, fields(deal)),
    )];
    if !through.is_empty() {
        let of_deal = |inner: &DealIx| Some(Alternative::fields(told, *inner, fields(told.deal(*inner)?)).evidence);
        proof.push(Premise::one(
            format!("with what is inside of it, {sure} is unconditional"),
            Alternative { legs: Vec::new(), evidence: through.iter().filter_map(of_deal).flatten().collect() },
        ));
    }
    let less = (!weaker.is_empty()).then(|| {
        format!("inside of it, but less certain than itself, and so no reason to call it sure: {}", ids(&weaker))
    });
    sink.report(
        case.graph,
        RULE.card,
        Draft {
            claim,
            parties,
            topic: deal.id.to_string(),
            proof,
            money,
            caveats: less.into_iter().chain(caveat).collect(),
            ..Draft::default()
        },
    );
}

/// The money of a deal by itself as it would stand if everything promised were signed, so that what is not firm is
/// conditional; `None` where conditions make up no more than half.
///
/// Status is taken out of the question, so that a rumour of a plain amount is not called conditional.
fn mostly_conditional(deal: &Deal) -> Option<Stated> {
    if deal.kind == Kind::Guarantee || deal.status.is_ended() {
        return None;
    }
    let stated = signed(deal).money().stated()?;
    is_mostly_conditional(stated.split)?.then_some(stated)
}

/// A deal that has not ended, as if everything promised in it were signed.
fn signed(deal: &Deal) -> Deal {
    let mut signed = deal.clone();
    signed.status = Status::Signed;
    for tranche in &mut signed.tranches {
        if tranche.status.is_some_and(|status| status < Status::Signed) {
            tranche.status = Some(Status::Signed);
        }
    }
    signed
}

/// Whether more than half of the headline is not committed; absent where no most is known of either.
fn is_mostly_conditional(split: Split) -> Option<bool> {
    Some(split.committed.upper()?.saturating_mul(2) < split.headline.upper()?)
}

/// The fields that say how much hangs on what.
fn fields(deal: &Deal) -> Vec<String> {
    let mut fields = Vec::new();
    if deal.amount.is_some() {
        fields.push("amount".to_owned());
    }
    for tranche in &deal.tranches {
        if !tranche.open_conditions().is_empty() || tranche.amount.hedge() == Hedge::UpTo {
            fields.push(format!("tranches.{}.amount", tranche.id));
            fields.push(format!("tranches.{}.on", tranche.id));
        }
    }
    if fields.is_empty() {
        fields.push("parties".to_owned());
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::graph::{Told, View};
    use crate::load::load_embedded;

    #[test]
    fn no_deal_is_passed_over_most_of_which_is_conditional() {
        let book = load_embedded().expect("sound");
        let told = Told::new(&book, View::default());
        let looked_at = told.perhaps_divided();
        let conditional: Vec<DealIx> =
            told.deals().filter(|(_, deal)| mostly_conditional(deal).is_some()).map(|(index, _)| index).collect();
        assert!(!conditional.is_empty() && looked_at.len() < told.seen(), "the test shows something");
        assert!(conditional.iter().all(|index| looked_at.binary_search(index).is_ok()));
    }
}
