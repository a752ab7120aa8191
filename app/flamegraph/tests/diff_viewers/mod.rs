//! Helpers of the diff's tests: a viewer with open files, and what it says of their diff.
#![allow(dead_code, reason = "each test file uses some of them")]

use flamegraph::viewer::{Outbox, Viewer};
use profile::Profile;
use profile::import::Reader;
use protocol::diff::{DiffAnswer, DiffInput, DiffRequest, DiffShown, DiffSort, DiffView};
use protocol::import::ImportedFile;
use protocol::{Answer, FileId, ProfileId, Request, Threads, TreeId};
use std::fmt::Write;

pub const BEFORE: &str = "main;A 100\nmain;B 100\nmain;D 50\nmain;E 1\nmain 749\n";
pub const AFTER: &str = "main;A 50\nmain;B 100\nmain;C 10\nmain;E 2\nmain 338\n";

/// A viewer in which these files are open, numbered from 0.
pub fn viewer_of(files: &[&str]) -> Viewer {
    let profile = |folded: &&str| {
        let mut reader = Reader::new("test.folded", Default::default());
        reader.push(folded.as_bytes()).expect("folded stacks");
        let imported = reader.finish().expect("a profile");
        imported.profiles.into_iter().next().expect("a profile")
    };
    viewer_of_profiles(files.iter().map(profile).collect())
}

/// A viewer in which files with one profile each are open.
pub fn viewer_of_profiles(profiles: Vec<Profile>) -> Viewer {
    let mut viewer = Viewer::new();
    for (number, profile) in (0..).zip(profiles) {
        let (buffer_lengths, chunks) = profile::bytes::pack(vec![profile]);
        let file = ImportedFile {
            name: format!("{}.folded", ["before", "after"][number as usize]),
            buffer_lengths,
            ..ImportedFile::default()
        };
        let request = Request::Open { file: FileId(number), imported: file };
        viewer.handle(request, chunks, &mut Outbox::default());
    }
    viewer
}

/// A recording of one function that weighs so much in a unit of speedscope's.
pub fn recording_in(unit: &str, weight: u32) -> Profile {
    let text = format!(
        r#"{{"$schema": "https://www.speedscope.app/file-format-schema.json",
        "shared": {{"frames": [{{"name": "main"}}]}}, "profiles": [{{"type": "sampled", "name": "run",
        "unit": "{unit}", "startValue": 0, "endValue": {weight}, "samples": [[0]], "weights": [{weight}]}}]}}"#
    );
    let mut reader = Reader::new("run.json", Default::default());
    reader.push(text.as_bytes()).expect("a speedscope file");
    reader.finish().expect("a profile").profiles.remove(0)
}

pub fn input(file: u32, metric: u32) -> DiffInput {
    let profile = ProfileId { file: FileId(file), index: 0 };
    DiffInput { profile, threads: Threads::All, metric }
}

pub fn view() -> DiffView {
    DiffView::of(input(0, 0), input(1, 0))
}

pub fn request(viewer: &mut Viewer, request: Request) -> (Answer, Vec<Vec<u8>>) {
    let mut outbox = Outbox::default();
    viewer.handle(request, Vec::new(), &mut outbox);
    while viewer.work(&mut || true, &mut outbox) {}
    outbox.answers.pop().expect("an answer")
}

pub fn show(viewer: &mut Viewer, view: DiffView) -> DiffShown {
    let show = Request::ShowDiff { revision: 1, view: Box::new(view), resolve: Vec::new() };
    match request(viewer, show).0 {
        Answer::DiffShown(shown) => *shown,
        other => panic!("not shown: {other:?}"),
    }
}

pub fn ask(viewer: &mut Viewer, tree: TreeId, ask: DiffRequest) -> (DiffAnswer, Vec<Vec<u8>>) {
    match request(viewer, Request::Diff { tree, request: ask }) {
        (Answer::Diff { answer, .. }, buffers) => (answer, buffers),
        other => panic!("no answer: {other:?}"),
    }
}

pub fn table(viewer: &mut Viewer, tree: TreeId) -> String {
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    let rows = DiffRequest::Rows { sort, start: 0, count: 100, selected: None };
    let (DiffAnswer::Rows(rows), _) = ask(viewer, tree, rows) else { panic!("no rows") };
    let mut text = String::new();
    for row in rows.rows {
        let (own, total) = (row.own, row.total);
        let _ = writeln!(
            text,
            "{}: self {} → {} {}, total {} → {} {}",
            row.name,
            own.baseline,
            own.comparison,
            own.state.name(),
            total.baseline,
            total.comparison,
            total.state.name()
        );
    }
    text
}
