//! Functions: named pieces of code.

use crate::id::{FunctionId, LibraryId, StringId};
use std::hash::{Hash, Hasher};

/// What sort of code a function is, as far as the file says.
#[derive(
    Clone, Copy, PartialEq, Eq, Hash, Debug, Default, serde::Serialize, serde::Deserialize,
)]
#[repr(u8)]
pub enum FunctionKind {
    /// The file doesn't say.
    #[default]
    Unknown = 0,
    /// Compiled code in user space.
    Native = 1,
    /// Kernel code (`_[k]`).
    Kernel = 2,
    /// Code made at run time (`_[j]`, and `_[1]` for that of a first, quick compiler).
    Jit = 3,
    /// Code run by an interpreter (`_[0]`).
    Interpreted = 4,
    /// Not code but a label: a thread, a waker (`_[w]`), a marker.
    Label = 5,
}

impl FunctionKind {
    /// The kind of a stored number; [`FunctionKind::Unknown`] for a number that is none.
    pub fn from_raw(raw: u8) -> Self {
        match raw {
            1 => Self::Native,
            2 => Self::Kernel,
            3 => Self::Jit,
            4 => Self::Interpreted,
            5 => Self::Label,
            _ => Self::Unknown,
        }
    }
}

/// One function, as it is added and read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Function {
    /// The name as the file has it: not demangled.
    pub name: StringId,
    /// The source file, if known.
    pub file: Option<StringId>,
    /// The library it is in, if known.
    pub library: Option<LibraryId>,
    /// What sort of code it is.
    pub kind: FunctionKind,
}

/// In two words: functions are looked up as often as frames.
impl Hash for Function {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let library = u64::from(LibraryId::to_raw(self.library));
        state.write_u64(library << 8 | self.kind as u64);
        let file = u64::from(StringId::to_raw(self.file));
        state.write_u64(file << 32 | u64::from(StringId::to_raw(Some(self.name))));
    }
}

/// The table of functions: a column per field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Functions {
    pub(crate) names: Vec<StringId>,
    pub(crate) files: Vec<Option<StringId>>,
    pub(crate) libraries: Vec<Option<LibraryId>>,
    pub(crate) kinds: Vec<FunctionKind>,
}

impl Functions {
    /// How many functions there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// All ids, in order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FunctionId> + use<> {
        (0..self.len()).map(FunctionId::new)
    }

    /// The row of `id`.
    #[inline]
    pub fn get(&self, id: FunctionId) -> Function {
        let index = id.index();
        Function {
            name: self.names[index],
            file: self.files[index],
            library: self.libraries[index],
            kind: self.kinds[index],
        }
    }

    pub(crate) fn push(&mut self, function: Function) -> FunctionId {
        self.names.push(function.name);
        self.files.push(function.file);
        self.libraries.push(function.library);
        self.kinds.push(function.kind);
        FunctionId::new(self.names.len() - 1)
    }
}
