//! While a profile is open: the picture and what belongs to it.

use super::diff_bar::{DiffBar, DiffModes};
use super::widgets::text_button;
use super::{chips, files, functions, info, legend, search};
use crate::stage::{Breadcrumb, DetailsPanel, Stage};
use crate::state::{Panel, Shareable, State};
use leptos::prelude::*;
use protocol::Transform;
use protocol::unit::format_share;

/// All of it.
///
/// Never inlined: it comes later than what shows it (`xtask/src/web/later.rs`).
#[inline(never)]
pub fn workspace() -> AnyView {
    let state = expect_context::<State>();
    let panel = Memo::new(move |_| {
        state.shareable.read().as_ref().map_or(Panel::None, |shareable| shareable.panel)
    });
    let lacks_symbols = Memo::new(move |_| {
        files::with_shown(state, |_, profile| profile.lacks_symbols) == Some(true)
    });
    let paths_are_estimated = Memo::new(move |_| {
        files::with_shown(state, |_, profile| profile.paths_are_estimated) == Some(true)
    });
    let has_panel = move || panel.get() != Panel::None;
    view! {
        <DiffBar/>
        <section class="lens" aria-label="Search and changes">
            <search::SearchBox/>
            <DiffModes/>
            <chips::Chips/>
        </section>
        <main class="workspace" class:has-panel=has_panel>
            <section class="picture" aria-label="Flame graph">
                {move || {
                    lacks_symbols.get().then(|| view! { <p class="hint">{info::LACKS_SYMBOLS}</p> })
                }}
                {move || {
                    let sentence = || view! { <p class="hint">{info::ESTIMATED_PATHS}</p> };
                    paths_are_estimated.get().then(sentence)
                }}
                {move || differs_by_inlining(state)}
                <Breadcrumb/>
                <Stage/>
                <legend::Legend/>
            </section>
            <div class="side">
                {move || match panel.get() {
                    Panel::None => None,
                    Panel::Functions => Some(view! { <functions::FunctionsTable/> }.into_any()),
                    Panel::Info => Some(view! { <info::InfoPanel/> }.into_any()),
                }}
                // Always there: if it came with the selection, the picture would jump away under
                // the second click of a double click.
                <DetailsPanel/>
            </div>
        </main>
    }
    .into_any()
}

/// So much of a diff on call paths of one side only is more than a change of code explains.
const MUCH: f64 = 0.3;
/// The same samples that were written out in two ways are hardly on such paths.
const LITTLE: f64 = 0.05;

/// A hint where inlined frames make the same code look different: known on one side of a diff only,
/// or inlined in other places.
fn differs_by_inlining(state: State) -> Option<AnyView> {
    let shown = state.diff_shown.read();
    let shown = shown.as_ref()?;
    let merges = |it: &Shareable| it.view.transforms.contains(&Transform::MergeInlined);
    // What is shown is of a moment ago while the engine works.
    let (is_merged, is_folded) = state.link.with_value(|link| {
        let shareable = link.shown_shareable.as_ref()?;
        let diff = shareable.diff.as_ref();
        Some((merges(shareable), diff.is_some_and(|diff| !diff.folded.is_empty())))
    })?;
    if state.shareable.read().as_ref().is_none_or(|wanted| merges(wanted) != is_merged) {
        return None;
    }
    let one_sided = shown.one_sided / shown.shown.total.max(f64::MIN_POSITIVE);
    let [baseline_has, comparison_has] = shown.has_inlined;
    let is_known_alike = baseline_has == comparison_has;
    let is_worth_it = match (is_known_alike, is_merged) {
        (true, true) => false,
        (true, false) => one_sided > MUCH,
        (false, true) => one_sided > LITTLE && !is_folded,
        (false, false) => true,
    };
    if !is_worth_it {
        return None;
    }
    let text = if is_known_alike || is_merged {
        let mut text = format_share(one_sided);
        text.push_str(
            " of the total is on call paths that only one side has: functions seem to be inlined in other places. ",
        );
        text
    } else {
        "Inlined frames are known on one side only, so that the same code looks different. "
            .to_owned()
    };
    let remedy = if !is_merged && (baseline_has || comparison_has) {
        text_button("button small", "Merge inlined frames on both", move || {
            state.change(|shareable| shareable.view.transforms.push(Transform::MergeInlined));
        })
    } else {
        // The files don't say which frames are inlined, or don't say it of all.
        "“More” finds such functions and merges them into their callers.".into_any()
    };
    Some(view! { <p class="hint">{text}{remedy}</p> }.into_any())
}
