//! Collects the bars: groups with a tooltip and a rectangle.

use super::markup::{self, Part};
use super::title::{self, number};
use super::{entities, whole};
use crate::ProfileBuilder;
use crate::drawn::Bar;
use crate::folded::frame_name;
use crate::id::FrameId;
use crate::import::Imported;
use crate::import::lines::excerpt;
use crate::raw_frame::KnownFrames;
use crate::warning::{ImportError, Place, Warnings};

const NO_WEIGHT: &str = "tooltips that don't tell the weight: it was taken from the bars' widths";
const NO_PLACE: &str = "bars without a readable place were skipped";
const NO_TITLE: &str = "bars without a tooltip were skipped";
const EMPTY: &str = "bars without width can't be placed and were skipped";
const OTHER_KIND: &str = "bars measured in another way than those before were skipped";
const NOT_UTF8: &str = "frame names that aren't UTF-8 are shown with U+FFFD in their places";

/// Which text is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Nothing,
    Tooltip,
    Heading,
}

/// How bars are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// In samples.
    Exact,
    /// In pixels or percent.
    Drawn,
}

/// What was read so far.
pub(super) struct Read {
    pub(super) builder: ProfileBuilder,
    pub(super) warnings: Warnings,
    pub(super) measure: Option<Measure>,
    /// The bars; their rows are numbers for the places from top to bottom, in tenths.
    pub(super) bars: Vec<Bar>,
    /// The bar for everything: its place among the bars, and the weight it tells.
    pub(super) root: Option<(usize, f64)>,
    /// What the file says is the whole, in the measure of exact bars.
    pub(super) total: Option<f64>,
    /// What weights count, and the heading.
    pub(super) unit: String,
    pub(super) heading: String,
    /// The most decimals that a place was written with.
    pub(super) decimals: usize,
    /// Rectangles that have no tooltip though they are in a group.
    pub(super) without_title: u64,
    names: KnownFrames,
    reading: Reading,
    text: Vec<u8>,
    is_in_group: bool,
    has_title: bool,
    has_rect: bool,
    open_svgs: u64,
}

