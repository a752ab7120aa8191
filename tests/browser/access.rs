//! For everybody: what axe-core finds, narrow windows, themes, less motion.

use thirtyfour::Key;

use crate::harness::{Bar, Outcome, Page, fixture, small};

const THEMES: [&str; 2] = ["light", "dark"];

async fn in_theme(page: &Page, theme: &str) -> Outcome {
    page.prefer("prefers-color-scheme", theme).await?;
    page.attribute("html", "data-theme", theme).await
}

async fn assert_accessible(page: &Page, what: &str) -> Outcome {
    for theme in THEMES {
        in_theme(page, theme).await?;
        page.assert_accessible(&format!("{what}, {theme}")).await?;
        page.screenshot(&format!("{what}-{theme}")).await?;
    }
    Ok(())
}

async fn open_real(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("samply.json.gz", &fixture("samply/before/samply.json.gz")?).await
}

pub async fn nothing_is_wrong_with_the_empty_page(page: &Page) -> Outcome {
    page.open("").await?;
    page.wait_state("empty").await?;
    assert_accessible(page, "empty").await?;
    page.drop_files(&[("empty.folded", b"")]).await?;
    page.wait_state("error").await?;
    assert_accessible(page, "refused").await
}

pub async fn nothing_is_wrong_with_the_picture(page: &Page) -> Outcome {
    open_real(page).await?;
    assert_accessible(page, "picture").await?;
    page.press(Key::Down).await?;
    page.see(".details-weights", "Total").await?;
    page.press("f").await?;
    page.see(".chip", "Focus").await?;
    page.type_into("#search-input", "0x").await?;
    page.see("#search-outcome", "of all").await?;
    page.press(Key::Tab).await?;
    page.wait_state("ready").await?;
    assert_accessible(page, "selected").await?;
    page.drop_files(&[("samply.json.gz", b"main 1")]).await?;
    page.see("[role=alert]", "is open already").await?;
    assert_accessible(page, "asked").await
}

pub async fn nothing_is_wrong_with_the_panels(page: &Page) -> Outcome {
    open_real(page).await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "0x").await?;
    assert_accessible(page, "functions").await?;
    page.press("r").await?;
    page.see(".panel.info", "samply").await?;
    assert_accessible(page, "recording").await?;
    for menu in ["view-menu", "rust-menu", "export-menu", "threads-menu", "files-menu"] {
        page.click(&format!("button[popovertarget={menu}]")).await?;
        page.wait(menu, "return document.getElementById(arguments[0]).innerText", &[menu.into()])
            .await?;
        assert_accessible(page, menu).await?;
        page.press(Key::Escape).await?;
        page.gone(&format!("#{menu}:popover-open")).await?;
    }
    page.right_click_bar(Bar(0.5, 1)).await?;
    page.see("[role=menuitem]", "Focus function").await?;
    assert_accessible(page, "bar-menu").await
}

pub async fn nothing_is_wrong_with_the_dialogs(page: &Page) -> Outcome {
    page.open("").await?;
    page.press("?").await?;
    page.see("dialog[open]", "Undo").await?;
    assert_accessible(page, "keys").await?;
    page.press(Key::Escape).await?;
    page.gone("dialog[open]").await?;
    page.click_text("main button", "Paste text").await?;
    page.see("dialog[open]", "Folded stacks").await?;
    assert_accessible(page, "paste").await
}

pub async fn the_page_fits_a_narrow_window(page: &Page) -> Outcome {
    const WIDE: &str = "const width = document.documentElement.clientWidth;
        const root = document.documentElement.scrollWidth;
        return root > width ? [root, ...[...document.querySelectorAll('body *')]
            .filter(it => it.checkVisibility() && it.getBoundingClientRect().right > width + 1)
            .slice(0, 8).map(it => it.outerHTML.slice(0, 120))].map(String) : []";
    page.open("").await?;
    page.resize(480, 800).await?;
    let fits = async |what: &str| -> Outcome {
        let wide: Vec<String> = page.js(WIDE, &[]).await?;
        assert_eq!(wide, Vec::<String>::new(), "{what} is wider than the window");
        page.screenshot(&format!("narrow-{what}")).await
    };
    fits("empty").await?;
    page.show("samply.json.gz", &fixture("samply/before/samply.json.gz")?).await?;
    fits("picture").await?;
    page.press(Key::Down).await?;
    page.see(".details-name", "0x").await?;
    fits("selected").await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "0x").await?;
    fits("functions").await?;
    page.press("r").await?;
    page.see(".panel.info", "samply").await?;
    fits("recording").await
}

pub async fn the_theme_follows_the_system_and_the_button(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    in_theme(page, "light").await?;
    let light = page.picture().await?;
    in_theme(page, "dark").await?;
    page.picture_changes(&light).await?;
    page.click_text("header button", "Theme: as the system").await?;
    page.click_text("header button", "Theme: light").await.map(|_| ())?;
    page.attribute("html", "data-theme", "dark").await?;
    page.prefer("prefers-color-scheme", "light").await?;
    page.see("[role=status]", "Theme: dark").await?;
    page.open("").await?;
    page.attribute("html", "data-theme", "dark").await
}

pub async fn who_wants_less_motion_gets_none(page: &Page) -> Outcome {
    page.prefer("prefers-reduced-motion", "reduce").await?;
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.click_bar(Bar(0.75, 2)).await?;
    page.see(".details-name", "read").await?;
    page.wait_state("ready").await?;
    // Watches where the left edge of `read` is, in each frame.
    let watch = "const canvas = document.querySelector('.stage-canvas');
        const context = canvas.getContext('2d');
        window.seen = new Set();
        const look = () => {
            const { data } = context.getImageData(0, 50, canvas.width, 1);
            seen.add(data.join());
            window.watching = requestAnimationFrame(look);
        };
        look()";
    page.js::<()>(watch, &[]).await?;
    page.press(Key::Enter).await?;
    page.see(".crumb-share", "40.0 % of all").await?;
    page.hover(Bar(0.02, 2)).await?;
    page.see(".tip-name", "read").await?;
    let seen: usize = page.js("cancelAnimationFrame(watching); return seen.size", &[]).await?;
    // Before, the last strip stretched, the new one, and the outline below the pointer.
    assert!(seen <= 4, "{seen} different frames");
    Ok(())
}
