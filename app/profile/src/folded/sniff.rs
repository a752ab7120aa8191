//! How likely it is that a file holds folded stacks: no mark says so, only how its lines end.

use super::{is_comment, split_last_word, weight};
use crate::dead_ends::is_text;
use crate::import::{Certainty, HEAD_BYTES};

/// How sure it is that content that begins with `head` is folded stacks.
pub(super) fn sniff(_name: &str, head: &[u8]) -> Certainty {
    if !is_text(head) {
        return Certainty::No;
    }
    if head.starts_with(b"# austin: ") {
        return Certainty::Sure;
    }
    let (mut samples, mut others, mut stacks) = (0, 0, 0);
    let is_whole = head.len() < HEAD_BYTES;
    let mut lines = head.split(|&byte| byte == b'\n').peekable();
    while let Some(line) = lines.next() {
        let line = line.trim_ascii();
        let is_cut = lines.peek().is_none() && !is_whole;
        if line.is_empty() || is_comment(line) {
            continue;
        }
        if is_cut {
            // Its weight is out of sight. It counts only if it is all that there is: a stack of
            // a million frames is one line of many megabytes.
            let is_stack = samples + others == 0 && line.contains(&b';');
            return if is_stack { Certainty::Possible } else { verdict(samples, others, stacks) };
        }
        match split_last_word(line).filter(|(_, word)| weight::parse(word).is_some()) {
            Some((stack, _)) => {
                samples += 1;
                stacks += usize::from(stack.contains(&b';'));
            }
            None => others += 1,
        }
    }
    verdict(samples, others, stacks)
}

/// Likely if nearly all lines are samples and some have two frames; possible with more broken
/// lines than that, each of which will be a warning. Lines of one frame may be any text with a
/// number at its end (`Thread ID: 2144`): without others at least half must be such.
fn verdict(samples: usize, others: usize, stacks: usize) -> Certainty {
    let enough = if stacks > 0 { samples * 3 } else { samples };
    if stacks > 0 && samples > 9 * others {
        Certainty::Likely
    } else if samples > 0 && enough >= others {
        Certainty::Possible
    } else {
        Certainty::No
    }
}
