//! What colours mean: the entries that functions and nodes belong to under each mode.

use super::shade::{Class, LIGHTNESS_STEPS, Shade};
use crate::names::NamedFunction;
use protocol::{ColourMode, FunctionKind};

/// The key and label of what belongs to no function: samples with an empty stack.
pub const NO_FUNCTION: (&str, &str) = ("(all)", "empty stacks");

/// The smallest shares of self of the six steps of [`ColourMode::SelfShare`], with what the legend
/// says of them.
pub const SHARES: [(f64, &str, &str); 6] = [
    (0.0, "0", "no self weight"),
    (f64::MIN_POSITIVE, "1", "self below 0.1 %"),
    (0.001, "2", "self from 0.1 %"),
    (0.01, "3", "self from 1 %"),
    (0.03, "4", "self from 3 %"),
    (0.1, "5", "self from 10 %"),
];

/// The step of a share of self.
pub fn share_step(share: f64) -> u8 {
    SHARES.iter().rposition(|&(least, ..)| share >= least).unwrap_or(0) as u8
}

/// The shade of the root, which stands for all.
pub fn root_shade() -> Shade {
    Shade::middle(Class::Label, 0)
}

/// A function's shade: the same in every profile, since only names go into it.
pub fn function_shade(mode: ColourMode, function: &NamedFunction, group: &str) -> Shade {
    let name_hash = hash(&function.name);
    let lightness = (name_hash % u64::from(LIGHTNESS_STEPS)) as u8;
    match mode {
        ColourMode::Crate => Shade { lightness, ..group_shade(function.kind, group) },
        ColourMode::Kind => Shade { lightness, ..kind_shade(function.kind) },
        ColourMode::Name | ColourMode::SelfShare => {
            Shade { class: Class::Name, hue: pick(name_hash >> 8, Class::Name), lightness }
        }
    }
}

/// The shade of a crate or library.
pub fn group_shade(kind: FunctionKind, group: &str) -> Shade {
    let class = match kind {
        FunctionKind::Dependency => Class::Dependency,
        other => kind_shade(other).class,
    };
    let hue = match (class, group) {
        (Class::Std, "std") => 1,
        (Class::Std, "core") => 0,
        (Class::Std, "alloc") => 2,
        _ => pick(hash(group), class),
    };
    Shade::middle(class, hue)
}

/// The shade of a kind.
pub fn kind_shade(kind: FunctionKind) -> Shade {
    match kind {
        FunctionKind::Own => Shade::middle(Class::Own, 1),
        FunctionKind::Dependency => Shade::middle(Class::AnyDependency, 0),
        FunctionKind::Std => Shade::middle(Class::Std, 1),
        FunctionKind::Kernel => Shade::middle(Class::Kernel, 0),
        FunctionKind::Native => Shade::middle(Class::Native, 1),
        FunctionKind::Jit => Shade::middle(Class::Jit, 0),
        FunctionKind::Label => Shade::middle(Class::Label, 0),
        FunctionKind::Unknown => Shade::middle(Class::Unknown, 0),
    }
}

/// The kinds in the order of the legend, with key and label. Where one group has functions of
/// several kinds, the first of them gives the group its colour in the legend.
pub const KINDS: [(FunctionKind, &str, &str); 8] = [
    (FunctionKind::Own, "own", "own code"),
    (FunctionKind::Dependency, "dependency", "dependencies"),
    (FunctionKind::Std, "std", "std, core, alloc"),
    (FunctionKind::Kernel, "kernel", "kernel"),
    (FunctionKind::Jit, "jit", "JIT and interpreted"),
    (FunctionKind::Native, "native", "C and other native code"),
    (FunctionKind::Label, "label", "labels"),
    (FunctionKind::Unknown, "unknown", "unknown"),
];

/// The place of a kind in [`KINDS`].
pub fn kind_place(kind: FunctionKind) -> usize {
    KINDS.iter().position(|&(other, ..)| other == kind).unwrap_or(KINDS.len() - 1)
}

fn pick(hash: u64, class: Class) -> u8 {
    (hash % u64::from(class.hue_count())) as u8
}

/// FNV-1a with a final mix, so that names that differ in their last letter get unlike colours.
/// Written out, since a colour must be the same in every build.
fn hash(text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    for &byte in text.as_bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}
