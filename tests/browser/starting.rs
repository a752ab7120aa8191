//! Starting: the page works before all of it is there.

use anyhow::Context;
use serde_json::{Value, json};

use crate::harness::{Outcome, Page, small};

/// Holds back the page's later half until `letGo` is called, which is there once that half is asked for.
const HOLD: &str = r#"
    const fetched = fetch.bind(window);
    window.fetch = (address, ...rest) =>
        /page-\w+_later\.wasm$/.test(address)
            ? new Promise(done => { window.letGo = done; }).then(() => fetched(address, ...rest))
            : fetched(address, ...rest);
"#;

/// Lets the page wait in vain for its later half.
const LOSE: &str = r#"
    const open = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (method, address, ...rest) {
        return open.call(this, method, address + '.gone', ...rest);
    };
"#;

/// How often the page has waited for its later half.
const WAITED: &str = "return performance.getEntriesByType('resource')
    .filter(entry => entry.initiatorType == 'xmlhttprequest').length";

/// Opens the page with a script that comes before all others.
async fn open_with(page: &Page, fragment: &str, script: &str) -> Outcome {
    let added =
        page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
    // Another fragment alone would be no load.
    page.browser.web.goto("about:blank").await?;
    let opened = page.browser.web.goto(page.site.page(fragment)).await;
    // Before anything else, since the browser is used for other tests.
    let identifier = json!({ "identifier": added.get("identifier").context("no such script")? });
    page.cdp("Page.removeScriptToEvaluateOnNewDocument", identifier).await?;
    opened?;
    Ok(())
}

/// Opens the page without its later half.
async fn open_held(page: &Page, fragment: &str) -> Outcome {
    open_with(page, fragment, HOLD).await?;
    page.wait("the wait for the later half", "return typeof letGo == 'function'", &[]).await?;
    Ok(())
}

async fn let_go(page: &Page) -> Outcome {
    let policies =
        "return document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length";
    assert_eq!(page.js::<u32>(policies, &[]).await?, 1, "it is sealed without its later half");
    page.js::<Value>("letGo()", &[]).await?;
    page.loaded().await
}

pub async fn a_file_that_comes_early_opens(page: &Page) -> Outcome {
    open_held(page, "").await?;
    page.press("?").await?;
    page.see("dialog[open] h2", "Keys").await?;
    page.press(thirtyfour::Key::Escape).await?;
    let (name, bytes) = small();
    page.drop_files(&[(name, bytes)]).await?;
    page.wait_state("loading").await?;
    page.see(".reading .facts", "waits until all of the page is loaded").await?;
    assert_eq!(page.js::<u32>(WAITED, &[]).await?, 0);
    let_go(page).await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.wait_state("ready").await
}

pub async fn an_example_that_is_wanted_early_opens(page: &Page) -> Outcome {
    open_held(page, "").await?;
    page.click_text("main button", "Try the example").await?;
    page.wait_state("loading").await?;
    let_go(page).await?;
    page.wait_state("ready").await?;
    page.see(".legend .entry", "wordstat").await.map(|_| ())
}

pub async fn what_is_needed_early_comes_at_once(page: &Page) -> Outcome {
    open_held(page, "").await?;
    let (name, bytes) = small();
    page.drop_files(&[(name, bytes)]).await?;
    page.click_text("main button", "Cancel").await?;
    page.wait_state("empty").await?;
    assert_eq!(page.js::<u32>(WAITED, &[]).await?, 1);
    let_go(page).await?;
    page.show(name, bytes).await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}

pub async fn what_is_needed_early_and_missing_says_so(page: &Page) -> Outcome {
    page.allow(&["404", "can't be loaded"]);
    open_with(page, "", &[HOLD, LOSE].concat()).await?;
    page.wait_state("empty").await?;
    let (name, bytes) = small();
    page.drop_files(&[(name, bytes)]).await?;
    page.click_text("main button", "Cancel").await?;
    let text = page.see("[role=alert]", "A part of this page can't be loaded").await?;
    assert!(text.contains("status 404") && text.contains("reload the page"), "{text}");
    Ok(())
}

/// A script by which requests for some parts fail.
fn without(parts: &str) -> String {
    let script = r#"
        const fetched = fetch.bind(window);
        window.fetch = (address, ...rest) => fetched(/PARTS/.test(address) ? 'gone' : address, ...rest);
    "#;
    script.replace("PARTS", parts)
}

pub async fn a_part_that_is_missing_says_so(page: &Page) -> Outcome {
    page.allow(&["404"]);
    for fragment in ["", "#example", "#profile=some.folded"] {
        open_with(page, fragment, &without("page-.*_later")).await?;
        page.wait_state("error").await?;
        let text = page.see("[role=alert]", "A part of this page can't be loaded").await?;
        assert!(text.contains("_later.wasm (status 404)"), "{fragment}: {text}");
    }
    Ok(())
}

pub async fn files_open_without_the_example(page: &Page) -> Outcome {
    page.allow(&["404"]);
    open_with(page, "#example", &without("wordstat")).await?;
    page.see("[role=alert]", "wordstat-before").await?;
    page.wait_state("error").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}

pub async fn an_example_can_be_given_up(page: &Page) -> Outcome {
    open_held(page, "#example").await?;
    page.see(".reading .name", "The example").await?;
    page.click_text("main button", "Cancel").await?;
    page.wait_state("empty").await?;
    assert_eq!(page.js::<u32>(WAITED, &[]).await?, 0);
    let_go(page).await?;
    page.wait_state("empty").await
}

/// Nothing that stands on a freshly opened page is of its later half.
pub async fn no_start_waits_for_the_later_half(page: &Page) -> Outcome {
    let (name, bytes) = small();
    page.site.put(name, bytes)?;
    let of_host = format!("#profile={name}");
    let of_file = "#file=some.folded&view=inverted&panel=functions";
    for fragment in ["", "#example", of_file, &of_host] {
        open_held(page, fragment).await?;
        page.resize(900, 700).await?;
        page.press("0/").await?;
        let_go(page).await?;
        assert_eq!(page.js::<u32>(WAITED, &[]).await?, 0, "{fragment}");
    }
    Ok(())
}
