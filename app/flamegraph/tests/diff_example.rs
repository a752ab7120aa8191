//! One example in every formula: five functions of which two changed by more than scale and chance.

mod diffs;
mod trees;

use diffs::Diff;
use expect_test::expect;
use flamegraph::diff::sentences::answer;
use flamegraph::diff::table::DiffTable;
use protocol::diff::words::{format_p, format_points};
use protocol::diff::{DiffScale, DiffSort, Measure, SideFacts};
use std::fmt::Write;
use trees::{Plain, folded};

/// 1000 samples before and 500 after: half as long a recording. A keeps its share, B doubles it, C
/// is new, D is gone, E is noise.
const BEFORE: &str = "main;A 100\nmain;B 100\nmain;D 50\nmain;E 1\nmain 749\n";
const AFTER: &str = "main;A 50\nmain;B 100\nmain;C 10\nmain;E 2\nmain 338\n";

fn example(scale: Option<DiffScale>) -> Diff {
    Diff::scaled(&Plain::of(folded(BEFORE)), &Plain::of(folded(AFTER)), scale)
}

fn rows(diff: &Diff) -> String {
    let mut text = format!("{}\n", diff.scaling.label);
    for name in ["A", "B", "C", "D", "E"] {
        let change = diff.judged().function(diff.function(name)).own;
        let _ = writeln!(
            text,
            "{name} {} → {}, {}, p = {}, {}",
            change.baseline,
            change.comparison,
            format_points(change.points),
            format_p(change.p),
            change.state.name()
        );
    }
    text
}

#[test]
fn with_equal_totals_only_real_changes_count() {
    expect![[r#"
        equal totals, baseline × 0.500
        A 50 → 50, 0 points, p = 1.00, same
        B 50 → 100, +10.0 points, p = 1e-6, more
        C 0 → 10, +2.0 points, p = 2e-5, new
        D 25 → 0, −5.0 points, p = 2e-9, removed
        E 0.5 → 2, +0.30 points, p = 0.26, noise
    "#]]
    .assert_eq(&rows(&example(None)));
}

#[test]
fn without_a_scale_half_the_run_is_less() {
    expect![[r#"
        not scaled
        A 100 → 50, −5.0 points, p = 5e-5, less
        B 100 → 100, 0 points, p = 1.00, same
        C 0 → 10, +1.0 points, p = 0.0020, new
        D 50 → 0, −5.0 points, p = 2e-15, removed
        E 1 → 2, +0.10 points, p = 1.00, noise
    "#]]
    .assert_eq(&rows(&example(Some(DiffScale::None))));
}

#[test]
fn a_yardstick_must_be_on_both_sides() {
    let scale = DiffScale::Yardstick("B".to_owned());
    // Two sides without it: the reason is said.
    let problem = flamegraph::diff::scale::Scaling::of(
        Some(&scale),
        [&Default::default(), &Default::default()],
    );
    let problem = protocol::Problem::from(problem.unwrap_err());
    assert_eq!(problem.what, "“B” weighs nothing in the baseline.");
}

#[test]
fn the_answer_in_words() {
    let diff = example(None);
    let side = |total| SideFacts { total, ..SideFacts::default() };
    let sentences = answer(diff.judged(), &[side(1000.0), side(500.0)]);
    let text: Vec<&str> = sentences.iter().map(|sentence| sentence.text.as_str()).collect();
    expect![[r#"
        The total fell from 1,000 weight to 500 weight (−50.0 %).
        `B` rose from 10.0 % to 20.0 % (+10.0 points; total 10.0 % → 20.0 %).
        `D` is gone: it was 5.0 % (−5.0 points; total 5.0 % → 0 %).
        `C` is new: 2.0 % (+2.0 points; total 0 % → 2.0 %).
        Functions that are new make 2.0 %, those that are gone made 5.0 %.
        In all 3 functions changed: −5.0 points and +12.0 points."#]]
    .assert_eq(&text.join("\n"));
}

#[test]
fn the_table_as_markdown_and_csv() {
    let diff = example(None);
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    let table = DiffTable::new(diff.judged(), None, sort);
    expect![[r#"
        | Function | Baseline | Comparison | Change | Ratio | p | |
        |---|--:|--:|--:|--:|--:|---|
        | `B` | 10.0 % | 20.0 % | +10.0 points | × 2.00 | 1e-6 | more |
        | `D` | 5.0 % | 0 % | −5.0 points | gone | 2e-9 | removed |
        | `C` | 0 % | 2.0 % | +2.0 points | new | 2e-5 | new |
        | `main` | 74.9 % | 67.6 % | −7.3 points | × 0.90 | 0.12 | noise |
        | `E` | 0.10 % | 0.40 % | +0.30 points | × 4.00 | 0.26 | noise |
        | `A` | 10.0 % | 10.0 % | 0 points | × 1.00 | 1.00 | same |
    "#]]
    .assert_eq(&table.markdown(diff.judged(), Measure::Own, 10));
    let csv = table.csv(diff.judged(), "samples").replace("\r\n", "\n");
    expect![[r#"
        function,crate,self baseline (samples × 0.500),self comparison (samples),self delta (samples),self points,self ratio,self p,self state,total baseline (samples × 0.500),total comparison (samples),total delta (samples),total points,total ratio,total p,total state
        B,native,50,100,50,10,2,1.2625e-6,more,50,100,50,10,2,1.2625e-6,more
        D,native,25,0,-25,-5,0,2.3842e-9,removed,25,0,-25,-5,0,2.3842e-9,removed
        C,native,0,10,10,2,,1.6935e-5,new,0,10,10,2,,1.6935e-5,new
        main,native,374.5,338,-36.5,-7.3,0.9025367156208278,1.2251e-1,noise,500,500,0,0,1,1.0000e0,same
        E,native,0.5,2,1.5,0.3,4,2.5926e-1,noise,0.5,2,1.5,0.3,4,2.5926e-1,noise
        A,native,50,50,0,0,1,1.0000e0,same,50,50,0,0,1,1.0000e0,same
    "#]].assert_eq(&csv);
}
