//! The flame graph under mouse and keys.

use thirtyfour::Key;

use crate::harness::{Bar, Outcome, Page, small};

const READ: Bar = Bar(0.75, 2);
const WORK: Bar = Bar(0.25, 2);
const HASH: Bar = Bar(0.2, 3);
/// Below idle there is nothing.
const GROUND: Bar = Bar(0.97, 6);

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

pub async fn the_mouse_tells_what_is_below_it(page: &Page) -> Outcome {
    open_small(page).await?;
    page.hover(READ).await?;
    page.see(".tip-name", "read").await?;
    page.see(".tip", "Total 40 weight 40.0 % of all").await?;
    page.see(".tip", "Self 10 weight 10.0 % of all").await?;
    page.hover(HASH).await?;
    page.see(".tip-name", "hash").await?;
    page.hover(GROUND).await?;
    page.gone(".tip").await
}

pub async fn a_bar_is_zoomed_to_and_back(page: &Page) -> Outcome {
    open_small(page).await?;
    let all = page.picture().await?;
    page.double_click_bar(READ).await?;
    page.see(".crumbs", "read").await?;
    page.see(".crumb-share", "40.0 % of all").await?;
    page.picture_changes(&all).await?;
    page.link_says("zoom=").await?;
    // It is as wide as the picture now; its callee has three quarters of it.
    page.hover(Bar(0.02, 2)).await?;
    page.see(".tip-name", "read").await?;
    page.see(".tip", "100.0 % of zoomed").await?;
    page.press(Key::Escape).await?;
    page.gone(".crumb-share").await?;
    page.click_bar(HASH).await?;
    page.see(".details-name", "hash").await?;
    page.press(Key::Enter).await?;
    page.see(".crumb-share", "40.0 % of all").await?;
    page.press("0").await?;
    page.gone(".crumb-share").await?;
    page.double_click_bar(WORK).await?;
    page.see(".crumb-share", "55.0 % of all").await?;
    page.double_click_bar(GROUND).await?;
    page.gone(".crumb-share").await
}

pub async fn the_breadcrumb_goes_back(page: &Page) -> Outcome {
    open_small(page).await?;
    page.double_click_bar(HASH).await?;
    page.see(".crumbs li", "hash").await?;
    assert_eq!(page.texts(".crumbs li").await?, ["All, 100 weight", "main", "work", "hash"]);
    page.click_text(".crumbs button", "work").await?;
    page.see(".crumb-share", "55.0 % of all").await?;
    page.click_text(".crumbs button", "All").await?;
    page.gone(".crumb-share").await
}

pub async fn the_wheel_zooms_about_the_cursor(page: &Page) -> Outcome {
    open_small(page).await?;
    let before = page.picture().await?;
    page.wheel(HASH, -300.0, true).await?;
    page.picture_changes(&before).await?;
    // What was below the cursor still is.
    page.hover(HASH).await?;
    page.see(".tip-name", "hash").await?;
    page.link_says("&x=").await?;
    page.press("0").await?;
    page.wait("the end of x=", "return !location.hash.includes('x=')", &[]).await.map(|_| ())
}

pub async fn the_hand_moves_the_picture(page: &Page) -> Outcome {
    open_small(page).await?;
    page.double_click_bar(WORK).await?;
    page.see(".crumb-share", "55.0 % of all").await?;
    page.wait_state("ready").await?;
    // work fills the picture; read comes in from the right.
    page.drag(Bar(0.8, 3), (-400, 0)).await?;
    page.link_says("&x=").await?;
    page.hover(Bar(0.95, 2)).await?;
    page.see(".tip-name", "read").await.map(|_| ())
}

pub async fn the_menu_of_a_bar_opens(page: &Page) -> Outcome {
    open_small(page).await?;
    page.right_click_bar(READ).await?;
    let items = [
        "Zoom to this bar",
        "Focus function",
        "Merge function",
        "Drop samples",
        "Copy name",
        "Copy call path",
    ];
    for item in items {
        page.see("[role=menuitem]", item).await?;
    }
    page.press(Key::Escape).await?;
    page.gone("[role=menu]").await?;
    // The same by key, for what is selected.
    page.see(".details-name", "read").await?;
    page.press(".").await?;
    page.see("[role=menuitem]", "Zoom to this bar").await?;
    page.press(Key::Enter).await?;
    page.see(".crumb-share", "40.0 % of all").await.map(|_| ())
}
