//! All texts of a profile in one arena.

use crate::id::StringId;

/// Texts one after the other in one buffer, and where each ends.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strings {
    text: String,
    /// The byte offset in `text` at which each string ends; it begins where the one before ends.
    ends: Vec<u32>,
}

impl Strings {
    /// Puts the arena together again from its parts.
    ///
    /// Returns `None` if an end lies outside the text, before the end of the string before it, or
    /// inside a character.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Self> {
        let mut start = 0;
        for &end in &ends {
            if end < start || !text.is_char_boundary(end as usize) {
                return None;
            }
            start = end;
        }
        Some(Self { text, ends })
    }

    /// The text of `id`; empty for an id of another profile.
    #[inline]
    pub fn get(&self, id: StringId) -> &str {
        let index = id.index();
        let Some(&end) = self.ends.get(index) else {
            return "";
        };
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.text[start as usize..end as usize]
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The whole text, and the byte offset at which each string ends.
    pub fn parts(&self) -> (&str, &[u32]) {
        (&self.text, &self.ends)
    }

    /// Takes the arena apart, as [`Self::from_parts`] wants it.
    pub fn into_parts(self) -> (String, Vec<u32>) {
        (self.text, self.ends)
    }

    /// Gives back the room for strings that didn't come.
    pub(crate) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// Adds a string without looking whether it is there already (the builder does that).
    ///
    /// Returns `None` when the arena would pass 4 GiB.
    pub(crate) fn push(&mut self, text: &str) -> Option<StringId> {
        let end = u32::try_from(self.text.len() + text.len()).ok()?;
        self.text.push_str(text);
        self.ends.push(end);
        Some(StringId::new(self.ends.len() - 1))
    }
}
