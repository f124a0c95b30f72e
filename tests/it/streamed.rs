//! Exports written piece by piece: the same bytes as of whole tables, in every view, however many pieces there are.

use std::collections::BTreeSet;
use std::io::{self, Write};

use dealgraph::export::{
    Cell, Exported, FORMATS, File, Files, Format, Input, Makes, Options, Table, format_named, neutralised, tables,
};
use dealgraph::graph::{DealGraph, Ended, Trust, View};
use dealgraph::load::{format_text, load_embedded, load_files, load_str};
use dealgraph::model::{Book, Status};
use dealgraph::synth::{Plan, book_files};

/// The plain view, and some that see less.
fn views(book: &Book) -> Vec<View> {
    let date = |text: &str| text.parse().ok();
    let plain = View::default();
    vec![
        plain,
        View { ended: Ended::Shown, ..plain },
        View { as_of: date("2024"), ..plain },
        View { as_of: date("2025-06"), ended: Ended::Shown, ..plain },
        View { known_at: date("2025-03"), ..plain },
        View { trust: Trust::Official, ..plain },
        View { trust: book.source_indices().next().map_or(Trust::Latest, Trust::Source), ..plain },
        View { min_status: Some(Status::Signed), ..plain },
    ]
}

/// A web whose deals are more than one piece, and so are its entities.
fn web() -> Book {
    load_files(book_files(Plan { legs: 6000, seed: 5 })).expect("an invented web is sound")
}

fn export(format: &str, graph: &DealGraph<'_>) -> Exported {
    format_named(format).expect("a format").write(graph, &Options::default()).expect("written")
}

fn text(exported: &Exported) -> &str {
    std::str::from_utf8(&exported.files[0].bytes).expect("text")
}

/// A table as CSV, written at once.
fn csv(table: &Table) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|column| &column.name)).expect("memory");
    for row in &table.rows {
        let cell = |cell: &Cell| cell.as_text().map(neutralised).or_else(|| cell.plain()).unwrap_or_default();
        writer.write_record(row.iter().map(cell)).expect("memory");
    }
    writer.into_inner().expect("memory")
}

#[test]
fn csv_files_are_the_tables_in_every_view() {
    for book in [load_embedded().expect("sound"), web()] {
        for view in views(&book) {
            let graph = DealGraph::new(&book, view);
            let (told, exported) = (tables(&graph), export("csv", &graph));
            let names: Vec<String> = told.tables.iter().map(|table| format!("{}.csv", table.name)).collect();
            assert_eq!(
                exported.files.iter().map(|file| &file.name).collect::<Vec<_>>(),
                names.iter().collect::<Vec<_>>()
            );
            for (table, file) in told.tables.iter().zip(&exported.files) {
                assert!(csv(table) == file.bytes, "{} in {view:?}", table.name);
            }
            let guarded = exported.losses.iter().filter(|loss| loss.why.contains("apostrophe"));
            assert_eq!(exported.losses.len() - guarded.count(), told.losses.len());
        }
    }
}

#[test]
fn rows_follow_the_deals_and_refer_to_none_that_the_view_does_not_see() {
    for book in [load_embedded().expect("sound"), web()] {
        for view in views(&book) {
            let graph = DealGraph::new(&book, view);
            let told = tables(&graph);
            let table = |name: &str| told.tables.iter().find(|table| table.name == name).expect("a table");
            let deals = table("deals");
            let ids: Vec<&str> = deals.rows.iter().map(|row| deals.text(row, "id")).collect();
            assert!(ids.is_sorted(), "{view:?}");
            let narrows = view != View { ended: view.ended, ..View::default() };
            let seen = if narrows { graph.told().seen() } else { book.deal_count() };
            assert_eq!(ids.len(), seen, "{view:?}");
            let ids: BTreeSet<&str> = ids.into_iter().collect();
            for row in &deals.rows {
                for column in ["part_of", "expands", "counted_in"] {
                    let to = deals.text(row, column);
                    assert!(to.is_empty() || ids.contains(to), "{column} {to} in {view:?}");
                }
                let flag = graph.told().sees(book.deal_by_id(deals.text(row, "id")).expect("a deal"));
                assert_eq!(deals.cell(row, "seen"), &Cell::Flag(flag));
            }
            for name in ["parties", "tranches", "clauses", "history", "claims", "legs"] {
                let table = table(name);
                assert!(table.rows.iter().all(|row| ids.contains(table.text(row, "deal"))), "{name} in {view:?}");
            }
        }
    }
}

#[test]
fn ron_and_json_of_a_view_are_the_same_book_as_its_tables() {
    for book in [load_embedded().expect("sound"), web()] {
        for view in views(&book) {
            let graph = DealGraph::new(&book, view);
            let (ron, json) = (export("ron", &graph), export("json", &graph));
            assert_eq!(ron.losses, json.losses);
            assert_eq!(ron.losses, tables(&graph).losses);
            assert_eq!(format_text(text(&ron)).as_deref(), Ok(text(&ron)), "the layout is canonical in {view:?}");
            let value: serde_json::Value = serde_json::from_str(text(&json)).expect("JSON");
            assert!(format!("{value:#}\n") == text(&json), "the layout is that of every JSON in {view:?}");
            let told = tables(&graph);
            let deals = told.tables.iter().find(|table| table.name == "deals").expect("deals");
            let ids: Vec<&str> = deals.rows.iter().map(|row| deals.text(row, "id")).collect();
            let in_json = value["deals"].as_array().into_iter().flatten().filter_map(|deal| deal["id"].as_str());
            assert_eq!(in_json.collect::<Vec<_>>(), ids);
            // A past in which a deal had no amount yet may tell what no book may say; most views load.
            if let Ok(back) = load_str(text(&ron)) {
                assert_eq!(back.deals().map(|deal| deal.id.to_string()).collect::<Vec<_>>(), ids);
            }
        }
    }
}

