//! Bringing a bar into sight that was selected without the pointer.

use crate::viewport;
use protocol::{Place, Viewport};

/// A bar narrower than this, as a part of what is visible, can hardly be seen.
const NARROWEST: f64 = 0.003;
/// How much of what is visible such a bar gets.
const SHARE: f64 = 0.1;

/// The viewport moved no further than needed to see a bar, and zoomed in if it were a hair.
pub fn reveal(before: Viewport, place: &Place, tree_row_count: u32) -> Viewport {
    let shown = viewport::showing(before, place, tree_row_count);
    let place_width = place.x_end - place.x_start;
    if place_width >= (shown.x_end - shown.x_start) * NARROWEST {
        return shown;
    }
    let width = (place_width / SHARE).clamp(viewport::MIN_WIDTH, 1.0);
    let x_start = (place.x_start + place.x_end - width) / 2.0;
    let zoomed = Viewport { x_start, x_end: x_start + width, ..shown };
    viewport::clamped(zoomed, tree_row_count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hair_is_zoomed_to_a_bar() {
        let all = Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count: 30.0 };
        let hair = Place { x_start: 0.5, x_end: 0.5001, row: 4, ..Place::default() };
        let seen = reveal(all, &hair, 100);
        assert!((seen.x_end - seen.x_start - 0.001).abs() < 1e-9, "{seen:?}");
        let bar = Place { x_start: 0.5, x_end: 0.6, row: 4, ..Place::default() };
        assert_eq!(reveal(all, &bar, 100), all);
    }
}
