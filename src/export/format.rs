//! The one table of formats.

use std::io::{self, Write};

use crate::graph::DealGraph;
use crate::model::nearest;

/// What an exporter writes from.
#[derive(Debug, Clone, Copy)]
pub struct Input<'g, 'b> {
    /// The graph, which knows its book and view.
    pub graph: &'g DealGraph<'b>,
    /// What was asked of the format.
    pub options: &'g Options,
}

/// What can be asked of a format.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// A dialect of the format, one of [`Format::dialects`]; absent for the first.
    pub dialect: Option<String>,
}

/// The files of an export, and what they could not hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// The files, in the order in which they were begun; one for most formats.
    pub files: Vec<File>,
    /// What was left out or changed.
    pub losses: Vec<Loss>,
}

/// One file of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name, for formats of several files.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Something that a format could not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// How many.
    pub count: usize,
    /// Of what, in the plural where there are several.
    pub what: String,
    /// Why, and what to do about it.
    pub why: String,
}

/// How a format is made as a whole, in memory.
pub type Make = fn(&Input<'_, '_>) -> Exported;

/// How the one file of a format is written piece by piece, so that no more than a few pieces are held.
pub type Stream = fn(&Input<'_, '_>, &mut dyn Write) -> io::Result<Vec<Loss>>;

/// How the files of a format are written piece by piece, so that no more than a few pieces are held.
pub type FolderStream = fn(&Input<'_, '_>, &mut dyn Files) -> io::Result<Vec<Loss>>;

/// The files of a folder while they are written: any number of them at once, each from its beginning to its end.
pub trait Files {
    /// Begins a file of a name that no other has; returns the number by which it is written.
    ///
    /// # Errors
    /// When there can be no such file.
    fn add(&mut self, name: &str) -> io::Result<usize>;

    /// Appends bytes to the file of a number.
    ///
    /// # Errors
    /// When the place written to refuses them.
    fn append(&mut self, file: usize, bytes: &[u8]) -> io::Result<()>;
}

/// How a format comes to its files. What is written piece by piece is made in memory out of the same pieces.
#[derive(Debug, Clone, Copy)]
pub enum Makes {
    /// All of it at once.
    Whole(Make),
    /// One file, piece by piece; its name follows from what is asked for.
    File(fn(&Options) -> &'static str, Stream),
    /// A folder of files, piece by piece.
    Folder(FolderStream),
}

/// A row of the table of formats.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it is and what opens it, in one line.
    pub about: &'static str,
    /// Dialects it can be asked for; the first is the default.
    pub dialects: &'static [&'static str],
    /// Whether it is a folder of files.
    pub is_folder: bool,
    /// How it comes to them.
    pub makes: Makes,
}

const fn file(name: &'static str, about: &'static str, make: Make) -> Format {
    Format { name, about, dialects: &[], is_folder: false, makes: Makes::Whole(make) }
}

const fn folder(name: &'static str, about: &'static str, make: Make) -> Format {
    Format { name, about, dialects: &[], is_folder: true, makes: Makes::Whole(make) }
}

/// One file that is written piece by piece.
const fn streamed(
    name: &'static str,
    about: &'static str,
    of_name: fn(&Options) -> &'static str,
    stream: Stream,
) -> Format {
    Format { name, about, dialects: &[], is_folder: false, makes: Makes::File(of_name, stream) }
}

/// A folder whose files are written piece by piece.
const fn streamed_folder(name: &'static str, about: &'static str, stream: FolderStream) -> Format {
    Format { name, about, dialects: &[], is_folder: true, makes: Makes::Folder(stream) }
}

/// Every format.
pub const FORMATS: &[Format] = &[
    Format {
        dialects: super::node_link::DIALECTS,
        ..streamed(
            "node-link",
            "node-link JSON: NetworkX, rustworkx, D3",
            super::node_link::file_name,
            super::node_link::write,
        )
    },
    Format {
        dialects: super::graphml::DIALECTS,
        ..streamed("graphml", "GraphML: NetworkX, igraph, yEd, Gephi", |_| "graph.graphml", super::graphml::write)
    },
    Format {
        dialects: super::gexf::DIALECTS,
        ..streamed("gexf", "GEXF: Gephi, NetworkX", |_| "graph.gexf", super::gexf::write)
    },
    streamed_folder("gephi", "CSV for Gephi's import: nodes, edges, and edges merged by pair", super::gephi::write),
    streamed("cytoscape", "JSON for Cytoscape.js and Cytoscape", |_| "graph.cyjs", super::cytoscape::write),
    streamed_folder("neo4j", "CSV for neo4j-admin's bulk import", super::neo4j::write),
    streamed(
        "cypher",
        "a Cypher script that merges nodes and edges by id: Neo4j",
        |_| "graph.cypher",
        super::cypher::write,
    ),
    streamed(
        "ftm",
        "FollowTheMoney JSON lines: Aleph, OpenSanctions' tools",
        |_| "entities.ftm.json",
        super::ftm::write,
    ),
    streamed_folder("csv", "tables as CSV: pandas, Polars, DuckDB, spreadsheets; loss-free", super::csv::write_folder),
    #[cfg(feature = "parquet")]
    streamed_folder("parquet", "tables as Parquet: DuckDB, Polars, pandas; loss-free", super::parquet::write_folder),
    streamed("json", "the book as JSON, field for field; loss-free", |_| "book.json", super::records::write_json),
    streamed(
        "ron",
        "the book as one RON file in the canonical layout; loss-free",
        |_| "book.ron",
        super::records::write_ron,
    ),
    Format {
        dialects: super::notebook::DIALECTS,
        ..file("notebook", "a Jupyter notebook that reads the bundle beside it", super::notebook::make)
    },
    folder("bundle", "tables, graphs, notebook and a README of the columns, in one folder", super::bundle::make),
];

