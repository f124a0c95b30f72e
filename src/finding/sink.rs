//! Where rules put what they find, and what is kept of it.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::best::Best;
use super::card::RuleCard;
use super::claim_money::ClaimMoney;
use super::fingerprint::Fingerprint;
use super::proof::{Premise, rank, strength};
use super::selection::{Beyond, Cut, Selection, Subject};
use super::wording::{claim_words, in_part_words, premise_words};
use super::{Finding, sorted};
use crate::graph::DealGraph;
use crate::model::{EntityIx, Severity, Status};

/// What a rule says of one case; the sink makes a [`Finding`] of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Draft {
    /// One sentence without a full stop, told as a fact: the sink says where it is only reported or rumoured.
    pub claim: String,
    /// Whom it is about.
    pub parties: Vec<EntityIx>,
    /// What tells it from others of the same code and parties; may be empty.
    pub topic: String,
    /// What proves it.
    pub proof: Vec<Premise>,
    /// The money it is about.
    pub money: ClaimMoney,
    /// What a reader must know.
    pub caveats: Vec<String>,
    /// The severity of this case, where it differs from the card's.
    pub severity: Option<Severity>,
}

/// What decides whether a case is kept, told before its proof is made.
#[derive(Debug, Clone, Copy)]
pub struct Outline<'c> {
    /// The severity of this case, where it differs from the card's.
    pub severity: Option<Severity>,
    /// At most how strong its proof is.
    pub strength: Status,
    /// Whom it is about.
    pub parties: &'c [EntityIx],
    /// What tells it from others of the same code and parties.
    pub topic: &'c str,
}

/// Collects findings; severities are overridden here and nowhere else, and bounds are kept here.
///
/// Holds what its [`Selection`] keeps of each rule and counts the rest, so that its memory does not grow with what
/// is found.
#[derive(Debug, Clone, Default)]
pub struct Sink {
    overrides: BTreeMap<String, Severity>,
    selection: Selection,
    shelves: BTreeMap<String, Shelf>,
    milder: BTreeMap<Severity, Milder>,
    held: Vec<Subject>,
    notes: BTreeSet<String>,
    left_out: Vec<String>,
}

/// How many findings are of a severity that was not asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Milder {
    /// How many were found.
    pub number: u64,
    /// Whether there may be more.
    pub at_least: bool,
}

/// The findings of one rule.
#[derive(Debug, Clone)]
struct Shelf {
    kept: Best<Kept>,
    /// Those whose subjects are asked for, where there was no room.
    besides: Vec<Finding>,
    found: u64,
    /// How many of these are proven already, and not kept again.
    held: u64,
    /// Whether there may be more than were found.
    at_least: bool,
}

/// A finding on its shelf, in the order in which findings are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Kept(Finding);

impl Ord for Kept {
    fn cmp(&self, other: &Self) -> Ordering {
        fn place(it: &Finding) -> Place<'_> {
            Place(it.severity, it.strength, &it.parties, &it.topic)
        }
        let of_claim = || (&self.0.fingerprint, &self.0.claim).cmp(&(&other.0.fingerprint, &other.0.claim));
        place(&self.0).cmp(&place(&other.0)).then_with(of_claim)
    }
}

impl PartialOrd for Kept {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a case stands among those of its rule: the gravest first, then the strongest, then by parties and topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'c>(Severity, Status, &'c [EntityIx], &'c str);

impl Place<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.0, rank(other.1), self.2, self.3).cmp(&(self.0, rank(self.1), other.2, other.3))
    }
}

/// Findings in their order, with what must be said beside them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Findings {
    /// The findings: the gravest first, then by code, parties, topic and fingerprint.
    pub list: Vec<Finding>,
    /// Findings that hold and were proven already, as far as a selection says which those are.
    pub held: Vec<Subject>,
    /// What a reader must know so as not to be misled, one sentence each.
    pub notes: Vec<String>,
    /// What bounds left out, one sentence each; empty where nothing was.
    pub left_out: Vec<String>,
    /// What bounds left out of single rules, by code.
    pub cuts: Vec<Cut>,
    /// How many findings are milder than was asked for, by severity.
    pub milder: BTreeMap<Severity, Milder>,
}

impl Sink {
    /// A sink that gives the findings of some codes another severity than their cards do.
    pub fn new(overrides: BTreeMap<String, Severity>) -> Self {
        Self { overrides, ..Self::default() }
    }

    /// The same sink, keeping what a selection says.
    pub fn keeping(self, selection: Selection) -> Self {
        Self { selection, ..self }
    }

