//! The chooser of threads: one, several, or all combined.

use super::files::with_shown;
use super::icons::THREADS;
use super::thread_groups::thread_groups;
use super::widgets::{close_menu, menu, share_bar};
use crate::browser_text::lowercase;
use crate::state::State;
use leptos::prelude::*;
use protocol::unit::format_share;
use protocol::{ProfileSummary, Threads};

const ID: &str = "threads-menu";
/// So many are listed at once; typing finds the others.
const LISTED: usize = 200;

/// The button that says which threads are shown, and the list behind it. Nothing where there is
/// just one thread.
#[component]
pub fn ThreadChooser() -> impl IntoView {
    let state = expect_context::<State>();
    let has_several =
        Memo::new(move |_| with_shown(state, |_, profile| profile.threads.len() > 1) == Some(true));
    move || {
        has_several.get().then(|| {
            let label =
                view! { <span class="label">{move || chosen_name(state).unwrap_or_default()}</span> };
            menu(ID, "pill", "Threads", THREADS, label.into_any(), move || {
                view! { <ThreadList/> }.into_any()
            })
        })
    }
}

/// The choice in words, for a recording with several threads: "All 12 threads", "main".
fn chosen_name(state: State) -> Option<String> {
    let threads = state.shareable.read().as_ref()?.view.threads.clone();
    with_shown(state, |_, profile| name_of(&threads, profile))
}

/// A choice of threads in words.
pub fn name_of(threads: &Threads, profile: &ProfileSummary) -> String {
    let (prefix, count) = match threads {
        Threads::All => ("All ", profile.threads.len()),
        Threads::Some(places) => match places.as_slice() {
            [place] => {
                return profile
                    .threads
                    .get(*place as usize)
                    .map_or_else(|| "no thread".to_owned(), |thread| thread.name.clone());
            }
            places => ("", places.len()),
        },
    };
    let mut name = String::from(prefix);
    name.push_str(&count.to_string());
    name.push_str(" threads");
    name
}

/// One line of the list: a thread, or a group of them.
#[derive(Clone)]
struct Line {
    name: String,
    detail: String,
    share: f64,
    members: Vec<u32>,
}

#[component]
fn ThreadList() -> impl IntoView {
    let state = expect_context::<State>();
    let filter = RwSignal::new(String::new());
    let metric = move || state.shareable.read().as_ref().map_or(0, |s| s.view.metric as usize);
    let lines = Memo::new_with_compare(
        move |_| with_shown(state, |_, profile| lines(profile, metric())).unwrap_or_default(),
        |_, _| true,
    );
    view! {
        <div class="card-head">
            <input
                type="search"
                class="filter"
                placeholder="Filter threads"
                aria-label="Filter threads"
                on:input=move |event| filter.set(lowercase(&event_target_value(&event)))
            />
            <button
                type="button"
                class="profile"
                aria-pressed=move || (chosen(state) == Some(Threads::All)).to_string()
                on:click=move |_| choose(state, Threads::All)
            >
                "All threads"
            </button>
        </div>
        <ul class="thread-list">
            {move || {
                let lines = lines.get();
                let filter = filter.read();
                let fits: Vec<_> =
                    lines.iter().filter(|line| fits(line, filter.as_str())).collect();
                let more = fits.len().saturating_sub(LISTED);
                let rest = (more > 0).then(|| {
                    view! { <li class="muted">{more.to_string()} " more: type to find them"</li> }
                });
                let rows =
                    fits.into_iter().take(LISTED).map(|line| row(state, line)).collect_view();
                (rows, rest)
            }}
        </ul>
    }
}

