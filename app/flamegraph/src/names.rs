//! The functions that a tree is made of: readable names, crates and kinds.

pub mod allocator;
mod build;
mod cpp;
mod evidence;
pub mod generics;
mod group;
pub mod readable;
pub mod runtime;
pub mod rust_file;
pub mod rust_path;
pub mod script;

pub use build::NamesBuilder;

use profile::Profile;
use protocol::FunctionId;
use protocol::tree::FunctionKind;

/// A crate or library: what the legend lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupId(pub u32);

/// One function as a tree shows it. Several functions of the profile may be one here: the same
/// code under two manglings, generic code with its arguments dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedFunction {
    /// The readable name, whole.
    pub name: String,
    /// The name as the file has it, of the first of the profile's functions that are this one.
    pub raw_name: String,
    /// Its crate or library.
    pub group: GroupId,
    /// What sort of code it is.
    pub kind: FunctionKind,
    /// Source file, or empty.
    pub file: String,
    /// Library, or empty.
    pub library: String,
}

/// The functions of a tree, and which of them each function of the profile is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// The functions, by [`FunctionId`].
    pub functions: Vec<NamedFunction>,
    /// For each function of the profile the function that it is here.
    pub of_profile_function: Vec<FunctionId>,
    /// The crates and libraries, by [`GroupId`].
    pub groups: Vec<String>,
}

impl Names {
    /// The names of the functions of `profile`, in one go; with `collapse_generics` functions that
    /// differ only in generic arguments are one.
    pub fn of(profile: &Profile, collapse_generics: bool) -> Self {
        let mut builder = NamesBuilder::new(collapse_generics);
        while !builder.step(profile, usize::MAX) {}
        builder.finish()
    }

    /// The function `id`, if it is one of these.
    #[inline]
    pub fn get(&self, id: FunctionId) -> Option<&NamedFunction> {
        self.functions.get(id.0 as usize)
    }

    /// The name of `id`; empty if it is none of these.
    #[inline]
    pub fn name(&self, id: FunctionId) -> &str {
        self.get(id).map_or("", |function| &function.name)
    }
}
