//! Time, room and interruptions: whatever happens to the program, a file is whole or as it was, and a bound is told.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::common::{code, dealgraph, program};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_dealgraph");

/// Runs a line of the shell in which `$0` is the program.
fn shell(line: &str) -> Output {
    Command::new("sh").args(["-c", line, PROGRAM]).output().expect("a shell")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of this test is text")
}

/// The names in a folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// Waits until something holds; fails where it never does.
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_mins(2), "{what} never happened");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A pipe with a name, which nobody writes to.
fn pipe(folder: &Path) -> PathBuf {
    let path = folder.join("pipe.ron");
    assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
    path
}

/// A program that is busy writing a very large web into `folder`.
fn busy_writer(folder: &Path, more: &[&str]) -> Child {
    let mut command = program(&["gen", "--legs", "900000000", "-o", text(folder)]);
    let child = command.args(more).stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
    wait_until("writing", || folder.exists() && names(folder).iter().any(|name| name.starts_with(".dealgraph-")));
    child
}

#[test]
fn a_damaged_snapshot_never_denies_that_somebody_is_there() {
    let to = folder();
    let (book, snapshot) = (to.path().join("book.ron"), to.path().join("web.dgz"));
    let written = r#"(entities: [(id: "acme", name: "Acme", kind: Company), (id: "orion", name: "Orion", kind: Company)],
        sources: [(id: "daily", title: "A deal", publisher: "The Daily", kind: News)],
        deals: [(id: "stake", kind: Investment, title: "Stake", status: Signed, claims: [(source: "daily")],
            parties: [(who: "acme", role: Investor), (who: "orion", role: Investee)])])"#;
    fs::write(&book, written).expect("there is room");
    assert_eq!(code(&dealgraph(&["pack", "--data", text(&book), "-o", text(&snapshot)])), 0);
    let bytes = fs::read(&snapshot).expect("it was written");
    for at in (0..bytes.len()).step_by(5) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        fs::write(&snapshot, damaged).expect("there is room");
        let answer = dealgraph(&["exposure", "Acme", "--data", text(&snapshot)]);
        assert!(!said(&answer).contains("no entity"), "byte {at}: {}", said(&answer));
    }
}

#[test]
fn an_export_to_standard_output_is_that_to_a_file_and_needs_no_folder_unless_it_is_large() {
    let to = folder();
    let path = to.path().join("web.graphml");
    assert_eq!(code(&dealgraph(&["export", "graphml", "-o", text(&path)])), 0);
    let streamed =
        program(&["export", "graphml"]).env("TMPDIR", to.path().join("nowhere")).output().expect("it starts");
    assert!(code(&streamed) == 0 && streamed.stdout == fs::read(&path).expect("it was written"), "{}", said(&streamed));
}

#[test]
fn a_command_whose_time_is_up_says_what_it_was_doing() {
    let folder = folder();
    let path = pipe(folder.path());
    let output = dealgraph(&["stats", "--data", text(&path), "--timeout", "0.2"]);
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(output.stdout.is_empty());
    assert!(said(&output).contains("not finished within 0.2 s"), "{}", said(&output));
    assert!(said(&output).contains("stopped while reading the book; there is no answer"), "{}", said(&output));
}

#[test]
fn in_json_an_answer_whose_time_is_up_is_truncated() {
    let folder = folder();
    let path = pipe(folder.path());
    let output = dealgraph(&["stats", "--data", text(&path), "--timeout", "0.2", "-f", "json"]);
    assert_eq!(code(&output), 3);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON value");
    assert_eq!((json["truncated"].as_bool(), json["answer"].is_null()), (Some(true), true));
    assert!(json["left_out"].as_str().is_some_and(|left_out| left_out.contains("reading the book")), "{json}");
}

#[test]
fn a_command_that_is_done_in_time_does_not_notice_the_limit() {
    let plain = dealgraph(&["list", "sources", "-f", "csv"]);
    let timed = dealgraph(&["list", "sources", "-f", "csv", "--timeout", "600"]);
    assert_eq!((code(&timed), plain.stdout == timed.stdout), (0, true));
}

