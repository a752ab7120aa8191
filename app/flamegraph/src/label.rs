//! How a function's name is cut to fit a bar: the telling end of it stays.

use std::ops::Range;

/// Of a longer name only this many bytes at the end are looked at.
const LONGEST_NAME: usize = 4096;

/// A name cut to fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitted {
    /// What is left of the name, with `…` where its end was cut off.
    pub text: String,
    /// For each character of `text` the byte of the name at which it stands; none for `…`.
    sources: Vec<Option<u32>>,
}

impl Fitted {
    /// Where in `text`, in characters, a part of the name is (given in bytes of the name); `None`
    /// if nothing of it is left.
    pub fn locate(&self, part: Range<usize>) -> Option<(u32, u32)> {
        let is_inside =
            |source: &Option<u32>| source.is_some_and(|byte| part.contains(&(byte as usize)));
        let first = self.sources.iter().position(is_inside)?;
        let last = self.sources.iter().rposition(is_inside)?;
        Some((first as u32, last as u32 + 1))
    }
}

/// Cuts `name` to at most `characters` characters. What goes first is generic arguments and
/// parameter lists (`Vec<T>::push` → `Vec::push`), then leading parts of the path
/// (`alloc::vec::Vec::push` → `Vec::push` → `push`), then the end (`pu…`).
///
/// ```
/// use flamegraph::label::fit;
/// let name = "<std::collections::HashMap<K, V> as core::iter::Extend<T>>::extend";
/// assert_eq!(fit(name, 40).text, "std::collections::HashMap::extend");
/// assert_eq!(fit(name, 20).text, "HashMap::extend");
/// assert_eq!(fit(name, 5).text, "exte…");
/// ```
pub fn fit(name: &str, characters: usize) -> Fitted {
    let whole = letters(name);
    if whole.len() <= characters {
        return fitted(&whole);
    }
    let plain = without_arguments(&whole);
    if plain.len() <= characters {
        return fitted(&plain);
    }
    let mut shortest = 0;
    for start in path_starts(&plain) {
        shortest = start;
        if plain.len() - start <= characters {
            break;
        }
    }
    let end = &plain[shortest..];
    if end.len() <= characters {
        return fitted(end);
    }
    let mut cut = end[..characters.saturating_sub(1)].to_vec();
    if characters > 0 {
        cut.push(Letter { char: '…', source: None });
    }
    fitted(&cut)
}

/// A name without generic arguments and parameter lists, of which only the last path of a trait's
/// implementation is left; `None` if it has none.
///
/// ```
/// use flamegraph::label::plain;
/// let name = "<std::collections::HashMap<K, V> as core::iter::Extend<T>>::extend";
/// assert_eq!(plain(name).as_deref(), Some("std::collections::HashMap::extend"));
/// assert_eq!(plain("alloc::vec::push"), None);
/// ```
pub fn plain(name: &str) -> Option<String> {
    let whole = letters(name);
    let plain = without_arguments(&whole);
    (plain.len() < whole.len() && !plain.is_empty()).then(|| fitted(&plain).text)
}

fn letters(name: &str) -> Vec<Letter> {
    let skipped = name.len().saturating_sub(LONGEST_NAME);
    let skipped = (skipped..name.len()).find(|&at| name.is_char_boundary(at)).unwrap_or(0);
    let letter = |(at, char)| Letter { char, source: Some((skipped + at) as u32) };
    name[skipped..].char_indices().map(letter).collect()
}

/// A character and the byte of the name at which it stands.
#[derive(Clone, Copy)]
struct Letter {
    char: char,
    source: Option<u32>,
}

fn fitted(letters: &[Letter]) -> Fitted {
    Fitted {
        text: letters.iter().map(|letter| letter.char).collect(),
        sources: letters.iter().map(|letter| letter.source).collect(),
    }
}

fn starts_with(letters: &[Letter], text: &str) -> bool {
    let mut letters = letters.iter();
    text.chars().all(|char| letters.next().is_some_and(|letter| letter.char == char))
}

