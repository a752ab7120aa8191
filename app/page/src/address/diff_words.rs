//! How a diff is shown, in the words of a fragment.

use super::text::Writer;
use crate::browser_text::{number, written};
use crate::comparison::{Comparison, FIRST_SORT, LEAST_CHANGE, LEVEL};
use crate::state::Shareable;
use protocol::diff::{
    DiffColour, DiffColumn, DiffPalette, DiffScale, DiffSort, DiffWidth, Measure, RenameRule,
};

/// Writes what differs from how a diff opens.
pub fn write(shareable: &Shareable, out: &mut Writer) {
    let Some(diff) = &shareable.diff else { return };
    match &diff.scale {
        None => {}
        Some(DiffScale::EqualTotals) => out.add("scale", "totals"),
        Some(DiffScale::EqualDuration) => out.add("scale", "duration"),
        Some(DiffScale::None) => out.add("scale", "none"),
        Some(DiffScale::Yardstick(name)) => out.add("yardstick", name),
    }
    out.some("width", if diff.beside { Some(BESIDE) } else { width(diff.width) });
    out.some("change", colour(diff.colour));
    out.some("palette", (diff.palette == DiffPalette::GreenRed).then_some("green-red"));
    for rule in &diff.rules {
        out.add("rename", &rule.pattern);
        out.add("to", &rule.replacement);
    }
    for name in &diff.folded {
        out.add("fold", name);
    }
    if diff.level != LEVEL {
        out.add("level", &written(diff.level));
    }
    if diff.least_change != LEAST_CHANGE {
        out.add("least", &written(diff.least_change));
    }
    out.some("noise", diff.show_noise.then_some("shown"));
    out.some("changes", sort(shareable.diff_sort).as_deref());
}

/// Takes one key and its value; false if it is about something else.
pub fn take(key: &str, value: &str, diff: &mut Comparison, sort: &mut DiffSort) -> bool {
    match key {
        "scale" => {
            diff.scale = match value {
                "totals" => Some(DiffScale::EqualTotals),
                "duration" => Some(DiffScale::EqualDuration),
                "none" => Some(DiffScale::None),
                _ => None,
            };
        }
        "yardstick" => diff.scale = Some(DiffScale::Yardstick(value.to_owned())),
        "width" if value == BESIDE => diff.beside = true,
        "width" => diff.width = width_of(value),
        "change" => diff.colour = colour_of(value),
        "palette" if value == "green-red" => diff.palette = DiffPalette::GreenRed,
        "rename" => {
            diff.rules.push(RenameRule { pattern: value.to_owned(), replacement: String::new() });
        }
        // What the pattern before it becomes.
        "to" => {
            if let Some(rule) = diff.rules.last_mut() {
                value.clone_into(&mut rule.replacement);
            }
        }
        "fold" => diff.folded.push(value.to_owned()),
        "level" => {
            let level = number(value).filter(|level| (1e-9..=0.5).contains(level));
            diff.level = level.unwrap_or(LEVEL);
        }
        "least" => {
            let least = number(value).filter(|least| (0.0..=0.5).contains(least));
            diff.least_change = least.unwrap_or(LEAST_CHANGE);
        }
        "noise" => diff.show_noise = value == "shown",
        "changes" => *sort = sort_of(value),
        _ => return false,
    }
    true
}

/// Both flame graphs above each other.
const BESIDE: &str = "both";

fn width(width: DiffWidth) -> Option<&'static str> {
    match width {
        DiffWidth::Larger => None,
        DiffWidth::Comparison => Some("comparison"),
        DiffWidth::Baseline => Some("baseline"),
        DiffWidth::Changed => Some("changed"),
    }
}

fn width_of(word: &str) -> DiffWidth {
    match word {
        "comparison" => DiffWidth::Comparison,
        "baseline" => DiffWidth::Baseline,
        "changed" => DiffWidth::Changed,
        _ => DiffWidth::Larger,
    }
}

fn colour(colour: DiffColour) -> Option<&'static str> {
    match colour {
        DiffColour::Points => None,
        DiffColour::Ratio => Some("ratio"),
        DiffColour::SelfPoints => Some("self"),
    }
}

fn colour_of(word: &str) -> DiffColour {
    match word {
        "ratio" => DiffColour::Ratio,
        "self" => DiffColour::SelfPoints,
        _ => DiffColour::Points,
    }
}

/// The columns and their words.
const COLUMNS: &[(DiffColumn, &str)] = &[
    (DiffColumn::Size, "size"),
    (DiffColumn::Name, "name"),
    (DiffColumn::Baseline, "baseline"),
    (DiffColumn::Comparison, "comparison"),
    (DiffColumn::Delta, "delta"),
    (DiffColumn::Ratio, "ratio"),
    (DiffColumn::P, "p"),
    (DiffColumn::State, "state"),
];

/// A sort order: `self-delta`, with `-up` if from the smallest; none for the usual one.
fn sort(sort: DiffSort) -> Option<String> {
    if sort == FIRST_SORT {
        return None;
    }
    let measure = if sort.measure == Measure::Own { "self" } else { "total" };
    let column = COLUMNS.iter().find(|(column, _)| *column == sort.column)?.1;
    Some(format!("{measure}-{column}{}", if sort.descending { "" } else { "-up" }))
}

fn sort_of(word: &str) -> DiffSort {
    let (word, descending) = match word.strip_suffix("-up") {
        Some(word) => (word, false),
        None => (word, true),
    };
    let Some((measure, column)) = word.split_once('-') else { return FIRST_SORT };
    let measure = if measure == "total" { Measure::Total } else { Measure::Own };
    match COLUMNS.iter().find(|(_, name)| *name == column) {
        Some(&(column, _)) => DiffSort { measure, column, descending },
        None => FIRST_SORT,
    }
}
