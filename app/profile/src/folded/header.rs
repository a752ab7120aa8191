//! Comment lines: most say nothing, Austin's say what was measured.
//!
//! ```text
//! # austin: 3.6.0
//! # interval: 100
//! # mode: full
//! ```

use crate::recording::About;

/// The longest key, value and list of comments that are shown.
const LONGEST: usize = 200;
const MOST_LABELS: usize = 40;

/// What the comments say.
#[derive(Default)]
pub(super) struct Header {
    austin_version: Option<String>,
    mode: String,
    interval_us: Option<f64>,
    duration_us: Option<f64>,
    labels: Vec<(String, String)>,
}

impl Header {
    /// Takes a comment line: `# key: value`, or anything else, which is nothing to us.
    pub(super) fn comment(&mut self, line: &[u8], has_samples: bool) {
        let text = String::from_utf8_lossy(line.get(..2 * LONGEST).unwrap_or(line));
        let text = text.trim_start_matches(['#', ' ', '\t']);
        let Some((key, value)) = text.split_once(": ") else {
            return;
        };
        let (key, value) = (key.trim(), value.trim());
        // An error in the middle of a file must not turn its names into Austin's.
        match key {
            "austin" if !has_samples => self.austin_version = Some(value.to_owned()),
            "mode" if self.is_austin() => self.mode = value.to_owned(),
            "interval" if self.is_austin() => self.interval_us = value.parse().ok(),
            "duration" if self.is_austin() => self.duration_us = value.parse().ok(),
            _ if self.labels.len() < MOST_LABELS && key.len() + value.len() < LONGEST => {
                self.labels.push((key.to_owned(), value.to_owned()));
            }
            _ => {}
        }
    }

    /// Whether Austin wrote the file.
    pub(super) fn is_austin(&self) -> bool {
        self.austin_version.is_some()
    }

    /// Whether every line has time, idle state and memory.
    pub(super) fn is_full(&self) -> bool {
        self.mode == "full"
    }

    /// Whether the weights are bytes that were allocated, or freed if negative.
    pub(super) fn is_memory(&self) -> bool {
        self.mode == "memory"
    }

    /// Whether the weights are time on a processor.
    pub(super) fn is_cpu(&self) -> bool {
        self.mode == "cpu"
    }

    /// Writes down what is known.
    pub(super) fn describe(self, about: &mut About) {
        about.format = super::FORMAT.name.to_owned();
        if let Some(version) = self.austin_version {
            about.tool = format!("Austin {version}");
        }
        let nanoseconds =
            |us: Option<f64>| us.map(|us| us * 1000.0).filter(|ns| ns.is_finite() && *ns >= 0.0);
        about.interval_ns = nanoseconds(self.interval_us);
        about.duration_ns = nanoseconds(self.duration_us);
        about.labels = self.labels;
    }
}
