//! What the weights of two sides are multiplied by, so that they can be compared.

use protocol::decimal::scientific;
use protocol::diff::{DiffScale, Side};
use protocol::unit::{format_ns, format_number};
use protocol::{Problem, Unit};

/// What a scale is found from, for one side.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Basis {
    /// What weights count.
    pub unit: Unit,
    /// The total.
    pub total: f64,
    /// How long the recording took.
    pub duration_ns: Option<f64>,
    /// The time between two samples.
    pub interval_ns: Option<f64>,
    /// The weight of the function that is the yardstick, if there is one.
    pub yardstick: f64,
    /// For each recording of the side its duration, or what the yardstick weighs in it: what the
    /// scale makes equal. Empty under other scales.
    pub run_amounts: Vec<f64>,
}

/// A scale in use.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scaling {
    /// What is made equal.
    pub scale: DiffScale,
    /// Whether that is what suits the unit.
    pub is_default: bool,
    /// By what each side's weights are multiplied. The side that has more is made smaller, so that
    /// swapping the sides swaps the factors and no side gains samples that nobody took.
    pub factors: [f64; 2],
    /// What scaled weights count.
    pub unit: Unit,
    /// By what each side's weights are multiplied to be in this unit, before they are scaled.
    pub to_unit: [f64; 2],
    /// What is made equal, in each recording of each side, see [`Basis::run_amounts`].
    pub run_amounts: [Vec<f64>; 2],
    /// What shares and points are of: the larger of the scaled totals.
    pub reference: f64,
    /// The scale in words.
    pub label: String,
}

/// Why two sides can't be compared in a way.
#[derive(Clone, Debug, PartialEq)]
pub enum Incomparable {
    /// Their weights count different things.
    Units([Unit; 2]),
    /// Recordings of one side have different units, so that their weights have no mean.
    UnitsOfSide(Side, [Unit; 2]),
    /// A duration isn't known, on this side.
    NoDuration(Side),
    /// The yardstick weighs nothing, on this side.
    NoYardstick(Side, String),
}

impl From<Incomparable> for Problem {
    fn from(reason: Incomparable) -> Self {
        let side = |side| if side == Side::Baseline { "baseline" } else { "comparison" };
        let (what, advice) = match reason {
            Incomparable::Units([baseline, comparison]) => (
                format!(
                    "The baseline is in {}, the comparison in {}: they can't be compared.",
                    baseline.name(),
                    comparison.name()
                ),
                "If both have a metric in common, show that one, then choose Compare.".to_owned(),
            ),
            Incomparable::UnitsOfSide(of, [one, other]) => (
                format!(
                    "Recordings of the {} are in {} and in {}: they have no mean.",
                    side(of),
                    one.name(),
                    other.name()
                ),
                "Leave one of them out.".to_owned(),
            ),
            Incomparable::NoDuration(of) => (
                format!("How long the {} took is not known.", side(of)),
                "Choose another scale, such as equal totals.".to_owned(),
            ),
            Incomparable::NoYardstick(of, name) => (
                format!("“{name}” weighs nothing in the {}.", side(of)),
                "Choose a function that both sides have as yardstick.".to_owned(),
            ),
        };
        Self { what, advice }
    }
}

/// Whether weights of a unit are found by sampling: then a total says how long was recorded rather
/// than how much was done.
pub fn is_sampled(unit: &Unit) -> bool {
    match unit {
        Unit::Bytes => false,
        Unit::Other(name) => {
            let name = name.to_lowercase();
            ["cycles", "clock", "samples", "ticks"].iter().any(|word| name.contains(word))
        }
        _ => true,
    }
}

/// The scale that suits a unit.
pub fn default_scale(unit: &Unit) -> DiffScale {
    if is_sampled(unit) { DiffScale::EqualTotals } else { DiffScale::None }
}

/// The unit of both sides, and what their weights are multiplied by to be in it: of two units of
/// time the finer one. What has no unit can be compared with anything; the label says so then.
///
/// # Errors
/// When they count different things.
pub fn common_unit(units: [&Unit; 2]) -> Result<(Unit, [f64; 2]), Incomparable> {
    match units {
        [one, other] if one == other => Ok((one.clone(), [1.0; 2])),
        [Unit::Unknown, known] | [known, Unit::Unknown] => Ok((known.clone(), [1.0; 2])),
        [one, other] => match (one.in_ns(), other.in_ns()) {
            (Some(a), Some(b)) if a < b => Ok((one.clone(), [1.0, b / a])),
            (Some(a), Some(b)) => Ok((other.clone(), [a / b, 1.0])),
            _ => Err(Incomparable::Units([one.clone(), other.clone()])),
        },
    }
}

