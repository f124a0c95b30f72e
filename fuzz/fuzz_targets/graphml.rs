#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dealgraph_fuzz::import("graphml", bytes));
