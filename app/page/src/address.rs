//! The URL fragment: what is shown, as a link that a person can read and a new recording survives.
//!
//! `#file=perf.folded&thread=worker%201&view=inverted&zoom=00f3a1b2c3d4e5f6~serde_json::parse`:
//! only what differs from how a profile opens is written. Files, threads and metrics go by name,
//! nodes by the hash of their call path.

mod diff_words;
mod sides;
mod text;
mod words;

pub use sides::{OpenSummary, Sides};

use crate::state::Shareable;
use protocol::{FileId, ProfileId, ProfileSummary, ThreadSummary, Threads, View};

/// What a fragment says.
#[derive(Clone, Debug, PartialEq)]
pub struct Address {
    /// A file of the page's own host to be fetched: `profile=…`.
    pub profile_url: Option<String>,
    /// Whether the example is wanted: `example`.
    pub is_example: bool,
    /// The file's name.
    pub file: Option<String>,
    /// The threads' names; none for all.
    pub threads: Vec<String>,
    /// The metric's name.
    pub metric: Option<String>,
    /// What it is compared with; no recordings if it isn't.
    pub sides: Sides,
    /// All else. Its file's number, its threads, its metric and the sides of its diff mean
    /// nothing; the recording's place in the file does.
    pub shareable: Shareable,
    /// What is visible, if it isn't simply all of what is zoomed to.
    pub visible: Option<Visible>,
}

/// A viewport without the height of the window that it is seen in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visible {
    /// Left edge in the unit interval.
    pub x_start: f64,
    /// Right edge in the unit interval.
    pub x_end: f64,
    /// The first visible row.
    pub first_row: f64,
}

impl Default for Address {
    fn default() -> Self {
        Self {
            profile_url: None,
            is_example: false,
            file: None,
            threads: Vec::new(),
            metric: None,
            sides: Sides::default(),
            shareable: Shareable::of(View::of(ProfileId { file: FileId(0), index: 0 })),
            visible: None,
        }
    }
}

impl Address {
    /// Describes a view of a recording by names.
    pub fn of(shareable: &Shareable, profile: &ProfileSummary) -> Self {
        let View { profile: id, threads, metric, .. } = &shareable.view;
        let (threads, metric) = names_of(threads, *metric, profile);
        let mut shareable = shareable.clone();
        if let Some(diff) = &mut shareable.diff {
            diff.baseline.clear();
            diff.more.clear();
        }
        shareable.view.profile = ProfileId { file: FileId(0), index: id.index };
        shareable.view.threads = Threads::All;
        shareable.view.metric = 0;
        Self { threads, metric, shareable, ..Self::default() }
    }

    /// What it means for a file, and what of it that file doesn't have, in words. `None` if the
    /// file holds no recording. `open` finds the files of a diff's sides; where one isn't open,
    /// there is no diff.
    pub fn resolve(
        &self,
        file: FileId,
        profiles: &[ProfileSummary],
        open: impl Fn(&str) -> Option<OpenSummary>,
    ) -> Option<(Shareable, Vec<String>)> {
        let mut missing = Vec::new();
        let mut shareable = self.shareable.clone();
        let mut index = shareable.view.profile.index;
        if index as usize >= profiles.len() {
            missing.push(format!("recording {}", u64::from(index) + 1));
            index = 0;
        }
        let profile = profiles.get(index as usize)?;
        shareable.view.profile = ProfileId { file, index };
        let places = places_of(&self.threads, profile, &mut missing);
        shareable.view.threads =
            if places.is_empty() { Threads::All } else { Threads::Some(places) };
        shareable.view.metric = place_of_metric(self.metric.as_deref(), profile, &mut missing);
        let sides = self.sides.resolve(open, &mut missing);
        match (&mut shareable.diff, sides) {
            (Some(diff), Some([baseline, more])) if !baseline.is_empty() => {
                (diff.baseline, diff.more) = (baseline, more);
            }
            _ => shareable.diff = None,
        }
        Some((shareable, missing))
    }
}

/// The names of a choice of threads, and of a metric other than the first.
fn names_of(
    threads: &Threads,
    metric: u32,
    profile: &ProfileSummary,
) -> (Vec<String>, Option<String>) {
    let threads = match threads {
        Threads::All => Vec::new(),
        Threads::Some(places) => {
            places.iter().filter_map(|&place| name_of(&profile.threads, place)).collect()
        }
    };
    let metric = match metric {
        0 => None,
        place => profile.metrics.get(place as usize).map(|metric| metric.name.clone()),
    };
    (threads, metric)
}

