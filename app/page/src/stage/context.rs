//! The few calls of a 2D context that are made hundreds of times a frame, taking strings that
//! live in JavaScript: a `&str` would be decoded anew at each call, which costs 0.3 µs.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

#[wasm_bindgen]
extern "C" {
    /// A 2D context, as the painter uses it.
    #[wasm_bindgen(extends = CanvasRenderingContext2d, js_name = CanvasRenderingContext2D)]
    #[derive(Clone, Debug)]
    pub type Context;

    /// Writes text.
    #[wasm_bindgen(method, js_name = fillText)]
    pub fn write(this: &Context, text: &JsString, x: f64, y: f64);

    /// Sets the colour that areas and text are filled with.
    #[wasm_bindgen(method, setter, js_name = fillStyle)]
    pub fn set_fill(this: &Context, colour: &JsString);

    /// Sets the colour that lines are drawn with.
    #[wasm_bindgen(method, setter, js_name = strokeStyle)]
    pub fn set_stroke(this: &Context, colour: &JsString);
}

impl Context {
    /// The context of a canvas, which is painted all over: where nothing shines through, the browser
    /// needn't mix it with what lies below.
    pub fn of(canvas: &HtmlCanvasElement) -> Option<Self> {
        let options = Object::new();
        Reflect::set(&options, &"alpha".into(), &JsValue::FALSE).ok()?;
        let context = canvas.get_context_with_context_options("2d", &options).ok()??;
        Some(context.unchecked_into())
    }
}
