//! Threads, metrics, units.

use thirtyfour::Key;

use crate::harness::{Outcome, Page, fixture, small};

pub async fn one_several_or_all_are_shown(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("samply.json.gz", &fixture("samply/before/samply.json.gz")?).await?;
    // The recordings' README: 85, 407, 279, 383 and 44 samples.
    page.see(".crumbs button", "All, 1,198 samples").await?;
    page.click("button[popovertarget=threads-menu]").await?;
    page.see("#threads-menu li .name", "samply").await?;
    // Groups first, then the heaviest.
    let lines = page.texts("#threads-menu li .name").await?;
    assert_eq!(
        lines,
        ["worker #", "worker 1", "worker 3", "worker 2", "wordstat", "merge 1/1", "samply"]
    );
    page.click_text("#threads-menu button", "Show only worker 1").await?;
    page.see(".crumbs button", "All, 407 samples").await?;
    page.see(".chip", "worker 1").await?;
    page.link_says("thread=worker 1").await?;
    page.click("button[popovertarget=threads-menu]").await?;
    page.click_text("#threads-menu li label", "merge 1/1").await?;
    page.see(".crumbs button", "All, 451 samples").await?;
    page.press(Key::Escape).await?;
    page.click("button[popovertarget=threads-menu]").await?;
    page.click_text("#threads-menu button", "Show only worker #").await?;
    page.see(".crumbs button", "All, 1,069 samples").await?;
    page.click_text(".chip button", "Remove: Thread").await?;
    page.see(".crumbs button", "All, 1,198 samples").await.map(|_| ())
}

pub async fn the_metric_is_chosen(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("diff.folded.gz", &fixture("folded/wordstat/diff.folded.gz")?).await?;
    // Two columns open compared; each alone is a metric.
    page.click("button[aria-label='Leave the comparison']").await?;
    page.see(".crumbs button", "All, 805,416,227").await?;
    page.choose("Metric", "baseline").await?;
    page.see(".crumbs button", "All, 1,236,710,097").await?;
    let names: Vec<String> = page
        .js("return [...document.querySelector('header select').options].map(it => it.text)", &[])
        .await?;
    assert_eq!(names, ["baseline", "comparison"]);
    page.choose("Metric", "comparison").await?;
    page.see(".crumbs button", "All, 805,416,227").await?;
    page.link_says("metric=").await
}

pub async fn the_unit_is_what_the_user_says(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.choose("Unit", "ms").await?;
    page.see(".crumbs button", "All, 100 ms").await?;
    page.see(".chip", "Unit ms").await?;
    page.choose("Unit", "bytes").await?;
    page.see(".crumbs button", "All, 100 bytes").await?;
    page.click_text(".chip button", "Remove: Unit").await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}
