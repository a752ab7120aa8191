//! The last word of a function's name, by which its short and its whole name are known to be of one.

use std::rc::Rc;

/// `clone` of `<alloc::vec::Vec<T, A> as core::clone::Clone>::clone`, of `clone<Global>` and of
/// `clone.llvm.12`; a closure's number isn't in all its names.
pub(super) fn last_word(name: &str) -> Rc<str> {
    let name = name.replace("(anonymous namespace)::", "");
    let mut depth = 0usize;
    let mut braces = 0usize;
    let mut before = ' ';
    let mut outside = String::new();
    for letter in name.chars() {
        // Versions and parameters end it, but not those of `operator()`.
        let may_end = depth + braces == 0 && !outside.is_empty() && !outside.ends_with("operator");
        match letter {
            '.' | '@' | '(' if may_end => break,
            '<' => depth += 1,
            // Not the arrow of `fn() -> u8`.
            '>' if before != '-' => depth = depth.saturating_sub(1),
            letter if depth == 0 => outside.push(letter),
            _ => {}
        }
        match letter {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        before = letter;
    }
    let word = outside.trim_end_matches("::").rsplit("::").next().unwrap_or_default();
    let is_closure = word.trim_start_matches('{').starts_with("closure");
    if is_closure { "closure".into() } else { word.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name() {
        for (name, word) in [
            ("main", "main"),
            ("grow_one<alloc::alloc::Global>", "grow_one"),
            ("<alloc::vec::Vec<T,A> as core::clone::Clone>::clone", "clone"),
            ("call<fn() -> a::B, (c::D)>", "call"),
            ("core::ptr::drop_in_place<alloc::boxed::Box<app::Expr>>", "drop_in_place"),
            ("rustc_entry::<impl map::HashMap<K,V>>::rustc_entry", "rustc_entry"),
            ("a::collect::<b::C>", "collect"),
            ("init_cpu_features.constprop.0", "init_cpu_features"),
            ("pthread_create@GLIBC_2.2.5", "pthread_create"),
            ("app::run::{{closure}}", "closure"),
            ("{closure#0}<usize, app::main::{closure_env#0}>", "closure"),
            ("geometry::area(geometry::Shape const&)", "area"),
            ("ns::(anonymous namespace)::grow(int)", "grow"),
            ("main::{lambda(int)#1}::operator()(int) const", "operator()"),
            ("operator()(int)", "operator()"),
            ("", ""),
        ] {
            assert_eq!(&*last_word(name), word, "{name}");
        }
    }
}
