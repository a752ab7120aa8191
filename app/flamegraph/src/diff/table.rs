//! The table of functions of a diff: sorted, filtered, in windows, as CSV and Markdown.

use super::scale::{Scaling, significant};
use super::state::Judged;
use crate::export::quoted;
use crate::function_table::group_name;
use crate::label::plain;
use crate::order;
use crate::search::Found;
use protocol::FunctionId;
use protocol::diff::words::{format_p, format_points, format_ratio};
use protocol::diff::{Change, DiffColumn, DiffRow, DiffRows, DiffSort, Measure, NodeChange};
use protocol::unit::format_share;
use std::fmt::Write;

/// The functions of a diff in an order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DiffTable {
    order: Vec<FunctionId>,
}

impl DiffTable {
    /// Sorts the functions that have weight on a side and fit the search. What is equal in the
    /// column stands by the size of its change, then by name.
    pub fn new(judged: Judged, found: Option<&Found>, sort: DiffSort) -> Self {
        let names = &judged.sides.names;
        let occurs = |id: FunctionId| {
            let mut sides = judged.sides.functions.iter();
            sides.any(|side| side.total_weights[id.0 as usize] > 0.0)
        };
        let ids = (0..names.functions.len() as u32).map(FunctionId);
        let wanted = ids.filter(|&id| occurs(id) && found.is_none_or(|found| found.is_match(id)));
        let rows: Vec<(f64, f64, FunctionId)> = wanted
            .map(|id| {
                let change = match sort.column {
                    DiffColumn::P => judged.function(id),
                    _ => judged.function_without_p(id),
                };
                let change = measured(change, sort.measure);
                (key(&change, sort.column), change.delta.abs(), id)
            })
            .collect();
        let name = |id: FunctionId| names.name(id);
        let by_column = |row: &(f64, f64, FunctionId)| {
            let by_column = match sort.column {
                DiffColumn::Name => order::by_name(name(row.2)),
                _ => order::by_weight(row.0),
            };
            if sort.descending { !by_column } else { by_column }
        };
        let rows = order::sorted(rows, by_column, |left, right| {
            let by_name = name(left.2).cmp(name(right.2));
            let by_change = right.1.total_cmp(&left.1);
            match (sort.column, sort.descending) {
                (DiffColumn::Name, false) => by_name.then(by_change),
                (DiffColumn::Name, true) => by_name.reverse().then(by_change),
                _ => by_change.then(by_name),
            }
        });
        Self { order: rows.into_iter().map(|(.., id)| id).collect() }
    }

    /// The functions in the table's order.
    pub fn functions(&self) -> &[FunctionId] {
        &self.order
    }

    /// A window of the table.
    pub fn rows(
        &self,
        judged: Judged,
        start: u32,
        count: u32,
        selected: Option<FunctionId>,
    ) -> DiffRows {
        let from = (start as usize).min(self.order.len());
        let to = from.saturating_add(count as usize).min(self.order.len());
        let is_selected = |id: &FunctionId| Some(*id) == selected;
        DiffRows {
            row_count: self.order.len() as u32,
            start: from as u32,
            rows: self.order[from..to].iter().map(|&id| row(judged, id)).collect(),
            row_of_selected: self.order.iter().position(is_selected).map(|row| row as u32),
        }
    }

    /// The whole table as comma-separated values, numbers as they are; the heads of weights say by
    /// what they were multiplied.
    pub fn csv(&self, judged: Judged, unit: &str) -> String {
        let mut csv = "function,crate".to_owned();
        let Scaling { factors, to_unit, .. } = judged.scaling;
        // Without what only makes the unit another.
        let [baseline, comparison] =
            [0, 1].map(|side: usize| match factors[side] / to_unit[side] {
                1.0 => unit.to_owned(),
                factor => format!("{unit} × {}", significant(factor)),
            });
        for measure in ["self", "total"] {
            for (name, unit) in
                [("baseline", &*baseline), ("comparison", &*comparison), ("delta", unit)]
            {
                csv.push(',');
                csv.push_str(&quoted(&format!("{measure} {name} ({unit})")));
            }
            let _ = write!(csv, ",{measure} points,{measure} ratio,{measure} p,{measure} state");
        }
        csv.push_str("\r\n");
        for &id in &self.order {
            let row = row(judged, id);
            let _ = write!(csv, "{},{}", quoted(&row.name), quoted(&row.group));
            for change in [row.own, row.total] {
                let _ = write!(
                    csv,
                    ",{},{},{},{},{},{},{}",
                    change.baseline,
                    change.comparison,
                    change.delta,
                    change.points * 100.0,
                    if change.ratio.is_finite() { change.ratio.to_string() } else { String::new() },
                    change.p.map(|p| format!("{p:.4e}")).unwrap_or_default(),
                    change.state.name()
                );
            }
            csv.push_str("\r\n");
        }
        csv
    }

    /// The first rows as a Markdown table, in shares of the reference total.
    pub fn markdown(&self, judged: Judged, measure: Measure, rows: usize) -> String {
        let mut text = "| Function | Baseline | Comparison | Change | Ratio | p | |\n\
                        |---|--:|--:|--:|--:|--:|---|\n"
            .to_owned();
        let reference = judged.scaling.reference;
        for &id in self.order.iter().take(rows) {
            let change = measured(judged.function(id), measure);
            let name = judged.sides.names.name(id).replace('|', "\\|").replace('`', "'");
            let _ = writeln!(
                text,
                "| `{name}` | {} | {} | {} | {} | {} | {} |",
                format_share(change.baseline / reference),
                format_share(change.comparison / reference),
                format_points(change.points),
                format_ratio(change.ratio),
                format_p(change.p),
                change.state.name()
            );
        }
        text
    }
}

/// A function as a row.
pub fn row(judged: Judged, id: FunctionId) -> DiffRow {
    let names = &judged.sides.names;
    let NodeChange { own, total } = judged.function(id);
    DiffRow {
        function: id,
        name: names.name(id).to_owned(),
        plain_name: plain(names.name(id)).unwrap_or_default(),
        group: group_name(names, id).to_owned(),
        own,
        total,
    }
}

fn measured(change: NodeChange, measure: Measure) -> Change {
    match measure {
        Measure::Own => change.own,
        Measure::Total => change.total,
    }
}

fn key(change: &Change, column: DiffColumn) -> f64 {
    match column {
        DiffColumn::Name => 0.0,
        // What counts stands before what may be noise, whatever its size.
        DiffColumn::Size => {
            if change.state.is_change() {
                change.delta.abs()
            } else {
                change.delta.abs() - f64::MAX / 2.0
            }
        }
        DiffColumn::Baseline => change.baseline,
        DiffColumn::Comparison => change.comparison,
        DiffColumn::Delta => change.delta,
        DiffColumn::Ratio => {
            if change.ratio.is_nan() {
                1.0
            } else {
                change.ratio
            }
        }
        DiffColumn::P => change.p.unwrap_or(2.0),
        DiffColumn::State => f64::from(change.state as u8),
    }
}
