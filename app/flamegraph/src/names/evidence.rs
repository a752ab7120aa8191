//! What a profile's stacks, threads and files say about its functions: which are labels, which are
//! kernel code, and which crates are the user's own.

use super::runtime::{is_kernel_entry, is_runtime_start};
use super::rust_path::{crate_of, is_in_std, is_std_crate};
use super::{readable, rust_file};
use profile::Profile;
use profile::function::FunctionKind;
use profile::id::{FunctionId, LibraryId, StackId};
use rustc_hash::{FxHashMap, FxHashSet};

/// It occurs at the root of a stack.
const AT_ROOT: u8 = 1;
/// It occurs below another function.
const CALLED: u8 = 2;
/// It occurs at the root and calls what starts a program or thread.
const CALLS_START: u8 = 4;
/// It occurs where no kernel code is above it.
const OUTSIDE_KERNEL: u8 = 8;
/// It is where the kernel is entered.
const KERNEL_ENTRY: u8 = 16;
/// It starts a program or thread.
const START: u8 = 32;
/// It has a call that isn't inlined.
const CALLED_REALLY: u8 = 64;

/// What is known about functions beyond their own rows.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    /// Bits by the profile's functions.
    flags: Vec<u8>,
    /// By stack: whether it is in the kernel.
    in_kernel: Vec<bool>,
    /// Whether the file itself says which functions are the kernel's.
    kernel_is_marked: bool,
    /// Whether functions at the root are names of threads or processes.
    root_is_label: bool,
    /// Whether there is Rust code.
    pub(super) has_rust: bool,
    /// The user's own crates.
    own_crates: FxHashSet<String>,
    /// The libraries with functions of Rust in them.
    rust_libraries: FxHashSet<LibraryId>,
    /// Of Rust files and folders the crate that functions in them are called after.
    crates_by_place: CratesByPlace,
}

/// Crates, and which of them a file or folder is of.
#[derive(Debug, Default)]
struct CratesByPlace {
    crates: Vec<String>,
    /// By path; [`DISAGREEING`] where functions are called after several crates.
    rows: FxHashMap<String, usize>,
}

/// The row of no crate.
const DISAGREEING: usize = usize::MAX;

impl Evidence {
    /// Looks at the functions; `names` are their readable names.
    pub(super) fn of_functions(profile: &Profile, names: &[String]) -> Self {
        let mut evidence = Self::default();
        for (id, name) in profile.functions.ids().zip(names) {
            let mut flags = 0;
            flags |= if is_kernel_entry(name) { KERNEL_ENTRY } else { 0 };
            flags |= if is_runtime_start(name) { START } else { 0 };
            evidence.flags.push(flags);
            let function = profile.functions.get(id);
            evidence.kernel_is_marked |= function.kind == FunctionKind::Kernel;
            evidence.has_rust |= is_telling_of_rust(name);
            evidence.has_rust |= readable::is_mangled_rust(profile.text(function.name));
        }
        evidence
    }

    /// Looks at the stacks from `first` on, about `count` of them. Returns where to go on, or `None`
    /// when there are no more.
    pub(super) fn look_at_stacks(
        &mut self,
        profile: &Profile,
        first: usize,
        count: usize,
    ) -> Option<usize> {
        let stacks = &profile.stacks;
        let end = first.saturating_add(count).min(stacks.len());
        for row in first..end {
            let id = StackId::new(row);
            let frame = stacks.frame(id);
            let function = profile.frames.function(frame).index();
            let prefix = stacks.prefix(id);
            let entered = prefix.is_some_and(|prefix| self.in_kernel[prefix.index()]);
            let in_kernel = entered || self.flags[function] & KERNEL_ENTRY != 0;
            self.in_kernel.push(in_kernel);
            self.flags[function] |= if in_kernel { 0 } else { OUTSIDE_KERNEL };
            self.flags[function] |= if prefix.is_some() { CALLED } else { AT_ROOT };
            self.flags[function] |=
                if profile.frames.is_inlined(frame) { 0 } else { CALLED_REALLY };
            if let Some(prefix) = prefix
                && self.flags[function] & START != 0
                && stacks.prefix(prefix).is_none()
            {
                let root = profile.frames.function(stacks.frame(prefix)).index();
                self.flags[root] |= CALLS_START;
            }
        }
        if end < stacks.len() {
            return Some(end);
        }
        self.in_kernel = Vec::new();
        None
    }

