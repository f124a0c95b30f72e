//! Reads a pattern.

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use super::lexer::{Spanned, Token, tokens};
use super::{Condition, End, LegFilter, Pattern, PatternError, Variable};
use crate::model::nearest;
use crate::model::scope::Facet;
use crate::model::vocabulary::{EntityKind, Flow, Kind, Role, Status};

impl FromStr for Pattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let mut reader =
            Reader { tokens: tokens(text)?, at: 0, end: text.len(), variables: Vec::new(), places: Vec::new() };
        let mut conditions = Vec::new();
        loop {
            reader.condition(&mut conditions)?;
            if reader.peek().is_none() {
                break;
            }
            if !(reader.take_sign(",") || reader.take_word("and")) {
                return Err(reader.unexpected("a comma or \"and\" before the next condition"));
            }
            if reader.peek().is_none() {
                break;
            }
        }
        let pattern = Self { text: text.to_owned(), variables: reader.variables, conditions };
        every_variable_is_found(&pattern, &reader.places)?;
        Ok(pattern)
    }
}

struct Reader {
    tokens: Vec<Spanned>,
    at: usize,
    end: usize,
    variables: Vec<Variable>,
    /// Where each variable first stands.
    places: Vec<Range<usize>>,
}

/// What stands at one end of a leg, before it is known to be a variable or anybody.
type Term = End;

