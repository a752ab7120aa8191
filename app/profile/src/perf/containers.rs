//! Which of an address's frames is the function that holds the code, where the marks of inlined ones
//! don't tell.
//!
//! perf writes the frames of an address from the innermost inlined one to the function that holds
//! the code, which alone has no mark. In builds with line tables only, that isn't always so:
//!
//! ```text
//!   eed16 app::text::word+0x16 (/bin/app)     the innermost frame has the function's name, no mark
//!   eed16 below+0x16 (inlined)
//!   eed16 app::text::word+0x16 (/bin/app)
//!   edf31 alloc+0x71 (inlined)
//!   edf31 finish_grow<Global>+0x71 (inlined)  the function has its short name, and a mark
//! ```
//!
//! So the inner one of `word` gets a mark. `finish_grow` loses its mark if it has its whole name at
//! another address: a function that begins at the same place (address less offset) and whose last
//! word is the same, such as `alloc::raw_vec::finish_grow`. `__GI___libc_malloc`, which perf marks
//! everywhere, stays marked.

use crate::ProfileBuilder;
use crate::frame::{Frame, Frames};
use crate::function::Function;
use crate::id::{FrameId, FunctionId, StringId};
use rustc_hash::FxHashMap;

/// What the lines so far say of functions and where they begin.
#[derive(Default)]
pub(super) struct Containers {
    /// Where the code begins that frames are in.
    beginnings: FxHashMap<FrameId, u64>,
    /// The functions that have no mark, by where they begin; `None` where several names do.
    unmarked: FxHashMap<u64, Option<FunctionId>>,
    /// Outermost frames of addresses that are marked throughout, and the same without a mark.
    doubtful: Vec<(FrameId, FrameId)>,
    doubtful_of: FxHashMap<FrameId, FrameId>,
}

impl Containers {
    /// A new frame line, whose function's code begins at `beginning`.
    pub(super) fn add(&mut self, frame: FrameId, beginning: u64, builder: &ProfileBuilder) {
        let profile = builder.profile();
        self.beginnings.insert(frame, beginning);
        if profile.frames.is_inlined(frame) {
            return;
        }
        let function = profile.frames.function(frame);
        let what = |function: FunctionId| {
            let Function { name, library, .. } = profile.functions.get(function);
            (name, library)
        };
        self.unmarked
            .entry(beginning)
            .and_modify(|known| *known = known.filter(|&known| what(known) == what(function)))
            .or_insert(Some(function));
    }

    /// `other` is the same place as `frame`.
    pub(super) fn add_same(&mut self, frame: FrameId, other: FrameId) {
        if let Some(&beginning) = self.beginnings.get(&frame) {
            self.beginnings.insert(other, beginning);
        }
    }

    /// Sets the marks of a call chain, which goes from leaf to root.
    pub(super) fn set_marks(&mut self, chain: &mut [FrameId], builder: &mut ProfileBuilder) {
        if !chain.iter().any(|&frame| builder.profile().frames.is_inlined(frame)) {
            return;
        }
        let mut start = 0;
        // Where the frames of the address before begin.
        let mut inner = 0;
        while let Some(&first) = chain.get(start) {
            let frames = &builder.profile().frames;
            let address = frames.address(first);
            let is_same = |frame: &&FrameId| frames.address(**frame) == address;
            let end = start + chain[start..].iter().take_while(is_same).count();
            let called = chain.get(inner..start).and_then(<[FrameId]>::last);
            let calls_itself = called.is_some_and(|&called| self.are_of_one(called, first, frames));
            let run = &chain[start..end];
            // Calls of a function by itself return to one address, so that the same frames follow
            // each other. Where it calls another one, two are frames of one call.
            let call = if run.len() == 2 && !calls_itself { 2 } else { shortest_period(run) };
            let has_address = address.is_some();
            let run = chain.get_mut(start..end).unwrap_or_default();
            for call in run.chunks_exact_mut(call).take_while(|_| has_address) {
                self.set_marks_of_call(call, builder);
            }
            (inner, start) = (start, end);
        }
    }

    /// Whether two frames are in the code of one function.
    fn are_of_one(&self, left: FrameId, right: FrameId, frames: &Frames) -> bool {
        match (self.beginnings.get(&left), self.beginnings.get(&right)) {
            (Some(left), Some(right)) => left == right,
            _ => frames.function(left) == frames.function(right),
        }
    }

    /// The same for the frames of one call at one address.
    fn set_marks_of_call(&mut self, call: &mut [FrameId], builder: &mut ProfileBuilder) {
        let has_mark = |frame: &FrameId| builder.profile().frames.is_inlined(*frame);
        let Some(container) = call.iter().rposition(|frame| !has_mark(frame)) else {
            if let Some(outermost) = call.last_mut() {
                *outermost = self.without_mark(*outermost, builder);
            }
            return;
        };
        let (inner, outer) = call.split_at_mut(container);
        let Some(&container) = outer.first() else { return };
        for frame in inner {
            let row = builder.profile().frames.get(*frame);
            if !row.inlined && row.function == builder.profile().frames.function(container) {
                let marked = builder.frame(Frame { inlined: true, ..row });
                self.add_same(*frame, marked);
                *frame = marked;
            }
        }
    }

