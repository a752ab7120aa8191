//! A static file server for this machine alone, with the headers a good host gives.

use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, anyhow};
use percent_encoding::percent_decode_str;
use tiny_http::{Header, Method, Request, Response};

use crate::web::is_hashed;

/// The first port that is tried where none is asked for.
pub const DEFAULT_PORT: u16 = 8080;
/// How many ports are tried.
const PORTS: u16 = 100;
/// A browser opens about six connections at once.
const THREADS: usize = 6;

/// Serves one folder on 127.0.0.1.
pub struct Server {
    listener: tiny_http::Server,
    folder: PathBuf,
    port: u16,
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
            match tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)) {
                Ok(listener) => {
                    let port =
                        listener.server_addr().to_ip().map_or(port, |address| address.port());
                    return Ok(Self { listener, folder, port });
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

    /// Answers until the process ends.
    pub fn run(&self) {
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    while let Ok(request) = self.listener.recv() {
                        // A visitor who went away before the answer is no fault.
                        let _ = self.answer(request);
                    }
                });
            }
        });
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return request
                .respond(Response::from_string("only GET and HEAD\n").with_status_code(405));
        }
        let file = file_of(&self.folder, request.url());
        let Some((file, opened)) =
            file.and_then(|file| File::open(&file).ok().map(|opened| (file, opened)))
        else {
            return request.respond(Response::from_string("no such file\n").with_status_code(404));
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut response = Response::from_file(opened);
        let headers = [
            ("Content-Type", content_type(&name)),
            ("Cache-Control", cache_control(&name)),
            ("X-Content-Type-Options", "nosniff"),
        ];
        for (name, value) in headers {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        request.respond(response)
    }
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
