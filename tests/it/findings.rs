//! What every finding must be, whichever rule found it: proven, dated, printable, known again.

use crate::common;
use crate::common::{book, deal, invests};
use dealgraph::finding::{
    Baseline, Finding, Findings, Ground, Sink, proof_record, proof_tree, sarif, strength, weakest,
};
use dealgraph::graph::{DealGraph, Trust, View};
use dealgraph::load::{BookFile, embedded_files, load_embedded, load_files};
use dealgraph::model::{Book, Status};
use dealgraph::report::{Format, Style, print};
use dealgraph::rules::{Case, Catalogue};
use serde_json::Value;

fn all(graph: &DealGraph<'_>) -> Findings {
    let mut sink = Sink::default();
    Catalogue::of(graph.book()).expect("codes differ").run(&Case::new(graph), |_| true, &mut sink);
    sink.finish()
}

fn at(date: &str) -> View {
    View { as_of: date.parse().ok(), known_at: date.parse().ok(), ..View::default() }
}

fn views() -> Vec<View> {
    vec![
        View::default(),
        View { trust: Trust::Official, ..View::default() },
        View { trust: Trust::Latest, ..View::default() },
        at("2025"),
        at("2026-04-15"),
        View { min_status: Some(Status::Signed), ..View::default() },
    ]
}

#[test]
fn evidence_resolves_to_deals_and_sources_that_the_view_has() {
    let book = load_embedded().expect("the built-in book is sound");
    let mut seen = 0;
    for view in views() {
        let graph = DealGraph::new(&book, view);
        for finding in all(&graph).list {
            seen += 1;
            assert!(!finding.deals().is_empty(), "{}: no deal", finding.fingerprint);
            for evidence in finding.evidence() {
                let Ground::Deal(deal) = evidence.ground else { continue };
                assert!(graph.told().deal(deal).is_some(), "{}: a deal not seen", finding.fingerprint);
                let heard: Vec<_> = graph.told().claims(deal).iter().map(|claim| claim.source).collect();
                assert!(!evidence.sources.is_empty(), "{}: nobody says so", finding.fingerprint);
                for source in evidence.sources.iter().chain(&evidence.disputed_by) {
                    assert!(heard.contains(source), "{}: a source not heard", finding.fingerprint);
                    if let (Some(limit), Some(date)) = (view.known_at, book.source(*source).date) {
                        assert!(date.last() <= limit.last(), "{}: a source of later", finding.fingerprint);
                    }
                }
            }
            for leg in finding.legs() {
                assert!(finding.deals().contains(&leg.deal), "{}: a leg without evidence", finding.fingerprint);
            }
            assert_eq!(finding.strength, strength(graph.told(), &finding.proof));
        }
    }
    assert!(seen > 100, "the built-in book has findings");
}

#[test]
fn fingerprints_are_unique_and_findings_in_order() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let list = all(&graph).list;
    let mut fingerprints: Vec<&str> = list.iter().map(|finding| finding.fingerprint.as_str()).collect();
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), list.len());
    assert!(list.windows(2).all(|pair| pair[0].severity >= pair[1].severity), "the gravest come first");
}

#[test]
fn every_finding_fits_the_published_schema() {
    let text = std::fs::read_to_string("docs/finding.schema.json").expect("the schema");
    let schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let book = load_embedded().expect("the built-in book is sound");
    for view in views() {
        let graph = DealGraph::new(&book, view);
        let report = all(&graph).report(&graph, "Conflicts");
        let printed = print(&report, Format::Ndjson, Style::default());
        for line in printed.lines() {
            let record: Value = serde_json::from_str(line).expect("a line is JSON");
            let faults: Vec<String> = validator.iter_errors(&record).map(|fault| format!("{fault}")).collect();
            assert!(faults.is_empty(), "{line}\n{}", faults.join("\n"));
        }
    }
    let mut broken: Value = serde_json::json!({ "code": "interlock" });
    assert!(!validator.is_valid(&broken), "the schema refuses half a finding");
    broken["surprise"] = Value::Null;
    assert!(!validator.is_valid(&broken));
}

