//! Large files made of small recorded ones, whose rows are repeated.

use std::io::Read;
use std::path::Path;

/// A file of `tests/data`, unpacked.
pub(super) fn file(path: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(path);
    let content = std::fs::read(path).expect("the file is there");
    if !content.starts_with(&[0x1f, 0x8b]) {
        return content;
    }
    let mut unpacked = Vec::new();
    flate2::read::MultiGzDecoder::new(content.as_slice())
        .read_to_end(&mut unpacked)
        .expect("it is whole");
    unpacked
}

/// The file with what stands from `begin` to `end` as often as it takes, parted by `between`.
fn repeat(bytes: usize, path: &str, begin: &str, end: &str, between: &str) -> Vec<u8> {
    let text = String::from_utf8(file(path)).expect("it is text");
    let from = text.find(begin).expect("the rows begin") + begin.len();
    let to = from + text[from..].find(end).expect("the rows end");
    let mut long = text[..to].to_owned();
    while long.len() < bytes {
        long.push_str(between);
        long.push_str(&text[from..to]);
    }
    long.push_str(&text[to..]);
    long.into_bytes()
}

/// The text of `perf script`.
pub fn perf(bytes: usize) -> Vec<u8> {
    let text = file("perf/after/perf-script.txt.gz");
    text.repeat(bytes.div_ceil(text.len()))
}

/// A callgrind file, whose functions come again and again.
pub fn callgrind(bytes: usize) -> Vec<u8> {
    repeat(bytes, "callgrind/after/callgrind.out.gz", "\nsummary: 31854089\n", "\ntotals", "\n")
}

/// A cachegrind file, whose lines come again and again.
pub fn cachegrind(bytes: usize) -> Vec<u8> {
    repeat(bytes, "cachegrind/after/cachegrind.out.gz", "DLmw \n", "summary", "")
}

/// A massif file, whose snapshots come again and again.
pub fn massif(bytes: usize) -> Vec<u8> {
    let text = file("massif/after/massif.out.gz");
    let text = String::from_utf8(text).expect("it is text");
    let from = text.find("#-----------").expect("a snapshot");
    let snapshots = &text[from..];
    let mut long = text.clone();
    while long.len() < bytes {
        long.push_str(snapshots);
    }
    long.into_bytes()
}

/// A file of DHAT, whose program points come again and again.
pub fn dhat(bytes: usize) -> Vec<u8> {
    repeat(bytes, "dhat/after/dhat.json.gz", "\"pps\":\n [", "\n ]\n,\"ftbl\"", "\n ,")
}

/// The samples of a profile of pprof, which are fields number 2, repeated.
pub fn pprof(bytes: usize) -> Vec<u8> {
    let profile = file("pprof/after/profile.pb");
    let (mut samples, mut rest) = (Vec::new(), profile.as_slice());
    while !rest.is_empty() {
        let field = rest;
        let key = varint(&mut rest);
        let value = varint(&mut rest);
        if key & 7 == 2 {
            rest = &rest[value as usize..];
        }
        if key == 2 << 3 | 2 {
            samples.extend_from_slice(&field[..field.len() - rest.len()]);
        }
    }
    let mut long = profile;
    while long.len() < bytes {
        long.extend_from_slice(&samples);
    }
    long
}

fn varint(bytes: &mut &[u8]) -> u64 {
    let mut value = 0;
    for place in 0.. {
        let (&byte, rest) = bytes.split_first().expect("the profile is whole");
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << (7 * place);
        if byte < 0x80 {
            break;
        }
    }
    value
}
