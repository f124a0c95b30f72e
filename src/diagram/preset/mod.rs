//! Presets: pictures that each answer one question over a deal graph.
//!
//! A preset is a file with its card and a function from a graph and [`Options`] to a [`Picture`]; [`PRESETS`]
//! is the one table of them. Large webs are thinned in one place (`thin`), and the picture says what was
//! left out.

mod amounts;
mod answer;
mod basis;
mod brief;
mod chain;
mod choose;
mod conflict;
mod ecosystem;
mod groups;
mod legend;
mod loop_;
mod money;
mod pens;
mod rights;
mod scene;
mod shared;
mod skein;
mod spotlight;
mod strands;
mod sums;
mod thin;
mod timeline;
mod who_backs;

use super::picture::{Direction, Picture};
use crate::graph::DealGraph;
use crate::model::{EntityIx, Kind};

pub use answer::answer;
pub use pens::pen_width;
pub use spotlight::{draw_finding, spotlight};
pub use strands::{Strand, strands};

/// What a preset is, for help and the gallery.
#[derive(Clone, Copy)]
pub struct Preset {
    /// The name on the command line.
    pub name: &'static str,
    /// The question it answers.
    pub question: &'static str,
    /// What entities named after it mean; empty where it takes none.
    pub subjects: &'static str,
    /// Whether an entity named is answered for as part of its whole, where the view counts it so.
    pub answers_for_wholes: bool,
    /// Draws it.
    pub draw: fn(&DealGraph<'_>, &Options) -> Picture,
}

/// Every preset, the default first.
pub const PRESETS: [Preset; 8] = [
    ecosystem::PRESET,
    money::PRESET,
    who_backs::PRESET,
    chain::PRESET,
    loop_::PRESET,
    conflict::PRESET,
    rights::PRESET,
    timeline::PRESET,
];

/// Returns the preset of that name.
pub fn preset(name: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.name == name)
}

/// What a picture shows and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The entities asked about.
    pub subjects: Vec<EntityIx>,
    /// Only what lies at most [`Options::hops`] deals from one of these; empty for everything.
    pub focus: Vec<EntityIx>,
    /// How many deals away from the focus.
    pub hops: usize,
    /// Only deals of these kinds; empty for the preset's own choice.
    pub kinds: Vec<Kind>,
    /// How many entities (deals, in the timeline) at most, by money; absent for the preset's own choice.
    pub top: Option<usize>,
    /// Whether deals of one kind between the same two are one edge.
    pub parallel: Parallel,
    /// What boxes stand for.
    pub cluster: ClusterBy,
    /// Which edges carry a label.
    pub labels: Labels,
    /// Which way it runs; absent for the preset's own choice.
    pub direction: Option<Direction>,
    /// The title; absent for the preset's own.
    pub title: Option<String>,
    /// Whether a line under the drawing says where it is from.
    pub source_line: bool,
    /// Whether there is a legend.
    pub legend: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            subjects: Vec::new(),
            focus: Vec::new(),
            hops: 1,
            kinds: Vec::new(),
            top: None,
            parallel: Parallel::Merged,
            cluster: ClusterBy::Group,
            labels: Labels::Largest,
            direction: None,
            title: None,
            source_line: true,
            legend: true,
        }
    }
}

/// What becomes of several deals of one kind between the same two entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Parallel {
    /// One edge with the sum.
    #[default]
    Merged,
    /// An edge for each deal.
    Kept,
}

/// What boxes stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ClusterBy {
    /// Groups of the book, in their natural order as columns.
    #[default]
    Group,
    /// Markets that entities compete in.
    Market,
    /// Countries.
    Country,
    /// The owners of parts (with the view's roll-up off).
    Owner,
    /// No boxes.
    None,
}

/// Which edges carry a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Labels {
    /// None.
    None,
    /// Those with the most money.
    #[default]
    Largest,
    /// Every one with something to say.
    All,
}
