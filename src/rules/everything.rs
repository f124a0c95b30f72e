//! Every finding of a graph: all rules, those of its book among them, and circular financing.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Case, Catalogue, CatalogueError};
use crate::finding::{Beyond, Finding, Findings, Selection, Sink, Subject, Whom, agrees};
use crate::graph::{DealGraph, Trust, View, shares};
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
    /// For each deal of which sources say what the graph does not tell of it, those sources; absent until it is asked for.
    disputes: OnceCell<BTreeMap<DealIx, Vec<SourceIx>>>,
}

/// What one policy sees.
#[derive(Debug)]
struct Hearing {
    /// The findings that rest on some deal which is disputed: only they may be news. All of them are many, and large.
    disputed: Vec<Finding>,
    subjects: BTreeSet<Subject>,
    /// The codes of whose findings a bound left some out.
    cut: Vec<String>,
}

impl<'g, 'b> Court<'g, 'b> {
    /// A court over the book of a graph; dates, status and roll-up are those of its view.
    pub fn new(graph: &'g DealGraph<'b>) -> Self {
        let (asked_for, heard, left_out) = Default::default();
        Self { graph, asked_for, heard, left_out, disputes: OnceCell::new() }
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
            // A premise that one deal told here could carry is not silent.
            let told = finding.proof.iter().all(|premise| {
                premise.alternatives.iter().any(|alternative| {
                    let mut grounds = alternative.evidence.iter().filter_map(|evidence| evidence.ground.deal());
                    grounds.all(|deal| is_told_at_all(self.graph, trust, deal))
                })
            });
            let hearing = self.hear(trust)?;
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
        let mut sources: Vec<SourceIx> = self.disputes().values().flatten().copied().collect();
        sources.sort_unstable();
        sources.dedup();
        let Findings { list: own, cuts, .. } = all_findings(graph)?;
        let is_own_cut = !cuts.is_empty();
        let mut known: BTreeSet<Subject> = own.iter().map(Finding::to_subject).collect();
        drop(own);
        let mut found: Vec<Finding> = Vec::new();
        let policies = [Trust::Official, Trust::Latest].into_iter();
        for trust in policies.chain(sources.into_iter().map(Trust::Source)) {
            self.hear(trust)?;
            let disputes = self.disputes();
            let otherwise = |deal: &DealIx| {
                let sources = disputes.get(deal).map_or(&[][..], Vec::as_slice);
                sources.iter().any(|source| match trust {
                    Trust::Source(one) => one == *source,
                    Trust::Official => graph.book().source(*source).kind.is_official(),
                    Trust::Latest | Trust::All => true,
                })
            };
            let heard = self.heard.get(&trust).map_or(&[][..], |hearing| &hearing.disputed);
            for finding in heard.iter().filter(|finding| finding.deals().iter().any(otherwise)) {
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

    fn disputes(&self) -> &BTreeMap<DealIx, Vec<SourceIx>> {
        self.disputes.get_or_init(|| disputes(self.graph))
    }

    fn hear(&mut self, trust: Trust) -> Result<&Hearing, CatalogueError> {
        if !self.heard.contains_key(&trust) {
            let graph = DealGraph::new(self.graph.book(), View { trust, ..*self.graph.view() });
            let selection = Selection { besides: self.asked_for.clone(), ..Selection::default() };
            let Findings { list: mut findings, left_out, cuts, .. } = selected_findings(&graph, selection)?;
            self.left_out.extend(left_out);
            let subjects = findings.iter().map(Finding::to_subject).collect();
            let disputes = self.disputes();
            findings.retain(|finding| finding.deals().iter().any(|deal| disputes.contains_key(deal)));
            findings.shrink_to_fit();
            let hearing = Hearing { subjects, disputed: findings, cut: cuts.into_iter().map(|cut| cut.code).collect() };
            self.heard.insert(trust, hearing);
        }
        Ok(&self.heard[&trust])
    }
}

/// The sources that say of a deal what the graph does not tell of it, for each deal of which any do. Costs one pass over the
/// deals, of which only those are kept of which a source says something.
fn disputes(graph: &DealGraph<'_>) -> BTreeMap<DealIx, Vec<SourceIx>> {
    let told = graph.told();
    let disputed = shares::of(graph.book().deal_count(), shares::SHARE, |from, to| {
        let mut disputed = Vec::new();
        graph.book().sections().deals.each(from, to, |position, deal| {
            let index = DealIx::new(position);
            let said = deal.claims.iter().filter_map(|claim| Some((claim.source, &claim.says.as_ref()?.assertion)));
            let said = said.filter(|(_, said)| !said.is_remark() && !agrees(told, index, said));
            let sources: Vec<SourceIx> = said.map(|(source, _)| source).collect();
            if !sources.is_empty() {
                disputed.push((index, sources));
            }
        });
        disputed
    });
    disputed.into_iter().flatten().collect()
}

/// Whether a policy hears of a deal. It may be told and yet be over or too weak to be seen: that is no silence.
fn is_told_at_all(graph: &DealGraph<'_>, trust: Trust, deal: DealIx) -> bool {
    let book = graph.book();
    let trusted = |source: SourceIx| match trust {
        Trust::All | Trust::Latest => true,
        Trust::Official => book.source(source).kind.is_official(),
        Trust::Source(one) => source == one,
    };
    book.deal(deal).claims.iter().any(|claim| is_in_time(graph, claim.source) && trusted(claim.source))
}

/// Whether a source was published by the date as known at which a graph tells its book.
fn is_in_time(graph: &DealGraph<'_>, source: SourceIx) -> bool {
    graph.view().knows_of(graph.book().source(source).date)
}
