//! Recognises pprof files, which carry no mark, by walking the fields of the head.

use super::wire::{Malformed, Step, Value, field, fields};
use crate::import::Certainty;

/// Every field of the head must be one that pprof has, of its type, and so must those inside.
pub(super) fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let (mut rest, mut types, mut samples, mut has_text) = (head, 0, 0, false);
    loop {
        match field(rest) {
            Step::Field(number, value, used) => {
                if check(number, value, &mut has_text).is_err() {
                    return Certainty::No;
                }
                types += usize::from(number == 1);
                samples += usize::from(number == 2);
                rest = rest.get(used..).unwrap_or_default();
            }
            // The last field is cut where the head or the file ends.
            Step::Cut => break,
            Step::Broken => return Certainty::No,
        }
    }
    match (types, samples) {
        (1.., 1..) => Certainty::Sure,
        (1.., 0) | (0, 2..) => Certainty::Likely,
        _ => Certainty::No,
    }
}

fn check(number: u64, value: Value<'_>, has_text: &mut bool) -> Result<(), Malformed> {
    match number {
        1 | 11 => {
            let mut kind = 0;
            fields(value.bytes()?, |number, value| match number {
                1 => value.number().map(|row| kind = row),
                2 => value.number().map(|_| ()),
                _ => Err(Malformed),
            })?;
            // The empty text is row 0.
            if kind == 0 && number == 1 { Err(Malformed) } else { Ok(()) }
        }
        2 => fields(value.bytes()?, |number, value| match number {
            1 | 2 => value.numbers(|_| ()),
            3 => known_numbers(value.bytes()?, 4),
            _ => Err(Malformed),
        }),
        3 => known_numbers(value.bytes()?, 10),
        4 => fields(value.bytes()?, |number, value| match number {
            1..=3 | 5 => value.number().map(|_| ()),
            4 => known_numbers(value.bytes()?, 3),
            _ => Err(Malformed),
        }),
        5 => known_numbers(value.bytes()?, 5),
        6 => {
            // The first text is the empty one.
            let is_empty = value.bytes()?.is_empty();
            if !is_empty && !*has_text {
                return Err(Malformed);
            }
            *has_text = true;
            Ok(())
        }
        13 => value.numbers(|_| ()),
        7..=10 | 12 | 14 | 15 => value.number().map(|_| ()),
        _ => Err(Malformed),
    }
}

/// A message of numbers only, in fields 1 to `last`.
fn known_numbers(message: &[u8], last: u64) -> Result<(), Malformed> {
    fields(message, |number, value| match number {
        1.. if number <= last => value.number().map(|_| ()),
        _ => Err(Malformed),
    })
}
