//! Taking things out: files, text, links.

use crate::link::{Channel, Received};
use crate::state::State;
use gloo::timers::callback::Timeout;
use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::export::SvgSource;
use protocol::{Answer, Export, Request, wire};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, window};

/// How long a download may take to begin before its bytes are let go of.
const DOWNLOAD_MS: u32 = 60_000;

impl State {
    /// Writes something out and hands it to the user as a download; a call path is copied.
    pub fn export(self, what: Export) {
        let Some(tree) = self.tree() else { return };
        let Some((sort, descending)) =
            self.shareable.with_untracked(|it| it.as_ref().map(|it| it.sort))
        else {
            return;
        };
        spawn_local(async move {
            let request = Request::Export { tree, what, sort, descending };
            match self.ask(request).await {
                Some((Answer::Exported { file_name, media_type, .. }, buffers)) => {
                    let Some(buffer) = buffers.first() else { return };
                    self.exported(what, &file_name, &media_type, buffer);
                }
                Some(_) => self.tell(true, "The view has changed meanwhile.", "Export it again."),
                None => {}
            }
        });
    }

    fn exported(self, what: Export, file_name: &str, media_type: &str, buffer: &ArrayBuffer) {
        let bytes = Uint8Array::new(buffer).to_vec();
        match what {
            Export::SvgSource { .. } => self.draw_svg(file_name.to_owned(), &bytes),
            Export::CallPath(_) => self.copy(String::from_utf8_lossy(&bytes).into_owned()),
            Export::Folded | Export::Speedscope | Export::FunctionsCsv => {
                self.download(file_name, media_type, &bytes);
            }
        }
    }

    /// Hands bytes to the user as a file.
    pub fn download(self, file_name: &str, media_type: &str, bytes: &[u8]) {
        if let Err(error) = download(file_name, media_type, bytes) {
            let what = format!("{file_name} can't be saved ({error:?}).");
            self.tell(true, &what, "The browser or the frame around this page refuses downloads.");
        }
    }

    /// Puts text onto the clipboard and says so.
    pub fn copy(self, text: String) {
        spawn_local(async move {
            let Some(window) = window() else { return };
            let written = window.navigator().clipboard().write_text(&text);
            match JsFuture::from(written).await {
                Ok(_) => self.announcement.set("Copied.".to_owned()),
                Err(_) => self.tell(
                    true,
                    "The browser doesn't let this page write to the clipboard.",
                    "Allow it, or open the page by https.",
                ),
            }
        });
    }

    /// Puts a link to what is shown onto the clipboard; it doesn't carry the file.
    pub fn copy_link(self) {
        let Some(shareable) = self.shareable.get_untracked() else { return };
        let Some(address) = self.address_of(&shareable) else { return };
        let Some(location) = window().map(|window| window.location()) else { return };
        let page = location.href().unwrap_or_default();
        let page = page.split('#').next().unwrap_or_default();
        self.copy(format!("{page}#{}", address.encode()));
    }

    /// Draws the interactive SVG, in a worker of its own.
    fn draw_svg(self, file_name: String, source: &[u8]) {
        let Some(source) = wire::decode::<SvgSource>(source) else { return };
        let failed = move |reason: &str| {
            let what = format!("The SVG can't be drawn ({reason}).");
            self.tell(true, &what, "Focus on a part of the profile, or export folded stacks.");
            self.link.update_value(|link| link.svg_worker = None);
        };
        let hear = move |received: Received| match received {
            Received::Message(svg, _) if svg.is_empty() => {
                spawn_local(async move { failed("there is nothing in it") });
            }
            Received::Message(svg, _) => {
                self.download(&file_name, "image/svg+xml", &svg);
                // The handler is the channel's own: it is dropped afterwards.
                spawn_local(async move { self.link.update_value(|link| link.svg_worker = None) });
            }
            Received::Died(words) => {
                spawn_local(
                    async move { failed(if words.is_empty() { "no memory" } else { &words }) },
                );
            }
        };
        let mut started = Err(JsValue::from_str("a part of the page is missing: reload it"));
        self.link.update_value(|link| {
            let Some(spawner) = &link.files_spawner else { return };
            started = spawner.start("start_svg").and_then(|worker| {
                let channel = Channel::new(worker, hear);
                channel.post(&source, &[], &[])?;
                link.svg_worker = Some(channel);
                Ok(())
            });
        });
        if let Err(error) = started {
            failed(&crate::boot::parts::reason(&error));
        }
    }
}

fn download(file_name: &str, media_type: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let parts = Array::of1(&Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = window().and_then(|window| window.document()).ok_or("no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.dyn_into()?;
    link.set_href(&url);
    link.set_download(file_name);
    link.click();
    Timeout::new(DOWNLOAD_MS, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}
