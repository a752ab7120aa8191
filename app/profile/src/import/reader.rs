//! Reads a file of whatever format: unpacks it, recognises it by its head, streams the rest.

use super::archive;
use super::budget::Budget;
use super::encoding::Encoding;
use super::unpack::{Damage, Unpacker};
use super::{Certainty, FORMATS, Format, ImportOptions, Imported, Importer};
use crate::dead_ends;
use crate::warning::{ImportError, Place, Warnings};
use std::rc::Rc;

/// How much of the content the formats see when they are asked whether it is theirs.
pub const HEAD_BYTES: usize = 64 << 10;

/// Reads one file, slice by slice. What comes out doesn't depend on where the slices are cut, and
/// memory doesn't grow with what a compressed file unpacks to, only with the profile in it.
pub struct Reader {
    /// The outer container, and one inside it (a `.gz` that was packed twice).
    unpackers: [Unpacker; 2],
    encoding: Encoding,
    content: Content,
    failed: Option<ImportError>,
    /// Whether the content itself ends early.
    is_cut: bool,
}

/// The plain content: first its head, then its importer.
struct Content {
    file_name: String,
    options: ImportOptions,
    /// The format that it is read as, once that is known or where it needn't be recognised.
    format: Option<&'static Format>,
    head: Vec<u8>,
    importer: Option<Box<dyn Importer>>,
    /// How many archives it is in.
    level: usize,
    budget: Rc<Budget>,
}

impl Reader {
    /// Starts reading a file called `file_name`.
    pub fn new(file_name: &str, options: ImportOptions) -> Self {
        let budget = Rc::new(Budget::new());
        let outer = Unpacker::counted(Rc::clone(&budget));
        Self::of(file_name, options, outer, 0, budget)
    }

    /// Starts reading a file in `level` archives, whose bytes the innermost one counts.
    pub(super) fn inside(
        file_name: &str,
        options: ImportOptions,
        level: usize,
        budget: Rc<Budget>,
    ) -> Self {
        Self::of(file_name, options, Unpacker::new(), level, budget)
    }

    fn of(
        file_name: &str,
        options: ImportOptions,
        outer: Unpacker,
        level: usize,
        budget: Rc<Budget>,
    ) -> Self {
        let (file_name, head) = (file_name.to_owned(), Vec::new());
        Self {
            unpackers: [outer, Unpacker::new()],
            encoding: Encoding::new(),
            content: Content {
                file_name,
                options,
                format: None,
                head,
                importer: None,
                level,
                budget,
            },
            failed: None,
            is_cut: false,
        }
    }

    /// Starts reading a file as one of this format, whatever it looks like: for fuzzing, which would
    /// otherwise spend its time on bytes that nothing recognises.
    #[doc(hidden)]
    pub fn of_format(format: &'static Format, file_name: &str, options: ImportOptions) -> Self {
        let mut reader = Self::new(file_name, options);
        reader.content.format = Some(format);
        reader
    }

    /// Told before [`Self::finish`] when the file ends early.
    pub(super) fn cut_off(&mut self) {
        self.is_cut = true;
    }

    /// Takes the file's next bytes.
    ///
    /// # Errors
    /// As soon as it is clear that the file can't be opened. Later calls give the same error.
    pub fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        if let Some(error) = &self.failed {
            return Err(error.clone());
        }
        let Self { unpackers: [outer, inner], encoding, content, .. } = self;
        let pushed = outer.push(slice, &mut |bytes| {
            inner.push(bytes, &mut |bytes| encoding.push(bytes, &mut |bytes| content.push(bytes)))
        });
        pushed.inspect_err(|error| self.failed = Some(error.clone()))
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When the file can't be opened: nothing recognises it, it is broken beyond use, or it holds
    /// no sample.
    pub fn finish(self) -> Result<Imported, ImportError> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let Self { unpackers: [mut outer, mut inner], mut encoding, mut content, .. } = self;
        let mut warnings = Warnings::default();
        let outer_damage = outer.finish(
            &mut |bytes| {
                inner.push(bytes, &mut |bytes| {
                    encoding.push(bytes, &mut |bytes| content.push(bytes))
                })
            },
            &mut warnings,
        )?;
        let inner_damage = inner.finish(
            &mut |bytes| encoding.push(bytes, &mut |bytes| content.push(bytes)),
            &mut warnings,
        )?;
        encoding.finish(&mut |bytes| content.push(bytes), &mut warnings)?;
        let Some(damage) = outer_damage.or(inner_damage) else {
            return content.finish(self.is_cut).map(|imported| with_warnings(imported, &warnings));
        };
        // What came before the damage is shown if it makes sense by itself; if it doesn't, the
        // damage is the reason, whatever the importer says.
        let Ok(imported) = content.finish(true) else {
            return Err(damage.into_error());
        };
        let what = if damage.cut { CUT } else { BROKEN };
        let place = Place::Byte(damage.produced);
        warnings.add(&format!("{what}: only what comes before is shown"), place, "");
        Ok(with_warnings(imported, &warnings))
    }
}

