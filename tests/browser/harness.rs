//! What the tests are written with: a browser, the page in it, a hand, and known profiles.

mod accessibility;
mod browser;
mod complaints;
mod downloads;
mod driver;
mod files;
mod hand;
mod look;
mod page;
mod pool;
mod profiles;
mod site;

pub use browser::Kind;
pub use hand::{Bar, CONTROL, SHIFT};
pub use page::Page;
pub use pool::{Pool, Test};
pub use profiles::{SMALL, fixture, known, small};
pub use site::Site;

/// What a test comes to.
pub type Outcome = anyhow::Result<()>;

/// An environment variable that `cargo xtask test` sets.
pub fn setting(name: &str) -> anyhow::Result<std::path::PathBuf> {
    let value = std::env::var_os(name);
    value
        .map(Into::into)
        .ok_or_else(|| anyhow::anyhow!("{name} isn't set: run `cargo xtask test --browser`"))
}

/// A program that `cargo xtask test` has found, or one of this name on the `PATH`.
pub fn program(variable: &str, name: &str) -> std::path::PathBuf {
    std::env::var_os(variable).map_or_else(|| name.into(), Into::into)
}
