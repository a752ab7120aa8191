//! Several files: switching between them, equal names, stopping.

use crate::harness::{Outcome, Page, small};

pub async fn several_files_open_and_switch(page: &Page) -> Outcome {
    page.open("").await?;
    let second: &[u8] = b"main;b 2\n";
    page.drop_files(&[small(), ("second.folded", second)]).await?;
    page.wait_state("ready").await?;
    for (name, total) in [("small.folded", "All, 100 weight"), ("second.folded", "All, 2 weight")] {
        page.click(".pill.file").await?;
        page.click_text("#files-menu .profile", name).await?;
        page.see(".crumbs button", total).await?;
        page.see(".pill.file", name).await?;
        page.wait_state("ready").await?;
    }
    page.click(".pill.file").await?;
    page.click_text("#files-menu button", "Close second.folded").await?;
    page.see(".crumbs button", "All, 100 weight").await.map(|_| ())
}

pub async fn one_of_many_recordings_is_found_by_typing(page: &Page) -> Outcome {
    page.open("").await?;
    let snapshot = |number| {
        format!(
            "snapshot={number}\nmem_heap_B={number}\nheap_tree=detailed\n\
             n1: {number} (heap allocation functions)\n n0: {number} 0x1: main (main.rs:7)\n"
        )
    };
    let text: String = (1..=150).map(snapshot).collect();
    page.show("many.massif", text.as_bytes()).await?;
    page.click(".pill.file").await?;
    page.see("#files-menu", "50 more: type to find them").await?;
    assert_eq!(page.texts("#files-menu .profile").await?.len(), 100);
    page.type_into("#files-menu .filter", "snapshot 149").await?;
    page.see("#files-menu .profile", "many.massif (snapshot 149)").await?;
    assert_eq!(page.texts("#files-menu .profile").await?.len(), 1);
    page.click_text("#files-menu .profile", "many.massif (snapshot 149)").await?;
    page.see(".crumbs button", "All, 149 bytes").await?;
    // The one that is shown stands first when the list is opened again.
    page.click(".pill.file").await?;
    page.see("#files-menu .profile", "many.massif (snapshot 149)").await?;
    Ok(())
}

pub async fn a_name_that_is_taken_is_asked_about(page: &Page) -> Outcome {
    page.open("").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await?;
    page.press("i").await?;
    page.see(".chip", "Inverted").await?;
    page.drop_files(&[(name, b"main;new 7")]).await?;
    page.see("[role=alert]", "is open already").await?;
    page.click_text("[role=alert] button", "Replace").await?;
    page.see(".crumbs button", "All, 7 weight").await?;
    // The one that takes its place is shown as it was.
    page.see(".chip", "Inverted").await?;
    page.drop_files(&[(name, b"main;third 9")]).await?;
    page.click_text("[role=alert] button", "Keep both").await?;
    page.see(".crumbs button", "All, 9 weight").await?;
    page.click(".pill.file").await?;
    page.see("#files-menu", name).await?;
    assert_eq!(page.texts("#files-menu .profile").await?, [name, "small (2).folded"]);
    Ok(())
}

pub async fn reading_can_be_stopped(page: &Page) -> Outcome {
    page.open("").await?;
    // Long enough to be stopped on any machine: the same megabyte three hundred times.
    let large = "...Array(300).fill('main;function 1\\n'.repeat(65536))";
    page.drop_made("large.folded", large).await?;
    let facts = page.see(".reading .facts", " of ").await?;
    assert!(facts.contains("MiB"), "{facts}");
    page.click_text(".reading button", "Cancel").await?;
    page.wait_state("empty").await?;
    let (name, bytes) = small();
    page.show(name, bytes).await
}