    /// What is kept.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// How grave a case of a rule is.
    fn severity(&self, card: RuleCard<'_>, own: Option<Severity>) -> Severity {
        self.overrides.get(card.code).copied().or(own).unwrap_or(card.severity)
    }

    /// Whether findings of a rule that have its card's severity are grave enough to be kept.
    pub(crate) fn is_grave(&self, card: RuleCard<'_>) -> bool {
        self.severity(card, None) >= self.selection.least
    }

    /// Whether a case would be kept, so that its proof is worth making: then it must be reported. One that is not
    /// is counted here.
    pub fn takes(&mut self, graph: &DealGraph<'_>, card: RuleCard<'_>, outline: Outline<'_>) -> bool {
        let Outline { severity, strength, parties, topic } = outline;
        let severity = self.severity(card, severity);
        if !self.selection.whom.fits(graph, parties) {
            return false;
        }
        if severity < self.selection.least {
            self.milder.entry(severity).or_default().number += 1;
            return false;
        }
        if self.is_asked_for(card.code, parties, topic) {
            return true;
        }
        let place = Place(severity, strength, parties, topic);
        let is_given_up = self.is_given_up(card);
        let shelf = self.shelf(card.code);
        let is_before = |Kept(bar): &Kept| {
            // Of one place, the fingerprint decides, which is known when the proof is.
            place.cmp(&Place(bar.severity, bar.strength, &bar.parties, &bar.topic)) != Ordering::Greater
        };
        let takes = !is_given_up && shelf.kept.bar().is_none_or(is_before);
        shelf.found += u64::from(!takes);
        takes
    }

    /// Whether a case that holds beyond doubt is proven already, so that it need not be reported: then it is told to hold.
    /// The severity of the case is that of its card.
    pub(crate) fn holds_again(
        &mut self,
        graph: &DealGraph<'_>,
        card: RuleCard<'_>,
        parties: &[EntityIx],
        topic: impl FnOnce() -> String,
    ) -> bool {
        if self.selection.proven.is_empty() || !self.is_grave(card) || !self.selection.whom.fits(graph, parties) {
            return false;
        }
        let subject = (card.code.to_owned(), parties.to_vec(), topic());
        if !self.selection.proven.contains(&subject) {
            return false;
        }
        let shelf = self.shelf(card.code);
        shelf.found += 1;
        shelf.held += 1;
        self.held.push(subject);
        true
    }

    /// Takes a case that a rule has found. A draft without evidence is no finding and is not taken.
    pub fn report(&mut self, graph: &DealGraph<'_>, card: RuleCard<'_>, draft: Draft) {
        let Draft { claim, parties, topic, mut proof, money, mut caveats, severity } = draft;
        if proof.is_empty() || proof.iter().any(|premise| premise.alternatives.is_empty()) {
            return;
        }
        if !self.selection.whom.fits(graph, &parties) {
            return;
        }
        let severity = self.severity(card, severity);
        if severity < self.selection.least {
            self.milder.entry(severity).or_default().number += 1;
            return;
        }
        let (first, strength) = as_certain_as_shown(graph, &mut proof, &parties);
        let mut finding = Finding {
            code: card.code.to_owned(),
            severity,
            claim: in_part_words(first, strength, claim_words(first, claim, names(graph, &parties))),
            strength,
            fingerprint: Fingerprint::new(graph.book(), card.code, &topic, &parties, &[]),
            parties,
            topic,
            proof,
            money,
            caveats: Vec::new(),
        };
        let deals = finding.deals();
        finding.fingerprint = Fingerprint::new(graph.book(), &finding.code, &finding.topic, &finding.parties, &deals);
        caveats.extend(dispute(graph, &finding));
        finding.caveats = caveats;
        self.put(finding);
    }

    /// Whether nothing of a rule is kept any more, since it finds more than would be, and only all of it is wanted.
    pub(crate) fn is_given_up(&self, card: RuleCard<'_>) -> bool {
        self.selection.beyond == Beyond::GivenUp
            && self.shelves.get(card.code).is_some_and(|shelf| shelf.found > self.selection.most as u64)
    }

    fn put(&mut self, finding: Finding) {
        let (most, beyond) = (self.selection.most, self.selection.beyond);
        let shelf = self.shelf(&finding.code);
        shelf.found += 1;
        if beyond == Beyond::GivenUp && shelf.found > most as u64 {
            shelf.kept = Best::new(most);
            return;
        }
        let Some(Kept(out)) = shelf.kept.offer(Kept(finding)) else { return };
        if self.is_asked_for(&out.code, &out.parties, &out.topic) {
            self.shelf(&out.code.clone()).besides.push(out);
        }
    }

