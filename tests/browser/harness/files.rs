//! Giving files to the page: dropped on it, or chosen.

use std::path::Path;

use anyhow::Result;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::Page;

/// Drops files whose names and contents (base64) come as pairs.
const DROP: &str = "const transfer = new DataTransfer();
    for (const [name, text] of arguments[0]) {
        const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
    }
    for (const kind of ['dragenter', 'dragover', 'drop']) {
        const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector('.viewer').dispatchEvent(event);
    }";

impl Page {
    /// Drops files on the page.
    pub async fn drop_files(&self, files: &[(&str, &[u8])]) -> Result<()> {
        let files: Vec<Value> = files
            .iter()
            .map(|(name, bytes)| json!([name, BASE64_STANDARD.encode(bytes)]))
            .collect();
        self.js::<()>(DROP, &[files.into()]).await
    }

    /// Drops one file and waits until its picture is on the screen.
    pub async fn show(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.drop_files(&[(name, bytes)]).await?;
        self.painted(name).await?;
        self.wait_state("ready").await
    }

    /// Drops a file that the page makes itself: an expression of a string. For large ones.
    pub async fn drop_made(&self, name: &str, expression: &str) -> Result<()> {
        let script = DROP
            .replace("for (const [name, text] of arguments[0]) {", "{")
            .replace(
                "const bytes = Uint8Array.from(atob(text), character => character.charCodeAt(0));",
                "",
            )
            .replace("[bytes], name", &format!("[{expression}], arguments[0]"));
        self.js::<()>(&script, &[name.into()]).await
    }

    /// Drops files or folders of this machine, as a file manager does. In Chromium.
    pub async fn drop_from_disk(&self, paths: &[&Path]) -> Result<()> {
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({ "type": kind, "x": 200, "y": 300, "data": data });
            self.cdp("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Chooses files of this machine, as with the button "Open files…".
    pub async fn choose_files(&self, paths: &[&Path]) -> Result<()> {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        let input = self.browser.web.find(By::Css("input[type=file]")).await?;
        Ok(input.send_keys(paths.join("\n")).await?)
    }

    /// Drops text, as from another window.
    pub async fn drop_text(&self, text: &str) -> Result<()> {
        let script = "const transfer = new DataTransfer();
            transfer.setData('text/plain', arguments[0]);
            const event = new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true });
            document.querySelector('.viewer').dispatchEvent(event)";
        self.js::<()>(script, &[text.into()]).await
    }
}
