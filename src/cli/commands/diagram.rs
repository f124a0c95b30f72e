//! `dealgraph diagram`.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use clap::{Args, ValueEnum};
use dealgraph::diagram::picture::{Direction, Picture};
use dealgraph::diagram::preset::{self, ClusterBy, Labels, Options, PRESETS, Parallel, Preset};
use dealgraph::diagram::theme::{THEMES, Theme};
use dealgraph::diagram::{d2, dot, mermaid, svg};
use dealgraph::graph::DealGraph;
use dealgraph::model::{Book, Kind, nearest};

use crate::cli::Outcome;
use crate::cli::arguments::{ViewArgs, whole};
use crate::cli::context::Context;
use crate::cli::output::{self, Failure};

/// What is drawn, and how.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP.as_str())]
pub struct DiagramArgs {
    /// A preset, and the entities it is about; without a preset, the ecosystem
    #[arg(value_name = "PRESET|ENTITY")]
    words: Vec<String>,
    /// Write to FILE; its ending (svg, png, dot, mmd, d2) says what is written
    #[arg(long, short = 'o', value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// What is written, where no file name says it
    #[arg(long, value_enum, value_name = "WHAT", help_heading = "Output")]
    to: Option<Written>,
    /// Who places things: dealgraph itself, or an installed Graphviz
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    renderer: Renderer,
    /// Only what lies near this entity (repeatable)
    #[arg(long, value_name = "ENTITY")]
    focus: Vec<String>,
    /// How many deals away from the focus
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = whole(0..=u8::MAX))]
    hops: u8,
    /// Only deals of this kind (repeatable)
    #[arg(long, value_name = "KIND", value_parser = read_kind)]
    kind: Vec<Kind>,
    /// At most N entities (deals, clauses, loops), those with the most money; the picture says what it went by
    #[arg(long, value_name = "N", value_parser = whole(1_usize..))]
    top: Option<usize>,
    /// Draw every deal, also several of one kind between the same two
    #[arg(long)]
    keep_parallel: bool,
    /// What boxes stand for
    #[arg(long, value_enum, default_value_t)]
    cluster: ClusterArg,
    /// Which edges carry a label
    #[arg(long, value_enum, default_value_t)]
    labels: LabelsArg,
    /// Which way it runs
    #[arg(long, value_enum)]
    direction: Option<DirectionArg>,
    /// The colours: light, dark, print or colour-blind
    #[arg(long, value_name = "THEME", default_value = "light", value_parser = read_theme)]
    theme: &'static Theme,
    /// The title, in place of the preset's own
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Leave the line about sources out
    #[arg(long)]
    no_source_line: bool,
    /// Leave the legend out
    #[arg(long)]
    no_legend: bool,
    #[command(flatten)]
    view: ViewArgs,
}

static AFTER_HELP: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
    let mut text = String::from("Presets:\n");
    for preset in &PRESETS {
        text.push_str(&format!("  {:<11} {} (entities: {})\n", preset.name, preset.question, preset.subjects));
    }
    text.push_str(
        "\nExamples:
  dealgraph diagram -o web.svg                          the whole web
  dealgraph diagram who-backs openai anthropic -o b.svg who backs both, and who only one
  dealgraph diagram money --focus nvidia -o nvidia.png  the money of one company
  dealgraph diagram openai --hops 2 --to dot            everything two deals around a company, as DOT",
    );
    text
});

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Written {
    /// A drawing
    Svg,
    /// A drawing in pixels
    Png,
    /// Text for Graphviz
    Dot,
    /// Text for Mermaid
    Mermaid,
    /// Text for D2
    D2,
}

