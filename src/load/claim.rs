//! Reads claims: the path of a field, and what a source says there.

use std::str::FromStr;

use super::checker::{At, Checker};
use super::deal::read_facet;
use super::text::{ClaimText, Written};
use super::tree::Step;
use crate::model::{
    Assertion, Claim, Deal, EntityIx, Facet, Instrument, Period, Role, Said, SourceIx, Status, nearest,
};

/// Reads the claims of a deal; each field that a source speaks of becomes one claim.
pub(super) fn check_claims<S: Written>(
    checker: &mut Checker,
    at: &At,
    deal: &Deal,
    texts: &[ClaimText<S>],
) -> Vec<Claim> {
    let mut claims = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let path = [Step::Field("claims"), Step::Index(index), Step::Field("source")];
        let Some(source) = checker.source(at, &path, text.source.as_ref()) else {
            continue;
        };
        if text.says.is_empty() {
            claims.push(Claim { source, says: None, note: text.note.clone().map(Into::into) });
        }
        for (field, value) in &text.says {
            let (field, value): (&str, &str) = (field.as_ref(), value.as_ref());
            let path = [Step::Field("claims"), Step::Index(index), Step::Field("says"), Step::Key(field.to_owned())];
            let key = [Step::Field("claims"), Step::Index(index), Step::Field("says"), Step::KeyName(field.to_owned())];
            let place = Place { at, path: &path, key: &key, deal };
            if let Some(assertion) = place.read(checker, field, value) {
                let says = Some(Said { field: field.to_owned(), value: value.to_owned(), assertion });
                claims.push(Claim { source, says, note: text.note.clone().map(Into::into) });
            }
        }
    }
    put_in_order(&mut claims);
    claims
}

/// Sorts the claims of a deal: they are a set, and the order in which they were written says nothing.
pub(super) fn put_in_order(claims: &mut [Claim]) {
    claims.sort_by(|one, two| key(one).cmp(&key(two)));
}

/// What claims are sorted by.
fn key(claim: &Claim) -> (SourceIx, Option<(&str, &str)>) {
    (claim.source, claim.says.as_ref().map(|said| (said.field.as_str(), said.value.as_str())))
}

/// The claim that is being read.
struct Place<'a> {
    at: &'a At,
    /// The way to the value.
    path: &'a [Step],
    /// The way to the name of the field.
    key: &'a [Step],
    deal: &'a Deal,
}

