//! Which markets there are, and which of them each entity competes in.

#![expect(
    clippy::cast_possible_truncation,
    reason = "positions are kept in 32 bits, and indices refuse to be made beyond"
)]

use foldhash::HashMap;

use super::column::Column;
use super::id::EntityIx;
use super::record::Entity;

/// The markets of each entity, by their places among all markets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MarketIndex {
    /// Every market, by name.
    pub names: Vec<String>,
    /// Where each entity's markets begin, and where the last one's end.
    pub starts: Column<u32>,
    /// The markets, by place, in the order that the entity tells them.
    pub markets: Column<u32>,
}

impl MarketIndex {
    /// Indexes the markets of entities, which `each` tells in their order.
    #[expect(clippy::indexing_slicing, reason = "each number was given to one name, counting up from zero")]
    pub fn new(each: impl FnOnce(&mut dyn FnMut(&Entity))) -> Self {
        let mut numbers: HashMap<String, u32> = HashMap::default();
        let (mut starts, mut markets) = (vec![0], Vec::new());
        each(&mut |entity| {
            for market in &entity.markets {
                let next = numbers.len() as u32;
                let number = numbers.get(market.as_str()).copied();
                markets.push(number.unwrap_or_else(|| *numbers.entry(market.clone()).or_insert(next)));
            }
            starts.push(markets.len() as u32);
        });
        // Numbers were given in the order met; places are those among all names.
        let mut names: Vec<(String, u32)> = numbers.into_iter().collect();
        names.sort_unstable();
        let mut places = vec![0_u32; names.len()];
        for (place, (_, number)) in names.iter().enumerate() {
            places[*number as usize] = place as u32;
        }
        for market in &mut markets {
            *market = places[*market as usize];
        }
        let names = names.into_iter().map(|(name, _)| name).collect();
        Self { names, starts: Column::of(starts), markets: Column::of(markets) }
    }

    /// The markets of an entity, by place.
    pub fn of(&self, entity: EntityIx) -> &[u32] {
        match self.starts.part(entity.get()..entity.get().saturating_add(2)) {
            &[from, to] => self.markets.part(from as usize..to as usize),
            _ => &[],
        }
    }
}
