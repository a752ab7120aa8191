//! Everything that the user can do: the only place that writes the page's state.

mod diffs;
mod engine;
mod exports;
mod files;
mod imports;
mod names;
mod nodes;
mod readiness;
mod recovery;
mod steps;
mod theme;
mod views;

pub use files::SameName;

use crate::state::{Notice, State};
use leptos::prelude::*;
use protocol::Problem;

impl State {
    /// Tells the user something; a failure interrupts, the rest is polite.
    pub fn tell(self, is_failure: bool, what: &str, advice: &str) {
        let mut number = 0;
        self.link.update_value(|link| {
            link.last_notice += 1;
            number = link.last_notice;
        });
        let problem = Problem { what: what.to_owned(), advice: advice.to_owned() };
        self.notices.update(|notices| {
            // The same message twice is no news.
            notices.retain(|notice| notice.problem != problem);
            notices.push(Notice { number, is_failure, problem });
        });
    }

    /// Forgets a message.
    pub fn dismiss(self, number: u32) {
        self.notices.update(|notices| notices.retain(|notice| notice.number != number));
    }
}

/// Milliseconds since the page began.
fn now_ms() -> f64 {
    web_sys::window().and_then(|window| window.performance()).map_or(0.0, |clock| clock.now())
}
