//! The menu of a bar: opened by the right button, a long press or a key.

use crate::browser_text::written;
use crate::stage::easel::Easel;
use crate::stage::gesture::Point;
use crate::stage::menu_items::{Act, Item, items};
use crate::stage::{tip_place, world};
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;
use protocol::diff::DiffScale;
use protocol::{Answer, Details, Export, FunctionColumn, NodeId, Request};
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// Whether a menu is open, and where. Copy: it is a handle.
#[derive(Clone, Copy)]
pub struct MenuState {
    state: State,
    open: RwSignal<Option<OpenMenu>>,
}

/// An open menu.
#[derive(Clone, Debug, PartialEq)]
struct OpenMenu {
    details: Arc<Details>,
    /// Where it was asked for, in CSS pixels of the window.
    at: (f64, f64),
}

impl MenuState {
    /// No menu.
    pub fn new(state: State) -> Self {
        Self { state, open: RwSignal::new(None) }
    }

    /// Whether one is open.
    pub fn is_open(self) -> bool {
        self.open.with_untracked(Option::is_some)
    }

    /// Opens the menu of a node at a place of the canvas, as soon as the engine has said what the
    /// node is.
    pub fn open(self, easel: Easel, node: NodeId, at: Point) {
        let Some(canvas) = easel.canvas() else { return };
        let Some(tree) = tree(self.state) else { return };
        let corner = canvas.get_bounding_client_rect();
        let at = (corner.left() + at.x, corner.top() + at.y);
        leptos::task::spawn_local(async move {
            let reply = self.state.ask(Request::Detail { tree, node }).await;
            if let Some((Answer::Details { details, .. }, _)) = reply {
                self.state.hover_over(None);
                self.open.set(Some(OpenMenu { details: Arc::new(*details), at }));
            }
        });
    }

    /// Closes it.
    pub fn close(self) {
        if self.is_open() {
            self.open.set(None);
        }
    }
}

/// Does what an item says.
pub fn act(state: State, details: &Details, act: Act) {
    match act {
        Act::Zoom => state.zoom_to(Some(details.place.node)),
        Act::Change(transform) => {
            state.change(|shareable| shareable.view.transforms.push(transform));
        }
        Act::Copy(text) => state.copy(text),
        Act::CopyPath => copy_path(state, details),
        Act::Yardstick(name) => {
            state.change_diff(|diff| diff.scale = Some(DiffScale::Yardstick(name)));
        }
    }
}

/// Copies the call path, a function a line; one too long for the page is asked for.
pub fn copy_path(state: State, details: &Details) {
    if details.path_left_out == 0 {
        let names: Vec<&str> = details.path.iter().map(|step| step.name.as_str()).collect();
        return state.copy(names.join("\n"));
    }
    let Some(tree) = tree(state) else { return };
    let what = Export::CallPath(details.place.node);
    leptos::task::spawn_local(async move {
        let sort = FunctionColumn::default();
        let request = Request::Export { tree, what, sort, descending: true };
        let Some((Answer::Exported { .. }, buffers)) = state.ask(request).await else { return };
        let Some(buffer) = buffers.first() else { return };
        let bytes = js_sys::Uint8Array::new(buffer).to_vec();
        state.copy(String::from_utf8_lossy(&bytes).into_owned());
    });
}

fn tree(state: State) -> Option<protocol::TreeId> {
    state.shown.with_untracked(|shown| shown.as_ref().map(|shown| shown.tree))
}

/// The menu.
#[component]
pub fn BarMenu(
    /// Whether it is open.
    menu: MenuState,
    /// What gets the focus back.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    let close = move || {
        menu.close();
        on_close.run(());
    };
    move || menu.open.get().map(|open| view! { <OpenBarMenu open=open on_close=close/> })
}

#[component]
fn OpenBarMenu(open: OpenMenu, on_close: impl Fn() + Copy + Send + 'static) -> impl IntoView {
    let state = expect_context::<State>();
    let node_ref = NodeRef::<Div>::new();
    let at = open.at;
    Effect::new(move || {
        let Some(element) = node_ref.get() else { return };
        let size = (f64::from(element.offset_width()), f64::from(element.offset_height()));
        let (x, y) = tip_place::place((at.0 - 8.0, at.1 - 8.0), size, world::window_size());
        let style = web_sys::HtmlElement::style(&element);
        let _ = style.set_property("translate", &(written(x) + "px " + &written(y) + "px"));
        focus_item(&element, |_, _| 0);
    });
    let on_key = move |event: KeyboardEvent| {
        let Some(element) = node_ref.get_untracked() else { return };
        match event.key().as_str() {
            "ArrowDown" => focus_item(&element, |now, count| (now + 1) % count),
            "ArrowUp" => focus_item(&element, |now, count| (now + count - 1) % count),
            "Home" => focus_item(&element, |_, _| 0),
            "End" => focus_item(&element, |_, count| count - 1),
            "Escape" | "Tab" => on_close(),
            // The items are buttons: Enter and Space are theirs.
            "Enter" | " " => return event.stop_propagation(),
            _ => {}
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let details = open.details.clone();
    let rows: Vec<_> = items(&details, state.diff_shown.with_untracked(Option::is_some))
        .into_iter()
        .map(|Item { label, key, act: what, begins_group }| {
            let details = details.clone();
            let on_click = move |_| {
                on_close();
                act(state, &details, what.clone());
            };
            view! {
                {begins_group.then(|| view! { <div class="bar-menu-line" role="separator"></div> })}
                <button type="button" role="menuitem" tabindex="-1" on:click=on_click>
                    <span>{label}</span>
                    {key.map(|key| view! { <kbd aria-hidden="true">{key}</kbd> })}
                </button>
            }
        })
        .collect();
    let name = open.details.place.name.clone();
    view! {
        <div
            class="bar-menu-veil"
            on:pointerdown=move |_| on_close()
            // The finger that has opened the menu by resting also ends in a mouse event, which
            // would take the focus out of the menu.
            on:mousedown=|event| event.prevent_default()
            on:contextmenu=move |event| event.prevent_default()
        ></div>
        <div
            node_ref=node_ref
            class="bar-menu"
            role="menu"
            aria-label=format!("Bar {name}")
            on:keydown=on_key
            on:mousedown=|event| event.prevent_default()
        >
            {rows}
        </div>
    }
}

/// Moves the focus among the menu's items: from the number of the focused one and their count.
fn focus_item(menu: &HtmlElement, choose: impl Fn(usize, usize) -> usize) {
    let Ok(items) = menu.query_selector_all("[role=menuitem]") else { return };
    let count = items.length() as usize;
    if count == 0 {
        return;
    }
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    let now = (0..count)
        .find(|place| items.get(*place as u32).as_deref() == active.as_deref().map(AsRef::as_ref));
    let next = items.get(choose(now.unwrap_or(0), count) as u32);
    if let Some(item) = next.and_then(|item| item.dyn_into::<HtmlElement>().ok()) {
        let _ = item.focus();
    }
}
