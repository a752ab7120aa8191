//! What the wasm build needs, and the environment in which it finds it.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::cargo_tool::CargoTool;
use super::path_with;
use super::wasm_std::WasmCompiler;
use crate::repo::Repo;

const TRUNK: &str = "0.21.14";
const BINARYEN: &str = "132.0.0";

/// The programs of the wasm build.
pub struct WebTools {
    /// Trunk's file.
    pub trunk: PathBuf,
    /// Environment variables of the build.
    pub environment: Vec<(OsString, OsString)>,
    /// The versions of all of them: where it differs, a page must be built anew.
    pub versions: String,
}

/// Finds or installs them.
pub fn web_tools(repo: &Repo) -> Result<WebTools> {
    let compiler = WasmCompiler::ensure(repo)?;
    let lock = std::fs::read_to_string(repo.root().join("Cargo.lock"))
        .context("Cargo.lock cannot be read")?;
    let bindgen_version =
        locked_version(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?;
    let bindgen = CargoTool {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: bindgen_version.to_owned(),
        arguments: &["--no-default-features"],
    };
    let trunk = CargoTool {
        krate: "trunk",
        program: "trunk",
        version: TRUNK.to_owned(),
        arguments: &["--locked", "--no-default-features"],
    };
    let bindgen_file = bindgen.ensure(repo)?;
    let trunk_file = trunk.ensure(repo)?;
    let binaryen = super::npm::package(repo, "binaryen", BINARYEN)?;

    let mut front =
        vec![bindgen_file.parent().unwrap_or(Path::new(".")).to_path_buf(), binaryen.join("bin")];
    if let Some(cargo) = compiler.cargo() {
        // Trunk calls plain `cargo`, for which rustup's would win. A folder with nothing else in it, since the
        // folder of Debian's cargo holds many programs.
        let dir = repo.tools().join("debian-cargo");
        link(Path::new(cargo), &dir.join("cargo"))?;
        front.insert(0, dir);
    }
    let front: Vec<&Path> = front.iter().map(PathBuf::as_path).collect();
    let mut environment: Vec<(OsString, OsString)> = vec![
        ("PATH".into(), path_with(&front)?),
        ("CARGO_TARGET_DIR".into(), repo.web_target().into()),
        ("CARGO_ENCODED_RUSTFLAGS".into(), rustc_arguments(&compiler)),
    ];
    environment
        .extend(compiler.environment().into_iter().map(|(name, value)| (name.into(), value)));
    let versions = format!(
        "rustc {}\nwasm-bindgen {bindgen_version}\ntrunk {TRUNK}\nbinaryen {BINARYEN}\n",
        compiler.version()
    );
    Ok(WebTools { trunk: trunk_file, environment, versions })
}

/// Arguments for rustc, in the encoding that stands paths with blanks.
fn rustc_arguments(compiler: &WasmCompiler) -> OsString {
    let mut arguments = compiler.rustc_arguments();
    // Every browser of the last years has it.
    arguments.push("-Ctarget-feature=+simd128".into());
    // Leptos then makes one kind of element of all, rather than a type of each view: a smaller page.
    arguments.push("--cfg=erase_components".into());
    // Symbols that name whole types: by them modules are split into what is needed at first and what isn't.
    arguments.push("-Csymbol-mangling-version=v0".into());
    // No folder of this machine in the panic messages of the page, and the same page on every machine. Paths of this
    // workspace are relative to it anyway.
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    if let Some(home) = home.or_else(|| std::env::home_dir().map(|dir| dir.join(".cargo"))) {
        let mut argument = OsString::from("--remap-path-prefix=");
        argument.push(home);
        argument.push("=cargo");
        arguments.push(argument);
    }
    arguments.join(OsStr::new("\x1f"))
}

/// The version of a package in the text of a `Cargo.lock`.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let (_, rest) = lock.split_once(&format!("name = \"{package}\"\nversion = \""))?;
    rest.split('"').next()
}

/// Makes `link` stand for `program`.
fn link(program: &Path, link: &Path) -> Result<()> {
    if let Some(dir) = link.parent() {
        std::fs::create_dir_all(dir)?;
    }
    if std::fs::read_link(link).is_ok_and(|there| there == program) {
        return Ok(());
    }
    let _ = std::fs::remove_file(link);
    #[cfg(unix)]
    std::os::unix::fs::symlink(program, link)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::locked_version;

    #[test]
    fn the_locked_version_is_of_the_package_and_not_of_one_whose_name_begins_alike() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
