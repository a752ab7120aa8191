//! The diff of two profiles of 1.6 million call nodes each, beside inferno's `diff-folded` and
//! `flamegraph` on the same stacks. Medians; not by criterion, since inferno takes too long for
//! its many rounds.
//!
//! `cargo bench -p flamegraph --bench diff`

use flamegraph::viewer::{Outbox, Viewer};
use profile::import::Reader;
use protocol::diff::{DiffColour, DiffInput, DiffScale, DiffView, DiffWidth};
use protocol::import::ImportedFile;
use protocol::{Answer, CanvasSize, FileId, ProfileId, Request, Theme, Threads, View, Viewport};
use std::hint::black_box;
use std::io::Cursor;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tests::generate::folded_pair;

/// How long the longest step of work took, in microseconds.
static LONGEST_STEP: AtomicU64 = AtomicU64::new(0);

fn open(viewer: &mut Viewer, number: u32, text: &str) {
    let name = format!("{number}.folded");
    let mut reader = Reader::new(&name, Default::default());
    reader.push(text.as_bytes()).expect("folded stacks");
    let imported = reader.finish().expect("a profile");
    let (buffer_lengths, chunks) = profile::bytes::pack(imported.profiles);
    let imported = ImportedFile { name, buffer_lengths, ..ImportedFile::default() };
    let request = Request::Open { file: FileId(number), imported };
    viewer.handle(request, chunks, &mut Outbox::default());
}

fn view() -> DiffView {
    let input = |number| DiffInput {
        profile: ProfileId { file: FileId(number), index: 0 },
        threads: Threads::All,
        metric: 0,
    };
    DiffView::of(input(0), input(1))
}

/// Shows a diff; returns how many nodes it has.
fn show(viewer: &mut Viewer, view: DiffView) -> u32 {
    let mut outbox = Outbox::default();
    let request = Request::ShowDiff { revision: 1, view: Box::new(view), resolve: Vec::new() };
    viewer.handle(request, Vec::new(), &mut outbox);
    // One step at a time: others wait as long as the longest takes.
    let mut longest = Duration::ZERO;
    loop {
        let mut may_go_on = [true, false].into_iter();
        let (is_working, time) =
            timed(|| viewer.work(&mut || may_go_on.next() == Some(true), &mut outbox));
        longest = longest.max(time);
        if !is_working {
            break;
        }
    }
    LONGEST_STEP.fetch_max(longest.as_micros() as u64, Ordering::Relaxed);
    match outbox.answers.pop() {
        Some((Answer::DiffShown(shown), _)) => shown.shown.node_count,
        other => panic!("not shown: {other:?}"),
    }
}

/// Shows the first profile by itself.
fn show_one(viewer: &mut Viewer) {
    let view = View::of(ProfileId { file: FileId(0), index: 0 });
    let mut outbox = Outbox::default();
    let request = Request::Show { revision: 2, view, resolve: Vec::new() };
    viewer.handle(request, Vec::new(), &mut outbox);
    while viewer.work(&mut || true, &mut outbox) {}
    assert!(matches!(outbox.answers.pop(), Some((Answer::Shown(_), _))), "not shown");
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = black_box(work());
    (made, start.elapsed())
}

fn report(name: &str, mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let median = times[times.len() / 2];
    println!("{name:<52} {:>8.1} ms", median.as_secs_f64() * 1e3);
    median
}

/// A change of the view.
type Mode = fn(DiffView) -> DiffView;

/// Draws scenes of the whole width and of closer looks while they are dragged along.
fn pan(viewer: &mut Viewer, what: &str) {
    const FRAMES: u32 = 200;
    for (name, share) in [("all", 1.0), ("10 %", 0.1), ("0.1 %", 0.001)] {
        let frames = (0..FRAMES).map(|frame| {
            let way = f64::from(frame) / f64::from(FRAMES);
            let x_start = way * (1.0 - share);
            let draw = Request::Draw {
                number: frame,
                viewport: Viewport {
                    x_start,
                    x_end: x_start + share,
                    first_row: way * 2.0,
                    row_count: 60.0,
                },
                canvas: CanvasSize {
                    width_device_px: 1920,
                    character_device_px: 7.0,
                    pixel_ratio: 1.0,
                },
                theme: Theme::Light,
                selected: None,
            };
            let mut outbox = Outbox::default();
            let ((), time) = timed(|| viewer.handle(draw, Vec::new(), &mut outbox));
            assert!(matches!(outbox.answers.pop(), Some((Answer::Scene(_), _))), "no scene");
            time
        });
        let mut frames: Vec<Duration> = frames.collect();
        frames.sort_unstable();
        let name = format!("panning {what}, {name} in sight, 95th percentile");
        println!("{name:<52} {:>8.1} ms", frames[frames.len() * 95 / 100].as_secs_f64() * 1e3);
    }
}

fn main() {
    // `cargo test --benches` runs it too; nothing is to be measured there.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let sides = folded_pair();
    println!("{} and {} MB of folded stacks", sides[0].len() >> 20, sides[1].len() >> 20);
    let mut viewer = Viewer::new();
    let ((), opening) = timed(|| {
        for (number, text) in (0..).zip(&sides) {
            open(&mut viewer, number, text);
        }
    });
    report("open both", vec![opening]);
    let mut nodes = 0;
    let first = (0..3).map(|_| {
        // Opened anew, so that nothing is kept of the round before.
        let mut viewer = Viewer::new();
        for (number, text) in (0..).zip(&sides) {
            open(&mut viewer, number, text);
        }
        let (count, time) = timed(|| show(&mut viewer, view()));
        nodes = count;
        time
    });
    let ready = report("diff, once loaded", first.collect());
    println!("{nodes} nodes in the union");
    show(&mut viewer, view());
    let modes: [(&str, Mode); 5] = [
        ("another colour", |view| DiffView { colour: DiffColour::SelfPoints, ..view }),
        ("noise shown", |view| DiffView { show_noise: true, ..view }),
        ("width of changes", |view| DiffView { width: DiffWidth::Changed, ..view }),
        ("another scale", |view| DiffView { scale: Some(DiffScale::None), ..view }),
        ("sides swapped", DiffView::swapped),
    ];
    for (name, mode) in modes {
        let times = (0..3).map(|_| {
            show(&mut viewer, view());
            timed(|| show(&mut viewer, mode(view()))).1
        });
        report(name, times.collect());
    }
    let longest = Duration::from_micros(LONGEST_STEP.load(Ordering::Relaxed));
    report("longest step of all of these", vec![longest]);
    show(&mut viewer, view());
    pan(&mut viewer, "the diff");
    show_one(&mut viewer);
    pan(&mut viewer, "one profile");
    drop(viewer);
    let ((), peer) = timed(|| {
        let mut both = Vec::new();
        let options = inferno::differential::Options::default();
        let [before, after] = sides.each_ref().map(Cursor::new);
        inferno::differential::from_readers(options, before, after, &mut both).expect("stacks");
        let mut options = inferno::flamegraph::Options::default();
        let mut svg = Vec::new();
        inferno::flamegraph::from_reader(&mut options, &both[..], &mut svg).expect("a picture");
        black_box(svg.len());
    });
    report("inferno-diff-folded | inferno-flamegraph", vec![peer]);
    let all = opening + ready;
    let times = peer.as_secs_f64() / all.as_secs_f64();
    println!("{times:.1} times as fast, opening included");
}
