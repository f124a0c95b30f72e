//! The program itself: exit codes, streams, and input that nobody should have to fear.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::common::{code, dealgraph};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Checks a file of the given bytes and returns what is said of it; it must be refused, on one screen.
fn refusal(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.ron");
    fs::write(&path, bytes).expect("the fixture is written");
    let output = dealgraph(&["check", "--data", path.to_str().expect("a path")]);
    let said = text(&output.stderr);
    assert_eq!(code(&output), 2, "{said}");
    assert!(!said.contains("panicked") && !said.trim().is_empty(), "{said}");
    assert!(said.len() < 4_000 && said.lines().count() <= 24, "more than a screen: {} bytes", said.len());
    said
}

#[test]
fn every_command_answers_without_a_book_of_ones_own() {
    for arguments in [
        &["check"][..],
        &["list", "entities"],
        &["list", "deals"],
        &["list", "sources"],
        &["list", "kinds"],
        &["show", "openai"],
        &["stats"],
        &["backers", "openai", "anthropic"],
        &["completions", "bash"],
        &["man"],
    ] {
        let output = dealgraph(arguments);
        assert_eq!(code(&output), 0, "{arguments:?}: {}", text(&output.stderr));
        assert!(output.stdout.len() > 20, "{arguments:?} says nothing");
    }
}

#[test]
fn every_format_of_an_answer_is_well_formed() {
    let ask = |format| text(&dealgraph(&["backers", "openai", "anthropic", "--format", format]).stdout);
    let json: serde_json::Value = serde_json::from_str(&ask("json")).expect("one JSON value");
    assert_eq!(json["truncated"], false);
    let rows = json["answer"]["backers"].as_array().expect("a list of backers").len();
    let ndjson = ask("ndjson");
    assert_eq!(ndjson.lines().count(), rows);
    ndjson
        .lines()
        .for_each(|line| drop(serde_json::from_str::<serde_json::Value>(line).expect("one JSON value a line")));
    let csv = ask("csv");
    let widths: Vec<usize> =
        csv::Reader::from_reader(csv.as_bytes()).records().map(|row| row.expect("a row").len()).collect();
    assert!(!widths.is_empty() && widths.iter().all(|width| *width == 8), "{csv}");
    assert!(ask("md").starts_with("## Who backs"));
}

