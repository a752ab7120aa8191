//! Comparing two recordings.

use thirtyfour::Key;

use crate::harness::{Bar, Outcome, Page, fixture};

/// Half as much after the change: B is as heavy as before, and so twice its share; D is gone, C new.
const BEFORE: &[u8] = b"main;A 100\nmain;B 100\nmain;D 50\nmain;E 1\nmain 749\n";
const AFTER: &[u8] = b"main;A 50\nmain;B 100\nmain;C 10\nmain;E 2\nmain 338\n";

/// Drops both sides, the later one first, and waits for their diff.
pub async fn compare(page: &Page) -> Outcome {
    page.drop_files(&[("after.folded", AFTER), ("before.folded", BEFORE)]).await?;
    page.see(".diff-bar", "before.folded").await?;
    page.wait_state("ready").await
}

/// Four steps: another width, another colour, no scale, noise shown.
pub async fn look_otherwise(page: &Page) -> Outcome {
    page.choose("Width", "What changed").await?;
    page.choose("Colour", "Ratio").await?;
    page.choose("Scale", "None").await?;
    page.press("g").await
}

/// The sides' names, baseline first.
pub async fn see_sides(page: &Page, baseline: &str, comparison: &str) -> Outcome {
    page.see(".side-of-diff", &format!("Baseline {baseline}")).await?;
    page.see(".side-of-diff", &format!("Comparison {comparison}")).await?;
    page.wait_state("ready").await
}

/// Waits until a row of the table of changes reads so.
pub async fn see_row(page: &Page, row: &str) -> Outcome {
    page.see("#functions-grid .window .row", row).await.map(|_| ())
}

pub async fn two_files_dropped_together_are_compared(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    see_sides(page, "before.folded 1,000 weight", "after.folded 500 weight").await?;
    page.see(".answer li", "B rose").await?;
    page.see(".legend", "Scale: equal totals, baseline × 0.500").await?;
    see_row(page, "B 50 100 +50 +10.0 × 2.00 1e-6 more").await?;
    see_row(page, "D 25 0 −25 −5.0 gone 2e-9 removed").await?;
    page.link_says("file=after.folded&baseline=before.folded").await?;
    page.press("v").await?;
    see_sides(page, "after.folded 500 weight", "before.folded 1,000 weight").await?;
    see_row(page, "B 100 50 −50 −10.0 × 0.50 1e-6 less").await?;
    page.link_says("file=before.folded&baseline=after.folded").await?;
    page.press_with(&[crate::harness::CONTROL], 'z').await?;
    see_sides(page, "before.folded", "after.folded").await?;
    // Either alone is one click away.
    page.click("button[aria-label='Leave the comparison']").await?;
    page.see(".crumbs button", "All, 500 weight").await?;
    page.gone(".diff-bar").await
}

pub async fn a_link_to_a_file_that_is_gone_keeps_none_from_being_compared(page: &Page) -> Outcome {
    page.open("#file=gone.folded").await?;
    compare(page).await?;
    see_sides(page, "before.folded 1,000 weight", "after.folded 500 weight").await
}

pub async fn a_wide_window_shows_all_columns(page: &Page) -> Outcome {
    page.open("").await?;
    page.resize(1000, 800).await?;
    compare(page).await?;
    see_row(page, "B 50 100 +10.0 more").await?;
    page.resize(1280, 800).await?;
    see_row(page, "B 50 100 +50 +10.0 × 2.00 1e-6 more").await?;
    see_row(page, "A 50 50 0 0 × 1.00 1.00 same").await
}

pub async fn a_later_file_is_offered(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("new.folded", AFTER).await?;
    page.show("old.folded", BEFORE).await?;
    page.see(".notice", "What changed from old.folded to new.folded?").await?;
    page.click_text(".notice button", "Compare").await?;
    see_sides(page, "old.folded", "new.folded").await?;
    page.gone(".notice").await?;
    // Closing a side leaves the diff, and the other one stays.
    page.click(".pill.file").await?;
    page.click_text("#files-menu button", "Close old.folded").await?;
    page.gone(".diff-bar").await?;
    page.see(".crumbs button", "All, 500 weight").await?;
    // The menu says what is needed where nothing can be compared.
    page.press(Key::Escape).await?;
    page.click("button[popovertarget=compare-menu]").await?;
    page.see("#compare-menu", "Open a second recording").await.map(|_| ())
}

pub async fn a_new_recording_of_one_name_is_compared(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("flamegraph.folded", BEFORE).await?;
    page.drop_files(&[("flamegraph.folded", AFTER)]).await?;
    page.click_text("[role=alert] button", "Compare").await?;
    see_sides(page, "flamegraph.folded 1,000", "flamegraph (2).folded 500").await?;
    page.link_says("file=flamegraph (2).folded&baseline=flamegraph.folded").await
}

