//! The benchmarks of a run of criterion, divan or libtest: a recording for each, where the stacks
//! tell them apart.
//!
//! Names such as "fib 20" are texts that no stack holds. What a stack holds is the function or
//! closure that was handed to the runner: in the arguments of the runner's own function
//! (`iter<criterion::measurement::WallTime, usize, count::bench::{closure#1}::{closure_env#0}>`),
//! otherwise as the nearest caller of the runner that is neither the runner's nor std's.

use crate::names::readable::readable;
use crate::names::runtime::is_benchmark_marker;
use crate::names::rust_path::{crate_of, is_std_crate};
use profile::Profile;
use profile::sample::{Samples, Weights};
use profile::thread::Thread;
use rustc_hash::FxHashMap;

/// So many benchmarks are told apart; a file with more of them would be copied too often.
const MOST: usize = 64;

/// A recording for each benchmark in `profile`, in the order of their stacks; none if there are
/// fewer than two.
pub fn split(profile: &Profile) -> Vec<Profile> {
    let raw = |function| profile.text(profile.functions.get(function).name);
    // Few profiles are of benchmarks: the others cost one look at all texts.
    let (all_texts, _) = profile.strings.parts();
    if !["criterion", "divan", "Bencher", "ns_iter"].iter().any(|word| all_texts.contains(word)) {
        return Vec::new();
    }
    let functions: Vec<Role> =
        profile.functions.ids().map(|id| Role::of(&readable(raw(id)))).collect();
    if !functions.iter().any(|role| matches!(role, Role::Runner(_))) {
        return Vec::new();
    }
    let mut keys = Keys::default();
    // Of each stack: the function of the program in which it is, and the benchmark.
    let mut callers: Vec<Option<usize>> = Vec::with_capacity(profile.stacks.len());
    let mut benchmarks: Vec<Option<usize>> = Vec::with_capacity(profile.stacks.len());
    for stack in profile.stacks.ids() {
        let prefix = profile.stacks.prefix(stack).map(|prefix| prefix.index());
        let caller = prefix.and_then(|prefix| callers[prefix]);
        let outer = prefix.and_then(|prefix| benchmarks[prefix]);
        let function = profile.frames.function(profile.stacks.frame(stack)).index();
        benchmarks.push(match &functions[function] {
            Role::Runner(measured) if outer.is_none() => {
                let of_caller = caller.and_then(|caller| match &functions[caller] {
                    Role::Program(key) => Some(key),
                    _ => None,
                });
                measured.as_ref().or(of_caller).map(|key| keys.row(key))
            }
            _ => outer,
        });
        let is_program = matches!(functions[function], Role::Program(_));
        callers.push(if is_program { Some(function) } else { caller });
    }
    let (names, rows) = keys.named();
    if !(2..=MOST).contains(&names.len()) {
        return Vec::new();
    }
    let of_stack = |stack: usize| benchmarks[stack].map(|key| rows[key]);
    let recording = |(row, name)| of_benchmark(profile, name, |stack| of_stack(stack) == Some(row));
    let recordings = names.into_iter().enumerate().map(recording);
    recordings.filter(|recording| !recording.threads.is_empty()).collect()
}

/// What a function means for the name of a benchmark.
enum Role {
    /// The runner's, that calls what is measured, and what that is if its arguments say so.
    Runner(Option<String>),
    /// The program's.
    Program(String),
    Other,
}

impl Role {
    fn of(name: &str) -> Self {
        if is_benchmark_marker(name) {
            let words = name.split([',', '<', '>', ' ']);
            let mut closures = words.filter(|word| word.contains("::{closure"));
            return Self::Runner(closures.rfind(|word| is_program(word)).map(key_of));
        }
        if is_program(name) { Self::Program(key_of(name)) } else { Self::Other }
    }
}

fn is_program(name: &str) -> bool {
    const RUNNERS: [&str; 4] = ["criterion", "divan", "test", "pprof"];
    name.contains("::")
        && crate_of(name).is_some_and(|name| !is_std_crate(name) && !RUNNERS.contains(&name))
}

/// The function's path with its outermost closure, if that has a number: `count::bench::{closure#1}`.
fn key_of(name: &str) -> String {
    let Some(start) = name.find("::{") else { return name.to_owned() };
    let (function, closure) = name.split_at(start);
    let end = closure.find('}').map_or(closure.len(), |end| end + 1);
    match closure.get(..end) {
        Some(closure) if closure.starts_with("::{closure#") => format!("{function}{closure}"),
        _ => function.to_owned(),
    }
}

/// The benchmarks that were found, by function and closure.
#[derive(Default)]
struct Keys {
    list: Vec<String>,
    rows: FxHashMap<String, usize>,
}

impl Keys {
    fn row(&mut self, key: &str) -> usize {
        if let Some(&row) = self.rows.get(key) {
            return row;
        }
        self.list.push(key.to_owned());
        self.rows.insert(key.to_owned(), self.list.len() - 1);
        self.list.len() - 1
    }

    /// Names for them, and for each key the row of its name. A function with one closure is called
    /// by its own name, also where a stack lacks the closure.
    fn named(&self) -> (Vec<String>, Vec<usize>) {
        let mut closures: FxHashMap<&str, usize> = FxHashMap::default();
        for key in &self.list {
            if let Some((function, _)) = key.split_once("::{") {
                *closures.entry(function).or_default() += 1;
            }
        }
        let mut names: Vec<String> = Vec::new();
        let mut rows_of_names: FxHashMap<&str, usize> = FxHashMap::default();
        let mut rows = Vec::with_capacity(self.list.len());
        for key in &self.list {
            let function = key.split_once("::{").map_or(key.as_str(), |(function, _)| function);
            let has_one = closures.get(function).is_none_or(|&count| count <= 1);
            let name = if has_one { function } else { key };
            let row = *rows_of_names.entry(name).or_insert_with(|| {
                names.push(name.to_owned());
                names.len() - 1
            });
            rows.push(row);
        }
        (names, rows)
    }
}

/// The samples of one benchmark, as a recording of that name.
fn of_benchmark(profile: &Profile, name: String, is_in: impl Fn(usize) -> bool) -> Profile {
    let mut recording = Profile { name, stated_totals: Vec::new(), ..profile.clone() };
    for thread in &mut recording.threads {
        thread.samples.iter_mut().for_each(|samples| *samples = kept(samples, &is_in));
        thread.samples.retain(|samples| !samples.is_empty());
    }
    recording.threads.retain(|thread: &Thread| !thread.samples.is_empty());
    recording
}

fn kept(samples: &Samples, is_in: impl Fn(usize) -> bool) -> Samples {
    let is_kept =
        |stack: &Option<_>| stack.is_some_and(|stack: profile::id::StackId| is_in(stack.index()));
    let rows: Vec<usize> =
        (0..samples.len()).filter(|&row| is_kept(&samples.stacks[row])).collect();
    let weights = samples.weights.iter().map(|(metric, weights)| {
        let weights = match weights {
            Weights::Ones => Weights::Ones,
            Weights::Each(values) => {
                Weights::Each(rows.iter().map(|&row| values.at(row)).collect())
            }
        };
        (*metric, weights)
    });
    Samples {
        stacks: rows.iter().map(|&row| samples.stacks[row]).collect(),
        times_ns: rows.iter().filter_map(|&row| samples.times_ns.get(row).copied()).collect(),
        weights: weights.collect(),
    }
}
