//! What two texts that begin or end alike have in common, several bytes at a time.

/// How many bytes two texts have in common at their beginnings.
pub(crate) fn shared_at_start(one: &[u8], other: &[u8]) -> usize {
    let (ones, _) = one.as_chunks::<16>();
    let (others, _) = other.as_chunks::<16>();
    let whole = ones.iter().zip(others).take_while(|(one, other)| one == other).count() * 16;
    let rest = one.iter().zip(other).skip(whole);
    whole + rest.take_while(|(one, other)| one == other).count()
}

/// How many bytes two texts have in common at their ends.
pub(crate) fn shared_at_end(one: &[u8], other: &[u8]) -> usize {
    let (_, ones) = one.as_rchunks::<8>();
    let (_, others) = other.as_rchunks::<8>();
    let chunks = ones.iter().rev().zip(others.iter().rev());
    let whole = 8 * chunks.take_while(|(one, other)| one == other).count();
    let rest = one.iter().rev().zip(other.iter().rev()).skip(whole);
    whole + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::{shared_at_end, shared_at_start};

    #[test]
    fn beginnings_end_at_the_first_difference() {
        for length in 0..70 {
            for difference in 0..length {
                let one = vec![b'a'; length];
                let mut other = one.clone();
                other[difference] = b'b';
                assert_eq!(shared_at_start(&one, &other), difference);
                assert_eq!(shared_at_start(&one, &one[..difference]), difference);
            }
        }
    }

    #[test]
    fn ends_begin_after_the_last_difference() {
        for length in 0..40 {
            for difference in 0..length {
                let one = vec![b'a'; length];
                let mut other = one.clone();
                other[difference] = b'b';
                assert_eq!(shared_at_end(&one, &other), length - difference - 1);
                assert_eq!(shared_at_end(&one, &one[difference..]), length - difference);
            }
        }
    }
}
