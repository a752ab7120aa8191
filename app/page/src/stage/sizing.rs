//! Keeps the canvas as large as its element, in whole device pixels.

use crate::size_watch::SizeWatch;
use crate::stage::easel::Easel;
use crate::stage::world;
use gloo::events::EventListener;
use js_sys::{Array, Reflect};
use leptos::html::Canvas;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    HtmlCanvasElement, ResizeObserverBoxOptions, ResizeObserverEntry, ResizeObserverOptions,
    ResizeObserverSize,
};

/// Watches the element's size and the window's pixel ratio for as long as the component lives.
pub fn keep_size(node_ref: NodeRef<Canvas>, easel: Easel) {
    let watch = StoredValue::new_local(None::<Watch>);
    Effect::new(move || {
        if let Some(canvas) = node_ref.get() {
            watch.set_value(Watch::new(canvas, easel));
        }
    });
    on_cleanup(move || {
        watch.try_set_value(None);
    });
}

/// A canvas that is being watched.
struct Watch {
    _size: SizeWatch,
    /// A browser that lost a canvas gives it back as if it were new.
    _on_restored: EventListener,
    // Zooming the page changes the pixel ratio, and may leave the element's size alone.
    _on_zoom: Option<EventListener>,
}

impl Watch {
    fn new(canvas: HtmlCanvasElement, easel: Easel) -> Option<Self> {
        let element = canvas.clone();
        let on_resize = move |entries: Array| {
            let Ok(entry) = entries.get(entries.length().saturating_sub(1)).dyn_into() else {
                return;
            };
            let ratio = world::pixel_ratio();
            let by_css = css_size(&element, ratio);
            let (width, height) =
                exact_size(&entry).filter(|exact| is_near(*exact, by_css)).unwrap_or(by_css);
            resize(easel, &element, width, height, ratio);
        };
        // Safari has no device pixel box; asking for one there is an error or does nothing.
        let options = ResizeObserverOptions::new();
        let has_exact_size = world::has_device_pixel_box();
        if has_exact_size {
            options.set_box(ResizeObserverBoxOptions::DevicePixelContentBox);
        }
        let size = SizeWatch::new(&canvas, &options, Box::new(on_resize))?;
        let on_restored = EventListener::new(&canvas, "contextrestored", move |_| easel.restyle());
        let on_zoom = (!has_exact_size).then(web_sys::window).flatten().map(|window| {
            EventListener::new(&window, "resize", move |_| {
                let ratio = world::pixel_ratio();
                let (width, height) = css_size(&canvas, ratio);
                resize(easel, &canvas, width, height, ratio);
            })
        });
        Some(Self { _size: size, _on_restored: on_restored, _on_zoom: on_zoom })
    }
}

fn resize(easel: Easel, canvas: &HtmlCanvasElement, width: u32, height: u32, ratio: f64) {
    easel.resize(canvas, width, height, ratio);
    easel.fit_rows();
}

/// The size that the browser says is free of rounding.
fn exact_size(entry: &ResizeObserverEntry) -> Option<(u32, u32)> {
    let sizes = Reflect::get(entry, &JsValue::from_str("devicePixelContentBoxSize")).ok()?;
    let size: ResizeObserverSize = sizes.dyn_into::<Array>().ok()?.get(0).dyn_into().ok()?;
    Some((size.inline_size() as u32, size.block_size() as u32))
}

/// Whether an exact size can be true. Chromium's emulation of other pixel ratios leaves it as if
/// there were none: the picture would be blown up.
fn is_near(exact: (u32, u32), by_css: (u32, u32)) -> bool {
    exact.0.abs_diff(by_css.0) <= 2 && exact.1.abs_diff(by_css.1) <= 2
}

fn css_size(canvas: &HtmlCanvasElement, ratio: f64) -> (u32, u32) {
    let rect = canvas.get_bounding_client_rect();
    ((rect.width() * ratio).round() as u32, (rect.height() * ratio).round() as u32)
}
