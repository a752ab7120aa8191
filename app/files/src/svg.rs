//! The interactive SVG: drawn by inferno, with our colours and the true numbers.
//!
//! inferno gives every bar a title with a count that it keeps in 32 bits on wasm. We let it draw
//! scaled counts and put the true weight into each title afterwards; a bar is known by its row
//! and its start, which inferno writes beside it.

use crate::svg_marks::Marks;
use inferno::flamegraph::color::{BackgroundColor, Color, PaletteMap};
use inferno::flamegraph::{Direction, Options, from_lines};
use protocol::Rgb;
use protocol::export::{GONE_SIGN, NEW_SIGN, SvgSource};
use protocol::unit::{format_number, format_share};
use std::collections::{BTreeSet, HashMap};

/// The colour of the bar that stands for all.
const ROOT_FILL: Rgb = Rgb(0xdb, 0xe0, 0xe8);

/// Draws the picture. An error says what inferno made of it.
pub fn draw(source: &SvgSource) -> Result<String, String> {
    let mut palette = PaletteMap::default();
    palette.insert("", color(ROOT_FILL));
    for (name, fill) in &source.colours {
        palette.insert(name, color(*fill));
    }
    let mut options = Options::default();
    options.title.clone_from(&source.title);
    options.subtitle = Some(source.subtitle.clone()).filter(|subtitle| !subtitle.is_empty());
    options.count_name = "n".to_owned();
    options.bgcolors = Some(BackgroundColor::Flat(color(Rgb(0xff, 0xff, 0xff))));
    options.palette_map = Some(&mut palette);
    options.direction = if source.root_on_top { Direction::Inverted } else { Direction::Straight };
    // This is how inferno is told to keep our order of siblings. It takes the lines from the last
    // to the first then.
    options.flame_chart = true;
    let mut svg = Vec::new();
    from_lines(&mut options, source.folded.lines().rev(), &mut svg)
        .map_err(|error| error.to_string())?;
    let svg = String::from_utf8(svg).map_err(|error| error.to_string())?;
    let svg = with_true_numbers(&svg, source);
    let svg = svg.replace('\u{e000}', ";").replace('\u{e001}', " ");
    Ok(svg.replace(|sign| matches!(sign, '\u{e010}'..='\u{e02f}' | GONE_SIGN | NEW_SIGN), ""))
}

fn color(Rgb(r, g, b): Rgb) -> Color {
    Color { r, g, b }
}

/// A bar, by its row (0 for the root) and the count to its left.
type BarKey = (usize, u64);

/// The true weight of each bar.
fn true_weights(source: &SvgSource) -> HashMap<BarKey, f64> {
    let mut weights = HashMap::from([((0, 0), source.total)]);
    let mut open: Vec<(&str, BarKey)> = Vec::new();
    let mut start = 0;
    for (line, weight) in source.folded.lines().zip(&source.weights) {
        let Some((stack, count)) = line.rsplit_once(' ') else {
            continue;
        };
        let frames = stack.split(';');
        let same = frames.clone().zip(&open).take_while(|(name, (other, _))| name == other).count();
        open.truncate(same);
        for (depth, name) in frames.enumerate().skip(same) {
            open.push((name, (depth + 1, start)));
        }
        for (_, key) in &open {
            *weights.entry(*key).or_default() += weight;
        }
        start += count.parse::<u64>().unwrap_or(0);
    }
    weights
}

/// One bar of inferno's SVG, from its title on: `main (3 n, 75.00%)</title><rect … y="64" …
/// fg:x="0" fg:w="3"/>…`.
struct SvgBar<'a> {
    name: &'a str,
    y: u64,
    start: u64,
    /// What stands after the title.
    rest: &'a str,
}

impl<'a> SvgBar<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (title, rest) = text.split_once("</title>")?;
        let (name, _) = title.rsplit_once(" (")?;
        let rect = rest.split_once("/>")?.0;
        Some(Self { name, y: attribute(rect, " y=\"")?, start: attribute(rect, " fg:x=\"")?, rest })
    }
}

