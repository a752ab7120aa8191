//! The output of DTrace's `ustack()` and `stack()` aggregations.
//!
//! ```text
//! CPU     ID                    FUNCTION:NAME
//!
//!               unix`tsc_gethrtimeunscaled+0x21
//!               genunix`gethrtime_unscaled+0xa
//!                 1
//! ```
//!
//! A frame a line, the leaf first: library, a backtick, function, offset. A number alone ends a
//! stack and says how often it was seen. What stands before the first blank line is a heading, which
//! comes again where a script prints more than once. In keys of two stacks, `@[stack(), ustack()]`,
//! an empty line divides them: the kernel's stands before the program's, which called it, and is of
//! modules of many names (`zfs`). Other parts of a key, `@[execname, ustack()]`, stand in a line
//! above the stack, less indented than frames: they become labels at the root.
//! Source: dtrace(1M), `dt_consume.c`; inferno folds the same, and cuts C++ arguments away, which
//! here stay.

use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::{Function, FunctionKind};
use crate::id::{FrameId, StackId};
use crate::import::lines::{LineFile, ReadLines, lossy, whole_number};
use crate::import::{Certainty, Format, Imported};
use crate::metric::Unit;
use crate::outline;
use crate::raw_frame::KnownFrames;
use crate::warning::{ImportError, Place, Warnings};

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "DTrace stacks",
    recorded_by: "dtrace -x ustackframes=100 -n 'profile-997 /pid == $target/ \
                  { @[ustack()] = count(); }' -o app.dtrace -p PID",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            builder: ProfileBuilder::new(name),
            known: KnownFrames::default(),
            labels: Vec::new(),
            frames: Vec::new(),
            kernel_frames: 0,
            first_frame: 0,
            stacks: Vec::new(),
            weights: Vec::new(),
            is_heading: true,
            warnings: Warnings::default(),
        }))
    },
};

const NO_FRAMES: &str = "counts without a stack above them were skipped";
const UNENDED: &str = "stacks without their count below them were skipped";

struct Read {
    builder: ProfileBuilder,
    known: KnownFrames,
    /// Other parts of the key that is being read.
    labels: Vec<FrameId>,
    /// Of the stack that is being read, from leaf to root.
    frames: Vec<FrameId>,
    /// How many of these were made the kernel's, since they stand before an empty line.
    kernel_frames: usize,
    /// The line of the first of these.
    first_frame: u64,
    stacks: Vec<Option<StackId>>,
    weights: Vec<f64>,
    /// Whether no blank line and no frame has come yet.
    is_heading: bool,
    warnings: Warnings,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let is_key = is_key(line);
        let line = line.trim_ascii();
        if line.is_empty() {
            self.is_heading = false;
            self.divide();
        } else if is_heading(line) {
            self.is_heading = true;
            self.leave_unended();
        } else if let Some(count) = whole_number(line).filter(|_| !self.is_heading) {
            if self.frames.is_empty() {
                return self.warn(NO_FRAMES, number, line);
            }
            let mut stack = None;
            for frame in self.labels.drain(..).chain(self.frames.drain(..).rev()) {
                stack = Some(self.builder.stack(stack, frame));
            }
            self.kernel_frames = 0;
            if count > 0 {
                self.stacks.push(stack);
                self.weights.push(count as f64);
            }
        } else if is_key && !self.is_heading && self.frames.is_empty() {
            let text = lossy(line);
            let parts = text.split("  ").map(str::trim).filter(|part| !part.is_empty());
            self.labels.clear();
            for part in parts {
                let label = outline::frame(part, "", FunctionKind::Label, &mut self.builder);
                self.labels.push(self.builder.frame(label));
            }
        } else if !self.is_heading || is_frame(line) {
            self.is_heading = false;
            if self.frames.is_empty() {
                self.first_frame = number;
            }
            let Self { builder, known, .. } = self;
            let frame = known.frame(line, |text| {
                let (name, library) = parts(text);
                let kind = match library {
                    "unix" | "genunix" | "kernel" | "mach_kernel" => FunctionKind::Kernel,
                    _ => FunctionKind::Unknown,
                };
                let frame = outline::frame(name, library, kind, builder);
                builder.frame(frame)
            });
            self.frames.push(frame);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn cut_off(&mut self, _half_line: Option<(u64, Vec<u8>)>) {
        // A number that is cut is another number.
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        self.leave_unended();
        if self.stacks.is_empty() {
            return Err(ImportError {
                expected: "stacks of DTrace, each with its count below it".to_owned(),
                found: "no stack with a count".to_owned(),
                place: Place::Whole,
                advice: "Aggregate stacks: `@[ustack()] = count();`.".to_owned(),
            });
        }
        let columns = [("samples", Unit::Samples, self.weights)];
        let profiles = vec![outline::recording(self.builder, self.stacks, columns, "DTrace")];
        Ok(Imported { profiles, warnings: self.warnings, ..Imported::default() })
    }
}

impl Read {
    /// The stack that is being read, if there is one, has no count.
    fn leave_unended(&mut self) {
        self.labels.clear();
        self.kernel_frames = 0;
        if !self.frames.is_empty() {
            self.frames.clear();
            self.warnings.add(UNENDED, Place::Line(self.first_frame), "");
        }
    }

