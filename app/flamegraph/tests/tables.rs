//! Search, functions table, details and exports: folded stacks in, text out.

mod common;

use common::{Sample, sample};
use expect_test::{Expect, expect};
use flamegraph::details::{self, Sources};
use flamegraph::export;
use flamegraph::function_table::{FunctionTable, FunctionWeights};
use protocol::{ColourMode, FunctionColumn, NodeId, Search};
use std::fmt::Write;

/// f calls itself directly, and g calls it again.
const RECURSIVE: &str = "
    main;f;g;f;g 4
    main;f;f 2
    main;f 1
    main;g 8
";

fn function_weights(sample: &Sample) -> FunctionWeights {
    FunctionWeights::new(&sample.tree, &sample.weights, &sample.names)
}

fn table_text(sample: &Sample, column: FunctionColumn, is_descending: bool) -> String {
    let weights = function_weights(sample);
    let table = FunctionTable::new(&weights, &sample.names, None, column, is_descending);
    let rows = table.rows(&weights, &sample.names, 0, 100, None);
    let mut text = String::new();
    for row in rows.rows {
        let _ = writeln!(
            text,
            "{} self {} total {} [{}]",
            row.name, row.self_weight, row.total_weight, row.group
        );
    }
    text
}

fn check_search(text: &str, is_regex: bool, expected: Expect) {
    let sample = sample(RECURSIVE);
    let search = Search { text: text.to_owned(), is_regex };
    let found = flamegraph::search::search(
        &search,
        &sample.tree,
        &|node| sample.weights.total_weight(node),
        &sample.names,
    );
    let text = match found {
        None => "nothing is searched for".to_owned(),
        Some(Err(problem)) => format!("{} {}", problem.what, problem.advice),
        Some(Ok(found)) => format!("{:?}", found.matches),
    };
    expected.assert_eq(&text);
}

#[test]
fn matches_count_each_sample_once() {
    check_search("F", false, expect!["Matches { function_count: 1, node_count: 3, weight: 7.0 }"]);
    check_search(
        "^f|g$",
        true,
        expect!["Matches { function_count: 2, node_count: 6, weight: 15.0 }"],
    );
    check_search(
        "nothing",
        false,
        expect!["Matches { function_count: 0, node_count: 0, weight: 0.0 }"],
    );
    check_search("", false, expect!["nothing is searched for"]);
}

#[test]
fn a_bad_pattern_is_explained() {
    check_search(
        "f(",
        true,
        expect![
            "The search is not a regular expression: found open group without closing ')'. Correct the pattern, or switch to plain text; a backslash before a sign such as ( or [ takes it as it is."
        ],
    );
    check_search(
        "[a",
        true,
        expect![
            "The search is not a regular expression: non-empty character class has no closing bracket. Correct the pattern, or switch to plain text; a backslash before a sign such as ( or [ takes it as it is."
        ],
    );
}

