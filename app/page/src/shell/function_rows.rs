//! The rows of the functions table that are at hand, and the arithmetic of its scroll bar.

use protocol::diff::DiffRow;
use protocol::{FunctionId, FunctionRow};

/// So many rows are asked for at once.
pub const BLOCK: u32 = 128;
/// So many blocks are kept.
const KEPT: usize = 48;
/// A row's height, as the style sheet has it.
pub const ROW_CSS_PX: f64 = 26.0;
/// Elements that are much taller behave oddly in browsers.
const TALLEST_CSS_PX: f64 = 1_000_000.0;

/// A row of either table.
#[derive(Clone, Debug)]
pub enum Line {
    /// Of one recording.
    Function(FunctionRow),
    /// Of a diff.
    Change(Box<DiffRow>),
}

impl Line {
    /// The row's function.
    pub fn function(&self) -> FunctionId {
        match self {
            Self::Function(row) => row.function,
            Self::Change(row) => row.function,
        }
    }
}

/// Rows in blocks, each with its number, in no order.
#[derive(Default)]
pub struct RowCache {
    blocks: Vec<(u32, Vec<Line>)>,
    /// Whether the rows are of a view that isn't shown any more.
    is_outdated: bool,
}

impl RowCache {
    /// The row at a place, if it is at hand and not outdated.
    pub fn current(&self, place: u32) -> Option<&Line> {
        if self.is_outdated { None } else { self.get(place) }
    }

    /// The row at a place, if it is at hand; perhaps an outdated one.
    pub fn get(&self, place: u32) -> Option<&Line> {
        let (_, rows) = self.blocks.iter().find(|(block, _)| *block == place / BLOCK)?;
        rows.get((place % BLOCK) as usize)
    }

    /// The number of the first block that is missing, or outdated, of the rows `first..end`.
    pub fn missing(&self, first: u32, end: u32) -> Option<u32> {
        let last = end.saturating_sub(1);
        let is_at_hand = |block: u32| self.blocks.iter().any(|(other, _)| *other == block);
        let is_missing = |block: &u32| self.is_outdated || !is_at_hand(*block);
        (first / BLOCK..=last / BLOCK).find(|block| first < end && is_missing(block))
    }

    /// Takes a block's rows; forgets those that are farthest from it if there are too many.
    pub fn insert(&mut self, block: u32, rows: Vec<Line>) {
        if self.is_outdated {
            self.clear();
        }
        self.blocks.retain(|(other, _)| *other != block);
        self.blocks.push((block, rows));
        if self.blocks.len() > KEPT {
            let places = 0..self.blocks.len();
            let farthest = places.max_by_key(|&place| self.blocks[place].0.abs_diff(block));
            if let Some(farthest) = farthest {
                self.blocks.swap_remove(farthest);
            }
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// Notes that the rows are of a view that isn't shown any more: the next ones replace them.
    pub fn outdate(&mut self) {
        self.is_outdated = true;
    }
}

/// How a scroll bar of bounded length stands for any number of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scroll {
    /// How many rows there are.
    pub row_count: u32,
    /// How tall the visible part is.
    pub height_css_px: f64,
}

impl Scroll {
    /// The height of what is scrolled.
    pub fn content_css_px(self) -> f64 {
        (f64::from(self.row_count) * ROW_CSS_PX).min(TALLEST_CSS_PX)
    }

    /// The row at the top of the visible part, with a fraction. Where the rows are taller than
    /// an element can be, the scroll bar's whole way stands for all rows.
    pub fn first_row(self, scroll_css_px: f64) -> f64 {
        let way = self.content_css_px() - self.height_css_px;
        if way <= 0.0 {
            return 0.0;
        }
        (scroll_css_px / way).clamp(0.0, 1.0) * self.last_first_row()
    }

