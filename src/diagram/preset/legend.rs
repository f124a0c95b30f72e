//! The legend of a picture: one line for everything that it uses.

use std::collections::{BTreeMap, BTreeSet};

use super::pens::Pens;
use crate::diagram::picture::{Arrow, Edge, LegendEntry, Line, NodeLook, Picture, Sample, Tone, Weight};

/// What lines without a deal mean in most pictures.
pub(super) const LEFT_FREE: &str = "Left free";

/// What solid lines mean in most pictures.
pub(super) const SOLID: &str = "Signed or closed; some of it firm";

/// Returns legend lines for the tones, lines, widths and looks that a picture uses; `pens` where widths go by money.
pub(super) fn legend(picture: &Picture, pens: Option<Pens>) -> Vec<LegendEntry> {
    // What is faded is not what the picture is about.
    let shown: Vec<&Edge> = picture.edges.iter().filter(|edge| edge.weight != Weight::Faded).collect();
    // What stands in what is no deal, so that its line says nothing of how certain one is.
    let line_of_tone = |edge: &Edge| if edge.tone == Tone::Structure { edge.line } else { Line::Solid };
    let tones: BTreeMap<(Tone, Arrow), Line> =
        shown.iter().rev().map(|edge| ((edge.tone, edge.arrow), line_of_tone(edge))).collect();
    let lines: BTreeSet<Line> =
        shown.iter().filter(|edge| edge.tone != Tone::Structure).map(|edge| edge.line).collect();
    let looks: BTreeSet<NodeLook> = picture.nodes.iter().map(|node| node.look).collect();
    let mut entries = Vec::new();
    let mut edge = |tone, line, arrow, width, text: &str| {
        entries.push(LegendEntry { sample: Sample::Edge { tone, line, arrow, width }, text: text.to_owned() });
    };
    for ((tone, arrow), line) in tones {
        edge(tone, line, arrow, 22, tone_words(tone, arrow));
    }
    for line in lines {
        let words = match line {
            Line::Solid => SOLID,
            Line::Dashed => "Announced or promised",
            Line::DashDotted => "On conditions, or “up to”",
            Line::Dotted => "Reported or rumoured",
        };
        edge(Tone::Structure, line, Arrow::None, 18, words);
    }
    let widths: BTreeSet<u32> = shown.iter().map(|edge| edge.width).collect();
    if widths.len() > 2 {
        let mut marks = pens.map_or_else(Vec::new, Pens::marks);
        if let Some((_, words)) = marks.last_mut() {
            words.push_str(" (width grows with the logarithm)");
        }
        for (width, words) in marks {
            edge(Tone::Structure, Line::Solid, Arrow::None, width, &words);
        }
    }
    for look in looks {
        let text = look_words(look).to_owned();
        entries.push(LegendEntry { sample: Sample::Node(look), text });
    }
    entries
}

fn tone_words(tone: Tone, arrow: Arrow) -> &'static str {
    match (tone, arrow) {
        (Tone::Investment, Arrow::Vee) => "Enlarged into",
        (Tone::Control, Arrow::Vee) => "Replaced by",
        (Tone::Structure, Arrow::Vee) => "Has as a part",
        (Tone::Investment, _) => "Investment, to the company",
        (Tone::Debt, Arrow::Dot) => "Guarantee",
        (Tone::Debt, _) => "Loan",
        (Tone::Purchase, _) => "Purchase: money, to the supplier",
        (Tone::Goods, _) => "Supply or hosting, to the user",
        (Tone::Rights, Arrow::Diamond) => "In whose favour",
        (Tone::Rights, Arrow::None) => "Who is bound",
        (Tone::Rights, _) => "Right to sell or use",
        (Tone::Control, _) => "Acquisition, board or regulation",
        (Tone::Partnership, _) => "Joint work",
        (Tone::Rivalry, _) => "Rivals",
        (Tone::Structure, _) => LEFT_FREE,
    }
}

fn look_words(look: NodeLook) -> &'static str {
    match look {
        NodeLook::Company => "Company",
        NodeLook::Product => "Product",
        NodeLook::Fund => "Fund or investor",
        NodeLook::Government => "State or agency",
        NodeLook::Venture => "Joint venture",
        NodeLook::Person => "Person",
        NodeLook::Deal => "Deal or clause",
        NodeLook::Stub => "Left out, and how many",
    }
}
