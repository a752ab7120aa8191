//! The cells of one row of the functions table.

use super::function_columns::Order;
use super::function_rows::Line;
use crate::browser_text::percent_width;
use crate::markup::Markup;
use protocol::diff::words::{format_p, format_points, format_ratio};
use protocol::diff::{ChangeState, DiffRow, Measure};
use protocol::unit::{format_number, format_share};
use protocol::{FunctionRow, Shown, Unit};

/// So wide is a character of a name at most, in the fonts that the style sheet names.
const CHARACTER_CSS_PX: f64 = 7.3;

/// The cells of a row of either table, names in a column of this width.
pub fn cells(line: &Line, shown: &Shown, order: Order, name_css_px: f64) -> Vec<Markup> {
    let name = |name: &str, plain: &str| name_cell(name, plain, name_css_px);
    match (line, order) {
        (Line::Function(row), _) => cells_of_function(row, name(&row.name, &row.plain_name), shown),
        (Line::Change(row), Order::Changes(sort)) => {
            cells_of_change(row, name(&row.name, &row.plain_name), shown, sort.measure)
        }
        // Rows and order come together.
        (Line::Change(_), Order::Functions(_)) => Vec::new(),
    }
}

/// Name, weights on both sides and what follows from them.
fn cells_of_change(row: &DiffRow, name: Markup, shown: &Shown, measure: Measure) -> Vec<Markup> {
    let change = if measure == Measure::Own { row.own } else { row.total };
    let unit = &shown.unit;
    let weight =
        |weight| cell("number").with("title", unit.format(weight)).text(short_weight(unit, weight));
    vec![
        name,
        weight(change.baseline),
        weight(change.comparison),
        cell("number").text(signed(unit, change.delta)),
        cell("number").text(format_signed_points(change.points)),
        cell("number ratio").text(format_ratio(change.ratio)),
        cell("number p").text(format_p(change.p)),
        cell(state_class(change.state)).text(change.state.name()),
    ]
}

fn cell(class: &'static str) -> Markup {
    Markup::new("div").with("role", "gridcell").with("class", class)
}

fn name_cell(name: &str, plain: &str, width_css_px: f64) -> Markup {
    let text = fitting(name, plain, width_css_px);
    // The whole name describes the cell; what is read and seen has to be the same (WCAG 2.5.3).
    cell("name").with("title", name).children(vec![Markup::new("bdi").text(text)])
}

/// What a column has room for: of a long name neither the arguments nor the path before its last
/// parts. `Hasher::write` says more than `…core::hash::Hasher>::write`.
fn fitting<'a>(name: &'a str, plain: &'a str, width_css_px: f64) -> &'a str {
    let is_too_long = |text: &str| text.chars().count() as f64 * CHARACTER_CSS_PX > width_css_px;
    if !is_too_long(name) {
        return name;
    }
    let mut text = if plain.is_empty() { name } else { plain };
    while is_too_long(text)
        && let Some((path, rest)) = text.split_once("::")
        // What isn't a path has no end that tells anything, `operator>(std::string const&)`, nor
        // has a closure without its function.
        && !rest.is_empty()
        && !rest.starts_with('{')
        && !path.contains(['(', '[', '<', '>', ' '])
    {
        text = rest;
    }
    text
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
fn cells_of_function(row: &FunctionRow, name: Markup, shown: &Shown) -> Vec<Markup> {
    let weight = |weight: f64| {
        let share = if shown.total > 0.0 { weight / shown.total } else { 0.0 };
        let bar = Markup::new("span").style("width", percent_width(share));
        cell("number").with("title", shown.unit.format(weight)).children(vec![
            span("weight").text(short_weight(&shown.unit, weight)),
            span("share").text(format_share(share)),
            span("share-bar").with("aria-hidden", "true").children(vec![bar]),
        ])
    };
    let mut cells = vec![weight(row.self_weight), weight(row.total_weight)];
    cells.extend(row.stated_total.map(weight));
    cells.push(name);
    cells.push(cell("group").text(row.group.as_str()));
    cells
}

fn span(class: &'static str) -> Markup {
    Markup::new("span").with("class", class)
}

/// What a row is called in the document, for the grid to name the active one.
pub fn row_id(place: u32) -> String {
    let mut id = String::from("function-");
    id.push_str(&place.to_string());
    id
}

/// The row's place that such a name has in it.
pub fn place_of(row_id: &str) -> Option<u32> {
    row_id.strip_prefix("function-")?.parse().ok()
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
    fn the_end_of_a_name_fits_its_column() {
        let name = "<core::hash::sip::Hasher<S> as core::hash::Hasher>::write";
        let plain = "core::hash::sip::Hasher::write";
        for (characters, text) in [
            (57, name),
            (56, plain),
            (20, "sip::Hasher::write"),
            (14, "Hasher::write"),
            (3, "write"),
        ] {
            assert_eq!(fitting(name, plain, characters as f64 * CHARACTER_CSS_PX), text);
        }
        for name in ["main::{{closure}}", "operator<", "operator>(std::string const&)", "main::"] {
            assert_eq!(fitting(name, "", 10.0), name);
        }
        assert_eq!(
            fitting("std::operator>(std::string const&)", "", 10.0),
            "operator>(std::string const&)"
        );
        assert_eq!(fitting("", "", 0.0), "");
    }

    #[test]
    fn large_counts_keep_four_digits() {
        assert_eq!(short_weight(&Unit::Samples, 999_999.0), "999,999");
        assert_eq!(short_weight(&Unit::Unknown, 1_236_710_097.0), "1.237 G");
        assert_eq!(short_weight(&Unit::Unknown, 129_381_553.0), "129.4 M");
        assert_eq!(short_weight(&Unit::Nanoseconds, 2_500_000.0), "2.50 ms");
    }
}
