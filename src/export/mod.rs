//! A book, or the graph of one, in the files that other programs open.
//!
//! ```text
//! DealGraph ─print─▶ rows of nodes, edges ─▶ node-link, GraphML, GEXF, Cytoscape.js, Gephi, Neo4j, Cypher
//!     │
//!     ├─legs───▶ records of entities, links ─▶ FollowTheMoney
//!     │
//!     ├─tables─▶ entities, deals, parties, …  ─▶ CSV, Parquet
//!     └─────────▶ RON, JSON, notebook
//! ```
//!
//! An exporter writes its files piece by piece, or makes them as a whole; see [`Makes`]. What a format cannot hold is not
//! cut silently: it is counted and told as a [`Loss`]. Numbers are whole: money is minor units with a currency, never a
//! float.

mod answers;
mod brief;
mod bundle;
mod cited;
mod csv;
mod csv_text;
mod cypher;
mod cytoscape;
mod deal_tables;
mod digits;
mod edges;
mod findings;
mod format;
mod ftm;
mod ftm_amount;
mod gephi;
mod gexf;
mod graphml;
mod ids;
mod json_text;
mod link;
mod neo4j;
mod node_link;
mod nodes;
mod notebook;
mod owners;
#[cfg(feature = "parquet")]
mod parquet;
mod properties;
mod record_tables;
mod records;
mod row;
mod seen;
mod shape;
mod sheet;
mod snapshot;
mod stencil;
mod table;
mod tables;
mod totals;
mod walk;
mod web;
mod xml;

pub use bundle::{bundle, columns_readme};
pub use csv::{neutralised, restored};
pub use format::{
    Exported, FORMATS, File, Files, FolderStream, Format, Input, Loss, Make, Makes, Options, Stream, UnknownFormat,
    format_named,
};
pub use snapshot::{verify_against_records, write_snapshot};
pub use table::{Cell, Column, Holds, Table};
pub use tables::tables;
pub use totals::Totals;
pub use web::{Web, web};
