//! A hostile book through every output: each is read by a real parser, and holds the hostile texts as texts.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::LazyLock;

use crate::common::everything::{self, Output};
use crate::common::hostile::{self, MARK, TEXTS};
use crate::common::told;
use dealgraph::export;
use dealgraph::graph::{DealGraph, View};
use dealgraph::load::{load_str, write_book};
use dealgraph::model::{Book, visible};
use graphviz_rust::dot_structures::{Graph, Stmt};
use quick_xml::events::Event;
use serde_json::Value;

fn hostile_book() -> Book {
    load_str(&hostile::book(TEXTS)).unwrap_or_else(|error| panic!("the hostile book is sound: {}", told(&error)))
}

type Outputs = BTreeMap<String, Vec<u8>>;

/// Every output of the hostile book.
fn hostile() -> &'static Outputs {
    static OUTPUTS: LazyLock<Outputs> = LazyLock::new(|| outputs(TEXTS));
    &OUTPUTS
}

/// Every output of the same book with harmless texts.
fn plain() -> &'static Outputs {
    static OUTPUTS: LazyLock<Outputs> = LazyLock::new(|| outputs(&["plain"]));
    &OUTPUTS
}

/// Every output of the book in which all texts are of `texts`.
fn outputs(texts: &[&str]) -> Outputs {
    let book = load_str(&hostile::book(texts)).unwrap_or_else(|error| panic!("sound: {}", told(&error)));
    let graph = DealGraph::new(&book, View::default());
    let mut all: Vec<Output> = everything::outputs(&graph);
    let entities: Vec<_> = book.entity_indices().collect();
    for pair in entities.chunks(2).step_by(4) {
        for (name, bytes) in everything::answered(&graph, pair[0], pair[1]) {
            all.push((format!("{:?} {name}", pair[0]), bytes));
        }
    }
    all.into_iter().enumerate().map(|(rank, (name, bytes))| (format!("{rank:05} {name}"), bytes)).collect()
}

fn text<'b>(name: &str, bytes: &'b [u8]) -> &'b str {
    std::str::from_utf8(bytes).unwrap_or_else(|_| panic!("{name} is no text"))
}

fn of<'o>(outputs: &'o Outputs, endings: &[&str]) -> Vec<(&'o str, &'o str)> {
    let wanted = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
    let found: Vec<_> =
        outputs.iter().filter(|(name, _)| wanted(name)).map(|(name, it)| (name.as_str(), text(name, it))).collect();
    assert!(!found.is_empty(), "no output ends in {endings:?}");
    found
}

/// The names of the entities.
fn names(book: &Book) -> BTreeSet<String> {
    book.entity_indices().map(|entity| book.entity(entity).name.clone()).collect()
}

#[test]
fn what_is_for_a_terminal_holds_nothing_that_steers_it() {
    let outputs = hostile();
    for (name, text) in of(outputs, &[".table", ".md"]) {
        for c in text.chars().filter(|c| *c != '\n') {
            assert_eq!(visible(&c.to_string()), c.to_string(), "{name} holds {c:?}");
        }
        assert!(!name.contains("list entities") || text.contains(MARK), "{name} does not hold the names");
    }
}

#[test]
fn markdown_shows_texts_and_runs_none() {
    let outputs = hostile();
    for (name, text) in of(outputs, &[".md"]) {
        let rest = text.replace("<br>", "");
        assert!(!rest.contains('<'), "{name} holds a tag");
        assert!(!rest.contains("](") || !rest.replace("\\](", "").contains("]("), "{name} holds a link");
        let mut columns = None;
        for line in text.lines() {
            if !line.starts_with('|') {
                columns = None;
                assert!(!line.starts_with(&format!("# {MARK}")) && !line.starts_with("```"), "{name}: {line}");
                continue;
            }
            let bars = line.replace("\\\\", "").replace("\\|", "").matches('|').count();
            assert_eq!(*columns.get_or_insert(bars), bars, "{name}: {line}");
        }
    }
}

