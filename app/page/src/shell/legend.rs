//! The legend: what the colours mean and how much each of them is.

use super::diff_legend::diff_legend;
use super::icons::{DOWN, UP, icon};
use super::view_menu::read;
use crate::state::State;
use leptos::prelude::*;
use protocol::answer::LegendEntry;
use protocol::unit::format_share;
use protocol::{Rgb, Theme};

/// So many entries are shown at first.
const SHOWN: usize = 12;

/// The legend below the picture. A click on an entry highlights its bars.
#[component]
pub fn Legend() -> impl IntoView {
    let state = expect_context::<State>();
    let is_whole = RwSignal::new(false);
    let legend = Memo::new(move |_| {
        let shown = state.shown.read();
        let shown = shown.as_ref()?;
        Some((shown.legend.clone(), shown.total))
    });
    // A diff's has no button in it by which the keyboard could scroll it where it is narrow.
    let tab_index = move || state.diff_shown.read().is_some().then_some("0");
    view! {
        <section class="legend" aria-label="Legend" tabindex=tab_index>
            {move || match state.diff_shown.get() {
                Some(diff) => Some(diff_legend(state, &diff)),
                None => legend.get().map(|(entries, total)| list(state, &entries, total, is_whole)),
            }}
        </section>
    }
}

fn list(state: State, entries: &[LegendEntry], total: f64, is_whole: RwSignal<bool>) -> AnyView {
    let count = if is_whole.get() { entries.len() } else { entries.len().min(SHOWN) };
    let more = (entries.len() > SHOWN).then(|| {
        let mut text = (entries.len() - SHOWN).to_string();
        text.push_str(" more");
        let (path, text) = match is_whole.get() {
            true => (UP, "Fewer".to_owned()),
            false => (DOWN, text),
        };
        view! {
            <button
                type="button"
                class="entry more"
                aria-expanded=is_whole.get().to_string()
                on:click=move |_| is_whole.update(|is_whole| *is_whole = !*is_whole)
            >
                {text}
                {icon(path)}
            </button>
        }
    });
    let entries =
        entries.iter().take(count).map(|entry| entry_button(state, entry, total)).collect_view();
    view! {
        {entries}
        {more}
    }
    .into_any()
}

fn entry_button(state: State, entry: &LegendEntry, total: f64) -> AnyView {
    let LegendEntry { key, label, light, dark, weight } = entry.clone();
    let share = if total > 0.0 { weight / total } else { 0.0 };
    let wanted = key.clone();
    let is_on = read(state, move |s| s.view.highlighted.as_ref() == Some(&wanted));
    view! {
        <button
            type="button"
            class="entry"
            aria-pressed=move || is_on.get().to_string()
            title="Highlight"
            on:click=move |_| {
                let highlighted = (!is_on.get_untracked()).then(|| key.clone());
                state.change(|shareable| shareable.view.highlighted = highlighted);
            }
        >
            {swatch(state, light, dark)}
            <span class="label">{label}</span>
            <span class="number">{format_share(share)}</span>
        </button>
    }
    .into_any()
}

/// A colour of the legend.
pub fn swatch(state: State, light: Rgb, dark: Rgb) -> AnyView {
    let colour = move || {
        let Rgb(red, green, blue) = match state.theme.get() {
            Theme::Light => light,
            Theme::Dark => dark,
        };
        css_colour(red, green, blue)
    };
    view! { <span class="swatch" style:background-color=colour></span> }.into_any()
}

fn css_colour(red: u8, green: u8, blue: u8) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = String::from("#");
    for part in [red, green, blue] {
        text.push(char::from(DIGITS[usize::from(part >> 4)]));
        text.push(char::from(DIGITS[usize::from(part & 15)]));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_written_in_hexadecimal() {
        assert_eq!(css_colour(255, 0, 10), "#ff000a");
    }
}
