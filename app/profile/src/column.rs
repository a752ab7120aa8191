//! A column of weights: of samples, or of the nodes of a tree.

use crate::calls::ROWS_A_CALL;
use crate::compact::Compact;
use std::borrow::Cow;
use std::ops::Range;

/// Weights by row. Most weights count something: whole ones take less memory.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Weights that are whole and below 2³².
    Whole(Compact),
    /// Any weights.
    Fractions(Vec<f64>),
}

impl Default for Column {
    fn default() -> Self {
        Self::Whole(Compact::default())
    }
}

impl From<Vec<f64>> for Column {
    fn from(weights: Vec<f64>) -> Self {
        let mut whole = Compact::default();
        whole.reserve(weights.len());
        if !weights.chunks(ROWS_A_CALL).all(|weights| push_whole(&mut whole, weights)) {
            return Self::Fractions(weights);
        }
        whole.finish();
        Self::Whole(whole)
    }
}

/// Adds weights as whole numbers up to the first that isn't one; whether all are.
#[inline(never)]
fn push_whole(column: &mut Compact, weights: &[f64]) -> bool {
    weights.iter().all(|&weight| {
        column.push(weight as u32);
        is_whole(weight)
    })
}

#[inline(never)]
fn add(sum: f64, weights: &[f64]) -> f64 {
    weights.iter().fold(sum, |sum, weight| sum + weight)
}

impl FromIterator<f64> for Column {
    fn from_iter<I: IntoIterator<Item = f64>>(weights: I) -> Self {
        let weights = weights.into_iter();
        let mut column = Self::default();
        column.reserve(weights.size_hint().0);
        weights.for_each(|weight| column.push(weight));
        column.finish();
        column
    }
}

impl Column {
    /// Makes room for so many more.
    pub fn reserve(&mut self, count: usize) {
        match self {
            Self::Whole(weights) => weights.reserve(count),
            Self::Fractions(weights) => weights.reserve_exact(count),
        }
    }

    /// Adds the weight of the next row.
    #[inline]
    pub fn push(&mut self, weight: f64) {
        match self {
            Self::Whole(weights) if is_whole(weight) => weights.push(weight as u32),
            Self::Whole(weights) => {
                let room = weights.capacity();
                weights.finish();
                let mut fractions = Vec::with_capacity(room.max(weights.len() + 1));
                fractions.extend(weights.iter().map(f64::from));
                fractions.push(weight);
                *self = Self::Fractions(fractions);
            }
            Self::Fractions(weights) => weights.push(weight),
        }
    }

    /// Makes it readable.
    pub fn finish(&mut self) {
        match self {
            Self::Whole(weights) => weights.finish(),
            Self::Fractions(weights) => weights.shrink_to_fit(),
        }
    }

    /// The weight of that row.
    #[inline]
    pub fn at(&self, row: usize) -> f64 {
        match self {
            Self::Whole(weights) => f64::from(weights.at(row)),
            Self::Fractions(weights) => weights[row],
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Whole(weights) => weights.len(),
            Self::Fractions(weights) => weights.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them as they are calculated with, by row.
    pub fn as_fractions(&self) -> Cow<'_, [f64]> {
        match self {
            Self::Whole(weights) => weights.fractions_of(0..weights.len()).into(),
            Self::Fractions(weights) => Cow::Borrowed(weights),
        }
    }

    /// Those of some rows as they are calculated with.
    pub fn fractions_of(&self, rows: Range<usize>) -> Cow<'_, [f64]> {
        match self {
            Self::Whole(weights) => weights.fractions_of(rows).into(),
            Self::Fractions(weights) => Cow::Borrowed(&weights[rows]),
        }
    }

    /// All of them, by row.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        (0..self.len()).map(|row| self.at(row))
    }

    /// Their sum.
    pub fn sum(&self) -> f64 {
        match self {
            Self::Whole(weights) => weights.sum() as f64,
            Self::Fractions(weights) => weights.chunks(ROWS_A_CALL).fold(0.0, add),
        }
    }
}

fn is_whole(weight: f64) -> bool {
    f64::from(weight as u32) == weight
}

#[cfg(test)]
mod tests {
    use super::Column;

    #[test]
    fn a_late_fraction_makes_all_of_them_fractions() {
        let mut weights = vec![7.0; 20_000];
        assert!(matches!(Column::from(weights.clone()), Column::Whole(_)));
        assert_eq!(Column::from(weights.clone()).sum(), 140_000.0);
        weights[18_000] = 0.5;
        let column = Column::from(weights.clone());
        assert_eq!(column, Column::Fractions(weights));
        assert_eq!(column.sum(), 139_993.5);
    }
}
