//! A picture: everything that answers are made from, for one state of the view.

use super::inversion::Inversion;
use super::numbers::Numbers;
use super::stages::{Functions, Same, SearchOutcome, Stages};
use super::summary::unit_of;
use crate::call_tree::{BuiltTree, CallTree};
use crate::colour::Colours;
use crate::details::{self, Sources};
use crate::function_table::{FunctionTable, FunctionWeights};
use crate::layout::Layout;
use crate::node_origin::NodeOrigin;
use crate::quality::quality_of;
use crate::search::{self, Found};
use crate::transforms::Transformed;
use crate::weights::NodeWeights;
use profile::Profile;
use profile::id::MetricId;
use protocol::{
    CanvasSize, Details, FunctionColumn, FunctionFacts, NodeId, NodeName, Place, Quality, Shown,
    TreeId, Unit, View, Viewport,
};
use std::sync::Arc;

/// One state of the view, ready to be drawn and asked about.
///
/// Nodes have the numbers of [`Self::tree`] here; the page's own come from [`Self::numbers`].
pub struct Picture {
    pub view: View,
    pub file_name: String,
    pub tree_id: TreeId,
    pub functions: Functions,
    pub function_weights: Arc<FunctionWeights>,
    pub unit: Unit,
    revision: u32,
    profile: Arc<Profile>,
    paths: Arc<Transformed>,
    built: Arc<BuiltTree>,
    layout: Arc<Layout>,
    colours: Arc<Colours>,
    /// What takes the place of tree, layout and colours if the view is inverted.
    inversion: Option<Inversion>,
    outcome: Arc<SearchOutcome>,
    quality: Arc<Quality>,
    /// What the search found in the inverted tree, as far as it is expanded.
    inverted_found: Option<Found>,
    /// The functions table in the order that was asked for last.
    table: Option<((FunctionColumn, bool), Arc<FunctionTable>)>,
}

/// What a picture is put together from.
pub struct Parts {
    pub revision: u32,
    pub view: View,
    pub file_name: String,
    pub profile: Arc<Profile>,
    pub functions: Functions,
    pub paths: Arc<Transformed>,
    pub built: Arc<BuiltTree>,
    pub layout: Arc<Layout>,
    pub inversion: Option<Inversion>,
}

impl Picture {
    /// Puts a picture together, and adds what is made in one go.
    #[inline(never)]
    pub fn new(parts: Parts, stages: &mut Stages) -> Self {
        let Parts { view, profile, functions, built, .. } = parts;
        let (tree, weights, names) = (&built.tree, &built.weights, &functions.shown);
        let of_tree = || Same(built.clone());
        let highlighted = view.highlighted.as_deref();
        let colours =
            stages.colours.get_or_make((of_tree(), view.colours, view.highlighted.clone()), || {
                Colours::new(view.colours, highlighted, tree, weights, names)
            });
        let outcome = stages.found.get_or_make((of_tree(), view.search.clone()), || {
            search::search(&view.search, tree, &|node| weights.total_weight(node), names)
        });
        let function_weights = stages.function_weights.get_or_make(of_tree(), || {
            let stated = profile.stated_totals(MetricId::new(view.metric as usize));
            FunctionWeights::new(tree, weights, names).with_stated_totals(stated, names)
        });
        let samples = (Same(functions.plain.clone()), view.threads.clone(), view.metric);
        let quality = stages.quality.get_or_make(samples, || {
            let metric = MetricId::new(view.metric as usize);
            quality_of(&profile, &functions.plain, &view.threads, metric)
        });
        let metric = profile.metrics.get(view.metric as usize);
        let own = metric.map(|metric| unit_of(&metric.unit)).filter(|unit| *unit != Unit::Unknown);
        let unit = own.or_else(|| view.unit.clone());
        Self {
            revision: parts.revision,
            file_name: parts.file_name,
            tree_id: TreeId(stages.tree_number(&built, parts.inversion.is_some())),
            unit: unit.unwrap_or_default(),
            paths: parts.paths,
            layout: parts.layout,
            inversion: parts.inversion,
            view,
            profile,
            functions,
            built,
            colours,
            outcome,
            quality,
            inverted_found: None,
            function_weights,
            table: None,
        }
    }

    /// The tree that is shown; of an inverted one what is expanded.
    pub fn tree(&self) -> &CallTree {
        self.inversion.as_ref().map_or(&self.built.tree, |inversion| &inversion.snapshot.tree)
    }

    /// What its nodes weigh.
    pub fn weights(&self) -> &NodeWeights {
        self.inversion.as_ref().map_or(&self.built.weights, |inversion| &inversion.snapshot.weights)
    }

    /// Where its bars are.
    pub fn layout(&self) -> &Layout {
        self.inversion.as_ref().map_or(&self.layout, |inversion| &inversion.layout)
    }

    /// How its bars are painted.
    pub fn colours(&self) -> &Colours {
        self.inversion.as_ref().map_or(&self.colours, |inversion| &inversion.colours)
    }

    /// The call tree, whether it is shown inverted or not.
    pub fn call_tree(&self) -> &BuiltTree {
        &self.built
    }