#[test]
fn json_of_every_kind_is_json_of_the_same_shape_whatever_the_texts_are() {
    let (hostile, plain) = (hostile(), plain());
    for (name, text) in of(hostile, &[".json", ".sarif", ".ipynb"]) {
        if !name.contains("ftm") {
            let value: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(value.is_object() || value.is_array(), "{name}");
        }
    }
    let lines = |name: &str, text: &str| -> usize {
        text.lines()
            .inspect(|line| drop(serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{name}: {error}"))))
            .count()
    };
    let (one, two) = (of(hostile, &[".ndjson"]), of(plain, &[".ndjson"]));
    assert_eq!(one.len(), two.len());
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        assert_eq!(lines(name, one), lines(name, two), "{name}");
    }
}

#[test]
fn json_exports_hold_every_name_as_it_is() {
    let book = hostile_book();
    let graph = DealGraph::new(&book, View::default());
    let made = |name: &str| {
        let format = export::format_named(name).expect("a format");
        let files = format.write(&graph, &export::Options::default()).expect("written").files;
        String::from_utf8(files.into_iter().next().expect("one file").bytes).expect("text")
    };
    let json = |name: &str| -> Value { serde_json::from_str(&made(name)).expect("JSON") };
    let strings = |values: &Value, pointer: &str| -> BTreeSet<String> {
        let list = values.as_array().expect("a list");
        list.iter().filter_map(|it| it.pointer(pointer)?.as_str()).map(str::to_owned).collect()
    };
    assert_eq!(strings(&json("node-link")["nodes"], "/name"), names(&book));
    assert_eq!(strings(&json("cytoscape")["elements"]["nodes"], "/data/name"), names(&book));
    assert_eq!(strings(&json("json")["entities"], "/name"), names(&book));
    let ftm: Vec<Value> = made("ftm").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let found = strings(&Value::Array(ftm), "/properties/name/0");
    assert!(
        names(&book).iter().all(|name| found.contains(name.trim()) || found.contains(name)),
        "a name is not in ftm"
    );
}

#[test]
fn what_is_read_back_is_the_same_book() {
    let book = hostile_book();
    assert_eq!(load_str(&write_book(&book)).expect("loads"), book);
    let graph = DealGraph::new(&book, View::default());
    for name in [
        "csv",
        "json",
        #[cfg(feature = "parquet")]
        "parquet",
    ] {
        let format = export::format_named(name).expect("a format");
        let files = format.write(&graph, &export::Options::default()).expect("written").files;
        let files: Vec<_> = files.into_iter().map(|file| dealgraph::import::Text::of(&file.name, file.bytes)).collect();
        let mapping = dealgraph::import::Mapping::default();
        let names = dealgraph::import::Names::default();
        let given = dealgraph::import::Given { files: &files, mapping: &mapping, names: &names, watch: None };
        let format = dealgraph::import::import_format(name).expect("a format");
        let imported = dealgraph::import::import(format, &given, None).expect("read");
        assert!(imported.refused.is_empty(), "{name}: {:?}", imported.refused.first());
        let read = load_str(&imported.ron()).expect("loads");
        for deal in book.deal_indices() {
            assert_eq!(read.deal(deal), book.deal(deal), "{name}");
        }
        for entity in book.entity_indices() {
            assert_eq!(read.entity(entity), book.entity(entity), "{name}");
        }
        assert!(read == book, "{name}: a source or a rule is another");
    }
}

/// The elements of an XML text with the names of their attributes; panics where it is not well-formed.
fn elements(name: &str, text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut found, mut depth) = (Vec::new(), 0_usize);
    loop {
        let event = reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}"));
        match &event {
            Event::Start(start) | Event::Empty(start) => {
                depth += usize::from(matches!(event, Event::Start(_)));
                let attributes = start.attributes().map(|it| {
                    let it = it.unwrap_or_else(|error| panic!("{name}: {error}"));
                    let value = it.unescape_value().unwrap_or_else(|error| panic!("{name}: {error}"));
                    (String::from_utf8_lossy(it.key.as_ref()).into_owned(), value.into_owned())
                });
                found.push((String::from_utf8_lossy(start.name().as_ref()).into_owned(), attributes.collect()));
            }
            Event::End(_) => depth -= 1,
            Event::GeneralRef(reference) => {
                let known = [&b"lt"[..], b"gt", b"amp", b"quot", b"apos"].contains(&reference.as_ref());
                assert!(known || reference.starts_with(b"#"), "{name} refers to {reference:?}");
            }
            Event::DocType(_) | Event::PI(_) | Event::CData(_) => panic!("{name} holds {event:?}"),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0, "{name} does not close");
    assert!(text.chars().all(|c| c >= ' ' || matches!(c, '\n' | '\t' | '\r')), "{name} holds what XML may not");
    found
}

#[test]
fn drawings_are_xml_without_scripts_links_or_handlers() {
    let outputs = hostile();
    let drawn: BTreeSet<&str> = [
        "svg", "g", "rect", "path", "text", "tspan", "title", "desc", "defs", "marker", "style", "line", "circle",
        "polygon", "polyline", "ellipse",
    ]
    .into();
    for (name, text) in of(outputs, &[".svg"]) {
        for (element, attributes) in elements(name, text) {
            assert!(drawn.contains(element.as_str()), "{name} holds <{element}>");
            for (key, value) in attributes {
                assert!(!key.starts_with("on") && !key.ends_with("href"), "{name} holds {key}=\"{value}\"");
                assert!(
                    !value.contains("javascript:") || key == "id" || key.starts_with("aria"),
                    "{name}: {key}=\"{value}\""
                );
            }
        }
        let inside_style = text.split("<style").nth(1).map_or("", |rest| rest.split("</style").next().unwrap_or(""));
        assert!(!inside_style.contains(MARK), "{name} holds a text in its style");
    }
}

