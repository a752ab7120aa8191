//! Numbers: decimal digits to integers and floats, eight digits at a time.

/// A number as it is written: an integer where it has neither fraction nor exponent and fits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Integer(i64),
    Float(f64),
}

impl Number {
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }
}

/// What stands at the beginning of `bytes`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Parsed {
    /// A number of so many bytes. It is complete only if another byte follows it.
    Number(Number, usize),
    /// No number.
    Not,
}

/// Powers of ten that an `f64` holds exactly.
const POWERS_OF_TEN: [f64; 23] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
];
/// As integers, up to the eighth; sixteen of them, so that an index of four bits is never out of
/// range.
const INTEGER_POWERS_OF_TEN: [u64; 16] =
    [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 0, 0, 0, 0, 0, 0, 0];
/// Up to here every integer is an `f64`.
const EXACT: u64 = 1 << 53;

/// The value of the first up to eight bytes that are digits, and how many they are.
///
/// The bytes as one word, xored with `00000000`, hold the digits' values, and adding 0x76 carries
/// into the top bit of each byte above 9. The lowest such byte ends the number. The digits then
/// move to the top of the word, so that zeros fill the places before them, and pairs, fours and
/// eights are summed: no branch depends on how long the number is. The product by 10 · 2⁸ + 1 holds
/// ten times a digit plus the next one a byte further up.
#[inline(always)]
fn eight_digits(chunk: [u8; 8]) -> (u64, usize) {
    let word = u64::from_le_bytes(chunk) ^ 0x3030_3030_3030_3030;
    let not_digits = (word.wrapping_add(0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080;
    let count = not_digits.trailing_zeros() / 8;
    // Two shifts, since one by 64 would be none.
    let word = word << (32 - 4 * count) << (32 - 4 * count);
    let pairs = word.wrapping_mul((10 << 8) + 1) >> 8 & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul((100 << 16) + 1) >> 16 & 0x0000_ffff_0000_ffff;
    let eight = fours.wrapping_mul((10_000 << 32) + 1) >> 32;
    (eight, count as usize)
}

/// The value of the digits at the beginning of `bytes` after `value`, and how many there are.
///
/// Overflow wraps: the caller counts the digits.
#[inline(always)]
fn digits(bytes: &[u8], mut value: u64) -> (u64, usize) {
    let mut length = 0;
    while let Some(chunk) = bytes[length..].first_chunk::<8>() {
        let (more, count) = eight_digits(*chunk);
        value = value.wrapping_mul(INTEGER_POWERS_OF_TEN[count & 15]).wrapping_add(more);
        length += count;
        if count < 8 {
            return (value, length);
        }
    }
    while let Some(digit) =
        bytes.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|&d| d < 10)
    {
        value = value.wrapping_mul(10).wrapping_add(u64::from(digit));
        length += 1;
    }
    (value, length)
}

/// Four numbers of one digit with the commas after them, such as weights of 1.
///
/// Xored with `0,0,0,0,` the commas are 0 and the digits their values; adding 0x76 carries into the
/// top bit of those above 9.
#[inline(always)]
pub(super) fn four_digits(chunk: [u8; 8]) -> Option<[u8; 4]> {
    let word = u64::from_le_bytes(chunk) ^ 0x2c30_2c30_2c30_2c30;
    let wrong = (word.wrapping_add(0x0076_0076_0076_0076) | word) & 0xff80_ff80_ff80_ff80;
    let digit = |place: u32| (word >> (16 * place)) as u8;
    (wrong == 0).then(|| [digit(0), digit(1), digit(2), digit(3)])
}

/// Reads an integer of up to seven digits and the comma after it, by far the most common cell of
/// a column; returns it and how many bytes both have. `None` for anything else.
#[inline(always)]
pub(super) fn short_integer(bytes: &[u8]) -> Option<(u32, usize)> {
    let chunk = *bytes.first_chunk::<8>()?;
    // Runs of single digits, such as weights of 1, are foreseen by the processor.
    if chunk[1] == b',' && chunk[0].is_ascii_digit() {
        return Some((u32::from(chunk[0] - b'0'), 2));
    }
    let (value, count) = eight_digits(chunk);
    let is_alone = bytes.get(count) == Some(&b',') && count > 0;
    (is_alone && count < 8).then_some((value as u32, count + 1))
}

/// Reads a decimal number of up to 15 digits, seven of them after the point, and the comma after it,
/// such as a time in milliseconds; as [`short_integer`] does.
#[inline(always)]
pub(super) fn short_float(bytes: &[u8]) -> Option<(f64, usize)> {
    let chunk = *bytes.first_chunk::<8>()?;
    if chunk[1] == b',' && chunk[0].is_ascii_digit() {
        return Some((f64::from(chunk[0] - b'0'), 2));
    }
    let (mut whole, mut count) = eight_digits(chunk);
    if count == 0 {
        return None;
    }
    if count == 8 {
        let (more, further) = eight_digits(*bytes[8..].first_chunk::<8>()?);
        whole = whole * INTEGER_POWERS_OF_TEN[further & 15] + more;
        count += further;
    }
    match bytes.get(count)? {
        b',' if count <= 15 => return Some((whole as f64, count + 1)),
        b'.' => {}
        _ => return None,
    }
    let rest = bytes.get(count + 1..)?;
    let (fraction, places) = eight_digits(*rest.first_chunk::<8>()?);
    if places == 0 || places == 8 || count + places > 15 || rest[places] != b',' {
        return None;
    }
    // Fifteen digits and the power of ten are exact, so the division gives the nearest float.
    let mantissa = whole * INTEGER_POWERS_OF_TEN[places] + fraction;
    Some((mantissa as f64 / POWERS_OF_TEN[places], count + places + 2))
}

/// Reads the number at the beginning of `bytes`.
#[inline(always)]
pub(super) fn parse(bytes: &[u8]) -> Parsed {
    let sign = usize::from(bytes.first() == Some(&b'-'));
    let (value, whole) = digits(&bytes[sign..], 0);
    if whole == 0 {
        return named(bytes, sign);
    }
    let mut end = sign + whole;
    let next = bytes.get(end).copied().unwrap_or(b' ');
    if !matches!(next, b'.' | b'e' | b'E') && whole <= 18 {
        let integer = value as i64;
        return Parsed::Number(Number::Integer(if sign == 1 { -integer } else { integer }), end);
    }
    let mut fraction = 0;
    let mut mantissa = value;
    if next == b'.' {
        (mantissa, fraction) = digits(&bytes[end + 1..], value);
        end += 1 + fraction;
        if fraction == 0 {
            // `1.` may go on in the next slice; complete it is no JSON, but nobody is hurt.
            return slow(bytes, end);
        }
    }
    let exponent = matches!(bytes.get(end), Some(b'e' | b'E'));
    // Both the digits and the power of ten are exact, so one division rounds once: the nearest.
    if !exponent && whole + fraction <= 18 && mantissa <= EXACT && fraction < POWERS_OF_TEN.len() {
        let magnitude = mantissa as f64 / POWERS_OF_TEN[fraction];
        return Parsed::Number(Number::Float(if sign == 1 { -magnitude } else { magnitude }), end);
    }
    slow(bytes, end)
}

/// A number with an exponent or more digits than are exact: the standard library rounds it.
#[cold]
fn slow(bytes: &[u8], mut end: usize) -> Parsed {
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        end += 1;
        end += usize::from(matches!(bytes.get(end), Some(b'+' | b'-')));
        end += digits(&bytes[end.min(bytes.len())..], 0).1;
    }
    let end = end.min(bytes.len());
    let text = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
    // What is cut in the middle, such as `1e`, reads as nothing until the rest is there.
    let float = text.parse().unwrap_or(f64::NAN);
    Parsed::Number(Number::Float(float), end)
}

