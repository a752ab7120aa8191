//! Starting up: once the page has painted, its parts and what the address names are fetched, then the seal is put into
//! force, and only then a worker starts and a file is read.

mod example;
mod later;
pub mod parts;
mod profile_url;
pub mod rehearsal;
mod seal;
mod styles;
pub mod workers;

use crate::link::Origin;
use crate::state::State;
use example::ComingExample;
use futures_channel::oneshot;
use gloo::timers::callback::Timeout;
use later::LaterHalf;
use leptos::prelude::*;
use leptos::task::spawn_local;
use parts::Part;
use protocol::Problem;
use styles::ComingStyle;
use workers::Spawner;

/// How long the page paints before it fetches what comes after that.
const FIRST_PAINT_MS: u32 = 50;

/// Starts up. Files may be dropped at any time; they wait for the seal.
pub fn start(state: State) {
    state.start_theme();
    state.start_address();
    state.start_test_hooks();
    spawn_local(async move {
        if let Err(problem) = load(state).await {
            state.is_fetching.set(false);
            state.has_failed.set(true);
            state.tell(true, &problem.what, &problem.advice);
            state.take_example(Err(problem));
        }
    });
}

async fn load(state: State) -> Result<(), Problem> {
    let address = state.address();
    if address.is_example {
        state.open_example();
    }
    if address.profile_url.is_some() {
        state.is_fetching.set(true);
    }
    first_paint().await;
    // All are on their way at once.
    let later_half = LaterHalf::begin()?;
    let styles = ComingStyle::begin_all().map_err(|error| refused(&error))?;
    let (engine, files) = (Part::begin("engine")?, Part::begin("files")?);
    let example = ComingExample::begin()?;
    if let Some(half) = later_half {
        half.complete_page().await?;
    }
    if let Some(url) = &address.profile_url {
        receive_from(state, url).await;
    }
    for style in styles {
        style.loaded().await?;
    }
    let engine = Spawner::new(&engine.part().await?).map_err(|error| refused(&error))?;
    let files = Spawner::new(&files.part().await?).map_err(|error| refused(&error))?;
    // Files open without it too.
    state.take_example(example.blob().await);
    seal::seal().map_err(|error| refused(&error))?;
    state.is_sealed.set(true);
    state.link.update_value(|link| {
        link.engine_spawner = Some(engine);
        link.files_spawner = Some(files);
    });
    state.start_engine();
    state.start_imports();
    if address.profile_url.is_none() {
        state.rehearse();
    }
    Ok(())
}

/// Fetches what the address names.
async fn receive_from(state: State, url: &str) {
    let fetched = profile_url::fetch(url).await;
    if !state.is_fetching.get_untracked() {
        // The user has cancelled it.
        return;
    }
    state.is_fetching.set(false);
    match fetched {
        Ok(file) => {
            state.receive(file, Origin::Url(url.to_owned()));
        }
        Err(problem) => {
            state.has_failed.set(true);
            state.tell(true, &problem.what, &problem.advice);
        }
    }
}

fn refused(error: &wasm_bindgen::JsValue) -> Problem {
    Problem {
        what: format!("The browser refuses what this page needs ({}).", parts::reason(error)),
        advice: "Use a browser of the last years, outside a sandboxed frame.".to_owned(),
    }
}

async fn first_paint() {
    let (sender, receiver) = oneshot::channel();
    Timeout::new(FIRST_PAINT_MS, move || {
        let _ = sender.send(());
    })
    .forget();
    let _ = receiver.await;
}
