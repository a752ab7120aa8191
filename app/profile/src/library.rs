//! The binaries and shared objects that functions come from.

/// A binary, shared object, kernel or script host that functions come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Library {
    /// The short name, such as `libc.so.6`.
    pub name: String,
    /// Where it was on the recording machine, if known.
    pub path: String,
    /// The name under which its symbols are looked up; usually the name.
    pub debug_name: String,
    /// The identity of the build as hexadecimal digits in upper case with the age at the end
    /// (breakpad id), or empty.
    pub debug_id: String,
}
