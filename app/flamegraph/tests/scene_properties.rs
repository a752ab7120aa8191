//! What holds for every layout and every scene.

mod common;

use common::{Sample, sample};
use proptest::prelude::*;

/// Folded stacks of up to 12 frames over a few names, with whole and broken weights.
fn folded() -> impl Strategy<Value = String> {
    let frame = prop::sample::select(vec!["a", "b", "std::c", "d::e", "f"]);
    let weight = prop_oneof![0u32..1000, Just(1), Just(1_000_000)];
    let line = (prop::collection::vec(frame, 1..12), weight, prop::bool::ANY);
    prop::collection::vec(line, 1..40).prop_map(|lines| {
        let text = |(stack, weight, is_broken): (Vec<&str>, u32, bool)| {
            let fraction = if is_broken { ".1" } else { "" };
            format!("{} {weight}{fraction}\n", stack.join(";"))
        };
        lines.into_iter().map(text).collect()
    })
}

fn bar_ids(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks(4).map(|id| u32::from_le_bytes([id[0], id[1], id[2], id[3]])).collect()
}

/// The node of each pixel found the slow way: the bar over its centre, of all bars of the row.
fn covering_bars(sample: &Sample, width_px: u32, (x_start, x_end): (f64, f64)) -> Vec<u32> {
    let mut ids = Vec::new();
    for row in 0..sample.layout.row_count() {
        let bars = sample.layout.row(row);
        for pixel in 0..width_px {
            let edge =
                |x: f64| ((x - x_start) * f64::from(width_px) / (x_end - x_start) + 0.5).floor();
            let covers = |&bar: &usize| {
                edge(bars.start(bar)) <= f64::from(pixel) && edge(bars.end(bar)) > f64::from(pixel)
            };
            ids.push((0..bars.nodes.len()).find(covers).map_or(0, |bar| bars.nodes[bar] + 1));
        }
    }
    ids
}

proptest! {
    #[test]
    fn children_fit_their_parents(folded in folded()) {
        let Sample { tree, weights, layout, .. } = sample(&folded);
        for node in tree.nodes().skip(1) {
            let Some(span) = layout.span(&tree, node) else {
                prop_assert_eq!(weights.total_weight(node), 0.0);
                continue;
            };
            let parent = layout.span(&tree, tree.parent(node)).expect("the parent weighs as much");
            prop_assert!(parent.x_start <= span.x_start && span.x_end <= parent.x_end);
            let share = weights.total_weight(node) / weights.total();
            prop_assert!((span.x_end - span.x_start - share).abs() < 1e-9);
        }
        for row in 0..layout.row_count() {
            let bars = layout.row(row);
            let touches = |bar| bars.start(bar + 1) >= bars.end(bar);
            prop_assert!((0..bars.nodes.len() - 1).all(touches));
        }
    }

    #[test]
    fn strips_show_what_covers_each_pixel(
        folded in folded(),
        width_px in 1u32..200,
        from in 0.0..0.9f64,
        width in 0.001..1.0f64,
    ) {
        let sample = sample(&folded);
        let visible = (from, (from + width).min(1.0));
        let drawn = sample.draw_part(width_px, visible, None, None);
        let expected = covering_bars(&sample, width_px, visible);
        let ids = bar_ids(&drawn.bars);
        prop_assert_eq!(ids.len(), expected.len());
        for (pixel, (&id, &expected)) in ids.iter().zip(&expected).enumerate() {
            // Where no bar covers the centre, a narrow one may have the pixel.
            prop_assert!(id == expected || expected == 0, "pixel {}: {} {}", pixel, id, expected);
        }
    }

    #[test]
    fn scenes_are_bounded_by_the_viewport(folded in folded(), width_px in 0u32..300) {
        let sample = sample(&folded);
        let drawn = sample.draw(width_px);
        let pixels = (width_px * sample.layout.row_count()) as usize;
        prop_assert_eq!(drawn.bars.len(), pixels * 4);
        prop_assert_eq!(drawn.colours.len(), pixels * 4);
        prop_assert!(drawn.scene.labels.len() <= pixels / 4);
        prop_assert!(drawn.scene.marks.len() <= pixels);
        for (bar, colour) in drawn.bars.chunks(4).zip(drawn.colours.chunks(4)) {
            prop_assert!(bar != [0; 4] || colour == [0; 4], "no colour without a bar");
            prop_assert!(matches!(colour[3], 0 | 255));
        }
    }
}
