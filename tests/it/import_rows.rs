//! Imports of rows: columns that a mapping names, parties that nobody names, and amounts as people write them.

use dealgraph::import::{Given, ImportError, Imported, Mapping, Names, Text, import, import_format};

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
        ("deals-csv", &table[..], [ends, "amount = Sumn\n"].concat(), "no column \"sumn\"; the header has: payer"),
        ("deals-csv", &table[..], [ends, "status = State\ndate = Whenn\n"].concat(), "no column \"state\", \"whenn\""),
        ("deals-csv", &table[..], "from = Payerr\nto = Receiver\n".to_owned(), "no column \"payerr\""),
        ("graphml", &graph[..], "amount = summ\n".to_owned(), "edges have no attribute \"summ\"; those declared: sum"),
        ("graphml", &graph[..], "name = sum\n".to_owned(), "nodes have no attribute \"sum\"; those declared: called"),
        ("crunchbase", &tables[..], "alias = aka\n".to_owned(), "organizations.csv: no column \"aka\""),
    ] {
        let error = try_read(format, files, &mapping).expect_err(&mapping).to_string();
        assert!(error.contains(says), "{mapping}: {error}");
    }
    // A column need not stand in every table that has its field.
    assert!(try_read("crunchbase", &tables, "key = uuid\n").is_ok());
}
