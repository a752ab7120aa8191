//! The tip beside the pointer: what the bar is and what it weighs.

use crate::stage::{facts, tip_place, world};
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;

/// The tip. Hidden from screen readers: the tree and the details say the same.
#[component]
pub fn HoverTip() -> impl IntoView {
    let state = expect_context::<State>();
    let node_ref = NodeRef::<Div>::new();
    // What it says changes with the node, where it stands with each move of the pointer.
    let content = Memo::new(move |_| {
        let hover = state.hover.get()?;
        Some((hover.place, hover.function))
    });
    Effect::new(move || {
        content.track();
        let Some((element, hover)) = node_ref.get().zip(state.hover.get()) else { return };
        let size = (f64::from(element.offset_width()), f64::from(element.offset_height()));
        let (x, y) = tip_place::place((hover.x_css_px, hover.y_css_px), size, world::window_size());
        let style = web_sys::HtmlElement::style(&element);
        let _ = style.set_property("translate", &format!("{x}px {y}px"));
    });
    move || {
        let (place, function) = content.get()?;
        let shown = state.shown.get()?;
        let zoomed = state.zoomed.get();
        let rows = facts::weights(&place, &shown, zoomed.as_ref());
        let source = function.as_ref().map(facts::source).unwrap_or_default();
        Some(view! {
            <div class="tip" node_ref=node_ref aria-hidden="true">
                <div class="tip-name">{place.name.clone()}</div>
                <table class="tip-weights">
                    {rows
                        .into_iter()
                        .map(|row| view! {
                            <tr>
                                <th>{row.label}</th>
                                <td>{row.weight}</td>
                                <td>{row.share_of_all}</td>
                                <td>{row.share_of_zoomed}</td>
                            </tr>
                        })
                        .collect_view()}
                </table>
                {(!source.is_empty()).then(|| view! { <div class="tip-source">{source}</div> })}
                {place.inlined.then(|| view! { <div class="tip-source">"inlined"</div> })}
            </div>
        })
    }
}
