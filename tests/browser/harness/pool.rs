//! Browsers that wait for the next test: starting one takes longer than most tests.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, bail};
use tokio::runtime::Runtime;

use super::browser::Browser;
use super::{Kind, Outcome, Page};

/// A test: a page before it was opened in, something done to it.
pub type Test = for<'a> fn(&'a Page) -> Pin<Box<dyn Future<Output = Outcome> + 'a>>;

/// The browsers, and what runs their conversations.
pub struct Pool {
    runtime: Runtime,
    idle: Mutex<Vec<Arc<Browser>>>,
}

impl Pool {
    /// An empty pool.
    pub fn new() -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .context("no runtime can be started")?;
        Ok(Self { runtime, idle: Mutex::default() })
    }

    /// Runs a test in a browser that no other test uses meanwhile, and sees after it whether the
    /// page complained or sent something.
    pub fn run(&self, kind: Kind, name: &str, test: Test) -> Outcome {
        let browser = self.runtime.block_on(self.browser(kind))?;
        let page = Page::new(Arc::clone(&browser))?;
        // An assertion panics; what is seen then is wanted too.
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            self.runtime.block_on(async {
                page.prepare().await?;
                test(&page).await?;
                page.assert_quiet().await
            })
        }));
        let has_failed = !matches!(outcome, Ok(Ok(())));
        let seen = self.runtime.block_on(async {
            if has_failed {
                page.screenshot(&format!("failed-{}-{}", kind.name(), name.replace("::", "-")))
                    .await
                    .ok();
                page.what_is_there().await
            } else {
                String::new()
            }
        });
        if has_failed {
            // Whatever hung or died goes with its browser.
            self.runtime.block_on(async { browser.web.clone().quit().await.ok() });
        } else {
            self.idle().push(browser);
        }
        match outcome {
            Ok(outcome) => outcome.with_context(|| format!("on the page: {seen}")),
            Err(panic) => {
                let words = panic.downcast_ref::<String>().map(String::as_str);
                let words = words.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
                bail!("{words}\non the page: {seen}")
            }
        }
    }

    /// Ends all browsers.
    pub fn end(&self) {
        let idle = std::mem::take(&mut *self.idle());
        self.runtime.block_on(async {
            for browser in idle {
                // One that died in a test has ended already.
                let _ = browser.web.clone().quit().await;
            }
        });
    }

    async fn browser(&self, kind: Kind) -> Result<Arc<Browser>> {
        let waiting = {
            let mut idle = self.idle();
            let at = idle.iter().position(|browser| browser.kind == kind);
            at.map(|at| idle.remove(at))
        };
        if let Some(browser) = waiting
            && browser.web.goto("about:blank").await.is_ok()
        {
            return Ok(browser);
        }
        Ok(Arc::new(Browser::start(kind).await?))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Browser>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
