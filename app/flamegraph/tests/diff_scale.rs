//! How two sides are made comparable, and what their weights say of samples.

use expect_test::{Expect, expect};
use flamegraph::diff::counts::{NoCounts, Period, reconcile};
use flamegraph::diff::scale::{Basis, Scaling};
use protocol::diff::DiffScale;
use protocol::{Problem, Unit};

fn basis(unit: Unit, total: f64) -> Basis {
    Basis { unit, total, ..Basis::default() }
}

fn check(scale: Option<DiffScale>, sides: [Basis; 2], expected: Expect) {
    let text = match Scaling::of(scale.as_ref(), [&sides[0], &sides[1]]) {
        Ok(scaling) => format!(
            "{}; factors {:?}, of {} {}",
            scaling.label,
            scaling.factors,
            scaling.reference,
            scaling.unit.name()
        ),
        Err(reason) => {
            let Problem { what, advice } = reason.into();
            format!("{what} {advice}")
        }
    };
    expected.assert_eq(&text);
}

#[test]
fn sampled_weights_get_equal_totals() {
    let sides = [basis(Unit::Samples, 1000.0), basis(Unit::Samples, 400.0)];
    check(
        None,
        sides,
        expect!["equal totals, baseline × 0.400; factors [0.4, 1.0], of 400 samples"],
    );
    let cycles = || Unit::Other("cycles".to_owned());
    check(
        None,
        [basis(cycles(), 3.0), basis(cycles(), 4.0)],
        expect!["equal totals, comparison × 0.750; factors [1.0, 0.75], of 3 cycles"],
    );
}

#[test]
fn counted_weights_stay_as_they_are() {
    let instructions = || Unit::Other("instructions".to_owned());
    check(
        None,
        [basis(instructions(), 49_793_774.0), basis(instructions(), 31_854_089.0)],
        expect!["not scaled; factors [1.0, 1.0], of 49793774 instructions"],
    );
    check(
        None,
        [basis(Unit::Bytes, 10.0), basis(Unit::Bytes, 30.0)],
        expect!["not scaled; factors [1.0, 1.0], of 30 bytes"],
    );
}

#[test]
fn units_of_time_go_together_and_others_do_not() {
    let none = Some(DiffScale::None);
    check(
        none.clone(),
        [basis(Unit::Milliseconds, 12.0), basis(Unit::Nanoseconds, 6e6)],
        expect![
            "not scaled, baseline × 1,000,000 (both in ns); factors [1000000.0, 1.0], of 12000000 ns"
        ],
    );
    check(
        None,
        [basis(Unit::Milliseconds, 12.0), basis(Unit::Nanoseconds, 6e6)],
        expect![
            "equal totals, baseline × 500,000 (both in ns); factors [500000.0, 1.0], of 6000000 ns"
        ],
    );
    check(
        none.clone(),
        [basis(Unit::Unknown, 1.0), basis(Unit::Bytes, 2.0)],
        expect![
            "not scaled (the baseline's unit is unknown and taken for bytes); factors [1.0, 1.0], of 2 bytes"
        ],
    );
    check(
        none,
        [basis(Unit::Samples, 1.0), basis(Unit::Bytes, 2.0)],
        expect![
            "The baseline is in samples, the comparison in bytes: they can't be compared. If both have a metric in common, show that one, then choose Compare."
        ],
    );
}

#[test]
fn durations_and_intervals_are_taken_into_account() {
    let side = |total, seconds: f64, interval_ns| Basis {
        duration_ns: Some(seconds * 1e9),
        interval_ns: Some(interval_ns),
        ..basis(Unit::Samples, total)
    };
    // The same work twice, recorded at 1 kHz and at 100 Hz.
    let sides = || [side(2000.0, 2.0, 1e6), side(200.0, 2.0, 1e7)];
    check(
        Some(DiffScale::None),
        sides(),
        expect![
            "not scaled, baseline × 0.100 (sampled every 1 ms and 10 ms); factors [0.1, 1.0], of 200 samples"
        ],
    );
    check(
        Some(DiffScale::EqualDuration),
        sides(),
        expect![
            "equal duration, baseline × 0.100 (sampled every 1 ms and 10 ms); factors [0.1, 1.0], of 200 samples"
        ],
    );
    // Equal totals need no interval, but who reads both totals does.
    check(
        None,
        sides(),
        expect![
            "equal totals, baseline × 0.100 (sampled every 1 ms and 10 ms); factors [0.1, 1.0], of 200 samples"
        ],
    );
    // Twice as long at one rate.
    let sides = [side(2000.0, 2.0, 1e6), side(4000.0, 4.0, 1e6)];
    check(
        Some(DiffScale::EqualDuration),
        sides,
        expect!["equal duration, comparison × 0.500; factors [1.0, 0.5], of 2000 samples"],
    );
}

#[test]
fn an_empty_side_is_not_scaled() {
    check(
        None,
        [basis(Unit::Samples, 0.0), basis(Unit::Samples, 7.0)],
        expect!["equal totals; factors [1.0, 1.0], of 7 samples"],
    );
}

fn period(weights: &[f64]) -> Period {
    Period::of_weights(weights.iter().copied())
}

#[test]
fn weights_tell_their_period_or_not() {
    assert_eq!(period(&[1.0, 5.0, 12.0]), Period::Known(1.0));
    assert_eq!(period(&[1_003_009.0, 3_009_027.0, 0.0]), Period::Known(1_003_009.0));
    assert_eq!(period(&[0.25, 0.5, 1.75]), Period::Known(0.25));
    assert_eq!(period(&[1234.0, 771.0]), Period::Unknown(NoCounts::Uneven));
    assert_eq!(period(&[0.3, 0.5]), Period::Unknown(NoCounts::Uneven));
    assert_eq!(period(&[1e300, 2e300]), Period::Unknown(NoCounts::Uneven));
    assert_eq!(period(&[0.0]), Period::Unknown(NoCounts::Empty));
    assert_eq!(period(&[]), Period::Unknown(NoCounts::Empty));
}

#[test]
fn counts_that_happen_to_be_even_are_counts_all_the_same() {
    let mut periods = [period(&[100.0, 1.0]), period(&[50.0, 10.0, 2.0]), period(&[3.0, 2.0])];
    reconcile(&mut periods);
    assert_eq!(periods, [Period::Known(1.0); 3]);
    let mut periods = [period(&[1_003_009.0]), period(&[2_004_008.0])];
    reconcile(&mut periods);
    assert_eq!(periods, [Period::Known(1_003_009.0), Period::Known(2_004_008.0)]);
}
