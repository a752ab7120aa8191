//! The arithmetic of viewports: zooming about a point, panning, keeping within the layout.
//!
//! x is in the unit interval, rows are counted from the root. Nothing here knows of pixels: the
//! caller divides by the picture's width and the height of a row.

use protocol::{Place, Viewport};

/// The narrowest viewport. Near 1 an `f64` tells positions 1.1e-16 apart, so that this width still
/// holds 9,000 of them, more than any screen has pixels.
pub const MIN_WIDTH: f64 = 1e-12;

/// The whole layout's width, from the first row on.
pub fn whole(row_count: f64) -> Viewport {
    Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count }
}

/// Makes what is visible `factor` times as wide (below 1: zooms in) about the point that stands
/// at `fraction` of the picture's width, which stays where it is.
pub fn zoomed(viewport: Viewport, fraction: f64, factor: f64) -> Viewport {
    let old_width = viewport.x_end - viewport.x_start;
    let fixed = viewport.x_start + old_width * fraction;
    let width = (old_width * factor).clamp(MIN_WIDTH, 1.0);
    let x_start = fixed - width * fraction;
    within_unit(Viewport { x_start, x_end: x_start + width, ..viewport }, width)
}

/// Moves by a part of the visible width, and by rows; then keeps within `tree_row_count` rows.
pub fn panned(viewport: Viewport, by_width: f64, by_rows: f64, tree_row_count: u32) -> Viewport {
    let by_x = (viewport.x_end - viewport.x_start) * by_width;
    let moved = Viewport {
        x_start: viewport.x_start + by_x,
        x_end: viewport.x_end + by_x,
        first_row: viewport.first_row + by_rows,
        ..viewport
    };
    clamped(moved, tree_row_count)
}

/// The nearest viewport that lies within a tree of so many rows. One that makes no sense (an edge
/// that is no number, as a link may have it) becomes the whole.
pub fn clamped(viewport: Viewport, tree_row_count: u32) -> Viewport {
    let row_count = if viewport.row_count.is_finite() { viewport.row_count.max(0.0) } else { 1.0 };
    let edges = [viewport.x_start, viewport.x_end, viewport.first_row];
    if edges.iter().any(|edge| !edge.is_finite()) || viewport.x_end <= viewport.x_start {
        return whole(row_count);
    }
    let last_first_row = (f64::from(tree_row_count) - row_count).max(0.0);
    let first_row = viewport.first_row.min(last_first_row).max(0.0);
    let width = (viewport.x_end - viewport.x_start).clamp(MIN_WIDTH, 1.0);
    within_unit(Viewport { first_row, row_count, ..viewport }, width)
}

/// The viewport in which a node is as wide as the picture. Rows move only if the node's isn't in
/// sight; then it becomes the second one, below its caller.
pub fn fitted(viewport: Viewport, place: &Place, tree_row_count: u32) -> Viewport {
    let row = f64::from(place.row);
    let in_sight =
        row >= viewport.first_row && row + 1.0 <= viewport.first_row + viewport.row_count;
    let first_row = if in_sight { viewport.first_row } else { (row - 1.0).max(0.0) };
    let fitted = Viewport { x_start: place.x_start, x_end: place.x_end, first_row, ..viewport };
    clamped(fitted, tree_row_count)
}

/// The nearest viewport, no wider than need be, in which a node can be seen: moved by as little as
/// brings its row into sight, and across only if less than a tenth of the node can be seen and it
/// takes less than a hundredth of the picture.
pub fn showing(viewport: Viewport, place: &Place, tree_row_count: u32) -> Viewport {
    let row = f64::from(place.row);
    let last = (row + 1.0 - viewport.row_count).max(0.0);
    let first_row = viewport.first_row.min(row).max(last.min(row));
    let width = viewport.x_end - viewport.x_start;
    let seen = place.x_end.min(viewport.x_end) - place.x_start.max(viewport.x_start);
    let node_width = (place.x_end - place.x_start).max(MIN_WIDTH);
    let is_seen = seen > node_width / 10.0 || seen > width / 100.0;
    let moved = if is_seen {
        Viewport { first_row, ..viewport }
    } else {
        // As wide as before, or as the node needs.
        let width = width.max(node_width);
        let middle = (place.x_start + place.x_end) / 2.0;
        let (x_start, x_end) = (middle - width / 2.0, middle + width / 2.0);
        Viewport { x_start, x_end, first_row, ..viewport }
    };
    clamped(moved, tree_row_count)
}

