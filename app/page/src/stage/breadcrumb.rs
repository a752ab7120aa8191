//! The call path of the node that is zoomed to: each step a button that goes back to it.

use crate::stage::around::neighbourhood;
use crate::stage::crumbs::{Crumbs, fold};
use crate::stage::facts;
use crate::state::State;
use leptos::prelude::*;
use protocol::{NodeId, TreeRow};

/// How wide a step is on average, and what else stands in the line.
const STEP_CSS_PX: f64 = 160.0;
const REST_CSS_PX: f64 = 280.0;
/// Names up to this length are never cut: there is nothing to be gained.
const SHORT_NAME_CHARACTERS: usize = 14;

/// The breadcrumb. It keeps its place where nothing is zoomed: the picture must not jump.
#[component]
pub fn Breadcrumb() -> impl IntoView {
    let state = expect_context::<State>();
    let zoomed = Memo::new(move |_| state.zoomed.get().map(|place| place.node));
    let place = neighbourhood(state, move || zoomed.get());
    let room = crate::stage::world::window_size().0 - REST_CSS_PX;
    let room = (room / STEP_CSS_PX).clamp(1.0, 7.0) as usize;
    let steps = Memo::new(move |_| {
        let depth = state.zoomed.get().map_or(0, |place| place.row as usize);
        // The root has a button of its own.
        let mut known: Vec<TreeRow> = Vec::new();
        if let Some(place) = place.get().filter(|place| Some(place.around.node) == zoomed.get()) {
            known.extend(place.around.ancestors.iter().cloned());
            known.extend(place.this().cloned());
            known.retain(|row| row.node != NodeId(0));
        }
        (depth, known)
    });
    view! {
        <nav class="crumbs" aria-label="Zoomed to">
            <ol>
                <li>
                    <button
                        type="button"
                        aria-current=move || zoomed.get().is_none().then_some("location")
                        on:click=move |_| state.zoom_to(None)
                    >
                        {move || all(state)}
                    </button>
                </li>
                {move || {
                    let (depth, known) = steps.get();
                    let Crumbs { head_count, gap_count, tail_count } =
                        fold(depth, known.len(), room);
                    let (head, rest) = known.split_at(head_count.min(known.len()));
                    let tail = rest.get(rest.len().saturating_sub(tail_count)..).unwrap_or(rest);
                    let last = known.last().map(|row| row.node);
                    let step = |row: &TreeRow| view_step(state, row, Some(row.node) == last);
                    view! {
                        {head.iter().map(step).collect_view()}
                        {(gap_count > 0 && !known.is_empty()).then(|| view! {
                            <li class="crumb-gap">
                                <span aria-hidden="true">"…"</span>
                                <span class="sr-only">{format!("{gap_count} steps left out")}</span>
                            </li>
                        })}
                        {tail.iter().map(step).collect_view()}
                    }
                }}
            </ol>
            {move || share_of_all(state).map(|share| view! { <span class="crumb-share">{share}</span> })}
        </nav>
    }
}

fn view_step(state: State, row: &TreeRow, is_last: bool) -> impl IntoView + use<> {
    let node = row.node;
    let (name, title) = (row.name.clone(), row.name.clone());
    // The longer, the more it gives.
    let shrink = name.chars().count().saturating_sub(SHORT_NAME_CHARACTERS);
    view! {
        <li style:flex-shrink=shrink.to_string()>
            <button
                type="button"
                title=title
                aria-current=is_last.then_some("location")
                on:click=move |_| state.zoom_to(Some(node))
            >
                // The end of a name tells most: it is the beginning that is cut.
                <bdi>{name}</bdi>
            </button>
        </li>
    }
}

/// "All" with the total of everything.
fn all(state: State) -> String {
    if let Some(diff) = state.diff_shown.get() {
        let [baseline, comparison] =
            diff.sides.each_ref().map(|side| diff.shown.unit.format(side.total));
        return format!("All, {baseline} → {comparison}");
    }
    state.shown.with(|shown| {
        shown.as_ref().map_or_else(
            || "All".to_owned(),
            |shown| format!("All, {}", shown.unit.format(shown.total)),
        )
    })
}

fn share_of_all(state: State) -> Option<String> {
    let zoomed = state.zoomed.get()?;
    let total = state.shown.with(|shown| shown.as_ref().map(|shown| shown.total))?;
    let shares = facts::shares(zoomed.total_weight, zoomed.baseline_weight, total);
    Some(format!("{shares} of all"))
}
