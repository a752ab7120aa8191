//! The user's hand: mouse and keys.

use anyhow::{Context, Result};
use serde_json::json;
use std::time::Duration;
use thirtyfour::prelude::*;

use super::Page;

/// The keys that are held.
pub const CONTROL: char = '\u{e009}';
/// See above.
pub const SHIFT: char = '\u{e008}';

/// How tall a row of the picture is.
const ROW_CSS_PX: f64 = 20.0;

/// A place in the picture: from the left, as a share of the width; and the row, the root's is 0.
#[derive(Clone, Copy, Debug)]
pub struct Bar(pub f64, pub u32);

impl Page {
    /// Presses keys, one after the other: text, or [`Key`]s.
    pub async fn press(&self, keys: impl Into<TypingData>) -> Result<()> {
        let chain = self.chain().send_keys(keys);
        Ok(chain.perform().await?)
    }

    /// Presses a key while others are held: `held(&[CONTROL], 'z')`.
    pub async fn press_with(&self, held: &[char], key: char) -> Result<()> {
        let mut chain = self.chain();
        for held in held {
            chain = chain.key_down(*held);
        }
        chain = chain.key_down(key).key_up(key);
        for held in held {
            chain = chain.key_up(*held);
        }
        Ok(chain.perform().await?)
    }

    /// Clicks the first visible element that fits a selector.
    pub async fn click(&self, selector: &str) -> Result<()> {
        self.click_text(selector, "").await
    }

    /// Clicks the first visible element that fits a selector and whose text or label holds a text.
    pub async fn click_text(&self, selector: &str, text: &str) -> Result<()> {
        let script = "const element = [...document.querySelectorAll(arguments[0])].find(element =>
                element.checkVisibility() && !element.disabled
                && (element.innerText + ' ' + (element.ariaLabel ?? '')).includes(arguments[1]));
            element?.scrollIntoView({ block: 'nearest' });
            return element";
        let what = format!("{selector} with “{text}”");
        let is_there = format!("return !!(function() {{ {script} }})(...arguments)");
        self.wait(&what, &is_there, &[selector.into(), text.into()]).await?;
        let found = self.browser.web.execute(script, vec![selector.into(), text.into()]).await?;
        found.element()?.click().await.with_context(|| format!("{what} can't be clicked"))
    }

    /// Types into a field in place of what is there, once it can be seen.
    pub async fn type_into(&self, selector: &str, text: &str) -> Result<()> {
        let is_there = "return !!document.querySelector(arguments[0])?.checkVisibility()";
        self.wait(selector, is_there, &[selector.into()]).await?;
        let field = self.browser.web.find(By::Css(selector)).await?;
        field.clear().await?;
        Ok(field.send_keys(text).await?)
    }

    /// Chooses an option of a list, both by their names, once it is there.
    pub async fn choose(&self, list: &str, option: &str) -> Result<()> {
        let script = "const list = [...document.querySelectorAll('select')]
                .find(list => list.labels[0]?.innerText.includes(arguments[0]));
            const option = [...list?.options ?? []].find(option => option.text == arguments[1]);
            if (!option) return false;
            list.value = option.value;
            list.dispatchEvent(new Event('change', { bubbles: true }));
            return true";
        let what = format!("“{option}” of {list}");
        self.wait(&what, script, &[list.into(), option.into()]).await.map(|_| ())
    }

    /// Where a bar of the picture is, in CSS pixels of the window. Holds while all is shown, with
    /// the root on top; waits until that is on the screen.
    pub async fn place(&self, bar: Bar) -> Result<(f64, f64)> {
        let script = "const { left, top, width, height } =
            document.querySelector('.stage-canvas').getBoundingClientRect();
            return [left, top, width, height]";
        self.wait_state("ready").await?;
        let [left, top, width, _]: [f64; 4] = self.js(script, &[]).await?;
        Ok(((left + bar.0 * width).round(), (top + (f64::from(bar.1) + 0.5) * ROW_CSS_PX).round()))
    }

    /// Moves the mouse over a bar.
    pub async fn hover(&self, bar: Bar) -> Result<()> {
        let (x, y) = self.place(bar).await?;
        // A pointer that was there already doesn't move.
        let chain = self.chain().move_to(x as i64 + 1, y as i64).move_to(x as i64, y as i64);
        Ok(chain.perform().await?)
    }

    /// Clicks a bar.
    pub async fn click_bar(&self, bar: Bar) -> Result<()> {
        let (x, y) = self.place(bar).await?;
        Ok(self.chain().move_to(x as i64, y as i64).click().perform().await?)
    }

    /// Clicks a bar twice, quickly.
    pub async fn double_click_bar(&self, bar: Bar) -> Result<()> {
        let (x, y) = self.place(bar).await?;
        Ok(self.chain().move_to(x as i64, y as i64).double_click().perform().await?)
    }

    /// Clicks a bar with the right button.
    pub async fn right_click_bar(&self, bar: Bar) -> Result<()> {
        let (x, y) = self.place(bar).await?;
        Ok(self.chain().move_to(x as i64, y as i64).context_click().perform().await?)
    }

    /// Drags the picture by so many CSS pixels.
    pub async fn drag(&self, from: Bar, by: (i64, i64)) -> Result<()> {
        let (x, y) = self.place(from).await?;
        let (x, y) = (x as i64, y as i64);
        let chain = self.chain().move_to(x, y).click_and_hold();
        let chain = chain.move_to(x + by.0 / 2, y + by.1 / 2).move_to(x + by.0, y + by.1).release();
        Ok(chain.perform().await?)
    }

    /// Turns the wheel over a bar, in Chromium.
    pub async fn wheel(&self, bar: Bar, dy: f64, is_control: bool) -> Result<()> {
        let (x, y) = self.place(bar).await?;
        let event = json!({
            "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": dy,
            "modifiers": if is_control { 2 } else { 0 },
        });
        self.cdp("Input.dispatchMouseEvent", event).await.map(|_| ())
    }

    fn chain(&self) -> thirtyfour::action_chain::ActionChain {
        let none = Some(Duration::ZERO);
        self.browser.web.action_chain_with_delay(none, none)
    }
}
