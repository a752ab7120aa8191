//! The panel of the selected bar: weights, callers and callees, call path, occurrences.

use crate::browser_text::percent_width;
use crate::stage::details_lists::{CallPath, Neighbours};
use crate::stage::facts::{self, ChangeRow, WeightRow};
use crate::stage::{menu, menu_items};
use crate::state::{SelectedChange, State};
use leptos::prelude::*;
use protocol::diff::SideFacts;
use protocol::unit::format_number;
use protocol::{Details, Place, Shown};
use std::sync::Arc;

/// Where the window is narrower, the panel opens closed: the picture needs the room.
const NARROW_CSS_PX: f64 = 820.0;

/// The panel. It keeps its place where nothing is selected: the picture must not jump.
#[component]
pub fn DetailsPanel() -> impl IntoView {
    let state = expect_context::<State>();
    let is_open = RwSignal::new(crate::stage::world::window_size().0 >= NARROW_CSS_PX);
    // The details before stay until the new ones are there: no flicker between two bars.
    let details = Memo::new(move |_| {
        state.selected.get()?;
        state.details.get()
    });
    let title = move || match details.get() {
        Some(details) => details.place.name.clone(),
        None => "No bar is selected".to_owned(),
    };
    let summary = move || {
        let (details, shown) = details.get().zip(state.shown.get())?;
        if let Some(change) = state.selected_change.get() {
            let [total, _] = facts::changes(&change.node.total, &change.node.own, &shown);
            return Some(format!("{} · {}", total.points, total.verdict));
        }
        let [total, _] = facts::weights(&details.place, &shown, None);
        Some(format!("{} · {}", total.weight, total.share_of_all))
    };
    view! {
        <aside class="details" class:is-closed=move || !is_open.get() aria-label="Selected bar">
            <div class="details-head">
                <h2 class="details-name">{title}</h2>
                <button
                    type="button"
                    class="details-toggle"
                    aria-expanded=move || if is_open.get() { "true" } else { "false" }
                    aria-controls="details-body"
                    aria-label="Details"
                    on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
                >
                    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                        <path d="M4 6l4 4 4-4" fill="none" stroke="currentColor" stroke-width="1.75"/>
                    </svg>
                </button>
                <p class="details-summary">{summary}</p>
            </div>
            <div id="details-body" class="details-body" hidden=move || !is_open.get()>
                {move || match details.get().zip(state.shown.get()) {
                    Some((details, shown)) => {
                        let zoomed = state.zoomed.get();
                        let change = state.selected_change.get();
                        view! { <Facts details shown zoomed change/> }.into_any()
                    }
                    None => view! {
                        <p class="details-hint">
                            "Click a bar, or use the arrow keys, to see what it weighs, \
                             who calls it and what it calls."
                        </p>
                    }
                    .into_any(),
                }}
            </div>
        </aside>
    }
}

#[component]
fn Facts(
    details: Arc<Details>,
    shown: Arc<Shown>,
    zoomed: Option<Place>,
    change: Option<Arc<SelectedChange>>,
) -> impl IntoView {
    let this = facts::weights(&details.place, &shown, zoomed.as_ref());
    let all = details.function.as_ref().map(|function| facts::function_weights(function, &shown));
    let source = details.function.as_ref().map(facts::source).unwrap_or_default();
    let raw_name = details
        .function
        .as_ref()
        .map(|function| function.raw_name.clone())
        .filter(|raw_name| !raw_name.is_empty());
    let is_inlined = details.place.inlined;
    view! {
        {(!source.is_empty()).then(|| view! { <p class="details-source">{source}</p> })}
        {is_inlined.then(|| view! { <p class="details-source">"inlined into its caller"</p> })}
        {raw_name.map(|raw_name| view! {
            <details class="details-raw"><summary>"Name in the file"</summary><code>{raw_name}</code></details>
        })}
        <Buttons details=details.clone()/>
        {match change {
            Some(change) => view! { <Changes change shown=shown.clone()/> }.into_any(),
            None => view! { <Weights this all/> }.into_any(),
        }}
        <Occurrences details=details.clone()/>
        <Neighbours heading="Callers" neighbours=details.callers.clone() shown=shown.clone() of=details.clone()/>
        <Neighbours heading="Callees" neighbours=details.callees.clone() shown=shown of=details.clone()/>
        <CallPath details/>
    }
}

