//! What a row tells of one deal, read cell by cell; names and sources are not looked up yet.

use std::ops::Range;

use super::amounts;
use super::draft::Draft;
use super::notation::Comma;
use super::plain::{EntityNumber, Other, Plains, RowDeal, Saying};
use super::{unstated, value};
use crate::load::text::DealText;
use crate::model::pack::Says;
use crate::model::{EntityKind, Kind, Money, Status, fold};

/// What a row tells of a deal.
#[derive(Debug)]
pub(super) struct Told<'c> {
    /// What is written as giver and as taker.
    ends: [&'c str; 2],
    source: Option<&'c str>,
    title: Option<&'c str>,
    says: Says<'c>,
    is_assumed: Assumed,
}

/// What a row does not say, so that it was assumed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Assumed {
    kind: bool,
    status: bool,
    amount: bool,
}

/// Rows in their order, and the texts and bytes that theirs are parts of.
#[derive(Debug, Default)]
pub(super) struct Batch {
    text: String,
    says: Vec<u8>,
    rows: Vec<Row>,
}

/// The line of a row, and what it tells or why it tells nothing.
type Row = (usize, Result<Kept, String>);

/// What a row tells, as it is kept.
#[derive(Debug)]
struct Kept {
    ends: [Range<usize>; 2],
    source: Option<Range<usize>>,
    title: Option<Range<usize>>,
    says: Saying,
    is_assumed: Assumed,
}

/// The rows of a batch: enough that handing it over costs nothing beside reading it.
const FULL: usize = 1 << 9;

impl<'c> Told<'c> {
    /// Reads what a row says of each of [`FIELDS`](super::deals_csv::FIELDS); `date_column` is where it says its date, and
    /// `comma` what a comma in an amount means.
    ///
    /// # Errors
    /// When a cell holds nothing of its kind, or an end is missing.
    pub(super) fn read(row: &[Option<&'c str>; 10], date_column: &str, comma: Comma) -> Result<Self, String> {
        let &[from, to, kind, amount, currency, date, status, source, title, note] = row;
        let kind = kind.map(|text| {
            value::word(text, Kind::ALL, Kind::from_word, Kind::word)
                .ok_or_else(|| format!("\"{text}\" is no kind of deal"))
        });
        let status = status.map(|text| {
            value::word(text, Status::ALL, Status::from_word, Status::word)
                .ok_or_else(|| format!("\"{text}\" is no status"))
        });
        let (kind, status) = (kind.transpose()?, status.transpose()?);
        let told_amount = amount.map(|text| amounts::money(text, currency, comma)).transpose()?;
        let is_undisclosed = told_amount.is_some_and(Money::is_undisclosed);
        let is_told_so = amount.is_some_and(|text| text.eq_ignore_ascii_case("undisclosed"));
        let is_assumed =
            Assumed { kind: kind.is_none(), status: status.is_none(), amount: is_undisclosed && !is_told_so };
        let amount = told_amount;
        let announced = date.map(|text| value::day(date_column, text)).transpose()?;
        let (from, to) = (from.ok_or("the cell \"from\" is empty")?, to.ok_or("the cell \"to\" is empty")?);
        let (kind, status) = (kind.unwrap_or(Kind::Investment), status.unwrap_or(Status::Reported));
        let says = Says { kind, status, announced, amount, note };
        Ok(Self { ends: [from, to], source, title, says, is_assumed })
    }
}

impl Batch {
    /// How many rows it has.
    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it should be handed over.
    pub(super) const fn is_full(&self) -> bool {
        self.rows.len() >= FULL
    }

    /// Takes what the row of a line tells, or why it tells nothing.
    pub(super) fn push(&mut self, line: usize, told: Result<Told<'_>, String>) {
        let mut keep = |text: &str| push(&mut self.text, &[text]);
        let kept = told.map(|Told { ends: [from, to], source, title, says, is_assumed }| Kept {
            ends: [keep(from), keep(to)],
            source: source.map(&mut keep),
            title: title.map(|title| keep(&value::tidy(title))),
            says: Saying::keep(&says, &mut self.says),
            is_assumed,
        });
        self.rows.push((line, kept));
    }
}

/// Puts a text behind another, piece by piece; tells where it is.
fn push(text: &mut String, pieces: &[&str]) -> Range<usize> {
    let from = text.len();
    for piece in pieces {
        text.push_str(piece);
    }
    from..text.len()
}

/// A part of a text.
fn part<'t>(text: &'t str, at: &Range<usize>) -> &'t str {
    text.get(at.clone()).unwrap_or_default()
}

