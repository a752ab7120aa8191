//! The baseline's picture beside the comparison's: one node spans the same part of both.

use super::picture::DiffPicture;
use crate::details::{self, Sources};
use crate::scene::{self, DrawInput, Drawn};
use protocol::{NodeId, Place, Viewport};

/// How places of a picture become those of the picture beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Alignment {
    start: f64,
    start_beside: f64,
    /// How much wider things are beside.
    factor: f64,
}

impl Alignment {
    fn to_beside(self, x: f64) -> f64 {
        self.start_beside + (x - self.start) * self.factor
    }

    fn back_from_beside(self, x: f64) -> f64 {
        self.start + (x - self.start_beside) / self.factor
    }
}

/// Draws the baseline. `input` is what the picture itself would be drawn from; the scene comes in
/// that picture's coordinates. `None` where the view wants no baseline beside.
pub fn draw(picture: &DiffPicture, input: DrawInput, anchor: NodeId) -> Option<Drawn> {
    let beside = picture.beside()?;
    let alignment = alignment(picture, anchor)?;
    let Viewport { x_start, x_end, .. } = input.viewport;
    let viewport = Viewport {
        x_start: alignment.to_beside(x_start),
        x_end: alignment.to_beside(x_end),
        ..input.viewport
    };
    let mut drawn = scene::draw(&DrawInput { layout: &beside.layout, viewport, ..input });
    drawn.scene.x_start = alignment.back_from_beside(drawn.scene.x_start);
    drawn.scene.x_end = alignment.back_from_beside(drawn.scene.x_end);
    Some(drawn)
}

/// Where a node is in the baseline's picture, in the coordinates of the picture itself.
pub fn place(picture: &DiffPicture, node: NodeId, anchor: NodeId) -> Option<Place> {
    let beside = picture.beside()?;
    let alignment = alignment(picture, anchor)?;
    let weights = picture.widths_of(beside);
    let sources = Sources { layout: &beside.layout, weights, ..picture.sources() };
    let (mut place, _) = details::describe(&sources, node);
    place.x_start = alignment.back_from_beside(place.x_start);
    place.x_end = alignment.back_from_beside(place.x_end);
    Some(place)
}

/// The alignment at a node, or at its nearest caller that has a width on both sides.
fn alignment(picture: &DiffPicture, anchor: NodeId) -> Option<Alignment> {
    let (tree, beside) = (picture.tree(), picture.beside()?);
    let mut node = if tree.contains(anchor) { anchor } else { NodeId(0) };
    loop {
        let here = picture.drawing().layout.span(tree, node);
        let there = beside.layout.span(tree, node);
        if let (Some(here), Some(there)) = (here, there)
            && here.x_end > here.x_start
            && there.x_end > there.x_start
        {
            return Some(Alignment {
                start: here.x_start,
                start_beside: there.x_start,
                factor: (there.x_end - there.x_start) / (here.x_end - here.x_start),
            });
        }
        if node == NodeId(0) {
            // A side is empty: both pictures are as they are.
            return Some(Alignment { start: 0.0, start_beside: 0.0, factor: 1.0 });
        }
        node = tree.parent(node);
    }
}
