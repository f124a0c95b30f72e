//! Shortens a report to so many rows, and says so.

use serde_json::Value;

use super::{Format, Report, Section};

/// What of a report is written, and is told of where it is cut.
#[derive(Debug, Clone, Copy)]
struct Written {
    /// So many of the first tables.
    tables: usize,
    /// Their rows.
    rows: bool,
    /// The answer as data.
    answer: bool,
    /// The records one by one.
    items: bool,
}

impl Report {
    /// The report with at most `most` rows of each table and entries of each list of the answer. What is left out is
    /// counted; totals and notes stay those of everything.
    pub fn limited(&self, most: usize) -> Self {
        self.limited_to(most, Written { tables: self.sections.len(), rows: true, answer: true, items: false })
    }

    /// The same as far as a format prints it: what it does not hold anyway is not said to be left out, nor what it holds
    /// whole, as lists within the records of an answer are.
    pub fn limited_for(&self, most: usize, format: Format) -> Self {
        let main = Written { tables: 1, rows: false, answer: false, items: false };
        let written = match format {
            Format::Table | Format::Markdown => Written { tables: self.sections.len(), rows: true, ..main },
            Format::Csv => Written { rows: true, ..main },
            // Of tables it has the records of the main one, and else lists that have names of their own.
            Format::Json => Written { answer: true, ..main },
            Format::Ndjson => Written { items: true, ..main },
        };
        self.limited_to(most, written)
    }

    /// The lists of the answer that are cut, each with its name.
    fn lists(&self) -> impl Iterator<Item = (&str, &Vec<Value>)> {
        let whole = self.answer.as_array().map(|list| ("answer", list));
        let fields = self.answer.as_object().into_iter().flatten();
        whole.into_iter().chain(fields.filter_map(|(name, value)| Some((name.as_str(), value.as_array()?))))
    }

    fn limited_to(&self, most: usize, written: Written) -> Self {
        let mut left_out: Vec<String> = self.truncated.iter().cloned().collect();
        let mut told: Vec<usize> = Vec::new();
        let section = |section: &Section| {
            if section.is_cut {
                return section.clone();
            }
            let all = section.rows.len().saturating_add(section.more).saturating_sub(section.totals);
            // Rows that are counted and not held are those of the main table, whose records are cut in every format.
            let is_data = || section.more > 0 || self.lists().any(|(_, list)| written.answer && list.len() == all);
            let is_told = || written.rows || is_data() || (written.items && self.items.len() == all);
            if all > most && is_told() {
                let of =
                    if section.heading.is_empty() { String::new() } else { format!(" of \"{}\"", section.heading) };
                left_out.push(format!("{most} of {all} rows{of} shown (--limit)"));
                told.push(all);
            }
            let (heading, columns) = (section.heading.clone(), section.columns.clone());
            let (totals, rows) = (section.totals, section.rows.first(most.saturating_add(section.totals)));
            Section { heading, columns, rows, totals, more: all.saturating_sub(most), is_cut: false }
        };
        let sections: Vec<Section> = self.sections.iter().take(written.tables).map(section).collect();
        // Most lists are the data of a table that has been told of.
        let untold = |list: &&[Value]| list.len() > most && !told.contains(&list.len());
        if written.answer {
            let lists = self.lists().filter(|(_, list)| untold(&list.as_slice()));
            left_out.extend(lists.map(|(name, list)| format!("{most} of {} \"{name}\" shown (--limit)", list.len())));
        }
        if let Some(items) = Some(self.items.as_slice()).filter(|_| written.items).filter(untold) {
            left_out.push(format!("{most} of {} records shown (--limit)", items.len()));
        }
        let cut = |value: &Value| match value {
            Value::Array(list) => list.iter().take(most).cloned().collect(),
            all => all.clone(),
        };
        let answer = match &self.answer {
            _ if !written.answer => Value::Null,
            Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), cut(value))).collect(),
            list => cut(list),
        };
        Self {
            title: self.title.clone(),
            sections,
            notes: self.notes.clone(),
            truncated: (!left_out.is_empty()).then(|| left_out.join("; ")),
            answer,
            items: self.items.iter().take(most).cloned().collect(),
            view: self.view.clone(),
        }
    }
}
