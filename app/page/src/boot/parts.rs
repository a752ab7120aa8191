//! The parts that the page fetches by itself: where they are, scripts and modules of workers.

use js_sys::{JsString, Promise, WebAssembly};
use protocol::Problem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Response, window};

/// A worker's script and its compiled module.
pub struct Part {
    /// The glue between the module and the browser, a classic script.
    pub script: String,
    /// The `WebAssembly.Module`, which can be posted to any number of workers.
    pub module: JsValue,
}

/// A part on its way: its script and its module at once.
pub struct ComingPart {
    script_address: String,
    script: JsFuture,
    module: ComingModule,
}

impl Part {
    /// Has `<name>-script` and `<name>-module` fetched from where `index.html` says that they are.
    ///
    /// # Errors
    /// When it doesn't say.
    pub fn begin(name: &str) -> Result<ComingPart, Problem> {
        let script_address = address(&format!("{name}-script"))?;
        let module = ComingModule::begin(address(&format!("{name}-module"))?);
        Ok(ComingPart { script: fetch(&script_address), script_address, module })
    }
}

impl ComingPart {
    /// The part, once it is there.
    ///
    /// # Errors
    /// When its script or its module can't be had.
    pub async fn part(self) -> Result<Part, Problem> {
        let script = text(self.script).await;
        let script = script.map_err(|error| missing(&self.script_address, &error))?;
        Ok(Part { script, module: self.module.module().await? })
    }
}

/// A module on its way, compiled while it comes.
pub struct ComingModule {
    address: String,
    compiled: JsFuture,
}

impl ComingModule {
    /// Has it fetched.
    pub fn begin(address: String) -> Self {
        let compiled = WebAssembly::compile_streaming(&promise(&address));
        Self { compiled: JsFuture::from(compiled.unchecked_into::<Promise>()), address }
    }

    /// The compiled module, once it is there.
    ///
    /// # Errors
    /// When it can't be had.
    pub async fn module(self) -> Result<JsValue, Problem> {
        match self.compiled.await {
            Ok(module) => Ok(module),
            // Or the host serves `.wasm` as something else than `application/wasm`.
            Err(_) => from_bytes(&self.address).await.map_err(|it| missing(&self.address, &it)),
        }
    }
}

/// What `<meta name="flamedrop-part" data-part="…" content="…">` says. A release build puts names
/// there that carry a hash, so that builds never mix.
pub fn address(part: &str) -> Result<String, Problem> {
    let selector = format!("meta[name=flamedrop-part][data-part={part}]");
    let meta = window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector(&selector).ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).ok_or_else(|| Problem {
        what: format!("index.html doesn't say where its part {part} is."),
        advice: "Build the page again with `cargo xtask build`.".to_owned(),
    })
}

/// Begins to fetch a part. A failure waits until it is looked at.
pub fn fetch(address: &str) -> JsFuture {
    JsFuture::from(promise(address))
}

fn promise(address: &str) -> Promise {
    match window() {
        Some(window) => window.fetch_with_str(address),
        None => Promise::reject(&"no window".into()),
    }
}

/// The bytes of what is fetched, once they are there.
///
/// # Errors
/// When the host doesn't have it, or the network fails.
pub async fn blob(fetched: JsFuture) -> Result<Blob, JsValue> {
    JsFuture::from(response(fetched).await?.blob()?).await?.dyn_into()
}

/// The response, if the host has the file.
async fn response(fetched: JsFuture) -> Result<Response, JsValue> {
    let response: Response = fetched.await?.dyn_into()?;
    if response.ok() { Ok(response) } else { Err(format!("status {}", response.status()).into()) }
}

async fn text(fetched: JsFuture) -> Result<String, JsValue> {
    let text = JsFuture::from(response(fetched).await?.text()?).await?;
    Ok(text.dyn_into::<JsString>()?.into())
}

async fn from_bytes(address: &str) -> Result<JsValue, JsValue> {
    let bytes = JsFuture::from(response(fetch(address)).await?.array_buffer()?).await?;
    JsFuture::from(WebAssembly::compile(&bytes)).await
}

/// What the user is told of a part that isn't there.
pub fn missing(address: &str, error: &JsValue) -> Problem {
    Problem {
        what: format!("A part of this page can't be loaded: {address} ({}).", reason(error)),
        advice: "See that the network is there, then reload the page.".to_owned(),
    }
}

/// What an error of the browser says, in its own words.
pub fn reason(error: &JsValue) -> String {
    let text = error.as_string().or_else(|| {
        let error = error.dyn_ref::<js_sys::Error>()?;
        Some(String::from(error.message()))
    });
    text.unwrap_or_else(|| "no reason given".to_owned())
}
