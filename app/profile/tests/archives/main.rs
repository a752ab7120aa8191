//! Zip and tar archives: what is in them, what is left out, damage, and bombs.

#[path = "../common/mod.rs"]
mod common;
mod pack;

use common::{describe, fixture, import, import_slices};
use expect_test::{Expect, expect};
use pack::{File, gzip, tar, tar_file, zip};
use profile::import::ImportOptions;

const TEXT: &[u8] = b"main;parse;read_line 12\nmain;work 1\n";

/// The names of the profiles, then what all of it is.
fn told(content: &[u8]) -> String {
    let result = import("test.zip", content);
    let names: Vec<_> =
        result.iter().flat_map(|it| &it.profiles).map(|it| it.name.clone()).collect();
    format!("{names:?}\n{}", describe(result))
}

fn check(content: &[u8], expected: Expect) {
    expected.assert_eq(&told(content));
}

fn mixed() -> [File<'static>; 6] {
    [
        ("folder/", b"", false),
        ("folder/a.folded", TEXT, true),
        ("notes.txt", b"Dear reader,\n", false),
        ("__MACOSX/._a.folded", b"\0\x05\x16\x07", false),
        ("b.folded", b"main 3\n?\n", false),
        ("picture.png", b"\x89PNG\r\n\x1a\n", false),
    ]
}

