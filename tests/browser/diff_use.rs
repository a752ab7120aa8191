//! Working with a comparison: by keyboard, with a screen reader, on a phone, what is undone, what is taken out.

use thirtyfour::Key;

use crate::diff::{compare, look_otherwise, see_row, see_sides};
use crate::harness::{Bar, CONTROL, Outcome, Page, fixture};

pub async fn a_comparison_works_by_keyboard(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    // From the root down: each bar is spoken with what became of it.
    page.press(Key::Down).await?;
    page.see(".details-name", "main").await?;
    page.press(Key::Down).await?;
    page.see(
        "[role=treeitem][aria-selected=true]",
        "more, +10.0 points, baseline 50 weight, 10.0 %, comparison 100 weight, 20.0 %",
    )
    .await?;
    page.press(".").await?;
    page.see("[role=menuitem]", "Use as yardstick").await?;
    page.click_text("[role=menuitem]", "Use as yardstick").await?;
    page.see(".legend", "Scale: equal weight of B").await?;
    page.wait_state("ready").await?;
    see_row(page, "B 100 100 0 0 × 1.00 1.00 same").await?;
    page.press("v").await?;
    see_sides(page, "after.folded", "before.folded").await?;
    page.press("g").await?;
    page.link_says("noise=shown").await?;
    page.press("/").await?;
    page.press("D").await?;
    page.see("#search-outcome", "of all").await.map(|_| ())
}

pub async fn changes_of_a_comparison_are_undone_one_by_one(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    look_otherwise(page).await?;
    page.press("v").await?;
    see_sides(page, "after.folded", "before.folded").await?;
    for link in [
        "file=after.folded&baseline=before.folded&scale=none&width=changed&change=ratio&noise=shown",
        "scale=none&width=changed&change=ratio&panel",
        "baseline=before.folded&width=changed&change=ratio&panel",
        "baseline=before.folded&width=changed&panel",
        "baseline=before.folded&panel",
    ] {
        page.press_with(&[CONTROL], 'z').await?;
        page.link_says(link).await?;
    }
    page.wait_state("ready").await?;
    see_row(page, "B 50 100 +50 +10.0 × 2.00 1e-6 more").await
}

pub async fn nothing_is_wrong_with_a_comparison(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    page.choose("Width", "Both, side by side").await?;
    page.see(".stage-side", "Baseline: before.folded").await?;
    page.click_bar(Bar(0.1, 1)).await?;
    page.see(".details-changes", "after.folded").await?;
    for (theme, width) in [("light", 1280), ("dark", 1280), ("dark", 400), ("light", 400)] {
        page.prefer("prefers-color-scheme", theme).await?;
        page.attribute("html", "data-theme", theme).await?;
        page.resize(width, 800).await?;
        page.assert_accessible(&format!("a diff, {theme}, {width} pixels wide")).await?;
        page.screenshot(&format!("diff-both-{theme}-{width}")).await?;
    }
    page.resize(1280, 800).await?;
    for menu in ["diff-menu", "baseline-menu", "comparison-menu"] {
        page.click(&format!("button[popovertarget={menu}]")).await?;
        page.see(&format!("#{menu}"), "").await?;
        page.assert_accessible(menu).await?;
        page.press(Key::Escape).await?;
        page.gone(&format!("#{menu}:popover-open")).await?;
    }
    Ok(())
}

pub async fn pictures_of_a_comparison_say_how_it_is_scaled(page: &Page) -> Outcome {
    page.open("").await?;
    compare(page).await?;
    let (_, svg) = page.export("Interactive SVG").await?;
    let svg = String::from_utf8(svg)?;
    for text in ["before.folded → after.folded (equal totals, baseline × 0.500)", "larger side"]
    {
        assert!(svg.contains(text), "{text}");
    }
    page.choose("Width", "Both, side by side").await?;
    page.see(".stage-side", "Comparison: after.folded").await?;
    page.wait_state("ready").await?;
    let (_, png) = page.export("Picture as PNG").await?;
    let heights = "return [...document.querySelectorAll('.stage-canvas')].map(it => it.height)";
    let heights: Vec<u32> = page.js(heights, &[]).await?;
    assert_eq!(heights.len(), 2);
    // Both are in it, and lines of text.
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    let height = u32::from_be_bytes(png[20..24].try_into()?);
    assert!(height > heights[0] + heights[1], "{height} of {heights:?}");
    let (_, folded) = page.export("Folded stacks").await?;
    let folded = String::from_utf8(folded)?;
    assert!(folded.starts_with("# before.folded → after.folded (equal totals"), "{folded}");
    Ok(())
}

