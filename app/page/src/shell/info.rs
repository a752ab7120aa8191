//! The information panel: what is known of the recording, and how good it is.

use super::files::{shown_profile, with_shown};
use super::widgets::{remove_button, text_button};
use crate::state::{Panel, State};
use leptos::prelude::*;
use protocol::unit::{format_bytes, format_ns, format_number, format_share};
use protocol::{FileSummary, ProfileSummary, Shown, WarningSummary};

/// What to do about a recording whose functions have no names.
pub const LACKS_SYMBOLS: &str = "This recording has addresses in place of names. Drop the \
    .syms.json file that samply saved beside it, or record again with \
    --unstable-presymbolicate (samply 0.13; later versions: --presymbolicate).";

/// What to know of a recording whose file has no stacks.
pub const ESTIMATED_PATHS: &str = "Call paths are estimated: callgrind records who calls whom, \
    not whole stacks; totals of callers are shares by what each caller passed on.";

/// The information panel.
#[component]
pub fn InfoPanel() -> impl IntoView {
    let state = expect_context::<State>();
    view! {
        <section class="panel info" aria-labelledby="info-heading">
            <div class="panel-head">
                <h2 id="info-heading">"Recording"</h2>
                <span class="gap"></span>
                {remove_button("Close the panel".to_owned(), move || {
                    state.change(|shareable| shareable.panel = Panel::None);
                })}
            </div>
            <div class="panel-body" tabindex="0" role="region" aria-label="About the recording">
                {move || {
                    with_shown(state, |file, profile| {
                        view! {
                            {facts(state, file, profile)}
                            {profile.lacks_symbols.then(|| view! { <p class="advice">{LACKS_SYMBOLS}</p> })}
                            {profile.paths_are_estimated.then(|| {
                                view! { <p class="advice">{ESTIMATED_PATHS}</p> }
                            })}
                            {other_reading(state, file)}
                            {state.shown.read().as_ref().map(|shown| quality(shown))}
                            {warnings(&file.warnings)}
                        }
                    })
                }}
            </div>
        </section>
    }
}

fn facts(state: State, file: &FileSummary, profile: &ProfileSummary) -> AnyView {
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    add("File", file.name.clone());
    let size_bytes = shown_profile(state).and_then(|shown| {
        state.files.read().iter().find(|file| file.id == shown.file).map(|file| file.size_bytes)
    });
    add("Size", size_bytes.map(|bytes| format_bytes(bytes as f64)).unwrap_or_default());
    add("Recording", profile.name.clone());
    add("Format", profile.format.clone());
    add("Tool", profile.tool.clone());
    add("Command", profile.command.clone());
    add("Duration", profile.duration_ns.map(format_ns).unwrap_or_default());
    add("Interval", profile.interval_ns.map(format_ns).unwrap_or_default());
    for metric in &profile.metrics {
        let mut value = metric.unit.format(metric.total);
        value.push_str(" in ");
        value.push_str(&format_number(metric.sample_count as f64));
        value.push_str(if metric.sample_count == 1 { " sample" } else { " samples" });
        add(&metric.name, value);
    }
    add("Threads", format_number(profile.threads.len() as f64));
    for (name, value) in &profile.labels {
        add(name, value.clone());
    }
    let rows = facts.into_iter().map(|(name, value)| {
        view! { <div><dt>{name}</dt><dd>{value}</dd></div> }
    });
    view! { <dl class="facts">{rows.collect_view()}</dl> }.into_any()
}

/// The button that reads the file in its other way, where there is one.
fn other_reading(state: State, file: &FileSummary) -> Option<AnyView> {
    let (sentence, two_columns) = file.other_reading.clone()?;
    let id = shown_profile(state)?.file;
    Some(text_button("button small", sentence, move || state.read_again(id, two_columns)))
}

fn quality(shown: &Shown) -> Option<AnyView> {
    let share = |weight: f64| if shown.total > 0.0 { weight / shown.total } else { 0.0 };
    let line = |what: &'static str, weight: f64| {
        (weight > 0.0).then(|| view! { <p>{format_share(share(weight))} " of all " {what}</p> })
    };
    let quality = &shown.quality;
    let advice =
        quality.advice.iter().map(|advice| view! { <p class="advice">{advice.clone()}</p> });
    let has_any =
        quality.unknown_weight > 0.0 || quality.cut_weight > 0.0 || !quality.advice.is_empty();
    has_any.then(|| {
        view! {
            <h3>"Quality"</h3>
            {line("is in functions without a name.", quality.unknown_weight)}
            {line("is in stacks that are cut off.", quality.cut_weight)}
            {advice.collect_view()}
        }
        .into_any()
    })
}

fn warnings(warnings: &[WarningSummary]) -> Option<AnyView> {
    let rows = warnings.iter().map(|warning| {
        let count = (warning.count > 1).then(|| {
            let mut count = format_number(warning.count as f64);
            count.push_str(" ×");
            view! { <span class="count">{count}</span> }
        });
        let excerpt =
            (!warning.excerpt.is_empty()).then(|| view! { <code>{warning.excerpt.clone()}</code> });
        let place = (!warning.place.is_empty()).then(|| {
            let first = if warning.count > 1 { "first " } else { "" };
            view! { <span class="muted">{first}{warning.place.clone()}</span> }
        });
        view! {
            <li>
                <span>{count}" "{warning.what.clone()}</span>
                {place}
                {excerpt}
            </li>
        }
    });
    (!warnings.is_empty()).then(|| {
        view! {
            <h3>"Warnings"</h3>
            <ul class="warnings">{rows.collect_view()}</ul>
        }
        .into_any()
    })
}
