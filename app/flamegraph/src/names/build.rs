//! Makes the names of a profile's functions, in steps.

use super::evidence::Evidence;
use super::{GroupId, NamedFunction, Names, generics, group, readable};
use hashbrown::HashTable;
use profile::Profile;
use profile::id::FunctionId as ProfileFunctionId;
use protocol::{FunctionId, FunctionKind};
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};

/// How many stacks are looked at in the time of one function.
const STACKS_A_FUNCTION: usize = 100;

/// What a builder is at.
#[derive(Debug)]
enum Stage {
    /// Makes names readable: the next function.
    Read(usize),
    /// Collects evidence: the next stack.
    LookAtStacks(usize),
    /// Finds groups and merges what is the same: the next function.
    Merge(usize),
    /// Nothing is left to do.
    Done,
}

/// [`Names`] that are being made, in steps, so that other work can go between.
#[derive(Debug)]
pub struct NamesBuilder {
    stage: Stage,
    collapse_generics: bool,
    readable: Vec<String>,
    evidence: Evidence,
    names: Names,
    function_rows: HashTable<u32>,
    group_rows: HashTable<u32>,
}

impl NamesBuilder {
    /// A builder that has done nothing yet.
    pub fn new(collapse_generics: bool) -> Self {
        Self {
            stage: Stage::Read(0),
            collapse_generics,
            readable: Vec::new(),
            evidence: Evidence::default(),
            names: Names::default(),
            function_rows: HashTable::new(),
            group_rows: HashTable::new(),
        }
    }

    /// Goes on for about `functions` functions, or as many stacks as take that time. Always with the
    /// same `profile`. Returns whether it is done.
    pub fn step(&mut self, profile: &Profile, functions: usize) -> bool {
        match self.stage {
            Stage::Read(first) => {
                let end = first.saturating_add(functions).min(profile.functions.len());
                for row in first..end {
                    self.readable.push(readable_name(profile, ProfileFunctionId::new(row)));
                }
                self.stage = Stage::Read(end);
                if end == profile.functions.len() {
                    self.evidence = Evidence::of_functions(profile, &self.readable);
                    self.stage = Stage::LookAtStacks(0);
                }
            }
            Stage::LookAtStacks(first) => {
                let count = functions.saturating_mul(STACKS_A_FUNCTION);
                self.stage = match self.evidence.look_at_stacks(profile, first, count) {
                    Some(next) => Stage::LookAtStacks(next),
                    None => {
                        self.evidence.conclude(profile, &self.readable);
                        Stage::Merge(0)
                    }
                };
            }
            Stage::Merge(first) => {
                let end = first.saturating_add(functions).min(profile.functions.len());
                for row in first..end {
                    let function = self.merge(profile, ProfileFunctionId::new(row));
                    self.names.of_profile_function.push(function);
                }
                let is_done = end == profile.functions.len();
                self.stage = if is_done { Stage::Done } else { Stage::Merge(end) };
            }
            Stage::Done => {}
        }
        matches!(self.stage, Stage::Done)
    }

    /// The names made so far.
    pub fn finish(self) -> Names {
        self.names
    }

    fn merge(&mut self, profile: &Profile, id: ProfileFunctionId) -> FunctionId {
        let name = std::mem::take(&mut self.readable[id.index()]);
        let (group_name, kind) = group::classify(profile, &self.evidence, id, &name);
        let group = self.group(group_name);
        let name = match self.collapse_generics {
            true => generics::collapsed(&name).into_owned(),
            false => name,
        };
        let function = profile.functions.get(id);
        let file = function.file.map_or("", |file| profile.text(file));
        let functions = &mut self.names.functions;
        let hash = hash_of((name.as_str(), group));
        let is_same = |&row: &u32| {
            let other: &NamedFunction = &functions[row as usize];
            other.group == group
                && other.name == name
                // Scripts have many functions of one name, `(anonymous)` above all.
                && (kind != FunctionKind::Jit || other.file == file)
        };
        if let Some(&row) = self.function_rows.find(hash, is_same) {
            return FunctionId(row);
        }
        let library = function.library.and_then(|id| profile.libraries.get(id.index()));
        let row = functions.len() as u32;
        functions.push(NamedFunction {
            name,
            raw_name: profile.text(function.name).to_owned(),
            group,
            kind,
            file: file.to_owned(),
            library: library.map_or_else(String::new, |library| library.name.clone()),
        });
        let rehash = |&row: &u32| {
            let function = &functions[row as usize];
            hash_of((function.name.as_str(), function.group))
        };
        self.function_rows.insert_unique(hash, row, rehash);
        FunctionId(row)
    }

    fn group(&mut self, name: String) -> GroupId {
        let groups = &mut self.names.groups;
        let hash = hash_of(name.as_str());
        if let Some(&row) = self.group_rows.find(hash, |&row| groups[row as usize] == name) {
            return GroupId(row);
        }
        let row = groups.len() as u32;
        groups.push(name);
        self.group_rows.insert_unique(hash, row, |&row| hash_of(groups[row as usize].as_str()));
        GroupId(row)
    }
}

/// The readable name of a profile's function; an address without a name is put into its library.
fn readable_name(profile: &Profile, id: ProfileFunctionId) -> String {
    let function = profile.functions.get(id);
    let name = readable::readable(profile.text(function.name));
    let library = function.library.and_then(|id| profile.libraries.get(id.index()));
    match library {
        Some(library) if readable::is_address(&name) && !library.name.is_empty() => {
            format!("{}!{name}", library.name)
        }
        _ => name,
    }
}

fn hash_of(value: impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
