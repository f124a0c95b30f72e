//! What a row tells of one deal, read cell by cell; names and sources are not looked up yet.

use std::num::NonZeroU32;

use super::amount_column::AmountColumn;
use super::batch::{Batch, Kept};
use super::draft::Draft;
use super::marks::TextMark;
use super::notation::Comma;
use super::plain::{Aside, EntityNumber, Other, Plains, Row};
use super::taken::{LONGEST_STEM, stem_of_text};
use super::written::Met;
use super::{unstated, value};
use crate::load::text::DealText;
use crate::model::pack::{Counts, Says, SaysBytes, Unpacker};
use crate::model::{EntityKind, Kind, Money, PartialDate, Status, fold};

/// What a row tells of a deal.
#[derive(Debug)]
pub(super) struct Told<'c> {
    /// What is written as giver and as taker.
    pub ends: [&'c str; 2],
    pub source: Option<&'c str>,
    pub title: Option<&'c str>,
    pub says: Says<'c>,
    pub is_assumed: Assumed,
}

/// What a row does not say, so that it was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Assumed {
    kind: bool,
    status: bool,
    amount: bool,
}

/// How many rows do not say something.
#[derive(Debug, Default)]
struct Assumptions {
    kinds: usize,
    statuses: usize,
    amounts: usize,
    sources: usize,
}

/// A row that tells a plain deal, as far as it is known.
struct Found<'b> {
    told: &'b Kept,
    ends: [EntityNumber; 2],
    source: u32,
    /// Whether its ends are known to be written as the names of their entities are.
    is_by_name: bool,
}

/// What the words of the row before mean, which is what those of most rows do.
#[derive(Debug, Default)]
pub(super) struct Words {
    kind: Option<Kind>,
    status: Option<Status>,
    /// What its amounts are in.
    column: AmountColumn,
}

/// What a word means: what the one before did, if it is that.
fn meaning<T: Copy>(
    text: &str,
    before: &mut Option<T>,
    all: &[T],
    known: impl Fn(&str) -> Option<T>,
    name: impl Fn(T) -> &'static str,
) -> Option<T> {
    let same = before.filter(|before| name(*before) == text);
    *before = same.or_else(|| value::word(text, all, known, name));
    *before
}

impl Words {
    /// Those of a table whose amounts stand in a column.
    pub(super) fn with_amounts_in(column: AmountColumn) -> Self {
        Self { column, ..Self::default() }
    }

    /// Reads what a row says of each of [`FIELDS`](super::deals_csv::FIELDS); `date_column` is where it says its date, and
    /// `comma` what a comma in an amount means.
    ///
    /// # Errors
    /// When a cell holds nothing of its kind, or an end is missing.
    pub(super) fn read<'c>(
        &mut self,
        row: &[Option<&'c str>; 10],
        date_column: &str,
        comma: Comma,
    ) -> Result<Told<'c>, String> {
        let &[from, to, kind, amount, currency, date, status, source, title, note] = row;
        let kind = kind.map(|text| {
            meaning(text, &mut self.kind, Kind::ALL, Kind::from_word, Kind::word)
                .ok_or_else(|| value::no_word(text, "kind of deal", Kind::ALL, Kind::word))
        });
        let status = status.map(|text| {
            meaning(text, &mut self.status, Status::ALL, Status::from_word, Status::word)
                .ok_or_else(|| value::no_word(text, "status", Status::ALL, Status::word))
        });
        let (kind, status) = (kind.transpose()?, status.transpose()?);
        let told_amount = amount.map(|text| self.column.money(text, currency, comma)).transpose()?;
        let is_undisclosed = told_amount.is_some_and(Money::is_undisclosed);
        let is_told_so = amount.is_some_and(|text| text.eq_ignore_ascii_case("undisclosed"));
        let is_assumed =
            Assumed { kind: kind.is_none(), status: status.is_none(), amount: is_undisclosed && !is_told_so };
        let amount = told_amount;
        let announced = date.map(|text| value::day(date_column, text)).transpose()?;
        let (from, to) = (from.ok_or("the cell \"from\" is empty")?, to.ok_or("the cell \"to\" is empty")?);
        let (kind, status) = (kind.unwrap_or(Kind::Investment), status.unwrap_or(Status::Reported));
        let says = Says { kind, status, announced, amount, note };
        Ok(Told { ends: [from, to], source, title, says, is_assumed })
    }
}

/// Whether two names fold to the same. Names of plain letters are read only as far as they agree.
fn is_one_name(one: &str, two: &str) -> bool {
    let letters = |name| str::bytes(name).filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    let is_one = if one.is_ascii() && two.is_ascii() { letters(one).eq(letters(two)) } else { fold(one) == fold(two) };
    is_one && !fold(one).is_empty()
}

/// The mark of what the id of a deal begins with that is made of those of its ends and of its year; `None` where no number
/// has room behind it, or an end has no mark.
#[inline]
fn stem_of_marks([from, to]: [Option<TextMark>; 2], announced: Option<PartialDate>) -> Option<TextMark> {
    let mut stem = from?.then(TextMark::HYPHEN).then(to?);
    if let Some(date) = announced {
        stem = stem.then(TextMark::HYPHEN).then(TextMark::of_number(date.year().into()));
    }
    (stem.length() <= LONGEST_STEM).then_some(stem)
}

