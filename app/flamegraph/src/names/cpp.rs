//! C++ names.

/// The readable form of a C++ symbol (Itanium ABI); `None` if `name` is none, or too hard.
#[cfg(feature = "cpp")]
pub(super) fn demangled(name: &str) -> Option<String> {
    if !(name.starts_with("_Z") || name.starts_with("__Z")) {
        return None;
    }
    let symbol = cpp_demangle::Symbol::new(name.strip_prefix("__").map_or(name, |_| &name[1..]));
    symbol.ok()?.demangle().ok()
}

/// The readable form of a C++ symbol (Itanium ABI) without its parameters: plain and nested names
/// such as `_ZN3foo3bar3bazEv`, constructors and destructors. `None` if `name` is none, or has
/// template arguments, operators or substitutions in it; such a name stays as it is.
#[cfg(not(feature = "cpp"))]
pub(super) fn demangled(name: &str) -> Option<String> {
    let encoding = name.strip_prefix("__Z").or_else(|| name.strip_prefix("_Z"))?;
    let (mut path, mut rest) = (Vec::new(), encoding);
    let is_nested = rest.starts_with('N');
    if is_nested {
        rest = rest[1..].trim_start_matches(['r', 'V', 'K']);
    }
    if let Some(inside) = rest.strip_prefix("St") {
        path.push("std".to_owned());
        rest = inside;
    }
    loop {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            let end = digits.checked_add(rest[..digits].parse().ok()?)?;
            let word = rest.get(digits..end)?;
            let is_anonymous = word.starts_with("_GLOBAL__N");
            path.push(if is_anonymous { "(anonymous namespace)" } else { word }.to_owned());
            rest = &rest[end..];
        } else if let Some(after) = is_nested.then(|| special_member(rest)).flatten() {
            let class = path.last()?.clone();
            path.push(if rest.starts_with('D') { format!("~{class}") } else { class });
            rest = after;
        } else {
            break;
        }
        if !is_nested {
            break;
        }
    }
    // What follows a template's name would be its arguments.
    let is_whole = if is_nested { rest.starts_with('E') } else { !rest.starts_with('I') };
    (is_whole && !path.is_empty() && path != ["std"]).then(|| path.join("::"))
}

/// What follows a constructor's or destructor's mark (`C1`, `D2`).
#[cfg(not(feature = "cpp"))]
fn special_member(text: &str) -> Option<&str> {
    let marks = ["C1", "C2", "C3", "D0", "D1", "D2"];
    marks.iter().find_map(|mark| text.strip_prefix(mark))
}