pub async fn a_link_brings_the_diff_back(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    look_otherwise(page).await?;
    page.link_says("scale=none&width=changed&change=ratio&noise=shown").await?;
    page.browser.web.refresh().await?;
    page.loaded().await?;
    page.see(".wanted", "after.folded").await?;
    page.see(".wanted", "before.folded").await?;
    page.show("after.folded", AFTER).await?;
    page.see(".notice", "Drop that file too to see what changed.").await?;
    page.drop_files(&[("before.folded", BEFORE)]).await?;
    see_sides(page, "before.folded", "after.folded").await?;
    page.see(".legend", "ratio of the totals").await?;
    page.see(".legend", "Scale: not scaled").await?;
    page.link_says("scale=none&width=changed&change=ratio&noise=shown").await
}

pub async fn what_has_no_width_is_said(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    let before = page.picture().await?;
    page.choose("Width", "Comparison").await?;
    page.see(".hidden-part", "gone, without width here: 5.0 % of the total").await?;
    page.picture_changes(&before).await?;
    page.choose("Width", "Baseline").await?;
    page.see(".hidden-part", "new, without width here: 2.0 % of the total").await?;
    page.choose("Width", "Larger of both").await?;
    page.gone(".hidden-part").await
}

pub async fn both_pictures_stand_beside_each_other(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    page.choose("Width", "Both, side by side").await?;
    page.see(".stage-side", "Baseline").await?;
    page.link_says("width=both").await?;
    page.wait_state("ready").await?;
    // In the upper picture, which is the baseline's, D has a width; below it has none.
    page.wait("the baseline", PAINTED, &[]).await?;
    page.hover(Bar(0.22, 2)).await?;
    page.see(".tip-name", "D").await?;
    page.see(".tip", "removed").await?;
    page.double_click_bar(Bar(0.5, 1)).await?;
    page.see(".crumbs li", "main").await?;
    page.screenshot("diff-both").await
}

/// Whether a picture beside is painted: not all of its pixels are alike.
const PAINTED: &str = "const canvas = document.querySelector('.stage-beside .stage-canvas');
    const { data } = canvas.getContext('2d').getImageData(Math.round(canvas.width * 0.05), 0, 1, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 2";

pub async fn a_bar_tells_both_sides(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    page.click_text(".answer li button", "B").await?;
    page.see(".details-name", "B").await?;
    page.see(".details-changes", "50 weight · 10.0 %").await?;
    page.see(".details-changes", "+10.0 points more × 2.00").await?;
    // The root is as wide as the picture, whatever became of it.
    page.hover(Bar(0.9, 0)).await?;
    page.see(".tip", "Comparison").await?;
    page.see(".tip", "500 weight · 100.0 %").await?;
    // A function is the yardstick: nothing of it has changed.
    page.right_click_bar(Bar(0.5, 1)).await?;
    page.click_text("[role=menuitem]", "Use as yardstick").await?;
    page.link_says("yardstick=main").await?;
    page.see(".legend", "Scale: equal weight of main").await.map(|_| ())
}

pub async fn what_was_found_is_taken_along(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    page.allow_clipboard().await?;
    page.click_text("button", "Copy as Markdown").await?;
    page.see("[role=status]", "Copied.").await?;
    let copied: String = page.js_async("return navigator.clipboard.readText()", &[]).await?;
    assert!(copied.contains("`B`") && copied.contains("| `D`"), "{copied}");
    let (_, csv) = page.download_by(".panel-head button", "Export as CSV").await?;
    let csv = String::from_utf8(csv)?;
    assert!(csv.lines().any(|line| line.starts_with("B,") || line.contains(",B,")), "{csv}");
    let (_, folded) = page.export("Folded stacks").await?;
    let folded = String::from_utf8(folded)?;
    assert!(folded.contains("main;D 50 0"), "{folded}");
    Ok(())
}

pub async fn a_file_with_two_columns_opens_compared(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("diff.folded", b"main;A 10 0\nmain;B 5 20\nmain;C 0 9\n").await?;
    see_sides(page, "diff.folded", "diff.folded").await?;
    see_row(page, "A").await?;
    page.link_says("file=diff.folded&metric=comparison&baseline=diff.folded").await
}

pub async fn what_can_t_be_compared_says_why(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[
        ("dhat.json", &fixture("dhat/before/dhat.json.gz")?),
        ("cachegrind.out", &fixture("cachegrind/before/cachegrind.out.gz")?),
    ])
    .await?;
    page.see("[role=alert]", "can't be compared").await?;
    page.gone(".diff-bar").await?;
    page.wait_state("ready").await
}

pub async fn a_broken_side_does_no_harm(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[("before.folded", BEFORE), ("after.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")])
        .await?;
    page.see("[role=alert]", "a PNG picture").await?;
    // The other one is shown alone.
    page.see(".crumbs button", "All, 1,000 weight").await?;
    page.gone(".diff-bar").await?;
    page.drop_files(&[
        ("old <b>x.folded", b"main;<b>bold</b> 71\nmain 29\n"),
        ("new <b>x.folded", b"main;<b>bold</b> 11\nmain 89\n"),
    ])
    .await?;
    see_sides(page, "old <b>x.folded", "new <b>x.folded").await?;
    page.see(".answer li", "<b>bold</b> fell").await?;
    let bold: usize = page.js("return document.querySelectorAll('b').length", &[]).await?;
    assert_eq!(bold, 0);
    Ok(())
}

