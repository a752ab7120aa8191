//! The cells of one row of the functions table.

use super::widgets::share_bar;
use leptos::prelude::*;
use protocol::unit::{format_number, format_share};
use protocol::{FunctionRow, Shown, Unit};
use std::sync::Arc;

/// Self, total, name and crate of a function; shares are of what is shown.
pub fn cells(row: &FunctionRow, shown: Option<Arc<Shown>>) -> AnyView {
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
