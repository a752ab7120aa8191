//! Names without their generic arguments, so that all instances of generic code are one function.

use std::borrow::Cow;

/// `name` without generic arguments: `Vec<u8>::push` and `Vec<T,A>::push` become `Vec<_>::push`,
/// `sort::<u8>` and `call_once<(), F>` become `sort` and `call_once`, and `<Vec<u8>>::push`, as v0
/// names say it, becomes `Vec<_>::push`.
///
/// What only looks like arguments stays: `<A as B>::f`, `<impl A for B>`, `<[u8]>::f`, the arrow
/// of `fn() -> T`, C++'s `operator<<`, Python's `<module>`. A name whose brackets don't match
/// stays whole.
pub fn collapsed(name: &str) -> Cow<'_, str> {
    if !name.contains('<') {
        return Cow::Borrowed(name);
    }
    match without_arguments(name) {
        Some(kept) => Cow::Owned(without_outer_brackets(kept)),
        None => Cow::Borrowed(name),
    }
}

fn without_arguments(name: &str) -> Option<String> {
    let bytes = name.as_bytes();
    let mut kept = String::with_capacity(name.len());
    // Everything before `copied` is dealt with; `at` looks for the next bracket.
    let (mut copied, mut at) = (0, 0);
    let mut open = 0usize;
    while at < bytes.len() {
        match bytes[at] {
            b'o' if starts_operator(bytes, at) => at = operator_end(bytes, at),
            b'-' if bytes.get(at + 1) == Some(&b'>') => at += 2,
            b'>' => {
                open = open.checked_sub(1)?;
                at += 1;
            }
            b'<' if !is_argument_list(bytes, at) => {
                open += 1;
                at += 1;
            }
            b'<' => {
                let close = closing(bytes, at)?;
                let turbofish = bytes[..at].ends_with(b"::");
                kept.push_str(&name[copied..if turbofish { at - 2 } else { at }]);
                if !turbofish && close + 1 < bytes.len() {
                    kept.push_str("<_>");
                }
                at = close + 1;
                copied = at;
            }
            _ => at += 1,
        }
    }
    kept.push_str(&name[copied..]);
    (open == 0).then_some(kept)
}

/// Whether the `<` at `at` opens generic arguments: it follows a name, or `::` (but not as in
/// `alloc::slice::<impl [T]>::to_vec`).
fn is_argument_list(bytes: &[u8], at: usize) -> bool {
    let Some(&before) = at.checked_sub(1).and_then(|before| bytes.get(before)) else {
        return false;
    };
    let follows_path = bytes[..at].ends_with(b"::") && at > 2;
    let follows_name =
        before.is_ascii_alphanumeric() || matches!(before, b'_' | b'}') || before >= 0x80;
    follows_name || (follows_path && !bytes[at + 1..].starts_with(b"impl "))
}

/// The `>` that closes the `<` at `open`.
fn closing(bytes: &[u8], open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = open;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'o' if starts_operator(bytes, at) => {
                at = operator_end(bytes, at);
                continue;
            }
            b'-' if bytes.get(at + 1) == Some(&b'>') => at += 1,
            b'<' => depth += 1,
            b'>' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Whether C++'s `operator<`, `operator->>` and so on begin at `at`.
fn starts_operator(bytes: &[u8], at: usize) -> bool {
    const WORD: &[u8] = b"operator";
    let begins_word = at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    begins_word
        && bytes[at..].starts_with(WORD)
        && matches!(bytes.get(at + WORD.len()), Some(b'<' | b'>' | b'-'))
}

/// Where the operator at `at` ends: `<=>`, `<<=`, `<<`, `<`, `->*`, `->` …; the `<` after that is
/// the beginning of its arguments.
fn operator_end(bytes: &[u8], at: usize) -> usize {
    const OPERATORS: [&[u8]; 12] =
        [b"<=>", b"<<=", b">>=", b"->*", b"<<", b">>", b"<=", b">=", b"->", b"<", b">", b"-"];
    let start = at + b"operator".len();
    let length = OPERATORS.iter().find(|operator| bytes[start..].starts_with(operator));
    start + length.map_or(0, |operator| operator.len())
}

/// `<alloc::vec::Vec<_>>::push` is `alloc::vec::Vec<_>::push`: inherent functions are written the
/// first way by v0 names, the second by legacy ones. `<A as B>::f` and `<[_]>::f` stay.
fn without_outer_brackets(name: String) -> String {
    let Some(inner) = name.strip_prefix('<') else {
        return name;
    };
    let Some(close) = closing(name.as_bytes(), 0) else {
        return name;
    };
    let is_path = inner.starts_with(|first: char| first.is_alphabetic() || first == '_');
    let path = &name[1..close];
    if !is_path
        || path.contains(' ')
        || !path.contains("::")
        || !name[close + 1..].starts_with("::")
    {
        return name;
    }
    format!("{path}{}", &name[close + 1..])
}
