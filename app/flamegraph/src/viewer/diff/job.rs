//! A diff in the making, in steps.

use super::super::outbox::Outbox;
use super::super::stages::Same;
use super::picture::{DiffPicture, Parts};
use super::recording::{Growing, Grown, GrownKey, Recording};
use super::stages::{Drawing, Matched, MatchedKey, Stages, United, Weighed, WeighedKey};
use super::weighing::Weighing;
use crate::call_tree::CallTree;
use crate::diff::colour::ColoursBuilder;
use crate::diff::matching::{Matching, match_key};
use crate::diff::moved::fold;
use crate::diff::sides::SidesBuilder;
use crate::diff::state::Judged;
use crate::diff::tally::{Tallies, TalliesBuilder};
use crate::diff::union::{UnionBuilder, UnionInput};
use crate::diff::width::{hidden, set_own_weights};
use crate::layout::LayoutBuilder;
use crate::search;
use crate::weights::{NodeWeights, SumsBuilder};
use protocol::diff::{DiffShown, DiffView, DiffWidth, Side};
use protocol::{Answer, FileId, FunctionId, NodeName, Problem};
use std::sync::Arc;

/// How many samples or nodes one step takes: about a millisecond in a browser.
const ITEMS_A_STEP: usize = 20_000;

/// Makes one diff, stage by stage; what is made already stands in the options.
pub struct Job {
    revision: u32,
    view: DiffView,
    resolve: Vec<NodeName>,
    recordings: Vec<Recording>,
    growing: Option<Growing>,
    union_builder: Option<UnionBuilder>,
    sides_builder: Option<SidesBuilder>,
    united: Option<Arc<United>>,
    weighing: Option<Weighing>,
    tallies_builder: Option<TalliesBuilder>,
    weighed: Option<Arc<Weighed>>,
    sums_builder: Option<SumsBuilder>,
    layout_builder: Option<(Vec<f64>, LayoutBuilder)>,
    colours_builder: Option<ColoursBuilder>,
}

impl Job {
    pub fn new(
        revision: u32,
        view: DiffView,
        resolve: Vec<NodeName>,
        recordings: Vec<Recording>,
    ) -> Self {
        Self {
            revision,
            view,
            resolve,
            recordings,
            growing: None,
            union_builder: None,
            sides_builder: None,
            united: None,
            weighing: None,
            tallies_builder: None,
            weighed: None,
            sums_builder: None,
            layout_builder: None,
            colours_builder: None,
        }
    }

    pub fn revision(&self) -> u32 {
        self.revision
    }

    /// Whether a recording of it is in `file`.
    pub fn uses(&self, file: FileId) -> bool {
        self.recordings.iter().any(|recording| recording.input.profile.file == file)
    }