#[test]
fn matches_follow_each_other_in_preorder() {
    let sample = sample(RECURSIVE);
    let found = sample.find("g");
    let mut text = String::new();
    let mut node = None;
    for _ in 0..4 {
        let (next, index) = found.next(node, false).expect("there are three");
        let _ = writeln!(text, "{index}: node {}", next.0);
        node = Some(next);
    }
    let (before, index) = found.next(Some(NodeId(0)), true).expect("there are three");
    let _ = writeln!(text, "before the root, {index}: node {}", before.0);
    expect![[r#"
        0: node 2
        1: node 4
        2: node 6
        0: node 2
        before the root, 2: node 6
    "#]]
    .assert_eq(&text);
}

#[test]
fn letters_of_any_case_and_script_are_found() {
    let sample = sample("Straße::ÄRGER 1");
    let part = sample.find("ärg").part(sample.function("Straße::ÄRGER"));
    assert_eq!(part, Some(9..13));
}

#[test]
fn recursive_calls_count_once() {
    expect![[r#"
        main self 0 total 15 [app]
        g self 12 total 12 [app]
        f self 3 total 7 [app]
    "#]]
    .assert_eq(&table_text(&sample(RECURSIVE), FunctionColumn::TotalWeight, true));
}

#[test]
fn equal_functions_stand_by_name() {
    let sample = sample("b::z;b::c 1\na::b;a::a 1");
    expect![[r#"
        a::a self 1 total 1 [a]
        b::c self 1 total 1 [b]
        a::b self 0 total 1 [a]
        b::z self 0 total 1 [b]
    "#]]
    .assert_eq(&table_text(&sample, FunctionColumn::SelfWeight, true));
    expect![[r#"
        b::c self 1 total 1 [b]
        b::z self 0 total 1 [b]
        a::a self 1 total 1 [a]
        a::b self 0 total 1 [a]
    "#]]
    .assert_eq(&table_text(&sample, FunctionColumn::Group, true));
    expect![[r#"
        a::a self 1 total 1 [a]
        a::b self 0 total 1 [a]
        b::c self 1 total 1 [b]
        b::z self 0 total 1 [b]
    "#]]
    .assert_eq(&table_text(&sample, FunctionColumn::Name, false));
}

#[test]
fn the_table_is_filtered_and_seen_through_a_window() {
    let sample = sample("a1 1\na2 2\na3 3\nb 9");
    let weights = function_weights(&sample);
    let found = sample.find("a");
    let column = FunctionColumn::SelfWeight;
    let table = FunctionTable::new(&weights, &sample.names, Some(&found), column, true);
    let rows = table.rows(&weights, &sample.names, 1, 1, Some(sample.function("a1")));
    assert_eq!((rows.row_count, rows.function_count, rows.start), (3, 4, 1));
    assert_eq!(rows.rows.iter().map(|row| &row.name).collect::<Vec<_>>(), ["a2"]);
    assert_eq!(rows.row_of_selected, Some(2));
}

fn details_text(sample: &Sample, node: NodeId) -> String {
    let function_weights = function_weights(sample);
    let Sample { tree, weights, names, layout } = sample;
    let function_weights = &function_weights;
    let sources = Sources { tree, weights, function_weights, names, layout };
    let details = details::details(&sources, node, |node| sample.weights.total_weight(node));
    let mut text = String::new();
    let place = &details.place;
    let _ = writeln!(
        text,
        "{} in row {} from {} to {}: self {} total {}",
        place.name, place.row, place.x_start, place.x_end, place.self_weight, place.total_weight
    );
    if let Some(facts) = &details.function {
        let _ = writeln!(
            text,
            "function: self {} total {} in {} nodes, this is {}",
            facts.self_weight, facts.total_weight, facts.node_count, details.occurrence
        );
    }
    for (what, list) in [("caller", &details.callers), ("callee", &details.callees)] {
        for neighbour in list {
            let _ = writeln!(text, "{what} {}: {}", neighbour.name, neighbour.weight);
        }
    }
    let path: Vec<&str> = details.path.iter().map(|step| step.name.as_str()).collect();
    let _ = writeln!(text, "path: {}", path.join(" "));
    let around = details::around(&sources, node);
    for (what, rows) in [
        ("ancestors", &around.ancestors),
        ("siblings", &around.siblings),
        ("children", &around.children),
    ] {
        let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let _ = writeln!(text, "{what}: {}", names.join(" "));
    }
    text
}

#[test]
fn details_tell_of_node_and_function() {
    let sample = sample(RECURSIVE);
    expect![[r#"
        f in row 4 from 0.5333333333333333 to 0.8: self 0 total 4
        function: self 3 total 7 in 3 nodes, this is 1
        caller main: 7
        caller g: 4
        caller f: 2
        callee g: 4
        callee f: 2
        path: main f g f
        ancestors: all main f g
        siblings: f
        children: g
    "#]]
    .assert_eq(&details_text(&sample, sample.nodes("f")[1]));
    expect![[r#"
        all in row 0 from 0 to 1: self 0 total 15
        path: 
        ancestors: 
        siblings: all
        children: main
    "#]]
    .assert_eq(&details_text(&sample, NodeId(0)));
}

#[test]
fn the_middle_of_a_long_path_is_left_out() {
    let stack: Vec<String> = (0..1000).map(|depth| format!("f{depth}")).collect();
    let sample = sample(&format!("{} 1", stack.join(";")));
    let function_weights = &function_weights(&sample);
    let Sample { tree, weights, names, layout } = &sample;
    let sources = Sources { tree, weights, function_weights, names, layout };
    let details =
        details::details(&sources, sample.node("f999"), |node| sample.weights.total_weight(node));
    assert_eq!((details.path.len(), details.path_left_out), (200, 800));
    assert_eq!((&*details.path[99].name, &*details.path[100].name), ("f99", "f900"));
    let around = details::around(&sources, sample.node("f999"));
    assert_eq!((around.ancestors.len(), &*around.ancestors[99].name), (100, "f998"));
}

#[test]
fn occurrences_go_from_heavy_to_light() {
    let sample = sample(RECURSIVE);
    let g = sample.function("g");
    let next = |from, is_backwards| {
        let weight = |node| sample.weights.total_weight(node);
        let found = details::next_occurrence(&sample.tree, weight, g, from, is_backwards);
        found.map(|(node, index, count)| (sample.weights.total_weight(node), index, count))
    };
    assert_eq!(next(None, false), Some((8.0, 0, 3)));
    let heaviest = sample.nodes("g")[0];
    assert_eq!(next(Some(heaviest), false), Some((4.0, 1, 3)));
    assert_eq!(next(Some(heaviest), true), Some((4.0, 2, 3)));
}

#[test]
fn folded_stacks_say_what_the_tree_says() {
    let sample = sample(RECURSIVE);
    let folded = export::folded(&sample.tree, &sample.weights, &sample.names);
    assert_eq!(folded.renamed_count, 0);
    expect![[r#"
        main;g 8
        main;f 1
        main;f;g;f;g 4
        main;f;f 2
    "#]]
    .assert_eq(&folded.text);
}

#[test]
fn names_that_folded_stacks_cannot_hold_are_counted() {
    let mut sample = sample("a;b 1\nc 2.5");
    for (function, name) in ["#[x; 3]", "", "fine name"].into_iter().enumerate() {
        sample.names.functions[function].name = name.to_owned();
    }
    let folded = export::folded(&sample.tree, &sample.weights, &sample.names);
    assert_eq!(folded.renamed_count, 2);
    assert_eq!(folded.text, "fine name 2.5\n_#[x: 3];[unnamed] 1\n");
}

#[test]
fn csv_cells_are_quoted_and_no_formulas() {
    let sample = sample("=cmd,\"x\" 3\n-[A::b] 1");
    let weights = function_weights(&sample);
    let column = FunctionColumn::SelfWeight;
    let table = FunctionTable::new(&weights, &sample.names, None, column, true);
    let csv = export::functions_csv(&table, &weights, &sample.names, 4.0, "samples");
    expect![[r#"
        function,crate or library,self (samples),self (%),total (samples),total (%)
        "'=cmd,""x""",app,3,75.0000,3,75.0000
        '-[A::b],'-[A,1,25.0000,1,25.0000
    "#]]
    .assert_eq(&csv.replace("\r\n", "\n"));
}

#[test]
fn the_call_path_is_a_function_a_line() {
    let sample = sample(RECURSIVE);
    let path = export::call_path(&sample.tree, &sample.names, sample.nodes("g")[1]);
    assert_eq!(path, "main\nf\ng\n");
    assert_eq!(export::call_path(&sample.tree, &sample.names, NodeId(0)), "");
}

#[test]
fn the_svg_has_the_stacks_in_the_order_of_the_picture() {
    let mut sample = sample("main;worker 3 5000000000\nmain 1\nmain;array 7000000000\ntiny 1");
    let array = sample.function("array");
    sample.names.functions[array.0 as usize].name = "[u8; 2]".to_owned();
    let source = export::svg_source(&export::SvgInput {
        tree: &sample.tree,
        weights: &sample.weights,
        names: &sample.names,
        layout: &sample.layout,
        colours: &sample.colours(ColourMode::Crate),
        sides: None,
        title: "a file",
        subtitle: "",
        unit: "ns",
        root_on_top: true,
    });
    let text = source.folded.replace('\u{e000}', "{semicolon}").replace('\u{e001}', "{blank}");
    expect![[r#"
        [not{blank}drawn] 1
        main 1
        main;[u8{semicolon}{blank}2] 626349397
        main;worker{blank}3 447392427
        [1.0, 1.0, 7000000000.0, 5000000000.0] 12000000002"#]]
    .assert_eq(&format!("{text}{:?} {}", source.weights, source.total));
}
