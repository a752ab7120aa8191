//! The files that are opened: a recording, and made-up ones of a wanted size.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tests::generate::{self, Generated, Layout};

/// Every run makes the same files.
const SEED: u64 = 1;
/// A megabyte, the decimal one.
const MB: u64 = 1_000_000;

/// How a file is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// A recording of the fixtures.
    Recorded,
    /// Folded stacks, a line a sample, in the order of time.
    InTime,
    /// Folded stacks, a line a distinct stack, sorted.
    Sorted,
    /// A profile of the Firefox Profiler.
    Firefox(Layout),
}

/// A file to open.
#[derive(Clone, Copy, Debug)]
pub struct Input {
    /// Its file name.
    pub name: &'static str,
    /// How it is made.
    pub made: Made,
    /// About how large it gets, in megabytes.
    pub megabytes: u64,
    /// Whether it is too large for anything but Flamedrop.
    pub is_large: bool,
}

/// All files, in the order in which they are opened.
pub const ALL: [Input; 9] = [
    Input::new("wordstat.folded", Made::Recorded, 1),
    Input::new("10-MB-in-time.folded", Made::InTime, 10),
    Input::new("10-MB-sorted.folded", Made::Sorted, 10),
    Input::new("100-MB-in-time.folded", Made::InTime, 100),
    Input::new("100-MB-sorted.folded", Made::Sorted, 100),
    Input::new("50-MB-firefox-v49.json", Made::Firefox(Layout::PerThread), 50),
    Input::new("200-MB-firefox-v49.json", Made::Firefox(Layout::PerThread), 200),
    Input::new("200-MB-firefox-v66.json", Made::Firefox(Layout::Shared), 200),
    Input { name: "1-GB-in-time.folded", made: Made::InTime, megabytes: 1000, is_large: true },
];

impl Input {
    const fn new(name: &'static str, made: Made, megabytes: u64) -> Self {
        Self { name, made, megabytes, is_large: false }
    }

    /// Whether its peer is the browser's own JSON parser.
    pub fn is_json(&self) -> bool {
        matches!(self.made, Made::Firefox(_))
    }

    /// Makes it. Always anew, since the generator may be another one than yesterday.
    pub fn make(&self, folder: &Path) -> Result<(PathBuf, u64)> {
        let file = folder.join(self.name);
        let mut out = BufWriter::new(File::create(&file)?);
        let bytes = self.megabytes * MB;
        let generated = match self.made {
            Made::Recorded => recording(&mut out),
            Made::InTime => generate::folded(bytes, SEED, &mut out),
            Made::Sorted => generate::folded_sorted(bytes, SEED, &mut out),
            Made::Firefox(layout) => generate::firefox(bytes, SEED, layout, &mut out),
        };
        generated.with_context(|| format!("{} can't be made", self.name))?;
        out.flush()?;
        drop(out);
        let bytes = std::fs::metadata(&file)?.len();
        Ok((file, bytes))
    }
}

fn recording(out: &mut impl Write) -> std::io::Result<Generated> {
    let fixture =
        concat!(env!("CARGO_MANIFEST_DIR"), "/data/folded/wordstat/before/stacks.folded.gz");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(File::open(fixture)?).read_to_end(&mut text)?;
    out.write_all(&text)?;
    Ok(Generated { bytes: text.len() as u64, ..Generated::default() })
}
