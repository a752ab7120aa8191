//! The samples of a pprof file, once all tables are known.

use super::about;
use super::frames::Frames;
use super::labels::{Label, Labels};
use super::path::Path;
use super::tables::{RawType, Tables};
use super::wire::{Malformed, fields};
use crate::ProfileBuilder;
use crate::id::StackId;
use crate::import::Imported;
use crate::metric::Metric;
use crate::sample::{Samples, Weights};
use crate::warning::{ImportError, Place, Warnings};

const MALFORMED: &str = "malformed samples were skipped";
const NO_LOCATION: &str = "samples of locations that the file doesn't describe were skipped";
const NO_VALUE: &str = "values that samples lack were taken as 0";
const MORE_VALUES: &str = "values of samples beyond the file's sample types were skipped";
const UNNAMED: &str = "lines without a function's name were left out of their locations";
const LARGE: &str = "weights above 2⁵³ can't be kept exactly: their last digits are rounded";
const NOT_UTF8: &str = "names that aren't UTF-8 are shown with U+FFFD in their places";
const LARGEST_EXACT: u64 = 1 << 53;

/// One sample, taken apart.
#[derive(Default)]
struct Sample {
    /// The locations from leaf to root, varints one after the other.
    path: Vec<u8>,
    values: Vec<i64>,
    labels: Vec<Label>,
}

impl Sample {
    fn read(&mut self, message: &[u8]) -> Result<(), Malformed> {
        let Self { path, values, labels } = self;
        path.clear();
        values.clear();
        labels.clear();
        fields(message, |number, value| match number {
            1 => value.packed(path),
            2 => value.numbers(|number| values.push(number as i64)),
            3 => Label::read(value).map(|label| labels.push(label)),
            _ => Ok(()),
        })
    }
}

/// The samples of one thread: a column a sample type.
struct Columns {
    stacks: Vec<Option<StackId>>,
    values: Vec<Vec<f64>>,
}

/// Makes the profile.
pub(super) fn finish(
    name: &str,
    tables: &Tables,
    mut warnings: Warnings,
) -> Result<Imported, ImportError> {
    let mut builder = ProfileBuilder::new(name);
    let types = match tables.sample_types.as_slice() {
        [] => &[RawType::default()],
        types => types,
    };
    let mut frames = Frames::new(tables, &mut builder);
    let (mut labels, mut sample) = (Labels::default(), Sample::default());
    let mut threads: Vec<Columns> = Vec::new();
    let mut last = Path::default();
    for row in 0..tables.sample_count() {
        let place = Place::Row(row as u64);
        let stack = sample
            .read(tables.sample(row))
            .and_then(|()| last.stack(&mut sample.path, &mut frames, &mut builder));
        let stack = match stack {
            Ok(Some(stack)) => stack,
            Ok(None) => {
                warnings.add(NO_LOCATION, place, "");
                continue;
            }
            Err(Malformed) => {
                warnings.add(MALFORMED, place, "");
                continue;
            }
        };
        let missing = types.len().saturating_sub(sample.values.len());
        warnings.add_many(NO_VALUE, missing as u64, place, "");
        let more = sample.values.len().saturating_sub(types.len());
        warnings.add_many(MORE_VALUES, more as u64, place, "");
        let thread = labels.thread(&sample.labels, tables);
        if thread == threads.len() {
            threads.push(Columns { stacks: Vec::new(), values: vec![Vec::new(); types.len()] });
        }
        let Some(columns) = threads.get_mut(thread) else { continue };
        columns.stacks.push(stack);
        for (index, column) in columns.values.iter_mut().enumerate() {
            let value = sample.values.get(index).copied().unwrap_or(0);
            if value.unsigned_abs() > LARGEST_EXACT {
                warnings.add(LARGE, place, "");
            }
            column.push(value as f64);
        }
    }
    if threads.is_empty() {
        return Err(ImportError {
            expected: "samples of a pprof profile".to_owned(),
            found: format!("{} samples, none of which can be used", tables.sample_count()),
            place: Place::Whole,
            advice: "Check that the recording took some time and that the file is whole."
                .to_owned(),
        });
    }
    warnings.add_many(UNNAMED, frames.unnamed_lines, Place::Whole, "");
    warnings.add_many(NOT_UTF8, frames.not_utf8, Place::Whole, "");
    let lacks_symbols = frames.unnamed_locations * 2 > frames.used_locations;
    about::describe(builder.about(), tables);
    builder.about().lacks_symbols = lacks_symbols;
    builder.about().labels.extend(labels.summary(tables));
    push_threads(&mut builder, tables, types, &labels, threads);
    let profiles = vec![builder.finish()];
    Ok(Imported { profiles, symbols: None, warnings, other_reading: None })
}

/// Adds the metrics, the default one first, and the threads with a column for each.
fn push_threads(
    builder: &mut ProfileBuilder,
    tables: &Tables,
    types: &[RawType],
    labels: &Labels,
    threads: Vec<Columns>,
) {
    let default = types
        .iter()
        .position(|raw| tables.default_type != 0 && raw.kind == tables.default_type)
        .unwrap_or(types.len() - 1);
    let order = std::iter::once(default).chain((0..types.len()).filter(|&row| row != default));
    let mut metrics = Vec::new();
    for (row, &raw) in order.filter_map(|row| types.get(row).map(|raw| (row, raw))) {
        let all = || threads.iter().filter_map(|columns| columns.values.get(row)).flatten();
        let mut metric = about::metric(raw, tables);
        // Memory is sampled too, but its values are scaled up to what all of it was.
        if raw == tables.period_type && tables.period > 0 && is_time(&metric) {
            let period = tables.period as f64;
            if all().all(|value| value % period == 0.0) {
                metric.sample_weight = Some(period);
            }
        }
        let has_negative = all().any(|&value| value < 0.0);
        let negative = has_negative.then(|| {
            let name = format!("{} (negative)", metric.name);
            Metric { name, ..metric.clone() }
        });
        let id = builder.push_metric(metric);
        metrics.push((row, id, negative.map(|metric| builder.push_metric(metric))));
    }
    for (mut thread, columns) in labels.threads(tables).into_iter().zip(threads) {
        let mut weights = Vec::new();
        for &(row, id, negative) in &metrics {
            let Some(values) = columns.values.get(row) else { continue };
            let part = |sign: f64| {
                Weights::Each(values.iter().map(|value| (sign * value).max(0.0)).collect())
            };
            weights.push((id, part(1.0)));
            weights.extend(negative.map(|negative| (negative, part(-1.0))));
        }
        thread.samples = vec![Samples { stacks: columns.stacks, times_ns: Vec::new(), weights }];
        builder.push_thread(thread);
    }
}

fn is_time(metric: &Metric) -> bool {
    use crate::metric::Unit;
    matches!(metric.unit, Unit::Nanoseconds | Unit::Microseconds | Unit::Milliseconds)
}
