//! A look at the beginning of JSON: whether members stand where a format has them.

use super::{Scalar, Scanner, Schema};

/// Whether JSON that begins with `head` has a member at each of these paths, each a list of names
/// from the outermost object inwards; arrays on the way count as their elements.
pub(crate) fn has_members(head: &[u8], paths: &[&[&str]]) -> bool {
    let mut seen = Seen { paths, found: 0 };
    // Whether the head is cut, or breaks later, doesn't matter here.
    let all = (1u32 << paths.len().min(31)) - 1;
    let _ = Scanner::new(At { depth: 0, paths: all }).push(head, &mut seen);
    seen.found == all
}

struct Seen<'a> {
    paths: &'a [&'a [&'a str]],
    /// A bit for each path.
    found: u32,
}

/// How deep a value stands, and a bit for each path that leads to it.
#[derive(Clone, Copy)]
struct At {
    depth: usize,
    paths: u32,
}

impl Schema for Seen<'_> {
    type Place = At;

    fn member(&mut self, at: At, key: &str) -> Option<At> {
        let mut further = 0;
        for (index, path) in self.paths.iter().enumerate() {
            let bit = 1 << index;
            if at.paths & bit != 0 && path.get(at.depth) == Some(&key) {
                match path.len() - at.depth {
                    1 => self.found |= bit,
                    _ => further |= bit,
                }
            }
        }
        (further != 0).then_some(At { depth: at.depth + 1, paths: further })
    }

    fn element(&mut self, at: At) -> Option<At> {
        (at.depth > 0).then_some(at)
    }

    fn scalar(&mut self, _: At, _: Scalar<'_>) {}
}
