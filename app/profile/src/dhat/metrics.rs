//! What DHAT's numbers count, and what is known beside them.

use super::document::{Document, NUMBERS, Texts};
use crate::metric::{Metric, Unit};
use crate::recording::About;

/// The metric of a field of [`NUMBERS`].
pub(super) fn metric(field: usize, texts: &Texts) -> Metric {
    let or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
    let (bytes, blocks) = (or(&texts.bytes, "bytes"), or(&texts.blocks, "blocks"));
    let code = NUMBERS.get(field).copied().unwrap_or_default();
    let what = if code.ends_with('k') { &blocks } else { &bytes };
    let name = match code {
        "gb" | "gbk" => format!("{what} at t-gmax"),
        "eb" | "ebk" => format!("{what} at t-end"),
        "rb" => "reads".to_owned(),
        "wb" => "writes".to_owned(),
        "tl" => "block lifetimes".to_owned(),
        _ => format!("total {what}"),
    };
    let unit = match (code, what.as_str()) {
        ("tl", _) => time_unit(&texts.time_unit),
        (_, "bytes") => Unit::Bytes,
        (_, what) => Unit::Other(what.to_owned()),
    };
    Metric { name, unit, sample_weight: None }
}

fn time_unit(text: &str) -> Unit {
    match text {
        "" => Unit::Unknown,
        "ns" => Unit::Nanoseconds,
        "µs" | "μs" | "us" => Unit::Microseconds,
        "ms" => Unit::Milliseconds,
        "s" => Unit::Seconds,
        "instrs" => Unit::Other("instructions".to_owned()),
        other => Unit::Other(other.to_owned()),
    }
}

/// Fills in what is known of the recording.
pub(super) fn describe(document: &Document, about: &mut About) {
    let texts = &document.texts;
    about.tool = if texts.mode == "rust-heap" { "dhat crate" } else { "DHAT" }.to_owned();
    about.command.clone_from(&texts.command);
    let mut label = |label: &str, value: String| about.labels.push((label.to_owned(), value));
    if !texts.mode.is_empty() {
        label("mode", texts.mode.clone());
    }
    let nanoseconds = match time_unit(&texts.time_unit) {
        Unit::Nanoseconds => Some(1.0),
        Unit::Microseconds => Some(1e3),
        Unit::Milliseconds => Some(1e6),
        Unit::Seconds => Some(1e9),
        _ => None,
    };
    if let Some(peak) = document.peak {
        label("time of the peak (t-gmax)", format!("{peak} {}", texts.time_unit));
    }
    match (document.end, nanoseconds) {
        (Some(end), Some(factor)) => about.duration_ns = Some(end * factor),
        (Some(end), None) => label("end (t-end)", format!("{end} {}", texts.time_unit)),
        (None, _) => {}
    }
}
