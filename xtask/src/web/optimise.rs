//! wasm-opt: modules become smaller and faster. After splitting, so that no function of one half is put into the other.

use std::path::PathBuf;

use anyhow::{Context, Result};
use xshell::{Shell, cmd};

/// What wasm-opt may use: every browser of the last years has it.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
    "--enable-simd",
];

/// The page: small first, again and again until nothing is gained.
const SMALL: &[&str] = &["-Oz", "--converge"];
/// The engine: fast first. Only small functions are put where they are called from once: browsers optimise a module by
/// functions, and large ones late.
const FAST: &[&str] = &["-O3", "--converge", "--one-caller-inline-max-function-size=20"];
/// What reads files: converging takes long there and gains nothing.
const FAST_AT_ONCE: &[&str] = &["-O3", "--one-caller-inline-max-function-size=20"];

/// Runs wasm-opt.
pub struct Optimiser<'a> {
    /// Where it is found.
    pub shell: &'a Shell,
    /// For the files that it reads and writes.
    pub folder: PathBuf,
}

impl Optimiser<'_> {
    /// A module of a program (`page`, `engine`, `files`) made better, without names.
    pub fn run(&self, program: &str, module: &[u8]) -> Result<Vec<u8>> {
        let (from, to) = (self.folder.join("before.wasm"), self.folder.join("after.wasm"));
        std::fs::write(&from, module)?;
        let aims = match program {
            "page" => SMALL,
            "engine" => FAST,
            _ => FAST_AT_ONCE,
        };
        cmd!(self.shell, "wasm-opt {FEATURES...} {aims...} {from} -o {to}")
            .quiet()
            .run()
            .with_context(|| format!("wasm-opt can't read the module of {program}"))?;
        Ok(std::fs::read(&to)?)
    }
}
