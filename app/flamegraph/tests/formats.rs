//! The table of formats that users read: the same on the empty page and in the README, and complete.

use protocol::formats::FORMATS;
use std::collections::BTreeSet;

const BEGIN: &str =
    "<!-- formats: `UPDATE_EXPECT=1 cargo test -p flamegraph --test formats` writes them -->\n";
const END: &str = "<!-- end of formats -->";

#[test]
fn every_importer_is_in_the_table_and_every_row_has_an_importer() {
    let imported: BTreeSet<_> = profile::import::FORMATS.iter().map(|it| it.name).collect();
    // samply saves the Firefox Profiler's format.
    let told: BTreeSet<_> = FORMATS.iter().map(|it| it.name).filter(|&it| it != "samply").collect();
    assert_eq!(told, imported);
}

#[test]
fn the_readme_has_the_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
    let readme = std::fs::read_to_string(path).expect("the README is there");
    let (before, rest) = readme.split_once(BEGIN).expect("the README has a place for the table");
    let (there, after) = rest.split_once(END).expect("the table has an end");
    let mut table = "\n| Format | From | Recorded by |\n|---|---|---|\n".to_owned();
    for format in FORMATS {
        let command = match format.command {
            "" => String::new(),
            // A bar would end the cell.
            command => format!("`{}`", command.replace('|', "\\|")),
        };
        table += &format!("| {} | {} | {command} |\n", format.name, format.from);
    }
    table += "\n";
    if there != table && std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{table}{END}{after}"))
            .expect("it can be written");
        return;
    }
    assert_eq!(there, table, "the README's table of formats is out of date");
}
