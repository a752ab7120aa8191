//! A diff that is ready: everything that answers are made from.

use super::super::stages::SearchOutcome;
use super::recording::Recording;
use super::stages::{Drawing, United, Weighed};
use crate::call_tree::CallTree;
use crate::colour::Colours;
use crate::details::{self, Sources};
use crate::diff::sentences::answer;
use crate::diff::sides::Sides;
use crate::diff::state::Judged;
use crate::diff::table::DiffTable;
use crate::diff::width::hidden;
use crate::export::{SpeedscopeInput, folded_diff, speedscope};
use crate::function_table::FunctionWeights;
use crate::names::Names;
use crate::node_names::{normalised, path_hash};
use crate::order;
use crate::search::Found;
use crate::weights::NodeWeights;
use protocol::diff::{
    ChangeState, DiffLegend, DiffShown, DiffSort, DiffWidth, NodeChange, Side, SideFacts,
};
use protocol::{
    Around, Details, FileId, FunctionFacts, FunctionId, NodeId, NodeName, Place, Shown, TreeId,
};
use std::cell::OnceCell;
use std::sync::Arc;

/// One state of a diff, ready to be drawn and asked about.
pub struct DiffPicture {
    pub tree_id: TreeId,
    recordings: Vec<Recording>,
    united: Arc<United>,
    weighed: Arc<Weighed>,
    drawing: Arc<Drawing>,
    /// The baseline's, where it is drawn beside.
    beside: Option<Arc<Drawing>>,
    colours: Arc<(Colours, DiffLegend)>,
    found: Arc<SearchOutcome>,
    /// What functions weigh by the width, once asked for.
    function_weights: OnceCell<FunctionWeights>,
    /// The table in the order that was asked for last.
    table: Option<(DiffSort, Arc<DiffTable>)>,
}

/// What a diff is put together from.
pub struct Parts {
    pub tree_number: u32,
    pub recordings: Vec<Recording>,
    pub united: Arc<United>,
    pub weighed: Arc<Weighed>,
    pub drawing: Arc<Drawing>,
    pub beside: Option<Arc<Drawing>>,
    pub colours: Arc<(Colours, DiffLegend)>,
    pub found: Arc<SearchOutcome>,
}

impl DiffPicture {
    pub fn new(parts: Parts) -> Self {
        Self {
            tree_id: TreeId(parts.tree_number),
            recordings: parts.recordings,
            united: parts.united,
            weighed: parts.weighed,
            drawing: parts.drawing,
            beside: parts.beside,
            colours: parts.colours,
            found: parts.found,
            function_weights: OnceCell::new(),
            table: None,
        }
    }

    /// Whether a recording of it is in `file`.
    pub fn uses(&self, file: FileId) -> bool {
        self.recordings.iter().any(|recording| recording.input.profile.file == file)
    }

    pub fn sides(&self) -> &Sides {
        &self.united.sides
    }

    pub fn tree(&self) -> &CallTree {
        &self.united.sides.tree
    }

    pub fn names(&self) -> &Names {
        &self.united.sides.names
    }

    pub fn drawing(&self) -> &Drawing {
        &self.drawing
    }

    /// What bars are as wide as.
    pub fn widths(&self) -> &NodeWeights {
        self.widths_of(&self.drawing)
    }

    /// What the bars of one of its drawings are as wide as.
    pub fn widths_of<'a>(&'a self, drawing: &'a Drawing) -> &'a NodeWeights {
        drawing.widths(self.sides(), self.weighed.scaling.factors)
    }

    /// The picture of the baseline beside this one.
    pub fn beside(&self) -> Option<&Drawing> {
        self.beside.as_deref()
    }

    pub fn colours(&self) -> &Colours {
        &self.colours.0
    }

    /// What colours mean.
    pub fn legend(&self) -> &DiffLegend {
        &self.colours.1
    }

    /// The name of the unit of all weights.
    pub fn unit_name(&self) -> &str {
        self.weighed.scaling.unit.name()
    }

    /// The scale in words.
    pub fn scale_label(&self) -> &str {
        &self.weighed.scaling.label
    }

