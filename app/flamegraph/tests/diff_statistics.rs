//! The statistics of the diff beside those of scipy.

mod trees;

use flamegraph::diff::significance::passing;
use flamegraph::diff::{binomial, student};

fn rows(file: &str) -> Vec<Vec<String>> {
    let text = String::from_utf8(trees::data_bytes(file)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(',').map(|number| number.parse().unwrap()).collect()
}

#[track_caller]
fn assert_near(found: f64, expected: f64, tolerance: f64, of: &[String]) {
    let error = (found - expected).abs() / expected.max(1e-300);
    assert!(error <= tolerance, "{of:?}: {found} is off by {error}");
}

#[test]
fn binomial_values_are_those_of_scipy() {
    for row in rows("diff/binomtest.tsv") {
        let [k, n, p, expected] = [0, 1, 2, 3].map(|column| numbers(&row[column])[0]);
        assert_near(binomial::two_sided(k, n, p), expected, 1e-9, &row);
    }
}

#[test]
fn large_counts_are_near_the_exact_value() {
    for row in rows("diff/binomtest-large.tsv") {
        let [k, n, p, expected] = [0, 1, 2, 3].map(|column| numbers(&row[column])[0]);
        assert_near(binomial::two_sided(k, n, p), expected, 1e-3, &row);
    }
}

#[test]
fn far_outcomes_count_where_they_are_rare() {
    // The mirror images of the first two are too rare for a number, the third's too rare for all
    // digits, and the others are far from where the far tail begins.
    let rare = [(2040.0, 99_999.0, 0.01), (1600.0, 90_000.0, 800.0 / 90_000.0)];
    let far = [(1990.0, 99_999.0, 0.01), (0.0, 5000.0, 0.04), (700.0, 1000.0, 0.5)];
    for (k, n, p) in rare.into_iter().chain(far) {
        let limit = binomial::probability(k, n, p) * (1.0 + 1e-7);
        let all = (0..=n as u32).map(|at| binomial::probability(at.into(), n, p));
        let sum: f64 = all.filter(|&other| other <= limit).sum();
        assert_near(binomial::two_sided(k, n, p), sum, 1e-9, &[format!("{k} of {n}, {p}")]);
    }
    assert_eq!(binomial::two_sided(0.0, 99_999.0, 0.5), 0.0);
}

#[test]
fn spreads_are_tested_as_scipy_does() {
    for row in rows("diff/welch.tsv") {
        let p = student::welch(&numbers(&row[0]), &numbers(&row[1])).unwrap();
        assert_near(p, numbers(&row[2])[0], 1e-9, &row);
    }
}

#[test]
fn the_sum_is_that_of_all_outcomes_no_likelier() {
    for (n, p) in [(1.0, 0.5), (9.0, 0.3), (40.0, 0.02), (41.0, 0.5), (130.0, 0.9)] {
        let all: Vec<f64> = (0..=n as u32).map(|k| binomial::probability(k.into(), n, p)).collect();
        for (k, &own) in all.iter().enumerate() {
            let sum: f64 = all.iter().filter(|&&other| other <= own * (1.0 + 1e-7)).sum();
            let found = binomial::two_sided(k as f64, n, p);
            assert!((found - sum.min(1.0)).abs() <= 1e-11, "{k} of {n}, {p}: {found} {sum}");
        }
    }
}

#[test]
fn all_outcomes_together_are_tested_as_each_by_itself() {
    for n in [0_usize, 1, 2, 7, 40, 41, 255, 510] {
        for p in [1e-4, 0.02, 0.3, 0.499_924, 0.5, 0.75, 0.9999] {
            let each = binomial::two_sided_of_each(n, p);
            assert_eq!(each.len(), n + 1);
            for (k, found) in each.into_iter().enumerate() {
                let expected = binomial::two_sided(k as f64, n as f64, p);
                let error = (found - expected).abs();
                assert!(error <= expected * 1e-10 + 1e-290, "{k} of {n}, {p}: {found} {expected}");
            }
        }
    }
}

#[test]
fn probabilities_add_up_to_one() {
    for (n, p) in [(1.0, 0.5), (17.0, 0.01), (300.0, 0.7)] {
        let sum: f64 = (0..=n as u32).map(|k| binomial::probability(k.into(), n, p)).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{n} {p}: {sum}");
    }
}

#[test]
fn rough_probabilities_are_near() {
    for n in [1.0, 40.0, 300.0, 5e4, 1e7] {
        for (p, deviations) in [0.001, 0.3, 0.5, 0.98]
            .into_iter()
            .flat_map(|p| [-6.0, -2.0, -0.1, 0.0, 1.0, 3.0, 9.0].map(|it| (p, it)))
        {
            let k: f64 = (n * p + deviations * f64::sqrt(n * p * (1.0 - p))).round();
            let exact = binomial::probability(k, n, p);
            let rough = binomial::rough_probability(k, n, p);
            assert!((rough - exact).abs() <= exact * 1e-3, "{k} of {n}, {p}: {rough} {exact}");
        }
    }
}

#[test]
fn of_many_tests_some_fail_by_chance() {
    // Benjamini and Hochberg's own example (1995, table 1): at 5 % the first four of fifteen.
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0000,
    ];
    let low = p.into_iter().zip(0..).filter(|&(p, _)| p <= 0.05).collect();
    assert_eq!(passing(low, p.len(), 0.05), [0, 1, 2, 3]);
    assert!(passing(Vec::new(), 0, 0.01).is_empty());
}

#[test]
fn too_few_samples_can_not_pass() {
    let fewest = binomial::fewest_trials(0.5, 0.01);
    assert!(binomial::two_sided(0.0, fewest.ceil() + 1.0, 0.5) <= 0.01);
    assert!(binomial::two_sided(0.0, fewest.floor(), 0.5) > 0.01);
}
