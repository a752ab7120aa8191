//! Source maps in a viewer: whichever file comes first, profile or map, the names are the same.

use flamegraph::viewer::{Outbox, Viewer};
use profile::import::Reader;
use protocol::import::ImportedFile;
use protocol::{Answer, FileId, FileSummary, Request, wire};
use std::collections::BTreeMap;

/// Opens a fixture and keeps the newest summary of each file.
fn open(
    viewer: &mut Viewer,
    number: u32,
    name: &str,
    summaries: &mut BTreeMap<FileId, FileSummary>,
) {
    let path = format!("{}/../../tests/data/source-map/{name}", env!("CARGO_MANIFEST_DIR"));
    let mut reader = Reader::new(name, Default::default());
    reader.push(&std::fs::read(path).expect("the fixture is there")).expect("a file");
    let imported = reader.finish().expect("a file");
    let (buffer_lengths, mut chunks) = profile::bytes::pack(imported.profiles);
    let name = name.to_owned();
    let mut file = ImportedFile { name, buffer_lengths, ..ImportedFile::default() };
    file.has_symbols = imported.symbols.is_some();
    chunks.extend(imported.symbols.map(|symbols| wire::encode(&symbols)));
    let mut outbox = Outbox::default();
    viewer.handle(Request::Open { file: FileId(number), imported: file }, chunks, &mut outbox);
    for (answer, _) in outbox.answers {
        if let Answer::Opened { file, summary } = answer {
            summaries.insert(file, summary);
        }
    }
}

fn opened(names: [&str; 2]) -> BTreeMap<String, FileSummary> {
    let (mut viewer, mut summaries) = (Viewer::new(), BTreeMap::new());
    for (number, name) in (0..).zip(names) {
        open(&mut viewer, number, name, &mut summaries);
    }
    summaries.into_values().map(|summary| (summary.name.clone(), summary)).collect()
}

#[test]
fn the_order_of_files_means_nothing() {
    let after = opened(["app.cpuprofile", "bundle.js.map"]);
    assert_eq!(after, opened(["bundle.js.map", "app.cpuprofile"]));
    let map = &after["bundle.js.map"].maps[0];
    assert_eq!((map.functions, map.of.join(" ").as_str()), (6, "bundle.js"));
    let labels = &after["app.cpuprofile"].profiles[0].labels;
    assert!(labels.iter().any(|(_, value)| value == "bundle.js.map: 6 functions of bundle.js"));
}
