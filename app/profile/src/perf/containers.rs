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
//!
//! If the inlined function is right below, `word` follows itself at one address, as it does where it calls
//! itself from there. It's one call if the next inner frame is of another function, and if the address has
//! the frame nowhere alone.

use super::last_word::last_word;
use crate::ProfileBuilder;
use crate::frame::{Frame, Frames};
use crate::function::Function;
use crate::id::{FrameId, FunctionId};
use crate::recording::Profile;
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
    /// Frames that seem to be twice in one call, and what the inner one is then.
    pairs: Vec<(FrameId, FrameId)>,
    pair_of: FxHashMap<FrameId, FrameId>,
    /// By the row of each frame, whether it was alone in a call, so that two of them are two calls.
    alone: Vec<bool>,
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
        let frames = &builder.profile().frames;
        self.alone.resize(frames.len(), false);
        let has_marks = chain.iter().any(|&frame| frames.is_inlined(frame));
        if !has_marks && chain.windows(2).all(|two| two[0] != two[1]) {
            chain.iter().for_each(|frame| self.alone[frame.index()] = true);
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
            let run = chain.get_mut(start..end).unwrap_or_default();
            if address.is_some() {
                self.set_marks_of_run(run, calls_itself, builder);
            }
            (inner, start) = (start, end);
        }
    }

    /// The same for frames that follow each other at one address: several calls, if a function calls
    /// itself and returns there each time. Where it calls another one from there, two frames that
    /// are alike are of one call.
    fn set_marks_of_run(
        &mut self,
        run: &mut [FrameId],
        calls_itself: bool,
        builder: &mut ProfileBuilder,
    ) {
        let period = shortest_period(run);
        match run {
            [first, second] if period == 1 && !calls_itself => {
                *first = self.inner_of_pair(*first, builder);
                self.set_marks_of_call(std::slice::from_mut(second), builder);
            }
            _ => {
                if let [frame, others @ ..] = &*run
                    && period == 1
                    && others.len() % 2 == 0
                {
                    self.alone[frame.index()] = true;
                }
                for call in run.chunks_exact_mut(period.max(1)) {
                    self.set_marks_of_call(call, builder);
                }
            }
        }
    }

    fn inner_of_pair(&mut self, frame: FrameId, builder: &mut ProfileBuilder) -> FrameId {
        if let Some(&inner) = self.pair_of.get(&frame) {
            return inner;
        }
        let row = builder.profile().frames.get(frame);
        // One of its own: nothing else changes if it turns out to be a call.
        let inner = builder.push_frame(Frame { inlined: true, ..row });
        self.add_same(frame, inner);
        self.pairs.push((frame, inner));
        self.pair_of.insert(frame, inner);
        inner
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
            if !row.inlined && are_named_alike(*frame, container, builder.profile()) {
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
    pub(super) fn resolve(
        &self,
        has_inlined: bool,
        builder: &mut ProfileBuilder,
    ) -> FxHashMap<FrameId, Function> {
        let mut resolved = FxHashMap::default();
        let mut words = FxHashMap::default();
        for &(marked, unmarked) in &self.doubtful {
            let frame = builder.profile().frames.get(marked);
            let short = builder.profile().functions.get(frame.function);
            let whole = self.whole_of(marked, builder.profile()).filter(|whole| {
                let profile = builder.profile();
                let [whole, short] = [whole.name, short.name].map(|name| {
                    words.entry(name).or_insert_with(|| last_word(profile.text(name))).clone()
                });
                whole == short
            });
            let whole = whole.map(|whole| Function { file: short.file, ..whole });
            resolved.extend(whole.map(|whole| (unmarked, whole)));
            let function = whole.map_or(frame.function, |whole| builder.function(whole));
            let inlined = whole.is_none();
            builder.set_frame(unmarked, Frame { function, inlined, ..frame });
        }
        // Where nothing is inlined, nothing is twice in one call.
        let is_call = |frame: FrameId| !has_inlined || self.alone.get(frame.index()) == Some(&true);
        for &(frame, inner) in self.pairs.iter().filter(|(frame, _)| is_call(*frame)) {
            let outer = self.doubtful_of.get(&frame).copied().unwrap_or(frame);
            let outer = builder.profile().frames.get(outer);
            builder.set_frame(inner, outer);
        }
        resolved
    }

    /// The one function without a mark that begins where the code of `frame` does.
    fn whole_of(&self, frame: FrameId, profile: &Profile) -> Option<Function> {
        let beginning = self.beginnings.get(&frame)?;
        let function = (*self.unmarked.get(beginning)?)?;
        Some(profile.functions.get(function))
    }
}

/// Whether two frames are of one function, whatever their source files are.
fn are_named_alike(left: FrameId, right: FrameId, profile: &Profile) -> bool {
    let Profile { frames, functions, .. } = profile;
    let [left, right] = [left, right].map(|frame| {
        let Function { name, library, .. } = functions.get(frames.function(frame));
        (name, library)
    });
    left == right
}

/// How many frames a call has of which `run` is one or several that are alike.
fn shortest_period(run: &[FrameId]) -> usize {
    let repeats = |&period: &usize| {
        run.len().is_multiple_of(period)
            && run.iter().zip(&run[period..]).all(|(left, right)| left == right)
    };
    (1..run.len()).find(repeats).unwrap_or(run.len())
}

#[cfg(test)]
mod tests {
    use super::*;

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
