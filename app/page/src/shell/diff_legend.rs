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
    let hidden =
        hidden(state, shown).map(|text| view! { <strong class="hidden-part">{text}</strong> });
    view! {
        <span class="entry scale">
            <span class="number">{less}</span>
            <span class="steps" aria-hidden="true">{steps.collect_view()}</span>
            <span class="number">{more}</span>
            <span class="label">{shown.legend.label.clone()}</span>
        </span>
        <span class="entry"><span class="swatch gone"></span>"gone"</span>
        <span class="entry"><span class="swatch new"></span>"new"</span>
        <span class="entry"><span class="swatch noise"></span>"noise or the same"</span>
        <span class="entry">{scale}</span>
        {counts}
        {hidden}
    }
    .into_any()
}

/// How much has no width in what is drawn.
fn hidden(state: State, diff: &DiffShown) -> Option<String> {
    if diff.hidden <= 0.0 || diff.shown.total <= 0.0 {
        return None;
    }
    let shareable = state.shareable.get_untracked()?;
    let how = shareable.diff?;
    if how.beside {
        // It is in the picture above.
        return None;
    }
    let what = match how.width {
        DiffWidth::Comparison => " of the total is removed code, which has no width here",
        DiffWidth::Baseline => " of the total is new code, which has no width here",
        DiffWidth::Larger | DiffWidth::Changed => " of the total isn't drawn",
    };
    let mut text = format_share(diff.hidden / diff.shown.total);
    text.push_str(what);
    Some(text)
}
