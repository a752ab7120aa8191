//! Puts the whole together once all bars are there.

use super::read::{Measure, Read};
use crate::drawn::{Bar, Drawing};
use crate::import::Imported;
use crate::metric::{Metric, Unit};
use crate::sample::{Samples, Weights};
use crate::thread::Thread;
use crate::warning::{ImportError, Place};

const ONE_SIDED: &str = "a differential picture is drawn of the comparison: code that only the \
                         baseline ran is missing";
const NO_ROOT: &str = "the bar for the whole (“all”) is missing: the weights are those of the bars \
                       that are there";
const SCALED: &str = "weights were scaled when the picture was drawn (`--factor`)";

/// The profile of all bars that were read.
pub(super) fn profile(mut read: Read) -> Result<Imported, ImportError> {
    if read.bars.is_empty() {
        return Err(no_bars(&read));
    }
    let root = read.root.and_then(|(index, told)| Some((read.bars.get(index)?.clone(), told)));
    let is_on_top = number_rows(&mut read.bars, root.as_ref().map(|(root, _)| root.row));
    let is_exact = read.measure == Some(Measure::Exact);
    set_weights(&mut read, root.as_ref().map(|(root, told)| (root.width, *told)), is_exact);
    let total = match read.root {
        Some((index, _)) => read.bars.get(index).map_or(0.0, |root| root.weight),
        None => {
            read.warnings.add(NO_ROOT, Place::Whole, "");
            read.bars.iter().filter(|bar| bar.row == 0).map(|bar| bar.weight).sum()
        }
    };
    let slack = if is_exact { 0.0 } else { 2.5 / 10_f64.powi(read.decimals.min(15) as i32) };
    let Read { mut builder, mut warnings, bars, unit, heading, .. } = read;
    let drawing = Drawing {
        bars,
        root: root.map(|(root, _)| root.frame),
        slack,
        unit: unit.clone(),
        is_merged: false,
    };
    let drawn = drawing.samples(total, &mut builder, &mut warnings);
    if drawn.stacks.is_empty() {
        return Err(error("a flame graph in which nothing has weight".to_owned(), RECORD));
    }
    let about = builder.about();
    about.format = super::FORMAT.name.to_owned();
    about.tool = if is_exact { "inferno" } else { "" }.to_owned();
    let mut label = |label: &str, value: &str| {
        about.labels.push((label.to_owned(), value.to_owned()));
    };
    if !matches!(heading.as_str(), "" | "Flame Graph" | "Icicle Graph" | "Flame Chart") {
        label("title", &heading);
    }
    if is_on_top {
        label("drawn", "with the root on top (--inverted)");
    }
    if drawn.is_flame_chart {
        label("order", "not sorted: as recorded (--flamechart)");
    }
    if drawn.was_leaf_first {
        label("stacks", "were drawn leaf first (--reverse) and are turned round here");
    }
    let column = |values: Vec<f64>| match values.iter().all(|&value| value == 1.0) {
        true => Weights::Ones,
        false => Weights::Each(values.into()),
    };
    let (name, unit) = metric(&unit);
    let mut weights = Vec::new();
    let mut add = |name: &str, values| {
        let metric = Metric { name: name.to_owned(), unit: unit.clone(), sample_weight: None };
        weights.push((builder.push_metric(metric), column(values)));
    };
    match drawn.baseline {
        Some(baseline) => {
            warnings.add(ONE_SIDED, Place::Whole, "");
            add("baseline", baseline);
            add("comparison", drawn.weights);
        }
        None => add(&name, drawn.weights),
    }
    let samples = Samples { stacks: drawn.stacks, times_ns: Vec::new(), weights };
    builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
    Ok(Imported { profiles: vec![builder.finish()], warnings, ..Imported::default() })
}

