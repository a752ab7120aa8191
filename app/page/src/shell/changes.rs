//! The answer of a diff in words, above the table of changes.

use super::icons::{COPY, icon};
use crate::state::State;
use leptos::prelude::*;
use protocol::diff::{DiffExport, Measure, NoiseTest, Sentence};

/// So many rows of the table go into a text for a pull request.
const MARKDOWN_ROWS: u32 = 10;

/// What changed, in sentences; a click on one selects the function that it is about.
#[component]
pub fn Answer() -> impl IntoView {
    let state = expect_context::<State>();
    let answer = Memo::new(move |_| {
        let shown = state.diff_shown.read();
        shown.as_ref().map(|shown| shown.answer.clone()).unwrap_or_default()
    });
    let noise = move || {
        let shown = state.diff_shown.read();
        let noise = &shown.as_ref()?.noise;
        let class = if noise.test == NoiseTest::LeastChange { "hint" } else { "muted small" };
        Some(view! { <p class=class>{noise.why.clone()}</p> })
    };
    view! {
        <section class="answer" aria-labelledby="answer-heading">
            <div class="answer-head">
                <h2 id="answer-heading">"What changed"</h2>
                <span class="gap"></span>
                <button
                    type="button"
                    class="button small"
                    on:click=move |_| {
                        state.export_diff(DiffExport::Markdown { rows: MARKDOWN_ROWS });
                    }
                >
                    {icon(COPY)}
                    "Copy as Markdown"
                </button>
            </div>
            <ul>
                {move || {
                    answer.get().into_iter().map(|sentence| item(state, sentence)).collect_view()
                }}
            </ul>
            {noise}
        </section>
    }
}

fn item(state: State, sentence: Sentence) -> AnyView {
    let text = marked(&sentence.text);
    match sentence.function {
        Some(function) => view! {
            <li>
                <button type="button" on:click=move |_| state.select_function(function)>
                    {text}
                </button>
            </li>
        }
        .into_any(),
        None => view! { <li class="plain">{text}</li> }.into_any(),
    }
}

/// A sentence whose names, between backticks, are set as code.
fn marked(text: &str) -> Vec<AnyView> {
    let parts = text.split('`').enumerate();
    parts
        .map(|(place, part)| match place % 2 {
            0 => part.to_owned().into_any(),
            _ => view! { <code>{part.to_owned()}</code> }.into_any(),
        })
        .collect()
}

/// Whether the table is about self or total.
pub fn measures(state: State) -> AnyView {
    let choice = |name: &'static str, measure: Measure| {
        let is_on =
            move || state.shareable.read().as_ref().is_some_and(|s| s.diff_sort.measure == measure);
        view! {
            <button
                type="button"
                class="tool"
                aria-pressed=move || is_on().to_string()
                on:click=move |_| state.change(|s| s.diff_sort.measure = measure)
            >
                {name}
            </button>
        }
    };
    view! {
        <div class="tools" role="group" aria-label="Weights in the table">
            {choice("Self", Measure::Own)}
            {choice("Total", Measure::Total)}
        </div>
    }
    .into_any()
}
