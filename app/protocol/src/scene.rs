//! A scene: what to draw now, for one viewport. Its size depends on the screen, never on the
//! profile.

use crate::tree::{NodeId, TreeId};
use serde::{Deserialize, Serialize};

/// The part of the layout that is visible.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Viewport {
    /// Left edge in the unit interval.
    pub x_start: f64,
    /// Right edge in the unit interval.
    pub x_end: f64,
    /// The first visible row, counted from the root; has a fraction while scrolling.
    pub first_row: f64,
    /// How many rows fit.
    pub row_count: f64,
}

/// The canvas that a scene is made for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CanvasSize {
    /// Its width.
    pub width_device_px: u32,
    /// The width of one character of the labels' monospaced font.
    pub character_device_px: f32,
    /// Device pixels in a CSS pixel.
    pub pixel_ratio: f32,
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Theme {
    /// Dark ink on a light ground.
    #[default]
    Light,
    /// Light ink on a dark ground.
    Dark,
}

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// What to draw. Two planes of pixels come beside it as buffers: first the row strip's colours
/// (RGBA bytes, `row_count` rows of `width_device_px`), then its bars (little-endian `u32`, one a
/// pixel: the node's number + 1, or 0 where no bar is).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Scene {
    /// The request that it answers.
    pub number: u32,
    /// The tree that it shows.
    pub tree: TreeId,
    /// Left edge in the unit interval.
    pub x_start: f64,
    /// Right edge in the unit interval.
    pub x_end: f64,
    /// The row of the strip's first pixel row, counted from the root.
    pub first_row: u32,
    /// How many pixel rows the strip has.
    pub row_count: u32,
    /// How wide the strip is.
    pub width_device_px: u32,
    /// What a pixel row can't show.
    pub marks: Vec<Mark>,
    /// The names on bars that are wide enough.
    pub labels: Vec<Label>,
}

/// Something about a bar that colour alone can't say.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// The bar's row, counted from the root.
    pub row: u32,
    /// Its left edge in the strip.
    pub x_start_device_px: f32,
    /// Its right edge in the strip.
    pub x_end_device_px: f32,
    /// What is to be said.
    pub kind: MarkKind,
}

/// The kinds of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum MarkKind {
    /// Its function fits the search.
    Match,
    /// It is of the selected function.
    SameFunction,
    /// It is the selected node.
    Selected,
    /// In a diff: it is only in the baseline. To be hatched.
    Removed,
    /// In a diff: it is only in the comparison.
    New,
}

/// The name on a bar, cut to fit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Label {
    /// The bar.
    pub node: NodeId,
    /// Its row, counted from the root.
    pub row: u32,
    /// Where the visible part of the bar begins in the strip.
    pub x_start_device_px: f32,
    /// Where it ends.
    pub x_end_device_px: f32,
    /// The text.
    pub text: String,
    /// The part of the text that fits the search, in characters: from, to.
    pub matched: Option<(u32, u32)>,
    /// The text's colour.
    pub ink: Rgb,
}
