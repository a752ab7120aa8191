//! Members: runs of them whose values are plain, read in one tight loop.

use super::super::number::{self, Parsed};
use super::super::state::{Kind, Level, State};
use super::super::text::{blanks, plain_text, word};
use super::super::{Scalar, Schema};
use super::Scanner;

impl<P: Copy> Scanner<P> {
    /// Reads members for as long as names and values are plain: texts without escapes, numbers,
    /// `null`, `true`, `false`, and objects of such; and the objects that follow in an array.
    /// Returns how many bytes that are. `text` begins at a member.
    ///
    /// What is cut, wrong or anything else is left to be read token by token: the state says
    /// where the reading stands.
    pub(super) fn members<S>(&mut self, text: &str, schema: &mut S) -> usize
    where
        S: Schema<Place = P>,
    {
        let Some(mut place) = self.levels.last().map(|level| level.place) else { return 0 };
        let bytes = text.as_bytes();
        let blanks_at = |at: usize| blanks(bytes.get(at..).unwrap_or_default());
        let mut at = 0;
        while let Some((wanted, length)) = self.name(text, at, place, schema) {
            self.state = State::Value(wanted);
            at += length;
            at += blanks_at(at);
            if let Some((value, length)) = plain_scalar(text, at) {
                if let Some(wanted) = wanted {
                    schema.scalar(wanted, value);
                }
                self.state = State::AfterValue;
                at += length;
                at += blanks_at(at);
                // Most members are followed by another one of the same object.
                if bytes.get(at) == Some(&b',') {
                    self.state = State::Member;
                    at += 1;
                    at += blanks_at(at);
                    continue;
                }
            } else if let (Some(wanted), Some(b'{')) = (wanted, bytes.get(at)) {
                place = self.begin_object(wanted, schema);
                at += 1;
                at += blanks_at(at);
                continue;
            } else {
                return at;
            }
            while bytes.get(at) == Some(&b'}') && self.is_in(Kind::Object) {
                self.end(schema);
                at += 1;
                at += blanks_at(at);
            }
            let (Some(b','), Some(level)) = (bytes.get(at), self.levels.last()) else { return at };
            place = level.place;
            match level.kind {
                Kind::Object => self.state = State::Member,
                Kind::Array => self.state = State::Element,
                Kind::Column => return at,
            }
            at += 1;
            at += blanks_at(at);
            if self.is_in(Kind::Array) {
                if bytes.get(at) != Some(&b'{') {
                    return at;
                }
                let wanted = schema.element(place);
                self.state = State::Value(wanted);
                let Some(wanted) = wanted else { return at };
                place = self.begin_object(wanted, schema);
                at += 1;
                at += blanks_at(at);
            }
        }
        at
    }

    /// The place of the member whose name stands at byte `at`, and how many bytes the name and its
    /// colon have; `None` unless they are plain and complete.
    #[inline(always)]
    fn name<S>(
        &mut self,
        text: &str,
        at: usize,
        place: P,
        schema: &mut S,
    ) -> Option<(Option<P>, usize)>
    where
        S: Schema<Place = P>,
    {
        let bytes = text.as_bytes().get(at..)?;
        let repeats = schema.repeats_names(place);
        if repeats && let Some(known) = self.names.find(bytes) {
            return Some(known);
        }
        let key = plain_text(text, at)?;
        let colon = key.len() + 2;
        let colon = colon + blanks(bytes.get(colon..)?);
        let (member, _) = bytes.split_at_checked(colon + 1)?;
        if !member.ends_with(b":") {
            return None;
        }
        let wanted = schema.member(place, key);
        if repeats {
            self.names.remember(member, wanted);
        }
        Some((wanted, member.len()))
    }

    /// Begins an object, whose bracket is the next byte.
    fn begin_object<S>(&mut self, place: P, schema: &mut S) -> P
    where
        S: Schema<Place = P>,
    {
        schema.begin(place);
        self.levels.push(Level { place, kind: Kind::Object });
        self.state = State::FirstMember;
        place
    }

    fn is_in(&self, kind: Kind) -> bool {
        self.levels.last().is_some_and(|level| level.kind == kind)
    }
}

/// The scalar at byte `at` and how many bytes it has; `None` unless it is plain and complete.
#[inline(always)]
fn plain_scalar(text: &str, at: usize) -> Option<(Scalar<'_>, usize)> {
    let bytes = text.as_bytes().get(at..)?;
    match bytes.first()? {
        b'"' => plain_text(text, at).map(|value| (Scalar::Text(value), value.len() + 2)),
        // Single digits, such as the number of the only process, are common.
        digit @ b'0'..=b'9' if matches!(bytes.get(1), Some(b',' | b'}')) => {
            Some((Scalar::Number(f64::from(digit - b'0')), 1))
        }
        b'0'..=b'9' | b'-' => match number::parse(bytes) {
            // Without a byte behind it, the number may go on in the next slice.
            Parsed::Number(number, length) if length < bytes.len() => {
                Some((Scalar::Number(number.float()), length))
            }
            _ => None,
        },
        _ => word(bytes),
    }
}
