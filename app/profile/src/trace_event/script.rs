//! Places in scripts as Hermes has them: in arguments of events, or in stack frames and their names.
//!
//! ```json
//! {"ph": "B", "name": "beta", "args": {"url": "/app/require.js", "line": 54, "column": 12,
//!  "funcLine": "1", "funcColumn": "1"}}
//! {"name": "beta(http://localhost:8081/index.bundle?dev=false:54:12)", "line": "54", …}
//! ```
//!
//! `line` and `column` are those where the function was running, from 1.

use super::event::set;
use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StringId};
use crate::json::Scalar;

/// A member that is read.
#[derive(Clone, Copy, Debug)]
pub(super) enum Field {
    Url,
    Line,
    Column,
    FirstLine,
    FirstColumn,
}

impl Field {
    pub(super) fn named(key: &str) -> Option<Self> {
        Some(match key {
            "url" => Self::Url,
            "line" => Self::Line,
            "column" => Self::Column,
            "funcLine" => Self::FirstLine,
            "funcColumn" => Self::FirstColumn,
            _ => return None,
        })
    }
}

/// The members of an event or stack frame, as they stand there.
#[derive(Default)]
pub(super) struct RawScript {
    url: String,
    line: Option<u32>,
    column: Option<u32>,
    first_line: Option<u32>,
    first_column: Option<u32>,
}

/// Where a function was running, and where it begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Script {
    file: StringId,
    line: u32,
    column: u32,
    beginning: Option<(u32, u32)>,
}

impl RawScript {
    pub(super) fn clear(&mut self) {
        self.url.clear();
        (self.line, self.column, self.first_line, self.first_column) = (None, None, None, None);
    }

    pub(super) fn set(&mut self, field: Field, value: Scalar<'_>) {
        // Some are numbers in quotes.
        let written = || value.text()?.parse::<u32>().ok();
        let counted = || value.number().map(|number| number as u32);
        let number = || counted().or_else(written).filter(|&number| number > 0);
        match field {
            Field::Url => set(&mut self.url, value),
            Field::Line => self.line = number(),
            Field::Column => self.column = number(),
            Field::FirstLine => self.first_line = number(),
            Field::FirstColumn => self.first_column = number(),
        }
    }

    /// The place of an event. Others than Hermes have an argument `url` or `line` too, which tells
    /// what was done and not in which function; none has all three.
    pub(super) fn of_event(&self, builder: &mut ProfileBuilder) -> Option<Script> {
        let (line, column) = self.line.zip(self.column).filter(|_| !self.url.is_empty())?;
        Some(self.at(builder.string(&self.url), line, column))
    }

    /// The frame of a stack frame that is `called` so.
    pub(super) fn stack_frame(&self, called: &str, builder: &mut ProfileBuilder) -> FrameId {
        let placed = self.name_and_place(called, builder);
        let name = builder.string(placed.map_or(called, |(name, _)| name));
        match placed {
            Some((_, script)) => script.frame(name, builder),
            None => plain_frame(name, None, None, builder),
        }
    }

    fn name_and_place<'a>(
        &self,
        called: &'a str,
        builder: &mut ProfileBuilder,
    ) -> Option<(&'a str, Script)> {
        let inside = called.strip_suffix(')')?;
        // A name may be `(anonymous)`, but none has a bracket behind its first letter.
        let open = inside.char_indices().skip(1).find(|&(_, letter)| letter == '(')?.0;
        let (name, place) = (&inside[..open], &inside[open + 1..]);
        let (place, column) = place.rsplit_once(':')?;
        let (file, line) = place.rsplit_once(':')?;
        let (line, column) = (line.parse().ok()?, column.parse().ok()?);
        let is_place = !file.is_empty() && line > 0 && column > 0;
        is_place.then(|| (name, self.at(builder.string(file), line, column)))
    }

    fn at(&self, file: StringId, line: u32, column: u32) -> Script {
        Script { file, line, column, beginning: self.first_line.zip(self.first_column) }
    }
}

/// The frame of a function of which the file says no more.
pub(super) fn plain_frame(
    name: StringId,
    file: Option<StringId>,
    line: Option<u32>,
    builder: &mut ProfileBuilder,
) -> FrameId {
    let kind = FunctionKind::Unknown;
    let function = builder.function(Function { name, file, library: None, kind });
    builder.frame(Frame { line, ..Frame::of(function) })
}

impl Script {
    /// The frame of the function called `name` there.
    pub(super) fn frame(self, name: StringId, builder: &mut ProfileBuilder) -> FrameId {
        let Self { file, line, column, beginning } = self;
        let kind = FunctionKind::Unknown;
        let function = builder.function(Function { name, file: Some(file), library: None, kind });
        let at = Frame { line: Some(line), column: Some(column), ..Frame::of(function) };
        let frame = builder.frame(at);
        if let Some((line, column)) = beginning {
            builder.set_beginning(frame, line, column);
        }
        frame
    }
}
