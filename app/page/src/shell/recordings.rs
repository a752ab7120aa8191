//! Recordings: their names, and lists of them. A file may hold thousands, of which a few are listed;
//! typing finds the others.

use crate::browser_text::lowercase;
use leptos::prelude::*;
use protocol::unit::format_number;
use protocol::{FileSummary, ProfileId};

/// So many are listed at once.
const LISTED: usize = 100;

/// The name of a file, and of a recording in it where there are several.
pub fn recording_name(file: &str, summary: &FileSummary, index: usize) -> String {
    if summary.profiles.len() < 2 {
        return file.to_owned();
    }
    let own = own_name(summary, index);
    if own.starts_with(file) {
        // massif's: "massif.out (snapshot 7)".
        return own;
    }
    let mut name = file.to_owned();
    name.push_str(" · ");
    name.push_str(&own);
    name
}

/// The name of a recording among those of its file.
pub fn own_name(summary: &FileSummary, index: usize) -> String {
    match summary.profiles.get(index) {
        Some(profile) if !profile.name.is_empty() => profile.name.clone(),
        _ => {
            let mut name = String::from("recording ");
            name.push_str(&(index + 1).to_string());
            name
        }
    }
}

/// A recording and its name.
pub type Named = (ProfileId, String);

/// Rows of recordings, and the field that stands above them where there are more than are listed.
/// Those that are chosen when the list is made are listed first then, so that they are in sight.
pub fn recording_list(
    all: Vec<Named>,
    is_chosen: impl Fn(ProfileId) -> bool,
    row: impl Fn(ProfileId, &str) -> AnyView + Send + Sync + 'static,
) -> (Option<AnyView>, AnyView) {
    let rows_of = move |listed: &[Named]| {
        listed.iter().map(|(profile, name)| row(*profile, name)).collect_view().into_any()
    };
    if all.len() <= LISTED {
        return (None, rows_of(&all));
    }
    let (mut all, others): (Vec<Named>, Vec<Named>) =
        all.into_iter().partition(|(profile, _)| is_chosen(*profile));
    all.extend(others);
    let filter = RwSignal::new(String::new());
    let listed = Memo::new(move |_| listed(&all, &filter.read()));
    let more = move || {
        let more = listed.read().1;
        (more > 0).then(|| {
            let mut line = format_number(more as f64);
            line.push_str(" more: type to find them");
            line
        })
    };
    let field = view! {
        <input
            type="search"
            class="filter"
            placeholder="Find a recording"
            aria-label="Find a recording"
            on:input=move |event| filter.set(event_target_value(&event))
        />
        <p class="muted narrow">{more}</p>
    };
    let rows = move || rows_of(&listed.read().0);
    (Some(field.into_any()), rows.into_any())
}

/// The first recordings whose names have the filter in them, whatever the case of its letters, and
/// how many more there are.
fn listed(all: &[Named], filter: &str) -> (Vec<Named>, usize) {
    let filter = lowercase(filter.trim());
    let fits = all.iter().filter(|(_, name)| lowercase(name).contains(&filter));
    let count = fits.clone().count();
    (fits.take(LISTED).cloned().collect(), count.saturating_sub(LISTED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{FileId, ProfileSummary};

    #[test]
    fn typing_finds_what_is_not_listed() {
        let named = |index| (ProfileId { file: FileId(1), index }, format!("Snapshot {index}"));
        let all: Vec<Named> = (0..5000).map(named).collect();
        let (first, more) = listed(&all, "");
        assert_eq!((first.len(), more), (LISTED, 5000 - LISTED));
        assert_eq!(listed(&all, " snapshot 4321"), (vec![named(4321)], 0));
    }

    #[test]
    fn a_name_tells_the_file_once() {
        let of = |name: &str| ProfileSummary { name: name.to_owned(), ..Default::default() };
        let profiles = ["", "fib", "massif.out (snapshot 7)"].map(of).to_vec();
        let summary = FileSummary { profiles, ..Default::default() };
        let names: Vec<String> =
            (0..3).map(|index| recording_name("massif.out", &summary, index)).collect();
        let expected = ["massif.out · recording 1", "massif.out · fib", "massif.out (snapshot 7)"];
        assert_eq!(names, expected);
    }
}