#[test]
fn every_profile_in_a_zip_opens() {
    check(
        &zip(&mixed()),
        expect![[r#"
        ["folder/a.folded", "b.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        metrics: weight (Unknown)
        main 3
        warning: 1× b.folded: lines that don't end in a blank and a number were skipped, first in line 2
          ?
        warning: 2× files in the archive that are no profiles were left out, first in the file
          notes.txt
    "#]],
    );
}

#[test]
fn every_profile_in_a_tar_opens() {
    let archive = tar(&mixed());
    assert_eq!(told(&archive), told(&zip(&mixed())));
    assert_eq!(told(&gzip(&archive)), told(&archive));
}

/// Of `zip` that read from a pipe: it can't know whether 32 bits will suffice for its directory.
#[test]
fn directories_of_64_bits() {
    let mut archive = zip(&mixed());
    let comment = archive.split_off(archive.len() - 24);
    let end_of_directory = archive.len() as u64;
    archive.extend(b"PK\x06\x06\x2c\0\0\0\0\0\0\0\x1e\x03\x2d\0\0\0\0\0\0\0\0\0");
    archive.extend([6u64.to_le_bytes(); 2].concat());
    for at in [12, 16] {
        let number = u32::from_le_bytes(comment[at..at + 4].try_into().unwrap());
        archive.extend(u64::from(number).to_le_bytes());
    }
    archive.extend(b"PK\x06\x07\0\0\0\0");
    archive.extend(end_of_directory.to_le_bytes());
    archive.extend(b"\x01\0\0\0");
    archive.extend(&comment);
    assert_eq!(told(&archive), told(&zip(&mixed())));
    let end = archive.len() - 24;
    archive[end + 12..end + 20].fill(0xff);
    assert_eq!(told(&archive), told(&zip(&mixed())));
}

#[test]
fn tars_of_old_have_no_mark() {
    let mut archive = tar(&[("a.folded", TEXT, false)]);
    archive[257..265].fill(0);
    archive[148..156].fill(b' ');
    let sum: u32 = archive[..512].iter().map(|&byte| u32::from(byte)).sum();
    archive[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    assert_eq!(import("a", &archive).unwrap().profiles[0].name, "a.folded");
}

#[test]
fn recorded_files_are_the_same_as_alone() {
    let paths = [
        "stackprof/object-stackprof.json",
        "samply/after/samply-presym.json.gz",
        "massif/after/massif.out.gz",
    ];
    let contents = paths.map(|path| (path, fixture(path)));
    let files = contents.iter().map(|(name, content)| (*name, content.as_slice(), true));
    let files: Vec<File<'_>> = files.collect();
    let alone: Vec<_> = files
        .iter()
        .flat_map(|(name, content, _)| import(name, content).unwrap().profiles)
        .collect();
    assert!(import("a", &zip(&files)).unwrap().profiles == alone);
    assert!(import("a", &tar(&files)).unwrap().profiles == alone);
}

#[test]
fn a_profile_and_its_symbols_may_be_in_one_archive() {
    let [profile, symbols] = ["samply-presym.json.gz", "samply-presym.json.syms.json"]
        .map(|name| fixture(&format!("samply/after/{name}")));
    let imported =
        import("a", &zip(&[("p.json.gz", &profile, false), ("p.syms.json", &symbols, true)]))
            .unwrap();
    assert_eq!((imported.profiles.len(), imported.symbols.is_some()), (1, true));
}

#[test]
fn archives_nest_once() {
    let inner = zip(&[("a.folded", TEXT, true)]);
    let middle = zip(&[("inner.zip", &inner, true), ("b.folded", b"b 1\n", true)]);
    let outer = zip(&[
        ("middle.zip", &middle, true),
        ("packed.tar.gz", &gzip(&tar(&[("c.folded", b"c 2\n", false)])), false),
    ]);
    check(
        &outer,
        expect![[r#"
        ["middle.zip/b.folded", "packed.tar.gz/c.folded"]
        metrics: weight (Unknown)
        b 1
        metrics: weight (Unknown)
        c 2
        warning: 1× middle.zip: files in the archive that are no profiles were left out, first in the file
          middle.zip/inner.zip
    "#]],
    );
}

#[test]
fn archives_without_a_profile_say_what_is_there() {
    check(
        &zip(&[("perf.data", b"PERFILE2\x68\0\0\0", true)]),
        expect![[r#"
        []
        error: Expected a profile in a format that can be opened, found the raw recording of perf (perf.data) (“perf.data” in the archive). It needs the binaries it was recorded from: on that machine run `perf script -i perf.data > profile.perf`.
    "#]],
    );
    check(
        &zip(&[("a.txt", b"Dear reader,\n", true), ("b.txt", b"Yours\n", true)]),
        expect![[r#"
            []
            error: Expected a profile in a format that can be opened, found an archive of 2 files that are none, the first of which is “a.txt”. Check that the file the profiler wrote is in the archive.
        "#]],
    );
    check(
        &zip(&[("empty/", b"", false)]),
        expect![[r#"
        []
        error: Expected a profile in a format that can be opened, found an empty archive. Check that the file the profiler wrote is in the archive.
    "#]],
    );
    check(
        b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        expect![[r#"
        []
        error: Expected a profile in a format that can be opened, found an empty zip archive. It isn't a profile: drop the file that the profiler wrote.
    "#]],
    );
}

#[test]
fn cut_and_damaged_archives() {
    let whole = zip(&mixed());
    check(
        &whole[..whole.len() - 30],
        expect![[r#"
        []
        error: Expected a complete zip archive, found none of the directory at its end at byte 658. Copy or download the file again.
    "#]],
    );
    let mut damaged = zip(&[("a.folded", &TEXT.repeat(3), false), ("b.folded", TEXT, true)]);
    damaged[50] ^= 1;
    check(
        &damaged,
        expect![[r#"
        ["a.folded", "b.folded"]
        metrics: weight (Unknown)
        main;parse;rdad_line 12
        main;work 1
        main;parse;read_line 12
        main;work 1
        main;parse;read_line 12
        main;work 1
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 1× files in the archive are damaged: only what comes before that is shown, first in the file
          a.folded
    "#]],
    );
    let whole = tar(&mixed());
    check(
        &whole[..512 + 512 + 30],
        expect![[r#"
        ["folder/a.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        warning: 1× an unfinished last line was skipped, first in line 2
          main;w
        warning: 1× the archive ends before its end, first at byte 1054
    "#]],
    );
    let mut damaged = whole.clone();
    let header = 512 * 3 + 148;
    damaged[header] ^= 1;
    check(
        &damaged,
        expect![[r#"
        ["folder/a.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 1× the archive is damaged: only what comes before that is shown, first at byte 1536
    "#]],
    );
}

#[test]
fn encrypted_files_and_other_methods_are_told() {
    let mut archive =
        zip(&[("a.folded", TEXT, true), ("b.folded", TEXT, true), ("c.folded", TEXT, false)]);
    let first = memchr::memmem::find(&archive, b"PK\x01\x02").unwrap();
    archive[first + 8] |= 1;
    let second = first + 46 + "a.folded".len();
    archive[second + 10] = 93;
    check(
        &archive,
        expect![[r#"
        ["c.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 1× files in the archive are encrypted and were left out, first in the file
          a.folded
        warning: 1× files in the archive are packed in another way than deflate and were left out, first in the file
          b.folded
    "#]],
    );
}

#[test]
fn long_names_of_tar() {
    let long = "folder/".repeat(40) + "long.folded";
    let record = format!(" path={long}\n");
    let record = format!("{}{record}", record.len() + 3);
    let archive = [
        tar_file("././@LongLink", b'L', format!("{long}\0").as_bytes()),
        tar_file("short", b'0', TEXT),
        tar_file("PaxHeader", b'x', record.as_bytes()),
        tar_file("other", b'0', TEXT),
        tar_file("link", b'2', b""),
    ];
    let imported = import("a.tar", &archive.concat()).unwrap();
    let names: Vec<_> = imported.profiles.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, [&long, &long]);
    assert_eq!(imported.warnings.list()[0].excerpt, "link");
}

#[test]
fn slices_mean_nothing_and_damage_never_panics() {
    let nested = zip(&[("in.tar", &tar(&mixed()), true), ("x.gz", &gzip(TEXT), false)]);
    for archive in [zip(&mixed()), tar(&mixed()), nested] {
        let whole = import("a", &archive).unwrap();
        for size in [1, 7, 511, 4093] {
            let slices: Vec<_> = archive.chunks(size).collect();
            let sliced = import_slices("a", &slices, ImportOptions::default()).unwrap();
            assert!(whole.profiles == sliced.profiles && whole.warnings == sliced.warnings);
        }
        for at in (0..archive.len()).step_by(3) {
            let _ = import("a", &archive[..at]);
            let mut changed = archive.clone();
            changed[at] ^= 1 << (at % 8);
            let _ = import("a", &changed);
            changed[at] = 0xff;
            let _ = import("a", &changed);
        }
    }
}

/// What packs to a thousandth and is quickly read.
fn bomb() -> Vec<u8> {
    [TEXT.to_vec(), format!("# {}\n", "-".repeat(4094)).repeat(20 << 10).into_bytes()].concat()
}

#[test]
fn bombs_of_gzip_are_refused() {
    let bomb = gzip(&bomb());
    let whole = describe(import("bomb", &bomb));
    let slices: Vec<_> = bomb.chunks(1000).collect();
    assert_eq!(describe(import_slices("bomb", &slices, ImportOptions::default())), whole);
    expect![[r#"
        error: Expected packed data that hold at most 100 times their size, found more than that. If it is a profile, unpack it and drop what comes out.
    "#]].assert_eq(&whole);
}

#[test]
fn bombs_in_archives_are_left_out() {
    let bomb = bomb();
    let archive = zip(&[("a.folded", TEXT, true), ("bomb", &bomb, true), ("b.folded", TEXT, true)]);
    check(
        &archive,
        expect![[r#"
        ["a.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 2× files in the archive were left out, since it unpacks to far more than profiles do, first in the file
          bomb
    "#]],
    );
    let packed = gzip(&bomb);
    let expected = expect![[r#"
        ["a.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 1× files in the archive were left out, since it unpacks to far more than profiles do, first in the file
          bomb.gz
    "#]];
    expected.assert_eq(&told(&tar(&[("a.folded", TEXT, false), ("bomb.gz", &packed, false)])));
    let nested =
        zip(&[("inner.zip", &zip(&[("bomb.gz", &packed, true)]), false), ("a.folded", TEXT, true)]);
    check(
        &nested,
        expect![[r#"
            []
            error: Expected packed data that hold at most 100 times their size, found more than that. If it is a profile, unpack it and drop what comes out.
        "#]],
    );
}

#[test]
fn files_that_share_their_bytes_are_left_out() {
    // All rows of the directory name the first file.
    let text = format!("main 1\n# {}\n", "-".repeat(2000));
    let archive = zip(&[("a.folded", text.as_bytes(), false)]);
    let first = memchr::memmem::find(&archive, b"PK\x01\x02").unwrap();
    let row = &archive[first..first + 54];
    let end = [
        b"PK\x05\x06\0\0\0\0\x03\0\x03\0".as_slice(),
        &162u32.to_le_bytes(),
        &(first as u32).to_le_bytes(),
        b"\0\0",
    ];
    check(
        &[&archive[..first], &row.repeat(3), &end.concat()].concat(),
        expect![[r#"
        ["a.folded"]
        metrics: weight (Unknown)
        main 1
        warning: 2× files in the archive that share their bytes with others were left out, first in the file
          a.folded
    "#]],
    );
}

#[test]
fn a_bundle_of_instruments_says_what_to_do() {
    check(
        &zip(&[
            ("app.trace/", b"", false),
            ("app.trace/form.template", b"bplist00\xd4", false),
            ("app.trace/Trace1.run/RunIssues.storedata", b"SQLite format 3\0", true),
        ]),
        expect![[r#"
            []
            error: Expected a profile in a format that can be opened, found a recording of Instruments (“app.trace”). Its form is known to Apple's tools alone. Open it in Instruments, select the root of the call tree, choose Edit, Deep Copy and paste it here; or export it: `xctrace export --input app.trace --output app.xml --xpath '/trace-toc/run[1]/data/table[@schema="time-profile"]'`.
        "#]],
    );
    // A profile beside it opens.
    check(
        &zip(&[("app.trace/a.bin", b"\0\x01", false), ("a.folded", TEXT, false)]),
        expect![[r#"
        ["a.folded"]
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;work 1
        warning: 1× files in the archive that are no profiles were left out, first in the file
          app.trace/a.bin
    "#]],
    );
}
