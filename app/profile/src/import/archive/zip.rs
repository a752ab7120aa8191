//! Zip archives: read whole, then file by file in the order of their directory.

mod directory;

use super::members::Members;
use crate::import::{Imported, Importer};
use crate::warning::{ImportError, Place};
use directory::{DEFLATED, Entry, STORED};
use flate2::{Crc, Decompress, FlushDecompress, Status};

/// The largest archive that is read: all of it is in memory while its files are unpacked.
const LARGEST_BYTES: usize = 1 << 30;
/// How much is unpacked at once.
const CHUNK_BYTES: usize = 64 << 10;

const ENCRYPTED: &str = "files in the archive are encrypted and were left out";
const OTHER_METHOD: &str = "files in the archive are packed in another way than deflate and were \
                            left out";
const OUTSIDE: &str = "files that the archive's directory names aren't where it says";
const OVERLAPPING: &str = "files in the archive that share their bytes with others were left out";
const DAMAGED: &str = "files in the archive are damaged: only what comes before that is shown";

pub(super) struct Zip {
    members: Members,
    bytes: Vec<u8>,
}

impl Zip {
    pub(super) fn new(members: Members) -> Self {
        Self { members, bytes: Vec::new() }
    }
}

impl Importer for Zip {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        if self.bytes.len() + slice.len() > LARGEST_BYTES {
            return Err(ImportError {
                expected: "a zip archive of at most 1 GiB".to_owned(),
                found: "a larger one".to_owned(),
                place: Place::Whole,
                advice: "Unpack it and drop the profiles that are in it.".to_owned(),
            });
        }
        self.bytes.extend_from_slice(slice);
        Ok(())
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        let Self { mut members, bytes } = *self;
        let entries = directory::read(&bytes).ok_or_else(|| ImportError {
            expected: "a complete zip archive".to_owned(),
            found: "none of the directory at its end".to_owned(),
            place: Place::Byte(bytes.len() as u64),
            advice: "Copy or download the file again.".to_owned(),
        })?;
        members.restart_budget();
        let mut used = 0u64;
        for entry in &entries {
            let excerpt = entry.name.as_str();
            let content = entry.content(&bytes);
            // Files that share their bytes could unpack to any size.
            used = used.saturating_add(content.map_or(0, |content| content.len() as u64));
            let left_out = if entry.is_encrypted {
                Some(ENCRYPTED)
            } else if !matches!(entry.method, STORED | DEFLATED) {
                Some(OTHER_METHOD)
            } else if content.is_none() {
                Some(OUTSIDE)
            } else if used > bytes.len() as u64 {
                Some(OVERLAPPING)
            } else {
                None
            };
            match (left_out, content) {
                (None, Some(content)) => unpack(entry, content, &mut members),
                (Some(what), _) if !excerpt.ends_with('/') => {
                    members.warnings.add(what, Place::Whole, excerpt);
                }
                _ => {}
            }
        }
        members.finish()
    }
}

/// Unpacks a file and hands it on.
fn unpack(entry: &Entry, content: &[u8], members: &mut Members) {
    let Some(mut member) = members.open(&entry.name) else { return };
    let budget = members.counts_packed.then(|| std::rc::Rc::clone(&members.budget));
    let take = |bytes: usize| {
        if let Some(budget) = &budget {
            budget.take(bytes);
        }
    };
    let mut crc = Crc::new();
    let mut is_complete = true;
    if entry.method == STORED {
        for chunk in content.chunks(CHUNK_BYTES) {
            take(chunk.len());
            crc.update(chunk);
            if !member.push(chunk) {
                return members.close(member, true);
            }
        }
    } else {
        let mut stream = Decompress::new(false);
        let mut chunk = vec![0; CHUNK_BYTES];
        loop {
            let (read_before, wrote_before) = (stream.total_in(), stream.total_out());
            let rest = content.get(read_before as usize..).unwrap_or_default();
            let status = stream.decompress(rest, &mut chunk, FlushDecompress::None);
            let read = (stream.total_in() - read_before) as usize;
            let wrote = (stream.total_out() - wrote_before) as usize;
            take(read);
            let written = chunk.get(..wrote).unwrap_or_default();
            crc.update(written);
            if !written.is_empty() && !member.push(written) {
                return members.close(member, true);
            }
            match status {
                Ok(Status::StreamEnd) => break,
                Ok(_) if read > 0 || wrote > 0 => {}
                _ => {
                    is_complete = false;
                    break;
                }
            }
        }
    }
    let is_whole = is_complete && crc.sum() == entry.crc32;
    if !is_whole {
        members.warnings.add(DAMAGED, Place::Whole, &entry.name);
    }
    members.close(member, is_whole);
}
