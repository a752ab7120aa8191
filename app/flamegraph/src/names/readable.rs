//! From the name in the file to the name that people read.

use std::borrow::Cow;

/// The readable form of `raw`: demangled, without the module that macOS tools put before it, and
/// without the hashes that the Rust compiler adds.
///
/// Anything that is no mangled name stays as it is. Sources: the Rust v0 mangling RFC 2603, the
/// Itanium C++ ABI, and `rustc-demangle`'s alternate form.
pub fn readable(raw: &str) -> String {
    let name = without_module(raw.trim());
    if let Some(name) = demangled(name) {
        return name;
    }
    without_hashes(name).into_owned()
}

/// Whether `raw` is a symbol as the Rust compiler writes it.
pub fn is_mangled_rust(raw: &str) -> bool {
    may_be_rust_symbol(raw) && rustc_demangle::try_demangle(raw).is_ok()
}

/// dtrace and sample write ``module`symbol``; a backquote is never part of a symbol.
fn without_module(name: &str) -> &str {
    match name.split_once('`') {
        Some((_, symbol)) if !symbol.is_empty() => symbol,
        _ => name,
    }
}

fn demangled(name: &str) -> Option<String> {
    if may_be_rust_symbol(name)
        && let Ok(rust) = rustc_demangle::try_demangle(name)
    {
        return Some(format!("{rust:#}"));
    }
    super::cpp::demangled(name)
}

/// Most names are no symbols at all, and this is much cheaper than finding out by parsing.
/// `ZN` and `R` stand for symbols that lost their underscore on the way (samply's sidecar).
fn may_be_rust_symbol(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    name.starts_with("ZN") || name.starts_with('R')
}

/// Drops `::h0123456789abcdef` at the end and `[0123456789abcdef]` after crate names, which some
/// tools leave in demangled names, and `.llvm.1234`.
fn without_hashes(name: &str) -> Cow<'_, str> {
    let mut rest = name;
    if let Some((before, number)) = rest.rsplit_once(".llvm.")
        && number.bytes().all(|byte| byte.is_ascii_hexdigit())
    {
        rest = before;
    }
    if let Some((before, hash)) = rest.rsplit_once("::h")
        && is_hash(hash, 16..=16)
    {
        rest = before;
    }
    if !rest.contains("]::") {
        return Cow::Borrowed(rest);
    }
    let mut kept = String::with_capacity(rest.len());
    while let Some(open) = rest.find('[') {
        let close = rest[open..].find("]::").map(|length| open + length);
        let follows_name =
            rest[..open].ends_with(|last: char| last.is_alphanumeric() || last == '_');
        match close {
            Some(close) if follows_name && is_hash(&rest[open + 1..close], 6..=17) => {
                kept.push_str(&rest[..open]);
                rest = &rest[close + 1..];
            }
            _ => {
                kept.push_str(&rest[..=open]);
                rest = &rest[open + 1..];
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}

fn is_hash(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether a name says nothing but that there is none: `[unknown]`, `0x7f32…`, `??`.
pub fn is_unknown(name: &str) -> bool {
    let name = name.trim_end_matches(['?', ')']).trim_start_matches(['[', '(', '<']);
    if name.is_empty() {
        return true;
    }
    let word = name.trim_end_matches([']', ')', '>']);
    word.eq_ignore_ascii_case("unknown") || is_address(name)
}

/// Whether a name is an address: `0x` and hexadecimal digits, or eight and more of these alone.
pub fn is_address(name: &str) -> bool {
    let (digits, least) = match name.strip_prefix("0x") {
        Some(digits) => (digits, 1),
        None => (name, 8),
    };
    digits.len() >= least && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
        // `deadbeef` may well be a function; eight digits without one from 0 to 9 are too few.
        && (least == 1 || digits.bytes().any(|byte| byte.is_ascii_digit()))
}
