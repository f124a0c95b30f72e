//! Starts of walks, handed out to threads in turns, and when these have found enough.

use std::collections::BTreeMap;
use std::ops::Range;

/// The starts of a turn, of which there are so many in all. The first ones are hubs, and each takes a turn of its own; of
/// what comes behind them a start takes less than handing it out does.
pub(super) fn starts_of(turn: u32, number: u32) -> Range<u32> {
    const HUBS: u32 = 1 << 10;
    const TOGETHER: u32 = 1 << 6;
    let begin = |turn: u32| match turn.checked_sub(HUBS) {
        None => turn,
        Some(behind) => behind.saturating_mul(TOGETHER).saturating_add(HUBS),
    };
    begin(turn).min(number)..begin(turn.saturating_add(1)).min(number)
}

/// How many cycles the first turns have, so that no later ones are walked once these fill the answer.
#[derive(Default)]
pub(super) struct Filled {
    /// The turns that are walked, and all before them.
    turns: u32,
    /// The cycles of these.
    pub loops: usize,
    /// Turns that were walked before one that comes before them.
    waiting: BTreeMap<u32, usize>,
}

impl Filled {
    /// Takes how many cycles a turn has.
    pub fn add(&mut self, turn: u32, loops: usize) {
        self.waiting.insert(turn, loops);
        while let Some(loops) = self.waiting.remove(&self.turns) {
            self.turns += 1;
            self.loops = self.loops.saturating_add(loops);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_start_has_its_turn_once() {
        for number in [0, 1, 1023, 1024, 1025, 1088, 5000] {
            let all: Vec<u32> =
                (0..).map(|turn| starts_of(turn, number)).take_while(|it| !it.is_empty()).flatten().collect();
            assert_eq!(all, (0..number).collect::<Vec<u32>>());
        }
        assert!(starts_of(u32::MAX, u32::MAX).is_empty());
    }

    #[test]
    fn turns_fill_the_answer_only_once_all_before_them_are_walked() {
        let mut filled = Filled::default();
        let after = [(2, 5), (0, 1), (3, 4), (1, 0), (4, 2)].map(|(turn, loops)| {
            filled.add(turn, loops);
            (filled.turns, filled.loops)
        });
        assert_eq!(after, [(0, 0), (1, 1), (1, 1), (4, 10), (5, 12)]);
    }
}
