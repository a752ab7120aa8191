//! Arrays of arrays of numbers: the same rows, wherever the slices are cut, and however alike they are.

use profile::json::{Column, NONE, Scanner, Schema, UNREADABLE};
use proptest::prelude::*;

#[derive(Clone, Copy)]
enum Place {
    Rows,
    Row,
}

/// Collects the rows, as they come in a tight loop or as any other array.
#[derive(Default)]
struct Rows {
    row: Column,
    rows: Vec<Vec<i32>>,
    /// How many cells weren't looked at again.
    shared: usize,
}

impl Schema for Rows {
    type Place = Place;

    fn member(&mut self, _at: Place, _key: &str) -> Option<Place> {
        None
    }

    fn element(&mut self, _at: Place) -> Option<Place> {
        Some(Place::Row)
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Row).then_some(&mut self.row)
    }

    fn row_column(&mut self, at: Place) -> Option<&mut Column> {
        matches!(at, Place::Rows).then_some(&mut self.row)
    }

    fn row(&mut self, _at: Place, shared: usize) {
        let row = self.row.integers();
        let before = self.rows.last().map_or(&[][..], Vec::as_slice);
        assert_eq!(before.get(..shared), row.get(..shared));
        self.shared += shared;
        self.rows.push(row.to_vec());
    }

    fn begin(&mut self, at: Place) {
        if let (Place::Row, Column::Integers(cells)) = (at, &mut self.row) {
            cells.clear();
        }
    }

    fn end(&mut self, at: Place) {
        if let Place::Row = at {
            self.rows.push(self.row.integers().to_vec());
        }
    }
}

fn read(text: &[u8], slice: usize) -> Rows {
    let mut rows = Rows::default();
    let mut scanner = Scanner::new(Place::Rows);
    for slice in text.chunks(slice) {
        scanner.push(slice, &mut rows).expect("it is JSON");
    }
    scanner.finish(&mut rows).expect("it is whole");
    rows
}

/// A cell as it is written, and as a column of integers has it.
fn cell() -> impl Strategy<Value = (String, i32)> {
    prop_oneof![
        // Few digits, so that a number often begins like the one above it.
        12 => (-3..112_i32).prop_map(|number| (number.to_string(), number)),
        1 => Just(("null".to_owned(), NONE)),
        1 => Just(("true".to_owned(), 1)),
        1 => Just(("1.5".to_owned(), UNREADABLE)),
    ]
}

/// What stands between two cells.
fn comma() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(","), Just(", "), Just(" ,"), Just(",\r\n")]
}

proptest! {
    #[test]
    fn rows_come_as_they_stand(
        cells in prop::collection::vec(prop::collection::vec(cell(), 0..9), 1..40),
        comma in comma(),
        slice in 1..400_usize,
    ) {
        let line = |row: &Vec<(String, i32)>| {
            let cells: Vec<&str> = row.iter().map(|(text, _)| text.as_str()).collect();
            format!("[{}]", cells.join(comma))
        };
        let lines: Vec<String> = cells.iter().map(line).collect();
        let text = format!("[{}]", lines.join(comma));
        let numbers: Vec<Vec<i32>> =
            cells.iter().map(|row| row.iter().map(|&(_, number)| number).collect()).collect();
        prop_assert_eq!(read(text.as_bytes(), slice).rows, numbers.clone());
        prop_assert_eq!(read(text.as_bytes(), usize::MAX).rows, numbers);
    }
}

#[test]
fn what_rows_share_is_not_read_again() {
    let text = b"[[1,20,3],[1,20,3],[1,20,31,4],[1,2],[],[1,2],[1,2]]";
    let read = read(text, usize::MAX);
    let expected: [&[i32]; 7] =
        [&[1, 20, 3], &[1, 20, 3], &[1, 20, 31, 4], &[1, 2], &[], &[1, 2], &[1, 2]];
    assert_eq!(read.rows, expected);
    // Never the last cell, which may go on, nor what follows an empty row or the array's end.
    assert_eq!(read.shared, 2 + 2 + 1);
}
