//! The canvas with the picture on it: asks for scenes, and paints when something has changed.

use crate::stage::context::Context;
use crate::stage::geometry::{Frame, ROW_CSS_PX, Stretch};
use crate::stage::gesture::Point;
use crate::stage::glide::Glide;
use crate::stage::paint::Brush;
use crate::stage::palette::Palette;
use crate::stage::picture::Picture;
use crate::stage::world;
use crate::state::State;
use gloo::render::{AnimationFrame, request_animation_frame};
use js_sys::ArrayBuffer;
use leptos::prelude::*;
use protocol::diff::{DiffAnswer, DiffRequest};
use protocol::{Answer, CanvasSize, Direction, NodeId, Request, Theme, TreeId, Viewport};
use std::cell::{Cell, RefCell};
use web_sys::HtmlCanvasElement;

/// So many rows at least are drawn on either side of those that are seen.
const SPARE_ROWS: f64 = 8.0;
/// Scenes begin and end at multiples of so many rows, so that a step of scrolling, or a line more in
/// the legend, needs no new one.
const ROWS_AT_ONCE: f64 = 4.0;

/// The canvas of one viewer. Copy: it is a handle.
#[derive(Clone, Copy)]
pub struct Easel {
    inner: StoredValue<Inner, LocalStorage>,
    state: State,
    /// Whether it shows a diff's baseline beside the picture that everything else is about.
    is_beside: bool,
}

#[derive(Default)]
struct Inner {
    surface: RefCell<Option<Surface>>,
    palette: RefCell<Option<Palette>>,
    picture: RefCell<Option<Picture>>,
    /// What the picture was asked for, and what of it was seen last.
    picture_of: Cell<Option<(Wanted, Viewport)>>,
    /// What is on the screen; `None` before the first viewport.
    displayed: Cell<Option<Viewport>>,
    glide: Cell<Option<Glide>>,
    frame: RefCell<Option<AnimationFrame>>,
    /// What the newest scene was asked for; `None` if it must be asked for again.
    asked: Cell<Option<Wanted>>,
    is_in_flight: Cell<bool>,
    number: Cell<u32>,
}

#[derive(Clone)]
struct Surface {
    canvas: HtmlCanvasElement,
    context: Context,
    pixel_ratio: f64,
    character_width: f64,
}

/// All that a scene depends on.
#[derive(Clone, Copy, PartialEq)]
struct Wanted {
    revision: u32,
    tree: TreeId,
    /// What the scene must hold.
    viewport: Viewport,
    size: CanvasSize,
    theme: Theme,
    selected: Option<NodeId>,
    /// The node at which it is aligned with the picture that it stands beside.
    anchor: Option<NodeId>,
}

impl Easel {
    /// An easel without a canvas.
    pub fn new(state: State) -> Self {
        Self { inner: StoredValue::new_local(Inner::default()), state, is_beside: false }
    }

    /// An easel for the baseline beside the picture.
    pub fn beside(state: State) -> Self {
        Self { is_beside: true, ..Self::new(state) }
    }

    /// Takes a canvas of a size in device pixels.
    pub fn resize(self, canvas: &HtmlCanvasElement, width: u32, height: u32, pixel_ratio: f64) {
        let (width, height) = (width.max(1), height.max(1));
        let is_same = canvas.width() == width && canvas.height() == height;
        let ratio_before = self.surface().map(|surface| surface.pixel_ratio);
        if is_same && ratio_before == Some(pixel_ratio) {
            return;
        }
        // Setting a size empties the canvas, even if it is the same.
        canvas.set_width(width);
        canvas.set_height(height);
        let Some(context) = Context::of(canvas) else { return };
        let palette = Palette::of(canvas, pixel_ratio);
        // Not before each frame: the browser brings all styles up to date for it.
        context.set_font(&palette.font);
        let character_width = context
            .measure_text("MMMMMMMMMMMMMMMM")
            .map_or(7.0 * pixel_ratio, |metrics| metrics.width() / 16.0);
        self.with(|inner| {
            inner.palette.replace(Some(palette));
            inner.surface.replace(Some(Surface {
                canvas: canvas.clone(),
                context,
                pixel_ratio,
                character_width,
            }));
        });
        // An empty canvas must not be seen: paint in this very frame.
        self.paint();
        self.refresh();
    }

    /// The colours have changed.
    pub fn restyle(self) {
        self.with(|inner| {
            if let Some(surface) = inner.surface.borrow().as_ref() {
                let palette = Palette::of(&surface.canvas, surface.pixel_ratio);
                surface.context.set_font(&palette.font);
                inner.palette.replace(Some(palette));
            }
        });
        self.refresh();
    }

