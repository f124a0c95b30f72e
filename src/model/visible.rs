//! Text made safe to show.

/// Makes control and direction-changing characters visible, so that a text cannot steer a terminal.
pub fn visible(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' => ' ',
            '\u{7f}' => '\u{2421}',
            // The picture of a control character stands as far behind U+2400 as the character behind zero.
            c if (c as u32) < 0x20 => char::from_u32(0x2400 | c as u32).unwrap_or('\u{fffd}'),
            // Control characters of the second set, marks and overrides of direction, other line breaks, and letters that
            // cannot be seen at all.
            '\u{80}'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => '\u{fffd}',
            c => c,
        })
        .collect()
}

/// Whether something of a text can be seen: it is not of blanks, control characters and letters without width alone.
pub(crate) fn can_be_seen(text: &str) -> bool {
    let is_hidden = |c: char| {
        let is_narrow =
            matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        c.is_whitespace()
            || c.is_control()
            || is_narrow
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{e0000}'..='\u{e007f}')
    };
    !text.chars().all(is_hidden)
}
