//! How good a recording is: what is unknown or cut in it, and what helps.

use crate::call_tree::tables_of;
use crate::names::Names;
use crate::names::runtime::is_runtime_start;
use profile::Profile;
use profile::id::{MetricId, StackId};
use protocol::{FunctionKind, Quality, Threads};

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
    let mut total = 0.0;
    let mut quality = Quality::default();
    let mut rootless = 0.0;
    let mut rooted = 0.0;
    let mut at_limit = 0.0;
    let mut is_beyond_limit = false;
    for (thread, table) in tables_of(profile, threads) {
        let samples = &profile.threads[thread].samples[table];
        let Some(weights) = samples.weights_of(metric) else { continue };
        for (sample, stack) in samples.stacks.iter().enumerate() {
            let weight = weights.get(sample);
            total += weight;
            let Some(stack) = *stack else { continue };
            let leaf = profile.frames.function(profile.stacks.frame(stack)).index();
            if roots.kinds[leaf] == FunctionKind::Unknown {
                quality.unknown_weight += weight;
            }
            let (beginning, depth) = roots.of_stack[stack.index()];
            match beginning {
                Beginning::Start => rooted += weight,
                Beginning::Inside => rootless += weight,
                Beginning::Elsewhere => {}
            }
            at_limit += if depth == PERF_FRAMES { weight } else { 0.0 };
            is_beyond_limit |= depth > PERF_FRAMES;
        }
    }
    let is_at_limit = at_limit > 0.0 && !is_beyond_limit;
    quality.cut_weight = match rooted > 0.0 {
        true => rootless,
        false if is_at_limit => at_limit,
        false => 0.0,
    };
    quality.advice = advice(profile, &quality, total, is_at_limit);
    quality
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
        let mut roots = Self { kinds, of_stack: Vec::with_capacity(profile.stacks.len()) };
        for id in profile.stacks.ids() {
            let frame = profile.stacks.frame(id);
            let function = profile.frames.function(frame).index();
            let prefix = profile.stacks.prefix(id).map(StackId::index);
            let (beginning, depth) = prefix
                .map(|prefix| roots.of_stack[prefix])
                .filter(|&(_, depth)| depth > 0)
                .unwrap_or((begins[function], 0));
            let is_label = roots.kinds[function] == FunctionKind::Label;
            let counts = !is_label && !profile.frames.is_inlined(frame);
            // The outermost frame counts even if it is said to be inlined: it is a root all the same.
            let counts = counts || (depth == 0 && !is_label);
            roots.of_stack.push((beginning, depth.saturating_add(u8::from(counts))));
        }
        roots
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
