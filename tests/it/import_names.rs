//! Names in imports: how they are compared and kept, the ids that are made of them, and who deals with oneself.

use dealgraph::import::{Given, Imported, Mapping, Names, Text, import, import_format};
use dealgraph::load::load_str;

fn read_with(format: &str, name: &str, text: &str, names: &Names) -> Imported {
    let (files, mapping) = ([Text::of(name, text)], Mapping::default());
    let given = Given { files: &files, mapping: &mapping, names, watch: None };
    import(import_format(format).expect("a format"), &given, None).expect("the file has the form of its format")
}

fn read(rows: &str) -> Imported {
    read_with("deals-csv", "rows.csv", &format!("from,to,source,title,note\n{rows}"), &Names::default())
}

/// The entities of an import, in the order they came: id and name.
fn entities(imported: &Imported) -> Vec<(String, String)> {
    let book = load_str(&imported.ron()).expect("loads");
    book.entities().map(|entity| (entity.id.to_string(), entity.name.clone())).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(id, name)| ((*id).to_owned(), (*name).to_owned())).collect()
}

/// Whom a refusal is about, by line.
fn refused(imported: &Imported) -> Vec<(usize, &str)> {
    imported.refused.iter().map(|it| (it.place.line, it.why.as_str())).collect()
}

#[test]
fn a_name_is_one_however_its_accents_are_written() {
    let (composed, apart) = ("Société", "Socie\u{301}te\u{301}");
    for rows in [[composed, apart], [apart, composed]] {
        let imported = read(&rows.map(|name| format!("{name},Orion,s,,\n")).concat());
        assert_eq!(entities(&imported), pairs(&[("orion", "Orion"), ("societe", "Société")]));
        assert_eq!((imported.made[1], imported.spellings.len()), (2, 0), "there is nothing to review");
        assert!(!imported.ron().contains('\u{301}'), "{}", imported.ron());
        assert_eq!(imported.equal_deals().len(), 1, "the rows tell one deal again");
    }
    let decided = Names::read(&format!("name,near_name,decision\n{apart},Acme,join\n")).expect("decisions");
    let imported = read_with("deals-csv", "rows.csv", &format!("from,to,source\n{composed},Orion,s\n"), &decided);
    assert_eq!(entities(&imported), pairs(&[("acme", "Acme"), ("orion", "Orion")]));
}

#[test]
fn ids_are_made_of_letters_without_their_accents_and_of_what_other_scripts_are_read_as() {
    let imported = read("Société,Łódź Straße,s,,\nØrsted,Æther,s,,\n東京,Газпром,s,,\n");
    let expected = [
        ("aether", "Æther"),
        ("dong-jing", "東京"),
        ("gazprom", "Газпром"),
        ("lodz-strasse", "Łódź Straße"),
        ("orsted", "Ørsted"),
        ("societe", "Société"),
    ];
    assert_eq!(entities(&imported), pairs(&expected));
    let ids: Vec<String> = load_str(&imported.ron()).expect("loads").deals().map(|deal| deal.id.to_string()).collect();
    assert_eq!(ids, ["dong-jing-gazprom", "orsted-aether", "societe-lodz-strasse"]);
}

#[test]
fn names_that_come_to_one_id_are_two_entities_with_two_ids() {
    let imported = read("Société,Orion,s,,\nSocieté,Orion,s,,\nSociete,Orion,s,,\n");
    let mut names: Vec<String> = entities(&imported).into_iter().map(|(_, name)| name).collect();
    names.sort_unstable();
    assert_eq!(
        (names, imported.refused.len()),
        (["Orion", "Societe", "Societé", "Société"].map(str::to_owned).to_vec(), 0)
    );
    assert!(imported.near.iter().all(|near| near.why == "the same but for accents"), "{:?}", imported.near);
    assert_eq!(imported.near.len(), 3);
}

#[test]
fn deals_of_other_formats_follow_an_entity_that_made_room_for_a_name() {
    let row = |from: &str, to: &str| format!("D,{from},{to},loan,5\n");
    let rows = [row("Nestlé", "Orion"), row("Nestle", "Orion"), row("Nestlé", "Lyra")].concat();
    let text = format!("deal_id,from,to,leg_type,usd_bn\n{rows}");
    let imported = read_with("legs-csv", "legs.csv", &text, &Names::default());
    let book = load_str(&imported.ron()).expect("loads");
    let lenders: Vec<&str> = book
        .deals()
        .filter_map(|deal| deal.parties[0].who.entity())
        .map(|entity| book.entity(entity).name.clone())
        .map(|name| if name == "Nestlé" { "with" } else { "without" })
        .collect();
    assert_eq!((lenders, imported.refused.len()), (vec!["with", "without", "with"], 0), "{}", imported.ron());
}

