//! Joining: a profile that was saved with addresses or names of generated code, and better ones.

use super::renaming::{self, Renamed, Renaming};
use super::{LibrarySymbols, SymbolName, Symbols, is_address};
use crate::builder::ProfileBuilder;
use crate::frame::Frame;
use crate::function::Function;
use crate::id::{FrameId, FunctionId, LibraryId, StackId};
use crate::library::Library;
use crate::recording::{Profile, StatedTotals};
use crate::stack::Stacks;
use crate::thread::Thread;

/// A profile with the names that other files have for its functions.
pub struct Joined {
    /// The profile.
    pub profile: Profile,
    /// For each of the files how many functions each of its maps named: first its source maps,
    /// then its names of WebAssembly.
    pub functions_by_map: Vec<Vec<u32>>,
}

/// Whether `symbols` have a name for anything in `profile`.
pub fn fits(profile: &Profile, symbols: &Symbols) -> bool {
    libraries(profile, &[symbols]).iter().any(Option::is_some) || renaming::fits(profile, symbols)
}

/// The symbols of each library of the profile.
fn libraries<'a>(profile: &Profile, givers: &[&'a Symbols]) -> Vec<Option<&'a LibrarySymbols>> {
    let of = |library: &Library| {
        givers.iter().find_map(|symbols| symbols.of(&library.debug_name, &library.debug_id))
    };
    profile.libraries.iter().map(of).collect()
}

/// The profile with the names that files have for its addresses, and for places and numbers in
/// generated code; `None` if they are of other libraries, other builds of them or other code.
///
/// All addresses of one symbol become one function. Inlined calls, and the line, are known of a
/// single address of each symbol; at the others they would be a lie. All files are joined at once:
/// a source that the first map names may be called as the code that a second one is of, and must
/// not be looked up there.
pub fn join(profile: &Profile, givers: &[&Symbols]) -> Option<Joined> {
    if !givers.iter().any(|symbols| fits(profile, symbols)) {
        return None;
    }
    let libraries = libraries(profile, givers);
    let mut builder = ProfileBuilder::new(&profile.name);
    for library in &profile.libraries {
        builder.push_library(library.clone());
    }
    for metric in &profile.metrics {
        builder.push_metric(metric.clone());
    }
    let mut join = Join { profile, builder, renaming: Renaming::new(profile, givers) };
    let chains = join.chains(&libraries);
    let (stacks, ids) = continued(profile, &chains);
    for totals in &profile.stated_totals {
        join.stated_totals(totals);
    }
    let Join { mut builder, renaming, .. } = join;
    builder.set_stacks(stacks);
    for thread in &profile.threads {
        builder.push_thread(renumbered(thread, &ids));
    }
    *builder.about() = profile.about.clone();
    builder.about().lacks_symbols = profile.about.lacks_symbols && has_mostly_addresses(&builder);
    let (functions_by_map, labels) = renaming.finish();
    builder.about().labels.extend(labels);
    Some(Joined { profile: builder.finish(), functions_by_map })
}

/// What each frame of the profile becomes: itself, or a function and the calls inlined into it,
/// from the outermost to the innermost.
struct Chains {
    frames: Vec<FrameId>,
    /// Where in `frames` the chain of each old frame ends.
    ends: Vec<usize>,
}

impl Chains {
    fn of(&self, old: FrameId) -> &[FrameId] {
        let index = old.index();
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.frames[start..self.ends[index]]
    }
}

struct Join<'a> {
    profile: &'a Profile,
    builder: ProfileBuilder,
    renaming: Renaming<'a>,
}

