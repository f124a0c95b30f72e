//! The columns of the tables that `export csv` and `export parquet` write, as far as they are read.

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    /// A JSON text: a list, or an object of facets.
    Json,
    /// A rank, for putting rows in order; no field of the record.
    Rank,
}

use Holds::{Json, Rank, Text as Words};

/// Each table with the columns that are read.
pub(super) const TABLES: &[(&str, &[(&str, Holds)])] = &[
    (
        "entities",
        &[
            ("id", Words),
            ("name", Words),
            ("kind", Words),
            ("aliases", Json),
            ("part_of", Words),
            ("markets", Json),
            ("group", Words),
            ("country", Words),
            ("note", Words),
        ],
    ),
    (
        "deals",
        &[
            ("id", Words),
            ("kind", Words),
            ("instrument", Words),
            ("title", Words),
            ("status", Words),
            ("announced", Words),
            ("period", Words),
            ("amount", Words),
            ("pre_money", Words),
            ("post_money", Words),
            ("capacity", Words),
            ("scope", Json),
            ("part_of", Words),
            ("supersedes", Json),
            ("expands", Words),
            ("expands_by", Words),
            ("note", Words),
        ],
    ),
    (
        "parties",
        &[
            ("deal", Words),
            ("position", Rank),
            ("who", Words),
            ("undisclosed", Words),
            ("role", Words),
            ("commits", Words),
            ("stake", Words),
            ("with", Json),
        ],
    ),
    (
        "tranches",
        &[
            ("deal", Words),
            ("position", Rank),
            ("id", Words),
            ("amount", Words),
            ("by", Words),
            ("due", Words),
            ("status", Words),
            ("on", Json),
            ("note", Words),
        ],
    ),
    (
        "clauses",
        &[
            ("deal", Words),
            ("position", Rank),
            ("id", Words),
            ("kind", Words),
            ("beneficiary", Words),
            ("bound", Words),
            ("scope", Json),
            ("period", Words),
            ("amount", Words),
            ("note", Words),
        ],
    ),
    ("carve_outs", &[("deal", Words), ("clause", Rank), ("position", Rank), ("scope", Json), ("note", Words)]),
    ("history", &[("deal", Words), ("position", Rank), ("date", Words), ("status", Words)]),
    (
        "claims",
        &[("deal", Words), ("position", Rank), ("source", Words), ("field", Words), ("value", Words), ("note", Words)],
    ),
    (
        "sources",
        &[
            ("id", Words),
            ("title", Words),
            ("publisher", Words),
            ("address", Words),
            ("date", Words),
            ("date_is", Words),
            ("kind", Words),
            ("note", Words),
        ],
    ),
    ("rates", &[("from", Words), ("to", Words), ("rate", Words), ("date", Words), ("source", Words)]),
    (
        "rules",
        &[
            ("id", Words),
            ("severity", Words),
            ("finds", Words),
            ("why", Words),
            ("example", Words),
            ("limits", Words),
            ("pattern", Words),
            ("claim", Words),
            ("parties", Json),
        ],
    ),
];
