//! A drawing before it is laid out or printed: nodes, edges, clusters and what each of them means.
//!
//! Presets make pictures, printers (DOT, SVG, Mermaid, D2) print them, and neither knows the other. A
//! picture holds plain text and closed word lists only: escaping is each printer's own job, and colours
//! come from a [`super::theme::Theme`].

/// A drawing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    /// What it shows, in one line.
    pub title: String,
    /// Lines under the drawing: what is left out, how money is counted, the sources.
    pub footnotes: Vec<String>,
    /// Who was asked about and has nothing to be drawn, one sentence each; they are among the footnotes too.
    pub unmet: Vec<String>,
    /// Which way the legs run.
    pub direction: Direction,
    /// Whether nodes of one layer stand as they come.
    pub order: NodeOrder,
    /// The nodes.
    pub nodes: Vec<Node>,
    /// The edges; parallel ones are kept apart.
    pub edges: Vec<Edge>,
    /// The clusters, outer before inner, in their natural order (for the ecosystem: chips before clouds
    /// before labs).
    pub clusters: Vec<Cluster>,
    /// What colours, lines, widths and arrows mean.
    pub legend: Vec<LegendEntry>,
}

/// Which way a drawing runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Left to right.
    #[default]
    LeftToRight,
    /// Top to bottom.
    TopToBottom,
}

/// In which order nodes of one layer stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NodeOrder {
    /// So that few edges cross.
    #[default]
    Free,
    /// As they come in the picture, from the start of the layer.
    Given,
}

/// A node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Unique in the picture; entity ids for entities.
    pub id: String,
    /// The name shown.
    pub label: String,
    /// A second, smaller line: money, role, count; empty for none.
    pub detail: String,
    /// What hovering shows.
    pub tooltip: String,
    /// What it is.
    pub look: NodeLook,
    /// The cluster it stands in, by position.
    pub cluster: Option<usize>,
    /// Its natural layer, where the preset knows one: 0 is first in the picture's direction.
    pub layer: Option<usize>,
    /// In front or faded.
    pub weight: Weight,
}

/// What a node is; decides shape and colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeLook {
    /// A company.
    Company,
    /// A product or service.
    Product,
    /// A fund or investor vehicle.
    Fund,
    /// A state or agency.
    Government,
    /// A joint venture.
    Venture,
    /// A person.
    Person,
    /// A deal drawn as a node (timeline).
    Deal,
    /// "… and 37 more".
    Stub,
}

/// An edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Unique in the picture.
    pub id: String,
    /// The node it leaves, by position.
    pub from: usize,
    /// The node it enters, by position.
    pub to: usize,
    /// The label shown; empty for none. Lines are separated by `\n`.
    pub label: String,
    /// What hovering shows.
    pub tooltip: String,
    /// What moves along it; decides its colour.
    pub tone: Tone,
    /// How certain it is; decides its line.
    pub line: Line,
    /// Pen width in tenths of a point, 8 to 80; money on a log scale.
    pub width: u32,
    /// The shape at its end.
    pub arrow: Arrow,
    /// In front or faded.
    pub weight: Weight,
}

/// What moves along an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Investment.
    Investment,
    /// Loans and guarantees.
    Debt,
    /// Purchase, and other payments for goods.
    Purchase,
    /// Goods: supply and hosting.
    Goods,
    /// Distribution and licences.
    Rights,
    /// Acquisition, board, regulation.
    Control,
    /// Joint work.
    Partnership,
    /// Rivalry, and conflicts.
    Rivalry,
    /// Structure that is no deal: part of.
    Structure,
}

/// How certain what an edge shows is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Line {
    /// Signed or closed.
    Solid,
    /// Announced, or promised.
    Dashed,
    /// Contingent: what hangs on conditions, or is told as "up to".
    DashDotted,
    /// Reported or rumoured.
    Dotted,
}

/// The shape at the end of an edge, by what moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arrow {
    /// Money: a filled triangle.
    Filled,
    /// Goods: an open "vee".
    Vee,
    /// Equity and control: a diamond.
    Diamond,
    /// Rights: a dot.
    Dot,
    /// Nothing moves.
    None,
}

/// In front or behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Weight {
    /// The answer.
    Front,
    /// As usual.
    #[default]
    Normal,
    /// The rest.
    Faded,
}

/// A box around nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cluster {
    /// Unique in the picture.
    pub id: String,
    /// Its heading.
    pub label: String,
    /// The cluster around it, by position; an earlier one.
    pub parent: Option<usize>,
}

/// One line of the legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// What is shown.
    pub sample: Sample,
    /// What it means.
    pub text: String,
}

/// What a legend line shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// An edge.
    Edge {
        /// Its colour.
        tone: Tone,
        /// Its line.
        line: Line,
        /// Its end.
        arrow: Arrow,
        /// Its width in tenths of a point.
        width: u32,
    },
    /// A node.
    Node(NodeLook),
}
