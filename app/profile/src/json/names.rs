//! Names that come again: the objects of a list mostly have the same few members.

/// Names of up to five bytes with the places of their values. With the quotes and the colon they
/// fit into a word of eight bytes, so that one comparison finds such a name again.
pub(super) struct ShortNames<P> {
    known: Vec<ShortName<P>>,
    /// Which comes next if the members come in the order in which they were first seen.
    next: usize,
}

struct ShortName<P> {
    /// `"name":` and zeros.
    bytes: u64,
    /// The bits of those bytes.
    mask: u64,
    length: usize,
    place: Option<P>,
}

impl<P: Copy> ShortNames<P> {
    /// More aren't remembered: an object with that many short names is no row of a list.
    const MOST: usize = 16;

    pub(super) fn new() -> Self {
        Self { known: Vec::new(), next: 0 }
    }

    /// The place of the value whose name `bytes` begin with, and how many bytes stand before it.
    /// `None` if the name isn't known.
    #[inline(always)]
    pub(super) fn find(&mut self, bytes: &[u8]) -> Option<(Option<P>, usize)> {
        let word = u64::from_le_bytes(*bytes.first_chunk()?);
        let is_it = |name: &ShortName<P>| (word ^ name.bytes) & name.mask == 0;
        let next = self.next;
        let index = match self.known.get(next) {
            Some(name) if is_it(name) => next,
            _ => self.known.iter().position(is_it)?,
        };
        self.next = index + 1;
        self.known.get(index).map(|name| (name.place, name.length))
    }

    /// Remembers a name if it is a short one: `member` is all from its quote to its colon.
    pub(super) fn remember(&mut self, member: &[u8], place: Option<P>) {
        let mut bytes = [0; 8];
        let Some(start) = bytes.get_mut(..member.len()) else { return };
        start.copy_from_slice(member);
        if self.known.len() < Self::MOST {
            let (bytes, length) = (u64::from_le_bytes(bytes), member.len());
            let mask = u64::MAX >> (64 - 8 * length);
            self.known.push(ShortName { bytes, mask, length, place });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ShortNames;

    #[test]
    fn short_names_are_found_in_any_order() {
        let mut names = ShortNames::new();
        names.remember(b"\"ts\":", Some(1));
        names.remember(b"\"args\":", None);
        names.remember(b"\".file\":", Some(2));
        names.remember(b"\"frames\":", Some(3));
        for (text, expected) in [
            ("\"ts\":12}", Some((Some(1), 5))),
            ("\".file\":\"\"", Some((Some(2), 8))),
            ("\"args\":{}", Some((None, 7))),
            ("\"ts\":12,\"", Some((Some(1), 5))),
            ("\"ts\" : 12}", None),
            ("\"tsx\":12", None),
            ("\"frames\":1", None),
            ("\"ts\":1}", None),
            ("", None),
        ] {
            assert_eq!(names.find(text.as_bytes()), expected, "{text}");
        }
    }
}
