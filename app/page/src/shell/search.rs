//! The search: as one types, plain text or a pattern, with what it found and the way to it.

use super::icons::{CLOSE, DOWN, SEARCH, UP, icon};
use super::widgets::{element, icon_button};
use crate::state::State;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use protocol::unit::{format_number, format_share};
use protocol::{Search, Shown};
use std::time::Duration;

/// After so long without another letter the search begins.
const PAUSE: Duration = Duration::from_millis(60);
const INPUT_ID: &str = "search-input";

/// The search field, its switch, and what was found.
#[component]
pub fn SearchBox() -> impl IntoView {
    let state = expect_context::<State>();
    let search = Memo::new(move |_| {
        state.shareable.read().as_ref().map(|s| s.view.search.clone()).unwrap_or_default()
    });
    let text = RwSignal::new(String::new());
    // Undo, links and other files change the search from outside.
    Effect::new(move |_| {
        let wanted = search.get().text;
        if wanted != text.get_untracked() {
            text.set(wanted);
        }
    });
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let send = move || {
        timer.set_value(None);
        let wanted = text.get_untracked();
        if wanted != search.get_untracked().text {
            state.amend(|shareable| shareable.view.search.text = wanted);
        }
    };
    let stop_timer = move || {
        if let Some(running) = timer.get_value() {
            running.clear();
        }
    };
    let on_input = move |event| {
        text.set(event_target_value(&event));
        stop_timer();
        timer.set_value(set_timeout_with_handle(send, PAUSE).ok());
    };
    let send_now = move || {
        stop_timer();
        send();
    };
    let clear = move || {
        text.set(String::new());
        send_now();
    };
    // What was typed counts, even where the pause isn't over.
    let select = move |backwards| {
        send_now();
        state.select_match(backwards);
    };
    let on_key = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            select(event.shift_key());
        }
        "Escape" => {
            event.prevent_default();
            if text.read_untracked().is_empty() {
                leave();
            } else {
                clear();
            }
        }
        _ => {}
    };
    let outcome = Memo::new(move |_| outcome(&search.read(), state.shown.read().as_deref()));
    announce(state, outcome);
    let is_bad = move || matches!(&*outcome.read(), Outcome::Bad(_));
    view! {
        <search class="search">
            <div class="search-field" class:bad=is_bad>
                {icon(SEARCH)}
                <input
                    id=INPUT_ID
                    type="text"
                    placeholder="Search functions"
                    aria-label="Search functions"
                    aria-describedby="search-outcome"
                    aria-invalid=move || is_bad().to_string()
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=text
                    on:input=on_input
                    on:keydown=on_key
                />
                {move || (!text.read().is_empty()).then(|| icon_button(CLOSE, "Clear the search", clear))}
                <button
                    type="button"
                    class="icon-button pattern"
                    aria-pressed=move || search.read().is_regex.to_string()
                    aria-label="Regular expression"
                    title="Regular expression"
                    on:click=move |_| {
                        state.change(|s| s.view.search.is_regex = !s.view.search.is_regex);
                    }
                >
                    ".*"
                </button>
            </div>
            <span id="search-outcome" class="outcome" class:bad=is_bad>
                {move || outcome.read().words()}
            </span>
            {move || {
                matches!(&*outcome.read(), Outcome::Found { .. })
                    .then(|| {
                        view! {
                            <span class="tools">
                                {icon_button(UP, "Previous match", move || select(true))}
                                {icon_button(DOWN, "Next match", move || select(false))}
                            </span>
                        }
                    })
            }}
        </search>
    }
}

/// Puts the cursor into the field.
pub fn focus() {
    if let Some(input) = element::<web_sys::HtmlInputElement>(INPUT_ID) {
        // Neither fails for an input in the document.
        let _ = input.focus();
        input.select();
    }
}

/// Gives the cursor back to the picture.
fn leave() {
    if let Some(input) = element::<web_sys::HtmlElement>(INPUT_ID) {
        let _ = input.blur();
    }
}

/// Says the outcome to those who don't see it, once it is there.
fn announce(state: State, outcome: Memo<Outcome>) {
    Effect::new(move |_| {
        let words = outcome.read().words();
        if !words.is_empty() {
            state.announcement.set(words);
        }
    });
}

/// What a search came to.
#[derive(Clone, Debug, PartialEq)]
enum Outcome {
    /// Nothing is searched for.
    Idle,
    /// The pattern is none.
    Bad(String),
    /// Nothing fits.
    Nothing,
    /// Something fits.
    Found { function_count: u32, node_count: u32, share: f64 },
}

impl Outcome {
    fn words(&self) -> String {
        match self {
            Self::Idle => String::new(),
            Self::Bad(why) => why.clone(),
            Self::Nothing => "No match".to_owned(),
            Self::Found { function_count, node_count, share } => {
                let mut words = counted(*function_count, "function", "functions");
                words.push_str(" in ");
                words.push_str(&counted(*node_count, "bar", "bars"));
                words.push_str(" · ");
                words.push_str(&format_share(*share));
                words.push_str(" of all");
                words
            }
        }
    }
}

fn counted(count: u32, one: &str, many: &str) -> String {
    let mut words = format_number(f64::from(count));
    words.push(' ');
    words.push_str(if count == 1 { one } else { many });
    words
}

fn outcome(search: &Search, shown: Option<&Shown>) -> Outcome {
    if search.text.is_empty() {
        return Outcome::Idle;
    }
    let Some(shown) = shown else { return Outcome::Idle };
    match &shown.search {
        None => Outcome::Idle,
        Some(Err(problem)) => Outcome::Bad(problem.what.clone()),
        Some(Ok(matches)) if matches.node_count == 0 => Outcome::Nothing,
        Some(Ok(matches)) => Outcome::Found {
            function_count: matches.function_count,
            node_count: matches.node_count,
            share: if shown.total > 0.0 { matches.weight / shown.total } else { 0.0 },
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use protocol::Problem;
    use protocol::answer::Matches;

    fn check(text: &str, found: Option<Result<Matches, Problem>>, expected: Expect) {
        let search = Search { text: text.to_owned(), is_regex: false };
        let shown = Shown { total: 200.0, search: found, ..Shown::default() };
        expected.assert_eq(&outcome(&search, Some(&shown)).words());
    }

    #[test]
    fn counts_and_share_are_told() {
        let matches = Matches { function_count: 1, node_count: 1200, weight: 25.0 };
        check("serde", Some(Ok(matches)), expect!["1 function in 1,200 bars · 12.5 % of all"]);
    }

    #[test]
    fn nothing_found_is_told() {
        check("serde", Some(Ok(Matches::default())), expect!["No match"]);
        check("", None, expect![""]);
    }

    #[test]
    fn a_bad_pattern_says_why() {
        let problem = Problem { what: "unclosed group".to_owned(), ..Problem::default() };
        check("(", Some(Err(problem)), expect!["unclosed group"]);
    }
}
