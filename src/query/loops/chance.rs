//! Whether a web has more loops than chance would give it.
//!
//! The null model keeps how many each entity pays and is paid by, and swaps who pays whom: edges a→b and c→d
//! become a→d and c→b, unless that pays oneself or pays twice (Maslov and Sneppen, Science 296, 2002). Parallel
//! deals are one edge, and every number is exact until it is shown.

use std::collections::BTreeSet;

use super::money_web::MoneyWeb;
use super::walk::{Starts, count};
use crate::model::EntityIx;

/// The most cycles counted in one web: with more there is no comparing.
pub const MOST_CYCLES: usize = 10_000_000;

/// Swaps tried for each edge before a sample is taken.
const SWAPS_PER_EDGE: usize = 20;

/// The loops of a web against those of webs rewired at random.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chance {
    /// Cycles seen, those within one deal included.
    pub seen: usize,
    /// Webs drawn.
    pub samples: usize,
    /// Webs asked for; fewer are drawn where one has more than [`MOST_CYCLES`].
    pub asked: usize,
    /// Where the random numbers start.
    pub seed: u64,
    /// The sum of the cycles over all samples.
    pub sum: u128,
    /// The sum of their squares.
    pub squares: u128,
    /// Samples with as many cycles or more.
    pub as_many: usize,
}

impl Chance {
    /// The mean of the samples in hundredths, rounded down.
    pub fn mean_hundredths(&self) -> u128 {
        self.sum * 100 / (self.samples.max(1) as u128)
    }

    /// How many standard deviations of the samples the web lies above (or, if negative, below) their mean, in
    /// hundredths, towards zero; `None` where all samples are alike or there are fewer than two.
    pub fn z_hundredths(&self) -> Option<i64> {
        let samples = self.samples as u128;
        let spread = (samples * self.squares).checked_sub(self.sum * self.sum)?;
        if spread == 0 || samples < 2 {
            return None;
        }
        let seen = samples * self.seen as u128;
        let square = seen.abs_diff(self.sum).checked_pow(2)?.checked_mul(10_000 * (samples - 1))?;
        let size = i64::try_from((square / (samples * spread)).isqrt()).ok()?;
        Some(if seen < self.sum { -size } else { size })
    }

    /// The share of webs with as many cycles or more, the web itself among them: above and below the line.
    pub const fn p(&self) -> (usize, usize) {
        (self.as_many + 1, self.samples + 1)
    }
}

/// Returns the cycles of the money of a web against `samples` webs rewired at random from `seed`.
///
/// With `about`, cycles through that entity are counted. Costs one counting of cycles a sample. Ends at the first web,
/// the real one included, that has [`MOST_CYCLES`] or more.
pub fn chance(web: &MoneyWeb, about: Option<EntityIx>, max_length: usize, samples: usize, seed: u64) -> Chance {
    let starts = about.map_or(Starts::Every, Starts::One);
    let real: Vec<(usize, usize)> = web.pairs().iter().map(|(from, to)| (from.get(), to.get())).collect();
    let count = |pairs: &[(usize, usize)]| count(web.size(), pairs, starts, max_length, MOST_CYCLES);
    let seen = count(&real);
    let mut random = SplitMix(seed);
    let mut chance = Chance { seen, samples: 0, asked: samples, seed, sum: 0, squares: 0, as_many: 0 };
    while seen < MOST_CYCLES && chance.samples < samples {
        let number = count(&rewire(&real, &mut random));
        if number >= MOST_CYCLES {
            break;
        }
        chance.samples += 1;
        chance.sum += number as u128;
        chance.squares += (number as u128).pow(2);
        chance.as_many += usize::from(number >= seen);
    }
    chance
}

fn rewire(real: &[(usize, usize)], random: &mut SplitMix) -> Vec<(usize, usize)> {
    let mut pairs = real.to_vec();
    let mut present: BTreeSet<(usize, usize)> = pairs.iter().copied().collect();
    if pairs.len() < 2 {
        return pairs;
    }
    for _ in 0..pairs.len() * SWAPS_PER_EDGE {
        let (one, two) = (random.below(pairs.len()), random.below(pairs.len()));
        let ((a, b), (c, d)) = (pairs[one], pairs[two]);
        let allowed = a != d && c != b && !present.contains(&(a, d)) && !present.contains(&(c, b));
        if one != two && allowed {
            present.remove(&(a, b));
            present.remove(&(c, d));
            present.insert((a, d));
            present.insert((c, b));
            pairs[one] = (a, d);
            pairs[two] = (c, b);
        }
    }
    pairs.sort_unstable();
    pairs
}

