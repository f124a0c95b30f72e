//! Crunchbase-style tables: `organizations`, `people`, `funding_rounds`, `investments` and `acquisitions`, each in a
//! file of that name, in the columns of the current export, the snapshot of 2013, or the flat tables made of it.
//!
//! A funding round becomes one Investment (or Loan) with all its investors; who is named in no row of
//! `investments` is an undisclosed investor. An acquisition becomes an Acquisition. The tables do not say how far a
//! deal has come: it is taken as Announced, and counted, unless the mapping says `status := Closed`.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::amount_column::AmountColumn;
use super::countries::country;
use super::crunchbase_columns::{AMOUNTS, TABLES, Table, What};
use super::draft::Draft;
use super::format::{Given, ImportError};
use super::input::Text;
use super::mapping::Mapping;
use super::rows::{Header, Rows, Writer};
use super::value;
use crate::load::text::DealText;
use crate::model::{EntityKind, Instrument, Kind, Role, Status};

/// A round of which the investors are still to come.
struct Round<'g> {
    file: &'g str,
    line: usize,
    deal: DealText,
}

/// What was read of earlier tables.
struct Reading<'g, 'd, 'n> {
    draft: &'d mut Draft<'n>,
    given: &'d Given<'g>,
    status: Option<Status>,
    /// What the mapping and the headers say of each of [`AMOUNTS`].
    amounts: HashMap<&'static str, AmountColumn>,
    /// Keys of the tables to ids.
    entities: HashMap<String, String>,
    /// Rounds by key, in the order of their rows.
    rounds: Vec<Round<'g>>,
    rounds_at: HashMap<String, usize>,
    /// Keys of rounds that were refused, whose investors are refused with them.
    refused: HashSet<String>,
}

/// The cells of a row by field.
type Cells<'c> = &'c dyn Fn(&str) -> Option<&'c str>;

/// Reads the files.
pub fn read(given: &Given<'_>, draft: &mut Draft<'_>) -> Result<(), ImportError> {
    let mut files: BTreeMap<What, Vec<(&Text, &Table)>> = BTreeMap::new();
    let mut unknown: Vec<&Text> = Vec::new();
    for file in given.files {
        let stem = file.stem().to_lowercase();
        match TABLES.iter().find(|table| table.files.contains(&stem.as_str())) {
            Some(table) => files.entry(table.what).or_default().push((file, table)),
            None => unknown.push(file),
        }
    }
    let known = || TABLES.iter().flat_map(|table| table.files).copied().collect::<Vec<_>>().join(", ");
    for file in unknown {
        let why = format!("no table is called \"{}\"; known are {}", file.stem(), known());
        if files.is_empty() {
            return Err(file.refuse(&why));
        }
        // An export has tables of awards, jobs and events too.
        draft.refuse(&file.name, 0, &format!("{why}; nothing of it was read"));
    }
    let status = match given.mapping.fixed("status") {
        None => None,
        Some(text) => Some(value::word(text, Status::ALL, Status::from_word, Status::word).ok_or_else(|| {
            ImportError::Form { file: "the mapping".to_owned(), why: format!("\"{text}\" is no status") }
        })?),
    };
    let amounts = amount_columns(given.mapping)?;
    let (entities, rounds_at) = (HashMap::new(), HashMap::new());
    let mut reading =
        Reading { draft, given, status, amounts, entities, rounds: Vec::new(), rounds_at, refused: HashSet::new() };
    let mut headers = Vec::new();
    for (file, table) in files.into_values().flatten() {
        headers.push((file, table, reading.table(file, table)?));
    }
    check_columns(given.mapping, &headers)?;
    reading.settle();
    Ok(())
}

/// How each column of amounts is read that the mapping names. Those of the format's own names are in whole ones.
fn amount_columns(mapping: &Mapping) -> Result<HashMap<&'static str, AmountColumn>, ImportError> {
    let refuse = |why: String| ImportError::Form { file: "the mapping".to_owned(), why };
    let mut columns = HashMap::new();
    for (field, currency) in AMOUNTS.iter().filter(|(field, _)| mapping.names_column(field)) {
        let column = AmountColumn::of(mapping, field).map_err(refuse)?;
        if let Some((currency, named)) = currency.and_then(|it| Some((it, column.currency.other_than(it)?))) {
            return Err(refuse(format!(
                "the column \"{}\" names {named}, and {field} is in {currency}; map it to a field in its own currency \
                 (amount, price)",
                mapping.column(field)
            )));
        }
        columns.insert(*field, column);
    }
    match mapping.fixed("unit") {
        Some(unit) if columns.is_empty() => Err(refuse(format!(
            "unit := {unit} is of the columns of amounts that the mapping names, and it names none; write for example \
             amount = raised_amount, if that is in this unit"
        ))),
        _ => Ok(columns),
    }
}

