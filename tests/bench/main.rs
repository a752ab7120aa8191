//! Opens the same files in Flamedrop and in its peers, in the same Chromium, and prints what that took.
//!
//! `cargo xtask bench` sets up what this needs and runs it.

mod chromium;
mod contestants;
mod document;
#[path = "../browser/harness/driver.rs"]
mod driver;
mod inputs;
mod machine;
mod process;
mod results;
mod sites;
mod views;

use std::path::Path;

use anyhow::{Context, Result, bail};

use chromium::Chromium;
use contestants::{Contestant, Run};
use inputs::Input;
use results::Measured;
use sites::Sites;

/// How often each file is opened by each contestant.
const RUNS: usize = 3;

/// What the command line asks for.
#[derive(Default)]
struct Options {
    quick: bool,
    large: bool,
    write: bool,
    no_build: bool,
    filter: String,
}

fn main() -> Result<()> {
    let mut options = Options::default();
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => options.quick = true,
            "--large" => options.large = true,
            "--write" => options.write = true,
            "--no-build" => options.no_build = true,
            _ if argument.starts_with('-') => bail!("{argument} isn't known"),
            _ => options.filter = argument,
        }
    }
    let runtime = tokio::runtime::Runtime::new().context("the runtime can't be started")?;
    runtime.block_on(bench(&options))
}

async fn bench(options: &Options) -> Result<()> {
    let sites = Sites::serve()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench");
    std::fs::create_dir_all(&folder)?;
    let folder = folder.canonicalize()?;
    let runs = if options.quick { 1 } else { RUNS };
    let before = machine::load();
    let mut measured = Vec::new();
    for input in inputs::ALL {
        if input.name.contains(&options.filter) && (options.large || !input.is_large) {
            measured.push(open(&input, runs, &folder, &sites).await?);
        }
    }
    let mut seen = Vec::new();
    for (name, opened) in views::ALL {
        if name.contains(&options.filter) {
            seen.push(views::measure(name, opened, &folder, &sites).await?);
        }
    }
    if measured.is_empty() && seen.is_empty() {
        bail!("neither a file's name nor a view's contains {:?}", options.filter);
    }
    let mut text = circumstances(options, runs, before, &sites).await?;
    text.push('\n');
    text += &results::tables(&measured);
    if !seen.is_empty() {
        text += &views::table(&seen);
    }
    println!("{text}");
    if options.write {
        document::write(&text)?;
    }
    Ok(())
}

/// Opens a file as often as asked for, the contestants by turns, so that what else the machine does meets all.
async fn open(input: &Input, runs: usize, folder: &Path, sites: &Sites) -> Result<Measured> {
    let (file, bytes) = input.make(folder)?;
    let mut contestants = vec![(Contestant::Flamedrop, Ok(Vec::<Run>::new()))];
    contestants.extend(input.peer().map(|peer| (peer, Ok(Vec::new()))));
    let mut load = machine::load();
    for _ in 0..runs {
        for (contestant, runs) in &mut contestants {
            let Ok(finished) = runs else { continue };
            match contestant.open(&file, sites).await {
                Ok(run) => {
                    eprintln!(
                        "{} {} load {:.1} {run:?}",
                        input.name,
                        contestant.name(),
                        machine::load()
                    );
                    finished.push(run);
                }
                Err(error) => {
                    eprintln!("{} {}: {error:#}", input.name, contestant.name());
                    *runs = Err(format!("{error:#}"));
                }
            }
            load = load.max(machine::load());
        }
    }
    std::fs::remove_file(&file).with_context(|| format!("{} can't be removed", file.display()))?;
    Ok(Measured { input: *input, bytes, contestants, load })
}

/// When, where, with what and how it was measured.
async fn circumstances(
    options: &Options,
    runs: usize,
    load_before: f64,
    sites: &Sites,
) -> Result<String> {
    let chromium = Chromium::open(&sites.blank()).await?;
    let version = chromium.version().await?;
    chromium.close().await?;
    let switches = [
        (options.quick, " --quick"),
        (options.large, " --large"),
        (options.no_build, " --no-build"),
    ];
    let mut command = "cargo xtask bench".to_owned();
    command.extend(switches.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name));
    if !options.filter.is_empty() {
        command = format!("{command} {}", options.filter);
    }
    let page = if options.no_build { "a page built before, checkout" } else { "the page of" };
    Ok(format!(
        "- Date: {}\n- Command: `{command}` ({runs} run{} of each, medians)\n- Machine: {}\n- Load (1 minute): {load_before:.1} before, {:.1} after; \
         each row gives the highest it saw\n- Versions: {version} (headless, 1920 × 1080, no graphics card), speedscope 1.25.0, Flamedrop: {page} {}\n",
        machine::date(),
        if runs == 1 { "" } else { "s" },
        machine::description(),
        machine::load(),
        machine::commit(),
    ))
}
