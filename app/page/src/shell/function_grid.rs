//! The rows of the functions table, or of the table of changes: only those in sight are in the
//! document.

use super::function_cells::{cells, place_of, row_id};
use super::function_columns::{Column, Order};
use super::function_rows::{BLOCK, Line, ROW_CSS_PX, RowCache, Scroll};
use crate::browser_text::written;
use crate::markup::Markup;
use crate::size_watch::SizeWatch;
use crate::state::State;
use leptos::html::Div;
use leptos::prelude::*;
use protocol::diff::{DiffAnswer, DiffRequest};
use protocol::{Answer, FunctionId, Request, Shown, TreeId};
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::ResizeObserverOptions;

/// What the table needs to know of itself. Copy: a handful of handles.
#[derive(Clone, Copy)]
pub struct Table {
    state: State,
    cache: StoredValue<RowCache>,
    /// The view and the order that the rows at hand are of.
    rows_of: StoredValue<Option<(Arc<Shown>, Order)>>,
    /// Whether the rows in sight are still of another view.
    pub is_outdated: RwSignal<bool>,
    /// Counted up when rows come in.
    pub version: RwSignal<u32>,
    /// How many rows there are, the search applied.
    pub row_count: RwSignal<u32>,
    /// How many there would be without the search.
    pub function_count: RwSignal<u32>,
    /// Whether a question is on its way.
    is_asking: StoredValue<bool>,
    /// What the rows at hand are of; other answers come too late.
    key: StoredValue<Key>,
    scroll_css_px: RwSignal<f64>,
    height_css_px: RwSignal<f64>,
    /// How wide names may be.
    name_css_px: RwSignal<f64>,
    /// The row that the keys are at.
    active: RwSignal<u32>,
    /// The function whose row is to be brought into sight.
    follow: StoredValue<Option<FunctionId>>,
    pub grid: NodeRef<Div>,
}

/// What the rows of a table are of: the view that is shown, and the order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Key {
    tree: TreeId,
    revision: u32,
    order: Order,
}

