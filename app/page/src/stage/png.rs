//! The picture as a PNG, below lines that say what it shows.

use crate::stage::easel::Easel;
use crate::stage::palette::Palette;
use crate::stage::side_title;
use crate::state::State;
use leptos::prelude::*;
use protocol::diff::words::width_words;
use protocol::diff::{Side, SideFacts};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement};

/// The height of a line of the title.
const LINE_CSS_PX: f64 = 20.0;
/// What is free on either side of the title.
const MARGIN_CSS_PX: f64 = 8.0;
/// What stands between two parts of the title.
const BETWEEN: &str = " · ";

/// Saves the picture whenever it is asked for.
/// `beside` is the easel of the baseline, while it stands beside the comparison's.
pub fn save_when_wanted(
    state: State,
    easel: Easel,
    beside: StoredValue<Option<Easel>, LocalStorage>,
) {
    Effect::new(move |before: Option<u32>| {
        let wanted = state.png_wanted.get();
        if before.is_some_and(|before| before != wanted)
            && let Err(error) = save(state, easel, beside.get_value())
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

fn save(state: State, easel: Easel, beside: Option<Easel>) -> Result<(), JsValue> {
    let (Some(picture), Some(frame)) = (easel.canvas(), easel.frame()) else { return Ok(()) };
    let pictures = match beside.and_then(Easel::canvas) {
        Some(baseline) => {
            let [before, after] =
                [Side::Baseline, Side::Comparison].map(|side| untrack(|| side_title(state, side)));
            vec![(Some(before), baseline), (Some(after), picture.clone())]
        }
        None => vec![(None, picture.clone())],
    };
    let palette = Palette::of(&picture, frame.pixel_ratio);
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| JsValue::from_str("expected a document, found none"))?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let context: CanvasRenderingContext2d = canvas
        .get_context("2d")?
        .ok_or_else(|| JsValue::from_str("expected a 2D context, found none"))?
        .unchecked_into();
    context.set_font(&palette.font);
    let (line_px, margin_px) =
        ((LINE_CSS_PX * frame.pixel_ratio).round(), (MARGIN_CSS_PX * frame.pixel_ratio).round());
    let free_px = f64::from(picture.width()) - 2.0 * margin_px;
    let character_px = context.measure_text("0")?.width().max(1.0);
    let lines = lines(&title(state), (free_px / character_px) as usize);
    let title_px = lines.len() as f64 * line_px + margin_px;
    let height_of = |(head, picture): &(Option<String>, HtmlCanvasElement)| {
        f64::from(picture.height()) + if head.is_some() { line_px } else { 0.0 }
    };
    // A canvas forgets its font with each change of its size.
    canvas.set_width(picture.width());
    canvas.set_height((title_px + pictures.iter().map(height_of).sum::<f64>()) as u32);
    context.set_fill_style_str(&String::from(palette.ground));
    context.fill_rect(0.0, 0.0, f64::from(canvas.width()), f64::from(canvas.height()));
    context.set_fill_style_str(&String::from(palette.selected));
    context.set_font(&palette.font);
    context.set_text_baseline("middle");
    for (number, line) in lines.iter().enumerate() {
        context.fill_text(line, margin_px, (number as f64 + 0.5) * line_px + margin_px / 2.0)?;
    }
    let mut top = title_px;
    for (head, picture) in &pictures {
        if let Some(head) = head {
            context.fill_text(head, margin_px, top + line_px / 2.0)?;
            top += line_px;
        }
        context.draw_image_with_html_canvas_element(picture, 0.0, top)?;
        top += f64::from(picture.height());
    }
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
fn title(state: State) -> Vec<String> {
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
        let [baseline, comparison] = diff.sides.each_ref().map(SideFacts::name);
        parts = vec![format!("{baseline} → {comparison}"), diff.scale_label.clone()];
        let how = state.shareable.with_untracked(|it| it.as_ref().and_then(|it| it.diff.clone()));
        parts.extend(how.filter(|how| !how.beside).map(|how| width_words(how.width).to_owned()));
        parts.push(diff.legend.sentence());
        parts.push("hatched: gone, with a line on top: new".to_owned());
    }
    if let Some(shown) = state.shown.get_untracked() {
        parts.push(format!("all: {}", shown.unit.format(shown.total)));
    }
    if let Some(zoomed) = state.zoomed.get_untracked() {
        parts.push(format!("zoomed: {}", zoomed.name));
    }
    parts
}

/// The parts of a title in lines of so many characters. A part that is longer by itself is broken
/// between its words, and a word that is, anywhere.
fn lines(parts: &[String], characters: usize) -> Vec<String> {
    let characters = characters.max(1);
    let mut lines: Vec<String> = Vec::new();
    for part in parts {
        if append(&mut lines, BETWEEN, part, characters) {
            continue;
        }
        lines.push(String::new());
        for word in part.split(' ') {
            if !append(&mut lines, " ", word, characters) {
                let letters: Vec<char> = word.chars().collect();
                lines.extend(letters.chunks(characters).map(|line| line.iter().collect()));
            }
        }
        lines.retain(|line| !line.is_empty());
    }
    lines
}

/// Adds `text` to the last line, if it fits there.
fn append(lines: &mut [String], between: &str, text: &str, characters: usize) -> bool {
    let Some(line) = lines.last_mut() else { return false };
    let between = if line.is_empty() { "" } else { between };
    let fits =
        [line, between, text].iter().map(|text| text.chars().count()).sum::<usize>() <= characters;
    if fits {
        line.push_str(between);
        line.push_str(text);
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_title_is_broken_between_its_parts_if_it_can_be() {
        let parts = ["one.svg → two.svg", "equal totals", "all: 7 ms"].map(str::to_owned);
        let broken = |characters| lines(&parts, characters).join("|");
        assert_eq!(broken(80), "one.svg → two.svg · equal totals · all: 7 ms");
        assert_eq!(broken(32), "one.svg → two.svg · equal totals|all: 7 ms");
        assert_eq!(broken(20), "one.svg → two.svg|equal totals|all: 7 ms");
        assert_eq!(broken(10), "one.svg →|two.svg|equal|totals|all: 7 ms");
        assert_eq!(broken(5), "one.s|vg →|two.s|vg|equal|total|s|all:|7 ms");
    }
}
