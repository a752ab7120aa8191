//! How good a recording is: what is unknown or cut in it, and what helps.

use crate::call_tree::tables_of;
use crate::names::Names;
use crate::names::runtime::is_runtime_start;
use profile::Profile;
use profile::calls::ROWS_A_CALL;
use profile::id::{MetricId, StackId};
use profile::sample::Weights;
use protocol::{FunctionKind, Quality, Threads};
use std::ops::Range;

/// perf keeps at most that many frames of a stack (`kernel.perf_event_max_stack`).
const PERF_FRAMES: u8 = 127;
/// From this share of all weight on something is worth a word.
const WORTH_A_WORD: f64 = 0.02;

/// The quality of the samples of `threads` under `metric`, before any transform.
///
/// *Unknown* is the self weight of functions without a name. *Cut* is the weight of stacks of
/// compiled code that don't begin where a thread or program starts (`_start`, `clone3`, …), in
/// profiles in which some do; kernel code at the root doesn't count, since some of it runs before
/// or without a program. Where no stack has such a root, those count that have perf's limit of
/// 127 frames, if none has more.
pub fn quality_of(
    profile: &Profile,
    names: &Names,
    threads: &Threads,
    metric: MetricId,
) -> Quality {
    let roots = Roots::of(profile, names);
    let mut sums = Sums::default();
    for (thread, table) in tables_of(profile, threads) {
        let samples = &profile.threads[thread].samples[table];
        let Some(weights) = samples.weights_of(metric) else { continue };
        for first in (0..samples.len()).step_by(ROWS_A_CALL) {
            let end = samples.len().min(first + ROWS_A_CALL);
            sums.add(profile, &roots, weights, &samples.stacks[first..end], first);
        }
    }
    let is_at_limit = sums.at_limit > 0.0 && !sums.is_beyond_limit;
    let mut quality = Quality { unknown_weight: sums.unknown, ..Quality::default() };
    quality.cut_weight = match sums.rooted > 0.0 {
        true => sums.rootless,
        false if is_at_limit => sums.at_limit,
        false => 0.0,
    };
    quality.advice = advice(profile, &quality, sums.total, is_at_limit);
    quality
}

/// What samples of each sort weigh.
#[derive(Default)]
struct Sums {
    total: f64,
    unknown: f64,
    rooted: f64,
    rootless: f64,
    at_limit: f64,
    is_beyond_limit: bool,
}

impl Sums {
    /// Adds some samples, of which the first is number `first` of the `weights`.
    // A function of its own: a browser's careful compiler takes function by function.
    #[inline(never)]
    fn add(
        &mut self,
        profile: &Profile,
        roots: &Roots,
        weights: &Weights,
        stacks: &[Option<StackId>],
        first: usize,
    ) {
        for (sample, stack) in (first..).zip(stacks) {
            let weight = weights.get(sample);
            self.total += weight;
            let Some(stack) = *stack else { continue };
            let leaf = profile.frames.function(profile.stacks.frame(stack)).index();
            if roots.kinds[leaf] == FunctionKind::Unknown {
                self.unknown += weight;
            }
            let (beginning, depth) = roots.of_stack[stack.index()];
            match beginning {
                Beginning::Start => self.rooted += weight,
                Beginning::Inside => self.rootless += weight,
                Beginning::Elsewhere => {}
            }
            self.at_limit += if depth == PERF_FRAMES { weight } else { 0.0 };
            self.is_beyond_limit |= depth > PERF_FRAMES;
        }
    }
}

/// Where a stack begins.
#[derive(Clone, Copy, PartialEq)]
enum Beginning {
    /// Where programs and threads start.
    Start,
    /// In compiled code of which something must have been the caller.
    Inside,
    /// In kernel code or in a script, or nowhere.
    Elsewhere,
}

/// What the stacks begin with, labels aside.
struct Roots {
    /// By the profile's functions.
    kinds: Vec<FunctionKind>,
    /// By stack: where it begins, and how many frames were really on the stack, inlined ones and
    /// labels aside; 255 for more than that.
    of_stack: Vec<(Beginning, u8)>,
}

impl Roots {
    fn of(profile: &Profile, names: &Names) -> Self {
        let named = |id: profile::id::FunctionId| {
            names.of_profile_function.get(id.index()).and_then(|&id| names.get(id))
        };
        let functions = profile.functions.ids();
        let kinds: Vec<FunctionKind> = functions
            .map(|id| named(id).map_or(FunctionKind::Unknown, |function| function.kind))
            .collect();
        let begins: Vec<Beginning> = profile
            .functions
            .ids()
            .map(|id| match kinds[id.index()] {
                _ if named(id).is_some_and(|function| is_runtime_start(&function.name)) => {
                    Beginning::Start
                }
                FunctionKind::Kernel | FunctionKind::Jit | FunctionKind::Label => {
                    Beginning::Elsewhere
                }
                _ => Beginning::Inside,
            })
            .collect();
        let count = profile.stacks.len();
        let mut roots = Self { kinds, of_stack: Vec::with_capacity(count) };
        for first in (0..count).step_by(ROWS_A_CALL) {
            roots.add_stacks(profile, &begins, first..count.min(first + ROWS_A_CALL));
        }
        roots
    }

    /// Adds some stacks; their functions begin a stack so.
    #[inline(never)]
    fn add_stacks(&mut self, profile: &Profile, begins: &[Beginning], rows: Range<usize>) {
        for id in rows.map(StackId::new) {
            let frame = profile.stacks.frame(id);
            let function = profile.frames.function(frame).index();
            let prefix = profile.stacks.prefix(id).map(StackId::index);
            let (beginning, depth) = prefix
                .map(|prefix| self.of_stack[prefix])
                .filter(|&(_, depth)| depth > 0)
                .unwrap_or((begins[function], 0));
            let is_label = self.kinds[function] == FunctionKind::Label;
            let counts = !is_label && !profile.frames.is_inlined(frame);
            // The outermost frame counts even if it is said to be inlined: it is a root all the same.
            let counts = counts || (depth == 0 && !is_label);
            self.of_stack.push((beginning, depth.saturating_add(u8::from(counts))));
        }
    }
}

/// What helps. Source of the flags: the manuals of rustc, perf and samply.
fn advice(profile: &Profile, quality: &Quality, total: f64, is_at_limit: bool) -> Vec<String> {
    let mut advice = Vec::new();
    let is_much = |weight: f64| total > 0.0 && weight / total >= WORTH_A_WORD;
    if profile.about.lacks_symbols {
        advice.push(
            "This profile has addresses instead of function names: record with `samply record \
             --unstable-presymbolicate` (samply 0.13; `--presymbolicate` in later versions), and \
             open the profile together with the `.syms.json` file beside it."
                .to_owned(),
        );
    } else if is_much(quality.unknown_weight) {
        advice.push(
            "Some functions have no names: build with `debug = \"line-tables-only\"` and without \
             `strip` in Cargo.toml's profile; if the program is linked with lld, perf also needs \
             the linker's `--no-rosegment`."
                .to_owned(),
        );
    }
    if is_much(quality.cut_weight) && !is_at_limit {
        advice.push(
            "Some stacks lack their roots: build with `RUSTFLAGS=\"-C force-frame-pointers=yes\"`, \
             or record with `perf record --call-graph dwarf,65528`."
                .to_owned(),
        );
    }
    if is_at_limit {
        advice.push(format!(
            "Some stacks have {PERF_FRAMES} frames, where perf cuts them: raise the limit with \
             `sysctl kernel.perf_event_max_stack=1024`."
        ));
    }
    advice
}
