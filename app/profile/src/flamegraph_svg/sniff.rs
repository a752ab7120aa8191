//! Recognises flame graphs among pictures.

use crate::import::Certainty;
use memchr::memmem;

/// Texts of which one stands in every flame graph of `flamegraph.pl` (whatever its year) and
/// inferno, most of them before the first bar.
const MARKS: &[&[u8]] = &[
    b"xmlns:fg=\"http://github.com/jonhoo/inferno\"",
    b"Flame graph stack visualization",
    b"class=\"func_g\"",
    b".func_g:hover",
    b" total_samples=\"",
    b" fg:w=\"",
];

pub(super) fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let start = head.trim_ascii_start();
    let is_markup = start.starts_with(b"<");
    if is_markup
        && memmem::find(head, b"<svg").is_some()
        && MARKS.iter().any(|mark| memmem::find(head, mark).is_some())
    {
        Certainty::Sure
    } else {
        Certainty::No
    }
}
