//! Undoes the apostrophe that keeps a spreadsheet from running a text as a formula.

/// Returns the text of a cell of `export csv`; `None` where the cell is empty, which is absent.
///
/// The inverse of `export::neutralised`: one apostrophe is taken off where, after all of them, nothing follows or
/// something that a formula begins with.
pub fn unguarded(cell: &str) -> Option<&str> {
    let rest = cell.trim_start_matches('\'');
    let guards = rest.is_empty() || rest.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    match cell.strip_prefix('\'') {
        Some(text) if guards => Some(text),
        _ => Some(cell).filter(|cell| !cell.is_empty()),
    }
}
