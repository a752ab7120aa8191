//! The reader: containers, encodings, damage, and slices cut anywhere.

mod common;

use common::{data, describe, import, import_slices};
use expect_test::{Expect, expect};
use flate2::Compression;
use flate2::read::{GzDecoder, GzEncoder, ZlibEncoder};
use profile::ImportError;
use profile::import::{ImportOptions, Reader};
use proptest::prelude::*;
use std::io::Read;
use std::path::{Path, PathBuf};

const TEXT: &[u8] = b"main;parse;read_line 12\nmain;parse 3\nmain;work 1\n";

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(content, Compression::fast()).read_to_end(&mut packed).unwrap();
    packed
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    ZlibEncoder::new(content, Compression::default()).read_to_end(&mut packed).unwrap();
    packed
}

/// Opens `content` and compares with what the plain text gives.
fn check_same(content: &[u8]) {
    let plain = import("profile", TEXT).unwrap();
    let unpacked = import("profile", content).unwrap();
    assert_eq!(describe(Ok(unpacked.clone())), describe(Ok(plain.clone())));
    assert_eq!(unpacked.profiles, plain.profiles);
}

fn check(content: &[u8], expected: Expect) {
    expected.assert_eq(&describe(import("profile", content)));
}

#[test]
fn containers_are_taken_off() {
    check_same(&gzip(TEXT));
    check_same(&zlib(TEXT));
    check_same(&gzip(&gzip(TEXT)));
    check_same(&gzip(&zlib(TEXT)));
}

#[test]
fn gzip_of_several_members_is_read_to_the_end() {
    let (first, second) = TEXT.split_at(20);
    check_same(&[gzip(first), gzip(&[]), gzip(second)].concat());
}

/// [`TEXT`] packed by `zstd`, which adds a checksum (its last four bytes).
const ZSTD: &[u8] = &[
    0x28, 0xb5, 0x2f, 0xfd, 0x24, 0x31, 0x5d, 0x01, 0x00, 0x14, 0x02, 0x6d, 0x61, 0x69, 0x6e, 0x3b,
    0x70, 0x61, 0x72, 0x73, 0x65, 0x3b, 0x72, 0x65, 0x61, 0x64, 0x5f, 0x6c, 0x69, 0x6e, 0x65, 0x20,
    0x31, 0x32, 0x0a, 0x20, 0x33, 0x77, 0x6f, 0x72, 0x6b, 0x20, 0x31, 0x0a, 0x02, 0x00, 0x30, 0x07,
    0x66, 0xb7, 0x39, 0x06, 0x5b, 0x67, 0x6a, 0xae,
];
/// The same without a checksum and without its size, from a pipe.
const ZSTD_PIPED: &[u8] = &[
    0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58, 0x5d, 0x01, 0x00, 0x14, 0x02, 0x6d, 0x61, 0x69, 0x6e, 0x3b,
    0x70, 0x61, 0x72, 0x73, 0x65, 0x3b, 0x72, 0x65, 0x61, 0x64, 0x5f, 0x6c, 0x69, 0x6e, 0x65, 0x20,
    0x31, 0x32, 0x0a, 0x20, 0x33, 0x77, 0x6f, 0x72, 0x6b, 0x20, 0x31, 0x0a, 0x02, 0x00, 0x30, 0x07,
    0x66, 0xb7, 0x39, 0x06,
];

#[test]
fn zstd_is_taken_off() {
    check_same(ZSTD);
    check_same(ZSTD_PIPED);
    check_same(&gzip(ZSTD));
}

#[test]
fn zstd_of_several_frames_is_read_to_the_end() {
    let skippable = b"\x53\x2a\x4d\x18\x03\0\0\0abc";
    let twice = [ZSTD, skippable, ZSTD_PIPED, skippable].concat();
    let plain = import("profile", &TEXT.repeat(2)).unwrap();
    let unpacked = import("profile", &twice).unwrap();
    assert_eq!(unpacked.profiles, plain.profiles);
    assert_eq!(describe(Ok(unpacked)), describe(Ok(plain)));
}

