//! What the open page takes: how long a diff takes, and each frame while the picture is moved.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::generate::{self, folded_pair};

use crate::chromium::Chromium;
use crate::sites::Sites;

/// A million call nodes and more, in the order of time.
const ONE_BYTES: u64 = 130_000_000;
/// How many moves of each kind.
const MOVES: usize = 60;

/// What is opened.
#[derive(Clone, Copy, Debug)]
pub enum Opened {
    /// One profile.
    One,
    /// Two, compared.
    Two,
}

/// All that is measured.
pub const ALL: [(&str, Opened); 2] =
    [("one profile of 1.6 M nodes", Opened::One), ("diff of two of 1.6 M nodes", Opened::Two)];

/// The lists of a diff's modes, and what is chosen in turn, so often.
const MODES: [(&str, [&str; 2]); 3] = [
    ("Width", ["Comparison", "Larger of both"]),
    ("Scale", ["None", "Equal totals"]),
    ("Colour", ["Ratio", "Points of total"]),
];
/// Even, so that each list is left as it was found.
const CHOICES: usize = 8;

/// Times in milliseconds.
pub struct Measured {
    name: &'static str,
    /// Of a diff: from the second file being imported to the frame after the one that drew it, then
    /// from choosing another width, scale and colour to the frame after the one that drew that, the
    /// median of some choices.
    modes_ms: Option<[f64; 4]>,
    /// 95th percentiles of each move: script of the page, and from asking for a scene to its answer.
    moves_ms: [f64; 2],
}

/// Hears when scenes are asked for and when they come, and does what a hand would.
const HAND: &str = "
    window.hand = (() => {
        const frame = () => new Promise(requestAnimationFrame);
        // The page says that it is ready right after the frame that drew: looking for that frame by
        // frame would see it one frame late.
        const { dataset } = document.querySelector('.viewer');
        const rests = async () => {
            await frame();
            while (dataset.state != 'ready') {
                await new Promise(done => {
                    const observer = new MutationObserver(() => { observer.disconnect(); done(); });
                    observer.observe(document.querySelector('.viewer'), { attributeFilter: ['data-state'] });
                });
            }
            await frame();
        };
        let asked, scenes = [];
        const post = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (...words) {
            if (!this.isHeard) {
                this.isHeard = true;
                this.addEventListener('message', event => {
                    if (asked !== undefined) scenes.push(event.timeStamp - asked);
                    asked = undefined;
                });
            }
            asked ??= performance.now();
            return post.apply(this, words);
        };
        const canvas = document.querySelector('.stage-canvas');
        return {
            async move(wheel) {
                scenes = [];
                asked = undefined;
                const { left, top, width } = canvas.getBoundingClientRect();
                canvas.dispatchEvent(new WheelEvent('wheel', {
                    bubbles: true, cancelable: true, clientX: left + width / 3, clientY: top + 200, ...wheel }));
                await frame();
                await frame();
                await frame();
                return Math.max(0, ...scenes);
            },
            async choose(label, option) {
                const list = [...document.querySelectorAll('select')].find(list => list.labels[0].innerText.includes(label));
                list.value = [...list.options].find(({ text }) => text == option).value;
                const start = performance.now();
                list.dispatchEvent(new Event('change', { bubbles: true }));
                await rests();
                return performance.now() - start;
            },
        };
    })();";

/// Waits for the picture of what was chosen; `value` is from the last import to that.
const READY: &str = "
    window.isShown = (async () => {
        const isThere = () => performance.getEntriesByName('flamedrop:imported').length == COUNT
            && document.querySelector('.viewer').dataset.state == 'ready'
            && (COUNT == 1 || document.querySelector('.legend .scale'));
        do await new Promise(requestAnimationFrame); while (!isThere());
        const imported = performance.getEntriesByName('flamedrop:imported').map(mark => mark.startTime);
        return performance.now() - Math.max(...imported);
    })();";

