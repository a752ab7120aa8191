//! `cargo xtask`: one command for everything that isn't plain cargo, from a fresh machine to a served page.

mod bench;
mod check;
mod flags;
mod fuzz;
mod repo;
mod report;
mod serve;
pub mod server;
mod setup;
mod size;
mod test;
mod web;

use flags::{Xtask, XtaskCmd};
use repo::Repo;

/// Does what the command line asks for.
pub fn run() -> anyhow::Result<()> {
    let flags = Xtask::from_env_or_exit();
    let repo = Repo::here();
    match flags.subcommand {
        XtaskCmd::Serve(options) => serve::run(&repo, &options),
        XtaskCmd::Build(_) => web::build(&repo).map(|_| ()),
        XtaskCmd::Test(options) => test::run(&repo, &options),
        XtaskCmd::Check(_) => check::run(&repo),
        XtaskCmd::Size(options) => size::run(&repo, options.check),
        XtaskCmd::Fuzz(options) => fuzz::run(&repo, &options),
        XtaskCmd::Bench(options) => bench::run(&repo, &options),
    }
}