pub async fn deep_stacks_are_compared(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_made("old.folded", "Array(1000000).fill('f').join(';') + ' 2'").await?;
    page.painted("old.folded").await?;
    page.drop_made("new.folded", "Array(1000000).fill('f').join(';') + ';g 3'").await?;
    page.click_text(".notice button", "Compare").await?;
    page.wait_state("ready").await?;
    // Five samples tell nothing, and that is said.
    see_row(page, "g 0 2 +2 +100.0 new 1.00 noise").await
}

pub async fn sides_are_chosen(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    page.show("again.folded", b"main;A 99\nmain;B 101\nmain;D 52\nmain 748\n").await?;
    page.see(".notice", "What changed").await?;
    page.click_text(".notice button", "Not now").await?;
    page.press_with(&[crate::harness::CONTROL], 'z').await?;
    see_sides(page, "before.folded", "after.folded").await?;
    page.click("button[popovertarget=baseline-menu]").await?;
    page.click_text("#baseline-menu .choice", "again.folded").await?;
    page.press(Key::Escape).await?;
    see_sides(page, "before.folded + again.folded 1,000 weight on average", "after.folded").await?;
    page.link_says("baseline=before.folded&baseline=again.folded").await
}

pub async fn rules_match_what_was_renamed(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[
        ("old.folded", b"main;parse_v1 300\nmain;rest 700\n"),
        ("new.folded", b"main;parse_v2 300\nmain;rest 700\n"),
    ])
    .await?;
    see_row(page, "parse_v1 300 0").await?;
    page.click("button[popovertarget=diff-menu]").await?;
    page.type_into("#diff-menu .field:nth-child(1) input", "_v[0-9]").await?;
    page.click_text("#diff-menu button", "Add the rule").await?;
    page.see("#diff-menu li", "_v[0-9]").await?;
    page.press(Key::Escape).await?;
    see_row(page, "parse 300 300 0 0 × 1.00 1.00 same").await?;
    page.link_says("rename=_v[0-9]&to=").await
}

pub async fn what_is_inlined_elsewhere_can_be_merged(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[
        ("before.perf", &fixture("perf/before/perf-script.txt.gz")?),
        ("after.perf", &fixture("perf/after/perf-script.txt.gz")?),
    ])
    .await?;
    page.see(".hint", "functions seem to be inlined in other places").await?;
    page.click_text(".hint button", "Merge inlined frames").await?;
    page.gone(".hint").await?;
    page.see(".chip", "Merge inlined frames").await?;
    page.wait_state("ready").await?;
    page.screenshot("diff-merged").await
}

pub async fn a_real_change_looks_right(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[
        ("before.svg", &fixture("svg/wordstat/before/flamegraph.svg.gz")?),
        ("after.svg", &fixture("svg/wordstat/after/flamegraph.svg.gz")?),
    ])
    .await?;
    page.see(".answer li", "hash_one").await?;
    page.wait_state("ready").await?;
    // The builds inline in other places, and an SVG doesn't tell which frames are inlined.
    page.see(".hint", "functions seem to be inlined in other places").await?;
    for theme in ["light", "dark"] {
        page.prefer("prefers-color-scheme", theme).await?;
        page.attribute("html", "data-theme", theme).await?;
        page.assert_accessible(&format!("diff, {theme}")).await?;
        for width in ["Larger of both", "Comparison", "Baseline", "What changed"] {
            page.choose("Width", width).await?;
            page.wait_state("ready").await?;
            page.screenshot(&format!("diff-{}-{theme}", width.replace(' ', "-"))).await?;
        }
        page.click("button[popovertarget=baseline-menu]").await?;
        page.see("#baseline-menu", "before.svg").await?;
        page.assert_accessible(&format!("side of a diff, {theme}")).await?;
        page.screenshot(&format!("diff-side-{theme}")).await?;
        page.press(Key::Escape).await?;
        page.click("button[popovertarget=diff-menu]").await?;
        page.see("#diff-menu", "Rename").await?;
        page.assert_accessible(&format!("options of a diff, {theme}")).await?;
        page.screenshot(&format!("diff-options-{theme}")).await?;
        page.press(Key::Escape).await?;
    }
    page.choose("Width", "Larger of both").await?;
    page.click_text(".answer li button", "hash_one").await?;
    page.see(".details-name", "hash_one").await?;
    page.wait_state("ready").await?;
    page.screenshot("diff-selected").await?;
    page.resize(480, 800).await?;
    page.wait_state("ready").await?;
    page.screenshot("diff-narrow").await?;
    let wide: f64 = page.js("return document.documentElement.scrollWidth", &[]).await?;
    assert!(wide <= 480.0, "the page is {wide} px wide");
    Ok(())
}