/// The name without generic arguments, parameter lists, `as Trait` and the brackets around a type.
/// Where brackets don't match, the name stays as it is: `operator<` isn't generic.
fn without_arguments(name: &[Letter]) -> Vec<Letter> {
    let mut kept = Vec::with_capacity(name.len());
    // For each open bracket: its closing one, whether what is around it is being dropped, and how
    // much was kept before it.
    let mut open: Vec<(char, bool, usize)> = Vec::new();
    let mut is_dropping = false;
    let mut skip_to = 0;
    for (at, &letter) in name.iter().enumerate() {
        if at < skip_to {
            continue;
        }
        let before = at.checked_sub(1).map_or(' ', |before| name[before].char);
        let is_arrow = letter.char == '>' && matches!(before, '-' | '=');
        match letter.char {
            '<' | '(' | '[' => {
                let closing = match letter.char {
                    '<' => '>',
                    '(' => ')',
                    _ => ']',
                };
                let drops = is_dropping || is_argument_list(name, at);
                if drops && !is_dropping && letter.char == '<' {
                    remove_turbofish(&mut kept);
                }
                open.push((closing, is_dropping, kept.len()));
                is_dropping = drops;
                if starts_with(&name[at..], "<impl ") {
                    skip_to = at + "<impl ".len();
                }
                // The brackets of `<A as B>::f` go, those of Go's `(*T).f` stay.
                if !is_dropping && letter.char != '<' {
                    kept.push(letter);
                }
            }
            '>' | ')' | ']' if !is_arrow => {
                let Some((closing, was_dropping, _)) = open.pop() else {
                    return name.to_vec();
                };
                if closing != letter.char {
                    return name.to_vec();
                }
                let is_kept_bracket = !is_dropping && closing != '>';
                is_dropping = was_dropping;
                if is_kept_bracket {
                    kept.push(letter);
                }
            }
            ' ' if !is_dropping => {
                match open.last() {
                    // In `<A as B>` the trait goes, up to the closing bracket.
                    Some(('>', ..)) if starts_with(&name[at..], " as ") => is_dropping = true,
                    // In `<impl B for A>` it goes too.
                    Some(&('>', _, kept_before)) if starts_with(&name[at..], " for ") => {
                        kept.truncate(kept_before);
                        skip_to = at + " for ".len();
                    }
                    _ => kept.push(letter),
                }
            }
            _ if !is_dropping => kept.push(letter),
            _ => {}
        }
    }
    while kept.last().is_some_and(|letter| letter.char == ' ') {
        kept.pop();
    }
    if open.is_empty() && !kept.is_empty() { kept } else { name.to_vec() }
}

/// Whether the bracket at `at` opens arguments, which a reader can do without, rather than a part
/// of the name: `(anonymous namespace)::f`, `(*T).f`, `{closure}`, `<A as B>::f`, `[unknown]`.
fn is_argument_list(name: &[Letter], at: usize) -> bool {
    let before = name[..at].iter().rev().map(|letter| letter.char).find(|&char| char != ' ');
    let Some(before) = before else {
        return false;
    };
    let begins_segment = matches!(before, '.' | '/' | '&' | '*' | '<' | '!' | '(');
    match name[at].char {
        // After `::` it is a turbofish, unless it stands for a type of its own: `a::<impl B>::f`.
        '<' => !begins_segment && !starts_with(&name[at..], "<impl "),
        // `operator()` is a name.
        '(' => {
            !begins_segment
                && before != ':'
                && !starts_with(&name[at..], "(anonymous")
                && !ends_with(&name[..at], "operator")
        }
        _ => !begins_segment && before != ':',
    }
}

fn ends_with(letters: &[Letter], text: &str) -> bool {
    letters.len() >= text.len() && starts_with(&letters[letters.len() - text.len()..], text)
}

fn remove_turbofish(kept: &mut Vec<Letter>) {
    if ends_with(kept, "::") {
        kept.truncate(kept.len() - 2);
    }
}

/// Whether a name is a source file with its folder or a line, `src/lib.rs` or `lib.rs:12`: `rs` says nothing. A method
/// may be called `c`, so the ending alone isn't enough.
fn is_source_file(name: &[Letter]) -> bool {
    const ENDINGS: [&str; 14] =
        ["rs", "c", "cc", "cpp", "cxx", "h", "hpp", "S", "s", "go", "py", "js", "ts", "java"];
    let text: String = name.iter().map(|letter| letter.char).collect();
    let (path, has_line) = match text.rsplit_once(':') {
        Some((path, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => (path, true),
        _ => (text.as_str(), false),
    };
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    (has_line || path.contains('/')) && ENDINGS.contains(&ending)
}

/// Where the parts of a path begin, but for the first. A closure belongs to the part before it.
fn path_starts(name: &[Letter]) -> Vec<usize> {
    let has = |text: &str| (0..name.len()).any(|at| starts_with(&name[at..], text));
    // The dots of `github.com/` and `libc.so.6!` part nothing.
    let host_end = name.iter().rposition(|letter| matches!(letter.char, '/' | '!')).unwrap_or(0);
    // A path of dots only where nothing else can be one: `file.rs` in a sentence isn't, nor are a
    // symbol's version (`free@GLIBC_2.2.5`) and what a compiler adds (`f.constprop.0`, `f.cold`).
    let has_numbered_part = name[host_end..].windows(2).any(|pair| {
        let [dot, next] = [pair[0].char, pair[1].char];
        dot == '.' && next.is_ascii_digit()
    });
    let is_dotted =
        !has("::") && !has(" ") && !has("@") && !has_numbered_part && !ends_with(name, ".cold");
    let is_file = is_source_file(name);
    let mut starts = Vec::new();
    let mut depth = 0i32;
    for (at, letter) in name.iter().enumerate() {
        match letter.char {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ if depth != 0 || at + 1 >= name.len() => {}
            ':' if at > 0 && name[at - 1].char == ':' && name[at + 1].char != '{' => {
                starts.push(at + 1);
            }
            '.' if is_dotted && at > host_end && !is_file => starts.push(at + 1),
            '/' | '!' if is_dotted => starts.push(at + 1),
            _ => {}
        }
    }
    starts
}
