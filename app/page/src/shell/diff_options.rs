//! What is rarely changed in a diff: matching by rules, what was inlined, level, palette.

use super::diff_bar::of_diff;
use super::icons::SLIDERS;
use super::widgets::{menu, radio, remove_button, select, switch, text_button};
use crate::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::diff::{
    DiffAnswer, DiffExport, DiffPalette, DiffRequest, MatchedNames, MovedFunction, RenameRule, Side,
};
use protocol::unit::format_share;

/// The levels to choose from: the share of false alarms.
const LEVELS: &[(f64, &str)] = &[(0.001, "0.1 %"), (0.01, "1 %"), (0.05, "5 %"), (0.1, "10 %")];
/// So many names that were matched are listed.
const MATCHED_SHOWN: usize = 200;

/// The menu of what is rarely changed.
#[component]
pub fn DiffOptions() -> impl IntoView {
    let state = expect_context::<State>();
    let label = view! { <span class="label">"More"</span> };
    menu("diff-menu", "tool", "More of the comparison", SLIDERS, label.into_any(), move || {
        view! {
            <div class="diff-options">
                {noise(state)} {palette(state)} {moved(state)} {rules(state)} {matched(state)}
                {text_button("button small", "Save as two-column folded stacks", move || {
                    state.export_diff(DiffExport::Folded);
                })}
            </div>
        }
        .into_any()
    })
}

fn noise(state: State) -> AnyView {
    let facts = move || {
        let shown = state.diff_shown.read();
        let noise = &shown.as_ref()?.noise;
        Some(view! { <p class="muted narrow">{noise.why.clone()}</p> })
    };
    let names = LEVELS.iter().map(|(_, name)| (*name).to_owned()).collect();
    let chosen = Signal::derive(move || {
        let shareable = state.shareable.read();
        let level = shareable.as_ref().and_then(|s| Some(s.diff.as_ref()?.level));
        LEVELS.iter().position(|(known, _)| Some(*known) == level).unwrap_or(1)
    });
    let level = select("False alarms up to", names, chosen, move |place| {
        if let Some((level, _)) = LEVELS.get(place) {
            state.change_diff(|diff| diff.level = *level);
        }
    });
    view! { <fieldset><legend>"Noise"</legend>{level}{facts}</fieldset> }.into_any()
}

fn palette(state: State) -> AnyView {
    let choice = |name, palette| {
        let is_on = of_diff(state, move |diff| diff.palette == palette);
        radio("palette", name, is_on, move || state.change_diff(|diff| diff.palette = palette))
    };
    view! {
        <fieldset>
            <legend>"Colours of less and more"</legend>
            {choice("Blue and orange", DiffPalette::BlueOrange)}
            {choice("Green and red", DiffPalette::GreenRed)}
        </fieldset>
    }
    .into_any()
}

/// Functions that are inlined on one side: found on demand, folded away on both.
fn moved(state: State) -> AnyView {
    let found = RwSignal::new(None::<Vec<MovedFunction>>);
    let find = move || {
        spawn_local(async move {
            if let Some((DiffAnswer::Moved(moved), _)) = state.ask_diff(DiffRequest::Moved).await {
                // The card may be closed by now.
                let _ = found.try_set(Some(moved));
            }
        });
    };
    let total = move || state.shown.read().as_ref().map_or(0.0, |shown| shown.total);
    let list = move || {
        let moved = found.get()?;
        if moved.is_empty() {
            let text = "No function is called on one side and inlined on the other.";
            return Some(view! { <p class="muted narrow">{text}</p> }.into_any());
        }
        let names: Vec<String> = moved.iter().map(|moved| moved.name.clone()).collect();
        let rows = moved.into_iter().map(|moved| {
            let folded = moved.name.clone();
            let is_on = of_diff(state, move |diff| diff.folded.contains(&folded));
            let side = if moved.called_on == Side::Baseline { "baseline" } else { "comparison" };
            let share = if total() > 0.0 { moved.weight / total() } else { 0.0 };
            let mut hint = String::from("called in the ");
            hint.push_str(side);
            hint.push_str(" only, ");
            hint.push_str(&format_share(share));
            let name = moved.name.clone();
            let fold = switch(moved.name, "", is_on, move |is_on| {
                state.change_diff(|diff| {
                    diff.folded.retain(|known| *known != name);
                    if is_on {
                        diff.folded.push(name.clone());
                    }
                });
            });
            view! { <li class="explained">{fold}<p class="muted">{hint}</p></li> }
        });
        let rows = rows.collect_view();
        let all = text_button("button small", "Merge all into their callers", move || {
            state.change_diff(|diff| diff.folded.clone_from(&names));
        });
        Some(view! { <ul>{rows}</ul>{all} }.into_any())
    };
    let folded = move || {
        let shareable = state.shareable.read();
        let count = shareable.as_ref()?.diff.as_ref()?.folded.len();
        let mut text = count.to_string();
        text.push_str(if count == 1 { " function is merged" } else { " functions are merged" });
        text.push_str(" into its callers on both sides.");
        (count > 0).then(|| {
            view! {
                <p class="narrow">{text}</p>
                {text_button("button small", "Merge none", move || {
                    state.change_diff(|diff| diff.folded.clear());
                })}
            }
        })
    };
    view! {
        <fieldset>
            <legend>"Inlined on one side only"</legend>
            {text_button("button small", "Find such functions", find)}
            {list}
            {folded}
        </fieldset>
    }
    .into_any()
}

