//! Profiles and the names that other files have for them: samply's sidecar, a source map.

use crate::harness::{Outcome, Page, fixture};

const PROFILE: &str = "samply-presym.json.gz";
const SIDECAR: &str = "samply-presym.json.syms.json";

/// What the recordings' README says of the profile with its sidecar joined: the largest self
/// weights of 1,256 samples.
async fn assert_named(page: &Page) -> Outcome {
    page.see(".crumbs button", "All, 1,256 samples").await?;
    page.see("#functions-grid .row", "Hasher").await?;
    let rows = page.table().await?;
    let known = [
        ("143", "<core::hash::sip::Hasher<S> as core::hash::Hasher>::write"),
        ("125", "hashbrown::rustc_entry"),
        ("98", "wordstat::Counter::add"),
        ("92", "_memcmp_evex_movbe"),
        ("82", "int_free"),
    ];
    for ((weight, name), row) in known.into_iter().zip(&rows) {
        assert_eq!(row[0], format!("{weight} samples"), "{row:?}");
        assert!(row[2].contains(name), "{row:?} is {name}");
    }
    page.gone(".hint").await
}

pub async fn the_sidecar_may_come_after(page: &Page) -> Outcome {
    page.open("").await?;
    page.show(PROFILE, &fixture("samply/before/samply-presym.json.gz")?).await?;
    page.see(".hint", "addresses in place of names").await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "!0x").await?;
    page.drop_files(&[(SIDECAR, &fixture("samply/before/samply-presym.json.syms.json")?)]).await?;
    assert_named(page).await
}

pub async fn the_sidecar_may_come_before(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[(SIDECAR, &fixture("samply/before/samply-presym.json.syms.json")?)]).await?;
    page.see("[role=status]", "holds symbols").await?;
    page.show(PROFILE, &fixture("samply/before/samply-presym.json.gz")?).await?;
    page.press("b").await?;
    assert_named(page).await
}

const MAP: &str = "bundle.js.map";
const NAMED: &str = "bundle.js.map named 6 functions of bundle.js.";

/// The functions as the sources call them, not as the minifier does.
async fn assert_has_source_names(page: &Page) -> Outcome {
    page.see("[role=status]", NAMED).await?;
    page.press("b").await?;
    for name in ["sumOfSquares", "countPrimes", "runEverything", "isPrime"] {
        page.see("#functions-grid .row", name).await?;
    }
    page.press("r").await?;
    page.see(".info", "6 functions of bundle.js").await.map(|_| ())
}

pub async fn a_source_map_may_come_with_its_profile(page: &Page) -> Outcome {
    page.open("").await?;
    let profile = fixture("source-map/app.cpuprofile")?;
    let map = fixture("source-map/bundle.js.map")?;
    page.drop_files(&[(MAP, &map), ("app.cpuprofile", &profile)]).await?;
    page.painted("app.cpuprofile").await?;
    assert_has_source_names(page).await?;
    // The map is often there first: nobody is told that it fits nothing while its profile is read.
    let told = page.texts("[role=status]").await?;
    assert!(!told.iter().any(|told| told.contains("gave no names")), "{told:?}");
    Ok(())
}

pub async fn a_source_map_may_come_after(page: &Page) -> Outcome {
    page.open("").await?;
    page.show("app.cpuprofile", &fixture("source-map/app.cpuprofile")?).await?;
    page.drop_files(&[(MAP, &fixture("source-map/bundle.js.map")?)]).await?;
    assert_has_source_names(page).await
}

pub async fn a_source_map_of_other_code_says_so(page: &Page) -> Outcome {
    page.open("").await?;
    page.drop_files(&[("main.js.map", &fixture("source-map/bundle.js.map")?)]).await?;
    page.see("[role=status]", "no open profile has functions of main.js").await?;
    page.show("app.cpuprofile", &fixture("source-map/app.cpuprofile")?).await?;
    page.press("b").await?;
    page.see("#functions-grid .row", "addAll").await.map(|_| ())
}
