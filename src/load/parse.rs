//! Turns the text of a file into written records; where that fails, finds every reason.
//!
//! The good path is one pass of the `ron` crate. Only a file that it refuses is read again, record by
//! record: each fault is noted, the field that holds it is blanked out, and the record is read once more,
//! until it reads or nothing is left to blank.

use std::ops::Range;

use ron::error::{Error as RonError, Position, SpannedError};
use ron::extensions::Extensions;
use serde::de::DeserializeOwned;

use super::files::BookFile;
use super::problem::{Place, Problem, Severity};
use super::text::{DealText, EntityText, FileText, RateText, RuleText, SourceText};
use super::tree::{Node, Tree};
use super::{Step, Watch, unquoted};
use crate::model::nearest;

/// The sections of a file.
pub const SECTIONS: [&str; 5] = ["entities", "deals", "sources", "rates", "rules"];

/// What is said of more brackets than are followed.
const TOO_DEEP: &str = "nested too deep: at most 128 brackets may stand inside one another";

/// Where a record stands: its file, its section, and its position among the section's records there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    /// The position of the file among those read.
    pub file: usize,
    /// The section.
    pub section: &'static str,
    /// The position in the section of that file.
    pub index: usize,
}

/// Everything that was read of all files.
#[derive(Debug, Default)]
pub struct Records {
    /// The entities, as written.
    pub entities: Vec<(Origin, EntityText)>,
    /// The deals, as written.
    pub deals: Vec<(Origin, DealText)>,
    /// The sources, as written.
    pub sources: Vec<(Origin, SourceText)>,
    /// The rates, as written.
    pub rates: Vec<(Origin, RateText)>,
    /// The rules, as written.
    pub rules: Vec<(Origin, RuleText)>,
    /// Section and id of records that exist but could not be read.
    pub unread: Vec<(&'static str, String)>,
    /// Whether there may be records of which not even the id was read, so that no id can be called unknown.
    pub is_cut: bool,
    /// The faults met.
    pub problems: Vec<Problem>,
}

fn options() -> ron::Options {
    ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME)
}

/// Reads all files.
pub fn parse(files: &[BookFile], watch: Watch<'_>) -> Records {
    let mut records = Records::default();
    for (file, content) in files.iter().enumerate() {
        if content.text.trim().is_empty() {
            let message = "the file is empty; a book file holds at least \"()\"".to_owned();
            records.problems.push(problem("syntax", message, file, &(0..0)));
            records.is_cut = true;
            continue;
        }
        match options().from_str::<FileText>(&content.text) {
            Ok(text) => take(&mut records, file, text),
            Err(error) => recover_file(&mut records, file, &content.text, &error),
        }
        watch(Step::Read(content.text.len() as u64));
    }
    records
}

fn take(records: &mut Records, file: usize, text: FileText) {
    let origin = |section| move |index| Origin { file, section, index };
    extend(&mut records.entities, text.entities, origin("entities"));
    extend(&mut records.deals, text.deals, origin("deals"));
    extend(&mut records.sources, text.sources, origin("sources"));
    extend(&mut records.rates, text.rates, origin("rates"));
    extend(&mut records.rules, text.rules, origin("rules"));
}

fn extend<T>(into: &mut Vec<(Origin, T)>, records: Vec<T>, origin: impl Fn(usize) -> Origin) {
    into.extend(records.into_iter().enumerate().map(|(index, record)| (origin(index), record)));
}

fn problem(code: &'static str, message: String, file: usize, span: &Range<usize>) -> Problem {
    Problem {
        code,
        severity: Severity::Error,
        message,
        place: Place::new(file, span),
        label: String::new(),
        also: Vec::new(),
        hint: None,
    }
}

