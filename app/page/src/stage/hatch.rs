//! The marks of a diff: what is gone is hatched, what is new has a line on top.

use crate::stage::geometry::Stretch;
use crate::stage::paint::{Brush, PADDING_CSS_PX};
use crate::stage::picture::Text;
use protocol::{Mark, MarkKind};
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasPattern, CanvasRenderingContext2d, HtmlCanvasElement};

/// The distance between two lines of the hatching.
const TILE_CSS_PX: f64 = 6.0;
/// How thick the line of something new is, and the hatched line below a name.
const LINE_CSS_PX: f64 = 3.0;

/// A mark of a diff, and how many characters of its bar's name stand on it.
#[derive(Clone, Copy, Debug)]
pub struct Marked {
    mark: Mark,
    character_count: u32,
}

/// The marks of a diff among `marks`, each with the label on its bar.
pub fn of_diff(marks: &[Mark], labels: &[Text]) -> Vec<Marked> {
    let mut marks = marks
        .iter()
        .filter(|mark| matches!(mark.kind, MarkKind::Removed | MarkKind::New))
        .peekable();
    if marks.peek().is_none() {
        return Vec::new();
    }
    // A label begins where the visible part of its bar does.
    let place = |row: u32, x_device_px: f32| (row, x_device_px.max(0.0).round() as u32);
    let lengths: HashMap<_, _> = labels
        .iter()
        .map(|text| (place(text.label.row, text.label.x_start_device_px), text.character_count))
        .collect();
    marks
        .map(|mark| Marked {
            mark: *mark,
            character_count: lengths
                .get(&place(mark.row, mark.x_start_device_px))
                .copied()
                .unwrap_or(0),
        })
        .collect()
}

impl Brush<'_> {
    /// Hatches what is gone beside its name and in a line below it, since lines across letters
    /// make them hard to read; draws a line on top of what is new.
    pub fn paint_changes(&self, marks: &[Marked], stretch: Stretch) {
        if let Some(hatch) = &self.palette.hatch {
            self.context.set_fill_style_canvas_pattern(hatch);
            self.paint_kind(marks, MarkKind::Removed, stretch);
        }
        self.context.set_fill(&self.palette.selected);
        self.paint_kind(marks, MarkKind::New, stretch);
    }

    fn paint_kind(&self, marks: &[Marked], kind: MarkKind, stretch: Stretch) {
        let ratio = self.frame.pixel_ratio;
        for Marked { mark, character_count } in marks.iter().filter(|it| it.mark.kind == kind) {
            let left = stretch.x(f64::from(mark.x_start_device_px)).max(0.0);
            let right = stretch.x(f64::from(mark.x_end_device_px)).min(self.frame.width);
            let y = self.frame.y_of_row(f64::from(mark.row));
            if right <= left || y >= self.frame.height || y <= -self.frame.row_height {
                continue;
            }
            let (height, line) = (self.bar_height(), LINE_CSS_PX * ratio);
            if kind == MarkKind::New {
                self.context.fill_rect(left, y, right - left, (line * 2.0 / 3.0).round());
                continue;
            }
            let name = match character_count {
                0 => 0.0,
                count => f64::from(*count) * self.character_width + 2.0 * PADDING_CSS_PX * ratio,
            };
            let end = (left + name).min(right);
            self.context.fill_rect(end, y, right - end, height);
            self.context.fill_rect(left, y + height - line, end - left, line);
        }
    }
}

/// Oblique lines in a colour, to fill areas with.
///
/// # Errors
/// What the browser says.
pub fn pattern(colour: &str, pixel_ratio: f64) -> Result<Option<CanvasPattern>, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or("no document")?;
    let canvas: HtmlCanvasElement = document.create_element("canvas")?.unchecked_into();
    let size = (TILE_CSS_PX * pixel_ratio).round().max(4.0);
    canvas.set_width(size as u32);
    canvas.set_height(size as u32);
    let context: CanvasRenderingContext2d =
        canvas.get_context("2d")?.ok_or("no 2D context")?.unchecked_into();
    context.set_stroke_style_str(colour);
    context.set_line_width(pixel_ratio * 1.5);
    context.begin_path();
    // The two corners are what the tiles beside this one cut off.
    for shift in [-size, 0.0, size] {
        context.move_to(shift - 1.0, size + 1.0);
        context.line_to(shift + size + 1.0, -1.0);
    }
    context.stroke();
    context.create_pattern_with_html_canvas_element(&canvas, "repeat")
}