pub async fn a_differential_svg_opens_compared(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("diff.svg.gz", &fixture("svg/wordstat/diff-no-inline.svg.gz")?).await?;
    see_sides(page, "diff.svg.gz · baseline", "diff.svg.gz · comparison").await?;
    page.see(".answer li", "Hasher").await.map(|_| ())
}

pub async fn rules_are_changed_and_moved(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[
        ("old.folded", b"main;one_a 300\nmain 700\n"),
        ("new.folded", b"main;two => b 300\nmain 700\n"),
    ])
    .await?;
    page.click("button[popovertarget=diff-menu]").await?;
    for (pattern, replacement) in [("_a", " => b"), ("one", "two")] {
        page.type_into("#diff-menu .field:nth-child(1) input", pattern).await?;
        page.type_into("#diff-menu .field:nth-child(2) input", replacement).await?;
        page.click_text("#diff-menu button", "Add the rule").await?;
        page.see("#diff-menu ol li", pattern).await?;
    }
    page.link_says("rename=_a&to= => b&rename=one&to=two").await?;
    page.click("#diff-menu button[aria-label='Use the rule earlier']").await?;
    page.link_says("rename=one&to=two&rename=_a&to= => b").await?;
    // The keyboard goes with the rule, which has no earlier one now.
    holds_keyboard(page, "#diff-menu li:nth-child(1) .rule-tools .button").await?;
    page.wait_state("ready").await?;
    see_row(page, "two => b 300 300 0 0 × 1.00 1.00 same").await?;
    page.click("#diff-menu summary").await?;
    page.see(".matched li", "one_a = two => b by rule 1").await?;
    page.click("#diff-menu ol li:nth-child(1) .rule-tools .button").await?;
    holds_keyboard(page, "#diff-menu .field:nth-child(1) input").await?;
    page.type_into("#diff-menu .field:nth-child(2) input", "2").await?;
    page.click_text("#diff-menu button", "Change the rule").await?;
    page.link_says("rename=one&to=2&rename=_a").await?;
    for left in
        ["#diff-menu li:nth-child(1) .rule-tools .button", "#diff-menu .field:nth-child(1) input"]
    {
        page.click("#diff-menu li:nth-child(1) [aria-label='Remove the rule']").await?;
        holds_keyboard(page, left).await?;
    }
    Ok(())
}

async fn holds_keyboard(page: &Page, selector: &str) -> Outcome {
    let script = "return document.activeElement === document.querySelector(arguments[0])";
    page.wait(&format!("the keyboard at {selector}"), script, &[selector.into()]).await.map(|_| ())
}

pub async fn what_is_inlined_on_one_side_is_merged_on_both(page: &Page) -> Outcome {
    page.open("").await?;
    let written = ["perf-script", "perf-script-no-inline"];
    let files =
        [0, 1].map(|place: usize| fixture(&format!("perf/before/{}.txt.gz", written[place])));
    let [with, without] = files;
    page.drop_files(&[("with.txt.gz", &with?), ("without.txt.gz", &without?)]).await?;
    page.see(".hint", "Inlined frames are known on one side only").await?;
    page.click_text(".hint button", "Merge inlined frames on both").await?;
    page.see(".hint", "“More” finds such functions").await?;
    page.click("button[popovertarget=diff-menu]").await?;
    page.click_text("#diff-menu button", "Find such functions").await?;
    page.click_text("#diff-menu button", "Merge all into their callers").await?;
    page.see(".answer", "No function's share changed by more than chance explains.").await?;
    page.gone(".hint").await?;
    page.see(".chips", "Merge what is inlined on one side 9 functions").await?;
    // The answer is shorter now, and the table that much taller: rows are all over it.
    let is_full = "const grid = document.querySelector('#functions-grid').getBoundingClientRect(); \
                   const rows = [...document.querySelectorAll('#functions-grid .window .row')]; \
                   return rows.length > 0 && rows.at(-1).getBoundingClientRect().bottom >= grid.bottom - 1";
    page.wait("rows all over the table", is_full, &[]).await?;
    // Long names stand without their arguments and the beginning of their paths.
    let names = page.texts("#functions-grid .window .name[title*='as core::clone::Clone>::clone']");
    let names = names.await?;
    assert!(names.iter().any(|name| name == "String::clone"), "{names:?}");
    page.click("[aria-label^='Remove: Merge what is inlined']").await?;
    page.see(".answer", "malloc is new").await.map(|_| ())
}