#[test]
fn sarif_has_what_the_standard_asks_for() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let catalogue = Catalogue::of(&book).expect("codes differ");
    let findings = all(&graph);
    let log = sarif(&graph, &findings, &catalogue.cards());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), catalogue.cards().len());
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), findings.list.len());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().expect("a level")));
        assert!(!result["message"]["text"].as_str().expect("a message").is_empty());
        assert!(result["partialFingerprints"]["dealgraph/v1"].is_string());
        assert!(!result["locations"].as_array().expect("locations").is_empty());
    }
}

/// The schema of SARIF 2.1.0 as OASIS publishes it; `tests/schema/README.md` says where the copy comes from.
fn sarif_schema() -> jsonschema::Validator {
    let text = std::fs::read_to_string("tests/schema/sarif-2.1.0.json").expect("the schema");
    let mut schema: Value = serde_json::from_str(&text).expect("the schema is JSON");
    // Its expressions for languages have a stray bracket, which JavaScript passes over and Rust does not; we set none.
    for holder in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][holder]["properties"]["language"]["pattern"];
        assert_eq!(language.take(), "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$");
        *language = Value::from("^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    }
    jsonschema::validator_for(&schema).expect("the schema is a schema")
}

#[test]
fn sarif_fits_the_schema_of_the_standard() {
    let validator = sarif_schema();
    let faults = |log: &Value| -> Vec<String> {
        validator.iter_errors(log).map(|error| format!("{}: {error}", error.instance_path())).collect()
    };
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let catalogue = Catalogue::of(&book).expect("codes differ");
    let mut findings = dealgraph::rules::all_findings(&graph).expect("codes differ");
    findings.left_out.push("some were left out".to_owned());
    let log = sarif(&graph, &findings, &catalogue.cards());
    assert_eq!(faults(&log), [""; 0]);
    let nothing = Findings::default();
    assert_eq!(faults(&sarif(&graph, &nothing, &[])), [""; 0]);
    let mut broken = log;
    broken["runs"][0]["results"][0]["level"] = Value::from("grave");
    broken["runs"][0]["tool"]["driver"]["name"] = Value::Null;
    assert_eq!(faults(&broken).len(), 2, "the schema refuses what is no SARIF");
}

#[test]
fn the_order_of_files_changes_no_byte() {
    let shown = |mut files: Vec<BookFile>, turn: usize| {
        let turn = turn % files.len();
        files.rotate_left(turn);
        let book = load_files(files).expect("sound");
        let graph = DealGraph::new(&book, View::default());
        let findings = all(&graph);
        let report = findings.report(&graph, "Conflicts");
        [Format::Table, Format::Json, Format::Ndjson].map(|format| print(&report, format, Style::default())).concat()
            + &findings.memo(&graph, "Conflicts")
    };
    let first = shown(embedded_files(), 0);
    for turn in [1, 7, 20] {
        assert!(first == shown(embedded_files(), turn), "turned by {turn}");
    }
}

#[test]
fn a_baseline_hides_what_was_accepted_until_its_proof_changes() {
    let deals = invests("umbra", "orion", "") + &invests("umbra", "lyra", "");
    let before = book(&deals);
    let graph = DealGraph::new(&before, View::default());
    let accepted = Baseline::read(&Baseline::write(&all(&graph).list)).expect("what is written can be read");
    let mut again = all(&graph);
    accepted.hide_accepted(&mut again);
    assert!(again.list.is_empty());
    assert_eq!(again.notes, ["accepted by the baseline and not shown: 1"]);

    let parties = "(who: \"umbra\", role: Investor), (who: \"orion\", role: Investee)";
    let after = book(&(deals + &deal("umbra-orion-again", "Investment", parties, "")));
    let graph = DealGraph::new(&after, View::default());
    let mut changed = all(&graph);
    assert_eq!(accepted.gone(&changed.list, |_| true).len(), 1);
    assert!(accepted.gone(&changed.list, |code| code != "rival-backer").is_empty());
    accepted.hide_accepted(&mut changed);
    assert_eq!(changed.list.len(), 1, "it rests on more than was accepted");
    assert!(changed.notes.is_empty());
}

