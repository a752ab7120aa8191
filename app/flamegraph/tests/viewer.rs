//! The viewer as the page knows it: requests in, answers out.

use flamegraph::viewer::{Outbox, Viewer};
use profile::import::Reader;
use protocol::import::ImportedFile;
use protocol::{
    Answer, CanvasSize, FileId, ProfileId, Request, Shown, Theme, Transform, View, Viewport,
};

const FILE: FileId = FileId(1);

fn opened(folded: &str) -> (Viewer, Vec<String>) {
    let mut reader = Reader::new("test.folded", Default::default());
    reader.push(folded.as_bytes()).expect("folded stacks");
    let imported = reader.finish().expect("a profile");
    let (buffer_lengths, chunks) = profile::bytes::pack(imported.profiles);
    let name = "test.folded".to_owned();
    let file = ImportedFile { name, buffer_lengths, ..ImportedFile::default() };
    let mut viewer = Viewer::new();
    let mut outbox = Outbox::default();
    let request = Request::Open { file: FILE, imported: file };
    viewer.handle(request, chunks, &mut outbox);
    let Answer::Opened { summary, .. } = &outbox.answers[0].0 else { panic!("not opened") };
    (viewer, summary.profiles.iter().map(|profile| profile.name.clone()).collect())
}

fn viewer_of(text: &str) -> Viewer {
    let (viewer, names) = opened(text);
    assert_eq!(names.len(), 1);
    viewer
}

fn view() -> View {
    View::of(ProfileId { file: FILE, index: 0 })
}

fn show(viewer: &mut Viewer, revision: u32, view: View) -> Shown {
    let mut outbox = Outbox::default();
    viewer.handle(Request::Show { revision, view, resolve: Vec::new() }, Vec::new(), &mut outbox);
    while viewer.work(&mut || true, &mut outbox) {}
    match outbox.answers.pop() {
        Some((Answer::Shown(shown), _)) => *shown,
        other => panic!("not shown: {other:?}"),
    }
}

#[test]
fn a_file_is_opened_and_shown() {
    let mut viewer = viewer_of("main;a;b 3\nmain;a 2\nmain;c 5\n");
    let shown = show(&mut viewer, 7, view());
    assert_eq!((shown.revision, shown.total, shown.node_count, shown.row_count), (7, 10.0, 5, 4));
}

#[test]
fn colours_alone_need_no_new_tree() {
    let mut viewer = viewer_of("main;a;b 3\nmain;a 2\n");
    let before = show(&mut viewer, 1, view());
    let by_kind = View { colours: protocol::ColourMode::Kind, ..view() };
    assert_eq!(show(&mut viewer, 2, by_kind).tree, before.tree);
    let merged = View { transforms: vec![Transform::MergeFunction("a".to_owned())], ..view() };
    assert_ne!(show(&mut viewer, 3, merged).tree, before.tree);
}

#[test]
fn a_match_is_one_of_the_search_under_way() {
    check_match_under_way(view());
    // An inverted tree is made anew for another search.
    check_match_under_way(View { inverted: true, ..view() });
}

fn check_match_under_way(view: View) {
    let mut viewer = viewer_of("main;old 3\nmain;new 2\n");
    let searching = |text: &str| {
        let search = protocol::Search { text: text.to_owned(), is_regex: false };
        View { search, ..view.clone() }
    };
    let tree = show(&mut viewer, 1, searching("old")).tree;
    let mut outbox = Outbox::default();
    let show_new = Request::Show { revision: 2, view: searching("new"), resolve: Vec::new() };
    viewer.handle(show_new, Vec::new(), &mut outbox);
    let next = Request::Match { tree, from: None, backwards: false };
    viewer.handle(next, Vec::new(), &mut outbox);
    while viewer.work(&mut || true, &mut outbox) {}
    let Some((Answer::Found { place: Some(place), .. }, _)) = outbox.answers.pop() else {
        panic!("nothing found");
    };
    assert_eq!(place.name, "new");
}

#[test]
fn a_scene_comes_with_its_planes() {
    let mut viewer = viewer_of("main;a 1\nmain;b 1\n");
    show(&mut viewer, 1, view());
    let mut outbox = Outbox::default();
    let request = Request::Draw {
        number: 9,
        viewport: Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count: 10.0 },
        canvas: CanvasSize { width_device_px: 100, character_device_px: 7.0, pixel_ratio: 1.0 },
        theme: Theme::Light,
        selected: None,
    };
    viewer.handle(request, Vec::new(), &mut outbox);
    let (answer, planes) = outbox.answers.pop().expect("an answer");
    let Answer::Scene(scene) = answer else { panic!("no scene: {answer:?}") };
    assert_eq!((scene.number, scene.row_count), (9, 3));
    assert_eq!(planes.iter().map(Vec::len).collect::<Vec<_>>(), [100 * 3 * 4, 100 * 3 * 4]);
}