    fn is_asked_for(&self, code: &str, parties: &[EntityIx], topic: &str) -> bool {
        let besides = &self.selection.besides;
        !besides.is_empty() && besides.contains(&(code.to_owned(), parties.to_vec(), topic.to_owned()))
    }

    fn shelf(&mut self, code: &str) -> &mut Shelf {
        let most = self.selection.most;
        let empty = || Shelf { kept: Best::new(most), besides: Vec::new(), found: 0, held: 0, at_least: false };
        self.shelves.entry(code.to_owned()).or_insert_with(empty)
    }

    /// Counts findings of a rule that were not reported, since others come before them; `at_least` where the search
    /// did not come to its end.
    pub(crate) fn left(&mut self, card: RuleCard<'_>, number: u64, at_least: bool) {
        let severity = self.severity(card, None);
        if severity < self.selection.least {
            let milder = self.milder.entry(severity).or_default();
            milder.number += number;
            milder.at_least |= at_least;
        } else if number > 0 || at_least {
            let shelf = self.shelf(card.code);
            shelf.found += number;
            shelf.at_least |= at_least;
        }
    }

    /// Notes something that a reader of all findings must know.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.insert(note.into());
    }

    /// Says what a bound left out.
    pub fn cut(&mut self, left_out: impl Into<String>) {
        self.left_out.push(left_out.into());
    }

    /// Everything kept, in order.
    pub fn finish(self) -> Findings {
        let mut list: Vec<Finding> = Vec::new();
        let mut cuts = Vec::new();
        for (code, shelf) in self.shelves {
            let kept = (shelf.kept.len() + shelf.besides.len()) as u64 + shelf.held;
            // Those that hold again take no room, but are no fewer for that.
            let is_over = shelf.held > 0 && shelf.found > self.selection.most as u64;
            if shelf.found > kept || is_over || shelf.at_least {
                let cut = Cut { code, kept, found: shelf.found, at_least: shelf.at_least };
                if self.selection.beyond == Beyond::GivenUp {
                    cuts.push(Cut { kept: 0, at_least: true, ..cut });
                    continue;
                }
                cuts.push(cut);
            }
            list.extend(shelf.kept.into_sorted().into_iter().map(|Kept(finding)| finding));
            list.extend(shelf.besides);
        }
        list.sort_by(|one, two| {
            (two.severity, one.subject(), &one.fingerprint).cmp(&(one.severity, two.subject(), &two.fingerprint))
        });
        list.dedup();
        let left_out = cuts.iter().map(Cut::words).chain(self.left_out).collect();
        let notes = self.notes.into_iter().collect();
        Findings { list, held: self.held, notes, left_out, cuts, milder: self.milder }
    }
}

impl Findings {
    /// Whether a bound left out findings of a code.
    pub fn is_cut(&self, code: &str) -> bool {
        self.cuts.iter().any(|cut| cut.code == code)
    }
}

/// The names of some parties.
fn names<'g>(graph: &'g DealGraph<'_>, parties: &'g [EntityIx]) -> impl Iterator<Item = &'g str> {
    parties.iter().map(|party| graph.book().entity(*party).name.as_str())
}

/// Words each premise as certainly as what shows it is; returns the strength of the first, which shows what a claim says
/// first, and that of the whole proof.
fn as_certain_as_shown(graph: &DealGraph<'_>, proof: &mut [Premise], parties: &[EntityIx]) -> (Status, Status) {
    let mut shown = Vec::with_capacity(proof.len());
    for premise in proof {
        let strength = strength(graph.told(), std::slice::from_ref(premise));
        if let Some(words) = premise_words(strength, &premise.says, names(graph, parties)) {
            premise.says = words;
        }
        shown.push(strength);
    }
    let first = shown.first().copied().unwrap_or(Status::Closed);
    (first, super::weakest(shown).unwrap_or(first))
}

/// Says who disputes the evidence of a finding.
fn dispute(graph: &DealGraph<'_>, finding: &Finding) -> Option<String> {
    let book = graph.book();
    let against = sorted(finding.evidence().flat_map(|evidence| {
        let deal = evidence.ground.deal().map(|deal| book.deal(deal).id.as_str());
        evidence.disputed_by.iter().map(move |source| (deal.unwrap_or_default(), evidence.field.as_str(), *source))
    }));
    let said: Vec<String> = against
        .iter()
        .map(|(deal, field, source)| format!("{} on {field} of {deal}", book.source(*source).id))
        .collect();
    (!said.is_empty()).then(|| format!("sources say otherwise: {}", said.join(", ")))
}