    /// A stack in a key ends. It is the kernel's if its outermost frame is.
    fn divide(&mut self) {
        let Self { builder, frames, kernel_frames, .. } = self;
        let kind = |frame: &FrameId, builder: &ProfileBuilder| {
            let profile = builder.profile();
            profile.functions.get(profile.frames.function(*frame)).kind
        };
        if frames.last().is_none_or(|last| kind(last, builder) != FunctionKind::Kernel) {
            return;
        }
        for id in frames.iter_mut().skip(*kernel_frames) {
            let frame = builder.profile().frames.get(*id);
            let function = builder.profile().functions.get(frame.function);
            let function = builder.function(Function { kind: FunctionKind::Kernel, ..function });
            *id = builder.frame(Frame { function, ..frame });
        }
        *kernel_frames = frames.len();
    }
}

/// The function's name and its library's: `libc.so.1`malloc+0x21`. An address stays what it is.
fn parts(text: &str) -> (&str, &str) {
    let (library, name) = text.split_once('`').unwrap_or(("", text));
    let plain = name.rsplit_once("+0x").filter(|(_, offset)| {
        !offset.is_empty() && offset.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    (plain.map_or(name, |(plain, _)| plain), library)
}

/// Whether a line without blanks around it is of a heading: `CPU  ID  FUNCTION:NAME`, or the
/// values of these.
fn is_heading(line: &[u8]) -> bool {
    let mut words = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let both = (words.next(), words.next(), words.next(), words.next());
    let (Some(cpu), Some(id), Some(probe), None) = both else { return false };
    let are_numbers = || whole_number(cpu).is_some() && whole_number(id).is_some();
    probe.contains(&b':') && ((cpu, id) == (b"CPU", b"ID") || are_numbers())
}

/// Whether a line has parts of a key that aren't stacks: texts are indented by 2 blanks, frames by
/// 14 or what `-x stackindent` says.
fn is_key(line: &[u8]) -> bool {
    let text = line.trim_ascii_start();
    let indent = line.len() - text.len();
    (1..8).contains(&indent) && !is_frame(text) && whole_number(text.trim_ascii()).is_none()
}

/// Whether a line looks like a frame: a library and a backtick, or a bare address.
fn is_frame(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let address = line.strip_prefix(b"0x");
    let is_address = address
        .is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit));
    is_address || memchr::memchr(b'`', line).is_some_and(|at| at > 0)
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let (mut is_heading, mut frames) = (true, 0);
    for (place, whole) in head.split(|&byte| byte == b'\n').enumerate() {
        let line = whole.trim_ascii();
        if line.is_empty() {
            is_heading = false;
        } else if is_heading {
            // The heading is a line or two.
            if place > 8 {
                return Certainty::No;
            }
        } else if whole_number(line).is_some() {
            return if frames > 0 { Certainty::Likely } else { Certainty::No };
        } else if is_frame(line) {
            frames += 1;
        } else if frames > 0 || !is_key(whole) {
            return Certainty::No;
        }
    }
    Certainty::No
}