impl Reader {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|spanned| &spanned.token)
    }

    fn place(&self) -> Range<usize> {
        self.tokens.get(self.at).map_or(self.end..self.end, |spanned| spanned.at.clone())
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.pass_if(token.is_some());
        token
    }

    /// Goes on to the next piece, where this one was taken.
    fn pass_if(&mut self, taken: bool) {
        self.at = self.at.saturating_add(usize::from(taken));
    }

    fn take_sign(&mut self, sign: &str) -> bool {
        let taken = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.pass_if(taken);
        taken
    }

    fn take_word(&mut self, word: &str) -> bool {
        let taken = matches!(self.peek(), Some(Token::Word(found)) if found == word);
        self.pass_if(taken);
        taken
    }

    fn unexpected(&self, wanted: &str) -> PatternError {
        let found = match self.peek() {
            Some(Token::Word(word)) => format!("\"{word}\" stands"),
            Some(Token::Quoted(text)) => format!("\"{text}\" stands"),
            Some(Token::Sign(sign)) => format!("\"{sign}\" stands"),
            None => "the pattern ends".to_owned(),
        };
        PatternError { message: format!("{found} where {wanted} is expected"), hint: None, at: self.place() }
    }

    /// Reads one condition, or a chain of legs, which is several.
    fn condition(&mut self, into: &mut Vec<Condition>) -> Result<(), PatternError> {
        let holds = !self.take_word("not");
        let mut left = self.term()?;
        let start = into.len();
        while let Some((forwards, filter)) = self.arrow()? {
            let right = self.term()?;
            let (from, to) = if forwards { (left, right) } else { (right, left) };
            into.push(Condition::Leg { holds, from, to, filter });
            left = right;
        }
        if into.len() > start {
            if !holds && into.len().saturating_sub(start) > 1 {
                return Err(PatternError {
                    message: "\"not\" speaks of one leg, not of a chain".to_owned(),
                    hint: Some("write a condition of its own for each leg".to_owned()),
                    at: self.place(),
                });
            }
            return Ok(());
        }
        into.push(self.relation(holds, left)?);
        Ok(())
    }

    fn relation(&mut self, holds: bool, left: Term) -> Result<Condition, PatternError> {
        let at = self.place();
        let needs_name = |term: Term, at: &Range<usize>| {
            term.ok_or_else(|| PatternError {
                message: "\"_\" stands for anybody in legs only".to_owned(),
                hint: Some("give it a name".to_owned()),
                at: at.clone(),
            })
        };
        let one = left;
        if self.take_word("rivals") {
            let two = self.term()?;
            return Ok(Condition::Rivals { holds, one: needs_name(one, &at)?, two: needs_name(two, &at)? });
        }
        if !holds {
            return Err(self.unexpected("a leg or \"rivals\" after \"not\""));
        }
        if self.take_sign("!=") {
            let two = self.term()?;
            return Ok(Condition::Differ(needs_name(one, &at)?, needs_name(two, &at)?));
        }
        if self.take_sign("<") {
            let two = self.term()?;
            return Ok(Condition::Before(needs_name(one, &at)?, needs_name(two, &at)?));
        }
        if self.take_word("is") {
            let mut kinds = vec![self.entity_kind()?];
            while self.take_sign("|") {
                kinds.push(self.entity_kind()?);
            }
            return Ok(Condition::Is(needs_name(one, &at)?, kinds));
        }
        if self.take_word("in") {
            if let Some(Token::Quoted(market) | Token::Word(market)) = self.peek().cloned() {
                self.pass_if(true);
                return Ok(Condition::InMarket(needs_name(one, &at)?, market));
            }
            return Err(self.unexpected("a market in quotes"));
        }
        Err(self.unexpected("an arrow such as \"-[Goods]->\", or \"rivals\", \"is\", \"in\", \"!=\" or \"<\""))
    }

    fn entity_kind(&mut self) -> Result<EntityKind, PatternError> {
        let at = self.place();
        match self.next() {
            Some(Token::Word(word)) => EntityKind::from_word(&word).ok_or_else(|| PatternError {
                message: format!("\"{word}\" is no kind of entity"),
                hint: Some(format!("known are {}", words(EntityKind::ALL.iter().map(|kind| kind.word())))),
                at,
            }),
            _ => Err(PatternError { message: "a kind of entity is expected".to_owned(), hint: None, at }),
        }
    }

    fn term(&mut self) -> Result<Term, PatternError> {
        let at = self.place();
        let variable = match self.peek() {
            Some(Token::Word(word)) if word == "_" => {
                self.pass_if(true);
                return Ok(None);
            }
            Some(Token::Word(word)) if RESERVED.contains(&word.as_str()) => {
                return Err(self.unexpected("a name, an entity in quotes or \"_\""));
            }
            Some(Token::Word(word)) => Variable::Free(word.clone()),
            Some(Token::Quoted(text)) => Variable::Named(text.clone(), at.clone()),
            _ => return Err(self.unexpected("a name, an entity in quotes or \"_\"")),
        };
        self.pass_if(true);
        let same = |known: &Variable| match (known, &variable) {
            (Variable::Free(one), Variable::Free(two)) | (Variable::Named(one, _), Variable::Named(two, _)) => {
                one == two
            }
            _ => false,
        };
        let known = self.variables.iter().position(same);
        let position = known.unwrap_or(self.variables.len());
        if known.is_none() {
            self.variables.push(variable);
            self.places.push(at);
        }
        Ok(Some(position))
    }

    /// Reads an arrow, if one stands here: whether it points right, and what it asks for.
    fn arrow(&mut self) -> Result<Option<(bool, LegFilter)>, PatternError> {
        if self.take_sign("-->") {
            return Ok(Some((true, LegFilter::default())));
        }
        if self.take_sign("<--") {
            return Ok(Some((false, LegFilter::default())));
        }
        let (forwards, closing) = if self.take_sign("-[") {
            (true, "]->")
        } else if self.take_sign("<-[") {
            (false, "]-")
        } else {
            return Ok(None);
        };
        let mut filter = LegFilter::default();
        while !self.take_sign(closing) {
            self.filter_word(&mut filter, closing)?;
        }
        Ok(Some((forwards, filter)))
    }

    fn filter_word(&mut self, filter: &mut LegFilter, closing: &str) -> Result<(), PatternError> {
        let at = self.place();
        let Some(Token::Word(word)) = self.peek().cloned() else {
            return Err(
                self.unexpected(&format!("a flow, kind, status, role or facet, or the end \"{closing}\" of the leg"))
            );
        };
        self.pass_if(true);
        if word == "status" && self.take_sign(">=") {
            let at = self.place();
            let status = match self.next() {
                Some(Token::Word(status)) => Status::from_word(&status),
                _ => None,
            };
            filter.least = Some(status.ok_or_else(|| PatternError {
                message: "a status is expected".to_owned(),
                hint: Some(format!("known are {}", words(Status::ALL.iter().map(|status| status.word())))),
                at,
            })?);
            return Ok(());
        }
        if let Some(facet) = Facet::from_name(&word)
            && self.take_sign("=")
        {
            let at = self.place();
            return match self.next() {
                Some(Token::Word(value) | Token::Quoted(value)) => {
                    filter.facets.push((facet, value));
                    Ok(())
                }
                _ => Err(PatternError { message: format!("a value for {facet} is expected"), hint: None, at }),
            };
        }
        let sort = add_word(filter, &word).ok_or_else(|| unknown_word(&word, at))?;
        while self.take_sign("|") {
            let at = self.place();
            let Some(Token::Word(word)) = self.next() else {
                return Err(PatternError { message: "a word is expected after \"|\"".to_owned(), hint: None, at });
            };
            let other = add_word(filter, &word).ok_or_else(|| unknown_word(&word, at.clone()))?;
            if other != sort {
                return Err(PatternError {
                    message: format!("\"|\" joins words of one sort, and \"{word}\" is a {other}, not a {sort}"),
                    hint: None,
                    at,
                });
            }
        }
        Ok(())
    }
}