/// Sees to it that each column that a mapping names stands in a table that has its field.
fn check_columns(mapping: &Mapping, headers: &[(&Text, &Table, Header)]) -> Result<(), ImportError> {
    for (field, column) in mapping.fields() {
        let mut with_field = headers.iter().filter(|(_, table, _)| table.fields.iter().any(|(it, _)| *it == field));
        let Some((file, _, header)) = with_field.clone().next() else { continue };
        if !with_field.any(|(.., header)| header.column(column).is_some()) {
            header.needs_mapped(file, &[column], mapping)?;
        }
    }
    Ok(())
}

impl<'g> Reading<'g, '_, '_> {
    /// Reads a table; returns its header.
    fn table(&mut self, file: &'g Text, table: &Table) -> Result<Header, ImportError> {
        let Rows { header, rows } = Rows::read(file, self.given, Writer::Theirs)?;
        let positions: HashMap<&str, usize> = self.positions(&header, table);
        for (field, names) in table.fields.iter().take(table.needed) {
            if !positions.contains_key(field) {
                header.needs(file, names.get(..1).unwrap_or(names))?;
            }
        }
        let places: Vec<usize> = positions.values().copied().collect();
        self.draft.not_read(&file.name, &header.others(&places));
        for (line, row) in rows {
            self.draft.met(1);
            let done = row.and_then(|cells| {
                let cell = |field: &str| {
                    let written = positions.get(field).and_then(|at| cells.get(*at)).map(str::trim);
                    written.filter(|cell| !cell.is_empty() && *cell != "\\N")
                };
                self.row(file, line, table.what, &cell)
            });
            if let Err(why) = done {
                self.draft.refuse(&file.name, line, &why);
            }
        }
        Ok(header)
    }

    /// Where each field stands: in the column that the mapping names, or in the first of its own that is there.
    fn positions(&self, header: &Header, table: &Table) -> HashMap<&'static str, usize> {
        let place = |(field, names): &(&'static str, &'static [&'static str])| {
            let mapped = self.given.mapping.column(field);
            let own = names.iter().find_map(|name| header.column(name));
            let found = if mapped == *field { own } else { header.column(mapped) };
            found.map(|at| (*field, at))
        };
        table.fields.iter().filter_map(place).collect()
    }

    fn row(&mut self, file: &'g Text, line: usize, what: What, cell: Cells<'_>) -> Result<(), String> {
        match what {
            What::Organization => self.organization(cell),
            What::Person => self.person(cell),
            What::Round => self.round(file, line, cell),
            What::Investment => self.investment(cell),
            What::Acquisition => self.acquisition(file, line, cell),
        }
    }

    fn organization(&mut self, cell: Cells<'_>) -> Result<(), String> {
        let key = cell("key").ok_or("the row has no key")?;
        let role = cell("role").unwrap_or("company").to_lowercase();
        let kind = match role.as_str() {
            "person" => EntityKind::Person,
            "financialorg" | "investor" | "fund" => EntityKind::Fund,
            "product" => EntityKind::Product,
            _ => EntityKind::Company,
        };
        let id = self.keyed(key, cell("name").ok_or("the row has no name")?, kind)?;
        if let Some(alias) = cell("alias") {
            self.draft.alias(&id, alias);
        }
        let code = cell("country").map(|written| (written, country(written)));
        if let Some((written, None)) = &code {
            self.draft.guess(&format!("country \"{written}\" left out, since there is no such code"));
        }
        // Categories are no markets: not everybody in "Software" competes with everybody else.
        let about = [("", cell("about")), ("categories: ", cell("categories")), ("", cell("address"))];
        let about: Vec<String> = about.iter().filter_map(|(what, text)| Some(format!("{what}{}", (*text)?))).collect();
        if let Some(entity) = self.draft.entity_mut(&id) {
            entity.country = entity.country.take().or(code.and_then(|(_, code)| code));
            entity.note = (!about.is_empty()).then(|| about.join("; "));
        }
        Ok(())
    }

