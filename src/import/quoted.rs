//! Records with quotes, as csv-core reads them.

/// What reads records with quotes.
#[derive(Debug)]
pub(super) struct Quoted {
    pub parser: csv_core::Reader,
    /// The cells of the record without their quotes, one behind the other, and where each ends.
    pub text: Vec<u8>,
    pub ends: Vec<usize>,
}

impl Quoted {
    pub(super) fn new(delimiter: u8) -> Self {
        let mut parser = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        // The first bytes that it sees may be a mark of UTF-8, which it would take away: let these be others.
        let _ = parser.read_record(b"\n", &mut [], &mut []);
        Self { parser, text: Vec::new(), ends: Vec::new() }
    }
}
