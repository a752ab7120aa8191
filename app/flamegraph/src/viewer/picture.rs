//! A picture: everything that answers are made from, for one state of the view.

use super::stages::{Functions, Same, Stages};
use super::summary::unit_of;
use crate::call_tree::{BuiltTree, CallTree};
use crate::colour::Colours;
use crate::details::{self, Sources};
use crate::function_table::{FunctionTable, FunctionWeights};
use crate::layout::Layout;
use crate::search::{self, Found};
use crate::transforms::Transformed;
use crate::weights::NodeWeights;
use profile::Profile;
use profile::id::MetricId;
use protocol::{
    Details, FunctionColumn, FunctionFacts, NodeId, NodeName, Place, Problem, Shown, TreeId, Unit,
    View,
};
use std::sync::Arc;

/// One state of the view, ready to be drawn and asked about.
pub struct Picture {
    pub revision: u32,
    pub view: View,
    pub file_name: String,
    pub tree_id: TreeId,
    pub profile: Arc<Profile>,
    pub functions: Functions,
    pub paths: Arc<Transformed>,
    pub built: Arc<BuiltTree>,
    pub layout: Arc<Layout>,
    pub colours: Arc<Colours>,
    pub outcome: Arc<Option<Result<Found, Problem>>>,
    pub function_weights: Arc<FunctionWeights>,
    pub unit: Unit,
    /// The functions table in the order that was asked for last.
    table: Option<((FunctionColumn, bool), Arc<FunctionTable>)>,
}

impl Picture {
    /// Puts a picture together from its stages, and adds what is quick to make.
    #[expect(clippy::too_many_arguments, reason = "one argument a stage")]
    pub fn new(
        revision: u32,
        view: View,
        file_name: String,
        profile: Arc<Profile>,
        functions: Functions,
        paths: Arc<Transformed>,
        built: Arc<BuiltTree>,
        layout: Arc<Layout>,
        stages: &mut Stages,
    ) -> Self {
        let (tree, weights) = (&built.tree, &built.weights);
        let of_tree = || Same(built.clone());
        let colours = stages.colours.get_or_make(
            (of_tree(), view.inverted, view.colours, view.highlighted.clone()),
            || {
                Colours::new(
                    view.colours,
                    view.highlighted.as_deref(),
                    tree,
                    weights,
                    &functions.shown,
                )
            },
        );
        let outcome =
            stages.found.get_or_make((of_tree(), view.inverted, view.search.clone()), || {
                search::search(&view.search, tree, weights, &functions.shown)
            });
        let function_weights = stages
            .function_weights
            .get_or_make(of_tree(), || FunctionWeights::new(tree, weights, &functions.shown));
        let metric = profile.metrics.get(view.metric as usize);
        let unit = view.unit.clone().or_else(|| metric.map(|metric| unit_of(&metric.unit)));
        Self {
            revision,
            file_name,
            tree_id: TreeId(stages.newest_tree),
            unit: unit.unwrap_or_default(),
            view,
            profile,
            functions,
            paths,
            built,
            layout,
            colours,
            outcome,
            function_weights,
            table: None,
        }
    }

    /// The call tree that is shown.
    pub fn tree(&self) -> &CallTree {
        &self.built.tree
    }

    /// What its nodes weigh.
    pub fn weights(&self) -> &NodeWeights {
        &self.built.weights
    }

    /// What the search found, if something is searched for and the pattern is one.
    pub fn found(&self) -> Option<&Found> {
        self.outcome.as_ref().as_ref()?.as_ref().ok()
    }

    /// What the page is told once the picture is ready; it wants to find the nodes `resolve`.
    pub fn shown(&self, resolve: &[NodeName]) -> Shown {
        let metric = MetricId::new(self.view.metric as usize);
        let weights = self.weights();
        Shown {
            revision: self.revision,
            tree: self.tree_id,
            total: weights.total(),
            total_before: weights.total() + self.built.dropped_weight,
            unit: self.unit.clone(),
            metric: self
                .profile
                .metrics
                .get(metric.index())
                .map_or(String::new(), |metric| metric.name.clone()),
            row_count: self.layout.row_count(),
            node_count: self.tree().len() as u32,
            function_count: self.function_weights.function_count(),
            resolved: resolve
                .iter()
                .map(|name| self.node_named(name).map(|node| self.describe(node).0))
                .collect(),
            search: self.outcome.as_ref().as_ref().map(|outcome| match outcome {
                Ok(found) => Ok(found.matches.clone()),
                Err(problem) => Err(problem.clone()),
            }),
            legend: self.colours.legend().to_vec(),
            idle_transforms: self.paths.idle.clone(),
            quality: Default::default(),
        }
    }

    /// The node to which a name in a link leads.
    fn node_named(&self, name: &NodeName) -> Option<NodeId> {
        let Functions { plain, node_names, .. } = &self.functions;
        node_names.resolve(&self.profile, plain, &self.paths.paths, &self.built, name)
    }

    /// What details are taken from.
    pub fn sources(&self) -> Sources<'_> {
        Sources {
            tree: self.tree(),
            weights: self.weights(),
            function_weights: &self.function_weights,
            names: &self.functions.shown,
            layout: &self.layout,
        }
    }

    /// Where a node is and what it weighs, and its function.
    pub fn describe(&self, node: NodeId) -> (Place, Option<FunctionFacts>) {
        details::describe(&self.sources(), node)
    }

    /// All about a node.
    pub fn details(&self, node: NodeId) -> Details {
        let mut details = details::details(&self.sources(), node);
        let Functions { plain, node_names, .. } = &self.functions;
        details.name = node_names.of_node(&self.profile, plain, &self.built, details.place.node);
        details
    }

    /// The functions table in an order; the one asked for last is kept, since its rows are asked
    /// for window by window.
    pub fn table(&mut self, sort: FunctionColumn, descending: bool) -> Arc<FunctionTable> {
        if let Some((order, table)) = &self.table
            && *order == (sort, descending)
        {
            return table.clone();
        }
        let (weights, names) = (&self.function_weights, &self.functions.shown);
        let table = FunctionTable::new(weights, names, self.found(), sort, descending);
        let table = Arc::new(table);
        self.table = Some(((sort, descending), table.clone()));
        table
    }

    /// What a picture of it is called: the file, and what of it.
    pub fn title(&self) -> String {
        let metric = self.profile.metrics.get(self.view.metric as usize);
        match metric {
            Some(metric) if !metric.name.is_empty() => {
                format!("{}: {}", self.file_name, metric.name)
            }
            _ => self.file_name.clone(),
        }
    }
}
