//! The search.

use thirtyfour::Key;

use crate::harness::{Outcome, Page, small};

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

pub async fn matches_are_counted_and_walked(page: &Page) -> Outcome {
    open_small(page).await?;
    let before = page.picture().await?;
    page.press("/").await?;
    // Whatever the case.
    page.press("PARS").await?;
    page.see("#search-outcome", "1 function in 2 bars · 45.0 % of all").await?;
    page.picture_changes(&before).await?;
    page.see("[role=status]", "1 function in 2 bars").await?;
    page.press(Key::Enter).await?;
    page.see(".details-name", "parse").await?;
    // From left to right: the lighter one is called by the heavier caller.
    page.see_total("15 weight").await?;
    page.click_text("button", "Next match").await?;
    page.see_total("30 weight").await?;
    page.click_text("button", "Previous match").await?;
    page.see_total("15 weight").await?;
    // A sample with two matches in its stack counts once.
    page.type_into("#search-input", "a").await?;
    page.see("#search-outcome", "100.0 % of all").await?;
    page.type_into("#search-input", "nowhere").await?;
    page.see("#search-outcome", "No match").await?;
    page.click_text("button", "Clear the search").await?;
    page.gone(".search .tools").await
}

pub async fn enter_means_what_was_just_typed(page: &Page) -> Outcome {
    open_small(page).await?;
    // Faster than the pause after which the search begins, and than the engine searches.
    for name in ["idle", "hash", "parse"] {
        page.type_into("#search-input", name).await?;
        page.press(Key::Enter).await?;
        page.see(".details-name", name).await?;
    }
    page.gone(".notice").await
}

pub async fn patterns_match(page: &Page) -> Outcome {
    open_small(page).await?;
    page.click_text("button", "Regular expression").await?;
    page.type_into("#search-input", "^(hash|idle)$").await?;
    page.see("#search-outcome", "2 functions in 2 bars · 45.0 % of all").await?;
    page.link_says("^(hash|idle)$").await
}

pub async fn a_bad_pattern_says_why(page: &Page) -> Outcome {
    open_small(page).await?;
    page.type_into("#search-input", "par(").await?;
    page.see("#search-outcome", "No match").await?;
    page.click_text("button", "Regular expression").await?;
    page.attribute("#search-input", "aria-invalid", "true").await?;
    page.see("#search-outcome.bad", "").await?;
    let why = page.texts("#search-outcome").await?;
    assert!(why[0].len() > 10 && why[0] != "No match", "{why:?}");
    page.type_into("#search-input", "par").await?;
    page.see("#search-outcome", "1 function in 2 bars").await?;
    page.attribute("#search-input", "aria-invalid", "false").await?;
    page.wait_state("ready").await
}
