//! Answers what the page asks about the picture that is ready.

use super::outbox::Outbox;
use super::picture::Picture;
use crate::details;
use crate::export::{
    SpeedscopeInput, SvgInput, call_path, folded, functions_csv, speedscope, svg_source,
};
use crate::scene::{self, DrawInput};
use protocol::{Answer, Export, FunctionColumn, NodeId, Request, Scene, TreeId, wire};

/// Answers `request`, which is none that changes what is open or shown.
pub fn answer(picture: &mut Picture, request: Request, outbox: &mut Outbox) {
    if tree_of(&request).is_some_and(|tree| tree != picture.tree_id) {
        outbox.send(Answer::Stale);
        return;
    }
    let tree = picture.tree_id;
    match request {
        Request::Draw { number, viewport, canvas, theme, selected } => {
            picture.look_at(&viewport, &canvas);
            let numbers = picture.numbers();
            let mut drawn = scene::draw(&DrawInput {
                sides: None,
                layout: picture.layout(),
                tree: picture.tree(),
                names: &picture.functions.shown,
                colours: picture.colours(),
                found: picture.found(),
                viewport,
                canvas,
                theme,
                selected: selected.map(|node| numbers.inner(node)),
            });
            numbers.scene(&mut drawn.scene, &mut drawn.bars);
            let scene = Scene { number, tree, ..drawn.scene };
            outbox.send_with(Answer::Scene(Box::new(scene)), vec![drawn.colours, drawn.bars]);
        }
        Request::Describe { node, .. } => {
            let numbers = picture.numbers();
            let (place, function) = picture.describe(numbers.inner(node));
            outbox.send(Answer::Described { tree, place: numbers.place(place), function });
        }
        Request::Detail { node, .. } => {
            let numbers = picture.numbers();
            let details = numbers.details(picture.details(numbers.inner(node)));
            outbox.send(Answer::Details { tree, details: Box::new(details) });
        }
        Request::Around { node, .. } => {
            let numbers = picture.numbers();
            let around = details::around(&picture.sources(), numbers.inner(node));
            outbox.send(Answer::Around { tree, around: numbers.around(around) });
        }
        Request::Functions { sort, descending, start, count, selected, .. } => {
            let rows = picture.table(sort, descending).rows(
                &picture.function_weights,
                &picture.functions.shown,
                start,
                count,
                selected,
            );
            outbox.send(Answer::Functions { tree, rows });
        }
        Request::Occurrence { function, from, backwards, .. } => {
            let (nodes, weights) = (picture.tree(), picture.weights());
            let from = from.map(|node| picture.numbers().inner(node));
            let weight = |node| weights.total_weight(node);
            let found = details::next_occurrence(nodes, weight, function, from, backwards);
            tell_found(picture, found, outbox);
        }
        Request::Match { from, backwards, .. } => {
            let from = from.map(|node| picture.numbers().inner(node));
            let found = picture.next_match(from, backwards);
            tell_found(picture, found, outbox);
        }
        Request::Export { what, sort, descending, .. } => {
            let (file_name, media_type, bytes) = export(picture, what, sort, descending);
            let media_type = media_type.to_owned();
            outbox.send_with(Answer::Exported { file_name, media_type, what }, vec![bytes]);
        }
        Request::Diff { .. } => outbox.send(Answer::Stale),
        Request::Open { .. }
        | Request::Close { .. }
        | Request::Show { .. }
        | Request::ShowDiff { .. }
        | Request::Cancel
        | Request::Crash => {}
    }
}

/// The tree that a request is about, if it names one.
pub fn tree_of(request: &Request) -> Option<TreeId> {
    match *request {
        Request::Describe { tree, .. }
        | Request::Detail { tree, .. }
        | Request::Around { tree, .. }
        | Request::Functions { tree, .. }
        | Request::Occurrence { tree, .. }
        | Request::Match { tree, .. }
        | Request::Export { tree, .. }
        | Request::Diff { tree, .. } => Some(tree),
        _ => None,
    }
}

fn tell_found(picture: &Picture, found: Option<(NodeId, u32, u32)>, outbox: &mut Outbox) {
    let (node, index, count) = match found {
        Some((node, index, count)) => (Some(node), index, count),
        None => (None, 0, 0),
    };
    let place = node.map(|node| picture.numbers().place(picture.describe(node).0));
    outbox.send(Answer::Found { tree: picture.tree_id, place, index, count });
}

/// What is written out: a good file name, the media type, the bytes.
fn export(
    picture: &mut Picture,
    what: Export,
    sort: FunctionColumn,
    descending: bool,
) -> (String, &'static str, Vec<u8>) {
    let stem = stem(&picture.file_name).to_owned();
    match what {
        Export::Folded => {
            let call_tree = picture.call_tree();
            let folded = folded(&call_tree.tree, &call_tree.weights, &picture.functions.shown);
            let text = if picture.view.inverted { turned(&folded.text) } else { folded.text };
            (format!("{stem}.folded"), "text/plain", text.into_bytes())
        }
        Export::Speedscope => {
            let call_tree = picture.call_tree();
            let text = speedscope(&SpeedscopeInput {
                tree: &call_tree.tree,
                weights: &call_tree.weights,
                names: &picture.functions.shown,
                unit: &picture.unit,
                title: &picture.title(),
                leaf_first: picture.view.inverted,
            });
            (format!("{stem}.speedscope.json"), "application/json", text.into_bytes())
        }
        Export::FunctionsCsv => {
            let table = picture.table(sort, descending);
            let (weights, names) = (&picture.function_weights, &picture.functions.shown);
            let (total, unit) = (picture.call_tree().weights.total(), picture.unit.name());
            let csv = functions_csv(&table, weights, names, total, unit);
            (format!("{stem}-functions.csv"), "text/csv", csv.into_bytes())
        }
        Export::CallPath(node) => {
            let node = picture.numbers().inner(node);
            let text = call_path(picture.tree(), &picture.functions.shown, node);
            (format!("{stem}-path.txt"), "text/plain", text.into_bytes())
        }
        Export::SvgSource { root_on_top } => {
            let source = svg_source(&SvgInput {
                tree: picture.tree(),
                weights: picture.weights(),
                names: &picture.functions.shown,
                layout: picture.layout(),
                colours: picture.colours(),
                sides: None,
                title: &picture.title(),
                subtitle: "",
                unit: picture.unit.name(),
                root_on_top,
            });
            (format!("{stem}.svg"), "image/svg+xml", wire::encode(&source))
        }
    }
}

/// A file's name without what says its format: `wordstat` of `wordstat.folded.gz`.
pub fn stem(file_name: &str) -> &str {
    file_name.split('.').find(|part| !part.is_empty()).unwrap_or("profile")
}

/// Folded stacks with the leaves first, which show an inverted tree.
fn turned(folded: &str) -> String {
    let mut turned = String::with_capacity(folded.len());
    for line in folded.lines() {
        let (stack, weight) = line.rsplit_once(' ').unwrap_or((line, ""));
        for (place, name) in stack.rsplit(';').enumerate() {
            if place > 0 {
                turned.push(';');
            }
            turned.push_str(name);
        }
        turned.push(' ');
        turned.push_str(weight);
        turned.push('\n');
    }
    turned
}
