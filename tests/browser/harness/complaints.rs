//! What the page said that it shouldn't have: errors, broken policies.

use anyhow::{Result, ensure};
use serde_json::Value;

use super::{Kind, Page};

/// Runs before all scripts of a page, and keeps what goes wrong.
pub const COLLECT: &str = r#"
    if (!window.complaints) {
        const complaints = window.complaints = [];
        addEventListener('error', event => complaints.push('error: ' + event.message));
        addEventListener('unhandledrejection', event => complaints.push('rejection: ' + event.reason));
        document.addEventListener('securitypolicyviolation', event =>
            complaints.push(`policy: ${event.effectiveDirective} ${event.blockedURI}`));
        for (const level of ['error', 'warn']) {
            const say = console[level];
            console[level] = (...words) => {
                complaints.push(`console.${level}: ${words.join(' ')}`);
                say.apply(console, words);
            };
        }
    }
"#;

/// Whether a part of Firefox itself wrote this line, which it does when it can't reach its makers.
///
/// Those parts name themselves, `console.error: RSLoader: `, or where they are, `location: "JS frame ::
/// resource:///modules/…`; what a page says stands in quotes, `console.error: "RSLoader: "`.
fn is_of_firefox(line: &str) -> bool {
    let said = ["console.error: ", "console.warn: "].iter().find_map(|at| line.split_once(at));
    let speaker = said.and_then(|(_, words)| words.split_once(':')).map_or("", |(name, _)| name);
    let starts_as_a_name = speaker.starts_with(|first: char| first.is_ascii_alphabetic());
    starts_as_a_name || line.contains("resource:///")
}

impl Page {
    /// From now on, what the page says with one of these words in it is no complaint.
    pub fn allow(&self, words: &[&'static str]) {
        self.allowed.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(words);
    }

    /// Fails if the page complained, or asked its host for something after it was loaded.
    pub async fn assert_quiet(&self) -> Result<()> {
        let complaints = self.complaints().await?;
        ensure!(complaints.is_empty(), "the page complained: {complaints:#?}");
        let late = self.requests_after_load();
        ensure!(late.is_empty(), "the page asked its host after it was loaded: {late:#?}");
        Ok(())
    }

    /// All that it complained of and that isn't allowed.
    pub async fn complaints(&self) -> Result<Vec<String>> {
        let mut complaints: Vec<String> = self.js("return window.complaints || []", &[]).await?;
        match self.browser.kind {
            Kind::Chromium => {
                let log = self.browser.web.browser_log().await?;
                let severe = log.into_iter().filter(|entry| entry.level == "SEVERE");
                complaints.extend(severe.map(|entry| entry.message));
            }
            Kind::Firefox => {
                let signs =
                    ["console.error", "console.warn", "JavaScript error: http", "Content-Security"];
                let said = self.browser.driver.said().into_iter();
                let of_page = said.filter(|line| !is_of_firefox(line));
                complaints
                    .extend(of_page.filter(|line| signs.iter().any(|sign| line.contains(sign))));
            }
        }
        let allowed = self.allowed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        complaints.retain(|complaint| !allowed.iter().any(|word| complaint.contains(word)));
        Ok(complaints)
    }

    /// Chromium's own command, for what WebDriver has none.
    pub async fn cdp(&self, method: &str, parameters: Value) -> Result<Value> {
        Ok(self.browser.web.cdp().send_raw(method, parameters).await?)
    }
}
