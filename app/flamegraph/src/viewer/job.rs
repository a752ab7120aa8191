//! A picture in the making, in steps.

use super::outbox::Outbox;
use super::picture::Picture;
use super::stages::{Functions, Same, Stages};
use crate::call_tree::{BuiltTree, TreeBuilder};
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

/// Makes one picture.
pub struct Job {
    revision: u32,
    view: View,
    resolve: Vec<NodeName>,
    profile: Arc<Profile>,
    file_name: String,
    at: At,
}

/// The stage that comes next, with what the stages before have made.
enum At {
    Names,
    Paths(Functions),
    Tree(Functions, Arc<Transformed>, Option<Box<TreeBuilder>>),
    Layout(Functions, Arc<Transformed>, Arc<BuiltTree>, Option<Box<LayoutBuilder>>),
    Done(Functions, Arc<Transformed>, Arc<BuiltTree>, Arc<Layout>),
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
        Self { revision, view, resolve, profile, file_name, at: At::Names }
    }

    /// What it will show.
    pub fn view(&self) -> &View {
        &self.view
    }

    /// Goes one step on; returns whether all is done.
    pub fn step(&mut self, stages: &mut Stages, outbox: &mut Outbox) -> bool {
        let at = std::mem::replace(&mut self.at, At::Names);
        self.at = match at {
            At::Names => At::Paths(self.functions(stages)),
            At::Paths(functions) => {
                let paths = self.paths(&functions, stages);
                At::Tree(functions, paths, None)
            }
            At::Tree(functions, paths, builder) => {
                self.grow_tree(functions, paths, builder, stages, outbox)
            }
            At::Layout(functions, paths, built, builder) => {
                self.lay_out(functions, paths, built, builder, stages, outbox)
            }
            At::Done(functions, paths, built, layout) => At::Done(functions, paths, built, layout),
        };
        matches!(self.at, At::Done(..))
    }

    /// The picture, and what the page is told of it. To be called once all steps are done.
    pub fn finish(self, stages: &mut Stages) -> Option<(Picture, Shown)> {
        let At::Done(functions, paths, built, layout) = self.at else { return None };
        let picture = Picture::new(
            self.revision,
            self.view,
            self.file_name,
            self.profile,
            functions,
            paths,
            built,
            layout,
            stages,
        );
        let shown = picture.shown(&self.resolve);
        Some((picture, shown))
    }

    fn functions(&self, stages: &mut Stages) -> Functions {
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

    fn paths(&self, functions: &Functions, stages: &mut Stages) -> Arc<Transformed> {
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

    fn grow_tree(
        &self,
        functions: Functions,
        paths: Arc<Transformed>,
        builder: Option<Box<TreeBuilder>>,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> At {
        let from = (Same(paths.clone()), self.view.threads.clone(), self.view.metric);
        if let Some(built) = stages.tree.get(&from) {
            return At::Layout(functions, paths, built, None);
        }
        let metric = MetricId::new(self.view.metric as usize);
        let mut builder = builder.unwrap_or_else(|| {
            self.tell(outbox, "call tree", 0.0);
            Box::new(TreeBuilder::new(&self.profile, &paths.paths, &self.view.threads, metric))
        });
        if !builder.step(&self.profile, &paths.paths, ITEMS_A_STEP) {
            return At::Tree(functions, paths, Some(builder));
        }
        stages.newest_tree += 1;
        let built = stages.tree.put(from, builder.finish());
        At::Layout(functions, paths, built, None)
    }

    fn lay_out(
        &self,
        functions: Functions,
        paths: Arc<Transformed>,
        built: Arc<BuiltTree>,
        builder: Option<Box<LayoutBuilder>>,
        stages: &mut Stages,
        outbox: &mut Outbox,
    ) -> At {
        let from = (Same(built.clone()), false, self.view.order);
        if let Some(layout) = stages.layout.get(&from) {
            return At::Done(functions, paths, built, layout);
        }
        let mut builder = builder.unwrap_or_else(|| {
            self.tell(outbox, "layout", 0.0);
            Box::new(LayoutBuilder::new(&built.tree, self.view.order, &functions.shown))
        });
        if !builder.work(&built.tree, &built.weights, ITEMS_A_STEP) {
            return At::Layout(functions, paths, built, Some(builder));
        }
        let layout = stages.layout.put(from, builder.finish());
        At::Done(functions, paths, built, layout)
    }

    fn tell(&self, outbox: &mut Outbox, stage: &str, done: f32) {
        let (revision, stage) = (self.revision, stage.to_owned());
        outbox.send(Answer::Progress { revision, stage, done });
    }
}
