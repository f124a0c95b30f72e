//! Turns written records into a checked book.

use std::sync::Arc;

use super::checker::{At, Checker, DealNames, locate, order};
use super::files::BookFile;
use super::parse::Records;
use super::problem::Problem;
use super::{Strictness, deal, deal_rules, entity, lint, rule};
use crate::model::{Book, Id};

/// Checks all records. The book is absent where a section could not be completed; then, or where a record could not be read, not
/// all could be checked, which is told last.
pub(super) fn check(
    records: Records,
    files: &[BookFile],
    strictness: Strictness,
) -> (Option<Book>, Vec<Problem>, bool) {
    let Records { entities, deals, sources, rates, rules, unread, is_cut, mut problems } = records;
    // A file or a record that cannot be read is a fault, and says nothing of others.
    let is_partly_read = !problems.is_empty();
    let mut checker = Checker { is_cut, ..Checker::default() };
    let unread_of = |section: &str| -> Vec<String> {
        unread.iter().filter(|(of, _)| *of == section).map(|(_, id)| id.clone()).collect()
    };
    let (entities, entity_names) = order(&mut checker, entities, |it| &it.id, unread_of("entities"));
    let (deals, deal_names) = order(&mut checker, deals, |it| &it.id, unread_of("deals"));
    let (sources, source_names) = order(&mut checker, sources, |it| &it.id, unread_of("sources"));
    checker.entities = Arc::new(entity_names);
    checker.deals = DealNames::Known(deal_names);
    checker.sources = Arc::new(source_names);

    let (entity_places, entities) =
        check_all(&mut checker, entities, |checker, at, id, text| Some(entity::check_entity(checker, at, id, text)));
    let (source_places, sources) =
        check_all(&mut checker, sources, |checker, at, id, text| Some(entity::check_source(checker, at, id, text)));
    checker.source_places = source_places;
    let (deal_places, deals) =
        check_all(&mut checker, deals, |checker, at, id, text| deal::check_deal(checker, at, id, &text));
    let rates = entity::check_rates(&mut checker, rates);
    let (rules, _) = order(&mut checker, rules, |it| &it.id, unread_of("rules"));
    let (_, rules) = check_all(&mut checker, rules, rule::check_rule);

    if let (Some(entities), Some(mut deals), Some(sources), Some(rules)) = (entities, deals, sources, rules) {
        entity::check_names(&mut checker, &entities, &entity_places);
        entity::check_wholes(&mut checker, &entities, &entity_places);
        deal_rules::check_references(&mut checker, &mut deals, |position| deal_places.get(position).cloned());
        let whole = problems.is_empty() && checker.faults.is_empty();
        let book = whole.then(|| Book::from_checked(&entities, &deals, &sources, rates, rules));
        if let (Some(book), Strictness::Lints) = (&book, strictness) {
            lint::lint(&mut checker, book, &entity_places, &deal_places);
        }
        problems.extend(locate(checker.faults, files));
        return (book, problems, is_partly_read);
    }
    problems.extend(locate(checker.faults, files));
    (None, problems, true)
}

/// Checks every record of a section; the records are absent where any of them could not be completed.
fn check_all<T, U>(
    checker: &mut Checker,
    records: Vec<(At, Id, T)>,
    check: impl Fn(&mut Checker, &At, Id, T) -> Option<U>,
) -> (Vec<At>, Option<Vec<U>>) {
    let mut places = Vec::with_capacity(records.len());
    let mut checked = Some(Vec::with_capacity(records.len()));
    for (at, id, record) in records {
        match (check(checker, &at, id, record), &mut checked) {
            (Some(record), Some(list)) => list.push(record),
            _ => checked = None,
        }
        places.push(at);
    }
    (places, checked)
}
