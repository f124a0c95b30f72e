//! Prints a report in each format.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};

use super::{Align, Report, Whole, grid, seen};
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
    let mut bytes = Vec::new();
    // Memory takes every byte, and all that is written is text.
    let _ = write(report, format, style, &mut bytes);
    String::from_utf8(bytes).unwrap_or_default()
}

/// Writes a report as [`print()`] does, piece by piece.
///
/// # Errors
/// Those of the writer.
pub fn write(report: &Report, format: Format, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match format {
        Format::Table => table(report, style, out),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &Whole { report, slot: None })?;
            writeln!(out)
        }
        Format::Ndjson => report.items.iter().try_for_each(|item| writeln!(out, "{item}")),
        Format::Csv => csv(report, out),
        Format::Markdown => markdown(report, out),
    }
}

pub(super) fn painted(text: &str, style: Ansi, colours: bool) -> String {
    if colours { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

fn table(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let bold = Ansi::new().bold();
    if !report.title.is_empty() {
        writeln!(out, "{}", painted(&visible(&report.title), bold, style.colours))?;
    }
    let seen = seen(&report.view);
    if !seen.is_empty() {
        writeln!(out, "{}", visible(&seen.join(" ")))?;
    }
    for section in &report.sections {
        writeln!(out)?;
        if !section.heading.is_empty() {
            let heading = Ansi::new().bold().fg_color(Some(AnsiColor::Cyan.into()));
            writeln!(out, "{}", painted(&visible(&section.heading), heading, style.colours))?;
        }
        if section.rows.is_empty() {
            writeln!(out, "(none)")?;
        } else {
            grid::write(section, style, out)?;
        }
    }
    if !report.notes.is_empty() || report.truncated.is_some() {
        writeln!(out)?;
    }
    if let Some(left_out) = &report.truncated {
        let warn = Ansi::new().bold().fg_color(Some(AnsiColor::Yellow.into()));
        writeln!(out, "{} {}", painted("cut short:", warn, style.colours), visible(left_out))?;
    }
    for note in &report.notes {
        writeln!(out, "{} {}", painted("note:", bold, style.colours), visible(note))?;
    }
    Ok(())
}

/// The most letters of a cell that a table shows: beyond 65,535 columns the layout no longer counts them.
pub(super) const MOST_LETTERS: usize = 30_000;

/// A cell as a table has room for it; what is left out is told.
pub(super) fn shortened(mut cell: String) -> String {
    if let Some((end, _)) = cell.char_indices().nth(MOST_LETTERS) {
        let more = cell[end..].chars().count();
        cell.truncate(end);
        cell.push_str(&format!("… ({more} letters more: -f json)"));
    }
    cell
}

/// A cell made safe to show; its own line breaks become `between`.
pub(super) fn lines(cell: &str, between: &str) -> String {
    cell.split('\n').map(visible).collect::<Vec<_>>().join(between)
}

fn csv(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Some(section) = report.sections.first() else { return Ok(()) };
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(section.columns.iter().map(|column| column.name))?;
    for row in section.rows.iter() {
        writer.write_record(row.map(harmless))?;
    }
    writer.flush()
}

/// What a formula may begin with, full-width forms included.
const TRIGGERS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// A cell that a spreadsheet would run as a formula is made text by a leading apostrophe.
pub fn harmless(cell: &str) -> String {
    let runs = [cell, cell.trim_start()].iter().any(|cell| cell.starts_with(TRIGGERS));
    if runs { format!("'{cell}") } else { cell.to_owned() }
}

fn markdown(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if !report.title.is_empty() {
        writeln!(out, "## {}\n", plain_markdown(&report.title))?;
    }
    let seen = seen(&report.view);
    if !seen.is_empty() {
        writeln!(out, "{}\n", plain_markdown(&seen.join(" ")))?;
    }
    for section in &report.sections {
        if !section.heading.is_empty() {
            writeln!(out, "### {}\n", plain_markdown(&section.heading))?;
        }
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let names = section.columns.iter().map(|column| column.name.to_owned());
        let sides = section.columns.iter().map(|it| if it.align == Align::Right { "---:" } else { "---" }.to_owned());
        write!(out, "{}{}", line(names.collect()), line(sides.collect()))?;
        for row in section.rows.iter() {
            write!(out, "{}", line(row.map(plain_markdown).collect()))?;
        }
        writeln!(out)?;
    }
    if let Some(left_out) = &report.truncated {
        writeln!(out, "**Cut short:** {}\n", plain_markdown(left_out))?;
    }
    report.notes.iter().try_for_each(|note| writeln!(out, "- {}", plain_markdown(note)))
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
