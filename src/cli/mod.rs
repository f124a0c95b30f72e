//! The command line: arguments in, one answer out.

mod arguments;
mod commands;
mod context;
mod files;
mod input;
mod kept;
mod output;
mod progress;
mod signals;
mod unfinished;

use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

pub use arguments::Arguments;
use context::Context;
use output::Failure;

/// Exit status when something that was looked for was found (conflicts, loops), or a check failed softly.
pub const EXIT_FOUND: u8 = 1;
/// Exit status of a usage error or a data fault.
pub const EXIT_FAULT: u8 = 2;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It answered.
    Answered,
    /// It found something of the kind that a caller may want to stop at.
    Found,
}

impl Outcome {
    /// The exit status that says so.
    pub fn exit_code(self) -> ExitCode {
        match self {
            Self::Answered => ExitCode::SUCCESS,
            Self::Found => ExitCode::from(EXIT_FOUND),
        }
    }
}

/// Reads the arguments; help and version are printed, and usage errors told, here.
pub fn parse() -> Result<Arguments, ExitCode> {
    let told = |error: clap::Error| {
        // Help for a closed pipe has nobody to read it; that is no failure.
        let _ = error.print();
        ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(EXIT_FAULT))
    };
    let matches = reading_numbers(Arguments::command()).try_get_matches().map_err(told)?;
    Arguments::from_arg_matches(&matches).map_err(told)
}

/// Takes what looks like a negative number behind an option for its value, so that the option says what it wants instead.
fn reading_numbers(command: clap::Command) -> clap::Command {
    let takes_value = |arg: &clap::Arg| !arg.is_positional() && arg.get_action().takes_values();
    command
        .mut_args(|arg| if takes_value(&arg) { arg.allow_negative_numbers(true) } else { arg })
        .mut_subcommands(reading_numbers)
}

/// Runs the command asked for.
pub fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    if let Some(time) = arguments.global.timeout {
        unfinished::stop_after(time, arguments.global.format);
    }
    let outcome = answer(&Context::new(arguments), &arguments.command);
    unfinished::over(outcome.is_err());
    // Whoever is not found in a damaged book may well be there.
    outcome.map_err(|failure| output::refuse_damaged().err().unwrap_or(failure))
}

fn answer(context: &Context<'_>, command: &commands::Command) -> Result<Outcome, Failure> {
    if !context.is_snapshot() {
        return commands::run(context, command);
    }
    // The checksums of a snapshot tell of accidents. Somebody who makes one by hand can get them right, and still have
    // records that do not go with the lists beside them; what comes of that ends here.
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| commands::run(context, command)));
    std::panic::set_hook(quiet);
    outcome.unwrap_or_else(|_| Err(context.broken_snapshot()))
}

/// Tells why there is no answer, on standard error.
pub fn tell(failure: &Failure, arguments: &Arguments) {
    output::tell(failure, &arguments.global);
}

#[cfg(test)]
mod tests {
    use std::any::TypeId;

    use super::*;

    /// Whether an option takes a number.
    fn takes_number(arg: &clap::Arg) -> bool {
        let ids = [
            TypeId::of::<u8>(),
            TypeId::of::<u16>(),
            TypeId::of::<u32>(),
            TypeId::of::<u64>(),
            TypeId::of::<usize>(),
            TypeId::of::<i64>(),
            TypeId::of::<f64>(),
            TypeId::of::<std::time::Duration>(),
        ];
        ids.iter().any(|id| arg.get_value_parser().type_id() == *id)
    }

    /// Tells every option of a command and of those below it that takes a number, with the words that lead to it.
    fn each_number(command: &clap::Command, path: &[String], tell: &mut impl FnMut(&[String], &clap::Arg)) {
        command.get_arguments().filter(|arg| takes_number(arg)).for_each(|arg| tell(path, arg));
        for below in command.get_subcommands() {
            each_number(below, &[path, &[below.get_name().to_owned()]].concat(), tell);
        }
    }

    #[test]
    fn every_option_that_takes_a_number_says_in_our_words_which_it_wants() {
        let mut command = reading_numbers(Arguments::command());
        command.build();
        let mut seen = 0;
        each_number(&command.clone(), &["dealgraph".to_owned()], &mut |path, arg| {
            seen += 1;
            let option = arg.get_long().map(|long| format!("--{long}")).expect("numbers stand behind options");
            for value in ["-1", "-0.5", "many", "99999999999999999999999", ""] {
                let given = [path, &[option.clone(), value.to_owned()]].concat();
                let error = command.clone().try_get_matches_from(&given).expect_err(&given.join(" ")).to_string();
                assert!(
                    error.contains(": write a whole number") || error.contains(": write a number of seconds"),
                    "{}: {error}",
                    given.join(" ")
                );
            }
        });
        assert!(seen > 30, "only {seen}, and each command has two of all");
    }
}
