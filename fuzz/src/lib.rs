//! What every target does: the same bytes in two slicings must give the same profile or the same error, never a panic.

use profile::import::{FORMATS, Format, ImportOptions, Imported, Reader};
use profile::{ImportError, Profile, bytes};

/// Names mean nothing to the reader, so one is as good as another.
const FILE_NAME: &str = "fuzz";

/// Reads `content` as the reader recognises it.
pub fn import(content: &[u8]) {
    check(content, || Reader::new(FILE_NAME, ImportOptions::default()));
}

/// Reads `content` as a file of the format with this name, whatever it looks like.
pub fn import_as(format_name: &str, content: &[u8]) {
    let format: &'static Format = FORMATS
        .iter()
        .find(|format| format.name == format_name)
        .expect("each target names a format of the list");
    check(content, || Reader::of_format(format, FILE_NAME, ImportOptions::default()));
}

fn check(content: &[u8], start: impl Fn() -> Reader) {
    let whole = read(start(), [content]);
    let sliced = read(start(), slices(content));
    match (whole, sliced) {
        (Ok(whole), Ok(sliced)) => {
            assert_eq!(whole.warnings, sliced.warnings, "warnings depend on the slicing");
            assert!(whole.profiles == sliced.profiles, "the profile depends on the slicing");
            whole.profiles.into_iter().for_each(check_profile);
        }
        (whole, sliced) => {
            assert_eq!(whole.err(), sliced.err(), "the error depends on the slicing");
        }
    }
}

/// What every profile must stand: to be written and read again, and to have totals.
fn check_profile(profile: Profile) {
    for metric in profile.metric_ids() {
        let total = profile.total(metric);
        assert!(total >= 0.0, "a total of {total}");
    }
    let copy = bytes::from_buffers(bytes::into_buffers(profile.clone()));
    assert!(copy.as_ref() == Ok(&profile), "{:?}", copy.err());
}

fn read<'a>(
    mut reader: Reader,
    slices: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Imported, ImportError> {
    for slice in slices {
        reader.push(slice)?;
    }
    reader.finish()
}

/// Cuts of many lengths, the same ones for the same content, so that a crash can be repeated.
fn slices(content: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut state = content.len() as u32 | 1;
    let mut rest = content;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        // Xorshift; single bytes often, as cuts within a number or a character are the hard ones.
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let longest = 1 << (state % 11);
        let length = (1 + (state >> 8) as usize % longest).min(rest.len());
        let (slice, after) = rest.split_at(length);
        rest = after;
        Some(slice)
    })
}