const CUT: &str = "the compressed data end before they are complete";
const BROKEN: &str = "the compressed data are damaged";

impl Damage {
    fn into_error(self) -> ImportError {
        let Self { cut, produced, consumed } = self;
        let what = if cut { "their end" } else { "damaged data" };
        ImportError {
            expected: "complete compressed data".to_owned(),
            found: format!("{what} (of {consumed} compressed bytes came {produced} bytes)"),
            place: Place::Byte(produced),
            advice: "Copy or download the file again, or record it again.".to_owned(),
        }
    }
}

fn with_warnings(mut imported: Imported, warnings: &Warnings) -> Imported {
    for warning in warnings.list() {
        imported.warnings.add_many(&warning.what, warning.count, warning.first, &warning.excerpt);
    }
    imported
}

impl Content {
    fn push(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        self.budget.give(bytes.len())?;
        let mut bytes = bytes;
        if self.importer.is_none() {
            let missing = (HEAD_BYTES - self.head.len()).min(bytes.len());
            self.head.extend_from_slice(&bytes[..missing]);
            bytes = &bytes[missing..];
            if self.head.len() == HEAD_BYTES {
                self.start()?;
            }
        }
        match &mut self.importer {
            Some(importer) if !bytes.is_empty() => importer.push(bytes),
            _ => Ok(()),
        }
    }

    /// Chooses the importer and hands it the head.
    fn start(&mut self) -> Result<(), ImportError> {
        let head = std::mem::take(&mut self.head);
        let format = match self.format {
            Some(format) => format,
            None => recognise(&self.file_name, &head, self.level)?,
        };
        let importer = if format.name == archive::FORMAT.name {
            let budget = Rc::clone(&self.budget);
            archive::start(&self.file_name, self.options, &head, self.level, budget)
        } else {
            (format.start)(&self.file_name, self.options)
        };
        self.format = Some(format);
        self.importer.insert(importer).push(&head)
    }

    fn finish(mut self, cut_off: bool) -> Result<Imported, ImportError> {
        if self.importer.is_none() {
            self.start()?;
        }
        let Some(mut importer) = self.importer else {
            return Err(dead_ends::explain(&[]));
        };
        if cut_off {
            importer.cut_off();
        }
        let mut imported = importer.finish()?;
        for profile in &mut imported.profiles {
            if profile.about.format.is_empty() {
                profile.about.format.push_str(self.format.map_or("", |format| format.name));
            }
        }
        Ok(imported)
    }
}

/// The format that is surest of the content. A dead end that is known by a mark goes before a
/// format that isn't sure: lines of a callgrind file end in numbers too.
fn recognise(file_name: &str, head: &[u8], level: usize) -> Result<&'static Format, ImportError> {
    let mut best: Option<(&'static Format, Certainty)> = None;
    for format in FORMATS {
        if level > archive::DEEPEST_LEVEL && format.name == archive::FORMAT.name {
            continue;
        }
        let certainty = (format.sniff)(file_name, head);
        if certainty > best.map_or(Certainty::No, |(_, certainty)| certainty) {
            best = Some((format, certainty));
        }
    }
    match best {
        Some((format, Certainty::Sure)) => Ok(format),
        Some((format, _)) => dead_ends::known(head).map_or(Ok(format), Err),
        None => Err(dead_ends::explain(head)),
    }
}