#[test]
fn a_time_that_is_no_time_is_refused() {
    for time in ["0", "-1", "soon", "NaN", "inf", "1e300"] {
        let output = dealgraph(&["stats", &format!("--timeout={time}")]);
        assert_eq!(code(&output), 2, "{time}");
        assert!(said(&output).contains("such as 30 or 0.5"), "{time}: {}", said(&output));
    }
}

#[test]
fn writing_whose_time_is_up_leaves_nothing_behind() {
    let folder = folder();
    let inside = folder.path().join("web");
    fs::create_dir(&inside).expect("a folder");
    fs::write(inside.join("mine.ron"), "old").expect("written");
    let output = dealgraph(&["gen", "--legs", "900000000", "-o", text(&inside), "--timeout", "0.7"]);
    assert_eq!(code(&output), 3, "{}", said(&output));
    assert!(said(&output).contains("stopped while writing"), "{}", said(&output));
    assert_eq!(names(&inside), ["mine.ron"]);
    assert_eq!(fs::read(inside.join("mine.ron")).expect("still there"), b"old");
}

#[test]
fn ctrl_c_leaves_nothing_half_written() {
    for (signal, status, why) in [("-INT", 130, "interrupted"), ("-TERM", 143, "terminated"), ("-HUP", 129, "hung up")]
    {
        let folder = folder();
        let child = busy_writer(folder.path(), &[]);
        let id = child.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill").success());
        let output = child.wait_with_output().expect("the program ends");
        assert_eq!(code(&output), status, "{signal}: {}", said(&output));
        assert!(said(&output).contains(&format!("{why}: stopped while writing")), "{}", said(&output));
        assert!(names(folder.path()).is_empty(), "{signal} left {:?}", names(folder.path()));
    }
}

#[test]
fn a_folder_that_was_made_for_files_goes_with_them_when_they_are_not_written() {
    for (signal, status) in [("-INT", 130), ("-TERM", 143)] {
        let folder = folder();
        let inside = folder.path().join("new").join("web");
        let child = busy_writer(&inside, &[]);
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
        assert_eq!(code(&child.wait_with_output().expect("the program ends")), status, "{signal}");
        assert!(names(folder.path()).is_empty(), "{signal} left {:?}", names(folder.path()));
    }
    let folder = folder();
    let inside = folder.path().join("new").join("web");
    let output = dealgraph(&["gen", "--legs", "900000000", "-o", text(&inside), "--timeout", "0.7"]);
    assert_eq!((code(&output), names(folder.path())), (3, vec![]), "{}", said(&output));
    let output = shell(&format!("trap '' XFSZ; ulimit -f 64; \"$0\" export csv -o {}", text(&inside)));
    assert_eq!((code(&output), names(folder.path())), (2, vec![]), "{}", said(&output));
}