/// Who places things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Renderer {
    /// dealgraph itself
    #[default]
    Own,
    /// An installed `dot`
    Graphviz,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ClusterArg {
    /// Groups of the book
    #[default]
    Group,
    /// Markets
    Market,
    /// Countries
    Country,
    /// Owners of parts; parts then stand for themselves
    Owner,
    /// No boxes
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LabelsArg {
    /// No edge
    None,
    /// Those with the most money
    #[default]
    Largest,
    /// Every edge
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DirectionArg {
    /// Left to right
    Right,
    /// Top to bottom
    Down,
}

fn read_kind(text: &str) -> Result<Kind, String> {
    let found = Kind::ALL.iter().find(|kind| kind.word().eq_ignore_ascii_case(&text.replace('-', "")));
    found.copied().ok_or_else(|| {
        let known: Vec<&str> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        format!("known are {}", known.join(", "))
    })
}

fn read_theme(text: &str) -> Result<&'static Theme, String> {
    Theme::named(text).ok_or_else(|| {
        let known: Vec<&str> = THEMES.iter().map(|theme| theme.name).collect();
        format!("known are {}", known.join(", "))
    })
}

/// Where the picture of an answer goes; an option of commands that answer from legs.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// Also draw the answer into FILE (svg, png, dot, mmd, d2): its legs in front, what is around them faded
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    diagram: Option<PathBuf>,
}

impl DrawArgs {
    /// Draws an answer, where a picture was asked for; only then is it made.
    pub fn draw(&self, picture: impl FnOnce() -> Picture) -> Result<(), Failure> {
        let Some(path) = &self.diagram else {
            return Ok(());
        };
        let written = written_as(Some(path))?;
        let bytes = render(&picture(), THEMES[0], written, Renderer::Own)?;
        output::write(Some(path), &bytes)
    }
}

/// Runs the command.
pub fn run(context: &Context<'_>, args: &DiagramArgs) -> Result<Outcome, Failure> {
    let written = written(args)?;
    let book = context.book()?;
    let (preset, subjects) = split_words(args);
    let mut seen = context.view(&book, &args.view)?;
    if args.cluster == ClusterArg::Owner {
        seen.rollup = dealgraph::graph::Rollup::Parts;
    }
    let subjects = context.entities(&book, subjects).map_err(|failure| or_preset(args, &book, failure))?;
    let options = Options { subjects, focus: context.entities(&book, &args.focus)?, ..options(args) };
    let graph = DealGraph::new(&book, seen);
    let picture = (preset.draw)(&graph, &options);
    let bytes = render(&picture, args.theme, written, args.renderer)?;
    output::write(args.output.as_ref(), &bytes)?;
    output::tell_notes(&picture.unmet);
    if preset.answers_for_wholes {
        output::tell_notes(&context.counted_as_parts(&graph, options.subjects.iter().copied()));
    }
    Ok(Outcome::Answered)
}

/// Suggests the preset that the first word may be meant for, where it is neither one nor anybody's name.
fn or_preset(args: &DiagramArgs, book: &Book, failure: Failure) -> Failure {
    let Some(first) = args.words.first().filter(|first| preset::preset(first).is_none()) else { return failure };
    let near = nearest(&first.to_lowercase(), PRESETS.iter().map(|preset| preset.name), 1.max(first.len() / 3));
    match near.filter(|_| book.find_entity(first).is_err()) {
        Some(near) => Failure::Usage(format!("{failure}\n\"{first}\" is no preset either; did you mean \"{near}\"?")),
        None => failure,
    }
}

/// The first word is a preset where it names one; all others are entities.
fn split_words(args: &DiagramArgs) -> (&'static Preset, &[String]) {
    match args.words.split_first() {
        Some((first, rest)) => match preset::preset(first) {
            Some(preset) => (preset, rest),
            None => (&PRESETS[0], &args.words),
        },
        None => (&PRESETS[0], &[]),
    }
}

