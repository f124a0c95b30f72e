//! The gravest conflict about some entities, with the deals that prove it in front.

use super::ecosystem::{focus_of, names};
use super::spotlight::draw_finding;
use super::{Options, Preset};
use crate::diagram::picture::Picture;
use crate::finding::{Finding, Selection, Sink, Whom};
use crate::graph::DealGraph;
use crate::rules::{ALL, Case};

/// The card.
pub(super) const PRESET: Preset = Preset {
    name: "conflict",
    question: "Where do interests collide, and which deals prove it?",
    subjects: "all of them party to it",
    answers_for_wholes: true,
    draw: conflict,
};

/// Returns the first of the gravest findings about the subjects; what else there is, is counted below.
fn conflict(graph: &DealGraph<'_>, options: &Options) -> Picture {
    let about = focus_of(graph, options);
    let case = Case::new(graph);
    let mut sink = Sink::default().keeping(Selection { whom: Whom::all_of(&about), ..Selection::default() });
    for rule in ALL {
        (rule.run)(&case, &mut sink);
    }
    let findings = sink.finish();
    let is_cut = !findings.cuts.is_empty();
    let mut found: Vec<Finding> = findings.list;
    // The surest first, and of those the one with the most to see; then the sink's order.
    found.sort_by_cached_key(|finding| std::cmp::Reverse((finding.severity, finding.strength, finding.legs().len())));
    let Some(first) = found.first() else {
        let whom = if about.is_empty() { String::new() } else { format!(" about {}", names(graph, &about)) };
        return Picture { title: format!("No conflict{whom}"), ..Picture::default() };
    };
    let mut picture = draw_finding(graph, first, options);
    if let Some(title) = &options.title {
        picture.title.clone_from(title);
    }
    if found.len() > 1 {
        let at_least = if is_cut { "At least " } else { "" };
        let more = found.len() - 1;
        let are = if more == 1 && !is_cut { "is" } else { "are" };
        picture.footnotes.push(format!("{at_least}{more} more {are} not drawn; dealgraph conflicts lists them."));
    }
    picture
}
