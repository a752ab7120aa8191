//! The legend of a diff: what colours and marks mean, and how the sides are scaled.

use super::legend::swatch;
use crate::state::State;
use leptos::prelude::*;
use protocol::diff::{DiffShown, DiffWidth};
use protocol::unit::format_share;

/// The legend of a diff.
pub fn diff_legend(state: State, shown: &DiffShown) -> AnyView {
    let [less, more] = shown.legend.ends.clone();
    let steps = shown.legend.steps.iter().map(|step| swatch(state, step.light, step.dark));
    let mut scale = String::from("Scale: ");
    scale.push_str(&shown.scale_label);
    let counts = Some(shown.noise.counts.clone()).filter(|counts| !counts.is_empty());
    let counts = counts.map(|counts| view! { <span class="entry">{counts}</span> });
    let [gone, new] = [(DiffWidth::Comparison, "gone"), (DiffWidth::Baseline, "new")]
        .map(|(without, what)| only_one_side(state, shown, without, what));
    view! {
        <span class="entry scale">
            <span class="number">{less}</span>
            <span class="steps" aria-hidden="true">{steps.collect_view()}</span>
            <span class="number">{more}</span>
            <span class="label">{shown.legend.label.clone()}</span>
        </span>
        <span class="entry"><span class="swatch gone"></span>{gone}</span>
        <span class="entry"><span class="swatch new"></span>{new}</span>
        <span class="entry"><span class="swatch noise"></span>"noise or the same"</span>
        <span class="entry">{scale}</span>
        {counts}
    }
    .into_any()
}

/// The words for code that only one side has: in the width `without` it, how much of it isn't drawn.
/// They stand where the mark is explained: in a line of their own, they would push the picture up.
fn only_one_side(
    state: State,
    diff: &DiffShown,
    without: DiffWidth,
    what: &'static str,
) -> AnyView {
    let how = state.shareable.read_untracked().as_ref().and_then(|it| it.diff.clone());
    // Both sides above each other: it is in the other picture.
    let is_drawn = how.is_none_or(|how| how.beside || how.width != without);
    if is_drawn || diff.hidden <= 0.0 || diff.shown.total <= 0.0 {
        return what.into_any();
    }
    let mut text = String::from(what);
    text.push_str(", without width here: ");
    text.push_str(&format_share(diff.hidden / diff.shown.total));
    text.push_str(" of the total");
    view! { <strong class="hidden-part">{text}</strong> }.into_any()
}