    /// Draws the conclusions: call it when all stacks have been looked at.
    pub(super) fn conclude(&mut self, profile: &Profile, names: &[String]) {
        self.root_is_label = profile.functions.ids().zip(names).any(|(id, name)| {
            self.flags[id.index()] & CALLS_START != 0 && self.may_be_label(profile, id, name)
        });
        self.own_crates = own_crates(profile, names, |id, name| self.is_label(profile, id, name));
        self.crates_by_place = crates_by_place(profile, names);
        if self.has_rust {
            let functions = profile.functions.ids().zip(names);
            let of_rust = functions.filter(|(_, name)| crate_of(name).is_some());
            self.rust_libraries =
                of_rust.filter_map(|(id, _)| profile.functions.get(id).library).collect();
        }
    }

    /// Whether a function occurs only inlined into Rust code: perf writes `alloc_impl (inlined)`, whatever
    /// the crate. What really is called has its path in its symbol, or is C.
    pub(super) fn is_inlined_rust(&self, profile: &Profile, id: FunctionId) -> bool {
        let library = profile.functions.get(id).library;
        self.flags[id.index()] & CALLED_REALLY == 0
            && library.is_some_and(|library| self.rust_libraries.contains(&library))
    }

    /// Whether a function is no code but the name of a thread or process.
    ///
    /// Folded files begin their stacks with it and don't mark it. It is taken for one if it occurs
    /// only at the root and isn't a path, in profiles where some such root calls `_start`, `clone3`
    /// or another function with which a program or thread starts.
    pub(super) fn is_label(&self, profile: &Profile, id: FunctionId, name: &str) -> bool {
        self.root_is_label && self.may_be_label(profile, id, name)
    }

    fn may_be_label(&self, profile: &Profile, id: FunctionId, name: &str) -> bool {
        let flags = self.flags[id.index()];
        flags & AT_ROOT != 0
            && flags & (CALLED | START | KERNEL_ENTRY) == 0
            && profile.functions.get(id).kind == FunctionKind::Unknown
            && !name.contains("::")
            && !readable::is_unknown(name)
    }

    /// Whether a function is the kernel's though the file doesn't mark it: it is or occurs only
    /// below an entry into the kernel.
    pub(super) fn is_kernel(&self, profile: &Profile, id: FunctionId) -> bool {
        let flags = self.flags[id.index()];
        !self.kernel_is_marked
            && flags & OUTSIDE_KERNEL == 0
            && flags & CALLED != 0
            && profile.functions.get(id).library.is_none()
    }

    /// Whether a crate is the user's own.
    pub(super) fn is_own(&self, crate_name: &str) -> bool {
        self.own_crates.contains(crate_name)
    }

    /// The crate of a Rust file, as the names of functions in it or beside it tell. Where the whole path is
    /// known, only the user's own: `<regex::Regex as Matcher>::find` may stand in any file.
    pub(super) fn crate_of_file(&self, file: &str) -> Option<&str> {
        if !rust_file::is_rust_file(file) || rust_file::is_anyones(file) {
            return None;
        }
        let CratesByPlace { crates, rows } = &self.crates_by_place;
        let of_place = |place: &str| Some(crates.get(*rows.get(place)?)?.as_str());
        let found = of_place(file).or_else(|| of_place(folder(file)?))?;
        let fits = match folder(file) {
            Some(_) => !rust_file::is_absolute(file) || self.is_own(found),
            // std has a `string.rs`; so may the user, whose functions needn't be named.
            None => !is_std_crate(found),
        };
        fits.then_some(found)
    }

    /// The user's only crate, if there is just one.
    pub(super) fn only_own_crate(&self) -> Option<&str> {
        let mut crates = self.own_crates.iter();
        crates.next().filter(|_| crates.next().is_none()).map(String::as_str)
    }
}

