//! Asynchronous spans: work that may begin in one thread and end in another one.
//!
//! ```json
//! {"ph": "b", "cat": "net", "id": "0x5", "name": "request", "pid": 1, "tid": 7, "ts": 10}
//! {"ph": "e", "cat": "net", "id": "0x5", "name": "request", "pid": 1, "tid": 9, "ts": 25}
//! ```
//!
//! The spans of one category and id nest in each other, as those of a thread do, and each category
//! of a process becomes a track. Many ids are open at once, so that a track's times add up to more
//! than passed: they have a metric of their own. Older files have `S` and `F` for `b` and `e`.

use super::event::{Category, Event, RawEvent};
use super::{nest, pairs};
use crate::builder::ProfileBuilder;
use crate::id::{MetricId, StringId};
use crate::sample::{Samples, Weights};
use crate::warning::Warnings;
use rustc_hash::FxHashMap;
use std::fmt::Write;

/// The asynchronous events so far.
#[derive(Default)]
pub(super) struct Asynchronous {
    pub categories: Vec<Category>,
    category_rows: FxHashMap<(StringId, String), usize>,
    /// The category and the row in it of each id, which is made a text with all that tells it from
    /// others.
    ids: FxHashMap<String, (usize, usize)>,
    key: String,
}

impl Asynchronous {
    /// Adds an event.
    pub(super) fn push(&mut self, raw: &RawEvent, pid: StringId, event: Event) {
        let RawEvent { scope, id, .. } = raw;
        let category = raw.category.text();
        let local = if raw.has_local_id { raw.pid.text() } else { "" };
        self.key.clear();
        // Writing into a text can't fail.
        let _ = write!(self.key, "{category}\0{scope}\0{local}\0{id}");
        if let Some(&(category, row)) = self.ids.get(self.key.as_str()) {
            let events = self.categories.get_mut(category).and_then(|it| it.ids.get_mut(row));
            if let Some(events) = events {
                events.push(event);
            }
            return;
        }
        let new = self.categories.len();
        let row = *self.category_rows.entry((pid, category.to_owned())).or_insert(new);
        if row == new {
            self.categories.push(Category { pid, name: category.to_owned(), ids: Vec::new() });
        }
        if let Some(category) = self.categories.get_mut(row) {
            self.ids.insert(self.key.clone(), (row, category.ids.len()));
            category.ids.push(vec![event]);
        }
    }

    /// When the last event ends.
    pub(super) fn last_us(&self) -> f64 {
        let ids = self.categories.iter().flat_map(|category| &category.ids);
        ids.map(|events| pairs::last_us(events)).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// The samples of a category, in the order of their times.
pub(super) fn samples(
    ids: Vec<Vec<Event>>,
    last_us: f64,
    builder: &mut ProfileBuilder,
    warnings: &mut Warnings,
) -> Samples {
    let mut all = Vec::new();
    for events in ids {
        let spans = pairs::spans(events, last_us, warnings);
        let samples = nest::samples(spans, builder, warnings);
        let Some((_, weights)) = samples.weights.first() else { continue };
        let rows = samples.times_ns.iter().zip(&samples.stacks).enumerate();
        all.extend(rows.map(|(row, (&time, &stack))| (time, stack, weights.get(row))));
    }
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    Samples {
        stacks: all.iter().map(|row| row.1).collect(),
        times_ns: all.iter().map(|row| row.0).collect(),
        weights: vec![(MetricId::new(0), Weights::Each(all.iter().map(|row| row.2).collect()))],
    }
}
