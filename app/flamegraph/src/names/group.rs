//! The crate or library of a function, and what sort of code it is.

use super::evidence::Evidence;
use super::runtime::is_rust_shim;
use super::rust_file::{Origin, origin_of};
use super::rust_path::{crate_of, is_std_crate};
use super::{readable, script};
use profile::Profile;
use profile::function::FunctionKind as Recorded;
use profile::id::FunctionId;
use protocol::FunctionKind;

/// The group of names that are no functions: of threads, of files, of what was left out.
const LABELS: &str = "labels";
/// The group of kernel code.
const KERNEL: &str = "kernel";
/// The group of compiled code of which no library is known.
const NATIVE: &str = "native";
/// The group of Rust code of which the crate isn't known.
const NO_CRATE: &str = "crate unknown";
/// The group of what has no name.
const UNKNOWN: &str = "unknown";

/// The group and kind of the profile's function `id`, whose readable name is `name`.
pub(super) fn classify(
    profile: &Profile,
    evidence: &Evidence,
    id: FunctionId,
    name: &str,
) -> (String, FunctionKind) {
    let function = profile.functions.get(id);
    let library = function.library.and_then(|id| profile.libraries.get(id.index()));
    let library = library.map_or("", |library| library.name.as_str());
    let file = function.file.map_or("", |file| profile.text(file));
    let in_library = |otherwise: &str| {
        if library.is_empty() { otherwise.to_owned() } else { library.to_owned() }
    };

    if function.kind == Recorded::Label || evidence.is_label(profile, id, name) {
        return (LABELS.to_owned(), FunctionKind::Label);
    }
    if function.kind == Recorded::Kernel
        || is_kernel_library(library)
        || evidence.is_kernel(profile, id)
    {
        return (KERNEL.to_owned(), FunctionKind::Kernel);
    }
    if readable::is_unknown(name) || is_bare_address(name) {
        return (in_library(UNKNOWN), FunctionKind::Unknown);
    }
    if let Some(group) = script_group(function.kind, name, file) {
        return (group.unwrap_or_else(|| in_library("script")), FunctionKind::Jit);
    }
    let raw_name = profile.text(function.name);
    if !is_cpp(raw_name, name) {
        if let Some(crate_name) = crate_of(name) {
            if crate_name == "__rustc" {
                return ("alloc".to_owned(), FunctionKind::Std);
            }
            let is_rust = evidence.has_rust && !is_cpp_std(name);
            return (crate_name.to_owned(), kind_of_crate(evidence, crate_name, is_rust));
        }
        if is_rust_shim(name) {
            return ("alloc".to_owned(), FunctionKind::Std);
        }
    }
    match origin_of(file) {
        Origin::Std(crate_name) => (crate_name, FunctionKind::Std),
        Origin::Dependency(crate_name) => {
            let kind = kind_of_crate(evidence, &crate_name, true);
            (crate_name, kind)
        }
        origin => {
            if let Some(crate_name) = evidence.crate_of_file(file) {
                return (crate_name.to_owned(), kind_of_crate(evidence, crate_name, true));
            }
            if origin == Origin::Own {
                let crate_name = evidence.only_own_crate().unwrap_or("own");
                return (crate_name.to_owned(), FunctionKind::Own);
            }
            let is_inlined_rust = evidence.is_inlined_rust(profile, id);
            let group = if is_inlined_rust { NO_CRATE.to_owned() } else { in_library(NATIVE) };
            (group, FunctionKind::Native)
        }
    }
}

fn kind_of_crate(evidence: &Evidence, crate_name: &str, is_rust: bool) -> FunctionKind {
    if !is_rust {
        FunctionKind::Native
    } else if is_std_crate(crate_name) {
        FunctionKind::Std
    } else if evidence.is_own(crate_name) {
        FunctionKind::Own
    } else {
        FunctionKind::Dependency
    }
}

fn is_kernel_library(library: &str) -> bool {
    library.starts_with("[kernel")
        || library.starts_with("vmlinux")
        || library == "[guest.kernel.kallsyms]"
}

/// `libc.so.6!0x1234`, as [`super::Names`] calls an address of a known library.
fn is_bare_address(name: &str) -> bool {
    name.rsplit_once('!')
        .is_some_and(|(_, address)| address.starts_with("0x") && readable::is_address(address))
}

/// The package of code that isn't compiled ahead of time: `Some(None)` if it is such code but
/// nothing tells its package.
fn script_group(kind: Recorded, name: &str, file: &str) -> Option<Option<String>> {
    let file = if file.is_empty() { script::file_in_name(name).unwrap_or("") } else { file };
    let is_script = matches!(kind, Recorded::Jit | Recorded::Interpreted);
    if script::is_script_file(file)
        || file.starts_with("<frozen ")
        || (is_script && !file.is_empty())
    {
        return Some(Some(script::package_of_file(file)));
    }
    let package = if name.contains("::") { None } else { script::java_package(name) };
    (is_script || package.is_some()).then_some(package)
}

/// Whether a name is C++'s: mangled as such, or written as no Rust name is.
fn is_cpp(raw_name: &str, name: &str) -> bool {
    let symbol = raw_name.trim_start_matches('_');
    (raw_name.starts_with('_') && symbol.starts_with('Z') && !readable::is_mangled_rust(raw_name))
        || name.contains("(anonymous namespace)")
        || name.contains("::operator")
        || name.contains("::~")
        || name.contains("> >")
        || name.starts_with("void ")
        || has_parameters(name)
}

/// Whether a list of parameters stands outside of angle brackets: `foo::bar(int)`.
fn has_parameters(name: &str) -> bool {
    let mut depth = 0usize;
    let mut before = ' ';
    for letter in name.chars() {
        match letter {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            '(' if depth == 0 && (before.is_alphanumeric() || before == '_' || before == '>') => {
                return true;
            }
            _ => {}
        }
        before = letter;
    }
    false
}

/// Whether a path in `std::` is C++'s: its names begin with `_`, and its containers are not in
/// modules.
fn is_cpp_std(name: &str) -> bool {
    let Some(inside) = name.strip_prefix("std::") else {
        return false;
    };
    let segment_end = inside.find(['<', ':']).unwrap_or(inside.len());
    inside.starts_with('_') && !inside.starts_with("__rust")
        || inside[segment_end..].starts_with('<')
}
