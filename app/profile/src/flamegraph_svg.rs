//! Flame graphs as pictures (SVG): what `cargo flamegraph`, inferno and `flamegraph.pl` draw.
//!
//! ```text
//! <svg id="frames" x="10" width="1180" total_samples="498">
//! <g><title>main (12 samples, 2.41%)</title><rect x="0.6%" y="405" width="2.4%" height="15"
//!    fill="rgb(232,128,0)" fg:x="3" fg:w="12"/><text x="0.8%" y="415.50">ma..</text></g>
//! ```
//!
//! The stacks are in the places of the bars ([`crate::drawn`]), names and weights in their
//! tooltips ([`title`]). What the generations of the tools write:
//!
//! - inferno since 0.10.4: place and width in samples (`fg:x`, `fg:w`), exact;
//! - `flamegraph.pl`: places with one decimal (`x="1058.1"`), weights in the tooltips, in the
//!   order of a hash table; exact too, since only the nesting has to be found;
//! - inferno before that: whole pixels, so that narrow bars can't be placed for sure;
//! - `flamegraph.pl` until 2013: no tooltips (`<title>`) but scripts; not read.
//!
//! Differential pictures are drawn of the comparison, and their tooltips give the change of the
//! *self* weight in percent of the whole: baseline = comparison − change, to two decimals; what
//! the comparison lacks isn't drawn. Left out are also functions narrower than the minimum width
//! (0.01 % by default), annotations such as `_[k]`, and whether stacks were turned round.
//!
//! Read as text, tag by tag; scripts in it are never run.

pub(crate) mod entities;
pub(crate) mod markup;
mod read;
mod sniff;
mod title;
mod whole;

use crate::import::{Format, Imported, Importer};
use crate::warning::{ImportError, Place};
use markup::Markup;
use read::Read;

/// How users call flame graph pictures, and how they are recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Flame graph SVG",
    recorded_by: "cargo flamegraph, inferno-flamegraph, flamegraph.pl, \
                  criterion with pprof's flamegraph output",
    sniff: sniff::sniff,
    start: |name, _| {
        Box::new(FlamegraphSvg { markup: Markup::default(), read: Read::new(name), is_cut: false })
    },
};

/// Reads a flame graph.
struct FlamegraphSvg {
    markup: Markup,
    read: Read,
    is_cut: bool,
}

impl Importer for FlamegraphSvg {
    fn push(&mut self, slice: &[u8]) -> Result<(), ImportError> {
        let Self { markup, read, .. } = self;
        markup.push(slice, |at, part| read.part(at, part));
        Ok(())
    }

    fn cut_off(&mut self) {
        self.is_cut = true;
    }

    fn finish(self: Box<Self>) -> Result<Imported, ImportError> {
        const BROKEN: &str = "tags with a missing quote were skipped";
        const UNFINISHED: &str = "the file ends before the picture does";
        let Self { markup, mut read, is_cut } = *self;
        read.warnings.add_many(BROKEN, markup.broken_tags(), Place::Whole, "");
        if markup.is_unfinished() || (!is_cut && !read.is_complete()) {
            read.warnings.add(UNFINISHED, Place::Whole, "");
        }
        read.finish()
    }
}
