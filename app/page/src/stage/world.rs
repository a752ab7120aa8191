//! The few things that the stage asks of the browser.

use wasm_bindgen::JsValue;

/// Milliseconds since the page began.
pub fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}

/// Whether the user has asked the system for less motion.
pub fn wants_less_motion() -> bool {
    web_sys::window()
        .and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// How many device pixels a CSS pixel has.
pub fn pixel_ratio() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio())
}

/// The size of the window, in CSS pixels.
pub fn window_size() -> (f64, f64) {
    let side = |value: Result<JsValue, JsValue>| {
        value.ok().and_then(|value| value.as_f64()).unwrap_or_default()
    };
    web_sys::window()
        .map_or((0.0, 0.0), |window| (side(window.inner_width()), side(window.inner_height())))
}

/// Whether a resize observer can tell an element's size in device pixels.
pub fn has_device_pixel_box() -> bool {
    let entry = js_sys::Reflect::get(&js_sys::global(), &JsValue::from_str("ResizeObserverEntry"));
    let prototype =
        entry.and_then(|entry| js_sys::Reflect::get(&entry, &JsValue::from_str("prototype")));
    prototype
        .and_then(|it| js_sys::Reflect::has(&it, &JsValue::from_str("devicePixelContentBoxSize")))
        .unwrap_or(false)
}

/// Tells developers of what should never happen.
pub fn log(error: &JsValue) {
    leptos::logging::error!("{error:?}");
}
