//! The first so many of any number of items, without holding the others.

use std::collections::BinaryHeap;

/// Keeps the least `most` of all items that it is offered; which those are does not depend on their order.
#[derive(Debug, Clone)]
pub(crate) struct Best<T> {
    most: usize,
    /// The greatest on top, so that it is the one to go.
    heap: BinaryHeap<T>,
}

impl<T: Ord> Best<T> {
    /// Room for so many.
    pub fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new() }
    }

    /// The greatest of those kept, where there is no more room: only what is less is taken.
    pub fn bar(&self) -> Option<&T> {
        if self.heap.len() < self.most { None } else { self.heap.peek() }
    }

    /// Takes an item where it is among the least so far; returns the one that is left out for it, which may be
    /// itself.
    pub fn offer(&mut self, item: T) -> Option<T> {
        if self.heap.len() < self.most {
            self.heap.push(item);
            return None;
        }
        match self.heap.peek_mut() {
            Some(mut greatest) if item < *greatest => Some(std::mem::replace(&mut *greatest, item)),
            _ => Some(item),
        }
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.heap.len()
    }

    /// Those kept, the least first.
    pub fn into_sorted(self) -> Vec<T> {
        self.heap.into_sorted_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::Best;

    #[test]
    fn the_least_are_kept_whatever_the_order() {
        let numbers = [5, 3, 9, 1, 7, 3, 8];
        for shift in 0..numbers.len() {
            for most in 0..9 {
                let mut best = Best::new(most);
                let mut turned = numbers;
                turned.rotate_left(shift);
                let left: Vec<i32> = turned.into_iter().filter_map(|number| best.offer(number)).collect();
                assert_eq!(best.len() + left.len(), numbers.len(), "nothing is lost");
                let mut sorted = numbers;
                sorted.sort_unstable();
                assert_eq!(best.into_sorted(), sorted[..most.min(numbers.len())], "{most} of {turned:?}");
            }
        }
    }
}
