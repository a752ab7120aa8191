//! Diffs of a viewer, as the page knows them: requests in, answers out.

mod diff_viewers;

use diff_viewers::{AFTER, BEFORE, ask, input, request, show, table, view, viewer_of};
use expect_test::expect;
use flamegraph::viewer::Viewer;
use protocol::diff::{
    ChangeState, DiffAnswer, DiffColour, DiffExport, DiffRequest, DiffScale, DiffSort, DiffView,
    DiffWidth, RenameRule,
};
use protocol::export::{GONE_SIGN, NEW_SIGN};
use protocol::{
    Answer, CanvasSize, FileId, FunctionId, MarkKind, NodeId, ProfileId, Request, Theme, View,
    Viewport,
};
use std::fmt::Write;

fn draw(viewer: &mut Viewer) -> (protocol::Scene, Vec<Vec<u8>>) {
    let draw = Request::Draw {
        number: 1,
        viewport: Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count: 10.0 },
        canvas: CanvasSize { width_device_px: 1000, character_device_px: 7.0, pixel_ratio: 1.0 },
        theme: Theme::Light,
        selected: None,
    };
    match request(viewer, draw) {
        (Answer::Scene(scene), planes) => (*scene, planes),
        other => panic!("no scene: {other:?}"),
    }
}

fn marks(viewer: &mut Viewer) -> String {
    let (scene, _) = draw(viewer);
    let mut text = String::new();
    for mark in &scene.marks {
        let kind = match mark.kind {
            MarkKind::New => "new",
            MarkKind::Removed => "removed",
            _ => "other",
        };
        let _ = writeln!(
            text,
            "row {} from {} to {}: {kind}",
            mark.row, mark.x_start_device_px, mark.x_end_device_px
        );
    }
    text
}

#[test]
fn two_files_open_as_a_diff() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let shown = show(&mut viewer, view());
    assert_eq!(shown.scale, DiffScale::EqualTotals);
    assert_eq!(shown.scale_label, "equal totals, baseline × 0.500");
    assert_eq!(shown.factors, [0.5, 1.0]);
    assert_eq!((shown.shown.total, shown.shown.node_count, shown.shown.row_count), (500.0, 7, 3));
    let facts = shown.sides.map(|side| (side.files.concat(), side.total, side.sample_count));
    assert_eq!(facts[0], ("before.folded".to_owned(), 1000.0, Some(1000.0)));
    assert_eq!(facts[1], ("after.folded".to_owned(), 500.0, Some(500.0)));
    assert_eq!(shown.legend.ends, ["−10.0 points", "+10.0 points"]);
    expect![[r#"
        B: self 50 → 100 more, total 50 → 100 more
        D: self 25 → 0 removed, total 25 → 0 removed
        C: self 0 → 10 new, total 0 → 10 new
        main: self 374.5 → 338 noise, total 500 → 500 same
        E: self 0.5 → 2 noise, total 0.5 → 2 noise
        A: self 50 → 50 same, total 50 → 50 same
    "#]]
    .assert_eq(&table(&mut viewer, shown.shown.tree));
}

#[test]
fn removed_and_new_bars_are_marked_where_they_have_a_width() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let mut text = String::new();
    for width in [DiffWidth::Larger, DiffWidth::Comparison, DiffWidth::Baseline, DiffWidth::Changed]
    {
        let shown = show(&mut viewer, DiffView { width, ..view() });
        let _ = writeln!(text, "{width:?}, hidden {}", shown.hidden);
        text.push_str(&marks(&mut viewer));
    }
    expect![[r#"
        Larger, hidden 0
        row 2 from 267 to 312: removed
        row 2 from 312 to 329: new
        Comparison, hidden 25
        row 2 from 300 to 320: new
        Baseline, hidden 10
        row 2 from 200 to 250: removed
        Changed, hidden 0
        row 2 from 407 to 610: removed
        row 2 from 610 to 691: new
    "#]]
    .assert_eq(&text);
}

#[test]
fn noise_is_grey_unless_it_is_to_be_shown() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let mut shades = |show_noise| {
        show(&mut viewer, DiffView { show_noise, ..view() });
        let (scene, planes) = draw(&mut viewer);
        let pixels = &planes[0][(scene.row_count as usize - 1) * 4000..];
        let mut colours: Vec<&[u8]> = pixels.chunks(4).filter(|pixel| pixel[3] > 0).collect();
        colours.sort_unstable();
        colours.dedup();
        colours.len()
    };
    // Grey for A and E, and B, C, D; with noise E is no longer grey.
    assert_eq!((shades(false), shades(true)), (4, 5));
}

#[test]
fn another_mode_keeps_the_tree() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let first = show(&mut viewer, view()).shown.tree;
    for other in [
        DiffView { colour: DiffColour::Ratio, ..view() },
        DiffView { width: DiffWidth::Changed, ..view() },
        DiffView { scale: Some(DiffScale::None), ..view() },
    ] {
        assert_eq!(show(&mut viewer, other).shown.tree, first);
    }
    assert_ne!(show(&mut viewer, view().swapped()).shown.tree, first);
}

