//! Pictures and what they show.

use dealgraph::diagram::picture::{NodeLook, Picture};
use dealgraph::diagram::preset::{Options, preset};
use dealgraph::graph::{DealGraph, View};
use dealgraph::model::Book;

/// The picture of a preset.
pub fn draw(book: &Book, name: &str, options: &Options) -> Picture {
    draw_view(book, View::default(), name, options)
}

/// The picture of a preset in a view.
pub fn draw_view(book: &Book, view: View, name: &str, options: &Options) -> Picture {
    let graph = DealGraph::new(book, view);
    (preset(name).expect("a preset of that name").draw)(&graph, options)
}

/// The entities, deals or clauses shown, by id.
pub fn shown(picture: &Picture) -> Vec<&str> {
    let mut shown: Vec<&str> =
        picture.nodes.iter().filter(|node| node.look != NodeLook::Stub).map(|node| node.id.as_str()).collect();
    shown.sort_unstable();
    shown
}

/// The edges as `from tone to label`.
pub fn edges(picture: &Picture) -> Vec<String> {
    let id = |node: usize| picture.nodes[node].id.as_str();
    let mut edges: Vec<String> =
        picture.edges.iter().map(|it| format!("{} {:?} {} {}", id(it.from), it.tone, id(it.to), it.label)).collect();
    edges.sort();
    edges
}

/// Asserts that a footnote has some words.
pub fn says(picture: &Picture, words: &str) {
    assert!(picture.footnotes.iter().any(|note| note.contains(words)), "{words}: {:?}", picture.footnotes);
}
