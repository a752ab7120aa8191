//! Compressed names: `(7) main` gives the name a number, `(7)` alone stands for it later.

use crate::ProfileBuilder;
use crate::id::StringId;
use crate::import::lines::{lossy, whole_number};
use crate::import::numbers::leading_digits;
use rustc_hash::FxHashMap;

/// The numbered names of one kind: binaries, files or functions.
#[derive(Default)]
pub(super) struct Names {
    /// Those with numbers below [`FEW`], by these.
    few: Vec<Option<StringId>>,
    others: FxHashMap<u64, StringId>,
}

/// More names than most files have.
const FEW: usize = 1 << 16;

impl Names {
    /// The name that `text` writes or stands for, and whether its number was known.
    pub(super) fn read(&mut self, text: &[u8], builder: &mut ProfileBuilder) -> (StringId, bool) {
        let text = text.trim_ascii();
        let Some((number, rest)) = split_number(text) else {
            return (builder.string(&lossy(text)), true);
        };
        if rest.is_empty() {
            if let Some(known) = self.known(number) {
                return (known, true);
            }
            return (builder.string(&lossy(text)), false);
        }
        let name = builder.string(&lossy(rest));
        match usize::try_from(number) {
            Ok(row) if row < FEW => {
                if row >= self.few.len() {
                    self.few.resize(row + 1, None);
                }
                if let Some(known) = self.few.get_mut(row) {
                    *known = Some(name);
                }
            }
            _ => {
                self.others.insert(number, name);
            }
        }
        (name, true)
    }

    fn known(&self, number: u64) -> Option<StringId> {
        match usize::try_from(number) {
            Ok(row) if row < FEW => self.few.get(row).copied().flatten(),
            _ => self.others.get(&number).copied(),
        }
    }
}

/// `(7) main` as 7 and `main`. A name may begin with a bracket too, as `(anonymous)::f` does.
fn split_number(text: &[u8]) -> Option<(u64, &[u8])> {
    let inside = text.strip_prefix(b"(")?;
    let (number, length) = leading_digits(inside);
    if length > 0
        && let Some(b")") = inside.get(length..length + 1)
    {
        return Some((number, inside.get(length + 1..)?.trim_ascii()));
    }
    let end = memchr::memchr(b')', inside)?;
    let number = whole_number(inside.get(..end)?)?;
    Some((number, inside.get(end + 1..)?.trim_ascii()))
}
