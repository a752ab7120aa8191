//! `cargo xtask serve`: builds the page if needed, serves it, and says where.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result, bail};

use crate::flags::Serve;
use crate::repo::Repo;
use crate::server::{DEFAULT_PORT, Server};
use crate::web;

/// Runs until Ctrl+C.
pub fn run(repo: &Repo, options: &Serve) -> Result<()> {
    if options.dev {
        return web::watch(repo, dev_port(options.port)?);
    }
    let dist = if options.no_build { repo.dist() } else { web::build(repo)? };
    if !dist.join("index.html").is_file() {
        bail!("there is no page in dist/ yet. Leave --no-build away, and it is built");
    }
    let server = Server::bind(dist, options.port)?;
    println!("Flamedrop with an example profile: http://127.0.0.1:{}/#example", server.port());
    eprintln!("Ctrl+C ends it.");
    server.run();
    Ok(())
}

/// The port for Trunk, which doesn't look for a free one.
fn dev_port(asked: Option<u16>) -> Result<u16> {
    let candidates = match asked {
        Some(port) => vec![port],
        None => (DEFAULT_PORT..DEFAULT_PORT + 100).collect(),
    };
    let listener = candidates
        .iter()
        .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).ok())
        .with_context(|| format!("port {} is taken. Choose another with --port", candidates[0]))?;
    Ok(listener.local_addr()?.port())
}
