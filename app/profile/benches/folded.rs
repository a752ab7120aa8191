//! How fast folded stacks become a profile.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use profile::import::{ImportOptions, Reader};
use profile::{Profile, bytes};
use std::hint::black_box;

/// Large enough that its tables don't fit any cache.
const FILE_BYTES: u64 = 100 << 20;
/// What the import worker reads at once.
const SLICE_BYTES: usize = 8 << 20;

fn import(text: &[u8]) -> Profile {
    let mut reader = Reader::new("bench.folded", ImportOptions::default());
    for slice in text.chunks(SLICE_BYTES) {
        reader.push(slice).expect("the generator writes folded stacks");
    }
    reader.finish().expect("the generator writes folded stacks").profiles.remove(0)
}

fn folded(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("folded");
    group.sample_size(10);
    let (mut unsorted, mut sorted) = (Vec::new(), Vec::new());
    let written = tests::generate::folded(FILE_BYTES, 1, &mut unsorted)
        .and_then(|_| tests::generate::folded_sorted(FILE_BYTES, 1, &mut sorted));
    written.expect("writing to memory doesn't fail");
    for (name, text) in [("in order of time", &unsorted), ("sorted", &sorted)] {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |bencher| bencher.iter(|| black_box(import(text))));
    }
    let profile = import(&unsorted);
    group.throughput(Throughput::Elements(profile.stacks.len() as u64));
    group.bench_function("to bytes and back", |bencher| {
        bencher.iter_batched(
            || profile.clone(),
            |profile| bytes::from_buffers(bytes::into_buffers(profile)),
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

criterion_group!(benches, folded);
criterion_main!(benches);