    fn person(&mut self, cell: Cells<'_>) -> Result<(), String> {
        let key = cell("key").ok_or("the row has no key")?;
        let parts: Vec<&str> = [cell("first"), cell("last")].into_iter().flatten().collect();
        let name = cell("name").map_or_else(|| parts.join(" "), str::to_owned);
        if self.entities.contains_key(key) {
            // The snapshot of 2013 has each person among its objects too.
            self.draft.join();
            return Ok(());
        }
        let id = self.keyed(key, &name, EntityKind::Person)?;
        let code = cell("country").and_then(country);
        if let Some(entity) = self.draft.entity_mut(&id) {
            entity.country = entity.country.take().or(code);
        }
        Ok(())
    }

    fn keyed(&mut self, key: &str, name: &str, kind: EntityKind) -> Result<String, String> {
        if self.entities.contains_key(key) {
            return Err(format!("the key \"{key}\" was given to a row before"));
        }
        let id = self.draft.keyed_entity(key, name, kind, false)?;
        self.entities.insert(key.to_owned(), id.clone());
        Ok(id)
    }

    /// The entity of a key; where no table told the key, that of the name beside it.
    fn end(&mut self, key: Option<&str>, name: Option<&str>, what: &str, kind: EntityKind) -> Result<String, String> {
        let key = key.ok_or_else(|| format!("the row names no {what}"))?;
        if let Some(id) = self.entities.get(key) {
            return Ok(id.clone());
        }
        let name = name.ok_or_else(|| format!("no table tells who the {what} \"{key}\" is"))?;
        self.draft.guess("party known by its name alone, since no table has its key");
        let id = self.draft.entity(name, kind)?;
        self.entities.insert(key.to_owned(), id.clone());
        Ok(id)
    }

    fn status(&mut self) -> Status {
        self.status.unwrap_or_else(|| {
            self.draft.guess("status taken as Announced");
            Status::Announced
        })
    }

    /// An amount in its own currency, or else in dollars.
    fn money(&mut self, cell: Cells<'_>, own: &str, usd: &str) -> Result<Option<String>, String> {
        let Some(number) = cell(own) else { return self.dollars(cell, usd) };
        let column = self.amount_column(own);
        let currency = column.currency.beside(cell("currency"))?.map(str::to_owned);
        match currency {
            Some(currency) => column.unit.number(number, &currency),
            None if cell(usd).is_some() => self.dollars(cell, usd),
            None if column.currency.is_several() => Err(format!(
                "the currency of \"{number}\" is one of those that its column names, and no cell says which"
            )),
            None => {
                let amount = column.unit.number(number, "USD")?;
                if amount.is_some() {
                    self.draft.guess("currency taken as USD");
                }
                Ok(amount)
            }
        }
    }

    /// An amount in dollars.
    fn dollars(&self, cell: Cells<'_>, field: &str) -> Result<Option<String>, String> {
        cell(field).map_or(Ok(None), |number| self.amount_column(field).unit.number(number, "USD"))
    }

    fn amount_column(&self, field: &str) -> AmountColumn {
        self.amounts.get(field).cloned().unwrap_or_default()
    }

    fn round(&mut self, file: &'g Text, line: usize, cell: Cells<'_>) -> Result<(), String> {
        let key = cell("key").ok_or("the row has no key")?.to_owned();
        let made = self.round_deal(file, &key, cell);
        match made {
            Err(why) => {
                self.refused.insert(key);
                Err(why)
            }
            Ok(_) if self.rounds_at.contains_key(&key) => Err(format!("the round \"{key}\" was told by a row before")),
            Ok(deal) => {
                self.rounds_at.insert(key, self.rounds.len());
                self.rounds.push(Round { file: &file.name, line, deal });
                Ok(())
            }
        }
    }

