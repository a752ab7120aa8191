//! Folded stacks: each quirk with a text of a few lines.

mod common;

use common::{describe, dump, import_as};
use expect_test::{Expect, expect};
use profile::import::ImportOptions;

fn check(content: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&dump(content));
}

fn check_as(two_columns: bool, content: &str, expected: Expect) {
    let options = ImportOptions { two_columns: Some(two_columns) };
    expected.assert_eq(&describe(import_as("test.folded", content.as_bytes(), options)));
}

#[test]
fn samples_keep_their_order_and_are_not_merged() {
    check(
        "b;a 1\na;b;c 2\nb;a 1",
        expect![[r#"
        metrics: weight (Unknown)
        b;a 1
        a;b;c 2
        b;a 1
    "#]],
    );
}

#[test]
fn blanks_and_digits_are_part_of_names() {
    check(
        "my app 2;worker 3 of 4;do it 12\nT\t1;x\t5\n",
        expect![[r#"
        metrics: weight (Unknown)
        my app 2;worker 3 of 4;do it 12
        T	1;x 5
    "#]],
    );
}

#[test]
fn one_line_with_two_numbers_is_a_name_that_ends_in_digits() {
    check(
        "worker 3 100\n",
        expect![[r#"
        metrics: weight (Unknown)
        worker 3 100
        other reading: Read the two numbers of each line as two columns (Some(true))
    "#]],
    );
}

#[test]
fn two_columns_need_a_zero_on_one_side_of_a_line() {
    check(
        "a;b 10 20\na;c 0 5\na;d 3 0\n",
        expect![[r#"
        metrics: baseline (Unknown), comparison (Unknown)
        a;b 10 20
        a;c 0 5
        a;d 3 0
        other reading: Read the first of the two numbers as part of the name (Some(false))
    "#]],
    );
}

#[test]
fn one_line_with_one_number_makes_all_second_numbers_names() {
    check(
        "a;b 10 20\na;c 0 5\na;d;e 3\na;b 1 2\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b 10 20
        a;c 0 5
        a;d;e 3
        a;b 1 2
    "#]],
    );
}

#[test]
fn the_user_may_choose_one_column() {
    check_as(
        false,
        "a;b 10 20\na;c 0 5\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b 10 20
        a;c 0 5
        other reading: Read the two numbers of each line as two columns (Some(true))
    "#]],
    );
}

#[test]
fn the_user_may_choose_two_columns() {
    check_as(
        true,
        "worker 3 100\nworker 4 50\nmain 2\n",
        expect![[r#"
        metrics: baseline (Unknown), comparison (Unknown)
        worker 3 100
        worker 4 50
        warning: 1× lines with one number instead of two were skipped, first in line 3
          main 2
        other reading: Read the first of the two numbers as part of the name (Some(false))
    "#]],
    );
}

#[test]
fn fractional_and_very_large_weights() {
    check(
        "a 0.5\na 1.25e2\na 18446744073709551617\n",
        expect![[r#"
        metrics: weight (Unknown)
        a 0.5
        a 125
        a 18446744073709552000
        warning: 1× weights above 2⁵³ can't be kept exactly: their last digits are rounded, first in line 3
          a 18446744073709551617
    "#]],
    );
}

#[test]
fn large_sums_of_small_weights() {
    check(
        "a 9007199254740992\nb 9007199254740992\n",
        expect![[r#"
        metrics: weight (Unknown)
        a 9007199254740992
        b 9007199254740992
        warning: 1× the weights add up to more than 2⁵³: the last digits of sums are rounded, first in the file
    "#]],
    );
}

#[test]
fn bad_weights_are_warnings_with_their_place() {
    check(
        "a;b 1\na;b -3\na;b x\njust text\n12\na 1e999\na NaN\na 0x10\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b 1
        warning: 1× lines with a negative weight were skipped, first in line 2
          a;b -3
        warning: 6× lines that don't end in a blank and a number were skipped, first in line 3
          a;b x
    "#]],
    );
}

#[test]
fn comments_blank_lines_and_blanks_around() {
    check(
        "# made by hand: yes\n\n#no stack 42\n   \n  a;b 1  \r\n#<Class:0x1>;run 3\n",
        expect![[r#"
            made by hand = yes
            metrics: weight (Unknown)
            a;b 1
            #<Class:0x1>;run 3
        "#]],
    );
}

#[test]
fn windows_line_ends_and_a_byte_order_mark() {
    check(
        "\u{feff}a;b 1\r\na;c 2\r\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b 1
        a;c 2
    "#]],
    );
}

#[test]
fn utf16_of_both_kinds() {
    let text = "a;größe 🦀 2\nb 1\n";
    let units = || "\u{feff}".encode_utf16().chain(text.encode_utf16());
    let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
    assert_eq!(dump(&little), dump(&big));
    check(
        little,
        expect![[r#"
        metrics: weight (Unknown)
        a;größe 🦀 2
        b 1
    "#]],
    );
}

#[test]
fn broken_utf16() {
    let units = [0xfeff, 0x61, 0xd83e, 0x62, 0x20, 0x31, 0x0a, 0xdd80];
    let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    check(
        bytes,
        expect![[r#"
            metrics: weight (Unknown)
            a�b 1
            warning: 1× lines that don't end in a blank and a number were skipped, first in line 2
              �
            warning: 2× broken characters of the UTF-16 text are shown as U+FFFD, first in the file
        "#]],
    );
}

#[test]
fn invalid_utf8_is_shown_and_counted() {
    check(
        b"a;b\xff 1\na;b\xff;c 1\na;\xc3\x28 2\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b� 1
        a;b�;c 1
        a;�( 2
        warning: 2× frame names that aren't UTF-8 are shown with U+FFFD in their places, first in the file
    "#]],
    );
}

#[test]
fn suffixes_are_kinds() {
    check(
        "j_[j];i_[i];k_[k];w_[w];zero_[0];one_[1];x_[2];_[k] 1\nmain;-;sys_read 2\n",
        expect![[r#"
            metrics: weight (Unknown)
            j{Jit};i{inlined};k{Kernel};w{Label};zero{Interpreted};one{Jit};x_[2];_[k] 1
            main;-{Label};sys_read 2
        "#]],
    );
}

#[test]
fn array_types_are_not_cut() {
    check(
        "main;<[u8; 8] as Debug>::fmt;next 1\nmain;<[u8; 8] as Clone>::clone 2\nf::<[[u8; 4]; N]> 3\nmain;<[u8;x 4\nmain;[a; b 5\n",
        expect![[r#"
            metrics: weight (Unknown)
            main;“<[u8; 8] as Debug>::fmt”;next 1
            main;“<[u8; 8] as Clone>::clone” 2
            “f::<[[u8; 4]; N]>” 3
            main;<[u8;x 4
            main;[a; b 5
        "#]],
    );
}

#[test]
fn empty_frames_are_kept() {
    check(
        "a;;b 1\n;a 2\na; 3\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;;b 1
        ;a 2
        a; 3
    "#]],
    );
}

#[test]
fn py_spy() {
    check(
        "process 7:\"python x.py\";MainThread;<module> (x.py:3);work (dir with blank/y.py:12) 4\n<module> (x.py:3);work (y.py) 1\nf (<string>:1);malloc (libc.so.6) 2\n",
        expect![[r#"
            metrics: weight (Unknown)
            process 7:"python x.py";MainThread;<module>{Interpreted, x.py:3};work{Interpreted, dir with blank/y.py:12} 4
            <module>{Interpreted, x.py:3};work{Interpreted, y.py} 1
            f{Interpreted, <string>:1};malloc (libc.so.6) 2
        "#]],
    );
}

#[test]
fn rbspy() {
    check(
        "<main> - /srv/app.rb:9;block in each - lib/x.rb:12;<c function> - unknown 5\na - b 1\n",
        expect![[r#"
            metrics: weight (Unknown)
            <main>{Interpreted, /srv/app.rb:9};block in each{Interpreted, lib/x.rb:12};<c function> - unknown 5
            a - b 1
        "#]],
    );
}

#[test]
fn austin() {
    check(
        "# austin: 3.6.0\n# interval: 100\n# mode: wall\n# python: 3.11\n\nP7;T0:7f;app/main.py:<module>:3;/lib/x.py:work:12 150\n\n# duration: 5000\n",
        expect![[r#"
            tool: Austin 3.6.0
            interval: 100000 ns
            duration: 5000000 ns
            python = 3.11
            metrics: wall time (Microseconds)
            P7{Label};T0:7f{Label};<module>{Interpreted, app/main.py:3};work{Interpreted, /lib/x.py:12} 150
        "#]],
    );
}

#[test]
fn austin_with_all_metrics() {
    check(
        "# austin: 3.6.0\n# mode: full\nP7;T7;m:f:1 150,0,4096\nP7;T7;m:f:2 50,1,-1024\nP7;T7;m:f:2 x,1,2\n",
        expect![[r#"
            tool: Austin 3.6.0
            metrics: wall time (Microseconds), CPU time (Microseconds), allocated memory (Bytes), freed memory (Bytes)
            P7{Label};T7{Label};f{Interpreted, m:1} 150 150 4096 0
            P7{Label};T7{Label};f{Interpreted, m:2} 50 0 0 1024
            warning: 1× lines that don't end in a blank and a number were skipped, first in line 5
              P7;T7;m:f:2 x,1,2
        "#]],
    );
}

#[test]
fn austin_recording_memory() {
    check(
        "# austin: 3.6.0\n# mode: memory\nP7;T7;m:f:1 4096\nP7;T7;m:g:2 -1024\n",
        expect![[r#"
        tool: Austin 3.6.0
        metrics: allocated memory (Bytes), freed memory (Bytes)
        P7{Label};T7{Label};f{Interpreted, m:1} 4096 0
        P7{Label};T7{Label};g{Interpreted, m:2} 0 1024
    "#]],
    );
}

#[test]
fn triples_without_a_header() {
    check(
        "P7;T7;m:f:1 150,0,4096\nP7;T7;m:f:2 50,1,-1024\n",
        expect![[r#"
        metrics: wall time (Microseconds), CPU time (Microseconds), allocated memory (Bytes), freed memory (Bytes)
        P7;T7;m:f:1 150 150 4096 0
        P7;T7;m:f:2 50 0 0 1024
    "#]],
    );
}

#[test]
fn tracing_flame_bcc_and_async_profiler() {
    check(
        "ThreadId(1);outer;inner: 3 5321\nsh-12;[unknown];read;-;vfs_read_[k] 2\n[main tid=12];java/lang/Thread.run_[j] 7\n",
        expect![[r#"
            metrics: weight (Unknown)
            ThreadId(1);outer;inner: 3 5321
            sh-12;[unknown];read;-{Label};vfs_read{Kernel} 2
            [main tid=12];java/lang/Thread.run{Jit} 7
        "#]],
    );
}

#[test]
fn nothing_but_comments() {
    check(
        "# a\n# b: c\n",
        expect![[r#"
            error: Expected a profile in a format that can be opened, found text of an unknown kind (it begins with “# a”). These can be opened: …
        "#]],
    );
}

#[test]
fn half_of_the_lines_are_of_another_kind() {
    check(
        "a;b 1\nnonsense\nc;d 2\nmore nonsense\n",
        expect![[r#"
        metrics: weight (Unknown)
        a;b 1
        c;d 2
        warning: 2× lines that don't end in a blank and a number were skipped, first in line 2
          nonsense
    "#]],
    );
}

#[test]
fn a_stack_of_a_million_frames_opens() {
    let mut text = "f;".repeat(1_000_000);
    text.push_str("leaf 3\nf;f 1\n");
    let imported = common::import("deep.folded", text.as_bytes()).unwrap();
    assert_eq!(imported.profiles[0].stacks.len(), 1_000_001);
    assert_eq!(imported.profiles[0].total(profile::id::MetricId::new(0)), 4.0);
}
