//! A slim scrollbar that shows that there are more rows, and where in them one is.

use crate::browser_text::written;
use crate::state::State;
use crate::viewport;
use leptos::html::Div;
use leptos::prelude::*;
use protocol::Direction;
use web_sys::PointerEvent;

/// The shortest thumb, as a part of the bar: one that can still be taken hold of.
const SHORTEST_THUMB: f64 = 0.06;

/// The thumb's place and length as parts of the bar; `None` where all rows are in sight.
pub fn thumb(first_row: f64, fitting: f64, row_count: f64) -> Option<(f64, f64)> {
    if row_count <= fitting {
        return None;
    }
    let length = (fitting / row_count).clamp(SHORTEST_THUMB, 1.0);
    let position = (first_row / (row_count - fitting)).clamp(0.0, 1.0);
    Some((position * (1.0 - length), length))
}

/// The scrollbar. Hidden from screen readers, who scroll by selecting.
#[component]
pub fn Scrollbar() -> impl IntoView {
    let state = expect_context::<State>();
    let node_ref = NodeRef::<Div>::new();
    let is_flipped = move || {
        state
            .shareable
            .with(|it| it.as_ref().is_some_and(|it| it.direction == Direction::RootAtBottom))
    };
    let tree_row_count =
        Memo::new(move |_| state.shown.with(|it| it.as_ref().map_or(0, |it| it.row_count)));
    let place = Memo::new(move |_| {
        let viewport = state.viewport.get();
        thumb(viewport.first_row, viewport.row_count, f64::from(tree_row_count.get()))
    });
    let dragged = StoredValue::new(None::<f64>);
    let on_move = move |event: PointerEvent| {
        let (Some(before), Some(bar)) = (dragged.get_value(), node_ref.get_untracked()) else {
            return;
        };
        let y = f64::from(event.client_y());
        dragged.set_value(Some(y));
        let Some((_, length)) = place.get_untracked() else { return };
        let way = f64::from(bar.client_height()) * (1.0 - length);
        let viewport = state.viewport.get_untracked();
        let row_count = tree_row_count.get_untracked();
        let rows = (y - before) / way.max(1.0) * (f64::from(row_count) - viewport.row_count);
        let rows = if is_flipped() { -rows } else { rows };
        state.look_at_by_hand(viewport::panned(viewport, 0.0, rows, row_count));
    };
    view! {
        <div class="scrollbar" aria-hidden="true" node_ref=node_ref hidden=move || place.get().is_none()>
            <div
                class="scrollbar-thumb"
                style:top=move || {
                    let (start, length) = place.get().unwrap_or((0.0, 1.0));
                    let top = if is_flipped() { 1.0 - start - length } else { start };
                    written(top * 100.0) + "%"
                }
                style:height=move || {
                    written(place.get().map_or(1.0, |place| place.1) * 100.0) + "%"
                }
                on:pointerdown=move |event: PointerEvent| {
                    dragged.set_value(Some(f64::from(event.client_y())));
                    if let Some(bar) = node_ref.get_untracked()
                        && let Some(thumb) = bar.first_element_child()
                    {
                        let _ = thumb.set_pointer_capture(event.pointer_id());
                    }
                }
                on:pointermove=on_move
                on:pointerup=move |_| dragged.set_value(None)
                on:pointercancel=move |_| dragged.set_value(None)
            ></div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumb_shows_where_one_is() {
        assert_eq!(thumb(0.0, 30.0, 20.0), None);
        assert_eq!(thumb(0.0, 25.0, 100.0), Some((0.0, 0.25)));
        assert_eq!(thumb(75.0, 25.0, 100.0), Some((0.75, 0.25)));
    }

    #[test]
    fn a_million_rows_leave_a_thumb_to_hold() {
        let (start, length) = thumb(999_970.0, 30.0, 1e6).unwrap_or_default();
        assert_eq!(length, SHORTEST_THUMB);
        assert!((start + length - 1.0).abs() < 1e-12);
    }
}
