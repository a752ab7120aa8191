//! The colours and the font of what the canvas shows besides the strip, as the style sheet has them.

use crate::browser_text::written;
use crate::stage::hatch;
use js_sys::JsString;
use wasm_bindgen::JsCast;
use web_sys::{CanvasPattern, HtmlCanvasElement};

/// Colours and font, as JavaScript strings: one crossing of the border for many uses.
#[derive(Clone, Debug)]
pub struct Palette {
    /// Where no bar is, and between rows.
    pub ground: JsString,
    /// The outline of the selected bar and of those of its function.
    pub selected: JsString,
    /// The line under a match.
    pub matched: JsString,
    /// Behind the matched part of a label.
    pub matched_ground: JsString,
    /// The matched part of a label.
    pub matched_ink: JsString,
    /// Over the bar under the pointer; lets its colour through.
    pub hovered: JsString,
    /// What is gone, in a diff; `None` if the browser can't make a pattern.
    pub hatch: Option<CanvasPattern>,
    /// The labels' font, sized in device pixels.
    pub font: String,
}

impl Palette {
    /// The palette that the style sheet gives to `canvas`, for `pixel_ratio`.
    pub fn of(canvas: &HtmlCanvasElement, pixel_ratio: f64) -> Self {
        let style = web_sys::window()
            .and_then(|window| window.get_computed_style(canvas.unchecked_ref()).ok().flatten());
        let read = |name: &str, fallback: &str| {
            let value = style.as_ref().and_then(|style| style.get_property_value(name).ok());
            match value.as_deref().map(str::trim) {
                Some(value) if !value.is_empty() => value.to_owned(),
                _ => fallback.to_owned(),
            }
        };
        let colour = |name: &str, fallback: &str| JsString::from(read(name, fallback));
        let family = read("--stage-font", "ui-monospace, Menlo, Consolas, monospace");
        Self {
            ground: colour("--stage-ground", "#ffffff"),
            selected: colour("--stage-selected", "#111111"),
            matched: colour("--stage-matched", "#b3005e"),
            matched_ground: colour("--stage-matched-ground", "#ffe45c"),
            matched_ink: colour("--stage-matched-ink", "#111111"),
            hovered: colour("--stage-hovered", "rgba(255, 255, 255, 0.3)"),
            hatch: hatch::pattern(&read("--stage-hatch", "rgba(16, 20, 24, 0.4)"), pixel_ratio)
                .ok()
                .flatten(),
            font: written(LABEL_CSS_PX * pixel_ratio) + "px " + &family,
        }
    }
}

/// The size of labels.
const LABEL_CSS_PX: f64 = 12.0;
