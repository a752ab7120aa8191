//! The lines of a call graph.

use crate::import::lines::{find_near, lossy, whole_number};
use std::borrow::Cow;

/// What a line is.
pub(super) enum Line<'a> {
    /// `@ inst_retired.any [35705 samples]`
    Event { name: Cow<'a, str>, count: Option<u64> },
    /// ` 50.62%  [2610]      arc_cksum_verify @ /boot/kernel/zfs.ko`
    Node { indent: usize, count: u64, name: &'a [u8], library: Option<&'a [u8]> },
    /// Blank, or a comment.
    Nothing,
    /// Anything else.
    Other,
}

/// Tells what a line is.
pub(super) fn parse(line: &[u8]) -> Line<'_> {
    let text = line.trim_ascii();
    if text.is_empty() || text.starts_with(b"#") || text.starts_with(b"//") {
        return Line::Nothing;
    }
    if let Some(event) = text.strip_prefix(b"@ ") {
        return self::event(event).unwrap_or(Line::Other);
    }
    let indent = line.len() - line.trim_ascii_start().len();
    node(indent, text).unwrap_or(Line::Other)
}

fn event(text: &[u8]) -> Option<Line<'_>> {
    let at = memchr::memrchr(b'[', text)?;
    let (name, count) = text.split_at_checked(at)?;
    let count = count.strip_prefix(b"[")?.strip_suffix(b" samples]")?;
    let name = name.trim_ascii();
    (!name.is_empty()).then(|| Line::Event { name: lossy(name), count: number(count) })
}

fn node(indent: usize, text: &[u8]) -> Option<Line<'_>> {
    let (share, rest) = text.split_at_checked(find_near(b'%', text)?)?;
    let is_share = |byte: &u8| byte.is_ascii_digit() || *byte == b'.';
    if share.is_empty() || !share.iter().all(is_share) {
        return None;
    }
    let rest = rest.strip_prefix(b"%")?.trim_ascii_start().strip_prefix(b"[")?;
    let (count, rest) = rest.split_at_checked(find_near(b']', rest)?)?;
    let rest = rest.strip_prefix(b"]")?.trim_ascii();
    let is_between = |&at: &usize| at > 0 && rest.get(at - 1..at + 2) == Some(b" @ ");
    let (name, library) = match memchr::memrchr_iter(b'@', rest).find(is_between) {
        Some(at) => (rest.get(..at - 1)?.trim_ascii(), Some(rest.get(at + 2..)?.trim_ascii())),
        None => (rest, None),
    };
    let count = number(count)?;
    (!name.is_empty()).then_some(Line::Node { indent, count, name, library })
}

fn number(digits: &[u8]) -> Option<u64> {
    let digits = digits.trim_ascii();
    let digits = digits.strip_prefix(b"+").unwrap_or(digits);
    whole_number(digits)
}