impl Table {
    /// A table without rows; it asks for them.
    pub fn new(state: State) -> Self {
        let table = Self {
            state,
            cache: StoredValue::new(RowCache::default()),
            rows_of: StoredValue::new(None),
            is_outdated: RwSignal::new(false),
            version: RwSignal::new(0),
            row_count: RwSignal::new(0),
            function_count: RwSignal::new(0),
            is_asking: StoredValue::new(false),
            key: StoredValue::new(Key::default()),
            scroll_css_px: RwSignal::new(0.0),
            height_css_px: RwSignal::new(0.0),
            name_css_px: RwSignal::new(0.0),
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
        // Its height changes with the window's, and with that of the answer above it.
        let size = StoredValue::new_local(None);
        Effect::new(move |_| {
            if let Some(grid) = table.grid.get() {
                let on_resize = Box::new(move |_| table.measure());
                size.set_value(SizeWatch::new(&grid, &ResizeObserverOptions::new(), on_resize));
            }
        });
        on_cleanup(move || {
            size.try_set_value(None);
        });
        table
    }

    /// Forgets the rows when they are of another view or order.
    fn follow_view(self) {
        Effect::new(move |_| {
            let shown = self.state.shown.read();
            let Some(shown) = shown.as_ref() else { return };
            let key = Key { tree: shown.tree, revision: shown.revision, order: self.order() };
            let before = self.key.get_value();
            if key == before {
                return;
            }
            self.key.set_value(key);
            self.is_asking.set_value(false);
            // What is there stays in sight until the first new rows are, under the same headings.
            let has_stated_totals = self.rows_of.with_value(|rows_of| {
                rows_of.as_ref().is_some_and(|(shown, _)| shown.has_stated_totals)
            });
            if key.order.is_diff() != before.order.is_diff()
                || shown.has_stated_totals != has_stated_totals
            {
                self.forget();
            }
            self.cache.update_value(RowCache::outdate);
            self.is_outdated.set(true);
            // The picture asks for its scene meanwhile: the engine would sort the table first.
            let ask = move || {
                if self.key.try_get_value() == Some(key) {
                    self.ask();
                }
            };
            set_timeout(ask, Duration::ZERO);
        });
    }

    /// Leaves no row in sight.
    fn forget(self) {
        self.cache.update_value(RowCache::clear);
        self.version.update(|version| *version += 1);
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

    /// The order of the table: that of a diff's where one is shown.
    pub fn order(self) -> Order {
        let is_diff = self.state.diff_shown.read().is_some();
        let shareable = self.state.shareable.read();
        match (is_diff, shareable.as_ref()) {
            (true, Some(shareable)) => Order::Changes(shareable.diff_sort),
            (false, Some(shareable)) => Order::Functions(shareable.sort),
            (_, None) => Order::default(),
        }
    }

    /// Sorts by a column: names from A, weights from the largest; once more turns it around.
    pub fn sort_by(self, column: Column) {
        if let Some(grid) = self.grid.get_untracked() {
            grid.set_scroll_top(0);
            self.measure();
        }
        self.state.change(|shareable| match column {
            Column::Function(column) => {
                let (sorted, descending) = shareable.sort;
                let is_same = sorted == column;
                shareable.sort =
                    (column, if is_same { !descending } else { Column::is_weight(column) });
            }
            Column::Change(column) => {
                let sort = &mut shareable.diff_sort;
                let is_same = sort.column == column;
                sort.descending =
                    if is_same { !sort.descending } else { Column::is_number(column) };
                sort.column = column;
            }
        });
    }

    fn selected(self) -> Option<FunctionId> {
        let details = self.state.details.read();
        details.as_ref()?.place.function
    }

    /// How the scroll bar stands for the rows.
    pub fn scroll(self) -> Scroll {
        Scroll { row_count: self.row_count.get(), height_css_px: self.height_css_px.get() }
    }

    /// The row on top, with a fraction.
    pub fn first_row(self) -> f64 {
        self.scroll().first_row(self.scroll_css_px.get())
    }

    /// Takes note of the scroll position and of the visible height, the heading's row left out.
    pub fn measure(self) {
        let Some(grid) = self.grid.get_untracked() else { return };
        let height_css_px = f64::from(grid.client_height()) - ROW_CSS_PX;
        if height_css_px != self.height_css_px.get_untracked() {
            self.height_css_px.set(height_css_px.max(ROW_CSS_PX));
        }
        // Without the padding.
        let name = grid.query_selector(".head .name").ok().flatten();
        let name_css_px = name.map_or(0.0, |name| f64::from(name.client_width()) - 16.0);
        if name_css_px != self.name_css_px.get_untracked() {
            self.name_css_px.set(name_css_px);
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
        let (start, selected) = (block * BLOCK, self.follow.get_value());
        let tree = key.tree;
        let request = match key.order {
            Order::Functions((sort, descending)) => {
                Request::Functions { tree, sort, descending, start, count: BLOCK, selected }
            }
            Order::Changes(sort) => Request::Diff {
                tree,
                request: DiffRequest::Rows { sort, start, count: BLOCK, selected },
            },
        };
        spawn_local(async move {
            let answer = self.state.ask(request).await;
            // The table may be closed by now, or show something else.
            if self.key.try_get_value() != Some(key) {
                return;
            }
            self.is_asking.set_value(false);
            match answer {
                Some((Answer::Functions { rows, .. }, _)) => {
                    self.function_count.set(rows.function_count);
                    let lines = rows.rows.into_iter().map(Line::Function).collect();
                    self.take(block, lines, rows.row_count, rows.row_of_selected);
                }
                Some((Answer::Diff { answer: DiffAnswer::Rows(rows), .. }, _)) => {
                    let shown = self.state.shown.get_untracked();
                    self.function_count.set(shown.map_or(0, |shown| shown.function_count));
                    let lines = rows.rows.into_iter().map(|row| Line::Change(Box::new(row)));
                    self.take(block, lines.collect(), rows.row_count, rows.row_of_selected);
                }
                // The engine shows something else by now, or was cancelled.
                _ => {
                    self.forget();
                    self.is_outdated.set(false);
                }
            }
        });
    }

    fn take(self, block: u32, lines: Vec<Line>, row_count: u32, row_of_selected: Option<u32>) {
        let is_empty = lines.is_empty();
        self.cache.update_value(|cache| cache.insert(block, lines));
        let shown = self.state.shown.get_untracked();
        self.rows_of.set_value(shown.map(|shown| (shown, self.key.get_value().order)));
        self.is_outdated.set(false);
        self.row_count.set(row_count);
        self.measure();
        if let (Some(_), Some(place)) = (self.follow.get_value(), row_of_selected) {
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

    /// A key was pressed in the table.
    pub fn press(self, event: &web_sys::KeyboardEvent) {
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
        let function = self.cache.with_value(|cache| cache.current(place).map(Line::function));
        self.active.set(place);
        if let Some(function) = function {
            self.state.select_function(function);
        }
    }

    /// The name in the document of the row that the keys are at, if it is in sight.
    pub fn active_id(self) -> Option<String> {
        let (from, to) = self.scroll().visible(self.first_row());
        let active = self.active.get();
        (from..to).contains(&active).then(|| row_id(active))
    }

    /// The rows in sight, as they are to stand in the document.
    pub fn rows(self) -> Vec<Markup> {
        self.version.track();
        let rows_of = self.rows_of.get_value();
        let first_row = self.first_row();
        let (from, to) = self.scroll().visible(first_row);
        let (active, selected) = (self.active.get(), self.selected());
        let name_css_px = self.name_css_px.get();
        let row = |place: u32| {
            let (cells, function) = self.cache.with_value(|cache| {
                let cells = match (cache.get(place), &rows_of) {
                    (Some(line), Some((shown, order))) => cells(line, shown, *order, name_css_px),
                    _ => Vec::new(),
                };
                (cells, cache.current(place).map(Line::function))
            });
            let is_selected = selected.is_some() && selected == function;
            let top = ((f64::from(place) - first_row) * ROW_CSS_PX * 4.0).round() / 4.0;
            let mut transform = String::from("translateY(");
            transform.push_str(&written(top));
            transform.push_str("px)");
            Markup::new("div")
                .with("role", "row")
                .with("class", if active == place { "row active" } else { "row" })
                .with("id", row_id(place))
                .with("aria-rowindex", (place + 2).to_string())
                .with("aria-selected", if is_selected { "true" } else { "false" })
                .style("transform", transform)
                .children(cells)
        };
        (from..to).map(row).collect()
    }

    /// A click in the rows chooses the one under it.
    pub fn click(self, event: &web_sys::MouseEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let row = target.and_then(|target| target.closest("[role=row]").ok().flatten());
        if let Some(place) = row.and_then(|row| place_of(&row.id())) {
            self.choose(place);
        }
    }
}
