//! Imports of other programs' formats: Crunchbase-style tables, BODS statements, GraphML, and our own exports back.

use crate::common;
use crate::common::{book, deal, invests};
use dealgraph::export::{Options, Totals, format_named, web};
use dealgraph::graph::{DealGraph, Rollup, View};
use dealgraph::import::{Given, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::{load_embedded, load_str};
use dealgraph::model::{Book, Deal, EntityKind, Kind, Role, Status};
use dealgraph::query::exposure::{By, exposure};

fn read_mapped(format: &str, files: &[(&str, &str)], mapping: &str) -> Imported {
    let files: Vec<Text> = files.iter().map(|(name, text)| Text::of(name, *text)).collect();
    let (mapping, names) = (Mapping::read(mapping).expect("a mapping"), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    import(import_format(format).expect("a format"), &given, None).expect("the files have the form of the format")
}

fn read(format: &str, files: &[(&str, &str)]) -> Imported {
    read_mapped(format, files, "")
}

fn loaded(imported: &Imported) -> Book {
    load_str(&imported.ron()).unwrap_or_else(|error| panic!("{}\n{}", common::told(&error), imported.ron()))
}

/// The refusals, as lines of `file:line why`.
fn refusals(imported: &Imported) -> Vec<String> {
    imported.refused.iter().map(|it| format!("{}:{} {}", it.place.file, it.place.line, it.why)).collect()
}

fn only(book: &Book) -> Deal {
    assert_eq!(book.deals().len(), 1);
    book.deal(dealgraph::model::DealIx::new(0)).clone()
}

fn parties(book: &Book, deal: &Deal) -> Vec<(String, Role)> {
    let name =
        |party: usize| deal.entity_at(party).map_or("undisclosed".to_owned(), |it| book.entity(it).id.to_string());
    (0..deal.parties.len()).map(|party| (name(party), deal.parties[party].role)).collect()
}

const ORGANIZATIONS: &str = "uuid,name,type,primary_role,cb_url,country_code,city,category_list,short_description\n\
    u-1,Acme,organization,company,https://example.org/acme,USA,Boston,\"Software,Robotics\",Makes robots\n\
    u-2,Orion Ventures,organization,investor,,GBR,,,\n\
    u-3,Lyra Capital,organization,investor,,ATL,,,\n\
    u-4,Acme,organization,company,,DEU,,,\n";
const ROUNDS: &str = "uuid,name,type,cb_url,org_uuid,org_name,investment_type,announced_on,raised_amount_usd,raised_amount,raised_amount_currency_code,post_money_valuation_usd\n\
    r-1,Series A - Acme,funding_round,https://example.org/r1,u-1,Acme,series_a,2024-03-05,11000000,10000000,EUR,50000000\n\
    r-2,Debt - Acme,funding_round,,u-1,Acme,debt_financing,2024,0,,,\n\
    r-3,Grant - Acme,funding_round,,u-1,Acme,grant,2024-01-02,5000,,,\n\
    r-4,Seed - Nobody,funding_round,,u-9,,seed,2024-01-02,5000,,,\n\
    r-5,Seed - Acme,funding_round,,u-1,Acme,seed,31/02/2024,5000,,,\n";
const INVESTMENTS: &str = "uuid,name,funding_round_uuid,funding_round_name,investor_uuid,investor_name,investor_type,is_lead_investor\n\
    i-1,,r-1,,u-2,Orion Ventures,organization,True\n\
    i-2,,r-1,,u-3,Lyra Capital,organization,False\n\
    i-3,,r-1,,p-1,Ada Umbra,person,\n\
    i-4,,r-3,,u-2,Orion Ventures,organization,\n\
    i-5,,r-7,,u-2,Orion Ventures,organization,\n\
    i-6,,r-1,,u-1,Acme,organization,\n";
const ACQUISITIONS: &str = "uuid,name,acquiree_uuid,acquiree_name,acquirer_uuid,acquirer_name,acquisition_type,acquired_on,price_usd,price,price_currency_code\n\
    a-1,Lyra takes Acme,u-4,Acme,u-3,Lyra Capital,acquisition,2025-01,90000000.0,,\n";

#[test]
fn crunchbase_tables_become_rounds_with_all_their_investors() {
    let imported = read(
        "crunchbase",
        &[
            ("acquisitions.csv", ACQUISITIONS),
            ("funding_rounds.csv", ROUNDS),
            ("investments.csv", INVESTMENTS),
            ("organizations.csv", ORGANIZATIONS),
        ],
    );
    let told = refusals(&imported);
    let expected = [
        "funding_rounds.csv:4 ",
        "funding_rounds.csv:5 ",
        "funding_rounds.csv:6 ",
        "investments.csv:5 ",
        "investments.csv:6 ",
        "investments.csv:7 ",
    ];
    assert_eq!(told.len(), expected.len(), "{told:#?}");
    assert!(told.iter().zip(expected).all(|(told, place)| told.starts_with(place)), "{told:#?}");
    assert_eq!(imported.read, 4 + 5 + 6 + 1);
    let book = loaded(&imported);
    let round = book.deals().find(|deal| deal.title == "Series A - Acme").expect("the round").into_owned();
    let wanted = [
        ("acme", Role::Investee),
        ("orion-ventures", Role::LeadInvestor),
        ("lyra-capital", Role::Investor),
        ("ada-umbra", Role::Investor),
    ];
    assert_eq!(parties(&book, &round), wanted.map(|(who, role)| (who.to_owned(), role)));
    assert_eq!(round.amount.map(|it| it.to_string()), Some("EUR 10m".to_owned()), "its own currency, not dollars");
    assert_eq!(round.post_money.map(|it| it.to_string()), Some("USD 50m".to_owned()));
    let loan = book.deals().find(|deal| deal.kind == Kind::Loan).expect("the debt round");
    assert!(loan.amount.is_none() && loan.entity_at(1).is_none(), "0 is no amount; nobody is named as lender");
    let takeover = book.deals().find(|deal| deal.kind == Kind::Acquisition).expect("the acquisition").into_owned();
    assert_eq!(parties(&book, &takeover)[1].0, "acme-u-4", "two keys are two companies, though they bear one name");
    assert_eq!(takeover.amount.map(|it| it.to_string()), Some("USD 90m".to_owned()));
    assert!(imported.near.iter().any(|near| near.id == "acme-u-4" && near.near == "acme"), "{:?}", imported.near);
    let acme = book.entity(book.find_entity("acme").expect("there"));
    assert_eq!((acme.country.as_deref(), acme.markets.len()), (Some("US"), 0), "a category is no market");
    assert!(imported.guessed.keys().any(|what| what.contains("\"ATL\"")), "{:?}", imported.guessed);
    assert!(
        imported.unread.iter().any(|columns| columns.starts_with("organizations.csv: type, city")),
        "{:?}",
        imported.unread
    );
}

#[test]
fn the_snapshot_of_2013_and_the_flat_tables_are_read_by_their_own_names() {
    let imported = read(
        "crunchbase",
        &[
            (
                "cb_objects.csv",
                "id,entity_type,entity_id,name,permalink,country_code\nc:1,Company,1,Acme,/company/acme,USA\nf:2,FinancialOrg,2,Orion,/financial-organization/orion,USA\np:3,Person,3,Ada Umbra,/person/ada,\\N\n",
            ),
            (
                "cb_funding_rounds.csv",
                "id,funding_round_id,object_id,funded_at,funding_round_type,funding_round_code,raised_amount_usd,raised_amount,raised_currency_code,source_url\n7,70,c:1,2005-09-01,series-a,a,5000000.0,5000000.0,USD,https://example.org/x\n",
            ),
            ("cb_investments.csv", "id,funding_round_id,funded_object_id,investor_object_id\n1,70,c:1,f:2\n"),
        ],
    );
    // The number of a row is no key of a round: the column that names it is.
    assert_eq!(refusals(&imported), Vec::<String>::new());
    let book = loaded(&imported);
    assert_eq!(only(&book).amount.map(|it| it.to_string()), Some("USD 5m".to_owned()));
    let flat = read_mapped(
        "crunchbase",
        &[
            ("companies.csv", "permalink,name,country_code\n/organization/acme,Acme,USA\n"),
            (
                "rounds.csv",
                "company_permalink,company_name,funding_round_permalink,funding_round_type,funded_at,raised_amount_usd\n/organization/acme,Acme,/funding-round/1,venture,2014-01-01,100\n",
            ),
            (
                "investments.csv",
                "company_permalink,company_name,investor_permalink,investor_name,funding_round_permalink\n/organization/acme,Acme,/organization/orion,Orion,/funding-round/1\n",
            ),
        ],
        "status := Closed",
    );
    let book = loaded(&flat);
    assert_eq!((only(&book).status, parties(&book, &only(&book))[1].0.as_str()), (Status::Closed, "orion"));
}

fn statement(kind: &str, id: &str, rest: &str, details: &str) -> String {
    format!(
        "{{\"statementId\": \"s-{id}\", \"recordType\": \"{kind}\", \"recordId\": \"{id}\", \"publicationDetails\": \
         {{\"publicationDate\": \"2025-01-02\", \"bodsVersion\": \"0.4\", \"publisher\": {{\"name\": \"A register\"}}}}, {rest} \
         \"recordDetails\": {{\"isComponent\": false, {details}}}}}"
    )
}

fn statements() -> Vec<String> {
    let holds =
        |interests: &str| format!("\"subject\": \"e1\", \"interestedParty\": \"p1\", \"interests\": [{interests}]");
    vec![
        statement(
            "entity",
            "e1",
            "",
            "\"entityType\": {\"type\": \"registeredEntity\"}, \"name\": \"Acme\", \"jurisdiction\": {\"name\": \"Delaware\", \"code\": \"US-DE\"}",
        ),
        statement(
            "person",
            "p1",
            "",
            "\"personType\": \"knownPerson\", \"names\": [{\"type\": \"legal\", \"fullName\": \"Ada Umbra\"}, {\"fullName\": \"A. Umbra\"}]",
        ),
        statement(
            "person",
            "p2",
            "",
            "\"personType\": \"anonymousPerson\", \"unspecifiedPersonDetails\": {\"reason\": \"subjectExemptFromDisclosure\"}",
        ),
        statement(
            "relationship",
            "r1",
            "\"statementDate\": \"2024-01-01\",",
            &holds("{\"type\": \"shareholding\", \"share\": {\"exact\": 10}}"),
        ),
        statement(
            "relationship",
            "r1",
            "\"statementDate\": \"2025-01-01\", \"recordStatus\": \"updated\",",
            &holds(
                "{\"type\": \"shareholding\", \"share\": {\"exclusiveMinimum\": 25, \"maximum\": 50}, \"startDate\": \"2017-11-01\", \"endDate\": \"2024-06-30\"}, {\"type\": \"boardMember\"}, {\"type\": \"astrology\"}",
            ),
        ),
        statement(
            "relationship",
            "r2",
            "",
            "\"subject\": \"e1\", \"interestedParty\": \"p2\", \"interests\": [{\"type\": \"votingRights\", \"share\": {\"minimum\": 75}}]",
        ),
        statement(
            "relationship",
            "r3",
            "\"recordStatus\": \"closed\",",
            "\"subject\": \"e1\", \"interestedParty\": {\"reason\": \"noBeneficialOwners\", \"description\": \"none\"}",
        ),
        statement("relationship", "r4", "", "\"subject\": \"e1\", \"interestedParty\": \"gone\""),
    ]
}

#[test]
fn statements_of_beneficial_ownership_become_holdings_and_offices() {
    let array = format!("[\n{}\n]\n", statements().join(",\n"));
    let lines = statements().join("\n");
    let [imported, same] = [array, lines].map(|text| read("bods", &[("statements.json", text.as_str())]));
    assert_eq!(imported.ron(), same.ron(), "an array and lines say the same");
    let told = refusals(&imported);
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(told[0].starts_with("statements.json:6 ") && told[0].contains("astrology"), "{told:#?}");
    assert!(told[1].starts_with("statements.json:9 ") && told[1].contains("gone"), "{told:#?}");
    let book = loaded(&imported);
    assert_eq!(book.deals().len(), 4);
    let held = book.deals().find(|deal| deal.kind == Kind::Investment).expect("the shareholding");
    assert_eq!(held.parties[0].stake.map(|it| it.to_string()), Some("25..50%".to_owned()));
    assert_eq!(held.period.map(|it| it.to_string()), Some("2017-11-01..2024-06-30".to_owned()));
    let note = |deal: &Deal, word: &str| deal.note.as_deref().is_some_and(|note| note.contains(word));
    let votes = book.deals().find(|deal| note(deal, "votingRights")).expect("the votes");
    assert!(votes.kind == Kind::Board && votes.entity_at(0).is_none() && note(&votes, "at least 75%"));
    assert!(
        imported.ron().contains("subjectExemptFromDisclosure") && imported.ron().contains("noBeneficialOwners: none")
    );
    assert_eq!(book.deals().filter(|deal| deal.status == Status::Lapsed).count(), 1, "the closed record");
    let ada = book.entity(book.find_entity("A. Umbra").expect("by her other name"));
    assert_eq!(ada.kind, EntityKind::Person);
    assert!(imported.guessed.keys().any(|what| what.contains("replaced by a later one")));
}

#[test]
fn a_statement_of_an_older_version_and_a_half_written_array_are_refused() {
    let mut text =
        format!("[{},\n{{\"statementID\": \"x\", \"statementType\": \"personStatement\"}},\n", statements()[0]);
    text.push_str(&statements()[1][..80]);
    let imported = read("bods", &[("statements.json", &text)]);
    let told = refusals(&imported);
    assert_eq!((imported.made[0], told.len()), (1, 2), "{told:#?}");
    assert!(told[0].starts_with("statements.json:2 a statement of version 0.3"), "{told:#?}");
    assert!(told[1].starts_with("statements.json:3 ") && told[1].contains("nothing after it was read"), "{told:#?}");
}

/// Writes a book in a format and reads it back.
fn there_and_back(book: &Book, format: &str, view: View) -> Imported {
    let graph = DealGraph::new(book, view);
    let exported = format_named(format).expect("a format").write(&graph, &Options::default()).expect("written");
    let text = String::from_utf8(exported.files[0].bytes.clone()).expect("text");
    read(format, &[(&exported.files[0].name, &text)])
}

#[test]
fn our_own_graph_comes_back_with_the_same_nodes_edges_and_money() {
    let book = load_embedded().expect("sound");
    let view = View { rollup: Rollup::Parts, ..View::default() };
    let imported = there_and_back(&book, "graphml", view);
    assert_eq!(refusals(&imported), Vec::<String>::new());
    let back = loaded(&imported);
    let [before, after] = [&book, &back].map(|book| web(&DealGraph::new(book, view)));
    let ids = |web: &dealgraph::export::Web| -> Vec<String> {
        web.nodes.rows.iter().map(|row| web.nodes.text(row, "id").to_owned()).collect()
    };
    assert_eq!(ids(&before), ids(&after));
    let firm = |book: &Book, id: &str| {
        let deal = book.deals().find(|deal| deal.id.as_str() == id).expect("there");
        deal.money().stated().map(|stated| stated.split)
    };
    let split = before.edges.rows.iter().filter(|row| before.edges.text(row, "flow") == "Money").filter(|row| {
        let [firm, headline] = ["firm", "headline"]
            .map(|level| ["lower", "upper"].map(|end| before.edges.cell(row, &format!("{level}_{end}")).as_whole()));
        firm != headline && firm[0] == firm[1] && headline[0] == headline[1] && firm[0].is_some_and(|it| it > 0)
    });
    let parted: Vec<&str> = split.map(|row| before.edges.text(row, "deal")).collect();
    let single: Vec<&&str> =
        parted.iter().filter(|id| parted.iter().filter(|other| other == id).count() == 1).collect();
    assert!(!single.is_empty() && single.iter().all(|id| firm(&book, id) == firm(&back, id)), "{single:?}");
    let edges = |web: &dealgraph::export::Web| -> Vec<String> {
        let columns = [
            "source",
            "target",
            "label",
            "kind",
            "flow",
            "source_role",
            "target_role",
            "status",
            "announced",
            "period",
            "amount",
            "stake",
        ];
        let row = |row: &Vec<_>| columns.map(|column| web.edges.text(row, column).to_owned()).join("|");
        let mut rows: Vec<String> = web.edges.rows.iter().map(row).collect();
        rows.sort();
        rows
    };
    assert_eq!(edges(&before), edges(&after));
    assert_eq!(Totals::of(&before).edges, Totals::of(&after).edges);
}

#[test]
fn our_own_follow_the_money_records_come_back_as_the_deals_they_came_from() {
    let deals = invests("acme", "orion", "amount: \"up to USD 10bn\", announced: \"2026-02-01\",")
        + &deal(
            "cloud",
            "Purchase",
            "(who: \"orion\", role: Customer), (who: \"acme\", role: Supplier)",
            "status: Signed, period: \"2026..2030\", amount: \"USD 5bn\",",
        )
        + &deal(
            "debt",
            "Loan",
            "(who: \"umbra\", role: Lender), (who: \"lyra\", role: Borrower)",
            "status: Announced, amount: \"EUR 3m\",",
        )
        + &deal(
            "taking",
            "Acquisition",
            "(who: \"orion\", role: Acquirer), (who: \"lyra\", role: Target)",
            "amount: \"USD 2bn\",",
        )
        + &deal("rivals", "Rivalry", "(who: \"orion\", role: Rival), (who: \"lyra\", role: Rival)", "")
        + &deal("seat", "Board", "(who: \"umbra\", role: Observer), (who: \"lyra\", role: Company)", "");
    let book = book(&deals);
    let imported = there_and_back(&book, "ftm", View::default());
    assert_eq!(refusals(&imported), Vec::<String>::new());
    let back = loaded(&imported);
    let told = |book: &Book| -> Vec<String> {
        let line = |deal: &Deal| {
            let mut who = parties(book, deal);
            who.sort();
            format!(
                "{} {} {} {:?} {:?} {:?} {who:?}",
                deal.id, deal.kind, deal.status, deal.amount, deal.announced, deal.title
            )
        };
        book.deals().map(|deal| line(&deal)).collect()
    };
    assert_eq!(told(&book), told(&back));
    let second = dealgraph::model::DealIx::new(1);
    assert_eq!(back.deal(second).period, book.deal(second).period);
    assert!(back.find_entity("Acme Inc.").is_ok());
}

#[test]
fn the_built_in_book_comes_back_from_follow_the_money_with_every_deal_that_has_a_link() {
    let book = load_embedded().expect("sound");
    let imported = there_and_back(&book, "ftm", View::default());
    assert_eq!(refusals(&imported), Vec::<String>::new());
    let back = loaded(&imported);
    let graph = DealGraph::new(&book, View::default());
    let linked: std::collections::BTreeSet<_> = graph.legs().map(|(.., leg)| graph.deal(leg).id.to_string()).collect();
    let ids: std::collections::BTreeSet<_> = back.deals().map(|deal| deal.id.to_string()).collect();
    assert_eq!(linked, ids);
    for deal in back.deals() {
        let before = book.deals().find(|it| it.id == deal.id).expect("the same ids");
        assert_eq!((before.kind, before.status, &before.title), (deal.kind, deal.status, &deal.title), "{}", deal.id);
        assert!(before.amount.is_none() || before.amount == deal.amount, "{}", deal.id);
    }
}

const FOREIGN: &str = r#"<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="Label" attr.type="string"/>
  <key id="d1" for="edge" attr.name="usd" attr.type="double"/>
  <key id="d2" for="edge" attr.name="since" attr.type="string"><default>2025</default></key>
  <key id="d3" for="edge" attr.name="colour" attr.type="string"/>
  <graph edgedefault="directed">
    <node id="0"><data key="d0">Acme &amp; Co</data></node>
    <node id="1"><data key="d0">Orion</data></node>
    <node id="1"/>
    <edge source="0" target="1"><data key="d1">5000000.0</data><data key="d3">red</data></edge>
    <edge source="0" target="1"><data key="d1">many</data><data key="d2">2024-03</data></edge>
    <edge source="0" target="9"/>
    <edge source="1" target="0" directed="false"><data key="d9">x</data></edge>
    <edge source="1" target="0"><data key="d1">-5</data></edge>
  </graph>
</graphml>"#;

#[test]
fn a_graph_of_another_program_is_read_by_a_mapping() {
    let mapping = "amount = usd\ncurrency := USD\ndate = since\nkind := Loan\nstatus := Closed\nsource := A graph\n";
    let imported = read_mapped("graphml", &[("g.graphml", FOREIGN)], mapping);
    let told = refusals(&imported);
    for (line, why) in [(10, "twice"), (12, "is no double"), (13, "no node"), (14, "not declared"), (15, "negative")] {
        assert!(
            told.iter().any(|it| it.starts_with(&format!("g.graphml:{line} ")) && it.contains(why)),
            "{line}: {told:#?}"
        );
    }
    assert_eq!(told.len(), 5, "{told:#?}");
    let book = loaded(&imported);
    assert!(book.find_entity("Acme & Co").is_ok());
    let first = book.deals().find(|deal| deal.amount.is_some()).expect("an amount");
    assert_eq!((first.kind, first.amount.map(|it| it.to_string())), (Kind::Loan, Some("USD 5m".to_owned())));
    assert_eq!(first.announced.map(|it| it.to_string()), Some("2025".to_owned()), "the default of the key");
    assert!(imported.guessed.keys().any(|what| what.contains("undirected")));
    assert!(imported.unread.iter().any(|it| it.contains("colour")), "{:?}", imported.unread);
}

#[test]
fn a_graph_that_breaks_off_keeps_what_came_before() {
    let cut = &FOREIGN[..FOREIGN.find("<edge source=\"0\" target=\"9\"").expect("there")];
    let imported = read_mapped("graphml", &[("g.graphml", cut)], "source := A graph");
    assert!(
        imported.made[1] > 0 && refusals(&imported).iter().any(|it| it.contains("ends before")),
        "{:?}",
        imported.refused
    );
}

/// Three people, two companies, and the links of a test.
fn of_another_program(links: &str) -> Imported {
    let entity = |id: &str, schema: &str| {
        format!(
            "{{\"id\":\"{id}\",\"schema\":\"{schema}\",\"properties\":{{\"name\":[\"{id}\"],\"topics\":[\"x\"]}}}}\n"
        )
    };
    let people: String = ["ada", "bob", "eve"].iter().map(|id| entity(id, "Person")).collect();
    let companies: String = ["acme", "orion"].iter().map(|id| entity(id, "Company")).collect();
    read("ftm", &[("web.ftm.json", &(people + &companies + links))])
}

#[test]
fn an_ownership_of_another_program_that_ended_has_a_period() {
    let imported = of_another_program(
        r#"{"id":"o","schema":"Ownership","properties":{"owner":["ada"],"asset":["acme"],"startDate":["2005"],"endDate":["2010-03","2010"],"percentage":["30"]}}
{"id":"p","schema":"Ownership","properties":{"owner":["bob"],"asset":["acme"],"endDate":["2011"]}}
{"id":"q","schema":"Ownership","properties":{"owner":["eve"],"asset":["acme"],"startDate":["2012"],"sharesType":["B"]}}
"#,
    );
    assert_eq!(refusals(&imported), [""; 0]);
    let book = loaded(&imported);
    let period = |id: &str| {
        let deal = book.deals().find(|deal| deal.id.as_str() == id).expect("the id of its record");
        (deal.period.map(|it| it.to_string()), deal.announced.map(|it| it.to_string()))
    };
    assert_eq!(period("o"), (Some("2005..2010-03".to_owned()), Some("2005".to_owned())));
    assert_eq!(period("p"), (Some("..2011".to_owned()), None));
    assert_eq!(period("q"), (None, Some("2012".to_owned())));
    let backers = |as_of: Option<&str>| {
        let as_of = as_of.map(|date| date.parse().expect("a date"));
        let graph = DealGraph::new(&book, View { as_of, ..View::default() });
        let acme = book.find_entity("acme").expect("it is there");
        dealgraph::query::backers::investors_of(&graph, acme).len()
    };
    assert_eq!([backers(None), backers(Some("2009")), backers(Some("2012"))], [1, 1, 1], "each held it for a time");
    assert!(imported.guessed.keys().any(|what| what.contains("Lapsed")), "{:?}", imported.guessed);
    assert_eq!(imported.unread_properties, ["web.ftm.json: Company.topics, Ownership.sharesType, Person.topics"]);
}

#[test]
fn a_link_of_several_owners_and_assets_is_a_deal_for_each_pair() {
    let imported = of_another_program(
        r#"{"id":"o","schema":"Ownership","properties":{"owner":["ada","bob"],"asset":["acme","orion"],"percentage":["30"]}}
{"id":"d","schema":"Directorship","properties":{"director":["ada","eve"],"organization":["acme"]}}
{"id":"l","schema":"Debt","properties":{"creditor":["acme"],"debtor":["ada","bob"],"amount":["1000"],"currency":["EUR"]}}
{"id":"m","schema":"Debt","properties":{"creditor":["acme"],"debtor":["ada"],"amount":["1000","2000"],"currency":["EUR"]}}
{"id":"n","schema":"Debt","properties":{"creditor":["acme"],"debtor":["ada"],"amount":["1.500"],"currency":["EUR"],"sourceUrl":["https://a.example","https://b.example"]}}
{"id":"w","schema":"Debt","properties":{"creditor":["acme"],"debtor":["ada","nobody"]}}
"#,
    );
    let told = refusals(&imported);
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("\"amount\" says 1000 and 2000") && told[1].contains("\"nobody\""), "{told:?}");
    let book = loaded(&imported);
    let of = |kind: Kind| book.deals().filter(move |deal| deal.kind == kind).collect::<Vec<_>>();
    let owned: std::collections::BTreeSet<String> =
        of(Kind::Investment).iter().map(|deal| format!("{:?}", parties(&book, deal))).collect();
    assert_eq!((owned.len(), of(Kind::Board).len()), (4, 2), "{owned:?}");
    assert!(of(Kind::Investment).iter().all(|deal| deal.parties[0].stake.is_none()
        && deal.note.as_deref() == Some("percentage of several holders or assets: 30%")));
    let amounts: Vec<Option<String>> =
        of(Kind::Loan).iter().map(|deal| deal.amount.map(|amount| amount.to_string())).collect();
    // What two owe together neither owes alone; a dot of this format is a decimal point.
    let alone = Some("EUR 1.5".to_owned());
    assert_eq!(amounts.iter().filter(|amount| **amount == alone).count(), 1, "{amounts:?}");
    assert_eq!(amounts.iter().filter(|amount| amount.is_none()).count(), 3, "{amounts:?}");
    let sourced = of(Kind::Loan).into_iter().find(|deal| deal.amount.is_some()).expect("it is there");
    assert_eq!(sourced.sources().len(), 2);
    assert!(imported.guessed.keys().any(|what| what.contains("of several deals together")), "{:?}", imported.guessed);
}

#[test]
fn a_number_of_a_typed_key_is_read_as_a_number() {
    let graph = |kind: &str, value: &str| {
        let text =
            FOREIGN.replace("attr.type=\"double\"", &format!("attr.type=\"{kind}\"")).replace("5000000.0", value);
        let mapping = "amount = usd\ncurrency := USD\nsource := A graph\n";
        let imported = read_mapped("graphml", &[("g.graphml", &text)], mapping);
        let book = loaded(&imported);
        book.deals().find_map(|deal| deal.amount.map(|amount| amount.to_string()))
    };
    assert_eq!(graph("double", "12.500"), Some("USD 12.5".to_owned()));
    assert_eq!(graph("double", "5e+06"), Some("USD 5m".to_owned()));
    assert_eq!(graph("string", "12.500"), None, "twelve thousand, perhaps");
}

#[test]
fn of_a_round_read_from_a_graph_no_more_is_firm_than_the_graph_says() {
    let parties = "(who: \"acme\", role: Investor), (who: \"lyra\", role: Investor), (who: \"orion\", role: Investee)";
    let round = "announced: \"2025\", amount: \"USD 60bn\", status: Signed, tranches: [(id: \"first\", amount: \"USD 15bn\", \
        by: \"acme\"), (id: \"later\", amount: \"USD 35bn\", by: \"acme\", on: [\"an IPO\"]), (id: \"rest\", amount: \
        \"USD 10bn\", by: \"lyra\")]";
    let book = book(&deal("round", "Investment", parties, round));
    let back = loaded(&there_and_back(&book, "graphml", View::default()));
    for company in ["acme", "lyra", "orion"] {
        let money = |book: &Book| {
            let graph = DealGraph::new(book, View::default());
            let answer = exposure(&graph, book.find_entity(company).expect("known"), By::Counterparty);
            (answer.paid.totals.clone(), answer.received.totals.clone())
        };
        assert_eq!(money(&back), money(&book), "{company}");
    }
}
