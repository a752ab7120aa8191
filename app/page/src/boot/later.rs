//! The page's later half: functions that come after the first paint. Only a release build splits the page's module;
//! `xtask/src/web/split.rs` says how.

use super::parts::{ComingModule, address, missing};
use js_sys::{Object, Reflect, Uint8Array, WebAssembly};
use leptos::prelude::document;
use protocol::Problem;
use std::cell::Cell;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::JsFuture;
use web_sys::XmlHttpRequest;

const PART: &str = "page-later";

/// Where the later half is.
#[derive(Clone, Copy, PartialEq)]
enum Whereabouts {
    OnItsWay,
    /// Something waits for it.
    Awaited,
    There,
    /// Something has waited for it in vain.
    Lost,
}

thread_local! {
    /// Of the module itself, whatever it shows: what stands in for a function knows nothing else.
    static WHEREABOUTS: Cell<Whereabouts> = const { Cell::new(Whereabouts::OnItsWay) };
}

/// The later half on its way.
pub struct LaterHalf {
    address: String,
    module: ComingModule,
}

impl LaterHalf {
    /// Has it fetched; `None` if this build has none.
    ///
    /// # Errors
    /// When `index.html` says nothing of it.
    pub fn begin() -> Result<Option<Self>, Problem> {
        let address = address(PART)?;
        let is_there = !address.is_empty();
        Ok(is_there.then(|| Self { module: ComingModule::begin(address.clone()), address }))
    }

    /// Puts it in its place, once it has come.
    ///
    /// # Errors
    /// When it can't be had.
    pub async fn complete_page(self) -> Result<(), Problem> {
        let module = self.module.module().await;
        if WHEREABOUTS.get() == Whereabouts::There {
            // Something was quicker.
            return Ok(());
        }
        instantiate(module?).await.map_err(|error| missing(&self.address, &error))?;
        WHEREABOUTS.set(Whereabouts::There);
        Ok(())
    }
}

async fn instantiate(module: JsValue) -> Result<(), JsValue> {
    let instance = WebAssembly::instantiate_module(&module.into(), &imports()?);
    JsFuture::from(instance).await.map(drop)
}

/// Something of the later half is needed before it has come: fetches it while the page waits. Called by what stands in for
/// that half's functions.
#[wasm_bindgen]
pub fn load_later_half() {
    match WHEREABOUTS.get() {
        Whereabouts::OnItsWay => {}
        Whereabouts::There => return,
        Whereabouts::Awaited => {
            wasm_bindgen::throw_str("A part of this page is needed to load itself.");
        }
        // The user is told already.
        Whereabouts::Lost => wasm_bindgen::throw_str("A part of this page is missing."),
    }
    WHEREABOUTS.set(Whereabouts::Awaited);
    if let Err(problem) = load_now() {
        WHEREABOUTS.set(Whereabouts::Lost);
        show(&problem);
        // Calling goes on in the later half, so there is no way on without it.
        wasm_bindgen::throw_str(&problem.what);
    }
    WHEREABOUTS.set(Whereabouts::There);
}

fn load_now() -> Result<(), Problem> {
    let address = address(PART)?;
    let bytes = read_now(&address);
    let module = bytes.and_then(|bytes| WebAssembly::Module::new(&Uint8Array::from(&bytes[..])));
    module.and_then(|it| complete(it.into())).map_err(|error| missing(&address, &error))
}

fn read_now(address: &str) -> Result<Vec<u8>, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open_with_async("GET", address, false)?;
    // What is fetched so can only be text, in which each byte is a character: those from 128 on are U+F780 and so on.
    request.override_mime_type("text/plain; charset=x-user-defined")?;
    request.send()?;
    let status = request.status()?;
    if status != 200 {
        return Err(format!("status {status}").into());
    }
    let text = request.response_text()?.unwrap_or_default();
    Ok(text.chars().map(|character| character as u8).collect())
}

fn complete(module: JsValue) -> Result<(), JsValue> {
    WebAssembly::Instance::new(&module.into(), &imports()?).map(drop)
}

/// What the later half imports: this half's exports, under the name that `xtask/src/web/split.rs` gives them.
fn imports() -> Result<Object, JsValue> {
    let imports = Object::new();
    Reflect::set(&imports, &"first".into(), &wasm_bindgen::exports())?;
    Ok(imports)
}

/// Says that the page can't go on, without anything of its state: that is in use.
fn show(problem: &Problem) {
    let Some(body) = document().body() else { return };
    if let Ok(message) = document().create_element("p") {
        message.set_class_name("notice failure");
        // Fails never: the name has no blank.
        let _ = message.set_attribute("role", "alert");
        message.set_text_content(Some(&[&*problem.what, &problem.advice].join(" ")));
        let _ = body.prepend_with_node_1(&message);
    }
}
