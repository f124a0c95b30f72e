//! Imports of rows: columns that a mapping names, parties that nobody names, and amounts as people write them.

use dealgraph::import::{Given, ImportError, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;

fn try_read(format: &str, files: &[(&str, &str)], mapping: &str) -> Result<Imported, ImportError> {
    let files: Vec<Text> = files.iter().map(|(name, text)| Text::of(name, *text)).collect();
    let (mapping, names) = (Mapping::read(mapping).expect("a mapping"), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    import(import_format(format).expect("a format"), &given, None)
}

#[test]
fn a_mapping_that_names_a_column_the_file_lacks_is_refused() {
    let table = [("rows.csv", "Payer,Receiver,Sum,Cur\nAcme,Orion,5,USD\n")];
    let ends = "from = Payer\nto = Receiver\n";
    let sound = [ends, "amount = Sum\ncurrency = Cur\n"].concat();
    assert_eq!(try_read("deals-csv", &table, &sound).expect("every column is there").made[1], 1);
    let graph = "<graphml><key id=\"a\" for=\"edge\" attr.name=\"sum\" attr.type=\"string\"/>\
        <key id=\"n\" for=\"node\" attr.name=\"called\" attr.type=\"string\"/>\
        <graph edgedefault=\"directed\"><node id=\"x\"/><node id=\"y\"/><edge source=\"x\" target=\"y\"/></graph></graphml>";
    let graph = [("g.graphml", graph)];
    assert!(try_read("graphml", &graph, "amount = sum\nname = called\n").is_ok());
    let organizations = ("organizations.csv", "uuid,name\no1,Acme\no2,Orion\n");
    let acquisitions = ("acquisitions.csv", "uuid,acquirer_uuid,acquiree_uuid,paid\na1,o1,o2,5\n");
    let tables = [organizations, acquisitions];
    for (format, files, mapping, says) in [
        (
            "deals-csv",
            &table[..],
            [ends, "amount = Sumn\n"].concat(),
            "no column \"sumn\" (line 3 of the mapping: amount = sumn); the header has: payer",
        ),
        ("deals-csv", &table[..], [ends, "status = State\ndate = Whenn\n"].concat(), "no column \"state\", \"whenn\""),
        ("deals-csv", &table[..], "from = Payerr\nto = Receiver\n".to_owned(), "no column \"payerr\""),
        (
            "graphml",
            &graph[..],
            "amount = summ\n".to_owned(),
            "edges have no attribute \"summ\" (line 1 of the mapping: amount = summ); those declared: sum",
        ),
        (
            "graphml",
            &graph[..],
            "name = sum\n".to_owned(),
            "nodes have no attribute \"sum\" (line 1 of the mapping: name = sum); those declared: called",
        ),
        ("crunchbase", &tables[..], "alias = aka\n".to_owned(), "organizations.csv: no column \"aka\""),
    ] {
        let error = try_read(format, files, &mapping).expect_err(&mapping).to_string();
        assert!(error.contains(says), "{mapping}: {error}");
    }
    // A column need not stand in every table that has its field.
    assert!(try_read("crunchbase", &tables, "key = uuid\n").is_ok());
}

#[test]
fn a_party_that_a_table_does_not_name_is_undisclosed_and_no_company() {
    let rows = "from,to,kind,amount,date,source,title\n\
        Undisclosed,Orion,Investment,USD 1m,2024,s,\n\
        Acme,Orion,Investment,USD 2m,2024,s,\n\
        Undisclosed,Lyra,Investment,USD 3m,2024,s,Seed round\n\
        Orion,n/a,Loan,USD 4m,,,\n\
        -,Lyra,Investment,USD 5m,2024,s,\n\
        TBD,multiple investors,Investment,USD 6m,2024,s,\n\
        N/A,N/A,Investment,USD 7m,2024,s,\n\
        Unknown Worlds,Orion,Investment,USD 8m,2024,s,\n";
    let imported = try_read("deals-csv", &[("rows.csv", rows)], "").expect("read");
    let told: Vec<(usize, &str)> = imported.refused.iter().map(|it| (it.place.line, it.why.as_str())).collect();
    assert_eq!(
        told,
        [
            (7, "neither party is named: \"TBD\" and \"multiple investors\""),
            (8, "neither party is named: \"N/A\" and \"N/A\"")
        ]
    );
    let guessed = |what: &str| imported.guessed.get(what).copied();
    assert_eq!(guessed("party \"undisclosed\" taken as undisclosed"), Some(2));
    assert_eq!(guessed("party \"na\" taken as undisclosed"), Some(1));
    assert_eq!(guessed("party \"-\" taken as undisclosed"), Some(1));
    assert_eq!(guessed("source taken as the file itself"), Some(1));
    let book = load_str(&imported.ron()).expect("it loads");
    let names: Vec<String> = book.entities().map(|it| it.name.clone()).collect();
    assert_eq!(names, ["Acme", "Lyra", "Orion", "Unknown Worlds"]);
    let ids: Vec<String> = book.deals().map(|deal| deal.id.to_string()).collect();
    assert_eq!(
        ids,
        [
            "acme-orion-2024",
            "orion-undisclosed",
            "undisclosed-lyra-2024",
            "undisclosed-lyra-2024-2",
            "undisclosed-orion-2024",
            "unknown-worlds-orion-2024"
        ]
    );
    // That it has its id without a number shows that it came before the other.
    let seed = book.deals().find(|deal| deal.id.as_str() == "undisclosed-lyra-2024").expect("it is there");
    assert_eq!((seed.title.as_str(), seed.parties.len()), ("Seed round", 2));
    assert_eq!(seed.amount.map(|it| it.to_string()).as_deref(), Some("USD 3m"));
    assert_eq!(seed.entity_at(0), None);
    assert!(imported.ron().contains("undisclosed: \"the file says Undisclosed\""), "{}", imported.ron());
    let legs = "deal_id,from,to,leg_type,usd_bn,sources\nd,Unknown,Orion,loan,N/A,s\nd,-,unknown,loan,1,s\n";
    let imported = try_read("legs-csv", &[("legs.csv", legs)], "").expect("read");
    assert_eq!((imported.made[0], imported.made[1], imported.refused.len()), (1, 1, 1));
    assert!(imported.ron().contains("amount: \"undisclosed\""), "{}", imported.ron());
}

#[test]
fn an_amount_taken_as_undisclosed_is_counted() {
    let rows = "from,to,amount,currency,source\nAcme,Orion,N/A,USD,s\nAcme,Lyra,undisclosed,USD,s\nAcme,Vega,-,,s\n";
    let imported = try_read("deals-csv", &[("rows.csv", rows)], "").expect("read");
    let what = "amount taken as undisclosed, since a word like N/A stands in its place";
    assert_eq!((imported.made[1], imported.guessed.get(what)), (3, Some(&2)), "{:?}", imported.refused);
}
