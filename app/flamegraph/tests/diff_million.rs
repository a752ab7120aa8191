//! A diff of a million functions.

mod diff_viewers;

use diff_viewers::{ask, show, view, viewer_of};
use flamegraph::viewer::Viewer;
use protocol::TreeId;
use protocol::diff::{
    ChangeState, DiffAnswer, DiffColumn, DiffRequest, DiffRows, DiffSort, Measure,
};

const FUNCTIONS: u32 = 1_000_000;
/// One function in so many is more after, another is gone, and one is new.
const EACH: u32 = 10_000;

/// Folded stacks: a function of few samples a line.
fn side(is_after: bool) -> String {
    let line = |number: u32| match number % EACH {
        // The later, the more: an order for the table.
        7 if is_after => format!("main;f{number} {}\n", 60 + number / EACH),
        7 => format!("main;f{number} 1\n"),
        8 if is_after => String::new(),
        8 => format!("main;f{number} 50\n"),
        9 if !is_after => String::new(),
        9 => format!("main;f{number} 55\n"),
        _ => format!("main;f{number} {}\n", 1 + number % 3),
    };
    (0..FUNCTIONS).map(line).collect()
}

fn window(viewer: &mut Viewer, tree: TreeId, sort: DiffSort, start: u32) -> DiffRows {
    let rows = DiffRequest::Rows { sort, start, count: 400, selected: None };
    match ask(viewer, tree, rows).0 {
        DiffAnswer::Rows(rows) => rows,
        other => panic!("no rows: {other:?}"),
    }
}

#[test]
fn a_million_functions_are_compared_and_sorted() {
    let mut viewer = viewer_of(&[&side(false), &side(true)]);
    let shown = show(&mut viewer, view());
    let planted = FUNCTIONS / EACH;
    // `main` is one too.
    assert_eq!(shown.shown.function_count, FUNCTIONS + 1);
    assert_eq!(shown.noise.tested_functions, FUNCTIONS + 1);
    let count_of = |state: ChangeState| {
        let mut counts = shown.state_counts.iter();
        counts.find(|(other, _)| *other == state).map_or(0, |(_, count)| *count)
    };
    use ChangeState::{Less, More, New, Removed};
    assert_eq!([More, New, Removed, Less].map(count_of), [planted, planted, planted, 0]);
    assert!(shown.answer.len() < 12);
    let tree = shown.shown.tree;
    for (column, descending) in [(DiffColumn::P, false), (DiffColumn::Size, true)] {
        let sort = DiffSort { column, descending, measure: Measure::Own };
        let first = window(&mut viewer, tree, sort, 0);
        assert_eq!((first.row_count, first.start), (FUNCTIONS + 1, 0));
        assert_eq!(first.rows.len(), 400);
        // All that changed comes first, the largest change on top.
        assert_eq!(first.rows[0].name, format!("f{}", FUNCTIONS - EACH + 7));
        let is_change = |place: usize| first.rows[place].own.state.is_change();
        assert!((0..400).all(|place| is_change(place) == (place < 3 * planted as usize)));
        let last = window(&mut viewer, tree, sort, FUNCTIONS - 99);
        assert_eq!((last.start, last.rows.len()), (FUNCTIONS - 99, 100));
        let rows: Vec<_> = first.rows.iter().chain(&last.rows).collect();
        let is_in_order = |pair: &[_]| {
            let [one, next]: &[&protocol::diff::DiffRow; 2] = pair.try_into().expect("two rows");
            match column {
                DiffColumn::P => one.own.p <= next.own.p,
                // Changes stand before what may be noise.
                _ => {
                    one.own.state.is_change() && !next.own.state.is_change()
                        || one.own.delta.abs() >= next.own.delta.abs()
                }
            }
        };
        assert!(rows.windows(2).all(is_in_order), "{column:?}");
    }
    // A window behind the end is empty.
    let sort = DiffSort { column: DiffColumn::Size, descending: true, measure: Measure::Own };
    assert!(window(&mut viewer, tree, sort, u32::MAX).rows.is_empty());
}