    fn without_mark(&mut self, marked: FrameId, builder: &mut ProfileBuilder) -> FrameId {
        if let Some(&unmarked) = self.doubtful_of.get(&marked) {
            return unmarked;
        }
        let frame = Frame { inlined: false, ..builder.profile().frames.get(marked) };
        // One of its own: nothing else changes if it gets its mark back.
        let unmarked = builder.push_frame(frame);
        self.add_same(marked, unmarked);
        self.doubtful.push((marked, unmarked));
        self.doubtful_of.insert(marked, unmarked);
        unmarked
    }

    /// Once all lines are read, frames that lost their mark get the names of their functions, or the
    /// mark back. The answer are those with names.
    pub(super) fn resolve(&self, builder: &mut ProfileBuilder) -> FxHashMap<FrameId, Function> {
        let mut resolved = FxHashMap::default();
        for &(marked, unmarked) in &self.doubtful {
            let profile = builder.profile();
            let word_of = |name: StringId| last_word(profile.text(name));
            let frame = profile.frames.get(marked);
            let short = profile.functions.get(frame.function);
            let whole = self
                .beginnings
                .get(&marked)
                .and_then(|beginning| *self.unmarked.get(beginning)?)
                .map(|function| Function { file: short.file, ..profile.functions.get(function) })
                .filter(|whole| word_of(whole.name) == word_of(short.name));
            if let Some(whole) = whole {
                resolved.insert(unmarked, whole);
            }
            let function = whole.map_or(frame.function, |whole| builder.function(whole));
            let inlined = whole.is_none();
            builder.set_frame(unmarked, Frame { function, inlined, ..frame });
        }
        resolved
    }
}

/// How many frames a call has of which `run` is one or several that are alike.
fn shortest_period(run: &[FrameId]) -> usize {
    let repeats = |&period: &usize| {
        run.len().is_multiple_of(period)
            && run.iter().zip(&run[period..]).all(|(left, right)| left == right)
    };
    (1..run.len()).find(repeats).unwrap_or(run.len())
}

/// `clone` of `<alloc::vec::Vec<T, A> as core::clone::Clone>::clone`, of `clone<Global>` and of
/// `clone.llvm.12`; a closure's number isn't in all its names.
fn last_word(name: &str) -> String {
    let mut depth = 0usize;
    let mut before = ' ';
    let mut outside = String::new();
    for letter in name.chars() {
        match letter {
            '<' => depth += 1,
            // Not the arrow of `fn() -> u8`.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            // A version, or parameters.
            '.' | '@' | '(' if depth == 0 && !outside.is_empty() => break,
            letter if depth == 0 => outside.push(letter),
            _ => {}
        }
        before = letter;
    }
    let word = outside.trim_end_matches("::").rsplit("::").next().unwrap_or_default();
    let is_closure = word.trim_start_matches('{').starts_with("closure");
    if is_closure { "closure".to_owned() } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name() {
        for (name, word) in [
            ("main", "main"),
            ("grow_one<alloc::alloc::Global>", "grow_one"),
            ("<alloc::vec::Vec<T,A> as core::clone::Clone>::clone", "clone"),
            ("call<fn() -> a::B, (c::D)>", "call"),
            ("core::ptr::drop_in_place<alloc::boxed::Box<app::Expr>>", "drop_in_place"),
            ("rustc_entry::<impl map::HashMap<K,V>>::rustc_entry", "rustc_entry"),
            ("a::collect::<b::C>", "collect"),
            ("init_cpu_features.constprop.0", "init_cpu_features"),
            ("pthread_create@GLIBC_2.2.5", "pthread_create"),
            ("app::run::{{closure}}", "closure"),
            ("{closure#0}<usize, app::main::{closure_env#0}>", "closure"),
            ("geometry::area(geometry::Shape const&)", "area"),
            ("", ""),
        ] {
            assert_eq!(last_word(name), word, "{name}");
        }
    }

    #[test]
    fn a_run_is_of_calls_that_are_alike() {
        let run = |rows: &[usize]| rows.iter().map(|&row| FrameId::new(row)).collect::<Vec<_>>();
        for (rows, period) in [
            (&[1][..], 1),
            (&[1, 1, 1], 1),
            (&[1, 2], 2),
            (&[1, 2, 1, 2], 2),
            (&[1, 2, 1], 3),
            (&[1, 2, 1, 1, 2, 1], 3),
        ] {
            assert_eq!(shortest_period(&run(rows)), period, "{rows:?}");
        }
    }
}
