//! Matching by names: the user's rename rules, and the list of what was matched.

use super::icons::UP;
use super::widgets::{icon_button, remove_button, text_button};
use crate::browser_text::lowercase;
use crate::state::State;
use leptos::prelude::*;
use protocol::diff::{MatchedNames, RenameRule};
use protocol::unit::format_number;
use std::sync::Arc;

/// So many names that were matched are listed at once.
const LISTED: usize = 200;

/// The user's rename rules, in the order in which they are used.
pub fn rules(state: State) -> AnyView {
    let rules = Memo::new(move |_| {
        let shareable = state.shareable.read();
        let diff = shareable.as_ref().and_then(|s| s.diff.as_ref());
        diff.map(|diff| diff.rules.clone()).unwrap_or_default()
    });
    let pattern = RwSignal::new(String::new());
    let replacement = RwSignal::new(String::new());
    // The rule that the fields are of; none: of a new one.
    let edited = RwSignal::new(None::<usize>);
    // Undone or changed by a link, the rule in its place may be another.
    Effect::new(move |_| {
        rules.track();
        edited.set(None);
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
    let list = move || {
        let broken = state.diff_shown.with(|shown| {
            shown.as_ref().map(|shown| shown.broken_rules.clone()).unwrap_or_default()
        });
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
                        {text_button("button small", "Edit", move || edit(Some(place), rule.clone()))}
                        {remove_button("Remove the rule".to_owned(), move || {
                            change(&|rules| {
                                if place < rules.len() {
                                    rules.remove(place);
                                }
                            });
                        })}
                    </span>
                    {problem}
                </li>
            }
        };
        rules.get().into_iter().enumerate().map(row).collect_view()
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
            <ol>{list}</ol>
            <form on:submit=submit>
                {field("Pattern (regular expression)", pattern)}
                {field("becomes", replacement)}
                <button type="submit" class="button small">{verb}</button>
            </form>
        </fieldset>
    }
    .into_any()
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
