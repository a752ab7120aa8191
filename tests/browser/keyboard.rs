//! Everything by keys.

use thirtyfour::Key;

use crate::harness::{Outcome, Page, small};

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

/// Presses a key and waits for the bar that is selected then.
async fn walk(page: &Page, key: Key, to: &str) -> Outcome {
    page.press(key).await?;
    page.see(".details-name", to).await.map(|_| ())
}

pub async fn arrows_walk_the_tree(page: &Page) -> Outcome {
    open_small(page).await?;
    walk(page, Key::Down, "main").await?;
    walk(page, Key::Down, "work").await?;
    walk(page, Key::Right, "read").await?;
    walk(page, Key::Right, "idle").await?;
    walk(page, Key::Left, "read").await?;
    walk(page, Key::Down, "parse").await?;
    walk(page, Key::Up, "read").await?;
    page.press(Key::Enter).await?;
    page.see(".crumb-share", "40.0 % of all").await?;
    page.press(Key::Escape).await?;
    page.gone(".crumb-share").await?;
    page.press(Key::Escape).await?;
    page.see(".details-name", "No bar is selected").await.map(|_| ())
}

pub async fn the_tree_for_screen_readers_keeps_in_step(page: &Page) -> Outcome {
    open_small(page).await?;
    walk(page, Key::Down, "main").await?;
    walk(page, Key::Down, "work").await?;
    let selected = "return document.querySelector('[role=treeitem][aria-selected=true]')
        ?.textContent.startsWith('work')";
    page.wait("work in the tree", selected, &[]).await?;
    let expected = "\
        \x20 main, total 100 weight, 100.0 % of all, self 0 weight\n\
        \x20   work, total 55 weight, 55.0 % of all, self 0 weight *\n\
        \x20     hash, total 40 weight, 40.0 % of all, self 40 weight\n\
        \x20     parse, total 15 weight, 15.0 % of all, self 15 weight\n\
        \x20   read, total 40 weight, 40.0 % of all, self 10 weight\n\
        \x20   idle, total 5 weight, 5.0 % of all, self 5 weight\n";
    let tree = page.tree().await?;
    assert!(tree.ends_with(expected), "{tree}");
    let active = "const tree = document.querySelector('[role=tree]');
        return document.getElementById(tree.getAttribute('aria-activedescendant'))?.textContent.startsWith('work')";
    page.wait("work as the active item", active, &[]).await.map(|_| ())
}

pub async fn keys_open_panels(page: &Page) -> Outcome {
    open_small(page).await?;
    page.press("b").await?;
    page.see(".panel.functions", "hash").await?;
    page.press("b").await?;
    page.gone(".panel.functions").await?;
    page.press("r").await?;
    page.see(".panel.info", "small.folded").await?;
    page.press("r").await?;
    page.gone(".panel.info").await?;
    page.press("/").await?;
    page.wait(
        "the cursor in the search",
        "return document.activeElement.id == 'search-input'",
        &[],
    )
    .await?;
    // There, letters are text.
    page.press("bit").await?;
    page.see("#search-outcome", "No match").await?;
    page.gone(".panel").await
}

pub async fn keys_are_listed(page: &Page) -> Outcome {
    page.open("").await?;
    page.press("?").await?;
    for text in ["Zoom to the selected bar", "Undo", "Focus the function"] {
        page.see("dialog[open] .key-list dd", text).await?;
    }
    page.press(Key::Escape).await?;
    page.gone("dialog[open]").await
}