/// Replaces places from top to bottom by distances from the root; tells whether the root is on
/// top.
fn number_rows(bars: &mut [Bar], root: Option<u32>) -> bool {
    let mut places: Vec<u32> = bars.iter().map(|bar| bar.row).collect();
    places.sort_unstable();
    places.dedup();
    let (first, last) = (places.first().copied(), places.last().copied());
    let width_at = |place: Option<u32>| -> f64 {
        bars.iter().filter(|bar| Some(bar.row) == place).map(|bar| bar.width).sum()
    };
    let is_on_top = match root {
        Some(root) => first == Some(root) && last != Some(root),
        None => width_at(first) > width_at(last),
    };
    let deepest = places.len().saturating_sub(1);
    for bar in bars {
        let from_top = places.binary_search(&bar.row).unwrap_or(0);
        let row = if is_on_top { from_top } else { deepest - from_top };
        bar.row = row as u32;
    }
    is_on_top
}

/// Gives each bar its weight: exact bars by their width, others by what their tooltips tell.
fn set_weights(read: &mut Read, root: Option<(f64, f64)>, is_exact: bool) {
    let Some((root_width, root_told)) = root else {
        for bar in &mut read.bars {
            if is_exact || bar.weight.is_nan() {
                bar.weight = bar.width;
            }
        }
        return;
    };
    let scale = if root_width > 0.0 { root_told / root_width } else { 1.0 };
    let mut factor = 1.0;
    if is_exact && root_told != root_width {
        factor = round_factor(scale, root_width, root_told);
        let excerpt = format!("by about {factor}");
        read.warnings.add(SCALED, Place::Whole, &excerpt);
    }
    for bar in &mut read.bars {
        if is_exact {
            bar.weight = bar.width * factor;
        } else if bar.weight.is_nan() {
            bar.weight = (bar.width * scale).round();
        }
    }
}

/// The factor that a person wrote: tooltips are rounded to whole numbers, so `0.1` may look like
/// `0.0998`.
fn round_factor(scale: f64, width: f64, told: f64) -> f64 {
    let power = 10_f64.powi(scale.log10().round().clamp(-15.0, 15.0) as i32);
    let candidates = [power, power * 2.0, power * 5.0, power / 2.0, power / 5.0, 1.0 / power];
    let fits = |factor: &f64| ((width * factor).round() - told).abs() < 0.75;
    candidates.into_iter().find(fits).unwrap_or(scale)
}

/// The metric's name and unit of what the tooltips count: `CPU ms` are milliseconds.
fn metric(unit: &str) -> (String, Unit) {
    let name = if unit.is_empty() { "weight" } else { unit };
    let known = match unit.rsplit(' ').next().unwrap_or(unit) {
        "" => Unit::Unknown,
        "samples" | "sample" => Unit::Samples,
        "ns" | "nanoseconds" => Unit::Nanoseconds,
        "us" | "µs" | "μs" | "microseconds" => Unit::Microseconds,
        "ms" | "msec" | "msecs" | "milliseconds" => Unit::Milliseconds,
        "s" | "sec" | "secs" | "seconds" => Unit::Seconds,
        "bytes" | "Bytes" | "B" => Unit::Bytes,
        _ => Unit::Other(unit.to_owned()),
    };
    (name.to_owned(), known)
}

const RECORD: &str = "Check that the program that drew it recorded any samples.";
const DRAW_AGAIN: &str = "Drop the folded stacks that it was drawn of, or draw them again with \
                          `inferno-flamegraph` or a newer `flamegraph.pl`.";

fn no_bars(read: &Read) -> ImportError {
    if read.without_title > 0 {
        let found = format!(
            "{} bars without any (as flamegraph.pl drew them until 2013)",
            read.without_title
        );
        let expected = "bars with tooltips (`<title>`), which tell names and weights".to_owned();
        return ImportError { expected, ..error(found, DRAW_AGAIN) };
    }
    error("one without a readable bar".to_owned(), RECORD)
}

fn error(found: String, advice: &str) -> ImportError {
    ImportError {
        expected: "a flame graph".to_owned(),
        found,
        place: Place::Whole,
        advice: advice.to_owned(),
    }
}
