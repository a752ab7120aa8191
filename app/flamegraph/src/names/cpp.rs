//! C++ names.

/// The readable form of a C++ symbol (Itanium ABI); `None` if `name` is none.
#[cfg(feature = "cpp")]
pub(super) fn demangled(name: &str) -> Option<String> {
    if !(name.starts_with("_Z") || name.starts_with("__Z")) {
        return None;
    }
    let symbol = cpp_demangle::Symbol::new(name.strip_prefix("__").map_or(name, |_| &name[1..]));
    symbol.ok()?.demangle().ok()
}

/// The readable form of a C++ symbol; this build can't tell.
#[cfg(not(feature = "cpp"))]
pub(super) fn demangled(_name: &str) -> Option<String> {
    None
}