/// The places of threads of these names, ascending; those that aren't there are added to `missing`.
fn places_of(names: &[String], profile: &ProfileSummary, missing: &mut Vec<String>) -> Vec<u32> {
    let mut is_named = vec![false; profile.threads.len()];
    for name in names {
        match place_of(&profile.threads, name) {
            Some(place) => is_named[place as usize] = true,
            None => missing.push(format!("the thread {name}")),
        }
    }
    (0..).zip(is_named).filter(|&(_, is_named)| is_named).map(|(place, _)| place).collect()
}

/// The place of a metric of this name, or else the first, and then it is added to `missing`.
fn place_of_metric(name: Option<&str>, profile: &ProfileSummary, missing: &mut Vec<String>) -> u32 {
    let Some(name) = name else { return 0 };
    match profile.metrics.iter().position(|metric| metric.name == name) {
        // A recording has a handful of metrics.
        Some(place) => place as u32,
        None => {
            missing.push(format!("the metric {name}"));
            0
        }
    }
}

/// What names a thread among others: its name, and its place (from 1) where others share it.
fn name_of(threads: &[ThreadSummary], place: u32) -> Option<String> {
    let name = &threads.get(place as usize)?.name;
    if place_of(threads, name) == Some(place) {
        return Some(name.clone());
    }
    Some(format!("{name}#{}", u64::from(place) + 1))
}

fn place_of(threads: &[ThreadSummary], name: &str) -> Option<u32> {
    let is_at = |place: usize, name: &str| threads.get(place).is_some_and(|it| it.name == name);
    if let Some((plain, number)) = name.rsplit_once('#')
        && let Ok(number) = number.parse::<u32>()
        && number > 0
        && is_at(number as usize - 1, plain)
    {
        return Some(number - 1);
    }
    let mut places = (0..threads.len()).filter(|&place| is_at(place, name));
    let first = places.next()?;
    // A thread's place in a recording is a `u32` everywhere.
    places.next().is_none().then_some(first as u32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::MetricSummary;

    fn profile(threads: &[&str], metrics: &[&str]) -> ProfileSummary {
        let thread = |name: &&str| ThreadSummary { name: (*name).to_owned(), ..Default::default() };
        let metric = |name: &&str| MetricSummary { name: (*name).to_owned(), ..Default::default() };
        ProfileSummary {
            threads: threads.iter().map(thread).collect(),
            metrics: metrics.iter().map(metric).collect(),
            ..Default::default()
        }
    }

    /// Writes the address of a choice of threads of `then` and reads it for `now`.
    fn carried(chosen: &[u32], then: &[&str], now: &[&str]) -> (Threads, Vec<String>) {
        let mut shareable = Address::default().shareable;
        shareable.view.threads = Threads::Some(chosen.to_vec());
        let address = Address::of(&shareable, &profile(then, &["weight"]));
        let read = Address::decode(&address.encode());
        let (shareable, missing) = read
            .resolve(FileId(7), &[profile(now, &["weight"])], |_| None)
            .expect("there is a recording");
        (shareable.view.threads, missing)
    }

    #[test]
    fn threads_are_found_by_name_in_a_new_recording() {
        let outcome = carried(&[1], &["main", "worker 1"], &["worker 1", "main"]);
        assert_eq!(outcome, (Threads::Some(vec![0]), Vec::new()));
    }

    #[test]
    fn threads_of_one_name_are_told_apart_by_place() {
        let names = ["tokio", "tokio", "tokio#1", "tokio#2"];
        for place in 0..4 {
            let outcome = carried(&[place], &names, &names);
            assert_eq!(outcome, (Threads::Some(vec![place]), Vec::new()));
        }
    }

    #[test]
    fn what_is_no_more_is_told() {
        let outcome = carried(&[0, 1], &["main", "worker 1"], &["main"]);
        assert_eq!(outcome, (Threads::Some(vec![0]), vec!["the thread worker 1".to_owned()]));
    }

    #[test]
    fn a_metric_is_found_by_name() {
        let mut shareable = Address::default().shareable;
        shareable.view.metric = 1;
        let address = Address::of(&shareable, &profile(&["main"], &["samples", "bytes"]));
        let read =
            address.resolve(FileId(1), &[profile(&["main"], &["bytes", "samples"])], |_| None);
        assert_eq!(read.map(|(shareable, _)| shareable.view.metric), Some(0));
        assert_eq!(address.metric.as_deref(), Some("bytes"));
    }
}
