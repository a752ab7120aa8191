//! Where counts belong: the current file and function, and a line in them.

use crate::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{StackId, StringId};
use std::fmt::Write;

/// The current file and function.
#[derive(Default)]
pub(super) struct Current {
    /// The file's name as stored, and its stack of one frame.
    file: Option<(StringId, StackId)>,
    /// The file's name without its folders, with which the names of lines begin.
    short: String,
    function: Option<StringId>,
    /// The stack of file and function, made when the first line wants it.
    stack: Option<StackId>,
    line_name: String,
    pub(super) not_utf8: u64,
}

impl Current {
    pub(super) fn set_file(&mut self, name: &[u8], builder: &mut ProfileBuilder) {
        let text = self.text(name);
        let id = builder.string(&text);
        let function =
            Function { name: id, file: Some(id), library: None, kind: FunctionKind::Label };
        let function = builder.function(function);
        let frame = builder.frame(Frame::of(function));
        self.file = Some((id, builder.stack(None, frame)));
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
                let stack = child(root, name, file, None, builder);
                self.stack = Some(stack);
                stack
            }
        };
        if line == 0 {
            return function;
        }
        self.line_name.clear();
        // Writing to a text can't fail.
        let _ = write!(self.line_name, "{}:{line}", self.short);
        let name = builder.string(&self.line_name);
        child(function, name, file, Some(line), builder)
    }

    fn text<'a>(&mut self, name: &'a [u8]) -> std::borrow::Cow<'a, str> {
        let text = String::from_utf8_lossy(name);
        self.not_utf8 += u64::from(matches!(text, std::borrow::Cow::Owned(_)));
        text
    }
}

fn child(
    prefix: StackId,
    name: StringId,
    file: StringId,
    line: Option<u32>,
    builder: &mut ProfileBuilder,
) -> StackId {
    let kind = FunctionKind::Unknown;
    let function = builder.function(Function { name, file: Some(file), library: None, kind });
    let frame = builder.frame(Frame { line, ..Frame::of(function) });
    builder.stack(Some(prefix), frame)
}
