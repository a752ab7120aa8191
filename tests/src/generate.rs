//! Large made-up profiles for benchmarks, always the same for one seed.
//!
//! Stacks have a median depth of 28, one in twenty is deeper than 69, the deepest 200; names look
//! like those of Rust. Three samples in ten bring a new stack, the others repeat an old one; the
//! more often one was seen, the likelier it comes again.

mod firefox;
mod names;
mod pair;
mod random;
pub mod recorded;
pub mod repeated;
pub mod written;
pub mod written_text;

pub use firefox::{Layout, firefox};
pub use pair::folded_pair;

use names::{KERNEL, PROLOGUE};
use random::Random;
use std::collections::HashSet;
use std::io::{self, Write};

const FUNCTIONS: usize = 4000;
const THREADS: usize = 8;
const DEEPEST: usize = 200;
/// The share of samples with a new stack.
const NEW: f64 = 0.3;

/// What was generated.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Generated {
    /// Bytes written.
    pub bytes: u64,
    /// Lines written.
    pub lines: u64,
    /// The sum of all weights.
    pub total: u64,
}

/// Writes about `bytes` of folded stacks to `out`, a line a sample in the order of time.
///
/// # Errors
/// When `out` can't be written.
pub fn folded(bytes: u64, seed: u64, out: &mut impl Write) -> io::Result<Generated> {
    let mut model = Model::new(seed);
    let mut generated = Generated::default();
    let mut line = Vec::new();
    while generated.bytes < bytes {
        let (stack, weight) = model.sample();
        line.clear();
        model.write_stack(stack, &mut line);
        writeln!(line, " {weight}")?;
        write_line(&line, weight, &mut generated, out)?;
    }
    Ok(generated)
}

/// Writes about `bytes` of folded stacks to `out`, a line a stack, in the order of their texts, as
/// `inferno-collapse-*` does.
///
/// # Errors
/// When `out` can't be written.
pub fn folded_sorted(bytes: u64, seed: u64, out: &mut impl Write) -> io::Result<Generated> {
    let mut model = Model::new(seed);
    let mut lines: Vec<(Vec<u8>, u64)> = Vec::new();
    let mut length = 0;
    while length < bytes {
        let (stack, weight) = model.sample();
        if stack == lines.len() {
            let mut text = Vec::new();
            model.write_stack(stack, &mut text);
            length += text.len() as u64 + 3;
            lines.push((text, 0));
        }
        lines[stack].1 += weight;
    }
    lines.sort_unstable();
    let mut generated = Generated::default();
    for (mut line, weight) in lines {
        writeln!(line, " {weight}")?;
        write_line(&line, weight, &mut generated, out)?;
    }
    Ok(generated)
}

fn write_line(
    line: &[u8],
    weight: u64,
    generated: &mut Generated,
    out: &mut impl Write,
) -> io::Result<()> {
    generated.bytes += line.len() as u64;
    generated.lines += 1;
    generated.total += weight;
    out.write_all(line)
}

/// Draws samples.
struct Model {
    random: Random,
    names: Vec<String>,
    /// The functions that each function calls.
    callees: Vec<Vec<u16>>,
    /// All stacks so far: their thread, and their functions from the root.
    stacks: Vec<(usize, Box<[u16]>)>,
    known: HashSet<(usize, Box<[u16]>)>,
    /// For each thread the stacks of its samples so far, by row.
    history: Vec<Vec<usize>>,
}