fn recover_file(records: &mut Records, file: usize, text: &str, error: &SpannedError) {
    let found_before = records.problems.len();
    let (tree, broken_at) = match Tree::read(text) {
        Ok(tree) => (tree, None),
        Err(broken) if broken.is_too_deep => {
            records.is_cut = true;
            records.problems.push(problem("syntax", TOO_DEEP.to_owned(), file, &first_char(text, broken.at)));
            return;
        }
        Err(broken) => (broken.read, Some(broken.at)),
    };
    if !matches!(tree.node, Node::Struct(_)) && broken_at.is_none() {
        let mut fault = problem(
            "syntax",
            "a book file is one struct: \"( entities: [ … ], deals: [ … ] )\"".into(),
            file,
            &first_char(text, tree.span.start),
        );
        fault.hint = Some("see docs/book-format.md, or run `dealgraph init` for an example".to_owned());
        records.problems.push(fault);
        records.is_cut = true;
        return;
    }
    for field in tree.fields() {
        let Some(section) = SECTIONS.into_iter().find(|section| *section == field.name) else {
            if broken_at.is_none() {
                let message = format!("unknown section \"{}\"", field.name);
                let mut fault = problem("unknown-field", message, file, &field.name_span);
                fault.hint = did_you_mean(&field.name, &SECTIONS);
                records.problems.push(fault);
                records.is_cut = true;
            }
            continue;
        };
        for (index, element) in field.value.elements().iter().enumerate() {
            // The record in which the text breaks off is told of by the syntax error alone.
            if broken_at.is_some_and(|at| element.span.end >= at) {
                break;
            }
            let origin = Origin { file, section, index };
            recover_record(records, origin, element, text);
        }
    }
    if broken_at.is_some() || records.problems.len() == found_before {
        records.is_cut = true;
        records.problems.push(syntax_problem(file, text, error, broken_at));
    }
}

fn syntax_problem(file: usize, text: &str, error: &SpannedError, broken_at: Option<usize>) -> Problem {
    let mut span = span_in(text, error);
    let mut message = sentence(&error.code);
    let hint = broken_at.map(|_| "what follows this place in the file was not checked".to_owned());
    if text.get(span.start..).is_some_and(|rest| rest.trim_start().starts_with('=')) {
        "expected a colon in the place of `=`, as in `amount: \"USD 5m\"`".clone_into(&mut message);
    } else if matches!(error.code, RonError::ExceededRecursionLimit) {
        TOO_DEEP.clone_into(&mut message);
    } else if matches!(error.code, RonError::ExpectedString) {
        let written = unquoted::span(text, span.start);
        message = unquoted::message(
            unquoted::field_before(text, written.start),
            text.get(written.clone()).unwrap_or_default(),
        );
        span = if written.is_empty() { span } else { written };
    }
    let mut fault = problem("syntax", message, file, &span);
    fault.hint = hint;
    fault
}

fn recover_record(records: &mut Records, origin: Origin, element: &Tree, text: &str) {
    let span = element.span.clone();
    let source = text.get(span.clone()).unwrap_or_default();
    let id = element.field("id").and_then(|id| text.get(id.span.clone())).map(|id| id.trim_matches('"').to_owned());
    let faults = match origin.section {
        "entities" => {
            read_or_explain(source, &["id", "name", "kind"]).map(|record| records.entities.push((origin, record)))
        }
        "deals" => read_or_explain(source, &["id", "kind", "title", "parties", "status"])
            .map(|record| records.deals.push((origin, record))),
        "sources" => read_or_explain(source, &["id", "title", "publisher", "kind"])
            .map(|record| records.sources.push((origin, record))),
        "rules" => read_or_explain(source, &["id", "severity", "finds", "why", "pattern", "claim"])
            .map(|record| records.rules.push((origin, record))),
        _ => read_or_explain(source, &["from", "to", "rate", "date", "source"])
            .map(|record| records.rates.push((origin, record))),
    };
    if let Err(faults) = faults {
        let what = singular(origin.section);
        let name = id.as_deref().map_or_else(|| format!("{what} without an id"), |id| format!("{what} {id}"));
        for fault in faults {
            let place = span.start.saturating_add(fault.span.start)..span.start.saturating_add(fault.span.end);
            let mut problem = problem(fault.code, format!("{name}: {}", fault.message), origin.file, &place);
            problem.hint = fault.hint;
            records.problems.push(problem);
        }
        records.is_cut |= id.is_none() && origin.section != "rates";
        records.unread.extend(id.map(|id| (origin.section, id)));
    }
}

