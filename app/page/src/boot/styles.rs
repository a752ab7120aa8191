//! Style sheets that come after the first paint: those of what is shown of a file. A release build leaves them out of the
//! page's head.

use super::parts::missing;
use js_sys::Promise;
use leptos::prelude::document;
use protocol::Problem;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlLinkElement};

/// A style sheet on its way.
pub struct ComingStyle {
    address: String,
    loaded: JsFuture,
}

impl ComingStyle {
    /// Has all of them fetched.
    ///
    /// # Errors
    /// When the page has no head to put them in.
    pub fn begin_all() -> Result<Vec<Self>, JsValue> {
        let metas = document().query_selector_all("meta[name=flamedrop-part][data-part=style]")?;
        let metas = (0..metas.length()).filter_map(|place| metas.get(place)?.dyn_into().ok());
        metas
            .map(|meta: Element| begin(meta.get_attribute("content").unwrap_or_default()))
            .collect()
    }

    /// Waits for it.
    ///
    /// # Errors
    /// When it can't be had.
    pub async fn loaded(self) -> Result<(), Problem> {
        self.loaded.await.map(drop).map_err(|_| missing(&self.address, &"no reason given".into()))
    }
}

fn begin(address: String) -> Result<ComingStyle, JsValue> {
    let link: HtmlLinkElement = document().create_element("link")?.dyn_into()?;
    link.set_rel("stylesheet");
    link.set_href(&address);
    let loaded = Promise::new(&mut |resolve, reject| {
        link.set_onload(Some(&resolve));
        link.set_onerror(Some(&reject));
    });
    document().head().ok_or("no head")?.append_child(&link)?;
    // A failure waits until it is looked at.
    Ok(ComingStyle { address, loaded: JsFuture::from(loaded) })
}