#[test]
fn line_breaks_in_a_name_or_a_title_are_blanks_and_notes_keep_theirs() {
    let imported = read(
        "\"Acme\r\nHoldings\",Orion,\"a\nsource\",,\nAcme Holdings,\"Lyra \n  Labs\",a source,\"the\r\nfirst  loan\",\"one\ntwo\"\n",
    );
    let expected = [("acme-holdings", "Acme Holdings"), ("lyra-labs", "Lyra Labs"), ("orion", "Orion")];
    assert_eq!(entities(&imported), pairs(&expected), "{:?}", imported.refused);
    let book = load_str(&imported.ron()).expect("loads");
    let deals: Vec<(&str, &str, Option<String>)> = book
        .deals()
        .map(|deal| (deal.id.as_str().to_owned(), deal.title.clone(), deal.note.clone()))
        .map(|(id, title, note)| (&*id.leak(), &*title.leak(), note))
        .collect();
    let expected = [
        ("acme-holdings-lyra-labs", "the first loan", Some("one\ntwo".to_owned())),
        ("acme-holdings-orion", "Acme Holdings – Orion: Investment", None),
    ];
    assert_eq!(deals, expected);
    assert_eq!((book.source_count(), imported.spellings.len()), (1, 0));
}

#[test]
fn nobody_deals_with_oneself_and_the_row_that_says_so_is_told() {
    let why = "every party is \"Acme\", which does not deal with itself";
    let imported = read("Acme,Acme,s,,\nOrion,Lyra,s,,\n");
    assert_eq!((refused(&imported), imported.made[..2].to_vec()), (vec![(2, why)], vec![2, 1]), "nobody is made of it");

    let imported = read("Acme,Orion,s,,\nACME, acme,s,,\nAcme,Acme,s,,\n");
    let lines: Vec<usize> = imported.refused.iter().map(|it| it.place.line).collect();
    assert_eq!((lines, imported.made[..2].to_vec()), (vec![3, 4], vec![2, 1]));
    assert!(refused(&imported).contains(&(4, why)), "{:?}", imported.refused);

    let decided = Names::read("name,near_name,decision\nAcme Inc,Acme,join\n").expect("decisions");
    let imported = read_with("deals-csv", "rows.csv", "from,to,source\nAcme,Acme Inc,s\n", &decided);
    assert_eq!(refused(&imported), [(2, why)], "joined names are one entity");

    // Nobody is made of such a row, so that no id is used up: both orders, and the legs table.
    let decided = Names::read("name,near_name,decision\nMueller,Müller,join\n").expect("decisions");
    for (format, text) in [
        ("deals-csv", "from,to,source\nMüller,Mueller,s\nMuller,Acme,s\n"),
        ("deals-csv", "from,to,source\nMueller,Müller,s\nMuller,Acme,s\n"),
        ("legs-csv", "deal_id,from,to,leg_type,usd_bn\nD1,Mueller,Müller,loan,5\nD2,Muller,Acme,loan,5\n"),
    ] {
        let imported = read_with(format, "rows.csv", text, &decided);
        assert_eq!(refused(&imported), [(2, "every party is \"Müller\", which does not deal with itself")], "{format}");
        assert_eq!(imported.made[..2], [2, 1], "{format}");
        assert!(imported.ron().contains("\"muller\""), "{format}: {}", imported.ron());
    }
}

