//! Events as metrics.

use crate::import::lines::whole_number;
use crate::import::numbers::leading_digits;
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
    let mut rest = line;
    for _ in 0..positions {
        // `+3`, `-3`, `*`, `12` or `0x4620`.
        let word = next_word(&mut rest)?;
        let digits = match word {
            [b'+' | b'-', digits @ ..] => digits,
            _ => word,
        };
        if word != b"*" && !digits.first()?.is_ascii_digit() {
            return None;
        }
    }
    while let [first, after @ ..] = rest {
        let (value, length) = leading_digits(rest);
        if length > 0 && rest.get(length).is_none_or(u8::is_ascii_whitespace) {
            if out.len() == most {
                return None;
            }
            out.push(value as f64);
            rest = rest.get(length..).unwrap_or_default();
        } else if first.is_ascii_whitespace() {
            rest = after;
        } else {
            let word = next_word(&mut rest)?;
            if out.len() == most {
                return None;
            }
            out.push(number(word)?);
        }
    }
    Some(())
}

/// The next word of a line, which is taken off it.
#[inline]
fn next_word<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let line = rest.trim_ascii_start();
    let end = line.iter().position(u8::is_ascii_whitespace).unwrap_or(line.len());
    let (word, after) = line.split_at(end);
    *rest = after;
    (!word.is_empty()).then_some(word)
}

fn number(word: &[u8]) -> Option<f64> {
    let value = match word.strip_prefix(b"0x") {
        Some(digits) if digits.iter().all(u8::is_ascii_hexdigit) => {
            u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?
        }
        _ => whole_number(word)?,
    };
    Some(value as f64)
}
