//! How fast a flame graph picture becomes a profile.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use profile::Profile;
use profile::import::{ImportOptions, Reader};
use std::fmt::Write;
use std::hint::black_box;

const FILE_BYTES: usize = 10 << 20;
/// What the import worker reads at once.
const SLICE_BYTES: usize = 8 << 20;

fn import(text: &[u8]) -> Profile {
    let mut reader = Reader::new("bench.svg", ImportOptions::default());
    for slice in text.chunks(SLICE_BYTES) {
        reader.push(slice).expect("it is a flame graph");
    }
    reader.finish().expect("it is a flame graph").profiles.remove(0)
}

/// Towers of 30 bars each, side by side, written as inferno does.
fn picture() -> String {
    const ROWS: usize = 30;
    let mut bars = String::new();
    let mut x = 0;
    while bars.len() < FILE_BYTES {
        for row in 1..=ROWS {
            let (y, width) = (2000 - row * 16, ROWS + 1 - row);
            let name = (x * 7 + row * row) % 5003;
            write!(
                bars,
                "<g><title>wordstat::module_{row}::Reader&lt;T&gt;::read_{name} ({width} samples, \
                 0.01%)</title><rect x=\"1.2345%\" y=\"{y}\" width=\"0.0123%\" height=\"15\" \
                 fill=\"rgb(227,0,7)\" fg:x=\"{x}\" fg:w=\"{width}\"/><text x=\"1.2345%\" \
                 y=\"{y}.50\"></text></g>"
            )
            .expect("writing to memory doesn't fail");
        }
        x += ROWS;
    }
    format!(
        "<svg xmlns:fg=\"http://github.com/jonhoo/inferno\"><svg total_samples=\"{x}\">{bars}<g>\
         <title>all ({x} samples, 100%)</title><rect y=\"2000\" fg:x=\"0\" fg:w=\"{x}\"/></g>\
         </svg></svg>"
    )
}

fn svg(criterion: &mut Criterion) {
    let text = picture();
    let mut group = criterion.benchmark_group("svg");
    group.sample_size(10);
    group.throughput(Throughput::Bytes(text.len() as u64));
    group.bench_function("inferno", |bencher| {
        bencher.iter(|| black_box(import(text.as_bytes())));
    });
    group.finish();
}

criterion_group!(benches, svg);
criterion_main!(benches);
