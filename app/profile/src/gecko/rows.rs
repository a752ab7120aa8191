//! Tables that name their columns in a `schema` and hold row after row.

use crate::json::{NONE, UNREADABLE};

/// More columns than any version has; what stands further right is ignored.
const MOST_COLUMNS: usize = 32;

/// One table: its wanted columns, each at the position that the schema gives it.
#[derive(Default)]
pub(super) struct Rows {
    /// The wanted columns' names and positions.
    schema: Vec<(&'static str, usize)>,
    /// By position; a column ends with the last row that reaches it.
    columns: Vec<Vec<f64>>,
    count: usize,
}

impl Rows {
    /// Notes where the column `name` stands.
    pub(super) fn set_position(&mut self, name: &'static str, position: f64) {
        let is_known = self.schema.iter().any(|(known, _)| *known == name);
        if !is_known && position >= 0.0 && position < MOST_COLUMNS as f64 {
            self.schema.push((name, position as usize));
        }
    }

    /// Appends a row, which may end early.
    pub(super) fn push(&mut self, cells: &[f64]) {
        let cells = cells.get(..MOST_COLUMNS).unwrap_or(cells);
        if self.schema.is_empty() {
            // The schema is still to come.
            cells.iter().enumerate().for_each(|(position, cell)| self.set(position, *cell));
        } else {
            for index in 0..self.schema.len() {
                let (_, position) = self.schema[index];
                if let Some(cell) = cells.get(position) {
                    self.set(position, *cell);
                }
            }
        }
        self.count += 1;
    }

    /// Sets a cell of the row that is being appended.
    #[inline]
    fn set(&mut self, position: usize, cell: f64) {
        if self.columns.len() <= position {
            self.columns.resize_with(position + 1, Vec::new);
        }
        if let Some(column) = self.columns.get_mut(position)
            && (!column.is_empty() || !cell.is_nan())
        {
            if column.len() < self.count {
                column.resize(self.count, f64::NAN);
            }
            column.push(cell);
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Takes the column `name` out: a number for each row, `NaN` where there is none.
    pub(super) fn take(&mut self, name: &str) -> Vec<f64> {
        let position = self.schema.iter().find(|(known, _)| *known == name);
        let column = position.and_then(|(_, position)| self.columns.get_mut(*position));
        let mut column = column.map(std::mem::take).unwrap_or_default();
        column.resize(self.count, f64::NAN);
        column
    }

    /// The same as integers.
    pub(super) fn take_integers(&mut self, name: &str) -> Vec<i32> {
        self.take(name).into_iter().map(integer).collect()
    }
}

/// A cell as a column of integers shows it.
fn integer(cell: f64) -> i32 {
    let integer = cell as i32;
    if f64::from(integer) == cell {
        integer
    } else if cell.is_nan() {
        NONE
    } else {
        UNREADABLE
    }
}