impl Scaling {
    /// The scale `wanted`, or the one that suits the unit.
    ///
    /// # Errors
    /// When the sides can't be compared so.
    pub fn of(wanted: Option<&DiffScale>, sides: [&Basis; 2]) -> Result<Self, Incomparable> {
        let (unit, to_unit) = common_unit([&sides[0].unit, &sides[1].unit])?;
        let default = default_scale(&unit);
        let scale = wanted.unwrap_or(&default).clone();
        // What makes weights of both sides the same thing: the unit, and how often samples were taken.
        let (amounts, to_common) = match &scale {
            DiffScale::EqualTotals => (sides.map(|side| side.total), to_unit),
            DiffScale::EqualDuration => {
                let durations = durations(sides)?;
                let intervals = intervals(&unit, sides).unwrap_or([1.0; 2]);
                (durations, pair(|side| to_unit[side] * intervals[side]))
            }
            DiffScale::Yardstick(name) => {
                for side in [Side::Baseline, Side::Comparison] {
                    if sides[side.index()].yardstick <= 0.0 {
                        return Err(Incomparable::NoYardstick(side, name.clone()));
                    }
                }
                (sides.map(|side| side.yardstick), to_unit)
            }
            DiffScale::None => {
                let intervals = intervals(&unit, sides).unwrap_or([1.0; 2]);
                ([1.0; 2], pair(|side| to_unit[side] * intervals[side]))
            }
        };
        let amounts = match scale {
            // Durations don't change with the unit of weights.
            DiffScale::EqualDuration | DiffScale::None => amounts,
            _ => pair(|side| amounts[side] * to_common[side]),
        };
        let smaller = amounts[0].min(amounts[1]);
        let factors = pair(|side| {
            let factor = if smaller > 0.0 { smaller / amounts[side] } else { 1.0 };
            factor * to_common[side]
        });
        let totals = pair(|side| sides[side].total * factors[side]);
        let label = label(&scale, factors, to_common, &unit, sides);
        Ok(Self {
            is_default: scale == default,
            scale,
            factors,
            unit,
            to_unit,
            run_amounts: sides.map(|side| side.run_amounts.clone()),
            reference: totals[0].max(totals[1]),
            label,
        })
    }
}

fn pair<T>(of: impl Fn(usize) -> T) -> [T; 2] {
    [of(0), of(1)]
}

fn durations(sides: [&Basis; 2]) -> Result<[f64; 2], Incomparable> {
    let known = |side: Side| {
        let duration_ns = sides[side.index()].duration_ns.filter(|&ns| ns > 0.0);
        duration_ns.ok_or(Incomparable::NoDuration(side))
    };
    Ok([known(Side::Baseline)?, known(Side::Comparison)?])
}

/// What samples stand for where one side took them more often: the share of the longer interval.
fn intervals(unit: &Unit, sides: [&Basis; 2]) -> Option<[f64; 2]> {
    let [Some(one), Some(other)] = sides.map(|side| side.interval_ns.filter(|&ns| ns > 0.0)) else {
        return None;
    };
    let longer = one.max(other);
    (*unit == Unit::Samples).then_some([one / longer, other / longer])
}

fn label(
    scale: &DiffScale,
    factors: [f64; 2],
    to_common: [f64; 2],
    unit: &Unit,
    sides: [&Basis; 2],
) -> String {
    let mut label = match scale {
        DiffScale::EqualTotals => "equal totals".to_owned(),
        DiffScale::EqualDuration => "equal duration".to_owned(),
        DiffScale::Yardstick(name) => format!("equal weight of {name}"),
        DiffScale::None => "not scaled".to_owned(),
    };
    for (side, name) in ["baseline", "comparison"].into_iter().enumerate() {
        if factors[side] != 1.0 {
            label.push_str(&format!(", {name} × {}", significant(factors[side])));
        }
    }
    let notes = notes(to_common, unit, sides);
    if !notes.is_empty() {
        label.push_str(&format!(" ({})", notes.join("; ")));
    }
    label
}

/// What someone who reads the factors has to know beside them.
fn notes(to_common: [f64; 2], unit: &Unit, sides: [&Basis; 2]) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some([one, other]), [Some(one_ns), Some(other_ns)]) =
        (intervals(unit, sides), sides.map(|side| side.interval_ns))
        && one != other
    {
        notes.push(format!("sampled every {} and {}", format_ns(one_ns), format_ns(other_ns)));
    } else if to_common != [1.0; 2] {
        notes.push(format!("both in {}", unit.name()));
    }
    let unknown = ["baseline", "comparison"].into_iter().zip(sides);
    for (name, _) in unknown.filter(|(_, side)| side.unit == Unit::Unknown && side.unit != *unit) {
        notes.push(format!("the {name}'s unit is unknown and taken for {}", unit.name()));
    }
    notes
}

/// A factor with three significant digits.
pub fn significant(value: f64) -> String {
    if value >= 1000.0 || value.fract() == 0.0 {
        return format_number(value.round());
    }
    match 2.0 - value.abs().log10().floor() {
        digits if digits > 6.0 => scientific(value, 2),
        digits => format!("{value:.0$}", digits.max(0.0) as usize),
    }
}