#[test]
fn a_wrong_name_is_met_with_the_right_one() {
    let output = dealgraph(&["backers", "opneai"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("did you mean \"openai\""), "{}", text(&output.stderr));
}

#[test]
fn the_beginning_of_a_name_is_met_with_what_begins_with_it() {
    let deal = text(&dealgraph(&["what-if", "--drop", "openai-aws"]).stderr);
    assert!(deal.contains("did you mean \"openai-aws-"), "{deal}");
    let rule = text(&dealgraph(&["explain", "exclusivity"]).stderr);
    assert!(rule.contains("did you mean \"exclusivity-collision\""), "{rule}");
    let rule = text(&dealgraph(&["explain", "collision"]).stderr);
    assert!(rule.contains("did you mean \"exclusivity-collision\""), "{rule}");
}

#[test]
fn a_bad_number_is_told_what_is_wanted_in_its_place() {
    for (arguments, wanted) in [
        (&["groups", "--pivots", "-1"][..], "'-1' for '--pivots <N>': write a whole number from 1"),
        (&["groups", "--pivots", "0"], "'0' for '--pivots <N>': write a whole number from 1"),
        (&["diagram", "--top", "-3"], "'-3' for '--top <N>': write a whole number from 1"),
        (&["list", "deals", "--limit", "-1"], "'-1' for '--limit <N>': write a whole number, such as 20, or 0 for all"),
        (&["chains", "openai", "--max-hops", "-1"], "'-1' for '--max-hops <N>': write a whole number from 1 to 40"),
        (&["loops", "--seed", "-1"], "'-1' for '--seed <S>': write a whole number from 0"),
        (&["roles", "--min-roles", "-1"], "'-1' for '--min-roles <N>': write a whole number from 0"),
        (
            &["groups", "--pivots", "18446744073709551616"],
            ": too large: write a whole number from 1 to 18446744073709551615",
        ),
        (&["backers", "openai", "--at-least", "70000"], ": too large: write a whole number from 1 to 65535"),
        (&["diagram", "--hops", "256"], ": too large: write a whole number from 0 to 255"),
        (&["loops", "--max-length", "13"], ": too large: write a whole number from 2 to 12"),
        (
            &["stats", "--limit", "99999999999999999999"],
            ": too large: write a whole number up to 18446744073709551615, or",
        ),
        (&["stats", "--timeout", "-1"], "write a number of seconds, such as 30 or 0.5"),
    ] {
        let output = dealgraph(arguments);
        let said = text(&output.stderr);
        assert_eq!(code(&output), 2, "{arguments:?}: {said}");
        assert!(said.contains(wanted), "{arguments:?}: {said}");
    }
}

#[test]
fn one_of_anything_is_told_as_one_by_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let book = r#"(
        entities: [
            (id: "acme", name: "Acme", kind: Company, markets: ["chips"]),
            (id: "orion", name: "Orion", kind: Company, markets: ["chips"]),
            (id: "lyra", name: "Lyra", kind: Company, part_of: "acme"),
        ],
        deals: [
            (id: "loan", kind: Loan, title: "A loan", parties: [(who: "acme", role: Lender), (who: "orion", role: Borrower)],
                status: Closed, claims: [(source: "s", says: {"amount": "USD 7m"})]),
            (id: "chips", kind: Supply, title: "Chips", parties: [(who: "orion", role: Supplier), (who: "acme", role: Customer)],
                status: Closed, announced: "2024", amount: "up to USD 5m", claims: [(source: "s")]),
            (id: "desks", kind: Supply, title: "Desks", parties: [(who: "acme", role: Supplier), (who: "lyra", role: Customer)],
                status: Closed, announced: "2024", amount: "USD 5m", claims: [(source: "s")]),
            (id: "old", kind: Purchase, title: "An order", parties: [(who: "acme", role: Customer), (who: "orion", role: Supplier)],
                status: Cancelled, announced: "2023", amount: "USD 5m", claims: [(source: "s")]),
        ],
        sources: [(id: "s", title: "S", publisher: "S", date: "2024-01", kind: News)],
    )"#;
    fs::write(path("book.ron"), book).expect("written");
    let commands = [
        "check",
        "list entities",
        "list deals",
        "list legs",
        "list sources",
        "show acme",
        "show loan",
        "stats",
        "backers orion",
        "co-investors",
        "conflicts",
        "conflicts --severity high",
        "loops",
        "exposure acme",
        "between acme orion",
        "hedge acme",
        "roles",
        "groups",
        "impact acme",
        "chains acme",
        "chains acme --max-hops 1",
        "chains acme --limit 1",
        "disputes",
        "timeline",
        "timeline --limit 1",
        "list deals --limit 1",
        "diff 2022 2025",
        "what-if --drop chips",
        "concentration",
        "export ftm",
        "export graphml",
        "export cytoscape",
        "export gexf",
    ];
    let many = [
        "rows",
        "deals",
        "entities",
        "sources",
        "legs",
        "loops",
        "findings",
        "chains",
        "connections",
        "steps",
        "cycles",
        "parties",
        "claims",
        "references",
        "events",
        "pairs",
        "files",
        "faults",
        "warnings",
        "investors",
        "communities",
        "texts",
        "amounts",
    ];
    for command in commands {
        let arguments: Vec<&str> = command.split(' ').chain(["--data"]).collect();
        let output = dealgraph(&[&arguments[..], &[&path("book.ron")]].concat());
        for said in [text(&output.stdout), text(&output.stderr)] {
            let words: Vec<&str> = said.split(|it: char| !it.is_alphanumeric() && it != '.').collect();
            let wrong = words.windows(2).find(|pair| pair[0] == "1" && many.contains(&pair[1]));
            assert_eq!(wrong, None, "{command}: {said}");
        }
    }
}

