//! Units, and how numbers of a unit read.

use crate::decimal::fixed;
use serde::{Deserialize, Serialize};

/// What a weight counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Nobody knows; shown as "weight".
    #[default]
    Unknown,
    /// Samples.
    Samples,
    /// Time in nanoseconds.
    Nanoseconds,
    /// Time in microseconds.
    Microseconds,
    /// Time in milliseconds.
    Milliseconds,
    /// Time in seconds.
    Seconds,
    /// Memory in bytes.
    Bytes,
    /// Something else that is counted, named in the plural.
    Other(String),
}

impl Unit {
    /// The unit's name, in the plural, as a heading shows it.
    pub fn name(&self) -> &str {
        match self {
            Self::Unknown => "weight",
            Self::Samples => "samples",
            Self::Nanoseconds => "ns",
            Self::Microseconds => "µs",
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
            Self::Bytes => "bytes",
            Self::Other(name) => name,
        }
    }

    /// How many nanoseconds one is, if it's a unit of time.
    pub fn in_ns(&self) -> Option<f64> {
        match self {
            Self::Nanoseconds => Some(1.0),
            Self::Microseconds => Some(1e3),
            Self::Milliseconds => Some(1e6),
            Self::Seconds => Some(1e9),
            _ => None,
        }
    }

    /// Whether weights of both units can be compared: what has no unit can be with anything.
    pub fn fits(&self, other: &Self) -> bool {
        let are_times = self.in_ns().is_some() && other.in_ns().is_some();
        self == other || are_times || *self == Self::Unknown || *other == Self::Unknown
    }

    /// `value` with its unit, short: three or four significant digits, times and bytes in the
    /// multiple that suits them: `1.24 s`, `803 samples`, `517 KiB`, `1,233 weight`.
    pub fn format(&self, value: f64) -> String {
        match self {
            Self::Nanoseconds => format_ns(value),
            Self::Microseconds => format_ns(value * 1e3),
            Self::Milliseconds => format_ns(value * 1e6),
            Self::Seconds => format_ns(value * 1e9),
            Self::Bytes => format_bytes(value),
            _ => format!("{} {}", format_number(value), self.name()),
        }
    }
}

/// A share of 1 as a percentage: `12.3 %`, `0.04 %`, `< 0.01 %`.
pub fn format_share(share: f64) -> String {
    let percent = share * 100.0;
    let size = percent.abs();
    if !percent.is_finite() {
        "–".to_owned()
    } else if percent == 0.0 {
        "0 %".to_owned()
    } else if size < 0.01 {
        "< 0.01 %".to_owned()
    } else if size < 1.0 {
        fixed(percent, 2) + " %"
    } else {
        fixed(percent, 1) + " %"
    }
}

/// A number with thousands separators, with up to three decimals where it isn't whole; from 10¹⁹ on with a power of
/// ten: `1,234.5`, `1.5e20`.
pub fn format_number(value: f64) -> String {
    let text = fixed(value, if value.fract() == 0.0 { 0 } else { 3 });
    if text.contains('e') {
        // Too large to be written in full.
        return text;
    }
    let (number, decimals) = match text.split_once('.') {
        Some((number, decimals)) => (number, decimals.trim_end_matches('0')),
        None => (text.as_str(), ""),
    };
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let mut grouped = String::with_capacity(number.len() * 4 / 3 + 4);
    grouped.push_str(sign);
    for (position, digit) in digits.char_indices() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if !decimals.is_empty() {
        grouped.push('.');
        grouped.push_str(decimals);
    }
    grouped
}

/// A duration, in the multiple of a second that suits it.
pub fn format_ns(ns: f64) -> String {
    let size = ns.abs();
    let (scaled, unit) = if size >= 1e9 {
        (ns / 1e9, "s")
    } else if size >= 1e6 {
        (ns / 1e6, "ms")
    } else if size >= 1e3 {
        (ns / 1e3, "µs")
    } else {
        (ns, "ns")
    };
    format!("{} {unit}", three_digits(scaled))
}

/// An amount of memory, in the multiple of a byte that suits it.
pub fn format_bytes(bytes: f64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    if bytes.abs() < 1024.0 {
        return format!("{} {}", format_number(bytes), if bytes == 1.0 { "byte" } else { "bytes" });
    }
    let mut scaled = bytes;
    let mut name = "bytes";
    for unit in UNITS {
        if scaled.abs() < 1024.0 {
            break;
        }
        scaled /= 1024.0;
        name = unit;
    }
    format!("{} {name}", three_digits(scaled))
}

/// Three significant digits, but never fewer than the whole part has.
fn three_digits(value: f64) -> String {
    let size = value.abs();
    if value.fract() == 0.0 || size >= 100.0 {
        format_number(value.round())
    } else if size >= 10.0 {
        fixed(value, 1)
    } else {
        fixed(value, 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(format_number(1_236_710_097.0), "1,236,710,097");
        assert_eq!(format_number(-1234.5), "-1,234.5");
        assert_eq!(format_number(12.0), "12");
        assert_eq!([1e19, 1.5e20, -2e20].map(format_number), ["1e19", "1.5e20", "-2e20"]);
    }

    #[test]
    fn units_take_the_multiple_that_suits() {
        assert_eq!(Unit::Nanoseconds.format(1_236_710_097.0), "1.24 s");
        assert_eq!(Unit::Milliseconds.format(0.25), "250 µs");
        assert_eq!(Unit::Bytes.format(2_649_335.0), "2.53 MiB");
        assert_eq!(Unit::Samples.format(1233.0), "1,233 samples");
        assert_eq!(Unit::Unknown.format(7.0), "7 weight");
    }

    #[test]
    fn shares_keep_what_is_small() {
        assert_eq!(format_share(0.12345), "12.3 %");
        assert_eq!(format_share(0.000_42), "0.04 %");
        assert_eq!(format_share(0.000_01), "< 0.01 %");
        assert_eq!(format_share(0.0), "0 %");
    }
}
