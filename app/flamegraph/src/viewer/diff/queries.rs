//! Answers what the page asks about the diff that is ready.

use super::super::outbox::Outbox;
use super::super::queries::{stem, tree_of};
use super::beside;
use super::picture::DiffPicture;
use crate::details;
use crate::diff::moved::moved;
use crate::diff::table;
use crate::export::{SvgInput, call_path, functions_csv, svg_source};
use crate::function_table::FunctionTable;
use crate::scene::{self, DrawInput};
use protocol::diff::words::width_words;
use protocol::diff::{DiffAnswer, DiffExport, DiffRequest, DiffSort};
use protocol::{Answer, CanvasSize, Export, NodeId, Request, Scene, Theme, Viewport, wire};
use std::fmt::Write;

/// Answers `request`, which is none that changes what is open or shown.
pub fn answer(picture: &mut DiffPicture, request: Request, outbox: &mut Outbox) {
    if tree_of(&request).is_some_and(|tree| tree != picture.tree_id) {
        outbox.send(Answer::Stale);
        return;
    }
    let tree = picture.tree_id;
    match request {
        Request::Draw { number, viewport, canvas, theme, selected } => {
            let drawn = scene::draw(&input(picture, viewport, canvas, theme, selected));
            let scene = Scene { number, tree, ..drawn.scene };
            outbox.send_with(Answer::Scene(Box::new(scene)), vec![drawn.colours, drawn.bars]);
        }
        Request::Describe { node, .. } => {
            let (place, function) = picture.describe(node);
            outbox.send(Answer::Described { tree, place, function });
        }
        Request::Detail { node, .. } => {
            let details = Box::new(picture.details(node));
            outbox.send(Answer::Details { tree, details });
        }
        Request::Around { node, .. } => {
            let around = picture.around(node);
            outbox.send(Answer::Around { tree, around });
        }
        Request::Functions { sort, descending, start, count, selected, .. } => {
            let (weights, names) = (picture.function_weights(), picture.names());
            let table = FunctionTable::new(weights, names, picture.found(), sort, descending);
            let rows = table.rows(weights, names, start, count, selected);
            outbox.send(Answer::Functions { tree, rows });
        }
        Request::Occurrence { function, from, backwards, .. } => {
            let weight = |node| picture.larger_weight(node);
            let found = details::next_occurrence(picture.tree(), weight, function, from, backwards);
            tell_found(picture, found, outbox);
        }
        Request::Match { from, backwards, .. } => {
            let found = picture.found().and_then(|found| {
                let (node, index) = found.next(from, backwards)?;
                Some((node, index, found.matches.node_count))
            });
            tell_found(picture, found, outbox);
        }
        Request::Export { what, sort, descending, .. } => {
            let (file_name, media_type, bytes) = match what {
                Export::Folded => two_columns(picture),
                Export::Speedscope => {
                    let text = picture.speedscope().into_bytes();
                    (named(picture, "comparison.speedscope.json"), "application/json", text)
                }
                Export::FunctionsCsv => {
                    let (weights, names) = (picture.function_weights(), picture.names());
                    let table =
                        FunctionTable::new(weights, names, picture.found(), sort, descending);
                    let total = picture.widths().total();
                    let csv = functions_csv(&table, weights, names, total, picture.unit_name());
                    (named(picture, "functions.csv"), "text/csv", csv.into_bytes())
                }
                Export::CallPath(node) => {
                    let text = call_path(picture.tree(), picture.names(), node);
                    (named(picture, "path.txt"), "text/plain", text.into_bytes())
                }
                Export::SvgSource { root_on_top } => {
                    let source = svg_source(&SvgInput {
                        tree: picture.tree(),
                        weights: picture.widths(),
                        names: picture.names(),
                        layout: &picture.drawing().layout,
                        colours: picture.colours(),
                        sides: Some(picture.sides()),
                        title: &picture.title(),
                        subtitle: &format!(
                            "{}; {}; hatched: gone, line on top: new",
                            width_words(picture.drawing().width),
                            picture.legend().sentence()
                        ),
                        unit: picture.unit_name(),
                        root_on_top,
                    });
                    (named(picture, "diff.svg"), "image/svg+xml", wire::encode(&source))
                }
            };
            let media_type = media_type.to_owned();
            outbox.send_with(Answer::Exported { file_name, media_type, what }, vec![bytes]);
        }
        Request::Diff { request, .. } => {
            let (answer, buffers) = answer_diff(picture, request);
            outbox.send_with(Answer::Diff { tree, answer }, buffers);
        }
        Request::Open { .. }
        | Request::Close { .. }
        | Request::Show { .. }
        | Request::ShowDiff { .. }
        | Request::Cancel
        | Request::Crash => {}
    }
}

