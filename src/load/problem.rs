//! Faults of the data: what is wrong, where it stands, and what would mend it.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;

use super::files::BookFile;
use crate::model::visible;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The book cannot be used.
    Error,
    /// The book can be used; `--strict` refuses it.
    Warning,
}

/// A place in one of the files read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The position of the file among those read.
    pub file: usize,
    /// The bytes it covers.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

impl Place {
    /// The place of a span in a file.
    pub fn new(file: usize, span: &Range<usize>) -> Self {
        Self { file, start: span.start, end: span.end.max(span.start) }
    }
}

/// A fault of the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Its kebab-case code, unique and never reused.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lowercase, names the id, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Words under the underline; may be empty.
    pub label: String,
    /// Other places that belong to it, with words for each.
    pub also: Vec<(Place, String)>,
    /// What would mend it.
    pub hint: Option<String>,
}

/// A problem as data, for `--format json`.
#[derive(Debug, Clone, Serialize)]
pub struct ProblemRecord {
    code: &'static str,
    severity: Severity,
    message: String,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    excerpt: String,
    hint: Option<String>,
    also: Vec<AlsoRecord>,
}

/// Another place of a problem, as data.
#[derive(Debug, Clone, Serialize)]
struct AlsoRecord {
    file: String,
    line: usize,
    column: usize,
    label: String,
}

/// The most bytes of one line that an excerpt shows.
const WIDEST_EXCERPT: usize = 240;

impl Problem {
    /// The problem as data. Lines and columns count from 1, columns in characters.
    pub fn record(&self, files: &[BookFile]) -> ProblemRecord {
        let text = text_of(files, self.place.file);
        let (line, column) = line_column(text, self.place.start);
        let (end_line, end_column) = line_column(text, self.place.end);
        let also = self.also.iter().map(|(place, label)| {
            let (line, column) = line_column(text_of(files, place.file), place.start);
            AlsoRecord { file: name_of(files, place.file), line, column, label: label.clone() }
        });
        let window = window(text, &self.place);
        let shown = self.place.start.saturating_sub(window.start)..self.place.end.saturating_sub(window.start);
        let excerpt = text.get(window.clone()).and_then(|window| window.get(shown)).unwrap_or_default();
        ProblemRecord {
            code: self.code,
            severity: self.severity,
            message: self.message.clone(),
            file: name_of(files, self.place.file),
            line,
            column,
            end_line,
            end_column,
            excerpt: excerpt.to_owned(),
            hint: self.hint.clone(),
            also: also.collect(),
        }
    }

    /// Writes the problem as rustc writes its own: file, line, column and the excerpt underlined.
    pub fn render(&self, files: &[BookFile], colours: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let message = shortened(&visible(&self.message));
        let title = level.primary_title(message.as_str()).id(self.code);
        let excerpts: Vec<Excerpt> = self.excerpts(files);
        let mut group = Group::with_title(title);
        for excerpt in &excerpts {
            let snippet = Snippet::source(excerpt.text.as_str())
                .path(excerpt.path.as_str())
                .line_start(excerpt.line)
                .fold(true)
                .annotations(excerpt.marks.iter().map(|mark| {
                    let kind = if mark.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
                    kind.span(mark.span.clone()).label(mark.label.as_str())
                }));
            group = group.element(snippet);
        }
        let text = text_of(files, self.place.file);
        let (line, column) = line_column(text, self.place.start);
        if window(text, &self.place).start > line_start(text, self.place.start) {
            let note = format!("the line is cut to fit: the fault stands at line {line}, column {column}");
            group = group.element(Level::NOTE.message(note));
        }
        if let Some(hint) = &self.hint {
            group = group.element(Level::HELP.message(visible(hint)));
        }
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&[group])
    }

    fn excerpts(&self, files: &[BookFile]) -> Vec<Excerpt> {
        let places = std::iter::once((&self.place, &self.label, true))
            .chain(self.also.iter().map(|(place, label)| (place, label, false)));
        places
            .map(|(place, label, primary)| {
                let text = text_of(files, place.file);
                let window = window(text, place);
                let inside = place.start.saturating_sub(window.start)..place.end.saturating_sub(window.start);
                let raw = text.get(window.clone()).unwrap_or_default();
                let (shown, span) = shown_with_span(raw, inside);
                Excerpt {
                    path: name_of(files, place.file),
                    line: line_column(text, window.start).0,
                    text: shown,
                    marks: vec![Mark { span, label: visible(label), primary }],
                }
            })
            .collect()
    }
}

struct Excerpt {
    path: String,
    line: usize,
    text: String,
    marks: Vec<Mark>,
}

struct Mark {
    span: Range<usize>,
    label: String,
    primary: bool,
}

fn text_of(files: &[BookFile], file: usize) -> &str {
    files.get(file).map_or("", |file| file.text.as_str())
}

fn name_of(files: &[BookFile], file: usize) -> String {
    files.get(file).map_or_else(String::new, |file| visible(&file.name))
}

/// A message of at most a few hundred characters: an absurdly long id or number is shown by its beginning.
fn shortened(message: &str) -> String {
    const LONGEST: usize = 400;
    if message.chars().count() <= LONGEST {
        return message.to_owned();
    }
    let start: String = message.chars().take(LONGEST * 3 / 4).collect();
    let end: Vec<char> = message.chars().rev().take(LONGEST / 8).collect();
    format!("{start} … {}", end.into_iter().rev().collect::<String>())
}

/// The lines around a place, cut where a line is too long to show.
fn window(text: &str, place: &Place) -> Range<usize> {
    let start = text.floor_char_boundary(place.start);
    let (_, after) = text.split_at(start);
    let line_start = line_start(text, start);
    let is_far = start.saturating_sub(line_start) > WIDEST_EXCERPT;
    let from = if is_far { text.floor_char_boundary(start.saturating_sub(WIDEST_EXCERPT / 2)) } else { line_start };
    // A value over several lines is shown by its first.
    let line_end = after.find('\n').map_or(text.len(), |newline| start.saturating_add(newline));
    let most = text.floor_char_boundary(from.saturating_add(2 * WIDEST_EXCERPT));
    from..line_end.min(most).max(from)
}

/// The excerpt with control characters made visible, and where the span now stands in it.
fn shown_with_span(raw: &str, span: Range<usize>) -> (String, Range<usize>) {
    let (shown, after) = raw.split_at(raw.floor_char_boundary(span.end.max(span.start)));
    let (before, marked) = shown.split_at(shown.floor_char_boundary(span.start));
    let (before, marked, after) = (visible(before), visible(marked), visible(after));
    let place = before.len()..before.len().saturating_add(marked.len());
    (before + &marked + &after, place)
}

/// The first byte of the line that a byte stands in.
fn line_start(text: &str, at: usize) -> usize {
    let (before, _) = text.split_at(text.floor_char_boundary(at));
    before.rfind('\n').map_or(0, |newline| newline.saturating_add(1))
}

/// The line and column of a byte, counted from 1; columns in characters.
fn line_column(text: &str, at: usize) -> (usize, usize) {
    let (before, _) = text.split_at(text.floor_char_boundary(at));
    let last = before.rsplit('\n').next().unwrap_or(before);
    (before.split('\n').count(), last.chars().count().saturating_add(1))
}
