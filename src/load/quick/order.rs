//! The order of ids over all chunks, and where an id stands in it.

use std::cmp::Ordering;

use crate::model::seek::prefix;

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
    /// The first eight bytes of the id, which often decide.
    prefix: u64,
    /// The eight behind them, which nearly always do.
    next: u64,
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
                next: eight(id, 8),
                chunk,
                position,
            }));
        }
        sort(&mut seats, &ids, 0).then_some(Self { ids, seats })
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

/// Sorts seats by their ids; tells whether each id stands once. Eight bytes are compared at a time, and more are looked
/// up only of those that these do not tell apart, once for each: ids with long beginnings in common would else be read
/// at every comparison.
fn sort(seats: &mut [Seat], ids: &[Ids], depth: usize) -> bool {
    if seats.len() < FEW {
        seats.sort_unstable_by(|one, two| compare(ids, one, two));
        return seats.is_sorted_by(|one, two| one.prefix < two.prefix || compare(ids, one, two).is_lt());
    }
    if seats.len() < WORTH_A_THREAD {
        seats.sort_unstable_by_key(|seat| seat.prefix);
        return sort_same(seats, ids, depth);
    }
    // Two halves at once, and then what has become of them, which a sort that looks for runs merges.
    let (one, two) = seats.split_at_mut(seats.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| one.sort_unstable_by_key(|seat| seat.prefix));
        two.sort_unstable_by_key(|seat| seat.prefix);
    });
    seats.sort_by_key(|seat| seat.prefix);
    let half = seats.get(seats.len() / 2).map_or(0, |middle| middle.prefix);
    let (one, two) = seats.split_at_mut(seats.partition_point(|seat| seat.prefix < half));
    std::thread::scope(|scope| {
        let one = scope.spawn(|| sort_same(one, ids, depth));
        let two = sort_same(two, ids, depth);
        one.join().unwrap_or(false) && two
    })
}

/// Sorts those with the same eight bytes by what is behind them; tells whether each id stands once.
fn sort_same(seats: &mut [Seat], ids: &[Ids], depth: usize) -> bool {
    let is_among_same = |same: &&mut [Seat]| same.len() > 1;
    let same = seats.chunk_by_mut(|one, two| one.prefix == two.prefix).filter(is_among_same);
    // Looked up right after one another, what is behind is waited for together; at first it is at hand.
    let behind = depth.saturating_add(8);
    let mut looked_up = Vec::new();
    if depth > 0 {
        looked_up.extend(same.flatten().map(|seat| eight(id_of(ids, seat).unwrap_or_default(), behind)));
    }
    let mut looked_up = looked_up.into_iter();
    let mut same = seats.chunk_by_mut(|one, two| one.prefix == two.prefix).filter(is_among_same);
    same.all(|same| {
        let prefix = same.first().map_or(0, |seat| seat.prefix);
        // An id that ends within them is followed by zeros, which no id holds: all of these are one.
        if prefix.trailing_zeros() >= 8 {
            return false;
        }
        for seat in same.iter_mut() {
            seat.prefix = looked_up.next().unwrap_or(seat.next);
        }
        let is_once = sort(same, ids, behind);
        for seat in same {
            seat.prefix = prefix;
        }
        is_once
    })
}

/// Eight bytes of an id, from one on, so that numbers order as the bytes do.
fn eight(id: &str, from: usize) -> u64 {
    prefix(id.as_bytes().get(from..).unwrap_or_default())
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
        // Of many ids, whatever they have in common.
        for count in [2_000, 60_000] {
            let texts: Vec<String> = (0..count)
                .flat_map(|rank| [format!("acme-{rank:05}"), format!("acme-orion-{rank:08}"), format!("{rank:08}")])
                .collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            assert!(Order::of(vec![ids(&texts)]).is_some());
            for id in ["acme-00007", "acme-orion-00000007", "00000007"] {
                assert!(Order::of(vec![ids(&texts), ids(&[id])]).is_none(), "{id}");
            }
        }
    }
}
