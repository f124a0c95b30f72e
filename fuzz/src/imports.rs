//! Files of other programs, and what is given along with them.

use std::sync::{Once, OnceLock};

use dealgraph::import::{Given, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::{BookFile, Strictness, read_book};
use dealgraph::model::Book;

use crate::ground::{ground, ground_text};
use crate::parts;

/// Rows that mappings and decisions about names are tried on.
const ROWS: &str =
    "from,to,amount,date,source,usd,x\nAcme,Orion,USD 1bn,2025,s,5,y\nAcme Inc.,Orion Ltd,EUR 2m,2024-05,t,7,\n";

/// One file of a format.
pub fn one(name: &str, bytes: &[u8]) {
    let endings = import_format(name).expect("a format").endings;
    let files = [Text::of(&format!("rows.{}", endings[0]), bytes.to_vec())];
    read(name, &files, &Mapping::default(), no_names());
}

/// Tables of a format: the bytes are cut into files at lines `=== name`.
pub fn tables(name: &str, bytes: &[u8]) {
    let files: Vec<Text> = parts(bytes).into_iter().map(|(name, content)| Text::of(&name, content)).collect();
    read(name, &files, &Mapping::default(), no_names());
}

/// A mapping file, and after a line `===` the rows that it is for.
pub fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (text, rows) = text.split_once("\n===\n").unwrap_or((text, ROWS));
    let Ok(mapping) = Mapping::read(text) else { return };
    read("deals-csv", &[Text::of("rows.csv", rows)], &mapping, no_names());
    read("crunchbase", &[Text::of("funding_rounds.csv", rows)], &mapping, no_names());
    read("graphml", &[Text::of("rows.graphml", rows)], &mapping, no_names());
}

/// A file of decisions about near names, and after a line `===` the rows that they are for.
pub fn names(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (text, rows) = text.split_once("\n===\n").unwrap_or((text, ROWS));
    let Ok(names) = Names::read(text) else { return };
    read("deals-csv", &[Text::of("rows.csv", rows)], &Mapping::default(), &names);
}

/// Tables of Parquet. The library catches the panics of the Parquet reader, so those are let through here.
pub fn parquet(bytes: &[u8]) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !panic.location().is_some_and(|place| place.file().contains("parquet")) {
                told(panic);
            }
        }));
    });
    tables("parquet", bytes);
}

fn no_names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(Names::default)
}

/// Reads files, alone and into a book: what comes of them loads.
fn read(format: &str, files: &[Text], mapping: &Mapping, names: &Names) {
    let format = import_format(format).expect("a format");
    let given = Given { files, mapping, names, watch: None };
    for base in [None, Some(ground())] {
        let Ok(imported) = import(format, &given, base) else { return };
        loads(&imported, base);
    }
}

fn loads(imported: &Imported, base: Option<&Book>) {
    let mut texts = vec![BookFile { name: "import.ron".to_owned(), text: imported.ron() }];
    texts.extend(base.map(|_| BookFile { name: "base.ron".to_owned(), text: ground_text().to_owned() }));
    let reading = read_book(texts, Strictness::Faults);
    let said = || reading.problems.iter().map(|it| it.render(&reading.files, false)).collect::<String>();
    assert!(imported.is_faulty || reading.book.is_some(), "what is imported does not load: {}", said());
}
