//! Many profiles' buffers as few chunks: handing memory from worker to worker costs for each piece
//! of it, however small, and a massif file of 100 MB has 70,000 columns.

use super::{BytesError, broken, from_buffers, into_buffers};
use crate::recording::Profile;

/// Buffers share a chunk as long as it isn't larger. A larger buffer is a chunk by itself, so that
/// no large column is copied for this.
const CHUNK_BYTES: usize = 256 * 1024;

/// Takes profiles apart into chunks, one after the other; returns the lengths of each one's buffers
/// (see [`into_buffers`]), by which [`unpack`] finds them again.
pub fn pack(profiles: Vec<Profile>) -> (Vec<Vec<u32>>, Vec<Vec<u8>>) {
    let mut chunks: Vec<Vec<u8>> = Vec::new();
    let mut add = |buffer: Vec<u8>| {
        // A worker's memory is addressed by 32 bits.
        let length = buffer.len() as u32;
        match chunks.last_mut() {
            _ if buffer.is_empty() => {}
            Some(chunk) if chunk.len() + buffer.len() <= CHUNK_BYTES => {
                chunk.reserve_exact(CHUNK_BYTES - chunk.len());
                chunk.extend(buffer);
            }
            _ => chunks.push(buffer),
        }
        length
    };
    let lengths = profiles
        .into_iter()
        .map(|profile| into_buffers(profile).into_iter().map(&mut add).collect())
        .collect();
    (lengths, chunks)
}

/// Puts profiles together from chunks; `lengths` are those of each one's buffers.
///
/// # Errors
/// When the lengths don't fit the chunks, or the buffers are no profile: see [`from_buffers`].
pub fn unpack(lengths: &[Vec<u32>], chunks: Vec<Vec<u8>>) -> Result<Vec<Profile>, BytesError> {
    let mut cutter = Cutter { chunks: chunks.into_iter(), chunk: Vec::new(), cut_bytes: 0 };
    let mut profiles = Vec::with_capacity(lengths.len());
    for lengths in lengths {
        let buffers = lengths.iter().map(|&length| cutter.buffer(length as usize));
        profiles.push(from_buffers(buffers.collect::<Result<_, _>>()?)?);
    }
    if cutter.rest().is_empty() && cutter.chunks.as_slice().is_empty() {
        Ok(profiles)
    } else {
        broken("there are too many bytes")
    }
}

/// Cuts chunks into buffers; each chunk is freed when it is cut up.
struct Cutter {
    chunks: std::vec::IntoIter<Vec<u8>>,
    chunk: Vec<u8>,
    /// How much of the chunk is handed out.
    cut_bytes: usize,
}

impl Cutter {
    fn rest(&self) -> &[u8] {
        &self.chunk[self.cut_bytes..]
    }

    fn buffer(&mut self, length: usize) -> Result<Vec<u8>, BytesError> {
        if length == 0 {
            return Ok(Vec::new());
        }
        if self.rest().is_empty() {
            self.chunk = self.chunks.next().unwrap_or_default();
            self.cut_bytes = 0;
            if self.chunk.len() == length {
                // As it is: a large column isn't copied.
                return Ok(std::mem::take(&mut self.chunk));
            }
        }
        let Some(buffer) = self.rest().get(..length).map(<[u8]>::to_vec) else {
            return broken("a buffer doesn't end where its chunk does");
        };
        self.cut_bytes += length;
        Ok(buffer)
    }
}
