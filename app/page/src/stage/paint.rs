//! Paints a picture for a viewport: strip, gaps between rows, marks, labels. It takes no decisions.

use crate::stage::context::Context;
use crate::stage::geometry::{Frame, Stretch};
use crate::stage::palette::Palette;
use crate::stage::picture::{Picture, Text};
use js_sys::JsString;
use protocol::{Direction, MarkKind, Place, Rgb};
use wasm_bindgen::JsValue;

/// The space between a bar's edge and its label, as the engine has reckoned with.
pub const PADDING_CSS_PX: f64 = 3.0;
/// How far a label's baseline is below its row's upper edge.
const BASELINE_CSS_PX: f64 = 14.0;
/// Fewer characters than these tell nothing.
const SHORTEST_LABEL: u32 = 2;

/// What it takes to paint.
pub struct Brush<'a> {
    /// On what.
    pub context: &'a Context,
    /// In which colours.
    pub palette: &'a Palette,
    /// What is to be seen.
    pub frame: Frame,
    /// The width of a character.
    pub character_width: f64,
}

impl Brush<'_> {
    /// Paints all; without a picture the bare ground.
    ///
    /// # Errors
    /// What the browser says.
    pub fn paint(&self, picture: Option<&Picture>, hovered: Option<&Place>) -> Result<(), JsValue> {
        let Frame { width, height, .. } = self.frame;
        self.context.set_fill(&self.palette.ground);
        self.context.fill_rect(0.0, 0.0, width, height);
        let Some(picture) = picture else { return Ok(()) };
        let scene = &picture.scene;
        let stretch = Stretch::new(&self.frame, scene.x_start, scene.x_end, scene.width_device_px);
        self.paint_strip(picture, stretch)?;
        self.paint_changes(&picture.changes, stretch);
        if let Some(place) = hovered {
            self.paint_hovered(place);
        }
        self.paint_gaps();
        self.paint_matches(picture, stretch);
        self.paint_outlines(picture, stretch);
        // Last, so that an outline doesn't cut through letters.
        self.paint_labels(picture, stretch)
    }

    /// The height of a bar: its row without the gap.
    pub fn bar_height(&self) -> f64 {
        self.frame.row_height - self.gap()
    }

    fn gap(&self) -> f64 {
        self.frame.pixel_ratio.round().max(1.0)
    }

    fn paint_strip(&self, picture: &Picture, stretch: Stretch) -> Result<(), JsValue> {
        let scene = &picture.scene;
        if scene.row_count == 0 {
            return Ok(());
        }
        let strip_height = f64::from(scene.row_count);
        let width = f64::from(scene.width_device_px);
        let first_row = f64::from(scene.first_row);
        let height = strip_height * self.frame.row_height;
        self.context.set_image_smoothing_enabled(false);
        let draw = |y: f64| {
            self.context.draw_image_with_offscreen_canvas_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                &picture.strip,
                0.0,
                0.0,
                width,
                strip_height,
                stretch.offset,
                y,
                width * stretch.factor,
                height,
            )
        };
        match self.frame.direction {
            Direction::RootOnTop => draw(self.frame.y_of_row(first_row)),
            Direction::RootAtBottom => {
                // Upside down: the strip's first pixel row belongs to the lowest row.
                let bottom = self.frame.y_of_row(first_row) + self.frame.row_height;
                self.context.set_transform(1.0, 0.0, 0.0, -1.0, 0.0, bottom)?;
                let drawn = draw(0.0);
                self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)?;
                drawn
            }
        }
    }

    fn paint_hovered(&self, place: &Place) {
        let left = self.frame.x_of_unit(place.x_start).max(0.0);
        let right = self.frame.x_of_unit(place.x_end).min(self.frame.width);
        let y = self.frame.y_of_row(f64::from(place.row));
        self.context.set_fill(&self.palette.hovered);
        self.context.fill_rect(left, y, (right - left).max(1.0), self.bar_height());
    }

    fn paint_gaps(&self) {
        self.context.set_fill(&self.palette.ground);
        let first_row = self.frame.viewport.first_row.floor();
        let row_count = self.frame.row_count().ceil() as u32 + 1;
        for row in 0..=row_count {
            let y = self.frame.y_of_row(first_row + f64::from(row));
            self.context.fill_rect(0.0, y + self.bar_height(), self.frame.width, self.gap());
        }
    }

    /// A line along the lower edge of each match.
    fn paint_matches(&self, picture: &Picture, stretch: Stretch) {
        self.context.set_fill(&self.palette.matched);
        let thickness = self.gap() * 2.0;
        for mark in picture.scene.marks.iter().filter(|mark| mark.kind == MarkKind::Match) {
            let left = stretch.x(f64::from(mark.x_start_device_px)).max(0.0);
            let right = stretch.x(f64::from(mark.x_end_device_px)).min(self.frame.width);
            if right <= left {
                continue;
            }
            let y = self.frame.y_of_row(f64::from(mark.row)) + self.bar_height() - thickness;
            self.context.fill_rect(left, y, right - left, thickness);
        }
    }

    fn paint_outlines(&self, picture: &Picture, stretch: Stretch) {
        for (kind, thickness) in [(MarkKind::SameFunction, 1.0), (MarkKind::Selected, 2.0)] {
            let line = self.gap() * thickness;
            for mark in picture.scene.marks.iter().filter(|mark| mark.kind == kind) {
                let left = stretch.x(f64::from(mark.x_start_device_px)).max(-2.0 * line);
                let right =
                    stretch.x(f64::from(mark.x_end_device_px)).min(self.frame.width + 2.0 * line);
                if right <= left {
                    continue;
                }
                let y = self.frame.y_of_row(f64::from(mark.row));
                if kind == MarkKind::Selected {
                    // A second line in the ground's colour sets it off from any bar.
                    self.outline(left, y, right, line + self.gap(), &self.palette.ground);
                }
                self.outline(left, y, right, line, &self.palette.selected);
            }
        }
    }

    fn outline(&self, left: f64, y: f64, right: f64, line: f64, colour: &JsString) {
        self.context.set_stroke(colour);
        self.context.set_line_width(line);
        let half = line / 2.0;
        let width = (right - left - line).max(0.5);
        self.context.stroke_rect(left + half, y + half, width, self.bar_height() - line);
    }

    fn paint_labels(&self, picture: &Picture, stretch: Stretch) -> Result<(), JsValue> {
        let mut ink: Option<Rgb> = None;
        for text in &picture.labels {
            let Some((x, y, room)) = self.room(text, stretch) else { continue };
            if ink != Some(text.label.ink) {
                self.context.set_fill(&text.ink);
                ink = Some(text.label.ink);
            }
            if room >= text.character_count {
                self.context.write(&text.text, x, y);
            } else {
                // Only until the next scene comes: its label will be cut where it tells most.
                self.context.write(&text.part(0, room), x, y);
            }
            if let Some((from, to)) = text.label.matched {
                self.paint_matched_part(text, from, to.min(room), x, y)?;
                ink = None;
            }
        }
        Ok(())
    }

    /// Where a label begins, and for how many characters there is room; `None` for too few.
    fn room(&self, text: &Text, stretch: Stretch) -> Option<(f64, f64, u32)> {
        let padding = PADDING_CSS_PX * self.frame.pixel_ratio;
        let left = stretch.x(f64::from(text.label.x_start_device_px)).max(0.0);
        let right = stretch.x(f64::from(text.label.x_end_device_px)).min(self.frame.width);
        let y = self.frame.y_of_row(f64::from(text.label.row));
        if y <= -self.frame.row_height || y >= self.frame.height {
            return None;
        }
        // The engine's rounding of the same sum may differ by a hair.
        let room = ((right - left - 2.0 * padding) / self.character_width + 0.05).floor() as u32;
        let is_whole = room >= text.character_count;
        (is_whole || room >= SHORTEST_LABEL).then_some((
            (left + padding).round(),
            (y + BASELINE_CSS_PX * self.frame.pixel_ratio).round(),
            room,
        ))
    }

    fn paint_matched_part(
        &self,
        text: &Text,
        from: u32,
        to: u32,
        x: f64,
        y: f64,
    ) -> Result<(), JsValue> {
        if to <= from {
            return Ok(());
        }
        let part = text.part(from, to);
        let (before, width) = if text.is_plain {
            let width = f64::from(to - from) * self.character_width;
            (f64::from(from) * self.character_width, width)
        } else {
            let measure = |text: &JsString| -> Result<f64, JsValue> {
                Ok(self.context.measure_text(&String::from(text))?.width())
            };
            (measure(&text.part(0, from))?, measure(&part)?)
        };
        let top = y - (BASELINE_CSS_PX - 2.0) * self.frame.pixel_ratio;
        let height = (BASELINE_CSS_PX + 1.0) * self.frame.pixel_ratio;
        self.context.set_fill(&self.palette.matched_ground);
        self.context.fill_rect(x + before, top, width, height);
        self.context.set_fill(&self.palette.matched_ink);
        self.context.write(&part, x + before, y);
        Ok(())
    }
}
