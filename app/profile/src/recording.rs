//! A profile: what one recording measured.

use crate::frame::Frames;
use crate::function::Functions;
use crate::id::{MetricId, StackId, StringId};
use crate::library::Library;
use crate::metric::Metric;
use crate::stack::Stacks;
use crate::strings::Strings;
use crate::thread::Thread;

/// What is known of a recording beside its samples. Texts are empty where nothing is known.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct About {
    /// The file format's name, as the list of formats has it.
    pub format: String,
    /// The program that recorded it, with its version.
    pub tool: String,
    /// The command line or program that was recorded.
    pub command: String,
    /// How long the recording took.
    pub duration_ns: Option<f64>,
    /// The time between two samples.
    pub interval_ns: Option<f64>,
    /// Whether function names had to be looked up and could not: addresses stand for names.
    pub lacks_symbols: bool,
    /// Whether the file has no stacks and they are made of who calls whom (callgrind).
    pub paths_are_estimated: bool,
    /// Anything else worth showing, as (label, value).
    pub labels: Vec<(String, String)>,
}

/// What the file itself says that functions weigh with all that they call. Such totals can't be
/// summed of the samples where the file's stacks are estimated.
#[derive(Clone, Debug, PartialEq)]
pub struct StatedTotals {
    /// Under which metric.
    pub metric: MetricId,
    /// A total for each function of the profile, by its id.
    pub of_functions: Vec<f64>,
}

/// What one recording measured: weighted stacks and their metadata. Never changed once built.
///
/// Made by [`crate::ProfileBuilder`] or read from its byte form ([`crate::bytes`]); either way
/// every id in it is a row of its table and prefixes stand before their stacks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Profile {
    /// The recording's name: the file's, or one that the file gives.
    pub name: String,
    /// What is known beside the samples.
    pub about: About,
    /// All texts.
    pub strings: Strings,
    /// The binaries that functions come from.
    pub libraries: Vec<Library>,
    /// The functions.
    pub functions: Functions,
    /// The frames.
    pub frames: Frames,
    /// The stacks.
    pub stacks: Stacks,
    /// The metrics; at least one.
    pub metrics: Vec<Metric>,
    /// The threads; at least one.
    pub threads: Vec<Thread>,
    /// What functions weigh as the file says, at most once a metric; of most formats nothing.
    pub stated_totals: Vec<StatedTotals>,
}

impl Profile {
    /// The text of `id`.
    #[inline]
    pub fn text(&self, id: StringId) -> &str {
        self.strings.get(id)
    }

    /// The name of the function in which `stack` ends, as the file has it.
    pub fn leaf_name(&self, stack: StackId) -> &str {
        let function = self.frames.function(self.stacks.frame(stack));
        self.text(self.functions.get(function).name)
    }

    /// All metric ids, in order.
    pub fn metric_ids(&self) -> impl ExactSizeIterator<Item = MetricId> + use<> {
        (0..self.metrics.len()).map(MetricId::new)
    }

    /// What functions weigh under `metric` as the file says, by their ids, if it does.
    pub fn stated_totals(&self, metric: MetricId) -> Option<&[f64]> {
        let totals = self.stated_totals.iter().find(|totals| totals.metric == metric)?;
        Some(&totals.of_functions)
    }

    /// The same without the times of its samples.
    #[must_use]
    pub fn without_times(mut self) -> Self {
        for samples in self.threads.iter_mut().flat_map(|thread| &mut thread.samples) {
            samples.times_ns = Vec::new();
        }
        self
    }

    /// The sum of all weights under `metric`.
    pub fn total(&self, metric: MetricId) -> f64 {
        self.threads.iter().map(|thread| thread.total(metric)).sum()
    }
}
