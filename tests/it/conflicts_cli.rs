//! The commands that find and prove, as programs see them: exit statuses, baselines, formats.

use std::fs;

use crate::common::{code, dealgraph};

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn exit_status_says_whether_anything_of_that_severity_was_found() {
    assert_eq!(code(&dealgraph(&["conflicts", "--rule", "rival-backer"])), 1);
    assert_eq!(code(&dealgraph(&["conflicts", "--rule", "rival-backer", "--severity", "high"])), 0);
    let raised = ["conflicts", "--rule", "rival-backer", "--severity", "high", "--set-severity", "rival-backer=high"];
    assert_eq!(code(&dealgraph(&raised)), 1);
    for refused in [
        &["conflicts", "--rule", "rival-baker"][..],
        &["conflicts", "--set-severity", "nothing=high"],
        &["conflicts", "--severity", "grave"],
        &["conflicts", "--baseline", "no-such-file"],
        &["explain", "rival-baker"],
        &["why", "rival-backer:000000000000"],
        &["match", "x -[Goods-> y"],
        &["backers", "openai", "-f", "sarif"],
    ] {
        let output = dealgraph(refused);
        assert_eq!(code(&output), 2, "{refused:?}");
        assert!(!output.stderr.is_empty() && !text(&output.stderr).contains("panicked"), "{refused:?}");
    }
}

#[test]
fn who_asks_why_of_no_fingerprint_is_told_where_they_are_listed() {
    let said = |asked: &str| text(&dealgraph(&["why", asked]).stderr);
    let listed = "`dealgraph conflicts` and `dealgraph loops` list fingerprints";
    assert!(
        said("rival").contains("rules called so: depends-on-rival, rival-backer, rival-supplier"),
        "{}",
        said("rival")
    );
    for asked in ["rival", "nothing", "rival-backer:000000000000"] {
        assert!(said(asked).contains(listed), "{}", said(asked));
    }
    assert!(!said("nothing").contains("called so"));
}

#[test]
fn milder_findings_are_counted_where_they_are_not_shown() {
    let said = text(&dealgraph(&["conflicts", "--about", "tsmc"]).stdout);
    assert!(said.contains("of severity note are not shown; ask with --severity note"), "{said}");
    let asked = text(&dealgraph(&["conflicts", "--rule", "rival-supplier"]).stdout);
    assert!(asked.contains("rival-supplier:") && !asked.contains("not shown"), "{asked}");
}

#[test]
fn what_a_baseline_accepts_is_not_shown_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("accepted.txt");
    let path = path.to_str().expect("a path");
    assert_eq!(code(&dealgraph(&["conflicts", "--write-baseline", path])), 1);
    let again = dealgraph(&["conflicts", "--baseline", path]);
    assert_eq!(code(&again), 0, "{}", text(&again.stdout));
    let narrowed = text(&dealgraph(&["conflicts", "--baseline", path, "--rule", "interlock"]).stdout);
    assert!(!narrowed.contains("no longer found"), "what was not looked for is not gone: {narrowed}");
    let accepted = fs::read_to_string(path).expect("the baseline");
    let fewer: String = accepted
        .lines()
        .filter(|line| !line.starts_with("interlock:"))
        .fold(String::new(), |all, line| all + line + "\n");
    fs::write(path, fewer).expect("written");
    let new = dealgraph(&["conflicts", "--baseline", path, "-f", "ndjson"]);
    assert_eq!(code(&new), 1);
    assert!(text(&new.stdout).lines().all(|line| line.contains("\"interlock\"")));
}

#[test]
fn a_finding_is_proven_by_its_fingerprint_in_every_format() {
    let found = text(&dealgraph(&["conflicts", "--rule", "interlock", "-f", "ndjson"]).stdout);
    let record: serde_json::Value = serde_json::from_str(found.lines().next().expect("a finding")).expect("JSON");
    let fingerprint = record["fingerprint"].as_str().expect("a fingerprint");
    let digest = fingerprint.rsplit_once(':').expect("a code").1;
    let tree = text(&dealgraph(&["why", digest]).stdout);
    assert!(tree.starts_with(record["claim"].as_str().expect("a claim")), "{tree}");
    assert!(tree.contains("└─ "), "{tree}");
    let json = dealgraph(&["why", fingerprint, "-f", "json"]);
    let proof: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(proof["answer"]["finding"]["fingerprint"], fingerprint);
    assert!(!proof["answer"]["sources"].as_array().expect("sources").is_empty());
    assert!(text(&dealgraph(&["why", fingerprint, "-f", "md"]).stdout).starts_with("# "));
    let sarif: serde_json::Value =
        serde_json::from_slice(&dealgraph(&["why", digest, "-f", "sarif"]).stdout).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().expect("results").len(), 1);
}

/// The fingerprints that a command prints, in order.
fn fingerprints(arguments: &[&str]) -> Vec<String> {
    let said = text(&dealgraph(arguments).stdout);
    let words = said.split(|it: char| it.is_whitespace() || it == '|' || it == '│');
    let is_digest = |it: &str| it.len() == 12 && it.bytes().all(|byte| byte.is_ascii_hexdigit());
    words.filter(|word| word.rsplit_once(':').is_some_and(|(_, end)| is_digest(end))).map(str::to_owned).collect()
}

