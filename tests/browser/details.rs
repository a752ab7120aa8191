//! The panel of the selected bar.

use crate::harness::{Bar, Outcome, Page, fixture, small};

async fn open_small(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

pub async fn a_selected_bar_is_described(page: &Page) -> Outcome {
    open_small(page).await?;
    page.click_bar(Bar(0.75, 2)).await?;
    page.see(".details-name", "read").await?;
    let rows = page.texts(".details-weights tbody tr").await?;
    assert_eq!(
        rows,
        [
            "Total 40 weight 40.0 % of all 40 weight 40.0 % of all",
            "Self 10 weight 10.0 % of all 10 weight 10.0 % of all",
        ]
    );
    let lists = page.texts(".details-list").await?;
    assert!(
        lists[0].starts_with("Callers") && lists[0].ends_with("100.0 % main 40 weight"),
        "{lists:?}"
    );
    assert!(
        lists[1].starts_with("Callees") && lists[1].ends_with("75.0 % parse 30 weight"),
        "{lists:?}"
    );
    assert_eq!(page.texts(".path-step").await?, ["main", "read"]);
    page.click_text(".path-step", "main").await?;
    page.see(".details-name", "main").await?;
    page.see_total("100 weight").await
}

pub async fn all_calls_of_a_function_are_found(page: &Page) -> Outcome {
    open_small(page).await?;
    page.click_bar(Bar(0.7, 3)).await?;
    page.see(".details-name", "parse").await?;
    page.see(".details-occurrences", "Bar 1 of 2").await?;
    let rows = page.texts(".details-weights tbody tr").await?;
    assert_eq!(rows[0], "Total 30 weight 30.0 % of all 45 weight 45.0 % of all");
    page.press("o").await?;
    page.see(".details-occurrences", "Bar 2 of 2").await?;
    page.see_total("15 weight").await?;
    let callers = page.texts(".details-list .neighbour").await?;
    assert!(
        callers.iter().any(|line| line.starts_with("66.7 %") && line.contains("read")),
        "{callers:?}"
    );
    assert!(
        callers.iter().any(|line| line.starts_with("33.3 %") && line.contains("work")),
        "{callers:?}"
    );
    page.click_text(".details-list button", "work").await?;
    page.see(".details-name", "work").await.map(|_| ())
}

pub async fn known_numbers_of_a_recording(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("stacks.folded.gz", &fixture("folded/wordstat/before/stacks.folded.gz")?).await?;
    // From the recordings' README: self of `_int_free`, total of `start_thread`.
    for (name, place, weight) in
        [("_int_free", 1, "73,219,657 weight"), ("start_thread", 0, "1,148,445,305 weight")]
    {
        page.type_into("#search-input", name).await?;
        page.see("#search-outcome", "function").await?;
        page.click_text("button", "Next match").await?;
        page.see(".details-name", name).await?;
        page.see(
            &format!(".details-weights tbody tr:nth-child({}) td:last-child", place + 1),
            weight,
        )
        .await?;
    }
    // The picture of the README.
    page.type_into("#search-input", "hash_one").await?;
    page.click_text("button", "Next match").await?;
    page.see(".details-name", "hash_one").await?;
    page.click_text(".search-field button", "Clear").await?;
    page.js::<()>("document.activeElement.blur()", &[]).await?;
    page.wait_state("ready").await?;
    page.screenshot("flame-graph-light").await?;
    page.prefer("prefers-color-scheme", "dark").await?;
    page.attribute("html", "data-theme", "dark").await?;
    page.screenshot("flame-graph-dark").await
}
