//! Symbols: names from another file, for profiles that were recorded without them.

mod join;
mod renaming;
mod source_map;

pub use join::{Joined, fits, join};
pub(crate) use source_map::last_part;
pub use source_map::{Origin, Segment, SourceMap, WasmNames};

/// What files bring that give names to the profiles of others.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Symbols {
    /// Names for addresses: one entry a library.
    pub libraries: Vec<LibrarySymbols>,
    /// Names and places for places in generated JavaScript.
    pub source_maps: Vec<SourceMap>,
    /// Names for the numbers of functions of WebAssembly.
    pub wasm_names: Vec<WasmNames>,
}

impl Symbols {
    /// The symbols of the build `debug_id` of the library `debug_name`.
    pub fn of(&self, debug_name: &str, debug_id: &str) -> Option<&LibrarySymbols> {
        let is_same = |library: &&LibrarySymbols| {
            library.debug_name == debug_name && library.debug_id == debug_id
        };
        self.libraries.iter().find(is_same)
    }

    /// Adds those of another file.
    pub fn extend(&mut self, more: Self) {
        self.libraries.extend(more.libraries);
        self.source_maps.extend(more.source_maps);
        self.wasm_names.extend(more.wasm_names);
    }
}

/// Names for addresses: one library's part of a symbol sidecar.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct LibrarySymbols {
    /// The name under which the library's symbols are looked up.
    pub debug_name: String,
    /// The identity of the build in the form of [`crate::library::Library::debug_id`].
    pub debug_id: String,
    /// The functions and labels of the library: name, and the relative address at which it starts.
    pub names: Vec<SymbolName>,
    /// Which addresses are known: (relative address, row of `names`), in order of address.
    pub addresses: Vec<(u64, u32)>,
}

impl LibrarySymbols {
    /// The symbol that is known of this very address.
    pub fn name_at(&self, address: u64) -> Option<&SymbolName> {
        let index = self.addresses.binary_search_by_key(&address, |&(known, _)| known).ok()?;
        self.names.get(self.addresses[index].1 as usize)
    }
}

/// One symbol of a library.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct SymbolName {
    /// The symbol's name, maybe mangled.
    pub name: String,
    /// Source file of the function itself, or empty.
    pub file: String,
    /// The inlined calls at `inlined_at`, from the innermost to the outermost: function, file and
    /// line (0 for none). The last one is the function itself.
    pub inlined: Vec<(String, String, u32)>,
    /// The one address for which `inlined` holds; at any other it would be a lie.
    pub inlined_at: Option<u64>,
}

/// What the user reads where a profile lacks names that its recorder could have saved.
pub const MISSING: &str = "functions have addresses instead of names, since the profile was saved \
    without symbols: record it with `samply record --unstable-presymbolicate` (samply 0.13; later \
    `--presymbolicate`), and drop the .syms.json file together with the profile";

/// Whether `name` is an address that stands for a function's name, as `0x163961`.
pub fn is_address(name: &str) -> bool {
    name.strip_prefix("0x")
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A debug id in the form of [`crate::library::Library::debug_id`]: `4ff617b5-77d2-…-840268ff58f4`
/// or that with `-a` for the age 10 becomes `4FF617B577D2…840268FF58F40` or `…58F4A`.
pub fn breakpad_id(debug_id: &str) -> String {
    const UUID_DIGITS: usize = 32;
    let mut id: String = debug_id.chars().filter(|&c| c != '-').collect();
    id.make_ascii_uppercase();
    if id.len() == UUID_DIGITS {
        id.push('0');
    }
    id
}
