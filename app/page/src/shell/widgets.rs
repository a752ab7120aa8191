//! Small pieces that many parts of the page are made of.

use super::icons::{CLOSE, DOWN, icon};
use crate::browser_text::percent_width;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

/// A button with an icon alone; `name` is what it does.
pub fn icon_button(path: &'static str, name: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button type="button" class="icon-button" aria-label=name title=name on:click=move |_| act()>
            {icon(path)}
        </button>
    }
    .into_any()
}

/// A small cross that removes what it stands behind.
pub fn remove_button(name: String, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="remove"
            aria-label=name.clone()
            title=name
            on:click=move |_| act()
        >
            {icon(CLOSE)}
        </button>
    }
    .into_any()
}

/// A plain button with a text.
pub fn text_button(
    class: &'static str,
    text: impl Into<String>,
    act: impl Fn() + 'static,
) -> AnyView {
    let text: String = text.into();
    view! { <button type="button" class=class on:click=move |_| act()>{text}</button> }.into_any()
}

/// A switch with its name.
pub fn switch(
    name: impl Into<String>,
    hint: &'static str,
    is_on: Signal<bool>,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    let name: String = name.into();
    view! {
        <label class="choice" title=hint>
            <input
                type="checkbox"
                prop:checked=is_on
                on:change=move |event| set(event_target_checked(&event))
            />
            <span>{name}</span>
        </label>
    }
    .into_any()
}

/// One of several, with its name; `group` is the same for all of them.
pub fn radio(
    group: &'static str,
    name: &'static str,
    is_on: Signal<bool>,
    choose: impl Fn() + 'static,
) -> AnyView {
    view! {
        <label class="choice">
            <input type="radio" name=group prop:checked=is_on on:change=move |_| choose()/>
            <span>{name}</span>
        </label>
    }
    .into_any()
}

/// A native list to choose from; `choose` gets the place of the chosen name.
pub fn select(
    name: &'static str,
    options: Vec<String>,
    chosen: Signal<usize>,
    choose: impl Fn(usize) + 'static,
) -> AnyView {
    view! {
        <label class="pill select">
            <span class="muted">{name}</span>
            <select on:change=move |event| {
                if let Ok(place) = event_target_value(&event).parse() {
                    choose(place);
                }
            }>
            {options
                .into_iter()
                .enumerate()
                .map(|(place, name)| {
                    view! {
                        <option value=place.to_string() prop:selected=move || chosen.get() == place>
                            {name}
                        </option>
                    }
                })
                .collect_view()}
            </select>
        </label>
    }
    .into_any()
}

/// A bar that is as long as a share of 1. The number stands beside it, so it is for the eye only.
pub fn share_bar(share: f64) -> AnyView {
    let width = percent_width(share);
    view! {
        <span class="share-bar" aria-hidden="true">
            <span style:width=width></span>
        </span>
    }
    .into_any()
}

/// A button that opens a small card below it. Its content is made when it opens, and closes
/// with Esc, or with a click beside it. `id` names the card in the document.
pub fn menu(
    id: &'static str,
    class: &'static str,
    name: &'static str,
    path: &'static str,
    label: AnyView,
    content: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_open = RwSignal::new(false);
    view! {
        <div class="menu">
            <button type="button" class=class popovertarget=id title=name>
                {icon(path)}
                {label}
                {icon(DOWN)}
            </button>
            <div
                id=id
                class="card"
                popover="auto"
                role="group"
                aria-label=name
                on:toggle=move |event| {
                    let card: web_sys::Element = event_target(&event);
                    is_open.set(card.matches(":popover-open").unwrap_or(false));
                }
            >
                {move || is_open.get().then(&content)}
            </div>
        </div>
    }
    .into_any()
}

/// Closes the card that [`menu`] made under this id.
pub fn close_menu(id: &str) {
    if let Some(card) = element::<web_sys::HtmlElement>(id) {
        // Fails only if it is closed already.
        let _ = card.hide_popover();
    }
}

/// The element with this id, if it is there and of this type.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}
