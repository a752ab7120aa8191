//! Massif: recorded files against their known numbers, and a short text.

mod common;

use common::{describe, fixture, import, import_slices};
use expect_test::expect;
use profile::id::MetricId;
use profile::import::ImportOptions;

#[test]
fn recorded_files_have_their_known_numbers() {
    for (version, trees, peak, extra, snapshot) in
        [("before", 12, 535_332.0, "88972 B", "33"), ("after", 7, 3_007_803.0, "16925 B", "53")]
    {
        let imported =
            import("unknown", &fixture(&format!("massif/{version}/massif.out.gz"))).unwrap();
        assert_eq!(imported.warnings.list(), []);
        assert_eq!(imported.profiles.len(), trees);
        let first = &imported.profiles[0];
        assert_eq!(first.total(MetricId::new(0)), peak);
        assert_eq!(first.name, format!("unknown (snapshot {snapshot}, the peak)"));
        assert!(first.about.labels.contains(&("extra heap".to_owned(), extra.to_owned())));
        for profile in &imported.profiles {
            let heap = format!("{} B", profile.total(MetricId::new(0)));
            assert!(profile.about.labels.contains(&("heap".to_owned(), heap)));
        }
    }
}

const SMALL: &str = "desc: (none)\ncmd: ./run 1\ntime_unit: i\n#---\nsnapshot=0\n#---\ntime=5\n\
    mem_heap_B=100\nmem_heap_extra_B=8\nmem_stacks_B=0\nheap_tree=detailed\n\
    n2: 100 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n \
    n1: 60 0x1: grow (vec.rs:3)\n  n0: 50 0x2: main (main.rs:7)\n \
    n0: 40 in 5 places, all below massif's threshold (1.00%)\n   n0: 1 0x3: lost (a.rs:1)\nwhat\n";

#[test]
fn stacks_go_from_the_caller_to_the_allocation() {
    expect![[r#"
        tool: massif
        command: ./run 1
        snapshot = 0
        time = 5 i
        heap = 100 B
        extra heap = 8 B
        stacks = 0 B
        metrics: heap (Bytes)
        main{main.rs:7};grow{vec.rs:3} 50
        grow{vec.rs:3} 10
        in 5 places, all below massif's threshold (1.00%){Label} 40
        warning: 2× lines that are no part of a snapshot were skipped, first in line 16
          n0: 1 0x3: lost (a.rs:1)
    "#]]
    .assert_eq(&describe(import("unknown", SMALL.as_bytes())));
}

#[test]
fn a_snapshot_holds_nothing_of_the_one_before() {
    let another = |number: u32, tree: &str| {
        format!("snapshot={number}\nmem_heap_B=9\nheap_tree=detailed\n{tree}\n")
    };
    // The second tree has no samples.
    let trees = ["n0: 9 0x1: one (a.rs:1)", "n0: 0 0x2: none (b.rs:2)", "n0: 9 0x3: last (c.rs:3)"];
    let snapshots = (0..).zip(trees).map(|(number, tree)| another(number, tree));
    let text = format!("{SMALL}{}", snapshots.collect::<String>());
    let profiles = import("unknown", text.as_bytes()).unwrap().profiles;
    assert_eq!(profiles.len(), 3);
    let last = &profiles[2];
    assert_eq!((last.functions.len(), last.frames.len(), last.stacks.len()), (1, 1, 1));
    assert_eq!(last.strings.len(), 2);
}

#[test]
fn cut_or_damaged_files_never_panic() {
    let whole = describe(import("unknown", SMALL.as_bytes()));
    let mut text = SMALL.as_bytes().to_vec();
    for at in 0..text.len() {
        let _ = import("unknown", &text[..at]);
        let (left, right) = text.split_at(at);
        let sliced = import_slices("unknown", &[left, right], ImportOptions::default());
        assert_eq!(describe(sliced), whole);
    }
    for at in 0..text.len() {
        for bit in 0..8 {
            text[at] ^= 1 << bit;
            let _ = import("unknown", &text);
            text[at] ^= 1 << bit;
        }
    }
}