    /// What numbers are made from.
    pub fn judged(&self) -> Judged<'_> {
        Judged {
            sides: &self.united.sides,
            scaling: &self.weighed.scaling,
            noise: &self.weighed.noise,
        }
    }

    /// Which functions the search found, if something is searched for and the pattern is one.
    pub fn found(&self) -> Option<&Found> {
        self.found.as_ref().as_ref()?.as_ref().ok()
    }

    /// What functions weigh by the width.
    pub fn function_weights(&self) -> &FunctionWeights {
        self.function_weights
            .get_or_init(|| FunctionWeights::new(self.tree(), self.widths(), self.names()))
    }

    /// What details are taken from.
    pub fn sources(&self) -> Sources<'_> {
        Sources {
            tree: self.tree(),
            weights: self.widths(),
            function_weights: self.function_weights(),
            names: self.names(),
            layout: &self.drawing.layout,
        }
    }

    /// What a node weighs on the side where it weighs more, scaled: what is gone is told apart by
    /// that where bars are as wide as the comparison.
    pub fn larger_weight(&self, node: NodeId) -> f64 {
        let of_side = |side: usize| {
            self.sides().weights[side].total_weight(node) * self.weighed.scaling.factors[side]
        };
        of_side(0).max(of_side(1))
    }

    /// All about a node; its weights and those of its neighbours are of both sides, what bars are
    /// as wide as is neither's.
    pub fn details(&self, node: NodeId) -> Details {
        let weight = |node| self.larger_weight(node);
        let mut details = details::details(&self.sources(), node, weight);
        details.name = self.name_of(details.place.node);
        self.weigh(&mut details.place);
        if let Some(function) = details.place.function {
            let Details { callers, callees, .. } = &mut details;
            let [baseline, comparison] = self.sides().weights.each_ref();
            let [of_baseline, of_comparison] = self.weighed.scaling.factors;
            let sides = [(&**baseline, of_baseline), (&**comparison, of_comparison)];
            details::weigh_neighbours(self.tree(), sides, function, [callers, callees]);
        }
        details
    }

    /// Where a node is, and its function.
    pub fn describe(&self, node: NodeId) -> (Place, Option<FunctionFacts>) {
        let (mut place, function) = details::describe(&self.sources(), node);
        self.weigh(&mut place);
        (place, function)
    }

    /// What is next to a node.
    pub fn around(&self, node: NodeId) -> Around {
        let mut around = details::around(&self.sources(), node);
        let Around { ancestors, siblings, children, .. } = &mut around;
        for row in ancestors.iter_mut().chain(siblings).chain(children) {
            let NodeChange { own, total } = self.judged().node_without_p(row.node);
            (row.total_weight, row.self_weight) = (total.comparison, own.comparison);
            row.change = Some(total);
        }
        around
    }

    fn weigh(&self, place: &mut Place) {
        let NodeChange { own, total } = self.judged().node_without_p(place.node);
        (place.total_weight, place.self_weight) = (total.comparison, own.comparison);
        place.baseline_weight = Some(total.baseline);
    }

    /// The table in an order; the one asked for last is kept.
    pub fn table(&mut self, sort: DiffSort) -> Arc<DiffTable> {
        if let Some((order, table)) = &self.table
            && *order == sort
        {
            return table.clone();
        }
        let table = Arc::new(DiffTable::new(self.judged(), self.found(), sort));
        self.table = Some((sort, table.clone()));
        table
    }

    /// The answer in words.
    pub fn answer(&self) -> Vec<protocol::diff::Sentence> {
        answer(self.judged(), &self.weighed.facts)
    }

    /// What a picture of it is called.
    pub fn title(&self) -> String {
        let [baseline, comparison] = self.weighed.facts.each_ref().map(SideFacts::name);
        format!("{baseline} → {comparison} ({})", self.scale_label())
    }

    /// The name of the comparison's first file.
    pub fn file_name(&self) -> &str {
        self.weighed.facts[1].files.first().map_or("", String::as_str)
    }

    /// What the page is told once the diff is ready; it wants to find the nodes `resolve`.
    pub fn shown(&self, revision: u32, resolve: &[NodeName]) -> DiffShown {
        let Weighed { scaling, noise, facts, .. } = &*self.weighed;
        let occurs = |sums: &FunctionWeights, at: usize| sums.total_weights[at] > 0.0;
        let functions = (0..self.names().functions.len()).filter(|&at| {
            let [one, other] = &self.sides().functions;
            occurs(one, at) || occurs(other, at)
        });
        let mut state_counts: Vec<(ChangeState, u32)> = Vec::new();
        let mut function_count = 0;
        for at in functions {
            function_count += 1;
            let state = self.judged().function_without_p(FunctionId(at as u32)).own.state;
            match state_counts.iter_mut().find(|(other, _)| *other == state) {
                Some((_, count)) => *count += 1,
                None => state_counts.push((state, 1)),
            }
        }
        let state_counts = order::sorted(state_counts, |_| 0, Ord::cmp);
        let metric = self
            .recordings
            .last()
            .and_then(|recording| recording.profile.metrics.get(recording.input.metric as usize));
        let shown = Shown {
            revision,
            tree: self.tree_id,
            total: scaling.reference,
            total_before: scaling.reference,
            unit: scaling.unit.clone(),
            metric: metric.map(|metric| metric.name.clone()).unwrap_or_default(),
            row_count: self.drawing.layout.row_count(),
            node_count: self.tree().len() as u32,
            function_count,
            resolved: self.resolve(resolve),
            search: self.found.as_ref().as_ref().map(|outcome| match outcome {
                Ok(found) => Ok(found.matches.clone()),
                Err(problem) => Err(problem.clone()),
            }),
            ..Shown::default()
        };
        DiffShown {
            shown,
            sides: facts.clone(),
            scale: scaling.scale.clone(),
            scale_is_default: scaling.is_default,
            factors: scaling.factors,
            scale_label: scaling.label.clone(),
            noise: noise.facts.clone(),
            legend: self.colours.1.clone(),
            hidden: self.drawing.hidden,
            one_sided: [DiffWidth::Baseline, DiffWidth::Comparison]
                .map(|width| hidden(self.sides(), scaling.factors, width))
                .into_iter()
                .fold(0.0, f64::max),
            answer: self.answer(),
            state_counts,
            matched: self.united.matched.clone(),
            broken_rules: self.united.broken_rules.clone(),
            has_inlined: self.has_inlined(),
        }
    }

    /// On which sides inlined frames are known.
    fn has_inlined(&self) -> [bool; 2] {
        [Side::Baseline, Side::Comparison].map(|side| {
            let mut of_side = self.recordings.iter().filter(|recording| recording.side == side);
            of_side.any(|recording| recording.profile.frames.has_inlined())
        })
    }

    /// The nodes of these names. Of several one whose function is written just so comes before
    /// others, then the one that most of both sides goes through. Names of a single recording's
    /// nodes lead here too, where no transform has moved them.
    fn resolve(&self, wanted: &[NodeName]) -> Vec<Option<Place>> {
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Option<((bool, f64), NodeId)>> = vec![None; wanted.len()];
        let tree = self.tree();
        let functions = &self.names().functions;
        let names: Vec<_> = functions.iter().map(|it| normalised(&it.name)).collect();
        let mut hashes = vec![0; tree.len()];
        for node in tree.nodes().skip(1) {
            let parent = tree.parent(node);
            let caller = Some(hashes[parent.0 as usize]).filter(|_| parent != NodeId(0));
            let name = tree.function(node).and_then(|id| names.get(id.0 as usize));
            let hash = path_hash(caller, name.map_or("", |name| name));
            hashes[node.0 as usize] = hash;
            for (best, name) in found.iter_mut().zip(wanted) {
                if name.path_hash == hash {
                    let written = tree.function(node).map(|id| self.names().name(id));
                    let sides = &self.united.sides.weights;
                    let weight: f64 = sides.iter().map(|side| side.total_weight(node)).sum();
                    let rank = (written == Some(name.leaf.as_str()), weight);
                    if best.is_none_or(|(other, _)| other < rank) {
                        *best = Some((rank, node));
                    }
                }
            }
        }
        let place = |best: Option<(_, NodeId)>| best.map(|(_, node)| self.describe(node).0);
        found.into_iter().map(place).collect()
    }

    /// The name of a node in links; `None` for the root.
    fn name_of(&self, node: NodeId) -> Option<NodeName> {
        let name = |node: NodeId| {
            self.tree().function(node).map_or("", |function| self.names().name(function))
        };
        let hash = details::call_path(self.tree(), node)
            .into_iter()
            .fold(None, |caller, node| Some(path_hash(caller, &normalised(name(node)))))?;
        Some(NodeName { path_hash: hash, leaf: name(node).to_owned() })
    }

    /// The weights of both sides as two-column folded stacks: as recorded where a side is one
    /// recording, else their mean. A comment says so, and how they are scaled here.
    pub fn folded(&self) -> String {
        let [baseline, comparison] = &self.sides().weights;
        let to_unit = self.weighed.scaling.to_unit;
        let stacks = folded_diff(self.tree(), [baseline, comparison], to_unit, self.names()).text;
        let title = self.title().replace(['\n', '\r'], " ");
        format!("# {title}; the columns, in {}, are not scaled\n{stacks}", self.unit_name())
    }

    /// The comparison's weights as a file of speedscope, which has no place for two: as recorded.
    pub fn speedscope(&self) -> String {
        let [_, weights] = &self.sides().weights;
        speedscope(&SpeedscopeInput {
            tree: self.tree(),
            weights,
            names: self.names(),
            unit: &self.weighed.comparison_unit,
            title: &self.weighed.facts[1].name(),
            leaf_first: false,
        })
    }
}