#[test]
fn a_baseline_with_a_line_that_is_no_fingerprint_is_refused() {
    let error = Baseline::read("# fine\n\nrival-backer:0123456789ab  # fine too\nrival-backer\n").expect_err("refused");
    assert_eq!((error.line, error.text.as_str()), (4, "rival-backer"));
}

#[test]
fn two_investors_of_the_same_rounds_have_a_finding_each() {
    let round = |company: &str| {
        let parties = format!(
            "(who: \"umbra\", role: Investor), (who: \"acme\", role: Investor), (who: \"{company}\", role: Investee)"
        );
        deal(&format!("round-{company}"), "Investment", &parties, "")
    };
    let book = book(&(round("orion") + &round("lyra")));
    let graph = DealGraph::new(&book, View::default());
    let list = all(&graph).list;
    assert_eq!(list.len(), 2);
    assert_ne!(list[0].fingerprint, list[1].fingerprint);
}

#[test]
fn sources_that_say_otherwise_are_named() {
    let told = invests(
        "acme",
        "orion",
        "amount: \"USD 50bn\", status: Announced, tranches: [(id: \"later\", amount: \"USD 35bn\", on: [\"an IPO\"])], \
         claims: [(source: \"filing\", says: {\"tranches.later.on\": \"an IPO\"}), \
         (source: \"blog\", says: {\"tranches\": \"none\"}), (source: \"daily\", says: {\"tranches.later.amount\": \"USD 5bn\"})],",
    );
    let book = book(&told);
    let graph = DealGraph::new(&book, View::default());
    let list = all(&graph).list;
    let [finding] = &list[..] else { panic!("one finding: {list:?}") };
    let tree = proof_tree(&graph, finding);
    assert!(tree.contains("Acme, \"Annual report\", 2026-03-31 (Filing): says tranches.later.on \"an IPO\""), "{tree}");
    assert!(tree.contains("against: The Daily, \"Inside the deal\", 2026-02-27 (News)"), "{tree}");
    assert_eq!(finding.caveats.len(), 1, "{:?}", finding.caveats);
    let record = proof_record(&graph, finding);
    let named: Vec<&str> =
        record["sources"].as_array().expect("sources").iter().filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(named, ["blog", "daily", "filing"]);
    assert!(
        tree.contains("against: A blog, \"What it means\", 2026-04-10 (Analysis): says tranches \"none\""),
        "{tree}"
    );
}

#[test]
fn what_has_ended_is_weaker_than_a_rumour() {
    assert_eq!(weakest([Status::Closed, Status::Cancelled, Status::Rumoured]), Some(Status::Cancelled));
    assert_eq!(weakest([Status::Closed, Status::Rumoured]), Some(Status::Rumoured));
    assert_eq!(weakest([]), None);
}

fn parties_of(book: &Book, findings: &Findings, code: &str) -> Vec<String> {
    let ids =
        |finding: &Finding| finding.parties.iter().map(|it| book.entity(*it).id.as_str()).collect::<Vec<_>>().join(" ");
    findings.list.iter().filter(|it| it.code == code).map(ids).collect()
}

