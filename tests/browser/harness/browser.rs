//! One browser with an empty profile, and the settings that tests need.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use thirtyfour::prelude::*;

use super::driver::Driver;
use super::{complaints, program};

/// The size of the window, in CSS pixels.
pub const WINDOW: (u32, u32) = (1280, 900);

/// Which browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium or Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Kind {
    /// As it stands in a test's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// A browser and the driver that drives it.
pub struct Browser {
    /// Which it is.
    pub kind: Kind,
    /// The driver's process.
    pub driver: Driver,
    /// The session.
    pub web: WebDriver,
}

impl Browser {
    /// Starts one.
    pub async fn start(kind: Kind) -> Result<Self> {
        let (program, arguments) = match kind {
            Kind::Chromium => (program("CHROMEDRIVER", "chromedriver"), &["--port=0"][..]),
            Kind::Firefox => {
                (program("GECKODRIVER", "geckodriver"), &["--port=0", "--log=info"][..])
            }
        };
        let driver = Driver::start(program.as_os_str(), arguments)?;
        let capabilities = match kind {
            Kind::Chromium => chromium(),
            Kind::Firefox => firefox(),
        };
        let capabilities = capabilities.as_object().cloned().unwrap_or_default();
        let web = WebDriver::new(driver.address(), thirtyfour::Capabilities::from(capabilities))
            .await
            .with_context(|| format!("{} can't be started: {:?}", kind.name(), driver.said()))?;
        let browser = Self { kind, driver, web };
        browser.web.set_script_timeout(std::time::Duration::from_secs(120)).await?;
        if kind == Kind::Chromium {
            let script = json!({ "source": complaints::COLLECT });
            browser.web.cdp().send_raw("Page.addScriptToEvaluateOnNewDocument", script).await?;
        } else {
            browser.web.set_window_rect(0, 0, WINDOW.0, WINDOW.1).await?;
        }
        Ok(browser)
    }
}

fn chromium() -> Value {
    let window = format!("--window-size={},{}", WINDOW.0, WINDOW.1);
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": { "browser": "ALL" },
        "goog:chromeOptions": {
            "binary": program("CHROMIUM", "chromium"),
            "args": [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                // A hand that clicks what still moves clicks something else.
                "--force-prefers-reduced-motion", "--disable-dev-shm-usage",
                "--force-device-scale-factor=1", window,
            ],
        },
    })
}

fn firefox() -> Value {
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": program("FIREFOX", "firefox-esr"),
            "args": ["-headless"],
            // The only way to what a page says before a script of the driver runs in it.
            "prefs": { "devtools.console.stdout.content": true, "ui.prefersReducedMotion": 1 },
        },
    })
}
