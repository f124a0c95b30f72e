//! The records of a file as they are written: words and texts, nothing resolved yet.
//!
//! The records of deals may borrow their texts: `DealText` owns them, `DealText<Cow<str>>` points into the file.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::model::{ClauseKind, DateIs, EntityKind, Instrument, Kind, Role, SourceKind, Status};

/// A text of a record, owned or borrowed.
pub trait Written: AsRef<str> + Into<String> + Clone + Ord {}

impl<S: AsRef<str> + Into<String> + Clone + Ord> Written for S {}

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
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    rename = "Deal",
    bound(deserialize = "S: Deserialize<'de> + Default + Ord + fmt::Display", serialize = "S: Serialize + Ord")
)]
pub struct DealText<S = String> {
    pub id: S,
    pub kind: Kind,
    #[serde(default)]
    pub instrument: Option<Instrument>,
    pub title: S,
    pub parties: Vec<PartyText<S>>,
    #[serde(default)]
    pub announced: Option<S>,
    #[serde(default)]
    pub period: Option<S>,
    #[serde(default)]
    pub amount: Option<S>,
    #[serde(default)]
    pub pre_money: Option<S>,
    #[serde(default)]
    pub post_money: Option<S>,
    #[serde(default)]
    pub capacity: Option<S>,
    #[serde(default)]
    pub scope: Option<ScopeText<S>>,
    #[serde(default)]
    pub tranches: Vec<TrancheText<S>>,
    #[serde(default)]
    pub clauses: Vec<ClauseText<S>>,
    pub status: Status,
    #[serde(default)]
    pub history: Vec<StatusChangeText<S>>,
    #[serde(default)]
    pub part_of: Option<S>,
    #[serde(default)]
    pub supersedes: Vec<S>,
    #[serde(default)]
    pub expands: Option<ExpansionText<S>>,
    #[serde(default)]
    pub claims: Vec<ClaimText<S>>,
    #[serde(default)]
    pub note: Option<S>,
}

/// A party, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Party")]
pub struct PartyText<S = String> {
    #[serde(default)]
    pub who: Option<S>,
    #[serde(default)]
    pub undisclosed: Option<S>,
    pub role: Role,
    #[serde(default)]
    pub commits: Option<S>,
    #[serde(default)]
    pub stake: Option<S>,
    #[serde(default)]
    pub with: Vec<S>,
}

/// A scope, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Scope")]
pub struct ScopeText<S = String> {
    #[serde(default)]
    pub product: Option<S>,
    #[serde(default)]
    pub activity: Option<S>,
    #[serde(default)]
    pub channel: Option<S>,
    #[serde(default)]
    pub mode: Option<S>,
    #[serde(default)]
    pub region: Option<S>,
    #[serde(default)]
    pub field: Option<S>,
}

/// A tranche, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Tranche")]
pub struct TrancheText<S = String> {
    pub id: S,
    pub amount: S,
    #[serde(default)]
    pub by: Option<S>,
    #[serde(default)]
    pub due: Option<S>,
    #[serde(default)]
    pub status: Option<Status>,
    #[serde(default)]
    pub on: Vec<S>,
    #[serde(default)]
    pub note: Option<S>,
}

/// A clause, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Clause")]
pub struct ClauseText<S = String> {
    pub id: S,
    pub kind: ClauseKind,
    pub beneficiary: S,
    pub bound: S,
    #[serde(default)]
    pub scope: ScopeText<S>,
    #[serde(default)]
    pub period: Option<S>,
    #[serde(default)]
    pub carve_outs: Vec<CarveOutText<S>>,
    #[serde(default)]
    pub amount: Option<S>,
    #[serde(default)]
    pub note: Option<S>,
}

/// A carve-out, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "CarveOut")]
pub struct CarveOutText<S = String> {
    pub scope: ScopeText<S>,
    #[serde(default)]
    pub note: Option<S>,
}

/// A change of status, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "StatusChange")]
pub struct StatusChangeText<S = String> {
    pub date: S,
    pub status: Status,
}

/// An expansion, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(deny_unknown_fields, rename = "Expansion")]
pub struct ExpansionText<S = String> {
    pub deal: S,
    #[serde(default)]
    pub by: Option<S>,
}

/// A claim, as written: one source, any number of fields.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, Serialize)]
#[serde(
    deny_unknown_fields,
    rename = "Claim",
    bound(deserialize = "S: Deserialize<'de> + Default + Ord + fmt::Display", serialize = "S: Serialize + Ord")
)]
pub struct ClaimText<S = String> {
    pub source: S,
    #[serde(default, deserialize_with = "each_once")]
    pub says: BTreeMap<S, S>,
    #[serde(default)]
    pub note: Option<S>,
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

impl<S> Default for ScopeText<S> {
    fn default() -> Self {
        Self { product: None, activity: None, channel: None, mode: None, region: None, field: None }
    }
}

impl<S: AsRef<str>> ScopeText<S> {
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
        .filter_map(|(name, value)| value.as_ref().map(|value| (name, value.as_ref())))
    }
}

/// Reads a map in which no key may stand twice: of two values, neither may vanish without a word.
fn each_once<'de, D: Deserializer<'de>, S: Deserialize<'de> + Ord + fmt::Display>(
    deserializer: D,
) -> Result<BTreeMap<S, S>, D::Error> {
    struct Entries<S>(PhantomData<S>);

    impl<'de, S: Deserialize<'de> + Ord + fmt::Display> Visitor<'de> for Entries<S> {
        type Value = BTreeMap<S, S>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map from fields to values")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((field, value)) = map.next_entry::<S, S>()? {
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

    deserializer.deserialize_map(Entries(PhantomData))
}