    /// The way between its nodes' numbers and the page's.
    pub fn numbers(&self) -> Numbers<'_> {
        Numbers(self.inversion.as_ref().map(|inversion| &inversion.snapshot))
    }

    /// Sees to it that everything in sight is there: an inverted tree is expanded on sight.
    pub fn look_at(&mut self, viewport: &Viewport, canvas: &CanvasSize) {
        if let Some(inversion) = &mut self.inversion {
            inversion.look_at(viewport, canvas, &self.built, &self.functions.shown);
            self.inverted_found = None;
        }
    }

    /// Which functions the search found, if something is searched for and the pattern is one.
    pub fn found(&self) -> Option<&Found> {
        self.outcome.as_ref().as_ref()?.as_ref().ok()
    }

    /// The next match of the search (or the one before), its number, and how many there are.
    pub fn next_match(
        &mut self,
        from: Option<NodeId>,
        backwards: bool,
    ) -> Option<(NodeId, u32, u32)> {
        if let Some(Inversion { snapshot, .. }) = &self.inversion
            && self.inverted_found.is_none()
        {
            let (tree, weights) = (&snapshot.tree, &snapshot.weights);
            let found = search::search(
                &self.view.search,
                tree,
                &|node| weights.total_weight(node),
                &self.functions.shown,
            );
            self.inverted_found = found.and_then(Result::ok);
        }
        let found = self.inverted_found.as_ref().or(self.found())?;
        let (node, index) = found.next(from, backwards)?;
        Some((node, index, found.matches.node_count))
    }

    /// What the page is told once the picture is ready; it wants to find the nodes `resolve`.
    pub fn shown(&self, resolve: &[NodeName]) -> Shown {
        let metric = MetricId::new(self.view.metric as usize);
        let weights = &self.built.weights;
        let metric_name = self.profile.metrics.get(metric.index()).map(|metric| &metric.name);
        let place = |name| Some(self.numbers().place(self.describe(self.node_named(name)?).0));
        Shown {
            revision: self.revision,
            tree: self.tree_id,
            total: weights.total(),
            total_before: weights.total() + self.built.dropped_weight,
            unit: self.unit.clone(),
            metric: metric_name.cloned().unwrap_or_default(),
            row_count: self.layout.row_count(),
            node_count: self.built.tree.len() as u32,
            function_count: self.function_weights.function_count(),
            resolved: resolve.iter().map(place).collect(),
            search: self.outcome.as_ref().as_ref().map(|outcome| match outcome {
                Ok(found) => Ok(found.matches.clone()),
                Err(problem) => Err(problem.clone()),
            }),
            legend: self.colours().legend().to_vec(),
            idle_transforms: self.paths.idle.clone(),
            has_stated_totals: !self.function_weights.stated_totals.is_empty(),
            quality: (*self.quality).clone(),
        }
    }

    /// The node to which a name in a link leads.
    fn node_named(&self, name: &NodeName) -> Option<NodeId> {
        let Functions { shown, plain, node_names } = &self.functions;
        match &self.inversion {
            Some(inversion) => inversion.snapshot.node(inversion.tree().resolve(shown, name)?),
            None => {
                let (paths, built) = (&self.paths.paths, &self.built);
                node_names.resolve(&self.profile, plain, paths, built, name)
            }
        }
    }

    /// The name of a node in links.
    fn name_of(&self, node: NodeId) -> Option<NodeName> {
        let Functions { shown, plain, node_names } = &self.functions;
        match &self.inversion {
            Some(inversion) => inversion.tree().name(shown, inversion.snapshot.id(node)?),
            None => node_names.of_node(&self.profile, plain, &self.built, node),
        }
    }

    /// What details are taken from.
    pub fn sources(&self) -> Sources<'_> {
        Sources {
            tree: self.tree(),
            weights: self.weights(),
            function_weights: &self.function_weights,
            names: &self.functions.shown,
            layout: self.layout(),
        }
    }

    /// Where a node is and what it weighs, and its function.
    pub fn describe(&self, node: NodeId) -> (Place, Option<FunctionFacts>) {
        let (mut place, mut function) = details::describe(&self.sources(), node);
        if self.inversion.is_none() {
            let origin = NodeOrigin::of(&self.profile, &self.built, place.node);
            place.inlined = origin.inlined;
            if let Some(function) = &mut function {
                function.line = origin.line;
            }
        }
        (place, function)
    }

    /// All about a node.
    pub fn details(&self, node: NodeId) -> Details {
        let mut details =
            details::details(&self.sources(), node, |node| self.weights().total_weight(node));
        (details.place, details.function) = self.describe(node);
        details.name = self.name_of(details.place.node);
        if let (Some(_), Some(function)) = (&self.inversion, details.place.function) {
            // Who calls whom is a question to the call tree: in the inverted one, callers stand
            // below their callees.
            let plain =
                Sources { tree: &self.built.tree, weights: &self.built.weights, ..self.sources() };
            (details.callers, details.callees) = details::neighbours(&plain, function);
        }
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
