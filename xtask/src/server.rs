//! A static file server for this machine alone, with the headers a good host gives.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow};
use percent_encoding::percent_decode_str;

use crate::web::is_hashed;

/// The first port that is tried where none is asked for.
pub const DEFAULT_PORT: u16 = 8080;
/// How many ports are tried.
const PORTS: u16 = 100;
/// No browser's request is longer.
const LONGEST_REQUEST: u64 = 64 * 1024;

/// Serves one folder on 127.0.0.1.
///
/// Each connection has a thread of its own and is closed after its answer. Kept-open ones, as
/// tiny_http has them, let a burst of requests wait behind each other: on a busy machine a page
/// then never finished loading.
pub struct Server {
    listener: TcpListener,
    folder: PathBuf,
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
    is_stopped: AtomicBool,
}

impl Server {
    /// Listens on a port (0: any), or without one on the default port or the next free one after it.
    pub fn bind(folder: PathBuf, port: Option<u16>) -> Result<Self> {
        let ports = match port {
            Some(port) => port..=port,
            None => DEFAULT_PORT..=DEFAULT_PORT + PORTS,
        };
        let mut reason = None;
        for port in ports.clone() {
            match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
                Ok(listener) => {
                    let port = listener.local_addr()?.port();
                    let (requests, is_stopped) = (Arc::default(), AtomicBool::new(false));
                    return Ok(Self { listener, folder, port, requests, is_stopped });
                }
                Err(error) => reason = Some(error),
            }
        }
        let reason = reason.map(|error| error.to_string()).unwrap_or_default();
        Err(anyhow!(
            "no port of {}..={} can be listened on ({reason}). Choose another with --port",
            ports.start(),
            ports.end()
        ))
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// What was asked for so far, in the order of its coming: `GET /index.html`.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Answers until the process ends, or until it is stopped.
    pub fn run(&self) {
        for stream in self.listener.incoming().flatten() {
            if self.is_stopped.load(Ordering::Acquire) {
                return;
            }
            let (folder, requests) = (self.folder.clone(), Arc::clone(&self.requests));
            // A visitor who went away before the answer is no fault.
            std::thread::spawn(move || answer(&folder, &requests, stream).ok());
        }
    }

    /// Ends [`Self::run`].
    pub fn stop(&self) {
        self.is_stopped.store(true, Ordering::Release);
        // Wakes the one that listens; if that fails, nobody does.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

/// Answers the one request of a connection.
fn answer(folder: &Path, requests: &Mutex<Vec<String>>, mut stream: TcpStream) -> io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?.take(LONGEST_REQUEST)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // What remains unread when a connection is closed would reset it.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let mut words = first.split(' ');
    let (method, address) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    if !method.is_empty() {
        let request = format!("{method} {address}");
        requests.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    }
    if !matches!(method, "GET" | "HEAD") {
        return refuse(&mut stream, "405 Method Not Allowed", "only GET and HEAD\n");
    }
    let file = file_of(folder, address);
    let Some((file, content)) =
        file.and_then(|file| std::fs::read(&file).ok().map(|content| (file, content)))
    else {
        return refuse(&mut stream, "404 Not Found", "no such file\n");
    };
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    head(&mut stream, "200 OK", content_type(&name), cache_control(&name), content.len())?;
    if method == "GET" { stream.write_all(&content) } else { Ok(()) }
}

fn refuse(stream: &mut TcpStream, status: &str, why: &str) -> io::Result<()> {
    head(stream, status, "text/plain; charset=utf-8", "no-cache", why.len())?;
    stream.write_all(why.as_bytes())
}

fn head(
    stream: &mut TcpStream,
    status: &str,
    kind: &str,
    cached: &str,
    length: usize,
) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
         Cache-Control: {cached}\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
}

/// The file that an address means: never one outside the folder.
fn file_of(folder: &Path, address: &str) -> Option<PathBuf> {
    let path = address.split(['?', '#']).next()?;
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let relative = Path::new(path.strip_prefix('/')?);
    // `..`, a second root and a Windows drive are all components of other kinds.
    if !relative.components().all(|part| matches!(part, Component::Normal(_)))
        || path.contains(['\\', '\0'])
    {
        return None;
    }
    let file = folder.join(relative);
    let file = if file.is_dir() { file.join("index.html") } else { file };
    file.is_file().then_some(file)
}

/// Browsers run scripts and compile wasm only under the right type.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" | "folded" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "gz" => "application/gzip",
        "zst" => "application/zstd",
        _ => "application/octet-stream",
    }
}

/// A name with the hash of its content is for good; all others are asked for again each time.
fn cache_control(name: &str) -> &'static str {
    if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{cache_control, content_type, file_of};

    /// This package's own folder: its files are known.
    const FOLDER: &str = env!("CARGO_MANIFEST_DIR");

    fn found(address: &str) -> bool {
        file_of(Path::new(FOLDER), address).is_some()
    }

    #[test]
    fn files_below_the_folder_are_found() {
        assert!(found("/Cargo.toml"));
        assert!(found("/Cargo.toml?v=1"));
        assert!(found("/src/main.rs"));
        assert!(found("/src/main%2Ers"));
    }

    #[test]
    fn files_outside_the_folder_are_not() {
        for address in [
            "/../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/src/../../Cargo.toml",
            "//etc/passwd",
            "Cargo.toml",
        ] {
            assert!(!found(address), "{address}");
        }
        assert!(Path::new(FOLDER).join("../Cargo.toml").is_file(), "the files above are there");
    }

    #[test]
    fn a_folder_without_a_page_is_not_listed() {
        assert!(!found("/src"));
        assert!(!found("/src/"));
    }

    #[test]
    fn what_a_browser_needs_to_know_is_said() {
        assert_eq!(content_type("page-0123456789abcdef_bg.wasm"), "application/wasm");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
        assert!(cache_control("page-0123456789abcdef_bg.wasm").contains("immutable"));
        assert_eq!(cache_control("index.html"), "no-cache");
    }
}
