//! What is rarely changed in a diff: what counts as noise, palette, what was inlined, matching.

use super::diff_bar::of_diff;
use super::diff_rules::{matched, rules};
use super::icons::SLIDERS;
use super::widgets::{menu, radio, select, switch, text_button};
use crate::browser_text::written;
use crate::comparison::Comparison;
use crate::state::State;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::diff::{
    DiffAnswer, DiffExport, DiffPalette, DiffRequest, MovedFunction, NoiseTest, Side,
};
use protocol::unit::format_share;

/// The levels to choose from: the share of false alarms.
const LEVELS: &[f64] = &[0.001, 0.01, 0.05, 0.1];
/// The changes to choose from that count where nothing can be tested: shares of the total.
const LEAST_CHANGES: &[f64] = &[0.0001, 0.001, 0.005, 0.01, 0.05];

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
    let is_tested = Memo::new(move |_| {
        let shown = state.diff_shown.read();
        shown.as_ref().is_none_or(|shown| shown.noise.test != NoiseTest::LeastChange)
    });
    let threshold = move || match is_tested.get() {
        true => one_of(state, "False alarms up to", " %", LEVELS, |diff| &mut diff.level),
        false => {
            one_of(state, "What counts", " points", LEAST_CHANGES, |diff| &mut diff.least_change)
        }
    };
    view! { <fieldset><legend>"Noise"</legend>{threshold}{facts}</fieldset> }.into_any()
}

/// One of several shares, in hundredths; `of` is where it stands.
fn one_of(
    state: State,
    name: &'static str,
    unit: &'static str,
    shares: &'static [f64],
    of: fn(&mut Comparison) -> &mut f64,
) -> AnyView {
    let share = Memo::new(move |_| {
        let diff = state.shareable.read().as_ref().and_then(|shareable| shareable.diff.clone());
        diff.map_or(0.0, |mut diff| *of(&mut diff))
    });
    let mut shares = shares.to_vec();
    if !shares.contains(&share.get_untracked()) {
        // A link's own.
        shares.push(share.get_untracked());
    }
    let named = |share: &f64| {
        // Hundredths without digits that are nobody's: 0.07 is 7.
        let mut name = written((share * 1e6).round() / 1e4);
        name.push_str(unit);
        name
    };
    let names = shares.iter().map(named).collect();
    let known = shares.clone();
    let chosen =
        Signal::derive(move || known.iter().position(|it| *it == share.get()).unwrap_or(0));
    select(name, names, chosen, move |place| {
        if let Some(&share) = shares.get(place) {
            state.change_diff(|diff| *of(diff) = share);
        }
    })
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
