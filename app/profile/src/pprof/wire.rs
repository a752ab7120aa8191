//! Protobuf's wire form: fields of a number and a value, one after the other.

/// The largest message that is read: a stack of some tens of millions of locations.
const LARGEST_MESSAGE_BYTES: u64 = 256 << 20;

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Value<'a> {
    /// A varint.
    Number(u64),
    /// A message, a text or a packed list.
    Bytes(&'a [u8]),
    /// A number of fixed size, which pprof has none of.
    Fixed,
}

/// What stands at the beginning of some bytes.
pub(super) enum Step<'a> {
    /// A field: its number, its value, and its length in bytes.
    Field(u64, Value<'a>, usize),
    /// The beginning of a field: more bytes are needed.
    Cut,
    /// No field.
    Broken,
}

/// The field at the beginning of `bytes`.
pub(super) fn field(bytes: &[u8]) -> Step<'_> {
    let (tag, used) = match varint(bytes) {
        Ok(Some(read)) => read,
        Ok(None) => return Step::Cut,
        Err(Malformed) => return Step::Broken,
    };
    let rest = bytes.get(used..).unwrap_or_default();
    let fixed = |length: usize| match rest.len() >= length {
        true => Step::Field(tag >> 3, Value::Fixed, used + length),
        false => Step::Cut,
    };
    match tag & 7 {
        0 => match varint(rest) {
            Ok(Some((number, more))) => Step::Field(tag >> 3, Value::Number(number), used + more),
            Ok(None) => Step::Cut,
            Err(Malformed) => Step::Broken,
        },
        1 => fixed(8),
        2 => match varint(rest) {
            Ok(Some((length, more))) if length <= LARGEST_MESSAGE_BYTES => {
                let end = more + length as usize;
                rest.get(more..end).map_or(Step::Cut, |message| {
                    Step::Field(tag >> 3, Value::Bytes(message), used + end)
                })
            }
            Ok(Some(_)) | Err(Malformed) => Step::Broken,
            Ok(None) => Step::Cut,
        },
        5 => fixed(4),
        _ => Step::Broken,
    }
}

/// Bytes that can't be what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Malformed;

/// The varint at the beginning of `bytes` and its length; `None` if it is cut.
#[inline]
fn varint(bytes: &[u8]) -> Result<Option<(u64, usize)>, Malformed> {
    let mut number = 0;
    for (index, &byte) in bytes.iter().take(10).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * index);
        if byte < 0x80 {
            return Ok(Some((number, index + 1)));
        }
    }
    if bytes.len() >= 10 { Err(Malformed) } else { Ok(None) }
}

/// Hands each field of a whole message to `take`.
pub(super) fn fields<'a>(
    mut message: &'a [u8],
    mut take: impl FnMut(u64, Value<'a>) -> Result<(), Malformed>,
) -> Result<(), Malformed> {
    while !message.is_empty() {
        let Step::Field(number, value, used) = field(message) else { return Err(Malformed) };
        take(number, value)?;
        message = message.get(used..).unwrap_or_default();
    }
    Ok(())
}

impl<'a> Value<'a> {
    /// The number that it should be.
    pub(super) fn number(self) -> Result<u64, Malformed> {
        if let Self::Number(number) = self { Ok(number) } else { Err(Malformed) }
    }

    /// The bytes that it should be.
    pub(super) fn bytes(self) -> Result<&'a [u8], Malformed> {
        if let Self::Bytes(bytes) = self { Ok(bytes) } else { Err(Malformed) }
    }

    /// Hands each number of a repeated field to `take`, packed or not.
    #[inline]
    pub(super) fn numbers(self, mut take: impl FnMut(u64)) -> Result<(), Malformed> {
        match self {
            Self::Number(number) => {
                take(number);
                Ok(())
            }
            Self::Bytes(packed) => varints(packed, |number, _| take(number)),
            Self::Fixed => Err(Malformed),
        }
    }

    /// Appends the numbers of a repeated field to `out`, packed, whether they are or not.
    #[inline]
    pub(super) fn packed(self, out: &mut Vec<u8>) -> Result<(), Malformed> {
        match self {
            Self::Number(mut number) => {
                while number >= 0x80 {
                    out.push(number as u8 | 0x80);
                    number >>= 7;
                }
                out.push(number as u8);
                Ok(())
            }
            // The last byte must not be continued by those of the next field.
            Self::Bytes(packed) if packed.last().is_none_or(|&byte| byte < 0x80) => {
                out.extend_from_slice(packed);
                Ok(())
            }
            Self::Bytes(_) | Self::Fixed => Err(Malformed),
        }
    }
}

/// Hands each of some varints to `take`, with the place at which it begins.
#[inline]
pub(super) fn varints(packed: &[u8], mut take: impl FnMut(u64, usize)) -> Result<(), Malformed> {
    let mut at = 0;
    while let Some(&first) = packed.get(at) {
        if first < 0x80 {
            take(u64::from(first), at);
            at += 1;
            continue;
        }
        let rest = packed.get(at..).unwrap_or_default();
        let Some((number, used)) = varint(rest)? else { return Err(Malformed) };
        take(number, at);
        at += used;
    }
    Ok(())
}