    fn round_deal(&mut self, file: &Text, key: &str, cell: Cells<'_>) -> Result<DealText, String> {
        let kind_of_round = cell("type").unwrap_or("undisclosed").to_lowercase();
        let (kind, instrument) = match kind_of_round.replace('-', "_").as_str() {
            "debt_financing" | "post_ipo_debt" => (Kind::Loan, None),
            "convertible_note" => (Kind::Investment, Some(Instrument::Convertible)),
            "grant" | "non_equity_assistance" | "product_crowdfunding" | "initial_coin_offering" => {
                return Err(format!("a round of type \"{kind_of_round}\" gives no stake and is no loan"));
            }
            "secondary_market" => {
                return Err("a round of type \"secondary_market\" pays holders and not the company".to_owned());
            }
            _ => (Kind::Investment, None),
        };
        let amount = self.money(cell, "amount", "amount_usd")?;
        let date = cell("date").map(|text| value::date("date", text)).transpose()?;
        let (pre_money, post_money) = (self.dollars(cell, "pre_usd")?, self.dollars(cell, "post_usd")?);
        let company = self.end(cell("company"), cell("company_name"), "company", EntityKind::Company)?;
        let status = self.status();
        let source = self.source(cell("address"), file);
        let word = [Some(kind_of_round.replace('_', " ")), cell("series").map(str::to_owned)];
        let word: Vec<String> = word.into_iter().flatten().collect();
        let title = cell("title").map_or_else(|| format!("{company}: {}", word.join(" ")), str::to_owned);
        let role = if kind == Kind::Loan { Role::Borrower } else { Role::Investee };
        let stem = format!("{company}-{}-{}", word.join("-"), date.as_deref().unwrap_or_default());
        let mut deal = value::deal_of(stem, kind, title, vec![value::party(company, role)], status, source);
        (deal.amount, deal.announced, deal.instrument) = (amount, date, instrument);
        if kind == Kind::Investment {
            (deal.pre_money, deal.post_money) = (pre_money, post_money);
        }
        deal.note = Some(format!("type: {kind_of_round}; key: {key}"));
        Ok(deal)
    }

    fn source(&mut self, address: Option<&str>, file: &Text) -> String {
        if address.is_none() {
            self.draft.guess("source taken as the file itself");
        }
        self.draft.source(address.unwrap_or(&file.name), None, "Crunchbase")
    }

    fn investment(&mut self, cell: Cells<'_>) -> Result<(), String> {
        let key = cell("round").ok_or("the row names no round")?;
        let Some(at) = self.rounds_at.get(key).copied() else {
            let refused = if self.refused.contains(key) { "was refused" } else { "is in no table of rounds" };
            return Err(format!("the round \"{key}\" {refused}"));
        };
        let is_person = cell("investor_type").is_some_and(|kind| kind.eq_ignore_ascii_case("person"));
        let kind = if is_person { EntityKind::Person } else { EntityKind::Fund };
        let investor = self.end(cell("investor"), cell("investor_name"), "investor", kind)?;
        let deal = &mut self.rounds.get_mut(at).ok_or("the round is gone")?.deal;
        let leads = cell("lead").is_some_and(|word| ["true", "t", "1", "yes"].contains(&word.to_lowercase().as_str()));
        let role = match (deal.kind, leads) {
            (Kind::Loan, _) => Role::Lender,
            (_, true) => Role::LeadInvestor,
            (_, false) => Role::Investor,
        };
        let is_other = |who: &Option<String>| who.as_deref() == Some(investor.as_str());
        if let Some(known) = deal.parties.iter_mut().find(|party| is_other(&party.who)) {
            if known.role == Role::Investee || known.role == Role::Borrower {
                return Err("the investor is the company itself".to_owned());
            }
            // Told twice: a lead stays a lead.
            if role == Role::LeadInvestor {
                known.role = role;
            }
            self.draft.join();
            return Ok(());
        }
        deal.parties.push(value::party(investor, role));
        Ok(())
    }

    fn acquisition(&mut self, file: &Text, line: usize, cell: Cells<'_>) -> Result<(), String> {
        let amount = self.money(cell, "price", "price_usd")?;
        let date = cell("date").map(|text| value::date("date", text)).transpose()?;
        let target = self.end(cell("target"), cell("target_name"), "company taken over", EntityKind::Company)?;
        let acquirer = self.end(cell("acquirer"), cell("acquirer_name"), "acquirer", EntityKind::Company)?;
        let status = self.status();
        let source = self.source(cell("address"), file);
        let title = cell("title").map_or_else(|| format!("{acquirer} acquires {target}"), str::to_owned);
        let stem = format!("{acquirer}-{target}-{}", date.as_deref().unwrap_or_default());
        let parties = vec![value::party(acquirer, Role::Acquirer), value::party(target, Role::Target)];
        let mut deal = value::deal_of(stem, Kind::Acquisition, title, parties, status, source);
        (deal.amount, deal.announced) = (amount, date);
        deal.note = cell("type").map(|kind| format!("type: {kind}"));
        self.draft.deal(&file.name, line, deal);
        Ok(())
    }

    /// Hands the rounds over, now that their investors are known.
    fn settle(self) {
        for Round { file, line, mut deal } in self.rounds {
            if deal.parties.len() == 1 {
                let role = if deal.kind == Kind::Loan { Role::Lender } else { Role::Investor };
                deal.parties.push(value::undisclosed("the tables name no investor", role));
                self.draft.guess("investor taken as undisclosed, since no table names one");
            }
            self.draft.deal(file, line, deal);
        }
    }
}
