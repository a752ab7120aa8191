//! Frames: places inside functions, as stacks show them.

use crate::id::{FrameId, FunctionId};
use std::hash::{Hash, Hasher};

/// One frame, as it is added and read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Frame {
    /// The function it is in.
    pub function: FunctionId,
    /// The source line, from 1, if known.
    pub line: Option<u32>,
    /// The column of that line, from 1, if known.
    pub column: Option<u32>,
    /// The address relative to the start of the function's library, if known.
    pub address: Option<u64>,
    /// Whether the compiler put this function's code into that of its caller.
    pub inlined: bool,
}

impl Frame {
    /// A frame of which nothing is known but its function.
    pub fn of(function: FunctionId) -> Self {
        Self { function, line: None, column: None, address: None, inlined: false }
    }
}

/// In three words: frames are looked up millions of times. Where words have 32 bits, such as in
/// WebAssembly, the hasher takes the halves one by one and keeps the last bit of what differs: it
/// must be the row's, or else half of a table would stay empty and the other half overflow.
impl Hash for Frame {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let part = |number: Option<u32>| u64::from(number.unwrap_or(0));
        state.write_u64(part(self.line) << 32 | part(self.column));
        state.write_u64(self.address.unwrap_or(NO_ADDRESS));
        let function = u64::from(FunctionId::to_raw(Some(self.function)));
        state.write_u64(u64::from(self.inlined) << 32 | function);
    }
}

/// The address column's value for none.
pub(crate) const NO_ADDRESS: u64 = u64::MAX;

/// The table of frames: a column per field. A column in which no frame has a value stays empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frames {
    pub(crate) functions: Vec<FunctionId>,
    /// 0 for none.
    pub(crate) lines: Vec<u32>,
    /// 0 for none.
    pub(crate) columns: Vec<u32>,
    /// [`NO_ADDRESS`] for none.
    pub(crate) addresses: Vec<u64>,
    pub(crate) inlined: Vec<bool>,
    /// 0 for none. These two are set where frames stand elsewhere than their functions begin, and
    /// only names in source maps are looked up there.
    pub(crate) first_lines: Vec<u32>,
    /// 0 for none.
    pub(crate) first_columns: Vec<u32>,
}

impl Frames {
    /// How many frames there are.
    pub fn len(&self) -> usize {
        self.functions.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.functions.is_empty()
    }

    /// The function that `id` is in.
    #[inline]
    pub fn function(&self, id: FrameId) -> FunctionId {
        self.functions[id.index()]
    }

    /// The column of functions.
    pub fn functions(&self) -> &[FunctionId] {
        &self.functions
    }

    /// Whether `id` is an inlined call.
    #[inline]
    pub fn is_inlined(&self, id: FrameId) -> bool {
        self.inlined.get(id.index()).copied().unwrap_or(false)
    }

    /// Whether any frame is inlined.
    pub fn has_inlined(&self) -> bool {
        self.inlined.contains(&true)
    }

    /// The address of `id`, if it is known.
    #[inline]
    pub fn address(&self, id: FrameId) -> Option<u64> {
        self.addresses.get(id.index()).copied().filter(|&address| address != NO_ADDRESS)
    }

    /// The row of `id`.
    #[inline]
    pub fn get(&self, id: FrameId) -> Frame {
        let index = id.index();
        let number = |column: &[u32]| column.get(index).copied().filter(|&value| value != 0);
        Frame {
            function: self.functions[index],
            line: number(&self.lines),
            column: number(&self.columns),
            address: self.address(id),
            inlined: self.is_inlined(id),
        }
    }

    /// Line and column at which the function of `id` begins, both from 1, where the file says that
    /// and where in it the frame was running.
    pub fn beginning(&self, id: FrameId) -> Option<(u32, u32)> {
        let line = *self.first_lines.get(id.index())?;
        let column = *self.first_columns.get(id.index())?;
        (line != 0 && column != 0).then_some((line, column))
    }

    pub(crate) fn set_function(&mut self, id: FrameId, function: FunctionId, inlined: bool) {
        if let Some(cell) = self.functions.get_mut(id.index()) {
            *cell = function;
        }
        if inlined {
            self.inlined.resize(self.functions.len(), false);
        }
        if let Some(cell) = self.inlined.get_mut(id.index()) {
            *cell = inlined;
        }
    }

    pub(crate) fn set_beginning(&mut self, id: FrameId, line: u32, column: u32) {
        for (column, value) in [(&mut self.first_lines, line), (&mut self.first_columns, column)] {
            column.resize(self.functions.len(), 0);
            if let Some(cell) = column.get_mut(id.index()) {
                *cell = value;
            }
        }
    }

    pub(crate) fn push(&mut self, frame: Frame) -> FrameId {
        let index = self.functions.len();
        self.functions.push(frame.function);
        set(&mut self.lines, index, frame.line.unwrap_or(0), 0);
        set(&mut self.columns, index, frame.column.unwrap_or(0), 0);
        set(&mut self.addresses, index, frame.address.unwrap_or(NO_ADDRESS), NO_ADDRESS);
        set(&mut self.inlined, index, frame.inlined, false);
        set(&mut self.first_lines, index, 0, 0);
        set(&mut self.first_columns, index, 0, 0);
        FrameId::new(index)
    }
}

/// Appends `value` as row `index`; a column that has held only `none` so far stays empty.
fn set<T: Copy + PartialEq>(column: &mut Vec<T>, index: usize, value: T, none: T) {
    if column.is_empty() && value == none {
        return;
    }
    column.resize(index, none);
    column.push(value);
}