/// Words that cannot be names.
const RESERVED: [&str; 5] = ["not", "and", "rivals", "is", "in"];

/// Adds a word to the list it belongs to, and tells which sort it is.
fn add_word(filter: &mut LegFilter, word: &str) -> Option<&'static str> {
    if let Some(flow) = Flow::from_word(word) {
        filter.flows.push(flow);
        return Some("flow");
    }
    if let Some(kind) = Kind::from_word(word) {
        filter.kinds.push(kind);
        return Some("kind");
    }
    if let Some(status) = Status::from_word(word) {
        filter.statuses.push(status);
        return Some("status");
    }
    let role = Role::from_word(word)?;
    filter.roles.push(role);
    Some("role")
}

fn unknown_word(word: &str, at: Range<usize>) -> PatternError {
    let known = Flow::ALL
        .iter()
        .map(|it| it.word())
        .chain(Kind::ALL.iter().map(|it| it.word()))
        .chain(Status::ALL.iter().map(|it| it.word()))
        .chain(Role::ALL.iter().map(|it| it.word()))
        .chain(["status>="])
        .chain(Facet::ALL.iter().map(|it| it.name()));
    let lowered = word.to_lowercase();
    let near = known.clone().find(|known| known.to_lowercase() == lowered).or_else(|| nearest(word, known, 3));
    PatternError {
        message: format!("\"{word}\" is no flow, kind, status, role or facet"),
        hint: Some(near.map_or_else(
            || format!("flows are {}", words(Flow::ALL.iter().map(|flow| flow.word()))),
            |near| format!("did you mean \"{near}\"?"),
        )),
        at,
    }
}

fn words<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.collect::<Vec<_>>().join(", ")
}

/// A variable must stand in a leg that holds: what is only denied or compared could be anything.
fn every_variable_is_found(pattern: &Pattern, places: &[Range<usize>]) -> Result<(), PatternError> {
    let mut found: BTreeSet<usize> = BTreeSet::new();
    for condition in &pattern.conditions {
        match condition {
            Condition::Leg { holds: true, from, to, .. } => found.extend([*from, *to].into_iter().flatten()),
            Condition::Rivals { holds: true, one, two } => found.extend([*one, *two]),
            Condition::InMarket(variable, _) => {
                found.insert(*variable);
            }
            _ => {}
        }
    }
    let lost = pattern.variables.iter().enumerate().find_map(|(position, variable)| match variable {
        Variable::Free(name) if !found.contains(&position) => Some((name, places.get(position).cloned())),
        _ => None,
    });
    match lost {
        None => Ok(()),
        Some((name, place)) => Err(PatternError {
            message: format!("\"{name}\" stands in no leg that must run, so it could be anybody"),
            hint: Some("name it in a leg, or write \"_\" for anybody".to_owned()),
            at: place.unwrap_or_default(),
        }),
    }
}
