//! The picture as a PNG, with a line that says what it shows.

use crate::stage::easel::Easel;
use crate::stage::palette::Palette;
use crate::state::State;
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement};

/// The height of the title line.
const TITLE_CSS_PX: f64 = 32.0;

/// Saves the picture whenever it is asked for.
pub fn save_when_wanted(state: State, easel: Easel) {
    Effect::new(move |before: Option<u32>| {
        let wanted = state.png_wanted.get();
        if before.is_some_and(|before| before != wanted)
            && let Err(error) = save(state, easel)
        {
            crate::stage::world::log(&error);
            state.tell(
                true,
                "The picture can't be saved: the browser refuses to make a PNG of it.",
                "Make the window smaller and try again.",
            );
        }
        wanted
    });
}

fn save(state: State, easel: Easel) -> Result<(), JsValue> {
    let (Some(picture), Some(frame)) = (easel.canvas(), easel.frame()) else { return Ok(()) };
    let palette = Palette::of(&picture, frame.pixel_ratio);
    let title_height = (TITLE_CSS_PX * frame.pixel_ratio).round();
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| JsValue::from_str("expected a document, found none"))?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    canvas.set_width(picture.width());
    canvas.set_height(picture.height() + title_height as u32);
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("expected a 2D context, found none"))?
        .unchecked_into();
    context.set_fill_style_str(&String::from(palette.ground));
    context.fill_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    context.set_fill_style_str(&String::from(palette.selected));
    context.set_font(&palette.font);
    context.set_text_baseline("middle");
    let title = title(state);
    context.fill_text(&title, 8.0 * frame.pixel_ratio, title_height / 2.0)?;
    context.draw_image_with_html_canvas_element(&picture, 0.0, title_height)?;
    let save = Closure::once_into_js(move |blob: Option<Blob>| {
        let Some(blob) = blob else { return };
        leptos::task::spawn_local(async move {
            let Ok(buffer) = JsFuture::from(blob.array_buffer()).await else { return };
            let bytes = js_sys::Uint8Array::new(&buffer).to_vec();
            state.download("flamegraph.png", "image/png", &bytes);
        });
    });
    canvas.to_blob(save.unchecked_ref())
}

/// What the picture shows: file, recording, metric, what is zoomed.
fn title(state: State) -> String {
    let mut parts = Vec::new();
    if let Some(profile) =
        state.shareable.with_untracked(|it| it.as_ref().map(|it| it.view.profile))
    {
        let name = state.files.with_untracked(|files| {
            files.iter().find(|file| file.id == profile.file).map(|file| file.name.clone())
        });
        parts.extend(name);
    }
    if let Some(diff) = state.diff_shown.get_untracked() {
        let [baseline, comparison] = diff.sides.each_ref().map(|side| side.files.join(" + "));
        parts = vec![format!("{baseline} → {comparison}"), diff.scale_label.clone()];
        parts.push(diff.legend.label.clone());
    }
    if let Some(shown) = state.shown.get_untracked() {
        parts.push(format!("all: {}", shown.unit.format(shown.total)));
    }
    if let Some(zoomed) = state.zoomed.get_untracked() {
        parts.push(format!("zoomed: {}", zoomed.name));
    }
    parts.join(" · ")
}
