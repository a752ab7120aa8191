//! The files that are opened: a recording, and made-up ones of a wanted size.

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use tests::generate::{self, Generated, Layout, recorded, written};

use crate::contestants::Contestant;

/// Every run makes the same files.
const SEED: u64 = 1;
/// A megabyte, the decimal one.
const MB: u64 = 1_000_000;

/// How a file is made.
#[derive(Clone, Copy, Debug)]
pub enum Made {
    /// A recording of the fixtures.
    Recorded,
    /// Folded stacks, a line a sample, in the order of time.
    InTime,
    /// Folded stacks, a line a distinct stack, sorted.
    Sorted,
    /// A profile of the Firefox Profiler.
    Firefox(Layout),
    /// Another format, by a function that takes the number of bytes; and whether speedscope reads it.
    Other(fn(usize) -> Vec<u8>, bool),
}

/// The tables of the results, one for each kind of peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Folded stacks, beside speedscope.
    Folded,
    /// Profiles of the Firefox Profiler, beside the browser's own JSON parser.
    Firefox,
    /// All other formats, beside speedscope where it reads them.
    Formats,
    /// What is too large for others.
    Alone,
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
pub const ALL: [Input; 30] = [
    Input::new("wordstat.folded", Made::Recorded, 1),
    Input::new("10-MB-in-time.folded", Made::InTime, 10),
    Input::new("10-MB-sorted.folded", Made::Sorted, 10),
    Input::new("100-MB-in-time.folded", Made::InTime, 100),
    Input::new("100-MB-sorted.folded", Made::Sorted, 100),
    Input::new("50-MB-firefox-v49.json", Made::Firefox(Layout::PerThread), 50),
    Input::new("200-MB-firefox-v49.json", Made::Firefox(Layout::PerThread), 200),
    Input::new("200-MB-firefox-v66.json", Made::Firefox(Layout::Shared), 200),
    Input::new("10-MB-perf-script.txt", Made::Other(recorded::perf, true), 10),
    Input::new("100-MB-perf-script.txt", Made::Other(recorded::perf, true), 100),
    Input::new("10-MB-flamegraph.svg", Made::Other(written::svg, false), 10),
    Input::new("100-MB-flamegraph.svg", Made::Other(written::svg, false), 100),
    Input::new("10-MB-pprof.pb", Made::Other(recorded::pprof, true), 10),
    Input::new("100-MB-pprof.pb", Made::Other(recorded::pprof, true), 100),
    Input::new("10-MB-callgrind.out", Made::Other(recorded::callgrind, true), 10),
    Input::new("100-MB-callgrind.out", Made::Other(recorded::callgrind, true), 100),
    Input::new("10-MB-cachegrind.out", Made::Other(recorded::cachegrind, false), 10),
    Input::new("100-MB-cachegrind.out", Made::Other(recorded::cachegrind, false), 100),
    Input::new("10-MB-massif.out", Made::Other(recorded::massif, false), 10),
    Input::new("100-MB-massif.out", Made::Other(recorded::massif, false), 100),
    Input::new("10-MB-dhat.json", Made::Other(recorded::dhat, false), 10),
    Input::new("100-MB-dhat.json", Made::Other(recorded::dhat, false), 100),
    Input::new("10-MB.speedscope.json", Made::Other(written::speedscope, true), 10),
    Input::new("100-MB.speedscope.json", Made::Other(written::speedscope, true), 100),
    Input::new("10-MB.cpuprofile", Made::Other(written::cpuprofile, true), 10),
    Input::new("100-MB.cpuprofile", Made::Other(written::cpuprofile, true), 100),
    Input::new("300000-trace-events.json", Made::Other(three_hundred_thousand_events, true), 25),
    Input::new("10-MB-trace-events.json", Made::Other(written::trace_events, true), 10),
    Input::new("100-MB-trace-events.json", Made::Other(written::trace_events, true), 100),
    Input { name: "1-GB-in-time.folded", made: Made::InTime, megabytes: 1000, is_large: true },
];

impl Input {
    const fn new(name: &'static str, made: Made, megabytes: u64) -> Self {
        Self { name, made, megabytes, is_large: false }
    }

    /// Where its results stand.
    pub fn table(&self) -> Table {
        match self.made {
            _ if self.is_large => Table::Alone,
            Made::Recorded | Made::InTime | Made::Sorted => Table::Folded,
            Made::Firefox(_) => Table::Firefox,
            Made::Other(..) => Table::Formats,
        }
    }

    /// Who opens it as well.
    pub fn peer(&self) -> Option<Contestant> {
        match self.made {
            _ if self.is_large => None,
            Made::Firefox(_) => Some(Contestant::JsonParse),
            Made::Other(_, is_read_by_speedscope) => {
                is_read_by_speedscope.then_some(Contestant::Speedscope)
            }
            Made::Recorded | Made::InTime | Made::Sorted => Some(Contestant::Speedscope),
        }
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
            Made::Other(content, _) => {
                out.write_all(&content(bytes as usize)).map(|()| Generated::default())
            }
        };
        generated.with_context(|| format!("{} can't be made", self.name))?;
        out.flush()?;
        drop(out);
        let bytes = std::fs::metadata(&file)?.len();
        Ok((file, bytes))
    }
}

fn three_hundred_thousand_events(_: usize) -> Vec<u8> {
    written::trace_events_of_count(300_000)
}

fn recording(out: &mut impl Write) -> std::io::Result<Generated> {
    let fixture =
        concat!(env!("CARGO_MANIFEST_DIR"), "/data/folded/wordstat/before/stacks.folded.gz");
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(File::open(fixture)?).read_to_end(&mut text)?;
    out.write_all(&text)?;
    Ok(Generated { bytes: text.len() as u64, ..Generated::default() })
}
