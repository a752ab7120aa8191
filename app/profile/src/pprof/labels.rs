//! Labels of samples: those that name a thread, and a summary of the others.

use super::tables::Tables;
use super::wire::{Malformed, Value, fields};
use crate::thread::Thread;
use rustc_hash::FxHashMap;

/// A label: rows of the string table, and a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Label {
    key: u64,
    text: u64,
    number: u64,
    unit: u64,
}

impl Label {
    /// Reads a label's message.
    pub(super) fn read(value: Value<'_>) -> Result<Self, Malformed> {
        let mut label = Self::default();
        fields(value.bytes()?, |number, value| {
            match number {
                1 => label.key = value.number()?,
                2 => label.text = value.number()?,
                3 => label.number = value.number()?,
                4 => label.unit = value.number()?,
                _ => {}
            }
            Ok(())
        })?;
        Ok(label)
    }

    fn value(self, tables: &Tables) -> String {
        if self.text != 0 {
            return String::from_utf8_lossy(tables.text(self.text)).into_owned();
        }
        let unit = String::from_utf8_lossy(tables.text(self.unit));
        format!("{} {unit}", self.number as i64).trim_end().to_owned()
    }
}

/// The labels that say which thread a sample is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct ThreadLabels {
    name: Option<Label>,
    tid: Option<Label>,
    pid: Option<Label>,
}

/// The threads that labels name, and how often each other label came.
#[derive(Default)]
pub(super) struct Labels {
    threads: Vec<ThreadLabels>,
    thread_rows: FxHashMap<ThreadLabels, usize>,
    /// In the order in which they first came.
    others: Vec<(Label, u64)>,
    other_rows: FxHashMap<Label, usize>,
}

impl Labels {
    /// The row of the thread that a sample with these labels is of.
    pub(super) fn thread(&mut self, labels: &[Label], tables: &Tables) -> usize {
        let mut thread = ThreadLabels::default();
        for &label in labels {
            match tables.text(label.key) {
                b"thread" | b"thread_name" | b"thread name" if label.text != 0 => {
                    thread.name = Some(label);
                }
                b"tid" | b"thread_id" | b"thread id" | b"thread" => thread.tid = Some(label),
                b"pid" | b"process_id" => thread.pid = Some(label),
                _ => {
                    let row = *self.other_rows.entry(label).or_insert_with(|| {
                        self.others.push((label, 0));
                        self.others.len() - 1
                    });
                    if let Some((_, count)) = self.others.get_mut(row) {
                        *count += 1;
                    }
                }
            }
        }
        *self.thread_rows.entry(thread).or_insert_with(|| {
            self.threads.push(thread);
            self.threads.len() - 1
        })
    }

    /// The threads without samples, in the order in which they first came.
    pub(super) fn threads(&self, tables: &Tables) -> Vec<Thread> {
        let text = |label: Option<Label>| label.map_or(String::new(), |label| label.value(tables));
        let thread = |labels: &ThreadLabels| Thread {
            name: text(labels.name),
            tid: text(labels.tid),
            pid: text(labels.pid),
            ..Thread::default()
        };
        self.threads.iter().map(thread).collect()
    }

    /// For each key its commonest values, with the number of samples that have each.
    pub(super) fn summary(&self, tables: &Tables) -> Vec<(String, String)> {
        const VALUES: usize = 5;
        let mut others = self.others.clone();
        others.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let mut keys: Vec<(u64, Vec<(Label, u64)>)> = Vec::new();
        let mut key_rows = FxHashMap::default();
        for (label, count) in others {
            let row = *key_rows.entry(label.key).or_insert_with(|| {
                keys.push((label.key, Vec::new()));
                keys.len() - 1
            });
            if let Some((_, values)) = keys.get_mut(row) {
                values.push((label, count));
            }
        }
        let line = |(key, values): (u64, Vec<(Label, u64)>)| {
            let text = |&(label, count): &(Label, u64)| {
                let value = label.value(tables);
                format!("{value} ({count} samples)")
            };
            let mut shown: Vec<_> = values.iter().take(VALUES).map(text).collect();
            if values.len() > VALUES {
                shown.push(format!("{} more values", values.len() - VALUES));
            }
            let key = String::from_utf8_lossy(tables.text(key));
            (format!("label {key}"), shown.join(", "))
        };
        keys.into_iter().map(line).collect()
    }
}
