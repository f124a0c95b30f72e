//! Minimal distances between variables on one axis, kept exactly.

use super::Tenths;

const FREE_LOW: Tenths = Tenths::MIN / 4;
const FREE_HIGH: Tenths = Tenths::MAX / 4;

/// `after` stands at least `least` beyond `before`.
#[derive(Debug, Clone, Copy)]
struct Distance {
    before: usize,
    after: usize,
    least: Tenths,
}

/// Distances over variables, without a cycle.
#[derive(Debug)]
pub(super) struct Constraints {
    /// Sorted by the place of `after` in a topological order.
    sorted: Vec<Distance>,
    /// Positions in `sorted`, ordered by the place of `before`, last first.
    backwards: Vec<usize>,
}

impl Constraints {
    /// Collects distances `(before, after, distance)` over `count` variables and sorts them so that one
    /// pass keeps them all.
    pub(super) fn new(count: usize, distances: &[(usize, usize, Tenths)]) -> Self {
        let mut entering = vec![0_usize; count];
        let mut leaving: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (position, &(before, after, _)) in distances.iter().enumerate() {
            entering[after] += 1;
            leaving[before].push(position);
        }
        let mut ready: Vec<usize> = (0..count).filter(|&variable| entering[variable] == 0).collect();
        let mut sorted = Vec::with_capacity(distances.len());
        let mut next = 0;
        while let Some(&variable) = ready.get(next) {
            next += 1;
            for &position in &leaving[variable] {
                let (before, after, distance) = distances[position];
                sorted.push(Distance { before, after, least: distance });
                entering[after] -= 1;
                if entering[after] == 0 {
                    ready.push(after);
                }
            }
        }
        debug_assert_eq!(sorted.len(), distances.len(), "distances form a cycle");
        // A variable's own entering distances must all come before its leaving ones.
        let mut place = vec![0; count];
        for (position, &variable) in ready.iter().enumerate() {
            place[variable] = position;
        }
        sorted.sort_by_key(|distance| (place[distance.after], place[distance.before]));
        let mut backwards: Vec<usize> = (0..sorted.len()).collect();
        backwards.sort_by_key(|&position| (std::cmp::Reverse(place[sorted[position].before]), position));
        Self { sorted, backwards }
    }

    /// Returns places that keep every distance and are near the wanted ones.
    ///
    /// Variables that want no place are `None`. The result is the mean of the least places at or after the
    /// wanted ones and the greatest at or before them: both keep every distance, so their mean does.
    pub(super) fn settle(&self, wanted: &[Option<Tenths>]) -> Vec<Tenths> {
        let mut low: Vec<Tenths> = wanted.iter().map(|place| place.unwrap_or(FREE_LOW)).collect();
        for distance in &self.sorted {
            if low[distance.before] > FREE_LOW / 2 {
                low[distance.after] = low[distance.after].max(low[distance.before] + distance.least);
            }
        }
        let mut high: Vec<Tenths> = wanted.iter().map(|place| place.unwrap_or(FREE_HIGH)).collect();
        for distance in self.backwards.iter().map(|&position| &self.sorted[position]) {
            if high[distance.after] < FREE_HIGH / 2 {
                high[distance.before] = high[distance.before].min(high[distance.after] - distance.least);
            }
        }
        low.into_iter()
            .zip(high)
            .map(|(low, high)| match (low > FREE_LOW / 2, high < FREE_HIGH / 2) {
                (true, true) => low + (high - low).div_euclid(2),
                (true, false) => low,
                (false, true) => high,
                (false, false) => 0,
            })
            .collect()
    }

    /// Moves variables that nothing draws back as far as the distances before them allow.
    pub(super) fn tighten(&self, places: &mut [Tenths], is_loose: impl Fn(usize) -> bool) {
        let mut moved = None;
        for distance in self.sorted.iter().filter(|distance| is_loose(distance.after)) {
            // Distances to one variable stand together, and those before it are settled.
            let least = places[distance.before] + distance.least;
            places[distance.after] =
                if moved == Some(distance.after) { places[distance.after].max(least) } else { least };
            moved = Some(distance.after);
        }
    }

    /// Moves places on until every distance is kept.
    pub(super) fn push(&self, places: &mut [Tenths]) {
        for distance in &self.sorted {
            places[distance.after] = places[distance.after].max(places[distance.before] + distance.least);
        }
    }
}