#[test]
fn a_loop_is_proven_by_the_fingerprint_that_loops_prints_whomever_it_was_about() {
    let all = fingerprints(&["loops"]);
    let about = fingerprints(&["loops", "--about", "openai", "--max-length", "2"]);
    assert!(!about.is_empty());
    assert!(about.iter().all(|it| it.starts_with("circular-financing:") && all.contains(it)), "{about:?} of {all:?}");
    let fingerprint = about[0].as_str();
    let digest = fingerprint.rsplit_once(':').expect("a code").1;
    for asked in [fingerprint, digest] {
        let tree = text(&dealgraph(&["why", asked]).stdout);
        assert!(tree.starts_with("money goes round: ") && tree.contains("└─ "), "{tree}");
    }
    let sarif: serde_json::Value =
        serde_json::from_slice(&dealgraph(&["why", fingerprint, "-f", "sarif"]).stdout).expect("JSON");
    let run = &sarif["runs"][0];
    let index = usize::try_from(run["results"][0]["ruleIndex"].as_u64().expect("an index")).expect("small");
    assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "circular-financing");
    assert_eq!(code(&dealgraph(&["why", "circular-financing:000000000000"])), 2);
    assert_eq!(code(&dealgraph(&["explain", "circular-financing"])), 0);
    assert_eq!(code(&dealgraph(&["conflicts", "--rule", "circular-financing"])), 2);
    assert_eq!(code(&dealgraph(&["verdict", digest])), 0);
    assert_eq!(code(&dealgraph(&["verdict", "000000000000"])), 2);
}

#[test]
fn what_only_a_source_without_the_qualifier_tells_is_listed_as_source_dependent() {
    let said = text(&dealgraph(&["verdict", "--about", "openai", "--about", "microsoft", "-f", "ndjson"]).stdout);
    let records = said.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let is_frontier = |it: &serde_json::Value| {
        let claim = it["claim"].as_str().expect("a claim");
        claim.contains("gives Microsoft Azure") && claim.contains("Amazon Web Services's exclusivity")
    };
    let frontier: Vec<serde_json::Value> = records.filter(is_frontier).collect();
    let [one] = &frontier[..] else { panic!("one finding: {frontier:?}") };
    assert_eq!((&one["verdict"], &one["here"]), (&"source-dependent".into(), &false.into()));
    assert!(one["holds"].as_array().expect("policies").contains(&"business-insider-2026-03-11".into()), "{one}");
}

#[test]
fn findings_are_asked_for_about_parts_and_wholes_alike() {
    let about = |name: &str| text(&dealgraph(&["conflicts", "--about", name, "-f", "ndjson"]).stdout);
    assert_eq!(about("aws"), about("amazon"), "a part counts for its whole");
    assert!(!about("amazon").is_empty());
    let both = text(&dealgraph(&["conflicts", "--about", "amazon", "--about", "openai", "-f", "ndjson"]).stdout);
    assert!(both.lines().count() < about("amazon").lines().count());
}

#[test]
fn a_match_exits_with_one_and_no_match_with_none() {
    assert_eq!(code(&dealgraph(&["match", "x -[Goods]-> \"openai\""])), 1);
    assert_eq!(code(&dealgraph(&["match", "\"openai\" -[Equity]-> \"openai\""])), 0);
}

#[test]
fn what_the_bound_of_a_rule_leaves_out_is_told_in_every_format() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("book.ron");
    // One investor and 150 rivals: 11175 pairs.
    let firms: String = (0..150)
        .map(|n| format!("(id: \"f{n:03}\", name: \"Firm {n}\", kind: Company, markets: [\"m\"]),\n"))
        .collect();
    let deals: String = (0..150)
        .map(|n| {
            format!(
                "(id: \"d{n:03}\", kind: Investment, title: \"A round\", parties: [(who: \"umbra\", role: Investor), \
                 (who: \"f{n:03}\", role: Investee)], announced: \"2025\", status: Closed, claims: [(source: \"s\")]),\n"
            )
        })
        .collect();
    let source = "(id: \"s\", title: \"t\", publisher: \"p\", date: \"2026\", kind: News)";
    let umbra = "(id: \"umbra\", name: \"Umbra\", kind: Fund)";
    let book = format!("(entities: [{umbra}, {firms}], sources: [{source}], deals: [{deals}])");
    fs::write(&path, book).expect("a file");
    let path = path.to_str().expect("a path");
    let said = "rival-backer: 10000 of 11175 findings are kept, the gravest and strongest first";
    let ask = |more: &[&str]| dealgraph(&[&["conflicts", "--data", path], more].concat());
    for format in ["table", "json", "md", "sarif", "ndjson", "csv"] {
        let output = ask(&["-f", format, "--limit", "2"]);
        let told = text(&output.stdout) + &text(&output.stderr);
        assert!(told.contains(said), "{format} does not say what was left out");
        assert_eq!(code(&output), 1);
    }
    let json: serde_json::Value = serde_json::from_slice(&ask(&["-f", "json", "--limit", "2"]).stdout).expect("JSON");
    let cut = serde_json::json!([{ "code": "rival-backer", "kept": 10000, "found": 11175, "at_least": false }]);
    assert_eq!((&json["answer"]["cut"], &json["truncated"]), (&cut, &serde_json::json!(true)));
    let about = text(&ask(&["--about", "f149", "--limit", "2"]).stdout);
    assert!(about.contains("149 findings") && !about.contains("are kept"), "{about}");
    let milder = text(&ask(&["--severity", "high"]).stdout);
    assert!(milder.contains("11175 of severity medium are not shown"), "{milder}");
    let dropped = text(&dealgraph(&["what-if", "--drop", "d000", "--data", path]).stdout);
    assert!(dropped.contains("rival-backer is not compared"), "{dropped}");
}