    /// Goes one step on; returns the diff, and what the page is told of it, once all is done.
    ///
    /// # Errors
    /// When the sides can't be compared so.
    pub fn step(
        &mut self,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> Result<Option<(DiffPicture, DiffShown)>, Problem> {
        let Some(grown) = self.grow(stages, outbox) else { return Ok(None) };
        let Some(united) = self.united.clone() else {
            self.united = self.unite(&grown, stages, outbox);
            return Ok(None);
        };
        let Some(weighed) = self.weighed.clone() else {
            self.weighed = self.weigh(&united, stages)?;
            return Ok(None);
        };
        let Some(drawing) = self.draw(&united, &weighed, self.view.width, stages, outbox) else {
            return Ok(None);
        };
        let mut beside = None;
        if self.view.beside {
            beside = self.draw(&united, &weighed, DiffWidth::Baseline, stages, outbox);
            if beside.is_none() {
                return Ok(None);
            }
        }
        let view = &self.view;
        let judged =
            Judged { sides: &united.sides, scaling: &weighed.scaling, noise: &weighed.noise };
        let from = (Same(weighed.clone()), view.colour, view.palette, view.show_noise);
        let colours = match stages.colours.get(&from) {
            Some(colours) => colours,
            None => {
                let builder = self.colours_builder.get_or_insert_with(|| {
                    ColoursBuilder::new(view.colour, view.palette, view.show_noise)
                });
                let Some(made) = builder.step(judged, ITEMS_A_STEP) else { return Ok(None) };
                self.colours_builder = None;
                stages.colours.put(from, made)
            }
        };
        let found = stages.found.get_or_make((Same(drawing.clone()), view.search.clone()), || {
            let (tree, names) = (&united.sides.tree, &united.sides.names);
            let widths = || drawing.widths(&united.sides, weighed.scaling.factors);
            search::search(&view.search, tree, &|node| widths().total_weight(node), names)
        });
        let picture = DiffPicture::new(Parts {
            tree_number: stages.tree_number(&united),
            recordings: std::mem::take(&mut self.recordings),
            united,
            weighed,
            drawing,
            beside,
            colours,
            found,
        });
        let shown = picture.shown(self.revision, &self.resolve);
        Ok(Some((picture, shown)))
    }

    /// The trees of all recordings; `None` while one is being made.
    fn grow(&mut self, stages: &mut Stages, outbox: &mut Outbox) -> Option<Vec<Arc<Grown>>> {
        let mut all = Vec::new();
        for recording in &self.recordings {
            let key = recording.key(&self.view);
            if let Some(grown) = stages.grown(&key) {
                all.push(grown);
                continue;
            }
            let mut growing = match self.growing.take() {
                Some(growing) => growing,
                None => {
                    self.tell(outbox, "call tree");
                    self.growing = Some(Growing::new(recording, &self.view));
                    return None;
                }
            };
            if growing.step(recording, ITEMS_A_STEP) {
                stages.keep_grown(key, growing.finish());
            } else {
                self.growing = Some(growing);
            }
            return None;
        }
        Some(all)
    }

    fn unite(
        &mut self,
        grown: &[Arc<Grown>],
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> Option<Arc<United>> {
        let sides: Vec<Side> = self.recordings.iter().map(|recording| recording.side).collect();
        let matched = self.match_functions(&sides, grown, stages);
        let from = (Same(matched.clone()), self.view.order);
        if let Some(united) = stages.united.get(&from) {
            return Some(united);
        }
        let matching = &matched.matching;
        if let Some(mut builder) = self.sides_builder.take() {
            if !builder.step(ITEMS_A_STEP) {
                self.sides_builder = Some(builder);
                return None;
            }
            let keys: Vec<GrownKey> =
                self.recordings.iter().map(|recording| recording.key(&self.view)).collect();
            stages.keep_only(&keys);
            let united = United {
                sides: builder.finish(),
                matched: matching.merged.clone(),
                broken_rules: matching.broken_rules.clone(),
            };
            return Some(stages.united.put(from, united));
        }
        let inputs: Vec<UnionInput> = grown
            .iter()
            .zip(&matched.folded)
            .zip(matching.of_function.iter().zip(&sides))
            .map(|((grown, folded), (functions, &side))| {
                let grown = (&grown.built.tree, &grown.built.weights);
                let (tree, weights) =
                    folded.as_ref().map_or(grown, |(tree, weights)| (tree, weights));
                UnionInput { side, tree, weights, functions }
            })
            .collect();
        let mut builder = match self.union_builder.take() {
            Some(builder) => builder,
            None => {
                self.tell(outbox, "union of both sides");
                UnionBuilder::new(&inputs, self.view.order, &matching.names)
            }
        };
        if builder.step(&inputs, ITEMS_A_STEP) {
            let names = matching.names.clone();
            self.sides_builder = Some(SidesBuilder::new(builder.finish(), names, &sides));
        } else {
            self.union_builder = Some(builder);
        }
        None
    }

    fn match_functions(
        &self,
        sides: &[Side],
        grown: &[Arc<Grown>],
        stages: &mut Stages,
    ) -> Arc<Matched> {
        let of_sides = || sides.iter().copied().zip(grown);
        let key = MatchedKey {
            grown: of_sides().map(|(side, grown)| (side, Same(grown.clone()))).collect(),
            rules: self.view.rules.clone(),
            folded: self.view.folded.clone(),
        };
        stages.matched.get_or_make(key, || {
            let names: Vec<_> = of_sides().map(|(side, grown)| (side, &grown.names)).collect();
            let matching = Matching::of(&names, &self.view.rules);
            let folded = fold_all(&matching, grown, &self.view.folded);
            Matched { matching, folded }
        })
    }

    /// Both sides scaled and tested; `None` while they are being tested.
    fn weigh(
        &mut self,
        united: &Arc<United>,
        stages: &mut Stages,
    ) -> Result<Option<Arc<Weighed>>, Problem> {
        let view = &self.view;
        let key = WeighedKey {
            united: Same(united.clone()),
            scale: view.scale.clone(),
            unit: view.unit.clone(),
            level: view.level,
            least_change: view.least_change,
        };
        if let Some(weighed) = stages.weighed.get(&key) {
            return Ok(Some(weighed));
        }
        let mut weighing = match self.weighing.take() {
            Some(weighing) => weighing,
            None => Weighing::new(&united.sides, &self.recordings, view, stages)?,
        };
        let tallies = match weighing.counted {
            Some(counted) => match self.count(united, counted, stages) {
                Some(tallies) => Some(tallies),
                None => {
                    self.weighing = Some(weighing);
                    return Ok(None);
                }
            },
            None => None,
        };
        if !weighing.step(&united.sides, tallies.as_deref(), ITEMS_A_STEP) {
            self.weighing = Some(weighing);
            return Ok(None);
        }
        Ok(Some(stages.weighed.put(key, weighing.finish())))
    }

    /// How many samples everything has; `None` while they are being counted.
    fn count(
        &mut self,
        united: &Arc<United>,
        per_weight: [f64; 2],
        stages: &mut Stages,
    ) -> Option<Arc<Tallies>> {
        let key = (Same(united.clone()), per_weight);
        if let Some(tallies) = stages.tallies.get(&key) {
            return Some(tallies);
        }
        let mut builder =
            self.tallies_builder.take().unwrap_or_else(|| TalliesBuilder::new(per_weight));
        if builder.step(&united.sides, ITEMS_A_STEP) {
            return Some(stages.tallies.put(key, builder.finish()));
        }
        self.tallies_builder = Some(builder);
        None
    }

    fn draw(
        &mut self,
        united: &United,
        weighed: &Arc<Weighed>,
        width: DiffWidth,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> Option<Arc<Drawing>> {
        let from = (Same(weighed.clone()), width);
        let known = stages.drawing.get(&from).or_else(|| stages.beside.get(&from));
        if known.is_some() {
            return known;
        }
        let (sides, factors) = (&united.sides, weighed.scaling.factors);
        let tree = &sides.tree;
        let Some((totals, mut builder)) = self.layout_builder.take() else {
            let mut sums = self.sums_builder.take().unwrap_or_else(|| {
                self.tell(outbox, "layout");
                SumsBuilder::new(tree.len())
            });
            let is_done = sums.step(tree, ITEMS_A_STEP, |own, nodes| {
                set_own_weights(own, sides, factors, width, nodes);
            });
            if is_done {
                self.layout_builder = Some((sums.finish(), LayoutBuilder::new(tree, None)));
            } else {
                self.sums_builder = Some(sums);
            }
            return None;
        };
        let nodes = builder.next_nodes(ITEMS_A_STEP);
        if !nodes.is_empty() {
            builder.work(tree, &totals[nodes]);
            self.layout_builder = Some((totals, builder));
            return None;
        }
        let hidden = hidden(sides, factors, width);
        let kept = if width == self.view.width { &mut stages.drawing } else { &mut stages.beside };
        Some(kept.put(from, Drawing::new(builder.finish(), width, hidden)))
    }

    fn tell(&self, outbox: &mut Outbox, stage: &str) {
        let (revision, stage) = (self.revision, stage.to_owned());
        outbox.send(Answer::Progress { revision, stage, done: 0.0 });
    }
}

/// The trees without the frames of the functions of these names.
fn fold_all(
    matching: &Matching,
    grown: &[Arc<Grown>],
    names: &[String],
) -> Vec<Option<(CallTree, NodeWeights)>> {
    if names.is_empty() {
        return vec![None; grown.len()];
    }
    let keys: Vec<_> = names.iter().map(|name| match_key(name)).collect();
    let functions = matching.names.functions.iter();
    let is_folded: Vec<bool> =
        functions.map(|function| keys.contains(&match_key(&function.name))).collect();
    let folded = |(grown, functions): (&Arc<Grown>, &Vec<FunctionId>)| {
        let is_folded = |own: FunctionId| {
            let id = functions.get(own.0 as usize);
            id.is_some_and(|id| is_folded.get(id.0 as usize).copied().unwrap_or(false))
        };
        Some(fold(&grown.built.tree, &grown.built.weights, is_folded))
    };
    grown.iter().zip(&matching.of_function).map(folded).collect()
}
