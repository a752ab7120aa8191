//! Folded stacks: a line a sample, the frames from root to leaf, and a weight.
//!
//! ```text
//! main;parse;read_line 12
//! main;Vec<[u8; 8]>::push 3.5
//! ```
//!
//! Written by `stackcollapse-*.pl`, `inferno-collapse-*`, bcc, py-spy, rbspy, async-profiler,
//! tracing-flame and Austin. Nothing says so in the file, hence the quirks:
//!
//! - the weight is what follows the last blank, so blanks and digits may stand in names;
//! - two weights at every line's end may be a differential file ([`columns`]);
//! - `_[k]` and the like at a name's end tell what sort of code it is ([`frame_name`]);
//! - `;` also stands in array types, `[u8; 8]` ([`path`]);
//! - Austin writes comment lines that matter, and three numbers a line ([`header`], [`weight`]).

mod columns;
pub(crate) mod frame_name;
mod header;
mod names;
mod path;
mod repeats;
mod sniff;
mod weight;

use crate::ProfileBuilder;
use crate::id::StackId;
use crate::import::lines::{LineFile, ReadLines};
use crate::import::{Format, ImportOptions, Imported};
use crate::sample::Samples;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use columns::{Columns, Pending, Reading};
use header::Header;
use names::Names;
use path::Path;
use repeats::Repeats;
use weight::{Weight, Written};

/// How users call folded stacks, and how they are recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Folded stacks",
    recorded_by: "inferno-collapse-*, stackcollapse-*.pl, py-spy -f raw, rbspy -f collapsed, \
                  async-profiler -o collapsed, austin, tracing-flame",
    sniff: sniff::sniff,
    start: |name, options| Box::new(LineFile::new(Read::new(name, options))),
};

const UNREADABLE: &str = "lines that don't end in a blank and a number were skipped";
const NEGATIVE: &str = "lines with a negative weight were skipped";
const LARGE: &str = "weights above 2⁵³ can't be kept exactly: their last digits are rounded";
const LARGE_SUM: &str = "the weights add up to more than 2⁵³: the last digits of sums are rounded";
const NOT_UTF8: &str = "frame names that aren't UTF-8 are shown with U+FFFD in their places";
const ONE_NUMBER: &str = "lines with one number instead of two were skipped";

/// 2⁵³: above it not every whole number is an `f64`.
const LARGEST_EXACT: f64 = 9_007_199_254_740_992.0;

/// What was read so far.
struct Read {
    builder: ProfileBuilder,
    header: Header,
    names: Names,
    path: Path,
    repeats: Repeats,
    stacks: Vec<Option<StackId>>,
    columns: Columns,
    warnings: Warnings,
    skipped_lines: u64,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        let line = line.trim_ascii();
        if line.is_empty() {
            return;
        }
        if is_comment(line) {
            self.header.comment(line, !self.stacks.is_empty());
            return;
        }
        let Some((stack, last)) = split_last_word(line) else {
            return self.skip(UNREADABLE, number, line);
        };
        let weight = match weight::parse(last) {
            Some(Written::Weight(weight)) => Weight::Plain(weight),
            // Austin, recording memory: what was freed in this stack.
            Some(Written::Negative(freed)) if self.header.is_memory() => Weight::Freed(freed),
            Some(Written::Negative(_)) => return self.skip(NEGATIVE, number, line),
            Some(Written::Triple(triple)) if self.expects_triples() => Weight::Triple(triple),
            Some(Written::Triple(_)) | None => return self.skip(UNREADABLE, number, line),
        };
        if weight.largest() > LARGEST_EXACT {
            self.warn(LARGE, number, line);
        }
        if self.columns.reading() != Reading::One {
            let two =
                weight.plain().zip(split_last_word(stack)).and_then(|(second, (rest, word))| {
                    let Some(Written::Weight(first)) = weight::parse(word) else { return None };
                    Some((rest, [first, second]))
                });
            match two {
                Some((rest, both)) => return self.two_columns(number, line, stack, rest, both),
                None if self.columns.reading() == Reading::Two => {
                    return self.skip(ONE_NUMBER, number, line);
                }
                None => {
                    self.columns.saw_one_number();
                    self.settle(Reading::One);
                }
            }
        } else if self.columns.may_be_two() {
            let word = split_last_word(stack).and_then(|(_, word)| weight::parse(word));
            if !matches!(word, Some(Written::Weight(_))) {
                self.columns.saw_one_number();
            }
        }
        let stack = self.stack(stack);
        self.stacks.push(Some(stack));
        self.columns.push(weight);
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(mut self) -> Result<Imported, ImportError> {
        if self.columns.reading() == Reading::Undecided {
            let reading = self.columns.suggested();
            self.settle(reading);
        }
        if self.stacks.is_empty() {
            return Err(self.no_sample());
        }
        let broken = self.names.not_utf8();
        self.warnings.add_many(NOT_UTF8, broken, Place::Whole, "");
        let other_reading = self.columns.other_reading();
        let columns = self.columns.finish(&self.header).into_iter();
        let weights =
            columns.map(|(metric, column)| (self.builder.push_metric(metric), column)).collect();
        let samples = Samples { stacks: self.stacks, times_ns: Vec::new(), weights };
        let large_sum =
            samples.weights.iter().any(|&(metric, _)| samples.total(metric) > LARGEST_EXACT);
        if large_sum && !self.warnings.list().iter().any(|warning| warning.what == LARGE) {
            self.warnings.add(LARGE_SUM, Place::Whole, "");
        }
        self.header.describe(self.builder.about());
        self.builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        Ok(Imported {
            profiles: vec![self.builder.finish()],
            symbols: None,
            warnings: self.warnings,
            other_reading,
        })
    }
}

