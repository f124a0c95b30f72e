//! The dealgraph program: reads its arguments, runs one command, prints one answer.

mod cli;

use std::process::ExitCode;

/// Once a book is read, hardly more memory stays than it fills.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = match cli::parse() {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    match cli::run(&arguments) {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => {
            cli::tell(&failure, &arguments);
            ExitCode::from(cli::EXIT_FAULT)
        }
    }
}
