//! Metrics: the kinds of weight a profile carries, and their units.

/// What a weight counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Unit {
    /// The file doesn't say; shown as "weight".
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
    /// Something else that is counted, named in the plural: "instructions", "page faults".
    Other(String),
}

/// One kind of weight.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Metric {
    /// The name as a person says it, such as "CPU time" or "allocated bytes".
    pub name: String,
    /// What its weights count.
    pub unit: Unit,
    /// The weight of one sample, if the file states it: 1 where each sample weighs 1, the period
    /// of a sampled event.
    pub sample_weight: Option<f64>,
}
