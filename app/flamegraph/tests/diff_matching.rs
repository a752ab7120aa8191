//! Functions of two builds that are the same.

mod diffs;
mod trees;

use diffs::Diff;
use expect_test::expect;
use flamegraph::diff::matching::match_key;
use protocol::diff::RenameRule;
use trees::{Plain, folded};

#[test]
fn names_of_two_builds_have_one_key() {
    let pairs = [
        ("app::run::h0123456789abcdef", "app::run::hfedcba9876543210"),
        ("core[b05d7bfa8a45a11b]::fmt::write", "core[0a1b2c3d4e5f6a7b]::fmt::write"),
        ("<a[b05d7bfa8a45a11b]::T as b[1c5d7bfa8a45a11b]::U>::f", "<a::T as b::U>::f"),
        ("app::run::{closure#3}", "app::run::{{closure}}"),
        ("app::{impl#8}::f", "app::{impl#9}::f"),
        ("f.llvm.1234567", "f.llvm.7654321"),
        ("work.cold", "work.part.0"),
        ("app::run::h0123456789abcdef.llvm.12", "app::run"),
        ("_malloc", "malloc"),
        ("0x7f3a12", "0xdeadbeef"),
    ];
    for (one, other) in pairs {
        assert_eq!(match_key(one), match_key(other), "{one} {other}");
    }
}

#[test]
fn other_names_stay_apart() {
    let pairs = [
        ("f::<[u8; 4]>", "f::<[u8; 8]>"),
        ("sum[abc]", "sum[def]"),
        ("app::h1", "app::h2"),
        ("libc.so.6!0x27304", "libm.so.6!0x27304"),
        ("__malloc", "malloc"),
    ];
    for (one, other) in pairs {
        assert_ne!(match_key(one), match_key(other), "{one} {other}");
    }
}

fn rule(pattern: &str, replacement: &str) -> RenameRule {
    RenameRule { pattern: pattern.to_owned(), replacement: replacement.to_owned() }
}

#[test]
fn rules_work_one_after_the_other_and_are_told() {
    let before = Plain::of(folded("main;v1::a 3\nmain;b::{closure#0} 4\nmain;kept 1\n"));
    let after = Plain::of(folded("main;v3::a 3\nmain;b::{closure#1} 4\nmain;kept 1\n"));
    let rules = [rule("^v1::", "v2::"), rule("^v2::(.*)", "v3::$1")];
    let diff = Diff::many(&[&before], &[&after], None, &rules);
    let mut text = String::new();
    for matched in &diff.matching.merged {
        text.push_str(&format!(
            "{}: {:?} = {:?}, rule {:?}\n",
            matched.name, matched.baseline, matched.comparison, matched.rule
        ));
    }
    expect![[r#"
        b::{closure#1}: ["b::{closure#0}"] = ["b::{closure#1}"], rule None
        v3::a: ["v1::a"] = ["v3::a"], rule Some(0)
    "#]]
    .assert_eq(&text);
    let judged = diff.judged();
    let all = (0..diff.sides.names.functions.len() as u32).map(protocol::FunctionId);
    assert!(all.into_iter().all(|id| judged.function(id).own.delta == 0.0));
}

#[test]
fn without_rules_renamed_functions_are_new_and_gone() {
    let before = Plain::of(folded("main;v1::a 30\nmain;kept 1\n"));
    let after = Plain::of(folded("main;v3::a 30\nmain;kept 1\n"));
    let diff = Diff::of(&before, &after);
    let state = |name: &str| diff.judged().function(diff.function(name)).own.state.name();
    assert_eq!((state("v1::a"), state("v3::a"), state("kept")), ("removed", "new", "same"));
}
