//! Numbers of a diff as people read them.

use super::DiffWidth;
use crate::decimal::{fixed, scientific};

/// What bars are as wide as.
pub fn width_words(width: DiffWidth) -> &'static str {
    match width {
        DiffWidth::Larger => "bars as wide as the larger side",
        DiffWidth::Comparison => "bars as wide as the comparison",
        DiffWidth::Baseline => "bars as wide as the baseline",
        DiffWidth::Changed => "bars as wide as what changed",
    }
}

/// A change in percentage points, with its sign: `−16.1 points`, `+0.04 points`, `0 points`.
pub fn format_points(points: f64) -> String {
    let percent = points * 100.0;
    if percent == 0.0 || !percent.is_finite() {
        return "0 points".to_owned();
    }
    let sign = if percent < 0.0 { '−' } else { '+' };
    let size = percent.abs();
    if size < 0.0001 {
        format!("{sign}< 0.0001 points")
    } else if size < 0.01 {
        // Of a million functions or samples each change is as small.
        format!("{sign}{} points", fixed(size, 4))
    } else if size < 1.0 {
        format!("{sign}{} points", fixed(size, 2))
    } else {
        format!("{sign}{} points", fixed(size, 1))
    }
}

/// A ratio: `× 1.25`, `× 0.5`, `new`, or nothing.
pub fn format_ratio(ratio: f64) -> String {
    if ratio.is_nan() {
        String::new()
    } else if ratio.is_infinite() {
        "new".to_owned()
    } else if ratio == 0.0 {
        "gone".to_owned()
    } else {
        format!("× {}", fixed(ratio, 2))
    }
}

/// A p: `0.26`, `1e-6`, or nothing where there is none.
pub fn format_p(p: Option<f64>) -> String {
    match p {
        None => String::new(),
        Some(p) if p >= 0.01 => fixed(p, 2),
        Some(p) if p >= 0.0001 => fixed(p, 4),
        Some(p) if p > 0.0 => scientific(p, 0),
        Some(_) => "0".to_owned(),
    }
}
