//! Tables of text: columns as wide as their widest cell, two blanks between them, no lines.
//!
//! Where that is wider than the paper, comfy-table breaks cells into lines. It holds every cell several times over, so that
//! it is asked only then, and for some rows at a time.

use std::io::{self, Write};

use anstyle::Style as Ansi;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
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
        Some(width) if needed > usize::from(width) => broken(section, &widths, width, style, out),
        _ => Grid { section, widths }.write(style.colours, out),
    }
}

/// A head as it is painted.
fn head(line: &str, colours: bool) -> String {
    painted(line, Ansi::new().underline(), colours)
}

/// A table of more rows is broken so many at a time, which alone are held.
const HELD: usize = 1_000;

/// Writes a table of cells broken into lines.
///
/// The columns of a table that is held as a whole are as comfy-table shares the paper out among them by its cells; those of
/// a longer one by how wide each would be.
fn broken(section: &Section, widths: &[usize], width: u16, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let columns = (section.rows.len() > HELD).then(|| shared_out(widths, usize::from(width)));
    let mut rows = section.rows.iter();
    let mut is_first = true;
    while rows.len() > 0 {
        let mut table = Table::new();
        table.load_preset(presets::NOTHING);
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        if is_first {
            table.set_header(section.columns.iter().map(|column| column.name));
        }
        for row in rows.by_ref().take(HELD) {
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
                if let Some(width) = columns.as_ref().and_then(|columns| columns.get(index)) {
                    shown.set_constraint(ColumnConstraint::Absolute(Width::Fixed(*width)));
                }
            }
        }
        for line in table.lines() {
            let line = line.trim_end();
            let is_head = std::mem::take(&mut is_first);
            writeln!(out, "{}", if is_head { head(line, style.colours) } else { line.to_owned() })?;
        }
    }
    Ok(())
}

/// Shares the paper out among columns that would like to be so wide, the blanks behind them not counted: who needs no more
/// than an equal share has what it needs, and the others share what is left.
fn shared_out(widths: &[usize], paper: usize) -> Vec<u16> {
    let wanted: Vec<usize> = widths.iter().map(|width| width.saturating_add(GAP)).collect();
    let mut by_width: Vec<usize> = (0..wanted.len()).collect();
    by_width.sort_by_key(|column| wanted[*column]);
    let mut given = vec![0_u16; wanted.len()];
    let mut left = paper;
    for (rank, column) in by_width.iter().enumerate() {
        // No column is without a letter, be the paper too narrow for all.
        let width = wanted[*column].min(left / (wanted.len() - rank)).max(GAP + 1);
        left = left.saturating_sub(width);
        given[*column] = u16::try_from(width).unwrap_or(u16::MAX);
    }
    given
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
            let wide = written(|out| broken(&section, &[], u16::MAX, Style::default(), out));
            prop_assert_eq!(&written(|out| write(&section, Style::default(), out)), &wide);
            let style = Style { width: Some(width), colours: true };
            let narrow = written(|out| broken(&section, &[], width, style, out));
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

    #[test]
    fn a_long_table_is_broken_some_rows_at_a_time_into_the_same_columns() {
        let row = |rank: usize| [format!("name {rank}"), rank.to_string(), "a way ".repeat(rank % 40)];
        let rows: Vec<[String; 3]> = (0..2 * HELD + 7).map(row).collect();
        let style = Style { width: Some(60), colours: false };
        let told = written(|out| write(&table(&rows), style, out));
        // Names and sums stand in the same columns in every row of every piece.
        let is_row =
            |line: &&str| line.strip_prefix("name ").is_some_and(|rest| rest.starts_with(|it: char| it.is_numeric()));
        let begins: Vec<&str> = told.lines().filter(is_row).filter_map(|line| line.get(..15)).collect();
        let wanted: Vec<String> =
            (0..rows.len()).map(|rank| format!("{:<11}{rank:>4}", format!("name {rank}"))).collect();
        assert_eq!(begins, wanted);
        assert!(told.lines().all(|line| line.width() <= 60), "{told}");
        assert_eq!(
            told.matches("a way").count(),
            rows.iter().map(|row| row[2].matches("a way").count()).sum::<usize>()
        );
        assert_eq!(told.lines().filter(|line| line.starts_with("name  ")).count(), 1, "one head");
    }

    #[test]
    fn columns_that_need_little_have_it_and_the_others_share_the_rest() {
        assert_eq!(shared_out(&[3, 100, 8, 200], 65), [5, 25, 10, 25]);
        assert_eq!(shared_out(&[50, 4], 40), [34, 6]);
        assert_eq!(shared_out(&[9; 20], 40), [3; 20]);
        assert!(shared_out(&[], 40).is_empty());
    }
}
