//! The functions table: only the rows in sight are in the document.

use super::changes::{Answer, measures};
use super::function_columns::Heading;
use super::function_grid::Table;
use super::icons::EXPORT;
use super::widgets::{icon_button, remove_button};
use crate::browser_text::written;
use crate::markup::LiveList;
use crate::state::{Panel, State};
use leptos::html::Div;
use leptos::prelude::*;
use protocol::Export;
use protocol::diff::DiffExport;
use protocol::unit::format_number;

const GRID_ID: &str = "functions-grid";

/// The functions table.
#[component]
pub fn FunctionsTable() -> impl IntoView {
    let state = expect_context::<State>();
    let table = Table::new(state);
    let is_diff = Memo::new(move |_| state.diff_shown.read().is_some());
    let has_stated_totals = Memo::new(move |_| {
        state.shown.read().as_ref().is_some_and(|shown| shown.has_stated_totals)
    });
    let count = move || {
        let (rows, all) = (table.row_count.get(), table.function_count.get());
        let mut text = format_number(f64::from(rows));
        if rows != all {
            text.push_str(" of ");
            text.push_str(&format_number(f64::from(all)));
        }
        text
    };
    view! {
        <section
            class="panel functions"
            class:changes=move || is_diff.get()
            class:stated=move || has_stated_totals.get()
            aria-labelledby="functions-heading"
        >
            {move || is_diff.get().then(|| view! { <Answer/> })}
            <div class="panel-head">
                <h2 id="functions-heading">"Functions"</h2>
                <span class="muted">{count}</span>
                <span class="gap"></span>
                {move || is_diff.get().then(|| measures(state))}
                {icon_button(EXPORT, "Export as CSV", move || match is_diff.get_untracked() {
                    true => state.export_diff(DiffExport::Csv),
                    false => state.export(Export::FunctionsCsv),
                })}
                {remove_button("Close the table".to_owned(), move || {
                    state.change(|shareable| shareable.panel = Panel::None);
                })}
            </div>
            <div
                id=GRID_ID
                class="grid"
                role="grid"
                tabindex="0"
                aria-label="Functions"
                aria-busy=move || table.is_outdated.get().to_string()
                aria-rowcount=move || (table.row_count.get() + 1).to_string()
                aria-activedescendant=move || table.active_id()
                node_ref=table.grid
                on:scroll=move |_| table.measure()
                on:keydown=move |event| table.press(&event)
            >
                {move || {
                    is_diff.track();
                    head(state, table, has_stated_totals.get())
                }}
                {body(table)}
            </div>
        </section>
    }
}

fn head(state: State, table: Table, has_stated_totals: bool) -> AnyView {
    let columns = untrack(|| table.order()).columns(has_stated_totals);
    let cells = columns.map(|heading| {
        let column = heading.column;
        let aria_sort = move || match table.order().column() {
            (sorted, true) if sorted == column => "descending",
            (sorted, false) if sorted == column => "ascending",
            _ => "none",
        };
        view! {
            <div class=heading.class role="columnheader" aria-sort=aria_sort title=move || hint(state, heading)>
                <button type="button" tabindex="-1" on:click=move |_| table.sort_by(column)>
                    {heading.name}
                    <span class="arrow" aria-hidden="true"></span>
                </button>
            </div>
        }
    });
    view! {
        <div class="row head" role="row" aria-rowindex="1">
            {cells.collect_view()}
        </div>
    }
    .into_any()
}

/// More on a column; that of a side's weights names its files.
fn hint(state: State, heading: &Heading) -> String {
    let mut hint = String::new();
    if let Some(side) = heading.side
        && let Some(diff) = &*state.diff_shown.read()
    {
        hint.push_str(&diff.sides[side.index()].name());
        hint.push_str(", ");
    }
    hint.push_str(heading.hint);
    hint
}

fn body(table: Table) -> AnyView {
    let content_height = move || {
        let mut height = written(table.scroll().content_css_px());
        height.push_str("px");
        height
    };
    let window = NodeRef::<Div>::new();
    let rows = StoredValue::new_local(LiveList::default());
    Effect::new(move |_| {
        let wanted = table.rows();
        if let Some(window) = window.get() {
            rows.update_value(|rows| rows.show(&window, wanted));
        }
    });
    view! {
        <div class="spacer" role="rowgroup" style:height=content_height>
            <div
                node_ref=window
                class="window"
                role="presentation"
                on:click=move |event| table.click(&event)
            ></div>
        </div>
    }
    .into_any()
}
