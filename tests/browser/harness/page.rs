//! The page in a browser: opening it, running scripts in it, waiting for what it comes to.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::browser::{Browser, WINDOW};
use super::{Kind, Site};

/// How long a test waits for what must come. A busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often it looks.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A page of a host of its own, in a browser of its own for the time of a test.
pub struct Page {
    /// The browser.
    pub browser: Arc<Browser>,
    /// The host.
    pub site: Site,
    /// What the page may complain of.
    pub allowed: Mutex<Vec<&'static str>>,
    /// How many requests there were when the page was loaded.
    loaded_with: Mutex<usize>,
}

impl Page {
    /// A browser before the page is opened.
    pub fn new(browser: Arc<Browser>) -> Result<Self> {
        let (allowed, loaded_with) = (Mutex::default(), Mutex::new(usize::MAX));
        Ok(Self { browser, site: Site::with_page()?, allowed, loaded_with })
    }

    /// Forgets what the test before has set in the browser.
    pub async fn prepare(&self) -> Result<()> {
        if self.browser.kind == Kind::Chromium {
            self.cdp("Emulation.setEmulatedMedia", json!({ "media": "", "features": [] })).await?;
            self.resize(WINDOW.0, WINDOW.1).await?;
            // A full history (50 entries) loses those first that no hand has made: tests' steps.
            self.cdp("Page.resetNavigationHistory", json!({})).await?;
            let _ = self.browser.web.browser_log().await?;
        }
        let _ = self.browser.driver.said();
        Ok(())
    }

    /// Opens the page with a fragment (`""`, `"#example"`), and waits until it is sealed.
    pub async fn open(&self, fragment: &str) -> Result<()> {
        self.open_elsewhere(&self.site.page(fragment)).await
    }

    /// Opens the page at another address, and waits until it is sealed.
    pub async fn open_elsewhere(&self, address: &str) -> Result<()> {
        *self.loaded_with.lock().unwrap_or_else(PoisonError::into_inner) = usize::MAX;
        // Another fragment alone would be no load.
        self.browser.web.goto("about:blank").await?;
        self.browser
            .web
            .goto(address)
            .await
            .with_context(|| format!("{address} can't be opened"))?;
        self.loaded().await
    }

    /// Waits until the page is sealed, after a load.
    pub async fn loaded(&self) -> Result<()> {
        let sealed = "return document.readyState == 'complete' && document.querySelector('.viewer')
            && document.querySelectorAll('meta[http-equiv=Content-Security-Policy]').length > 1";
        self.wait("the seal", sealed, &[]).await?;
        if self.browser.kind == Kind::Firefox {
            self.js::<Value>(super::complaints::COLLECT, &[]).await?;
        }
        *self.loaded_with.lock().unwrap_or_else(PoisonError::into_inner) =
            self.site.requests().len();
        Ok(())
    }

    /// What the host was asked for since the page was sealed.
    pub fn requests_after_load(&self) -> BTreeSet<String> {
        let loaded_with = *self.loaded_with.lock().unwrap_or_else(PoisonError::into_inner);
        self.site.requests().into_iter().skip(loaded_with).collect()
    }

    /// Gives the page another size, in CSS pixels.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics).await.map(|_| ())
    }

    /// Tells the page what its user's system prefers: `("prefers-color-scheme", "dark")`.
    pub async fn prefer(&self, feature: &str, value: &str) -> Result<()> {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.cdp("Emulation.setEmulatedMedia", features).await.map(|_| ())
    }

    /// Runs a script: `arguments[0]` is the first argument.
    pub async fn js<T: DeserializeOwned>(&self, script: &str, arguments: &[Value]) -> Result<T> {
        let value = self.browser.web.execute(script, arguments.to_vec()).await?;
        value.convert().with_context(|| format!("{script} gave {}", value.json()))
    }

    /// Runs a script that may wait: an `async` function's body.
    pub async fn js_async<T: DeserializeOwned>(
        &self,
        script: &str,
        arguments: &[Value],
    ) -> Result<T> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async function() {{ {script} }})(...arguments)
                .then(value => done({{ value }}), error => done({{ error: String(error) }}));"
        );
        let answer = self.browser.web.execute_async(script.as_str(), arguments.to_vec()).await?;
        if let Some(error) = answer.json().get("error") {
            bail!("the script failed: {error}");
        }
        let value = answer.json().get("value").cloned().unwrap_or(Value::Null);
        Ok(serde_json::from_value(value)?)
    }

    /// Runs a script again and again until it returns something that is true; returns that.
    pub async fn wait(&self, what: &str, script: &str, arguments: &[Value]) -> Result<Value> {
        let start = Instant::now();
        loop {
            let value: Value = self.js(script, arguments).await?;
            let is_true = match &value {
                Value::Null => false,
                Value::Bool(value) => *value,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(text) => !text.is_empty(),
                Value::Array(_) | Value::Object(_) => true,
            };
            if is_true {
                return Ok(value);
            }
            if start.elapsed() > PATIENCE {
                bail!("{what} didn't come");
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// Waits for the root element's `data-state`.
    pub async fn wait_state(&self, state: &str) -> Result<()> {
        let script = "return document.querySelector('.viewer')?.dataset.state == arguments[0]";
        self.wait(&format!("the state {state}"), script, &[state.into()]).await.map(|_| ())
    }

    /// Saves what can be seen to `target/screenshots`.
    pub async fn screenshot(&self, name: &str) -> Result<()> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/screenshots");
        std::fs::create_dir_all(&folder)?;
        Ok(self.browser.web.screenshot(&folder.join(format!("{name}.png"))).await?)
    }

    /// What is on the page, in a few words, for the report of a failure.
    pub async fn what_is_there(&self) -> String {
        let script = "const root = document.querySelector('.viewer');
            return location.hash + ' ' + (root?.dataset.state ?? 'not mounted') + ': '
                + (root ?? document.body).innerText.replace(/\\s+/g, ' ').slice(0, 1500)";
        self.js(script, &[]).await.unwrap_or_else(|error| format!("{error:#}"))
    }
}
