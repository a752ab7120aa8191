//! The standard library for wasm32: rustup's where it can be had, else built from Debian's source package.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use xshell::{Shell, cmd};

use super::{debian, on_path, version_of};
use crate::repo::Repo;
use crate::report;

const TARGET: &str = "wasm32-unknown-unknown";
/// What `apt-get` brings: a compiler, its cargo, the source of its std, and a linker of the same LLVM.
const DEBIAN_PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std";
const DEBIAN_LINKER: &str = "/usr/bin/wasm-ld-22";

/// A compiler that can make wasm.
pub enum WasmCompiler {
    /// The default cargo and rustc, with their own std for wasm32.
    Default {
        /// As in `1.96.0`.
        version: String,
    },
    /// Debian's, with a std that was built here.
    Debian {
        /// As in `1.96.0`.
        version: String,
        /// Holds the std; given to rustc as `--sysroot`.
        sysroot: PathBuf,
    },
}

impl WasmCompiler {
    /// Finds or installs one. `FLAMEDROP_WASM=debian` chooses Debian's even where the default one would do.
    pub fn ensure(repo: &Repo) -> Result<Self> {
        let debian_wanted =
            std::env::var_os("FLAMEDROP_WASM").is_some_and(|value| value == "debian");
        if !debian_wanted && let Some(compiler) = default_compiler()? {
            return Ok(compiler);
        }
        if let Some(version) = version_of(DEBIAN_RUSTC)
            && let Some(compiler) = with_built_std(repo, version)
        {
            return Ok(compiler);
        }
        if !debian_wanted
            && add_by_rustup()?
            && let Some(compiler) = default_compiler()?
        {
            return Ok(compiler);
        }
        if debian::is_here() {
            return debian_compiler(repo);
        }
        bail!(
            "Rust's standard library for {TARGET} is missing, and neither rustup nor Debian's packages can bring it. \
             Install rustup, run `rustup target add {TARGET}`, then run the command again"
        );
    }

    /// The compiler's version.
    pub fn version(&self) -> &str {
        match self {
            Self::Default { version } | Self::Debian { version, .. } => version,
        }
    }

    /// Arguments for every call of rustc for wasm32.
    pub fn rustc_arguments(&self) -> Vec<OsString> {
        match self {
            Self::Default { .. } => Vec::new(),
            Self::Debian { sysroot, .. } => vec!["--sysroot".into(), sysroot.into()],
        }
    }

    /// Environment of the builds for wasm32; never part of the committed configuration, since other machines and
    /// the native builds use other compilers.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Self::Default { .. } => Vec::new(),
            Self::Debian { .. } => vec![
                ("RUSTC", DEBIAN_RUSTC.into()),
                ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", DEBIAN_LINKER.into()),
            ],
        }
    }

    /// The cargo that belongs to the compiler, if it isn't the first on the `PATH`.
    pub fn cargo(&self) -> Option<&'static str> {
        matches!(self, Self::Debian { .. }).then_some(DEBIAN_CARGO)
    }
}

/// The compiler on the `PATH`, if its sysroot has the target.
fn default_compiler() -> Result<Option<WasmCompiler>> {
    let shell = Shell::new()?;
    let sysroot =
        cmd!(shell, "rustc --print sysroot").quiet().read().context("rustc does not run")?;
    if !lib_dir(Path::new(&sysroot)).is_dir() {
        return Ok(None);
    }
    let version = version_of("rustc").context("rustc doesn't tell its version")?;
    report::found(format!("Rust {version} for wasm32"));
    Ok(Some(WasmCompiler::Default { version }))
}

/// Whether rustup could add the target.
fn add_by_rustup() -> Result<bool> {
    if on_path("rustup").is_none() {
        return Ok(false);
    }
    report::doing(format!("rustup target add {TARGET}"));
    let shell = Shell::new()?;
    let added = cmd!(shell, "rustup target add {TARGET}").quiet().ignore_status().output()?;
    if !added.status.success() {
        let why = String::from_utf8_lossy(&added.stderr);
        let why = why.lines().find(|line| line.starts_with("error")).unwrap_or("no reason given");
        report::done(format!("rustup could not ({why}); Debian's packages can do it as well"));
    }
    Ok(added.status.success())
}

