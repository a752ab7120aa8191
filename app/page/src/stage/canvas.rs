//! The canvas as an element: its size, its pointers, its wheel.

use crate::stage::easel::Easel;
use crate::stage::gesture::{Gesture, Hand, LONG_PRESS_MS, Point};
use crate::stage::hover::Hovering;
use crate::stage::menu::MenuState;
use crate::stage::world;
use crate::state::State;
use crate::viewport;
use gloo::timers::callback::Timeout;
use leptos::html::Canvas;
use leptos::prelude::*;
use protocol::{Direction, NodeId};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent, PointerEvent, WheelEvent};

/// How much a wheel's step of one pixel zooms.
const ZOOM_PER_WHEEL_PX: f64 = 0.004;
/// How high a line is, for wheels that count lines.
const WHEEL_LINE_CSS_PX: f64 = 20.0;

/// The canvas with the flame graph.
#[component]
pub fn FlameCanvas(easel: Easel, menu: MenuState) -> impl IntoView {
    let state = expect_context::<State>();
    let node_ref = NodeRef::<Canvas>::new();
    crate::stage::sizing::keep_size(node_ref, easel);
    keep_painted(state, easel);
    let hand = StoredValue::new_local(Hand::default());
    let long_press = StoredValue::new_local(None::<Timeout>);
    let hovering = Hovering::new(state, easel);

    let act = move |gesture: Gesture| act(state, easel, menu, gesture);
    let on_down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        menu.close();
        let at = point(&event);
        let is_touch = event.pointer_type() == "touch";
        hand.update_value(|hand| {
            hand.down(event.pointer_id(), at, world::now_ms(), is_touch);
        });
        if let Some(canvas) = easel.canvas() {
            let _ = canvas.set_pointer_capture(event.pointer_id());
        }
        if is_touch {
            let timer = Timeout::new(LONG_PRESS_MS as u32, move || {
                let gesture =
                    hand.try_update_value(|hand| hand.long_press(world::now_ms())).flatten();
                gesture.into_iter().for_each(act);
            });
            long_press.set_value(Some(timer));
        }
    };
    let on_move = move |event: PointerEvent| {
        let at = point(&event);
        let gestures =
            hand.try_update_value(|hand| hand.moved(event.pointer_id(), at)).unwrap_or_default();
        gestures.into_iter().for_each(act);
        let is_moving = hand.with_value(Hand::is_moving);
        if let Some(canvas) = easel.canvas() {
            let _ = canvas.class_list().toggle_with_force("is-grabbed", is_moving);
        }
        if is_moving || event.pointer_type() == "touch" {
            hovering.leave();
        } else {
            hovering.over(at, (f64::from(event.client_x()), f64::from(event.client_y())));
        }
    };
    let on_up = move |event: PointerEvent| {
        long_press.set_value(None);
        let gesture =
            hand.try_update_value(|hand| hand.up(event.pointer_id(), world::now_ms())).flatten();
        if let Some(canvas) = easel.canvas() {
            let _ = canvas.class_list().remove_1("is-grabbed");
        }
        gesture.into_iter().for_each(act);
    };
    let on_leave = move |event: PointerEvent| {
        hovering.leave();
        // A finger leaves with each lift, between the two taps of a double tap too.
        if event.pointer_type() != "touch" {
            hand.update_value(Hand::leave);
        }
    };
    let on_cancel = move |event: PointerEvent| {
        long_press.set_value(None);
        hand.update_value(|hand| hand.cancel(event.pointer_id()));
        hovering.leave();
    };
    let on_wheel = move |event: WheelEvent| {
        event.prevent_default();
        menu.close();
        wheel(state, easel, &event);
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        hovering.over(point(&event), at);
    };
    let on_menu = move |event: MouseEvent| {
        event.prevent_default();
        // A long press of a finger has opened it already; its event comes from the same place.
        if !menu.is_open() {
            act(Gesture::LongPress(point(&event)));
        }
    };
    view! {
        <canvas
            node_ref=node_ref
            class="stage-canvas"
            aria-hidden="true"
            on:pointerdown=on_down
            on:pointermove=on_move
            on:pointerup=on_up
            on:pointercancel=on_cancel
            on:pointerleave=on_leave
            on:wheel=on_wheel
            on:contextmenu=on_menu
        ></canvas>
    }
}