impl Read {
    fn new(name: &str, options: ImportOptions) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            header: Header::default(),
            names: Names::default(),
            path: Path::default(),
            repeats: Repeats::default(),
            stacks: Vec::new(),
            columns: Columns::new(options.two_columns),
            warnings: Warnings::default(),
            skipped_lines: 0,
        }
    }

    /// The stack that `text` stands for.
    fn stack(&mut self, text: &[u8]) -> StackId {
        // In Austin's files a comment can change what the same text means.
        let key = if self.header.is_austin() { None } else { self.repeats.key(text) };
        if let Some(stack) = key.and_then(|key| self.repeats.find(key)) {
            return stack;
        }
        let stack = self.path.stack(text, &mut self.builder, &mut self.names, &self.header);
        if let Some(key) = key {
            self.repeats.remember(key, stack);
        }
        stack
    }

    /// Austin's triples, unless another sort of line came first.
    fn expects_triples(&self) -> bool {
        self.header.is_full() || self.columns.has_triples() || self.stacks.is_empty()
    }

    /// A line with two numbers: `stack` is all but the last number, `rest` all but both.
    fn two_columns(
        &mut self,
        number: u64,
        line: &[u8],
        stack: &[u8],
        rest: &[u8],
        weights: [f64; 2],
    ) {
        if weights[0] > LARGEST_EXACT {
            self.warn(LARGE, number, line);
        }
        if self.columns.reading() == Reading::Two {
            let id = self.path.stack(rest, &mut self.builder, &mut self.names, &self.header);
            self.stacks.push(Some(id));
            self.columns.push_two(weights);
            return;
        }
        let (prefix, leaf_start) =
            self.path.prefix(rest, &mut self.builder, &mut self.names, &self.header);
        let leaf = stack.get(leaf_start..).unwrap_or_default();
        let name_bytes = rest.len() - leaf_start.min(rest.len());
        self.columns.put_off(Pending { prefix, name_bytes, weights }, leaf);
    }

    /// Decides how the lines that had two numbers are read, and adds them.
    fn settle(&mut self, reading: Reading) {
        let (pending, leaves) = self.columns.settle(reading);
        let mut start = 0;
        for (Pending { prefix, name_bytes, weights }, end) in pending {
            let leaf = leaves.get(start..end).unwrap_or_default();
            start = end;
            let name = match reading {
                Reading::Two => leaf.get(..name_bytes).unwrap_or_default(),
                _ => leaf,
            };
            let frame = self.names.frame(name, &mut self.builder, &self.header);
            self.stacks.push(Some(self.builder.stack(prefix, frame)));
            match reading {
                Reading::Two => self.columns.push_two(weights),
                _ => self.columns.push(Weight::Plain(weights[1])),
            }
        }
    }

    fn no_sample(&self) -> ImportError {
        let (found, place) = match self.warnings.list().first() {
            None => ("no line that is a sample".to_owned(), Place::Whole),
            Some(first) => (
                format!(
                    "{} other lines, the first of which is “{}”,",
                    self.skipped_lines, first.excerpt
                ),
                first.first,
            ),
        };
        ImportError {
            expected: "folded stacks such as `main;work 12`".to_owned(),
            found,
            place,
            advice: "Check that the program that wrote it recorded any samples.".to_owned(),
        }
    }

    fn skip(&mut self, what: &str, number: u64, line: &[u8]) {
        self.skipped_lines += 1;
        self.warn(what, number, line);
    }
}

/// Whether a line is a comment: `# text`, and `#text` unless it reads as a stack, such as
/// `#<Class:0x1>;run 3`.
fn is_comment(line: &[u8]) -> bool {
    match line {
        [b'#'] | [b'#', b' ' | b'\t' | b'#' | b'!', ..] => true,
        [b'#', rest @ ..] => {
            let stack = split_last_word(rest);
            !stack
                .is_some_and(|(stack, word)| stack.contains(&b';') && weight::parse(word).is_some())
        }
        _ => false,
    }
}

/// Splits a line at its last blank: what is before it without blanks at its end, and what is
/// after it. `None` if there is no blank, or nothing before it.
fn split_last_word(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = memchr::memrchr2(b' ', b'\t', line)?;
    let before = line.get(..blank)?.trim_ascii_end();
    let word = line.get(blank + 1..)?;
    (!before.is_empty() && !word.is_empty()).then_some((before, word))
}
