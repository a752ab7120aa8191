//! The events that cachegrind counts, a column each.

use super::is_blank;
use crate::column::Column;
use crate::import::numbers::{four_digits, leading_digits};
use crate::metric::{Metric, Unit};
use crate::sample::Weights;

/// More than valgrind has (13), so that a file can't ask for endless columns of zeros.
const MOST_EVENTS: usize = 64;

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
    /// The counts of each event; as far as they are negative in `negative`.
    counts: Vec<Column>,
    /// How far below 0 the counts are. Empty where none is.
    negative: Vec<Column>,
    /// The counts of the line that is being read.
    row: Vec<f64>,
    row_count: usize,
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
        self.counts = vec![Column::default(); self.names.len()];
        self.stated = self.names.len() + more;
        more > 0
    }

    /// Adds the counts of one line; those that are missing are 0.
    pub(super) fn push_row(&mut self, counts: &[u8]) -> Result<(), RowError> {
        let row = &mut self.row;
        row.clear();
        row.resize(self.names.len(), 0.0);
        let set = |place: usize, count: f64| {
            // Those of events that were left out have no place.
            if let Some(slot) = row.get_mut(place) {
                *slot = count;
            }
        };
        let has_negative = read_row(counts, self.stated, set)?;
        if has_negative && self.negative.is_empty() {
            let zeros: Column = (0..self.row_count).map(|_| 0.0).collect();
            self.negative = vec![zeros; self.names.len()];
        }
        for (column, count) in self.negative.iter_mut().zip(&mut self.row) {
            column.push((-*count).max(0.0));
            *count = count.max(0.0);
        }
        self.counts.iter_mut().zip(&self.row).for_each(|(column, &count)| column.push(count));
        self.row_count += 1;
        Ok(())
    }

    /// Ends the reading: no row comes any more.
    pub(super) fn end(&mut self) {
        self.counts.iter_mut().chain(&mut self.negative).for_each(Column::finish);
    }

    /// The events whose sum isn't what the summary states: name, sum, and what is stated.
    pub(super) fn differences<'a>(
        &'a self,
        stated: &'a [f64],
    ) -> impl Iterator<Item = (&'a str, f64, f64)> {
        let stated = stated.iter().copied().chain(std::iter::repeat(0.0));
        let names = self.names.iter().zip(stated).enumerate();
        let all = names.map(|(place, (name, stated))| {
            let sum_of = |columns: &[Column]| columns.get(place).map_or(0.0, Column::sum);
            (name.as_str(), sum_of(&self.counts) - sum_of(&self.negative), stated)
        });
        all.filter(|(_, sum, stated)| sum != stated)
    }

    /// The metrics and their weights. Negative counts, which `cg_diff` writes, become a metric of
    /// their own, for weights are never negative.
    pub(super) fn finish(self) -> Vec<(Metric, Weights)> {
        let mut metrics = Vec::new();
        let mut negative = self.negative.into_iter();
        for (name, column) in self.names.iter().zip(self.counts) {
            let (title, unit) = title_and_unit(name);
            let metric = |name| Metric { name, unit: unit.clone(), sample_weight: None };
            let less = negative.next().filter(|less| less.sum() > 0.0);
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
