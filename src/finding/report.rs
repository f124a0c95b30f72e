//! Findings as a report, and as a memo.

use std::fmt::Write as _;

use serde_json::json;

use super::claim_money::money_words;
use super::evidence::Ground;
use super::proof::derivations;
use super::record::finding_record;
use super::{Finding, Findings, Severity, sorted};
use crate::graph::DealGraph;
use crate::model::MoneyLevel;
use crate::report::{Portion, Records, Report, Section, Wanted, count, plain_markdown, seen, view_record};

impl Findings {
    /// How many findings are at least so grave.
    pub fn count_from(&self, severity: Severity) -> usize {
        self.list.iter().filter(|finding| finding.severity >= severity).count()
    }

    /// The findings as tables and data.
    pub fn report(&self, graph: &DealGraph<'_>, title: impl Into<String>) -> Report {
        self.report_for(graph, title, Wanted::All)
    }

    /// The findings as what one format prints of a report: data takes many times the memory of what it tells.
    pub fn report_for(&self, graph: &DealGraph<'_>, title: impl Into<String>, wanted: Wanted) -> Report {
        let level = graph.view().money;
        let columns = ["severity", "code", "claim", "strength", "money", "#deals", "fingerprint"];
        let mut table = Section::new(count(self.list.len(), "finding", "findings"), &columns);
        let told = if matches!(wanted, Wanted::All | Wanted::Rows) { self.list.as_slice() } else { &[] };
        for finding in told {
            table.row([
                finding.severity.to_string(),
                finding.code.clone(),
                finding.claim.clone(),
                finding.strength.to_string(),
                money_words(&finding.money, level),
                finding.deals().len().to_string(),
                finding.fingerprint.to_string(),
            ]);
        }
        let (list, items) = Portion { wanted, ..Portion::ALL }.held(&self.records(graph));
        let mut answer = json!({});
        answer["findings"] = list;
        if !self.cuts.is_empty() {
            answer["cut"] = json!(self.cuts);
        }
        Report {
            title: title.into(),
            sections: vec![table],
            notes: self.notes.clone(),
            truncated: (!self.left_out.is_empty()).then(|| self.left_out.join("; ")),
            answer,
            items,
            view: view_record(graph.book(), graph.view()),
        }
    }

    /// The findings as data, made one by one: the records of their report.
    pub fn records<'r>(&'r self, graph: &'r DealGraph<'_>) -> Records<'r> {
        Records::each("findings", self.list.len(), |position| finding_record(graph, &self.list[position]))
    }

    /// The findings as a memo in Markdown: each with its reasons, deals, sources and caveats.
    pub fn memo(&self, graph: &DealGraph<'_>, title: &str) -> String {
        let mut out = format!("# {}\n\n{}.\n", plain_markdown(title), count(self.list.len(), "finding", "findings"));
        let seen = seen(&view_record(graph.book(), graph.view()));
        if !seen.is_empty() {
            let _ = write!(out, "\n{}\n", plain_markdown(&seen.join(" ")));
        }
        for finding in &self.list {
            memo_of(&mut out, graph, finding);
        }
        for left_out in &self.left_out {
            let _ = write!(out, "\n**Cut short:** {}\n", plain_markdown(left_out));
        }
        if !self.notes.is_empty() {
            out.push('\n');
        }
        for note in &self.notes {
            let _ = writeln!(out, "- {}", plain_markdown(note));
        }
        out
    }
}

fn memo_of(out: &mut String, graph: &DealGraph<'_>, finding: &Finding) {
    let book = graph.book();
    let plain = |text: &str| plain_markdown(text);
    let _ = write!(out, "\n## {}\n\n", plain(&finding.claim));
    let mut facts = vec![
        format!("**{}**", finding.severity),
        format!("`{}`", finding.code),
        format!("strength {}", finding.strength),
    ];
    if !finding.money.is_none() {
        let level = |level| plain(&money_words(&finding.money, level));
        facts.push(format!(
            "money firm {}, committed {}, headline {}",
            level(MoneyLevel::Firm),
            level(MoneyLevel::Committed),
            level(MoneyLevel::Headline)
        ));
    }
    let ways = derivations(&finding.proof);
    if ways > 1 {
        facts.push(format!("{ways} ways to prove it"));
    }
    facts.push(format!("`{}`", finding.fingerprint));
    let _ = write!(out, "{}\n\n", facts.join(" · "));
    for premise in &finding.proof {
        let _ = writeln!(out, "- {}", plain(&premise.says));
        for alternative in &premise.alternatives {
            let mut grounds: Vec<Ground> = alternative.evidence.iter().map(|evidence| evidence.ground).collect();
            grounds.dedup();
            let named: Vec<String> = grounds
                .iter()
                .map(|ground| match ground {
                    Ground::Deal(deal) => {
                        let status = graph.told().deal(*deal).map_or_else(String::new, |told| told.status.to_string());
                        format!("{} ({status}, `{}`)", plain(&book.deal(*deal).title), book.deal(*deal).id)
                    }
                    Ground::Entity(entity) => format!("the curator's entry of {}", plain(&book.entity(*entity).name)),
                })
                .collect();
            let _ = writeln!(out, "  - {}", named.join("; "));
        }
    }
    memo_sources(out, graph, finding);
    if !finding.caveats.is_empty() {
        out.push('\n');
    }
    for caveat in &finding.caveats {
        let _ = writeln!(out, "> {}", plain(caveat));
    }
}

/// The sources that speak of what the proof rests on, and how many others tell its deals.
fn memo_sources(out: &mut String, graph: &DealGraph<'_>, finding: &Finding) {
    let book = graph.book();
    let plain = |text: &str| plain_markdown(text);
    let named = finding.named_sources(book);
    let others = finding.sources().len() - named.len();
    if !named.is_empty() || others > 0 {
        out.push_str("\nSources:\n\n");
    }
    for source in &named {
        let source = book.source(*source);
        let date = source.date.map_or_else(|| "undated".to_owned(), |date| date.to_string());
        let _ = writeln!(out, "- {}, *{}*, {date}", plain(&source.publisher), plain(&source.title));
    }
    if others > 0 {
        let more = if named.is_empty() { "" } else { "more " };
        let tell = count(others, &format!("{more}source tells"), &format!("{more}sources tell"));
        let _ = writeln!(out, "- {tell} these deals, and no more of what is claimed than that");
    }
    let read = sorted(finding.evidence().filter(|it| it.is_the_curators_reading()).filter_map(|it| {
        let deal = &book.deal(it.ground.deal()?).id;
        Some(format!("`{}` of `{deal}`", it.field))
    }));
    if !read.is_empty() {
        let _ = writeln!(out, "\nThe curator's reading, for which no source is quoted: {}.", read.join(", "));
    }
}
