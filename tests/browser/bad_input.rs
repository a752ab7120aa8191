//! What bad input gets: one clear sentence each, and a page that stays usable.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use thirtyfour::Key;

use crate::harness::{Outcome, Page, fixture, small};

/// Drops a file that can't be opened: the page says all of these, once, and is usable after it.
async fn refuse(page: &Page, name: &str, bytes: &[u8], words: &[&str]) -> Outcome {
    page.open("").await?;
    page.drop_files(&[(name, bytes)]).await?;
    assert_refused(page, name, words).await
}

async fn assert_refused(page: &Page, name: &str, words: &[&str]) -> Outcome {
    page.wait_state("error").await?;
    for word in words.iter().chain(&[name]) {
        page.see("[role=alert]", word).await?;
    }
    assert_eq!(page.texts("[role=alert]").await?.len(), 1, "it is said once");
    let (name, bytes) = small();
    page.show(name, bytes).await
}

pub async fn an_empty_file_says_so(page: &Page) -> Outcome {
    refuse(page, "empty.folded", b"", &["an empty file", "wrote the file"]).await
}

pub async fn a_picture_says_what_it_is(page: &Page) -> Outcome {
    refuse(
        page,
        "shot.json",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        &["a PNG picture", "isn't a profile"],
    )
    .await
}

pub async fn a_cut_gzip_says_where(page: &Page) -> Outcome {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(&fixture("folded/wordstat/before/stacks.folded.gz")?)?;
    let whole = gzip.finish()?;
    // So short that there is nothing in it yet.
    refuse(page, "cut.folded.gz", &whole[..12], &["cut.folded.gz can't be opened"]).await?;
    // With something in it: that is shown, and said.
    let whole = fixture("folded/wordstat/before/stacks.folded.gz")?;
    page.show("half.folded.gz", &whole[..whole.len() / 2]).await?;
    page.press("r").await?;
    page.see(".info", "half.folded.gz").await?;
    page.see(".warnings", "byte").await.map(|_| ())
}

pub async fn cut_json_says_where(page: &Page) -> Outcome {
    let json = fixture("samply/collected/fxprof-without-js.v66.json")?;
    refuse(page, "cut.json", &json[..json.len() / 3], &["byte"]).await
}

pub async fn other_json_says_what_can_be_opened(page: &Page) -> Outcome {
    refuse(
        page,
        "package.json",
        br#"{"name": "app", "version": "1.0.0"}"#,
        &["JSON", "Folded stacks"],
    )
    .await
}

pub async fn stacks_without_samples_say_so(page: &Page) -> Outcome {
    refuse(
        page,
        "none.json",
        &fixture("samply/collected/fxprof-flow-markers.v66.json")?,
        &["sample"],
    )
    .await
}

pub async fn a_folder_says_what_to_do(page: &Page) -> Outcome {
    let folder = tempfile::tempdir()?;
    let recordings = folder.path().join("recordings");
    std::fs::create_dir(&recordings)?;
    page.open("").await?;
    page.drop_from_disk(&[&recordings]).await?;
    page.see("[role=alert]", "recordings is a folder").await?;
    page.see("[role=alert]", "drop the files in it").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}

pub async fn a_bundle_of_instruments_says_what_to_do(page: &Page) -> Outcome {
    let folder = tempfile::tempdir()?;
    let bundle = folder.path().join("app.trace");
    std::fs::create_dir(&bundle)?;
    page.open("").await?;
    page.drop_from_disk(&[&bundle]).await?;
    page.see("[role=alert]", "app.trace is a recording of Instruments").await?;
    page.see("[role=alert]", "Deep Copy").await?;
    page.see("[role=alert]", "xctrace export").await.map(|_| ())
}

pub async fn a_deleted_file_says_so(page: &Page) -> Outcome {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("gone.folded");
    std::fs::write(&path, small().1)?;
    page.open("").await?;
    // A field of the test's own: the page gets the file only when it is gone.
    page.js::<()>(
        "const field = document.createElement('input');
         field.type = 'file';
         field.className = 'of-the-test';
         document.body.append(field)",
        &[],
    )
    .await?;
    let field = page.browser.web.find(thirtyfour::By::Css(".of-the-test")).await?;
    field.send_keys(path.display().to_string()).await?;
    // The browser looks at a file when its size is asked for.
    page.js::<()>("return void document.querySelector('.of-the-test').files[0].size", &[]).await?;
    std::fs::remove_file(&path)?;
    page.js::<()>(
        "const field = document.querySelector('.of-the-test');
         const transfer = new DataTransfer();
         transfer.items.add(field.files[0]);
         field.remove();
         document.querySelector('.viewer').dispatchEvent(
             new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }))",
        &[],
    )
    .await?;
    assert_refused(page, "gone.folded", &["read"]).await
}

pub async fn what_is_open_stays_open(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.drop_files(&[("not.txt", b"just a few words\nand no numbers\n")]).await?;
    page.see("[role=alert]", "not.txt").await?;
    page.wait_state("ready").await?;
    page.see(".crumbs button", "All, 100 weight").await?;
    page.click_text("[role=alert] button", "Dismiss").await?;
    page.gone("[role=alert]").await
}

pub async fn a_deep_stack_opens(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_made("deep.folded", "'f;'.repeat(999999) + 'leaf 1\\n'").await?;
    page.painted("deep.folded").await?;
    page.see(".crumbs button", "All, 1 weight").await?;
    let before = page.picture().await?;
    page.press(Key::End).await?;
    page.press("/").await?;
    page.press("leaf").await?;
    page.see("#search-outcome", "1 function in 1 bar").await?;
    page.press(Key::Enter).await?;
    page.see(".details-name", "leaf").await?;
    page.see(".details-list", "1,000,000 deep").await?;
    page.picture_changes(&before).await?;
    page.wait_state("ready").await?;
    page.see("[role=treeitem]", "leaf, total 1 weight").await.map(|_| ())
}

pub async fn markup_in_names_is_text(page: &Page) -> Outcome {
    let name = "<img src=x onerror=alert(1)><b>bold</b>";
    page.open("").await?;
    let file = format!("main;{name} 3\n");
    page.show("<i>file</i>.folded", file.as_bytes()).await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "img src=x onerror=alert").await?;
    page.attribute("#functions-grid .name[title^='<img']", "title", name).await?;
    page.press(Key::Down).await?;
    page.see(".details-name", "main").await?;
    page.press(Key::Down).await?;
    page.see(".details-name", name).await?;
    page.press("f").await?;
    page.see(".chip", name).await?;
    let elements: usize =
        page.js("return document.querySelectorAll('b, i, img').length", &[]).await?;
    assert_eq!(elements, 0, "names became elements");
    Ok(())
}
