//! Firefox and samply files that are cut, damaged or read in other slices: a profile or an error,
//! never a panic, and never another profile.

mod common;

use common::{describe, fixture, import, import_slices};
use profile::import::ImportOptions;
use proptest::prelude::*;
use std::io::Read;
use std::sync::LazyLock;

/// The fixtures, unpacked.
static FILES: LazyLock<Vec<(String, Vec<u8>)>> = LazyLock::new(|| {
    let files = [
        "after/samply-presym.json.gz",
        "after/samply-presym.json.syms.json",
        "collected/ls-profile.v41.json.gz",
        "collected/fxprof-without-js.v66.json",
        "collected/fxprof-flow-markers.v66.json",
    ];
    files.map(|path| (path.to_owned(), unpacked(path))).into()
});

fn unpacked(path: &str) -> Vec<u8> {
    let packed = fixture(&format!("samply/{path}"));
    if !path.ends_with(".gz") {
        return packed;
    }
    let mut content = Vec::new();
    flate2::read::GzDecoder::new(packed.as_slice()).read_to_end(&mut content).unwrap();
    content
}

#[test]
fn two_hundred_cuts() {
    for (path, content) in FILES.iter() {
        for cut in (0..200).map(|part| content.len() * part / 200) {
            match import(path, &content[..cut]) {
                Err(error) => assert!(!error.advice.is_empty(), "{path} cut at {cut}: {error}"),
                Ok(imported) => {
                    let warnings = imported.warnings.list();
                    assert!(
                        warnings.iter().any(|warning| warning.what.contains("breaks off")),
                        "{path} cut at {cut} doesn't say so"
                    );
                }
            }
        }
    }
}

#[test]
fn two_hundred_flipped_bytes() {
    for (path, content) in FILES.iter() {
        let mut content = content.clone();
        for flip in 0..200 {
            // Spread over the file by a fixed stride; which bit changes too.
            let at = (flip * 2_654_435_761_usize) % content.len();
            let bit = 1 << (flip % 8);
            content[at] ^= bit;
            for profile in import(path, &content).into_iter().flat_map(|it| it.profiles) {
                for metric in profile.metric_ids() {
                    assert!(profile.total(metric) >= 0.0, "{path} flipped at {at}");
                }
            }
            content[at] ^= bit;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn slices_make_no_difference(
        file in 0..FILES.len(), mut cuts in prop::collection::vec(any::<prop::sample::Index>(), 1..60),
    ) {
        let (path, content) = &FILES[file];
        cuts.sort_by_key(|cut| cut.index(content.len()));
        let mut rest = content.as_slice();
        let mut slices = Vec::new();
        let mut taken = 0;
        for cut in cuts {
            let (slice, more) = rest.split_at(cut.index(content.len()) - taken);
            taken += slice.len();
            slices.push(slice);
            rest = more;
        }
        slices.push(rest);
        let whole = import(path, content);
        let sliced = import_slices(path, &slices, ImportOptions::default());
        prop_assert_eq!(
            whole.as_ref().map(|it| (&it.profiles, &it.symbols)),
            sliced.as_ref().map(|it| (&it.profiles, &it.symbols))
        );
        prop_assert_eq!(describe(whole), describe(sliced));
    }
}
