//! Names: readable forms, crates and kinds.

mod trees;

use expect_test::{Expect, expect};
use flamegraph::names::rust_file::{Origin, origin_of};
use flamegraph::names::{Names, generics, readable, rust_path};
use std::fmt::Write;
use trees::{data, data_bytes, folded};

#[test]
fn recorded_symbols_read_as_rustc_demangle_says() {
    let table = String::from_utf8(data_bytes("names/mangled-names.tsv")).unwrap();
    let rows: Vec<Vec<&str>> =
        table.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 218);
    for row in rows {
        assert_eq!(readable::readable(row[0]), row[2]);
    }
}

fn check_readable(raw: &str, expected: &str) {
    assert_eq!(readable::readable(raw), expected);
}

#[test]
fn modules_and_hashes_are_taken_off() {
    check_readable("libfoo.dylib`_ZN3foo3bar17h0123456789abcdefE", "foo::bar");
    check_readable("foo::bar::h0123456789abcdef", "foo::bar");
    check_readable("foo::hash", "foo::hash");
    check_readable(
        "std[8c4d5a1b2c3d4e5f]::rt::run::<alloc[1234567890]::X>",
        "std::rt::run::<alloc::X>",
    );
    check_readable("<[u8]>::to_vec", "<[u8]>::to_vec");
    check_readable("ZN3foo3bar17h0123456789abcdefE", "foo::bar");
    check_readable("Render", "Render");
}

#[test]
#[cfg(not(feature = "cpp"))]
fn plain_cpp_symbols_are_readable_and_others_stay() {
    check_readable("_ZN9wikipedia7article6formatEv", "wikipedia::article::format");
    check_readable("_ZNK3foo3barEi", "foo::bar");
    check_readable("_ZNSt6thread4joinEv", "std::thread::join");
    check_readable("_ZN12_GLOBAL__N_13FooC2Ev", "(anonymous namespace)::Foo::Foo");
    check_readable("_ZN3FooD1Ev", "Foo::~Foo");
    check_readable("_Z4mainiPPc", "main");
    for name in [
        "_ZSt4sortIPiEvT_S1_",
        "_ZN3fooIiE3barEv",
        "_ZN3foolsEi",
        "_Zebra",
        "_ZN99xE",
        "_Z",
        "_Z99999999999999999999999x",
    ] {
        check_readable(name, name);
    }
}

#[test]
#[cfg(feature = "cpp")]
fn cpp_symbols_are_readable() {
    check_readable("_ZN9wikipedia7article6formatEv", "wikipedia::article::format()");
    check_readable("_ZSt4sortIPiEvT_S1_", "void std::sort<int*>(int*, int*)");
    check_readable("_Zebra", "_Zebra");
}

fn check_collapsed(name: &str, expected: &str) {
    assert_eq!(generics::collapsed(name), expected);
    assert_eq!(generics::collapsed(expected), expected, "not the same the second time");
}

#[test]
fn generic_arguments_collapse() {
    check_collapsed("alloc::vec::Vec<T,A>::push", "alloc::vec::Vec<_>::push");
    check_collapsed("<alloc::vec::Vec<u8>>::push", "alloc::vec::Vec<_>::push");
    check_collapsed("core::slice::sort::<u8, fn(&u8) -> bool>", "core::slice::sort");
    check_collapsed("call_once<(), std::a::{closure_env#0}<b::C, ()>>", "call_once");
    check_collapsed("a::f::<u8>::{closure#0}", "a::f::{closure#0}");
    check_collapsed("a::{impl#1}<T>::f", "a::{impl#1}<_>::f");
    check_collapsed(
        "std::vector<int, std::allocator<int> >::push_back(int const&)",
        "std::vector<_>::push_back(int const&)",
    );
}

