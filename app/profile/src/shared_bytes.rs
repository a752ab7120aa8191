//! What two texts that begin alike have in common, sixteen bytes at a time.

/// How many bytes two texts have in common at their beginnings.
pub(crate) fn shared_bytes(one: &[u8], other: &[u8]) -> usize {
    let (ones, _) = one.as_chunks::<16>();
    let (others, _) = other.as_chunks::<16>();
    let whole = ones.iter().zip(others).take_while(|(one, other)| one == other).count() * 16;
    let rest = one.iter().zip(other).skip(whole);
    whole + rest.take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use super::shared_bytes;

    #[test]
    fn shared_bytes_end_at_the_first_difference() {
        for length in 0..70 {
            for difference in 0..length {
                let one = vec![b'a'; length];
                let mut other = one.clone();
                other[difference] = b'b';
                assert_eq!(shared_bytes(&one, &other), difference);
                assert_eq!(shared_bytes(&one, &one[..difference]), difference);
            }
        }
    }
}
