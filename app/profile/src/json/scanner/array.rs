//! Arrays of numbers that stand outside the text: what a binary container adds to JSON.

use super::super::state::{Kind, State};
use super::super::{JsonError, Scalar, Schema};
use super::Scanner;

impl<P: Copy> Scanner<P> {
    /// Whether the value that comes next, or that is being read, is skipped.
    pub(crate) fn is_skipping(&self) -> bool {
        matches!(self.state, State::Skip(_) | State::Value(None))
    }

    /// Takes numbers that stand outside the text, as an array in place of the next value.
    ///
    /// # Errors
    /// When no value can stand here.
    pub(crate) fn array<S>(
        &mut self,
        numbers: impl Iterator<Item = f64>,
        schema: &mut S,
    ) -> Result<(), JsonError>
    where
        S: Schema<Place = P>,
    {
        let wanted = match (self.state, self.levels.last()) {
            (State::Value(wanted), _) if self.cut.is_empty() => wanted,
            (State::FirstElement | State::Element, Some(level))
                if level.kind == Kind::Array && self.cut.is_empty() =>
            {
                schema.element(level.place)
            }
            // An array among the cells of a column is none of them, which `null` says as well.
            _ => return self.push(b"null", schema),
        };
        if let Some(place) = wanted {
            schema.begin(place);
            if let Some(column) = schema.column(place) {
                column.extend(numbers);
            } else {
                for number in numbers {
                    if let Some(place) = schema.element(place) {
                        schema.scalar(place, Scalar::Number(number));
                    }
                }
            }
            schema.end(place);
        }
        self.state = self.after_value();
        Ok(())
    }
}