#[test]
fn a_folder_that_was_there_stays_and_so_does_what_others_put_into_a_new_one() {
    let folder = folder();
    for name in ["old", "new"] {
        let inside = folder.path().join(name);
        if name == "old" {
            fs::create_dir(&inside).expect("a folder");
        }
        let child = busy_writer(&inside, &[]);
        if name == "new" {
            fs::write(inside.join("theirs.txt"), "of somebody else").expect("written");
        }
        assert!(Command::new("kill").arg(child.id().to_string()).status().expect("kill").success());
        assert_eq!(code(&child.wait_with_output().expect("the program ends")), 143, "{name}");
    }
    assert_eq!(
        (names(folder.path()), names(&folder.path().join("new"))),
        (vec!["new".into(), "old".into()], vec!["theirs.txt".to_owned()])
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_is_ignored_stays_so_and_the_others_are_heeded() {
    let folder = folder();
    let inside = folder.path().join("web");
    // A job in the background of a script ignores Ctrl-C.
    let line = format!(
        "trap '' INT; \"$0\" gen --legs 900000000 -o {} & \
         while ! ls -A {} 2>/dev/null | grep -q .; do sleep 0.05; done; \
         kill -INT $!; sleep 0.3; kill -0 $! || exit 9; kill -TERM $!; wait $!",
        text(&inside),
        text(&inside),
    );
    let output = shell(&line);
    assert_eq!((code(&output), names(folder.path())), (143, vec![]), "{}", said(&output));
}

#[test]
fn a_full_disk_is_told_and_the_old_file_stays() {
    let folder = folder();
    let path = folder.path().join("web.json");
    fs::write(&path, "old").expect("written");
    // The largest file that may be written is a stand-in for a full disk: the same write fails in the middle.
    let line = format!("trap '' XFSZ; ulimit -f 8; \"$0\" export node-link -o {}", text(&path));
    let output = shell(&line);
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert!(said(&output).contains("web.json: File too large"), "{}", said(&output));
    assert_eq!(fs::read(&path).expect("still there"), b"old");
    assert_eq!(names(folder.path()), ["web.json"]);
}

#[test]
fn a_full_disk_in_the_middle_of_a_folder_leaves_the_whole_folder_as_it_was() {
    let folder = folder();
    fs::write(folder.path().join("claims.csv"), "old").expect("written");
    let line = format!("trap '' XFSZ; ulimit -f 64; \"$0\" export csv -o {}", text(folder.path()));
    let output = shell(&line);
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert_eq!(names(folder.path()), ["claims.csv"]);
    assert_eq!(fs::read(folder.path().join("claims.csv")).expect("still there"), b"old");
}

#[test]
fn a_full_disk_behind_standard_output_is_told() {
    for line in ["\"$0\" stats > /dev/full", "\"$0\" export ron -o - > /dev/full", "\"$0\" export ron -o /dev/full"] {
        let output = shell(line);
        assert_eq!(code(&output), 2, "{line}");
        assert!(said(&output).contains("No space left on device"), "{line}: {}", said(&output));
    }
}

#[test]
fn a_device_is_written_to_and_never_replaced() {
    for device in ["/dev/null", "/dev/full"] {
        dealgraph(&["export", "ron", "-o", device]);
        assert!(!fs::metadata(device).expect("still there").is_file(), "{device} was replaced");
    }
    let output = shell("\"$0\" export ron -o /dev/stdout | head -c 1");
    assert_eq!((code(&output), output.stdout), (0, b"(".to_vec()));
}

#[test]
fn a_reader_that_goes_away_is_no_failure_of_any_format() {
    for command in
        ["list sources", "export ron", "export ron -o /dev/stdout", "diagram --to dot", "man", "list deals -f json"]
    {
        let line = format!("{{ \"$0\" {command}; echo status $? >&2; }} | head -c 10 > /dev/null");
        let output = shell(&line);
        assert_eq!(said(&output), "status 0\n", "{command}");
    }
}

#[test]
fn a_closed_standard_output_is_no_failure() {
    for command in ["stats", "export ron", "diagram --to dot"] {
        let output = shell(&format!("\"$0\" {command} >&-"));
        assert_eq!(code(&output), 0, "{command}: {}", said(&output));
    }
    // Nor is a closed standard error, where notes go.
    let output = shell("\"$0\" export gephi -o \"$(mktemp -d)\" 2>&-");
    assert_eq!(code(&output), 0);
}

/// Runs the program as somebody who is not root, for whom rights hold; `None` where that cannot be.
fn as_nobody(place: &Path, arguments: &[&str]) -> Option<Output> {
    let is_root = fs::metadata("/proc/self").is_ok_and(|about| std::os::unix::fs::MetadataExt::uid(&about) == 0);
    let mut command = if is_root {
        // Somebody else may not be able to reach the program where it was built.
        let copy = place.join("dealgraph");
        fs::copy(PROGRAM, &copy).ok()?;
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o755)).ok()?;
        let mut command = Command::new(copy);
        command.uid(65_534).gid(65_534);
        command
    } else {
        Command::new(PROGRAM)
    };
    command.args(arguments).env("NO_COLOR", "1").current_dir("/").output().ok()
}

