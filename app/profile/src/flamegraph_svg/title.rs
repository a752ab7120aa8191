//! The tooltip of a bar: `main (1,233 samples, 98.20%; +0.40%)`.

use crate::import::numbers::short_float;

/// What a tooltip says. Texts are as in the file, their entities not decoded.
#[derive(Debug, PartialEq)]
pub(super) struct Title<'a> {
    pub(super) name: &'a [u8],
    pub(super) weight: f64,
    /// What the weight counts.
    pub(super) unit: &'a [u8],
    /// How much the self weight grew, in percent of the whole; only in differential files.
    pub(super) delta_percent: Option<f64>,
    /// Whether it is the root: the only one of which `100%` is said without decimals.
    pub(super) is_root: bool,
}

/// Takes a tooltip apart from its end, since names hold blanks and parentheses too. `None` if it
/// says no weight.
pub(super) fn parse(title: &[u8]) -> Option<Title<'_>> {
    /// A unit with parentheses: `samples (user)`.
    const MOST_PARENTHESES: usize = 4;
    let inside = title.trim_ascii_end().strip_suffix(b"%)")?;
    let mut opens = memchr::memrchr_iter(b'(', inside).take(MOST_PARENTHESES);
    opens.find_map(|open| {
        let name = inside.get(..open)?.strip_suffix(b" ")?;
        let (weight, unit, percents) = split(inside.get(open + 1..)?)?;
        let (percent, delta) = match percents.iter().position(|&byte| byte == b';') {
            Some(end) => (percents.get(..end)?.strip_suffix(b"%")?, percents.get(end + 1..)),
            None => (percents, None),
        };
        let delta_percent = match delta {
            Some(delta) => Some(number(delta.trim_ascii())?),
            None => None,
        };
        let is_root = name == b"all" && percent == b"100";
        Some(Title { name, weight, unit, delta_percent, is_root })
    })
}

/// `1,233 samples, 98.20` → 1233, `samples`, `98.20`.
fn split(text: &[u8]) -> Option<(f64, &[u8], &[u8])> {
    let weight_end = text.iter().position(|&byte| byte == b' ')?;
    let comma = memchr::memrchr(b',', text).filter(|&comma| comma > weight_end)?;
    let percents = text.get(comma + 1..)?.strip_prefix(b" ")?;
    let weight = number(text.get(..weight_end)?).filter(|&weight| weight >= 0.0)?;
    Some((weight, text.get(weight_end + 1..comma)?, percents))
}

/// A number with or without sign, thousands separators, decimals.
pub(super) fn number(text: &[u8]) -> Option<f64> {
    if let Some(number) = short_float(text) {
        return Some(number);
    }
    let (is_negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let mut whole = 0_u64;
    // Ten to the power of the number of decimals, once there is a point.
    let mut divisor = None;
    let mut has_digit = false;
    for &byte in digits {
        match byte {
            b'0'..=b'9' => {
                has_digit = true;
                whole = whole.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
                divisor = divisor.map(|divisor: f64| divisor * 10.0);
            }
            b',' if divisor.is_none() => {}
            b'.' if divisor.is_none() => divisor = Some(1.0),
            _ => return None,
        }
    }
    // A quotient of two whole numbers that are exact is the nearest number to the decimal one.
    let value = whole as f64 / divisor.unwrap_or(1.0);
    has_digit.then_some(if is_negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::{Title, number, parse};

    #[test]
    fn names_may_look_like_the_end() {
        let title = parse(b"f (inlined) (2 x, 1%) (1,233 CPU ms (user), 98.20%; -0.40%)");
        let name = b"f (inlined) (2 x, 1%)".as_slice();
        let unit = b"CPU ms (user)".as_slice();
        let (weight, delta_percent) = (1233.0, Some(-0.4));
        assert_eq!(title, Some(Title { name, weight, unit, delta_percent, is_root: false }));
    }

    #[test]
    fn only_the_root_has_a_whole_percentage() {
        assert!(parse(b"all (7 samples, 100%)").is_some_and(|title| title.is_root));
        assert!(parse(b"all (7 samples, 100.00%)").is_some_and(|title| !title.is_root));
        assert_eq!(parse(b"all"), None);
        assert_eq!(parse(b"a (x samples, 100%)"), None);
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(number(b"1,236,710,097"), Some(1_236_710_097.0));
        assert_eq!(number(b"+0.12"), Some(0.12));
        assert_eq!(number(b"1058.1"), Some(1058.1));
        assert_eq!(number(b"99999999999999999999999"), None);
        assert_eq!(number(b""), None);
        assert_eq!(number(b"1.2.3"), None);
    }
}