/// Groups first, then threads; the heaviest first.
fn lines(profile: &ProfileSummary, metric: usize) -> Vec<Line> {
    let weights: Vec<f64> = profile
        .threads
        .iter()
        .map(|thread| thread.totals.get(metric).copied().unwrap_or(0.0))
        .collect();
    let total: f64 = weights.iter().sum();
    let share = |members: &[u32]| {
        let weight: f64 = members.iter().filter_map(|place| weights.get(*place as usize)).sum();
        if total > 0.0 { weight / total } else { 0.0 }
    };
    let mut groups: Vec<Line> = thread_groups(&profile.threads)
        .into_iter()
        .map(|group| {
            let mut detail = group.members.len().to_string();
            detail.push_str(" threads");
            Line {
                share: share(&group.members),
                name: group.pattern,
                detail,
                members: group.members,
            }
        })
        .collect();
    let mut threads: Vec<Line> = profile
        .threads
        .iter()
        .enumerate()
        .map(|(place, thread)| {
            let members = vec![place as u32];
            let mut detail = thread.process.clone();
            if !thread.tid.is_empty() {
                if !detail.is_empty() {
                    detail.push_str(" · ");
                }
                detail.push_str(&thread.tid);
            }
            Line { name: thread.name.clone(), detail, share: share(&members), members }
        })
        .collect();
    for list in [&mut groups, &mut threads] {
        list.sort_by(|a, b| b.share.total_cmp(&a.share));
    }
    groups.append(&mut threads);
    groups
}

fn fits(line: &Line, filter: &str) -> bool {
    [&line.name, &line.detail].iter().any(|text| lowercase(text).contains(filter))
}

fn row(state: State, line: &Line) -> AnyView {
    let Line { name, detail, share, members } = line.clone();
    let is_group = members.len() > 1;
    let only = members.clone();
    let toggled = members.clone();
    let mut only_name = String::from("Show only ");
    only_name.push_str(&name);
    view! {
        <li class:group=is_group>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || includes(chosen(state).as_ref(), &members)
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        if !toggle(state, &toggled, is_on) {
                            event_target::<web_sys::HtmlInputElement>(&event).set_checked(!is_on);
                        }
                    }
                />
                <span class="name">{name}</span>
                <span class="muted detail">{detail}</span>
            </label>
            {share_bar(share)}
            <span class="number">{format_share(share)}</span>
            <button
                type="button"
                class="button small only"
                aria-label=only_name
                on:click=move |_| {
                    choose(state, Threads::Some(only.clone()));
                    close_menu(ID);
                }
            >
                "Only"
            </button>
        </li>
    }
    .into_any()
}

fn chosen(state: State) -> Option<Threads> {
    state.shareable.read().as_ref().map(|shareable| shareable.view.threads.clone())
}

fn choose(state: State, threads: Threads) {
    state.change(|shareable| shareable.view.threads = threads);
}

/// Whether all of `members` are chosen.
fn includes(threads: Option<&Threads>, members: &[u32]) -> bool {
    match threads {
        Some(Threads::All) => true,
        Some(Threads::Some(places)) => members.iter().all(|place| places.contains(place)),
        None => false,
    }
}

/// Adds or removes threads; false if that can't be, since none would be left.
fn toggle(state: State, members: &[u32], is_on: bool) -> bool {
    let Some(threads) = chosen(state) else { return false };
    let count = with_shown(state, |_, profile| profile.threads.len() as u32).unwrap_or(0);
    match toggled(&threads, members, is_on, count) {
        Some(threads) => choose(state, threads),
        None => return false,
    }
    true
}

/// The choice after `members` were added or removed; `None` if nothing would be left.
fn toggled(threads: &Threads, members: &[u32], is_on: bool, count: u32) -> Option<Threads> {
    let is_chosen = |place: &u32| match threads {
        _ if members.contains(place) => is_on,
        Threads::All => true,
        Threads::Some(places) => places.binary_search(place).is_ok(),
    };
    let places: Vec<u32> = (0..count).filter(is_chosen).collect();
    match places.len() as u32 {
        0 => None,
        all if all == count => Some(Threads::All),
        _ => Some(Threads::Some(places)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_one_from_all_leaves_the_others() {
        let some = toggled(&Threads::All, &[1], false, 3);
        assert_eq!(some, Some(Threads::Some(vec![0, 2])));
    }

    #[test]
    fn the_last_one_missing_makes_all() {
        assert_eq!(toggled(&Threads::Some(vec![0, 2]), &[1], true, 3), Some(Threads::All));
    }

    #[test]
    fn the_last_one_stays() {
        assert_eq!(toggled(&Threads::Some(vec![2]), &[2], false, 3), None);
    }
}