#[test]
fn a_folder_without_the_right_to_write_is_told_and_stays_as_it_was() {
    let folder = folder();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("ours");
    let inside = folder.path().join("kept");
    fs::create_dir(&inside).expect("a folder");
    fs::write(inside.join("web.json"), "old").expect("written");
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o555)).expect("ours");
    let path = inside.join("web.json");
    let output = as_nobody(folder.path(), &["export", "node-link", "-o", text(&path)]);
    fs::set_permissions(&inside, fs::Permissions::from_mode(0o755)).expect("ours");
    let output = output.expect("the program starts for another user");
    assert_eq!(code(&output), 2, "{}", said(&output));
    assert!(said(&output).contains("Permission denied"), "{}", said(&output));
    assert_eq!(fs::read(&path).expect("still there"), b"old");
}

#[test]
fn a_place_where_not_even_root_may_write_is_told() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "old").expect("written");
    for place in [text(&file), "/proc"] {
        for arguments in [
            vec!["export".to_owned(), "ron".into(), "-o".into(), format!("{place}/web.ron")],
            vec!["export".to_owned(), "csv".into(), "-o".into(), format!("{place}/web")],
            vec!["init".to_owned(), format!("{place}/book")],
        ] {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = dealgraph(&arguments);
            assert_eq!(code(&output), 2, "{arguments:?}: {}", said(&output));
            assert!(said(&output).contains(place), "{arguments:?}: {}", said(&output));
        }
    }
    assert_eq!(fs::read(&file).expect("still there"), b"old");
}

#[test]
fn a_file_marked_read_only_is_not_replaced() {
    let folder = folder();
    let path = folder.path().join("web.ron");
    fs::write(&path, "old").expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("ours");
    let output = dealgraph(&["export", "ron", "-o", text(&path)]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("is read-only"), "{}", said(&output));
    assert_eq!(fs::read(&path).expect("still there"), b"old");
}

#[test]
fn a_read_only_file_in_a_folder_is_told_and_the_whole_folder_stays_as_it_was() {
    let folder = folder();
    for name in ["deals.csv", "legs.csv"] {
        fs::write(folder.path().join(name), "old").expect("written");
    }
    let legs = folder.path().join("legs.csv");
    fs::set_permissions(&legs, fs::Permissions::from_mode(0o444)).expect("ours");
    let output = dealgraph(&["export", "csv", "-o", text(folder.path())]);
    assert_eq!((code(&output), said(&output)), (2, format!("error: {} is read-only\n", legs.display())));
    assert_eq!(names(folder.path()), ["deals.csv", "legs.csv"]);
    assert_eq!(fs::read(folder.path().join("deals.csv")).expect("still there"), b"old");
}

#[test]
fn of_a_folder_the_files_keep_their_rights_and_links_and_a_pipe_is_written_to() {
    let (folder, elsewhere) = (folder(), folder());
    let at = |name: &str| folder.path().join(name);
    fs::write(at("deals.csv"), "old").expect("written");
    fs::set_permissions(at("deals.csv"), fs::Permissions::from_mode(0o640)).expect("ours");
    let legs = elsewhere.path().join("all.csv");
    fs::write(&legs, "old").expect("written");
    std::os::unix::fs::symlink(&legs, at("legs.csv")).expect("a link");
    std::os::unix::fs::symlink("/dev/null", at("claims.csv")).expect("a link");
    let output = dealgraph(&["export", "csv", "-o", text(folder.path())]);
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(fs::metadata(at("deals.csv")).expect("there").permissions().mode() & 0o777, 0o640);
    assert!(fs::read(at("deals.csv")).expect("there").starts_with(b"id,kind"));
    assert!(fs::symlink_metadata(at("legs.csv")).expect("there").is_symlink());
    assert!(fs::read(&legs).expect("there").starts_with(b"id,deal,"));
    assert!(!fs::metadata("/dev/null").expect("still there").is_file());
    assert_eq!(names(folder.path()).len(), 12, "{:?}", names(folder.path()));
}

