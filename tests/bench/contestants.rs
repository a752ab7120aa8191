//! Who opens the files, and what of it is measured.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::chromium::Chromium;
use crate::sites::Sites;

/// The kernel counts processor time in ticks of this many milliseconds (`USER_HZ`, always 100).
const TICK_MS: f64 = 10.0;

/// Something that opens files in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contestant {
    /// The page of this project.
    Flamedrop,
    /// The peer for folded stacks.
    Speedscope,
    /// The browser's own parser on bytes in memory, the peer for JSON.
    JsonParse,
}

/// One measurement. Times in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// From the file being received to the first frame; for [`Contestant::JsonParse`], decoding and parsing.
    pub open_ms: f64,
    /// From the file being received to the profile being ready, where that is told.
    pub imported_ms: Option<f64>,
    /// Processor time of all processes of the browser.
    pub processor_ms: f64,
    /// The longest task of the page's thread, if one was over 50 ms.
    pub longest_task_ms: f64,
    /// The peak of the renderer's resident memory.
    pub peak_bytes: f64,
}

/// Collects long tasks; waits for those that the browser hasn't told of yet.
const LONG_TASKS: &str = "
    let longest = 0;
    new PerformanceObserver(list => list.getEntries().forEach(
        task => { longest = Math.max(longest, task.duration); })).observe({ type: 'longtask' });
    const finish = (done, times) => setTimeout(() => done({ ...times, longest }), 100);";

const FLAMEDROP: &str = "
    window.measured = new Promise((done, fail) => {
        const at = {};
        new PerformanceObserver(list => {
            for (const mark of list.getEntries()) at[mark.name] ??= mark.startTime;
            const painted = at['flamedrop:painted'];
            if (painted) finish(done, { start: at['flamedrop:open'], imported: at['flamedrop:imported'], end: painted });
        }).observe({ type: 'mark' });
        const root = document.querySelector('.viewer');
        new MutationObserver(() => {
            if (root.dataset.state == 'error')
                fail(document.querySelector('[role=alert]')?.textContent ?? 'the state is error');
        }).observe(root, { attributeFilter: ['data-state'] });
    });";

/// speedscope has no marks. Its flamechart has a canvas of its own, the third and last one, which is 1 pixel wide
/// until the frame that draws the chart for the first time; the next frame sees it at its size.
const SPEEDSCOPE: &str = "
    window.measured = new Promise((done, fail) => {
        let start;
        document.addEventListener('change', () => { start ??= performance.now(); }, true);
        const look = () => {
            const canvases = document.querySelectorAll('canvas');
            if (canvases.length == 3 && canvases[2].width > 1) finish(done, { start, end: performance.now() });
            else if (document.body.innerText.includes('Something went wrong')) fail('Something went wrong');
            else requestAnimationFrame(look);
        };
        window.alert = fail;
        look();
    });";

const JSON_PARSE: &str = "
    window.measured = new Promise((done, fail) => {
        document.querySelector('input').onchange = async event => {
            try {
                const bytes = new Uint8Array(await event.target.files[0].arrayBuffer());
                await new Promise(rested => setTimeout(rested, 500));
                const start = performance.now();
                window.result = JSON.parse(new TextDecoder().decode(bytes));
                finish(done, { start, end: performance.now() });
            } catch (error) { fail(error); }
        };
    });";

impl Contestant {
    /// As the tables call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flamedrop => "Flamedrop",
            Self::Speedscope => "speedscope",
            Self::JsonParse => "`JSON.parse`",
        }
    }

    /// Opens a file in a browser of its own.
    pub async fn open(self, file: &Path, sites: &Sites) -> Result<Run> {
        let (address, is_ready, script) = match self {
            Self::Flamedrop => (
                sites.flamedrop(),
                "document.querySelector('.viewer')?.dataset.state == 'empty'",
                FLAMEDROP,
            ),
            Self::Speedscope => {
                (sites.speedscope(), "document.querySelector('#file, canvas')", SPEEDSCOPE)
            }
            Self::JsonParse => (sites.blank(), "document.querySelector('input')", JSON_PARSE),
        };
        let chromium = Chromium::open(&address).await?;
        let run = measure(&chromium, is_ready, script, file).await;
        // The failure of what was measured is what is told.
        let closed = chromium.close().await;
        run.and_then(|run| closed.map(|()| run))
    }
}

async fn measure(chromium: &Chromium, is_ready: &str, script: &str, file: &Path) -> Result<Run> {
    chromium.settle(is_ready).await?;
    chromium.run(&format!("{LONG_TASKS} {script}")).await?;
    let before = chromium.used()?;
    chromium.choose(&[file]).await?;
    let told = chromium.promised("window.measured").await?;
    let after = chromium.used()?;
    let time = |name: &str| told.get(name).and_then(Value::as_f64);
    let start = time("start").context("the page doesn't tell when it got the file")?;
    let end = time("end").context("the page doesn't tell when it was finished")?;
    if end < start {
        bail!("the page was finished before it got the file: {told}");
    }
    Ok(Run {
        open_ms: end - start,
        imported_ms: time("imported").map(|imported| imported - start),
        processor_ms: after.ticks.saturating_sub(before.ticks) as f64 * TICK_MS,
        longest_task_ms: time("longest").unwrap_or_default(),
        peak_bytes: after.peak_bytes as f64,
    })
}
