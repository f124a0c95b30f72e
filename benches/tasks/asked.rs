//! Whom the tasks ask about, as `benches/peers/choices.py` wrote it.

use std::path::Path;

use dealgraph::model::{Book, EntityIx};
use serde_json::Value;

/// The entities asked about.
pub struct Asked {
    /// The three companies of T1.
    pub companies: [EntityIx; 3],
    /// The largest portfolio, T2a.
    pub largest: EntityIx,
    /// The middling one, T2b.
    pub middling: EntityIx,
    /// Where goods run down from, T5a and T5c.
    pub supplier: EntityIx,
    /// The two ends of T5b.
    pub chain: [EntityIx; 2],
    /// The middle of T7.
    pub around: EntityIx,
}

impl Asked {
    /// Reads the file and finds its entities in the book: number 7 of the tables is entity `e7`.
    pub fn read(path: &Path, book: &Book) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let choices: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let find = |value: &Value| {
            let id = format!("e{value}");
            book.entity_by_id(&id).ok_or_else(|| format!("{}: the book has no entity \"{id}\"", path.display()))
        };
        Ok(Self {
            companies: [find(&choices["t1"][0])?, find(&choices["t1"][1])?, find(&choices["t1"][2])?],
            largest: find(&choices["t2a"])?,
            middling: find(&choices["t2b"])?,
            supplier: find(&choices["supplier"])?,
            chain: [find(&choices["chain"][0])?, find(&choices["chain"][1])?],
            around: find(&choices["around"])?,
        })
    }
}
