//! Weights as folded lines write them: whole, fractional, negative, or Austin's three in one.

/// What stands at a line's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Written {
    /// A number ≥ 0.
    Weight(f64),
    /// The absolute value of a number < 0.
    Negative(f64),
    /// Austin's `time,idle,memory`.
    Triple(Triple),
}

/// Austin's full metrics: `120,0,-4096` is 120 µs, not idle, 4096 bytes freed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Triple {
    pub(super) time_us: f64,
    pub(super) idle: bool,
    pub(super) allocated_bytes: f64,
    pub(super) freed_bytes: f64,
}

/// The weight of one sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Weight {
    /// One number ≥ 0.
    Plain(f64),
    /// What a negative number in a recording of memory stands for, ≥ 0.
    Freed(f64),
    /// Austin's full metrics.
    Triple(Triple),
}

impl Weight {
    /// The largest number in it.
    pub(super) fn largest(self) -> f64 {
        match self {
            Self::Plain(weight) | Self::Freed(weight) => weight,
            Self::Triple(triple) => {
                triple.time_us.max(triple.allocated_bytes).max(triple.freed_bytes)
            }
        }
    }

    /// The number, if it is a plain one.
    pub(super) fn plain(self) -> Option<f64> {
        match self {
            Self::Plain(weight) => Some(weight),
            _ => None,
        }
    }
}

/// Reads a number or a triple; `None` for anything else, such as `NaN`, `0x10` or `12ms`.
pub(super) fn parse(word: &[u8]) -> Option<Written> {
    if let Some(weight) = whole(word) {
        return Some(Written::Weight(weight));
    }
    if let Some(triple) = triple(word) {
        return Some(Written::Triple(triple));
    }
    let number = number(word)?;
    let negative = number < 0.0;
    Some(if negative { Written::Negative(-number) } else { Written::Weight(number.abs()) })
}

/// Up to 15 digits, which is what nearly all weights are and what fits an `f64` exactly.
fn whole(word: &[u8]) -> Option<f64> {
    if word.is_empty() || word.len() > 15 {
        return None;
    }
    let mut value = 0u64;
    for &byte in word {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + u64::from(digit);
    }
    Some(value as f64)
}

/// Any decimal number: `-3`, `0.25`, `1e9`. Longer than any number that is one, it is none.
fn number(word: &[u8]) -> Option<f64> {
    let plain = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
    let begins = |byte: &u8| byte.is_ascii_digit() || b"+-.".contains(byte);
    if word.len() > 400 || !word.first().is_some_and(begins) || !word.iter().all(plain) {
        return None;
    }
    let value: f64 = std::str::from_utf8(word).ok()?.parse().ok()?;
    value.is_finite().then_some(value)
}

fn triple(word: &[u8]) -> Option<Triple> {
    let mut parts = word.split(|&byte| byte == b',');
    let (time, idle, memory) = (parts.next()?, parts.next()?, parts.next()?);
    let idle = match idle {
        b"0" => false,
        b"1" => true,
        _ => return None,
    };
    let time_us = number(time).filter(|&time| time >= 0.0)?;
    let memory = number(memory)?;
    parts.next().is_none().then_some(Triple {
        time_us,
        idle,
        allocated_bytes: memory.max(0.0),
        freed_bytes: (-memory).max(0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::{Written, parse};

    #[test]
    fn numbers_are_read_and_other_words_are_not() {
        let weight = |word: &str| parse(word.as_bytes());
        for (word, value) in [("0", 0.0), ("0.25", 0.25), ("1e3", 1000.0), ("+7", 7.0), (".5", 0.5)]
        {
            assert_eq!(weight(word), Some(Written::Weight(value)), "{word}");
        }
        assert_eq!(weight("18446744073709551616"), Some(Written::Weight(2f64.powi(64))));
        assert_eq!(weight("-3"), Some(Written::Negative(3.0)));
        for word in ["", "-", "NaN", "inf", "1e999", "0x10", "12ms", "1,2", "1,2,3", "1,0,2,3"] {
            assert_eq!(weight(word), None, "{word}");
        }
        assert!(matches!(weight("12,1,-3"), Some(Written::Triple(_))));
    }
}