impl Join<'_> {
    fn chains(&mut self, libraries: &[Option<&LibrarySymbols>]) -> Chains {
        let mut chains = Chains { frames: Vec::new(), ends: Vec::new() };
        let functions = &self.profile.functions;
        for row in 0..self.profile.frames.len() {
            let id = FrameId::new(row);
            let frame = self.profile.frames.get(id);
            let function = functions.get(frame.function);
            let known = function.library.zip(frame.address).and_then(|(library, address)| {
                let name = libraries.get(library.index()).copied()??.name_at(address)?;
                is_unnamed(self.profile, function).then_some((name, address))
            });
            match known {
                Some((name, address)) => self.named(name, address, function, &mut chains.frames),
                None => {
                    let frame = self.renamed(id, function, frame);
                    chains.frames.push(self.builder.push_frame(frame));
                }
            }
            chains.ends.push(chains.frames.len());
        }
        chains
    }

    /// The frame as a map has it, or as it is.
    fn renamed(&mut self, id: FrameId, function: Function, frame: Frame) -> Frame {
        let Some(renamed) = self.renaming.of(id) else {
            return Frame { function: self.same_function(function), ..frame };
        };
        let Renamed { map, name, file, line, column } = renamed;
        let function = self.function(name, file.unwrap_or_default(), function);
        self.renaming.count(map, function);
        Frame { function, line, column, ..frame }
    }

    /// Adds the frames of an address whose symbol is known.
    fn named(
        &mut self,
        symbol: &SymbolName,
        address: u64,
        unnamed: Function,
        frames: &mut Vec<FrameId>,
    ) {
        let calls = match symbol.inlined_at {
            Some(at) if at == address => symbol.inlined.as_slice(),
            _ => &[],
        };
        // The last call is the symbol's own function, though often under a shorter name.
        let (own_line, inlined) = match calls.split_last() {
            Some(((_, _, line), inlined)) => (*line, inlined),
            None => (0, calls),
        };
        let own = (symbol.name.as_str(), symbol.file.as_str(), own_line, false);
        let inlined = inlined
            .iter()
            .rev()
            .map(|(name, file, line)| (name.as_str(), file.as_str(), *line, true));
        for (name, file, line, inlined) in std::iter::once(own).chain(inlined) {
            let function = self.function(name, file, unnamed);
            let line = Some(line).filter(|&line| line > 0);
            let address = Some(address);
            frames.push(self.builder.push_frame(Frame {
                function,
                line,
                column: None,
                address,
                inlined,
            }));
        }
    }

    fn function(&mut self, name: &str, file: &str, unnamed: Function) -> FunctionId {
        let name = self.builder.string(name);
        let file = (!file.is_empty()).then(|| self.builder.string(file));
        self.builder.function(Function { name, file, ..unnamed })
    }

    /// Carries stated totals over. They stay with functions as the file names them: no format
    /// states any for addresses.
    fn stated_totals(&mut self, totals: &StatedTotals) {
        let mut renumbered = Vec::with_capacity(totals.of_functions.len());
        for (id, &total) in self.profile.functions.ids().zip(&totals.of_functions) {
            renumbered.push((self.same_function(self.profile.functions.get(id)), total));
        }
        self.builder.push_stated_totals(totals.metric, renumbered);
    }

    fn same_function(&mut self, old: Function) -> FunctionId {
        let name = self.builder.string(self.profile.text(old.name));
        let file = old.file.map(|file| self.builder.string(self.profile.text(file)));
        self.builder.function(Function { name, file, ..old })
    }
}

/// Whether an address stands for the function's name, with or without its library in front.
fn is_unnamed(profile: &Profile, function: Function) -> bool {
    let name = profile.text(function.name);
    let library = function.library.and_then(|id: LibraryId| profile.libraries.get(id.index()));
    let name = library
        .and_then(|library| name.strip_prefix(library.name.as_str())?.strip_prefix('!'))
        .unwrap_or(name);
    is_address(name)
}

/// The stacks with chains in the places of frames, and the new id of each old stack.
fn continued(profile: &Profile, chains: &Chains) -> (Stacks, Vec<StackId>) {
    let mut stacks = Stacks::default();
    let mut ids: Vec<StackId> = Vec::with_capacity(profile.stacks.len());
    for old in profile.stacks.ids() {
        let mut prefix = profile.stacks.prefix(old).map(|prefix| ids[prefix.index()]);
        for &frame in chains.of(profile.stacks.frame(old)) {
            prefix = Some(stacks.push(prefix, frame));
        }
        ids.extend(prefix);
    }
    (stacks, ids)
}

fn renumbered(thread: &Thread, ids: &[StackId]) -> Thread {
    let mut thread = thread.clone();
    for stack in thread.samples.iter_mut().flat_map(|samples| &mut samples.stacks) {
        *stack = stack.map(|old| ids[old.index()]);
    }
    thread
}

fn has_mostly_addresses(builder: &ProfileBuilder) -> bool {
    let profile = builder.profile();
    let functions = profile.functions.ids().map(|id| profile.functions.get(id));
    let unnamed = functions.filter(|&function| is_unnamed(profile, function)).count();
    unnamed * 2 > profile.functions.len()
}
