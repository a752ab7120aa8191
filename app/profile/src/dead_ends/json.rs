//! A look at the beginning of JSON: which keys it has at the top.

/// The most keys that are named in an error.
const KEYS_NAMED: usize = 8;

/// What JSON that begins with `head` is; `None` if it isn't JSON.
pub(super) fn describe(head: &[u8]) -> Option<String> {
    let keys = top_level_keys(head)?;
    let is_list = head.trim_ascii_start().starts_with(b"[");
    let what = if is_list { "a JSON list" } else { "JSON of another kind" };
    if keys.is_empty() {
        return Some(what.to_owned());
    }
    let named: Vec<_> = keys.iter().take(KEYS_NAMED).map(|key| format!("“{key}”")).collect();
    let more = if keys.len() > KEYS_NAMED { " and others" } else { "" };
    let of = if is_list { " of objects" } else { "" };
    Some(format!("{what}{of} with the keys {}{more}", named.join(", ")))
}

/// The keys of the outermost object, or of the first object in the outermost list, as far as
/// `head` reaches. `None` if `head` doesn't begin as JSON does.
pub(super) fn top_level_keys(head: &[u8]) -> Option<Vec<String>> {
    let head = head.trim_ascii_start();
    let (object_depth, mut at) = match head.first()? {
        b'{' => (1, 0),
        b'[' => (2, 0),
        _ => return None,
    };
    // `[` and `{` begin folded stacks too: `[unknown];main 3`.
    let next = head.get(1..)?.trim_ascii_start();
    let begins = match (object_depth, next.first()) {
        (_, None) => true,
        (1, Some(byte)) => matches!(byte, b'"' | b'}'),
        (_, Some(b'{')) => matches!(next.get(1..)?.trim_ascii_start().first(), Some(b'"' | b'}')),
        (_, Some(byte)) => matches!(byte, b'"' | b'[' | b']'),
    };
    if !begins {
        return None;
    }
    let mut keys = Vec::new();
    let mut depth = 0u32;
    while let Some(&byte) = head.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth < object_depth {
                    break;
                }
            }
            b'"' => {
                let Some(end) = string_end(head, at + 1) else {
                    break;
                };
                let text = head.get(at + 1..end).unwrap_or_default();
                at = end + 1;
                let after = head.get(at..).unwrap_or_default().trim_ascii_start();
                if depth == object_depth && after.first() == Some(&b':') {
                    keys.push(String::from_utf8_lossy(text.get(..80).unwrap_or(text)).into_owned());
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    Some(keys)
}

/// Where the string that begins at `start` has its closing quote.
fn string_end(head: &[u8], start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        match head.get(at)? {
            b'"' => return Some(at),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}
