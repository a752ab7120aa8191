//! Which metrics of two recordings are compared.

use protocol::diff::Side;
use protocol::{MetricSummary, ProfileSummary, Unit};

/// The names of the metrics by which two recordings, the baseline first, are compared: the one that is shown, `shown`
/// being its side and place; or the first that both have; or else as [`fitting_metrics`] has it. To the one that is
/// shown another name is as good if its unit fits: valgrind's `Ir` and perf's `instructions`.
pub fn metrics_to_compare(sides: [&ProfileSummary; 2], shown: Option<(Side, usize)>) -> [&str; 2] {
    let named = |side: Side, name: &str| {
        sides[side.index()].metrics.iter().find(|metric| metric.name == name)
    };
    let shown =
        shown.and_then(|(side, place)| Some((side, sides[side.index()].metrics.get(place)?)));
    if let Some((side, metric)) = shown {
        let fitting = |of: &&MetricSummary| of.unit != Unit::Unknown && of.unit.fits(&metric.unit);
        let others = || sides[side.other().index()].metrics.iter();
        let same_name = named(side.other(), &metric.name);
        if let Some(other) = same_name.or_else(|| others().find(fitting)) {
            return match side {
                Side::Baseline => [&metric.name, &other.name],
                Side::Comparison => [&other.name, &metric.name],
            };
        }
    }
    let names = sides[0].metrics.iter().map(|metric| metric.name.as_str());
    match { names }.find(|name| named(Side::Comparison, name).is_some()) {
        Some(name) => [name; 2],
        None => fitting_metrics(sides[0], sides[1]),
    }
}

/// The names of the first metrics of two recordings that can be compared, or of the first of each: pprof's first
/// are samples, its second nanoseconds, which `perf script` has alone. Bytes and counts of other things have to
/// have one name: lifetimes in instructions are no costs in instructions.
fn fitting_metrics<'a>(one: &'a ProfileSummary, other: &'a ProfileSummary) -> [&'a str; 2] {
    let pairs =
        one.metrics.iter().flat_map(|metric| other.metrics.iter().map(move |it| [metric, it]));
    let fits = |[one, other]: &[&MetricSummary; 2]| {
        one.unit.fits(&other.unit) && !matches!(one.unit, Unit::Bytes | Unit::Other(_))
    };
    let fitting = pairs.clone().find(fits).or_else(|| pairs.clone().next());
    fitting.map_or([""; 2], |pair| pair.map(|metric| metric.name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recording(metrics: &[(&str, Unit)]) -> ProfileSummary {
        let metric = |(name, unit): &(&str, Unit)| MetricSummary {
            name: (*name).to_owned(),
            unit: unit.clone(),
            ..MetricSummary::default()
        };
        ProfileSummary {
            metrics: metrics.iter().map(metric).collect(),
            ..ProfileSummary::default()
        }
    }

    #[test]
    fn metrics_of_one_unit_are_compared() {
        let pprof = recording(&[("samples", Unit::Samples), ("cpu", Unit::Nanoseconds)]);
        let perf = recording(&[("cpu-clock", Unit::Milliseconds)]);
        let heap = recording(&[("at peak", Unit::Bytes)]);
        let folded = recording(&[("weight", Unit::Unknown)]);
        assert_eq!(fitting_metrics(&pprof, &perf), ["cpu", "cpu-clock"]);
        assert_eq!(fitting_metrics(&perf, &pprof), ["cpu-clock", "cpu"]);
        assert_eq!(fitting_metrics(&folded, &pprof), ["weight", "samples"]);
        assert_eq!(fitting_metrics(&pprof, &heap), ["samples", "at peak"]);
        let of_two = recording(&[("total", Unit::Bytes), ("life", Unit::Other("Ir".to_owned()))]);
        let cost = recording(&[("Ir", Unit::Other("Ir".to_owned()))]);
        assert_eq!(fitting_metrics(&of_two, &cost), ["total", "Ir"]);
    }

    #[test]
    fn what_is_shown_is_compared_if_it_can_be() {
        let instructions = || Unit::Other("instructions".to_owned());
        let valgrind =
            recording(&[("reads", Unit::Other("reads".to_owned())), ("Ir", instructions())]);
        let perf =
            recording(&[("cpu-clock", Unit::Nanoseconds), ("instructions:u", instructions())]);
        let compared = |shown| metrics_to_compare([&valgrind, &perf], shown);
        assert_eq!(compared(None), ["reads", "cpu-clock"]);
        assert_eq!(compared(Some((Side::Baseline, 1))), ["Ir", "instructions:u"]);
        assert_eq!(compared(Some((Side::Comparison, 1))), ["Ir", "instructions:u"]);
        // The name comes before the unit.
        let both = recording(&[("total", Unit::Bytes), ("at peak", Unit::Bytes)]);
        assert_eq!(metrics_to_compare([&both; 2], Some((Side::Comparison, 1))), ["at peak"; 2]);
        assert_eq!(metrics_to_compare([&both; 2], None), ["total"; 2]);
    }
}
