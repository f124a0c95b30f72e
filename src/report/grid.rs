//! Tables of text: columns as wide as their widest cell, two blanks between them, no lines.
//!
//! Where that is wider than the paper, comfy-table breaks cells into lines. It holds every cell several times over, so that
//! it is asked only then.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use unicode_width::UnicodeWidthStr as _;

use super::print::{MOST_LETTERS, Style, lines, painted, shortened};
use super::{Align, Section};

/// Blanks between two columns.
const GAP: usize = 2;

/// No paper is narrower than this.
const NARROWEST: u16 = 40;

/// Writes a table. What is not wider than the paper is passed over twice, to measure and to write it, and not held.
pub(super) fn write(section: &Section, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut widths: Vec<usize> = section.columns.iter().map(|column| column.name.width()).collect();
    for row in section.rows.iter() {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(width_of(cell));
        }
    }
    let needed = widths.iter().map(|width| width.saturating_add(GAP)).fold(0, usize::saturating_add);
    match style.width.map(|width| width.max(NARROWEST)) {
        Some(width) if needed > usize::from(width) => broken(section, width, style.colours, out),
        _ => Grid { section, widths }.write(style.colours, out),
    }
}

/// A head as it is painted.
fn head(line: &str, colours: bool) -> String {
    painted(line, Ansi::new().underline(), colours)
}

/// Writes a table of cells broken into lines.
fn broken(section: &Section, width: u16, colours: bool, out: &mut dyn Write) -> io::Result<()> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(section.columns.iter().map(|column| column.name));
    for row in section.rows.iter() {
        table.add_row(row.map(|cell| shortened(lines(cell, "\n"))));
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
    for (index, line) in table.lines().enumerate() {
        let line = line.trim_end();
        writeln!(out, "{}", if index == 0 { head(line, colours) } else { line.to_owned() })?;
    }
    Ok(())
}

/// Whether a cell is one line of letters that are one column wide each, is not too long, and need not be made visible.
fn is_plain(cell: &str) -> bool {
    cell.len() <= MOST_LETTERS && cell.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

/// The lines of a cell, safe to show.
fn shown(cell: &str) -> Vec<String> {
    shortened(lines(cell, "\n")).split('\n').map(str::to_owned).collect()
}

/// How many columns the widest line of a cell takes.
fn width_of(cell: &str) -> usize {
    if is_plain(cell) { cell.len() } else { shown(cell).iter().map(|line| line.width()).max().unwrap_or(0) }
}

struct Grid<'s> {
    section: &'s Section,
    widths: Vec<usize>,
}

impl Grid<'_> {
    fn write(&self, colours: bool, out: &mut dyn Write) -> io::Result<()> {
        let mut line = String::new();
        self.line(self.section.columns.iter().map(|column| column.name), &mut line);
        writeln!(out, "{}", head(line.trim_end(), colours))?;
        for row in self.section.rows.iter() {
            if row.clone().all(is_plain) {
                self.line(row, &mut line);
                writeln!(out, "{}", line.trim_end())?;
                continue;
            }
            let cells: Vec<Vec<String>> = row.map(shown).collect();
            for at in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
                self.line(cells.iter().map(|cell| cell.get(at).map_or("", String::as_str)), &mut line);
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    /// Makes a line of cells, each filled up to the width of its column.
    fn line<'c>(&self, cells: impl Iterator<Item = &'c str>, line: &mut String) {
        line.clear();
        for ((cell, column), width) in cells.zip(&self.section.columns).zip(&self.widths) {
            let own = if is_plain(cell) { cell.len() } else { cell.width() };
            let blanks = width.saturating_sub(own);
            let (before, behind) = if column.align == Align::Right { (blanks, 0) } else { (0, blanks) };
            line.extend(std::iter::repeat_n(' ', before));
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', behind + GAP));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(cells: &[[String; 3]]) -> Section {
        let mut section = Section::new("", &["name", "#sum", "ways"]);
        for row in cells {
            section.row(row);
        }
        section
    }

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        write(&mut bytes).expect("memory takes every byte");
        String::from_utf8(bytes).expect("text")
    }

    proptest! {
        /// Wherever nothing needs breaking, the table is the one that comfy-table would make.
        #[test]
        fn a_table_that_fits_is_the_same_however_it_is_written(
            cells in prop::collection::vec(prop::array::uniform3("[a-c ä漢é\u{301}👩‍🚀\u{1b}\t\n–]{0,7}"), 1..6),
            width in 40_u16..120,
        ) {
            let section = table(&cells);
            let wide = written(|out| broken(&section, u16::MAX, false, out));
            prop_assert_eq!(&written(|out| write(&section, Style::default(), out)), &wide);
            let style = Style { width: Some(width), colours: true };
            let narrow = written(|out| broken(&section, width, true, out));
            prop_assert_eq!(written(|out| write(&section, style, out)), narrow);
        }
    }

    #[test]
    fn cells_wider_than_the_paper_are_broken() {
        let section = table(&[["a long name of a company ".repeat(4), "1".to_owned(), String::new()]]);
        let style = Style { width: Some(60), colours: false };
        let told = written(|out| write(&section, style, out));
        assert!(told.lines().count() > 2 && told.lines().all(|line| line.width() <= 60), "{told}");
    }
}
