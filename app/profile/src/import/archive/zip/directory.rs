//! The directory at the end of a zip archive.
//!
//! ```text
//! file: PK 3 4, header, name, content
//! directory: PK 1 2, header, name, extra fields, comment; one a file
//! end: (PK 6 6 and PK 6 7 where numbers need 64 bits) PK 5 6, place of the directory, comment
//! ```
//!
//! The headers in front of the files may lack sizes (of archives that were written to a pipe), so
//! the directory counts. Source: PKWARE's APPNOTE.TXT.

/// The ways in which content may be packed.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;

const END_BYTES: usize = 22;
const HEADER_BYTES: usize = 46;
const LOCAL_HEADER_BYTES: usize = 30;
const LONGEST_COMMENT_BYTES: usize = 0xffff;

/// A file in the archive.
pub(super) struct Entry {
    pub name: String,
    pub method: u16,
    pub is_encrypted: bool,
    pub crc32: u32,
    packed_bytes: u64,
    /// Where its own header begins.
    start: u64,
}

impl Entry {
    /// Its packed content; `None` if the archive doesn't reach so far.
    pub(super) fn content<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        let header = archive.get(usize::try_from(self.start).ok()?..)?;
        let rest = header.strip_prefix(b"PK\x03\x04").and(header.get(LOCAL_HEADER_BYTES..))?;
        let before = usize::from(u16_at(header, 26)?) + usize::from(u16_at(header, 28)?);
        rest.get(before..)?.get(..usize::try_from(self.packed_bytes).ok()?)
    }
}

/// All files, in the directory's order; `None` if there is no directory.
pub(super) fn read(archive: &[u8]) -> Option<Vec<Entry>> {
    let end = end(archive)?;
    let (mut size, mut start, mut directory_end) =
        (u64::from(u32_at(archive, end + 12)?), u64::from(u32_at(archive, end + 16)?), end);
    // Where 32 bits don't suffice, or might not have, the true values stand in a record of its own
    // in front of the end, which another one between the two points to.
    let locator = end.checked_sub(20).filter(|&at| has(archive, at, b"PK\x06\x07"));
    let long = locator.and_then(|at| usize::try_from(u64_at(archive, at + 8)?).ok());
    if let Some(long) = long.filter(|&at| has(archive, at, b"PK\x06\x06")) {
        size = u64_at(archive, long.checked_add(40)?)?;
        start = u64_at(archive, long.checked_add(48)?)?;
        directory_end = long;
    }
    // Offsets count from where the archive began before something was put in front of it.
    let moved = (directory_end as u64).checked_sub(size)?.saturating_sub(start);
    let mut at = usize::try_from(start.checked_add(moved)?).ok()?;
    let mut entries = Vec::new();
    while has(archive, at, b"PK\x01\x02") {
        let Some((entry, next)) = entry(archive, at, moved) else { break };
        entries.push(entry);
        at = next;
    }
    (!entries.is_empty() || size == 0).then_some(entries)
}

/// Where the archive's end begins.
fn end(archive: &[u8]) -> Option<usize> {
    let mut tail_end = archive.len();
    let first = archive.len().saturating_sub(END_BYTES + LONGEST_COMMENT_BYTES);
    loop {
        let found = memchr::memmem::rfind(archive.get(first..tail_end)?, b"PK\x05\x06")?;
        let at = first + found;
        // The mark may stand in a comment too.
        let comment = u16_at(archive, at + 20).map(usize::from);
        if comment.is_some_and(|comment| at + END_BYTES + comment <= archive.len()) {
            return Some(at);
        }
        // One byte more than the mark begins with, so that the same one isn't found again.
        tail_end = at + 3;
    }
}

fn entry(archive: &[u8], at: usize, moved: u64) -> Option<(Entry, usize)> {
    let header = archive.get(at..)?;
    let lengths = [28, 30, 32].map(|at| u16_at(header, at).map(usize::from));
    let [Some(name), Some(extra), Some(comment)] = lengths else { return None };
    let name_end = HEADER_BYTES + name;
    let (mut bytes, mut packed_bytes, mut start) = (
        u64::from(u32_at(header, 24)?),
        u64::from(u32_at(header, 20)?),
        u64::from(u32_at(header, 42)?),
    );
    let mut extras = header.get(name_end..name_end + extra)?;
    while let (Some(id), Some(length)) = (u16_at(extras, 0), u16_at(extras, 2)) {
        let field = extras.get(4..4 + usize::from(length)).unwrap_or_default();
        if id == 1 {
            let mut fields = (0..).map_while(|index| u64_at(field, index * 8));
            for number in [&mut bytes, &mut packed_bytes, &mut start] {
                if *number == u64::from(u32::MAX) {
                    *number = fields.next().unwrap_or(*number);
                }
            }
        }
        extras = extras.get(4 + usize::from(length)..).unwrap_or_default();
    }
    let entry = Entry {
        name: String::from_utf8_lossy(header.get(HEADER_BYTES..name_end)?).into_owned(),
        method: u16_at(header, 10)?,
        is_encrypted: u16_at(header, 8)? & 1 != 0,
        crc32: u32_at(header, 16)?,
        packed_bytes,
        start: start.checked_add(moved)?,
    };
    Some((entry, at + name_end + extra + comment))
}

fn has(bytes: &[u8], at: usize, mark: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|bytes| bytes.starts_with(mark))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
