//! Workers that die.

use serde_json::{Value, json};

use crate::harness::{Outcome, Page, small};

/// Has a worker die: `"engine"`, or the byte at which the next import worker does.
async fn crash(page: &Page, what: Value) -> Outcome {
    // A panic says so on the console, and nothing else may.
    page.allow(&["panicked", "told to crash", "unreachable", "test"]);
    let script = "dispatchEvent(new CustomEvent('flamedrop:crash', { detail: arguments[0] }))";
    page.js::<()>(script, &[what]).await
}

pub async fn a_dead_engine_is_replaced(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.drop_files(&[("second.folded", b"main;b 2\n")]).await?;
    page.see(".crumbs button", "All, 2 weight").await?;
    page.press("i").await?;
    page.see(".chip", "Inverted").await?;
    crash(page, json!("engine")).await?;
    page.see("[role=alert]", "The engine stopped").await?;
    page.wait_state("ready").await?;
    // The same view of the same file, and the other file too.
    page.see(".crumbs button", "All, 2 weight").await?;
    page.see(".chip", "Inverted").await?;
    page.click(".pill.file").await?;
    page.click_text("#files-menu .profile", name).await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}

pub async fn a_dead_reader_concerns_its_file_alone(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    crash(page, json!(10)).await?;
    page.drop_files(&[("deadly.folded", b"main;deadly;function 1\n")]).await?;
    page.see("[role=alert]", "deadly.folded").await?;
    page.wait_state("ready").await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.drop_files(&[("next.folded", b"main 4\n")]).await?;
    page.see(".crumbs button", "All, 4 weight").await.map(|_| ())
}
