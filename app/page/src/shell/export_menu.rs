//! What can be taken out of the page.

use super::icons::EXPORT;
use super::widgets::{close_menu, menu};
use crate::state::State;
use leptos::prelude::*;
use protocol::diff::DiffExport;
use protocol::{Direction, Export};

const ID: &str = "export-menu";

/// The list of what can be taken out.
#[component]
pub fn ExportMenu() -> impl IntoView {
    let state = expect_context::<State>();
    let label = view! { <span class="label">"Export"</span> };
    menu(ID, "tool", "Export", EXPORT, label.into_any(), move || {
        let is_diff = state.diff_shown.with_untracked(Option::is_some);
        let folded = if is_diff { "two columns, one a side" } else { "the tree as it is shown" };
        let for_speedscope = if is_diff { "the comparison" } else { "the tree as it is shown" };
        view! {
            <div class="entries">
                {entry("Picture as PNG", "what is on the screen", move || state.export_png())}
                {entry("Interactive SVG", "a file that zooms and searches", move || {
                    state.export(Export::SvgSource { root_on_top: is_root_on_top(state) });
                })}
                {entry("Folded stacks", folded, move || match is_diff {
                    true => state.export_diff(DiffExport::Folded),
                    false => state.export(Export::Folded),
                })}
                {entry("speedscope JSON", for_speedscope, move || {
                    state.export(Export::Speedscope);
                })}
                {entry("Functions as CSV", "the table as it is sorted", move || match is_diff {
                    true => state.export_diff(DiffExport::Csv),
                    false => state.export(Export::FunctionsCsv),
                })}
                {entry("Copy link", "the view, without the file", move || state.copy_link())}
            </div>
        }
        .into_any()
    })
}

fn is_root_on_top(state: State) -> bool {
    let direction = state.shareable.with_untracked(|shareable| Some(shareable.as_ref()?.direction));
    direction != Some(Direction::RootAtBottom)
}

fn entry(name: &'static str, hint: &'static str, act: impl Fn() + 'static) -> AnyView {
    view! {
        <button
            type="button"
            class="entry"
            on:click=move |_| {
                close_menu(ID);
                act();
            }
        >
            <span>{name}</span>
            <span class="muted">{hint}</span>
        </button>
    }
    .into_any()
}
