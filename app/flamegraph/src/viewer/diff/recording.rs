//! One recording of a diff: its names, its tree after transforms, its period.

use super::super::stages::Same;
use crate::call_tree::{BuiltTree, TreeBuilder, TreeInput};
use crate::diff::counts::Period;
use crate::names::Names;
use crate::node_names::NodeNames;
use crate::transforms::{self, Facts, Transformed};
use crate::viewer::summary::{thread_name, unit_of};
use profile::Profile;
use profile::id::MetricId;
use protocol::diff::{DiffInput, DiffView, Side};
use protocol::{Threads, Transform, Unit};
use std::sync::Arc;

/// What goes into a side.
#[derive(Clone)]
pub struct Recording {
    pub side: Side,
    pub input: DiffInput,
    pub profile: Arc<Profile>,
    pub file_name: String,
}

impl Recording {
    /// The metric that is compared.
    pub fn metric(&self) -> MetricId {
        MetricId::new(self.input.metric as usize)
    }

    /// Its name where others of `all` are of the same file: `run.json · worker 1 · cpu-clock`. A
    /// recording's own name may begin with its file's: `massif.out (snapshot 7)`.
    pub fn name_among(&self, all: &[Self]) -> String {
        let (own, profile) = (self.input.profile, &self.profile);
        let mut of_file = all.iter().filter(|other| other.input.profile.file == own.file);
        let is_alone = of_file.all(|other| other.input.profile == own);
        let mut name = match &*profile.name {
            _ if is_alone => self.file_name.clone(),
            "" => format!("{} · recording {}", self.file_name, own.index + 1),
            own if own.starts_with(&self.file_name) => own.to_owned(),
            own => format!("{} · {own}", self.file_name),
        };
        let mut add = |part: &str| {
            name.push_str(" · ");
            name.push_str(part);
        };
        if let Threads::Some(places) = &self.input.threads {
            for &place in places {
                if let Some(thread) = profile.threads.get(place as usize) {
                    add(&thread_name(&thread.name, &thread.tid, place as usize));
                }
            }
        }
        if profile.metrics.len() > 1
            && let Some(metric) = profile.metrics.get(self.input.metric as usize)
        {
            add(&metric.name);
        }
        name
    }

    /// What its weights count: where its file doesn't say, what the user says.
    pub fn unit(&self, view: &DiffView) -> Unit {
        let metric = self.profile.metrics.get(self.input.metric as usize);
        match metric.map(|metric| unit_of(&metric.unit)).unwrap_or_default() {
            Unit::Unknown => view.unit.clone().unwrap_or_default(),
            own => own,
        }
    }

    /// What its tree is made from.
    pub fn key(&self, view: &DiffView) -> GrownKey {
        GrownKey {
            profile: Same(self.profile.clone()),
            threads: self.input.threads.clone(),
            metric: self.input.metric,
            transforms: view.transforms.clone(),
        }
    }

    /// What its file says that one sample weighs.
    pub fn stated_period(&self) -> Option<f64> {
        self.profile.metrics.get(self.input.metric as usize)?.sample_weight
    }

    /// What one of its samples weighs.
    pub fn period(&self, unit: &Unit) -> Period {
        Period::of(&self.profile, &self.input.threads, self.metric(), unit)
    }
}

/// What a recording's tree is made from.
#[derive(PartialEq)]
pub struct GrownKey {
    profile: Same<Profile>,
    threads: Threads,
    metric: u32,
    transforms: Vec<Transform>,
}

/// A recording's tree and the names of its functions.
pub struct Grown {
    pub names: Names,
    pub built: BuiltTree,
}

/// A recording's tree in the making.
pub struct Growing {
    names: Names,
    paths: Transformed,
    builder: TreeBuilder,
}

impl Growing {
    pub fn new(recording: &Recording, view: &DiffView) -> Self {
        let profile = &recording.profile;
        let plain_names = Names::of(profile, false);
        let node_names = NodeNames::of(profile, &plain_names);
        let collapsed = view
            .transforms
            .contains(&Transform::CollapseGenerics)
            .then(|| Names::of(profile, true));
        let names = collapsed.as_ref().unwrap_or(&plain_names);
        let facts = Facts { profile, names, plain_names: &plain_names, node_names: &node_names };
        let paths = transforms::apply(facts, &view.transforms);
        let names = collapsed.unwrap_or(plain_names);
        let builder = TreeBuilder::new(input(recording, &paths, &names));
        Self { names, paths, builder }
    }

    /// Goes on for about `items` samples or paths; returns whether it is done.
    pub fn step(&mut self, recording: &Recording, items: usize) -> bool {
        self.builder.step(input(recording, &self.paths, &self.names), items)
    }

    pub fn finish(self) -> Grown {
        Grown { names: self.names, built: self.builder.finish() }
    }
}

fn input<'a>(recording: &'a Recording, paths: &'a Transformed, names: &'a Names) -> TreeInput<'a> {
    TreeInput {
        profile: &recording.profile,
        paths: &paths.paths,
        names,
        threads: &recording.input.threads,
        metric: recording.metric(),
        // Only the union is looked at.
        order: None,
    }
}
