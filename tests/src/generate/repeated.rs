//! Small files of the tests, whose rows are repeated until they are large.

use super::recorded::file;

/// The file with all lines below that with `heading` as often as it takes.
fn repeat(bytes: usize, path: &str, heading: &str) -> Vec<u8> {
    let text = String::from_utf8(file(path)).expect("it is text");
    let from = text.find(heading).expect("there is a heading");
    let from = from + text[from..].find('\n').expect("rows follow") + 1;
    let (head, rows) = text.split_at(from);
    let mut long = head.to_owned();
    while long.len() < bytes {
        long.push_str(rows);
        if !rows.ends_with('\n') {
            long.push('\n');
        }
    }
    long.into_bytes()
}

/// A file of Instruments.
pub fn instruments(bytes: usize) -> Vec<u8> {
    repeat(bytes, "instruments/cycles-example-deep-copy.txt", "Symbol Name")
}

/// A file of pmcstat.
pub fn pmcstat(bytes: usize) -> Vec<u8> {
    repeat(bytes, "pmcstat/simple.txt", "samples]")
}

/// A file of DTrace.
pub fn dtrace(bytes: usize) -> Vec<u8> {
    repeat(bytes, "dtrace/app.dtrace", ":tick-60s")
}

/// A file of GHC.
pub fn ghc_prof(bytes: usize) -> Vec<u8> {
    repeat(bytes, "ghc-prof/app.prof", " entries ")
}

/// A file of VTune.
pub fn vtune(bytes: usize) -> Vec<u8> {
    repeat(bytes, "vtune/app.csv", "Function Stack")
}

/// A file of Visual Studio.
pub fn visual_studio(bytes: usize) -> Vec<u8> {
    repeat(bytes, "visual-studio/CallTreeSummary.csv", "Level")
}

/// A file of macOS's `sample`.
pub fn mac_sample(bytes: usize) -> Vec<u8> {
    let text = String::from_utf8(file("mac-sample/app.sample.txt")).expect("it is text");
    let (text, _) = text.split_once("\n\nTotal").expect("the graph ends");
    let (head, graph) = text.split_once("graph:\n").expect("there is a graph");
    let graph = format!("{graph}\n");
    format!("{head}graph:\n{}", graph.repeat(bytes / graph.len())).into_bytes()
}
