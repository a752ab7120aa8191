//! The seal: a second policy, added once all parts are loaded, after which no request leaves.

use wasm_bindgen::JsValue;
use web_sys::window;

/// No connection of any kind; code only from compiled modules; workers only from blobs, which
/// inherit this policy. No style sheet either: those of the page are loaded by now, and another
/// would be a request.
const POLICY: &str = "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src blob:; \
                      style-src 'none'; img-src data: blob:; connect-src 'none'; \
                      form-action 'none'; base-uri 'none'";

/// Puts the seal into force. It can't be taken off again: policies only add up.
///
/// # Errors
/// When the page has no head to put it in.
pub fn seal() -> Result<(), JsValue> {
    let document = window().and_then(|window| window.document()).ok_or("no document")?;
    let head = document.head().ok_or("no head")?;
    let meta = document.create_element("meta")?;
    meta.set_attribute("http-equiv", "Content-Security-Policy")?;
    meta.set_attribute("content", POLICY)?;
    head.append_child(&meta)?;
    Ok(())
}
