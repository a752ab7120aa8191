//! What the page hands to the user as files. In Chromium.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;

use super::Page;

impl Page {
    /// Lets the page read and write the clipboard, as a user who is asked may.
    pub async fn allow_clipboard(&self) -> Result<()> {
        let permissions = ["clipboardReadWrite", "clipboardSanitizedWrite"];
        let grant = json!({ "origin": self.site.origin(), "permissions": permissions });
        self.cdp("Browser.grantPermissions", grant).await.map(|_| ())
    }

    /// Clicks an entry of the export menu, and waits for the file: its name and its bytes.
    pub async fn export(&self, entry: &str) -> Result<(String, Vec<u8>)> {
        self.click_text("header button", "Export").await?;
        self.download_by("#export-menu button", entry).await
    }

    /// Clicks a button that hands a file to the user, and waits for the file: its name and its
    /// bytes.
    pub async fn download_by(&self, button: &str, text: &str) -> Result<(String, Vec<u8>)> {
        let folder = tempfile::tempdir()?;
        let behaviour = json!({ "behavior": "allow", "downloadPath": folder.path() });
        self.cdp("Browser.setDownloadBehavior", behaviour).await?;
        self.click_text(button, text).await?;
        let start = Instant::now();
        loop {
            for file in std::fs::read_dir(folder.path())? {
                let file = file?;
                let name = file.file_name().to_string_lossy().into_owned();
                // Chromium writes to another name first.
                if !name.ends_with(".crdownload") && !name.starts_with('.') {
                    return Ok((name, std::fs::read(file.path())?));
                }
            }
            ensure!(start.elapsed() < Duration::from_secs(30), "{text}: no file came");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
