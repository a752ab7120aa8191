//! A static server that closes each connection after its answer, with a thread for each.
//!
//! Not xtask's own: tiny_http may queue one of the connections that a page opens at once behind those
//! that the browser keeps open, and on a busy machine the page then never finished loading.

use std::io::{BufRead, BufReader, Result, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};

/// Serves the files of one folder until the process ends; returns the port.
pub fn serve(folder: PathBuf) -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let folder = folder.clone();
            // A visitor who went away before the answer is no fault.
            std::thread::spawn(move || answer(&folder, stream).ok());
        }
    });
    Ok(port)
}

fn answer(folder: &Path, mut stream: TcpStream) -> Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    // What remains unread when a connection is closed would reset it.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let path = first.split(' ').nth(1).and_then(|path| path.split('?').next()).unwrap_or("/");
    let name = path.trim_start_matches('/');
    let content = if name.contains("..") { None } else { std::fs::read(folder.join(name)).ok() };
    let status = if content.is_some() { "200 OK" } else { "404 Not Found" };
    let (content, kind) = (content.unwrap_or_default(), content_type(name));
    let length = content.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(&content)
}

/// Browsers run scripts and compile wasm only under the right type.
fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
