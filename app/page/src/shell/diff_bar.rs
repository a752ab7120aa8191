//! The bar of a diff: its two sides, how they are made comparable, and what the picture shows.

use super::diff_options::DiffOptions;
use super::diff_sides::side_menu;
use super::icons::SWAP;
use super::view_menu::read;
use super::widgets::{icon_button, remove_button, select, switch};
use crate::state::{Shareable, State};
use leptos::prelude::*;
use protocol::diff::{DiffColour, DiffScale, DiffWidth, Side};

/// What a bar's width says, and what it is called.
const WIDTHS: &[(DiffWidth, &str)] = &[
    (DiffWidth::Larger, "Larger of both"),
    (DiffWidth::Comparison, "Comparison"),
    (DiffWidth::Baseline, "Baseline"),
    (DiffWidth::Changed, "What changed"),
];
/// Both flame graphs above each other, the last in the list.
const BESIDE: &str = "Both, side by side";

/// What a bar's colour says, and what it is called.
const COLOURS: &[(DiffColour, &str)] = &[
    (DiffColour::Points, "Points of total"),
    (DiffColour::SelfPoints, "Points of self"),
    (DiffColour::Ratio, "Ratio"),
];

/// The bar; nothing where no diff is wanted.
#[component]
pub fn DiffBar() -> impl IntoView {
    let state = expect_context::<State>();
    let is_diff = Memo::new(move |_| state.shareable.read().as_ref().is_some_and(is_diff));
    move || {
        is_diff.get().then(|| {
            view! {
                <section class="diff-bar" aria-label="Comparison">
                    <div class="sides">
                        {side_menu(state, Side::Baseline)}
                        {icon_button(SWAP, "Swap the sides (v)", move || state.swap_sides())}
                        {side_menu(state, Side::Comparison)}
                    </div>
                    <span class="gap"></span>
                    {switch(
                        "Show noise",
                        "Colour also what chance alone may have changed",
                        of_diff(state, |diff| diff.show_noise),
                        move |is_on| state.change_diff(|diff| diff.show_noise = is_on),
                    )}
                    <DiffOptions/>
                    {remove_button("Leave the comparison".to_owned(), move || state.leave_diff())}
                </section>
            }
        })
    }
}

/// What the picture of a diff shows, and how the sides are made comparable.
#[component]
pub fn DiffModes() -> impl IntoView {
    let state = expect_context::<State>();
    let is_diff = Memo::new(move |_| state.shareable.read().as_ref().is_some_and(is_diff));
    move || {
        is_diff.get().then(|| {
            view! { <div class="diff-modes">{width(state)} {colour(state)} {scale(state)}</div> }
        })
    }
}

fn is_diff(shareable: &Shareable) -> bool {
    shareable.diff.is_some()
}

/// A part of the diff's state that is true or not.
pub fn of_diff(
    state: State,
    test: impl Fn(&crate::comparison::Comparison) -> bool + Send + Sync + 'static,
) -> Signal<bool> {
    read(state, move |shareable| shareable.diff.as_ref().is_some_and(&test))
}

/// The place of what is chosen in a list, as far as it is in there.
fn place_of<T: PartialEq>(list: &[(T, &str)], chosen: Option<T>) -> usize {
    list.iter().position(|(known, _)| Some(known) == chosen.as_ref()).unwrap_or(0)
}

fn width(state: State) -> AnyView {
    let names = WIDTHS.iter().map(|(_, name)| *name).chain([BESIDE]);
    let names = names.map(str::to_owned).collect();
    let is_beside = of_diff(state, |diff| diff.beside);
    let chosen = Signal::derive(move || {
        let shareable = state.shareable.read();
        match is_beside.get() {
            true => WIDTHS.len(),
            false => {
                place_of(WIDTHS, shareable.as_ref().and_then(|s| Some(s.diff.as_ref()?.width)))
            }
        }
    });
    select("Width", names, chosen, move |place| {
        state.change_diff(|diff| match WIDTHS.get(place) {
            Some((width, _)) => (diff.width, diff.beside) = (*width, false),
            None => (diff.width, diff.beside) = (DiffWidth::default(), true),
        });
    })
}

fn colour(state: State) -> AnyView {
    let names = COLOURS.iter().map(|(_, name)| (*name).to_owned()).collect();
    let chosen = Signal::derive(move || {
        let shareable = state.shareable.read();
        place_of(COLOURS, shareable.as_ref().and_then(|s| Some(s.diff.as_ref()?.colour)))
    });
    select("Colour", names, chosen, move |place| {
        if let Some((colour, _)) = COLOURS.get(place) {
            state.change_diff(|diff| diff.colour = *colour);
        }
    })
}

/// The scales to choose from; a yardstick is chosen in the menu of a function's bar.
const SCALES: &[(Option<DiffScale>, &str)] = &[
    (None, "As suits the unit"),
    (Some(DiffScale::EqualTotals), "Equal totals"),
    (Some(DiffScale::EqualDuration), "Equal duration"),
    (Some(DiffScale::None), "None"),
];

fn scale(state: State) -> AnyView {
    let wanted = Memo::new(move |_| {
        let shareable = state.shareable.read();
        shareable.as_ref().and_then(|s| s.diff.as_ref()?.scale.clone())
    });
    let yardstick = Memo::new(move |_| match wanted.get() {
        Some(DiffScale::Yardstick(name)) => Some(name),
        _ => None,
    });
    let chosen = Signal::derive(move || {
        let wanted = wanted.get();
        SCALES.iter().position(|(scale, _)| *scale == wanted).unwrap_or(SCALES.len())
    });
    (move || {
        let mut names: Vec<_> = SCALES.iter().map(|(_, name)| (*name).to_owned()).collect();
        names.extend(yardstick.get());
        select("Scale", names, chosen, move |place| {
            if let Some((scale, _)) = SCALES.get(place) {
                state.change_diff(|diff| diff.scale = scale.clone());
            }
        })
    })
    .into_any()
}
