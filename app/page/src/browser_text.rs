//! What the browser knows of texts itself: numbers and small letters. Rust's tables for these would be
//! a good part of the page.

/// The finite number that a text is, as Rust and JavaScript write them; `None` if it's none.
pub fn number(text: &str) -> Option<f64> {
    // JavaScript takes nothing for 0, and hexadecimal digits.
    let is_sign = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let may_be = !text.is_empty() && text.bytes().all(is_sign);
    may_be.then(|| parse(text)).filter(|number| number.is_finite())
}

#[cfg(target_arch = "wasm32")]
fn parse(text: &str) -> f64 {
    wasm_bindgen::JsValue::from_str(text).unchecked_into_f64()
}

#[cfg(not(target_arch = "wasm32"))]
fn parse(text: &str) -> f64 {
    text.parse().unwrap_or(f64::NAN)
}

/// A number in as few digits as tell it, as [`number`] reads it and a style sheet.
#[cfg(target_arch = "wasm32")]
pub fn written(number: f64) -> String {
    let digits = js_sys::Number::from(number).to_string_with_radix(10);
    // Ten is a radix that there is.
    digits.map(String::from).unwrap_or_default()
}

/// A number in as few digits as tell it, as [`number`] reads it and a style sheet.
#[cfg(not(target_arch = "wasm32"))]
pub fn written(number: f64) -> String {
    number.to_string()
}

/// A share of 1 as a style sheet writes a length.
pub fn percent_width(share: f64) -> String {
    let mut width = written((share.clamp(0.0, 1.0) * 1000.0).round());
    // Tenths of a per cent.
    width.insert_str(0, "calc(");
    width.push_str(" * 0.1%)");
    width
}

/// A text in small letters.
#[cfg(target_arch = "wasm32")]
pub fn lowercase(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// A text in small letters.
#[cfg(not(target_arch = "wasm32"))]
pub fn lowercase(text: &str) -> String {
    text.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in [0.0, -0.25, 1e-9, 123_456.75, 1e300, f64::MIN_POSITIVE] {
            assert_eq!(number(&value.to_string()), Some(value));
            assert_eq!(number(&format!("{value:e}")), Some(value));
        }
        for text in ["", " 1", "0x10", "Infinity", "1e999", "NaN", "1-2", "e", "."] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