#[test]
fn what_only_looks_like_generic_arguments_stays() {
    check_collapsed("<a::B<u8> as c::D<u16>>::f", "<a::B<_> as c::D<_>>::f");
    check_collapsed(
        "<u8 as <[_]>::to_vec_in::ConvertVec>::to_vec::<A>",
        "<u8 as <[_]>::to_vec_in::ConvertVec>::to_vec",
    );
    check_collapsed("alloc::slice::<impl [T]>::to_vec_in", "alloc::slice::<impl [T]>::to_vec_in");
    check_collapsed("a::<impl b::C<u8> for d::E<u16>>::f", "a::<impl b::C<_> for d::E<_>>::f");
    check_collapsed("<fn(u8) -> u8 as a::B>::f", "<fn(u8) -> u8 as a::B>::f");
    check_collapsed("<str>::to_lowercase", "<str>::to_lowercase");
    check_collapsed("<module>", "<module>");
    check_collapsed("f.<locals>.<lambda>", "f.<locals>.<lambda>");
    check_collapsed("std::operator<<", "std::operator<<");
    check_collapsed(
        "operator<< <char>(std::ostream<char>&)",
        "operator<< <char>(std::ostream<_>&)",
    );
    check_collapsed("A<int>::operator->", "A<_>::operator->");
    check_collapsed("operator<=>", "operator<=>");
    check_collapsed("a < b", "a < b");
    check_collapsed("a>b<c", "a>b<c");
}

fn check_crate(name: &str, expected: Option<&str>) {
    assert_eq!(rust_path::crate_of(name), expected, "{name}");
}

#[test]
fn a_path_tells_its_crate() {
    check_crate("wordstat::Counter::add", Some("wordstat"));
    check_crate("malloc", None);
    check_crate("<a::B as c::D>::f", Some("a"));
    check_crate("<&mut a::B as c::D>::f", Some("a"));
    check_crate("<[a::B] as c::D>::f", Some("a"));
    check_crate("<(a::B, u8) as c::D>::f", Some("a"));
    check_crate("<dyn a::B as c::D>::f", Some("a"));
    check_crate("<*const a::B as c::D>::f", Some("a"));
    check_crate("<&'static a::B<'_>>::f", Some("a"));
    check_crate("<T as a::B>::f", Some("a"));
    check_crate("<u8 as a::B>::f", Some("a"));
    check_crate(
        "<alloc::boxed::Box<dyn core::ops::FnOnce<()>> as core::ops::FnOnce<()>>::call_once",
        Some("alloc"),
    );
    check_crate("<alloc::vec::Vec<u8> as mine::Ext>::f", Some("mine"));
    check_crate("<mine::T as core::clone::Clone>::clone", Some("mine"));
    check_crate(
        "serde_json::value::ser::<impl serde_core::ser::Serialize for serde_json::value::Value>::serialize",
        Some("serde_json"),
    );
    check_crate("<str>::to_lowercase", Some("core"));
    check_crate("<fn() -> a::B as c::D>::f", Some("c"));
    check_crate("Foo::bar", None);
    check_crate("é::f", Some("é"));
    check_crate("<", None);
    check_crate("<<<<", None);
}

/// Groups with their kinds, and three of the functions in each.
fn groups(names: &Names) -> String {
    let mut out = String::new();
    for (row, group) in names.groups.iter().enumerate() {
        let inside: Vec<_> =
            names.functions.iter().filter(|function| function.group.0 as usize == row).collect();
        let examples: Vec<_> = inside
            .iter()
            .take(3)
            .map(|function| function.name.chars().take(40).collect::<String>())
            .collect();
        writeln!(out, "{group} {:?} {}: {}", inside[0].kind, inside.len(), examples.join(" | "))
            .unwrap();
    }
    out
}