#[test]
fn names_and_aliases_are_understood_everywhere() {
    for name in ["aws", "AWS", "Amazon Web Services", "amazon-web services"] {
        let output = dealgraph(&["show", name]);
        assert!(text(&output.stdout).starts_with("Amazon Web Services"), "{name}: {}", text(&output.stderr));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_dealgraph"))
        .args(["list", "sources"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", text(&output.stderr));
}

#[test]
fn no_colour_reaches_a_pipe() {
    let output = Command::new(env!("CARGO_BIN_EXE_dealgraph")).args(["show", "openai"]).output().expect("starts");
    assert!(!output.stdout.contains(&0x1b));
    let forced = dealgraph(&["show", "openai", "--color", "always"]);
    assert!(forced.stdout.contains(&0x1b));
}

#[test]
fn a_path_that_is_not_there_is_named() {
    let output = dealgraph(&["check", "--data", "no/such/folder"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("no/such/folder: no such file or folder"));
}

#[test]
fn a_folder_without_a_book_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = dealgraph(&["check", "--data", folder.path().to_str().expect("a path")]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("no *.ron file"));
}

#[test]
fn bad_input_is_refused_on_one_screen() {
    assert!(refusal(b"").contains("empty"));
    assert!(refusal(b"\x7fELF\x02\x01\x01\0\0\0\xff\xfe").contains("not a text file"));
    assert!(refusal(b"(entities: [(id: \"\xff\")])").contains("not UTF-8"));
    assert!(refusal("(".repeat(10_000).as_bytes()).contains("error"));
    let entity = format!("(entities: [(id: \"acme\", name: \"Acme\", kind: Company, note: {}", "[".repeat(10_000));
    assert!(refusal(entity.as_bytes()).contains("error"));
    assert!(refusal(b"\0\0\0").contains("error"));
}

#[test]
fn a_line_of_many_megabytes_is_refused_on_one_screen() {
    let long = "x".repeat(30_000_000);
    refusal(format!("(entities: [(id: \"acme\", name: \"{long}\", kind: Compny)])").as_bytes());
    refusal(long.as_bytes());
}

#[test]
fn faults_come_as_data_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.ron");
    fs::write(&path, "(entities: [(id: \"acme\", name: \"Acme\", kind: Compny)])").expect("written");
    let output = dealgraph(&["check", "--format", "json", "--data", path.to_str().expect("a path")]);
    assert_eq!(code(&output), 2);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(json["problems"][0]["code"], "unknown-variant");
    assert_eq!(json["problems"][0]["line"], 1);
}

#[test]
fn the_book_that_init_writes_is_sound_and_answers() {
    let folder = tempfile::tempdir().expect("a folder");
    let inside = folder.path().join("my-book");
    let path = inside.to_str().expect("a path");
    assert_eq!(code(&dealgraph(&["init", path])), 0);
    let checked = dealgraph(&["check", "--strict", "--data", path]);
    assert_eq!(code(&checked), 0, "{}", text(&checked.stdout));
    assert!(text(&dealgraph(&["backers", "orion", "lyra", "--data", path]).stdout).contains("Acme"));
    assert_eq!(code(&dealgraph(&["fmt", "--check", path])), 0, "init writes the canonical layout");
    assert_eq!(code(&dealgraph(&["init", path])), 2, "a book is never overwritten");
    assert_eq!(code(&dealgraph(&["check", "--with-embedded", "--data", path])), 0);
}

#[test]
fn a_file_whose_place_cannot_be_written_stays_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.ron");
    fs::File::create(&path).and_then(|mut file| file.write_all(b"(entities: [")).expect("written");
    let output = dealgraph(&["fmt", path.to_str().expect("a path")]);
    assert_eq!(code(&output), 2);
    assert_eq!(fs::read(Path::new(&path)).expect("still there"), b"(entities: [");
}

#[test]
fn an_export_that_cannot_be_made_leaves_the_old_file_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("web.json");
    fs::write(&path, "old").expect("written");
    let place = path.to_str().expect("a path");
    let output = dealgraph(&["export", "node-link", "--dialect", "lnks", "-o", place]);
    assert_eq!(code(&output), 2);
    assert!(text(&output.stderr).contains("did you mean \"links\""), "{}", text(&output.stderr));
    assert_eq!(code(&dealgraph(&["export", "csv", "-o", place])), 2, "a folder of files does not replace a file");
    assert_eq!(fs::read(&path).expect("still there"), b"old");
    assert_eq!(code(&dealgraph(&["export", "node-link", "-o", place])), 0);
    assert!(fs::read(&path).expect("written").starts_with(b"{"));
}

