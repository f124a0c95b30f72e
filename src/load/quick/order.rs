//! The order of ids over all chunks, and where an id stands in it.

use std::cmp::Ordering;

/// The ids of the deals of a chunk, in the order of the text.
#[derive(Debug, Default)]
pub struct Ids {
    text: String,
    ends: Vec<u32>,
}

impl Ids {
    /// Puts an id behind those there are; `None` where there is no room for it.
    pub fn push(&mut self, id: &str) -> Option<()> {
        self.text.push_str(id);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        Some(())
    }

    fn get(&self, position: u32) -> Option<&str> {
        let position = position as usize;
        let from = position.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        self.text.get(*from as usize..*self.ends.get(position)? as usize)
    }

    /// Every id, in the order of the text.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map_while(|position| self.get(position))
    }
}

/// One record among many: its chunk, and its position there.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    /// The first eight bytes of the id, which nearly always decide.
    prefix: u64,
    pub chunk: u32,
    pub position: u32,
}

/// All records in the order of their ids.
#[derive(Debug)]
pub struct Order {
    ids: Vec<Ids>,
    seats: Vec<Seat>,
}

/// Seats below this number are sorted by one thread.
const WORTH_A_THREAD: usize = 50_000;

/// Seats below this number are compared as they are.
const FEW: usize = 24;

impl Order {
    /// Sorts the ids of all chunks; `None` where one stands twice.
    pub fn of(ids: Vec<Ids>) -> Option<Self> {
        let mut seats = Vec::with_capacity(ids.iter().map(|ids| ids.ends.len()).sum());
        for (chunk, ids) in (0_u32..).zip(&ids) {
            seats.extend((0_u32..).zip(ids.iter()).map(|(position, id)| Seat {
                prefix: eight(id, 0),
                chunk,
                position,
            }));
        }
        sort(&mut seats, &ids, 0);
        let each_once = seats.is_sorted_by(|one, two| compare(&ids, one, two).is_lt());
        each_once.then_some(Self { ids, seats })
    }

    /// How many records there are.
    pub const fn len(&self) -> usize {
        self.seats.len()
    }

    /// Every record.
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// Every id, in order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.seats.iter().filter_map(|seat| id_of(&self.ids, seat))
    }

    /// The position of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let wanted = eight(id, 0);
        let compare = |seat: &Seat| seat.prefix.cmp(&wanted).then_with(|| id_of(&self.ids, seat).cmp(&Some(id)));
        self.seats.binary_search_by(compare).ok()
    }

    /// The position of the record that stands at a position in a chunk.
    pub fn place(&self, chunk: usize, position: usize) -> Option<usize> {
        self.find(self.ids.get(chunk)?.get(u32::try_from(position).ok()?)?)
    }
}

fn id_of<'i>(ids: &'i [Ids], seat: &Seat) -> Option<&'i str> {
    ids.get(seat.chunk as usize)?.get(seat.position)
}

fn compare(ids: &[Ids], one: &Seat, two: &Seat) -> Ordering {
    one.prefix.cmp(&two.prefix).then_with(|| id_of(ids, one).cmp(&id_of(ids, two)))
}

/// Sorts seats by their ids. Eight bytes are compared at a time, and more are looked up only of those that these do not
/// tell apart, once for each: ids with long beginnings in common would else be read at every comparison.
fn sort(seats: &mut [Seat], ids: &[Ids], depth: usize) {
    if seats.len() < FEW {
        seats.sort_unstable_by(|one, two| compare(ids, one, two));
        return;
    }
    let is_large = seats.len() >= WORTH_A_THREAD;
    if is_large {
        // Two halves at once, and then what has become of them, which a sort that looks for runs merges.
        let (one, two) = seats.split_at_mut(seats.len() / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| one.sort_unstable_by_key(|seat| seat.prefix));
            two.sort_unstable_by_key(|seat| seat.prefix);
        });
        seats.sort_by_key(|seat| seat.prefix);
    } else {
        seats.sort_unstable_by_key(|seat| seat.prefix);
    }
    if is_large {
        let half = seats.get(seats.len() / 2).map_or(0, |middle| middle.prefix);
        let (one, two) = seats.split_at_mut(seats.partition_point(|seat| seat.prefix < half));
        std::thread::scope(|scope| {
            scope.spawn(|| sort_same(one, ids, depth));
            sort_same(two, ids, depth);
        });
    } else {
        sort_same(seats, ids, depth);
    }
}

/// Sorts those with the same eight bytes by what is behind them.
fn sort_same(seats: &mut [Seat], ids: &[Ids], depth: usize) {
    let behind = depth.saturating_add(8);
    for same in seats.chunk_by_mut(|one, two| one.prefix == two.prefix).filter(|same| same.len() > 1) {
        let Some(prefix) = same.first().map(|seat| seat.prefix) else { continue };
        // An id that ends within them is followed by zeros, which no id holds.
        if prefix.trailing_zeros() >= 8 {
            continue;
        }
        for seat in same.iter_mut() {
            seat.prefix = eight(id_of(ids, seat).unwrap_or_default(), behind);
        }
        sort(same, ids, behind);
        for seat in same.iter_mut() {
            seat.prefix = prefix;
        }
    }
}

/// Eight bytes of an id, from one on, so that numbers order as the bytes do.
fn eight(id: &str, from: usize) -> u64 {
    let mut bytes = [0_u8; 8];
    for (to, from) in bytes.iter_mut().zip(id.bytes().skip(from)) {
        *to = from;
    }
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(of: &[&str]) -> Ids {
        let mut ids = Ids::default();
        for id in of {
            ids.push(id).expect("there is room");
        }
        ids
    }

    #[test]
    fn ids_order_as_texts_do_across_chunks() {
        let chunks = vec![ids(&["acme-orion-2024", "acme"]), ids(&["acme-orion-2023", "a", "orion"])];
        let order = Order::of(chunks).expect("each stands once");
        let sorted: Vec<_> = order.seats().iter().filter_map(|seat| id_of(&order.ids, seat)).collect();
        assert_eq!(sorted, ["a", "acme", "acme-orion-2023", "acme-orion-2024", "orion"]);
        assert_eq!(order.find("acme-orion-2024"), Some(3));
        assert_eq!(order.find("acme-orion-2025"), None);
        assert_eq!(order.place(1, 2), Some(4));
        assert_eq!(order.place(1, 3), None);
    }

    #[test]
    fn ids_with_long_beginnings_in_common_order_as_texts_do() {
        let mut texts: Vec<String> = (0..70_000_u32)
            .map(|number| match number % 3 {
                0 => format!("omscale-foods-{}-2024", number % 1000 * 71),
                1 => format!("omscale-foods-acme-orion-{number}"),
                _ => format!("o{number}"),
            })
            .collect();
        texts.sort_unstable();
        texts.dedup();
        let mixed: Vec<&str> = (0..texts.len()).map(|rank| texts[rank * 7919 % texts.len()].as_str()).collect();
        let order = Order::of(mixed.chunks(1000).map(ids).collect()).expect("each stands once");
        assert!(order.ids().eq(texts.iter().map(String::as_str)));
        assert!(texts.iter().enumerate().all(|(rank, id)| order.find(id) == Some(rank)));
    }

    #[test]
    fn an_id_in_two_chunks_is_noticed() {
        assert!(Order::of(vec![ids(&["acme-orion-2024"]), ids(&["acme-orion-2024"])]).is_none());
        assert!(Order::of(vec![ids(&["acme"]), ids(&["acme"])]).is_none());
    }
}
