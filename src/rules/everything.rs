//! Every finding of a graph: all rules, those of its book among them, and circular financing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Catalogue, CatalogueError};
use crate::finding::{Beyond, Finding, Findings, Selection, Sink, Subject, Whom, agrees};
use crate::graph::{DealGraph, Trust, View};
use crate::model::{DealIx, SourceIx};
use crate::query::loops::{self, Search};

/// Returns what the rules and the search for loops find: of each the gravest and strongest, at most
/// [`MOST_OF_A_RULE`](crate::finding::MOST_OF_A_RULE); what was left out is told.
///
/// # Errors
/// When a rule of the book has the code of a built-in one.
pub fn all_findings(graph: &DealGraph<'_>) -> Result<Findings, CatalogueError> {
    selected_findings(graph, Selection::default())
}

/// Returns what a selection keeps of everything that the rules and the search for loops find.
///
/// # Errors
/// When a rule of the book has the code of a built-in one.
pub fn selected_findings(graph: &DealGraph<'_>, selection: Selection) -> Result<Findings, CatalogueError> {
    findings_but(graph, selection, &BTreeSet::new())
}

/// The same without the findings of some codes, which are not looked for.
pub(super) fn findings_but(
    graph: &DealGraph<'_>,
    selection: Selection,
    codes: &BTreeSet<String>,
) -> Result<Findings, CatalogueError> {
    let is_whole = selection.beyond == Beyond::GivenUp;
    let about = if let Whom::AllOf(entities) = &selection.whom { entities.clone() } else { Vec::new() };
    let search = Search { about, ..Search::default() };
    let mut sink = Sink::default().keeping(selection);
    Catalogue::of(graph.book())?.run(&Case::new(graph), |code| !codes.contains(code), &mut sink);
    if codes.contains(loops::CARD.code) {
        return Ok(sink.finish());
    }
    let found = if is_whole { loops::all_loops(graph, &search) } else { Some(loops::loops(graph, &search)) };
    if let Some(found) = &found {
        loops::findings(graph, &found.loops, &mut sink);
    }
    if found.is_none_or(|it| it.more) {
        sink.left(loops::CARD, 1, true);
    }
    Ok(sink.finish())
}

/// How one policy of trust stands to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stance {
    /// It holds there too.
    Holds,
    /// It does not, and some deal of every proof is not told there at all.
    Silent,
    /// It does not, though every deal of its proof is told there.
    Contradicts,
}

/// Whether a finding holds whomever one trusts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// It holds under all, official and latest, and no single source contradicts it.
    Robust,
    /// It holds under some policy and not under another.
    SourceDependent,
    /// No policy holds it.
    Refuted,
}

/// The verdict on one finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it holds whomever one trusts.
    pub outcome: Outcome,
    /// What each policy says: all, official, latest, then each source that tells a deal of its evidence, by id.
    pub stances: Vec<(Trust, Stance)>,
}

impl Outcome {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Robust => "robust",
            Self::SourceDependent => "source-dependent",
            Self::Refuted => "refuted",
        }
    }
}

/// Findings of one book under every policy of trust that is asked for, each computed once.
#[derive(Debug)]
pub struct Court<'g, 'b> {
    graph: &'g DealGraph<'b>,
    /// Findings that are looked for under every policy, beyond the bounds of what is kept.
    asked_for: BTreeSet<Subject>,
    heard: BTreeMap<Trust, Hearing>,
    left_out: BTreeSet<String>,
}

/// What one policy sees.
#[derive(Debug)]
struct Hearing {
    findings: Vec<Finding>,
    subjects: BTreeSet<Subject>,
    told: Vec<DealIx>,
    /// The codes of whose findings a bound left some out.
    cut: Vec<String>,
}

impl<'g, 'b> Court<'g, 'b> {
    /// A court over the book of a graph; dates, status and roll-up are those of its view.
    pub fn new(graph: &'g DealGraph<'b>) -> Self {
        Self { graph, asked_for: BTreeSet::new(), heard: BTreeMap::new(), left_out: BTreeSet::new() }
    }

    /// Sees to it that some findings are looked for under every policy, though a bound would leave them out. Asking for
    /// all of them at once spares runs of rules.
    pub fn ask_for(&mut self, findings: &[Finding]) {
        for finding in findings {
            if self.asked_for.insert(finding.to_subject()) {
                self.heard.retain(|_, hearing| !hearing.cut.contains(&finding.code));
            }
        }
    }

