//! The events that cachegrind counts, a column each.

use super::is_blank;
use crate::import::numbers::{four_digits, leading_digits};
use crate::metric::{Metric, Unit};
use crate::sample::Weights;

/// More than valgrind has (13), so that a file can't ask for endless columns of zeros.
const MOST_EVENTS: usize = 64;

/// Enough to make few blocks, and few enough for one to stay in the processor's cache.
const BLOCK_ROWS: usize = 256;

pub(super) const MANY_EVENTS: &str = "events after the 64th were left out";

/// Why a line of counts can't be used.
pub(super) enum RowError {
    Unreadable,
    TooMany,
}

/// What is counted, and the counts.
#[derive(Default)]
pub(super) struct Events {
    names: Vec<String>,
    stated: usize,
    /// The counts of [`BLOCK_ROWS`] rows each, one column after the other; 0 where none was read.
    /// No column moves as it grows.
    blocks: Vec<Vec<f64>>,
    rows: usize,
    /// Whether any count may be below 0.
    has_negative: bool,
}

impl Events {
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Takes the names of all events; whether there were too many.
    pub(super) fn set_names(&mut self, names: &str) -> bool {
        let mut names = names.split_ascii_whitespace();
        self.names = names.by_ref().take(MOST_EVENTS).map(str::to_owned).collect();
        let more = names.count();
        self.stated = self.names.len() + more;
        more > 0
    }

    /// Adds the counts of one line; those that are missing are 0.
    pub(super) fn push_row(&mut self, counts: &[u8]) -> Result<(), RowError> {
        if self.rows == self.blocks.len() * BLOCK_ROWS {
            self.blocks.push(vec![0.0; self.names.len() * BLOCK_ROWS]);
        }
        let row = self.rows % BLOCK_ROWS;
        let block = self.blocks.last_mut().map(Vec::as_mut_slice).unwrap_or_default();
        let width = self.names.len();
        let set = |place: usize, count: f64| {
            // Those of events that were left out have no place.
            if place < width
                && let Some(slot) = block.get_mut(place * BLOCK_ROWS + row)
            {
                *slot = count;
            }
        };
        match read_row(counts, self.stated, set) {
            Ok(has_negative) => self.has_negative |= has_negative,
            Err(error) => {
                block.iter_mut().skip(row).step_by(BLOCK_ROWS).for_each(|count| *count = 0.0);
                return Err(error);
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The counts of the event at `place`, block by block.
    fn column(&self, place: usize) -> impl Iterator<Item = &[f64]> {
        let of_column = self
            .blocks
            .iter()
            .filter_map(move |block| block.get(place * BLOCK_ROWS..(place + 1) * BLOCK_ROWS));
        let rows_before = (0..).step_by(BLOCK_ROWS);
        of_column.zip(rows_before).filter_map(|(counts, before)| {
            counts.get(..self.rows.saturating_sub(before).min(BLOCK_ROWS))
        })
    }

    /// The events whose sum isn't what the summary states: name, sum, and what is stated.
    pub(super) fn differences<'a>(
        &'a self,
        stated: &'a [f64],
    ) -> impl Iterator<Item = (&'a str, f64, f64)> {
        let stated = stated.iter().copied().chain(std::iter::repeat(0.0));
        let names = self.names.iter().zip(stated).enumerate();
        let all = names.map(|(place, (name, stated))| {
            let sum = self.column(place).flatten().fold(0.0, |sum, count| sum + count);
            (name.as_str(), sum, stated)
        });
        all.filter(|(_, sum, stated)| sum != stated)
    }

    /// The metrics and their weights. Negative counts, which `cg_diff` writes, become a metric of
    /// their own, for weights are never negative.
    pub(super) fn finish(self) -> Vec<(Metric, Weights)> {
        let mut metrics = Vec::new();
        for (place, name) in self.names.iter().enumerate() {
            let mut column = Vec::with_capacity(self.rows);
            self.column(place).for_each(|counts| column.extend_from_slice(counts));
            let less = (self.has_negative && column.iter().any(|&count| count < 0.0))
                .then(|| column.iter().map(|count| (-count).max(0.0)).collect::<Vec<_>>());
            if less.is_some() {
                column.iter_mut().for_each(|count| *count = count.max(0.0));
            }
            let (title, unit) = title_and_unit(name);
            let metric = |name| Metric { name, unit: unit.clone(), sample_weight: None };
            let less = less.map(|less| (metric(format!("{title}, negative")), less));
            metrics.push((metric(title), Weights::Each(column)));
            metrics.extend(less.map(|(metric, column)| (metric, Weights::Each(column))));
        }
        metrics
    }
}

/// Hands the counts of one line and their places to `set`; whether one is below 0.
fn read_row(
    mut rest: &[u8],
    stated: usize,
    mut set: impl FnMut(usize, f64),
) -> Result<bool, RowError> {
    let mut has_negative = false;
    let mut place = 0;
    loop {
        // Most counts are single digits.
        while place + 4 <= stated
            && let Some((digits, after)) = four_digits(rest)
        {
            for digit in digits {
                set(place, f64::from(digit));
                place += 1;
            }
            rest = after;
        }
        let Some((&first, after)) = rest.split_first() else { return Ok(has_negative) };
        if is_blank(first) {
            rest = after;
            continue;
        }
        if place >= stated {
            return Err(RowError::TooMany);
        }
        let (value, length) = leading_digits(rest);
        let after = rest.get(length..).unwrap_or_default();
        if length > 0 && after.first().is_none_or(|&byte| is_blank(byte)) {
            set(place, value as f64);
            rest = after;
        } else {
            let end = rest.iter().position(|&byte| is_blank(byte)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let count = count(word).ok_or(RowError::Unreadable)?;
            has_negative |= count < 0.0;
            set(place, count);
            rest = after;
        }
        place += 1;
    }
}

/// What an event is, in words and with the short name that the manual uses.
fn title_and_unit(event: &str) -> (String, Unit) {
    let (title, unit) = match event {
        "Ir" => ("instructions", "instructions"),
        "I1mr" => ("first-level instruction misses", "misses"),
        "ILmr" => ("last-level instruction misses", "misses"),
        "Dr" => ("data reads", "reads"),
        "D1mr" => ("first-level read misses", "misses"),
        "DLmr" => ("last-level read misses", "misses"),
        "Dw" => ("data writes", "writes"),
        "D1mw" => ("first-level write misses", "misses"),
        "DLmw" => ("last-level write misses", "misses"),
        "Bc" => ("conditional branches", "branches"),
        "Bcm" => ("mispredicted conditional branches", "branches"),
        "Bi" => ("indirect branches", "branches"),
        "Bim" => ("mispredicted indirect branches", "branches"),
        _ => return (event.to_owned(), Unit::Unknown),
    };
    (format!("{title} ({event})"), Unit::Other(unit.to_owned()))
}

/// A whole number of up to 18 digits.
pub(super) fn digits(word: &[u8]) -> Option<u64> {
    let (value, length) = leading_digits(word);
    (length > 0 && length == word.len()).then_some(value)
}

/// A count: a whole number, a negative one, or `.` for 0.
pub(super) fn count(word: &[u8]) -> Option<f64> {
    match word {
        b"." => Some(0.0),
        [b'-', rest @ ..] => digits(rest).map(|count| 0.0 - count as f64),
        _ => digits(word).map(|count| count as f64),
    }
}
