//! A smooth way from one viewport to another.

use protocol::Viewport;

/// How long it takes.
const GLIDE_MS: f64 = 180.0;

/// A glide that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Glide {
    from: Viewport,
    to: Viewport,
    start_ms: f64,
}

impl Glide {
    /// A glide that begins now.
    pub fn new(from: Viewport, to: Viewport, now_ms: f64) -> Self {
        Self { from, to, start_ms: now_ms }
    }

    /// Where it leads.
    pub fn target(&self) -> Viewport {
        self.to
    }

    /// The viewport at a time, and whether it is the last.
    pub fn at(&self, now_ms: f64) -> (Viewport, bool) {
        let time = ((now_ms - self.start_ms) / GLIDE_MS).clamp(0.0, 1.0);
        if time >= 1.0 {
            return (self.to, true);
        }
        // Quick at first, so that the picture answers at once.
        let eased = 1.0 - (1.0 - time).powi(3);
        let (from, to) = (&self.from, &self.to);
        let weight = across(from.x_end - from.x_start, to.x_end - to.x_start, eased);
        let viewport = Viewport {
            x_start: mix(from.x_start, to.x_start, weight),
            x_end: mix(from.x_end, to.x_end, weight),
            first_row: mix(from.first_row, to.first_row, eased),
            row_count: to.row_count,
        };
        (viewport, false)
    }
}

/// How much of the way the edges have made when the width has made `eased` of its way. The width
/// grows by equal factors in equal times: by equal amounts, a zoom from 1 to a millionth would
/// look like nothing and then a jump.
fn across(from_width: f64, to_width: f64, eased: f64) -> f64 {
    let ratio = to_width / from_width;
    let is_zoom = ratio.is_finite() && ratio > 0.0 && (ratio - 1.0).abs() > 1e-3;
    if is_zoom { (1.0 - ratio.powf(eased)) / (1.0 - ratio) } else { eased }
}

fn mix(from: f64, to: f64, weight: f64) -> f64 {
    from + (to - from) * weight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewport(x_start: f64, x_end: f64) -> Viewport {
        Viewport { x_start, x_end, first_row: 0.0, row_count: 30.0 }
    }

    #[test]
    fn it_ends_where_it_should() {
        let to = viewport(0.3, 0.300_001);
        let glide = Glide::new(viewport(0.0, 1.0), to, 1000.0);
        assert_eq!(glide.at(1000.0 + GLIDE_MS), (to, true));
        assert_eq!(glide.at(1000.0).0, viewport(0.0, 1.0));
    }

    #[test]
    fn a_zoom_shrinks_by_equal_factors() {
        let glide = Glide::new(viewport(0.0, 1.0), viewport(0.5, 0.5001), 0.0);
        // Half of the way, eased, is at 1 - cbrt(½) of the time.
        let (half, _) = glide.at(GLIDE_MS * (1.0 - 0.5_f64.cbrt()));
        assert!((half.x_end - half.x_start - 0.01).abs() < 1e-9, "{half:?}");
        assert!(half.x_start < 0.5 && half.x_end > 0.5001);
    }

    #[test]
    fn a_pan_keeps_its_width() {
        let glide = Glide::new(viewport(0.0, 0.5), viewport(0.5, 1.0), 0.0);
        let (viewport, is_last) = glide.at(60.0);
        assert!((viewport.x_end - viewport.x_start - 0.5).abs() < 1e-12);
        assert!(!is_last);
    }
}
