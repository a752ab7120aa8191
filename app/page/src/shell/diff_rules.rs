//! Matching by names: the user's rename rules, and the list of what was matched.

use super::icons::UP;
use super::widgets::{icon_button, remove_button, text_button};
use crate::browser_text::lowercase;
use crate::state::State;
use leptos::html::Ol;
use leptos::prelude::*;
use protocol::diff::{MatchedNames, RenameRule};
use protocol::unit::format_number;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlOListElement};

/// So many names that were matched are listed at once.
const LISTED: usize = 200;

/// The user's rename rules, in the order in which they are used.
pub fn rules(state: State) -> AnyView {
    // With what the engine can't read in them: the list changes only if that does.
    let rules = Memo::new(move |_| {
        let shareable = state.shareable.read();
        let diff = shareable.as_ref().and_then(|s| s.diff.as_ref());
        let rules = diff.map(|diff| diff.rules.clone()).unwrap_or_default();
        let shown = state.diff_shown.read();
        let broken = shown.as_ref().map(|shown| shown.broken_rules.clone()).unwrap_or_default();
        (rules, broken)
    });
    let pattern = RwSignal::new(String::new());
    let replacement = RwSignal::new(String::new());
    // The rule that the fields are of; none: of a new one.
    let edited = RwSignal::new(None::<usize>);
    // Undone or changed by a link, the rule in its place may be another.
    Effect::new(move |before: Option<Vec<RenameRule>>| {
        let (now, _) = rules.get();
        if before.is_none_or(|before| before != now) {
            edited.set(None);
        }
        now
    });
    let edit = move |place: Option<usize>, rule: RenameRule| {
        edited.set(place);
        pattern.set(rule.pattern);
        replacement.set(rule.replacement);
    };
    let change = move |change: &dyn Fn(&mut Vec<RenameRule>)| {
        edit(None, RenameRule::default());
        state.change_diff(|diff| change(&mut diff.rules));
    };
    let ordered = NodeRef::<Ol>::new();
    // Under the button that was pressed is another rule now: the keyboard goes with its own, or to
    // the next one.
    let focus_rule = move |place: usize| {
        let focus = move || {
            let Some(list) = ordered.get_untracked() else { return };
            // From 1, as the last one may be gone.
            let place = (place as u32 + 1).min(list.child_element_count());
            let mut selector = String::from("li:nth-child(");
            selector.push_str(&place.to_string());
            selector.push_str(") button");
            focus(&list, &selector);
        };
        set_timeout(focus, Duration::ZERO);
    };
    let list = move || {
        let (rules, broken) = rules.get();
        let row = |(place, rule): (usize, RenameRule)| {
            let problem = broken.iter().find(|(at, _)| *at as usize == place);
            let problem = problem.map(|(_, problem)| {
                view! { <p class="bad">{problem.what.clone()}</p> }
            });
            let earlier = (place > 0).then(|| {
                icon_button(UP, "Use the rule earlier", move || {
                    change(&|rules| {
                        if place < rules.len() {
                            rules.swap(place - 1, place);
                        }
                    });
                    focus_rule(place - 1);
                })
            });
            let RenameRule { pattern, replacement } = rule.clone();
            let replacement = match replacement.is_empty() {
                true => view! { <span class="muted">"nothing"</span> }.into_any(),
                false => view! { <code>{replacement}</code> }.into_any(),
            };
            view! {
                <li>
                    <code>{pattern}</code>
                    " → "
                    {replacement}
                    <span class="rule-tools">
                        {earlier}
                        {text_button("button small", "Edit", move || {
                            edit(Some(place), rule.clone());
                            if let Some(list) = ordered.get_untracked() {
                                focus(&list, "~ form input");
                            }
                        })}
                        {remove_button("Remove the rule".to_owned(), move || {
                            change(&|rules| {
                                if place < rules.len() {
                                    rules.remove(place);
                                }
                            });
                            focus_rule(place);
                        })}
                    </span>
                    {problem}
                </li>
            }
        };
        rules.into_iter().enumerate().map(row).collect_view()
    };
    let field = |name: &'static str, text: RwSignal<String>| {
        view! {
            <label class="field">
                <span class="muted">{name}</span>
                <input
                    type="text"
                    spellcheck="false"
                    prop:value=text
                    on:input=move |event| text.set(event_target_value(&event))
                />
            </label>
        }
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let rule = RenameRule { pattern: pattern.get(), replacement: replacement.get() };
        let place = edited.get();
        if !rule.pattern.is_empty() {
            change(&|rules| match place.and_then(|place| rules.get_mut(place)) {
                Some(known) => known.clone_from(&rule),
                None => rules.push(rule.clone()),
            });
        }
    };
    let verb = move || if edited.get().is_some() { "Change the rule" } else { "Add the rule" };
    view! {
        <fieldset>
            <legend>"Rename before matching"</legend>
            <ol node_ref=ordered>{list}</ol>
            <form on:submit=submit>
                {field("Pattern (regular expression)", pattern)}
                {field("becomes", replacement)}
                <button type="submit" class="button small">{verb}</button>
            </form>
        </fieldset>
    }
    .into_any()
}

