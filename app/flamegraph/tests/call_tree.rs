//! Call trees: small ones whole, recorded ones by their known numbers.

mod trees;

use expect_test::{Expect, expect};
use flamegraph::call_tree::{BuiltTree, TreeBuilder, TreeInput};
use protocol::{SiblingOrder, Threads};
use trees::{Plain, by_function, data, data_bytes, dump, folded, metric, tree_of};

fn check(text: &str, expected: Expect) {
    let plain = Plain::of(folded(text));
    expected.assert_eq(&dump(&plain.names, &plain.built.tree, &plain.built.weights));
}

#[test]
fn stacks_of_the_same_functions_are_one_node() {
    check(
        "a;b 1\na;c;d 2\na;b 4\na 8\nb 16",
        expect![[r#"
            all 31 (0)
              b 16 (16)
              a 15 (8)
                b 5 (5)
                c 2 (0)
                  d 2 (2)
        "#]],
    );
}

#[test]
fn what_has_no_weight_has_no_node() {
    check(
        "a;b 0\na;c 1\nd 0",
        expect![[r#"
            all 1 (0)
              a 1 (0)
                c 1 (1)
        "#]],
    );
}

#[test]
fn both_manglings_of_one_function_are_one_node() {
    check(
        "_RNvNtCs1234_3foo3bar3baz 1\n_ZN3foo3bar3baz17h0123456789abcdefE 2\nfoo::bar::baz 4",
        expect![[r#"
            all 7 (0)
              foo::bar::baz 7 (7)
        "#]],
    );
}

#[test]
fn steps_give_the_same_tree_as_one_go() {
    let plain = Plain::of(data("folded/wordstat/before/stacks.folded.gz"));
    let input = TreeInput {
        profile: &plain.profile,
        paths: &plain.paths,
        names: &plain.names,
        threads: &Threads::All,
        metric: metric(),
        order: Some(SiblingOrder::Weight),
    };
    let mut builder = TreeBuilder::new(input);
    while !builder.step(input, 7) {}
    assert_eq!(builder.finish(), plain.built);
}

#[test]
fn threads_are_chosen_by_number() {
    let plain = Plain::of(folded("a;b 1"));
    let tree = |threads| tree_of(&plain.profile, &plain.paths, &plain.names, &threads).weights;
    assert_eq!(tree(Threads::Some(vec![0])).total(), 1.0);
    assert_eq!(tree(Threads::Some(vec![0, 0])).total(), 1.0);
    assert_eq!(tree(Threads::Some(vec![7])).total(), 0.0);
}

#[test]
fn recorded_profiles_have_the_known_top_functions() {
    let known: serde_json::Value =
        serde_json::from_slice(&data_bytes("folded/known.json")).unwrap();
    let mut seen = 0;
    for (path, known) in known.as_object().unwrap() {
        if path.contains("diff") || !path.starts_with("wordstat/") {
            continue;
        }
        let plain = Plain::of(data(&format!("folded/{path}")));
        assert_eq!(plain.built.weights.total(), known["total"].as_f64().unwrap(), "{path}");
        let columns = by_function(&plain.names, &plain.built.tree, &plain.built.weights);
        for (column, key) in columns.iter().zip(["top_self", "top_total"]) {
            for row in known[key].as_array().unwrap() {
                let (name, weight) = (row[0].as_str().unwrap(), row[1].as_f64().unwrap());
                let found = column.iter().find(|(other, _)| other == name);
                assert_eq!(found.map(|row| row.1), Some(weight), "{path} {key} {name}");
                let heavier = column.iter().filter(|row| row.1 > weight).count();
                assert!(heavier < known[key].as_array().unwrap().len(), "{path} {key} {name}");
            }
        }
        seen += 1;
    }
    assert!(seen >= 10, "only {seen} files have known numbers");
}

#[test]
fn a_stack_of_a_million_frames_is_a_tree() {
    let mut text = String::new();
    for depth in 0..1_000_000 {
        text.push_str(if depth % 2 == 0 { "a;" } else { "b;" });
    }
    text.push_str("c 3");
    let plain = Plain::of(folded(&text));
    assert_eq!(plain.built.tree.row_count(), 1_000_002);
    assert_eq!(plain.built.weights.total(), 3.0);
}

#[test]
fn siblings_stand_by_weight_or_by_name() {
    let plain = Plain::of(data("folded/wordstat/before/stacks.folded.gz"));
    let Plain { profile, names, paths, built } = &plain;
    let by_weight = &built.tree;
    for node in by_weight.nodes() {
        let weights = by_weight.children(node).map(|child| built.weights.total_weight(child));
        assert!(weights.is_sorted_by(|one, next| one >= next));
    }
    let order = Some(SiblingOrder::Name);
    let threads = &Threads::All;
    let built =
        BuiltTree::of(TreeInput { profile, paths, names, threads, metric: metric(), order });
    let by_name = &built.tree;
    assert_eq!(by_name.len(), by_weight.len());
    for node in by_name.nodes() {
        let functions = by_name.children(node).filter_map(|child| by_name.function(child));
        assert!(functions.map(|function| names.name(function)).is_sorted());
    }
}