fn options(args: &DiagramArgs) -> Options {
    Options {
        hops: usize::from(args.hops),
        kinds: args.kind.clone(),
        top: args.top,
        parallel: if args.keep_parallel { Parallel::Kept } else { Parallel::Merged },
        cluster: match args.cluster {
            ClusterArg::Group => ClusterBy::Group,
            ClusterArg::Market => ClusterBy::Market,
            ClusterArg::Country => ClusterBy::Country,
            ClusterArg::Owner => ClusterBy::Owner,
            ClusterArg::None => ClusterBy::None,
        },
        labels: match args.labels {
            LabelsArg::None => Labels::None,
            LabelsArg::Largest => Labels::Largest,
            LabelsArg::All => Labels::All,
        },
        direction: args.direction.map(|direction| match direction {
            DirectionArg::Right => Direction::LeftToRight,
            DirectionArg::Down => Direction::TopToBottom,
        }),
        title: args.title.clone(),
        source_line: !args.no_source_line,
        legend: !args.no_legend,
        ..Options::default()
    }
}

/// What to write: as asked, else as the file's ending says, else SVG.
fn written(args: &DiagramArgs) -> Result<Written, Failure> {
    args.to.map_or_else(|| written_as(args.output.as_ref()), Ok)
}

/// What a file's ending says; SVG where it has none.
fn written_as(path: Option<&PathBuf>) -> Result<Written, Failure> {
    let ending = path.and_then(|path| path.extension()).map(std::ffi::OsStr::to_ascii_lowercase);
    match ending.as_deref().map(|ending| ending.to_string_lossy().into_owned()).as_deref() {
        None | Some("svg") => Ok(Written::Svg),
        Some("png") => Ok(Written::Png),
        Some("dot" | "gv") => Ok(Written::Dot),
        Some("mmd" | "mermaid") => Ok(Written::Mermaid),
        Some("d2") => Ok(Written::D2),
        Some(other) => {
            let message = format!("a diagram cannot be written as \"{other}\"; known are svg, png, dot, mmd and d2");
            Err(Failure::Usage(message))
        }
    }
}

fn render(picture: &Picture, theme: &Theme, written: Written, renderer: Renderer) -> Result<Vec<u8>, Failure> {
    match (written, renderer) {
        (Written::Svg, Renderer::Own) => Ok(svg::print(picture, theme).into_bytes()),
        (Written::Png, Renderer::Own) => png(picture, theme),
        (Written::Svg, Renderer::Graphviz) => graphviz(picture, theme, "svg"),
        (Written::Png, Renderer::Graphviz) => graphviz(picture, theme, "png"),
        (Written::Dot, _) => Ok(dot::print(picture, theme).into_bytes()),
        (Written::Mermaid, _) => Ok(mermaid::print(picture, theme).into_bytes()),
        (Written::D2, _) => Ok(d2::print(picture, theme).into_bytes()),
    }
}

#[cfg(feature = "png")]
fn png(picture: &Picture, theme: &Theme) -> Result<Vec<u8>, Failure> {
    dealgraph::diagram::png::print(picture, theme).map_err(|error| Failure::Usage(error.to_string()))
}

#[cfg(not(feature = "png"))]
fn png(_: &Picture, _: &Theme) -> Result<Vec<u8>, Failure> {
    Err(Failure::Usage("this program was built without PNG; write SVG, or build it with --features png".to_owned()))
}

/// Asks an installed `dot` to draw.
fn graphviz(picture: &Picture, theme: &Theme, format: &str) -> Result<Vec<u8>, Failure> {
    let failed = |source| Failure::Write { path: "dot (of Graphviz)".to_owned(), source };
    let text = dot::print(picture, theme);
    let mut child = Command::new("dot")
        .arg(format!("-T{format}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    // A thread feeds it, so that neither waits for the other with full pipes.
    let stdin = child.stdin.take();
    let feeder = std::thread::spawn(move || stdin.map_or(Ok(()), |mut stdin| stdin.write_all(text.as_bytes())));
    let output = child.wait_with_output().map_err(failed)?;
    let fed = feeder.join().unwrap_or(Ok(()));
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Failure::Usage(format!("dot failed: {}", said.trim())));
    }
    fed.map_err(failed)?;
    Ok(output.stdout)
}
