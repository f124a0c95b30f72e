//! Shortens a report to so many rows, and says so.

use serde_json::Value;

use super::Report;

impl Report {
    /// Keeps at most `most` rows of each table and entries of each list of the answer. What is left out is counted;
    /// totals and notes stay those of everything.
    pub fn limit(&mut self, most: usize) {
        let mut left_out: Vec<String> = self.truncated.take().into_iter().collect();
        let mut told: Vec<usize> = Vec::new();
        for section in &mut self.sections {
            let all = section.rows.len();
            if all > most {
                section.rows.truncate(most);
                let of =
                    if section.heading.is_empty() { String::new() } else { format!(" of \"{}\"", section.heading) };
                left_out.push(format!("{most} of {all} rows{of} shown (--limit)"));
                told.push(all);
            }
        }
        self.items.truncate(most);
        let mut cut = |name: &str, value: &mut Value| {
            if let Value::Array(list) = value
                && list.len() > most
            {
                let all = list.len();
                list.truncate(most);
                // Most lists are the data of a table that has been told of.
                if !told.contains(&all) {
                    left_out.push(format!("{most} of {all} \"{name}\" shown (--limit)"));
                }
            }
        };
        match &mut self.answer {
            Value::Object(fields) => fields.iter_mut().for_each(|(name, value)| cut(name, value)),
            list => cut("answer", list),
        }
        self.truncated = (!left_out.is_empty()).then(|| left_out.join("; "));
    }
}
