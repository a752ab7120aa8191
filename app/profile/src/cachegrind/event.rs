//! The events that cachegrind counts, a column each.

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
    row: Vec<f64>,
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
        let more = names.count();
        self.stated = self.names.len() + more;
        more > 0
    }

    /// Adds the counts of one line; those that are missing are 0.
    pub(super) fn push_row<'a>(
        &mut self,
        words: impl Iterator<Item = &'a [u8]>,
    ) -> Result<(), RowError> {
        self.row.clear();
        for word in words.filter(|word| !word.is_empty()) {
            if self.row.len() >= self.stated {
                return Err(RowError::TooMany);
            }
            self.row.push(count(word).ok_or(RowError::Unreadable)?);
        }
        let counts = self.row.iter().copied().chain(std::iter::repeat(0.0));
        for (column, count) in self.columns.iter_mut().zip(counts) {
            column.push(count);
        }
        Ok(())
    }

    /// The events whose sum isn't what the summary states: name, sum, and what is stated.
    pub(super) fn differences<'a>(
        &'a self,
        stated: &'a [f64],
    ) -> impl Iterator<Item = (&'a str, f64, f64)> {
        let sums = self.columns.iter().map(|column| column.iter().sum::<f64>());
        let stated = stated.iter().copied().chain(std::iter::repeat(0.0));
        let both = self.names.iter().zip(sums.zip(stated));
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
            let less = column
                .iter()
                .any(|&count| count < 0.0)
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
    if word.is_empty() || word.len() > 18 {
        return None;
    }
    word.iter().try_fold(0u64, |value, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + u64::from(digit))
    })
}

/// A count: a whole number, a negative one, or `.` for 0.
pub(super) fn count(word: &[u8]) -> Option<f64> {
    match word {
        b"." => Some(0.0),
        [b'-', rest @ ..] => digits(rest).map(|count| 0.0 - count as f64),
        _ => digits(word).map(|count| count as f64),
    }
}
