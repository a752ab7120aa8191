//! Function names without what changes from build to build.

use crate::names::readable::is_address;
use std::borrow::Cow;

/// `name` (a readable one) without what a new build may change though the function is the same:
///
/// | Before | After |
/// |---|---|
/// | `a::f::{closure#3}`, `a::f::{{closure}}` | `a::f::{closure}` |
/// | `a::{impl#8}::f` | `a::{impl}::f` |
/// | `f.cold`, `f.part.0`, `f.llvm.1234`, `f [clone .isra.0]` | `f` |
/// | `_malloc` | `malloc` (one underscore only) |
/// | `0x7f3a12`, `libc.so.6!0x27304` | `0x`, `libc.so.6!0x` |
pub fn normalised(name: &str) -> Cow<'_, str> {
    let mut rest = without_suffixes(name);
    if let Some((library, address)) = rest.rsplit_once('!')
        && address.starts_with("0x")
        && is_address(address)
    {
        return Cow::Owned(format!("{library}!0x"));
    }
    if is_address(rest) {
        return Cow::Borrowed("0x");
    }
    rest = rest.strip_prefix('_').unwrap_or(rest);
    without_numbers(rest)
}

/// Cuts the compiler's and linker's marks off the end, as many as there are.
fn without_suffixes(name: &str) -> &str {
    const MARKS: [&str; 5] = ["llvm", "cold", "part", "constprop", "isra"];
    let mut rest = name;
    loop {
        if let Some((before, clone)) = rest.rsplit_once(" [clone .")
            && clone.ends_with(']')
        {
            rest = before;
            continue;
        }
        let Some((before, last)) = rest.rsplit_once('.') else {
            return rest;
        };
        let is_number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_hexdigit());
        let marked = before.rsplit_once('.').filter(|(_, mark)| MARKS.contains(mark));
        rest = match marked {
            _ if MARKS.contains(&last) => before,
            Some((before, _)) if is_number => before,
            _ => return rest,
        };
        if rest.is_empty() {
            return name;
        }
    }
}

/// `{closure#3}` and `{{closure}}` are `{closure}`.
fn without_numbers(name: &str) -> Cow<'_, str> {
    if !name.contains('{') {
        return Cow::Borrowed(name);
    }
    let bytes = name.as_bytes();
    let mut kept = String::with_capacity(name.len());
    let (mut copied, mut at) = (0, 0);
    while at < bytes.len() {
        let skipped = match bytes[at] {
            b'{' if bytes.get(at + 1) == Some(&b'{') => 1,
            b'}' if bytes.get(at + 1) == Some(&b'}') => 1,
            b'#' => {
                let digits =
                    bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
                if bytes.get(at + 1 + digits) == Some(&b'}') { 1 + digits } else { 0 }
            }
            _ => 0,
        };
        if skipped > 0 {
            kept.push_str(&name[copied..at]);
            copied = at + skipped;
            at = copied;
        }
        // What follows a skipped part is a brace and needs no look of its own.
        at += 1;
    }
    kept.push_str(&name[copied..]);
    Cow::Owned(kept)
}