/// `SplitMix64`, the same on every machine. <https://prng.di.unimi.it/splitmix64.c>
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, by the high half of a product; the bias is below one in 2^32.
    fn below(&mut self, bound: usize) -> usize {
        let product = u128::from(self.next()) * bound as u128;
        usize::try_from(product >> 64).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn draws_are_those_of_splitmix64() {
        // The first numbers that the reference draws from this seed.
        let mut random = SplitMix(1_234_567);
        assert_eq!([random.next(), random.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
        let mut random = SplitMix(7);
        let drawn: BTreeSet<usize> = (0..200).map(|_| random.below(5)).collect();
        assert_eq!(drawn, (0..5).collect(), "each of five, and nothing else");
    }

    #[test]
    fn a_rewired_web_keeps_how_many_each_pays_and_is_paid_by() {
        let real: Vec<(usize, usize)> =
            (0..8).flat_map(|from| [(from, (from + 1) % 8), (from, (from + 3) % 8)]).collect();
        let sums = |pairs: &[(usize, usize)]| {
            let (mut out, mut into) = (BTreeMap::new(), BTreeMap::new());
            for (from, to) in pairs {
                *out.entry(*from).or_insert(0) += 1;
                *into.entry(*to).or_insert(0) += 1;
            }
            (out, into)
        };
        let mut random = SplitMix(3);
        let mut seen: BTreeSet<Vec<(usize, usize)>> = BTreeSet::new();
        for _ in 0..20 {
            let rewired = rewire(&real, &mut random);
            assert_eq!(sums(&rewired), sums(&real));
            assert!(rewired.iter().all(|(from, to)| from != to), "nobody pays oneself: {rewired:?}");
            assert_eq!(rewired.iter().collect::<BTreeSet<_>>().len(), real.len(), "nobody pays twice: {rewired:?}");
            seen.insert(rewired);
        }
        assert!(seen.len() > 15, "draws differ");
        assert_eq!(rewire(&[(0, 1)], &mut random), [(0, 1)], "one edge has none to swap with");
        let draws: BTreeSet<_> = (0..20).map(|seed| rewire(&[(0, 1), (2, 3)], &mut SplitMix(seed))).collect();
        assert_eq!(draws, BTreeSet::from([vec![(0, 1), (2, 3)], vec![(0, 3), (2, 1)]]), "two have one swap");
    }

    #[test]
    fn a_rewired_web_has_forgotten_who_paid_whom() {
        let real: Vec<(usize, usize)> =
            (0..200).flat_map(|from| [(from, (from + 1) % 200), (from, (from + 7) % 200)]).collect();
        let rewired: BTreeSet<(usize, usize)> = rewire(&real, &mut SplitMix(5)).into_iter().collect();
        // Of webs drawn evenly, two pays in two hundred would be the same by chance: four of four hundred.
        let kept = real.iter().filter(|pair| rewired.contains(pair)).count();
        assert!(kept < 16, "{kept} of 400 stayed");
    }

    /// The chance of webs with these numbers of cycles, where `seen` were seen.
    fn of(seen: usize, samples: &[u128]) -> Chance {
        Chance {
            seen,
            samples: samples.len(),
            asked: samples.len(),
            seed: 0,
            sum: samples.iter().sum(),
            squares: samples.iter().map(|number| number * number).sum(),
            as_many: samples.iter().filter(|number| **number >= seen as u128).count(),
        }
    }

    #[test]
    fn the_distance_from_the_mean_is_in_deviations_of_the_samples() {
        // Mean 2.5; the samples deviate by the root of 5/3, which is 1.29.
        let above = of(5, &[1, 2, 3, 4]);
        assert_eq!((above.mean_hundredths(), above.z_hundredths(), above.p()), (250, Some(193), (1, 5)));
        assert_eq!(of(0, &[1, 2, 3, 4]).z_hundredths(), Some(-193));
        assert_eq!(of(2, &[1, 3]).z_hundredths(), Some(0));
        assert_eq!(of(3, &[1, 2, 3, 4]).p(), (3, 5));
        assert_eq!(of(5, &[2, 2, 2]).z_hundredths(), None, "all are alike");
        assert_eq!(of(5, &[2]).z_hundredths(), None, "one sample has no spread");
        assert_eq!((of(5, &[]).mean_hundredths(), of(5, &[]).z_hundredths()), (0, None));
    }
}
