//! Compressed names: `(7) main` gives the name a number, `(7)` alone stands for it later.

use crate::ProfileBuilder;
use crate::id::StringId;
use rustc_hash::FxHashMap;

/// The numbered names of one kind: binaries, files or functions.
#[derive(Default)]
pub(super) struct Names {
    numbered: FxHashMap<u64, StringId>,
}

impl Names {
    /// The name that `text` writes or stands for, and whether its number was known.
    pub(super) fn read(&mut self, text: &[u8], builder: &mut ProfileBuilder) -> (StringId, bool) {
        let text = text.trim_ascii();
        let Some((number, rest)) = split_number(text) else {
            return (builder.string(&String::from_utf8_lossy(text)), true);
        };
        if rest.is_empty() {
            if let Some(&known) = self.numbered.get(&number) {
                return (known, true);
            }
            return (builder.string(&String::from_utf8_lossy(text)), false);
        }
        let name = builder.string(&String::from_utf8_lossy(rest));
        self.numbered.insert(number, name);
        (name, true)
    }
}

/// `(7) main` as 7 and `main`. A name may begin with a bracket too, as `(anonymous)::f` does.
fn split_number(text: &[u8]) -> Option<(u64, &[u8])> {
    let inside = text.strip_prefix(b"(")?;
    let end = memchr::memchr(b')', inside)?;
    let number = std::str::from_utf8(inside.get(..end)?).ok()?;
    let number = number.bytes().all(|byte| byte.is_ascii_digit()).then_some(number)?;
    Some((number.parse().ok()?, inside.get(end + 1..)?.trim_ascii()))
}