impl Read {
    pub(super) fn new(file_name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(file_name),
            warnings: Warnings::default(),
            measure: None,
            bars: Vec::new(),
            root: None,
            total: None,
            unit: String::new(),
            heading: String::new(),
            decimals: 0,
            without_title: 0,
            names: KnownFrames::default(),
            reading: Reading::Nothing,
            text: Vec::new(),
            is_in_group: false,
            has_title: false,
            has_rect: false,
            open_svgs: 0,
        }
    }

    pub(super) fn part(&mut self, at: u64, part: Part<'_>) {
        match part {
            Part::Text(text) if self.reading != Reading::Nothing => {
                self.text.extend_from_slice(text);
            }
            Part::Text(_) => {}
            Part::Tag(tag) => self.tag(at, tag),
        }
    }

    /// Whether every `<svg>` was closed.
    pub(super) fn is_complete(&self) -> bool {
        self.open_svgs == 0
    }

    pub(super) fn finish(self) -> Result<Imported, ImportError> {
        whole::profile(self)
    }

    fn tag(&mut self, at: u64, tag: &[u8]) {
        match markup::name(tag) {
            b"g" => {
                (self.is_in_group, self.has_title, self.has_rect) = (true, false, false);
                self.reading = Reading::Nothing;
                if tag.ends_with(b"/") {
                    self.is_in_group = false;
                }
                self.total_of(tag);
            }
            b"/g" => {
                self.is_in_group = false;
                self.reading = Reading::Nothing;
            }
            b"title" if self.is_in_group => {
                self.text.clear();
                self.reading = Reading::Tooltip;
            }
            b"/title" if self.reading == Reading::Tooltip => {
                self.reading = Reading::Nothing;
                self.has_title = true;
            }
            b"rect" if self.is_in_group && !self.has_rect => {
                self.has_rect = true;
                if self.has_title {
                    self.bar(at, tag);
                } else {
                    self.without_title += 1;
                    self.warnings.add(NO_TITLE, Place::Byte(at), &excerpt(tag));
                }
            }
            b"rect" if tag.windows(11).any(|part| part == b"onmouseover") => {
                self.without_title += 1;
            }
            b"text" if !self.is_in_group && is_heading(tag) && self.heading.is_empty() => {
                self.text.clear();
                self.reading = Reading::Heading;
            }
            b"/text" if self.reading == Reading::Heading => {
                self.reading = Reading::Nothing;
                self.heading = entities::decode(&excerpt(&self.text)).trim().to_owned();
            }
            b"svg" => {
                self.open_svgs += u64::from(!tag.ends_with(b"/"));
                self.total_of(tag);
            }
            b"/svg" => self.open_svgs = self.open_svgs.saturating_sub(1),
            _ => {}
        }
    }

    fn total_of(&mut self, tag: &[u8]) {
        if let Some((_, total)) =
            markup::attributes(tag).find(|(name, _)| *name == b"total_samples")
        {
            self.total = number(total).filter(|&total| total > 0.0).or(self.total);
        }
    }

    /// Adds the bar with this rectangle, whose tooltip was just read.
    fn bar(&mut self, at: u64, tag: &[u8]) {
        let place = Rectangle::of(tag);
        let exact = place.exact_start.zip(place.exact_width);
        let drawn = || place.start.and_then(whole).zip(place.width.and_then(whole));
        let measure = if exact.is_some() { Measure::Exact } else { Measure::Drawn };
        let (Some((start, width)), Some(top)) = (exact.or_else(drawn), place.top) else {
            return self.warnings.add(NO_PLACE, Place::Byte(at), &excerpt(tag));
        };
        if *self.measure.get_or_insert(measure) != measure {
            return self.warnings.add(OTHER_KIND, Place::Byte(at), &excerpt(tag));
        }
        let told = title::parse(&self.text);
        let is_root = told.as_ref().is_some_and(|told| told.is_root);
        if width <= 0.0 && measure == Measure::Exact && !is_root {
            return self.warnings.add(EMPTY, Place::Byte(at), &excerpt(&self.text));
        }
        self.decimals = self.decimals.max(place.decimals);
        let (weight, delta_percent) = match &told {
            Some(told) => (told.weight, told.delta_percent),
            None => (f64::NAN, None),
        };
        if let Some(told) = &told
            && (is_root || self.unit.is_empty())
        {
            self.unit = entities::decode(&excerpt(told.unit)).into_owned();
        }
        if is_root && self.root.is_none() {
            self.root = Some((self.bars.len(), weight));
        }
        let name_length = told.map_or(self.text.len(), |told| told.name.len());
        if weight.is_nan() {
            self.warnings.add(NO_WEIGHT, Place::Byte(at), &excerpt(&self.text));
        }
        let frame = self.frame(name_length);
        let row = (top * 10.0).round() as u32;
        self.bars.push(Bar { row, start, width, weight, frame, delta_percent });
    }

    /// The frame whose name is the begin of the tooltip.
    fn frame(&mut self, name_length: usize) -> FrameId {
        let Self { names, builder, warnings, text, .. } = self;
        let name = text.get(..name_length).unwrap_or(text);
        let mut is_broken = false;
        let frame = names.frame(name, |utf8| {
            is_broken = utf8.as_bytes() != name;
            frame_name::frame(&entities::decode(utf8), false, builder)
        });
        if is_broken {
            warnings.add(NOT_UTF8, Place::Whole, &excerpt(name));
        }
        frame
    }
}

/// The largest number of an SVG's attribute that is taken for a place or a width.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Where a rectangle is.
#[derive(Default)]
struct Rectangle<'a> {
    /// As they are written: exact pictures have them too, but there they aren't needed.
    start: Option<&'a [u8]>,
    width: Option<&'a [u8]>,
    top: Option<f64>,
    exact_start: Option<f64>,
    exact_width: Option<f64>,
    decimals: usize,
}

impl<'a> Rectangle<'a> {
    fn of(tag: &'a [u8]) -> Self {
        let mut place = Self::default();
        for (name, value) in markup::attributes(tag) {
            match name {
                b"fg:x" => place.exact_start = whole(value),
                b"fg:w" => place.exact_width = whole(value),
                b"y" => place.top = whole(value).filter(|&top| top < 1e8),
                b"x" | b"width" => {
                    let written = value.strip_suffix(b"%").unwrap_or(value);
                    let decimals = written.iter().rev().position(|&byte| byte == b'.');
                    place.decimals = place.decimals.max(decimals.unwrap_or(0));
                    let slot = if name == b"x" { &mut place.start } else { &mut place.width };
                    *slot = Some(value);
                }
                _ => {}
            }
        }
        place
    }
}

/// A place or a width.
fn whole(value: &[u8]) -> Option<f64> {
    let value = value.strip_suffix(b"%").unwrap_or(value);
    number(value).filter(|value| (0.0..=LARGEST).contains(value))
}

/// Whether a text is the picture's heading: inferno says so, `flamegraph.pl` centres no other.
fn is_heading(tag: &[u8]) -> bool {
    markup::attributes(tag)
        .any(|attribute| matches!(attribute, (b"id", b"title") | (b"text-anchor", b"middle")))
}
