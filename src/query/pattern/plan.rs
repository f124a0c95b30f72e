//! In which order the variables of a pattern are chosen, and what each choice rests on.

use super::legs::Legs;
use super::{Condition, Question};
use crate::model::{EntityIx, Side, Size};
use crate::query::rivalry::Rivals;

/// The steps of a search, one a variable.
#[derive(Debug)]
pub(super) struct Plan {
    pub steps: Vec<Step>,
    /// How many of them choose entities that the pattern names; these come first.
    pub named: usize,
}

/// The choice of one variable. Conditions are named by their positions in the pattern.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub variable: usize,
    pub fixed: Option<EntityIx>,
    /// The leg conditions whose neighbour lists, of variables chosen before, it must stand in.
    pub lists: Vec<usize>,
    /// The variables chosen before whose rival it must be.
    pub rivals: Vec<usize>,
    /// The variables chosen before that must come before it, and those that must come after it.
    pub after: Vec<usize>,
    pub before: Vec<usize>,
    /// The leg conditions that lead from it to variables chosen later: lists that must not be empty.
    pub fetches: Vec<(usize, Side)>,
    /// What else can be judged once it is chosen.
    pub checks: Vec<usize>,
}

/// Patterns of more variables than this are planned one step at a time.
const ALL_ORDERS: usize = 7;

impl Plan {
    /// Plans a search: named entities first, then the order that looks at the fewest candidates, as far as the means
    /// of the legs tell.
    pub fn new(question: &Question<'_>, legs: &[Option<Legs<'_, '_>>], rivals: &Rivals<'_>) -> Self {
        let variables = question.pattern.variables.len();
        let sizes: Vec<Size> = legs.iter().map(|legs| legs.as_ref().map_or_else(Size::default, Legs::size)).collect();
        let named: Vec<usize> = (0..variables).filter(|it| question.fixed[*it].is_some()).collect();
        let costs = Costs { question, sizes: &sizes, rivals: rivals.mean(), everybody: rivals.entities() };
        let order = costs.order(named.clone());
        let steps = (0..order.len()).map(|depth| Step::new(question, &order[..=depth])).collect();
        Self { steps, named: named.len() }
    }
}

impl Step {
    /// Whether nobody chosen before says who it may be.
    pub fn is_anybody(&self) -> bool {
        self.lists.is_empty() && self.rivals.is_empty() && self.fixed.is_none()
    }

    /// The choice of the last of some variables, the others having been chosen before.
    fn new(question: &Question<'_>, chosen: &[usize]) -> Self {
        let Some((&variable, earlier)) = chosen.split_last() else { return Self::default() };
        let mut step = Self { variable, fixed: question.fixed[variable], ..Self::default() };
        let (is_this, is_known) = (|it: usize| it == variable, |it: usize| earlier.contains(&it));
        for (position, condition) in question.pattern.conditions.iter().enumerate() {
            let of = variables(condition);
            if !of.contains(&variable) {
                continue;
            }
            let others_known = of.iter().all(|it| is_this(*it) || is_known(*it));
            match *condition {
                Condition::Leg { holds: true, from: Some(from), to: Some(to), .. } if from != to => {
                    match (others_known, is_this(from)) {
                        (true, _) => step.lists.push(position),
                        (false, true) => step.fetches.push((position, Side::Takers)),
                        (false, false) => step.fetches.push((position, Side::Givers)),
                    }
                }
                Condition::Rivals { holds: true, one, two } if one != two && others_known => {
                    step.rivals.push(if is_this(one) { two } else { one });
                }
                Condition::Before(one, two) if one != two && others_known => {
                    let list = if is_this(one) { &mut step.before } else { &mut step.after };
                    list.push(if is_this(one) { two } else { one });
                }
                _ if others_known => step.checks.push(position),
                _ => {}
            }
        }
        step
    }
}

/// The variables that a condition is about.
fn variables(condition: &Condition) -> Vec<usize> {
    match condition {
        Condition::Leg { from, to, .. } => [*from, *to].into_iter().flatten().collect(),
        Condition::Rivals { one, two, .. } | Condition::Differ(one, two) | Condition::Before(one, two) => {
            vec![*one, *two]
        }
        Condition::Is(one, _) | Condition::InMarket(one, _) => vec![*one],
    }
}

/// What choosing costs, by the means of the legs.
struct Costs<'q> {
    question: &'q Question<'q>,
    sizes: &'q [Size],
    /// How many rivals an entity has.
    rivals: usize,
    everybody: usize,
}

impl Costs<'_> {
    /// The cheapest order that begins with some variables.
    fn order(&self, begun: Vec<usize>) -> Vec<usize> {
        let all = self.question.pattern.variables.len();
        if all - begun.len() <= ALL_ORDERS {
            let mut best = (f64::INFINITY, begun.clone());
            self.try_all(&mut begun.clone(), (0.0, 1.0), &mut best);
            return best.1;
        }
        let mut order = begun;
        while order.len() < all {
            let left = (0..all).filter(|it| !order.contains(it));
            let cheapest = left.min_by(|one, two| self.step(&order, *one).0.total_cmp(&self.step(&order, *two).0));
            order.extend(cheapest);
        }
        order
    }

    /// Tries every order that begins with some variables, which costs `cost` and leaves `rows` matches so far.
    fn try_all(&self, order: &mut Vec<usize>, (cost, rows): (f64, f64), best: &mut (f64, Vec<usize>)) {
        let all = self.question.pattern.variables.len();
        if cost >= best.0 {
            return;
        }
        if order.len() == all {
            *best = (cost, order.clone());
            return;
        }
        for variable in 0..all {
            if !order.contains(&variable) {
                let (looked_at, kept) = self.step(order, variable);
                order.push(variable);
                self.try_all(order, (cost + rows * looked_at, rows * kept), best);
                order.pop();
            }
        }
    }

    /// How many candidates a variable has after those chosen, and how many of them are kept.
    fn step(&self, chosen: &[usize], variable: usize) -> (f64, f64) {
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let number = |number: usize| number as f64;
        let everybody = number(self.everybody.max(1));
        let (mut looked_at, mut of_lists, mut kept) = (everybody, f64::INFINITY, everybody);
        for (position, condition) in self.question.pattern.conditions.iter().enumerate() {
            let (other, mean, all) = match *condition {
                Condition::Leg { holds: true, from, to, .. } if from == Some(variable) || to == Some(variable) => {
                    let Size { legs, givers, takers } = self.sizes[position];
                    let gives = from == Some(variable);
                    let (these, others) = if gives { (givers, takers) } else { (takers, givers) };
                    (if gives { to } else { from }, number(legs) / number(others.max(1)), number(these))
                }
                Condition::Rivals { holds: true, one, two } if one == variable || two == variable => {
                    (Some(if one == variable { two } else { one }), number(self.rivals.max(1)), everybody)
                }
                Condition::Before(one, two) if one == variable || two == variable => {
                    let other = if one == variable { two } else { one };
                    kept /= if chosen.contains(&other) { 2.0 } else { 1.0 };
                    continue;
                }
                _ => continue,
            };
            if other.is_some_and(|other| chosen.contains(&other)) {
                of_lists = of_lists.min(mean);
                kept *= mean.min(everybody) / everybody;
            } else {
                looked_at = looked_at.min(all);
                kept *= all / everybody;
            }
        }
        // Lists are walked; what need only be there is seen at once.
        (if of_lists.is_finite() { of_lists } else { looked_at }, kept)
    }
}
