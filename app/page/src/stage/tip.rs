//! The tip beside the pointer: what the bar is and what it weighs.

use crate::browser_text::written;
use crate::stage::{facts, tip_place, world};
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;
use protocol::diff::NodeChange;
use protocol::{Place, Shown};

/// The tip. Hidden from screen readers: the tree and the details say the same.
#[component]
pub fn HoverTip() -> impl IntoView {
    let state = expect_context::<State>();
    let node_ref = NodeRef::<Div>::new();
    // What it says changes with the node, where it stands with each move of the pointer.
    let content = Memo::new(move |_| {
        let hover = state.hover.get()?;
        Some((hover.place, hover.function, hover.change))
    });
    Effect::new(move || {
        content.track();
        let Some((element, hover)) = node_ref.get().zip(state.hover.get()) else { return };
        let size = (f64::from(element.offset_width()), f64::from(element.offset_height()));
        let (x, y) = tip_place::place((hover.x_css_px, hover.y_css_px), size, world::window_size());
        let style = web_sys::HtmlElement::style(&element);
        let _ = style.set_property("translate", &(written(x) + "px " + &written(y) + "px"));
    });
    move || {
        let (place, function, change) = content.get()?;
        let shown = state.shown.get()?;
        let zoomed = state.zoomed.get();
        // In a diff the width of a bar is neither side's weight.
        let rows = match &change {
            Some(change) => change_rows(change, &shown),
            None => weight_rows(&place, &shown, zoomed.as_ref()),
        };
        let source = function.as_ref().map(facts::source).unwrap_or_default();
        Some(view! {
            <div class="tip" class:is-wide=change.is_some() node_ref=node_ref aria-hidden="true">
                <div class="tip-name">{place.name.clone()}</div>
                <table class="tip-weights">
                    {rows
                        .into_iter()
                        .map(|row| {
                            let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> });
                            view! { <tr>{cells.collect_view()}</tr> }
                        })
                        .collect_view()}
                </table>
                {(!source.is_empty()).then(|| view! { <div class="tip-source">{source}</div> })}
                {place.inlined.then(|| view! { <div class="tip-source">"inlined"</div> })}
            </div>
        })
    }
}

/// Total and self of a bar.
fn weight_rows(place: &Place, shown: &Shown, zoomed: Option<&Place>) -> Vec<Vec<String>> {
    facts::weights(place, shown, zoomed)
        .into_iter()
        .map(|row| vec![row.label.to_owned(), row.weight, row.share_of_all, row.share_of_zoomed])
        .collect()
}

/// Both sides of a bar of a diff.
fn change_rows(change: &NodeChange, shown: &Shown) -> Vec<Vec<String>> {
    let head = ["", "Baseline", "Comparison", "", "", ""].map(str::to_owned).to_vec();
    let rows = facts::changes(&change.total, &change.own, shown).into_iter().map(|row| {
        let [baseline, comparison] = row.sides;
        vec![row.label.to_owned(), baseline, comparison, row.points, row.verdict, row.p]
    });
    [head].into_iter().chain(rows).collect()
}
