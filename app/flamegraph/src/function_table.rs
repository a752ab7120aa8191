//! Functions with what they weigh, and the table of them: sorted, filtered, in windows.

use crate::call_tree::CallTree;
use crate::label::plain;
use crate::names::Names;
use crate::order;
use crate::search::Found;
use crate::weights::NodeWeights;
use profile::calls::ROWS_A_CALL;
use protocol::{FunctionColumn, FunctionId, FunctionRow, FunctionRows, NodeId};
use std::cmp::Ordering;

/// What each function of a tree weighs, by [`FunctionId`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunctionWeights {
    /// Weight of the samples that end in the function.
    pub self_weights: Vec<f64>,
    /// Weight of the samples that pass through it; a sample in which it calls itself counts once.
    pub total_weights: Vec<f64>,
    /// In how many nodes it occurs.
    pub node_counts: Vec<u32>,
    /// What the file itself says that functions weigh with all that they call; empty if nothing.
    pub stated_totals: Vec<f64>,
}

impl FunctionWeights {
    /// Sums the nodes of each function up, in one pass over the tree. For large trees see
    /// [`FunctionWeightsBuilder`].
    pub fn new(tree: &CallTree, weights: &NodeWeights, names: &Names) -> Self {
        let mut builder = FunctionWeightsBuilder::new(names);
        while !builder.step(tree, weights, ROWS_A_CALL) {}
        builder.finish()
    }

    /// Adds what the file states, by its own functions. Where several of them are shown as one,
    /// theirs are summed: what they pass on to each other counts more than once.
    pub fn with_stated_totals(mut self, stated: Option<&[f64]>, names: &Names) -> Self {
        let Some(stated) = stated else { return self };
        self.stated_totals = vec![0.0; names.functions.len()];
        for (id, total) in names.of_profile_function.iter().zip(stated) {
            if let Some(sum) = self.stated_totals.get_mut(id.0 as usize) {
                *sum += total;
            }
        }
        self
    }

    /// How many functions occur in the tree.
    pub fn function_count(&self) -> u32 {
        self.node_counts.iter().filter(|&&count| count > 0).count() as u32
    }
}

/// The weights of functions in the making, in steps.
#[derive(Clone, Debug)]
pub struct FunctionWeightsBuilder {
    sums: FunctionWeights,
    /// The node after the subtree of each function's outermost call: nodes before it lie inside, so
    /// their samples are counted.
    counted_ends: Vec<u32>,
    seen_count: usize,
}

impl FunctionWeightsBuilder {
    /// A builder that has seen no node yet.
    pub fn new(names: &Names) -> Self {
        let count = names.functions.len();
        let sums = FunctionWeights {
            self_weights: vec![0.0; count],
            total_weights: vec![0.0; count],
            node_counts: vec![0; count],
            stated_totals: Vec::new(),
        };
        Self { sums, counted_ends: vec![0; count], seen_count: 0 }
    }

    /// Goes on for about `items` nodes of the same `tree` as before. Returns whether all are summed
    /// up.
    #[inline(never)]
    pub fn step(&mut self, tree: &CallTree, weights: &NodeWeights, items: usize) -> bool {
        let from = self.seen_count;
        self.seen_count = from.saturating_add(items.max(1)).min(tree.len());
        let Self { sums, counted_ends, .. } = self;
        for node in (from as u32..self.seen_count as u32).map(NodeId) {
            let function = tree.function(node).map(|function| function.0 as usize);
            let Some(index) = function.filter(|&index| index < counted_ends.len()) else {
                continue;
            };
            sums.node_counts[index] += 1;
            sums.self_weights[index] += weights.self_weight(node);
            if node.0 >= counted_ends[index] {
                sums.total_weights[index] += weights.total_weight(node);
                counted_ends[index] = tree.subtree_end(node).0;
            }
        }
        self.seen_count == tree.len()
    }