#[test]
fn a_node_has_numbers_of_both_sides() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let tree = show(&mut viewer, view()).shown.tree;
    let details = match request(&mut viewer, Request::Detail { tree, node: NodeId(2) }).0 {
        Answer::Details { details, .. } => details,
        other => panic!("no details: {other:?}"),
    };
    let (DiffAnswer::Node { change, .. }, _) = ask(&mut viewer, tree, DiffRequest::Node(NodeId(2)))
    else {
        panic!("no numbers")
    };
    assert_eq!((details.place.name.as_str(), details.place.total_weight), ("B", 100.0));
    let total = change.total;
    assert_eq!((total.baseline, total.comparison, total.ratio), (50.0, 100.0, 2.0));
    assert_eq!(total.state, ChangeState::More);
    // A link to the node leads back to it.
    let name = details.name.expect("a name");
    let show =
        Request::ShowDiff { revision: 2, view: Box::new(view().swapped()), resolve: vec![name] };
    let Answer::DiffShown(shown) = request(&mut viewer, show).0 else { panic!("not shown") };
    assert_eq!(shown.shown.resolved[0].as_ref().map(|place| place.name.as_str()), Some("B"));
}

#[test]
fn a_diff_is_written_out() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let tree = show(&mut viewer, view()).shown.tree;
    let mut text = String::new();
    let sort = DiffSort { descending: true, ..DiffSort::default() };
    for what in [DiffExport::Folded, DiffExport::Markdown { rows: 3 }] {
        let (answer, bytes) = ask(&mut viewer, tree, DiffRequest::Export { what, sort });
        let DiffAnswer::Exported { file_name, .. } = answer else { panic!("not written") };
        let _ = writeln!(text, "{file_name}\n{}", String::from_utf8_lossy(&bytes[0]));
    }
    expect![[r#"
        after-diff.folded
        # before.folded → after.folded (equal totals, baseline × 0.500); the columns, in weight, are not scaled
        main 749 338
        main;B 100 100
        main;A 100 50
        main;D 50 0
        main;C 0 10
        main;E 1 2

        after-diff.md
        **before.folded → after.folded (equal totals, baseline × 0.500)**

        - The total fell from 1,000 weight to 500 weight (−50.0 %).
        - `B` rose from 10.0 % to 20.0 % (+10.0 points; total 10.0 % → 20.0 %).
        - `D` is gone: it was 5.0 % (−5.0 points; total 5.0 % → 0 %).
        - `C` is new: 2.0 % (+2.0 points; total 0 % → 2.0 %).
        - Functions that are new make 2.0 %, those that are gone made 5.0 %.
        - In all 3 functions changed: −5.0 points and +12.0 points.

        | Function | Baseline | Comparison | Change | Ratio | p | |
        |---|--:|--:|--:|--:|--:|---|
        | `B` | 10.0 % | 20.0 % | +10.0 points | × 2.00 | 1e-6 | more |
        | `D` | 5.0 % | 0 % | −5.0 points | gone | 2e-9 | removed |
        | `C` | 0 % | 2.0 % | +2.0 points | new | 2e-5 | new |

    "#]]
    .assert_eq(&text);
}

#[test]
fn speedscope_gets_the_comparison_as_it_was_recorded() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let tree = show(&mut viewer, view().swapped()).shown.tree;
    let export = Request::Export {
        tree,
        what: protocol::Export::Speedscope,
        sort: protocol::FunctionColumn::SelfWeight,
        descending: true,
    };
    let (answer, bytes) = request(&mut viewer, export);
    let Answer::Exported { file_name, .. } = answer else { panic!("not written") };
    expect![[r#"
        before-comparison.speedscope.json
        {"$schema":"https://www.speedscope.app/file-format-schema.json","exporter":"Flamedrop@0.1.0","name":"before.folded",
        "shared":{"frames":[
        {"name":"main"},
        {"name":"B"},
        {"name":"A"},
        {"name":"D"},
        {"name":"C"},
        {"name":"E"}
        ]},
        "profiles":[{"type":"sampled","name":"before.folded","unit":"none","startValue":0,"endValue":1000,
        "samples":[[0],[0,1],[0,2],[0,3],[0,5]],
        "weights":[749,100,100,50,1]}]}
    "#]].assert_eq(&format!("{file_name}\n{}", String::from_utf8_lossy(&bytes[0])));
}

#[test]
fn a_file_with_two_columns_is_a_diff_by_itself() {
    let text =
        "main;A 100 50\nmain;B 100 100\nmain;C 0 10\nmain;D 50 0\nmain;E 1 2\nmain 749 338\n";
    let mut viewer = viewer_of(&[text]);
    let shown = show(&mut viewer, DiffView::of(input(0, 0), input(0, 1)));
    let by_itself = table(&mut viewer, shown.shown.tree);
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let shown = show(&mut viewer, view());
    assert_eq!(by_itself, table(&mut viewer, shown.shown.tree));
}

#[test]
fn rules_match_what_was_renamed() {
    let mut viewer = viewer_of(&[
        "main;old::parse 30\nmain;work::h0123456789abcdef 70\n",
        "main;new::parse 31\nmain;work::hfedcba9876543210 69\n",
    ]);
    let rule = |pattern: &str, replacement: &str| RenameRule {
        pattern: pattern.to_owned(),
        replacement: replacement.to_owned(),
    };
    let rules = vec![rule("^(old|new)::", ""), rule("(", "")];
    let shown = show(&mut viewer, DiffView { rules, ..view() });
    let matched: Vec<_> = shown.matched.iter().map(|one| (one.name.as_str(), one.rule)).collect();
    assert_eq!(matched, [("parse", Some(0))]);
    assert_eq!(shown.broken_rules.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [1]);
    expect![[r#"
        parse: self 30 → 31 more, total 30 → 31 more
        work: self 70 → 69 less, total 70 → 69 less
        main: self 0 → 0 same, total 100 → 100 same
    "#]]
    .assert_eq(&table(&mut viewer, shown.shown.tree));
}

#[test]
fn sides_of_several_recordings_are_compared_by_their_means() {
    let mut viewer = viewer_of(&["main;a 10\nmain;b 30\n", "main;a 20\nmain;b 20\n"]);
    let both = vec![input(0, 0), input(1, 0)];
    let shown = show(&mut viewer, DiffView { baseline: both.clone(), comparison: both, ..view() });
    expect![[r#"
        Spread
        a: self 15 → 15 same, total 15 → 15 same
        b: self 25 → 25 same, total 25 → 25 same
        main: self 0 → 0 same, total 40 → 40 same
    "#]]
    .assert_eq(&format!("{:?}\n{}", shown.noise.test, table(&mut viewer, shown.shown.tree)));
}

#[test]
fn what_can_not_be_compared_is_said() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let mut problem = |view: DiffView| {
        let show = Request::ShowDiff { revision: 5, view: Box::new(view), resolve: Vec::new() };
        match request(&mut viewer, show).0 {
            Answer::Failed { revision: 5, problem } => problem.what,
            other => panic!("not refused: {other:?}"),
        }
    };
    let scaled = |scale| DiffView { scale: Some(scale), ..view() };
    assert_eq!(
        problem(scaled(DiffScale::EqualDuration)),
        "How long the baseline took is not known."
    );
    assert_eq!(
        problem(scaled(DiffScale::Yardstick("C".to_owned()))),
        "“C” weighs nothing in the baseline."
    );
    assert_eq!(
        problem(DiffView::of(input(0, 0), input(9, 0))),
        "The recording that should be shown is not open."
    );
}

#[test]
fn a_yardstick_weighs_the_same_on_both_sides() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let scale = Some(DiffScale::Yardstick("A".to_owned()));
    let shown = show(&mut viewer, DiffView { scale, ..view() });
    assert_eq!(shown.scale_label, "equal weight of A, baseline × 0.500");
    let (DiffAnswer::Function(Some(row)), _) =
        ask(&mut viewer, shown.shown.tree, DiffRequest::Function(FunctionId(1)))
    else {
        panic!("no row")
    };
    assert_eq!((row.name.as_str(), row.own.delta), ("A", 0.0));
}

#[test]
fn an_ordinary_view_takes_a_diffs_place() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let tree = show(&mut viewer, view()).shown.tree;
    let plain = View::of(ProfileId { file: FileId(0), index: 0 });
    let show = Request::Show { revision: 2, view: plain, resolve: Vec::new() };
    assert!(matches!(request(&mut viewer, show).0, Answer::Shown(_)));
    let diff = Request::Diff { tree, request: DiffRequest::Node(NodeId(0)) };
    assert_eq!(request(&mut viewer, diff).0, Answer::Stale);
    assert!(marks(&mut viewer).is_empty());
}

#[test]
fn an_svg_has_the_colours_of_each_bar() {
    // `a` is more below `x` and less below `y`; `y` alone is gone below `x`, `z` is new.
    let mut viewer = viewer_of(&["x;a 100\ny;a 301\nx;y 5\n", "x;a 301\ny;a 100\nz 5\n"]);
    let tree = show(&mut viewer, view()).shown.tree;
    let export = Request::Export {
        tree,
        what: protocol::Export::SvgSource { root_on_top: true },
        sort: protocol::FunctionColumn::SelfWeight,
        descending: true,
    };
    let (_, bytes) = request(&mut viewer, export);
    let source: protocol::export::SvgSource =
        protocol::wire::decode(&bytes[0]).expect("a picture's source");
    let of_a: Vec<_> = source.colours.iter().filter(|(name, _)| name.starts_with('a')).collect();
    assert_eq!(of_a.len(), 2);
    assert_ne!(of_a[0].1, of_a[1].1);
    assert_eq!(source.title, "before.folded → after.folded (equal totals)");
    let expected = "bars as wide as the larger side; change of the total, in points: blue up to −49.5 points, orange up to +49.5 points, \
                    grey noise or the same; hatched: gone, line on top: new";
    assert_eq!(source.subtitle, expected);
    let stacks: Vec<&str> =
        source.folded.lines().filter_map(|line| Some(line.rsplit_once(' ')?.0)).collect();
    for marked in [format!("x;y{GONE_SIGN}"), format!("z{NEW_SIGN}")] {
        assert!(stacks.contains(&marked.as_str()), "{marked}: {stacks:?}");
    }
}

#[test]
fn the_baseline_is_drawn_beside_in_the_same_coordinates() {
    let mut viewer = viewer_of(&[BEFORE, AFTER]);
    let wanted = DiffView { width: DiffWidth::Comparison, beside: true, ..view() };
    let tree = show(&mut viewer, wanted).shown.tree;
    let mut place = |node: u32, anchor: u32| {
        let request = DiffRequest::PlaceBeside { node: NodeId(node), anchor: NodeId(anchor) };
        match ask(&mut viewer, tree, request).0 {
            DiffAnswer::PlaceBeside(place) => {
                format!("{} {:.2}–{:.2}", place.name, place.x_start, place.x_end)
            }
            other => panic!("no place: {other:?}"),
        }
    };
    let nodes: Vec<String> = (0..7).map(|node| place(node, 0)).collect();
    // As the baseline alone has them; C is new.
    expect![[r#"
        all 0.00–1.00
        main 0.00–1.00
        B 0.00–0.10
        A 0.10–0.20
        D 0.20–0.25
        C 0.00–0.00
        E 0.25–0.25"#]]
    .assert_eq(&nodes.join("\n"));
    // Aligned at main, which is all of both, nothing changes.
    assert_eq!(place(1, 1), "main 0.00–1.00");
}
