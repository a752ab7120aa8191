//! Where bars begin and end, as weights: whole ones where weights are kept as such.

use super::row::EdgesOfRow;
use profile::compact::Compact;
use profile::float::smaller;
use std::ops::Range;

/// The edges of all bars, in the order of the bars: the weight to the left of them. Divided by the
/// total, they lie in the unit interval.
///
/// Most weights count something. Their sums are whole and fit into half the memory; divided by the
/// total they are the same fractions as those of the other kind, to the last bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edges {
    Fractions(Fractions),
    Whole(Whole),
}

/// Edges of any weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fractions {
    starts: Vec<f64>,
    ends: Vec<f64>,
    touching: Flags,
    total: f64,
}

/// Edges of weights that are whole.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    starts: Vec<u32>,
    widths: Compact,
    total: f64,
}

/// A bit for each bar: whether it ends where the next one of its row begins. Most do, and then
/// nobody has to read where they end: that would wait for memory, as nothing near it is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flags(Vec<u64>);

impl Flags {
    #[inline]
    fn set(&mut self, bar: usize, is_set: bool) {
        // Which bars touch can't be foretold, so there is no branch.
        self.0[bar / 64] |= u64::from(is_set) << (bar % 64);
    }

    #[inline]
    pub(super) fn at(&self, bar: usize) -> bool {
        self.0[bar / 64] >> (bar % 64) & 1 != 0
    }
}

impl Fractions {
    /// Sets the edges of a bar, those of a row from left to right.
    pub(super) fn setter(&mut self) -> impl FnMut(usize, f64, f64) {
        let (starts, ends) = (&mut self.starts[..], &mut self.ends[..]);
        let touching = &mut self.touching;
        move |bar, start, end| {
            (starts[bar], ends[bar]) = (start, end);
            if let Some(before) = bar.checked_sub(1) {
                touching.set(before, ends[before] == start);
            }
        }
    }
}

impl Whole {
    /// Sets the edges of a bar.
    pub(super) fn setter(&mut self) -> impl FnMut(usize, f64, f64) {
        let (starts, widths) = (&mut self.starts[..], &mut self.widths);
        move |bar, start, end| {
            starts[bar] = start as u32;
            widths.set(bar, end as u32 - start as u32);
        }
    }
}

impl Default for Edges {
    fn default() -> Self {
        Self::new(0, None)
    }
}

impl Edges {
    /// Room for the edges of `count` bars; with the `total` of whole weights they are whole, if it
    /// isn't too large.
    pub(super) fn new(count: usize, total: Option<f64>) -> Self {
        match total {
            Some(total) if total > 0.0 && total <= f64::from(u32::MAX) => {
                Self::Whole(Whole { starts: vec![0; count], widths: Compact::zeros(count), total })
            }
            _ => Self::Fractions(Fractions {
                starts: vec![0.0; count],
                ends: vec![0.0; count],
                touching: Flags(vec![0; count.div_ceil(64)]),
                total: 1.0,
            }),
        }
    }

    /// Makes them readable, once all are set; the first bar is the root's.
    pub(super) fn finish(&mut self) {
        match self {
            Self::Whole(Whole { widths, .. }) => widths.finish(),
            Self::Fractions(Fractions { ends, total, .. }) => {
                if let Some(root_end) = ends.first_mut() {
                    // The root is as wide as everything, even if that weighs nothing, or so much that
                    // the sum is infinite.
                    *root_end = if *root_end > 0.0 { smaller(*root_end, f64::MAX) } else { 1.0 };
                    *total = *root_end;
                }
            }
        }
    }

    /// The left edge of a bar, in the unit interval.
    #[inline]
    pub(super) fn start(&self, bar: usize) -> f64 {
        self.of(bar..bar + 1).start(0)
    }

    /// The right edge of a bar, in the unit interval.
    #[inline]
    pub(super) fn end(&self, bar: usize) -> f64 {
        self.of(bar..bar + 1).end(0)
    }

    /// Those of some bars.
    #[inline]
    pub(super) fn of(&self, bars: Range<usize>) -> EdgesOfRow<'_> {
        let first = bars.start;
        match self {
            Self::Fractions(Fractions { starts, ends, touching, total }) => {
                let (starts, ends) = (&starts[bars.clone()], &ends[bars]);
                EdgesOfRow::Fractions { starts, ends, touching, first, total: *total }
            }
            Self::Whole(Whole { starts, widths, total }) => {
                EdgesOfRow::Whole { starts: &starts[bars], widths, first, total: *total }
            }
        }
    }
}
