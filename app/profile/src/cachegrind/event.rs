//! The events that cachegrind counts, a column each.

use super::is_blank;
use crate::import::numbers::leading_digits;
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
    columns: Vec<Vec<f64>>,
    sums: Vec<f64>,
    row: Vec<f64>,
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
        self.columns = vec![Vec::new(); self.names.len()];
        self.sums = vec![0.0; self.names.len()];
        let more = names.count();
        self.stated = self.names.len() + more;
        more > 0
    }

    /// Adds the counts of one line; those that are missing are 0.
    pub(super) fn push_row(&mut self, mut rest: &[u8]) -> Result<(), RowError> {
        self.row.clear();
        while let Some((&first, after)) = rest.split_first() {
            if is_blank(first) {
                rest = after;
                continue;
            }
            if self.row.len() >= self.stated {
                return Err(RowError::TooMany);
            }
            // Most counts are single digits.
            if let [digit @ b'0'..=b'9', b' ', after @ ..] = rest {
                self.row.push(f64::from(digit - b'0'));
                rest = after;
                continue;
            }
            let (value, length) = leading_digits(rest);
            if length > 0 && rest.get(length).is_none_or(|&byte| is_blank(byte)) {
                self.row.push(value as f64);
                rest = rest.get(length..).unwrap_or_default();
                continue;
            }
            let end = rest.iter().position(|&byte| is_blank(byte)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            let count = count(word).ok_or(RowError::Unreadable)?;
            self.has_negative |= count < 0.0;
            self.row.push(count);
            rest = after;
        }
        self.row.resize(self.row.len().max(self.columns.len()), 0.0);
        let columns = self.columns.iter_mut().zip(&mut self.sums);
        for (&count, (column, sum)) in self.row.iter().zip(columns) {
            column.push(count);
            *sum += count;
        }
        Ok(())
    }

    /// The events whose sum isn't what the summary states: name, sum, and what is stated.
    pub(super) fn differences<'a>(
        &'a self,
        stated: &'a [f64],
    ) -> impl Iterator<Item = (&'a str, f64, f64)> {
        let stated = stated.iter().copied().chain(std::iter::repeat(0.0));
        let both = self.names.iter().zip(self.sums.iter().copied().zip(stated));
        both.filter(|(_, (sum, stated))| sum != stated)
            .map(|(name, (sum, stated))| (name.as_str(), sum, stated))
    }

    /// The metrics and their weights. Negative counts, which `cg_diff` writes, become a metric of
    /// their own, for weights are never negative.
    pub(super) fn finish(self, rows: usize) -> Vec<(Metric, Weights)> {
        let mut metrics = Vec::new();
        for (name, column) in self.names.iter().zip(self.columns) {
            let mut column = column;
            column.resize(rows, 0.0);
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
