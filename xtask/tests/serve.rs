//! The way of a newcomer: `cargo xtask serve`, open the address that it prints, stop it; and a host's way, who puts
//! `dist/` below some path of a site.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use xtask::server::Server;

type Outcome = Result<(), Box<dyn Error>>;

/// `cargo xtask serve` while it runs; it is stopped at the end of the test, however that ends.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn serve_prints_an_address_that_shows_the_page() -> Outcome {
    let program = env!("CARGO_BIN_EXE_xtask");
    let mut child =
        Command::new(program).args(["serve", "--port", "0"]).stdout(Stdio::piped()).spawn()?;
    let output = child.stdout.take().ok_or("standard output is piped")?;
    let _serving = Serving(child);
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    let address = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .ok_or("no address was printed")?;
    assert!(address.ends_with("/#example"), "{address} opens an example");
    assert_shows_the_page(address)
}

#[test]
fn the_page_works_below_a_path_of_a_site() -> Outcome {
    let site = tempfile::tempdir()?;
    let below = site.path().join("docs/flame graphs");
    std::fs::create_dir_all(&below)?;
    for entry in std::fs::read_dir(dist()?)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), below.join(entry.file_name()))?;
        }
    }
    let server = Server::bind(site.path().to_path_buf(), Some(0))?;
    let address =
        format!("http://127.0.0.1:{}/docs/flame%20graphs/index.html#example", server.port());
    // The thread ends with the process.
    std::thread::spawn(move || server.run());
    assert_shows_the_page(&address)
}

#[test]
fn everything_the_page_names_is_served_to_be_kept() -> Outcome {
    let server = Server::bind(dist()?, Some(0))?;
    let port = server.port();
    std::thread::spawn(move || server.run());
    let (head, page) = get(port, "/")?;
    assert!(
        head.contains("Content-Type: text/html") && head.contains("Cache-Control: no-cache"),
        "{head}"
    );
    let mut named: Vec<&str> =
        page.split(['"', '\'']).filter_map(|piece| piece.strip_prefix("./")).collect();
    named.sort_unstable();
    named.dedup();
    assert!(named.len() >= 6, "script and module of page, engine and files are named: {named:?}");
    for name in named {
        let (head, _) = get(port, &format!("/{name}"))?;
        assert!(head.starts_with("HTTP/1.1 200"), "{name}: {head}");
        assert!(
            head.contains("immutable"),
            "{name} has the hash of its content in its name: {head}"
        );
        assert!(!head.contains("octet-stream"), "{name} has a type: {head}");
    }
    let (head, _) = get(port, "/../Cargo.toml")?;
    assert!(head.starts_with("HTTP/1.1 404"), "{head}");
    Ok(())
}

/// The built page's folder.
fn dist() -> Result<PathBuf, Box<dyn Error>> {
    let dist = std::env::var_os("FLAMEDROP_DIST")
        .ok_or("FLAMEDROP_DIST isn't set: run this by `cargo xtask test`")?;
    Ok(PathBuf::from(dist))
}

/// How often a page is loaded before it counts as one that doesn't mount itself.
const LOADS: u32 = 6;

/// Opens an address in Chromium: the page must mount itself, and nothing may be against its policy.
///
/// Chromium prints the page soon after its scripts are loaded, on a busy machine before they have
/// run: so it is asked again, and waits longer each time.
fn assert_shows_the_page(address: &str) -> Outcome {
    let mut load = 1;
    while !is_mounted(address, load)? {
        assert!(load < LOADS, "{address}: nothing is mounted after {load} loads");
        load += 1;
    }
    Ok(())
}

/// Loads an address once: whether anything is mounted.
fn is_mounted(address: &str, load: u32) -> Result<bool, Box<dyn Error>> {
    let chromium =
        std::env::var_os("CHROMIUM").ok_or("CHROMIUM isn't set: run this by `cargo xtask test`")?;
    let profile = tempfile::tempdir()?;
    let output = Command::new(chromium)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--dump-dom"])
        .arg(format!("--timeout={}", 5000 * load))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(address)
        .output()?;
    let page = String::from_utf8_lossy(&output.stdout);
    let log = String::from_utf8_lossy(&output.stderr);
    let console: Vec<&str> = log.lines().filter(|line| line.contains("CONSOLE")).collect();
    assert!(page.contains("data-part=\"engine-module\""), "{address} is a page: {page}\n{log}");
    let body = page
        .split_once("<body>")
        .and_then(|(_, rest)| rest.split_once("</body>"))
        .ok_or("the page has a body")?;
    let complaint = console
        .iter()
        .find(|line| line.contains("Content Security Policy") || line.contains("Uncaught"));
    assert_eq!(complaint, None);
    Ok(!body.0.trim().is_empty())
}

/// Head and body of an answer.
fn get(port: u16, path: &str) -> Result<(String, String), Box<dyn Error>> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").ok_or("an answer has a head")?;
    Ok((head.to_owned(), body.to_owned()))
}
