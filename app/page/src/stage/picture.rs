//! A scene as the page keeps it: its strip on a canvas of its own, its labels as JavaScript strings.

use crate::stage::hatch::{self, Marked};
use js_sys::{ArrayBuffer, JsString, Uint8ClampedArray, Uint32Array};
use protocol::{Label, NodeId, Rgb, Scene, TreeId};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d};

/// A scene, ready to be painted again and again.
pub struct Picture {
    /// The scene without its labels.
    pub scene: Scene,
    /// Its labels.
    pub labels: Vec<Text>,
    /// The strip: `scene.row_count` pixel rows.
    pub strip: OffscreenCanvas,
    /// What is new and what is gone, in a diff.
    pub changes: Vec<Marked>,
    bars: Uint32Array,
}

/// A label whose text lives in JavaScript.
pub struct Text {
    /// Where it is; its own text is empty.
    pub label: Label,
    /// The text.
    pub text: JsString,
    /// How many characters it has.
    pub character_count: u32,
    /// Whether all of them are as wide as each other: ASCII in a monospaced font.
    pub is_plain: bool,
    /// Its colour, as a style sheet writes it.
    pub ink: JsString,
}

impl Picture {
    /// The picture of a scene and its two planes. `canvas` is that of a picture that is no longer
    /// needed.
    ///
    /// # Errors
    /// What the browser says if the planes don't have the size that the scene states.
    pub fn new(
        mut scene: Scene,
        colours: &ArrayBuffer,
        bars: &ArrayBuffer,
        canvas: Option<OffscreenCanvas>,
    ) -> Result<Self, JsValue> {
        let (width, height) = (scene.width_device_px.max(1), scene.row_count.max(1));
        let strip = match canvas {
            Some(canvas) => {
                // Setting a size clears the canvas and costs a new bitmap.
                if canvas.width() != width {
                    canvas.set_width(width);
                }
                if canvas.height() != height {
                    canvas.set_height(height);
                }
                canvas
            }
            None => OffscreenCanvas::new(width, height)?,
        };
        if scene.row_count > 0 {
            let pixels = Uint8ClampedArray::new(colours);
            let image = ImageData::new_with_js_u8_clamped_array(&pixels, scene.width_device_px)?;
            let context: OffscreenCanvasRenderingContext2d = strip
                .get_context("2d")?
                .ok_or_else(|| JsValue::from_str("expected a 2D context, found none"))?
                .unchecked_into();
            context.put_image_data(&image, 0.0, 0.0)?;
        }
        let mut inks = Inks::default();
        let labels: Vec<Text> = std::mem::take(&mut scene.labels)
            .into_iter()
            .map(|label| {
                let ink = inks.of(label.ink);
                Text::new(label, ink)
            })
            .collect();
        let changes = hatch::of_diff(&scene.marks, &labels);
        Ok(Self { scene, labels, changes, strip, bars: Uint32Array::new(bars) })
    }

    /// The node whose bar covers a pixel of the strip.
    pub fn node_at(&self, strip_x: f64, row: f64) -> Option<NodeId> {
        let scene = &self.scene;
        let strip_row = row.floor() - f64::from(scene.first_row);
        let is_inside = (0.0..f64::from(scene.width_device_px)).contains(&strip_x)
            && (0.0..f64::from(scene.row_count)).contains(&strip_row);
        if !is_inside {
            return None;
        }
        let strip_x = strip_x as u32;
        let row_start = strip_row as u32 * scene.width_device_px;
        let bar_at = |x: u32| self.bars.get_index(row_start + x).checked_sub(1).map(NodeId);
        // Bars are parted by a pixel, which belongs to the one on its left.
        bar_at(strip_x).or_else(|| bar_at(strip_x.checked_sub(1)?))
    }

    /// The tree that its nodes are of.
    pub fn tree(&self) -> TreeId {
        self.scene.tree
    }
}

impl Text {
    fn new(mut label: Label, ink: JsString) -> Self {
        let text = std::mem::take(&mut label.text);
        Self {
            character_count: text.chars().count() as u32,
            is_plain: text.bytes().all(|byte| (0x20..0x7f).contains(&byte)),
            text: JsString::from(text),
            label,
            ink,
        }
    }

    /// The text's characters `from..to`, counted as the engine counts them.
    pub fn part(&self, from: u32, to: u32) -> JsString {
        if self.is_plain {
            return self.text.slice(from, to);
        }
        // JavaScript counts UTF-16 units; this happens for few labels.
        let text: String = self.text.clone().into();
        let part: String =
            text.chars().skip(from as usize).take(to.saturating_sub(from) as usize).collect();
        JsString::from(part)
    }
}

/// The few colours of all labels, each a JavaScript string once.
#[derive(Default)]
struct Inks(Vec<(Rgb, JsString)>);

impl Inks {
    fn of(&mut self, colour: Rgb) -> JsString {
        if let Some((_, ink)) = self.0.iter().find(|(known, _)| *known == colour) {
            return ink.clone();
        }
        let Rgb(red, green, blue) = colour;
        let ink = JsString::from(format!("rgb({red},{green},{blue})"));
        self.0.push((colour, ink.clone()));
        ink
    }
}
