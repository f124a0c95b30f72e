//! Every target in one program; `FUZZ_TARGET` names the one to run.
#![no_main]

libfuzzer_sys::fuzz_target!(init: dealgraph_fuzz::begin(), |bytes: &[u8]| dealgraph_fuzz::run(bytes));
