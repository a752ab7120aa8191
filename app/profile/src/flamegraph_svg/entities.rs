//! Entities of markup: `&lt;T&gt;` is `<T>`.

use std::borrow::Cow;

/// Text with its entities decoded. What isn't an entity stays: `a && b`.
pub(crate) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        match entity(after) {
            Some((character, length)) => {
                out.push(character);
                rest = after.get(length..).unwrap_or_default();
            }
            None => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The character that `text`, which follows a `&`, begins with, and how many bytes it takes.
fn entity(text: &str) -> Option<(char, usize)> {
    /// `#x10FFFF` and its `;`.
    const LONGEST_BYTES: usize = 10;
    let end = text.bytes().take(LONGEST_BYTES).position(|byte| byte == b';')?;
    let name = text.get(..end)?;
    let character = match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    };
    Some((character, end + 1))
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn entities_are_decoded_once() {
        assert_eq!(decode("Vec&lt;T&gt;::&quot;&apos;&#39;&#x27;"), "Vec<T>::\"'''");
        assert_eq!(decode("&amp;lt;"), "&lt;");
        assert_eq!(decode("a && b &unknown; &#xD800; &"), "a && b &unknown; &#xD800; &");
    }
}