/// Opens, chooses and moves.
pub async fn measure(
    name: &'static str,
    opened: Opened,
    folder: &Path,
    sites: &Sites,
) -> Result<Measured> {
    let files = make(opened, folder)?;
    let chromium = Chromium::open(&sites.flamedrop()).await?;
    chromium.settle("document.querySelector('.viewer')?.dataset.state == 'empty'").await?;
    chromium.run(&READY.replace("COUNT", &files.len().to_string())).await?;
    let paths: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
    chromium.choose(&paths).await?;
    let ready_ms = number(chromium.promised("window.isShown").await?)?;
    chromium.run(HAND).await?;
    let mut modes_ms = None;
    if let Opened::Two = opened {
        let mut times = [ready_ms; 4];
        for (time, (list, options)) in times[1..].iter_mut().zip(MODES) {
            let mut of_each = Vec::new();
            for option in options.into_iter().cycle().take(CHOICES) {
                let choice = format!("hand.choose({list:?}, {option:?})");
                of_each.push(number(chromium.promised(&choice).await?)?);
            }
            of_each.sort_by(f64::total_cmp);
            *time = of_each[CHOICES / 2];
        }
        modes_ms = Some(times);
    }
    let moves_ms = moves(&chromium).await?;
    chromium.close().await?;
    for file in files {
        std::fs::remove_file(file)?;
    }
    Ok(Measured { name, modes_ms, moves_ms })
}

/// Zooms in, pans there, zooms out and pans again.
async fn moves(chromium: &Chromium) -> Result<[f64; 2]> {
    let zoom = |delta: i32| json!({ "ctrlKey": true, "deltaY": delta });
    let pan = |delta: i32| json!({ "deltaX": delta });
    let (mut script_ms, mut scene_ms) = (Vec::new(), Vec::new());
    for wheel in [pan(9), zoom(-40), pan(37), zoom(40)] {
        for _ in 0..MOVES {
            let before = chromium.script_seconds().await?;
            scene_ms.push(number(chromium.promised(&format!("hand.move({wheel})")).await?)?);
            script_ms.push((chromium.script_seconds().await? - before) * 1000.0);
        }
    }
    Ok([percentile_95(script_ms), percentile_95(scene_ms)])
}

fn percentile_95(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() * 95 / 100).copied().unwrap_or(f64::NAN)
}

fn number(value: Value) -> Result<f64> {
    value.as_f64().context("the page tells no number")
}

fn make(opened: Opened, folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    match opened {
        Opened::One => {
            let file = folder.join("one.folded");
            let mut out = std::io::BufWriter::new(std::fs::File::create(&file)?);
            generate::folded(ONE_BYTES, 1, &mut out)?;
            files.push(file);
        }
        Opened::Two => {
            for (name, text) in ["before.folded", "after.folded"].into_iter().zip(folded_pair()) {
                let file = folder.join(name);
                std::fs::write(&file, text)?;
                files.push(file);
            }
        }
    }
    Ok(files)
}

/// The table of them.
pub fn table(measured: &[Measured]) -> String {
    let mut text = format!(
        "Flamedrop's views, one run. *Script* is all of the page's script for one move of the wheel and the \
        three frames after it, *scene* from asking the engine to its answer, both as 95th percentiles; *ready* is from \
        the second file being imported, the others (medians of {CHOICES} choices) from the choice, to the frame after the \
        one that drew the diff:\n\n\
        | What | ready ms | another width ms | scale ms | colour ms | script ms | scene ms |\n\
        |---|--:|--:|--:|--:|--:|--:|\n"
    );
    for row in measured {
        let modes = match row.modes_ms {
            Some(times) => times.map(|time| format!("{time:.0}")).join(" | "),
            None => ["–"; 4].join(" | "),
        };
        let [script, scene] = row.moves_ms;
        let _ = writeln!(text, "| {} | {modes} | {script:.1} | {scene:.1} |", row.name);
    }
    text.push('\n');
    text
}
