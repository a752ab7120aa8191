//! Stacks that were there before: most lines of a recording in time order repeat an older one, and
//! then none of its frames need be looked up.

use crate::id::StackId;
use hashbrown::HashTable;
use xxhash_rust::xxh3::xxh3_128;

/// How many lines are looked up between two judgements of whether that pays.
const TRIAL_LINES: u32 = 4096;
/// It pays if at least one line in so many is a repetition: folded files that are merged already
/// have none.
const WORTH_ONE_IN: u32 = 16;

/// From a stack's text to its id, by a hash of 128 bits: the texts themselves would be as large as
/// the file. Among 2³² distinct texts two share a hash with a probability of 2⁻⁶⁵.
#[derive(Default)]
pub(super) struct Repeats {
    known: HashTable<(u128, StackId)>,
    looked_up: u32,
    found: u32,
    is_given_up: bool,
}

/// What a text is remembered by.
#[derive(Clone, Copy)]
pub(super) struct Key(u128);

impl Repeats {
    /// What `text` would be remembered by; `None` once remembering has turned out not to pay.
    #[inline]
    pub(super) fn key(&self, text: &[u8]) -> Option<Key> {
        (!self.is_given_up).then(|| Key(xxh3_128(text)))
    }

    /// The stack of a text that was there before.
    #[inline]
    pub(super) fn find(&mut self, Key(hash): Key) -> Option<StackId> {
        self.looked_up += 1;
        let found = self.known.find(short(hash), |&(known, _)| known == hash);
        self.found += u32::from(found.is_some());
        found.map(|&(_, stack)| stack)
    }

    /// Remembers the stack of a text that was not there before.
    pub(super) fn remember(&mut self, Key(hash): Key, stack: StackId) {
        self.known.insert_unique(short(hash), (hash, stack), |&(hash, _)| short(hash));
        if self.looked_up >= TRIAL_LINES {
            self.is_given_up = self.found < self.looked_up / WORTH_ONE_IN;
            (self.looked_up, self.found) = (0, 0);
            if self.is_given_up {
                self.known = HashTable::new();
            }
        }
    }
}

fn short(hash: u128) -> u64 {
    hash as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_again_and_no_other() {
        let mut repeats = Repeats::default();
        let keys = [&b"main;work"[..], b"main;read"].map(|text| repeats.key(text).unwrap());
        assert_eq!(repeats.find(keys[0]), None);
        repeats.remember(keys[0], StackId::new(7));
        assert_eq!(repeats.find(keys[0]), Some(StackId::new(7)));
        assert_eq!(repeats.find(keys[1]), None);
    }

    #[test]
    fn it_gives_up_where_nothing_repeats() {
        let mut repeats = Repeats::default();
        let mut lines = 0;
        while let Some(key) = repeats.key(format!("main;f{lines}").as_bytes()) {
            assert_eq!(repeats.find(key), None);
            repeats.remember(key, StackId::new(lines));
            lines += 1;
            assert!(lines < 10_000, "it never gives up");
        }
        assert!(repeats.known.is_empty());
    }
}