    /// Something may have changed: paints in the next frame, and asks for a scene if need be.
    pub fn refresh(self) {
        let target = self.state.viewport.get_untracked();
        let tree = self.shown().map(|(_, tree)| tree);
        self.with(|inner| {
            if inner.glide.get().is_some_and(|glide| is_same_place(&glide.target(), &target)) {
                return;
            }
            inner.glide.set(None);
            let is_of_tree = inner.picture.borrow().as_ref().map(Picture::tree) == tree;
            let may_glide = is_of_tree
                && self.state.by_hand.get_value() != Some(target)
                && !world::wants_less_motion();
            match inner.displayed.get() {
                Some(displayed) if may_glide && !is_same_place(&displayed, &target) => {
                    inner.glide.set(Some(Glide::new(displayed, target, world::now_ms())));
                }
                _ => inner.displayed.set(Some(target)),
            }
        });
        self.ask_for_scene();
        self.request_frame();
    }

    /// What is painted over the scene has changed.
    pub fn repaint(self) {
        self.request_frame();
    }

    /// Tells the viewport how many rows fit.
    pub fn fit_rows(self) {
        if self.is_beside {
            // It has the height of the picture beside it.
            return;
        }
        let Some(frame) = self.frame() else { return };
        let viewport = self.state.viewport.get_untracked();
        self.state.look_at(Viewport { row_count: frame.row_count().max(1.0), ..viewport });
    }

    /// The node at a place of the canvas.
    pub fn node_at(self, at: Point) -> Option<(TreeId, NodeId)> {
        let frame = self.frame()?;
        self.inner.with_value(|inner| {
            let picture = inner.picture.borrow();
            let picture = picture.as_ref()?;
            let scene = &picture.scene;
            let stretch = Stretch::new(&frame, scene.x_start, scene.x_end, scene.width_device_px);
            let strip_x = stretch.strip_x(at.x * frame.pixel_ratio);
            let node = picture.node_at(strip_x, frame.row_at(at.y * frame.pixel_ratio))?;
            Some((picture.tree(), node))
        })
    }

    /// What is on the canvas now; `None` without a canvas.
    pub fn frame(self) -> Option<Frame> {
        let surface = self.surface()?;
        let viewport = self
            .inner
            .with_value(|inner| inner.displayed.get())
            .unwrap_or_else(|| self.state.viewport.get_untracked());
        let direction = self
            .state
            .shareable
            .with_untracked(|it| it.as_ref().map_or(Direction::RootOnTop, |it| it.direction));
        Some(Frame {
            width: f64::from(surface.canvas.width()),
            height: f64::from(surface.canvas.height()),
            row_height: (ROW_CSS_PX * surface.pixel_ratio).round().max(1.0),
            pixel_ratio: surface.pixel_ratio,
            direction,
            viewport,
        })
    }

    /// The canvas.
    pub fn canvas(self) -> Option<HtmlCanvasElement> {
        self.surface().map(|surface| surface.canvas)
    }

    fn surface(self) -> Option<Surface> {
        self.inner.try_with_value(|inner| inner.surface.borrow().clone()).flatten()
    }

    /// The viewer may be gone when an answer comes: then nothing is done.
    fn with(self, use_it: impl FnOnce(&Inner)) {
        let _ = self.inner.try_with_value(use_it);
    }

    /// The revision and the tree that the engine shows.
    fn shown(self) -> Option<(u32, TreeId)> {
        self.state
            .shown
            .with_untracked(|shown| shown.as_ref().map(|shown| (shown.revision, shown.tree)))
    }

    fn request_frame(self) {
        self.with(|inner| {
            let mut frame = inner.frame.borrow_mut();
            if frame.is_none() {
                *frame = Some(request_animation_frame(move |_| self.on_frame()));
            }
        });
    }

    fn on_frame(self) {
        let mut is_gliding = false;
        self.with(|inner| {
            // The handle of a frame that has come must not cancel anything.
            inner.frame.borrow_mut().take();
            if let Some(glide) = inner.glide.get() {
                let (viewport, is_last) = glide.at(world::now_ms());
                inner.displayed.set(Some(viewport));
                is_gliding = !is_last;
                if is_last {
                    inner.glide.set(None);
                }
            }
        });
        self.paint();
        self.ask_for_scene();
        if is_gliding {
            self.request_frame();
        }
    }

