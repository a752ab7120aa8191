//! Scale and test of a diff in the making.

use super::super::stages::Same;
use super::recording::Recording;
use super::stages::{PeriodKey, Stages, Weighed};
use crate::diff::counts::{Period, note, reconcile};
use crate::diff::matching::match_key;
use crate::diff::scale::{Basis, Incomparable, Scaling};
use crate::diff::sides::Sides;
use crate::diff::significance::{NoiseBuilder, NoiseOptions, samples_per_weight};
use crate::diff::tally::Tallies;
use protocol::diff::{DiffScale, DiffView, NoiseTest, Side, SideFacts};
use protocol::{Problem, Threads, Unit};

/// The level of a view that asks for none that there can be.
const DEFAULT_LEVEL: f64 = 0.01;

/// Both sides scaled, while noise is told from change.
pub struct Weighing {
    scaling: Scaling,
    builder: NoiseBuilder,
    facts: [SideFacts; 2],
    comparison_unit: Unit,
    counts: String,
    /// How many samples there are in a unit of weight on each side, if their counts are needed.
    pub counted: Option<[f64; 2]>,
}

impl Weighing {
    /// Finds the scale and the counts behind the weights.
    ///
    /// # Errors
    /// When the sides can't be compared so.
    pub fn new(
        sides: &Sides,
        recordings: &[Recording],
        view: &DiffView,
        stages: &mut Stages,
    ) -> Result<Self, Problem> {
        for side in [Side::Baseline, Side::Comparison] {
            has_one_unit(side, recordings, view)?;
        }
        let bases =
            [Side::Baseline, Side::Comparison].map(|side| basis(side, sides, recordings, view));
        let scaling = Scaling::of(view.scale.as_ref(), [&bases[0], &bases[1]])?;
        let periods = periods(recordings, view, stages);
        let per_weight = [Side::Baseline, Side::Comparison].map(|side| {
            let of_side = recordings.iter().zip(&periods);
            let (periods, totals): (Vec<Period>, Vec<f64>) = of_side
                .filter(|(recording, _)| recording.side == side)
                .map(|(_, &period_and_total)| period_and_total)
                .unzip();
            samples_per_weight(&periods, &totals)
        });
        let level = if view.level > 0.0 && view.level < 1.0 { view.level } else { DEFAULT_LEVEL };
        let options = NoiseOptions { level, least_change: view.least_change.max(0.0) };
        let builder = NoiseBuilder::new(sides, &scaling, per_weight, options);
        let facts = [Side::Baseline, Side::Comparison].map(|side| {
            let total = sides.total(side);
            let per_weight = per_weight[side.index()].ok();
            SideFacts {
                files: names(side, recordings),
                total: total * scaling.to_unit[side.index()],
                sample_count: per_weight.map(|samples| (total * samples).round()),
                duration_ns: bases[side.index()].duration_ns,
            }
        });
        let [_, Basis { unit: comparison_unit, .. }] = bases;
        let counts = counts_note(recordings, &periods, view);
        let counted = builder.counted;
        Ok(Self { scaling, builder, facts, comparison_unit, counts, counted })
    }

    /// Goes on with the test of about `items` nodes or functions, whose counts are `tallies` where
    /// they are needed; returns whether it is done.
    pub fn step(&mut self, sides: &Sides, tallies: Option<&Tallies>, items: usize) -> bool {
        self.builder.step(sides, tallies, items)
    }

    pub fn finish(self) -> Weighed {
        let Self { scaling, builder, facts, comparison_unit, counts, .. } = self;
        let mut noise = builder.finish();
        if noise.facts.test != NoiseTest::LeastChange {
            noise.facts.counts = counts;
        }
        Weighed { scaling, noise, facts, comparison_unit }
    }
}

/// What one sample of each recording weighs, and what all of them do. All weights are looked at, so
/// what is found is kept.
fn periods(recordings: &[Recording], view: &DiffView, stages: &mut Stages) -> Vec<(Period, f64)> {
    let key: Vec<PeriodKey> = recordings
        .iter()
        .map(|recording| PeriodKey {
            profile: Same(recording.profile.clone()),
            threads: recording.input.threads.clone(),
            metric: recording.input.metric,
            unit: recording.unit(view),
        })
        .collect();
    let kept = stages.periods.get(&key).unwrap_or_else(|| {
        let of_each = recordings.iter().zip(&key);
        let mut periods: Vec<Period> =
            of_each.map(|(recording, key)| recording.period(&key.unit)).collect();
        reconcile(&mut periods);
        let totals = recordings.iter().map(total_of);
        stages.periods.put(key, periods.into_iter().zip(totals).collect())
    });
    kept.to_vec()
}

