//! The shape of DHAT's JSON: what is read of it, and where it goes.

use crate::json::{Column, Scalar, Schema};

/// The numbers of a point that become metrics, in their order.
pub(super) const NUMBERS: [&str; 9] = ["tb", "tbk", "gb", "gbk", "eb", "ebk", "rb", "wb", "tl"];

/// The file as it is read.
pub(super) struct Document {
    pub version: Option<f64>,
    pub texts: Texts,
    pub pid: Option<f64>,
    pub end: Option<f64>,
    pub peak: Option<f64>,
    pub points: Vec<Point>,
    /// The `fs` of all points, one behind the other.
    pub stacks: Column,
    pub frame_texts: Column,
    /// Which of [`NUMBERS`] any point has.
    pub seen: [bool; NUMBERS.len()],
    /// How many points had no numbers, and the first of them.
    pub skipped: (u64, u64),
    point: Point,
    has: [bool; NUMBERS.len()],
    point_count: u64,
    /// Where the `fs` of the current point begin.
    start: usize,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            version: None,
            texts: Texts::default(),
            pid: None,
            end: None,
            peak: None,
            points: Vec::new(),
            stacks: Column::default(),
            frame_texts: Column::texts_column(),
            seen: [false; NUMBERS.len()],
            skipped: (0, 0),
            point: Point::default(),
            has: [false; NUMBERS.len()],
            point_count: 0,
            start: 0,
        }
    }
}

/// What the file says in words.
#[derive(Default)]
pub(super) struct Texts {
    pub mode: String,
    pub command: String,
    /// `tu`, the unit of time.
    pub time_unit: String,
    /// `bsu` and `bksu`, what is counted instead of bytes and blocks.
    pub bytes: String,
    pub blocks: String,
}

/// One program point.
#[derive(Clone, Copy, Default)]
pub(super) struct Point {
    pub numbers: [f64; NUMBERS.len()],
    /// Where its `fs` end; they begin where those of the point before end.
    pub end: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Text {
    Mode,
    Command,
    TimeUnit,
    Bytes,
    Blocks,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    Document,
    Version,
    Text(Text),
    Pid,
    End,
    Peak,
    Points,
    Point,
    Number(usize),
    Stack,
    FrameTexts,
}

impl Schema for Document {
    type Place = Place;

    fn member(&mut self, at: Place, key: &str) -> Option<Place> {
        Some(match (at, key) {
            (Place::Document, "dhatFileVersion") => Place::Version,
            (Place::Document, "mode") => Place::Text(Text::Mode),
            (Place::Document, "cmd") => Place::Text(Text::Command),
            (Place::Document, "tu") => Place::Text(Text::TimeUnit),
            (Place::Document, "bsu") => Place::Text(Text::Bytes),
            (Place::Document, "bksu") => Place::Text(Text::Blocks),
            (Place::Document, "pid") => Place::Pid,
            (Place::Document, "te") => Place::End,
            (Place::Document, "tg") => Place::Peak,
            (Place::Document, "pps") => Place::Points,
            (Place::Document, "ftbl") => Place::FrameTexts,
            (Place::Point, "fs") => Place::Stack,
            (Place::Point, "tb" | "tbk" | "gb" | "gbk" | "eb" | "ebk" | "rb" | "wb" | "tl") => {
                Place::Number(NUMBERS.iter().position(|&number| number == key)?)
            }
            _ => return None,
        })
    }

    fn element(&mut self, at: Place) -> Option<Place> {
        matches!(at, Place::Points).then_some(Place::Point)
    }

    fn column(&mut self, at: Place) -> Option<&mut Column> {
        match at {
            Place::Stack => Some(&mut self.stacks),
            Place::FrameTexts => Some(&mut self.frame_texts),
            _ => None,
        }
    }

    fn begin(&mut self, at: Place) {
        if matches!(at, Place::Point) {
            self.point = Point::default();
            self.has = [false; NUMBERS.len()];
            self.start = self.stacks.len();
        }
    }

    fn end(&mut self, at: Place) {
        if !matches!(at, Place::Point) {
            return;
        }
        self.point_count += 1;
        if self.has[0] && self.has[1] {
            self.point.end = self.stacks.len();
            self.points.push(self.point);
            for (seen, has) in self.seen.iter_mut().zip(self.has) {
                *seen |= has;
            }
            return;
        }
        if self.skipped.0 == 0 {
            self.skipped.1 = self.point_count - 1;
        }
        self.skipped.0 += 1;
        if let Column::Integers(rows) = &mut self.stacks {
            rows.truncate(self.start);
        }
    }

    fn scalar(&mut self, at: Place, value: Scalar<'_>) {
        let number = value.number().filter(|&number| number >= 0.0);
        let text = || value.text().unwrap_or_default().to_owned();
        match at {
            Place::Version => self.version = number,
            Place::Pid => self.pid = number,
            Place::End => self.end = number,
            Place::Peak => self.peak = number,
            Place::Text(Text::Mode) => self.texts.mode = text(),
            Place::Text(Text::Command) => self.texts.command = text(),
            Place::Text(Text::TimeUnit) => self.texts.time_unit = text(),
            Place::Text(Text::Bytes) => self.texts.bytes = text(),
            Place::Text(Text::Blocks) => self.texts.blocks = text(),
            Place::Number(field) => {
                let cell = self.point.numbers.get_mut(field).zip(self.has.get_mut(field));
                if let (Some((cell, has)), Some(number)) = (cell, number) {
                    (*cell, *has) = (number, true);
                }
            }
            _ => {}
        }
    }
}
