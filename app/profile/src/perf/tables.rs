//! Samples by thread and event, and the metric that each event is.

use super::event::Event;
use crate::ProfileBuilder;
use crate::id::StackId;
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Where the current sample goes, and what its event line said.
#[derive(Clone, Copy)]
pub(super) struct Target {
    thread: usize,
    event: usize,
    time_ns: Option<u64>,
    period: Option<f64>,
}

/// All samples so far.
#[derive(Default)]
pub(super) struct Tables {
    threads: Vec<ThreadTables>,
    /// By name, process and thread: a thread that renames itself is two.
    thread_rows: FxHashMap<Vec<u8>, usize>,
    events: Vec<EventKind>,
    event_rows: FxHashMap<Vec<u8>, usize>,
    first_ns: Option<u64>,
    key: Vec<u8>,
}

struct ThreadTables {
    thread: Thread,
    /// A table for each event that came, by its row.
    tables: BTreeMap<usize, Table>,
}

#[derive(Default)]
struct Table {
    stacks: Vec<Option<StackId>>,
    times_ns: Vec<u64>,
    periods: Vec<f64>,
}

struct EventKind {
    name: Vec<u8>,
    has_periods: bool,
    /// The period, while all are the same.
    period: Option<f64>,
    samples: u64,
}

impl Tables {
    pub(super) fn is_empty(&self) -> bool {
        self.events.iter().all(|event| event.samples == 0)
    }

    pub(super) fn target(&mut self, event: &Event<'_>) -> Target {
        self.key.clear();
        for part in [event.comm, event.pid, event.tid] {
            self.key.extend_from_slice(part);
            self.key.push(0);
        }
        let thread = match self.thread_rows.get(&self.key) {
            Some(&row) => row,
            None => self.add_thread(event),
        };
        let known = self.event_rows.get(event.name).copied();
        let row = known.unwrap_or_else(|| {
            self.events.push(EventKind {
                name: event.name.to_vec(),
                has_periods: false,
                period: None,
                samples: 0,
            });
            self.event_rows.insert(event.name.to_vec(), self.events.len() - 1);
            self.events.len() - 1
        });
        Target { thread, event: row, time_ns: event.time_ns, period: event.period }
    }

    fn add_thread(&mut self, event: &Event<'_>) -> usize {
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        let (name, tid, pid) = (text(event.comm), text(event.tid), text(event.pid));
        let thread = Thread { name, tid, pid, ..Thread::default() };
        self.threads.push(ThreadTables { thread, tables: BTreeMap::new() });
        self.thread_rows.insert(self.key.clone(), self.threads.len() - 1);
        self.threads.len() - 1
    }

    pub(super) fn push(&mut self, target: Target, stack: Option<StackId>) {
        let Some(event) = self.events.get_mut(target.event) else { return };
        let Some(thread) = self.threads.get_mut(target.thread) else { return };
        let table = thread.tables.entry(target.event).or_default();
        let period = target.period.unwrap_or(1.0);
        event.has_periods |= target.period.is_some();
        event.period =
            if event.samples == 0 { Some(period) } else { event.period.filter(|&p| p == period) };
        event.samples += 1;
        table.stacks.push(stack);
        table.periods.push(period);
        if let Some(time) = target.time_ns {
            table.times_ns.push(time);
            self.first_ns = Some(self.first_ns.map_or(time, |first| first.min(time)));
        }
    }

    pub(super) fn finish(self, builder: &mut ProfileBuilder) {
        let first = self.first_ns.unwrap_or(0);
        let mut last = first;
        // The first metric is shown first: time and cycles, whatever event happens to come first.
        let mut rows: Vec<usize> = (0..self.events.len()).collect();
        rows.sort_by_key(|&row| !self.events[row].is_time());
        let mut metrics = vec![None; rows.len()];
        for row in rows {
            metrics[row] = Some(builder.push_metric(self.events[row].metric()));
        }
        for ThreadTables { mut thread, tables } in self.threads {
            for (row, table) in tables {
                let (Some(event), Some(&Some(metric))) = (self.events.get(row), metrics.get(row))
                else {
                    continue;
                };
                // A time for each sample or none.
                let all = table.times_ns.len() == table.stacks.len();
                let times = table.times_ns.iter().filter(|_| all);
                last = table.times_ns.iter().copied().fold(last, u64::max);
                let times_ns = times.map(|time| time.saturating_sub(first) as f64).collect();
                let weights = if event.has_periods {
                    Weights::Each(table.periods.into())
                } else {
                    Weights::Ones
                };
                let weights = vec![(metric, weights)];
                thread.samples.push(Samples { stacks: table.stacks, times_ns, weights });
            }
            if !thread.samples.is_empty() {
                builder.push_thread(thread);
            }
        }
        if last > first {
            builder.about().duration_ns = Some((last - first) as f64);
        }
    }
}

/// The name of an event without modifiers, which don't change what is counted: `cycles:ppp`,
/// `cpu_core/cycles/u`.
fn bare_name(name: &str) -> &str {
    let bare = name.split('/').find(|part| !part.is_empty() && !part.starts_with("cpu_"));
    bare.unwrap_or(name).split(':').next().unwrap_or_default()
}

impl EventKind {
    /// Whether it tells where time goes.
    fn is_time(&self) -> bool {
        let name = String::from_utf8_lossy(&self.name);
        matches!(
            bare_name(&name),
            "cycles" | "cpu-cycles" | "ref-cycles" | "cpu-clock" | "task-clock"
        )
    }

    fn metric(&self) -> Metric {
        let name = String::from_utf8_lossy(&self.name).into_owned();
        let bare = bare_name(&name);
        let unit = match bare {
            _ if !self.has_periods => Unit::Samples,
            "cpu-clock" | "task-clock" => Unit::Nanoseconds,
            _ if name.contains(':') && bare.contains('_') => Unit::Other("events".to_owned()),
            bare if bare.ends_with('s') => Unit::Other(bare.replace('-', " ")),
            _ => Unit::Other("events".to_owned()),
        };
        let name = if name.is_empty() { "samples".to_owned() } else { name };
        Metric { name, unit, sample_weight: self.period }
    }
}
