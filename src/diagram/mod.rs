//! Diagrams: pictures of companies and deals, their layout and their printers.

pub mod d2;
pub mod dot;
mod dot_printer;
pub mod layout;
pub mod mermaid;
pub mod picture;
#[cfg(feature = "png")]
pub mod png;
pub mod preset;
pub mod svg;
pub mod text;
pub mod theme;
