//! Prints a report in each format.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style as Ansi};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{Align, Report, Section};
use crate::model::visible;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// Tables for people.
    #[default]
    Table,
    /// One JSON object.
    Json,
    /// One JSON object a line, one line a record of the main table.
    Ndjson,
    /// The main table as comma-separated values.
    Csv,
    /// Markdown, for a memo.
    Markdown,
}

/// What the paper can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Whether colours may be written.
    pub colours: bool,
    /// How many columns there are; absent means as many as needed.
    pub width: Option<u16>,
}

/// Prints a report. The same report gives the same bytes.
pub fn print(report: &Report, format: Format, style: Style) -> String {
    match format {
        Format::Table => table(report, style),
        Format::Json => pretty(&report.to_json()),
        Format::Ndjson => report.items.iter().map(|item| format!("{item}\n")).collect(),
        Format::Csv => csv(report),
        Format::Markdown => markdown(report),
    }
}

fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}

fn painted(text: &str, style: Ansi, colours: bool) -> String {
    if colours { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

fn table(report: &Report, style: Style) -> String {
    let mut out = String::new();
    let bold = Ansi::new().bold();
    if !report.title.is_empty() {
        let _ = writeln!(out, "{}", painted(&visible(&report.title), bold, style.colours));
    }
    for section in &report.sections {
        out.push('\n');
        if !section.heading.is_empty() {
            let heading = Ansi::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
            let _ = writeln!(out, "{}", painted(&visible(&section.heading), heading, style.colours));
        }
        if section.rows.is_empty() {
            out.push_str("(none)\n");
        } else {
            out.push_str(&grid(section, style));
        }
    }
    if !report.notes.is_empty() || report.truncated.is_some() {
        out.push('\n');
    }
    if let Some(left_out) = &report.truncated {
        let warn = Ansi::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        let _ = writeln!(out, "{} {}", painted("cut short:", warn, style.colours), visible(left_out));
    }
    for note in &report.notes {
        let _ = writeln!(out, "{} {}", painted("note:", bold, style.colours), visible(note));
    }
    out
}

fn grid(section: &Section, style: Style) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    match style.width {
        Some(width) => {
            table.set_width(width.max(40)).set_content_arrangement(ContentArrangement::Dynamic);
        }
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    table.set_header(section.columns.iter().map(|column| column.name));
    for row in &section.rows {
        table.add_row(row.iter().map(|cell| shortened(lines(cell, "\n"))));
    }
    for (index, column) in section.columns.iter().enumerate() {
        if let Some(shown) = table.column_mut(index) {
            // No edge needs a margin when no lines are drawn.
            shown.set_padding((0, 2));
            shown.set_cell_alignment(match column.align {
                Align::Left => CellAlignment::Left,
                Align::Right => CellAlignment::Right,
            });
        }
    }
    let dim = Ansi::new().underline();
    let mut out = String::new();
    for (index, line) in table.lines().enumerate() {
        let line = line.trim_end();
        let _ = writeln!(out, "{}", if index == 0 { painted(line, dim, style.colours) } else { line.to_owned() });
    }
    out
}

/// The most letters of a cell that a table shows: beyond 65,535 columns the layout no longer counts them.
const MOST_LETTERS: usize = 30_000;

/// A cell as a table has room for it; what is left out is told.
fn shortened(mut cell: String) -> String {
    if let Some((end, _)) = cell.char_indices().nth(MOST_LETTERS) {
        let more = cell[end..].chars().count();
        cell.truncate(end);
        let _ = write!(cell, "… ({more} letters more: -f json)");
    }
    cell
}

/// A cell made safe to show; its own line breaks become `between`.
fn lines(cell: &str, between: &str) -> String {
    cell.split('\n').map(visible).collect::<Vec<_>>().join(between)
}

fn csv(report: &Report) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    if let Some(section) = report.sections.first() {
        // Writing into memory cannot fail, and every row is as wide as the header.
        let _ = writer.write_record(section.columns.iter().map(|column| column.name));
        for row in &section.rows {
            let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
        }
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// What a formula may begin with, full-width forms included.
const TRIGGERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet would run as a formula is made text by a leading apostrophe.
pub fn harmless(cell: &str) -> String {
    let runs = [cell, cell.trim_start()].iter().any(|cell| cell.starts_with(TRIGGERS));
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

fn markdown(report: &Report) -> String {
    let mut out = String::new();
    if !report.title.is_empty() {
        let _ = writeln!(out, "## {}\n", plain_markdown(&report.title));
    }
    for section in &report.sections {
        if !section.heading.is_empty() {
            let _ = writeln!(out, "### {}\n", plain_markdown(&section.heading));
        }
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        out.push_str(&line(section.columns.iter().map(|column| column.name.to_owned()).collect()));
        out.push_str(&line(
            section.columns.iter().map(|it| if it.align == Align::Right { "---:" } else { "---" }.to_owned()).collect(),
        ));
        for row in &section.rows {
            out.push_str(&line(row.iter().map(|cell| plain_markdown(cell)).collect()));
        }
        out.push('\n');
    }
    if let Some(left_out) = &report.truncated {
        let _ = writeln!(out, "**Cut short:** {}\n", plain_markdown(left_out));
    }
    for note in &report.notes {
        let _ = writeln!(out, "- {}", plain_markdown(note));
    }
    out
}

/// Text that Markdown shows as it is.
pub fn plain_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in lines(text, "\n").chars() {
        match c {
            '\n' => out.push_str("<br>"),
            '\\' | '|' | '*' | '_' | '`' | '[' | ']' | '#' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_of_a_hundred_thousand_names_is_shown_in_part_and_says_so() {
        let names = vec!["Société Acme"; 100_000].join(", ");
        let cell = shortened(names.clone());
        assert_eq!(
            cell.chars().take(MOST_LETTERS).collect::<String>(),
            names.chars().take(MOST_LETTERS).collect::<String>()
        );
        assert!(cell.ends_with("… (1369998 letters more: -f json)"), "{}", &cell[cell.len() - 50..]);
        assert_eq!(shortened("Acme".to_owned()), "Acme");
    }
}
