//! Names cut to fit, in all widths at which they change.

use expect_test::{Expect, expect};
use flamegraph::label::{fit, plain};
use proptest::prelude::*;

/// The forms that a name takes as its bar gets narrower: the width in characters, and the text.
fn check(name: &str, expected: Expect) {
    let mut forms = String::new();
    let mut last = String::new();
    for characters in (3..=name.chars().count()).rev() {
        let text = fit(name, characters).text;
        let is_cut = text.ends_with('…') && last.ends_with('…');
        if text != last && !is_cut {
            forms.push_str(&format!("{text}\n"));
        }
        last = text;
    }
    expected.assert_eq(&forms);
}

#[test]
fn rust_names_keep_type_and_function() {
    check(
        "std::collections::hash::map::HashMap<K,V,S>::insert",
        expect![[r#"
        std::collections::hash::map::HashMap<K,V,S>::insert
        std::collections::hash::map::HashMap::insert
        collections::hash::map::HashMap::insert
        hash::map::HashMap::insert
        map::HashMap::insert
        HashMap::insert
        insert
        inse…
    "#]],
    );
}

#[test]
fn files_keep_their_ending() {
    check(
        "/home/me/src/lib.rs",
        expect![[r#"
        /home/me/src/lib.rs
        home/me/src/lib.rs
        me/src/lib.rs
        src/lib.rs
        lib.rs
        lib.…
    "#]],
    );
    check(
        "lib.rs:192",
        expect![[r#"
        lib.rs:192
        lib.rs:1…
    "#]],
    );
}

#[test]
fn trait_methods_keep_the_type() {
    check(
        "<alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop",
        expect![[r#"
        <alloc::vec::Vec<T,A> as core::ops::drop::Drop>::drop
        alloc::vec::Vec::drop
        vec::Vec::drop
        Vec::drop
        drop
        dr…
    "#]],
    );
}

#[test]
fn closures_stay_with_their_function() {
    check(
        "rayon_core::registry::in_worker::{{closure}}",
        expect![[r#"
        rayon_core::registry::in_worker::{{closure}}
        registry::in_worker::{{closure}}
        in_worker::{{closure}}
        in_worker::{{closure…
    "#]],
    );
}

#[test]
fn turbofish_goes_with_its_arguments() {
    check(
        "app::read::<std::fs::File, 4096>",
        expect![[r#"
        app::read::<std::fs::File, 4096>
        app::read
        read
        re…
    "#]],
    );
}

#[test]
fn arrows_are_no_brackets() {
    check(
        "<fn(u8) -> u8 as app::Step>::run",
        expect![[r#"
        <fn(u8) -> u8 as app::Step>::run
        fn -> u8::run
        run
    "#]],
    );
    check(
        "app::call<fn(u8) -> u8>::now",
        expect![[r#"
        app::call<fn(u8) -> u8>::now
        app::call::now
        call::now
        now
    "#]],
    );
}

#[test]
fn impl_blocks_are_types() {
    check(
        "app::<impl core::fmt::Debug for app::Thing>::fmt",
        expect![[r#"
            app::<impl core::fmt::Debug for app::Thing>::fmt
            app::app::Thing::fmt
            app::Thing::fmt
            Thing::fmt
            fmt
        "#]],
    );
}

#[test]
fn cpp_names_lose_parameters_first() {
    check(
        "void ns::Widget<int>::paint(ns::Canvas&, int) const",
        expect![[r#"
        void ns::Widget<int>::paint(ns::Canvas&, int) const
        void ns::Widget::paint const
        Widget::paint const
        paint const
        paint con…
    "#]],
    );
    check(
        "(anonymous namespace)::Parser::run(char const*)",
        expect![[r#"
        (anonymous namespace)::Parser::run(char const*)
        (anonymous namespace)::Parser::run
        Parser::run
        run
    "#]],
    );
    check(
        "ns::Less::operator()(int, int)",
        expect![[r#"
        ns::Less::operator()(int, int)
        ns::Less::operator()
        Less::operator()
        operator()
        operator…
    "#]],
    );
    check(
        "ns::operator<(ns::A, ns::B)",
        expect![[r#"
        ns::operator<(ns::A, ns::B)
        operator<(ns::A, ns::B)
        operator<(ns::A, ns::…
    "#]],
    );
}

#[test]
fn dotted_names_keep_their_end() {
    check(
        "java.util.concurrent.ThreadPoolExecutor.runWorker",
        expect![[r#"
        java.util.concurrent.ThreadPoolExecutor.runWorker
        util.concurrent.ThreadPoolExecutor.runWorker
        concurrent.ThreadPoolExecutor.runWorker
        ThreadPoolExecutor.runWorker
        runWorker
        runWork…
    "#]],
    );
    check(
        "github.com/user/project/pkg.(*Server).Serve",
        expect![[r#"
            github.com/user/project/pkg.(*Server).Serve
            user/project/pkg.(*Server).Serve
            project/pkg.(*Server).Serve
            pkg.(*Server).Serve
            (*Server).Serve
            Serve
            Ser…
        "#]],
    );
    check(
        "libc.so.6!0x29d90",
        expect![[r#"
            libc.so.6!0x29d90
            0x29d90
            0x29d…
        "#]],
    );
}

#[test]
fn versions_and_suffixes_of_symbols_are_no_path() {
    for (name, expected) in [
        ("__libc_start_main@@GLIBC_2.34", "__li…"),
        ("cfree@GLIBC_2.2.5", "cfre…"),
        ("unlink_chunk.constprop.0", "unli…"),
        ("slow_path.cold", "slow…"),
    ] {
        assert_eq!(flamegraph::label::fit(name, 5).text, expected);
    }
}

#[test]
fn plain_names_are_cut_at_the_end() {
    check(
        "entry_SYSCALL_64_after_hwframe",
        expect![[r#"
        entry_SYSCALL_64_after_hwframe
        entry_SYSCALL_64_after_hwfra…
    "#]],
    );
    check(
        "[unknown]",
        expect![[r#"
        [unknown]
        [unknow…
    "#]],
    );
    check(
        "handle (server.py:12)",
        expect![[r#"
        handle (server.py:12)
        handle
        hand…
    "#]],
    );
}

#[test]
fn a_plain_name_has_no_arguments() {
    for (name, expected) in [
        (
            "hashbrown::rustc_entry::<impl hashbrown::map::HashMap<K,V,S,A>>::rustc_entry",
            "hashbrown::rustc_entry::hashbrown::map::HashMap::rustc_entry",
        ),
        (
            "<core::hash::sip::Hasher<S> as core::hash::Hasher>::write",
            "core::hash::sip::Hasher::write",
        ),
        ("geometry::area(geometry::Shape const&)", "geometry::area"),
        ("main", ""),
        ("operator<", ""),
        ("", ""),
    ] {
        assert_eq!(plain(name).unwrap_or_default(), expected, "{name}");
    }
}

#[test]
fn the_matched_part_is_found_again() {
    let name = "std::collections::HashMap<K, V>::insert";
    let part = |text: &str| {
        let start = name.find(text).expect("it is in the name");
        start..start + text.len()
    };
    assert_eq!(fit(name, 40).locate(part("insert")), Some((33, 39)));
    assert_eq!(fit(name, 15).locate(part("insert")), Some((9, 15)));
    assert_eq!(fit(name, 15).locate(part("HashMap<K, V>::insert")), Some((0, 15)));
    assert_eq!(fit(name, 15).locate(part("std")), None);
    assert_eq!(fit(name, 4).locate(part("insert")), Some((0, 3)));
}

proptest! {
    #[test]
    fn whatever_the_name_it_fits(name in "[a-zé:<>(){}\\[\\] .!/&*-]{0,60}", characters in 0usize..40) {
        let text = fit(&name, characters).text;
        prop_assert!(text.chars().count() <= characters);
        prop_assert!(characters == 0 || name.is_empty() || !text.is_empty());
    }
}
