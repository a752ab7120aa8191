//! Links: what a reload, another recording and another host come to.

use crate::harness::{Bar, Outcome, Page, fixture, small};

pub async fn a_reload_resumes(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.type_into("#search-input", "hash").await?;
    page.see("#search-outcome", "40.0 % of all").await?;
    page.press(thirtyfour::Key::Tab).await?;
    page.click_bar(Bar(0.75, 2)).await?;
    page.see(".details-name", "read").await?;
    page.link_says("~read").await?;
    page.double_click_bar(Bar(0.25, 2)).await?;
    page.see(".crumb-share", "55.0 % of all").await?;
    page.link_says("zoom=").await?;
    page.browser.web.refresh().await?;
    page.loaded().await?;
    page.see("h2", "This link needs a file").await?;
    page.see(".wanted", name).await?;
    page.show(name, bytes).await?;
    page.see(".crumb-share", "55.0 % of all").await?;
    page.see("#search-outcome", "40.0 % of all").await?;
    let typed: String =
        page.js("return document.getElementById('search-input').value", &[]).await?;
    assert_eq!(typed, "hash");
    Ok(())
}

pub async fn a_link_asks_for_its_file(page: &Page) -> Outcome {
    page.open("#file=wanted.folded&view=inverted&panel=functions").await?;
    page.see(".wanted", "wanted.folded").await?;
    // Another file opens as files do.
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.gone(".chip").await?;
    page.drop_files(&[("wanted.folded", b"main;a 3\n")]).await?;
    page.see(".crumbs button", "All, 3 weight").await?;
    page.see(".chip", "Inverted").await?;
    page.see(".panel.functions", "main").await.map(|_| ())
}

pub async fn a_link_survives_another_recording(page: &Page) -> Outcome {
    let name = "stacks.folded.gz";
    page.open("").await?;
    page.show(name, &fixture("folded/wordstat/before/stacks-no-inline.folded.gz")?).await?;
    page.type_into("#search-input", "wordstat::Counter::add").await?;
    page.see("#search-outcome", "function").await?;
    page.click_text("button", "Next match").await?;
    page.see(".details-name", "wordstat::Counter::add").await?;
    page.click_text(".details-buttons button", "Zoom").await?;
    page.see(".crumb-share", "of all").await?;
    page.link_says("zoom=").await?;
    let link: String = page.js("return location.hash", &[]).await?;
    page.open(&link).await?;
    page.show(name, &fixture("folded/wordstat/after/stacks-no-inline.folded.gz")?).await?;
    page.see(".crumbs li", "wordstat::Counter::add").await?;
    // A path that isn't there is told by its leaf's name.
    let other = link.replacen("zoom=", "zoom=0123456789abcdef~nowhere::to_be&old=", 1);
    page.open(&other).await?;
    page.show(name, &fixture("folded/wordstat/after/stacks-no-inline.folded.gz")?).await?;
    page.see("[role=status]", "nowhere::to_be").await.map(|_| ())
}

pub async fn a_profile_of_the_host_is_opened(page: &Page) -> Outcome {
    page.site.put("my profile.folded", small().1)?;
    page.site.put("other.folded", b"main;other 6\n")?;
    page.open("#profile=my%2520profile.folded&view=inverted").await?;
    page.painted("my profile.folded").await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.see(".chip", "Inverted").await?;
    // Another one is fetched by a page that isn't sealed yet: this one reloads.
    page.js::<()>("location.hash = '#profile=other.folded'", &[]).await?;
    page.see(".crumbs button", "All, 6 weight").await?;
    page.loaded().await
}

pub async fn a_profile_of_another_host_is_refused(page: &Page) -> Outcome {
    let foreign = crate::harness::Site::empty()?;
    page.open(&format!("#profile={}/foreign.folded", foreign.origin())).await?;
    page.wait_state("error").await?;
    page.see("[role=alert]", "another host").await?;
    assert_eq!(foreign.requests(), Vec::<String>::new());
    // The page is as good as any other: two files are compared.
    let (_, bytes) = small();
    page.drop_files(&[("old.folded", bytes), ("new.folded", bytes)]).await?;
    page.see(".answer", "No function's share changed").await.map(|_| ())
}