impl Draft<'_> {
    /// Refuses two names of one entity, before anybody is made of a row that tells no deal: the id would be used up.
    ///
    /// # Errors
    /// When they are, be it since a reader joined them.
    pub(super) fn tell_two(&self, one: &str, two: &str) -> Result<(), String> {
        if is_one_name(one, two) {
            return Err(value::with_itself(&value::tidy(one)));
        }
        if self.reviewed.join_count() == 0 {
            return Ok(());
        }
        let [(number, name), (other, second)] = [one, two].map(|name| self.led_to(name));
        match number {
            Some(number) if Some(number) == other => Err(value::with_itself(self.records.label(number).1)),
            None if other.is_none() && is_one_name(&name, &second) => Err(value::with_itself(&name)),
            _ => Ok(()),
        }
    }

    /// Whom a name leads to: the entity, where there is one, and the name that it is to be known by.
    fn led_to(&self, name: &str) -> (Option<EntityNumber>, String) {
        let folded = fold(name);
        let known = self.bearer(&folded);
        match self.joined(&folded).filter(|_| known.is_none()) {
            Some(other) => (self.bearer(&fold(other)), value::tidy(other).into_owned()),
            None => (known, value::tidy(name).into_owned()),
        }
    }

    /// Makes deals of what rows of a file tell, and refuses those that tell none.
    ///
    /// Each step is taken for all rows before the next is: look-ups that need nothing of one another wait for memory at
    /// the same time.
    pub(super) fn plains(&mut self, file: &str, batch: Batch) -> Plains {
        let Batch { text, says: mut bytes, rows, faults } = batch;
        for (line, why) in faults {
            self.refuse(file, line, &why);
        }
        let met = self.written.all(rows.iter().flat_map(|told| told.ends).map(|at| at.of(&text)));
        let mut met = met.into_iter();
        let (mut found, mut others) = (Vec::with_capacity(rows.len()), Vec::new());
        let mut assumptions = Assumptions::default();
        for told in &rows {
            let met = [met.next().flatten(), met.next().flatten()];
            let before = found.len();
            match self.find(file, (&text, &bytes), told, met, &mut assumptions) {
                Ok(Ok(row)) => found.push(row),
                Ok(Err(deal)) => others.push(Other { before, line: told.line, deal: *deal }),
                Err(why) => self.refuse(file, told.line, &why),
            }
        }
        self.assume(&assumptions);
        let marks: Vec<_> = found.iter().map(|row| row.ends.map(|end| self.records.mark_of_id(end))).collect();
        let row = |(row, marks)| self.row(&text, &mut bytes, &row, marks);
        let rows = found.into_iter().zip(marks).map(row).collect();
        Plains { bytes, rows, others }
    }

    /// Finds whom a row names: those of a plain deal, or else the deal.
    fn find<'b>(
        &mut self,
        file: &str,
        (text, says): (&str, &[u8]),
        told: &'b Kept,
        met: [Option<Met>; 2],
        assumptions: &mut Assumptions,
    ) -> Result<Result<Found<'b>, Box<DealText>>, String> {
        let mut is_by_name = false;
        let ends = if let [Some(from), Some(to)] = met {
            self.joined = self.joined.saturating_add(2);
            is_by_name = from.is_name && to.is_name;
            [from.number, to.number]
        } else {
            let written = told.ends.map(|at| at.of(text));
            let unnamed = self.unnamed(written)?;
            if unnamed != [None, None] {
                let deal = self.whole(file, (text, says), told, unnamed, assumptions)?;
                return Ok(Err(Box::new(deal)));
            }
            let [from, to] = written;
            self.tell_two(from, to)?;
            let [from_met, to_met] = met;
            let mut number = |met: Option<Met>, name| match met {
                Some(met) => {
                    self.join();
                    Ok(met.number)
                }
                None => self.entity_number(name, EntityKind::Company),
            };
            [number(from_met, from)?, number(to_met, to)?]
        };
        let [from, to] = ends;
        if from == to {
            return Err(value::with_itself(self.records.label(from).1));
        }
        let source = self.settle_row(file, text, told, assumptions);
        Ok(Ok(Found { told, ends, source, is_by_name }))
    }

    /// The row that is kept of a plain deal, with the mark of what its id begins with.
    fn row(&self, text: &str, bytes: &mut Vec<u8>, found: &Found<'_>, marks: [Option<TextMark>; 2]) -> (TextMark, Row) {
        let &Found { told, ends, source, is_by_name } = found;
        let &Kept { line, title, says_at, kind, announced, .. } = told;
        let mut aside = Aside { title: title.map(|at| at.of(text)), is_titled: title.is_some(), stem: None };
        let (made_title, made_stem);
        if title.is_none() && !is_by_name {
            // Where the names are those of the entities, the title need not be kept.
            let names = ends.map(|end| self.records.label(end).1);
            let written = told.ends.map(|at| value::tidy(at.of(text)));
            if written != names {
                let [from, to] = written;
                made_title = value::title_between(&from, &to, kind);
                aside.title = Some(&made_title);
            }
        }
        let stem = if let Some(stem) = stem_of_marks(marks, announced) {
            stem
        } else {
            made_stem = self.stem_of_ends(ends, announced);
            aside.stem = Some(&made_stem);
            TextMark::of(&made_stem)
        };
        let aside_at = aside.pack(bytes);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        (stem, Row { ends, source, line, number: NonZeroU32::MIN, block: 0, says_at, aside_at })
    }

    /// What the id of a deal begins with that is made of the ids of its ends and of its year.
    fn stem_of_ends(&self, ends: [EntityNumber; 2], announced: Option<PartialDate>) -> String {
        let [from, to] = ends.map(|end| self.records.label(end).0);
        let mut text = [from, "-", to].concat();
        if let Some(date) = announced {
            text.push('-');
            text.push_str(itoa::Buffer::new().format(date.year()));
        }
        stem_of_text(&text).into_owned()
    }

    /// Counts what a row that is not refused leaves to be assumed, and finds its source.
    fn settle_row(&mut self, file: &str, text: &str, told: &Kept, assumptions: &mut Assumptions) -> u32 {
        let Assumed { kind, status, amount } = told.is_assumed;
        let Assumptions { kinds, statuses, amounts, sources } = assumptions;
        for (count, is_assumed) in
            [(kinds, kind), (statuses, status), (amounts, amount), (sources, told.source.is_none())]
        {
            *count = count.saturating_add(is_assumed.into());
        }
        let source = told.source.map_or(file, |at| at.of(text));
        self.source_position(source, None, "unknown")
    }

    /// Counts what was assumed.
    fn assume(&mut self, assumptions: &Assumptions) {
        let &Assumptions { kinds, statuses, amounts, sources } = assumptions;
        for (count, what) in [
            (kinds, "kind of a deal taken as Investment"),
            (statuses, "status taken as Reported"),
            (amounts, "amount taken as undisclosed, since a word like N/A stands in its place"),
            (sources, "source taken as the file itself"),
        ] {
            if count > 0 {
                let known = self.guessed.entry(what.to_owned()).or_default();
                *known = known.saturating_add(count);
            }
        }
    }

    /// For each of two parties the word by which a table says that it names nobody, unless somebody is called so.
    ///
    /// # Errors
    /// When neither is named.
    pub(super) fn unnamed(&self, ends: [&str; 2]) -> Result<[Option<&'static str>; 2], String> {
        let is_called_so = |name: &str| {
            let folded = fold(name);
            !folded.is_empty() && (self.bearer(&folded).is_some() || self.joined(&folded).is_some())
        };
        match ends.map(|name| unstated::nobody(name).filter(|_| !is_called_so(name))) {
            [Some(_), Some(_)] => {
                let [from, to] = ends;
                Err(format!("neither party is named: \"{from}\" and \"{to}\""))
            }
            unnamed => Ok(unnamed),
        }
    }

    /// The deal of a row of which one party is not named.
    fn whole(
        &mut self,
        file: &str,
        (text, says): (&str, &[u8]),
        told: &Kept,
        unnamed: [Option<&'static str>; 2],
        assumptions: &mut Assumptions,
    ) -> Result<DealText, String> {
        let says = says.get(told.says_at as usize..).map(|says| Unpacker::new(says, Counts::default()));
        let says = says.and_then(|mut from| SaysBytes::read(&mut from)?.unpack()).ok_or("the row cannot be kept")?;
        let Says { kind, status, announced, amount, note } = says;
        let written = told.ends.map(|at| at.of(text));
        let (mut ids, mut parties) = (Vec::new(), Vec::new());
        for ((name, role), nobody) in written.into_iter().zip(value::sides(kind)).zip(unnamed) {
            if nobody.is_some() {
                ids.push("undisclosed".to_owned());
                parties.push(value::nobody(name, role));
            } else {
                let id = self.entity(name, EntityKind::Company)?;
                ids.push(id.clone());
                parties.push(value::party(id, role));
            }
        }
        for word in unnamed.into_iter().flatten() {
            self.guess(&format!("party \"{word}\" taken as undisclosed"));
        }
        let source = self.settle_row(file, text, told, assumptions);
        let source = self.records.own.sources.get(source as usize).map_or_else(String::new, |it| it.id.clone());
        let title = told.title.map_or_else(
            || {
                let [from, to] = written.map(value::tidy);
                value::title_between(&from, &to, kind)
            },
            |at| at.of(text).to_owned(),
        );
        ids.extend(announced.map(|date| date.year().to_string()));
        let mut deal = value::deal_of(ids.join("-"), kind, title, parties, status, source);
        deal.announced = announced.map(|date| date.to_string());
        deal.amount = amount.map(|money| money.to_string());
        deal.note = note.map(str::to_owned);
        Ok(deal)
    }
}
