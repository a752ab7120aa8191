//! Columns: where the elements of a long array go, without a detour.

use super::number::{self, Number, Parsed};
use crate::strings::Strings;

/// How a column of integers shows `null`, as the formats themselves do in other versions.
pub const NONE: i32 = -1;
/// How a column of integers shows what is neither an `i32` nor `null` nor a boolean.
pub const UNREADABLE: i32 = i32::MIN;

/// The elements of one array, all of one type.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Integers; `null` is [`NONE`], `true` is 1, `false` is 0, anything else [`UNREADABLE`].
    Integers(Vec<i32>),
    /// Floats; everything that is no number is `NaN`.
    Floats(Vec<f64>),
    /// Texts; everything that is no text is the empty one.
    Texts(Strings),
}

impl Default for Column {
    fn default() -> Self {
        Self::Integers(Vec::new())
    }
}

/// Where the reading of a run of elements stopped.
pub(super) enum Run {
    /// In front of a value that is no number, after so many bytes.
    Value(usize),
    /// After the bracket that closes the array.
    End(usize),
    /// At a byte that doesn't belong there.
    Broken(usize),
    /// At the end of the bytes, or in front of a number that they may have cut.
    Incomplete(usize),
}

impl Column {
    /// An empty column of floats.
    pub fn floats_column() -> Self {
        Self::Floats(Vec::new())
    }

    /// An empty column of texts.
    pub fn texts_column() -> Self {
        Self::Texts(Strings::default())
    }

    /// The integers; none if it holds something else.
    pub fn integers(&self) -> &[i32] {
        match self {
            Self::Integers(values) => values,
            _ => &[],
        }
    }

    /// The floats; none if it holds something else.
    pub fn floats(&self) -> &[f64] {
        match self {
            Self::Floats(values) => values,
            _ => &[],
        }
    }

    /// The texts, if it holds such.
    pub fn texts(&self) -> Option<&Strings> {
        match self {
            Self::Texts(texts) => Some(texts),
            _ => None,
        }
    }

    /// How many elements there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Integers(values) => values.len(),
            Self::Floats(values) => values.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Keeps the first `count` elements of a column of numbers.
    pub(super) fn truncate(&mut self, count: usize) {
        match self {
            Self::Integers(values) => values.truncate(count),
            Self::Floats(values) => values.truncate(count),
            Self::Texts(_) => {}
        }
    }

    /// Gives back the room for elements that didn't come.
    pub fn shrink(&mut self) {
        match self {
            Self::Integers(values) => values.shrink_to_fit(),
            Self::Floats(values) => values.shrink_to_fit(),
            Self::Texts(texts) => texts.shrink(),
        }
    }

    /// Appends numbers.
    pub(super) fn extend(&mut self, numbers: impl Iterator<Item = f64>) {
        match self {
            Self::Integers(values) => {
                values.extend(numbers.map(|number| i32::of(Number::Float(number))));
            }
            Self::Floats(values) => values.extend(numbers),
            Self::Texts(_) => numbers.for_each(|_| self.push_other()),
        }
    }

    /// Appends a text, or what stands for it.
    pub(super) fn push_text(&mut self, text: &str) {
        match self {
            Self::Texts(texts) => {
                texts.push(text);
            }
            _ => self.push_other(),
        }
    }

    /// Appends what stands for a value of another type.
    pub(super) fn push_other(&mut self) {
        match self {
            Self::Integers(values) => values.push(UNREADABLE),
            Self::Floats(values) => values.push(f64::NAN),
            Self::Texts(texts) => {
                texts.push("");
            }
        }
    }

    /// Reads elements and the commas between them for as long as they are plain numbers, `null`,
    /// `true` or `false`. `bytes` begin at an element.
    pub(super) fn run(&mut self, bytes: &[u8]) -> Run {
        match self {
            Self::Integers(values) => run(bytes, values),
            Self::Floats(values) => run(bytes, values),
            Self::Texts(_) => Run::Value(0),
        }
    }
}

/// What a column holds.
trait Cell: Copy {
    /// What stands for `null`.
    const NULL: Self;
    fn of(number: Number) -> Self;
    fn of_bool(value: bool) -> Self;
    fn of_digit(digit: u8) -> Self;
    /// The common case in one go: a short number with its comma.
    fn short(bytes: &[u8]) -> Option<(Self, usize)>;
}

impl Cell for i32 {
    const NULL: Self = NONE;

    #[inline(always)]
    fn of(number: Number) -> Self {
        match number {
            Number::Integer(integer) => Self::try_from(integer).unwrap_or(UNREADABLE),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < 2_147_483_648.0 => {
                float as Self
            }
            Number::Float(_) => UNREADABLE,
        }
    }

    fn of_bool(value: bool) -> Self {
        Self::from(value)
    }

    fn of_digit(digit: u8) -> Self {
        Self::from(digit)
    }

    #[inline(always)]
    fn short(bytes: &[u8]) -> Option<(Self, usize)> {
        number::short_integer(bytes).map(|(integer, length)| (integer as Self, length))
    }
}

impl Cell for f64 {
    const NULL: Self = Self::NAN;

    #[inline(always)]
    fn of(number: Number) -> Self {
        number.float()
    }

    fn of_bool(_: bool) -> Self {
        Self::NAN
    }

    fn of_digit(digit: u8) -> Self {
        Self::from(digit)
    }

    #[inline(always)]
    fn short(bytes: &[u8]) -> Option<(Self, usize)> {
        number::short_float(bytes)
    }
}

fn run<C: Cell>(bytes: &[u8], values: &mut Vec<C>) -> Run {
    let mut at = 0;
    loop {
        loop {
            let rest = &bytes[at..];
            if let Some(chunk) = rest.first_chunk::<8>()
                && chunk[1] == b','
                && let Some(digits) = number::four_digits(*chunk)
            {
                values.extend_from_slice(&digits.map(C::of_digit));
                at += 8;
            } else if let Some((cell, length)) = C::short(rest) {
                values.push(cell);
                at += length;
            } else {
                break;
            }
        }
        // Element and separator are taken together or not at all, so that a cut can't part them.
        let start = at;
        let (cell, mut end) = match bytes.get(at) {
            Some(b'0'..=b'9' | b'-' | b'N' | b'I') => match number::parse(&bytes[at..]) {
                Parsed::Number(number, length) => (C::of(number), at + length),
                Parsed::Not => return Run::Value(start),
            },
            Some(b'n') if bytes[at..].starts_with(b"null") => (C::NULL, at + 4),
            Some(b't') if bytes[at..].starts_with(b"true") => (C::of_bool(true), at + 4),
            Some(b'f') if bytes[at..].starts_with(b"false") => (C::of_bool(false), at + 5),
            Some(b' ' | b'\n' | b'\r' | b'\t') => {
                at += 1;
                continue;
            }
            Some(_) => return Run::Value(start),
            None => return Run::Incomplete(start),
        };
        loop {
            match bytes.get(end) {
                Some(b',') => {
                    values.push(cell);
                    at = end + 1;
                    break;
                }
                Some(b']') => {
                    values.push(cell);
                    return Run::End(end + 1);
                }
                Some(b' ' | b'\n' | b'\r' | b'\t') => end += 1,
                Some(_) => return Run::Broken(end),
                None => return Run::Incomplete(start),
            }
        }
    }
}
