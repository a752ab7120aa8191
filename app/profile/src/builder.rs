//! Builds a profile: every text, function, frame and stack is stored once.

use crate::frame::Frame;
use crate::function::Function;
use crate::id::{FrameId, FunctionId, LibraryId, MetricId, StackId, StringId, ThreadId};
use crate::library::Library;
use crate::metric::Metric;
use crate::recording::{About, Profile, StatedTotals};
use crate::stack::Stacks;
use crate::thread::Thread;
use hashbrown::HashTable;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// Collects the tables of a [`Profile`], interning as it goes.
///
/// Importers of formats that bring their own tables (Firefox) add rows without looking them up
/// ([`Self::push_frame`], [`Self::set_stacks`]); the others intern.
#[derive(Default)]
pub struct ProfileBuilder {
    profile: Profile,
    string_rows: HashTable<StringId>,
    function_rows: HashTable<FunctionId>,
    frame_rows: HashTable<FrameId>,
    /// Each stack with its hash, so that a growing table needn't read the columns at random. Those
    /// that stand right behind their prefix are found there and aren't in it: that is most of the
    /// way down to a leaf that is rare.
    stack_rows: HashTable<(u32, StackId)>,
    /// For each stack the one that continued it last: the next sample often goes the same way, and
    /// then the table's row needn't be searched for.
    last_children: Vec<Option<StackId>>,
}

impl ProfileBuilder {
    /// An empty profile called `name`.
    pub fn new(name: &str) -> Self {
        let mut builder = Self::default();
        builder.profile.name = name.to_owned();
        builder
    }

    /// The tables so far.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// What is known beside the samples, to be filled in.
    pub fn about(&mut self) -> &mut About {
        &mut self.profile.about
    }

    /// The id of `text`, which is added if it is new.
    pub fn string(&mut self, text: &str) -> StringId {
        let strings = &mut self.profile.strings;
        let hash = hash_of(text);
        if let Some(&id) = self.string_rows.find(hash, |&id| strings.get(id) == text) {
            return id;
        }
        // Past 4 GiB of names every further one becomes the first string: such a file does not
        // fit into a tab's memory anyway.
        let Some(id) = strings.push(text) else {
            return StringId::new(0);
        };
        self.string_rows.insert_unique(hash, id, |&id| hash_of(strings.get(id)));
        id
    }

    /// Adds a library; its row number is its id.
    pub fn push_library(&mut self, library: Library) -> LibraryId {
        self.profile.libraries.push(library);
        LibraryId::new(self.profile.libraries.len() - 1)
    }

    /// The id of the library called `name`, which is added if it is new. Libraries are few, so
    /// they are searched one by one.
    pub fn library_named(&mut self, name: &str) -> LibraryId {
        if let Some(row) = self.profile.libraries.iter().position(|library| library.name == name) {
            return LibraryId::new(row);
        }
        self.push_library(Library {
            name: name.to_owned(),
            debug_name: name.to_owned(),
            ..Library::default()
        })
    }

    /// The id of `function`, which is added if it is new.
    pub fn function(&mut self, function: Function) -> FunctionId {
        let functions = &mut self.profile.functions;
        let hash = hash_of(&function);
        if let Some(&id) = self.function_rows.find(hash, |&id| functions.get(id) == function) {
            return id;
        }
        let id = functions.push(function);
        self.function_rows.insert_unique(hash, id, |&id| hash_of(&functions.get(id)));
        id
    }

    /// The id of `frame`, which is added if it is new.
    pub fn frame(&mut self, frame: Frame) -> FrameId {
        let frames = &mut self.profile.frames;
        let hash = hash_of(&frame);
        if let Some(&id) = self.frame_rows.find(hash, |&id| frames.get(id) == frame) {
            return id;
        }
        let id = frames.push(frame);
        self.frame_rows.insert_unique(hash, id, |&id| hash_of(&frames.get(id)));
        id
    }

    /// Adds a frame without looking whether it is there already.
    pub fn push_frame(&mut self, frame: Frame) -> FrameId {
        self.profile.frames.push(frame)
    }

    /// Gives a frame another function or mark, after the last frame was interned: what it was is
    /// what it's found by.
    pub(crate) fn set_frame(&mut self, id: FrameId, frame: Frame) {
        self.profile.frames.set_function(id, frame.function, frame.inlined);
    }

    /// Says where the function of `frame` begins, from 1, where that is elsewhere than the frame.
    pub fn set_beginning(&mut self, frame: FrameId, line: u32, column: u32) {
        self.profile.frames.set_beginning(frame, line, column);
    }

    /// The stack that continues `prefix` with `frame`, which is added if it is new.
    #[inline]
    pub fn stack(&mut self, prefix: Option<StackId>, frame: FrameId) -> StackId {
        let row = prefix.map_or(usize::MAX, StackId::index);
        let Some(&last) = self.last_children.get(row) else {
            return self.search_stack(prefix, frame);
        };
        let id = match last {
            Some(id) if self.profile.stacks.frame(id) == frame => return id,
            Some(_) => self.search_stack(prefix, frame),
            None => self.add_stack(prefix, frame),
        };
        if let Some(last) = self.last_children.get_mut(row) {
            *last = Some(id);
        }
        id
    }