/// What a scene is drawn from.
fn input(
    picture: &DiffPicture,
    viewport: Viewport,
    canvas: CanvasSize,
    theme: Theme,
    selected: Option<NodeId>,
) -> DrawInput<'_> {
    DrawInput {
        layout: &picture.drawing().layout,
        tree: picture.tree(),
        names: picture.names(),
        colours: picture.colours(),
        found: picture.found(),
        viewport,
        canvas,
        theme,
        selected,
        sides: Some(picture.sides()),
    }
}

/// What only a diff can tell, and the bytes beside it.
fn answer_diff(picture: &mut DiffPicture, request: DiffRequest) -> (DiffAnswer, Vec<Vec<u8>>) {
    let answer = match request {
        DiffRequest::Node(node) => DiffAnswer::Node { node, change: picture.judged().node(node) },
        DiffRequest::Function(function) => {
            let is_there = picture.names().get(function).is_some();
            DiffAnswer::Function(is_there.then(|| table::row(picture.judged(), function)))
        }
        DiffRequest::Rows { sort, start, count, selected } => {
            let table = picture.table(sort);
            DiffAnswer::Rows(table.rows(picture.judged(), start, count, selected))
        }
        DiffRequest::DrawBeside { anchor, viewport, canvas, theme, selected } => {
            let input = input(picture, viewport, canvas, theme, selected);
            let drawn = beside::draw(picture, input, anchor).unwrap_or_default();
            let scene = Scene { tree: picture.tree_id, ..drawn.scene };
            return (DiffAnswer::Beside(Box::new(scene)), vec![drawn.colours, drawn.bars]);
        }
        DiffRequest::PlaceBeside { node, anchor } => {
            DiffAnswer::PlaceBeside(beside::place(picture, node, anchor).unwrap_or_default())
        }
        DiffRequest::Moved => DiffAnswer::Moved(moved(picture.judged())),
        DiffRequest::Export { what, sort } => {
            let (file_name, media_type, bytes) = export(picture, what, sort);
            let media_type = media_type.to_owned();
            return (DiffAnswer::Exported { file_name, media_type, what }, vec![bytes]);
        }
    };
    (answer, Vec::new())
}

fn export(
    picture: &mut DiffPicture,
    what: DiffExport,
    sort: DiffSort,
) -> (String, &'static str, Vec<u8>) {
    match what {
        DiffExport::Folded => two_columns(picture),
        DiffExport::Csv => {
            let csv = picture.table(sort).csv(picture.judged(), picture.unit_name());
            (named(picture, "diff.csv"), "text/csv", csv.into_bytes())
        }
        DiffExport::Markdown { rows } => {
            let table = picture.table(sort);
            let mut text = format!("**{}**\n\n", picture.title());
            for sentence in picture.answer() {
                // Writing into a string can't fail.
                let _ = writeln!(text, "- {}", sentence.text);
            }
            text.push('\n');
            text.push_str(&table.markdown(picture.judged(), sort.measure, rows as usize));
            (named(picture, "diff.md"), "text/markdown", text.into_bytes())
        }
    }
}

fn two_columns(picture: &DiffPicture) -> (String, &'static str, Vec<u8>) {
    (named(picture, "diff.folded"), "text/plain", picture.folded().into_bytes())
}

/// A good name for a file: `wordstat-diff.csv`.
fn named(picture: &DiffPicture, end: &str) -> String {
    format!("{}-{end}", stem(picture.file_name()))
}

fn tell_found(picture: &DiffPicture, found: Option<(NodeId, u32, u32)>, outbox: &mut Outbox) {
    let (node, index, count) = match found {
        Some((node, index, count)) => (Some(node), index, count),
        None => (None, 0, 0),
    };
    let place = node.map(|node| picture.describe(node).0);
    outbox.send(Answer::Found { tree: picture.tree_id, place, index, count });
}
