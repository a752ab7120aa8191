//! The functions table as comma-separated values (RFC 4180).

use crate::function_table::{FunctionTable, FunctionWeights, function_row};
use crate::names::Names;
use std::fmt::Write;

/// The table with its order and filter; weights as plain numbers, shares in per cent of `total`.
/// A name that a spreadsheet would take for a formula (`=…`, `+[A b]`) gets an apostrophe before
/// it, which spreadsheets don't show.
pub fn functions_csv(
    table: &FunctionTable,
    weights: &FunctionWeights,
    names: &Names,
    total: f64,
    unit: &str,
) -> String {
    let mut text = String::new();
    let mut header = vec![
        "function".to_owned(),
        "crate or library".to_owned(),
        format!("self ({unit})"),
        "self (%)".to_owned(),
        format!("total ({unit})"),
        "total (%)".to_owned(),
    ];
    if !weights.stated_totals.is_empty() {
        header.push(format!("inclusive as the file states it ({unit})"));
    }
    let header: Vec<_> = header.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&header.join(","));
    text.push_str("\r\n");
    let share = |weight: f64| if total > 0.0 { weight / total * 100.0 } else { 0.0 };
    for &id in table.functions() {
        let row = function_row(weights, names, id);
        // Writing into a string can't fail.
        let _ = write!(
            text,
            "{},{},{},{:.4},{},{:.4}",
            quoted(&row.name),
            quoted(&row.group),
            row.self_weight,
            share(row.self_weight),
            row.total_weight,
            share(row.total_weight),
        );
        if let Some(stated) = row.stated_total {
            let _ = write!(text, ",{stated}");
        }
        text.push_str("\r\n");
    }
    text
}

/// A cell, quoted where it has to be.
pub(crate) fn quoted(cell: &str) -> String {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if is_formula { format!("'{cell}") } else { cell.to_owned() };
    if cell.contains(['"', ',', '\r', '\n']) {
        return format!("\"{}\"", cell.replace('"', "\"\""));
    }
    cell
}
