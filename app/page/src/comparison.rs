//! A diff as the page keeps it: what the shown recording is compared with, and how that is shown.

mod metrics;

pub use metrics::metrics_to_compare;

use crate::browser_text::lowercase;
use crate::state::Shareable;
use protocol::diff::{
    DiffColour, DiffColumn, DiffInput, DiffPalette, DiffScale, DiffSort, DiffView, DiffWidth,
    Measure, RenameRule, Side,
};
use protocol::{FileId, ProfileId, ProfileSummary, Threads, View};

/// What the recording of the ordinary [`View`] is compared with. The view is the comparison's, so
/// that leaving the diff shows it alone; its transforms, order and search are both sides'.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The recordings of the baseline, at least one.
    pub baseline: Vec<DiffInput>,
    /// Recordings of the comparison beside the view's.
    pub more: Vec<DiffInput>,
    /// How the sides are made comparable; `None`: as suits the unit.
    pub scale: Option<DiffScale>,
    /// What a bar's width says.
    pub width: DiffWidth,
    /// Whether both flame graphs stand above each other: the baseline's and the comparison's.
    pub beside: bool,
    /// What a bar's colour says.
    pub colour: DiffColour,
    /// In which colours.
    pub palette: DiffPalette,
    /// Renames by which functions are matched.
    pub rules: Vec<RenameRule>,
    /// Functions that are inlined on one side and merged into their callers on both.
    pub folded: Vec<String>,
    /// The share of false alarms that is put up with.
    pub level: f64,
    /// Where nothing can be tested: the change as a share of the total from which on it is one.
    pub least_change: f64,
    /// Whether what may be noise is coloured all the same.
    pub show_noise: bool,
}

/// The share of false alarms that is put up with unless the user wants another.
pub const LEVEL: f64 = 0.01;

/// The change that counts where nothing can be tested, unless the user wants another: 0.1 points.
pub const LEAST_CHANGE: f64 = 0.001;

/// How the table of changes is sorted at first: the largest changes of self on top.
pub const FIRST_SORT: DiffSort =
    DiffSort { measure: Measure::Own, column: DiffColumn::Size, descending: true };

impl Comparison {
    /// The diff in which a comparison with one recording opens.
    pub fn with(baseline: DiffInput) -> Self {
        Self { baseline: vec![baseline], ..Self::default() }
    }
}

impl Default for Comparison {
    /// How a diff opens, without its sides.
    fn default() -> Self {
        Self {
            baseline: Vec::new(),
            more: Vec::new(),
            scale: None,
            width: DiffWidth::default(),
            beside: false,
            colour: DiffColour::default(),
            palette: DiffPalette::default(),
            rules: Vec::new(),
            folded: Vec::new(),
            level: LEVEL,
            least_change: LEAST_CHANGE,
            show_noise: false,
        }
    }
}

impl Comparison {
    /// All of a view's diff that the engine has to know.
    pub fn diff_view(&self, view: &View) -> DiffView {
        let mut comparison = vec![input_of(view)];
        comparison.extend(self.more.iter().cloned());
        DiffView {
            baseline: self.baseline.clone(),
            comparison,
            unit: view.unit.clone(),
            transforms: view.transforms.clone(),
            order: view.order,
            search: view.search.clone(),
            scale: self.scale.clone(),
            width: if self.beside { DiffWidth::Comparison } else { self.width },
            beside: self.beside,
            colour: self.colour,
            palette: self.palette,
            rules: self.rules.clone(),
            folded: self.folded.clone(),
            level: self.level,
            least_change: self.least_change,
            show_noise: self.show_noise,
        }
    }

    /// All its recordings but the view's.
    pub fn inputs(&self) -> impl Iterator<Item = &DiffInput> {
        self.baseline.iter().chain(&self.more)
    }

    /// The same, to be changed.
    pub fn inputs_mut(&mut self) -> impl Iterator<Item = &mut DiffInput> {
        self.baseline.iter_mut().chain(&mut self.more)
    }
}

impl Shareable {
    /// Whether anything of a file is shown.
    pub fn uses(&self, file: FileId) -> bool {
        let inputs = self.diff.iter().flat_map(Comparison::inputs);
        self.view.profile.file == file || inputs.into_iter().any(|it| it.profile.file == file)
    }

    /// The recordings of a side; none of the baseline where there is no diff.
    pub fn side(&self, side: Side) -> Vec<DiffInput> {
        let mut inputs = Vec::new();
        let diff = self.diff.as_ref();
        match side {
            Side::Baseline => inputs.extend(diff.map_or(&[][..], |diff| &diff.baseline).to_vec()),
            Side::Comparison => {
                inputs.push(input_of(&self.view));
                inputs.extend(diff.map_or(&[][..], |diff| &diff.more).to_vec());
            }
        }
        inputs
    }

    /// Gives a side of a diff other recordings; a side can't be without any.
    pub fn set_side(&mut self, side: Side, mut inputs: Vec<DiffInput>) {
        let Some(diff) = self.diff.as_mut().filter(|_| !inputs.is_empty()) else { return };
        match side {
            Side::Baseline => diff.baseline = inputs,
            Side::Comparison => {
                let first = inputs.remove(0);
                diff.more = inputs;
                self.view.profile = first.profile;
                self.view.threads = first.threads;
                self.view.metric = first.metric;
            }
        }
    }

    /// Makes the baseline the comparison and the comparison the baseline.
    pub fn swap_sides(&mut self) {
        let [baseline, comparison] = [Side::Baseline, Side::Comparison].map(|side| self.side(side));
        self.set_side(Side::Baseline, comparison);
        self.set_side(Side::Comparison, baseline);
    }
}