#[test]
fn a_view_that_sees_less_tells_how_much_is_left_out() {
    let book = load_embedded().expect("sound");
    let view = View { known_at: "2025-03".parse().ok(), ..View::default() };
    let graph = DealGraph::new(&book, view);
    let losses = tables(&graph).losses;
    let count = |what: &str| losses.iter().find(|loss| loss.what == what).map(|loss| loss.count);
    assert_eq!(count("deals"), Some(graph.told().unseen()));
    // Deals are told without claims of later sources to begin with.
    let later = graph.told().deals().flat_map(|(_, deal)| deal.into_owned().claims);
    let later = later.filter(|claim| {
        book.source(claim.source).date.is_none_or(|date| date.last() > view.known_at.expect("set").last())
    });
    assert_eq!(count("claims").unwrap_or(0), later.count());
    let leads_nowhere = |deal| !graph.told().sees(deal);
    let references = graph.told().deals().map(|(_, deal)| {
        let one = deal.part_of.into_iter().chain(deal.expands.map(|it| it.deal));
        one.chain(deal.supersedes.iter().copied()).filter(|deal| leads_nowhere(*deal)).count()
    });
    assert_eq!(count("references").or(count("reference")).unwrap_or(0), references.sum::<usize>());
}

/// Takes so many bytes, in a file or in files, and then no more.
#[derive(Default)]
struct Full {
    left: usize,
    files: Vec<File>,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Files for Full {
    fn add(&mut self, name: &str) -> io::Result<usize> {
        self.files.add(name)
    }

    fn append(&mut self, file: usize, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)?;
        Files::append(&mut self.files, file, bytes)
    }
}

fn stream(format: &Format, graph: &DealGraph<'_>, to: &mut Full) -> Option<io::Result<()>> {
    let input = Input { graph, options: &Options::default() };
    match format.makes {
        Makes::Whole(_) => None,
        Makes::File(_, write) => Some(write(&input, to).map(drop)),
        Makes::Folder(write) => Some(write(&input, to).map(drop)),
    }
}

#[test]
fn a_place_that_takes_no_more_ends_the_export_with_its_error() {
    let book = load_files(book_files(Plan { legs: 2400, seed: 5 })).expect("an invented web is sound");
    assert!(book.deal_count() > 512, "more than one piece");
    let graph = DealGraph::new(&book, View::default());
    for format in FORMATS {
        let whole: usize = export(format.name, &graph).files.iter().map(|file| file.bytes.len()).sum();
        let streamed = |left: usize| stream(format, &graph, &mut Full { left, ..Full::default() });
        let Some(done) = streamed(whole) else { continue };
        done.expect("there is room for every byte");
        for left in [0, whole / 2, whole - 1] {
            let error = streamed(left).expect("as before").expect_err("there is no room for the last byte");
            assert_eq!(error.kind(), io::ErrorKind::StorageFull, "{} at {left}", format.name);
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn tables_of_several_row_groups_read_back_as_the_same_book() {
    use dealgraph::import::{Given, Mapping, Names, Text, import, import_format};
    use parquet::file::metadata::RowGroupMetaData;
    use parquet::file::reader::{FileReader, SerializedFileReader};

    // So large that none of its records is kept, and that parties and legs are more than a row group.
    let book = load_files(book_files(Plan { legs: 85_000, seed: 2 })).expect("an invented web is sound");
    assert!(book.deal_count() > 20_000);
    let exported = export("parquet", &DealGraph::new(&book, View::default()));
    assert!(exported.losses.is_empty(), "{:?}", exported.losses);
    for file in &exported.files {
        let reader = SerializedFileReader::new(bytes::Bytes::from(file.bytes.clone())).expect("Parquet");
        let rows: Vec<i64> = reader.metadata().row_groups().iter().map(RowGroupMetaData::num_rows).collect();
        let (last, full) = rows.split_last().expect("a row group, be it without rows");
        assert!(full.iter().all(|rows| *rows >= 1 << 16), "{} has groups of {rows:?}", file.name);
        assert_eq!(
            full.is_empty(),
            !["legs.parquet", "parties.parquet"].contains(&&*file.name),
            "{}: {last}",
            file.name
        );
    }
    let files: Vec<Text> = exported.files.into_iter().map(|file| Text::of(&file.name, file.bytes)).collect();
    let (mapping, names) = (Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let imported = import(import_format("parquet").expect("a format"), &given, None).expect("read back");
    assert!(imported.refused.is_empty(), "{:?}", imported.refused);
    assert!(load_str(&imported.ron()).expect("what was imported loads") == book);
}
