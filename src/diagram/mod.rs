//! Diagrams: pictures of companies and deals, their layout and their printers.

pub mod layout;
pub mod picture;
pub mod svg;
pub mod text;
pub mod theme;