#[test]
fn the_built_in_book_tells_the_story_of_the_two_labs() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, at("2026-04-15"));
    let findings = all(&graph);
    let backers = parties_of(&book, &findings, "rival-backer");
    for investor in ["amazon", "microsoft", "nvidia"] {
        assert!(backers.contains(&format!("{investor} anthropic openai")), "{investor}: {backers:?}");
    }
    assert!(!backers.contains(&"google anthropic openai".to_owned()));
    let suppliers = parties_of(&book, &findings, "investor-is-supplier");
    for pair in ["amazon anthropic", "amazon openai", "google anthropic", "microsoft openai", "nvidia openai"] {
        assert!(suppliers.contains(&pair.to_owned()), "{pair}: {suppliers:?}");
    }
    let carved = parties_of(&book, &findings, "carved-out");
    assert!(carved.contains(&"openai microsoft bedrock".to_owned()), "stateful runtime: {carved:?}");
    let collisions = parties_of(&book, &findings, "exclusivity-collision");
    assert!(collisions.contains(&"openai microsoft bedrock".to_owned()), "stateless calls underneath: {collisions:?}");
    assert!(!collisions.iter().any(|it| it.starts_with("openai aws microsoft")), "Azure may host: {collisions:?}");
    assert!(!collisions.contains(&"openai aws azure".to_owned()), "Azure may host: {collisions:?}");
    assert!(parties_of(&book, &findings, "competes-with-holding").contains(&"amazon anthropic".to_owned()));
    assert!(
        findings
            .list
            .iter()
            .all(|finding| finding.code != "exclusivity-collision"
                || finding.severity < dealgraph::finding::Severity::High),
        "no collision is certain"
    );
}

#[test]
fn to_say_it_less_exactly_is_no_dispute_and_to_say_something_else_is() {
    let told = |says: &str| {
        let deals = invests(
            "acme",
            "orion",
            &format!(
                "announced: \"2026-02-27\", amount: \"USD 50bn\", status: Announced, \
                 tranches: [(id: \"later\", amount: \"USD 35bn\", due: \"2027-06\", on: [\"an IPO\"])], \
                 claims: [(source: \"filing\"), (source: \"blog\", says: {{{says}}})],"
            ),
        );
        let book = book(&deals);
        let graph = DealGraph::new(&book, View::default());
        let list = all(&graph).list;
        list[0].caveats.iter().any(|caveat| caveat.starts_with("sources say otherwise"))
    };
    assert!(!told("\"amount\": \"about USD 50bn\""));
    assert!(!told("\"parties.acme.commits\": \"USD 1bn\""), "not what the finding rests on");
    assert!(told("\"amount\": \"up to USD 50bn\""));
    assert!(told("\"amount\": \"USD 40bn\""));
    assert!(told("\"tranches.later\": \"absent\""));
    assert!(!told("\"tranches.later.on\": \"an IPO\""));
}