/// Total and self of the bar, and of all calls of its function.
#[component]
fn Weights(this: [WeightRow; 2], all: Option<[WeightRow; 2]>) -> impl IntoView {
    view! {
        <table class="details-weights">
            <thead>
                <tr>
                    <th scope="col"><span class="sr-only">"Weight"</span></th>
                    <th scope="col">"This bar"</th>
                    {all.is_some().then(|| view! { <th scope="col">"All its calls"</th> })}
                </tr>
            </thead>
            <tbody>
                {this
                    .into_iter()
                    .enumerate()
                    .map(|(place, row)| {
                        let other = all.as_ref().map(|all| all[place].clone());
                        view! {
                            <tr>
                                <th scope="row">{row.label}</th>
                                {view_weight(row)}
                                {other.map(view_weight)}
                            </tr>
                        }
                    })
                    .collect_view()}
            </tbody>
        </table>
    }
}

/// Both sides of the bar, and of all calls of its function.
#[component]
fn Changes(change: Arc<SelectedChange>, shown: Arc<Shown>) -> impl IntoView {
    let this = facts::changes(&change.node.total, &change.node.own, &shown);
    let all = change.function.as_ref().map(|row| facts::changes(&row.total, &row.own, &shown));
    let state = expect_context::<State>();
    let files = state.diff_shown.with_untracked(|diff| {
        diff.as_ref().map(|diff| diff.sides.each_ref().map(SideFacts::name))
    });
    let files = files.unwrap_or_default();
    let head = |name: &'static str, files: &str| {
        let (files, title) = (files.to_owned(), files.to_owned());
        view! {
            <th scope="col" title=title>
                {name}
                <span class="details-share file">{files}</span>
            </th>
        }
    };
    let table = |caption: &'static str, rows: [ChangeRow; 2]| {
        view! {
            <table class="details-changes">
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        <th scope="col"><span class="sr-only">"Weight"</span></th>
                        {head("Baseline", &files[0])}
                        {head("Comparison", &files[1])}
                        <th scope="col">"Change"</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(view_change).collect_view()}</tbody>
            </table>
        }
    };
    view! {
        {table("This bar", this)}
        {all.map(|all| table("All its calls", all))}
    }
}

fn view_change(row: ChangeRow) -> impl IntoView {
    let [baseline, comparison] = row.sides;
    view! {
        <tr>
            <th scope="row">{row.label}</th>
            <td>{baseline}</td>
            <td>{comparison}</td>
            <td>
                {row.points}
                <span class="details-share">{row.verdict}</span>
                <span class="details-share">{row.p}</span>
            </td>
        </tr>
    }
}

fn view_weight(row: WeightRow) -> impl IntoView {
    view! {
        <td>
            <span class="details-weight">{row.weight}</span>
            <span class="details-share">{row.share_of_all}</span>
            {(!row.share_of_zoomed.is_empty())
                .then(|| view! { <span class="details-share">{row.share_of_zoomed}</span> })}
            <span class="share-bar" aria-hidden="true">
                <span style:width=percent_width(row.fraction)></span>
            </span>
        </td>
    }
}

#[component]
fn Buttons(details: Arc<Details>) -> impl IntoView {
    let state = expect_context::<State>();
    let node = details.place.node;
    let name = details.function.as_ref().map(|function| function.name.clone());
    let source_place = menu_items::source_place(&details);
    view! {
        <div class="details-buttons">
            <button type="button" on:click=move |_| state.zoom_to(Some(node))>"Zoom"</button>
            {name.map(|name| view! {
                <button type="button" on:click=move |_| state.copy(name.clone())>"Copy name"</button>
                <button type="button" on:click=move |_| menu::copy_path(state, &details)>
                    "Copy path"
                </button>
            })}
            {source_place.map(|place| view! {
                <button type="button" on:click=move |_| state.copy(place.clone())>
                    "Copy file:line"
                </button>
            })}
        </div>
    }
}

#[component]
fn Occurrences(details: Arc<Details>) -> impl IntoView {
    let state = expect_context::<State>();
    let count = details.function.as_ref().map_or(0, |function| function.node_count);
    let text = format!(
        "Bar {} of {} with this function, by weight",
        format_number(f64::from(details.occurrence) + 1.0),
        format_number(f64::from(count)),
    );
    (count > 1).then(|| {
        view! {
            <div class="details-occurrences">
                <span>{text}</span>
                <button
                    type="button"
                    aria-label="Previous bar of this function"
                    on:click=move |_| state.select_occurrence(true)
                >
                    "‹"
                </button>
                <button
                    type="button"
                    aria-label="Next bar of this function"
                    on:click=move |_| state.select_occurrence(false)
                >
                    "›"
                </button>
            </div>
        }
    })
}
