//! Shortens a report to so many rows, and says so.

use serde_json::Value;

use super::{Format, Report, Section};

impl Report {
    /// The report with at most `most` rows of each table and entries of each list of the answer. What is left out is
    /// counted; totals and notes stay those of everything.
    pub fn limited(&self, most: usize) -> Self {
        self.limited_to(most, self.sections.len(), true)
    }

    /// The same as far as a format prints it: what it does not hold anyway is not said to be left out.
    pub fn limited_for(&self, most: usize, format: Format) -> Self {
        match format {
            Format::Json => self.limited(most),
            Format::Csv | Format::Ndjson => self.limited_to(most, 1, false),
            Format::Table | Format::Markdown => self.limited_to(most, self.sections.len(), false),
        }
    }

    /// The report with the first of its tables, and with its data or without.
    fn limited_to(&self, most: usize, tables: usize, data: bool) -> Self {
        let mut left_out: Vec<String> = self.truncated.iter().cloned().collect();
        let mut told: Vec<usize> = Vec::new();
        let section = |section: &Section| {
            if section.is_cut {
                return section.clone();
            }
            let all = section.rows.len().saturating_add(section.more).saturating_sub(section.totals);
            if all > most {
                let of =
                    if section.heading.is_empty() { String::new() } else { format!(" of \"{}\"", section.heading) };
                left_out.push(format!("{most} of {all} rows{of} shown (--limit)"));
                told.push(all);
            }
            let (heading, columns) = (section.heading.clone(), section.columns.clone());
            let (totals, rows) = (section.totals, section.rows.first(most.saturating_add(section.totals)));
            Section { heading, columns, rows, totals, more: all.saturating_sub(most), is_cut: false }
        };
        let sections: Vec<Section> = self.sections.iter().take(tables).map(section).collect();
        let mut cut = |name: &str, value: &Value| match value {
            Value::Array(list) if list.len() > most => {
                // Most lists are the data of a table that has been told of.
                if !told.contains(&list.len()) {
                    left_out.push(format!("{most} of {} \"{name}\" shown (--limit)", list.len()));
                }
                list.iter().take(most).cloned().collect()
            }
            all => all.clone(),
        };
        let answer = match &self.answer {
            _ if !data => Value::Null,
            Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), cut(name, value))).collect(),
            list => cut("answer", list),
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
