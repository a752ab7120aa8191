//! Two large profiles to be compared.

use super::random::Random;

const NODE_COUNT: usize = 1_600_000;
const FUNCTION_COUNT: u64 = 4_000;
const DEEPEST: usize = 20;

/// Two profiles as folded stacks, of about 1.6 million call nodes each: mostly the same paths with other weights, one in twenty only on
/// one side.
pub fn folded_pair() -> [String; 2] {
    let mut random = Random::new(7);
    let mut sides = [String::new(), String::new()];
    let mut path: Vec<u64> = Vec::new();
    let mut next_depth = 0;
    for node in 0..NODE_COUNT {
        path.truncate(next_depth);
        // A child's number says where it is, so that siblings are of different functions.
        path.push((path.len() as u64 * 97 + node as u64 * 31) % FUNCTION_COUNT);
        let goes_down = random.below(3) < 2 && path.len() < DEEPEST;
        next_depth =
            if goes_down { path.len() } else { path.len().saturating_sub(1 + random.below(4)) };
        if goes_down && random.below(4) > 0 {
            continue;
        }
        let only_on = random.below(20);
        for (side, text) in sides.iter_mut().enumerate() {
            if only_on == 1 - side {
                continue;
            }
            for (depth, number) in path.iter().enumerate() {
                let separator = if depth > 0 { ";" } else { "" };
                text.push_str(&format!("{separator}m{}::f{number}", number % 40));
            }
            text.push_str(&format!(" {}\n", 1 + random.below(50)));
        }
    }
    sides
}