    /// The scroll position that brings a row to the top: the inverse of [`Self::first_row`].
    pub fn scroll_css_px(self, first_row: f64) -> f64 {
        let way = self.content_css_px() - self.height_css_px;
        let last = self.last_first_row();
        if way <= 0.0 || last <= 0.0 { 0.0 } else { (first_row / last).clamp(0.0, 1.0) * way }
    }

    /// The rows that are at least partly visible from `first_row` on: from, to.
    pub fn visible(self, first_row: f64) -> (u32, u32) {
        let from = first_row.floor().max(0.0) as u32;
        let to = (first_row + self.height_css_px / ROW_CSS_PX).ceil() as u32;
        (from.min(self.row_count), to.min(self.row_count))
    }

    /// Where to scroll so that `row` is wholly visible; `None` if it is.
    pub fn reveal(self, row: u32, first_row: f64) -> Option<f64> {
        let row = f64::from(row);
        let fits = self.height_css_px / ROW_CSS_PX;
        if row < first_row {
            Some(self.scroll_css_px(row))
        } else if row + 1.0 > first_row + fits {
            Some(self.scroll_css_px(row + 1.0 - fits))
        } else {
            None
        }
    }

    fn last_first_row(self) -> f64 {
        (f64::from(self.row_count) - self.height_css_px / ROW_CSS_PX).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rows(block: u32) -> Vec<Line> {
        (block * BLOCK..(block + 1) * BLOCK)
            .map(|place| {
                Line::Change(Box::new(DiffRow {
                    function: FunctionId(place),
                    ..DiffRow::default()
                }))
            })
            .collect()
    }

    #[test]
    fn what_is_missing_is_asked_for_once() {
        let mut cache = RowCache::default();
        assert_eq!(cache.missing(100, 140), Some(0));
        cache.insert(0, rows(0));
        assert_eq!(cache.missing(100, 140), Some(1));
        cache.insert(1, rows(1));
        assert_eq!(cache.missing(100, 140), None);
        assert_eq!(cache.missing(0, 0), None);
        assert_eq!(cache.get(130).map(Line::function), Some(FunctionId(130)));
    }

    #[test]
    fn outdated_rows_stay_until_the_first_new_ones_come() {
        let mut cache = RowCache::default();
        cache.insert(0, rows(0));
        cache.insert(1, rows(1));
        cache.outdate();
        assert_eq!(cache.missing(0, 10), Some(0));
        assert_eq!(cache.get(130).map(Line::function), Some(FunctionId(130)));
        assert_eq!(cache.current(130).map(Line::function), None);
        cache.insert(0, rows(0));
        assert_eq!(cache.current(10).map(Line::function), Some(FunctionId(10)));
        assert_eq!(cache.missing(0, 140), Some(1));
    }

    #[test]
    fn a_scroll_through_a_million_rows_keeps_few() {
        let mut cache = RowCache::default();
        for block in 0..8000 {
            cache.insert(block, rows(block));
            assert!(cache.get(block * BLOCK).is_some());
            assert!(cache.blocks.len() <= KEPT);
        }
    }

    proptest! {
        #[test]
        fn each_row_can_be_brought_into_sight(count in 1u32..3_000_000, place in 0.0..1.0f64) {
            let scroll = Scroll { row_count: count, height_css_px: 500.0 };
            let row = (f64::from(count - 1) * place) as u32;
            let top = scroll.reveal(row, 0.0).unwrap_or(0.0);
            prop_assert!(top <= scroll.content_css_px());
            let (from, to) = scroll.visible(scroll.first_row(top));
            prop_assert!(from <= row && row < to, "{from} <= {row} < {to}");
        }
    }

    #[test]
    fn the_ends_of_the_scroll_bar_are_the_ends_of_the_table() {
        for row_count in [30, 100_000, 5_000_000] {
            let scroll = Scroll { row_count, height_css_px: 260.0 };
            assert_eq!(scroll.visible(scroll.first_row(0.0)).0, 0);
            let bottom = scroll.content_css_px() - scroll.height_css_px;
            assert_eq!(scroll.visible(scroll.first_row(bottom)).1, row_count);
        }
    }
}