#[test]
fn an_import_never_overwrites_a_book_and_ends_with_one_where_rows_were_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = folder.path().join("rows.csv");
    fs::write(&rows, "from,to,amount,source\nAcme,Orion,USD 1bn,s\nAcme,Lyra,much,s\n").expect("written");
    let (rows, book) = (rows.to_str().expect("a path"), folder.path().join("book"));
    let arguments = ["import", "deals-csv", rows, "-o", book.to_str().expect("a path")];
    let output = dealgraph(&arguments);
    assert_eq!(code(&output), 1, "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("rows.csv:3"), "{}", text(&output.stdout));
    assert_eq!(code(&dealgraph(&["check", "--data", arguments[4]])), 0);
    assert!(fs::read_to_string(book.join("refused.csv")).expect("written").contains("much"));
    assert_eq!(code(&dealgraph(&arguments)), 2);
}

#[test]
#[cfg(unix)]
fn an_export_that_fails_half_way_leaves_the_old_files_untouched() {
    let folder = tempfile::tempdir().expect("a folder");
    let old = folder.path().join("web.graphml");
    fs::write(&old, "the old file").expect("written");
    // No file may grow beyond a few blocks, and the signal that says so is ignored: writing fails half-way.
    let script = "trap '' XFSZ; ulimit -f 8; exec \"$0\" export \"$1\" -o \"$2\"";
    let run = |format: &str, path: &Path| {
        let program = env!("CARGO_BIN_EXE_dealgraph");
        Command::new("sh").args(["-c", script, program, format]).arg(path).output().expect("the shell starts")
    };
    let output = run("graphml", &old);
    assert_eq!(code(&output), 2, "{}", text(&output.stderr));
    assert_eq!(fs::read_to_string(&old).expect("there"), "the old file");
    let tables = folder.path().join("tables");
    fs::create_dir(&tables).expect("made");
    fs::write(tables.join("carve_outs.csv"), "an old table").expect("written");
    let output = run("csv", &tables);
    assert_eq!(code(&output), 2, "{}", text(&output.stderr));
    let left: Vec<_> =
        fs::read_dir(&tables).expect("there").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(left, ["carve_outs.csv"], "none of the new tables, and nothing half-written");
    assert_eq!(fs::read_to_string(tables.join("carve_outs.csv")).expect("there"), "an old table");
}

#[test]
fn an_export_into_a_folder_replaces_all_files_or_none() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("carve_outs.csv"), "an old table").expect("written");
    fs::create_dir(folder.path().join("tranches.csv")).expect("made");
    let output = dealgraph(&["export", "csv", "-o", folder.path().to_str().expect("a path")]);
    assert!(
        code(&output) == 2 && text(&output.stderr).contains("tranches.csv is a folder"),
        "{}",
        text(&output.stderr)
    );
    assert_eq!(fs::read_to_string(folder.path().join("carve_outs.csv")).expect("there"), "an old table");
}

#[test]
#[cfg(unix)]
fn an_export_to_a_device_leaves_the_device_where_it_is() {
    use std::os::unix::fs::FileTypeExt;
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo starts").success());
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read(pipe).expect("read"))
    };
    let output = dealgraph(&["export", "graphml", "-o", pipe.to_str().expect("a path")]);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert!(reader.join().expect("the reader ends").starts_with(b"<?xml"));
    assert!(fs::metadata(&pipe).expect("there").file_type().is_fifo());
}

#[test]
fn an_import_is_reviewed_and_run_again_with_what_was_decided() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path").to_owned();
    fs::write(path("rows.csv"), "from,to,source\nAcme Inc,Orion,s\nAcme,Orion,s\nAcme,=cmd,s\n").expect("written");
    let first = dealgraph(&["import", "deals-csv", &path("rows.csv"), "-o", &path("book")]);
    let said = text(&first.stdout);
    assert_eq!(code(&first), 1, "something was refused: {said}");
    for words in ["read 3 rows", "1 refused", "rows.csv:4:", "guessed", "near \"Acme\"", "--names"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let near = fs::read_to_string(path("book/near-names.csv")).expect("to review");
    fs::write(path("reviewed.csv"), near.replace(",\n", ",join\n")).expect("written");
    let again = ["import", "deals-csv", &path("rows.csv"), "--names", &path("reviewed.csv"), "-o", &path("second")];
    let said = text(&dealgraph(&again).stdout);
    assert!(said.contains("2 entities") && said.contains("0 near names"), "{said}");
    let third = dealgraph(&["import", "deals-csv", &path("rows.csv"), "-o", &path("book")]);
    assert!(code(&third) == 2 && text(&third.stderr).contains("exists already"), "{}", text(&third.stderr));
}

