//! Choosing what is compared: the menus of both sides, and the one that begins a comparison.

use super::icons::{COMPARE, FILE};
use super::pick_files;
use super::recordings::{Named, recording_list, recording_name};
use super::widgets::{close_menu, menu, select, text_button};
use crate::comparison::whole;
use crate::state::{Phase, State};
use leptos::prelude::*;
use protocol::diff::{DiffInput, Side, SideFacts};
use protocol::{ProfileId, Threads};

const COMPARE_ID: &str = "compare-menu";

/// The button that begins a comparison; nothing while there is one.
#[component]
pub fn CompareMenu() -> impl IntoView {
    let state = expect_context::<State>();
    let is_diff = Memo::new(move |_| {
        state.shareable.read().as_ref().is_some_and(|shareable| shareable.diff.is_some())
    });
    move || {
        (!is_diff.get()).then(|| {
            let label = view! { <span class="label">"Compare"</span> };
            menu(COMPARE_ID, "pill compare", "Compare", COMPARE, label.into_any(), move || {
                choices(state)
            })
        })
    }
}

/// What the recording that is shown can be compared with.
fn choices(state: State) -> AnyView {
    let Some(shown) = state.shareable.with_untracked(|it| it.as_ref().map(|it| it.view.profile))
    else {
        return ().into_any();
    };
    let others = move || {
        let others: Vec<_> =
            recordings(state).into_iter().filter(|(profile, _)| *profile != shown).collect();
        if others.is_empty() {
            let hint = "Open a second recording to see what changed: one from before your change, \
                        one from after it.";
            return view! { <p class="muted narrow">{hint}</p> }.into_any();
        }
        let entry = move |profile, name: &str| {
            text_button("entry", name, move || {
                close_menu(COMPARE_ID);
                let [baseline, comparison] = state.in_order([profile, shown]);
                state.compare_profiles(baseline, comparison);
            })
        };
        let (filter, entries) = recording_list(others, |_| false, entry);
        view! {
            <fieldset>
                <legend>"Compare with"</legend>
                {filter}
                <div class="entries">{entries}</div>
            </fieldset>
        }
        .into_any()
    };
    let has_parts = state
        .recording(shown)
        .is_some_and(|profile| profile.threads.len() > 1 || profile.metrics.len() > 1);
    let itself = has_parts.then(|| {
        text_button("button small", "Threads or metrics of this one", move || {
            close_menu(COMPARE_ID);
            state.compare_profiles(shown, shown);
        })
    });
    view! {
        {others}
        <div class="card-foot">
            {text_button("button small primary", "Open files…", || {
                close_menu(COMPARE_ID);
                pick_files();
            })}
            {itself}
        </div>
    }
    .into_any()
}

/// The button with a side's name and total, and the menu in which it is chosen.
pub fn side_menu(state: State, side: Side) -> AnyView {
    let (id, name) = match side {
        Side::Baseline => ("baseline-menu", "Baseline"),
        Side::Comparison => ("comparison-menu", "Comparison"),
    };
    let title = move || side_name(state, side);
    let total = move || {
        let shown = state.diff_shown.read();
        let shown = shown.as_ref()?;
        let SideFacts { total, files, .. } = &shown.sides[side.index()];
        let mut text = shown.shown.unit.format(*total);
        if files.len() > 1 {
            text.push_str(" on average");
        }
        Some(view! { <span class="muted total">{text}</span> })
    };
    let label = view! {
        <span class="verb">{name}</span>
        <span class="label" title=title>{title}</span>
        {total}
    };
    menu(id, "pill side-of-diff", name, FILE, label.into_any(), move || side_card(state, side))
}

/// The names of a side's recordings, with their threads and metrics where these aren't all.
fn side_name(state: State, side: Side) -> String {
    let shareable = state.shareable.read();
    let inputs = shareable.as_ref().map(|s| s.side(side)).unwrap_or_default();
    let files = state.files.read();
    let name = |input: &DiffInput| {
        let file = files.iter().find(|file| file.id == input.profile.file)?;
        let Phase::Ready(of_file) = &file.phase else { return None };
        let place = input.profile.index as usize;
        let summary = of_file.profiles.get(place)?;
        let mut name = recording_name(&file.name, of_file, place);
        if let Threads::Some(places) = &input.threads {
            for thread in places.iter().filter_map(|&it| summary.threads.get(it as usize)) {
                name.push_str(" · ");
                name.push_str(&thread.name);
            }
        }
        if let Some(metric) = summary.metrics.get(input.metric as usize)
            && summary.metrics.len() > 1
        {
            name.push_str(" · ");
            name.push_str(&metric.name);
        }
        Some(name)
    };
    inputs.iter().filter_map(name).collect::<Vec<_>>().join(" + ")
}

