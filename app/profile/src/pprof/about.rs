//! What a pprof file says beside its samples: times, period, comments, types as metrics.

use super::tables::{RawType, Tables};
use crate::metric::{Metric, Unit};
use crate::recording::About;

/// Fills in what the file says of the recording.
pub(super) fn describe(about: &mut About, tables: &Tables) {
    about.format = super::FORMAT.name.to_owned();
    let text = |row| String::from_utf8_lossy(tables.text(row)).into_owned();
    if let Some(main) = tables.mappings.first() {
        about.command = text(main.file);
    }
    let positive = |number: u64| (number as i64 > 0).then_some(number as f64);
    about.duration_ns = positive(tables.duration_ns);
    let unit = text(tables.period_type.unit);
    match (positive(tables.period), unit.as_str()) {
        (Some(period), "nanoseconds") => about.interval_ns = Some(period),
        (Some(period), "microseconds") => about.interval_ns = Some(period * 1e3),
        (Some(period), "milliseconds") => about.interval_ns = Some(period * 1e6),
        (Some(period), _) => {
            let kind = text(tables.period_type.kind);
            about.labels.push(("period".to_owned(), format!("{period} {unit} of {kind}")));
        }
        (None, _) => {}
    }
    if let Some(time_ns) = positive(tables.time_ns) {
        about.labels.push(("recorded".to_owned(), utc(time_ns)));
    }
    for &comment in &tables.comments {
        about.labels.push(("comment".to_owned(), text(comment)));
    }
    if tables.doc_url != 0 {
        about.labels.push(("documentation".to_owned(), text(tables.doc_url)));
    }
}

/// A sample type as a metric.
pub(super) fn metric(raw: RawType, tables: &Tables) -> Metric {
    let text = |row| String::from_utf8_lossy(tables.text(row)).into_owned();
    let (name, unit) = (text(raw.kind), text(raw.unit));
    let unit = match unit.as_str() {
        "nanoseconds" => Unit::Nanoseconds,
        "microseconds" => Unit::Microseconds,
        "milliseconds" => Unit::Milliseconds,
        "seconds" => Unit::Seconds,
        "bytes" => Unit::Bytes,
        "count" if name == "samples" => Unit::Samples,
        // `alloc_objects` counts objects.
        "count" if name.ends_with('s') => {
            Unit::Other(name.rsplit(['_', ' ']).next().unwrap_or(&name).to_owned())
        }
        "" => Unit::Unknown,
        _ => Unit::Other(unit),
    };
    let sample_weight = (unit == Unit::Samples).then_some(1.0);
    Metric { name, unit, sample_weight }
}

/// A time since 1970 as a date.
fn utc(time_ns: f64) -> String {
    let seconds = (time_ns / 1e9) as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years begin in March here, so that a leap day is the last of its year.
    let day = days + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 3) } else { (year + 1, month - 9) };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let year = year + era * 400;
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}
