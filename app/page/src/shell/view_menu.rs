//! The switches of how the tree is drawn, and those for Rust code.

use super::icons::{GEAR, SLIDERS};
use super::widgets::{menu, radio, switch};
use crate::state::{Shareable, State};
use leptos::prelude::*;
use protocol::{ColourMode, Direction, SiblingOrder, Transform};

/// A switch for Rust code: the transform, its name, and what it does.
pub const RUST_SWITCHES: &[(Transform, &str, &str)] = &[
    (Transform::MergeStd, "Merge std", "std, core and alloc are counted to their callers"),
    (
        Transform::MergeInlined,
        "Merge inlined frames",
        "Inlined calls are counted to the function that they are inlined in",
    ),
    (
        Transform::TrimRuntime,
        "Trim the runtime",
        "Stacks begin after _start, main's wrappers and __rust_begin_short_backtrace",
    ),
    (
        Transform::TrimBenchmark,
        "Begin at the benchmark",
        "Stacks of criterion, divan and libtest begin at the code that is measured",
    ),
    (
        Transform::CollapseGenerics,
        "Collapse generics",
        "Functions that differ only in generic arguments are one",
    ),
    (
        Transform::MergeAllocator,
        "Merge the allocator",
        "malloc and what stands between it and the code that wants memory count to that code",
    ),
    (
        Transform::MergeLines,
        "Merge lines",
        "The source lines that cachegrind counts are counted to their functions",
    ),
    (Transform::CollapseRecursion, "Collapse recursion", "Repeated calls of a function count once"),
];

/// How the tree is drawn.
#[component]
pub fn ViewMenu() -> impl IntoView {
    let state = expect_context::<State>();
    let label = view! { <span class="label">"View"</span> };
    menu("view-menu", "tool", "View", SLIDERS, label.into_any(), move || view_card(state))
}

/// What is Rust's.
#[component]
pub fn RustMenu() -> impl IntoView {
    let state = expect_context::<State>();
    let label = view! { <span class="label">"Rust"</span> };
    menu("rust-menu", "tool", "Rust", GEAR, label.into_any(), move || {
        let switches = RUST_SWITCHES.iter().map(|(transform, name, hint)| {
            let is_on = read(state, move |shareable| shareable.view.transforms.contains(transform));
            let explained = switch(*name, hint, is_on, move |is_on| set(state, transform, is_on));
            view! { <div class="explained">{explained}<p class="muted">{*hint}</p></div> }
        });
        view! { <fieldset><legend>"Rust"</legend>{switches.collect_view()}</fieldset> }.into_any()
    })
}

fn set(state: State, transform: &'static Transform, is_on: bool) {
    state.change(|shareable| {
        shareable.view.transforms.retain(|known| known != transform);
        if is_on {
            shareable.view.transforms.push(transform.clone());
        }
    });
}

fn view_card(state: State) -> AnyView {
    let direction = |name, value: Direction| {
        let is_on = read(state, move |shareable| shareable.direction == value);
        radio("direction", name, is_on, move || state.change(|s| s.direction = value))
    };
    let order = |name, value: SiblingOrder| {
        let is_on = read(state, move |shareable| shareable.view.order == value);
        radio("order", name, is_on, move || state.change(|s| s.view.order = value))
    };
    let colours = |name, value: ColourMode| {
        let is_on = read(state, move |shareable| shareable.view.colours == value);
        radio("colours", name, is_on, move || {
            state.change(|s| {
                s.view.colours = value;
                // The entries of one legend mean nothing in another.
                s.view.highlighted = None;
            });
        })
    };
    let is_inverted = read(state, |shareable| shareable.view.inverted);
    let is_alone =
        state.shareable.with_untracked(|it| it.as_ref().is_some_and(|it| it.diff.is_none()));
    let tree = is_alone.then(|| {
        view! {
            <fieldset>
                <legend>"Tree"</legend>
                {switch(
                    "Inverted",
                    "Rooted at the leaves: each function with its callers below",
                    is_inverted,
                    move |is_on| state.change(|s| s.view.inverted = is_on),
                )}
            </fieldset>
        }
    });
    let palette = is_alone.then(|| {
        view! {
            <fieldset>
                <legend>"Colours"</legend>
                {colours("Crate or library", ColourMode::Crate)}
                {colours("Kind of code", ColourMode::Kind)}
                {colours("Function name", ColourMode::Name)}
                {colours("Share of self", ColourMode::SelfShare)}
            </fieldset>
        }
    });
    view! {
        {tree}
        <fieldset>
            <legend>"Direction"</legend>
            {direction("Root on top", Direction::RootOnTop)}
            {direction("Root at the bottom", Direction::RootAtBottom)}
        </fieldset>
        <fieldset>
            <legend>"Siblings"</legend>
            {order("Heaviest first", SiblingOrder::Weight)}
            {order("By name", SiblingOrder::Name)}
        </fieldset>
        {palette}
    }
    .into_any()
}

/// A part of what is shown that is true or not; false while nothing is.
pub fn read(
    state: State,
    test: impl Fn(&Shareable) -> bool + Send + Sync + 'static,
) -> Signal<bool> {
    Signal::derive(move || state.shareable.read().as_ref().is_some_and(&test))
}
