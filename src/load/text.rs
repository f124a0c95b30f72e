//! The records of a file as they are written: words and texts, nothing resolved yet.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status};

/// One file: every section optional.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Book")]
pub struct FileText {
    #[serde(default)]
    pub entities: Vec<EntityText>,
    #[serde(default)]
    pub deals: Vec<DealText>,
    #[serde(default)]
    pub sources: Vec<SourceText>,
    #[serde(default)]
    pub rates: Vec<RateText>,
    #[serde(default)]
    pub rules: Vec<RuleText>,
}

/// An entity, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Entity")]
pub struct EntityText {
    pub id: String,
    pub name: String,
    pub kind: EntityKind,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    pub part_of: Option<String>,
    #[serde(default)]
    pub markets: Vec<String>,
    #[serde(default)]
    pub group: Option<String>,
    #[serde(default)]
    pub country: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A deal, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Deal")]
pub struct DealText {
    pub id: String,
    pub kind: Kind,
    #[serde(default)]
    pub instrument: Option<Instrument>,
    pub title: String,
    pub parties: Vec<PartyText>,
    #[serde(default)]
    pub announced: Option<String>,
    #[serde(default)]
    pub period: Option<String>,
    #[serde(default)]
    pub amount: Option<String>,
    #[serde(default)]
    pub pre_money: Option<String>,
    #[serde(default)]
    pub post_money: Option<String>,
    #[serde(default)]
    pub capacity: Option<String>,
    #[serde(default)]
    pub scope: Option<ScopeText>,
    #[serde(default)]
    pub tranches: Vec<TrancheText>,
    #[serde(default)]
    pub clauses: Vec<ClauseText>,
    pub status: Status,
    #[serde(default)]
    pub history: Vec<StatusChangeText>,
    #[serde(default)]
    pub part_of: Option<String>,
    #[serde(default)]
    pub supersedes: Vec<String>,
    #[serde(default)]
    pub expands: Option<ExpansionText>,
    #[serde(default)]
    pub claims: Vec<ClaimText>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A party, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Party")]
pub struct PartyText {
    #[serde(default)]
    pub who: Option<String>,
    #[serde(default)]
    pub undisclosed: Option<String>,
    pub role: Role,
    #[serde(default)]
    pub commits: Option<String>,
    #[serde(default)]
    pub stake: Option<String>,
    #[serde(default)]
    pub with: Vec<String>,
}

/// A scope, as written.
#[derive(Debug, Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Scope")]
pub struct ScopeText {
    #[serde(default)]
    pub product: Option<String>,
    #[serde(default)]
    pub activity: Option<String>,
    #[serde(default)]
    pub channel: Option<String>,
    #[serde(default)]
    pub mode: Option<String>,
    #[serde(default)]
    pub region: Option<String>,
    #[serde(default)]
    pub field: Option<String>,
}

/// A tranche, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Tranche")]
pub struct TrancheText {
    pub id: String,
    pub amount: String,
    #[serde(default)]
    pub by: Option<String>,
    #[serde(default)]
    pub due: Option<String>,
    #[serde(default)]
    pub status: Option<Status>,
    #[serde(default)]
    pub on: Vec<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A clause, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Clause")]
pub struct ClauseText {
    pub id: String,
    pub kind: ClauseKind,
    pub beneficiary: String,
    pub bound: String,
    #[serde(default)]
    pub scope: ScopeText,
    #[serde(default)]
    pub period: Option<String>,
    #[serde(default)]
    pub carve_outs: Vec<CarveOutText>,
    #[serde(default)]
    pub amount: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A carve-out, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "CarveOut")]
pub struct CarveOutText {
    pub scope: ScopeText,
    #[serde(default)]
    pub note: Option<String>,
}

/// A change of status, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "StatusChange")]
pub struct StatusChangeText {
    pub date: String,
    pub status: Status,
}

/// An expansion, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Expansion")]
pub struct ExpansionText {
    pub deal: String,
    #[serde(default)]
    pub by: Option<String>,
}

/// A claim, as written: one source, any number of fields.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Claim")]
pub struct ClaimText {
    pub source: String,
    #[serde(default, deserialize_with = "each_once")]
    pub says: BTreeMap<String, String>,
    #[serde(default)]
    pub note: Option<String>,
}

/// A source, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Source")]
pub struct SourceText {
    pub id: String,
    pub title: String,
    pub publisher: String,
    #[serde(default)]
    pub address: Option<String>,
    #[serde(default)]
    pub date: Option<String>,
    #[serde(default)]
    pub date_is: Option<DateIs>,
    pub kind: SourceKind,
    #[serde(default)]
    pub note: Option<String>,
}

/// A rate, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Rate")]
pub struct RateText {
    pub from: String,
    pub to: String,
    pub rate: String,
    pub date: String,
    pub source: String,
}

/// A rule, as written.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Rule")]
pub struct RuleText {
    pub id: String,
    pub severity: String,
    pub finds: String,
    pub why: String,
    #[serde(default)]
    pub example: String,
    #[serde(default)]
    pub limits: String,
    pub pattern: String,
    pub claim: String,
    #[serde(default)]
    pub parties: Vec<String>,
}

impl ScopeText {
    /// The facets given, by name.
    pub fn facets(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("product", &self.product),
            ("activity", &self.activity),
            ("channel", &self.channel),
            ("mode", &self.mode),
            ("region", &self.region),
            ("field", &self.field),
        ]
        .into_iter()
        .filter_map(|(name, value)| value.as_deref().map(|value| (name, value)))
    }
}

/// Reads a map in which no key may stand twice: of two values, neither may vanish without a word.
fn each_once<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, String>, D::Error> {
    struct Entries;

    impl<'de> Visitor<'de> for Entries {
        type Value = BTreeMap<String, String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map from fields to values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((field, value)) = map.next_entry::<String, String>()? {
                if entries.contains_key(&field) {
                    return Err(A::Error::custom(format!(
                        "\"{field}\" is said twice; write a second claim of the same source"
                    )));
                }
                entries.insert(field, value);
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(Entries)
}
