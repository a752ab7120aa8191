//! One column of weights or two, and the metrics that they are.
//!
//! ```text
//! main;parse 120 95        a differential file: baseline and comparison
//! main;new 0 7
//! worker 3 100             a thread called `worker 3`
//! ```
//!
//! A file is differential when every line has two numbers and at least one line has a 0 in exactly
//! one of them. Which of the two it is is known only at its end; until then the lines with two
//! numbers wait, all but their leaf already a stack.

use super::header::Header;
use super::weight::Weight;
use crate::id::StackId;
use crate::import::ImportOptions;
use crate::metric::{Metric, Unit};
use crate::sample::Weights;

/// How many numbers of a line are weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// All lines so far end in two numbers.
    Undecided,
    One,
    Two,
}

/// A line that waits for the decision.
pub(super) struct Pending {
    pub(super) prefix: Option<StackId>,
    /// How many bytes of the leaf are its name if the file has two columns.
    pub(super) name_bytes: usize,
    pub(super) weights: [f64; 2],
}

/// The weights read so far.
pub(super) struct Columns {
    reading: Reading,
    /// Whether all lines so far end in two numbers.
    may_be_two: bool,
    /// Whether a line had a 0 in exactly one column.
    has_one_sided: bool,
    pending: Vec<(Pending, usize)>,
    leaves: Vec<u8>,
    kind: Kind,
    rows: usize,
    columns: [Column; 4],
}

/// What the columns are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One: the weight.
    Plain,
    /// Two: baseline and comparison.
    Two,
    /// Two: allocated and freed bytes.
    Memory,
    /// Four: wall time, CPU time, allocated and freed bytes.
    Full,
}

impl Columns {
    pub(super) fn new(two_columns: Option<bool>) -> Self {
        let (reading, kind) = match two_columns {
            None => (Reading::Undecided, Kind::Plain),
            Some(false) => (Reading::One, Kind::Plain),
            Some(true) => (Reading::Two, Kind::Two),
        };
        Self {
            reading,
            may_be_two: true,
            has_one_sided: false,
            pending: Vec::new(),
            leaves: Vec::new(),
            kind,
            rows: 0,
            columns: Default::default(),
        }
    }

    pub(super) fn reading(&self) -> Reading {
        self.reading
    }

    /// Whether all lines so far could be read with two weights.
    pub(super) fn may_be_two(&self) -> bool {
        self.may_be_two
    }

    /// Notes a line that can't be read with two weights.
    pub(super) fn saw_one_number(&mut self) {
        self.may_be_two = false;
    }

    /// Whether the samples have Austin's full metrics.
    pub(super) fn has_triples(&self) -> bool {
        self.kind == Kind::Full
    }

    /// Keeps a line with two numbers until it is known how to read it. `leaf` is its last frame
    /// with the first number.
    pub(super) fn put_off(&mut self, pending: Pending, leaf: &[u8]) {
        self.has_one_sided |= (pending.weights[0] == 0.0) != (pending.weights[1] == 0.0);
        self.leaves.extend_from_slice(leaf);
        self.pending.push((pending, self.leaves.len()));
    }

    /// What the lines suggest, once all have been seen.
    pub(super) fn suggested(&self) -> Reading {
        if self.has_one_sided { Reading::Two } else { Reading::One }
    }

    /// Decides, and gives back the lines that waited, each with the end of its leaf in the bytes
    /// of all leaves.
    pub(super) fn settle(&mut self, reading: Reading) -> (Vec<(Pending, usize)>, Vec<u8>) {
        self.reading = reading;
        if reading == Reading::Two {
            self.kind = Kind::Two;
        }
        (std::mem::take(&mut self.pending), std::mem::take(&mut self.leaves))
    }