impl Place<'_> {
    fn read(&self, checker: &mut Checker, field: &str, value: &str) -> Option<Assertion> {
        let parts: Vec<&str> = field.split('.').collect();
        match parts.as_slice() {
            ["amount"] => self.value(checker, value).map(Assertion::Amount),
            ["pre_money"] => self.value(checker, value).map(Assertion::PreMoney),
            ["post_money"] => self.value(checker, value).map(Assertion::PostMoney),
            ["announced"] => self.value(checker, value).map(Assertion::Announced),
            ["capacity"] => self.value(checker, value).map(Assertion::Capacity),
            ["period"] => self.period(checker, value).map(Assertion::Period),
            ["status"] => self.word(checker, value, Status::from_word, Status::ALL).map(Assertion::Status),
            ["instrument"] => {
                self.word(checker, value, Instrument::from_word, Instrument::ALL).map(Assertion::Instrument)
            }
            ["parties", party] => {
                let party = self.party(checker, party)?;
                if value == "absent" {
                    return Some(Assertion::PartyAbsent(party));
                }
                let known: Vec<Role> =
                    self.deal.kind.spec().places.iter().flat_map(|place| place.roles.list()).copied().collect();
                let read = |word: &str| Role::from_word(word).filter(|role| known.contains(role));
                self.word(checker, value, read, &known).map(|role| Assertion::PartyRole(party, role))
            }
            ["parties", party, "commits"] => {
                let party = self.party(checker, party)?;
                self.value(checker, value).map(|amount| Assertion::Commits(party, amount))
            }
            ["parties", party, "stake"] => {
                let party = self.party(checker, party)?;
                self.value(checker, value).map(|share| Assertion::Stake(party, share))
            }
            ["tranches"] => self.exactly(checker, value, "none").map(|()| Assertion::NoTranches),
            ["tranches", id, rest @ ..] => {
                let ids = self.deal.tranches.iter().map(|tranche| tranche.id.as_str());
                let index = self.part(checker, "tranche", id, ids)?;
                self.tranche(checker, index, rest, field, value)
            }
            ["clauses", id, rest @ ..] => {
                let ids = self.deal.clauses.iter().map(|clause| clause.id.as_str());
                let index = self.part(checker, "clause", id, ids)?;
                self.clause(checker, index, rest, field, value)
            }
            ["scope", facet] => {
                let (facet, value) = self.facet(checker, facet, value)?;
                Some(Assertion::ScopeFacet(facet, value))
            }
            ["remark", topic] if !topic.is_empty() => Some(Assertion::Remark),
            _ => self.unknown(checker, field),
        }
    }

    fn tranche(
        &self,
        checker: &mut Checker,
        index: usize,
        rest: &[&str],
        field: &str,
        value: &str,
    ) -> Option<Assertion> {
        match rest {
            [] => self.exactly(checker, value, "absent").map(|()| Assertion::TrancheAbsent(index)),
            ["amount"] => self.value(checker, value).map(|amount| Assertion::TrancheAmount(index, amount)),
            ["due"] => self.value(checker, value).map(|date| Assertion::TrancheDue(index, date)),
            ["status"] => self
                .word(checker, value, Status::from_word, Status::ALL)
                .map(|status| Assertion::TrancheStatus(index, status)),
            ["on"] => {
                let conditions = value.split(';').map(str::trim).filter(|it| !it.is_empty() && *it != "none");
                Some(Assertion::TrancheConditions(index, conditions.map(str::to_owned).collect()))
            }
            _ => self.unknown(checker, field),
        }
    }

    fn clause(
        &self,
        checker: &mut Checker,
        index: usize,
        rest: &[&str],
        field: &str,
        value: &str,
    ) -> Option<Assertion> {
        match rest {
            [] => self.exactly(checker, value, "absent").map(|()| Assertion::ClauseAbsent(index)),
            ["period"] => self.period(checker, value).map(|period| Assertion::ClausePeriod(index, period)),
            ["scope", facet] => {
                let (facet, value) = self.facet(checker, facet, value)?;
                Some(Assertion::ClauseFacet(index, facet, value))
            }
            ["carve_outs"] => self.exactly(checker, value, "none").map(|()| Assertion::NoCarveOuts(index)),
            _ => self.unknown(checker, field),
        }
    }

    fn value<T: FromStr<Err: std::fmt::Display>>(&self, checker: &mut Checker, value: &str) -> Option<T> {
        checker.read(self.at, self.path, "bad-claim-value", value)
    }

    fn period(&self, checker: &mut Checker, value: &str) -> Option<Period> {
        Period::read(value, self.deal.announced)
            .map_err(|error| checker.error(self.at, self.path, "bad-claim-value", error))
            .ok()
    }

    fn word<T: Copy + std::fmt::Display>(
        &self,
        checker: &mut Checker,
        value: &str,
        read: impl Fn(&str) -> Option<T>,
        all: &[T],
    ) -> Option<T> {
        let found = read(value);
        if found.is_none() {
            let known: Vec<String> = all.iter().map(ToString::to_string).collect();
            let hint = Some(format!("known: {}", known.join(", ")));
            checker.error_with(self.at, self.path, "bad-claim-value", format!("\"{value}\" is not known here"), hint);
        }
        found
    }

    fn exactly(&self, checker: &mut Checker, value: &str, wanted: &str) -> Option<()> {
        if value == wanted {
            return Some(());
        }
        checker.error(
            self.at,
            self.path,
            "bad-claim-value",
            format!("only \"{wanted}\" can be said here, not \"{value}\""),
        );
        None
    }

    fn party(&self, checker: &mut Checker, id: &str) -> Option<EntityIx> {
        let entity = checker.entity(self.at, self.key, "party", id)?;
        let is_party = self.deal.parties.iter().any(|party| party.who.entity() == Some(entity));
        if !is_party {
            checker.error(self.at, self.key, "bad-claim-path", format!("\"{id}\" is no party of this deal"));
        }
        is_party.then_some(entity)
    }

    fn part<'d>(
        &self,
        checker: &mut Checker,
        what: &str,
        id: &str,
        known: impl Iterator<Item = &'d str> + Clone,
    ) -> Option<usize> {
        let found = known.clone().position(|known| known == id);
        if found.is_none() {
            let hint = nearest(id, known, 3).map(|near| format!("did you mean \"{near}\"?"));
            checker.error_with(self.at, self.key, "bad-claim-path", format!("this deal has no {what} \"{id}\""), hint);
        }
        found
    }

    fn facet(
        &self,
        checker: &mut Checker,
        facet: &str,
        value: &str,
    ) -> Option<(Facet, Option<crate::model::FacetValue>)> {
        let Some(facet) = Facet::from_name(facet) else {
            let known: Vec<&str> = Facet::ALL.iter().map(|facet| facet.name()).collect();
            let hint = Some(format!("known: {}", known.join(", ")));
            checker.error_with(self.at, self.key, "bad-claim-path", format!("\"{facet}\" is no facet"), hint);
            return None;
        };
        if value == "any" {
            return Some((facet, None));
        }
        read_facet(checker, self.at, self.path, facet, value).map(|value| (facet, Some(value)))
    }

    fn unknown(&self, checker: &mut Checker, field: &str) -> Option<Assertion> {
        let hint = Some(
            "paths: amount, announced, period, status, capacity, parties.ID.commits, tranches.ID.on, \
             clauses.ID.scope.FACET, remark.TOPIC and others; see docs/book-format.md"
                .to_owned(),
        );
        checker.error_with(
            self.at,
            self.key,
            "bad-claim-path",
            format!("no field of a deal is called \"{field}\""),
            hint,
        );
        None
    }
}