fn side_card(state: State, side: Side) -> AnyView {
    let inputs = move || {
        state.shareable.read().as_ref().map(|shareable| shareable.side(side)).unwrap_or_default()
    };
    let set = move |change: &dyn Fn(&mut Vec<DiffInput>)| {
        state.change(|shareable| {
            let mut inputs = shareable.side(side);
            change(&mut inputs);
            shareable.set_side(side, inputs);
        });
    };
    let rows = move || {
        let row = move |profile, name: &str| {
            let is_on = move || inputs().iter().any(|input| input.profile == profile);
            let is_last = move || is_on() && inputs().len() == 1;
            let toggle = view! {
                <label class="choice">
                    <input
                        type="checkbox"
                        prop:checked=is_on
                        // A side needs a recording.
                        disabled=is_last
                        on:change=move |event| {
                            let is_on = event_target_checked(&event);
                            let metric = metric_of(state, side);
                            set(&|inputs| {
                                inputs.retain(|input| input.profile != profile);
                                if is_on && let Some(summary) = state.recording(profile) {
                                    inputs.push(whole(profile, &summary, metric.as_deref()));
                                }
                            });
                        }
                    />
                    <span>{name.to_owned()}</span>
                </label>
            };
            view! { <li>{toggle}</li> }.into_any()
        };
        let is_chosen = |profile| untrack(inputs).iter().any(|input| input.profile == profile);
        let (filter, rows) = recording_list(recordings(state), is_chosen, row);
        view! {
            {filter}
            <ul>{rows}</ul>
        }
    };
    let parts = move || {
        let inputs = inputs().into_iter().enumerate();
        inputs.map(|(place, input)| parts_of(state, side, place, &input)).collect_view()
    };
    view! {
        <fieldset>
            <legend>"Recordings"</legend>
            {rows}
            <p class="muted narrow">
                "Several recordings: their mean counts, and their spread helps to tell change from \
                 noise."
            </p>
        </fieldset>
        {parts}
        <div class="card-foot">
            {text_button("button small", "Open files…", pick_files)}
        </div>
    }
    .into_any()
}

/// The metric's name of a side.
fn metric_of(state: State, side: Side) -> Option<String> {
    let inputs = state.shareable.with_untracked(|it| Some(it.as_ref()?.side(side)))?;
    let input = inputs.first()?;
    let summary = state.recording(input.profile)?;
    Some(summary.metrics.get(input.metric as usize)?.name.clone())
}

/// The lists of threads and metrics of one recording of a side, where there are several.
fn parts_of(state: State, side: Side, place: usize, input: &DiffInput) -> Option<AnyView> {
    let summary = state.recording(input.profile)?;
    let set = move |change: &dyn Fn(&mut DiffInput)| {
        state.change(|shareable| {
            let mut inputs = shareable.side(side);
            inputs.get_mut(place).map(change);
            shareable.set_side(side, inputs);
        });
    };
    let threads = (summary.threads.len() > 1).then(|| {
        let mut names = vec!["All".to_owned()];
        names.extend(summary.threads.iter().map(|thread| thread.name.clone()));
        let chosen = match &input.threads {
            Threads::Some(places) if places.len() == 1 => places[0] as usize + 1,
            _ => 0,
        };
        select("Threads", names, Signal::stored(chosen), move |chosen| {
            set(&|input| {
                // A thread's place in a recording is a `u32` everywhere.
                input.threads = match chosen {
                    0 => Threads::All,
                    place => Threads::Some(vec![place as u32 - 1]),
                };
            });
        })
    });
    let metrics = (summary.metrics.len() > 1).then(|| {
        let names = summary.metrics.iter().map(|metric| metric.name.clone()).collect();
        let chosen = Signal::stored(input.metric as usize);
        select("Metric", names, chosen, move |chosen| set(&|input| input.metric = chosen as u32))
    });
    if threads.is_none() && metrics.is_none() {
        return None;
    }
    Some(view! { <div class="parts">{threads}{metrics}</div> }.into_any())
}

/// All recordings that are open, with their names.
fn recordings(state: State) -> Vec<Named> {
    let files = state.files.read();
    let mut all = Vec::new();
    for file in files.iter() {
        let Phase::Ready(summary) = &file.phase else { continue };
        for place in 0..summary.profiles.len() {
            // A file's recordings are counted in 32 bits everywhere.
            let id = ProfileId { file: file.id, index: place as u32 };
            all.push((id, recording_name(&file.name, summary, place)));
        }
    }
    all
}