#[test]
fn graph_files_in_xml_have_the_same_elements_whatever_the_texts_are() {
    let (hostile, plain) = (hostile(), plain());
    let (one, two) = (of(hostile, &[".graphml", ".gexf"]), of(plain, &[".graphml", ".gexf"]));
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        let shape = |text: &str| -> Vec<(String, Vec<String>)> {
            let keys = |attributes: Vec<(String, String)>| attributes.into_iter().map(|(key, _)| key).collect();
            elements(name, text).into_iter().map(|(element, attributes)| (element, keys(attributes))).collect()
        };
        assert_eq!(shape(one), shape(two), "{name}");
        assert!(one.contains(MARK), "{name} holds no texts");
    }
}

fn statements(graph: &Graph) -> usize {
    fn count(stmts: &[Stmt]) -> usize {
        stmts.iter().map(|it| if let Stmt::Subgraph(inner) = it { 1 + count(&inner.stmts) } else { 1 }).sum()
    }
    match graph {
        Graph::Graph { stmts, .. } | Graph::DiGraph { stmts, .. } => count(stmts),
    }
}

/// A text without what stands between double quotes, where a backslash takes the next letter with it.
fn outside_quotes(text: &str) -> String {
    let (mut out, mut inside, mut letters) = (String::new(), false, text.chars());
    while let Some(letter) = letters.next() {
        match letter {
            '"' => inside = !inside,
            '\\' if inside => drop(letters.next()),
            _ if !inside => out.push(letter),
            _ => {}
        }
    }
    assert!(!inside, "a quote does not close");
    out
}

#[test]
fn dot_is_read_as_the_same_graph_whatever_the_texts_are() {
    let (hostile, plain) = (hostile(), plain());
    let (one, two) = (of(hostile, &[".dot"]), of(plain, &[".dot"]));
    assert_eq!(one.len(), two.len());
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        let read = |text: &str| graphviz_rust::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(statements(&read(one)), statements(&read(two)), "{name}");
        assert!(!outside_quotes(one).contains(MARK), "{name}: a text stands outside its quotes");
        assert!(one.chars().all(|c| c == '\n' || visible(&c.to_string()) == c.to_string()), "{name} steers a terminal");
    }
}

#[test]
fn mermaid_and_d2_keep_texts_between_quotes_on_one_line() {
    let (hostile, plain) = (hostile(), plain());
    for ending in [".mmd", ".d2"] {
        let (one, two) = (of(hostile, &[ending]), of(plain, &[ending]));
        for ((name, one), (_, two)) in one.iter().zip(&two) {
            let titles = |line: &&str| !line.starts_with("title:") && !line.starts_with("%%") && !line.starts_with('#');
            let outside: String = one.lines().filter(titles).map(|line| outside_quotes(line) + "\n").collect();
            assert!(!outside.contains(MARK), "{name}: a text stands outside its quotes");
            assert_eq!(one.lines().count(), two.lines().count(), "{name}");
            assert!(ending != ".d2" || !one.replace("\\$", "").contains("${"), "{name}: a substitution");
        }
    }
}

#[test]
fn no_cell_of_a_table_is_run_as_a_formula_and_no_row_is_wider_than_its_head() {
    let (hostile, plain) = (hostile(), plain());
    let (one, two) = (of(hostile, &[".csv"]), of(plain, &[".csv"]));
    assert_eq!(one.len(), two.len());
    for ((name, one), (_, two)) in one.iter().zip(&two) {
        let rows = |text: &str| -> Vec<csv::StringRecord> {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
            reader.records().map(|row| row.unwrap_or_else(|error| panic!("{name}: {error}"))).collect()
        };
        let (one, two) = (rows(one), rows(two));
        assert_eq!(one.len(), two.len(), "{name}");
        for cell in one.iter().flat_map(csv::StringRecord::iter) {
            let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
                || cell.trim_start().starts_with(['=', '+', '-', '@']);
            assert!(!runs, "{name}: {cell:?}");
        }
    }
}

#[test]
fn a_cypher_script_holds_texts_between_quotes() {
    let outputs = hostile();
    for (name, text) in outputs.iter().filter(|(name, _)| name.contains("export cypher")) {
        let text = self::text(name, text);
        let (mut outside, mut letters, mut quote) = (String::new(), text.chars(), None);
        while let Some(letter) = letters.next() {
            match (quote, letter) {
                (Some(_), '\\') => drop(letters.next()),
                (Some(open), it) if it == open => quote = None,
                (Some(_), _) => {}
                (None, '\'' | '"' | '`') => quote = Some(letter),
                (None, it) => outside.push(it),
            }
        }
        assert!(quote.is_none() && text.contains(MARK), "{name}");
        assert!(!outside.contains(MARK) && !outside.contains("DELETE"), "{name}: a text stands outside its quotes");
    }
}

