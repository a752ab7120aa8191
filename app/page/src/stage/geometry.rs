//! Where things are on the canvas: rows and the unit interval against pixels.

use protocol::{Direction, Viewport};

/// The height of a row.
pub const ROW_CSS_PX: f64 = 20.0;

/// A canvas and what of the layout it shows. All lengths are device pixels unless they say
/// otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The canvas's width.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// The height of a row: whole, so that rows are all alike.
    pub row_height: f64,
    /// Device pixels in a CSS pixel.
    pub pixel_ratio: f64,
    /// Where the root is.
    pub direction: Direction,
    /// What is visible.
    pub viewport: Viewport,
}

impl Frame {
    /// How many rows fit; with a fraction.
    pub fn row_count(&self) -> f64 {
        self.height / self.row_height
    }

    /// How far the picture is scrolled, in whole pixels: a fraction would blur its lines.
    fn scroll(&self) -> f64 {
        (self.viewport.first_row * self.row_height).round()
    }

    /// The upper edge of a row.
    pub fn y_of_row(&self, row: f64) -> f64 {
        match self.direction {
            Direction::RootOnTop => row * self.row_height - self.scroll(),
            Direction::RootAtBottom => self.height - (row + 1.0) * self.row_height + self.scroll(),
        }
    }

    /// The row at a height, counted from the root; with a fraction, and outside the layout too.
    pub fn row_at(&self, y: f64) -> f64 {
        let from_root = match self.direction {
            Direction::RootOnTop => y,
            Direction::RootAtBottom => self.height - y,
        };
        (from_root + self.scroll()) / self.row_height
    }

    /// The place of a point of the unit interval.
    pub fn x_of_unit(&self, x_unit: f64) -> f64 {
        (x_unit - self.viewport.x_start) / span(&self.viewport) * self.width
    }
}

/// How the pixels of a strip, drawn for one viewport, are moved and stretched to fit another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Where the strip's left edge goes.
    pub offset: f64,
    /// How many pixels one of its pixels becomes.
    pub factor: f64,
}

impl Stretch {
    /// The stretch of a strip of `strip_width` pixels that shows `x_start..x_end`.
    pub fn new(frame: &Frame, x_start: f64, x_end: f64, strip_width: u32) -> Self {
        let left = frame.x_of_unit(x_start);
        let right = frame.x_of_unit(x_end);
        let factor = (right - left) / f64::from(strip_width.max(1));
        // Floating point leaves 1 ± 1e-16 where nothing has moved.
        if (factor - 1.0).abs() < 1e-6 {
            return Self { offset: left.round(), factor: 1.0 };
        }
        Self { offset: left, factor }
    }

    /// Where a pixel of the strip goes.
    pub fn x(&self, strip_x: f64) -> f64 {
        self.offset + strip_x * self.factor
    }

    /// The pixel of the strip that is seen at `x`.
    pub fn strip_x(&self, x: f64) -> f64 {
        (x - self.offset) / self.factor
    }
}

/// The width of what is visible, in the unit interval; never 0.
fn span(viewport: &Viewport) -> f64 {
    (viewport.x_end - viewport.x_start).max(f64::MIN_POSITIVE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(direction: Direction) -> Frame {
        let viewport = Viewport { x_start: 0.25, x_end: 0.75, first_row: 10.0, row_count: 30.0 };
        Frame {
            width: 1000.0,
            height: 600.0,
            row_height: 20.0,
            pixel_ratio: 1.0,
            direction,
            viewport,
        }
    }

    #[test]
    fn rows_count_from_the_root() {
        let icicle = frame(Direction::RootOnTop);
        assert_eq!(icicle.y_of_row(10.0), 0.0);
        assert_eq!(icicle.row_at(25.0), 11.25);
        let flame = frame(Direction::RootAtBottom);
        assert_eq!(flame.y_of_row(10.0), 580.0);
        assert_eq!(flame.row_at(575.0), 11.25);
    }

    #[test]
    fn a_millionth_row_is_as_sharp_as_the_first() {
        let mut deep = frame(Direction::RootOnTop);
        deep.viewport.first_row = 999_990.5;
        assert_eq!(deep.y_of_row(999_991.0), 10.0);
        assert_eq!(deep.row_at(10.0), 999_991.0);
    }

    #[test]
    fn the_viewport_fills_the_width() {
        let frame = frame(Direction::RootOnTop);
        assert_eq!(frame.x_of_unit(0.25), 0.0);
        assert_eq!(frame.x_of_unit(0.5), 500.0);
    }

    #[test]
    fn a_strip_follows_the_viewport() {
        let frame = frame(Direction::RootOnTop);
        let same = Stretch::new(&frame, 0.25, 0.75, 1000);
        assert_eq!(same, Stretch { offset: 0.0, factor: 1.0 });
        let all = Stretch::new(&frame, 0.0, 1.0, 1000);
        assert_eq!(all, Stretch { offset: -500.0, factor: 2.0 });
        assert_eq!(all.x(500.0), 500.0);
        assert_eq!(all.strip_x(500.0), 500.0);
    }
}
