//! The functions table: only the rows in sight are in the document.

use super::function_cells::{cells, row_id};
use super::function_rows::{BLOCK, ROW_CSS_PX, RowCache, Scroll};
use super::icons::EXPORT;
use super::widgets::{icon_button, remove_button};
use crate::state::{Panel, State};
use leptos::html::Div;
use leptos::prelude::*;
use protocol::unit::format_number;
use protocol::{Answer, Export, FunctionColumn, FunctionId, FunctionRows, Request, TreeId};
use wasm_bindgen_futures::spawn_local;

const GRID_ID: &str = "functions-grid";

/// The columns, as they stand from left to right.
const COLUMNS: &[(FunctionColumn, &str, &str)] = &[
    (FunctionColumn::SelfWeight, "Self", "number"),
    (FunctionColumn::TotalWeight, "Total", "number"),
    (FunctionColumn::Name, "Function", "name"),
    (FunctionColumn::Group, "Crate", "group"),
];

/// What the table needs to know of itself. Copy: a handful of handles.
#[derive(Clone, Copy)]
struct Table {
    state: State,
    cache: StoredValue<RowCache>,
    /// Counted up when rows come in.
    version: RwSignal<u32>,
    /// How many rows there are, the search applied.
    row_count: RwSignal<u32>,
    /// How many there would be without the search.
    function_count: RwSignal<u32>,
    /// Whether a question is on its way.
    is_asking: StoredValue<bool>,
    /// What the rows at hand are of; other answers come too late.
    key: StoredValue<Key>,
    scroll_css_px: RwSignal<f64>,
    height_css_px: RwSignal<f64>,
    /// The row that the keys are at.
    active: RwSignal<u32>,
    /// The function whose row is to be brought into sight.
    follow: StoredValue<Option<FunctionId>>,
    grid: NodeRef<Div>,
}

/// What the rows of a table are of: the view that is shown, and the order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Key {
    tree: TreeId,
    revision: u32,
    sort: (FunctionColumn, bool),
}

/// The functions table.
#[component]
pub fn FunctionsTable() -> impl IntoView {
    let state = expect_context::<State>();
    let table = Table::new(state);
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
        <section class="panel functions" aria-labelledby="functions-heading">
            <div class="panel-head">
                <h2 id="functions-heading">"Functions"</h2>
                <span class="muted">{count}</span>
                <span class="gap"></span>
                {icon_button(EXPORT, "Export as CSV", move || state.export(Export::FunctionsCsv))}
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
                aria-rowcount=move || (table.row_count.get() + 1).to_string()
                aria-activedescendant=move || table.active_id()
                node_ref=table.grid
                on:scroll=move |_| table.measure()
                on:keydown=move |event| table.press(&event)
            >
                {head(table)}
                {body(table)}
            </div>
        </section>
    }
}