/// What there is to say of periods that no file states.
fn counts_note(recordings: &[Recording], periods: &[(Period, f64)], view: &DiffView) -> String {
    let found =
        recordings.iter().zip(periods).filter_map(|(recording, (period, _))| match *period {
            Period::Known(period) if period != 1.0 && recording.stated_period() != Some(period) => {
                Some((recording.file_name.as_str(), period, recording.unit(view)))
            }
            _ => None,
        });
    note(&found.collect::<Vec<_>>())
}

/// What the recordings of a side are called: by their files, and by what they are in these where both
/// sides are of one file.
fn names(side: Side, recordings: &[Recording]) -> Vec<String> {
    let of_side = recordings.iter().filter(|recording| recording.side == side);
    let name = |own: &Recording| {
        let mut others = recordings.iter().filter(|other| other.side != side);
        match others.any(|other| other.input.profile.file == own.input.profile.file) {
            true => own.name_among(recordings),
            false => own.file_name.clone(),
        }
    };
    of_side.map(name).collect()
}

/// Whether the recordings of a side, of which the mean counts, have the same unit.
fn has_one_unit(side: Side, recordings: &[Recording], view: &DiffView) -> Result<(), Incomparable> {
    let of_side = recordings.iter().filter(|recording| recording.side == side);
    let mut units = of_side.map(|it| it.unit(view)).filter(|unit| *unit != Unit::Unknown);
    let Some(first) = units.next() else { return Ok(()) };
    match units.find(|unit| *unit != first) {
        Some(other) => Err(Incomparable::UnitsOfSide(side, [first, other])),
        None => Ok(()),
    }
}

fn basis(side: Side, sides: &Sides, recordings: &[Recording], view: &DiffView) -> Basis {
    let of_side: Vec<&Recording> =
        recordings.iter().filter(|recording| recording.side == side).collect();
    let mean = |of: fn(&Recording) -> Option<f64>| -> Option<f64> {
        let values: Option<Vec<f64>> = of_side.iter().map(|recording| of(recording)).collect();
        values.map(|values| values.iter().sum::<f64>() / values.len() as f64)
    };
    let mut run_amounts = Vec::new();
    let yardstick = match &view.scale {
        Some(DiffScale::Yardstick(name)) => {
            let key = match_key(name);
            let functions = sides.names.functions.iter();
            let mut places = functions
                .enumerate()
                .filter(|(_, function)| function.name == *name || match_key(&function.name) == key);
            let weight = |(place, _)| {
                let runs = sides.runs[side.index()].iter();
                run_amounts.extend(runs.map(|run| run.functions.total_weights[place]));
                sides.functions[side.index()].total_weights[place]
            };
            places.next().map(weight)
        }
        Some(DiffScale::EqualDuration) => {
            let durations = of_side.iter().map(|recording| recording.profile.about.duration_ns);
            run_amounts.extend(durations.flatten());
            None
        }
        _ => None,
    };
    let mut units = of_side.iter().map(|recording| recording.unit(view));
    Basis {
        unit: units.find(|unit| *unit != Unit::Unknown).unwrap_or_default(),
        total: sides.total(side),
        duration_ns: mean(|recording| recording.profile.about.duration_ns),
        interval_ns: mean(|recording| recording.profile.about.interval_ns),
        yardstick: yardstick.unwrap_or(0.0),
        run_amounts,
    }
}

/// The weight of the samples of a recording that are compared, before transforms.
fn total_of(recording: &Recording) -> f64 {
    let threads = &recording.profile.threads;
    match &recording.input.threads {
        Threads::All => recording.profile.total(recording.metric()),
        Threads::Some(list) => list
            .iter()
            .filter_map(|&thread| threads.get(thread as usize))
            .map(|thread| thread.total(recording.metric()))
            .sum(),
    }
}
