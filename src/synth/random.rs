//! Random numbers that are the same on every machine.

/// `SplitMix64` (Steele, Lea and Flood, 2014): 64 bits of state, and any seed is a good one.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Draws one of `stream`, which is independent of all others of the same seed.
    pub fn of_stream(seed: u64, stream: u64) -> Self {
        Self(Self(seed ^ stream.wrapping_mul(0xd1b5_4a32_d192_ed03)).next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound` (0 where that is 0), each as likely as any other to one part in 2^32.
    pub fn below(&mut self, bound: u64) -> u64 {
        scale(self.next() >> 32, bound)
    }

    /// Whether something happens that does so `permille` times in a thousand.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// A rank below `bound`, the lowest the likeliest: rank r has a weight of about r^-(1 - 1/steepness).
    pub fn rank(&mut self, bound: u64, steepness: u32) -> u64 {
        let draw = self.next() >> 32;
        let powered = (1..steepness).fold(draw, |product, _| (product * draw) >> 32);
        scale(powered, bound)
    }

    /// One of a list.
    pub fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[usize::try_from(self.below(list.len() as u64)).unwrap_or(0)]
    }
}

/// `fraction / 2^32` of `bound`.
fn scale(fraction: u64, bound: u64) -> u64 {
    let product = (u128::from(fraction) * u128::from(bound)) >> 32;
    u64::try_from(product).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first draws of seed 1234567, as the authors' own program prints them.
    #[test]
    fn draws_are_those_of_splitmix64() {
        let mut random = Random(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn low_ranks_are_drawn_more_often() {
        let mut random = Random(7);
        let low = (0..10_000).filter(|_| random.rank(1000, 3) < 100).count();
        assert!((4_000..5_500).contains(&low), "a tenth of the ranks drew {low} of 10,000");
    }
}
