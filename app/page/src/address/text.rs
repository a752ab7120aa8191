//! A fragment as text: `key=value`, joined by `&`, percent-encoded.

use super::{Address, Sides, Visible, diff_words, words};
use crate::browser_text::{number, written};
use crate::comparison::{Comparison, FIRST_SORT};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use protocol::{Direction, Search, SiblingOrder};

/// What can't stand for itself: what separates, what a URL's fragment may not hold, what mail
/// programs and chats cut links at.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'=')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

impl Address {
    /// The fragment, without its `#`; empty if there is nothing to say.
    pub fn encode(&self) -> String {
        let view = &self.shareable.view;
        let mut out = Writer::default();
        if self.is_example {
            out.bare("example");
        }
        out.some("profile", self.profile_url.as_deref());
        out.some("file", self.file.as_deref());
        if view.profile.index > 0 {
            out.add("recording", &(u64::from(view.profile.index) + 1).to_string());
        }
        for thread in &self.threads {
            out.add("thread", thread);
        }
        out.some("metric", self.metric.as_deref());
        self.sides.write(&mut out);
        diff_words::write(&self.shareable, &mut out);
        out.some("unit", view.unit.as_ref().map(|unit| unit.name()));
        out.some("view", view.inverted.then_some("inverted"));
        out.some("grow", (self.shareable.direction == Direction::RootAtBottom).then_some("up"));
        out.some("order", (view.order == SiblingOrder::Name).then_some("name"));
        out.some("colours", words::colours(view.colours));
        out.some("highlight", view.highlighted.as_deref());
        for transform in &view.transforms {
            out.add("transform", &words::transform(transform));
        }
        if !view.search.text.is_empty() || view.search.is_regex {
            let key = if view.search.is_regex { "regex" } else { "search" };
            out.add(key, &view.search.text);
        }
        out.some("panel", words::panel(self.shareable.panel));
        out.some("sort", words::sort(self.shareable.sort).as_deref());
        out.some("selected", self.shareable.selected.as_ref().map(words::node).as_deref());
        out.some("zoom", self.shareable.zoomed.as_ref().map(words::node).as_deref());
        if let Some(Visible { x_start, x_end, first_row }) = self.visible {
            out.add("x", &(written(x_start) + "," + &written(x_end)));
            out.add("row", &written(first_row));
        }
        out.text
    }

    /// Reads a fragment, with or without its `#`. What it doesn't know it leaves out: links come
    /// from newer versions, and from people.
    pub fn decode(fragment: &str) -> Self {
        let mut address = Self::default();
        let mut diff = Comparison::default();
        let (mut x, mut first_row) = (None, 0.0);
        for item in fragment.trim_start_matches('#').split('&') {
            let (key, value) = item.split_once('=').unwrap_or((item, ""));
            let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
            match key {
                "x" => x = edges(&value),
                "row" => first_row = number(&value).unwrap_or(0.0),
                _ if diff_words::take(key, &value, &mut diff, &mut address.shareable.diff_sort) => {
                }
                _ => address.take(key, value),
            }
        }
        if address.sides.baseline.is_empty() {
            // What is said of a diff means nothing without one.
            (address.sides, address.shareable.diff_sort) = (Sides::default(), FIRST_SORT);
        } else {
            address.shareable.diff = Some(diff);
        }
        address.visible = x.map(|(x_start, x_end)| Visible { x_start, x_end, first_row });
        address
    }

    fn take(&mut self, key: &str, value: String) {
        let shareable = &mut self.shareable;
        let view = &mut shareable.view;
        match key {
            "example" => self.is_example = true,
            "profile" => self.profile_url = Some(value),
            "file" => self.file = Some(value),
            "recording" => {
                view.profile.index = value.parse::<u32>().unwrap_or(1).saturating_sub(1);
            }
            "thread" => self.threads.push(value),
            "metric" => self.metric = Some(value),
            "unit" => view.unit = Some(words::unit_of(&value)),
            "view" => view.inverted = value == "inverted",
            "grow" if value == "up" => shareable.direction = Direction::RootAtBottom,
            "order" if value == "name" => view.order = SiblingOrder::Name,
            "colours" => view.colours = words::colours_of(&value),
            "highlight" => view.highlighted = Some(value),
            "transform" => view.transforms.extend(words::transform_of(&value)),
            "search" => view.search = Search { text: value, is_regex: false },
            "regex" => view.search = Search { text: value, is_regex: true },
            "panel" => shareable.panel = words::panel_of(&value),
            "sort" => shareable.sort = words::sort_of(&value),
            "selected" => shareable.selected = words::node_of(&value),
            "zoom" => shareable.zoomed = words::node_of(&value),
            _ => self.sides.take(key, value),
        }
    }
}

fn edges(value: &str) -> Option<(f64, f64)> {
    let (start, end) = value.split_once(',')?;
    Some((number(start)?, number(end)?))
}

/// A fragment that is being written.
#[derive(Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    fn bare(&mut self, key: &str) {
        if !self.text.is_empty() {
            self.text.push('&');
        }
        self.text.push_str(key);
    }

    /// Adds a key and its value.
    pub fn add(&mut self, key: &str, value: &str) {
        self.bare(key);
        self.text.push('=');
        self.text.extend(utf8_percent_encode(value, ENCODED));
    }

    /// The same, if there is a value.
    pub fn some(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(key, value);
        }
    }
}

#[cfg(test)]
mod tests;
