//! Where and when it was measured.

use std::fs;
use std::process::Command;

/// The load of the last minute: how many processes wanted to run, on average.
pub fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|word| word.parse().ok()).unwrap_or(f64::NAN)
}

/// Processors, their model, memory, system.
pub fn description() -> String {
    let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = field(&processors, "model name").unwrap_or("of an unknown model");
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kibibytes = field(&memory, "MemTotal")
        .and_then(|value| value.trim_end_matches("kB").trim().parse::<f64>().ok())
        .unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let gigabytes = kibibytes * 1024.0 / 1e9;
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .unwrap_or(std::env::consts::OS)
        .trim_matches('"');
    format!("{cores} cores ({model}), {gigabytes:.0} GB of memory, {system}")
}

/// The date, as `2026-01-31`.
pub fn date() -> String {
    output("date", &["-u", "+%F"])
}

/// The commit that is checked out, and whether more than that was changed.
pub fn commit() -> String {
    output("git", &["describe", "--always", "--dirty"])
}

fn field<'text>(text: &'text str, name: &str) -> Option<&'text str> {
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim())
}

fn output(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).output();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    text.ok().filter(|text| !text.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}
