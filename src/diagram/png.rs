//! Pictures as PNG: the SVG, painted with a font that the program carries.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use super::picture::Picture;
use super::svg;
use super::theme::Theme;

/// Pixels for each unit of the drawing.
const SCALE: u16 = 2;
/// No side is longer than this: larger drawings are painted at a smaller scale.
const LONGEST: u16 = 12_000;

/// Why a picture could not be painted.
#[derive(Debug, thiserror::Error)]
pub enum PngError {
    /// The drawing is empty or too large.
    #[error("the drawing is too large to be painted; write SVG, or draw less of it with --top or --focus")]
    Size,
    /// The painter refused the drawing.
    #[error("the drawing could not be painted: {0}")]
    Painter(String),
}

/// Returns a picture as a PNG, at twice its size so that small text is sharp.
///
/// No font of the system is used, so the same picture gives the same bytes everywhere. Scripts that the font
/// does not hold (Latin, Greek and Cyrillic it does) show as boxes; SVG leaves them to the reader's fonts.
///
/// # Errors
/// When the drawing is too large.
pub fn print(picture: &Picture, theme: &Theme) -> Result<Vec<u8>, PngError> {
    let mut options = Options { font_family: "Noto Sans".to_owned(), ..Options::default() };
    let fonts = options.fontdb_mut();
    fonts.load_font_data(notosans::REGULAR_TTF.to_vec());
    fonts.load_font_data(notosans::BOLD_TTF.to_vec());
    fonts.set_sans_serif_family("Noto Sans");
    let painter = |error: String| PngError::Painter(error);
    let tree = Tree::from_str(&svg::print(picture, theme), &options).map_err(|error| painter(error.to_string()))?;
    let size = tree.size();
    let longest = size.width().max(size.height());
    let scale = f32::from(SCALE).min(f32::from(LONGEST) / longest);
    let scaled = size.to_int_size().scale_by(scale).ok_or(PngError::Size)?;
    let mut pixels = Pixmap::new(scaled.width(), scaled.height()).ok_or(PngError::Size)?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|error| painter(error.to_string()))
}
