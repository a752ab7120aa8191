//! The chips: each change of what is shown, with a button that takes it back.

use super::files::with_shown;
use super::threads::name_of;
use super::view_menu::RUST_SWITCHES;
use super::widgets::remove_button;
use crate::state::{Shareable, State};
use leptos::prelude::*;
use protocol::{Threads, Transform};

/// What a chip takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Undoes {
    Threads,
    Unit,
    Inverted,
    Highlight,
    Transform(usize),
    Folded,
}

/// One chip.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chip {
    verb: &'static str,
    subject: String,
    undoes: Undoes,
}

/// The row of chips; nothing where nothing was changed.
#[component]
pub fn Chips() -> impl IntoView {
    let state = expect_context::<State>();
    let chips = Memo::new(move |_| {
        let mut chips = state.shareable.read().as_ref().map(chips).unwrap_or_default();
        if let Some(chip) = chips.iter_mut().find(|chip| chip.undoes == Undoes::Threads) {
            let shareable = state.shareable.read();
            let threads = shareable.as_ref().map(|s| s.view.threads.clone()).unwrap_or_default();
            chip.subject =
                with_shown(state, |_, profile| name_of(&threads, profile)).unwrap_or_default();
        }
        chips
    });
    let idle = Memo::new(move |_| {
        state.shown.read().as_ref().map(|shown| shown.idle_transforms.clone()).unwrap_or_default()
    });
    move || {
        let chips = chips.get();
        (!chips.is_empty()).then(|| {
            let idle = idle.get();
            view! {
                <ul class="chips" aria-label="Changes of what is shown">
                    {chips.into_iter().map(|chip| chip_view(state, chip, &idle)).collect_view()}
                </ul>
            }
        })
    }
}

fn chip_view(state: State, chip: Chip, idle: &[u32]) -> AnyView {
    let Chip { verb, subject, undoes } = chip;
    let is_idle = matches!(undoes, Undoes::Transform(place) if idle.contains(&(place as u32)));
    let mut remove = String::from("Remove: ");
    remove.push_str(verb);
    remove.push(' ');
    remove.push_str(&subject);
    let title = subject.clone();
    view! {
        <li class="chip" class:idle=is_idle title=title>
            <span class="verb">{verb}</span>
            <span class="subject">{subject}</span>
            {is_idle.then_some(view! { <span class="note">"nothing to change"</span> })}
            {remove_button(remove, move || state.change(|shareable| take_back(shareable, undoes)))}
        </li>
    }
    .into_any()
}

/// The chips of a view; the threads' one has no subject yet, since their names aren't in it.
fn chips(shareable: &Shareable) -> Vec<Chip> {
    let view = &shareable.view;
    let mut chips = Vec::new();
    let mut add = |verb, subject: &str, undoes| {
        chips.push(Chip { verb, subject: subject.to_owned(), undoes });
    };
    // The bar of a diff says the rest, which is different on its sides.
    let is_alone = shareable.diff.is_none();
    if view.threads != Threads::All && is_alone {
        add("Thread", "", Undoes::Threads);
    }
    if let Some(unit) = &view.unit {
        add("Unit", unit.name(), Undoes::Unit);
    }
    if view.inverted && is_alone {
        add("Inverted", "", Undoes::Inverted);
    }
    if let Some(key) = view.highlighted.as_ref().filter(|_| is_alone) {
        add("Highlight", key, Undoes::Highlight);
    }
    for (place, transform) in view.transforms.iter().enumerate() {
        let (verb, subject) = words(transform);
        add(verb, subject, Undoes::Transform(place));
    }
    if let Some(diff) = shareable.diff.as_ref().filter(|diff| !diff.folded.is_empty()) {
        let mut functions = diff.folded.len().to_string();
        functions.push_str(if diff.folded.len() == 1 { " function" } else { " functions" });
        add("Merge what is inlined on one side", &functions, Undoes::Folded);
    }
    chips
}

/// A transform in words: what it does, and to what.
fn words(transform: &Transform) -> (&'static str, &str) {
    match transform {
        Transform::FocusFunction(name) => ("Focus", name),
        Transform::FocusNode(node) => ("Focus bar", &node.leaf),
        Transform::MergeFunction(name) => ("Merge", name),
        Transform::MergeNode(node) => ("Merge bar", &node.leaf),
        Transform::DropFunction(name) => ("Drop", name),
        Transform::DropNode(node) => ("Drop bar", &node.leaf),
        other => {
            let known = RUST_SWITCHES.iter().find(|(transform, ..)| transform == other);
            (known.map_or("Change", |(_, name, _)| name), "")
        }
    }
}

fn take_back(shareable: &mut Shareable, undoes: Undoes) {
    let diff = shareable.diff.as_mut();
    let view = &mut shareable.view;
    match undoes {
        Undoes::Threads => view.threads = Threads::All,
        Undoes::Unit => view.unit = None,
        Undoes::Inverted => view.inverted = false,
        Undoes::Highlight => view.highlighted = None,
        Undoes::Transform(place) => {
            if place < view.transforms.len() {
                view.transforms.remove(place);
            }
        }
        Undoes::Folded => diff.into_iter().for_each(|diff| diff.folded.clear()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use protocol::{FileId, NodeName, ProfileId, Unit, View};

    fn changed(change: impl FnOnce(&mut View)) -> Shareable {
        let mut view = View::of(ProfileId { file: FileId(0), index: 0 });
        change(&mut view);
        Shareable::of(view)
    }

    fn check(mut shareable: Shareable, expected: Expect) {
        let mut text = String::new();
        let all = chips(&shareable);
        for chip in &all {
            text += &format!("[{} {} x]", chip.verb, chip.subject);
        }
        expected.assert_eq(&text);
        // Each can be taken back, from the last to the first, and nothing is left.
        for chip in all.iter().rev() {
            take_back(&mut shareable, chip.undoes);
        }
        assert_eq!(shareable, changed(|_| {}));
    }

    #[test]
    fn an_unchanged_view_has_none() {
        check(changed(|_| {}), expect![""]);
    }

    #[test]
    fn each_change_has_one() {
        check(
            changed(|view| {
                view.threads = Threads::Some(vec![1]);
                view.unit = Some(Unit::Bytes);
                view.inverted = true;
                view.highlighted = Some("std".to_owned());
                view.transforms = vec![
                    Transform::MergeStd,
                    Transform::FocusFunction("app::run".to_owned()),
                    Transform::DropNode(NodeName { path_hash: 7, leaf: "idle".to_owned() }),
                ];
            }),
            expect![
                "[Thread  x][Unit bytes x][Inverted  x][Highlight std x][Merge std  x][Focus app::run x][Drop bar idle x]"
            ],
        );
    }
}