#[test]
fn zstd_may_begin_with_a_frame_that_is_skipped() {
    let skippable = b"\x50\x2a\x4d\x18\x04\0\0\0size";
    check_same(&[skippable, ZSTD].concat());
    check_same(&gzip(&[skippable, ZSTD].concat()));
    // A text may begin with the first three bytes.
    let text = import("a", b"P*M;b 1\n").unwrap();
    assert_eq!(text.profiles[0].stacks.len(), 2);
    check(
        skippable,
        expect![[r#"
        error: Expected complete compressed data, found their end (of 12 compressed bytes came 0 bytes) at byte 0. Copy or download the file again, or record it again.
    "#]],
    );
    check(
        b"a 1",
        expect![[r#"
        metrics: weight (Unknown)
        a 1
    "#]],
    );
}

#[test]
fn zstd_that_is_cut_or_damaged_shows_what_comes_before() {
    check(
        &ZSTD[..ZSTD.len() - 2],
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        main;work 1
        warning: 1× the compressed data end before they are complete: only what comes before is shown, first at byte 49
    "#]],
    );
    check(
        &ZSTD[..12],
        expect![[r#"
        error: Expected complete compressed data, found their end (of 12 compressed bytes came 0 bytes) at byte 0. Copy or download the file again, or record it again.
    "#]],
    );
    check(
        &ZSTD[..3],
        expect![[r#"
        error: Expected complete compressed data, found their end (of 3 compressed bytes came 0 bytes) at byte 0. Copy or download the file again, or record it again.
    "#]],
    );
    let mut wrong = ZSTD.to_vec();
    *wrong.last_mut().unwrap() ^= 1;
    check(
        &wrong,
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        main;work 1
        warning: 1× the compressed data are damaged: only what comes before is shown, first at byte 49
    "#]],
    );
    check(
        &[ZSTD, b"rest of it"].concat(),
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        main;work 1
        warning: 10× bytes after the end of the compressed data were left out, first in the file
    "#]],
    );
}

#[test]
fn zstd_that_cant_be_unpacked_here_is_refused() {
    // A window of 2 GiB.
    check(
        b"\x28\xb5\x2f\xfd\0\xa8\x01\0\0",
        expect![[r#"
        error: Expected zstd data with a window of at most 128 MiB and no dictionary, found a window of 2048 MiB. `zstd -d --long=31 FILE` unpacks it: drop what comes out.
    "#]],
    );
    // The dictionary 7.
    check(
        b"\x28\xb5\x2f\xfd\x01\x58\x07\x01\0\0",
        expect![[r#"
        error: Expected zstd data with a window of at most 128 MiB and no dictionary, found some that need the dictionary 7. `zstd -d -D DICTIONARY FILE` unpacks it: drop what comes out.
    "#]],
    );
}

#[test]
fn a_bomb_of_zstd_is_refused_by_its_head() {
    // Blocks of 128 KiB that repeat a zero each.
    let bomb = [b"\x28\xb5\x2f\xfd\0\x40".as_slice(), &b"\x02\0\x10\0".repeat(1 << 16)].concat();
    let mut reader = Reader::new("bomb.zst", ImportOptions::default());
    let error = reader.push(&bomb).unwrap_err();
    assert!(error.found.starts_with("data of an unknown kind"), "{error}");
}

#[test]
fn no_cut_or_flipped_byte_of_zstd_panics() {
    for packed in [ZSTD, ZSTD_PIPED] {
        for at in 0..packed.len() {
            let _ = import("cut", &packed[..at]);
            for bit in 0..8 {
                let mut flipped = packed.to_vec();
                flipped[at] ^= 1 << bit;
                let _ = import("flipped", &flipped);
            }
        }
    }
}

#[test]
fn padding_after_gzip_is_nothing() {
    check_same(&[gzip(TEXT), vec![0; 512]].concat());
}

#[test]
fn other_bytes_after_gzip_are_a_warning() {
    check(
        &[gzip(TEXT), b"rest".to_vec()].concat(),
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        main;work 1
        warning: 4× bytes after the end of the compressed data were left out, first in the file
    "#]],
    );
}

#[test]
fn what_comes_before_a_cut_is_shown_without_the_unfinished_line() {
    let packed = gzip(TEXT);
    check(
        &packed[..packed.len() - 12],
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        warning: 1× an unfinished last line was skipped, first in line 3
          main;work
        warning: 1× the compressed data end before they are complete: only what comes before is shown, first at byte 46
    "#]],
    );
}

#[test]
fn a_cut_before_any_content_is_an_error() {
    let packed = gzip(TEXT);
    check(
        &packed[..12],
        expect![[r#"
            error: Expected complete compressed data, found their end (of 12 compressed bytes came 1 bytes) at byte 1. Copy or download the file again, or record it again.
        "#]],
    );
    check(
        &packed[..2],
        expect![[r#"
            error: Expected complete compressed data, found their end (of 2 compressed bytes came 0 bytes) at byte 0. Copy or download the file again, or record it again.
        "#]],
    );
}

#[test]
fn a_wrong_checksum_is_a_warning() {
    let mut packed = gzip(TEXT);
    let at = packed.len() - 6;
    packed[at] ^= 1;
    check(
        &packed,
        expect![[r#"
        metrics: weight (Unknown)
        main;parse;read_line 12
        main;parse 3
        main;work 1
        warning: 1× the compressed data are damaged: only what comes before is shown, first at byte 49
    "#]],
    );
}

#[test]
fn three_times_packed_is_a_dead_end() {
    check(
        &gzip(&gzip(&gzip(TEXT))),
        expect![[r#"
            error: Expected a profile in a format that can be opened, found data that were packed more than twice (gzip). Unpack it and drop the profile that is in it.
        "#]],
    );
}

#[test]
fn a_bomb_is_refused_by_its_head() {
    let bomb = gzip(&vec![0; 16 << 20]);
    let mut reader = Reader::new("bomb.gz", ImportOptions::default());
    let error: ImportError = reader.push(&bomb).unwrap_err();
    assert_eq!(reader.push(&bomb), Err(error.clone()));
    expect!["Expected a profile in a format that can be opened, found data of an unknown kind (they begin with the bytes 00 00 00 00 00 00 00 00). These can be opened: …"].assert_eq(&common::without_formats(&error.to_string()));
}

#[test]
fn a_long_line_is_refused() {
    let mut reader = Reader::new("long", ImportOptions::default());
    let part = "a;".repeat(8 << 20);
    let pushed = (0..20).try_for_each(|_| reader.push(part.as_bytes()));
    expect!["Expected lines of text, found more than 256 MiB without a line's end in line 1. Nothing that records profiles writes such lines: is the file damaged?"].assert_eq(&pushed.unwrap_err().to_string());
}

/// Contents that exercise every stage.
fn contents() -> Vec<Vec<u8>> {
    let utf16: Vec<u8> =
        "\u{feff}a;größe 🦀 2\nb 1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let cut = gzip(TEXT);
    vec![
        TEXT.to_vec(),
        [b"\xef\xbb\xbf".as_slice(), TEXT].concat(),
        utf16.clone(),
        gzip(&utf16),
        [gzip(TEXT), gzip(TEXT)].concat(),
        gzip(&gzip(TEXT)),
        ZSTD.to_vec(),
        [ZSTD, ZSTD_PIPED, b"rest of it"].concat(),
        ZSTD[..ZSTD.len() - 6].to_vec(),
        cut[..cut.len() - 12].to_vec(),
        b"a;b 1 2\na;c 0 3\nx;y 3 2".to_vec(),
        b"# austin: 3\n# mode: full\na;m:b:3 1,0,5\n".to_vec(),
        b"\x89PNG\r\n".to_vec(),
        Vec::new(),
    ]
}

proptest! {
    #[test]
    fn slices_dont_matter(
        content in prop::sample::select(contents()),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
    ) {
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(content.len() + 1)).collect();
        cuts.extend([0, content.len()]);
        cuts.sort_unstable();
        let slices: Vec<&[u8]> = cuts.windows(2).map(|cut| &content[cut[0]..cut[1]]).collect();
        let sliced = import_slices("profile", &slices, ImportOptions::default());
        prop_assert_eq!(describe(sliced), describe(import("profile", &content)));
    }
}

#[test]
fn single_bytes_as_slices_dont_matter() {
    for content in contents() {
        let slices: Vec<&[u8]> = content.chunks(1).collect();
        let sliced = import_slices("profile", &slices, ImportOptions::default());
        assert_eq!(describe(sliced), describe(import("profile", &content)));
    }
}

/// All files below `folder` but what is only expected of others.
fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if !path.to_str().unwrap().contains("expected") {
            found.push(path);
        }
    }
}

#[test]
fn no_cut_or_flipped_byte_makes_an_importer_panic() {
    /// Of a large file a part does: this is about broken places, not about size.
    const MOST_BYTES: usize = 4000;
    let mut paths = Vec::new();
    files(&data().join("folded"), &mut paths);
    paths.sort();
    assert!(paths.len() > 20);
    // A small generator of its own, so that every run tries the same.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below.max(1) as u64) as usize
    };
    for path in paths {
        let mut content = std::fs::read(&path).unwrap();
        if path.extension().is_some_and(|extension| extension == "gz") {
            let mut unpacked = Vec::new();
            GzDecoder::new(&content[..]).read_to_end(&mut unpacked).unwrap();
            unpacked.truncate(MOST_BYTES);
            content = gzip(&unpacked);
        }
        content.truncate(MOST_BYTES);
        for number in 0..200 {
            let cut = content.len() * number / 200;
            let _ = import("cut", &content[..cut]);
            let mut flipped = content.clone();
            let at = random(flipped.len());
            flipped[at] ^= 1 << random(8);
            let _ = import("flipped", &flipped);
        }
    }
}