/// What the built-in book is found to say, for people to read; regenerate with
/// `INSTA_UPDATE=always cargo test findings::`, and read what changed.
#[test]
fn the_findings_on_the_built_in_book() {
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let lines: Vec<String> = all(&graph)
        .list
        .iter()
        .map(|finding| {
            let ways = dealgraph::finding::derivations(&finding.proof);
            let money = dealgraph::finding::money_words(&finding.money, dealgraph::model::MoneyLevel::Headline);
            format!(
                "{} {}: {} [{}; {money}; {} deals, {ways} proofs]",
                finding.severity,
                finding.code,
                finding.claim,
                finding.strength,
                finding.deals().len()
            )
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn a_proof_names_the_sources_that_speak_of_a_field_and_counts_the_others() {
    let clauses = "clauses: [(id: \"first-look\", kind: RightOfFirstRefusal, beneficiary: \"acme\", bound: \"orion\", \
                   scope: (activity: \"compute\"), period: \"2025..2026\")],";
    let claims = |said: &str| {
        format!("claims: [(source: \"daily\"), (source: \"blog\"{said}), (source: \"filing\")], announced: \"2025\",")
    };
    let parties = "(who: \"acme\", role: Host), (who: \"orion-models\", role: Tenant)";
    let of_period = ", says: {\"clauses.first-look.period\": \"2025..2026\"}";
    let told = |said: &str| -> (String, String, Value) {
        let hosts = deal("hosting", "Hosting", parties, &format!("{clauses} {}", claims(said)));
        let bought = common::buys("past-it", "orion", "umbra", "announced: \"2025-06\", capacity: \"2 GW\",");
        let book = book(&(hosts + &bought));
        let graph = DealGraph::new(&book, View::default());
        let findings = all(&graph);
        let finding = findings.list.iter().find(|it| it.code == "first-refusal-bypassed").expect("it is found");
        let one = Findings { list: vec![finding.clone()], ..Findings::default() };
        (proof_tree(&graph, finding), one.memo(&graph, "One"), proof_record(&graph, finding))
    };
    let (tree, memo, record) = told(of_period);
    let scope = "field clauses.first-look.scope: the curator's reading; no source is quoted for it";
    assert!(tree.contains(scope), "{tree}");
    assert!(tree.contains("says clauses.first-look.period \"2025..2026\""), "{tree}");
    assert!(tree.contains("and 2 more sources tell the deal, none of which speaks of this clause"), "{tree}");
    assert!(memo.contains("The curator's reading, for which no source is quoted:"), "{memo}");
    assert!(memo.contains("- A blog,") && !memo.contains("Annual report"), "{memo}");
    assert!(memo.contains("- 1 more source tells these deals"), "{memo}");
    let evidence = &record["finding"]["proof"][0]["any_of"][0]["evidence"];
    let of = |field: &str| evidence.as_array().expect("a list").iter().find(|it| it["field"] == field).expect("told");
    let scope = of("clauses.first-look.scope");
    assert_eq!((&scope["of_field"], &scope["of_part"]), (&serde_json::json!([]), &serde_json::json!(["blog"])));
    assert_eq!(scope["sources"].as_array().map(Vec::len), Some(3), "the sources stay what they were");
    let period = of("clauses.first-look.period");
    assert_eq!(period["of_field"], serde_json::json!(["blog"]));
    let (tree, ..) = told("");
    assert!(tree.contains("no source is quoted for them\n"), "{tree}");
    assert!(tree.contains("─ 3 sources tell the deal, none of which speaks of this clause"), "{tree}");
    assert!(!tree.contains("Annual report"), "a source that says nothing of the clause is no proof of it: {tree}");
    let (tree, ..) = told(", says: {\"clauses.first-look.scope.activity\": \"compute\"}");
    assert!(!tree.contains("scope: the curator's reading"), "{tree}");
}

#[test]
fn of_many_sources_that_only_tell_a_deal_three_are_named() {
    let entities = "(id: \"beta\", name: \"Beta\", kind: Company, markets: [\"models\"]),";
    let claims = "claims: [(source: \"daily\"), (source: \"blog\"), (source: \"filing\")],";
    let book = common::book_with(entities, &(invests("beta", "orion", claims) + &invests("umbra", "orion", "")));
    let graph = DealGraph::new(&book, View::default());
    let findings = all(&graph);
    let finding = findings.list.iter().find(|it| it.code == "competes-with-holding").expect("it is found");
    let tree = proof_tree(&graph, finding);
    assert!(
        tree.contains("Annual report") && tree.contains("tells the deal") && !tree.contains("only counted"),
        "{tree}"
    );
    let evidence = finding.evidence().find(|it| it.ground.deal().is_some()).expect("a deal");
    assert_eq!(evidence.named(&book).len(), 3);
    let first = evidence.named(&book)[0];
    assert_eq!(book.source(first).id.as_str(), "filing", "official sources come first");
    assert!(!evidence.is_the_curators_reading() && evidence.unnamed(&book) == 0);
    let book = load_embedded().expect("the built-in book is sound");
    let graph = DealGraph::new(&book, View::default());
    let findings = all(&graph);
    let evidence = || findings.list.iter().flat_map(Finding::evidence);
    assert!(evidence().any(|it| it.is_told_with_the_deal() && it.unnamed(&book) > 0), "the test shows something");
    for it in evidence().filter(|it| it.ground.deal().is_some()) {
        let named = it.named(&book);
        assert!(!it.of_field.is_empty() || !it.of_part.is_empty() || named.len() <= 3, "{it:?}");
        assert!(named.iter().all(|source| it.sources.contains(source)), "{it:?}");
        assert!(!named.is_empty() || it.is_the_curators_reading(), "what no source is named for is told so: {it:?}");
    }
}
