//! What tip, details and tree say of a node: weights with their units, shares with what they are of.

use protocol::diff::words::{format_p, format_points, format_ratio};
use protocol::diff::{Change, ChangeState};
use protocol::unit::format_share;
use protocol::{FunctionFacts, FunctionKind, Place, Shown, TreeRow, Unit};

/// One line: a weight and its shares.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightRow {
    /// "Total" or "Self".
    pub label: &'static str,
    /// The weight with its unit.
    pub weight: String,
    /// Its share: "12 % of all".
    pub share_of_all: String,
    /// Its share of what is zoomed; empty where that is all.
    pub share_of_zoomed: String,
    /// The share of all, from 0 to 1.
    pub fraction: f64,
}

/// A node's total and self.
pub fn weights(place: &Place, shown: &Shown, zoomed: Option<&Place>) -> [WeightRow; 2] {
    let row = |label, weight| weight_row(label, weight, shown, zoomed);
    [row("Total", place.total_weight), row("Self", place.self_weight)]
}

/// Total and self of all calls of a function. Of what is zoomed they are no part: most may be
/// elsewhere.
pub fn function_weights(function: &FunctionFacts, shown: &Shown) -> [WeightRow; 2] {
    let row = |label, weight| weight_row(label, weight, shown, None);
    [row("Total", function.total_weight), row("Self", function.self_weight)]
}

fn weight_row(
    label: &'static str,
    weight: f64,
    shown: &Shown,
    zoomed: Option<&Place>,
) -> WeightRow {
    let fraction = share(weight, shown.total);
    let share_of_zoomed = zoomed
        .filter(|zoomed| zoomed.row > 0)
        .map(|zoomed| format!("{} of zoomed", format_share(share(weight, zoomed.total_weight))))
        .unwrap_or_default();
    WeightRow {
        label,
        weight: shown.unit.format(weight),
        share_of_all: format!("{} of all", format_share(fraction)),
        share_of_zoomed,
        fraction,
    }
}

/// One line of a diff: a weight on both sides and what became of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangeRow {
    /// "Total" or "Self".
    pub label: &'static str,
    /// The scaled weights of baseline and comparison, with their unit and their shares.
    pub sides: [String; 2],
    /// The change in percentage points.
    pub points: String,
    /// What it is: "more × 1.25".
    pub verdict: String,
    /// How likely chance alone makes such a difference: "p 0.26"; empty where nobody knows.
    pub p: String,
}

/// What became of a node or function, total and self.
pub fn changes(total: &Change, own: &Change, shown: &Shown) -> [ChangeRow; 2] {
    let row = |label, change: &Change| {
        let side = |weight: f64| {
            let share = format_share(share(weight, shown.total));
            format!("{} · {share}", shown.unit.format(rounded(weight)))
        };
        let ratio = match change.state {
            ChangeState::New | ChangeState::Removed | ChangeState::Same => String::new(),
            // "noise, gone", but "more × 1.25".
            _ if change.ratio == 0.0 || change.ratio.is_infinite() => {
                format!(", {}", format_ratio(change.ratio))
            }
            _ => format!(" {}", format_ratio(change.ratio)),
        };
        let p = format_p(change.p);
        ChangeRow {
            label,
            sides: [side(change.baseline), side(change.comparison)],
            points: format_points(change.points),
            verdict: format!("{}{ratio}", change.state.name()),
            p: if p.is_empty() { p } else { format!("p {p}") },
        }
    };
    [row("Total", total), row("Self", own)]
}

/// `weight` as a part of `total`; 0 of nothing.
pub fn share(weight: f64, total: f64) -> f64 {
    if total > 0.0 { weight / total } else { 0.0 }
}

/// Where a function is from: `src/main.rs:12 · libfoo.so`.
pub fn source(function: &FunctionFacts) -> String {
    let mut parts = Vec::new();
    if !function.file.is_empty() {
        parts.push(match function.line {
            Some(line) => format!("{}:{line}", function.file),
            None => function.file.clone(),
        });
    }
    if !function.library.is_empty() {
        parts.push(function.library.clone());
    } else if !function.group.is_empty() && function.kind != FunctionKind::Unknown {
        parts.push(function.group.clone());
    }
    parts.join(" · ")
}

/// A scaled weight without decimals that say nothing.
fn rounded(weight: f64) -> f64 {
    if weight.abs() >= 100.0 { weight.round() } else { weight }
}

