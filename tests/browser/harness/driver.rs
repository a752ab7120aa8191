//! chromedriver or geckodriver: a process of its own for each browser, on a port that it chooses.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

/// How long a driver may take to listen. A busy machine takes seconds.
const START: Duration = Duration::from_secs(60);

/// A running driver; it ends when this is dropped.
pub struct Driver {
    process: Child,
    port: u16,
    said: Arc<Mutex<Vec<String>>>,
}

impl Driver {
    /// Starts a driver and waits until it listens.
    pub fn start(program: &OsStr, arguments: &[&str]) -> Result<Self> {
        let mut process = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} can't be started", program.display()))?;
        let said = Arc::new(Mutex::new(Vec::new()));
        let (port_found, port) = mpsc::channel();
        if let Some(output) = process.stdout.take() {
            keep(output, Arc::clone(&said), Some(port_found));
        }
        if let Some(output) = process.stderr.take() {
            keep(output, Arc::clone(&said), None);
        }
        let port = port.recv_timeout(START).inspect_err(|_| {
            let _ = process.kill();
        });
        let port = port.with_context(|| format!("{} doesn't listen", program.display()))?;
        Ok(Self { process, port, said })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it and its browser printed since this was asked last.
    pub fn said(&self) -> Vec<String> {
        std::mem::take(&mut *self.said.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Gone already, or going: either is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Keeps what a process prints, so that it never waits for a reader, and finds the port in it.
fn keep(
    output: impl Read + Send + 'static,
    said: Arc<Mutex<Vec<String>>>,
    mut port_found: Option<mpsc::Sender<u16>>,
) {
    thread::spawn(move || {
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            if let Some(port) = port_in(&line)
                && let Some(port_found) = port_found.take()
            {
                let _ = port_found.send(port);
            }
            said.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        }
    });
}

/// `ChromeDriver was started successfully on port 9515.`, `… Listening on 127.0.0.1:4444`.
fn port_in(line: &str) -> Option<u16> {
    let (_, rest) = line
        .split_once("successfully on port ")
        .or_else(|| line.split_once("Listening on 127.0.0.1:"))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
