//! The columns of Crunchbase-style tables: the names of the current export first, then those of the snapshot of
//! 2013 and of the flat tables made of it.

use super::mapping::Fields;

/// A field with the names of the columns that may hold it; the first that the table has is read.
pub(super) type Field = (&'static str, &'static [&'static str]);

/// A table: what it is, its file names without ending, and its fields. Fields before `needed` must be there.
#[derive(Debug)]
pub(super) struct Table {
    pub what: What,
    pub files: &'static [&'static str],
    pub fields: &'static [Field],
    pub needed: usize,
}

/// What one row of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Organization,
    Person,
    Round,
    Investment,
    Acquisition,
}

/// What a mapping can tell: columns of every table, how far deals have come, and the unit of the columns of amounts that it names.
pub(super) const MAPPED: Fields = Fields {
    columns: &[
        "key",
        "name",
        "role",
        "country",
        "address",
        "about",
        "alias",
        "categories",
        "first",
        "last",
        "company",
        "company_name",
        "title",
        "type",
        "series",
        "date",
        "amount",
        "currency",
        "amount_usd",
        "pre_usd",
        "post_usd",
        "round",
        "investor",
        "investor_name",
        "investor_type",
        "lead",
        "target",
        "acquirer",
        "target_name",
        "acquirer_name",
        "price",
        "price_usd",
    ],
    fixed: &["status", "unit"],
};

/// The fields that hold amounts: in a currency of their own, or in dollars.
pub(super) const AMOUNTS: &[(&str, Option<&str>)] = &[
    ("amount", None),
    ("price", None),
    ("amount_usd", Some("USD")),
    ("pre_usd", Some("USD")),
    ("post_usd", Some("USD")),
    ("price_usd", Some("USD")),
];

/// The tables, in the order in which they are read.
pub(super) const TABLES: &[Table] = &[
    Table {
        what: What::Organization,
        files: &["organizations", "companies", "objects", "cb_objects"],
        fields: &[
            ("key", &["uuid", "id", "permalink"]),
            ("name", &["name", "company_name"]),
            ("role", &["primary_role", "entity_type", "roles"]),
            ("country", &["country_code"]),
            ("address", &["cb_url", "homepage_url"]),
            ("about", &["short_description", "overview"]),
            ("alias", &["alias1", "legal_name"]),
            ("categories", &["category_list", "category_code"]),
        ],
        needed: 2,
    },
    Table {
        what: What::Person,
        files: &["people", "cb_people"],
        fields: &[
            ("key", &["uuid", "object_id", "permalink"]),
            ("name", &["name"]),
            ("first", &["first_name"]),
            ("last", &["last_name"]),
            ("country", &["country_code"]),
        ],
        needed: 1,
    },
    Table {
        what: What::Round,
        files: &["funding_rounds", "cb_funding_rounds", "rounds"],
        fields: &[
            ("key", &["uuid", "funding_round_uuid", "funding_round_id", "funding_round_permalink"]),
            ("company", &["org_uuid", "company_uuid", "object_id", "company_permalink"]),
            ("company_name", &["org_name", "company_name"]),
            ("title", &["name"]),
            ("type", &["investment_type", "funding_round_type"]),
            ("series", &["funding_round_code"]),
            ("date", &["announced_on", "funded_at"]),
            ("amount", &["raised_amount", "money_raised"]),
            ("currency", &["raised_amount_currency_code", "raised_currency_code"]),
            ("amount_usd", &["raised_amount_usd"]),
            ("pre_usd", &["pre_money_valuation_usd"]),
            ("post_usd", &["post_money_valuation_usd"]),
            ("address", &["cb_url", "source_url"]),
        ],
        needed: 2,
    },
    Table {
        what: What::Investment,
        files: &["investments", "cb_investments"],
        fields: &[
            ("round", &["funding_round_uuid", "funding_round_id", "funding_round_permalink"]),
            ("investor", &["investor_uuid", "investor_object_id", "investor_permalink"]),
            ("investor_name", &["investor_name"]),
            ("investor_type", &["investor_type"]),
            ("lead", &["is_lead_investor"]),
        ],
        needed: 2,
    },
    Table {
        what: What::Acquisition,
        files: &["acquisitions", "cb_acquisitions"],
        fields: &[
            ("target", &["acquiree_uuid", "acquired_object_id", "company_permalink"]),
            ("acquirer", &["acquirer_uuid", "acquiring_object_id", "acquirer_permalink"]),
            ("target_name", &["acquiree_name", "company_name"]),
            ("acquirer_name", &["acquirer_name"]),
            ("title", &["name"]),
            ("date", &["acquired_on", "acquired_at"]),
            ("price", &["price", "price_amount"]),
            ("currency", &["price_currency_code"]),
            ("price_usd", &["price_usd"]),
            ("type", &["acquisition_type"]),
            ("address", &["cb_url", "source_url"]),
        ],
        needed: 2,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapping_can_tell_the_column_of_every_field() {
        for (field, _) in TABLES.iter().flat_map(|table| table.fields) {
            assert!(MAPPED.columns.contains(field), "{field}");
        }
    }
}