/// A share; in a diff both sides': `9.2 % → 6.0 %`.
pub fn shares(weight: f64, baseline: Option<f64>, all: f64) -> String {
    let comparison = format_share(share(weight, all));
    match baseline {
        Some(baseline) => format!("{} → {comparison}", format_share(share(baseline, all))),
        None => comparison,
    }
}

/// What a screen reader is told of a node.
pub fn spoken(row: &TreeRow, all: f64, unit: &Unit) -> String {
    let TreeRow { name, total_weight, self_weight, change, .. } = row;
    if let Some(Change { baseline, comparison, points, state, .. }) = change {
        return format!(
            "{name}, {}, {}, baseline {}, {}, comparison {}, {} of all",
            state.name(),
            format_points(*points),
            unit.format(rounded(*baseline)),
            format_share(share(*baseline, all)),
            unit.format(rounded(*comparison)),
            format_share(share(*comparison, all)),
        );
    }
    let (total, own) = (*total_weight, *self_weight);
    format!(
        "{name}, total {}, {} of all, self {}",
        unit.format(total),
        format_share(share(total, all)),
        unit.format(own)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn shares_say_of_what() {
        let shown = Shown { total: 200.0, unit: Unit::Samples, ..Shown::default() };
        let place = Place { total_weight: 50.0, self_weight: 5.0, ..Place::default() };
        let zoomed = Place { total_weight: 100.0, row: 3, ..Place::default() };
        let [total, own] = weights(&place, &shown, Some(&zoomed));
        let text = format!(
            "{} {} {} | {} {} {}",
            total.weight,
            total.share_of_all,
            total.share_of_zoomed,
            own.weight,
            own.share_of_all,
            own.share_of_zoomed
        );
        expect![
            "50 samples 25.0 % of all 50.0 % of zoomed | 5 samples 2.5 % of all 5.0 % of zoomed"
        ]
        .assert_eq(&text);
        // Zoomed to all: one share says it.
        assert_eq!(weights(&place, &shown, Some(&Place::default()))[0].share_of_zoomed, "");
    }

    #[test]
    fn a_change_says_both_sides() {
        let shown = Shown { total: 200.0, unit: Unit::Samples, ..Shown::default() };
        let total = Change {
            baseline: 100.0,
            comparison: 50.0,
            delta: -50.0,
            points: -0.25,
            ratio: 0.5,
            p: Some(1e-9),
            state: ChangeState::Less,
        };
        let [total, own] = changes(&total, &Change::default(), &shown);
        let text = format!(
            "{} → {} {} {} {} | {} → {} {} {}",
            total.sides[0],
            total.sides[1],
            total.points,
            total.verdict,
            total.p,
            own.sides[0],
            own.sides[1],
            own.points,
            own.verdict
        );
        expect!["100 samples · 50.0 % → 50 samples · 25.0 % −25.0 points less × 0.50 p 1e-9 | 0 samples · 0 % → 0 samples · 0 % 0 points same"]
            .assert_eq(&text);
    }

    #[test]
    fn nothing_is_a_part_of_nothing() {
        assert_eq!(share(0.0, 0.0), 0.0);
    }

    #[test]
    fn the_source_names_what_is_known() {
        let mut function = FunctionFacts { file: "a.rs".to_owned(), ..FunctionFacts::default() };
        assert_eq!(source(&function), "a.rs");
        function.line = Some(3);
        function.library = "app".to_owned();
        assert_eq!(source(&function), "a.rs:3 · app");
    }

    #[test]
    fn a_node_is_spoken_with_its_values() {
        let mut row = TreeRow {
            node: protocol::NodeId(1),
            name: "main".to_owned(),
            total_weight: 80.0,
            self_weight: 5.0,
            change: None,
            child_count: 0,
        };
        let spoken = |row: &TreeRow| spoken(row, 100.0, &Unit::Milliseconds);
        expect!["main, total 80 ms, 80.0 % of all, self 5 ms"].assert_eq(&spoken(&row));
        row.change = Some(Change {
            baseline: 90.0,
            comparison: 80.0,
            points: -0.1,
            state: ChangeState::Less,
            ..Change::default()
        });
        expect![
            "main, less, −10.0 points, baseline 90 ms, 90.0 %, comparison 80 ms, 80.0 % of all"
        ]
        .assert_eq(&spoken(&row));
    }
}