fn is_telling_of_rust(name: &str) -> bool {
    name.contains("{{closure}}")
        || name.contains("{closure#")
        || name.contains("core::ops::function::")
        || name.contains("alloc::vec::Vec")
        || name.starts_with("std::rt::lang_start")
}

/// What functions in the same Rust file or folder are called after: `hashbrown::raw::RawTable::reserve`
/// tells of which crate the inlined `new_uninitialized` in `src/raw/mod.rs` is.
fn crates_by_place(profile: &Profile, names: &[String]) -> CratesByPlace {
    let mut found = CratesByPlace::default();
    let mut rows: FxHashMap<&str, usize> = FxHashMap::default();
    for (id, name) in profile.functions.ids().zip(names) {
        let file = profile.functions.get(id).file.map_or("", |file| profile.text(file));
        if !rust_file::is_rust_file(file) || rust_file::is_anyones(file) {
            continue;
        }
        let Some(crate_name) = crate_of(name) else { continue };
        let row = *rows.entry(crate_name).or_insert_with(|| {
            found.crates.push(crate_name.to_owned());
            found.crates.len() - 1
        });
        for place in [Some(file), folder(file)].into_iter().flatten() {
            match found.rows.get_mut(place) {
                Some(known) if *known == row => {}
                Some(known) => *known = DISAGREEING,
                None => {
                    found.rows.insert(place.to_owned(), row);
                }
            }
        }
    }
    found
}

/// The folder of a file, if the path names one.
fn folder(path: &str) -> Option<&str> {
    path.rsplit_once(['/', '\\']).map(|(folder, _)| folder)
}

/// Guesses which crates are the user's own. A crate is if
///
/// 1. it has a function `main` of its own (`wordstat::main`), or
/// 2. its name is that of a process, thread, command, or label at the root of stacks, or
/// 3. one of its functions has a source file in a place where people write code, and none lies in
///    cargo's registry.
///
/// std's crates never are, and what it is built with isn't by 3 where its files have lost their folders.
fn own_crates(
    profile: &Profile,
    names: &[String],
    is_label: impl Fn(FunctionId, &str) -> bool,
) -> FxHashSet<String> {
    let mut spoken_of = FxHashSet::default();
    spoken_of.extend(crate_like(profile.about.command.split(' ').next().unwrap_or_default()));
    for thread in &profile.threads {
        spoken_of.extend(crate_like(&thread.name));
        spoken_of.extend(crate_like(&thread.process));
    }
    for (id, name) in profile.functions.ids().zip(names) {
        if is_label(id, name) {
            spoken_of.extend(crate_like(name));
        }
    }
    let mut own = FxHashSet::default();
    let mut by_file: FxHashMap<&str, bool> = FxHashMap::default();
    for (id, name) in profile.functions.ids().zip(names) {
        let Some(crate_name) = crate_of(name).filter(|name| !is_std_crate(name)) else {
            continue;
        };
        let rest = name.strip_prefix(crate_name);
        let is_main = rest.is_some_and(|rest| rest == "::main" || rest.starts_with("::main::{"));
        if is_main || spoken_of.contains(crate_name) {
            own.insert(crate_name.to_owned());
        }
        let file = profile.functions.get(id).file.map_or("", |file| profile.text(file));
        // A file without its folder tells nothing, nor does `src/raw/mod.rs` of what std is built with.
        let is_telling =
            folder(file).is_some_and(|_| rust_file::is_absolute(file) || !is_in_std(crate_name));
        if is_telling {
            let origin = rust_file::origin_of(file);
            let is_own = by_file.entry(crate_name).or_insert(true);
            *is_own &= origin == rust_file::Origin::Own;
        }
    }
    own.extend(by_file.iter().filter(|&(_, &is_own)| is_own).map(|(name, _)| (*name).to_owned()));
    own
}

/// The crate that a program or thread may be called after: `/usr/bin/my-tool.exe` after `my_tool`.
fn crate_like(name: &str) -> Option<String> {
    let file = name.trim().rsplit(['/', '\\']).next()?;
    let file = file.strip_suffix(".exe").unwrap_or(file);
    (!file.is_empty()).then(|| file.replace('-', "_"))
}
