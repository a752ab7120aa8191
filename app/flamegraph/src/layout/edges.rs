//! Where bars begin and end: columns of whole weights where weights are kept as such, otherwise of
//! fractions of one.

use super::row::EdgesOfRow;
use profile::compact::Compact;
use std::ops::Range;

/// The edges of all bars, in the order of the bars.
///
/// Most weights count something. Their sums are whole and fit into half the memory; divided by the
/// total they are the same fractions as those of the other kind, to the last bit.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Edges {
    Fractions(Fractions),
    Whole(Whole),
}

/// Edges in the unit interval.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fractions {
    pub(super) starts: Vec<f64>,
    pub(super) ends: Vec<f64>,
    pub(super) touching: Flags,
}

/// Edges from 0 to the total.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Whole {
    pub(super) starts: Vec<u32>,
    pub(super) widths: Compact,
    pub(super) total: f64,
}

/// A bit for each bar: whether it ends where the next one of its row begins. Most do, and then
/// nobody has to read where they end: that would wait for memory, as nothing near it is read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Flags(Vec<u64>);

impl Flags {
    #[inline]
    fn set(&mut self, bar: usize) {
        self.0[bar / 64] |= 1 << (bar % 64);
    }

    #[inline]
    pub(super) fn at(&self, bar: usize) -> bool {
        self.0[bar / 64] >> (bar % 64) & 1 != 0
    }
}

impl Fractions {
    /// Sets the edges of a bar, those of a row from left to right.
    #[inline]
    pub(super) fn set(&mut self, bar: usize, start: f64, end: f64) {
        (self.starts[bar], self.ends[bar]) = (start, end);
        if bar > 0 && self.ends[bar - 1] == start {
            self.touching.set(bar - 1);
        }
    }
}

impl Whole {
    /// Sets the edges of a bar.
    #[inline]
    pub(super) fn set(&mut self, bar: usize, start: f64, end: f64) {
        self.starts[bar] = start as u32;
        self.widths.set(bar, end as u32 - start as u32);
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
            }),
        }
    }

    /// The right edge of the root, in the unit in which edges are set.
    pub(super) fn last(&self) -> f64 {
        match self {
            Self::Fractions(_) => 1.0,
            Self::Whole(Whole { total, .. }) => *total,
        }
    }

    /// Makes them readable, once all are set.
    pub(super) fn finish(&mut self) {
        if let Self::Whole(Whole { widths, .. }) = self {
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
        let first = bars.start;
        match self {
            Self::Fractions(Fractions { starts, ends, touching }) => {
                let (starts, ends) = (&starts[bars.clone()], &ends[bars]);
                EdgesOfRow::Fractions { starts, ends, touching, first }
            }
            Self::Whole(Whole { starts, widths, total }) => {
                EdgesOfRow::Whole { starts: &starts[bars], widths, first, total: *total }
            }
        }
    }
}