impl Model {
    fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let names = names::names(FUNCTIONS, &mut random);
        let callees = (0..FUNCTIONS)
            .map(|_| (0..2 + random.below(6)).map(|_| callee(&mut random)).collect())
            .collect();
        Self {
            random,
            names,
            callees,
            stacks: Vec::new(),
            known: HashSet::new(),
            history: vec![Vec::new(); THREADS],
        }
    }

    /// The next sample: the row of its stack, and its weight.
    fn sample(&mut self) -> (usize, u64) {
        // The first threads do most of the work.
        let thread = (THREADS as f64 * self.random.unit().powf(1.6)) as usize;
        let weight = match self.random.unit() < 0.85 {
            true => 1,
            false => 1 + (self.random.exponential() / 0.3) as u64,
        };
        let seen = self.history[thread].len();
        let stack = if seen == 0 || self.random.unit() < NEW {
            self.new_stack(thread)
        } else if self.random.unit() < 0.4 {
            self.history[thread][seen - 1]
        } else {
            self.history[thread][self.random.below(seen)]
        };
        self.history[thread].push(stack);
        (stack, weight)
    }

    fn new_stack(&mut self, thread: usize) -> usize {
        loop {
            let stack = (thread, self.path(thread));
            if self.known.insert(stack.clone()) {
                self.stacks.push(stack);
                return self.stacks.len() - 1;
            }
        }
    }

    /// The functions of a stack that begins like an earlier one of its thread.
    fn path(&mut self, thread: usize) -> Box<[u16]> {
        let random = &mut self.random;
        let wanted = depth(random).max(PROLOGUE.len() + 2);
        let history = &self.history[thread];
        let mut path: Vec<u16> = if history.is_empty() || random.unit() < 0.03 {
            (0..PROLOGUE.len() as u16).collect()
        } else {
            let earlier = &self.stacks[history[random.below(history.len())]].1;
            let most = earlier.len().min(wanted - 1) as f64;
            let kept = (most * random.unit().max(random.unit())) as usize;
            earlier[..kept.max(PROLOGUE.len())].to_vec()
        };
        let mut last = path[path.len() - 1];
        // Now and then a function calls itself through another one.
        if wanted > path.len() && (wanted > DEEPEST / 2 || random.unit() < 0.05) {
            let cycle = [last.max(first_function()), self.callees[usize::from(last)][0]];
            let end = if wanted > DEEPEST / 2 { wanted } else { wanted.min(path.len() + 16) };
            while path.len() < end {
                last = cycle[path.len() % 2];
                path.push(last);
            }
        }
        while path.len() < wanted {
            let callees = &self.callees[usize::from(last)];
            let first_are_likelier = random.unit() * random.unit();
            last = callees[(first_are_likelier * callees.len() as f64) as usize];
            path.push(last);
        }
        if random.unit() < 0.04 && path.len() + KERNEL.len() <= DEEPEST {
            let kernel = PROLOGUE.len() as u16..;
            path.extend(kernel.take(3 + random.below(KERNEL.len() - 2)));
        }
        path.into()
    }

    fn write_stack(&self, stack: usize, line: &mut Vec<u8>) {
        let (thread, path) = &self.stacks[stack];
        line.extend_from_slice(b"app;");
        match thread {
            0 => line.extend_from_slice(b"main"),
            _ => line.extend_from_slice(format!("worker {thread}").as_bytes()),
        }
        for &function in path {
            line.push(b';');
            line.extend_from_slice(self.names[usize::from(function)].as_bytes());
        }
    }
}

/// The first function that is neither of the prologue nor of the kernel.
fn first_function() -> u16 {
    (PROLOGUE.len() + KERNEL.len()) as u16
}

/// A function to call: one in three times a popular one.
fn callee(random: &mut Random) -> u16 {
    let first = usize::from(first_function());
    let functions = FUNCTIONS - first;
    let popular = random.unit() < 0.3;
    let row = if popular { (random.pareto(0.7) - 1.0) as usize } else { random.below(functions) };
    (first + row.min(functions - 1)) as u16
}

fn depth(random: &mut Random) -> usize {
    if random.unit() < 0.01 {
        return DEEPEST / 2 + random.below(DEEPEST / 2 + 1);
    }
    (6 + (3.1 + 0.6 * random.normal()).exp() as usize).min(DEEPEST)
}

#[cfg(test)]
mod tests {
    use super::{Generated, folded, folded_sorted};

    type Generator = fn(u64, u64, &mut Vec<u8>) -> std::io::Result<Generated>;

    #[test]
    fn one_seed_gives_one_file_of_the_promised_shape() {
        for generate in [folded as Generator, folded_sorted] {
            let (mut one, mut again, mut other) = (Vec::new(), Vec::new(), Vec::new());
            let generated = generate(3_000_000, 1, &mut one).unwrap();
            generate(3_000_000, 1, &mut again).unwrap();
            generate(3_000_000, 2, &mut other).unwrap();
            assert!(one == again && one != other);
            assert_eq!(generated.bytes, one.len() as u64);

            let text = String::from_utf8(one).unwrap();
            let weight = |line: &str| line.rsplit_once(' ').unwrap().1.parse::<u64>().unwrap();
            assert_eq!(text.lines().map(weight).sum::<u64>(), generated.total);
            let stack = |line: &str| line.rsplit_once(' ').unwrap().0.to_owned();
            let mut stacks: Vec<String> = text.lines().map(stack).collect();
            stacks.sort_unstable();
            stacks.dedup();
            let mut depths: Vec<usize> =
                stacks.iter().map(|stack| stack.matches(';').count() + 1).collect();
            depths.sort_unstable();
            let (median, deep) = (depths[depths.len() / 2], depths[depths.len() * 95 / 100]);
            assert!((24..=33).contains(&median), "median {median}");
            assert!((60..=80).contains(&deep), "95 % {deep}");
        }
    }
}
