//! How fast JSON is scanned, and how fast Firefox profiles are imported.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use profile::Profile;
use profile::import::{ImportOptions, Reader};
use profile::json::{Scanner, Schema};
use std::hint::black_box;
use tests::generate::Layout;

const FILE_BYTES: u64 = 100 << 20;
/// What the import worker reads at once.
const SLICE_BYTES: usize = 8 << 20;

fn import(text: &[u8]) -> Profile {
    let mut reader = Reader::new("bench.json", ImportOptions::default());
    for slice in text.chunks(SLICE_BYTES) {
        reader.push(slice).expect("the generator writes profiles");
    }
    reader.finish().expect("the generator writes profiles").profiles.remove(0)
}

/// Wants nothing.
struct Nothing;

impl Schema for Nothing {
    type Place = ();

    fn member(&mut self, (): (), _key: &str) -> Option<()> {
        None
    }
}

fn skip(text: &[u8]) {
    let mut scanner = Scanner::new(());
    for slice in text.chunks(SLICE_BYTES) {
        scanner.push(slice, &mut Nothing).expect("the generator writes JSON");
    }
    scanner.finish(&mut Nothing).expect("the generator writes JSON");
}

fn firefox(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("firefox");
    group.sample_size(10);
    for (name, layout) in
        [("tables of threads", Layout::PerThread), ("shared tables", Layout::Shared)]
    {
        let mut text = Vec::new();
        tests::generate::firefox(FILE_BYTES, 1, layout, &mut text)
            .expect("writing to memory doesn't fail");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(import(&text))));
        group.bench_function(format!("{name}, skipped"), |bencher| bencher.iter(|| skip(&text)));
    }
    group.finish();
}

criterion_group!(benches, firefox);
criterion_main!(benches);
