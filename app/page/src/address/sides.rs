//! The sides of a diff in a fragment, by name: `baseline=before.svg&baseline-thread=main`.
//!
//! A `baseline` begins a recording of the baseline, an `and` one of the comparison beside the
//! view's own; the keys that follow it are about it.

use super::text::Writer;
use super::{names_of, place_of_metric, places_of};
use crate::comparison::Comparison;
use protocol::diff::DiffInput;
use protocol::{FileId, FileSummary, ProfileId, Threads};
use std::sync::Arc;

/// Recordings by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sides {
    /// Those of the baseline; none if there is no diff.
    pub baseline: Vec<NamedInput>,
    /// Those of the comparison beside the view's own.
    pub more: Vec<NamedInput>,
}

/// A recording, its threads and its metric by name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedInput {
    /// The file's name.
    pub file: String,
    /// The recording's place in the file.
    pub index: u32,
    /// The threads' names; none for all.
    pub threads: Vec<String>,
    /// The metric's name; `None` for the first.
    pub metric: Option<String>,
}

/// A file that is open: its number and what is in it.
pub type OpenSummary = (FileId, Arc<FileSummary>);

impl Sides {
    /// Names the recordings of a diff; `None` if one of their files isn't open.
    pub fn of(
        diff: &Comparison,
        name_of: impl Fn(FileId) -> Option<(String, Arc<FileSummary>)>,
    ) -> Option<Self> {
        let named = |input: &DiffInput| {
            let (file, summary) = name_of(input.profile.file)?;
            let profile = summary.profiles.get(input.profile.index as usize)?;
            let (threads, metric) = names_of(&input.threads, input.metric, profile);
            Some(NamedInput { file, index: input.profile.index, threads, metric })
        };
        Some(Self {
            baseline: diff.baseline.iter().map(named).collect::<Option<_>>()?,
            more: diff.more.iter().map(named).collect::<Option<_>>()?,
        })
    }

    /// The names of all files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.baseline.iter().chain(&self.more).map(|input| input.file.as_str())
    }

    /// What the names mean, given the files that are open; what they don't have is added to
    /// `missing`. `None` if a file isn't open or holds no recording.
    pub fn resolve(
        &self,
        open: impl Fn(&str) -> Option<OpenSummary>,
        missing: &mut Vec<String>,
    ) -> Option<[Vec<DiffInput>; 2]> {
        let mut side = |inputs: &[NamedInput]| {
            let resolved = inputs.iter().map(|input| input.resolve(&open, missing));
            resolved.collect::<Option<Vec<_>>>()
        };
        Some([side(&self.baseline)?, side(&self.more)?])
    }

    /// Writes them.
    pub fn write(&self, out: &mut Writer) {
        for (key, inputs) in [("baseline", &self.baseline), ("and", &self.more)] {
            for input in inputs {
                out.add(key, &input.file);
                let mut about = |what: &str, value: &str| out.add(&format!("{key}-{what}"), value);
                if input.index > 0 {
                    about("recording", &(u64::from(input.index) + 1).to_string());
                }
                for thread in &input.threads {
                    about("thread", thread);
                }
                if let Some(metric) = &input.metric {
                    about("metric", metric);
                }
            }
        }
    }

    /// Takes one key and its value.
    pub fn take(&mut self, key: &str, value: String) {
        let (side, about) = key.split_once('-').unwrap_or((key, ""));
        let inputs = match side {
            "baseline" => &mut self.baseline,
            "and" => &mut self.more,
            _ => return,
        };
        match (about, inputs.last_mut()) {
            ("", _) => inputs.push(NamedInput { file: value, ..NamedInput::default() }),
            ("recording", Some(input)) => {
                input.index = value.parse::<u32>().unwrap_or(1).saturating_sub(1);
            }
            ("thread", Some(input)) => input.threads.push(value),
            ("metric", Some(input)) => input.metric = Some(value),
            _ => {}
        }
    }
}

impl NamedInput {
    fn resolve(
        &self,
        open: impl Fn(&str) -> Option<OpenSummary>,
        missing: &mut Vec<String>,
    ) -> Option<DiffInput> {
        let (file, summary) = open(&self.file)?;
        let mut index = self.index;
        if index as usize >= summary.profiles.len() {
            missing.push(format!("recording {} of {}", u64::from(index) + 1, self.file));
            index = 0;
        }
        let profile = summary.profiles.get(index as usize)?;
        let places = places_of(&self.threads, profile, missing);
        let metric = place_of_metric(self.metric.as_deref(), profile, missing);
        let threads = if places.is_empty() { Threads::All } else { Threads::Some(places) };
        Some(DiffInput { profile: ProfileId { file, index }, threads, metric })
    }
}
