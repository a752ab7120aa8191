//! Events as metrics.

use crate::metric::{Metric, Unit};

/// An event: its metric, and by what its costs are multiplied.
pub(super) struct Event {
    pub(super) name: String,
    pub(super) factor: f64,
    unit: Unit,
}

impl Event {
    /// The event that a header calls `name`. Xdebug writes units into names: `Time_(10ns)`.
    pub(super) fn new(name: &str) -> Self {
        let (unit, factor) = match name.rsplit_once("_(").map(|(_, unit)| unit) {
            Some("10ns)") => (Unit::Nanoseconds, 10.0),
            Some("ns)") => (Unit::Nanoseconds, 1.0),
            Some("µs)" | "us)") => (Unit::Microseconds, 1.0),
            Some("ms)") => (Unit::Milliseconds, 1.0),
            Some("bytes)") => (Unit::Bytes, 1.0),
            _ if name == "Ir" || name == "Instructions" => {
                (Unit::Other("instructions".to_owned()), 1.0)
            }
            _ => (Unit::Other("events".to_owned()), 1.0),
        };
        Self { name: name.to_owned(), factor, unit }
    }

    /// Its metric, called as the file calls it but for the unit.
    pub(super) fn metric(&self) -> Metric {
        let name = match self.unit {
            Unit::Other(_) => &self.name,
            _ => self.name.split("_(").next().unwrap_or_default(),
        };
        Metric { name: name.to_owned(), unit: self.unit.clone(), sample_weight: None }
    }
}

/// The costs of a line whose first `positions` words are places: as many as there are, of at most
/// `most`. `None` if it is no such line.
pub(super) fn costs(line: &[u8], positions: usize, most: usize, out: &mut Vec<f64>) -> Option<()> {
    out.clear();
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for _ in 0..positions {
        // `+3`, `-3`, `*`, `12` or `0x4620`.
        let word = words.next()?;
        let digits = word.strip_prefix(b"+").or(word.strip_prefix(b"-")).unwrap_or(word);
        if word != b"*" && !digits.first()?.is_ascii_digit() {
            return None;
        }
    }
    for word in words {
        if out.len() == most {
            return None;
        }
        out.push(number(word)?);
    }
    Some(())
}

fn number(word: &[u8]) -> Option<f64> {
    let text = std::str::from_utf8(word).ok()?;
    let value = match text.strip_prefix("0x") {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            u64::from_str_radix(digits, 16).ok()?
        }
        None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok()?,
        _ => return None,
    };
    Some(value as f64)
}
