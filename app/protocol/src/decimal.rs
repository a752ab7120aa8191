//! Numbers as decimal digits, by whole numbers alone: what the language has for floats is exact to the last of 700
//! digits and would be a fiftieth of the page.

/// Ten to these powers is exact in 64 bits, and no text needs more decimals.
const POWERS_OF_TEN: [f64; 5] = [1.0, 10.0, 100.0, 1000.0, 10_000.0];
/// Whole numbers from here on aren't written in full.
const TOO_LARGE: f64 = 1e19;

/// `value` with so many decimals, at most four, rounded away from zero where it is half way: `-12.50`.
pub fn fixed(value: f64, decimals: usize) -> String {
    let decimals = decimals.min(POWERS_OF_TEN.len() - 1);
    let power = POWERS_OF_TEN[decimals];
    let size = value.abs();
    if !size.is_finite() {
        return "–".to_owned();
    }
    if size >= TOO_LARGE {
        return scientific(value, 3);
    }
    // The part behind the point is exact by itself, as it isn't once it is multiplied with the rest.
    let mut whole = size as u64;
    let mut decimal = (size.fract() * power).round() as u64;
    if decimal == power as u64 {
        (whole, decimal) = (whole + 1, 0);
    }
    let mut text = String::new();
    if value < 0.0 && (whole > 0 || decimal > 0) {
        text.push('-');
    }
    text.push_str(&whole.to_string());
    if decimals > 0 {
        text.push('.');
        let digits = decimal.to_string();
        text.extend(std::iter::repeat_n('0', decimals - digits.len()));
        text.push_str(&digits);
    }
    text
}

/// `value` with a power of ten and so many decimals, without zeros at their end: `1.5e-6`, `2e20`.
pub fn scientific(value: f64, decimals: usize) -> String {
    let mut size = value.abs();
    if size == 0.0 || !size.is_finite() {
        return fixed(value, 0);
    }
    let mut exponent = 0i32;
    let half = 0.5 / POWERS_OF_TEN[decimals.min(POWERS_OF_TEN.len() - 1)];
    while size >= 10.0 - half {
        size /= 10.0;
        exponent += 1;
    }
    // A mantissa that would be rounded up to 10 is 1 of the next power.
    while size < 1.0 - half / 10.0 {
        size *= 10.0;
        exponent -= 1;
    }
    let mut text = fixed(if value < 0.0 { -size } else { size }, decimals);
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text.push('e');
    text.push_str(&exponent.to_string());
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        let written = [(0.0, 0), (-0.004, 2), (-12.5, 1), (999.996, 2), (1e15, 2), (12.0, 3)]
            .map(|(value, decimals)| fixed(value, decimals));
        assert_eq!(written, ["0", "0.00", "-12.5", "1000.00", "1000000000000000.00", "12.000"]);
        let written = [1.2e-6, 9.96e-7, 9.4e-300, 2.5e20, 1.0, 0.0].map(|p| scientific(p, 0));
        assert_eq!(written, ["1e-6", "1e-6", "9e-300", "3e20", "1e0", "0"]);
        assert_eq!(fixed(-1.844_674e19, 2), "-1.845e19");
    }

    proptest! {
        #[test]
        fn digits_are_those_of_the_standard_library(value in -1e15f64..1e15, digits in 0i32..12, decimals in 0usize..5) {
            let value = value / 10f64.powi(digits);
            let (ours, theirs) = (fixed(value, decimals), format!("{value:.decimals$}"));
            // Half way it may be one more or less: the standard library looks at all binary digits.
            let [a, b]: [f64; 2] = [&ours, &theirs].map(|text| text.parse().expect("a number"));
            let (step, slack) = (10f64.powi(-(decimals as i32)), value.abs() * 1e-15);
            prop_assert!((a - b).abs() <= step * 1.001 + slack, "{ours} {theirs}");
            prop_assert!((a - value).abs() <= step * 0.501 + slack, "{ours} {theirs}");
        }

        #[test]
        fn powers_are_those_of_the_standard_library(mantissa in 1.0f64..9.4, exponent in -300i32..300) {
            let value = mantissa * 10f64.powi(exponent);
            prop_assume!((mantissa.fract() - 0.5).abs() > 1e-9);
            prop_assert_eq!(scientific(value, 0), format!("{value:.0e}"));
        }
    }
}
