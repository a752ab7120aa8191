//! What a browser fetches and nobody reads, made smaller: names between a module and its script, comments, blanks.
//!
//! wasm-bindgen's names end in hashes (`__wbg_select_6daf0a771fc1452a`), which no compression makes smaller, or are
//! symbols of hundreds of letters, and each stands in the module and in its script.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

/// A script, and the module that it starts.
#[derive(Debug, PartialEq)]
pub struct Program {
    pub script: String,
    pub module: Vec<u8>,
}

impl Program {
    /// The same with short names between both, and a script without comments and blanks.
    pub fn shrink(self) -> Result<Self> {
        let mut sections = Sections::of(&self.module)?;
        let found: BTreeSet<&str> =
            words(&self.script).filter(|it| is_long_for_nobody(it)).collect();
        // In the order of the module, in which most of them follow each other: that compresses best.
        let mut found: Vec<_> =
            found.into_iter().filter_map(|name| Some((sections.place(name)?, name))).collect();
        found.sort();
        let mut names = BTreeMap::new();
        for (number, (_, name)) in found.into_iter().enumerate() {
            let short = format!("${number:x}");
            ensure!(!self.script.contains(&short), "the script has a name {short} already");
            sections.rename(name, &short);
            names.insert(name, short);
        }
        let renamed = words(&self.script).map(|word| names.get(word).map_or(word, String::as_str));
        let script = renamed.collect::<String>();
        Ok(Self { script: minifier::js::minify(&script).to_string(), module: sections.bytes() })
    }
}

/// A style sheet without comments and blanks.
pub fn shrink_style(style: &str) -> Result<String> {
    let shrunk = minifier::css::minify(style).map_err(anyhow::Error::msg);
    let shrunk = shrunk.context("a style sheet can't be made smaller")?.to_string();
    // It keeps the blanks of sums in `calc` alone, and a browser drops `min(1em+2px, 9px)`.
    ensure!(sums(style) == sums(&shrunk), "a sum in a style sheet has lost its blanks: use calc()");
    Ok(shrunk)
}

/// How many plus signs between blanks stand in brackets: others are between selectors.
fn sums(style: &str) -> usize {
    let in_brackets = style.split('(').skip(1).map(|opened| match opened.split_once(')') {
        Some((inside, _)) => inside,
        None => opened,
    });
    in_brackets.map(|inside| inside.matches(" + ").count()).sum()
}

/// The words of a script, and what stands between them.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let mut rest = script;
    std::iter::from_fn(move || {
        let is_word = is_of_word(*rest.as_bytes().first()?);
        let end = rest.bytes().position(|byte| is_of_word(byte) != is_word);
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        Some(word)
    })
}

/// Whether a name is a mangled symbol or ends in 16 hexadecimal digits.
fn is_long_for_nobody(name: &str) -> bool {
    let hash = name.len().checked_sub(16).and_then(|start| name.as_bytes().get(start..));
    name.starts_with("_R") || hash.is_some_and(|hash| hash.iter().all(u8::is_ascii_hexdigit))
}

/// A module's sections: what is in them by number, as the WebAssembly core specification has it under "Binary Format".
struct Sections(Vec<(u8, Vec<u8>)>);

impl Sections {
    const HEAD: &[u8] = b"\0asm\x01\0\0\0";
    const CUSTOM: u8 = 0;
    const IMPORTS: u8 = 2;
    const EXPORTS: u8 = 7;

    fn of(module: &[u8]) -> Result<Self> {
        let mut rest = module.strip_prefix(Self::HEAD).context("not a WebAssembly module")?;
        let mut sections = Vec::new();
        while let Some((&id, after)) = rest.split_first() {
            let (length, after) = read_number(after).context("a section has no length")?;
            let content = after.get(..length).context("the module is cut off")?;
            // Of the custom ones only names tell a browser anything, which there are on demand.
            if id != Self::CUSTOM || content.starts_with(b"\x04name") {
                sections.push((id, content.to_vec()));
            }
            rest = &after[length..];
        }
        Ok(Self(sections))
    }