    /// Adds the weight of a sample.
    #[inline]
    pub(super) fn push(&mut self, weight: Weight) {
        let [first, second, third, fourth] = &mut self.columns;
        match (weight, self.kind) {
            (Weight::Plain(weight), Kind::Plain | Kind::Two) => first.push(weight),
            (Weight::Plain(weight), Kind::Memory) => {
                first.push(weight);
                second.push(0.0);
            }
            (Weight::Freed(freed), kind) => {
                if kind != Kind::Memory {
                    second.push_zeros(self.rows);
                    self.kind = Kind::Memory;
                }
                first.push(0.0);
                second.push(freed);
            }
            (Weight::Plain(time_us), Kind::Full) => {
                first.push(time_us);
                second.push(time_us);
                third.push(0.0);
                fourth.push(0.0);
            }
            (Weight::Triple(triple), kind) => {
                if kind != Kind::Full {
                    *second = first.clone();
                    third.push_zeros(self.rows);
                    fourth.push_zeros(self.rows);
                    self.kind = Kind::Full;
                }
                first.push(triple.time_us);
                second.push(if triple.idle { 0.0 } else { triple.time_us });
                third.push(triple.allocated_bytes);
                fourth.push(triple.freed_bytes);
            }
        }
        self.rows += 1;
    }

    /// Adds the weights of a sample of a differential file.
    pub(super) fn push_two(&mut self, weights: [f64; 2]) {
        for (column, weight) in self.columns.iter_mut().zip(weights) {
            column.push(weight);
        }
        self.rows += 1;
    }

    /// The other way to read the file, if there is one: a sentence, and the options for it.
    pub(super) fn other_reading(&self) -> Option<(String, ImportOptions)> {
        let (sentence, two_columns) = match self.reading {
            Reading::Two => ("Read the first of the two numbers as part of the name", false),
            _ if self.may_be_two => ("Read the two numbers of each line as two columns", true),
            _ => return None,
        };
        let options = ImportOptions { two_columns: Some(two_columns) };
        Some((sentence.to_owned(), options))
    }

    /// The metrics and their weights.
    pub(super) fn finish(self, header: &Header) -> Vec<(Metric, Weights)> {
        let metrics: &[(&str, Unit)] = match self.kind {
            Kind::Two => &[("baseline", Unit::Unknown), ("comparison", Unit::Unknown)],
            Kind::Full => &[
                ("wall time", Unit::Microseconds),
                ("CPU time", Unit::Microseconds),
                ("allocated memory", Unit::Bytes),
                ("freed memory", Unit::Bytes),
            ],
            Kind::Memory => &[("allocated memory", Unit::Bytes), ("freed memory", Unit::Bytes)],
            Kind::Plain if header.is_memory() => &[("allocated memory", Unit::Bytes)],
            Kind::Plain if header.is_cpu() => &[("CPU time", Unit::Microseconds)],
            Kind::Plain if header.is_austin() => &[("wall time", Unit::Microseconds)],
            Kind::Plain => &[("weight", Unit::Unknown)],
        };
        let columns = self.columns.into_iter().map(Column::finish);
        let metric = |(name, unit): &(&str, Unit)| Metric {
            name: (*name).to_owned(),
            unit: unit.clone(),
            sample_weight: None,
        };
        metrics.iter().map(metric).zip(columns).collect()
    }
}

/// One column of weights, of which nothing is stored while all are 1.
#[derive(Clone, Default)]
struct Column {
    ones: usize,
    values: Vec<f64>,
}

impl Column {
    #[inline]
    fn push(&mut self, weight: f64) {
        if self.values.is_empty() {
            if weight == 1.0 {
                self.ones += 1;
                return;
            }
            self.values = vec![1.0; self.ones];
        }
        self.values.push(weight);
    }

    fn push_zeros(&mut self, count: usize) {
        for _ in 0..count {
            self.push(0.0);
        }
    }

    fn finish(self) -> Weights {
        if self.values.is_empty() { Weights::Ones } else { Weights::Each(self.values.into()) }
    }
}