/// The name of one record of a section.
pub fn singular(section: &str) -> &'static str {
    match section {
        "entities" => "entity",
        "deals" => "deal",
        "sources" => "source",
        "rules" => "rule",
        _ => "rate",
    }
}

/// A fault inside one record, placed in bytes of the record's own text.
struct RecordFault {
    code: &'static str,
    message: String,
    span: Range<usize>,
    hint: Option<String>,
}

/// Reads one record, or finds every fault that keeps it from being read.
fn read_or_explain<T: DeserializeOwned>(source: &str, required: &[&'static str]) -> Result<T, Vec<RecordFault>> {
    let mut work = source.to_owned();
    let mut faults: Vec<RecordFault> = Vec::new();
    let mut blanked: Vec<String> = Vec::new();
    // Each turn blanks a field, so there can be no more turns than fields; the bound guards the rest.
    for _ in 0..=source.len() {
        let error = match options().from_str::<T>(&work) {
            Ok(record) if faults.is_empty() => return Ok(record),
            Ok(_) => break,
            Err(error) => error,
        };
        let Ok(tree) = Tree::read(&work) else {
            faults.push(RecordFault {
                code: "syntax",
                message: sentence(&error.code),
                span: span_in(&work, &error),
                hint: None,
            });
            break;
        };
        let span = span_in(&work, &error);
        let is_missing = matches!(error.code, RonError::MissingStructField { .. });
        let inner = if is_missing {
            tree.enclosing_struct(span.end).and_then(|enclosing| tree.innermost(enclosing.start))
        } else {
            tree.innermost(span.start).or_else(|| tree.innermost(span.end))
        };
        if let RonError::MissingStructField { field, .. } = &error.code {
            let at_record_level = required.contains(field) && tree.field(field).is_none() && inner.is_none();
            if at_record_level {
                let missing =
                    required.iter().filter(|name| tree.field(name).is_none() && !blanked.iter().any(|b| b == *name));
                faults.extend(missing.map(|name| RecordFault {
                    code: "missing-field",
                    message: format!("the field \"{name}\" is missing"),
                    span: first_char(source, 0),
                    hint: None,
                }));
                break;
            }
            if !blanked.iter().any(|name| name == field) {
                let span = inner.clone().unwrap_or_else(|| span.clone());
                faults.push(RecordFault {
                    code: "missing-field",
                    message: format!("the field \"{field}\" is missing here"),
                    span,
                    hint: None,
                });
            }
        } else {
            faults.push(explain(&error, &work, &span, inner.as_ref()));
        }
        let Some(inner) = inner else { break };
        blanked.push(field_name(work.get(inner.clone()).unwrap_or_default()));
        blank(&mut work, inner);
    }
    Err(faults)
}

fn explain(error: &SpannedError, text: &str, span: &Range<usize>, inner: Option<&Range<usize>>) -> RecordFault {
    let place = inner.cloned().unwrap_or_else(|| span.clone());
    let source = text.get(place.clone()).unwrap_or_default();
    let name = field_name(source);
    let name_span = place.start..place.start.saturating_add(name.len());
    let value = source.split_once(':').filter(|_| !name.is_empty()).map_or(source, |(_, value)| value.trim_start());
    let value_span = place.end.saturating_sub(value.len())..place.end;
    match &error.code {
        RonError::NoSuchStructField { expected, found, .. } => RecordFault {
            code: "unknown-field",
            message: format!("unknown field \"{found}\""),
            span: name_span,
            hint: did_you_mean(found, expected).or_else(|| Some(format!("known fields: {}", expected.join(", ")))),
        },
        RonError::NoSuchEnumVariant { expected, found, .. } => RecordFault {
            code: "unknown-variant",
            message: format!("\"{found}\" is no {}", if name.is_empty() { "known word" } else { &name }),
            span: value_span,
            hint: did_you_mean(found, expected).or_else(|| Some(format!("known: {}", expected.join(", ")))),
        },
        RonError::DuplicateStructField { field, .. } => RecordFault {
            code: "duplicate-field",
            message: format!("the field \"{field}\" is given twice"),
            span: name_span,
            hint: None,
        },
        RonError::ExpectedString => {
            RecordFault { code: "wrong-type", message: unquoted::message(&name, value), span: value_span, hint: None }
        }
        code => RecordFault { code: "wrong-type", message: sentence(code), span: value_span, hint: None },
    }
}

/// The suggestion of the nearest of `known`, ignoring case.
pub fn did_you_mean(wanted: &str, known: &[&'static str]) -> Option<String> {
    let lowered: Vec<String> = known.iter().map(|word| word.to_lowercase()).collect();
    let wanted = wanted.to_lowercase();
    let best = nearest(&wanted, lowered.iter().map(String::as_str), 2.max(wanted.len() / 3))?;
    let at = lowered.iter().position(|word| word == best)?;
    known.get(at).map(|word| format!("did you mean \"{word}\"?"))
}

/// The name before the colon of a field; empty for an element of a list.
fn field_name(text: &str) -> String {
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let is_field = text.strip_prefix(&name).is_some_and(|rest| rest.trim_start().starts_with(':'));
    if is_field { name } else { String::new() }
}

/// Overwrites a field or element, and the comma behind it, with blanks; lines and places stay.
fn blank(work: &mut String, range: Range<usize>) {
    let behind_comma = work.get(range.end..).and_then(|after| after.trim_start().strip_prefix(','));
    let end = behind_comma.map_or(range.end, |behind| work.len().saturating_sub(behind.len()));
    let Some(written) = work.get(range.start..end) else { return };
    let blanks: String = written
        .chars()
        .flat_map(|c| {
            let fill = if c == '\n' { '\n' } else { ' ' };
            std::iter::repeat_n(fill, c.len_utf8())
        })
        .collect();
    work.replace_range(range.start..end, &blanks);
}

/// What `ron` says, as a message of ours: lowercase, no full stop.
fn sentence(error: &RonError) -> String {
    // The slips that are made most often, in plain words.
    let plain = match error {
        RonError::ExpectedComma => "expected a comma before this (or a text before it has no closing quote)",
        RonError::ExpectedMapColon => "expected a colon between a name and its value, as in `amount: \"USD 5m\"`",
        RonError::ExpectedStringEnd => "a text begins here that has no closing quote",
        RonError::Eof => "the file ends within a bracket or a text that is not closed",
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_owned();
    }
    let text = error.to_string();
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

/// The bytes that an error of `ron` speaks of.
/// The span of the character at a byte.
fn first_char(text: &str, start: usize) -> Range<usize> {
    start..text.ceil_char_boundary(start.saturating_add(1))
}

fn span_in(text: &str, error: &SpannedError) -> Range<usize> {
    let start = byte_of(text, &error.span.start);
    let end = byte_of(text, &error.span.end);
    let start = start.min(end);
    start..end.max(first_char(text, start).end)
}

fn byte_of(text: &str, position: &Position) -> usize {
    let mut rest = text;
    for _ in 1..position.line {
        match rest.split_once('\n') {
            Some((_, behind)) => rest = behind,
            None => return text.len(),
        }
    }
    let line_start = text.len().saturating_sub(rest.len());
    let offset = rest.char_indices().nth(position.col.saturating_sub(1)).map_or(rest.len(), |(offset, _)| offset);
    line_start.saturating_add(offset)
}
