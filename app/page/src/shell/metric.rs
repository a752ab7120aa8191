//! The chooser of the metric, and of the unit where nobody knows it.

use super::files::with_shown;
use super::widgets::select;
use crate::state::State;
use leptos::prelude::*;
use protocol::Unit;

/// What the user can say an unknown unit is.
const UNITS: &[(&str, Unit)] = &[
    ("weight", Unit::Unknown),
    ("samples", Unit::Samples),
    ("ns", Unit::Nanoseconds),
    ("µs", Unit::Microseconds),
    ("ms", Unit::Milliseconds),
    ("s", Unit::Seconds),
    ("bytes", Unit::Bytes),
];

/// The metric's list where there are several, the unit's where it is unknown.
#[component]
pub fn MetricChooser() -> impl IntoView {
    let state = expect_context::<State>();
    let names = Memo::new(move |_| {
        with_shown(state, |_, profile| {
            profile.metrics.iter().map(|metric| metric.name.clone()).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let chosen = move || state.shareable.read().as_ref().map_or(0, |s| s.view.metric as usize);
    let is_unknown = Memo::new(move |_| {
        with_shown(state, |_, profile| {
            profile.metrics.get(chosen()).is_some_and(|metric| metric.unit == Unit::Unknown)
        }) == Some(true)
    });
    let metric = move || {
        let names = names.get();
        (names.len() > 1).then(|| {
            select("Metric", names, Signal::derive(chosen), move |place| {
                state.change(|shareable| shareable.view.metric = place as u32);
            })
        })
    };
    let unit = move || {
        is_unknown.get().then(|| {
            let names = UNITS.iter().map(|(name, _)| (*name).to_owned()).collect();
            let place = Signal::derive(move || {
                let shareable = state.shareable.read();
                let unit = shareable.as_ref().and_then(|s| s.view.unit.as_ref());
                UNITS.iter().position(|(_, known)| Some(known) == unit).unwrap_or(0)
            });
            select("Unit", names, place, move |place| {
                let unit = UNITS.get(place).map(|(_, unit)| unit.clone());
                state.change(|shareable| {
                    shareable.view.unit = unit.filter(|unit| *unit != Unit::Unknown);
                });
            })
        })
    };
    view! {
        {metric}
        {unit}
    }
}
