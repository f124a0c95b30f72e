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

    fn iter(&self) -> impl Iterator<Item = &str> {
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

impl Order {
    /// Sorts the ids of all chunks; `None` where one stands twice.
    pub fn of(ids: Vec<Ids>) -> Option<Self> {
        let mut seats = Vec::with_capacity(ids.iter().map(|ids| ids.ends.len()).sum());
        for (chunk, ids) in (0_u32..).zip(&ids) {
            seats.extend((0_u32..).zip(ids.iter()).map(|(position, id)| Seat { prefix: prefix(id), chunk, position }));
        }
        sort(&mut seats, |one, two| compare(&ids, one, two));
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

    /// The position of an id.
    pub fn find(&self, id: &str) -> Option<usize> {
        let wanted = prefix(id);
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

/// Sorts two halves at once, and then what has become of them, which a sort that looks for runs merges.
fn sort(seats: &mut [Seat], compare: impl Fn(&Seat, &Seat) -> Ordering + Copy + Send + Sync) {
    if seats.len() < WORTH_A_THREAD {
        seats.sort_unstable_by(compare);
        return;
    }
    let (one, two) = seats.split_at_mut(seats.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| one.sort_unstable_by(compare));
        two.sort_unstable_by(compare);
    });
    seats.sort_by(compare);
}

/// The first eight bytes of an id, so that numbers order as the bytes do.
fn prefix(id: &str) -> u64 {
    let mut bytes = [0_u8; 8];
    for (to, from) in bytes.iter_mut().zip(id.bytes()) {
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
    fn an_id_in_two_chunks_is_noticed() {
        assert!(Order::of(vec![ids(&["acme-orion-2024"]), ids(&["acme-orion-2024"])]).is_none());
        assert!(Order::of(vec![ids(&["acme"]), ids(&["acme"])]).is_none());
    }
}
