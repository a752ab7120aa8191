//! Files that are being read: how far, how fast, and a button to stop it.

use super::widgets::text_button;
use crate::browser_text::{percent_width, written};
use crate::state::{OpenFile, Phase, State};
use leptos::prelude::*;
use protocol::unit::{format_bytes, format_number};

/// The card in the middle of the page while the first files are read.
#[component]
pub fn Loading() -> impl IntoView {
    let state = expect_context::<State>();
    let files = without_progress(state);
    view! {
        <section class="loading" aria-labelledby="loading">
            <h2 id="loading">"Opening"</h2>
            {move || {
                let files = files.read();
                let rows: Vec<_> = files
                    .iter()
                    .filter(|file| matches!(file.phase, Phase::Reading { .. }))
                    .map(|file| reading_row(state, file))
                    .collect();
                match rows.is_empty() {
                    true => vec![fetching(state).unwrap_or_else(|| preparing(state))],
                    false => rows,
                }
            }}
        </section>
    }
}

/// The files, without how far their reading is: what is made of these is not made anew with each
/// slice. A button that is replaced between press and release is never clicked.
pub fn without_progress(state: State) -> Memo<Vec<OpenFile>> {
    Memo::new(move |_| {
        let mut files = state.files.get();
        for file in &mut files {
            if let Phase::Reading { read_bytes, .. } = &mut file.phase {
                *read_bytes = 0;
            }
        }
        files
    })
}

/// One file that is being read: its name, bytes, rate, a bar, and a button that stops it.
pub fn reading_row(state: State, file: &OpenFile) -> AnyView {
    let Phase::Reading { since_ms, .. } = file.phase else {
        return ().into_any();
    };
    let (id, size_bytes) = (file.id, file.size_bytes);
    let read_bytes = Memo::new(move |_| {
        let files = state.files.read();
        match files.iter().find(|file| file.id == id).map(|file| &file.phase) {
            Some(Phase::Reading { read_bytes, .. }) => *read_bytes,
            _ => 0,
        }
    });
    let facts = move || {
        if !state.is_sealed.get() {
            return "waits until all of the page is loaded".to_owned();
        }
        let now_ms = window().performance().map_or(since_ms, |clock| clock.now());
        facts(read_bytes.get(), size_bytes, now_ms - since_ms)
    };
    let done = Signal::derive(move || read_bytes.get() as f64 / (size_bytes.max(1)) as f64);
    let mut cancel = String::from("Stop reading ");
    cancel.push_str(&file.name);
    view! {
        <div class="reading">
            <span class="name">{file.name.clone()}</span>
            <span class="facts">{facts}</span>
            {bar(done, Signal::stored(file.name.clone()))}
            <button
                type="button"
                class="button small"
                aria-label=cancel
                on:click=move |_| state.close_file(id)
            >
                "Cancel"
            </button>
        </div>
    }
    .into_any()
}

/// What has to come before it can be read.
fn fetching(state: State) -> Option<AnyView> {
    let awaited =
        [(state.is_example_wanted, "The example"), (state.is_fetching, "The profile of the link")];
    let (is_awaited, name) = awaited.into_iter().find(|(is_awaited, _)| is_awaited.get())?;
    let row = view! {
        <div class="reading">
            <span class="name">{name}</span>
            <span class="facts">"is being fetched"</span>
            {text_button("button small", "Cancel", move || is_awaited.set(false))}
        </div>
    };
    Some(row.into_any())
}

/// All bytes are read: what the engine does before the first picture.
fn preparing(state: State) -> AnyView {
    let (stage, done) = progress(state);
    view! {
        <div class="reading">
            <span class="name">{stage}</span>
            <span class="facts"></span>
            {bar(done, stage)}
            {text_button("button small", "Cancel", move || state.cancel())}
        </div>
    }
    .into_any()
}

/// What the engine is doing, and how much of it is done.
pub fn progress(state: State) -> (Signal<String>, Signal<f64>) {
    let stage = Signal::derive(move || match &*state.progress.read() {
        Some((stage, _)) if !stage.is_empty() => stage.clone(),
        _ => "Making the picture".to_owned(),
    });
    let done = move || state.progress.read().as_ref().map_or(0.0, |(_, done)| f64::from(*done));
    (stage, Signal::derive(done))
}

/// A bar that shows how much is done, from 0 to 1.
pub fn bar(done: Signal<f64>, name: Signal<String>) -> AnyView {
    let percent = move || written((done.get() * 100.0).clamp(0.0, 100.0).round());
    view! {
        <div
            class="progress"
            role="progressbar"
            aria-label=name
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=percent
        >
            <span style:width=move || percent_width(done.get())></span>
        </div>
    }
    .into_any()
}

/// "12.4 MiB of 100 MiB, 214 MB/s".
fn facts(read_bytes: u64, size_bytes: u64, elapsed_ms: f64) -> String {
    let mut facts = format_bytes(read_bytes as f64);
    facts.push_str(" of ");
    facts.push_str(&format_bytes(size_bytes as f64));
    // The first moments tell nothing of the rate.
    if elapsed_ms > 200.0 && read_bytes > 0 {
        let rate = read_bytes as f64 / 1e3 / elapsed_ms;
        facts.push_str(", ");
        facts.push_str(&format_number(if rate < 10.0 {
            (rate * 10.0).round() / 10.0
        } else {
            rate.round()
        }));
        facts.push_str(" MB/s");
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(read_bytes: u64, size_bytes: u64, elapsed_ms: f64, expected: Expect) {
        expected.assert_eq(&facts(read_bytes, size_bytes, elapsed_ms));
    }

    #[test]
    fn the_rate_is_in_millions_of_bytes_a_second() {
        check(50_000_000, 104_857_600, 250.0, expect!["47.7 MiB of 100 MiB, 200 MB/s"]);
        check(1_500_000, 3_145_728, 1000.0, expect!["1.43 MiB of 3 MiB, 1.5 MB/s"]);
    }

    #[test]
    fn at_the_beginning_nobody_knows_the_rate() {
        check(0, 1024, 0.0, expect!["0 bytes of 1 KiB"]);
    }
}