#[test]
fn a_new_file_has_the_rights_that_the_user_gives_new_files() {
    let folder = folder();
    let path = folder.path().join("web.ron");
    let output = shell(&format!("umask 077; \"$0\" export ron -o {}", text(&path)));
    assert_eq!(code(&output), 0, "{}", said(&output));
    assert_eq!(fs::metadata(&path).expect("written").permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("ours");
    dealgraph(&["export", "ron", "-o", text(&path)]);
    assert_eq!(fs::metadata(&path).expect("written").permissions().mode() & 0o777, 0o640, "the old file's rights");
}

#[test]
fn a_link_stays_a_link() {
    let folder = folder();
    let (file, link) = (folder.path().join("web.ron"), folder.path().join("link.ron"));
    fs::write(&file, "old").expect("written");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    assert_eq!(code(&dealgraph(&["export", "ron", "-o", text(&link)])), 0);
    assert!(fs::symlink_metadata(&link).expect("there").is_symlink());
    assert!(fs::read(&file).expect("there").starts_with(b"("));
}

#[test]
fn of_many_that_write_one_file_one_wins_whole() {
    let folder = folder();
    let path = folder.path().join("web.dot");
    let themes = ["light", "dark", "print", "light", "dark", "print"];
    let writers: Vec<Child> = themes
        .iter()
        .map(|theme| program(&["diagram", "--theme", theme, "-o", text(&path)]).spawn().expect("the program starts"))
        .collect();
    for mut writer in writers {
        assert!(writer.wait().expect("the program ends").success());
    }
    let wanted: Vec<Vec<u8>> =
        themes[..3].iter().map(|theme| dealgraph(&["diagram", "--theme", theme, "--to", "dot"]).stdout).collect();
    assert!(wanted.contains(&fs::read(&path).expect("written")));
    assert_eq!(names(folder.path()), ["web.dot"]);
}

#[test]
fn of_many_that_write_one_folder_one_wins_whole() {
    let folder = folder();
    let path = folder.path().join("web");
    let views = [&["--as-of", "2024"][..], &["--as-of", "2025"], &["--ended"]];
    let arguments = |view: &[&str], place: &str| {
        let mut arguments = vec!["export".to_owned(), "gephi".to_owned(), "-o".to_owned(), place.to_owned()];
        arguments.extend(view.iter().map(|word| (*word).to_owned()));
        arguments
    };
    let start = |arguments: Vec<String>| {
        Command::new(PROGRAM).args(arguments).stderr(Stdio::null()).spawn().expect("the program starts")
    };
    let writers: Vec<Child> = views.iter().chain(&views).map(|view| start(arguments(view, text(&path)))).collect();
    for mut writer in writers {
        assert!(writer.wait().expect("the program ends").success());
    }
    let all = |place: &Path| -> Vec<Vec<u8>> {
        names(place).iter().map(|name| fs::read(place.join(name)).expect("a file")).collect()
    };
    let found = all(&path);
    let is_of_one = views.iter().enumerate().any(|(rank, view)| {
        let alone = folder.path().join(rank.to_string());
        assert!(start(arguments(view, text(&alone))).wait().expect("the program ends").success());
        all(&alone) == found
    });
    assert!(is_of_one, "the files are of different runs");
}

#[test]
fn of_two_that_begin_one_book_the_second_is_refused() {
    let folder = folder();
    let mut writers: Vec<Child> = (0..6)
        .map(|_| program(&["init", text(folder.path())]).stderr(Stdio::null()).spawn().expect("starts"))
        .collect();
    let done = writers.iter_mut().filter_map(|it| it.wait().ok()).filter(std::process::ExitStatus::success).count();
    assert_eq!(done, 1);
    assert_eq!(names(folder.path()), ["book.ron"]);
}

#[test]
fn a_limit_is_kept_and_told_in_every_format() {
    for format in ["table", "json", "ndjson", "csv", "md"] {
        let output = dealgraph(&["list", "deals", "--limit", "3", "-f", format]);
        assert_eq!(code(&output), 0, "{format}: {}", said(&output));
        let told = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert!(told.contains("3 of ") && told.contains("--limit"), "{format} does not say what was left out");
    }
    let json: serde_json::Value =
        serde_json::from_slice(&dealgraph(&["list", "deals", "--limit", "3", "-f", "json"]).stdout).expect("JSON");
    assert_eq!((json["truncated"].as_bool(), json["answer"].as_array().map(Vec::len)), (Some(true), Some(3)));
    let lines = dealgraph(&["list", "deals", "--limit", "3", "-f", "ndjson"]).stdout;
    assert_eq!(String::from_utf8_lossy(&lines).lines().count(), 3);
}

#[test]
fn a_limit_bounds_findings_in_sarif_and_memo_too() {
    let sarif: serde_json::Value =
        serde_json::from_slice(&dealgraph(&["conflicts", "--limit", "2", "-f", "sarif"]).stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(2));
    let memo = String::from_utf8(dealgraph(&["conflicts", "--limit", "2", "-f", "md"]).stdout).expect("text");
    assert!(memo.contains("findings shown"), "{}", &memo[..memo.len().min(2000)]);
}

#[test]
fn a_limit_of_nothing_is_none_and_one_that_bounds_nothing_is_refused() {
    let (plain, all) = (dealgraph(&["list", "sources"]), dealgraph(&["list", "sources", "--limit", "0"]));
    assert_eq!(plain.stdout, all.stdout);
    let output = dealgraph(&["export", "ron", "--limit", "5"]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("this command gives none"), "{}", said(&output));
}

#[test]
fn a_device_without_end_is_refused_wherever_a_file_is_read() {
    let folder = folder();
    let place = folder.path().join("book");
    for arguments in [
        &["stats", "--data", "/dev/zero"][..],
        &["import", "deals-csv", "/dev/zero", "-o", text(&place)],
        &["import", "deals-csv", "/dev/null", "--mapping", "/dev/zero", "--preview"],
        &["conflicts", "--baseline", "/dev/zero"],
        &["fmt", "/dev/zero"],
    ] {
        let output = dealgraph(arguments);
        assert_eq!(code(&output), 2, "{arguments:?}");
        assert!(said(&output).contains("/dev/zero"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn a_file_larger_than_can_be_read_is_refused_before_it_is_read() {
    let folder = folder();
    let path = folder.path().join("book.ron");
    let file = fs::File::create(&path).expect("a file");
    // Sparse: it takes no room.
    file.set_len((1 << 32) + 1).expect("a file system with holes");
    for arguments in [&["check", "--data", text(&path)][..], &["import", "json", text(&path), "--preview"]] {
        let output = dealgraph(arguments);
        assert_eq!(code(&output), 2);
        assert!(said(&output).contains("4294967296"), "{}", said(&output));
    }
}

#[test]
fn nesting_too_deep_is_told_with_its_bound() {
    let folder = folder();
    let path = folder.path().join("book.ron");
    fs::write(&path, format!("(entities: {}", "[".repeat(100_000))).expect("written");
    let output = dealgraph(&["check", "--data", text(&path)]);
    assert_eq!(code(&output), 2);
    assert!(said(&output).contains("at most 128 brackets"), "{}", said(&output));
    let lines = folder.path().join("deep.json");
    fs::write(&lines, format!("{{\"properties\": {}", "[".repeat(100_000))).expect("written");
    let output = dealgraph(&["import", "ftm", text(&lines), "--preview"]);
    assert_eq!(code(&output), 1);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("recursion limit exceeded"), "{told}");
}