#[test]
fn recorded_functions_are_in_their_crates() {
    let names = Names::of(&data("folded/wordstat/before/stacks-no-inline.folded.gz"), false);
    expect![[r#"
        labels Label 3: merge | wordstat | worker
        native Native 36: clone3 | start_thread | cfree@GLIBC_2.2.5
        std Std 7: <std::sys::thread::unix::Thread>::new::t | std::sys::backtrace::__rust_begin_short_ | std::rt::lang_start_internal
        core Std 22: core::ops::function::FnOnce::call_once{{ | core::hash::BuildHasher::hash_one | core::slice::sort::stable::driftsort_mai
        wordstat Own 18: wordstat::merge | wordstat::top | wordstat::main
        alloc Std 23: <alloc::string::String as core::clone::C | alloc::raw_vec::RawVecInner<A>::reserve: | alloc::raw_vec::RawVecInner<A>::finish_g
        kernel Kernel 125: asm_exc_page_fault | exc_page_fault | lock_vma_under_rcu
        hashbrown Dependency 3: hashbrown::rustc_entry::<impl hashbrown: | <hashbrown::raw::RawTable<T,A> as core:: | hashbrown::raw::RawTable<T,A>::reserve_r
        serde_json Dependency 9: <serde_json::value::Value as core::fmt:: | serde_json::ser::format_escaped_str | serde_json::value::ser::<impl serde_core
        serde_core Dependency 2: serde_core::ser::SerializeMap::serialize | serde_core::ser::Serializer::collect_seq
        regex Dependency 2: regex::regex::string::Regex::new | regex::builders::Builder::build_one_stri
        regex_automata Dependency 20: regex_automata::meta::regex::Builder::bu | regex_automata::meta::strategy::new | regex_automata::meta::wrappers::BoundedB
        regex_syntax Dependency 14: <regex_syntax::hir::Hir as core::ops::dr | regex_syntax::hir::literal::Extractor::e | regex_syntax::hir::literal::Extractor::c
    "#]].assert_eq(&groups(&names));
}

#[test]
fn files_tell_of_functions_without_a_crate() {
    // Valgrind writes `main.rs` for the program's file, and `src/raw/mod.rs` for hashbrown's.
    let names = Names::of(&data("massif/before/massif.out.gz"), false);
    expect![[r#"
        alloc Std 22: alloc | alloc_impl_runtime | alloc_impl
        hashbrown Dependency 11: do_alloc<alloc::alloc::Global> | new_uninitialized<alloc::alloc::Global> | fallible_with_capacity<alloc::alloc::Glo
        std Std 11: entry<(alloc::string::String, alloc::str | std::sys::backtrace::__rust_begin_short_ | {closure#0}<wordstat::main::{closure#3}:
        wordstat Own 5: wordstat::Counter::add | wordstat::Counter::batch | {closure#0}
        core Std 8: call_once<(), std::thread::lifecycle::sp | core::ops::function::FnOnce::call_once{{ | {closure#0}<&[alloc::string::String], al
        native Native 21: call_once<(), (dyn core::ops::function:: | start_thread | clone
        labels Label 7: in 1 place, below massif's threshold (1. | main | in 13 places, all below massif's thresho
    "#]].assert_eq(&groups(&names));
}

#[test]
fn a_file_of_c_beside_one_of_rust_is_c() {
    let text = "desc: (none)\ncmd: ./run\ntime_unit: i\nsnapshot=0\nmem_heap_B=9\n\
        heap_tree=detailed\nn1: 9 0x1: shrink (src/zip/pack.c:1)\n \
        n1: 9 0x2: inlined (src/zip/mod.rs:1)\n  n0: 9 0x3: zip::pack (src/zip/pack.rs:3)\n";
    expect![[r#"
        native Native 1: shrink
        zip Own 2: inlined | zip::pack
    "#]]
    .assert_eq(&groups(&Names::of(&trees::import("unknown", text.as_bytes()), false)));
}

#[test]
fn inlined_rust_of_which_nothing_is_known_is_not_called_c() {
    let text = "run 7 1.0: 10 cycles:\n\t55 add (inlined)\n\t55 {closure#0} (inlined)\n\t55 run::count (/bin/run)\n\
        \t66 compress_block (/bin/run)\n\t77 expand (inlined)\n\t77 puts (/lib/libc.so.6)\n\t88 main (/bin/run)\n\n";
    expect![[r#"
        native Native 3: add | {closure#0} | expand
        run Own 3: run::count | compress_block | main
        libc.so.6 Native 2: puts | expand
        crate unknown Native 2: {closure#0} | add
    "#]]
    .assert_eq(&groups(&Names::of(&trees::import("unknown", text.as_bytes()), false)));
}

#[test]
fn a_file_that_is_known_from_the_root_on_is_no_dependency() {
    // A trait's function for a type of another crate is called after that.
    let text = "desc: (none)\ncmd: ./run\ntime_unit: i\nsnapshot=0\nmem_heap_B=9\n\
        heap_tree=detailed\nn1: 9 0x1: helper (/home/me/run/src/matcher.rs:1)\n \
        n1: 9 0x2: <regex::Regex as run::Matcher>::find (/home/me/run/src/matcher.rs:3)\n  \
        n0: 9 0x3: regex::new (/home/me/.cargo/registry/src/index/regex-1.0.0/src/lib.rs:3)\n";
    expect![[r#"
        own Own 1: helper
        regex Native 2: <regex::Regex as run::Matcher>::find | regex::new
    "#]]
    .assert_eq(&groups(&Names::of(&trees::import("unknown", text.as_bytes()), false)));
}

#[test]
fn packages_are_dependencies_wherever_they_lie() {
    for file in ["/rust/deps/hashbrown-0.16.1/src/map.rs", "hashbrown-0.16.1/src/map.rs"] {
        assert_eq!(origin_of(file), Origin::Dependency("hashbrown".to_owned()), "{file}");
    }
    for file in [
        "cargo:github.com-1ecc6299db9ec823:regex-1.11.1:src/lib.rs",
        "cargo:index.crates.io-1949cf8c6b5b557f:regex-1.11.1:src/re/lib.rs",
    ] {
        assert_eq!(origin_of(file), Origin::Dependency("regex".to_owned()), "{file}");
    }
    for file in ["/home/me/day-1/src/main.rs", "day-1/src/main.rs", "src/main.rs"] {
        assert_eq!(origin_of(file), Origin::Own, "{file}");
    }
    assert_eq!(origin_of("main.rs"), Origin::Other);
}

#[test]
fn symbols_of_samply_are_in_their_libraries() {
    let names = Names::of(&data("samply/before/samply-presym.json.gz"), false);
    expect![[r#"
        ld-linux-x86-64.so.2 Unknown 5: ld-linux-x86-64.so.2!0x1ab77 | ld-linux-x86-64.so.2!0x1bccb | ld-linux-x86-64.so.2!0x1a34e
        wordstat Unknown 506: wordstat!0xd4340 | wordstat!0xe3ebb | wordstat!0x1ec853
        libc.so.6 Unknown 186: libc.so.6!0x27304 | libc.so.6!0x27249 | libc.so.6!0x98a2d
    "#]].assert_eq(&groups(&names));
}

fn check_groups(text: &str, expected: Expect) {
    expected.assert_eq(&groups(&Names::of(&folded(text), false)));
}

#[test]
fn frames_of_scripts_are_in_their_packages() {
    check_groups(
        "<module> (app/main.py:3);load (venv/lib/python3.12/site-packages/numpy/io.py:9) 1\n\
         java/util/HashMap.get_[j];com/acme/shop/cart/Cart.add_[j];com.acme.shop.X.y 2",
        expect![[r#"
            main.py Jit 1: <module>
            numpy Jit 1: load
            java.util Jit 1: java/util/HashMap.get
            com.acme.shop Jit 2: com/acme/shop/cart/Cart.add | com.acme.shop.X.y
        "#]],
    );
}
