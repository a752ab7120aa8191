//! Opening things, and what the page tells of it.

use serde_json::Value;
use thirtyfour::Key;

use crate::harness::{Outcome, Page, fixture, known, small};

pub async fn the_empty_page_invites(page: &Page) -> Outcome {
    page.open("").await?;
    page.wait_state("empty").await?;
    page.see("h2", "Drop a profile").await?;
    page.see(".privacy", "blocks network requests").await?;
    page.see(".formats", "samply").await?;
    for way in ["Open files", "Paste text", "Try the example"] {
        page.see("button", way).await?;
    }
    Ok(())
}

pub async fn the_example_opens(page: &Page) -> Outcome {
    page.open("#example").await?;
    page.wait_state("ready").await?;
    // The README of the recordings: `before/stacks.folded` or a variant of it.
    let total = page.see(".crumbs button", "All, ").await?;
    assert!(total.contains("weight"), "{total}");
    page.see(".legend .entry", "wordstat").await?;
    page.link_says("example").await
}

pub async fn a_dropped_file_opens(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    let title: String = page.js("return document.title", &[]).await?;
    assert_eq!(title, "small.folded – Flamedrop");
    Ok(())
}

pub async fn an_empty_page_rehearses_and_opens_files_after_it(page: &Page) -> Outcome {
    page.open("").await?;
    let script = "return performance.getEntriesByName('flamedrop:rehearsed').length == 1";
    page.wait("the end of the rehearsal", script, &[]).await?;
    page.wait_state("empty").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.wait_state("ready").await
}

pub async fn a_chosen_file_opens(page: &Page) -> Outcome {
    let folder = tempfile::tempdir()?;
    let (name, bytes) = small();
    let file = folder.path().join(name);
    std::fs::write(&file, bytes)?;
    page.open("").await?;
    page.choose_files(&[&file]).await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.wait_state("ready").await
}

pub async fn text_opens(page: &Page) -> Outcome {
    page.open("").await?;
    page.click_text("main button", "Paste text").await?;
    page.type_into("dialog[open] textarea", "main;paste 7").await?;
    page.click_text("dialog[open] button", "Open").await?;
    page.see(".crumbs button", "All, 7 weight").await?;
    page.drop_text("main;drop 8").await?;
    page.see(".crumbs button", "All, 8 weight").await?;
    page.wait_state("ready").await
}

pub async fn a_real_recording_opens_true(page: &Page) -> Outcome {
    let name = "stacks.folded.gz";
    let known = known("folded", "wordstat/before/stacks.folded.gz")?;
    assert_eq!(known["total"], 1_236_710_097_u64);
    page.open("").await?;
    page.show(name, &fixture("folded/wordstat/before/stacks.folded.gz")?).await?;
    page.see(".crumbs button", "All, 1,236,710,097 weight").await.map(|_| ())
}

pub async fn the_recording_is_described(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("profile.json.gz", &fixture("samply/before/samply-presym.json.gz")?).await?;
    page.press("r").await?;
    // The numbers of the recordings' README: 1,256 samples in six threads, one each millisecond.
    for fact in ["samply", "1,256 samples", "Interval 1 ms", "Threads 6"] {
        page.see(".info", fact).await?;
    }
    page.see(".info", "--presymbolicate").await?;
    page.drop_files(&[("odd.folded", b"main;a 5\nno number here\nmain;b -3\n")]).await?;
    page.see(".crumbs button", "All, 5 weight").await?;
    page.see(".warnings", "line 2").await?;
    page.see(".warnings", "no number here").await.map(|_| ())
}

pub async fn states_follow_each_other(page: &Page) -> Outcome {
    page.open("").await?;
    page.wait_state("empty").await?;
    let observe = "const root = document.querySelector('.viewer');
        window.states = [root.dataset.state];
        new MutationObserver(() => states.push(root.dataset.state))
            .observe(root, { attributeFilter: ['data-state'] })";
    page.js::<()>(observe, &[]).await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    let states: Vec<String> = page.js("return states", &[]).await?;
    assert_eq!(states, ["empty", "loading", "ready"]);
    page.press("i").await?;
    page.see(".chip", "Inverted").await?;
    page.wait_state("ready").await?;
    page.drop_files(&[("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")]).await?;
    page.see("[role=alert]", "PNG").await?;
    // A failed second file leaves the first as it was.
    page.wait_state("ready").await
}

pub async fn marks_tell_when(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.press(Key::Right).await?;
    page.drop_files(&[("second.folded", b"main 1")]).await?;
    page.painted("second.folded").await?;
    let marks = page.marks().await?;
    let expected = [name, "second.folded"].into_iter().flat_map(|file| {
        ["open", "imported", "painted"].map(|mark| (format!("flamedrop:{mark}"), file.to_owned()))
    });
    assert_eq!(marks, expected.collect::<Vec<_>>());
    let times: Vec<Value> = page
        .js("return performance.getEntriesByType('mark').map(mark => mark.startTime)", &[])
        .await?;
    assert!(times.is_sorted_by(|a, b| a.as_f64() <= b.as_f64()), "{times:?}");
    Ok(())
}

pub async fn what_other_tools_write_opens(page: &Page) -> Outcome {
    // The numbers are those of the README of the recordings.
    let files = [
        ("perf/before/perf-script.txt.gz", "1.24 s"),
        ("svg/wordstat/before/flamegraph.svg.gz", "1,236,710,097"),
        ("pprof/before/profile.pb", "492 ms"),
        ("callgrind/before/callgrind.out.gz", "49,793,774"),
        ("cachegrind/before/cachegrind.out.gz", "49,851,773"),
        ("dhat/before/dhat.json.gz", "2.53 MiB"),
        ("mac-sample/app.sample.txt", "1,720 samples"),
        ("xctrace/app.xml", "4 ms"),
    ];
    for (path, total) in files {
        page.open("").await?;
        page.show("unknown", &fixture(path)?).await?;
        page.see(".crumbs button", &format!("All, {total}")).await?;
        page.wait_state("ready").await?;
        match path.split('/').next() {
            Some("dhat") => page.see(".chip", "Merge the allocator").await?,
            Some("callgrind") => {
                page.press("b").await?;
                page.see("[role=columnheader]", "Inclusive").await?;
                page.see(".hint", "estimated").await?
            }
            _ => String::new(),
        };
        page.screenshot(path.split('/').next_back().unwrap_or(path)).await?;
    }
    Ok(())
}