/// `NaN`, `Infinity` and `-Infinity`, which Python's `json` writes, though JSON has no such thing.
#[cold]
fn named(bytes: &[u8], sign: usize) -> Parsed {
    let rest = &bytes[sign..];
    for (name, value) in [("NaN", f64::NAN), ("Infinity", f64::INFINITY)] {
        if rest.starts_with(name.as_bytes()) {
            let value = if sign == 1 { -value } else { value };
            return Parsed::Number(Number::Float(value), sign + name.len());
        }
    }
    Parsed::Not
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn float_of(text: &str) -> f64 {
        match parse(format!("{text},").as_bytes()) {
            Parsed::Number(number, length) => {
                assert_eq!(length, text.len(), "{text}");
                number.float()
            }
            Parsed::Not => panic!("{text} is a number"),
        }
    }

    #[test]
    fn hard_cases_read_as_the_standard_library_reads_them() {
        for text in [
            "0",
            "-0.0",
            "5437907.123456",
            "123456789012345678",
            "1234567890123456789012",
            "9007199254740993",
            "0.1",
            "1e3",
            "1E-7",
            "-2.5e+10",
            "179769313486231570000e300",
            "0.000000000000000000000000001",
            "4.35",
            "12345678",
            "123456789.12345678",
        ] {
            assert_eq!(float_of(text).to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
        }
    }

    #[test]
    fn short_numbers_read_as_long_ones() {
        for text in [
            "0,1,2,9,",
            "0,1,2,,,",
            "0,1,2,/,",
            "0,1,2,:,",
            "12345678.125,0000000",
            "5437907001.003,00000",
            "123456789012345,0000",
            "1234567890123456,000",
            "12345678901234.5,000",
            "123456789012345.5,00",
            "99999999.9999999,000",
            "99999999.99999999,00",
            "12345678,00000000000",
        ] {
            let bytes = text.as_bytes();
            let end = bytes.iter().position(|&byte| byte == b',').unwrap();
            if let Some((float, length)) = short_float(bytes) {
                assert_eq!(length, end + 1, "{text}");
                assert_eq!(float.to_bits(), text[..end].parse::<f64>().unwrap().to_bits());
            }
            let four = four_digits(*bytes.first_chunk().unwrap());
            assert_eq!(four, (text == "0,1,2,9,").then_some([0, 1, 2, 9]), "{text}");
        }
    }

    proptest! {
        #[test]
        fn floats_read_as_the_standard_library_reads_them(float: f64) {
            prop_assume!(float.is_finite());
            for text in [format!("{float}"), format!("{float:e}"), format!("{float:.6}")] {
                prop_assert_eq!(float_of(&text), text.parse::<f64>().unwrap());
            }
        }

        #[test]
        fn integers_are_exact(integer in -999_999_999_999_999_999_i64..=999_999_999_999_999_999) {
            let text = format!("{integer}]");
            prop_assert_eq!(
                parse(text.as_bytes()),
                Parsed::Number(Number::Integer(integer), text.len() - 1)
            );
        }
    }
}
