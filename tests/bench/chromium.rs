//! A Chromium of its own for each measurement, with an empty profile.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use crate::driver::Driver;
use crate::process::Tree;

/// How long one file may take to open.
const PATIENCE: Duration = Duration::from_secs(900);
/// How long a fresh browser is left alone, until it has nothing more to do.
const SETTLING: Duration = Duration::from_secs(3);

/// What a browser had used up at one moment.
pub struct Used {
    /// Processor time of all its processes, in clock ticks of 10 ms.
    pub ticks: u64,
    /// The peak of the renderer's resident memory, in bytes.
    pub peak_bytes: u64,
}

/// A running browser and its driver; both end when this is dropped.
pub struct Chromium {
    /// Held, since it ends when it is dropped.
    _driver: Driver,
    web: WebDriver,
}

impl Chromium {
    /// Starts one and opens a page.
    pub async fn open(address: &str) -> Result<Self> {
        let program = |variable| {
            std::env::var_os(variable)
                .with_context(|| format!("{variable} isn't set: run `cargo xtask bench`"))
        };
        let binary: OsString = program("CHROMIUM")?;
        let driver = Driver::start(&program("CHROMEDRIVER")?, &["--port=0"])?;
        let capabilities = json!({
            "browserName": "chrome",
            "goog:chromeOptions": {
                "binary": binary.to_string_lossy(),
                // WebGL, which speedscope draws with, is done by the processor where no graphics
                // card is: that must be allowed.
                "args": [
                    "--headless", "--no-sandbox", "--no-first-run", "--disable-quic",
                    "--disable-background-networking", "--disable-component-update",
                    "--disable-sync", "--disable-dev-shm-usage", "--force-device-scale-factor=1",
                    "--enable-unsafe-swiftshader",
                ],
            },
        });
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let web = WebDriver::builder(driver.address(), Capabilities::from(capabilities))
            .request_timeout(PATIENCE + Duration::from_secs(30))
            .await
            .with_context(|| format!("Chromium can't be started: {:?}", driver.said()))?;
        let chromium = Self { _driver: driver, web };
        let size =
            json!({ "width": 1920, "height": 1080, "deviceScaleFactor": 1, "mobile": false });
        chromium.web.cdp().send_raw("Emulation.setDeviceMetricsOverride", size).await?;
        chromium.web.set_script_timeout(PATIENCE).await?;
        chromium.web.goto(address).await.with_context(|| format!("{address} doesn't load"))?;
        Ok(chromium)
    }

    /// Waits until a condition of the page holds, and the browser has come to rest.
    pub async fn settle(&self, condition: &str) -> Result<()> {
        for _ in 0..600 {
            let script = format!("return Boolean({condition})");
            let value =
                self.web.execute(script, vec![]).await.context("the page doesn't answer")?;
            if value.json() == &Value::Bool(true) {
                tokio::time::sleep(SETTLING).await;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        bail!("the page isn't ready after a minute: {condition}")
    }

    /// Runs a script that sets something up.
    pub async fn run(&self, script: &str) -> Result<()> {
        self.web.execute(script, vec![]).await.context("a script can't be run")?;
        Ok(())
    }

    /// Chooses files of this machine in the page's file input.
    pub async fn choose(&self, files: &[&Path]) -> Result<()> {
        let input = self.web.find(By::Css("input[type=file]")).await?;
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        input.send_keys(files.join("\n")).await.context("the file can't be chosen")
    }

    /// How long the page's thread has run scripts so far.
    pub async fn script_seconds(&self) -> Result<f64> {
        let cdp = self.web.cdp();
        cdp.send_raw("Performance.enable", json!({})).await?;
        let told = cdp.send_raw("Performance.getMetrics", json!({})).await?;
        let metrics = told["metrics"].as_array().context("Chromium tells no metrics")?;
        let script = metrics.iter().find(|metric| metric["name"] == "ScriptDuration");
        script
            .and_then(|metric| metric["value"].as_f64())
            .context("Chromium doesn't tell how long scripts ran")
    }

    /// What a promise of the page comes to.
    pub async fn promised(&self, promise: &str) -> Result<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             Promise.resolve({promise}).then(
                value => done({{ value }}), error => done({{ error: String(error) }}));"
        );
        let answer = self
            .web
            .execute_async(script, vec![])
            .await
            .context("the page doesn't come to an end")?;
        match answer.json().get("error") {
            Some(error) => bail!("{error}"),
            None => Ok(answer.json().get("value").cloned().unwrap_or_default()),
        }
    }

    /// What the browser has used up so far.
    pub fn used(&self) -> Result<Used> {
        let tree = Tree::of_browser()?;
        let peak_bytes = tree.renderer_peak_bytes().context("Chromium has no renderer any more")?;
        Ok(Used { ticks: tree.ticks(), peak_bytes })
    }

    /// Its name and version.
    pub async fn version(&self) -> Result<String> {
        let version = self.web.cdp().send_raw("Browser.getVersion", json!({})).await?;
        Ok(version["product"].as_str().unwrap_or("Chromium").to_owned())
    }

    /// Ends it.
    pub async fn close(self) -> Result<()> {
        self.web.quit().await.context("Chromium didn't end")
    }
}
