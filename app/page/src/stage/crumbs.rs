//! The steps of a call path that fit into one line: the first, the last, and a gap between.

/// Which steps of a path stand in the line; all but these are in the gap between the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crumbs {
    /// So many from the beginning.
    pub head_count: usize,
    /// So many in the gap.
    pub gap_count: usize,
    /// So many at the end.
    pub tail_count: usize,
}

/// The crumbs for a path of `depth` steps, of which only the last `known_count` have names, with
/// at most `room` steps in the line. What is near to the end tells more: the beginning gets one.
pub fn fold(depth: usize, known_count: usize, room: usize) -> Crumbs {
    let known_count = known_count.min(depth);
    if depth <= room && known_count == depth {
        return Crumbs { head_count: depth, gap_count: 0, tail_count: 0 };
    }
    let head_count = usize::from(known_count == depth && room > 1);
    let tail_count = room.saturating_sub(head_count).max(1).min(known_count - head_count);
    Crumbs { head_count, gap_count: depth - head_count - tail_count, tail_count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(depth: usize, known_count: usize, room: usize, expected: Expect) {
        let Crumbs { head_count, gap_count, tail_count } = fold(depth, known_count, room);
        assert_eq!(head_count + gap_count + tail_count, depth);
        expected.assert_eq(&format!("{head_count} ({gap_count}) {tail_count}"));
    }

    #[test]
    fn short_paths_are_whole() {
        check(0, 0, 5, expect!["0 (0) 0"]);
        check(5, 5, 5, expect!["5 (0) 0"]);
    }

    #[test]
    fn long_paths_lose_their_middle() {
        check(6, 6, 5, expect!["1 (1) 4"]);
        check(90, 90, 2, expect!["1 (88) 1"]);
    }

    #[test]
    fn steps_without_a_name_are_in_the_gap() {
        check(1000, 100, 4, expect!["0 (996) 4"]);
        check(1000, 0, 4, expect!["0 (1000) 0"]);
    }
}
