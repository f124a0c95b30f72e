//! The order of ids over all chunks, and where an id stands in it.

/// One record among many: its id, its chunk and its position there.
#[derive(Debug, Clone, Copy)]
pub struct Seat<'t> {
    /// The first eight bytes of the id, which nearly always decide.
    prefix: u64,
    pub id: &'t str,
    pub chunk: u32,
    pub position: u32,
}

/// Sorts the ids of all chunks; `None` where one stands twice.
pub fn ordered<'t, 'c>(chunks: impl Iterator<Item = &'c [&'t str]>) -> Option<Vec<Seat<'t>>>
where
    't: 'c,
{
    let mut seats = Vec::new();
    for (chunk, ids) in (0_u32..).zip(chunks) {
        seats.extend((0_u32..).zip(ids).map(|(position, id)| Seat { prefix: prefix(id), id, chunk, position }));
    }
    sort(&mut seats);
    seats.is_sorted_by(|one, two| compare(one, two).is_lt()).then_some(seats)
}

/// Seats below this number are sorted by one thread.
const WORTH_A_THREAD: usize = 50_000;

fn compare(one: &Seat<'_>, two: &Seat<'_>) -> std::cmp::Ordering {
    // Ids of eight bytes and fewer are told apart by their prefixes alone.
    one.prefix.cmp(&two.prefix).then_with(|| one.id.cmp(two.id))
}

/// Sorts two halves at once, and then what has become of them, which a sort that looks for runs merges.
fn sort(seats: &mut [Seat<'_>]) {
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

/// The position of an id in an order.
pub fn find(seats: &[Seat<'_>], id: &str) -> Option<usize> {
    let wanted = (prefix(id), id);
    seats.binary_search_by(|seat| seat.prefix.cmp(&wanted.0).then_with(|| seat.id.cmp(wanted.1))).ok()
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

    #[test]
    fn ids_order_as_texts_do_across_chunks() {
        let chunks = [vec!["acme-orion-2024", "acme"], vec!["acme-orion-2023", "a", "orion"]];
        let seats = ordered(chunks.iter().map(Vec::as_slice)).expect("each stands once");
        let ids: Vec<&str> = seats.iter().map(|seat| seat.id).collect();
        assert_eq!(ids, ["a", "acme", "acme-orion-2023", "acme-orion-2024", "orion"]);
        assert_eq!(find(&seats, "acme-orion-2024"), Some(3));
        assert_eq!(find(&seats, "acme-orion-2025"), None);
    }

    #[test]
    fn an_id_in_two_chunks_is_noticed() {
        assert!(ordered([["acme-orion-2024"].as_slice(), &["acme-orion-2024"]].into_iter()).is_none());
    }
}