fn attribute(rect: &str, before: &str) -> Option<u64> {
    rect.split_once(before)?.1.split_once('"')?.0.parse().ok()
}

/// The SVG with the true weight and share in each bar's title.
fn with_true_numbers(svg: &str, source: &SvgSource) -> String {
    const TITLE: &str = "<title>";
    let weights = true_weights(source);
    let ys: BTreeSet<u64> =
        svg.split(TITLE).skip(1).filter_map(SvgBar::parse).map(|bar| bar.y).collect();
    // No row is missing: a bar that is wide enough has a wider one between it and the root.
    let row_of_y = |y: u64| {
        if source.root_on_top { ys.range(..y).count() } else { ys.range(y + 1..).count() }
    };
    let row_of_y: HashMap<u64, usize> = ys.iter().map(|&y| (y, row_of_y(y))).collect();
    // The SVG's script takes all from the last `(` on for the numbers.
    let unit = escape(&source.unit.replace('(', "[").replace(')', "]"));
    let mut marks = Marks::default();
    let mut parts = svg.split(TITLE);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push_str(TITLE);
        let bar = SvgBar::parse(part);
        let weight = bar.as_ref().and_then(|bar| weights.get(&(row_of_y[&bar.y], bar.start)));
        let (Some(bar), Some(&weight)) = (bar, weight) else {
            text.push_str(part);
            continue;
        };
        let number = format_number(weight);
        let share = match row_of_y[&bar.y] {
            // As inferno has it: programs that read the picture know the root by it.
            0 => "100%".to_owned(),
            _ => escape(&format_share(weight / source.total)),
        };
        let rest = marks.mark(bar.name, bar.y, bar.rest);
        text.push_str(&format!("{} ({number} {unit}, {share})</title>{rest}", bar.name));
    }
    marks.define(&text)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use profile::id::MetricId;
    use profile::import::Reader;

    /// The bars as inferno's script sees them: the title, the start, the width, the colour.
    fn check(source: &SvgSource, expected: Expect) {
        let svg = draw(source).expect("there is something to draw");
        let mut text = String::new();
        for part in svg.split("<title>").skip(1) {
            let (title, rest) = part.split_once("</title>").expect("titles end");
            let rect = rest.split_once("/>").expect("bars end").0;
            let fill = rect.split_once("fill=\"").and_then(|(_, fill)| fill.split_once('"'));
            let number = |name| attribute(rect, name).expect("bars have numbers");
            let (y, start, width) = (number(" y=\""), number(" fg:x=\""), number(" fg:w=\""));
            let fill = fill.expect("bars have a colour").0;
            text.push_str(&format!("{title} y {y} from {start}, {width} wide, {fill}\n"));
        }
        expected.assert_eq(&text);
    }

    /// Weights in the order of the picture; the heavier `main` stands first, though not by name.
    fn source() -> SvgSource {
        SvgSource {
            title: "a <file>".to_owned(),
            subtitle: "what colours mean".to_owned(),
            folded: "main;[u8\u{e000}\u{e001}2] 700\nmain;worker\u{e001}3 499\nmain 1\nidle 1\n"
                .to_owned(),
            weights: vec![7_000_000_000.0, 4_990_000_001.5, 3.0, 2.0],
            colours: vec![
                ("main".to_owned(), Rgb(1, 2, 3)),
                ("idle".to_owned(), Rgb(4, 5, 6)),
                ("[u8\u{e000}\u{e001}2]".to_owned(), Rgb(7, 8, 9)),
                ("worker\u{e001}3".to_owned(), Rgb(10, 11, 12)),
            ],
            total: 11_990_000_006.5,
            factor: 1e7,
            unit: "ns (cpu)".to_owned(),
            root_on_top: true,
        }
    }

    #[test]
    fn titles_have_true_numbers_and_colours_are_ours() {
        check(
            &source(),
            expect![[r#"
                [u8; 2] (7,000,000,000 ns [cpu], 58.4 %) y 108 from 0, 700 wide, rgb(7,8,9)
                worker 3 (4,990,000,001.5 ns [cpu], 41.6 %) y 108 from 700, 499 wide, rgb(10,11,12)
                main (11,990,000,004.5 ns [cpu], 100.0 %) y 92 from 0, 1200 wide, rgb(1,2,3)
                all (11,990,000,006.5 ns [cpu], 100%) y 76 from 0, 1201 wide, rgb(219,224,232)
                idle (2 ns [cpu], &lt; 0.01 %) y 92 from 1200, 1 wide, rgb(4,5,6)
            "#]],
        );
    }

    #[test]
    fn the_root_may_be_at_the_bottom() {
        check(
            &SvgSource { root_on_top: false, ..source() },
            expect![[r#"
                [u8; 2] (7,000,000,000 ns [cpu], 58.4 %) y 61 from 0, 700 wide, rgb(7,8,9)
                worker 3 (4,990,000,001.5 ns [cpu], 41.6 %) y 61 from 700, 499 wide, rgb(10,11,12)
                main (11,990,000,004.5 ns [cpu], 100.0 %) y 77 from 0, 1200 wide, rgb(1,2,3)
                all (11,990,000,006.5 ns [cpu], 100%) y 93 from 0, 1201 wide, rgb(219,224,232)
                idle (2 ns [cpu], &lt; 0.01 %) y 77 from 1200, 1 wide, rgb(4,5,6)
            "#]],
        );
    }

    #[test]
    fn what_one_side_has_alone_is_marked() {
        let [gone, new] = [GONE_SIGN, NEW_SIGN].map(|sign| format!("main{sign}"));
        let source = SvgSource {
            folded: format!("{gone} 3\n{new} 2\nidle 1\n"),
            weights: vec![3.0, 2.0, 1.0],
            colours: vec![(gone, Rgb(1, 2, 3)), (new, Rgb(1, 2, 3)), ("idle".into(), Rgb(4, 5, 6))],
            total: 6.0,
            ..source()
        };
        check(
            &source,
            expect![[r#"
                main (3 ns [cpu], 50.0 %) y 92 from 0, 3 wide, url(#gone-1-2-3)
                main (2 ns [cpu], 33.3 %) y 92 from 3, 2 wide, url(#new-1-2-3)
                all (6 ns [cpu], 100%) y 76 from 0, 6 wide, rgb(219,224,232)
                idle (1 ns [cpu], 16.7 %) y 92 from 5, 1 wide, rgb(4,5,6)
            "#]],
        );
        let svg = draw(&source).expect("there is something to draw");
        for id in ["gone-1-2-3", "new-1-2-3"] {
            assert!(svg.contains(&format!("<pattern id=\"{id}\"")), "{svg}");
        }
    }

    #[test]
    fn the_picture_opens_as_what_it_was_drawn_of() {
        let source = SvgSource {
            folded: "main;a 700\nmain;b 499\nidle 1\n".to_owned(),
            weights: vec![700.0, 499.0, 1.0],
            total: 1200.0,
            factor: 1.0,
            ..source()
        };
        let svg = draw(&source).expect("there is something to draw");
        let mut reader = Reader::new("picture.svg", Default::default());
        reader.push(svg.as_bytes()).expect("a picture");
        let imported = reader.finish().expect("a profile");
        assert!(imported.warnings.list().is_empty(), "{:?}", imported.warnings);
        let profile = &imported.profiles[0];
        assert_eq!(profile.total(MetricId::new(0)), 1200.0);
        // `main`, `main;a`, `main;b`, `idle`: the root is no stack.
        assert_eq!(profile.stacks.len(), 4);
    }

    #[test]
    fn an_empty_picture_is_an_error() {
        let error = draw(&SvgSource::default()).expect_err("nothing to draw");
        assert_eq!(error, "No stack counts found");
    }

    #[test]
    fn nothing_from_a_profile_becomes_markup() {
        let name = "<script>alert(1)</script>&";
        let source = SvgSource {
            folded: format!("{name} 3\n"),
            weights: vec![3.0],
            total: 3.0,
            title: name.to_owned(),
            unit: name.to_owned(),
            ..source()
        };
        let svg = draw(&source).expect("there is something to draw");
        assert!(!svg.contains("<script>alert"));
    }
}
