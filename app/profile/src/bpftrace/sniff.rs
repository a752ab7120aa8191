//! Recognising maps: an entry that begins and ends as bpftrace writes it.

use super::key::{self, Begin};
use crate::import::Certainty;

/// How sure it is of a file that begins with `head`.
pub(super) fn certainty(head: &[u8]) -> Certainty {
    let mut is_open = false;
    for line in head.split(|&byte| byte == b'\n') {
        if !is_open && line.first() != Some(&b'@') {
            continue;
        }
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end();
        match key::begin(text) {
            Some(Begin::Open { .. }) => is_open = true,
            // `@[12]: 3` may be anything; a map of stacks has lines.
            Some(Begin::Whole { .. }) => {}
            None if is_open && key::end(text).is_some() => return Certainty::Sure,
            None => {}
        }
    }
    if is_open { Certainty::Likely } else { Certainty::No }
}
