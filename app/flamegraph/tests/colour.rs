//! Colours: readable everywhere, the same in every profile, and explained by the legend.

mod common;

use common::sample;
use expect_test::expect;
use flamegraph::colour::Colours;
use flamegraph::colour::oklch::contrast;
use flamegraph::colour::shade::{Class, LEAST_CONTRAST, LIGHTNESS_STEPS, Shade};
use protocol::{ColourMode, NodeId, Rgb, Theme};
use std::fmt::Write;

const STACKS: &str = "
    app::main;std::read;libc::read 5
    app::main;serde::parse 3
    app::main;core::sort 2
    kernel::idle 4
     1
";

#[test]
fn names_are_readable_on_every_shade() {
    for class in Class::ALL {
        for hue in 0..class.hue_count() {
            for lightness in 0..LIGHTNESS_STEPS {
                for theme in [Theme::Light, Theme::Dark] {
                    for is_faded in [false, true] {
                        let shade = Shade { class, hue, lightness };
                        let paint = shade.paint(theme, is_faded);
                        let contrast = contrast(paint.fill, paint.ink);
                        assert!(contrast >= LEAST_CONTRAST, "{shade:?} {theme:?}: {contrast}");
                    }
                }
            }
        }
    }
}

#[test]
fn contrast_is_that_of_wcag() {
    assert!((contrast(Rgb(0, 0, 0), Rgb(255, 255, 255)) - 21.0).abs() < 1e-9);
    // Known from WCAG's own examples: #767676 is the lightest grey for text on white.
    assert!((contrast(Rgb(0x76, 0x76, 0x76), Rgb(255, 255, 255)) - 4.54).abs() < 0.01);
}

#[test]
fn faded_bars_step_back_behind_others() {
    let grounds = [(Theme::Light, Rgb(255, 255, 255)), (Theme::Dark, Rgb(0x16, 0x18, 0x1d))];
    for (theme, ground) in grounds {
        for class in [Class::Own, Class::Dependency, Class::Std, Class::Kernel, Class::Native] {
            let shade = Shade::middle(class, 0);
            let full = contrast(shade.paint(theme, false).fill, ground);
            let faded = contrast(shade.paint(theme, true).fill, ground);
            assert!(faded < full, "{class:?} {theme:?}: {faded} {full}");
        }
    }
}

#[test]
fn a_function_has_one_colour_in_all_profiles() {
    let (one, other) = (sample(STACKS), sample("serde::parse 1\nzlib::inflate;std::read 9"));
    for mode in [ColourMode::Crate, ColourMode::Kind, ColourMode::Name] {
        for name in ["serde::parse", "std::read"] {
            let paint = |sample: &common::Sample| {
                let node = sample.node(name);
                sample.colours(mode).paint(Theme::Light, node, || sample.tree.function(node), false)
            };
            assert_eq!(paint(&one), paint(&other), "{name} {mode:?}");
        }
    }
}

fn legend_text(mode: ColourMode) -> String {
    let sample = sample(STACKS);
    let colours = sample.colours(mode);
    let mut text = String::new();
    let mut sum = 0.0;
    for entry in colours.legend() {
        let (Rgb(r, g, b), Rgb(dark_r, dark_g, dark_b)) = (entry.light, entry.dark);
        let _ = writeln!(
            text,
            "{} {:?}: {} #{r:02x}{g:02x}{b:02x} #{dark_r:02x}{dark_g:02x}{dark_b:02x}",
            entry.key, entry.label, entry.weight
        );
        sum += entry.weight;
    }
    assert!(mode == ColourMode::Name || sum == sample.weights.total());
    text
}

#[test]
fn the_legend_lists_what_occurs() {
    expect![[r#"
        libc "libc": 5 #dfd2ae #584f36
        kernel "kernel": 4 #f0a8a9 #7e3d41
        serde "serde": 3 #edb9e4 #6e4768
        core "core": 2 #9bd1f4 #1e5d80
        (all) "empty stacks": 1 #dbe0e8 #353941
        app "app": 0 #fda96c #a25c22
        std "std": 0 #a5cdf9 #305984
    "#]]
    .assert_eq(&legend_text(ColourMode::Crate));
    expect![[r#"
        native "C and other native code": 5 #dfd2ae #584f36
        kernel "kernel": 4 #f0a8a9 #7e3d41
        dependency "dependencies": 3 #95ddbd #2d644e
        std "std, core, alloc": 2 #a5cdf9 #305984
        (all) "empty stacks": 1 #dbe0e8 #353941
        own "own code": 0 #f7ad64 #9e5f15
    "#]]
    .assert_eq(&legend_text(ColourMode::Kind));
    expect![[r#"
        0 "no self weight": 0 #ede7df #3e3a34
        4 "self from 3 %": 1 #e48b5e #b46a44
        5 "self from 10 %": 14 #e17047 #d57351
    "#]]
    .assert_eq(&legend_text(ColourMode::SelfShare));
    expect![[r#""#]].assert_eq(&legend_text(ColourMode::Name));
}

#[test]
fn all_but_the_highlighted_entry_fades() {
    let sample = sample(STACKS);
    let make = |highlighted| {
        let (tree, weights, names) = (&sample.tree, &sample.weights, &sample.names);
        Colours::new(ColourMode::Crate, highlighted, tree, weights, names)
    };
    let (plain, highlighted) = (make(None), make(Some("serde")));
    let paint = |colours: &Colours, node: NodeId, is_muted| {
        colours.paint(Theme::Dark, node, || sample.tree.function(node), is_muted)
    };
    let (serde, std) = (sample.node("serde::parse"), sample.node("std::read"));
    assert_eq!(paint(&plain, serde, false), paint(&highlighted, serde, false));
    assert_eq!(paint(&plain, std, true), paint(&highlighted, std, false));
    assert_ne!(paint(&plain, std, false), paint(&highlighted, std, false));
    assert_ne!(paint(&plain, NodeId(0), false), paint(&highlighted, NodeId(0), false));
}
