//! How the tree is drawn.

use thirtyfour::Key;

use crate::harness::{Bar, Outcome, Page, fixture, small};

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

async fn select(page: &Page, bar: Bar, name: &str) -> Outcome {
    page.click_bar(bar).await?;
    page.see(".details-name", name).await.map(|_| ())
}

pub async fn the_tree_is_turned_around(page: &Page) -> Outcome {
    open_small(page).await?;
    page.click_text("header button", "View").await?;
    page.click_text("#view-menu label", "Inverted").await?;
    page.press(Key::Escape).await?;
    page.see(".chip", "Inverted").await?;
    page.wait_state("ready").await?;
    // Roots are the leaves: parse 45, hash 40, read 10, idle 5; below parse its callers.
    select(page, Bar(0.2, 1), "parse").await?;
    page.see_total("45 weight").await?;
    select(page, Bar(0.6, 1), "hash").await?;
    select(page, Bar(0.1, 2), "read").await?;
    page.see_total("30 weight").await?;
    page.link_says("view=inverted").await
}

pub async fn the_root_goes_to_the_bottom(page: &Page) -> Outcome {
    open_small(page).await?;
    let before = page.picture().await?;
    page.press("t").await?;
    page.picture_changes(&before).await?;
    // The arrows go where the bars are: the callee of main is above it now.
    page.press(Key::Up).await?;
    page.see(".details-name", "main").await?;
    page.press(Key::Up).await?;
    page.see(".details-name", "work").await?;
    page.press(Key::Down).await?;
    page.see(".details-name", "main").await.map(|_| ())
}

pub async fn siblings_are_ordered(page: &Page) -> Outcome {
    open_small(page).await?;
    select(page, Bar(0.02, 2), "work").await?;
    page.click_text("header button", "View").await?;
    page.click_text("#view-menu label", "By name").await?;
    page.press(Key::Escape).await?;
    page.link_says("order=name").await?;
    page.wait_state("ready").await?;
    // idle 5, read 40, work 55.
    select(page, Bar(0.02, 2), "idle").await?;
    select(page, Bar(0.3, 2), "read").await?;
    select(page, Bar(0.9, 2), "work").await
}

pub async fn colours_change_and_one_stands_out(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("stacks.folded.gz", &fixture("folded/wordstat/before/stacks.folded.gz")?).await?;
    let before = page.picture().await?;
    page.click_text(".legend button", "wordstat").await?;
    page.see(".chip", "Highlight wordstat").await?;
    page.attribute(".legend .entry[aria-pressed=true]", "aria-pressed", "true").await?;
    page.picture_changes(&before).await?;
    page.click_text(".legend button", "wordstat").await?;
    page.gone(".chip").await?;
    for colours in ["kind", "name", "self"] {
        page.wait_state("ready").await?;
        let before = page.picture().await?;
        page.press("c").await?;
        page.link_says(&format!("colours={colours}")).await?;
        page.picture_changes(&before).await?;
    }
    page.press("c").await?;
    page.see(".legend .entry", "wordstat").await.map(|_| ())
}
