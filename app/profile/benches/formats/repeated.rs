//! Small files of the tests, whose rows are repeated until they are large.

use super::FILE_BYTES;
use super::recorded::file;

/// The file with all lines below that with `heading` as often as it takes.
fn repeat(path: &str, heading: &str) -> Vec<u8> {
    let text = String::from_utf8(file(path)).expect("it is text");
    let from = text.find(heading).expect("there is a heading");
    let from = from + text[from..].find('\n').expect("rows follow") + 1;
    let (head, rows) = text.split_at(from);
    let mut long = head.to_owned();
    while long.len() < FILE_BYTES {
        long.push_str(rows);
        if !rows.ends_with('\n') {
            long.push('\n');
        }
    }
    long.into_bytes()
}

pub fn instruments() -> Vec<u8> {
    repeat("instruments/cycles-example-deep-copy.txt", "Symbol Name")
}

pub fn pmcstat() -> Vec<u8> {
    repeat("pmcstat/simple.txt", "samples]")
}

pub fn dtrace() -> Vec<u8> {
    repeat("dtrace/app.dtrace", ":tick-60s")
}

pub fn ghc_prof() -> Vec<u8> {
    repeat("ghc-prof/app.prof", " entries ")
}

pub fn vtune() -> Vec<u8> {
    repeat("vtune/app.csv", "Function Stack")
}

pub fn visual_studio() -> Vec<u8> {
    repeat("visual-studio/CallTreeSummary.csv", "Level")
}

pub fn mac_sample() -> Vec<u8> {
    let text = String::from_utf8(file("mac-sample/app.sample.txt")).expect("it is text");
    let (text, _) = text.split_once("\n\nTotal").expect("the graph ends");
    let (head, graph) = text.split_once("graph:\n").expect("there is a graph");
    let graph = format!("{graph}\n");
    format!("{head}graph:\n{}", graph.repeat(FILE_BYTES / graph.len())).into_bytes()
}
