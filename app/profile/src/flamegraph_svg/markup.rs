//! Cuts markup into tags and text, wherever the slices are cut. Nothing is kept but the tag that
//! is being read: a document is never a tree.

use crate::import::lines::find_near;

/// A part of the markup. Comments, CDATA sections (scripts) and declarations aren't reported.
pub(crate) enum Part<'a> {
    /// What stands between `<` and `>`.
    Tag(&'a [u8]),
    /// A piece of the text between tags, its entities not decoded.
    Text(&'a [u8]),
}

/// Where in the markup the reading is.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Text,
    /// In a tag, inside a quoted value or (0) not.
    Tag(u8),
    /// After `<!`: a comment, a CDATA section or a declaration.
    Exclamation,
    /// Until `-->` or `]]>`, of which the byte is the first.
    Until(u8),
}

#[derive(Default)]
pub(crate) struct Markup {
    state: State,
    /// The part of a tag that earlier slices held.
    begun: Vec<u8>,
    /// The byte at which the tag begins.
    tag_at: u64,
    /// The last two bytes of a comment or CDATA section.
    last: [u8; 2],
    /// How many bytes came before this slice.
    offset: u64,
    broken_tags: u64,
}

impl Markup {
    /// Hands each part to `take`, with the byte at which it begins.
    pub(crate) fn push(&mut self, slice: &[u8], mut take: impl FnMut(u64, Part<'_>)) {
        let mut at = 0;
        while let Some(rest) = slice.get(at..).filter(|rest| !rest.is_empty()) {
            let place = self.offset + at as u64;
            at += match self.state {
                State::Text => {
                    let end = find_near(b'<', rest);
                    let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
                    if !text.is_empty() {
                        take(place, Part::Text(text));
                    }
                    if end.is_some() {
                        self.begin_tag(place + text.len() as u64);
                    }
                    text.len() + usize::from(end.is_some())
                }
                State::Tag(quote) => {
                    let tag_at = self.tag_at;
                    self.tag(rest, place, quote, |tag| take(tag_at, Part::Tag(tag)))
                }
                State::Exclamation => {
                    self.exclamation(rest.first().copied().unwrap_or(0));
                    1
                }
                State::Until(mark) => self.until(rest, mark),
            };
        }
        self.offset += slice.len() as u64;
    }

    /// How many tags had no end.
    pub(crate) fn broken_tags(&self) -> u64 {
        self.broken_tags
    }

    /// Whether the content ends inside a tag, a comment or a CDATA section.
    pub(crate) fn is_unfinished(&self) -> bool {
        self.state != State::Text
    }

    fn begin_tag(&mut self, at: u64) {
        self.begun.clear();
        self.tag_at = at;
        self.state = State::Tag(0);
    }

    /// Reads on in a tag, at the byte `place`; returns how many bytes were read.
    fn tag(&mut self, rest: &[u8], place: u64, mut quote: u8, take: impl FnOnce(&[u8])) -> usize {
        if self.begun.is_empty() && rest.first() == Some(&b'!') {
            self.begun.push(b'!');
            self.state = State::Exclamation;
            return 1;
        }
        if quote == 0
            && self.begun.is_empty()
            && let Some(tag) = plain_tag(rest)
        {
            self.state = State::Text;
            take(tag);
            return tag.len() + 1;
        }
        let mut at = 0;
        loop {
            let unread = rest.get(at..).unwrap_or_default();
            let found = match quote {
                0 => memchr::memchr3(b'>', b'"', b'\'', unread),
                quote => memchr::memchr2(quote, b'<', unread),
            };
            let Some(found) = found else {
                self.state = State::Tag(quote);
                self.begun.extend_from_slice(rest);
                return rest.len();
            };
            at += found + 1;
            match (quote, unread.get(found)) {
                (0, Some(b'>')) => break,
                (0, Some(&begin)) => quote = begin,
                // No value holds a `<`: a quote is missing, and here the next tag begins.
                (_, Some(b'<')) => {
                    self.broken_tags += 1;
                    self.begin_tag(place + at as u64 - 1);
                    return at;
                }
                _ => quote = 0,
            }
        }
        let inside = rest.get(..at - 1).unwrap_or_default();
        self.state = State::Text;
        if self.begun.is_empty() {
            take(inside);
        } else {
            self.begun.extend_from_slice(inside);
            take(&self.begun);
        }
        at
    }

    fn exclamation(&mut self, byte: u8) {
        self.begun.push(byte);
        self.last = [0; 2];
        match self.begun.as_slice() {
            b"!--" => self.state = State::Until(b'-'),
            b"![CDATA[" => self.state = State::Until(b']'),
            begun if b"!--".starts_with(begun) || b"![CDATA[".starts_with(begun) => {}
            // A declaration: read as a tag, which nobody wants. Its `>` may have been this byte.
            _ if byte == b'>' => self.state = State::Text,
            _ if byte == b'"' || byte == b'\'' => self.state = State::Tag(byte),
            _ => self.state = State::Tag(0),
        }
    }

    /// Reads on in a comment or a CDATA section; returns how many bytes were read.
    fn until(&mut self, rest: &[u8], mark: u8) -> usize {
        let mut searched = 0;
        while let Some(found) = memchr::memchr(b'>', rest.get(searched..).unwrap_or_default()) {
            let end = searched + found;
            let before = |back: usize| match end.checked_sub(back) {
                Some(index) => rest.get(index).copied(),
                None => self.last.get(2 + end - back).copied(),
            };
            if before(1) == Some(mark) && before(2) == Some(mark) {
                self.state = State::Text;
                return end + 1;
            }
            searched = end + 1;
        }
        for &byte in rest.get(rest.len().saturating_sub(2)..).unwrap_or_default() {
            self.last = [self.last[1], byte];
        }
        rest.len()
    }
}

/// The tag at the beginning of `rest` if there is no doubt where it ends: nothing but whole values
/// in double quotes stands before the first `>`.
fn plain_tag(rest: &[u8]) -> Option<&[u8]> {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = LOWEST << 7;
    /// A longer tag is read step by step, and where one doesn't end nothing is searched twice.
    const MOST_CHUNKS: usize = 128;
    /// The highest bit of the first byte that is `wanted`, and perhaps of some behind it.
    fn first(bytes: u64, wanted: u8) -> u64 {
        let bytes = bytes ^ (LOWEST * u64::from(wanted));
        bytes.wrapping_sub(LOWEST) & !bytes & HIGHEST
    }
    /// The highest bit of each byte that is `wanted`.
    fn each(bytes: u64, wanted: u8) -> u64 {
        let bytes = bytes ^ (LOWEST * u64::from(wanted));
        !(((bytes & !HIGHEST) + !HIGHEST) | bytes) & HIGHEST
    }
    // Eight bytes are looked at at once.
    let (chunks, _) = rest.as_chunks::<8>();
    let mut quotes = 0;
    for (index, &chunk) in chunks.iter().take(MOST_CHUNKS).enumerate() {
        let bytes = u64::from_le_bytes(chunk);
        let end = first(bytes, b'>');
        // All bits below the end, or simply all.
        let inside = !end & end.wrapping_sub(1);
        if (first(bytes, b'\'') | first(bytes, b'<')) & inside != 0 {
            return None;
        }
        quotes ^= each(bytes, b'"') & inside;
        if end != 0 {
            let tag = rest.get(..8 * index + end.trailing_zeros() as usize / 8);
            return tag.filter(|_| quotes.count_ones().is_multiple_of(2));
        }
    }
    None
}

/// The name of a tag: `rect`, or `/g` for the end of one.
pub(crate) fn name(tag: &[u8]) -> &[u8] {
    let is_end = |&byte: &u8| byte.is_ascii_whitespace() || byte == b'/';
    let from = usize::from(tag.first() == Some(&b'/'));
    let length = tag.get(from..).unwrap_or_default().iter().position(is_end);
    length.map_or(tag, |length| tag.get(..from + length).unwrap_or_default())
}

/// The attributes of a tag: names and values, the latter not decoded. They end where the next tag
/// begins, should a `>` be missing.
pub(crate) fn attributes(tag: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    let mut rest = tag.get(name(tag).len()..).unwrap_or_default();
    std::iter::from_fn(move || {
        let equals = rest.iter().position(|byte| matches!(byte, b'=' | b'<'))?;
        if rest.get(equals) == Some(&b'<') {
            return None;
        }
        let name = rest.get(..equals)?.trim_ascii();
        let value = rest.get(equals + 1..)?.trim_ascii_start();
        let quote = value.first().copied().filter(|&byte| byte == b'"' || byte == b'\'')?;
        let value = value.get(1..)?;
        let end = find_near(quote, value)?;
        rest = value.get(end + 1..)?;
        Some((name, value.get(..end)?))
    })
}