/// Debian's compiler, with packages and std installed as needed.
fn debian_compiler(repo: &Repo) -> Result<WasmCompiler> {
    let needed = [DEBIAN_RUSTC, DEBIAN_CARGO, DEBIAN_SOURCE, DEBIAN_LINKER];
    if !needed.iter().all(|file| Path::new(file).exists()) {
        debian::install(&DEBIAN_PACKAGES)?;
    }
    let version = version_of(DEBIAN_RUSTC).context("Debian's rustc does not run")?;
    if let Some(compiler) = with_built_std(repo, version.clone()) {
        return Ok(compiler);
    }
    build_std(repo, &version)?;
    with_built_std(repo, version)
        .context("the standard library for wasm32 was built, but cannot be found")
}

/// A std that an earlier run built for this version.
fn with_built_std(repo: &Repo, version: String) -> Option<WasmCompiler> {
    let sysroot = sysroot(repo, &version);
    if !lib_dir(&sysroot).is_dir() || !Path::new(DEBIAN_LINKER).exists() {
        return None;
    }
    report::found(format!(
        "Debian's Rust {version}, with a standard library for wasm32 built here"
    ));
    Some(WasmCompiler::Debian { version, sysroot })
}

/// A folder a version: rlibs of two generations side by side don't link (E0464), and a new path makes cargo
/// compile everything anew, as it must.
fn sysroot(repo: &Repo, version: &str) -> PathBuf {
    repo.tools().join(format!("wasm-std-{version}"))
}

fn lib_dir(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// Builds std by building an empty crate with it, and keeps the libraries that come out.
fn build_std(repo: &Repo, version: &str) -> Result<()> {
    report::doing(format!(
        "building Rust {version}'s standard library for wasm32: one to two minutes, once"
    ));
    let scratch = repo.tools().join("wasm-std-scratch");
    let source = scratch.join("src");
    std::fs::create_dir_all(&source)?;
    let manifest =
        "[package]\nname = \"scratch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[workspace]\n";
    std::fs::write(scratch.join("Cargo.toml"), manifest)?;
    std::fs::write(source.join("lib.rs"), "#![no_std]\n")?;
    let shell = Shell::new()?;
    shell.change_dir(&scratch);
    let target = scratch.join("target");
    // Without its bitcode, fat LTO of what uses this std fails. `-Z` on a stable compiler needs RUSTC_BOOTSTRAP.
    cmd!(shell, "{DEBIAN_CARGO} build --quiet --release --target {TARGET} -Zbuild-std=std,panic_abort,proc_macro")
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTC", DEBIAN_RUSTC)
        .env("CARGO_ENCODED_RUSTFLAGS", "-Cembed-bitcode=yes")
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("CARGO_BUILD_RUSTFLAGS")
        .quiet()
        .run()
        .context("the standard library for wasm32 could not be built from Debian's package rust-web-src")?;

    let unfinished = sysroot(repo, "unfinished");
    let _ = std::fs::remove_dir_all(&unfinished);
    std::fs::create_dir_all(lib_dir(&unfinished))?;
    for file in std::fs::read_dir(target.join(TARGET).join("release/deps"))? {
        let file = file?.path();
        let name = file.file_name().unwrap_or_default();
        let is_own = name.to_string_lossy().starts_with("libscratch-");
        if file.extension().is_some_and(|extension| extension == "rlib") && !is_own {
            std::fs::copy(&file, lib_dir(&unfinished).join(name))?;
        }
    }
    std::fs::rename(&unfinished, sysroot(repo, version))?;
    let _ = std::fs::remove_dir_all(&scratch);
    Ok(())
}
