//! The header of a file in a tar archive.

/// Headers and content come in blocks of this size.
pub(super) const BLOCK_BYTES: usize = 512;

/// What a header says.
pub(super) struct Header {
    pub name: String,
    pub bytes: u64,
    pub kind: Kind,
}

/// What follows a header.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    File,
    Folder,
    /// The name of the next file.
    LongName,
    /// Records about the next file.
    Records,
    /// A link, a device, records about all files.
    Other,
}

impl Header {
    /// Reads a header; `None` if its sum isn't right.
    pub(super) fn parse(block: &[u8; BLOCK_BYTES]) -> Option<Self> {
        const SUM: std::ops::Range<usize> = 148..156;
        let sum: u64 = block.iter().map(|&byte| u64::from(byte)).sum();
        let own: u64 = block.get(SUM)?.iter().map(|&byte| u64::from(byte)).sum();
        // In its own sum the field counts as blanks.
        let expected = sum - own + SUM.len() as u64 * u64::from(b' ');
        if number(block.get(SUM)?)? != expected {
            return None;
        }
        let is_posix = block.get(257..263)? == b"ustar\0";
        let name = text(block.get(..100)?);
        let folder = if is_posix { text(block.get(345..500)?) } else { "".into() };
        let name = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
        let kind = match block.get(156)? {
            b'0' | 0 | b'7' if name.ends_with('/') => Kind::Folder,
            b'0' | 0 | b'7' => Kind::File,
            b'5' => Kind::Folder,
            b'L' => Kind::LongName,
            b'x' => Kind::Records,
            _ => Kind::Other,
        };
        // A link has no content, whatever its size.
        let bytes = match block.get(156)? {
            b'1'..=b'6' => 0,
            _ => number(block.get(124..136)?)?,
        };
        Some(Self { name, bytes, kind })
    }
}

/// The text up to the first NUL.
fn text(field: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(field.split(|&byte| byte == 0).next().unwrap_or_default())
}

/// Octal digits between blanks and NULs, or, with the highest bit set, the bytes of the number.
fn number(field: &[u8]) -> Option<u64> {
    if let [first @ 0x80..=0xff, rest @ ..] = field {
        let mut number = u64::from(first & 0x7f);
        for &byte in rest {
            number = number.checked_mul(256)?.checked_add(u64::from(byte))?;
        }
        return Some(number);
    }
    let digits = field.split(|&byte| byte == 0).next()?.trim_ascii();
    if digits.is_empty() {
        return Some(0);
    }
    u64::from_str_radix(std::str::from_utf8(digits).ok()?, 8).ok()
}

/// The records of an entry of the type `x`: `27 path=a/very/long/name\n`, where the number counts
/// the whole record.
pub(super) fn records(text: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let blank = memchr::memchr(b' ', rest)?;
        let length: usize = std::str::from_utf8(rest.get(..blank)?).ok()?.parse().ok()?;
        let record = rest.get(blank + 1..length)?.trim_ascii_end();
        rest = rest.get(length..)?;
        let equals = memchr::memchr(b'=', record)?;
        Some((record.get(..equals)?, record.get(equals + 1..)?))
    })
}
