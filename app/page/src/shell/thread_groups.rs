//! Threads of one pattern: `worker 1 … worker 8` are one group.

use protocol::ThreadSummary;

/// Threads whose names differ only in their digits, within a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadGroup {
    /// The common name, with `#` for digits: `worker #`.
    pub pattern: String,
    /// Their places in the recording, ascending.
    pub members: Vec<u32>,
}

/// The groups of two and more threads, in the order of their first members. Threads of several
/// processes are in one group: `Web Content` processes all have a `DOM Worker`.
pub fn thread_groups(threads: &[ThreadSummary]) -> Vec<ThreadGroup> {
    let mut groups: Vec<ThreadGroup> = Vec::new();
    for (place, thread) in threads.iter().enumerate() {
        let pattern = pattern(&thread.name);
        let place = place as u32;
        match groups.iter_mut().find(|group| group.pattern == pattern) {
            Some(group) => group.members.push(place),
            None => groups.push(ThreadGroup { pattern, members: vec![place] }),
        }
    }
    // A group of all threads is what "All threads" says already.
    groups.retain(|group| group.members.len() > 1 && group.members.len() < threads.len());
    groups
}

/// A name with each run of digits replaced by one `#`.
fn pattern(name: &str) -> String {
    let mut pattern = String::with_capacity(name.len());
    for character in name.chars() {
        match character.is_ascii_digit() {
            true if pattern.ends_with('#') => {}
            true => pattern.push('#'),
            false => pattern.push(character),
        }
    }
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    fn named(names: &[&str]) -> Vec<ThreadSummary> {
        names
            .iter()
            .map(|name| ThreadSummary { name: (*name).to_owned(), ..ThreadSummary::default() })
            .collect()
    }

    fn check(names: &[&str], expected: Expect) {
        let mut text = String::new();
        for group in thread_groups(&named(names)) {
            text += &format!("{}: {:?}\n", group.pattern, group.members);
        }
        expected.assert_eq(&text);
    }

    #[test]
    fn digits_make_no_difference() {
        check(
            &["main", "worker 1", "worker 2", "worker 10", "io"],
            expect![[r#"
                worker #: [1, 2, 3]
            "#]],
        );
    }

    #[test]
    fn equal_names_are_a_group() {
        check(
            &["DOM Worker", "GeckoMain", "DOM Worker", "tokio-rt-7-a", "tokio-rt-12-a"],
            expect![[r#"
                DOM Worker: [0, 2]
                tokio-rt-#-a: [3, 4]
            "#]],
        );
    }

    #[test]
    fn one_alone_and_all_together_are_none() {
        check(&["main", "io"], expect![""]);
        check(&["worker 1", "worker 2"], expect![""]);
    }

    proptest! {
        #[test]
        fn each_thread_is_in_one_group_at_most(names in prop::collection::vec("[a-b0-1 ]{0,4}", 0..20)) {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut members: Vec<u32> =
                thread_groups(&named(&names)).into_iter().flat_map(|group| group.members).collect();
            let count = members.len();
            members.sort_unstable();
            members.dedup();
            prop_assert_eq!(members.len(), count);
        }
    }
}