/// Whether two names fold to the same. Names of plain letters are read only as far as they agree.
fn is_one_name(one: &str, two: &str) -> bool {
    let letters = |name| str::bytes(name).filter(u8::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase());
    let is_one = if one.is_ascii() && two.is_ascii() { letters(one).eq(letters(two)) } else { fold(one) == fold(two) };
    is_one && !fold(one).is_empty()
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
        let Batch { mut text, says, rows } = batch;
        let ends = rows.iter().filter_map(|(_, told)| told.as_ref().ok()).flat_map(|told| &told.ends);
        let met = self.met_before(ends.map(|at| part(&text, at)));
        let mut met = met.into_iter();
        let (mut deals, mut written) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        let mut others = Vec::new();
        for (line, told) in rows {
            let made = told.and_then(|told| {
                let met = [met.next().flatten(), met.next().flatten()];
                if met.contains(&None) {
                    let unnamed = self.unnamed(told.ends.each_ref().map(|at| part(&text, at)))?;
                    if unnamed != [None, None] {
                        let deal = self.whole(file, (&text, &says), &told, unnamed)?;
                        others.push(Other { before: deals.len(), line, deal });
                        return Ok(None);
                    }
                }
                Ok(Some((self.plain(file, &text, &told, met)?, told.ends)))
            });
            match made {
                Ok(Some((deal, ends))) => {
                    deals.push((line, deal));
                    written.push(ends);
                }
                Ok(None) => {}
                Err(why) => self.refuse(file, line, &why),
            }
        }
        let labels: Vec<_> = deals.iter().map(|(_, deal)| deal.ends.map(|end| self.records.label(end))).collect();
        let mut year = itoa::Buffer::new();
        for (((_, deal), written), [(from, from_name), (to, to_name)]) in deals.iter_mut().zip(written).zip(labels) {
            // Where the names are those of the entities, the title need not be kept.
            let [from_written, to_written] = written.each_ref().map(|at| part(&text, at));
            if deal.title.is_none() && (from_written, to_written) != (from_name, to_name) {
                let [from_written, to_written] = [from_written, to_written].map(value::tidy);
                if (&*from_written, &*to_written) != (from_name, to_name) {
                    let title = value::title_between(&from_written, &to_written, deal.says.kind);
                    deal.title = Some(push(&mut text, &[&title]));
                }
            }
            deal.id = push(&mut text, &[from, "-", to]);
            if let Some(date) = deal.says.announced {
                deal.id.end = push(&mut text, &["-", year.format(date.year())]).end;
            }
        }
        Plains { text, says, deals, others }
    }

    /// Finds the entities of a row, if they are not known yet, and its source. Its deal has no id yet.
    fn plain(
        &mut self,
        file: &str,
        text: &str,
        told: &Kept,
        met: [Option<EntityNumber>; 2],
    ) -> Result<RowDeal<Range<usize>, Saying>, String> {
        let ([from_met, to_met], [from, to]) = (met, &told.ends);
        let is_met = from_met.is_some() && to_met.is_some();
        if !is_met {
            self.tell_two(part(text, from), part(text, to))?;
        }
        let mut number = |met, at| match met {
            Some(number) => {
                self.join();
                Ok(number)
            }
            None => self.entity_number(part(text, at), EntityKind::Company),
        };
        let ends = [number(from_met, from)?, number(to_met, to)?];
        if ends[0] == ends[1] {
            return Err(value::with_itself(self.records.label(ends[0]).1));
        }
        let source = self.settle_row(file, text, told);
        let (title, is_titled, says) = (told.title.clone(), told.title.is_some(), told.says.clone());
        Ok(RowDeal { id: 0..0, ends, source, title, is_titled, says })
    }
    /// Counts what a row that is not refused leaves to be assumed, and finds its source.
    fn settle_row(&mut self, file: &str, text: &str, told: &Kept) -> u32 {
        let Assumed { kind, status, amount } = told.is_assumed;
        if kind {
            self.guess("kind of a deal taken as Investment");
        }
        if status {
            self.guess("status taken as Reported");
        }
        if amount {
            self.guess("amount taken as undisclosed, since a word like N/A stands in its place");
        }
        let source = told.source.as_ref().map_or_else(
            || {
                self.guess("source taken as the file itself");
                file
            },
            |at| part(text, at),
        );
        self.source_position(source, None, "unknown")
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
    ) -> Result<DealText, String> {
        let Says { kind, status, announced, amount, note } = told.says.read(says).ok_or("the row cannot be kept")?;
        let written = told.ends.each_ref().map(|at| part(text, at));
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
        let source = self.settle_row(file, text, told);
        let source = self.records.own.sources.get(source as usize).map_or_else(String::new, |it| it.id.clone());
        let title = told.title.as_ref().map_or_else(
            || {
                let [from, to] = written.map(value::tidy);
                value::title_between(&from, &to, kind)
            },
            |at| part(text, at).to_owned(),
        );
        ids.extend(announced.map(|date| date.year().to_string()));
        let mut deal = value::deal_of(ids.join("-"), kind, title, parties, status, source);
        deal.announced = announced.map(|date| date.to_string());
        deal.amount = amount.map(|money| money.to_string());
        deal.note = note.map(str::to_owned);
        Ok(deal)
    }
}
