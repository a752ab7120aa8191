//! How much memory opening a file takes, in the import worker and in the engine, stage by stage.
//!
//! `cargo bench -p flamegraph --bench memory [-- part of a file's name, or a path]`
//!
//! Each peak is of the bytes that are allocated at once, the file itself not among them: it is read
//! in slices, as a browser reads it. A WebAssembly memory never shrinks, so each worker takes at least its own peak.
#![allow(unsafe_code)]

use flamegraph::viewer::{Outbox, Viewer};
use profile::Profile;
use profile::import::{ImportOptions, Reader};
use protocol::import::ImportedFile;
use protocol::{Answer, CanvasSize, FileId, ProfileId, Request, Theme, View, Viewport};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use tests::generate;

const MB: f64 = 1e6;
/// What the import worker reads at once.
const SLICE_BYTES: usize = 1 << 20;

static LIVE_BYTES: AtomicUsize = AtomicUsize::new(0);
static PEAK_BYTES: AtomicUsize = AtomicUsize::new(0);

struct Counting;

fn grown(bytes: usize) {
    let live = LIVE_BYTES.fetch_add(bytes, Relaxed) + bytes;
    PEAK_BYTES.fetch_max(live, Relaxed);
}

// SAFETY: everything is left to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        LIVE_BYTES.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        grown(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if new_size > layout.size() {
            // Old and new place stand side by side, as they mostly do in WebAssembly.
            grown(new_size);
            LIVE_BYTES.fetch_sub(layout.size(), Relaxed);
        } else {
            LIVE_BYTES.fetch_sub(layout.size() - new_size, Relaxed);
        }
        unsafe { System.realloc(memory, layout, new_size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Measures one stage after the other.
struct Stages {
    file_bytes: f64,
    start_ms: f64,
    highest: usize,
}

/// Milliseconds of processor time of this thread: other programs don't count.
fn processor_ms() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    stat.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).map_or(f64::NAN, |ns| ns / 1e6)
}

impl Stages {
    fn new(file_bytes: u64) -> Self {
        let file_bytes = file_bytes as f64;
        PEAK_BYTES.store(LIVE_BYTES.load(Relaxed), Relaxed);
        Self { file_bytes, start_ms: processor_ms(), highest: 0 }
    }

    /// The stage that just ended.
    fn end(&mut self, name: &str) {
        let (live, peak) = (LIVE_BYTES.load(Relaxed), PEAK_BYTES.swap(0, Relaxed));
        PEAK_BYTES.store(live, Relaxed);
        self.highest = self.highest.max(peak);
        let ms = processor_ms() - self.start_ms;
        println!(
            "  {name:<32} {ms:>7.0} ms   peak {:>7.1} MB ({:>5.2} x)   kept {:>7.1} MB",
            peak as f64 / MB,
            peak as f64 / self.file_bytes,
            live as f64 / MB,
        );
        self.start_ms = processor_ms();
    }
}

fn measure(name: &str, path: &Path) {
    let file_bytes = std::fs::metadata(path).expect("the file was written").len();
    println!("{name}: {:.1} MB", file_bytes as f64 / MB);
    let mut stages = Stages::new(file_bytes);
    let mut file = File::open(path).expect("the file was written");
    let mut slice = vec![0; SLICE_BYTES];
    let mut reader = Reader::new(name, ImportOptions::default());
    loop {
        let mut length = 0;
        while length < slice.len() {
            match file.read(&mut slice[length..]).expect("the file can be read") {
                0 => break,
                more => length += more,
            }
        }
        if length == 0 {
            break;
        }
        reader.push(&slice[..length]).expect("the generator writes profiles");
    }
    stages.end("import: read");
    let profiles = reader.finish().expect("the generator writes profiles").profiles;
    stages.end("import: put together");
    drop(slice);
    let profile = &profiles[0];
    let samples: usize = profile
        .threads
        .iter()
        .flat_map(|thread| &thread.samples)
        .map(|samples| samples.len())
        .sum();
    println!("  {} stacks, {samples} samples", profile.stacks.len());
    let profiles = profiles.into_iter().map(Profile::without_times).collect();
    let (buffer_lengths, chunks) = profile::bytes::pack(profiles);
    stages.end("import: chunks");
    let import_peak = stages.highest;

    let mut stages = Stages::new(file_bytes);
    let mut viewer = Viewer::new();
    let imported =
        ImportedFile { name: name.to_owned(), buffer_lengths, ..ImportedFile::default() };
    let mut outbox = Outbox::default();
    viewer.handle(Request::Open { file: FileId(1), imported }, chunks, &mut outbox);
    stages.end("engine: open");
    let view = View::of(ProfileId { file: FileId(1), index: 0 });
    viewer.handle(
        Request::Show { revision: 1, view, resolve: Vec::new() },
        Vec::new(),
        &mut outbox,
    );
    let mut stage_name = "functions, paths".to_owned();
    outbox.answers.clear();
    loop {
        let mut asked = 0;
        let mut once = || {
            asked += 1;
            asked == 1
        };
        let more = viewer.work(&mut once, &mut outbox);
        for (answer, _) in outbox.answers.drain(..) {
            match answer {
                Answer::Progress { stage, .. } => {
                    let ended = std::mem::replace(&mut stage_name, stage);
                    stages.end(&format!("engine: {ended}"));
                }
                Answer::Shown(shown) => println!("  {} nodes", shown.node_count),
                _ => {}
            }
        }
        if !more {
            break;
        }
    }
    stages.end(&format!("engine: {stage_name}, picture"));
    let viewport = Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count: 60.0 };
    let canvas = CanvasSize { width_device_px: 1920, character_device_px: 7.0, pixel_ratio: 1.0 };
    let draw = Request::Draw { number: 1, viewport, canvas, theme: Theme::Light, selected: None };
    viewer.handle(draw, Vec::new(), &mut outbox);
    stages.end("engine: scene");
    println!(
        "  highest: import {:.2} x the file, engine {:.2} x",
        import_peak as f64 / file_bytes as f64,
        stages.highest as f64 / file_bytes as f64
    );
}

/// Writes a file of about so many bytes.
type Make = fn(u64, &mut BufWriter<File>) -> std::io::Result<generate::Generated>;

fn main() {
    // `cargo test --benches` runs it too; nothing is to be measured there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    if let Some(path) = wanted.as_ref().map(Path::new).filter(|path| path.is_file()) {
        measure(&path.to_string_lossy(), path);
        return;
    }
    let files: [(&str, u64, Make); 4] = [
        ("200-MB-firefox-v49.json", 200_000_000, |bytes, out| {
            generate::firefox(bytes, 1, generate::Layout::PerThread, out)
        }),
        ("200-MB-firefox-v66.json", 200_000_000, |bytes, out| {
            generate::firefox(bytes, 1, generate::Layout::Shared, out)
        }),
        ("100-MB-sorted.folded", 100_000_000, |bytes, out| generate::folded_sorted(bytes, 1, out)),
        ("100-MB-in-time.folded", 100_000_000, |bytes, out| generate::folded(bytes, 1, out)),
    ];
    for (name, bytes, make) in files {
        if wanted.as_ref().is_some_and(|wanted| !name.contains(wanted.as_str())) {
            continue;
        }
        let path =
            std::env::temp_dir().join(format!("flamedrop-memory-{}-{name}", std::process::id()));
        let mut out = BufWriter::new(File::create(&path).expect("a temporary file"));
        make(bytes, &mut out).expect("the disk has room");
        out.flush().expect("the disk has room");
        drop(out);
        measure(name, &path);
        std::fs::remove_file(&path).expect("the file was written");
    }
}
