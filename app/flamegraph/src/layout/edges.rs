//! Where bars begin and end: columns of whole weights if all are, otherwise of fractions of one.

use super::row::EdgesOfRow;
use crate::compact::Compact;
use std::ops::Range;

/// The edges of all bars, in the order of the bars.
///
/// Most weights count something. Their sums are whole and fit into half the memory; divided by the
/// total they are the same fractions as those of the other kind, to the last bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edges {
    /// In the unit interval.
    Fractions { starts: Vec<f64>, ends: Vec<f64>, touching: Flags },
    /// From 0 to the total.
    Whole { starts: Vec<u32>, widths: Compact, total: f64 },
}

impl Default for Edges {
    fn default() -> Self {
        Self::new(0, None)
    }
}

/// A bit for each bar: whether it ends where the next one of its row begins. Most do, and then
/// nobody has to read where they end: that would wait for memory, as nothing near it is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flags(Vec<u64>);

impl Flags {
    fn none(count: usize) -> Self {
        Self(vec![0; count.div_ceil(64)])
    }

    #[inline]
    fn set(&mut self, bar: usize) {
        self.0[bar / 64] |= 1 << (bar % 64);
    }

    #[inline]
    pub(super) fn at(&self, bar: usize) -> bool {
        self.0[bar / 64] >> (bar % 64) & 1 != 0
    }
}

impl Edges {
    /// Whether the edges can be whole if all weights are.
    pub(super) fn can_be_whole(total: f64) -> bool {
        total > 0.0 && total <= f64::from(u32::MAX) && total.fract() == 0.0
    }

    /// Room for the edges of `count` bars; with a `total` they are whole.
    pub(super) fn new(count: usize, total: Option<f64>) -> Self {
        match total {
            Some(total) => {
                Self::Whole { starts: vec![0; count], widths: Compact::zeros(count), total }
            }
            None => Self::Fractions {
                starts: vec![0.0; count],
                ends: vec![0.0; count],
                touching: Flags::none(count),
            },
        }
    }

    pub(super) fn are_whole(&self) -> bool {
        matches!(self, Self::Whole { .. })
    }

    /// The right edge of the root, in the unit of [`Self::set`].
    pub(super) fn last(&self) -> f64 {
        match self {
            Self::Fractions { .. } => 1.0,
            Self::Whole { total, .. } => *total,
        }
    }

    /// Sets the edges of a bar: whole ones, or in the unit interval. Those of a row are set from
    /// left to right.
    #[inline]
    pub(super) fn set(&mut self, bar: usize, start: f64, end: f64) {
        match self {
            Self::Fractions { starts, ends, touching } => {
                (starts[bar], ends[bar]) = (start, end);
                if bar > 0 && ends[bar - 1] == start {
                    touching.set(bar - 1);
                }
            }
            Self::Whole { starts, widths, .. } => {
                starts[bar] = start as u32;
                widths.set(bar, end as u32 - start as u32);
            }
        }
    }

    /// Makes them readable, once all are set.
    pub(super) fn finish(&mut self) {
        if let Self::Whole { widths, .. } = self {
            widths.finish();
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
        match self {
            Self::Fractions { starts, ends, touching } => {
                let first = bars.start;
                EdgesOfRow::Fractions {
                    starts: &starts[bars.clone()],
                    ends: &ends[bars],
                    touching,
                    first,
                }
            }
            Self::Whole { starts, widths, total } => {
                let first = bars.start;
                EdgesOfRow::Whole { starts: &starts[bars], widths, first, total: *total }
            }
        }
    }
}