#[test]
fn who_asks_for_a_part_is_told_that_its_whole_is_answered_for() {
    let note = "Amazon Web Services counts as a part of Amazon, which is answered for";
    for arguments in [
        &["exposure", "aws"][..],
        &["between", "aws", "openai"],
        &["hedge", "aws"],
        &["backers", "aws"],
        &["co-investors", "aws"],
        &["concentration", "aws"],
        &["roles", "aws"],
        &["disputes", "--about", "aws"],
        &["loops", "--about", "aws"],
        &["conflicts", "--about", "aws"],
        &["conflicts", "--about", "aws", "-f", "md"],
        &["conflicts", "--about", "aws", "-f", "sarif"],
    ] {
        let told = text(&dealgraph(arguments).stdout).replace("\\-\\-", "--").replace("\\-", "-");
        assert!(told.contains(note), "{arguments:?}: {told}");
    }
    let apart = dealgraph(&["exposure", "aws", "--no-rollup"]);
    assert!(!text(&apart.stdout).contains("answered for"), "{}", text(&apart.stdout));
    let whole = dealgraph(&["exposure", "amazon"]);
    assert!(!text(&whole.stdout).contains("answered for"), "{}", text(&whole.stdout));
    // A picture tells it beside itself; chains keep parts apart, in pictures too.
    let drawn = |preset: &str| text(&dealgraph(&["diagram", preset, "aws", "--to", "dot"]).stderr);
    assert!(drawn("money").contains(note), "{}", drawn("money"));
    assert!(!drawn("chain").contains("answered for"), "{}", drawn("chain"));
}

#[test]
fn stats_says_how_many_deals_have_ended() {
    let told = |more: &[&str]| text(&dealgraph(&[&["stats"][..], more].concat()).stdout);
    let (plain, ended) = (told(&[]), told(&["--ended"]));
    assert!(plain.contains("(and 10 ended)"), "{plain}");
    assert!(plain.contains("10 deals have ended and are not counted here; --ended counts them"), "{plain}");
    assert!(ended.contains("328 deals") && !ended.contains("ended)"), "{ended}");
    let early = told(&["--as-of", "2020"]);
    assert!(early.contains("more deals are not seen by this view") && !early.contains("have ended"), "{early}");
}

#[test]
fn tables_and_memos_say_which_view_they_were_asked_from() {
    let plain = String::from_utf8(dealgraph(&["exposure", "openai"]).stdout).expect("text");
    assert_eq!(plain.lines().nth(1), Some(""), "the plain view says nothing");
    let views: &[(&[&str], &str)] = &[
        (&["--as-of", "2025-06"], "As of 2025-06."),
        (&["--known-at", "2025-06-30"], "As known at 2025-06-30."),
        (&["--min-status", "signed"], "Only what is at least signed; of other deals the tranches that are."),
        (&["--trust", "official"], "As filings, press releases and companies tell it."),
        (&["--trust", "latest"], "As the most recent source of each field tells it."),
        (&["--ended", "--no-rollup"], "Deals that are over are there, too. Parts stand for themselves."),
    ];
    for (options, says) in views {
        for command in [&["exposure", "openai"][..], &["stats"], &["backers", "openai"], &["conflicts"], &["loops"]] {
            let told = |format: &str| {
                let asked = [command, *options, &["--limit", "1", "-f", format]].concat();
                String::from_utf8(dealgraph(&asked).stdout).expect("text")
            };
            assert_eq!(told("table").lines().nth(1), Some(*says), "{command:?}");
            assert!(told("md").contains(&format!("\n\n{says}\n")), "{command:?}");
        }
    }
}

