//! Colours: one table per theme, from what a thing is to how it is painted.

use super::picture::{NodeLook, Tone};

/// How a picture is coloured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// The name on the command line.
    pub name: &'static str,
    /// The paper.
    pub background: &'static str,
    /// Titles and names.
    pub ink: &'static str,
    /// Second lines, headings of clusters, the legend.
    pub muted: &'static str,
    /// Footnotes and hairlines.
    pub faint: &'static str,
    /// The fill of a cluster.
    pub panel: &'static str,
    /// The fill of a cluster inside another.
    pub inner_panel: &'static str,
    /// The outline of a cluster.
    pub panel_line: &'static str,
    /// The fill of a node.
    pub card: &'static str,
    /// The outline of a node.
    pub card_line: &'static str,
    /// How opaque a usual edge is, in hundredths.
    pub edge_opacity: u32,
    /// How opaque a faded thing is, in hundredths.
    pub faded_opacity: u32,
    looks: [&'static str; 8],
    tones: [&'static str; 9],
}

/// Dark ink on white, for screens.
pub const LIGHT: Theme = Theme {
    name: "light",
    background: "#ffffff",
    ink: "#16202b",
    muted: "#52606d",
    faint: "#667380",
    panel: "#f5f7f9",
    inner_panel: "#e9edf1",
    panel_line: "#e1e6eb",
    card: "#ffffff",
    card_line: "#b8c2cc",
    edge_opacity: 78,
    faded_opacity: 16,
    looks: ["#334e68", "#3e8ed0", "#2f9e6e", "#8d6e63", "#8e5bb5", "#c2477f", "#c98a1b", "#9aa5b1"],
    tones: ["#1f8f5f", "#c07a12", "#2b6cb0", "#4aa3b5", "#7d4fb0", "#a8326b", "#8a8f2a", "#cf3030", "#9aa5b1"],
};

/// Light ink on near black.
pub const DARK: Theme = Theme {
    name: "dark",
    background: "#12181f",
    ink: "#eef2f6",
    muted: "#b3bfca",
    faint: "#8492a0",
    panel: "#19212a",
    inner_panel: "#212b36",
    panel_line: "#2a3542",
    card: "#222d38",
    card_line: "#46566a",
    edge_opacity: 82,
    faded_opacity: 18,
    looks: ["#8fb3d9", "#5cb3ff", "#4fd39b", "#c7a08f", "#c39bea", "#f28ab8", "#f0bd5a", "#7b8794"],
    tones: ["#4cce93", "#f0ab45", "#69aefb", "#6fd0de", "#bb93ef", "#ef7fb4", "#c9cf5c", "#ff6b62", "#7b8794"],
};

/// Strong inks on bare paper: no tints, nothing that a printer loses.
pub const PRINT: Theme = Theme {
    name: "print",
    background: "#ffffff",
    ink: "#000000",
    muted: "#333333",
    faint: "#555555",
    panel: "#ffffff",
    inner_panel: "#ffffff",
    panel_line: "#999999",
    card: "#ffffff",
    card_line: "#000000",
    edge_opacity: 100,
    faded_opacity: 25,
    looks: ["#000000", "#1c4f8c", "#0e6b45", "#5d4037", "#5b2f86", "#8e1f57", "#8a5a00", "#777777"],
    tones: ["#0b6b40", "#9a5a00", "#1a4a8a", "#2b7f90", "#5b2f86", "#8a1c55", "#666a10", "#b01515", "#777777"],
};

/// The palette of Okabe and Ito, told apart with every common kind of colour blindness.
pub const COLOUR_BLIND_SAFE: Theme = Theme {
    name: "colour-blind",
    looks: ["#333333", "#0072b2", "#009e73", "#7a5c00", "#56b4e9", "#cc79a7", "#e69f00", "#8a8a8a"],
    tones: ["#009e73", "#e69f00", "#0072b2", "#56b4e9", "#cc79a7", "#1a1a1a", "#b5a500", "#d55e00", "#8a8a8a"],
    ..LIGHT
};

/// Every theme, the default first.
pub const THEMES: [&Theme; 4] = [&LIGHT, &DARK, &PRINT, &COLOUR_BLIND_SAFE];

impl Theme {
    /// Returns the theme of that name.
    pub fn named(name: &str) -> Option<&'static Theme> {
        THEMES.into_iter().find(|theme| theme.name == name)
    }

    /// Returns the accent of a kind of node.
    pub fn look(&self, look: NodeLook) -> &'static str {
        let position = match look {
            NodeLook::Company => 0,
            NodeLook::Product => 1,
            NodeLook::Fund => 2,
            NodeLook::Government => 3,
            NodeLook::Venture => 4,
            NodeLook::Person => 5,
            NodeLook::Deal => 6,
            NodeLook::Stub => 7,
        };
        self.looks[position]
    }

    /// Returns the colour of a kind of edge.
    pub fn tone(&self, tone: Tone) -> &'static str {
        let position = match tone {
            Tone::Investment => 0,
            Tone::Debt => 1,
            Tone::Purchase => 2,
            Tone::Goods => 3,
            Tone::Rights => 4,
            Tone::Control => 5,
            Tone::Partnership => 6,
            Tone::Rivalry => 7,
            Tone::Structure => 8,
        };
        self.tones[position]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance times 10,000, close enough to tell text from paper.
    fn luminance(colour: &str) -> u32 {
        let channel = |start: usize| u32::from_str_radix(&colour[start..start + 2], 16).unwrap();
        let squared = |value: u32| value * value * 10_000 / 65_025;
        (squared(channel(1)) * 21 + squared(channel(3)) * 72 + squared(channel(5)) * 7) / 100
    }

    #[test]
    fn text_stands_out_from_paper_and_cards() {
        for theme in THEMES {
            for (text, paper) in [
                (theme.ink, theme.background),
                (theme.ink, theme.card),
                (theme.muted, theme.card),
                (theme.muted, theme.panel),
                (theme.faint, theme.background),
            ] {
                let (high, low) = {
                    let pair = [luminance(text), luminance(paper)];
                    (pair[0].max(pair[1]) + 500, pair[0].min(pair[1]) + 500)
                };
                assert!(high * 10 >= low * 40, "{}: {text} on {paper}", theme.name);
            }
        }
    }

    #[test]
    fn no_two_tones_or_looks_share_a_colour() {
        for theme in THEMES {
            for colours in [&theme.tones[..], &theme.looks[..]] {
                for (position, colour) in colours.iter().enumerate() {
                    assert!(!colours[..position].contains(colour), "{}: {colour}", theme.name);
                }
            }
        }
    }

    #[test]
    fn themes_are_found_by_name() {
        for theme in THEMES {
            assert_eq!(Theme::named(theme.name), Some(theme));
        }
        assert_eq!(Theme::named("sepia"), None);
    }
}
