//! The cells of one row of the functions table.

use super::function_columns::Order;
use super::function_rows::Line;
use super::widgets::share_bar;
use leptos::prelude::*;
use protocol::diff::words::{format_p, format_points, format_ratio};
use protocol::diff::{ChangeState, DiffRow, Measure};
use protocol::unit::{format_number, format_share};
use protocol::{FunctionRow, Shown, Unit};
use std::sync::Arc;

/// The cells of a row of either table.
pub fn cells(line: &Line, shown: Option<Arc<Shown>>, order: Order) -> AnyView {
    match (line, order) {
        (Line::Function(row), _) => cells_of_function(row, shown),
        (Line::Change(row), Order::Changes(sort)) => cells_of_change(row, shown, sort.measure),
        // Rows of an order that has just been left.
        (Line::Change(_), Order::Functions(_)) => ().into_any(),
    }
}

/// Name, weights on both sides and what follows from them.
fn cells_of_change(row: &DiffRow, shown: Option<Arc<Shown>>, measure: Measure) -> AnyView {
    let change = if measure == Measure::Own { row.own } else { row.total };
    let unit = shown.map(|shown| shown.unit.clone()).unwrap_or_default();
    let weight = |weight: f64| {
        view! {
            <div class="number" role="gridcell" title=unit.format(weight)>
                {short_weight(&unit, weight)}
            </div>
        }
    };
    view! {
        <div class="name" role="gridcell" title=row.name.clone()>
            <bdi>{row.name.clone()}</bdi>
        </div>
        {weight(change.baseline)}
        {weight(change.comparison)}
        <div class="number" role="gridcell">{signed(&unit, change.delta)}</div>
        <div class="number" role="gridcell">{format_signed_points(change.points)}</div>
        <div class="number ratio" role="gridcell">{format_ratio(change.ratio)}</div>
        <div class="number p" role="gridcell">{format_p(change.p)}</div>
        <div class=state_class(change.state) role="gridcell">{change.state.name()}</div>
    }
    .into_any()
}

/// A change with its sign, and the sign that a minus is in print.
fn signed(unit: &Unit, delta: f64) -> String {
    if delta == 0.0 {
        return "0".to_owned();
    }
    let mut text = String::from(if delta < 0.0 { "−" } else { "+" });
    text.push_str(&short_weight(unit, delta.abs()));
    text
}

/// Points without the word, which stands above the column.
fn format_signed_points(points: f64) -> String {
    format_points(points).trim_end_matches(" points").to_owned()
}

fn state_class(state: ChangeState) -> &'static str {
    match state {
        ChangeState::New => "state new",
        ChangeState::Removed => "state removed",
        ChangeState::More => "state more",
        ChangeState::Less => "state less",
        ChangeState::Noise | ChangeState::Same => "state muted",
    }
}

/// Self, total, stated total, name and crate of a function; shares are of what is shown.
fn cells_of_function(row: &FunctionRow, shown: Option<Arc<Shown>>) -> AnyView {
    let (total, unit) = shown.map(|shown| (shown.total, shown.unit.clone())).unwrap_or_default();
    let weight = |weight: f64| {
        let share = if total > 0.0 { weight / total } else { 0.0 };
        view! {
            <div class="number" role="gridcell" title=unit.format(weight)>
                <span class="weight">{short_weight(&unit, weight)}</span>
                <span class="share">{format_share(share)}</span>
                {share_bar(share)}
            </div>
        }
    };
    view! {
        {weight(row.self_weight)}
        {weight(row.total_weight)}
        {row.stated_total.map(weight)}
        <div class="name" role="gridcell" title=row.name.clone()>
            <bdi>{row.name.clone()}</bdi>
        </div>
        <div class="group" role="gridcell">{row.group.clone()}</div>
    }
    .into_any()
}

/// What a row is called in the document, for the grid to name the active one.
pub fn row_id(place: u32) -> String {
    let mut id = String::from("function-");
    id.push_str(&place.to_string());
    id
}

/// A weight in a narrow column: what is counted stands without its unit, which is the same in
/// each row, and from a million on with four digits.
fn short_weight(unit: &Unit, weight: f64) -> String {
    if !matches!(unit, Unit::Unknown | Unit::Samples | Unit::Other(_)) {
        return unit.format(weight);
    }
    let (divisor, sign) = match weight {
        weight if weight < 1e6 => (1.0, ""),
        weight if weight < 1e9 => (1e6, " M"),
        weight if weight < 1e12 => (1e9, " G"),
        _ => (1e12, " T"),
    };
    let scaled = weight / divisor;
    let steps = match scaled {
        _ if divisor == 1.0 => 1.0,
        scaled if scaled < 10.0 => 1000.0,
        scaled if scaled < 100.0 => 100.0,
        _ => 10.0,
    };
    let mut text = format_number((scaled * steps).round() / steps);
    text.push_str(sign);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_counts_keep_four_digits() {
        assert_eq!(short_weight(&Unit::Samples, 999_999.0), "999,999");
        assert_eq!(short_weight(&Unit::Unknown, 1_236_710_097.0), "1.237 G");
        assert_eq!(short_weight(&Unit::Unknown, 129_381_553.0), "129.4 M");
        assert_eq!(short_weight(&Unit::Nanoseconds, 2_500_000.0), "2.50 ms");
    }
}
