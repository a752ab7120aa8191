//! What the page is told of a profile.

use profile::Profile;
use profile::metric::Unit as ProfileUnit;
use protocol::{MetricSummary, ProfileSummary, ThreadSummary, Unit};

/// What lists and the information panel show of `profile`.
pub fn summary_of(profile: &Profile) -> ProfileSummary {
    let about = &profile.about;
    let metrics = profile.metric_ids().zip(&profile.metrics).map(|(id, metric)| MetricSummary {
        name: metric.name.clone(),
        unit: unit_of(&metric.unit),
        total: profile.total(id),
        sample_count: profile.threads.iter().map(|thread| thread.sample_count(id) as u64).sum(),
    });
    let threads = profile.threads.iter().enumerate().map(|(row, thread)| ThreadSummary {
        name: thread_name(&thread.name, &thread.tid, row),
        process: thread.process.clone(),
        tid: thread.tid.clone(),
        pid: thread.pid.clone(),
        totals: profile.metric_ids().map(|metric| thread.total(metric)).collect(),
    });
    ProfileSummary {
        name: profile.name.clone(),
        format: about.format.clone(),
        tool: about.tool.clone(),
        command: about.command.clone(),
        duration_ns: about.duration_ns,
        interval_ns: about.interval_ns,
        lacks_symbols: about.lacks_symbols,
        paths_are_estimated: about.paths_are_estimated,
        labels: about.labels.clone(),
        metrics: metrics.collect(),
        ready_diff: ready_diff(profile),
        threads: threads.collect(),
    }
}

/// The metrics of a file that has a column for each side: they are called so and nothing else is
/// measured.
fn ready_diff(profile: &Profile) -> Option<[u32; 2]> {
    let names: Vec<&str> = profile.metrics.iter().map(|metric| metric.name.as_str()).collect();
    (names == ["baseline", "comparison"]).then_some([0, 1])
}

/// The protocol's word for a profile's unit.
pub fn unit_of(unit: &ProfileUnit) -> Unit {
    match unit {
        ProfileUnit::Unknown => Unit::Unknown,
        ProfileUnit::Samples => Unit::Samples,
        ProfileUnit::Nanoseconds => Unit::Nanoseconds,
        ProfileUnit::Microseconds => Unit::Microseconds,
        ProfileUnit::Milliseconds => Unit::Milliseconds,
        ProfileUnit::Seconds => Unit::Seconds,
        ProfileUnit::Bytes => Unit::Bytes,
        ProfileUnit::Other(name) => Unit::Other(name.clone()),
    }
}

/// A name for every thread: its own, else its number, else its place in the file.
pub fn thread_name(name: &str, tid: &str, row: usize) -> String {
    match (name, tid) {
        ("", "") => format!("thread {}", row + 1),
        ("", tid) => format!("thread {tid}"),
        (name, _) => name.to_owned(),
    }
}