    /// What bounds left out of the findings that policies hold, one sentence each.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        self.left_out.iter().map(String::as_str)
    }

    /// Returns the verdict on a finding. Costs a run of all rules for each policy not heard before.
    ///
    /// A finding is the same under two policies when its code, parties and topic are.
    ///
    /// # Errors
    /// When a rule of the book has the code of a built-in one.
    pub fn verdict(&mut self, finding: &Finding) -> Result<Verdict, CatalogueError> {
        let book = self.graph.book();
        let claims = finding.deals().into_iter().flat_map(|deal| &book.deal(deal).claims);
        let mut sources: Vec<SourceIx> =
            claims.map(|claim| claim.source).filter(|source| is_in_time(self.graph, *source)).collect();
        sources.sort_unstable();
        sources.dedup();
        self.ask_for(std::slice::from_ref(finding));
        let wanted = finding.to_subject();
        let mut stances = Vec::new();
        let policies = [Trust::All, Trust::Official, Trust::Latest].into_iter();
        for trust in policies.chain(sources.into_iter().map(Trust::Source)) {
            let hearing = self.hear(trust)?;
            // A premise that one deal told here could carry is not silent.
            let told = finding.proof.iter().all(|premise| {
                premise.alternatives.iter().any(|alternative| {
                    let mut grounds = alternative.evidence.iter().filter_map(|evidence| evidence.ground.deal());
                    grounds.all(|deal| hearing.told.binary_search(&deal).is_ok())
                })
            });
            let stance = match (hearing.subjects.contains(&wanted), told) {
                (true, _) => Stance::Holds,
                (false, true) => Stance::Contradicts,
                (false, false) => Stance::Silent,
            };
            stances.push((trust, stance));
        }
        let holds = stances.iter().filter(|(_, stance)| *stance == Stance::Holds).count();
        let whole = stances.iter().take(3).all(|(_, stance)| *stance == Stance::Holds);
        let against = stances.iter().any(|(_, stance)| *stance == Stance::Contradicts);
        let outcome = match (holds, whole && !against) {
            (0, _) => Outcome::Refuted,
            (_, true) => Outcome::Robust,
            _ => Outcome::SourceDependent,
        };
        Ok(Verdict { outcome, stances })
    }

    /// Returns the findings that the graph does not hold and that hold under official, latest or a single source,
    /// since a source trusted there says otherwise of a deal that proves them; each once, as first heard.
    ///
    /// Findings that hold there only since the source does not tell some other deal are left out: silence is no news.
    /// Costs a run of all rules for each source of the book that disputes anything.
    ///
    /// # Errors
    /// When a rule of the book has the code of a built-in one.
    pub fn held_elsewhere(&mut self) -> Result<Vec<Finding>, CatalogueError> {
        let graph = self.graph;
        let disputing = |deal: DealIx| {
            let told = graph.told();
            graph.book().deal(deal).claims.iter().filter_map(move |claim| {
                let said = claim.says.as_ref().filter(|said| !said.assertion.is_remark())?;
                (!agrees(told, deal, &said.assertion)).then_some(claim.source)
            })
        };
        let disputes: BTreeMap<DealIx, Vec<SourceIx>> =
            graph.book().deal_indices().map(|deal| (deal, disputing(deal).collect())).collect();
        let mut sources: Vec<SourceIx> = disputes.values().flatten().copied().collect();
        sources.sort_unstable();
        sources.dedup();
        let own = all_findings(graph)?;
        let is_own_cut = !own.cuts.is_empty();
        let mut known: BTreeSet<Subject> = own.list.iter().map(Finding::to_subject).collect();
        let mut found: Vec<Finding> = Vec::new();
        let policies = [Trust::Official, Trust::Latest].into_iter();
        for trust in policies.chain(sources.into_iter().map(Trust::Source)) {
            let otherwise = |deal: &DealIx| {
                let sources = disputes.get(deal).map_or(&[][..], Vec::as_slice);
                sources.iter().any(|source| match trust {
                    Trust::Source(one) => one == *source,
                    Trust::Official => graph.book().source(*source).kind.is_official(),
                    Trust::Latest | Trust::All => true,
                })
            };
            let heard = self.hear(trust)?.findings.iter();
            for finding in heard.filter(|finding| finding.deals().iter().any(otherwise)) {
                if known.insert(finding.to_subject()) {
                    found.push(finding.clone());
                }
            }
        }
        // What a bound left out here may yet be held here.
        if is_own_cut && !found.is_empty() {
            let besides = found.iter().map(Finding::to_subject).collect();
            let own = selected_findings(graph, Selection { besides, ..Selection::default() })?;
            let own: BTreeSet<Subject> = own.list.iter().map(Finding::to_subject).collect();
            found.retain(|finding| !own.contains(&finding.to_subject()));
        }
        found.sort_by(|one, two| one.subject().cmp(&two.subject()));
        self.ask_for(&found);
        Ok(found)
    }

    fn hear(&mut self, trust: Trust) -> Result<&Hearing, CatalogueError> {
        if !self.heard.contains_key(&trust) {
            let graph = DealGraph::new(self.graph.book(), View { trust, ..*self.graph.view() });
            let selection = Selection { besides: self.asked_for.clone(), ..Selection::default() };
            let Findings { list: findings, left_out, cuts, .. } = selected_findings(&graph, selection)?;
            self.left_out.extend(left_out);
            let hearing = Hearing {
                subjects: findings.iter().map(Finding::to_subject).collect(),
                findings,
                cut: cuts.into_iter().map(|cut| cut.code).collect(),
                // A deal may be told and yet be over or too weak to be seen: that is no silence.
                told: told_at_all(&graph, trust),
            };
            self.heard.insert(trust, hearing);
        }
        Ok(&self.heard[&trust])
    }
}

/// The deals that a policy hears of, seen or not, by id.
fn told_at_all(graph: &DealGraph<'_>, trust: Trust) -> Vec<DealIx> {
    let book = graph.book();
    let trusted = |source: SourceIx| match trust {
        Trust::All | Trust::Latest => true,
        Trust::Official => book.source(source).kind.is_official(),
        Trust::Source(one) => source == one,
    };
    let tells = |deal: &DealIx| {
        book.deal(*deal).claims.iter().any(|claim| is_in_time(graph, claim.source) && trusted(claim.source))
    };
    book.deal_indices().filter(tells).collect()
}

/// Whether a source was published by the date as known at which a graph tells its book.
fn is_in_time(graph: &DealGraph<'_>, source: SourceIx) -> bool {
    graph.view().knows_of(graph.book().source(source).date)
}