fn head(table: Table) -> AnyView {
    let cells = COLUMNS.iter().map(|&(column, name, class)| {
        let sort = move || table.sort();
        let aria_sort = move || match sort() {
            (sorted, true) if sorted == column => "descending",
            (sorted, false) if sorted == column => "ascending",
            _ => "none",
        };
        view! {
            <div class=class role="columnheader" aria-sort=aria_sort>
                <button type="button" tabindex="-1" on:click=move |_| table.sort_by(column)>
                    {name}
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

fn body(table: Table) -> AnyView {
    let content_height = move || {
        let mut height = table.scroll().content_css_px().to_string();
        height.push_str("px");
        height
    };
    let rows = move || {
        table.version.track();
        let first_row = table.first_row();
        let (from, to) = table.scroll().visible(first_row);
        (from..to).map(|place| table.row(place, first_row)).collect_view()
    };
    view! {
        <div class="spacer" role="rowgroup" style:height=content_height>
            <div class="window" role="presentation">{rows}</div>
        </div>
    }
    .into_any()
}

impl Table {
    fn new(state: State) -> Self {
        let table = Self {
            state,
            cache: StoredValue::new(RowCache::default()),
            version: RwSignal::new(0),
            row_count: RwSignal::new(0),
            function_count: RwSignal::new(0),
            is_asking: StoredValue::new(false),
            key: StoredValue::new(Key::default()),
            scroll_css_px: RwSignal::new(0.0),
            height_css_px: RwSignal::new(0.0),
            active: RwSignal::new(0),
            follow: StoredValue::new(None),
            grid: NodeRef::new(),
        };
        table.follow_view();
        table.follow_selection();
        // The rows in sight are asked for, whatever brought them there.
        Effect::new(move |_| {
            table.scroll_css_px.track();
            table.height_css_px.track();
            table.ask();
        });
        Effect::new(move |_| {
            if table.grid.get().is_some() {
                table.measure();
            }
        });
        let resize = window_event_listener(leptos::ev::resize, move |_| table.measure());
        on_cleanup(move || resize.remove());
        table
    }

    /// Forgets the rows when they are of another view or order.
    fn follow_view(self) {
        Effect::new(move |_| {
            let shown = self.state.shown.read();
            let Some(shown) = shown.as_ref() else { return };
            let key = Key { tree: shown.tree, revision: shown.revision, sort: self.sort() };
            if key == self.key.get_value() {
                return;
            }
            self.key.set_value(key);
            self.is_asking.set_value(false);
            self.cache.update_value(RowCache::clear);
            self.ask();
        });
    }

    /// Brings the selected function's row into sight when another one is selected.
    fn follow_selection(self) {
        Effect::new(move |before: Option<Option<FunctionId>>| {
            let selected = self.selected();
            if before != Some(selected) && selected.is_some() {
                self.follow.set_value(selected);
                self.is_asking.set_value(false);
                self.ask_block(untrack(|| self.scroll().visible(self.first_row()).0) / BLOCK);
            }
            selected
        });
    }

    fn sort(self) -> (FunctionColumn, bool) {
        let shareable = self.state.shareable.read();
        shareable.as_ref().map_or((FunctionColumn::SelfWeight, true), |shareable| shareable.sort)
    }

    /// Sorts by a column: names from A, weights from the largest; once more turns it around.
    fn sort_by(self, column: FunctionColumn) {
        if let Some(grid) = self.grid.get_untracked() {
            grid.set_scroll_top(0);
        }
        self.state.change(|shareable| {
            let (sorted, descending) = shareable.sort;
            shareable.sort = match sorted == column {
                true => (column, !descending),
                false => {
                    let is_weight =
                        matches!(column, FunctionColumn::SelfWeight | FunctionColumn::TotalWeight);
                    (column, is_weight)
                }
            };
        });
    }

    fn selected(self) -> Option<FunctionId> {
        let details = self.state.details.read();
        details.as_ref()?.place.function
    }

    fn scroll(self) -> Scroll {
        Scroll { row_count: self.row_count.get(), height_css_px: self.height_css_px.get() }
    }

    fn first_row(self) -> f64 {
        self.scroll().first_row(self.scroll_css_px.get())
    }

    /// Takes note of the scroll position and of the visible height, the heading's row left out.
    fn measure(self) {
        let Some(grid) = self.grid.get_untracked() else { return };
        let height_css_px = f64::from(grid.client_height()) - ROW_CSS_PX;
        if height_css_px != self.height_css_px.get_untracked() {
            self.height_css_px.set(height_css_px.max(ROW_CSS_PX));
        }
        let scroll_css_px = f64::from(grid.scroll_top());
        if scroll_css_px != self.scroll_css_px.get_untracked() {
            self.scroll_css_px.set(scroll_css_px);
        }
    }

    /// Asks for the first block in sight that isn't at hand, if no question is on its way.
    fn ask(self) {
        let missing = untrack(|| {
            let (from, to) = self.scroll().visible(self.first_row());
            // Before the first answer nobody knows how many rows there are.
            self.cache.with_value(|cache| cache.missing(from, to.max(from + 1)))
        });
        let is_within = |block: u32| block == 0 || block * BLOCK < self.row_count.get_untracked();
        if let Some(block) = missing
            && is_within(block)
        {
            self.ask_block(block);
        }
    }

    fn ask_block(self, block: u32) {
        if self.is_asking.get_value() {
            return;
        }
        let key = self.key.get_value();
        if key == Key::default() {
            return;
        }
        self.is_asking.set_value(true);
        let request = Request::Functions {
            tree: key.tree,
            sort: key.sort.0,
            descending: key.sort.1,
            start: block * BLOCK,
            count: BLOCK,
            selected: self.follow.get_value(),
        };
        spawn_local(async move {
            let answer = self.state.ask(request).await;
            // The table may be closed by now, or show something else.
            if self.key.try_get_value() != Some(key) {
                return;
            }
            self.is_asking.set_value(false);
            if let Some((Answer::Functions { rows, .. }, _)) = answer {
                self.take(block, rows);
            }
        });
    }

    fn take(self, block: u32, rows: FunctionRows) {
        let is_empty = rows.rows.is_empty();
        self.cache.update_value(|cache| cache.insert(block, rows.rows));
        self.row_count.set(rows.row_count);
        self.function_count.set(rows.function_count);
        if let (Some(_), Some(place)) = (self.follow.get_value(), rows.row_of_selected) {
            self.follow.set_value(None);
            self.go_to(place);
        }
        self.version.update(|version| *version += 1);
        if !is_empty {
            self.ask();
        }
    }

    /// Makes a row the active one and brings it into sight.
    fn go_to(self, place: u32) {
        self.active.set(place);
        let top = untrack(|| self.scroll().reveal(place, self.first_row()));
        if let (Some(top), Some(grid)) = (top, self.grid.get_untracked()) {
            grid.set_scroll_top(top.round() as i32);
        }
    }

    fn press(self, event: &web_sys::KeyboardEvent) {
        let active = self.active.get_untracked();
        let last = self.row_count.get_untracked().saturating_sub(1);
        let page = (self.height_css_px.get_untracked() / ROW_CSS_PX) as u32;
        let place = match event.key().as_str() {
            "ArrowDown" => active + 1,
            "ArrowUp" => active.saturating_sub(1),
            "PageDown" => active + page,
            "PageUp" => active.saturating_sub(page),
            "Home" => 0,
            "End" => last,
            "Enter" | " " => {
                self.choose(active);
                active
            }
            _ => return,
        };
        // Neither the page nor the flame graph should move as well.
        event.prevent_default();
        event.stop_propagation();
        self.go_to(place.min(last));
    }

    fn choose(self, place: u32) {
        let function = self.cache.with_value(|cache| cache.get(place).map(|row| row.function));
        self.active.set(place);
        if let Some(function) = function {
            self.state.select_function(function);
        }
    }

    fn active_id(self) -> Option<String> {
        let (from, to) = self.scroll().visible(self.first_row());
        let active = self.active.get();
        (from..to).contains(&active).then(|| row_id(active))
    }

    fn row(self, place: u32, first_row: f64) -> AnyView {
        let row = self.cache.with_value(|cache| cache.get(place).cloned());
        let mut top =
            (((f64::from(place) - first_row) * ROW_CSS_PX * 4.0).round() / 4.0).to_string();
        top.insert_str(0, "translateY(");
        top.push_str("px)");
        let cells = match row {
            Some(row) => {
                let is_selected = self.selected() == Some(row.function);
                let shown = self.state.shown.get_untracked();
                Some((cells(&row, shown), is_selected))
            }
            None => None,
        };
        let is_selected = cells.as_ref().is_some_and(|(_, is_selected)| *is_selected);
        view! {
            <div
                id=row_id(place)
                class="row"
                class:active=move || self.active.get() == place
                role="row"
                aria-rowindex=(place + 2).to_string()
                aria-selected=is_selected.to_string()
                style:transform=top
                on:click=move |_| self.choose(place)
            >
                {cells.map(|(cells, _)| cells)}
            </div>
        }
        .into_any()
    }
}
