//! The byte form of messages.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A message's bytes.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Encoding into memory fails only for a type that can't say its length; ours all can.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// The message in `bytes`; `None` if they are none of this build's.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}
