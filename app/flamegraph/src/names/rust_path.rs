//! The crate that a Rust function is in, read from its path.

/// The crates that the Rust toolchain brings along as std.
const STD_CRATES: [&str; 9] = [
    "std",
    "core",
    "alloc",
    "proc_macro",
    "test",
    "panic_unwind",
    "panic_abort",
    "compiler_builtins",
    "std_detect",
];

/// Whether `name` is one of std's own crates. What std carries with it (hashbrown, gimli) isn't.
pub fn is_std_crate(name: &str) -> bool {
    STD_CRATES.contains(&name)
}

/// What std is built with and so is in every program.
const IN_STD: [&str; 10] = [
    "addr2line",
    "adler2",
    "cfg_if",
    "gimli",
    "hashbrown",
    "libc",
    "memchr",
    "miniz_oxide",
    "object",
    "rustc_demangle",
];

/// Whether `name` is a crate that std is built with.
pub fn is_in_std(name: &str) -> bool {
    IN_STD.contains(&name)
}

/// The crate of the function with the readable name `name`; `None` if the name doesn't say.
///
/// `a::b::f` is in `a`. An implementation `<A as B>::f` is in the crate of A or of B, as the orphan
/// rule demands: in that of A, unless A has none (`u8`, `T`, `[T]`) or is std's while B isn't.
pub fn crate_of(name: &str) -> Option<&str> {
    let name = name.trim_start();
    let Some(inner) = name.strip_prefix('<') else {
        return first_segment(name);
    };
    let inner = &inner[..matching_end(inner)];
    let (subject, described) = match split_as(inner) {
        Some((subject, described)) => (subject, Some(described)),
        None => (inner, None),
    };
    let of_type = crate_of_type(subject);
    let of_trait = described.and_then(crate_of_type);
    match (of_type, of_trait) {
        (Some(of_type), Some(of_trait)) if is_std_crate(of_type) && !is_std_crate(of_trait) => {
            Some(of_trait)
        }
        (Some(of_type), _) => Some(of_type),
        (None, Some(of_trait)) => Some(of_trait),
        // `<str>::to_lowercase`, `<[T]>::sort`: only core and alloc may do that; most are core's.
        (None, None) if described.is_none() && is_primitive(subject) => Some("core"),
        (None, None) => None,
    }
}

/// The crate of a type: of `&mut a::B`, `*const a::B`, `dyn a::B`, `[a::B]`, `(a::B, c::D)`, `a::B<c::D>`
/// it is `a`.
fn crate_of_type(mut name: &str) -> Option<&str> {
    const BEFORE: [&str; 9] =
        ["&", "*const ", "*mut ", "mut ", "dyn ", "[", "(", "impl ", "unsafe "];
    loop {
        name = name.trim_start();
        if let Some(after) = BEFORE.iter().find_map(|prefix| name.strip_prefix(prefix)) {
            name = after;
        } else if let Some(lifetime) = name.strip_prefix('\'') {
            name = lifetime.split_once(' ')?.1;
        } else if let Some(bounds) = name.strip_prefix("for<") {
            name = bounds.split_once("> ")?.1;
        } else if let Some(nested) = name.strip_prefix('<') {
            // `<a::B as c::D>::E` and `<[_]>::f::Local`: what they are made of says it.
            name = nested;
        } else {
            return first_segment(name);
        }
    }
}

/// `a` of `a::b::f`; none of a bare word, and none of what isn't a crate's name: `T::f`.
fn first_segment(path: &str) -> Option<&str> {
    let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(path.len());
    let (segment, rest) = path.split_at(end);
    let is_crate = segment.starts_with(|c: char| c.is_lowercase() || c == '_');
    (rest.starts_with("::") && is_crate).then_some(segment)
}

fn is_primitive(name: &str) -> bool {
    const PRIMITIVES: [&str; 17] = [
        "str", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128",
        "isize", "f32", "f64", "bool", "char",
    ];
    PRIMITIVES.contains(&name) || name.starts_with(['[', '*', '&', '('])
}

/// The length of what stands before the `>` that matches a `<` before `text`.
fn matching_end(text: &str) -> usize {
    let mut depth = 1usize;
    let mut before = 0u8;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if before != b'-' => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            _ => {}
        }
        before = byte;
    }
    text.len()
}

/// The two sides of ` as ` outside of brackets.
fn split_as(text: &str) -> Option<(&str, &str)> {
    let bytes = text.as_bytes();
    let mut depth = 0usize;
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'<' | b'(' | b'[' => depth += 1,
            b'>' if at > 0 && bytes[at - 1] == b'-' => {}
            b'>' | b')' | b']' => depth = depth.saturating_sub(1),
            b' ' if depth == 0 && bytes[at..].starts_with(b" as ") => {
                return Some((&text[..at], &text[at + 4..]));
            }
            _ => {}
        }
    }
    None
}
