//! A picture in the making, in steps.

use super::inversion::Inversion;
use super::outbox::Outbox;
use super::picture::{Parts, Picture};
use super::stages::{Functions, Same, Stages};
use crate::call_tree::{BuiltTree, TreeBuilder, TreeInput};
use crate::layout::{Layout, LayoutBuilder};
use crate::names::Names;
use crate::node_names::NodeNames;
use crate::transforms::{self, Facts, Transformed};
use profile::Profile;
use profile::id::MetricId;
use protocol::{Answer, NodeName, Shown, Transform, View};
use std::sync::Arc;

/// How many samples, paths or nodes one step takes: about a millisecond in a browser.
const ITEMS_A_STEP: usize = 20_000;

/// Makes one picture, stage by stage; what is made already stands in the options.
pub struct Job {
    revision: u32,
    view: View,
    resolve: Vec<NodeName>,
    profile: Arc<Profile>,
    file_name: String,
    functions: Option<Functions>,
    paths: Option<Arc<Transformed>>,
    tree_builder: Option<TreeBuilder>,
    built: Option<Arc<BuiltTree>>,
    layout_builder: Option<LayoutBuilder>,
    layout: Option<Arc<Layout>>,
    inversion: Option<Inversion>,
}

impl Job {
    /// Begins a picture of `profile`, which is a recording of the file `file_name`.
    pub fn new(
        revision: u32,
        view: View,
        resolve: Vec<NodeName>,
        profile: Arc<Profile>,
        file_name: String,
    ) -> Self {
        Self {
            revision,
            view,
            resolve,
            profile,
            file_name,
            functions: None,
            paths: None,
            tree_builder: None,
            built: None,
            layout_builder: None,
            layout: None,
            inversion: None,
        }
    }

    /// What it will show.
    pub fn view(&self) -> &View {
        &self.view
    }

    // The stages aren't inlined: a browser compiles function by function, carelessly at first, and
    // does it with care only between two calls. All stages in one function of 85 KB took a third of
    // a second to compile, and ran slowly until then.

    /// Goes one step on; returns the picture, and what the page is told of it, once all is done.
    pub fn step(&mut self, stages: &mut Stages, outbox: &mut Outbox) -> Option<(Picture, Shown)> {
        let Some(functions) = self.functions.clone() else {
            self.functions = Some(self.name_functions(stages));
            return None;
        };
        let Some(paths) = self.paths.clone() else {
            self.paths = Some(self.transform(&functions, stages));
            return None;
        };
        let Some(built) = self.built.clone() else {
            self.built = self.grow_tree(&functions.shown, &paths, stages, outbox);
            return None;
        };
        let Some(layout) = self.layout.clone() else {
            self.layout = self.lay_out(&built, stages, outbox);
            return None;
        };
        if self.view.inverted && !self.invert(&functions.shown, &built, outbox) {
            return None;
        }
        let parts = Parts {
            revision: self.revision,
            view: self.view.clone(),
            file_name: self.file_name.clone(),
            profile: self.profile.clone(),
            functions,
            paths,
            built,
            layout,
            inversion: self.inversion.take(),
        };
        let picture = Picture::new(parts, stages);
        let shown = picture.shown(&self.resolve);
        Some((picture, shown))
    }

    #[inline(never)]
    fn name_functions(&self, stages: &mut Stages) -> Functions {
        let profile = || Same(self.profile.clone());
        let plain = stages.plain_names.get_or_make(profile(), || Names::of(&self.profile, false));
        let node_names = stages
            .node_names
            .get_or_make(Same(plain.clone()), || NodeNames::of(&self.profile, &plain));
        let shown = if self.view.transforms.contains(&Transform::CollapseGenerics) {
            stages.collapsed_names.get_or_make(profile(), || Names::of(&self.profile, true))
        } else {
            plain.clone()
        };
        Functions { shown, plain, node_names }
    }

    #[inline(never)]
    fn transform(&self, functions: &Functions, stages: &mut Stages) -> Arc<Transformed> {
        let from = (Same(functions.shown.clone()), self.view.transforms.clone());
        stages.paths.get_or_make(from, || {
            let facts = Facts {
                profile: &self.profile,
                names: &functions.shown,
                plain_names: &functions.plain,
                node_names: &functions.node_names,
            };
            transforms::apply(facts, &self.view.transforms)
        })
    }

    #[inline(never)]
    fn grow_tree(
        &mut self,
        names: &Names,
        paths: &Arc<Transformed>,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> Option<Arc<BuiltTree>> {
        let view = &self.view;
        let from = (Same(paths.clone()), view.threads.clone(), view.metric, view.order);
        if let Some(built) = stages.tree.get(&from) {
            return Some(built);
        }
        let input = TreeInput {
            profile: &self.profile,
            paths: &paths.paths,
            names,
            threads: &view.threads,
            metric: MetricId::new(view.metric as usize),
            order: Some(view.order),
        };
        let mut builder = self.tree_builder.take().unwrap_or_else(|| {
            self.tell(outbox, "call tree", 0.0);
            TreeBuilder::new(input)
        });
        if !builder.step(input, ITEMS_A_STEP) {
            self.tree_builder = Some(builder);
            return None;
        }
        Some(stages.tree.put(from, builder.finish()))
    }

    #[inline(never)]
    fn lay_out(
        &mut self,
        built: &Arc<BuiltTree>,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> Option<Arc<Layout>> {
        let from = Same(built.clone());
        if let Some(layout) = stages.layout.get(&from) {
            return Some(layout);
        }
        let mut builder = self.layout_builder.take().unwrap_or_else(|| {
            self.tell(outbox, "layout", 0.0);
            LayoutBuilder::new(&built.tree, built.weights.whole_total())
        });
        let nodes = builder.next_nodes(ITEMS_A_STEP);
        if nodes.is_empty() {
            return Some(stages.layout.put(from, builder.finish()));
        }
        builder.work(&built.tree, &built.weights.total_weights.fractions_of(nodes));
        self.layout_builder = Some(builder);
        None
    }

    /// Inverts the tree as far as a first look needs it; returns whether that is done.
    #[inline(never)]
    fn invert(&mut self, names: &Names, built: &BuiltTree, outbox: &mut Outbox) -> bool {
        if self.inversion.is_none() {
            self.tell(outbox, "inverted tree", 0.0);
        }
        let view = &self.view;
        let inversion = self.inversion.get_or_insert_with(|| Inversion::new(built, names, view));
        inversion.step(built, names, ITEMS_A_STEP)
    }

    fn tell(&self, outbox: &mut Outbox, stage: &str, done: f32) {
        let (revision, stage) = (self.revision, stage.to_owned());
        outbox.send(Answer::Progress { revision, stage, done });
    }
}