/// The user's rename rules.
fn rules(state: State) -> AnyView {
    let rules = Memo::new(move |_| {
        let shareable = state.shareable.read();
        let diff = shareable.as_ref().and_then(|s| s.diff.as_ref());
        diff.map(|diff| diff.rules.clone()).unwrap_or_default()
    });
    let list = move || {
        let broken = state.diff_shown.with(|shown| {
            shown.as_ref().map(|shown| shown.broken_rules.clone()).unwrap_or_default()
        });
        let rows = rules.get().into_iter().enumerate().map(|(place, rule)| {
            let problem = broken.iter().find(|(at, _)| *at as usize == place);
            let problem = problem.map(|(_, problem)| {
                view! { <p class="bad">{problem.what.clone()}</p> }
            });
            view! {
                <li>
                    <code>{rule.pattern}</code>
                    " → "
                    <code>{rule.replacement}</code>
                    {remove_button("Remove the rule".to_owned(), move || {
                        state.change_diff(|diff| {
                            if place < diff.rules.len() {
                                diff.rules.remove(place);
                            }
                        });
                    })}
                    {problem}
                </li>
            }
        });
        rows.collect_view()
    };
    let pattern = RwSignal::new(String::new());
    let replacement = RwSignal::new(String::new());
    let field = |name: &'static str, text: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="muted">{name}</span>
                <input
                    type="text"
                    spellcheck="false"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </label>
        }
    };
    let add = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let rule = RenameRule { pattern: pattern.get(), replacement: replacement.get() };
        if !rule.pattern.is_empty() {
            state.change_diff(|diff| diff.rules.push(rule));
            pattern.set(String::new());
            replacement.set(String::new());
        }
    };
    view! {
        <fieldset>
            <legend>"Rename before matching"</legend>
            <ul>{list}</ul>
            <form on:submit=add>
                {field("Pattern (regular expression)", pattern)}
                {field("becomes", replacement)}
                <button type="submit" class="button small">"Add the rule"</button>
            </form>
        </fieldset>
    }
    .into_any()
}

/// What was matched though it is written differently.
fn matched(state: State) -> AnyView {
    let list = move || {
        let shown = state.diff_shown.read();
        let matched = &shown.as_ref()?.matched;
        if matched.is_empty() {
            let text = "All functions that were matched are written alike.";
            return Some(view! { <p class="muted narrow">{text}</p> }.into_any());
        }
        let rows = matched.iter().take(MATCHED_SHOWN).map(matched_row).collect_view();
        let more = matched.len().saturating_sub(MATCHED_SHOWN);
        let more = (more > 0).then(|| {
            let mut text = String::from("and ");
            text.push_str(&more.to_string());
            text.push_str(" more");
            view! { <p class="muted">{text}</p> }
        });
        Some(view! { <ul class="matched">{rows}</ul>{more} }.into_any())
    };
    view! {
        <details>
            <summary>"Matched though written differently"</summary>
            {list}
        </details>
    }
    .into_any()
}

fn matched_row(matched: &MatchedNames) -> AnyView {
    let by = if matched.rule.is_some() { "by a rule" } else { "" };
    let names = |names: &[String]| names.join(", ");
    view! {
        <li>
            <code>{names(&matched.baseline)}</code>
            " = "
            <code>{names(&matched.comparison)}</code>
            <span class="muted">{by}</span>
        </li>
    }
    .into_any()
}
