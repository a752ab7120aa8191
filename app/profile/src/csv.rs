//! The fields of a line of values separated by commas or other signs.

use crate::import::lines::{find_near, trim, whole_number};
use std::borrow::Cow;

/// The fields of a line with commas between them.
pub(crate) fn fields(line: &str) -> impl Iterator<Item = Cow<'_, str>> {
    fields_by(line, b',')
}

/// The fields of a line with this ASCII sign between them: quotes around them are taken off, and
/// two quotes in them are one.
pub(crate) fn fields_by(line: &str, separator: u8) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let line = rest?;
        let Some(quoted) = line.strip_prefix('"') else {
            let end = find_near(separator, line.as_bytes());
            rest = end.and_then(|end| line.get(end + 1..));
            return Some(Cow::Borrowed(line.get(..end.unwrap_or(line.len()))?));
        };
        let mut from = 0;
        loop {
            let unread = quoted.as_bytes().get(from..);
            let Some(end) = unread.and_then(|unread| find_near(b'"', unread)) else {
                // A quote is missing: the rest is the field.
                rest = None;
                return Some(Cow::Borrowed(quoted));
            };
            let end = from + end;
            let after = quoted.get(end + 1..).unwrap_or("");
            if after.starts_with('"') {
                from = end + 2;
                continue;
            }
            rest = after.strip_prefix(char::from(separator));
            let field = quoted.get(..end).unwrap_or("");
            return Some(match from {
                0 => Cow::Borrowed(field),
                _ => Cow::Owned(field.replace("\"\"", "\"")),
            });
        }
    })
}

/// A number that may have commas, blanks or points between thousands: `2,893,824`.
pub(crate) fn grouped_number(text: &str) -> Option<u64> {
    let text = trim(text);
    if let Some(number) = whole_number(text.as_bytes()) {
        return Some(number);
    }
    let mut groups = text.split([',', '.', ' ', '\u{a0}', '\u{202f}']);
    let first = groups.next()?;
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|it| it.is_ascii_digit());
    let mut digits = first.to_owned();
    for group in groups {
        if !is_group(group) || first.len() > 3 {
            return None;
        }
        digits.push_str(group);
    }
    whole_number(digits.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_taken_off() {
        let all: Vec<_> = fields(r#"6,"a ""b"", c",,"x"#).collect();
        assert_eq!(all, ["6", r#"a "b", c"#, "", "x"]);
        assert_eq!(fields("").collect::<Vec<_>>(), [""]);
        assert_eq!(fields("a,").collect::<Vec<_>>(), ["a", ""]);
        assert_eq!(fields_by("f(a, b)\t\"1\"\t", b'\t').collect::<Vec<_>>(), ["f(a, b)", "1", ""]);
    }

    #[test]
    fn thousands_are_grouped_by_three() {
        assert_eq!(grouped_number("2,893,824"), Some(2_893_824));
        assert_eq!(grouped_number("471"), Some(471));
        assert_eq!(grouped_number("1.5"), None);
        assert_eq!(grouped_number("1234,567"), None);
        assert_eq!(grouped_number(""), None);
    }
}
