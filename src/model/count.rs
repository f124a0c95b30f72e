//! How many there are of something, in words.

/// A count with its noun, and a verb where that is said behind it: `1 deal`, `2 deals`; `1 deal is`, `0 deals are`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}
