//! Numbers as Instruments writes them: `96.08 Gc  100.0%`, `4273.0ms   99.9%`, `0 s`, `-`.

use crate::import::lines::trim;
use crate::import::numbers::float;
use crate::metric::Unit;

/// A number of some unit, without the prefix that made it short.
pub(super) struct Quantity<'a> {
    pub number: f64,
    /// [`Unit::Unknown`] where none is written.
    pub unit: &'a Unit,
}

/// What units that were there before mean.
#[derive(Default)]
pub(super) struct Units {
    known: Vec<Known>,
}

/// A unit as it is written in a column, and of what it is which multiple, if anything is known of
/// it. An empty one stands in the column's title.
struct Known {
    column: usize,
    written: String,
    meaning: Option<(f64, Unit)>,
}

impl Units {
    /// The number in a column; a unit that isn't there may be in its title, `Self (ms)`.
    pub(super) fn parse(&mut self, text: &str, column: usize, title: &str) -> Option<Quantity<'_>> {
        let text = trim(text);
        if text == "-" {
            return Some(Quantity { number: 0.0, unit: &Unit::Unknown });
        }
        let is_number = |byte: &u8| byte.is_ascii_digit() || *byte == b'.' || *byte == b',';
        let end = text.bytes().position(|byte| !is_number(&byte)).unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end)?;
        // 1,234 has a comma for the thousands.
        let number: f64 = match digits.contains(',') {
            true => digits.replace(',', "").parse().ok()?,
            false => float(digits.as_bytes())?,
        };
        let written = rest.split_whitespace().next().filter(|word| !word.ends_with('%'));
        let (factor, unit) = self.meaning(column, written.unwrap_or_default(), title)?;
        let number = number * factor;
        number.is_finite().then_some(Quantity { number, unit })
    }

    fn meaning(&mut self, column: usize, written: &str, title: &str) -> Option<(f64, &Unit)> {
        /// There are not that many units.
        const MOST: usize = 32;
        let is_it = |known: &Known| known.column == column && known.written == written;
        let row = match self.known.iter().position(is_it) {
            Some(row) => row,
            None => {
                self.known.truncate(MOST - 1);
                let (written, meaning) = (written.to_owned(), meaning(written, title));
                self.known.push(Known { column, written, meaning });
                self.known.len() - 1
            }
        };
        let (factor, unit) = self.known.get(row)?.meaning.as_ref()?;
        Some((*factor, unit))
    }
}

/// Of what a unit is which multiple, or that in the title if none is written.
fn meaning(written: &str, title: &str) -> Option<(f64, Unit)> {
    let written = Some(written).filter(|word| !word.is_empty() && word.parse::<f64>().is_err());
    let in_title = || title.split_once('(').and_then(|(_, unit)| unit.strip_suffix(')'));
    match written.or_else(in_title) {
        None if title == "Count" => Some((1.0, Unit::Other("allocations".to_owned()))),
        None => Some((1.0, Unit::Unknown)),
        Some(name) => named(name),
    }
}

/// What a unit is a multiple of. Times all become milliseconds.
fn named(name: &str) -> Option<(f64, Unit)> {
    let time = |factor| Some((factor, Unit::Milliseconds));
    match name {
        "ns" => return time(1e-6),
        "µs" | "μs" | "us" => return time(1e-3),
        "ms" => return time(1.0),
        "s" => return time(1e3),
        "min" => return time(60e3),
        "h" => return time(3_600e3),
        _ => {}
    }
    let bytes = |power: i32| Some((1024f64.powi(power), Unit::Bytes));
    match name.to_ascii_lowercase().as_str() {
        "b" | "byte" | "bytes" => return bytes(0),
        "kb" | "kib" => return bytes(1),
        "mb" | "mib" => return bytes(2),
        "gb" | "gib" => return bytes(3),
        "tb" | "tib" => return bytes(4),
        _ => {}
    }
    if name == "cycles" {
        return Some((1.0, Unit::Other(name.to_owned())));
    }
    // A prefix in front of a short unit: `Gc` are 10⁹ cycles.
    let (prefix, unit) = name.split_at_checked(1)?;
    let factor = match prefix {
        "K" | "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        _ => return Some((1.0, Unit::Other(name.to_owned()))),
    };
    let unit = match unit {
        "c" => "cycles",
        "" => return Some((factor, Unit::Unknown)),
        other => other,
    };
    Some((factor, Unit::Other(unit.to_owned())))
}