/// Gives the keyboard to what a selector finds around a list.
fn focus(list: &HtmlOListElement, selector: &str) {
    let Some(around) = list.parent_element() else { return };
    let mut whole = String::from("ol ");
    whole.push_str(selector);
    let find = |selector: &str| around.query_selector(selector).ok().flatten();
    // Where no rule is left, a new one can be written.
    let found = find(&whole).or_else(|| find("form input"));
    if let Some(element) = found.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// What was matched though it is written differently.
pub fn matched(state: State) -> AnyView {
    let filter = RwSignal::new(String::new());
    let all = Memo::new(move |_| {
        let shown = state.diff_shown.read();
        Arc::new(shown.as_ref().map(|shown| shown.matched.clone()).unwrap_or_default())
    });
    let field = move || {
        (all.read().len() > LISTED).then(|| {
            view! {
                <input
                    type="search"
                    class="filter"
                    placeholder="Find a function"
                    aria-label="Find a function that was matched"
                    prop:value=filter
                    on:input=move |event| filter.set(event_target_value(&event))
                />
            }
        })
    };
    let list = move || {
        let all = all.get();
        if all.is_empty() {
            let text = "All functions that were matched are written alike.";
            return view! { <p class="muted narrow">{text}</p> }.into_any();
        }
        // What is typed into a field that isn't shown any more counts no more.
        let wanted =
            if all.len() > LISTED { lowercase(filter.read().trim()) } else { String::new() };
        let fits = |matched: &&MatchedNames| {
            let mut names = matched.baseline.iter().chain(&matched.comparison);
            names.any(|name| lowercase(name).contains(&wanted))
        };
        let rows = all.iter().filter(fits).take(LISTED).map(matched_row).collect_view();
        let more = all.iter().filter(fits).count().saturating_sub(LISTED);
        let more = (more > 0).then(|| {
            let mut text = format_number(more as f64);
            text.push_str(" more: type to find them");
            view! { <p class="muted">{text}</p> }
        });
        view! { <ul class="matched">{rows}</ul>{more} }.into_any()
    };
    view! {
        <details>
            <summary>"Matched though written differently"</summary>
            {field}
            {list}
        </details>
    }
    .into_any()
}

fn matched_row(matched: &MatchedNames) -> AnyView {
    let by = matched.rule.map(|place| {
        let mut by = String::from(" by rule ");
        by.push_str(&(place + 1).to_string());
        by
    });
    let names = |names: &[String]| names.join(", ");
    view! {
        <li>
            <code>{names(&matched.baseline)}</code>
            " = "
            <code>{names(&matched.comparison)}</code>
            <span class="muted">{by}</span>
        </li>
    }
    .into_any()
}
