//! Focus, merge and drop; chips; undo and redo.

use crate::harness::{Bar, CONTROL, Outcome, Page, SHIFT, fixture, small};

const READ: Bar = Bar(0.75, 2);
const WORK: Bar = Bar(0.25, 2);
const PARSE_IN_READ: Bar = Bar(0.7, 3);

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

async fn select(page: &Page, bar: Bar, name: &str) -> Outcome {
    page.click_bar(bar).await?;
    page.see(".details-name", name).await.map(|_| ())
}

pub async fn a_function_is_focused_undone_and_redone(page: &Page) -> Outcome {
    open_small(page).await?;
    select(page, READ, "read").await?;
    page.press("f").await?;
    page.see(".chip", "Focus read").await?;
    page.see(".crumbs button", "All, 40 weight").await?;
    page.press_with(&[CONTROL], 'z').await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.gone(".chip").await?;
    page.press_with(&[CONTROL, SHIFT], 'z').await?;
    page.see(".crumbs button", "All, 40 weight").await?;
    page.link_says("focus:read").await?;
    page.click_text(".chip button", "Remove: Focus read").await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}

pub async fn a_function_is_merged(page: &Page) -> Outcome {
    open_small(page).await?;
    page.press("b").await?;
    select(page, Bar(0.1, 2), "work").await?;
    page.press("m").await?;
    page.see(".chip", "Merge work").await?;
    // Its callees are main's now, and it has left the table.
    page.see(".panel-head .muted", "5").await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    let names: Vec<String> = page.table().await?.into_iter().map(|row| row[2].clone()).collect();
    assert!(!names.contains(&"work".to_owned()), "{names:?}");
    Ok(())
}

pub async fn a_bar_is_dropped(page: &Page) -> Outcome {
    open_small(page).await?;
    page.right_click_bar(READ).await?;
    page.click_text("[role=menuitem]", "Drop samples with function").await?;
    page.see(".chip", "Drop read").await?;
    page.see(".crumbs button", "All, 60 weight").await?;
    // Shares are shares of what is left.
    page.type_into("#search-input", "parse").await?;
    page.see("#search-outcome", "25.0 % of all").await.map(|_| ())
}

pub async fn single_bars_are_changed(page: &Page) -> Outcome {
    open_small(page).await?;
    select(page, PARSE_IN_READ, "parse").await?;
    page.press("X").await?;
    page.see(".chip", "Drop bar parse").await?;
    page.see(".crumbs button", "All, 70 weight").await?;
    page.press_with(&[CONTROL], 'z').await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.wait_state("ready").await?;
    select(page, PARSE_IN_READ, "parse").await?;
    page.press("F").await?;
    page.see(".chip", "Focus bar parse").await?;
    page.see(".crumbs button", "All, 30 weight").await.map(|_| ())
}

pub async fn back_and_forward_walk_the_steps(page: &Page) -> Outcome {
    open_small(page).await?;
    select(page, WORK, "work").await?;
    page.press("f").await?;
    page.see(".crumbs button", "All, 55 weight").await?;
    page.press("i").await?;
    page.see(".chip", "Inverted").await?;
    page.browser.web.back().await?;
    page.gone(".chip:nth-child(2)").await?;
    page.see(".crumbs button", "All, 55 weight").await?;
    page.browser.web.forward().await?;
    page.see(".chip", "Inverted").await?;
    page.click_text("header button", "Undo").await?;
    page.gone(".chip:nth-child(2)").await?;
    page.click_text("header button", "Redo").await?;
    page.see(".chip", "Inverted").await.map(|_| ())
}

pub async fn switches_for_rust_keep_the_total(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("stacks.folded.gz", &fixture("folded/wordstat/before/stacks.folded.gz")?).await?;
    let words =
        ["merge-std", "merge-inlined", "trim-runtime", "collapse-generics", "collapse-recursion"];
    let names = [
        "Merge std",
        "Merge inlined frames",
        "Trim the runtime",
        "Collapse generics",
        "Collapse recursion",
    ];
    for (name, word) in names.into_iter().zip(words) {
        page.click_text("header button", "Rust").await?;
        page.click_text("#rust-menu label", name).await?;
        page.click_text("header button", "Rust").await?;
        page.see(".chip", name).await?;
        page.link_says(word).await?;
        page.wait_state("ready").await?;
        page.see(".crumbs button", "All, 1,236,710,097 weight").await?;
    }
    page.press("b").await?;
    page.see("#functions-grid .row", "wordstat").await?;
    let groups: Vec<String> = page.table().await?.into_iter().map(|row| row[3].clone()).collect();
    assert!(!groups.iter().any(|group| group == "std" || group == "core"), "{groups:?}");
    page.click_text(".chip button", "Remove: Merge std").await?;
    page.see("#functions-grid .row", "hash").await?;
    assert_eq!(page.texts(".chip").await?.len(), 4);
    Ok(())
}
