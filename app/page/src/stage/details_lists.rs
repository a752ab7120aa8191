//! The lists of the details panel: callers, callees, and the call path.

use crate::browser_text::percent_width;
use crate::stage::facts::{share, shares};
use crate::state::State;
use leptos::prelude::*;
use protocol::unit::{format_number, format_share};
use protocol::{Details, Neighbour, Shown};
use std::sync::Arc;

/// After so many steps the engine leaves out the middle of a long path.
const PATH_HEAD: usize = 100;

/// The callers or callees of the selected bar's function, with the part of its total that passes
/// between the two.
#[component]
pub fn Neighbours(
    /// What they are.
    heading: &'static str,
    /// They.
    neighbours: Vec<Neighbour>,
    /// What is shown.
    shown: Arc<Shown>,
    /// The selected bar.
    of: Arc<Details>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let total = of.function.as_ref().map_or(of.place.total_weight, |it| it.total_weight);
    let is_diff = of.place.baseline_weight.is_some();
    let rows: Vec<_> = neighbours
        .into_iter()
        .map(|neighbour| {
            let fraction = share(neighbour.weight, total);
            let of_all = shares(neighbour.weight, neighbour.baseline_weight, shown.total);
            // In a diff no share of the function says anything: it has two totals.
            let (weight, share_of) = match neighbour.baseline_weight {
                Some(_) => (String::new(), of_all.clone()),
                None => (shown.unit.format(neighbour.weight), format_share(fraction)),
            };
            let title = format!("{}: {weight} {of_all} of all", neighbour.name);
            let content = view! {
                <span class="neighbour-share">{share_of}</span>
                <span class="neighbour-name"><bdi>{neighbour.name}</bdi></span>
                <span class="neighbour-weight">{weight}</span>
                <span class="share-bar" aria-hidden="true">
                    <span style:width=percent_width(fraction)></span>
                </span>
            };
            match neighbour.function {
                Some(function) => view! {
                    <li>
                        <button
                            type="button"
                            class="neighbour"
                            title=title
                            on:click=move |_| state.select_function(function)
                        >
                            {content}
                        </button>
                    </li>
                }
                .into_any(),
                None => view! { <li class="neighbour" title=title>{content}</li> }.into_any(),
            }
        })
        .collect();
    let is_empty = rows.is_empty();
    view! {
        <section class="details-list">
            <h3>{heading} <small>{if is_diff { "share of all" } else { "share of the function's total" }}</small></h3>
            {is_empty.then(|| view! { <p class="details-hint">"None"</p> })}
            <ul>{rows}</ul>
        </section>
    }
}

/// The full call path, each step a button.
#[component]
pub fn CallPath(
    /// The selected bar.
    details: Arc<Details>,
) -> impl IntoView {
    let state = expect_context::<State>();
    let left_out = details.path_left_out;
    let step_count = details.path.len() + left_out as usize;
    let last = details.path.len().saturating_sub(1);
    let steps: Vec<_> = details
        .path
        .iter()
        .enumerate()
        .map(|(place, step)| {
            let node = step.node;
            let gap = (left_out > 0 && place == PATH_HEAD).then(|| {
                let text = format!("… {} steps …", format_number(f64::from(left_out)));
                view! { <li class="details-hint">{text}</li> }
            });
            view! {
                {gap}
                <li>
                    <button
                        type="button"
                        class="path-step"
                        title=step.name.clone()
                        aria-current=(place == last).then_some("true")
                        on:click=move |_| state.select_and_reveal(node)
                    >
                        <bdi>{step.name.clone()}</bdi>
                    </button>
                </li>
            }
        })
        .collect();
    (step_count > 0).then(|| view! {
        <section class="details-list">
            <h3>"Call path" <small>{format!("{} deep, root first", format_number(step_count as f64))}</small></h3>
            <ol>{steps}</ol>
        </section>
    })
}