/// What a view shows, as a part of a side.
pub fn input_of(view: &View) -> DiffInput {
    DiffInput { profile: view.profile, threads: view.threads.clone(), metric: view.metric }
}

/// All threads of a recording, by the metric whose name is `metric`, or else by the first.
pub fn whole(profile: ProfileId, summary: &ProfileSummary, metric: Option<&str>) -> DiffInput {
    let place = summary.metrics.iter().position(|known| Some(&*known.name) == metric);
    // A recording has a handful of metrics.
    DiffInput { profile, threads: Threads::All, metric: place.unwrap_or(0) as u32 }
}

/// Whether the recording called `one` is older than that called `other`, as far as names tell:
/// `before.svg` than `after.svg`, `run-1` than `run-2`. `None` where they don't.
pub fn is_older(one: &str, other: &str) -> Option<bool> {
    const PAIRS: &[(&str, &str)] = &[
        ("before", "after"),
        ("old", "new"),
        ("base", "pr"),
        ("base", "head"),
        ("baseline", "comparison"),
        ("baseline", "candidate"),
        ("main", "branch"),
        ("master", "branch"),
        ("slow", "fast"),
        ("original", "optimised"),
        ("original", "optimized"),
        ("control", "experiment"),
        ("a", "b"),
    ];
    // Words of old versions alone: `base.folded` beside `my-feature.folded`.
    const OLD: &[&str] = &["before", "old", "base", "baseline", "main", "master", "original"];
    const NEW: &[&str] = &["after", "new", "pr", "head", "branch", "candidate"];
    let (one, other) = (words(one), words(other));
    let (only_one, only_other) = (without(&one, &other), without(&other, &one));
    let has = |words: &[String], word: &str| words.iter().any(|known| known == word);
    for (old, new) in PAIRS {
        if has(&only_one, old) && has(&only_other, new) {
            return Some(true);
        }
        if has(&only_one, new) && has(&only_other, old) {
            return Some(false);
        }
    }
    let has_any = |words: &[String], known: &[&str]| known.iter().any(|word| has(words, word));
    let is_old = |one: &[String], other: &[String]| {
        has_any(one, OLD) && !has_any(other, OLD) || has_any(other, NEW) && !has_any(one, NEW)
    };
    match (is_old(&only_one, &only_other), is_old(&only_other, &only_one)) {
        (true, false) => return Some(true),
        (false, true) => return Some(false),
        _ => {}
    }
    let number = |words: &[String]| match words {
        [word] => word.parse::<u64>().ok(),
        _ => None,
    };
    let (one, other) = (number(&only_one)?, number(&only_other)?);
    (one != other).then_some(one < other)
}

/// A file's name in small letters, cut at signs and where letters meet digits: `Run12-old.svg`.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    // What isn't in ASCII is taken for a letter, so that the page needs no table of all letters; but for dashes
    // and blanks, which stand in these two blocks.
    let is_letter = |sign: char| match sign {
        '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' => false,
        _ => sign.is_ascii_alphabetic() || !sign.is_ascii(),
    };
    for sign in lowercase(name).chars() {
        let is_same = is_letter(before) && is_letter(sign)
            || before.is_ascii_digit() && sign.is_ascii_digit();
        if is_letter(sign) || sign.is_ascii_digit() {
            match words.last_mut().filter(|_| is_same) {
                Some(word) => word.push(sign),
                None => words.push(sign.into()),
            }
        }
        before = sign;
    }
    words
}

/// The words that the other name doesn't have.
fn without(words: &[String], others: &[String]) -> Vec<String> {
    words.iter().filter(|word| !others.contains(word)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_which_is_older() {
        for (old, new) in [
            ("wordstat-before.folded", "wordstat-after.folded"),
            ("old.svg", "new.svg"),
            ("base/perf.data.txt", "pr/perf.data.txt"),
            ("main.json.gz", "my-branch.json.gz"),
            ("profile.svg", "profile-new.svg"),
            ("BEFORE.pb", "quicker-hash.pb"),
            ("run-9.folded", "run-10.folded"),
            ("v1.svg", "v2.svg"),
        ] {
            assert_eq!(is_older(old, new), Some(true), "{old} {new}");
            assert_eq!(is_older(new, old), Some(false), "{new} {old}");
        }
    }

    #[test]
    fn names_that_tell_nothing_order_nothing() {
        for (one, other) in
            [("perf.folded", "prof.folded"), ("a.svg", "a.svg"), ("x-1.svg", "y-2.svg")]
        {
            assert_eq!(is_older(one, other), None, "{one} {other}");
        }
    }

    #[test]
    fn swapping_twice_changes_nothing() {
        let profile = |file| ProfileId { file: FileId(file), index: 0 };
        let input =
            |file, metric| DiffInput { profile: profile(file), threads: Threads::All, metric };
        let mut shareable = Shareable::of(View::of(profile(1)));
        let mut diff = Comparison::with(input(2, 1));
        diff.baseline.push(input(3, 0));
        shareable.diff = Some(diff);
        let before = shareable.clone();
        shareable.swap_sides();
        assert_eq!(shareable.view.profile, profile(2));
        assert_eq!(shareable.view.metric, 1);
        assert!(shareable.uses(FileId(1)) && shareable.uses(FileId(3)));
        shareable.swap_sides();
        assert_eq!(shareable, before);
    }
}
