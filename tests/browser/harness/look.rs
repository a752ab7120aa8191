//! Reading the page: texts, attributes, the accessible tree.

use anyhow::Result;
use serde_json::Value;

use super::Page;

/// Texts as people read them: one blank between words, and no other.
const TEXTS: &str = "return [...document.querySelectorAll(arguments[0])]
    .filter(element => element.checkVisibility())
    .map(element => element.innerText.replace(/\\s+/g, ' ').trim())";

impl Page {
    /// The texts of all visible elements that fit a selector.
    pub async fn texts(&self, selector: &str) -> Result<Vec<String>> {
        self.js(TEXTS, &[selector.into()]).await
    }

    /// Waits until a visible element's text holds a text; returns the whole of it.
    pub async fn see(&self, selector: &str, text: &str) -> Result<String> {
        let script = format!(
            "return (function() {{ {TEXTS} }})(...arguments).find(text => text.includes(arguments[1]))"
        );
        let what = format!("“{text}” in {selector}");
        match self.wait(&what, &script, &[selector.into(), text.into()]).await {
            Ok(found) => Ok(found.as_str().unwrap_or_default().to_owned()),
            Err(error) => {
                let texts = self.texts(selector).await.unwrap_or_default();
                Err(error.context(format!("there are: {texts:?}")))
            }
        }
    }

    /// Waits until the selected bar's total is a text: `55 weight`.
    pub async fn see_total(&self, total: &str) -> Result<()> {
        self.see(".details-weights tbody tr:first-child td:nth-child(2)", total).await.map(|_| ())
    }

    /// Waits until nothing visible fits a selector.
    pub async fn gone(&self, selector: &str) -> Result<()> {
        let script = format!("return (function() {{ {TEXTS} }})(...arguments).length == 0");
        self.wait(&format!("the end of {selector}"), &script, &[selector.into()]).await.map(|_| ())
    }

    /// Waits until an attribute of the first element has a value.
    pub async fn attribute(&self, selector: &str, name: &str, value: &str) -> Result<()> {
        let script = "return document.querySelector(arguments[0])?.getAttribute(arguments[1]) == arguments[2]";
        let what = format!("{name}={value} of {selector}");
        let found = self.wait(&what, script, &[selector.into(), name.into(), value.into()]).await;
        found.map(|_| ())
    }

    /// Waits until the address's fragment, decoded, holds a text.
    pub async fn link_says(&self, text: &str) -> Result<()> {
        let script = "return decodeURIComponent(location.hash).includes(arguments[0])";
        self.wait(&format!("{text} in the address"), script, &[text.into()]).await.map(|_| ())
    }

    /// The rows of the functions table that are in the document: self and total with their unit, name, crate.
    pub async fn table(&self) -> Result<Vec<[String; 4]>> {
        let script = "return [...document.querySelectorAll('#functions-grid .row:not(.head)')]
            .filter(row => row.children.length > 3)
            .sort((a, b) => a.ariaRowIndex - b.ariaRowIndex)
            .map(row => [
                row.children[0].title, row.children[1].title,
                row.children[2].title, row.children[3].textContent])";
        self.js(script, &[]).await
    }

    /// The items of the call tree for screen readers, as indented lines.
    pub async fn tree(&self) -> Result<String> {
        let script = "return [...document.querySelectorAll('[role=tree] [role=treeitem]')]
            .map(item => '  '.repeat(item.getAttribute('aria-level') - 1) + item.textContent
                + (item.ariaSelected == 'true' ? ' *' : '') + '\\n').join('')";
        self.js(script, &[]).await
    }

    /// User Timing marks so far: name and file, in the order of time.
    pub async fn marks(&self) -> Result<Vec<(String, String)>> {
        let script =
            "return performance.getEntriesByType('mark').map(mark => [mark.name, mark.detail])";
        self.js(script, &[]).await
    }

    /// Whether the mark of a file's first frame is set; waits for it.
    pub async fn painted(&self, file: &str) -> Result<()> {
        let script = "return performance.getEntriesByName('flamedrop:painted')
            .some(mark => mark.detail == arguments[0])";
        self.wait(&format!("the first frame of {file}"), script, &[file.into()]).await.map(|_| ())
    }

    /// A hash of the picture's pixels: whether it has changed.
    pub async fn picture(&self) -> Result<Value> {
        let script = "const canvas = document.querySelector('.stage-canvas');
            const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            let hash = 2166136261;
            for (const byte of data) hash = Math.imul(hash ^ byte, 16777619);
            return `${canvas.width}×${canvas.height} ${hash}`";
        self.js(script, &[]).await
    }

    /// Waits until the picture is another than it was.
    pub async fn picture_changes(&self, from: &Value) -> Result<()> {
        let start = std::time::Instant::now();
        while self.picture().await? == *from {
            anyhow::ensure!(start.elapsed().as_secs() < 30, "the picture didn't change");
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        Ok(())
    }
}