#[test]
fn what_is_about_another_tree_is_stale() {
    let mut viewer = viewer_of("main;a 1\n");
    let shown = show(&mut viewer, 1, view());
    let other = protocol::TreeId(shown.tree.0 + 1);
    let mut outbox = Outbox::default();
    let request = Request::Describe { tree: other, node: protocol::NodeId(1) };
    viewer.handle(request, Vec::new(), &mut outbox);
    assert_eq!(outbox.answers[0].0, Answer::Stale);
}

#[test]
fn nodes_of_an_inverted_tree_keep_their_numbers() {
    let mut viewer = viewer_of("main;a;leaf 3\nmain;b;leaf 2\nmain;b 1\n");
    let shown = show(&mut viewer, 1, View { inverted: true, ..view() });
    let mut outbox = Outbox::default();
    let tree = shown.tree;
    for node in 1..4 {
        let request = Request::Detail { tree, node: protocol::NodeId(node) };
        viewer.handle(request, Vec::new(), &mut outbox);
    }
    let found: Vec<String> = outbox
        .answers
        .into_iter()
        .map(|(answer, _)| match answer {
            Answer::Details { details, .. } => {
                let path: Vec<&str> = details.path.iter().map(|step| step.name.as_str()).collect();
                format!(
                    "{} {} of {}",
                    details.place.node.0,
                    path.join(";"),
                    details.place.total_weight
                )
            }
            other => panic!("no details: {other:?}"),
        })
        .collect();
    assert_eq!(found, ["1 leaf of 5", "2 b of 1", "3 b;main of 1"]);
}

#[test]
fn an_inverted_view_is_written_out_leaf_first() {
    let mut viewer = viewer_of("main;a;leaf 3\nmain;b 1\n");
    let shown = show(&mut viewer, 1, View { inverted: true, ..view() });
    let mut export = |what| {
        let mut outbox = Outbox::default();
        let sort = protocol::FunctionColumn::SelfWeight;
        let request = Request::Export { tree: shown.tree, what, sort, descending: true };
        viewer.handle(request, Vec::new(), &mut outbox);
        let (answer, bytes) = outbox.answers.pop().expect("an answer");
        let Answer::Exported { file_name, .. } = answer else { panic!("not written") };
        (file_name, String::from_utf8_lossy(&bytes[0]).into_owned())
    };
    let (_, folded) = export(protocol::Export::Folded);
    assert_eq!(folded, "leaf;a;main 3\nb;main 1\n");
    let (name, speedscope) = export(protocol::Export::Speedscope);
    assert_eq!(name, "test.speedscope.json");
    assert!(speedscope.contains(r#""samples":[[2,1,0],[3,0]],"#), "{speedscope}");
}

#[test]
fn totals_that_the_file_states_stand_in_the_table() {
    let text = "# callgrind format\nevents: Ir\nfn=main\n1 10\ncfn=f\ncalls=1 1\n1 90\nfn=f\n1 50\n\
                cfn=f\ncalls=1 1\n1 40\ncfn=g\ncalls=2 1\n1 40\nfn=g\n1 40\n";
    let mut viewer = viewer_of(text);
    let shown = show(&mut viewer, 1, view());
    assert!(shown.has_stated_totals);
    let mut outbox = Outbox::default();
    let sort = protocol::FunctionColumn::StatedTotal;
    let (tree, descending) = (shown.tree, true);
    let request = Request::Functions { tree, sort, descending, start: 0, count: 9, selected: None };
    viewer.handle(request, Vec::new(), &mut outbox);
    let Some((Answer::Functions { rows, .. }, _)) = outbox.answers.pop() else {
        panic!("no table");
    };
    let rows: Vec<_> = rows
        .rows
        .iter()
        .map(|row| (row.name.as_str(), row.stated_total, row.total_weight))
        .collect();
    // The recursive call counts once more, as callgrind has it.
    let expected =
        [("f", Some(130.0), 90.0), ("main", Some(100.0), 100.0), ("g", Some(40.0), 40.0)];
    assert_eq!(rows, expected);

    let what = protocol::Export::FunctionsCsv;
    viewer.handle(Request::Export { tree, what, sort, descending }, Vec::new(), &mut outbox);
    let (_, bytes) = outbox.answers.pop().expect("an answer");
    let csv = String::from_utf8_lossy(&bytes[0]).into_owned();
    let first: Vec<_> = csv.lines().take(2).map(|line| line.rsplit(',').next()).collect();
    assert_eq!(first, [Some("inclusive as the file states it (instructions)"), Some("130")]);

    let mut viewer = viewer_of("main;f 1\n");
    assert!(!show(&mut viewer, 1, view()).has_stated_totals);
}

#[test]
fn benchmarks_are_recordings_after_the_files_own() {
    let text = "m;a::one;criterion::Bencher::iter;f 1\nm;a::two;criterion::Bencher::iter;g 2\n";
    let (mut viewer, names) = opened(text);
    assert_eq!(names, ["test.folded", "a::one", "a::two"]);
    let shown = show(&mut viewer, 1, View::of(ProfileId { file: FILE, index: 2 }));
    assert_eq!((shown.total, shown.node_count), (2.0, 5));
}
