//! Where counts belong: the current file and function, and a line in them.

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId, StringId};
use crate::import::lines::lossy;
use crate::recording::Profile;
use rustc_hash::FxHashMap;

/// The current file and function.
#[derive(Default)]
pub(super) struct Current {
    /// The file's name as stored, and its stack of one frame.
    file: Option<(StringId, StackId)>,
    /// Those stacks by the files' names.
    files: FxHashMap<StringId, StackId>,
    /// The file's name without its folders, with which the names of lines begin.
    short: String,
    function: Option<StringId>,
    /// The stack of file and function, made when the first line wants it.
    stack: Option<StackId>,
    /// Those stacks by the file's and the function's name: files come again where others are inlined.
    functions: FxHashMap<(StackId, StringId), StackId>,
    /// The stack of the line before.
    last: Option<StackId>,
    /// The frames of files' lines, so that a line's name is put together only once.
    lines: FxHashMap<(StringId, u32), FrameId>,
    line_name: String,
    pub(super) not_utf8: u64,
}

impl Current {
    pub(super) fn set_file(&mut self, name: &[u8], builder: &mut ProfileBuilder) {
        // Most functions stand below the ones of the same file.
        if let Some((file, _)) = self.file
            && builder.profile().text(file).as_bytes() == name
        {
            self.stack = None;
            return;
        }
        let text = self.text(name);
        let id = builder.string(&text);
        let root = *self.files.entry(id).or_insert_with(|| {
            let kind = FunctionKind::Label;
            let function = Function { name: id, file: Some(id), library: None, kind };
            let function = builder.function(function);
            let frame = builder.frame(Frame::of(function));
            builder.stack(None, frame)
        });
        self.file = Some((id, root));
        self.short.clear();
        self.short.push_str(text.rsplit(['/', '\\']).next().unwrap_or_default());
        self.stack = None;
    }

    pub(super) fn set_function(&mut self, name: &[u8], builder: &mut ProfileBuilder) {
        let text = self.text(name);
        self.function = Some(builder.string(&text));
        self.stack = None;
    }

    /// The stack of file, function and line; without the line where it is 0, which is unknown.
    pub(super) fn stack(&mut self, line: u32, builder: &mut ProfileBuilder) -> StackId {
        let (file, root) = match self.file {
            Some(file) => file,
            None => {
                self.set_file(b"???", builder);
                return self.stack(line, builder);
            }
        };
        let function = match self.stack {
            Some(stack) => stack,
            None => {
                let name = self.function.unwrap_or_else(|| builder.string("???"));
                let stack = *self.functions.entry((root, name)).or_insert_with(|| {
                    let frame = frame(name, file, builder);
                    let frame = builder.frame(frame);
                    builder.stack(Some(root), frame)
                });
                self.stack = Some(stack);
                stack
            }
        };
        if line == 0 {
            return function;
        }
        let stack = match self.line_behind(function, line, builder.profile()) {
            Some(stack) => stack,
            None => self.line(function, file, line, builder),
        };
        self.last = Some(stack);
        stack
    }

    /// The stack behind that of the line before, if it is the one: lines that come again, as in files
    /// of several runs, mostly come in the same order.
    fn line_behind(&self, function: StackId, line: u32, profile: &Profile) -> Option<StackId> {
        let behind = StackId::new(self.last?.index() + 1);
        let is_there = behind.index() < profile.stacks.len();
        let is_same = is_there
            && profile.stacks.prefix(behind) == Some(function)
            && profile.frames.get(profile.stacks.frame(behind)).line == Some(line);
        is_same.then_some(behind)
    }

    /// The stack of a line, looked up or made.
    fn line(
        &mut self,
        function: StackId,
        file: StringId,
        line: u32,
        builder: &mut ProfileBuilder,
    ) -> StackId {
        let Self { lines, line_name, short, .. } = self;
        let frame = *lines.entry((file, line)).or_insert_with(|| {
            line_name.clear();
            line_name.push_str(short);
            line_name.push(':');
            push_number(line_name, line);
            let name = builder.string(line_name);
            let frame = frame(name, file, builder);
            builder.push_frame(Frame { line: Some(line), ..frame })
        });
        builder.stack(Some(function), frame)
    }

    fn text<'a>(&mut self, name: &'a [u8]) -> std::borrow::Cow<'a, str> {
        let text = lossy(name);
        self.not_utf8 += u64::from(matches!(text, std::borrow::Cow::Owned(_)));
        text
    }
}

/// The frame of a function called `name`, whatever its line.
fn frame(name: StringId, file: StringId, builder: &mut ProfileBuilder) -> Frame {
    let kind = FunctionKind::Unknown;
    Frame::of(builder.function(Function { name, file: Some(file), library: None, kind }))
}

fn push_number(text: &mut String, number: u32) {
    let mut place = 10_u32.pow(number.checked_ilog10().unwrap_or(0));
    while place > 0 {
        text.push(char::from(b'0' + (number / place % 10) as u8));
        place /= 10;
    }
}
