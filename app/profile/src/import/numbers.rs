//! Numbers in texts. Most are short: those are read here digit by digit, the others by the standard
//! library, with the same result.

/// The digits that `text` begins with, 18 at most, as a number, and how many they are.
#[inline(always)]
pub(crate) fn leading_digits(text: &[u8]) -> (u64, usize) {
    let (mut value, mut length) = (0, 0);
    for &byte in text.iter().take(18) {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value * 10 + u64::from(digit);
        length += 1;
    }
    (value, length)
}

/// Four numbers of one digit that `text` begins with, a space before each (` 1 0 0 2`), and the
/// rest, which begins with a space too if it isn't empty.
///
/// Xored with ` 0 0 0 0` the spaces are 0 and the digits their values; adding 0x76 carries into the
/// top bit of those above 9.
#[inline(always)]
pub(crate) fn four_digits(text: &[u8]) -> Option<([u8; 4], &[u8])> {
    let (chunk, rest) = text.split_first_chunk::<8>()?;
    let word = u64::from_le_bytes(*chunk) ^ u64::from_le_bytes(*b" 0 0 0 0");
    let wrong = (word.wrapping_add(0x7600_7600_7600_7600) | word) & 0x80ff_80ff_80ff_80ff;
    let digit = |place: u32| (word >> (16 * place + 8)) as u8;
    (wrong == 0 && rest.first().is_none_or(|&next| next == b' '))
        .then(|| ([digit(0), digit(1), digit(2), digit(3)], rest))
}

/// A number as `str::parse` reads it: `12`, `0.25`, `1e9`; infinity and NaN too.
#[inline]
pub(crate) fn float(text: &[u8]) -> Option<f64> {
    short_float(text).or_else(|| std::str::from_utf8(text).ok()?.parse().ok())
}

/// A number of up to 15 digits with or without a point in it.
#[inline]
pub(crate) fn short_float(text: &[u8]) -> Option<f64> {
    const POWERS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    if text.len() > 16 {
        return None;
    }
    let (whole, length) = leading_digits(text);
    let rest = text.get(length..)?;
    if length == 0 || length > 15 {
        return None;
    }
    let Some(decimals) = rest.strip_prefix(b".") else {
        return rest.is_empty().then_some(whole as f64);
    };
    let (decimal, count) = leading_digits(decimals);
    if count != decimals.len() {
        return None;
    }
    // The quotient of two whole numbers that are exact is the nearest number to the decimal one.
    let power = POWERS.get(count)?;
    Some((whole as f64 * power + decimal as f64) / power)
}

#[cfg(test)]
mod tests {
    use super::{float, four_digits, leading_digits};

    #[test]
    fn short_numbers_are_what_the_standard_library_reads() {
        for text in [
            "0",
            "7",
            "0.1",
            "96.08",
            "1.",
            ".5",
            "",
            ".",
            "1.2.3",
            "999999999999999",
            "-3",
            "1e9",
            "99999999.9999999",
            "0.000000000000001",
            "1234567890123456",
            "123456789012345.6",
            "+1",
            "0000000000000.30",
            "12a",
            "1.5x",
            "NaN",
            "inf",
            "184467440737095516160",
        ] {
            let expected = text.parse::<f64>().ok().map(f64::to_bits);
            assert_eq!(float(text.as_bytes()).map(f64::to_bits), expected, "{text}");
        }
    }

    #[test]
    fn four_digits_stand_alone() {
        assert_eq!(four_digits(b" 1 0 9 2"), Some(([1, 0, 9, 2], b"".as_slice())));
        assert_eq!(four_digits(b" 1 0 9 2 x"), Some(([1, 0, 9, 2], b" x".as_slice())));
        for text in [" 1 0 9", " 1 0 9 23", " 1 0 . 2", " 1 0 : 2", "11 0 9 2", " 1 0\t9 2"] {
            assert_eq!(four_digits(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn digits_end_at_anything_else() {
        assert_eq!(leading_digits(b"12 3"), (12, 2));
        assert_eq!(leading_digits(b""), (0, 0));
        assert_eq!(leading_digits(&[b'9'; 30]), (999_999_999_999_999_999, 18));
    }
}
