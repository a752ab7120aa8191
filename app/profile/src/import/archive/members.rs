//! The files in an archive, and what comes out of them.

use crate::dead_ends;
use crate::import::budget::{self, Budget};
use crate::import::{ImportOptions, Imported, Reader};
use crate::recording::Profile;
use crate::symbols::Symbols;
use crate::warning::{ImportError, Place, Warnings};
use std::rc::Rc;

const UNRECOGNISED: &str = "files in the archive that are no profiles were left out";
const FAILED: &str = "files in the archive couldn't be opened";
const TOO_MANY: &str = "files in the archive were left out, since it has too many";
const TOO_LARGE: &str = "files in the archive were left out, since it unpacks to far more than \
                         profiles do";
/// More than anybody compares.
const MOST_PROFILES: usize = 1000;

/// What came out of an archive so far.
pub(super) struct Members {
    /// The archive's own name.
    name: String,
    options: ImportOptions,
    level: usize,
    pub(super) budget: Rc<Budget>,
    /// Whether bytes of the archive are to be counted as they are used.
    pub(super) counts_packed: bool,
    opened: Vec<(String, Warnings)>,
    profiles: Vec<Profile>,
    symbols: Option<Symbols>,
    other_reading: Option<(String, ImportOptions)>,
    pub(super) warnings: Warnings,
    files: u64,
    /// The error of the first file that gave one, and the file's name.
    first_error: Option<(String, ImportError)>,
    /// Whether that file was recognised.
    is_recognised: bool,
    /// The error for a recording of Instruments, if the archive holds one.
    instruments: Option<ImportError>,
}

/// A file in an archive that is being read.
pub(super) struct Member {
    name: String,
    reader: Reader,
    error: Option<ImportError>,
}

impl Member {
    /// Takes the file's next bytes. Says whether it wants more.
    pub(super) fn push(&mut self, bytes: &[u8]) -> bool {
        if self.error.is_none() {
            self.error = self.reader.push(bytes).err();
        }
        self.error.is_none()
    }
}

impl Members {
    pub(super) fn new(
        name: &str,
        options: ImportOptions,
        level: usize,
        budget: Rc<Budget>,
    ) -> Self {
        Self {
            name: name.to_owned(),
            options,
            level,
            budget,
            counts_packed: false,
            opened: Vec::new(),
            profiles: Vec::new(),
            symbols: None,
            other_reading: None,
            warnings: Warnings::default(),
            files: 0,
            first_error: None,
            is_recognised: false,
            instruments: None,
        }
    }

    /// From here on the archive's bytes count when they are used, not when they come.
    pub(super) fn restart_budget(&mut self) {
        // In something that is packed itself, its bytes count.
        self.counts_packed = self.level == 0 && self.budget.restart();
    }

    /// Begins with a file; `None` if it is left out.
    pub(super) fn open(&mut self, name: &str) -> Option<Member> {
        // What macOS knows of a file, beside each one.
        if name.ends_with('/') || name.starts_with("__MACOSX/") {
            return None;
        }
        self.files += 1;
        self.instruments = self.instruments.take().or_else(|| dead_ends::instruments_bundle(name));
        if self.budget.is_exceeded() {
            self.warnings.add(TOO_LARGE, Place::Whole, name);
            return None;
        }
        if self.profiles.len() >= MOST_PROFILES {
            self.warnings.add(TOO_MANY, Place::Whole, name);
            return None;
        }
        // In an archive in an archive, a file is called by the whole way to it.
        let name = match self.level {
            0 => name.to_owned(),
            _ => format!("{}/{name}", self.name),
        };
        let budget = Rc::clone(&self.budget);
        let reader = Reader::inside(&name, self.options, self.level + 1, budget);
        Some(Member { name, reader, error: None })
    }

    /// A file ends. `is_whole`: as it should.
    pub(super) fn close(&mut self, member: Member, is_whole: bool) {
        let Member { name, mut reader, error } = member;
        if !is_whole {
            reader.cut_off();
        }
        let imported = error.map_or_else(|| reader.finish(), Err);
        match imported {
            Ok(imported) => self.add(name, imported),
            Err(_) if self.budget.is_exceeded() => {
                self.warnings.add(TOO_LARGE, Place::Whole, &name);
            }
            Err(error) => {
                let is_recognised = error.expected != dead_ends::EXPECTED;
                let (what, excerpt) = match is_recognised {
                    true => (FAILED, format!("{name}: {error}")),
                    false => (UNRECOGNISED, name.clone()),
                };
                self.warnings.add(what, Place::Whole, &excerpt);
                if self.first_error.is_none() || (is_recognised && !self.is_recognised) {
                    self.first_error = Some((name, error));
                    self.is_recognised = is_recognised;
                }
            }
        }
    }

    fn add(&mut self, name: String, imported: Imported) {
        self.profiles.extend(imported.profiles);
        match (&mut self.symbols, imported.symbols) {
            (Some(known), Some(more)) => known.extend(more),
            (known, more) => *known = known.take().or(more),
        }
        self.other_reading = self.other_reading.take().or(imported.other_reading);
        self.opened.push((name, imported.warnings));
    }

    /// What came out of the archive.
    ///
    /// # Errors
    /// When that is nothing.
    pub(super) fn finish(mut self) -> Result<Imported, ImportError> {
        if self.opened.is_empty() {
            return Err(self.nothing());
        }
        let is_only_one = self.opened.len() == 1;
        let mut warnings = Warnings::default();
        for (name, list) in self.opened {
            for warning in list.list() {
                let what = match is_only_one {
                    true => warning.what.clone(),
                    false => format!("{name}: {}", warning.what),
                };
                warnings.add_many(&what, warning.count, warning.first, &warning.excerpt);
            }
        }
        for warning in self.warnings.list() {
            warnings.add_many(&warning.what, warning.count, warning.first, &warning.excerpt);
        }
        Ok(Imported {
            profiles: std::mem::take(&mut self.profiles),
            symbols: self.symbols,
            warnings,
            other_reading: self.other_reading.filter(|_| is_only_one),
        })
    }

    fn nothing(self) -> ImportError {
        let general = |found: String| ImportError {
            expected: dead_ends::EXPECTED.to_owned(),
            found,
            place: Place::Whole,
            advice: "Check that the file the profiler wrote is in the archive.".to_owned(),
        };
        if self.budget.is_exceeded() {
            return budget::error();
        }
        if let Some(error) = self.instruments {
            return error;
        }
        let left_out = self.warnings.list().first().map(|warning| warning.what.clone());
        match self.first_error {
            // Of one file, or of one that is nearly a profile, the error says what to do.
            Some((name, error)) if self.files == 1 || self.is_recognised => ImportError {
                found: format!("{} (“{name}” in the archive)", error.found),
                ..error
            },
            Some((name, _)) => general(format!(
                "an archive of {} files that are none, the first of which is “{name}”",
                self.files
            )),
            None => general(match left_out {
                Some(what) => format!("an archive of which nothing could be read: {what}"),
                None => "an empty archive".to_owned(),
            }),
        }
    }
}
