//! The bars of one row, and the search among them.

use super::edges::Flags;
use profile::compact::Compact;

/// Like [`Edges`], of some bars. What isn't a slice is that of all bars; the row's begin at `first`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum EdgesOfRow<'a> {
    Fractions { starts: &'a [f64], ends: &'a [f64], touching: &'a Flags, first: usize, total: f64 },
    Whole { starts: &'a [u32], widths: &'a Compact, first: usize, total: f64 },
}

impl EdgesOfRow<'_> {
    #[inline]
    pub(super) fn start(self, index: usize) -> f64 {
        match self {
            Self::Fractions { starts, total, .. } => starts[index] / total,
            Self::Whole { starts, total, .. } => f64::from(starts[index]) / total,
        }
    }

    #[inline]
    pub(super) fn end(self, index: usize) -> f64 {
        match self {
            Self::Fractions { starts, ends, touching, first, total } => {
                fraction_end(starts, ends, touching, first, index) / total
            }
            Self::Whole { starts, widths, first, total } => {
                f64::from(starts[index] + widths.at(first + index)) / total
            }
        }
    }
}

/// Where a bar of a row ends whose bars begin at `first` of those of `touching`.
#[inline]
fn fraction_end(starts: &[f64], ends: &[f64], touching: &Flags, first: usize, index: usize) -> f64 {
    match starts.get(index + 1) {
        Some(&next) if touching.at(first + index) => next,
        _ => ends[index],
    }
}

/// The bars of one row, from left to right. Starts and ends never decrease, and no bar begins
/// before the one to its left ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row<'a> {
    pub(super) edges: EdgesOfRow<'a>,
    /// The numbers of the nodes.
    pub nodes: &'a [u32],
}

impl Row<'_> {
    /// The left edge of the bar at `index`, in the unit interval.
    #[inline]
    pub fn start(&self, index: usize) -> f64 {
        self.edges.start(index)
    }

    /// The right edge of the bar at `index`, in the unit interval.
    #[inline]
    pub fn end(&self, index: usize) -> f64 {
        self.edges.end(index)
    }

    /// The first bar from `from` on whose right edge `is_past`, as all edges right of it are; how
    /// many bars there are if none is. `near` is where that begins but for rounding, and only makes
    /// it quick: a look there tells from which number on an edge is past, and then the bars are only
    /// compared with that.
    pub fn first_end(&self, from: usize, near: f64, is_past: impl Fn(f64) -> bool) -> usize {
        let found = match self.edges {
            EdgesOfRow::Fractions { starts, ends, touching, first, total } => {
                let is_past = |it: f64| is_past(it / total);
                let end = |index| fraction_end(starts, ends, touching, first, index);
                let least = least(near * total, f64::next_down, f64::next_up, is_past);
                least.map(|least| first_end(starts, from, least, |index| end(index) >= least))
            }
            EdgesOfRow::Whole { starts, widths, first, total } => {
                let [down, up] = [|it: u32| it.saturating_sub(1), |it: u32| it.saturating_add(1)];
                let is_past = |it: u32| is_past(f64::from(it) / total);
                let end = |index| starts[index] + widths.at(first + index);
                let least = least((near * total) as u32, down, up, is_past);
                least.map(|least| first_end(starts, from, least, |index| end(index) >= least))
            }
        };
        found.unwrap_or_else(|| self.search_end(from, is_past))
    }

    /// The same, by looking at the bars alone.
    fn search_end(&self, from: usize, is_past: impl Fn(f64) -> bool) -> usize {
        // Where the whole width is in sight, that is the first of all: next to 0, rounding has no end.
        if from < self.nodes.len() && is_past(self.end(from)) {
            return from;
        }
        let (mut low, mut high) = (from, self.nodes.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_past(self.end(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        low
    }
}

/// The least number that `is_past`, if it is next to `near`.
#[inline]
fn least<T: Copy>(
    near: T,
    down: impl Fn(T) -> T,
    up: impl Fn(T) -> T,
    is_past: impl Fn(T) -> bool,
) -> Option<T> {
    /// Rounding moves the border by a few neighbours.
    const FARTHEST: usize = 8;
    let mut least = near;
    for _ in 0..FARTHEST {
        if !is_past(least) {
            least = up(least);
        } else if is_past(down(least)) {
            least = down(least);
        } else {
            return Some(least);
        }
    }
    None
}

/// The first bar from `from` on that ends at `least` or beyond; no bar begins before the one to its
/// left ends.
fn first_end<T: PartialOrd + Copy>(
    starts: &[T],
    from: usize,
    least: T,
    ends_there: impl Fn(usize) -> bool,
) -> usize {
    let next = first_start(starts, from, least);
    // It ends beyond its start, or, if it weighs next to nothing, there. All bars before the one
    // to its left end before that one's start.
    if next > from && ends_there(next - 1) { next - 1 } else { next }
}

/// The first of `starts` from `from` on that isn't below `least`; near ones are found at once, far
/// ones in logarithmically many steps.
fn first_start<T: PartialOrd + Copy>(starts: &[T], from: usize, least: T) -> usize {
    /// So many are compared side by side.
    const LANES: usize = 16;
    let (mut at, mut step) = (from.min(starts.len()), LANES);
    if let Some(near) = starts[at..].first_chunk::<LANES>() {
        let below = near.iter().filter(|&&start| start < least).count();
        if below < LANES {
            return at + below;
        }
    }
    while starts.get(at + step - 1).is_some_and(|&start| start < least) {
        at += step;
        step *= 2;
    }
    let rest = &starts[at..starts.len().min(at + step)];
    at + rest.partition_point(|&start| start < least)
}

#[cfg(test)]
mod tests {
    use super::super::edges::Edges;
    use super::Row;
    use proptest::prelude::*;

    /// The root's bar, and a row of bars of these widths, each after a gap, whole or as fractions.
    fn edges(bars: &[(u8, u8)], is_whole: bool) -> Edges {
        let total: u32 = bars.iter().map(|&(gap, width)| u32::from(gap) + u32::from(width)).sum();
        let total = f64::from(total);
        let mut edges = Edges::new(bars.len() + 1, is_whole.then_some(total));
        let mut set = |bar, start, end| match &mut edges {
            Edges::Fractions(edges) => edges.setter()(bar, start, end),
            Edges::Whole(edges) => edges.setter()(bar, start, end),
        };
        set(0, 0.0, total);
        let mut end = 0.0;
        for (&(gap, width), bar) in bars.iter().zip(1..) {
            let start = end + f64::from(gap);
            end = start + f64::from(width);
            set(bar, start, end);
        }
        edges.finish();
        edges
    }

    proptest! {
        #[test]
        fn a_bar_is_found_wherever_it_is_thought_to_be(
            bars in proptest::collection::vec((0..3u8, 0..4u8), 0..200),
            is_whole: bool,
            from in 0.0..1.0f64,
            x in -0.1..1.1f64,
            astray in prop_oneof![Just(0.0), -0.2..0.2f64],
        ) {
            let edges = edges(&bars, is_whole);
            let nodes: Vec<u32> = (0..bars.len() as u32).collect();
            let row = Row { edges: edges.of(1..bars.len() + 1), nodes: &nodes };
            let from = (from * bars.len() as f64) as usize;
            let is_past = |end: f64| end > x;
            let found = row.first_end(from, x + astray, is_past);
            prop_assert_eq!(found, row.search_end(from, is_past));
            prop_assert!((from..found).all(|bar| !is_past(row.end(bar))));
            prop_assert!((found..bars.len()).all(|bar| is_past(row.end(bar))));
        }
    }
}