    fn search_stack(&mut self, prefix: Option<StackId>, frame: FrameId) -> StackId {
        let stacks = &self.profile.stacks;
        let is_same = |id| stacks.frame(id) == frame && stacks.prefix(id) == prefix;
        let behind = StackId::new(prefix.map_or(0, |prefix| prefix.index() + 1));
        if behind.index() < stacks.len() && is_same(behind) {
            return behind;
        }
        let hash = stack_hash(prefix, frame);
        let same = |&(known, id): &(u32, StackId)| known == hash && is_same(id);
        match self.stack_rows.find(widened(hash), same) {
            Some(&(_, id)) => id,
            None => self.add_stack(prefix, frame),
        }
    }

    /// Adds a stack that isn't there yet.
    fn add_stack(&mut self, prefix: Option<StackId>, frame: FrameId) -> StackId {
        let id = self.profile.stacks.push(prefix, frame);
        if id.index() > prefix.map_or(0, |prefix| prefix.index() + 1) {
            let hash = stack_hash(prefix, frame);
            let rehash = |&(hash, _): &(u32, StackId)| widened(hash);
            self.stack_rows.insert_unique(widened(hash), (hash, id), rehash);
        }
        self.last_children.resize(id.index(), None);
        self.last_children.push(None);
        id
    }

    /// Adds a stack without looking whether it is there already. `prefix` must be an id that this
    /// builder gave out.
    pub fn push_stack(&mut self, prefix: Option<StackId>, frame: FrameId) -> StackId {
        self.profile.stacks.push(prefix, frame)
    }

    /// Takes a whole table of stacks, whose frames must be rows of this builder.
    pub fn set_stacks(&mut self, stacks: Stacks) {
        self.take_stacks();
        self.profile.stacks = stacks;
    }

    /// Takes the stacks out, so that others can be made of them.
    pub(crate) fn take_stacks(&mut self) -> Stacks {
        self.stack_rows.clear();
        self.last_children.clear();
        std::mem::take(&mut self.profile.stacks)
    }

    /// Adds a metric.
    pub fn push_metric(&mut self, metric: Metric) -> MetricId {
        self.profile.metrics.push(metric);
        MetricId::new(self.profile.metrics.len() - 1)
    }

    /// Adds a thread.
    pub fn push_thread(&mut self, thread: Thread) -> ThreadId {
        self.profile.threads.push(thread);
        ThreadId::new(self.profile.threads.len() - 1)
    }

    /// Adds what the file says that functions weigh under a metric; functions that it doesn't
    /// name weigh nothing.
    pub fn push_stated_totals(
        &mut self,
        metric: MetricId,
        totals: impl IntoIterator<Item = (FunctionId, f64)>,
    ) {
        let mut of_functions = vec![0.0; self.profile.functions.len()];
        for (function, total) in totals {
            if let Some(sum) = of_functions.get_mut(function.index()) {
                *sum += total;
            }
        }
        self.profile.stated_totals.push(StatedTotals { metric, of_functions });
    }

    /// The profile. Functions that were added after stated totals have a total of 0.
    pub fn finish(mut self) -> Profile {
        self.begin_next()
    }

    /// The same, and begins another profile, which has no name yet. Files that hold many small ones
    /// take less time if the memory of what finds the rows needn't be got anew for each.
    pub fn begin_next(&mut self) -> Profile {
        self.string_rows.clear();
        self.function_rows.clear();
        self.frame_rows.clear();
        self.stack_rows.clear();
        self.last_children.clear();
        let mut profile = std::mem::take(&mut self.profile);
        for totals in &mut profile.stated_totals {
            totals.of_functions.resize(profile.functions.len(), 0.0);
        }
        profile
    }
}

fn hash_of<T: Hash + ?Sized>(value: &T) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Of the product's bits only the upper half depends on the prefix: without it, all stacks that end
/// in one frame would share a hash, and a deep recursion would take forever.
#[inline]
fn stack_hash(prefix: Option<StackId>, frame: FrameId) -> u32 {
    /// An odd number with no pattern in its bits.
    const SPREAD: u64 = 0xf135_7aea_2e62_a9c5;
    let pair = u64::from(StackId::to_raw(prefix)) << 32 | u64::from(FrameId::to_raw(Some(frame)));
    let product = pair.wrapping_mul(SPREAD);
    (product >> 32) as u32 ^ product as u32
}

/// A hash as a table wants it: bits at both ends, of which it takes the place and a tag.
#[inline]
fn widened(hash: u32) -> u64 {
    u64::from(hash) << 32 | u64::from(hash)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn each_stack_is_there_once(asked in proptest::collection::vec((0..40_usize, 0..3_usize), 0..200)) {
            let mut builder = ProfileBuilder::new("");
            let mut known = HashMap::new();
            for (prefix, frame) in asked {
                // The root, or a stack that is there, new ones more often than old ones.
                let prefix = known.len().checked_sub(prefix).map(StackId::new);
                let prefix = prefix.filter(|prefix| prefix.index() < known.len());
                let frame = FrameId::new(frame);
                let next = StackId::new(known.len());
                let expected = *known.entry((prefix, frame)).or_insert(next);
                prop_assert_eq!(builder.stack(prefix, frame), expected);
            }
            prop_assert_eq!(builder.profile().stacks.len(), known.len());
        }
    }
}