    /// The section and the place in it where an import or export has its name, if there is just one. Names stand behind
    /// their lengths; such a one stands nowhere by chance.
    fn place(&self, name: &str) -> Option<(usize, usize)> {
        let written = with_length(name);
        let mut found = Vec::new();
        for (section, (id, content)) in self.0.iter().enumerate() {
            if matches!(*id, Self::IMPORTS | Self::EXPORTS) {
                let windows = content.windows(written.len()).enumerate();
                let starts = windows.filter(|(_, window)| *window == written);
                found.extend(starts.map(|(start, _)| (section, start)));
            }
        }
        if let [place] = found[..] { Some(place) } else { None }
    }

    /// Gives an import or export that is there another name.
    fn rename(&mut self, name: &str, other: &str) {
        if let Some((section, start)) = self.place(name) {
            let end = start + with_length(name).len();
            self.0[section].1.splice(start..end, with_length(other));
        }
    }

    fn bytes(self) -> Vec<u8> {
        let mut bytes = Self::HEAD.to_vec();
        for (id, content) in self.0 {
            bytes.push(id);
            bytes.extend(number(content.len()));
            bytes.extend(content);
        }
        bytes
    }
}

fn with_length(name: &str) -> Vec<u8> {
    let mut written = number(name.len());
    written.extend_from_slice(name.as_bytes());
    written
}

/// A number in LEB128, and what follows it.
fn read_number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut number = 0;
    for (place, &byte) in bytes.iter().take(5).enumerate() {
        number |= usize::from(byte & 0x7f) << (7 * place);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[place + 1..]));
        }
    }
    None
}

fn number(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 & 0x7f | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::{Program, number, read_number, shrink_style, words};

    fn module(import: &[u8], export: &[u8]) -> Vec<u8> {
        let section = |id: u8, content: &[u8]| [&[id], &*number(content.len()), content].concat();
        [b"\0asm\x01\0\0\0", &*section(2, import), &*section(7, export), &*section(10, b"code")]
            .concat()
    }

    #[test]
    fn names_with_hashes_get_short_in_both() {
        let name = "__wbg_select_6daf0a771fc1452a";
        let program = Program {
            script: format!(
                "// What it imports.\nconst imports = {{\n    {name}: function(arg0) {{ arg0.select(); }},\n    {name}0: 1,\n}};\n\
                 wasm.invoke_h0123456789abcdef(\"é\"); wasm.free(0);\n"
            ),
            module: module(
                &[b"\x01\x01a\x1d", name.as_bytes(), b"\0\0"].concat(),
                b"\x02\x18invoke_h0123456789abcdef\0\x07\x04free\0\x08",
            ),
        };
        let tools = [&program.module[..], b"\0\x0b\x09producers\0"].concat();
        let shrunk = Program { module: tools, ..program }.shrink().expect("a module");
        assert_eq!(
            shrunk.script,
            format!(
                "const imports={{$0:function(arg0){{arg0.select();}},{name}0:1,}};wasm.$1(\"é\");wasm.free(0);"
            )
        );
        assert_eq!(
            shrunk.module,
            module(b"\x01\x01a\x02$0\0\0", b"\x02\x02$1\0\x07\x04free\0\x08")
        );
    }

    #[test]
    fn what_is_no_module_is_an_error() {
        let program = |module: &[u8]| Program { script: String::new(), module: module.to_vec() };
        assert!(program(b"asm").shrink().is_err());
        assert!(program(b"\0asm\x01\0\0\0\x02\x05ab").shrink().is_err());
    }

    #[test]
    fn words_are_all_of_the_script() {
        let script = "a.b_1 ('é', `$ü`)";
        assert_eq!(words(script).collect::<String>(), script);
        assert!(words(script).any(|word| word == "b_1"));
    }

    #[test]
    fn numbers_are_read_as_they_are_written() {
        for value in [0, 1, 127, 128, 16_383, 16_384, 5_000_000] {
            assert_eq!(read_number(&number(value)), Some((value, &[][..])));
        }
    }

    #[test]
    fn sums_that_lose_their_blanks_are_an_error() {
        assert!(shrink_style(".a { width: min(1em + 2px, 9px); }").is_err());
    }

    #[test]
    fn sums_in_styles_keep_their_blanks() {
        let style = "/* A */\n.a > .b {\n  width: calc(100% - 2px + 1em);\n}\n@media (width < 40em) and (hover: none) { .c { top: 0 } }";
        let shrunk = shrink_style(style).expect("a style sheet");
        assert_eq!(
            shrunk,
            " .a>.b{width:calc(100% - 2px + 1em);}@media (width < 40em) and (hover:none){.c{top:0}}"
        );
    }
}
