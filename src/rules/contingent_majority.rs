//! Most of a headline is conditional.

use super::{Case, Rule};
use crate::finding::{Alternative, Draft, Premise, RuleCard, Severity, Sink};
use crate::model::{Deal, DealIx, Hedge, Kind, Known, Stated, Status};
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
                 not conditional for that. Guarantees, which are contingent by nature, are left out. Parties: \
                 those of the deal, in its order.",
    },
    run,
};

fn run(case: &Case<'_, '_>, sink: &mut Sink) {
    let told = case.graph.told();
    told.look_at(&told.perhaps_divided(), |index, deal| {
        if let Some(stated) = mostly_conditional(deal) {
            report(case, sink, (index, deal), stated);
        }
    });
}

fn report(case: &Case<'_, '_>, sink: &mut Sink, (index, deal): (DealIx, &Deal), stated: Stated) {
    let mut parties: Vec<_> =
        deal.parties.iter().filter_map(|party| party.who.entity()).map(|entity| case.graph.owner(entity)).collect();
    let mut seen = std::collections::BTreeSet::new();
    parties.retain(|party| seen.insert(*party));
    let all = money_cell(stated.currency, stated.split.headline);
    let sure = money_cell(stated.currency, stated.split.committed);
    let conditions: Vec<&str> =
        deal.tranches.iter().flat_map(|tranche| tranche.on.iter().map(String::as_str)).collect();
    let fields = fields(deal);
    let rest = if conditions.is_empty() {
        "an \"up to\"".to_owned()
    } else {
        format!("on condition: {}", conditions.join("; "))
    };
    let claim = if stated.split.committed.is_zero() {
        format!("all of the {all} of \"{}\" is {rest}", deal.title)
    } else {
        format!("only {sure} of the {all} of \"{}\" is unconditional; the rest is {rest}", deal.title)
    };
    sink.report(
        case.graph,
        RULE.card,
        Draft {
            claim,
            parties,
            topic: deal.id.to_string(),
            proof: vec![Premise::one(
                "more than half of the headline is conditional",
                Alternative::fields(case.graph.told(), index, fields),
            )],
            money: deal.money().stated().into_iter().collect(),
            ..Draft::default()
        },
    );
}

/// The money of a deal as it would stand if everything promised were signed, so that what is not firm is
/// conditional; `None` where conditions make up no more than half.
///
/// Status is taken out of the question, so that a rumour of a plain amount is not called conditional.
fn mostly_conditional(deal: &Deal) -> Option<Stated> {
    if deal.kind == Kind::Guarantee || deal.status.is_ended() {
        return None;
    }
    let mut signed = deal.clone();
    signed.status = Status::Signed;
    for tranche in &mut signed.tranches {
        if tranche.status.is_some_and(|status| status < Status::Signed) {
            tranche.status = Some(Status::Signed);
        }
    }
    let Known::Stated(stated) = signed.money() else {
        return None;
    };
    let (sure, all) = (stated.split.committed.upper()?, stated.split.headline.upper()?);
    (sure.saturating_mul(2) < all).then_some(stated)
}

/// The fields that say how much hangs on what.
fn fields(deal: &Deal) -> Vec<String> {
    let mut fields = Vec::new();
    if deal.amount.is_some() {
        fields.push("amount".to_owned());
    }
    for tranche in &deal.tranches {
        if !tranche.on.is_empty() || tranche.amount.hedge() == Hedge::UpTo {
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