    /// The sums, once [`Self::step`] has said that all is done.
    pub fn finish(self) -> FunctionWeights {
        self.sums
    }
}

/// The functions that occur in a tree and fit the search, in the order of a column.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FunctionTable {
    order: Vec<FunctionId>,
    function_count: u32,
}

impl FunctionTable {
    /// Sorts the functions; those that are equal in the column stand by name.
    pub fn new(
        weights: &FunctionWeights,
        names: &Names,
        found: Option<&Found>,
        column: FunctionColumn,
        is_descending: bool,
    ) -> Self {
        let occurring = (0..names.functions.len() as u32)
            .map(FunctionId)
            .filter(|id| weights.node_counts.get(id.0 as usize).is_some_and(|&count| count > 0));
        let is_in = |id: &FunctionId| found.is_none_or(|found| found.is_match(*id));
        let functions: Vec<FunctionId> = occurring.filter(is_in).collect();
        let weight_column = match column {
            FunctionColumn::SelfWeight => Some(&weights.self_weights),
            FunctionColumn::StatedTotal if !weights.stated_totals.is_empty() => {
                Some(&weights.stated_totals)
            }
            FunctionColumn::TotalWeight | FunctionColumn::StatedTotal => {
                Some(&weights.total_weights)
            }
            FunctionColumn::Name | FunctionColumn::Group => None,
        };
        // What stands in the column, where it's a text.
        let text = |id: FunctionId| match column {
            FunctionColumn::Group => group_name(names, id),
            _ => names.name(id),
        };
        let direct = |key: u64| if is_descending { !key } else { key };
        let by_column = |&id: &FunctionId| match weight_column {
            Some(weights) => direct(order::by_weight(weights[id.0 as usize])),
            None => direct(order::by_name(text(id))),
        };
        let order = order::sorted(functions, by_column, |&left, &right| {
            let by_text = match weight_column {
                Some(_) => Ordering::Equal,
                None if is_descending => text(right).cmp(text(left)),
                None => text(left).cmp(text(right)),
            };
            by_text.then_with(|| names.name(left).cmp(names.name(right)))
        });
        Self { order, function_count: weights.function_count() }
    }

    /// The functions in the table's order.
    pub fn functions(&self) -> &[FunctionId] {
        &self.order
    }

    /// A window of the table.
    pub fn rows(
        &self,
        weights: &FunctionWeights,
        names: &Names,
        start: u32,
        count: u32,
        selected: Option<FunctionId>,
    ) -> FunctionRows {
        let from = (start as usize).min(self.order.len());
        let to = from.saturating_add(count as usize).min(self.order.len());
        let row = |&id: &FunctionId| function_row(weights, names, id);
        let is_selected = |id: &FunctionId| Some(*id) == selected;
        FunctionRows {
            row_count: self.order.len() as u32,
            function_count: self.function_count,
            start: from as u32,
            rows: self.order[from..to].iter().map(row).collect(),
            row_of_selected: self.order.iter().position(is_selected).map(|row| row as u32),
        }
    }
}

/// One function as a row of the table.
pub fn function_row(weights: &FunctionWeights, names: &Names, id: FunctionId) -> FunctionRow {
    let weight = |column: &[f64]| column.get(id.0 as usize).copied().unwrap_or(0.0);
    FunctionRow {
        function: id,
        name: names.name(id).to_owned(),
        plain_name: plain(names.name(id)).unwrap_or_default(),
        group: group_name(names, id).to_owned(),
        kind: names.get(id).map_or_else(Default::default, |function| function.kind),
        self_weight: weight(&weights.self_weights),
        total_weight: weight(&weights.total_weights),
        stated_total: weights.stated_totals.get(id.0 as usize).copied(),
    }
}

/// The name of a function's crate or library.
pub fn group_name(names: &Names, id: FunctionId) -> &str {
    let group = names.get(id).and_then(|function| names.groups.get(function.group.0 as usize));
    group.map_or("", String::as_str)
}
