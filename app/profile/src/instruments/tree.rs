//! A call tree of indented lines, whose nodes have inclusive weights or weights of their own.

use crate::builder::ProfileBuilder;
use crate::float::larger;
use crate::id::StackId;
use crate::raw_frame::{KnownFrames, RawFrame};
use crate::sample::Samples;

/// The tree so far.
pub(super) struct Tree {
    builder: ProfileBuilder,
    known: KnownFrames,
    /// The nodes that more may be in, from root to leaf.
    path: Vec<Node>,
    samples: Samples,
    /// For each metric one weight a sample.
    columns: Vec<Vec<f64>>,
}

struct Node {
    indent: usize,
    stack: StackId,
    /// The row of its sample.
    row: usize,
}

impl Tree {
    pub(super) fn new(name: &str) -> Self {
        Self {
            builder: ProfileBuilder::new(name),
            known: KnownFrames::default(),
            path: Vec::new(),
            samples: Samples::default(),
            columns: Vec::new(),
        }
    }

    pub(super) fn set_metric_count(&mut self, count: usize) {
        self.columns = vec![Vec::new(); count];
    }

    /// Adds a node: its inclusive weight under each metric, and its own under the first one, if
    /// the file has that.
    pub(super) fn node(&mut self, indent: usize, name: &str, inclusive: &[f64], own: Option<f64>) {
        while self.path.last().is_some_and(|node| node.indent >= indent) {
            self.path.pop();
        }
        let caller = self.path.last();
        for (metric, (column, weight)) in
            self.columns.iter_mut().zip(inclusive.iter().copied()).enumerate()
        {
            if let (0, Some(own)) = (metric, own) {
                column.push(own);
                continue;
            }
            // What a callee has isn't its caller's own.
            if let Some(weight_of_caller) = caller.and_then(|node| column.get_mut(node.row)) {
                *weight_of_caller -= weight;
            }
            column.push(weight);
        }
        let prefix = caller.map(|node| node.stack);
        let builder = &mut self.builder;
        let frame = self.known.frame(name.as_bytes(), |name| {
            let raw = RawFrame { name: name.to_owned(), ..RawFrame::default() };
            raw.add("(unknown)", builder)
        });
        let stack = self.builder.stack(prefix, frame);
        let row = self.samples.len();
        self.samples.stacks.push(Some(stack));
        self.path.push(Node { indent, stack, row });
    }

    /// The samples that weigh something, and their weights under each metric.
    pub(super) fn finish(self) -> (ProfileBuilder, Samples, Vec<Vec<f64>>) {
        let Self { builder, samples, mut columns, .. } = self;
        for column in &mut columns {
            // Weights are rounded: those of callees may add up to a little more, or, as binary
            // fractions, to a billionth of a byte less (0.07 MB - 0.06 MB - 0.01 MB).
            let least = column.iter().copied().fold(0.0, larger) * 1e-12;
            for weight in column.iter_mut() {
                *weight = if *weight > least { *weight } else { 0.0 };
            }
        }
        let keeps = |row: usize| {
            columns.iter().any(|column| column.get(row).is_some_and(|weight| *weight > 0.0))
        };
        let kept: Vec<bool> = (0..samples.len()).map(keeps).collect();
        let mut stacks = samples.stacks;
        retain(&mut stacks, &kept);
        for column in &mut columns {
            retain(column, &kept);
        }
        (builder, Samples { stacks, ..Samples::default() }, columns)
    }
}

/// Keeps the rows that `kept` says.
fn retain<T>(rows: &mut Vec<T>, kept: &[bool]) {
    let mut kept = kept.iter();
    rows.retain(|_| kept.next().copied().unwrap_or(false));
}
