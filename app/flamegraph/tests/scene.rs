//! Scenes as text: folded stacks in, flame graph out.

mod common;

use common::{Sample, hash, sample, sample_in_order};
use expect_test::{Expect, expect};
use protocol::{NodeId, SiblingOrder};

const STACKS: &str = "
    main;parse;read 10
    main;parse 5
    main;std::sort::merge;parse 3
    main;std::sort::merge 12
    main 2
    idle 8
";

fn check(sample: &Sample, width_px: u32, expected: Expect) {
    expected.assert_eq(&sample.ascii(&sample.draw(width_px)));
}

#[test]
fn siblings_stand_by_weight() {
    check(
        &sample(STACKS),
        60,
        expect![[r#"
        all........................................................|
        main...........................................|idle.......|
        parse.................|std::sort::merge.....|
        read..........|        pa…|
    "#]],
    );
}

#[test]
fn siblings_stand_by_name() {
    check(
        &sample_in_order(STACKS, SiblingOrder::Name),
        60,
        expect![[r#"
        all........................................................|
        idle.......|main...........................................|
                    parse.................|std::sort::merge.....|
                    read..........|        pa…|
    "#]],
    );
}

#[test]
fn siblings_of_one_weight_stand_by_name() {
    check(
        &sample("c 5\nb 5\na 5"),
        30,
        expect![[r#"
        all..........................|
        a........|b........|c........|
    "#]],
    );
}

#[test]
fn nodes_without_weight_take_no_room() {
    check(
        &sample("a;b 0\na;c 4"),
        20,
        expect![[r#"
        all................|
        a..................|
        c..................|
    "#]],
    );
}

#[test]
fn bars_below_a_pixel_are_still_seen() {
    // Two bars of half a pixel at the right of a wide one, and one in the row below.
    check(
        &sample("wide 38\nb;c 1\na 1"),
        20,
        expect![[r#"
            all................|
            wide..............|a
                               c
        "#]],
    );
}

#[test]
fn the_bar_over_a_pixels_centre_has_it() {
    // In pixels: a to 1.8, b to 2.3, c to 2.6 and so over 2.5; d to 2.8, e to 3.0.
    check(
        &sample("a 18\nb 5\nc 3\nd 2\ne 2"),
        3,
        expect![[r#"
            aa|
            aac
        "#]],
    );
}

#[test]
fn labels_stand_in_the_visible_part() {
    let sample = sample(STACKS);
    let drawn = sample.draw_part(60, (0.3, 0.6), None, None);
    expect![[r#"
        all.........................................................
        main........................................................
        parse.........|std::sort::merge.............................
                       parse.........|
    "#]]
    .assert_eq(&sample.ascii(&drawn));
}

#[test]
fn matches_and_the_selected_function_are_marked() {
    let sample = sample(STACKS);
    let found = sample.find("SORT");
    let drawn = sample.draw_part(60, (0.0, 1.0), Some(&found), Some(sample.node("parse")));
    expect![[r#"
        all........................................................|
        main...........................................|idle.......|
        parse.................|std::SORT::merge.....|
        read..........|        pa…|
        row 2 from 23 to 45: match
        row 3 from 23 to 27: same function
        row 2 from 0 to 23: selected
    "#]]
    .assert_eq(&sample.ascii(&drawn));
}

#[test]
fn a_selected_bar_of_no_width_is_marked() {
    let sample = sample("a 100000\nb 1\nc 100000");
    let drawn = sample.draw_part(20, (0.0, 1.0), None, Some(sample.node("b")));
    expect![[r#"
        all................|
        a........|c........|
        row 1 from 19 to 20: selected
    "#]]
    .assert_eq(&sample.ascii(&drawn));
}

#[test]
fn an_empty_profile_is_a_root() {
    check(
        &sample(""),
        20,
        expect![[r#"
        all................|
    "#]],
    );
}

#[test]
fn strips_are_deterministic() {
    let sample = sample(STACKS);
    let drawn = sample.draw(997);
    expect!["12072536374871778497"].assert_eq(&hash(&drawn.bars).to_string());
    expect!["6419305792242479806"].assert_eq(&hash(&drawn.colours).to_string());
}

#[test]
fn layout_finds_bars_and_children() {
    let sample = sample(STACKS);
    let parse = sample.node("parse");
    let span = sample.layout.span(&sample.tree, parse).expect("it weighs something");
    assert_eq!((span.row, span.x_start, span.x_end), (2, 0.0, 15.0 / 40.0));
    assert_eq!(sample.layout.bar_at(2, 0.374), Some(parse));
    assert_eq!(sample.layout.bar_at(2, 0.75), None, "main's own weight");
    assert_eq!(sample.layout.bar_at(9, 0.5), None);
    let children = sample.layout.children(&sample.tree, sample.node("main"));
    let names: Vec<&str> = children.iter().map(|&node| sample.name(NodeId(node))).collect();
    assert_eq!(names, ["parse", "std::sort::merge"]);
}
