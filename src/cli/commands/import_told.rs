//! What an import tells: a summary for people, and lists beside the book.

use dealgraph::export::neutralised;
use dealgraph::import::{AlikeDeal, EqualDeal, Imported, NAME_COLUMNS, Near, Place, Spelling};
use dealgraph::model::visible;
use dealgraph::report::count;

/// The most refusals, names or deals that are printed; the files have them all.
const MOST_PRINTED: usize = 20;

/// Whether the lists are written beside the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lists {
    /// They are.
    Written,
    /// They are not, as nothing is.
    Left,
}

/// The names of the lists.
pub const LISTS: [&str; 5] =
    ["near-names.csv", "joined-names.csv", "equal-deals.csv", "alike-deals.csv", "refused.csv"];

/// The lists that are written beside the book, each with the name of its file; empty ones are none.
pub fn lists(imported: &Imported) -> Vec<(&'static str, String)> {
    let near = |near: &Near| line(&[&near.name, &near.id, &near.near_name, &near.near, near.why]).replace('\n', ",\n");
    let spelling = |it: &Spelling| line(&[&it.name, &it.other, &it.id]);
    let equal = |it: EqualDeal| {
        let [own, first] = [&it.place, &it.first_place].map(|place| place.line.to_string());
        line(&[&it.place.file, &own, &it.id, &it.first_place.file, &first, &it.first, same(it.is_same_source)])
    };
    let alike =
        |it: AlikeDeal| line(&[&it.place.file, &it.place.line.to_string(), &it.id, &it.other, &it.differ.join(", ")]);
    let [near_names, joined_names, equal_deals, alike_deals, refused] = LISTS;
    let lists = [
        (near_names, line(&NAME_COLUMNS), imported.near.iter().map(near).collect::<String>()),
        (joined_names, line(&["name", "joined_to", "id"]), imported.spellings.iter().map(spelling).collect()),
        (
            equal_deals,
            line(&["file", "line", "deal", "first_file", "first_line", "first_deal", "same"]),
            imported.equal_deals().map(equal).collect(),
        ),
        (
            alike_deals,
            line(&["file", "line", "deal", "deal_of_the_book", "told_otherwise"]),
            imported.alike_deals().map(alike).collect(),
        ),
        (
            refused,
            line(&["file", "line", "why"]),
            imported.refused.iter().map(|it| line(&[&it.place.file, &it.place.line.to_string(), &it.why])).collect(),
        ),
    ];
    lists.into_iter().filter(|(.., rows)| !rows.is_empty()).map(|(name, head, rows)| (name, head + &rows)).collect()
}

fn line(cells: &[&str]) -> String {
    let quoted: Vec<String> = cells.iter().map(|cell| neutralised(cell).replace('"', "\"\"")).collect();
    format!("\"{}\"\n", quoted.join("\",\""))
}

const fn same(is_same_source: bool) -> &'static str {
    if is_same_source { "everything" } else { "everything but the source" }
}

/// Says what an import came to.
pub fn summary(imported: &Imported, lists: Lists) -> String {
    let [entities, deals, sources] = imported.made;
    let mut text = format!(
        "read {}: {}, {}, {}; {} of what was known already, {} refused, {}\n",
        count(imported.read, "row", "rows"),
        count(entities, "entity", "entities"),
        count(deals, "deal", "deals"),
        count(sources, "source", "sources"),
        count(imported.joined, "mention", "mentions"),
        imported.refused.len(),
        count(imported.near.len(), "near name", "near names"),
    );
    for (what, number) in &imported.guessed {
        text.push_str(&format!("guessed {}: {what}\n", count(*number, "time", "times")));
    }
    for columns in &imported.unread {
        text.push_str(&format!("not read, columns of {}\n", visible(columns)));
    }
    for properties in &imported.unread_properties {
        text.push_str(&format!("not read, properties of {}\n", visible(properties)));
    }
    tell_equal(&mut text, imported, lists);
    tell_alike(&mut text, imported, lists);
    tell_joined(&mut text, imported, lists);
    let near = imported.near.iter().map(|Near { name, id, near_name, near, why }| {
        if near.is_empty() {
            return format!("\"{name}\" ({id}): {why}");
        }
        format!("\"{name}\" ({id}) and \"{near_name}\" ({near}): {why}")
    });
    tell_all(&mut text, "near", near, ("near-names.csv", lists));
    if !imported.near.is_empty() {
        text.push_str(match lists {
            Lists::Written => {
                "near names were not joined; decide on them in near-names.csv and give it back with --names\n"
            }
            Lists::Left => {
                "near names are not joined; without --preview they come in near-names.csv, to be decided on there and \
                 given back with --names\n"
            }
        });
    }
    if imported.unused_joins > 0 {
        text.push_str(&format!("{} of --names met no such name\n", count(imported.unused_joins, "join", "joins")));
    }
    let refused = imported.refused.iter().map(|refusal| format!("{}: {}", place_words(&refusal.place), refusal.why));
    tell_all(&mut text, "refused", refused, ("refused.csv", lists));
    text
}

