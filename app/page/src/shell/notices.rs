//! Messages: what failed, what was done, and a question where a name is taken.

use super::icons::{COMPARE, INFO, WARNING, icon};
use super::loading::{bar, progress, reading_row, without_progress};
use super::widgets::{remove_button, text_button};
use crate::actions::SameName;
use crate::state::{Notice, OpenFile, Phase, State};
use leptos::prelude::*;
use protocol::import::ImportFailure;
use protocol::{FileId, ProfileId};
use std::time::Duration;

/// All messages, in a corner of the page.
#[component]
pub fn Notices(root: Memo<&'static str>) -> impl IntoView {
    let state = expect_context::<State>();
    let files = without_progress(state);
    let is_working =
        Memo::new(move |_| state.shown.read().is_some() && state.progress.read().is_some());
    view! {
        <section class="notices" aria-label="Messages">
            {move || {
                // Where nothing else is open, the invitation shows failures in its middle.
                let is_elsewhere = root.get() == "error";
                let files = files.read();
                files
                    .iter()
                    .filter_map(|file| match &file.phase {
                        Phase::Failed(failure) if !is_elsewhere => {
                            Some(failure_card(state, file.id, &file.name, failure))
                        }
                        _ => None,
                    })
                    .collect_view()
            }}
            <For
                each=move || state.notices.get()
                key=|notice| notice.number
                children=move |notice| notice_card(state, notice)
            />
            {move || same_name(state)}
            {move || offer(state)}
            {move || reading(state, files)}
            {move || is_working.get().then(|| working(state))}
        </section>
        <p class="unseen" role="status" aria-live="polite">{state.announcement}</p>
    }
}

/// Why a file can't be opened, and what to do about it.
pub fn failure_card(state: State, id: FileId, name: &str, failure: &ImportFailure) -> AnyView {
    let mut heading = name.to_owned();
    heading.push_str(" can't be opened");
    let place = (!failure.place.is_empty())
        .then(|| view! { <div><dt>"Where"</dt><dd>{failure.place.clone()}</dd></div> });
    let advice = (!failure.advice.is_empty())
        .then(|| view! { <p class="advice">{failure.advice.clone()}</p> });
    view! {
        <div class="notice failure" role="alert">
            {icon(WARNING)}
            <div>
                <p class="what">{heading}</p>
                <dl>
                    <div><dt>"Expected"</dt><dd>{failure.expected.clone()}</dd></div>
                    <div><dt>"Found"</dt><dd>{failure.found.clone()}</dd></div>
                    {place}
                </dl>
                {advice}
            </div>
            {remove_button("Dismiss".to_owned(), move || state.close_file(id))}
        </div>
    }
    .into_any()
}

/// What was merely told goes away by itself after so long.
const TOLD: Duration = Duration::from_secs(10);

fn notice_card(state: State, notice: Notice) -> AnyView {
    if !notice.is_failure {
        set_timeout(move || state.dismiss(notice.number), TOLD);
    }
    let (class, role, path) = match notice.is_failure {
        true => ("notice failure", "alert", WARNING),
        false => ("notice", "status", INFO),
    };
    let advice = (!notice.problem.advice.is_empty())
        .then(|| view! { <p class="advice">{notice.problem.advice}</p> });
    view! {
        <div class=class role=role>
            {icon(path)}
            <div><p class="what">{notice.problem.what}</p>{advice}</div>
            {remove_button("Dismiss".to_owned(), move || state.dismiss(notice.number))}
        </div>
    }
    .into_any()
}

/// Asks what becomes of a file whose name is open already.
fn same_name(state: State) -> Option<AnyView> {
    let name = state.same_name.get()?;
    let answer = |class, text: &'static str, answer| {
        text_button(class, text, move || state.settle_same_name(answer))
    };
    let card = view! {
        <div class="notice" role="alert">
            {icon(INFO)}
            <div>
                <p class="what">{name} " is open already."</p>
                <p class="advice">
                    "See what changed since, let the new one take its place, or keep both?"
                </p>
                <div class="answers">
                    {answer("button small primary", "Compare", SameName::Compare)}
                    {answer("button small", "Replace", SameName::Replace)}
                    {answer("button small", "Keep both", SameName::Keep)}
                </div>
            </div>
        </div>
    };
    Some(card.into_any())
}

/// Offers to compare what has just been opened with what was shown before.
fn offer(state: State) -> Option<AnyView> {
    let [baseline, comparison] = state.offered.get()?;
    let name = |profile: ProfileId| {
        let files = state.files.read_untracked();
        files.iter().find(|file| file.id == profile.file).map(|file| file.name.clone())
    };
    let mut question = String::from("What changed from ");
    question.push_str(&name(baseline)?);
    question.push_str(" to ");
    question.push_str(&name(comparison)?);
    question.push('?');
    let card = view! {
        <div class="notice" role="status">
            {icon(COMPARE)}
            <div>
                <p class="what">{question}</p>
                <div class="answers">
                    {text_button("button small primary", "Compare", move || {
                        state.compare_profiles(baseline, comparison);
                    })}
                    {text_button("button small", "Not now", move || state.offered.set(None))}
                </div>
            </div>
        </div>
    };
    Some(card.into_any())
}

/// The files that are read while another is looked at.
fn reading(state: State, files: Memo<Vec<OpenFile>>) -> Vec<AnyView> {
    if state.shown.read().is_none() {
        return Vec::new();
    }
    let files = files.read();
    files
        .iter()
        .filter(|file| matches!(file.phase, Phase::Reading { .. }))
        .map(|file| view! { <div class="notice">{reading_row(state, file)}</div> }.into_any())
        .collect()
}

/// What takes long in the engine, with a button that stops it.
fn working(state: State) -> AnyView {
    let (stage, done) = progress(state);
    view! {
        <div class="notice working">
            <div><p class="what">{stage}</p>{bar(done, stage)}</div>
            {text_button("button small", "Cancel", move || state.cancel())}
        </div>
    }
    .into_any()
}
