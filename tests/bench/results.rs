//! Medians and ratios, as tables in Markdown.

use std::fmt::Write;

use crate::contestants::{Contestant, Run};
use crate::inputs::{Input, Table};

/// All measurements of one file.
pub struct Measured {
    /// The file.
    pub input: Input,
    /// Its size.
    pub bytes: u64,
    /// Flamedrop, then its peer, if there is one.
    pub contestants: Vec<(Contestant, Result<Vec<Run>, String>)>,
    /// The machine's highest load meanwhile.
    pub load: f64,
}

impl Measured {
    fn runs(&self, place: usize) -> Option<&[Run]> {
        self.contestants.get(place)?.1.as_deref().ok()
    }

    fn median(&self, place: usize, value: impl Fn(&Run) -> f64) -> Option<f64> {
        let mut values: Vec<f64> = self.runs(place)?.iter().map(value).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    }

    /// Cells for Flamedrop, its peer, and the ratio; `unit` is divided by.
    fn compare(
        &self,
        unit: f64,
        ours: impl Fn(&Run) -> f64,
        theirs: impl Fn(&Run) -> f64,
    ) -> String {
        let (ours, theirs) = (self.median(0, ours), self.median(1, theirs));
        let ratio = ours.zip(theirs).map(|(ours, theirs)| ours / theirs);
        let ratio = ratio.map_or_else(|| "–".to_owned(), show_ratio);
        format!("{} | {} | {ratio} |", show(ours, unit), show(theirs, unit))
    }

    fn compare_same(&self, unit: f64, value: impl Fn(&Run) -> f64) -> String {
        self.compare(unit, &value, &value)
    }
}

fn show(value: Option<f64>, unit: f64) -> String {
    value.map_or_else(|| "–".to_owned(), |value| number(value / unit))
}

/// Three digits that count.
fn number(value: f64) -> String {
    match value {
        ..10.0 => format!("{value:.2}"),
        ..100.0 => format!("{value:.1}"),
        _ => format!("{value:.0}"),
    }
}

/// Below one as a fraction: `1/20`.
fn show_ratio(ratio: f64) -> String {
    if ratio < 0.5 { format!("1/{}", number(1.0 / ratio)) } else { format!("{ratio:.2}") }
}

const SECOND_MS: f64 = 1000.0;
const MEGABYTE: f64 = 1e6;

/// All tables.
pub fn tables(measured: &[Measured]) -> String {
    let mut text = String::new();
    for (table, title, columns, row) in TABLES {
        let rows: Vec<&Measured> =
            measured.iter().filter(|measured| measured.input.table() == table).collect();
        if !rows.is_empty() {
            let line = "--:|".repeat(columns.matches('|').count() - 1);
            let _ = write!(text, "{title}\n\n| File {columns}\n|---|{line}\n");
            for measured in rows {
                let _ = writeln!(text, "| {} | {}", measured.input.name, row(measured));
            }
            text.push('\n');
        }
    }
    for row in measured {
        for (contestant, runs) in &row.contestants {
            if let Err(error) = runs {
                let first = error.lines().next().unwrap_or_default();
                let (who, name) = (contestant.name(), row.input.name);
                let _ = writeln!(text, "{who} did not open {name}: {first}\n");
            }
        }
    }
    text
}

/// A table's title and columns, and what writes a row but for the file's name.
type Layout = (Table, &'static str, &'static str, fn(&Measured) -> String);

const BESIDE_SPEEDSCOPE: &str = "| MB | MB/s: F | open s: F | S | ratio | processor s: F | S | ratio \
    | memory MB: F | S | ratio | longest task ms: F | S | load |";

const TABLES: [Layout; 4] = [
    (
        Table::Folded,
        "Folded stacks, Flamedrop (F) beside speedscope (S):",
        BESIDE_SPEEDSCOPE,
        beside_speedscope,
    ),
    (
        Table::Firefox,
        "Firefox profiles, Flamedrop (F) from `open` to `imported` beside \
         `JSON.parse(new TextDecoder().decode(bytes))` (J):",
        "| MB | imported s: F | J | ratio | memory MB: F | J | ratio | memory F / file | open s: F \
         | longest task ms: F | load |",
        beside_json_parse,
    ),
    (
        Table::Formats,
        "All other formats, beside speedscope (S) where it reads them:",
        BESIDE_SPEEDSCOPE,
        beside_speedscope,
    ),
    (
        Table::Alone,
        "Flamedrop alone:",
        "| MB | imported s | memory MB | memory / file | open s | longest task ms | load |",
        alone,
    ),
];

fn beside_speedscope(row: &Measured) -> String {
    let open = row.compare_same(SECOND_MS, |run| run.open_ms);
    let processor = row.compare_same(SECOND_MS, |run| run.processor_ms);
    let memory = row.compare_same(MEGABYTE, |run| run.peak_bytes);
    let task = |place| show(row.median(place, |run| run.longest_task_ms), 1.0);
    let (megabytes, load) = (row.bytes as f64 / MEGABYTE, row.load);
    let imported_ms = row.median(0, |run| run.imported_ms.unwrap_or(f64::NAN));
    let rate = show(imported_ms.map(|imported_ms| megabytes / imported_ms * SECOND_MS), 1.0);
    let (ours, theirs) = (task(0), task(1));
    format!("{megabytes:.1} | {rate} | {open} {processor} {memory} {ours} | {theirs} | {load:.1} |")
}

fn beside_json_parse(row: &Measured) -> String {
    let imported =
        row.compare(SECOND_MS, |run| run.imported_ms.unwrap_or(f64::NAN), |run| run.open_ms);
    let memory = row.compare_same(MEGABYTE, |run| run.peak_bytes);
    format!("{:.1} | {imported} {memory} {}", row.bytes as f64 / MEGABYTE, by_itself(row))
}

fn alone(row: &Measured) -> String {
    let imported = show(row.median(0, |run| run.imported_ms.unwrap_or(f64::NAN)), SECOND_MS);
    let memory = show(row.median(0, |run| run.peak_bytes), MEGABYTE);
    format!("{:.1} | {imported} | {memory} | {}", row.bytes as f64 / MEGABYTE, by_itself(row))
}

/// Memory by the file's size, time to the first frame, longest task, load.
fn by_itself(row: &Measured) -> String {
    let memory = show(row.median(0, |run| run.peak_bytes), row.bytes as f64);
    let open = show(row.median(0, |run| run.open_ms), SECOND_MS);
    let task = show(row.median(0, |run| run.longest_task_ms), 1.0);
    format!("{memory} | {open} | {task} | {:.1} |", row.load)
}
