//! How fast each format is read, beside folded stacks: `cargo bench -p profile --bench formats`.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use profile::Profile;
use profile::import::{FORMATS, Format, ImportOptions, Reader};
use std::hint::black_box;
use tests::generate::{self, Layout, recorded, repeated, written, written_text};

const FILE_BYTES: usize = 10 << 20;
/// What the import worker reads at once.
const SLICE_BYTES: usize = 8 << 20;

fn import(content: &[u8], format: &'static Format) -> Vec<Profile> {
    let mut reader = Reader::of_format(format, "bench", ImportOptions::default());
    for slice in content.chunks(SLICE_BYTES) {
        reader.push(slice).expect("it can be read");
    }
    reader.finish().expect("it can be read").profiles
}

/// A format's name, and what makes a file of it of about so many bytes.
type Maker = (&'static str, fn(usize) -> Vec<u8>);

fn folded(bytes: usize) -> Vec<u8> {
    let mut text = Vec::new();
    let written = generate::folded(bytes as u64, 1, &mut text);
    written.expect("writing to memory doesn't fail");
    text
}

fn firefox(bytes: usize) -> Vec<u8> {
    let mut text = Vec::new();
    let written = generate::firefox(bytes as u64, 1, Layout::PerThread, &mut text);
    written.expect("writing to memory doesn't fail");
    text
}

fn formats(criterion: &mut Criterion) {
    let files: [Maker; 23] = [
        ("Folded stacks", folded),
        ("perf script", recorded::perf),
        ("Flame graph SVG", written::svg),
        ("pprof", recorded::pprof),
        ("callgrind", recorded::callgrind),
        ("cachegrind", recorded::cachegrind),
        ("massif", recorded::massif),
        ("DHAT", recorded::dhat),
        ("speedscope", written::speedscope),
        ("CPU profile of Chrome and Node", written::cpuprofile),
        ("Trace events", written::trace_events),
        ("Firefox Profiler", firefox),
        ("Instruments deep copy", repeated::instruments),
        ("pmcstat call graph", repeated::pmcstat),
        ("DTrace stacks", repeated::dtrace),
        ("sample of macOS", repeated::mac_sample),
        ("GHC profile", repeated::ghc_prof),
        ("bpftrace", written_text::bpftrace),
        ("VTune CSV", repeated::vtune),
        ("Visual Studio CSV", repeated::visual_studio),
        ("xctrace XML", written_text::xctrace),
        ("V8 log", written_text::v8_log),
        ("async-profiler HTML", written_text::async_profiler),
    ];
    let mut group = criterion.benchmark_group("formats");
    group.sample_size(10);
    for (name, content) in files {
        let content = content(FILE_BYTES);
        let format = FORMATS.iter().find(|format| format.name == name).expect("it is one");
        group.throughput(Throughput::Bytes(content.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(import(&content, format))));
    }
    group.finish();
}

criterion_group!(benches, formats);
criterion_main!(benches);
