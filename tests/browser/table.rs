//! The functions table.

use serde_json::json;
use thirtyfour::Key;

use crate::harness::{Outcome, Page, fixture, known, small};

/// Waits until the rows read so in one column: 0 self, 1 total, 2 name.
async fn column(page: &Page, column: usize, expected: &[&str]) -> Outcome {
    let script = "const rows = [...document.querySelectorAll('#functions-grid .row:not(.head)')];
        return JSON.stringify(rows.sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map(row => row.children[arguments[0]]?.title)) == JSON.stringify(arguments[1])";
    let arguments = [json!(column), json!(expected)];
    match page.wait(&format!("rows {expected:?}"), script, &arguments).await {
        Ok(_) => Ok(()),
        Err(error) => Err(error.context(format!("{:?}", page.table().await?))),
    }
}

pub async fn rows_are_sorted_and_filtered(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.press("b").await?;
    let weights = ["45 weight", "40 weight", "10 weight", "5 weight", "0 weight", "0 weight"];
    column(page, 0, &weights).await?;
    let rows = page.table().await?;
    assert_eq!(rows[0][..3], ["45 weight", "45 weight", "parse"]);
    assert_eq!(rows[2][..3], ["10 weight", "40 weight", "read"]);
    page.click_text("[role=columnheader] button", "Total").await?;
    let totals = ["100 weight", "55 weight", "45 weight", "40 weight", "40 weight", "5 weight"];
    column(page, 1, &totals).await?;
    page.click_text("[role=columnheader] button", "Function").await?;
    column(page, 2, &["hash", "idle", "main", "parse", "read", "work"]).await?;
    page.click_text("[role=columnheader] button", "Function").await?;
    column(page, 2, &["work", "read", "parse", "main", "idle", "hash"]).await?;
    page.attribute("[role=columnheader]:nth-child(3)", "aria-sort", "descending").await?;
    page.link_says("sort=name").await?;
    page.type_into("#search-input", "a").await?;
    column(page, 2, &["read", "parse", "main", "hash"]).await?;
    page.see(".panel-head .muted", "4 of 6").await.map(|_| ())
}

pub async fn a_row_selects_its_function(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.press("b").await?;
    page.click_text("#functions-grid .row", "hash").await?;
    page.see(".details-name", "hash").await?;
    page.attribute("#functions-grid .row.active", "aria-selected", "true").await?;
    // By keys as well.
    page.js::<()>("document.getElementById('functions-grid').focus()", &[]).await?;
    page.press(Key::Home).await?;
    page.press(Key::Enter).await?;
    // The heaviest bar of the function.
    page.see(".details-name", "parse").await?;
    page.see_total("30 weight").await
}

pub async fn known_numbers_of_a_recording(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("stacks.folded.gz", &fixture("folded/wordstat/before/stacks-no-inline.folded.gz")?)
        .await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "129.4 M").await?;
    let known = known("folded", "wordstat/before/stacks-no-inline.folded.gz")?;
    let rows = page.table().await?;
    for (place, known) in known["top_self"].as_array().into_iter().flatten().enumerate() {
        let weight = protocol::unit::format_number(known[1].as_f64().unwrap_or_default());
        assert_eq!(
            rows[place][0],
            format!("{weight} weight"),
            "{known} is in row {place}: {:?}",
            rows[place]
        );
    }
    page.see(".panel-head .muted", "284").await.map(|_| ())
}

pub async fn a_hundred_thousand_rows_scroll(page: &Page) -> Outcome {
    page.open("").await?;
    let many =
        "Array.from({ length: 100000 }, (_, place) => `main;f${place} ${place + 1}\\n`).join('')";
    page.drop_made("many.folded", many).await?;
    page.painted("many.folded").await?;
    page.press("b").await?;
    page.see(".panel-head .muted", "100,001").await?;
    page.see("#functions-grid .row", "f99999").await?;
    let in_document: usize =
        page.js("return document.querySelectorAll('#functions-grid .row').length", &[]).await?;
    assert!(in_document < 200, "{in_document} rows are in the document");
    page.js::<()>("document.getElementById('functions-grid').focus()", &[]).await?;
    page.press(Key::End).await?;
    page.see("#functions-grid .row .name", "main").await?;
    page.see("#functions-grid .row .name", "f0").await?;
    let tallest: f64 = page
        .js("return Math.max(...[...document.querySelectorAll('*')].map(it => it.getBoundingClientRect().height))", &[])
        .await?;
    assert!(tallest <= 1e6, "an element is {tallest} px tall");
    Ok(())
}