#[test]
fn nobody_deals_with_oneself_in_any_format_that_can_say_so() {
    let graph = r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">
<node id="acme"/>
<edge source="acme" target="acme"/></graph></graphml>"#;
    let bods = concat!(
        r#"{"recordId":"a","recordType":"entity","recordDetails":{"name":"Acme","entityType":{"type":"registeredEntity"}}}"#,
        "\n",
        r#"{"recordId":"r","recordType":"relationship","recordDetails":{"subject":"a","interestedParty":"a","interests":[{"type":"shareholding"}]}}"#,
        "\n",
    );
    let ftm = concat!(
        r#"{"id":"a","schema":"Company","properties":{"name":["Acme"]}}"#,
        "\n",
        r#"{"id":"o","schema":"Ownership","properties":{"owner":["a"],"asset":["a"]}}"#,
        "\n",
    );
    let legs = "deal_id,from,to,leg_type,usd_bn\nD1,Acme,Acme,loan,5\n";
    let acquisitions = "acquiree_name,acquirer_name,acquirer_uuid,acquiree_uuid\nAcme,Acme,a,a\n";
    for (format, name, text, line) in [
        ("graphml", "web.graphml", graph, 3),
        ("bods", "owners.json", bods, 2),
        ("ftm", "web.json", ftm, 2),
        ("legs-csv", "legs.csv", legs, 2),
        ("crunchbase", "acquisitions.csv", acquisitions, 2),
    ] {
        let imported = read_with(format, name, text, &Names::default());
        let told =
            imported.refused.iter().any(|it| it.place.line == line && it.why.contains("does not deal with itself"));
        assert!(told && imported.made[1] == 0, "{format}: {:?} {}", imported.refused, imported.ron());
    }
}

#[test]
fn a_name_that_is_joined_by_decision_is_counted_once() {
    let decided = Names::read("name,near_name,decision\nAcme Inc,Acme,join\n").expect("decisions");
    let text = "from,to,source\nAcme,Orion,s\nAcme Inc,Orion,s\nAcme Inc,Lyra,s\n";
    let imported = read_with("deals-csv", "rows.csv", text, &decided);
    // Acme Inc twice and Orion once are known already; Acme, Orion and Lyra are new.
    assert_eq!((imported.made, imported.read, imported.joined), ([3, 3, 1], 3, 3));
    let first = read_with("deals-csv", "rows.csv", "from,to,source\nAcme Inc,Orion,s\n", &decided);
    assert_eq!((first.made[0], first.joined), (2, 0), "who was never met is not known already");
}

#[test]
fn a_cell_of_several_names_and_an_abbreviated_name_come_up_for_review() {
    let rows = "from,to,source\nNorthwind Capital,Orion,s\nNorthwind Cap.,Lyra,s\nOrion and Lyra,Acme,s\nFoo Fund and Bar Fund,Acme,s\n\
        Johnson & Johnson,Acme,s\n\"Zenith, Inc.\",Acme,s\n";
    let files = [Text::of("web.csv", rows)];
    let (mapping, none) = (Mapping::default(), Names::default());
    let read = |names: &Names| {
        let given = Given { files: &files, mapping: &mapping, names, watch: None };
        let imported = import(import_format("deals-csv").expect("a format"), &given, None).expect("a table");
        let near = imported.near.iter();
        near.map(|near| [&near.name, &near.near_name, &near.near].map(String::clone)).collect::<Vec<_>>()
    };
    let several = ["Foo Fund and Bar Fund", "Foo Fund", ""];
    let wanted =
        [several, ["Northwind Cap.", "Northwind Capital", "northwind-capital"], ["Orion and Lyra", "Orion", "orion"]];
    assert_eq!(read(&none), wanted);
    let decided = Names::read("name,near_name,decision\nFoo Fund and Bar Fund,Foo Fund,apart\n").expect("a decision");
    assert_eq!(read(&decided), wanted[1..], "what is decided is not asked again");
}

#[test]
fn what_makes_a_record_of_the_book_that_it_joins_faulty_is_told() {
    let base = load_str("(entities: [(id: \"e0\", name: \"Entity 0\", kind: Government)])").expect("loads");
    let rows = "id,name,kind,aliases,part_of,markets,group,country,note\n0,Entity 0,Government,,,,,,\n";
    let (files, mapping, names) = ([Text::of("entities.csv", rows)], Mapping::default(), Names::default());
    let given = Given { files: &files, mapping: &mapping, names: &names, watch: None };
    let format = import_format("csv").expect("a format");
    let alone = import(format, &given, None).expect("a table");
    assert!(!alone.is_faulty && alone.refused.is_empty(), "{:?}", alone.refused);
    let joined = import(format, &given, Some(&base)).expect("a table");
    assert!(joined.is_faulty, "two entities have one name");
    let told = &joined.refused[0];
    assert_eq!(told.place.file, "the book that this goes into");
    assert!(told.why.contains("entity e0: this name already leads to \"0\""), "{}", told.why);
}
