//! What the kernel knows of processes: who started whom, their time, their memory (`proc(5)`).

use std::fs;

use anyhow::{Context, Result};

/// One line of `/proc/PID/stat`, as far as it is needed.
struct Stat {
    id: u32,
    parent: u32,
    name: String,
    /// In user and kernel mode, with that of the children it has waited for.
    ticks: u64,
}

/// The processes of a browser.
pub struct Tree(Vec<Stat>);

impl Tree {
    /// All that this process has started, and that those started, but for the browser's driver.
    pub fn of_browser() -> Result<Self> {
        let mut others = Vec::new();
        for entry in fs::read_dir("/proc").context("/proc can't be read")? {
            let name = entry?.file_name();
            // A process may end while this runs.
            if let Some(id) = name.to_str().and_then(|name| name.parse().ok())
                && let Ok(line) = fs::read_to_string(format!("/proc/{id}/stat"))
            {
                others.extend(stat(id, &line));
            }
        }
        let mut ids = vec![std::process::id()];
        let mut found: Vec<Stat> = Vec::new();
        let mut next = 0;
        while let Some(&parent) = ids.get(next) {
            let children;
            (children, others) = others.into_iter().partition(|stat| stat.parent == parent);
            ids.extend(children.iter().map(|stat| stat.id));
            found.extend(children);
            next += 1;
        }
        found.retain(|stat| stat.name != "chromedriver");
        Ok(Self(found))
    }

    /// Processor time so far, in clock ticks of 10 ms.
    pub fn ticks(&self) -> u64 {
        self.0.iter().map(|stat| stat.ticks).sum()
    }

    /// The largest peak of resident memory of a renderer, in bytes.
    pub fn renderer_peak_bytes(&self) -> Option<u64> {
        self.0
            .iter()
            .filter(|stat| is_renderer(stat.id))
            .filter_map(|stat| peak_bytes(stat.id))
            .max()
    }
}

fn is_renderer(id: u32) -> bool {
    fs::read(format!("/proc/{id}/cmdline")).is_ok_and(|line| {
        line.split(|byte| matches!(byte, 0 | b' ')).any(|word| word == b"--type=renderer")
    })
}

fn peak_bytes(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// `1234 (a name) S 1 …`: the name may have blanks and parentheses.
fn stat(id: u32, line: &str) -> Option<Stat> {
    let (name, rest) = line.rsplit_once(')')?;
    let (_, name) = name.split_once('(')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |field: usize| fields.get(field)?.parse::<u64>().ok();
    // utime, stime, cutime, cstime are the fields 14 to 17, and what follows the name begins with 3.
    let ticks = (11..15).filter_map(number).sum();
    Some(Stat { id, parent: number(1)?.try_into().ok()?, name: name.to_owned(), ticks })
}