#[test]
fn a_notebook_holds_no_text_of_the_book_in_its_code() {
    let outputs = hostile();
    for (name, text) in of(outputs, &[".ipynb"]) {
        let notebook: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let cells = notebook["cells"].as_array().expect("cells");
        for cell in cells.iter().filter(|cell| cell["cell_type"] == "code") {
            assert!(!cell["source"].to_string().contains(MARK), "{name}: {cell}");
        }
    }
}

#[test]
fn files_of_an_export_stay_in_their_folder() {
    let book = hostile_book();
    let graph = DealGraph::new(&book, View::default());
    for format in export::FORMATS {
        for file in format.write(&graph, &export::Options::default()).expect("written").files {
            let is_plain = |part: &str| {
                !part.is_empty() && part != ".." && part.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            };
            assert!(file.name.split('/').all(is_plain), "{} writes {:?}", format.name, file.name);
        }
    }
}

#[test]
fn an_id_that_is_a_path_is_refused() {
    for id in ["../../x", "/etc/passwd", "a/b", "..", "con.txt", "a\\b", "a\u{0}b", "a\nb", "ａ"] {
        let escaped: String = id.chars().flat_map(char::escape_default).collect();
        let book = format!("(entities: [(id: \"{escaped}\", name: \"Acme\", kind: Company)])");
        assert!(load_str(&book).is_err(), "{id:?} is taken for an id");
    }
}

/// Runs the program on the hostile book; what it says must be fit for a terminal.
fn run(folder: &std::path::Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_dealgraph"))
        .args(arguments)
        .args(["--data".as_ref(), folder.join("book.ron").as_os_str()])
        .current_dir(folder)
        .env_remove("NO_COLOR")
        .output()
        .expect("the program starts");
    let said = String::from_utf8(output.stdout).expect("text") + &String::from_utf8(output.stderr).expect("text");
    assert!(output.status.code().is_some_and(|code| code <= 2), "{arguments:?}: {said}");
    for c in said.chars().filter(|c| *c != '\n') {
        assert_eq!(visible(&c.to_string()), c.to_string(), "{arguments:?} says {c:?}");
    }
    said
}

#[test]
fn every_command_shows_hostile_texts_and_obeys_none() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("book.ron"), hostile::book(TEXTS)).expect("written");
    for line in [
        "check --strict",
        "list entities",
        "list deals",
        "list legs",
        "list sources",
        "show e0",
        "show deal:d0",
        "show source:s0",
        "stats",
        "backers e1 e2 --any",
        "co-investors",
        "chains e1",
        "impact e1",
        "exposure e1",
        "between e1 e8",
        "hedge e1",
        "roles",
        "groups",
        "conflicts --severity note",
        "loops",
        "disputes",
        "verdict --about e1",
        "diff 2025 2026-02",
        "what-if --drop d0",
        "timeline --findings",
        "explain own",
        "explain",
        "match a-->b",
    ] {
        let arguments: Vec<&str> = line.split(' ').collect();
        let said = run(folder.path(), &arguments);
        assert!(!said.is_empty(), "{line} says nothing");
    }
    let found = run(folder.path(), &["conflicts", "--rule", "own", "--format", "csv"]);
    let fingerprint =
        found.lines().nth(1).and_then(|line| line.rsplit(',').next()).expect("the rule of the book finds something");
    assert!(run(folder.path(), &["why", fingerprint]).contains("own"));
}

#[test]
fn hostile_arguments_are_shown_and_not_obeyed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("book.ron"), hostile::book(TEXTS)).expect("written");
    for text in TEXTS.iter().filter(|text| !text.contains('\0') && !text.starts_with('-')) {
        for command in ["show", "explain", "why", "match", "impact"] {
            run(folder.path(), &[command, text]);
        }
        run(folder.path(), &["stats", "--trust", text]);
        run(folder.path(), &["diagram", "-o", &format!("{text}/x.svg")]);
        run(folder.path(), &["import", "csv", text, "--preview"]);
    }
}

#[cfg(feature = "png")]
#[test]
fn pictures_in_pixels_are_painted_of_hostile_texts() {
    let book = hostile_book();
    let graph = DealGraph::new(&book, View::default());
    let entities: Vec<_> = book.entity_indices().collect();
    let (_, picture) = everything::pictures(&graph, entities[0], entities[1]).swap_remove(0);
    let theme = dealgraph::diagram::theme::THEMES[0];
    let bytes = dealgraph::diagram::png::print(&picture, theme).expect("painted");
    assert!(bytes.starts_with(b"\x89PNG"));
}
