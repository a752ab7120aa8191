//! The picture and what belongs to it: canvas, tip, menu, breadcrumb, details, and a tree for
//! those who can't see it.

mod actions;
mod around;
mod breadcrumb;
mod canvas;
mod context;
mod crumbs;
mod details;
mod details_lists;
mod easel;
mod facts;
mod geometry;
mod gesture;
mod glide;
mod hatch;
mod hover;
mod keyboard;
mod menu;
mod menu_items;
mod paint;
mod palette;
mod picture;
mod png;
mod reveal;
mod scrollbar;
mod sizing;
mod tip;
mod tip_place;
mod tree;
mod world;

pub use breadcrumb::Breadcrumb;
pub use details::DetailsPanel;

use crate::state::State;
use around::neighbourhood;
use canvas::FlameCanvas;
use easel::Easel;
use keyboard::Keyboard;
use leptos::html::Div;
use leptos::prelude::*;
use menu::{BarMenu, MenuState};
use protocol::NodeId;
use protocol::diff::Side;
use scrollbar::Scrollbar;
use tip::HoverTip;
use tree::CallTree;

/// The flame graph, as large as the room that it is given.
#[component]
pub fn Stage() -> impl IntoView {
    let state = expect_context::<State>();
    let easel = Easel::new(state);
    let menu = MenuState::new(state);
    // With nothing selected the keys start at the root.
    let neighbourhood = neighbourhood(state, move || state.selected.get().or(Some(NodeId(0))));
    // The baseline's, while it stands beside.
    let beside = StoredValue::new_local(None::<Easel>);
    let zoomed_before = StoredValue::new(Vec::new());
    Keyboard { state, easel, menu, neighbourhood, zoomed_before }.listen();
    png::save_when_wanted(state, easel, beside);
    reveal_when_known(state);
    announce_zoom(state);
    forget_with_tree(state, menu);
    // A focus that came with the pointer needs no ring, whatever the browser makes of it.
    let by_pointer = RwSignal::new(false);
    let tree = NodeRef::<Div>::new();
    let focus = move || {
        if let Some(tree) = tree.get_untracked() {
            let _ = tree.focus();
        }
    };
    let is_beside = Memo::new(move |_| state.is_beside());
    view! {
        {move || {
            let easel = is_beside.get().then(|| Easel::beside(state));
            beside.set_value(easel);
            easel.map(|easel| view! {
                <p class="stage-side">{move || side_title(state, Side::Baseline)}</p>
                <div class="stage-picture stage-beside">
                    <FlameCanvas easel menu/>
                </div>
                <p class="stage-side">{move || side_title(state, Side::Comparison)}</p>
            })
        }}
        <div
            class="stage-picture"
            class:by-pointer=by_pointer
            on:pointerdown=move |_| by_pointer.set(true)
            on:keydown=move |_| by_pointer.set(false)
            on:pointerup=move |_| {
                // The keys go where the hand is.
                if !menu.is_open() {
                    focus();
                }
            }
        >
            <CallTree node_ref=tree neighbourhood/>
            <FlameCanvas easel menu/>
            <div class="stage-ring"></div>
            <Scrollbar/>
        </div>
        <HoverTip/>
        <BarMenu menu on_close=focus/>
    }
}

/// What stands above a side's picture: "Baseline: before.folded".
fn side_title(state: State, side: Side) -> String {
    let diff = state.diff_shown.read();
    let files = diff.as_ref().map(|diff| diff.sides[side.index()].name());
    let head = match side {
        Side::Baseline => "Baseline: ",
        Side::Comparison => "Comparison: ",
    };
    String::from(head) + &files.unwrap_or_default()
}

fn reveal_when_known(state: State) {
    Effect::new(move || {
        state.details.track();
        state.reveal_if_known();
    });
}

/// Numbers of nodes hold for one tree: with it goes what is under the pointer, and the menu.
fn forget_with_tree(state: State, menu: MenuState) {
    let tree = Memo::new(move |_| state.shown.get().map(|shown| shown.tree));
    Effect::new(move || {
        tree.track();
        state.hover_over(None);
        menu.close();
    });
}

/// Has a screen reader say what is zoomed to.
fn announce_zoom(state: State) {
    Effect::new(move |before: Option<Option<NodeId>>| {
        let zoomed = state.zoomed.get();
        let node = zoomed.as_ref().map(|place| place.node);
        if before.is_some_and(|before| before != node) {
            state.announce(match zoomed {
                Some(place) => format!("Zoomed to {}", place.name),
                None => "All is shown".to_owned(),
            });
        }
        node
    });
}
