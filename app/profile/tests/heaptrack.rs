//! What `heaptrack_print -F` writes: folded stacks of C++, whose names hold blanks and commas.

mod common;

use common::{describe, import};
use expect_test::expect;

#[test]
fn it_opens_as_folded_stacks() {
    let text = "\
_start;__libc_start_main;main;std::vector<int, std::allocator<int> >::push_back(int const&) 4096
_start;__libc_start_main;main;operator new(unsigned long) 72704
<unresolved function>;(anonymous namespace)::run(char const*, int) 12
";
    expect![[r#"
        metrics: weight (Unknown)
        _start;__libc_start_main;main;std::vector<int, std::allocator<int> >::push_back(int const&) 4096
        _start;__libc_start_main;main;operator new(unsigned long) 72704
        <unresolved function>;(anonymous namespace)::run(char const*, int) 12
    "#]].assert_eq(&describe(import("unknown", text.as_bytes())));
}