    fn paint(self) {
        let Some(mut frame) = self.frame() else { return };
        let shown = self.shown();
        let mut painted = None;
        self.with(|inner| {
            let (surface, palette) = (inner.surface.borrow(), inner.palette.borrow());
            let (Some(surface), Some(palette)) = (surface.as_ref(), palette.as_ref()) else {
                return;
            };
            let picture = inner.picture.borrow();
            let picture = picture.as_ref().filter(|_| shown.is_some());
            let picture_of = inner.picture_of.get();
            let is_of_tree = picture.map(Picture::tree) == shown.map(|shown| shown.1);
            if picture.is_some() && !is_of_tree {
                // The scene of the tree before, until that of the new tree comes: where it was.
                frame.viewport = picture_of.map_or(frame.viewport, |(_, seen)| seen);
            }
            let hovered = self.state.hover.get_untracked().filter(|_| is_of_tree);
            let brush = Brush {
                context: &surface.context,
                palette,
                frame,
                character_width: surface.character_width,
            };
            let place = hovered.as_ref().and_then(|hover| match self.is_beside {
                true => hover.beside.as_ref(),
                false => Some(&hover.place),
            });
            let outcome = brush.paint(picture, place);
            if let Err(error) = outcome {
                world::log(&error);
            }
            if is_of_tree && picture.is_some() {
                inner.picture_of.set(picture_of.map(|(wanted, _)| (wanted, frame.viewport)));
                painted = picture_of.map(|(wanted, _)| wanted.revision);
            }
        });
        if let Some(revision) = painted.filter(|_| !self.is_beside) {
            self.state.painted(revision);
        }
    }

    fn wanted(self) -> Option<Wanted> {
        let (revision, tree) = self.shown()?;
        let frame = self.frame()?;
        let surface = self.surface()?;
        let mut viewport = frame.viewport;
        let (first, end) = self.rows_drawn(viewport.first_row, frame.row_count());
        (viewport.first_row, viewport.row_count) = (first, end - first);
        Some(Wanted {
            revision,
            tree,
            viewport,
            size: CanvasSize {
                width_device_px: surface.canvas.width(),
                character_device_px: surface.character_width as f32,
                pixel_ratio: surface.pixel_ratio as f32,
            },
            theme: self.state.theme.get_untracked(),
            selected: self.state.selected.get_untracked(),
            anchor: self.is_beside.then(|| self.state.anchor()),
        })
    }

    /// From and to which row a scene is drawn: some more than are seen, so that scrolling doesn't bare
    /// the ground, but none that aren't there.
    fn rows_drawn(self, first_seen: f64, seen_count: f64) -> (f64, f64) {
        let first = ((first_seen - SPARE_ROWS) / ROWS_AT_ONCE).floor().max(0.0) * ROWS_AT_ONCE;
        let last_seen = first_seen + seen_count;
        let end = ((last_seen + SPARE_ROWS) / ROWS_AT_ONCE).ceil() * ROWS_AT_ONCE;
        let row_count = self.state.shown.with_untracked(|shown| {
            // What stands beside has rows of its own.
            shown.as_ref().filter(|_| !self.is_beside).map(|shown| f64::from(shown.row_count))
        });
        (first, row_count.map_or(end, |row_count| end.min(row_count.max(first + 1.0))))
    }

    fn ask_for_scene(self) {
        let (Some(wanted), Some(frame)) = (self.wanted(), self.frame()) else { return };
        let Some(number) = self.inner.try_with_value(|inner| {
            if inner.is_in_flight.get() || inner.asked.get() == Some(wanted) {
                return None;
            }
            inner.is_in_flight.set(true);
            inner.asked.set(Some(wanted));
            inner.number.set(inner.number.get().wrapping_add(1));
            Some(inner.number.get())
        }) else {
            return;
        };
        let Some(number) = number else { return };
        let Wanted { viewport, size: canvas, theme, selected, tree, .. } = wanted;
        let request = match wanted.anchor {
            None => Request::Draw { number, viewport, canvas, theme, selected },
            Some(anchor) => Request::Diff {
                tree,
                request: DiffRequest::DrawBeside { anchor, viewport, canvas, theme, selected },
            },
        };
        let reply = self.state.ask(request);
        leptos::task::spawn_local(async move {
            let reply = reply.await;
            self.with(|inner| inner.is_in_flight.set(false));
            match reply {
                Some((
                    Answer::Scene(scene) | Answer::Diff { answer: DiffAnswer::Beside(scene), .. },
                    planes,
                )) => {
                    self.adopt(*scene, &planes, wanted, frame.viewport);
                    // The hand may have gone on meanwhile.
                    self.ask_for_scene();
                }
                // Nothing is drawn yet, or the engine is gone: what comes next asks again.
                _ => self.with(|inner| inner.asked.set(None)),
            }
        });
    }

    fn adopt(self, scene: protocol::Scene, planes: &[ArrayBuffer], wanted: Wanted, seen: Viewport) {
        let [colours, bars] = planes else { return };
        self.with(|inner| {
            let spare = inner.picture.borrow_mut().take().map(|picture| picture.strip);
            match Picture::new(scene, colours, bars, spare) {
                Ok(picture) => {
                    inner.picture.replace(Some(picture));
                    inner.picture_of.set(Some((wanted, seen)));
                }
                Err(error) => world::log(&error),
            }
        });
        self.request_frame();
    }
}

/// Whether two viewports show the same, however many rows fit.
fn is_same_place(one: &Viewport, other: &Viewport) -> bool {
    (one.x_start, one.x_end, one.first_row) == (other.x_start, other.x_end, other.first_row)
}