/// A name that is no format, or no dialect of one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{name}\" is no {what}{}; known are {}", .nearest.map_or_else(String::new, |near| format!(" (did you mean \"{near}\"?)")), .known.join(", "))]
pub struct UnknownFormat {
    /// What was looked for.
    pub what: String,
    /// The name asked for.
    pub name: String,
    /// The nearest one.
    pub nearest: Option<&'static str>,
    /// All of them.
    pub known: Vec<&'static str>,
}

/// Returns the format of a name.
///
/// # Errors
/// When there is none; the nearest is suggested.
pub fn format_named(name: &str) -> Result<&'static Format, UnknownFormat> {
    let known: Vec<&'static str> = FORMATS.iter().map(|format| format.name).collect();
    FORMATS.iter().find(|format| format.name == name).ok_or_else(|| UnknownFormat {
        what: "export format".to_owned(),
        name: name.to_owned(),
        nearest: nearest(name, known.iter().copied(), 3.min(name.len() / 2)),
        known: known.clone(),
    })
}

impl Format {
    /// Makes the files, in memory.
    ///
    /// # Errors
    /// When the options ask for a dialect that the format does not have.
    pub fn write(&self, graph: &DealGraph<'_>, options: &Options) -> Result<Exported, UnknownFormat> {
        self.check(options)?;
        Ok(self.made(&Input { graph, options }))
    }

    /// Makes the files, in memory, of options that were checked.
    pub(super) fn made(&self, input: &Input<'_, '_>) -> Exported {
        // Memory refuses no bytes; what else ends an export is told.
        let ended = |error: io::Error| vec![Loss::new(1, ["export", "exports"], &format!("it ends early: {error}"))];
        match self.makes {
            Makes::Whole(make) => make(input),
            Makes::File(name, stream) => {
                let mut bytes = Vec::new();
                let losses = stream(input, &mut bytes).unwrap_or_else(ended);
                Exported::one(name(input.options), bytes).losing(losses)
            }
            Makes::Folder(stream) => {
                let mut exported = Exported::default();
                let losses = stream(input, &mut exported.files).unwrap_or_else(ended);
                exported.losing(losses)
            }
        }
    }

    /// Checks what is asked of the format.
    ///
    /// # Errors
    /// When that is a dialect that the format does not have.
    pub fn check(&self, options: &Options) -> Result<(), UnknownFormat> {
        if let Some(dialect) = &options.dialect
            && !self.dialects.contains(&dialect.as_str())
        {
            return Err(UnknownFormat {
                what: format!("dialect of {}", self.name),
                name: dialect.clone(),
                nearest: nearest(dialect, self.dialects.iter().copied(), 3.min(dialect.len() / 2)),
                known: if self.dialects.is_empty() { vec!["none"] } else { self.dialects.to_vec() },
            });
        }
        Ok(())
    }
}

impl Options {
    /// Whether a dialect was asked for by name.
    pub(super) fn is(&self, dialect: &str) -> bool {
        self.dialect.as_deref() == Some(dialect)
    }
}

/// Files in memory.
impl Files for Vec<File> {
    fn add(&mut self, name: &str) -> io::Result<usize> {
        self.push(File { name: name.to_owned(), bytes: Vec::new() });
        Ok(self.len() - 1)
    }

    fn append(&mut self, file: usize, bytes: &[u8]) -> io::Result<()> {
        let file = self.get_mut(file).ok_or(io::ErrorKind::NotFound)?;
        file.bytes.extend_from_slice(bytes);
        Ok(())
    }
}

impl Exported {
    /// One file, named for a bundle.
    pub fn one(name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { files: vec![File { name: name.to_owned(), bytes: bytes.into() }], losses: Vec::new() }
    }

    /// The same with losses; those of nothing are left away.
    #[must_use]
    pub fn losing(mut self, losses: impl IntoIterator<Item = Loss>) -> Self {
        self.losses.extend(losses.into_iter().filter(|loss| loss.count > 0));
        self
    }

    /// Adds a file.
    pub fn push(&mut self, name: &str, bytes: impl Into<Vec<u8>>) {
        self.files.push(File { name: name.to_owned(), bytes: bytes.into() });
    }
}

impl Loss {
    /// A loss of so many, of one thing or of many, for the same reason.
    pub fn new(count: usize, what: [&str; 2], why: &str) -> Self {
        Self::of(count, what, [why; 2])
    }

    /// A loss of so many, of one thing or of many, for a reason that is told of one otherwise than of many.
    pub fn of(count: usize, what: [&str; 2], why: [&str; 2]) -> Self {
        let ([one, many], [why_one, why_many]) = (what, why);
        let (what, why) = if count == 1 { (one, why_one) } else { (many, why_many) };
        Self { count, what: what.to_owned(), why: why.to_owned() }
    }
}

impl std::fmt::Display for Loss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}: {}", self.count, self.what, self.why)
    }
}