#[test]
fn a_book_is_not_exported_into_itself() {
    let folder = TempDir::new().expect("there is room");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    fs::create_dir_all(path("book/below")).expect("room");
    fs::create_dir_all(path("book/.hidden")).expect("room");
    fs::write(path("book/a.ron"), "(entities: [(id: \"acme\", name: \"Acme\", kind: Company)])").expect("room");
    let export = |format: &str, to: &str| dealgraph(&["export", format, "-o", &path(to), "--data", &path("book")]);
    for to in ["book/new.ron", "book/below/new.RON"] {
        let refused = export("ron", to);
        let said = text(&refused.stderr);
        assert!(code(&refused) == 2 && said.contains("would be read as a part of the book"), "{said}");
        assert!(!folder.path().join(to).exists());
    }
    for (format, to) in
        [("ron", "new.ron"), ("ron", "book/.hidden/new.ron"), ("ron", "book/new.txt"), ("json", "book/new.json")]
    {
        assert_eq!(code(&export(format, to)), 0, "{to}");
    }
    let packed = dealgraph(&["pack", "-o", &path("book/web.ron"), "--data", &path("book")]);
    assert!(code(&packed) == 2 && text(&packed.stderr).contains("call it *.dgz"), "{}", text(&packed.stderr));
    assert_eq!(code(&dealgraph(&["check", "--data", &path("book")])), 0);
    assert_eq!(code(&dealgraph(&["export", "ron", "-o", &path("book/one.ron"), "--data", &path("book/a.ron")])), 0);
}

#[test]
fn dates_in_the_wrong_order_are_told() {
    let note = "2026 is later than 2025: what is told as new was there before";
    assert!(text(&dealgraph(&["diff", "2026", "2025"]).stdout).contains(note));
    for dates in [["2025", "2026"], ["2025", "2025-06"], ["2025-06", "2025"]] {
        let told = text(&dealgraph(&["diff", dates[0], dates[1]]).stdout);
        assert!(!told.contains("is later than"), "{dates:?}: {told}");
    }
}

#[test]
fn a_tour_is_no_data() {
    let refused = dealgraph(&["tour", "-f", "json"]);
    assert!(code(&refused) == 2 && refused.stdout.is_empty(), "{}", text(&refused.stderr));
}

#[test]
fn a_format_that_would_do_nothing_is_refused_with_what_takes_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("made");
    let to = to.to_str().expect("a path");
    for (arguments, instead) in [
        (&["diagram", "-o", to][..], "--to"),
        (&["export", "ron"], "dealgraph export csv"),
        (&["import", "deals-csv", "rows.csv", "-o", to], "behind the command"),
        (&["init", to], "dealgraph export"),
        (&["fmt", "book.ron"], "dealgraph export"),
        (&["gen", "--legs", "5", "-o", to], "its own options"),
        (&["completions", "bash"], "completions bash"),
        (&["man"], "manual page"),
    ] {
        let output = dealgraph(&[arguments, &["-f", "json"]].concat());
        let said = text(&output.stderr);
        assert!(said.contains("--format does nothing here: ") && said.contains(instead), "{arguments:?}: {said}");
        assert_eq!((code(&output), output.stdout.len()), (2, 0), "{arguments:?}");
    }
    assert!(!Path::new(to).exists(), "nothing is written");
}

#[test]
fn a_misspelt_preset_is_suggested_where_nobody_has_that_name() {
    let output = dealgraph(&["diagram", "mony", "nvidia"]);
    let said = text(&output.stderr);
    assert!(code(&output) == 2 && said.contains("\"mony\" is no preset either; did you mean \"money\"?"), "{said}");
    let said = text(&dealgraph(&["diagram", "money", "nvidja"]).stderr);
    assert!(said.contains("nvidia") && !said.contains("preset"), "{said}");
}

#[test]
fn a_folder_that_is_missing_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = folder.path().join("missing");
    let to = missing.join("web.dot");
    let output = dealgraph(&["diagram", "-o", to.to_str().expect("a path")]);
    let said = text(&output.stderr);
    assert!(code(&output) != 0 && said.contains(&format!("there is no folder {}", missing.display())), "{said}");
}