/// Has the easel look again whenever something changes that the picture shows.
fn keep_painted(state: State, easel: Easel) {
    ImmediateEffect::new_scoped(move || {
        state.new_picture.track();
        untrack(|| easel.refresh());
    });
    Effect::new(move || {
        state.viewport.track();
        state.shown.track();
        state.selected.track();
        state.shareable.track();
        easel.refresh();
    });
    Effect::new(move || {
        state.hover.with(|hover| hover.as_ref().map(|hover| hover.place.node));
        easel.repaint();
    });
    Effect::new(move || {
        state.theme.track();
        // The style sheet's variables change in the same turn as the theme; read them after it.
        request_animation_frame(move || easel.restyle());
    });
}

/// Does what a gesture means.
fn act(state: State, easel: Easel, menu: MenuState, gesture: Gesture) {
    match gesture {
        Gesture::Click(at) => state.select(node(state, easel, at)),
        Gesture::DoubleClick(at) => state.zoom_to(node(state, easel, at)),
        Gesture::LongPress(at) => {
            if let Some(node) = node(state, easel, at) {
                state.select(Some(node));
                menu.open(easel, node, at);
            }
        }
        Gesture::Pan { dx, dy } => pan(state, easel, dx, dy),
        Gesture::Zoom { about, factor } => zoom(state, easel, about.x, factor),
    }
}

/// Moves the picture by so many CSS pixels, as the hand does.
pub fn pan(state: State, easel: Easel, dx: f64, dy: f64) {
    let Some(frame) = easel.frame() else { return };
    let away_from_root = match frame.direction {
        Direction::RootOnTop => -dy,
        Direction::RootAtBottom => dy,
    };
    let rows = away_from_root * frame.pixel_ratio / frame.row_height;
    let dx = -dx * frame.pixel_ratio / frame.width;
    let next = viewport::panned(state.viewport.get_untracked(), dx, rows, tree_row_count(state));
    state.look_at_by_hand(next);
}

/// Zooms about a place, in CSS pixels from the left.
pub fn zoom(state: State, easel: Easel, x: f64, factor: f64) {
    let Some(frame) = easel.frame() else { return };
    let at = x * frame.pixel_ratio / frame.width;
    let next = viewport::zoomed(state.viewport.get_untracked(), at, 1.0 / factor);
    state.look_at_by_hand(next);
}

/// How many rows the tree has.
pub fn tree_row_count(state: State) -> u32 {
    state.shown.with_untracked(|shown| shown.as_ref().map_or(0, |shown| shown.row_count))
}

fn wheel(state: State, easel: Easel, event: &WheelEvent) {
    let scale = match event.delta_mode() {
        WheelEvent::DOM_DELTA_LINE => WHEEL_LINE_CSS_PX,
        WheelEvent::DOM_DELTA_PAGE => WHEEL_LINE_CSS_PX * 20.0,
        _ => 1.0,
    };
    let (dx, dy) = (event.delta_x() * scale, event.delta_y() * scale);
    if event.ctrl_key() || event.meta_key() {
        // Browsers report a pinch on a touchpad as a wheel with Ctrl, in much smaller steps.
        let step = if dy.abs() < 16.0 { 3.0 * dy } else { dy };
        zoom(state, easel, f64::from(event.offset_x()), (-step * ZOOM_PER_WHEEL_PX).exp());
    } else if event.shift_key() && dx == 0.0 {
        pan(state, easel, -dy, 0.0);
    } else {
        pan(state, easel, -dx, -dy);
    }
}

/// The node at a place, if it is of the tree that is shown.
fn node(state: State, easel: Easel, at: Point) -> Option<NodeId> {
    let (tree, node) = easel.node_at(at)?;
    let shown = state.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.tree));
    (shown == Some(tree)).then_some(node)
}

fn point(event: &MouseEvent) -> Point {
    // `offset_x` is relative to the canvas: pointer capture makes it the target.
    let corner = event
        .current_target()
        .and_then(|target| target.dyn_into::<HtmlElement>().ok())
        .map(|canvas| canvas.get_bounding_client_rect());
    let (left, top) = corner.map_or((0.0, 0.0), |rect| (rect.left(), rect.top()));
    Point { x: f64::from(event.client_x()) - left, y: f64::from(event.client_y()) - top }
}
