//! How wide text is, without a font at hand.
//!
//! The widths are the larger of `DejaVu Sans`, `Liberation Sans` (which has Arial's widths) and `Noto Sans`, so
//! text fits its box whichever of them, or a narrower sans, the reader's program finds. Characters outside
//! ASCII count at a width that few of them exceed.

use unicode_width::UnicodeWidthChar;

/// Regular or bold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The regular weight.
    Regular,
    /// The bold weight.
    Bold,
}

/// Advance widths of U+0020 to U+007E in thousandths of the type size.
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 637, 951, 780, 275, 391, 391, 551, 838, //
    318, 361, 318, 373, 637, 637, 637, 637, 637, 637, 637, 637, //
    637, 637, 337, 337, 838, 838, 838, 557, 1016, 685, 687, 723, //
    771, 667, 611, 778, 752, 339, 500, 667, 558, 908, 760, 788, //
    667, 788, 723, 667, 611, 732, 685, 989, 686, 667, 686, 391, //
    373, 391, 838, 557, 581, 613, 635, 550, 635, 616, 353, 635, //
    634, 278, 278, 580, 278, 975, 634, 612, 635, 635, 414, 521, //
    393, 634, 592, 818, 592, 592, 525, 637, 551, 637, 838,
];

/// The same for bold.
const BOLD: [u16; 95] = [
    349, 457, 521, 838, 696, 1002, 873, 307, 458, 458, 545, 838, //
    380, 416, 380, 414, 696, 696, 696, 696, 696, 696, 696, 696, //
    696, 696, 400, 400, 838, 838, 838, 611, 1000, 774, 763, 734, //
    831, 684, 684, 821, 837, 390, 557, 775, 638, 996, 837, 851, //
    733, 851, 771, 721, 683, 813, 774, 1104, 771, 725, 726, 458, //
    414, 458, 838, 557, 607, 675, 716, 593, 716, 679, 436, 716, //
    712, 343, 343, 666, 343, 1042, 712, 688, 716, 716, 494, 596, //
    479, 712, 652, 924, 646, 652, 583, 712, 551, 712, 838,
];

/// Returns the width of one line of text in tenths of a pixel, at a type size in pixels.
pub fn width(text: &str, size: i64, face: Face) -> i64 {
    let thousandths: i64 = text.chars().map(|character| character_width(character, face)).sum();
    (thousandths * size + 99) / 100
}

/// The width of the widest character of ASCII in thousandths of the type size. Of others none is wider for each of its
/// bytes.
const WIDEST: usize = 1104;

/// Returns a width that no text of so many bytes exceeds, in tenths of a pixel, at a type size in pixels.
pub fn most_width(bytes: usize, size: i64) -> i64 {
    i64::try_from(bytes.saturating_mul(WIDEST)).unwrap_or(i64::MAX).saturating_mul(size).saturating_add(99) / 100
}

/// Returns the width of one character in thousandths of the type size.
fn character_width(character: char, face: Face) -> i64 {
    let table = match face {
        Face::Regular => &REGULAR,
        Face::Bold => &BOLD,
    };
    let code = u32::from(character);
    if let Some(position) = code.checked_sub(0x20)
        && let Some(width) = usize::try_from(position).ok().and_then(|position| table.get(position))
    {
        return i64::from(*width);
    }
    match (character, character.width()) {
        ('\u{b7}', _) => 400,
        ('\u{a0}'..='\u{24f}', _) => 870,
        ('–' | '’' | '‘' | '€' | '“' | '”', _) => 700,
        (_, None | Some(0)) => 0,
        (_, Some(1)) => 1100,
        (_, Some(_)) => 1400,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_grow_with_text_size_and_weight() {
        assert!(width("NVIDIA", 12, Face::Regular) < width("NVIDIA", 12, Face::Bold));
        assert!(width("NVIDIA", 12, Face::Regular) < width("NVIDIA", 13, Face::Regular));
        assert!(width("il", 12, Face::Regular) < width("WM", 12, Face::Regular));
    }

    #[test]
    fn no_character_is_wider_than_its_bytes_may_be() {
        for character in '\0'..=char::MAX {
            let text = character.encode_utf8(&mut [0; 4]).to_owned();
            for face in [Face::Regular, Face::Bold] {
                assert!(width(&text, 12, face) <= most_width(text.len(), 12), "{text:?}");
            }
        }
    }

    #[test]
    fn wide_and_combining_characters_count_as_drawn() {
        assert_eq!(width("e\u{301}", 10, Face::Regular), width("e", 10, Face::Regular));
        assert!(width("漢", 10, Face::Regular) > 100);
    }
}
