//! Nodes as cards: an accent says what they are.

use super::xml::{Document, hundredths, pixels};
use super::{Tenths, write_text};
use crate::diagram::layout::{
    DETAIL_LEADING, DETAIL_SIZE, NAME_LEADING, NAME_SIZE, PlacedNode, Rectangle, SIDE_PADDING,
};
use crate::diagram::picture::{Direction, Node, NodeLook, Weight};
use crate::diagram::theme::Theme;

/// The width of the accent at a card's side.
const ACCENT: Tenths = 40;

/// Writes one node.
pub(super) fn write(document: &mut Document, direction: Direction, node: &Node, placed: &PlacedNode, theme: &Theme) {
    let opacity = match node.weight {
        Weight::Faded => hundredths(theme.faded_opacity + 15),
        Weight::Normal | Weight::Front => String::new(),
    };
    document.open("g", &[("opacity", &opacity)]);
    if !node.tooltip.is_empty() {
        document.text("title", &[], &node.tooltip);
    }
    write_card(document, placed.rectangle, node.look, node.weight == Weight::Front, theme);
    write_lines(document, direction, node, placed, theme);
    document.close("g");
}

/// Writes the card of a look.
pub(super) fn write_card(document: &mut Document, card: Rectangle, look: NodeLook, front: bool, theme: &Theme) {
    let accent = theme.look(look);
    let (radius, line, dashes) = match look {
        NodeLook::Company | NodeLook::Government | NodeLook::Fund => (40, theme.card_line, ""),
        NodeLook::Product | NodeLook::Venture => (90, accent, ""),
        NodeLook::Person => (card.height / 2, accent, ""),
        NodeLook::Deal => (0, accent, ""),
        NodeLook::Stub => (40, accent, "4 3"),
    };
    let radius = pixels(radius.min(card.height / 2).min(160));
    let (x, y) = (pixels(card.x), pixels(card.y));
    let (width, height) = (pixels(card.width), pixels(card.height));
    document.empty(
        "rect",
        &[
            ("x", &x),
            ("y", &y),
            ("width", &width),
            ("height", &height),
            ("rx", &radius),
            ("fill", theme.card),
            ("stroke", if front { accent } else { line }),
            ("stroke-width", if front { "2" } else { "" }),
            ("stroke-dasharray", dashes),
        ],
    );
    let bars: &[Tenths] = match look {
        NodeLook::Company | NodeLook::Fund | NodeLook::Deal => &[0],
        NodeLook::Government => &[0, 1],
        NodeLook::Product | NodeLook::Venture | NodeLook::Person | NodeLook::Stub => &[],
    };
    for side in bars {
        let x = pixels(card.x + side * (card.width - ACCENT));
        document.empty(
            "rect",
            &[("x", &x), ("y", &y), ("width", &pixels(ACCENT)), ("height", &height), ("rx", "1.5"), ("fill", accent)],
        );
    }
}

fn write_lines(document: &mut Document, direction: Direction, node: &Node, placed: &PlacedNode, theme: &Theme) {
    let card = placed.rectangle;
    let count = |lines: &[String]| Tenths::try_from(lines.len()).unwrap_or(0);
    let height = count(&placed.label) * NAME_LEADING + count(&placed.detail) * DETAIL_LEADING;
    let mut top = card.y + (card.height - height) / 2;
    let (x, anchor) = match direction {
        Direction::LeftToRight => (card.x + SIDE_PADDING, ""),
        Direction::TopToBottom => (card.x + card.width / 2, "middle"),
    };
    let name = if node.look == NodeLook::Stub { theme.muted } else { theme.ink };
    for line in &placed.label {
        let attributes = [("font-weight", "bold"), ("text-anchor", anchor), ("fill", name)];
        write_text(document, line, x, top + 122, &attributes, NAME_SIZE);
        top += NAME_LEADING;
    }
    for line in &placed.detail {
        write_text(document, line, x, top + 105, &[("text-anchor", anchor), ("fill", theme.muted)], DETAIL_SIZE);
        top += DETAIL_LEADING;
    }
}