/// Moves a viewport of this width into the unit interval.
fn within_unit(viewport: Viewport, width: f64) -> Viewport {
    let x_start = viewport.x_start.min(1.0 - width).max(0.0);
    Viewport { x_start, x_end: (x_start + width).min(1.0), ..viewport }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(row: u32, x_start: f64, x_end: f64) -> Place {
        Place { row, x_start, x_end, ..Place::default() }
    }

    fn of(x_start: f64, x_end: f64, first_row: f64, row_count: f64) -> Viewport {
        Viewport { x_start, x_end, first_row, row_count }
    }

    #[test]
    fn a_link_without_sense_shows_all() {
        let broken = of(f64::NAN, 0.5, 3.0, 20.0);
        assert_eq!(clamped(broken, 100), whole(20.0));
    }

    #[test]
    fn fitting_a_node_leaves_rows_alone_if_it_is_in_sight() {
        let fitted = fitted(of(0.0, 1.0, 3.0, 20.0), &place(5, 0.25, 0.5), 100);
        assert_eq!(fitted, of(0.25, 0.5, 3.0, 20.0));
    }

    #[test]
    fn fitting_a_node_out_of_sight_shows_its_caller_above_it() {
        let fitted = fitted(of(0.0, 1.0, 3.0, 20.0), &place(50, 0.25, 0.5), 100);
        assert_eq!(fitted, of(0.25, 0.5, 49.0, 20.0));
    }

    #[test]
    fn showing_a_node_that_is_seen_moves_nothing() {
        let viewport = of(0.2, 0.4, 3.0, 20.0);
        assert_eq!(showing(viewport, &place(5, 0.0, 1.0), 100), viewport);
    }

    #[test]
    fn showing_a_node_elsewhere_centres_it() {
        let shown = showing(of(0.0, 0.25, 0.0, 20.0), &place(30, 0.5, 0.5625), 100);
        assert_eq!(shown, of(0.40625, 0.65625, 11.0, 20.0));
    }

    proptest! {
        #[test]
        fn whatever_is_done_stays_within_the_layout(
            start in 0.0f64..1.0, width in 1e-13f64..1.5, row in -10.0f64..1e7,
            fraction in 0.0f64..1.0, factor in 1e-6f64..1e6, pan in -3.0f64..3.0,
        ) {
            let viewport = clamped(of(start, start + width, row, 40.0), 1_000_000);
            for moved in [
                viewport,
                zoomed(viewport, fraction, factor),
                panned(viewport, pan, pan * 100.0, 1_000_000),
            ] {
                prop_assert!(moved.x_start >= 0.0 && moved.x_end <= 1.0, "{moved:?}");
                prop_assert!(moved.x_end - moved.x_start >= MIN_WIDTH / 2.0, "{moved:?}");
                prop_assert!(moved.first_row >= 0.0 && moved.first_row <= 999_960.0, "{moved:?}");
            }
        }

        #[test]
        fn the_point_under_the_pointer_stays(fraction in 0.0f64..1.0, factor in 1e-3f64..1.0) {
            let before = of(0.25, 0.75, 0.0, 40.0);
            let after = zoomed(before, fraction, factor);
            let at = |v: Viewport| v.x_start + (v.x_end - v.x_start) * fraction;
            prop_assert!((at(before) - at(after)).abs() < 1e-12);
        }
    }
}
