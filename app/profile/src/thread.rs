//! Threads: sequences of samples.

use crate::id::MetricId;
use crate::sample::Samples;

/// One thread of a process, and what was sampled in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Thread {
    /// The thread's name, or empty.
    pub name: String,
    /// The process's name, or empty.
    pub process: String,
    /// The thread's number as the file writes it, or empty.
    pub tid: String,
    /// The process's number as the file writes it, or empty.
    pub pid: String,
    /// The tables of samples. Most formats have one; Firefox has others beside it (allocations),
    /// each with metrics of its own.
    pub samples: Vec<Samples>,
}

impl Thread {
    /// The sum of its weights under `metric`.
    pub fn total(&self, metric: MetricId) -> f64 {
        self.samples.iter().map(|samples| samples.total(metric)).sum()
    }

    /// How many samples measure `metric`.
    pub fn sample_count(&self, metric: MetricId) -> usize {
        let measuring = self.samples.iter().filter(|samples| samples.weights_of(metric).is_some());
        measuring.map(Samples::len).sum()
    }
}
