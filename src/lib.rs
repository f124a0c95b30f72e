//! Webs of companies and deals: load them from text, ask who backs both, draw them.
pub mod model;
pub mod diagram;
