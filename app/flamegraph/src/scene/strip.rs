//! The row strip: one row of pixels for each row of bars, in two planes, colours and bars.

use crate::colour::shade::Paint;
use crate::layout::Row;
use protocol::{NodeId, Rgb};

/// Bars of at least this width end with a gap of one pixel.
const NARROWEST_WITH_GAP_PX: u32 = 3;

/// A bar that covers pixels: its visible part, without the gap at its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its node.
    pub node: NodeId,
    /// The first pixel.
    pub start_px: u32,
    /// The pixel after the last one, and after the gap.
    pub end_px: u32,
}

/// The two planes, filled row by row.
#[derive(Debug)]
pub struct Strip {
    width_px: u32,
    row: usize,
    colours: Vec<[u8; 4]>,
    bars: Vec<[u8; 4]>,
}

/// From the unit interval to pixels.
#[derive(Clone, Copy)]
struct Scale {
    x_start: f64,
    px_per_unit: f64,
    width_px: u32,
}

impl Scale {
    fn new(x_start: f64, x_end: f64, width_px: u32) -> Self {
        Self { x_start, px_per_unit: f64::from(width_px) / (x_end - x_start), width_px }
    }

    /// The edge between pixels that is next to `x`, within the strip.
    #[inline]
    fn edge(self, x: f64) -> u32 {
        // The cast cuts what is left of the strip to 0.
        (((x - self.x_start) * self.px_per_unit + 0.5) as u32).min(self.width_px)
    }

    /// Where in the unit interval a place in the strip is.
    #[inline]
    fn x(self, px: f64) -> f64 {
        self.x_start + px / self.px_per_unit
    }

    /// Whether `x` lies right of the strip.
    #[inline]
    fn is_beyond(self, x: f64) -> bool {
        (x - self.x_start) * self.px_per_unit > f64::from(self.width_px)
    }
}

/// The pixels of something from `from` to `to` in the unit interval, at least one; `None` if it
/// lies outside of what is visible.
pub fn edges_px(from: f64, to: f64, x_start: f64, x_end: f64, width_px: u32) -> Option<(u32, u32)> {
    if to <= x_start || from >= x_end || width_px == 0 {
        return None;
    }
    let scale = Scale::new(x_start, x_end, width_px);
    let start_px = scale.edge(from).min(width_px - 1);
    Some((start_px, scale.edge(to).max(start_px + 1)))
}

impl Strip {
    /// An empty strip.
    pub fn new(width_px: u32, row_count: usize) -> Self {
        let len = width_px as usize * row_count;
        Self { width_px, row: 0, colours: vec![[0; 4]; len], bars: vec![[0; 4]; len] }
    }

    /// The two planes as bytes.
    pub fn into_planes(self) -> (Vec<u8>, Vec<u8>) {
        (self.colours.into_flattened(), self.bars.into_flattened())
    }

    /// Paints one row of bars into the next row of pixels, and calls `each_bar` for each bar that
    /// covers a pixel.
    ///
    /// Edges are rounded to the nearest edge between pixels, so that bars which touch in the
    /// layout touch here: a pixel shows the bar that covers its centre. Bars that cover no centre
    /// are seen where such a pixel is free: the first of them, which is the heaviest of its
    /// siblings where they are ordered by weight (in a diff, by the larger share).
    ///
    /// ```text
    /// pixels   |         |         |         |         |
    /// bars      aaaaaaaaaaaaaaaaaabbbbbcccdd
    /// strip     aaaaaaaaa aaaaaaaaa ccccccccc d
    /// ```
    pub fn paint_row(
        &mut self,
        bars: Row,
        x_start: f64,
        x_end: f64,
        paint_of: impl Fn(NodeId) -> Paint,
        mut each_bar: impl FnMut(Bar),
    ) {
        let scale = Scale::new(x_start, x_end, self.width_px);
        let row_start = self.row * self.width_px as usize;
        self.row += 1;
        let row_pixels = row_start..row_start + self.width_px as usize;
        let colours = &mut self.colours[row_pixels.clone()];
        let planes = &mut Planes { colours, bars: &mut self.bars[row_pixels] };

        let mut index = bars.first_end(0, x_start, |end| end > x_start);
        // Pixels left of this one are taken.
        let mut free_px = 0;
        while index < bars.nodes.len() && bars.start(index) < x_end {
            let node = NodeId(bars.nodes[index]);
            let start_px = scale.edge(bars.start(index));
            let end_px = scale.edge(bars.end(index));
            if end_px > start_px {
                let is_cut = scale.is_beyond(bars.end(index));
                planes.fill(start_px, end_px, is_cut, node, paint_of(node).fill);
                each_bar(Bar { node, start_px, end_px });
                free_px = end_px;
                index += 1;
                continue;
            }
            // It covers no pixel's centre. At the strip's right end it gets the last pixel.
            let at_px = start_px.min(self.width_px.saturating_sub(1));
            if at_px >= free_px {
                planes.fill(at_px, at_px + 1, true, node, paint_of(node).fill);
                free_px = at_px + 1;
            }
            let next_x = scale.x(f64::from(start_px) + 0.5);
            index = bars.first_end(index + 1, next_x, |end| scale.edge(end) > start_px);
        }
    }
}

/// One row of both planes.
struct Planes<'a> {
    colours: &'a mut [[u8; 4]],
    bars: &'a mut [[u8; 4]],
}

impl Planes<'_> {
    fn fill(&mut self, start_px: u32, end_px: u32, is_cut: bool, node: NodeId, fill: Rgb) {
        let has_gap = !is_cut && end_px - start_px >= NARROWEST_WITH_GAP_PX;
        let (start, end) = (start_px as usize, end_px as usize);
        self.bars[start..end].fill((node.0 + 1).to_le_bytes());
        let Rgb(red, green, blue) = fill;
        self.colours[start..end - usize::from(has_gap)].fill([red, green, blue, 255]);
        if has_gap {
            self.colours[end - 1] = [0; 4];
        }
    }
}
