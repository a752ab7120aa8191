//! Orders: lists sorted by one function for all kinds of items.
//!
//! A sort of the standard library is compiled anew for every kind of item and every comparison, 10 KB of the page
//! each time. Here all sorts are one: of places, each beside a number that decides most comparisons by itself.

use std::cmp::Ordering;

/// A place in a list, beside what it is sorted by first.
#[derive(Clone, Copy)]
struct Ranked {
    key: u64,
    place: u32,
}

/// The items by `key`, the smallest first; those of one key by `compare`, and equal ones as they stood.
pub fn sorted<T>(
    items: Vec<T>,
    key: impl Fn(&T) -> u64,
    compare: impl Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut ranked: Vec<Ranked> =
        items.iter().zip(0..).map(|(item, place)| Ranked { key: key(item), place }).collect();
    sort(&mut ranked, &|left, right| compare(&items[left as usize], &items[right as usize]));
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    ranked.iter().filter_map(|ranked| items[ranked.place as usize].take()).collect()
}

#[inline(never)]
fn sort(ranked: &mut [Ranked], compare: &dyn Fn(u32, u32) -> Ordering) {
    ranked.sort_unstable_by(|left, right| {
        let by_key = left.key.cmp(&right.key);
        by_key.then_with(|| compare(left.place, right.place)).then(left.place.cmp(&right.place))
    });
}

/// A number that stands among others as `weight` does among weights, by [`f64::total_cmp`].
pub fn by_weight(weight: f64) -> u64 {
    let bits = weight.to_bits();
    // All bits of a negative number count backwards; of others only the sign.
    if weight.is_sign_negative() { !bits } else { bits | 1 << 63 }
}

/// As [`by_weight`], the heaviest first.
pub fn heaviest_first(weight: f64) -> u64 {
    !by_weight(weight)
}

/// The first eight bytes of a name, which stand as the names do wherever they differ.
pub fn by_name(name: &str) -> u64 {
    let mut first = [0; 8];
    let count = name.len().min(8);
    first[..count].copy_from_slice(&name.as_bytes()[..count]);
    u64::from_be_bytes(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{by_name, by_weight, heaviest_first, sorted};

    proptest! {
        #[test]
        fn weights_stand_as_total_cmp_says(weights in prop::collection::vec(any::<f64>(), 0..50)) {
            let mut expected = weights.clone();
            expected.sort_by(f64::total_cmp);
            let bits = |weights: Vec<f64>| weights.into_iter().map(f64::to_bits).collect::<Vec<_>>();
            let equal = |_: &f64, _: &f64| std::cmp::Ordering::Equal;
            prop_assert_eq!(
                bits(sorted(weights.clone(), |&weight| by_weight(weight), equal)),
                bits(expected.clone())
            );
            expected.reverse();
            prop_assert_eq!(
                bits(sorted(weights, |&weight| heaviest_first(weight), equal)),
                bits(expected)
            );
        }

        #[test]
        fn names_stand_as_texts_do(names in prop::collection::vec("[a-cé\0]{0,12}", 0..50)) {
            let mut expected = names.clone();
            expected.sort();
            prop_assert_eq!(sorted(names, |name| by_name(name), Ord::cmp), expected);
        }
    }

    #[test]
    fn what_is_equal_stays_as_it_stood() {
        let items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        let sorted = sorted(items, |item| item.0, |_, _| std::cmp::Ordering::Equal);
        assert_eq!(sorted, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