/// Names that were joined, those first of which a symbol may tell two companies apart.
fn tell_joined(text: &mut String, imported: &Imported, lists: Lists) {
    let (apart, others): (Vec<&Spelling>, Vec<&Spelling>) =
        imported.spellings.iter().partition(|it| symbols(&it.name) != symbols(&it.other));
    let all: Vec<&Spelling> = apart.iter().chain(&others).copied().collect();
    let words = all.iter().map(|it| format!("\"{}\" to \"{}\" ({})", it.name, it.other, it.id));
    tell_all(text, "joined", words, ("joined-names.csv", lists));
    if !all.is_empty() {
        text.push_str(
            "names joined so differ from the name or the id in case, blanks and punctuation alone, or --names joins them\n",
        );
    }
    if !apart.is_empty() {
        text.push_str(&format!(
            "{} in symbols like + or #, and may be of two: where they are, write one of them otherwise (C Sharp, not C#)\n",
            if apart.len() == 1 { "the first of them differs".to_owned() } else { format!("the first {} differ", apart.len()) }
        ));
    }
}

/// The signs of a name that are more than punctuation.
fn symbols(name: &str) -> String {
    let is_symbol = |c: &char| matches!(c, '+' | '#' | '*' | '@' | '$' | '%' | '=' | '~' | '^');
    name.chars().filter(is_symbol).collect()
}

/// Deals that say the same are kept, since two deals may be equal; but one that was told twice counts twice.
fn tell_equal(text: &mut String, imported: &Imported, lists: Lists) {
    let equal = imported.equal_deals();
    let (number, elsewhere) = (equal.len(), imported.equal_deals_of_other_sources());
    if number == 0 {
        return;
    }
    let but = match (number, elsewhere) {
        (_, 0) => String::new(),
        (1, _) => ", but for the source".to_owned(),
        _ => format!(", {elsewhere} of them but for the source"),
    };
    let say = count(number, "deal says", "deals say");
    text.push_str(&format!(
        "{say} the same as an earlier one{but}; all are kept and counted, so take out the rows that tell one deal again\n"
    ));
    let words = equal.map(|it| {
        let (own, first) = (place_words(&it.place), place_words(&it.first_place));
        format!("{own} ({}) and {first} ({}): {}", it.id, it.first, same(it.is_same_source))
    });
    tell_all(text, "equal", words, ("equal-deals.csv", lists));
}

/// Deals that look like ones of the book are kept, too: only a reader can tell whether they are those.
fn tell_alike(text: &mut String, imported: &Imported, lists: Lists) {
    let alike = imported.alike_deals();
    let (say, them) = match alike.len() {
        0 => return,
        1 => ("1 deal may be one that the book has already, told otherwise; it is".to_owned(), "it"),
        number => (format!("{number} deals may be ones that the book has already, told otherwise; they are"), "them"),
    };
    text.push_str(&format!(
        "{say} kept, and counted twice if so: compare {them} with those of the book, and take out the rows that tell one again\n"
    ));
    let words = alike.map(|it| {
        let differ = if it.differ.is_empty() { "nothing that a row tells".to_owned() } else { it.differ.join(", ") };
        let parties = if it.differ.contains(&"parties") {
            "some of the same parties, or parts and wholes of them"
        } else {
            "the same parties"
        };
        format!(
            "{} ({}) and {} of the book: of one kind between {parties}; they differ in {differ}",
            place_words(&it.place),
            it.id,
            it.other
        )
    });
    tell_all(text, "alike", words, ("alike-deals.csv", lists));
}

fn place_words(place: &Place) -> String {
    if place.line == 0 { place.file.clone() } else { format!("{}:{}", place.file, place.line) }
}

/// Tells the first of many, and how many more there are, and where they are all told.
fn tell_all(text: &mut String, what: &str, all: impl ExactSizeIterator<Item = String>, (file, lists): (&str, Lists)) {
    let count = all.len();
    for said in all.take(MOST_PRINTED) {
        text.push_str(&format!("{what} {}\n", visible(&said)));
    }
    if count > MOST_PRINTED {
        let where_all = match lists {
            Lists::Written => format!("{file} has them all"),
            Lists::Left => format!("without --preview they come in {file}"),
        };
        text.push_str(&format!("{what} {} more; {where_all}\n", count - MOST_PRINTED));
    }
}
