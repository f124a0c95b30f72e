//! Runs the tasks of `benches/README.md` through the library, and prints one line of JSON for each: task, median
//! nanoseconds, repetitions, answer.
//!
//! ```text
//! cargo bench --bench tasks -- BOOK CHOICES [--seconds S] [--only t1a,t4] [--loads N] [--csv FOLDER]
//! ```
//! `BOOK` is a file or folder of a book, `CHOICES` the file that says whom the tasks ask about
//! (`benches/peers/choices.py` writes it), `FOLDER` the deals as a table, `deals.csv` with its mapping `deals.map`
//! (`benches/peers/to_csv.py` writes them), which is loaded besides, straight into a book. Without arguments there is nothing to measure, and it says so.
//! Every line is written as soon as it is known, so that whoever waits may stop a task that takes too long.

mod asked;
mod measure;
mod tasks;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use dealgraph::cache::{Cache, Came};
use dealgraph::graph::{DealGraph, View};
use dealgraph::import::{Given, Mapping, Names, Text, import_book, import_format};
use dealgraph::load::load;
use dealgraph::load::snapshot::{is_snapshot, open_snapshot};
use dealgraph::model::Book;
use serde_json::{Value, json};

use asked::Asked;
use measure::{Measured, median, memory, repeat, settled};
use tasks::{Ready, TASKS};

/// As in the program.
#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

struct Arguments {
    book: PathBuf,
    choices: PathBuf,
    seconds: f64,
    loads: usize,
    only: Vec<String>,
    csv: Option<PathBuf>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let Some(arguments) = read(&words) else {
        println!(
            "usage: cargo bench --bench tasks -- BOOK CHOICES [--seconds S] [--only TASK,TASK] [--loads N] [--csv FOLDER]"
        );
        // `cargo bench` without arguments runs every benchmark; that is no fault.
        return if words.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) };
    };
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn read(words: &[String]) -> Option<Arguments> {
    let (mut places, mut options) = (Vec::new(), Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.strip_prefix("--") {
            Some(name) => options.push((name, rest.next()?.as_str())),
            None => places.push(PathBuf::from(word)),
        }
    }
    let [book, choices] = <[PathBuf; 2]>::try_from(places).ok()?;
    let mut read = Arguments { book, choices, seconds: 1.0, loads: 3, only: Vec::new(), csv: None };
    for (name, value) in options {
        match name {
            "seconds" => read.seconds = value.parse().ok()?,
            "loads" => read.loads = value.parse().ok().filter(|loads| *loads > 0)?,
            "csv" => read.csv = Some(PathBuf::from(value)),
            "only" => read.only = value.split(',').map(str::to_owned).collect(),
            _ => return None,
        }
    }
    Some(read)
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let mut loading = Vec::new();
    let mut building = Vec::new();
    let before = memory();
    let (mut book, mut after) = (None, None);
    for _ in 0..arguments.loads {
        drop(book.take());
        let begun = Instant::now();
        let loaded = open(&arguments.book)?;
        loading.push(begun.elapsed());
        let begun = Instant::now();
        let ready = std::hint::black_box(Ready::new(DealGraph::new(&loaded, View::default())));
        building.push(begun.elapsed());
        // Later loads fill what earlier ones gave back to the allocator alone.
        after.get_or_insert_with(settled);
        drop(ready);
        book = Some(loaded);
    }
    let book = book.ok_or("nothing was loaded")?;
    let ready = Ready::new(DealGraph::new(&book, View::default()));
    let legs = ready.graph.leg_count();
    let after = after.unwrap_or_default();
    let whole: Vec<Duration> = loading.iter().zip(&building).map(|(one, two)| *one + *two).collect();
    let line = |task: &str, times: Vec<Duration>| {
        let (repetitions, median) = (times.len(), median(times));
        println!("{}", json!({"task": task, "median_ns": nanoseconds(median), "repetitions": repetitions}));
    };
    line("load", whole);
    line("load_book", loading);
    line("build_graph", building);
    let (entities, deals) = (book.entity_indices().len(), book.deal_indices().len());
    println!(
        "{}",
        json!({"task": "memory", "rss_kib": after.resident, "rss_before_kib": before.resident, "peak_kib": after.peak,
               "entities": entities, "deals": deals, "legs": legs})
    );
    if !is_snapshot(&arguments.book) {
        let again = load_again(arguments)?;
        line("load_again", again);
    }
    if let Some(folder) = &arguments.csv {
        let mut times = Vec::new();
        let mut made = Value::Null;
        for _ in 0..arguments.loads {
            let begun = Instant::now();
            let loaded = read_csv(folder)?;
            let ready = std::hint::black_box(Ready::new(DealGraph::new(&loaded, View::default())));
            times.push(begun.elapsed());
            made = json!({"entities": loaded.entity_count(), "deals": loaded.deal_count(), "legs": ready.graph.leg_count()});
        }
        let (repetitions, median) = (times.len(), median(times));
        println!(
            "{}",
            json!({"task": "load_csv", "median_ns": nanoseconds(median), "repetitions": repetitions, "answer": made})
        );
    }
    let asked = Asked::read(&arguments.choices, &book)?;
    for task in TASKS.iter().filter(|task| arguments.only.is_empty() || arguments.only.iter().any(|it| it == task.name))
    {
        let Measured { times, answer } =
            repeat(Duration::from_secs_f64(arguments.seconds), || (task.run)(&ready, &asked));
        let (repetitions, median) = (times.len(), median(times));
        let record = json!({
            "task": task.name, "median_ns": nanoseconds(median), "repetitions": repetitions,
            "answer": (task.tell)(&ready, answer),
        });
        println!("{record}");
    }
    Ok(())
}

/// Reads a book, or opens a snapshot.
fn open(path: &Path) -> Result<Book, String> {
    if is_snapshot(path) {
        return open_snapshot(path).map_err(|error| error.to_string());
    }
    load(&[path.to_owned()]).map_err(|error| error.to_string())
}

/// How long it takes to open the snapshot that is kept of a book, with everything that the tasks need.
fn load_again(arguments: &Arguments) -> Result<Vec<Duration>, String> {
    let folder = tempfile::TempDir::new().map_err(|error| error.to_string())?;
    let cache = Cache::new(folder.path()).from_bytes(0);
    let load =
        || cache.load(std::slice::from_ref(&arguments.book), Vec::new(), &|_| ()).map_err(|error| error.to_string());
    load()?;
    let mut times = Vec::new();
    for _ in 0..arguments.loads {
        let begun = Instant::now();
        let (loaded, came) = load()?;
        drop(std::hint::black_box(Ready::new(DealGraph::new(&loaded, View::default()))));
        times.push(begun.elapsed());
        if !matches!(came, Came::FromSnapshot(_)) {
            return Err(format!("the book was not kept: {came:?}"));
        }
    }
    Ok(times)
}

/// Reads a table of deals straight into a book.
fn read_csv(folder: &Path) -> Result<Book, String> {
    let mapping = std::fs::read_to_string(folder.join("deals.map")).map_err(|error| error.to_string())?;
    let mapping = Mapping::read(&mapping).map_err(|error| error.to_string())?;
    let (files, names) = ([Text::file(&folder.join("deals.csv"))], Names::default());
    let format = import_format("deals-csv").map_err(|error| error.to_string())?;
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let (imported, book) = import_book(format, &given, None).map_err(|error| error.to_string())?;
    match imported.refused.first() {
        Some(refused) => Err(format!("line {}: {}", refused.place.line, refused.why)),
        None => book.ok_or_else(|| "no book came of the table".to_owned()),
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}
