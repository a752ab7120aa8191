//! Skipping: the way past a value that nobody wants, without looking into it.

use memchr::{memchr2, memchr3};

/// Where in an unwanted object or array the reading stands.
///
/// In valid JSON it is enough to count one kind of bracket outside strings: an object ends where
/// its own braces balance, whatever arrays are inside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Skip {
    open: u8,
    close: u8,
    depth: u64,
    in_string: bool,
    /// The slice ended after a backslash, so its first byte is escaped.
    is_escaped: bool,
}

impl Skip {
    /// Begins at the bracket `open`, which is read already.
    pub(super) fn after(open: u8) -> Self {
        let close = if open == b'{' { b'}' } else { b']' };
        Self { open, close, depth: 1, in_string: false, is_escaped: false }
    }

    /// Begins at an opening quote, which is read already.
    pub(super) fn string() -> Self {
        Self { open: b'"', close: b'"', depth: 0, in_string: true, is_escaped: false }
    }

    /// Goes on through `bytes`; returns how many of them belong to the value if it ends there.
    pub(super) fn run(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        loop {
            if self.is_escaped {
                if at >= bytes.len() {
                    return None;
                }
                at += 1;
                self.is_escaped = false;
            }
            let rest = bytes.get(at..)?;
            if self.in_string {
                let offset = memchr2(b'"', b'\\', rest)?;
                at += offset + 1;
                if rest[offset] == b'\\' {
                    self.is_escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                continue;
            }
            let offset = memchr3(b'"', self.open, self.close, rest)?;
            at += offset + 1;
            if rest[offset] == b'"' {
                self.in_string = true;
            } else if rest[offset] == self.open {
                self.depth += 1;
            } else {
                self.depth -= 1;
                if self.depth == 0 {
                    return Some(at);
                }
            }
        }
    }
}
