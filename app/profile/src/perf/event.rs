//! Event lines: `worker 1 25376/25380 [001]  5422.271360:    1003009 cpu-clock:u: `.
//!
//! The thread's name may hold blanks and digits (`merge 1/1`), and `-F` leaves fields out, so the
//! line is anchored where `[pid/]tid [cpu] time:` stands.

use crate::import::lines::whole_number;

/// One event line, of which `-F` may have left out anything.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Event<'line> {
    pub(super) comm: &'line [u8],
    pub(super) pid: &'line [u8],
    pub(super) tid: &'line [u8],
    pub(super) time_ns: Option<u64>,
    pub(super) period: Option<f64>,
    /// The event's name without the colon at its end.
    pub(super) name: &'line [u8],
    /// What follows: a tracepoint's fields, or the only frame where no call chain was recorded.
    pub(super) rest: &'line [u8],
}

/// The event that `line` tells of; `None` if it isn't such a line.
pub(super) fn parse(line: &[u8]) -> Option<Event<'_>> {
    if line.first().is_none_or(|byte| matches!(byte, b'\t' | b'#')) {
        return None;
    }
    with_time(line).or_else(|| without_time(line))
}

fn with_time(line: &[u8]) -> Option<Event<'_>> {
    /// Names of threads have 15 bytes: a time further to the right is text of something else.
    const FURTHEST_BYTES: usize = 512;
    let mut from = 0;
    let near = line.get(..line.len().min(FURTHEST_BYTES))?;
    // A time ends in the first colon that has digits and a dot before it.
    while let Some(colon) = near.get(from..).and_then(|rest| memchr::memchr(b':', rest)) {
        let end = from + colon;
        from = end + 1;
        let (before, word) = last_word(line.get(..end)?);
        let Some(time_ns) = time(word) else { continue };
        let (before, cpu) = last_word(before);
        let (before, number) = if is_cpu(cpu) {
            last_word(before)
        } else if thread(cpu).is_some() {
            (before, cpu)
        } else {
            // `-F comm,time,event`: no thread numbers.
            (line.get(..end - word.len())?.trim_ascii(), &b""[..])
        };
        let (comm, pid, tid) = match thread(number) {
            Some((pid, tid)) => (before, pid, tid),
            None if number.is_empty() => (before, &b""[..], &b""[..]),
            None => continue,
        };
        let (period, name, rest) = period_and_name(line.get(from..)?)?;
        let comm = comm.trim_ascii();
        return Some(Event { comm, pid, tid, time_ns: Some(time_ns), period, name, rest });
    }
    None
}

/// `wordstat 25376 1003009 cpu-clock: `, as `-F comm,tid,period,event` writes it.
fn without_time(line: &[u8]) -> Option<Event<'_>> {
    let name = line.trim_ascii_end().strip_suffix(b":")?;
    let (before, name) = last_word(name);
    let (rest, word) = last_word(before);
    let (other, thread_word) = last_word(rest);
    let both = thread(thread_word).filter(|_| !other.is_empty());
    let (comm, (pid, tid), period) = match (both, number(word)) {
        (Some(thread), Some(period)) => (other, thread, Some(period)),
        _ => (rest, thread(word)?, None),
    };
    (!comm.is_empty() && !name.is_empty()).then_some(Event {
        comm,
        pid,
        tid,
        time_ns: None,
        period,
        name,
        rest: b"",
    })
}

/// `worker 1 25376/25380 [001] `, as `-F comm,pid,tid,cpu,ip,sym` writes it. Much else looks so.
pub(super) fn bare(line: &[u8]) -> Option<Event<'_>> {
    if line.first().is_none_or(|byte| matches!(byte, b'\t' | b'#')) {
        return None;
    }
    let (before, word) = last_word(line);
    let (comm, word) = if is_cpu(word) { last_word(before) } else { (before, word) };
    let (pid, tid) = thread(word)?;
    (!comm.is_empty()).then_some(Event { comm, pid, tid, ..Event::default() })
}

fn period_and_name(rest: &[u8]) -> Option<(Option<f64>, &[u8], &[u8])> {
    let (word, after) = first_word(rest);
    let (period, word, after) = match number(word) {
        Some(period) => {
            let (word, after) = first_word(after);
            (Some(period), word, after)
        }
        None => (None, word, after),
    };
    match word.strip_suffix(b":") {
        Some(name) => Some((period, name, after)),
        // `-F` without the event.
        None if word.is_empty() => Some((period, b"", b"")),
        None => None,
    }
}

/// `12/34` or `34`: process and thread.
fn thread(word: &[u8]) -> Option<(&[u8], &[u8])> {
    let (pid, tid) = match memchr::memchr(b'/', word) {
        Some(slash) => (word.get(..slash)?, word.get(slash + 1..)?),
        None => (&b""[..], word),
    };
    let is_number = |text: &[u8]| {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
    };
    (is_number(tid) && (pid.is_empty() || is_number(pid))).then_some((pid, tid))
}

fn is_cpu(word: &[u8]) -> bool {
    matches!(word, [b'[', digits @ .., b']'] if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// `5422.271360` in nanoseconds.
fn time(word: &[u8]) -> Option<u64> {
    let dot = memchr::memchr(b'.', word)?;
    let (seconds, fraction) = (word.get(..dot)?, word.get(dot + 1..)?);
    if !matches!(fraction.len(), 1..=9) {
        return None;
    }
    let missing = u32::try_from(9 - fraction.len()).ok()?;
    let nanoseconds = whole_number(fraction)?.checked_mul(10_u64.pow(missing))?;
    whole_number(seconds)?.checked_mul(1_000_000_000)?.checked_add(nanoseconds)
}

fn number(word: &[u8]) -> Option<f64> {
    whole_number(word).map(|value| value as f64)
}

fn last_word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii_end();
    let start = memchr::memrchr2(b' ', b'\t', text).map_or(0, |blank| blank + 1);
    let (before, word) = text.split_at(start);
    (before.trim_ascii_end(), word)
}

fn first_word(text: &[u8]) -> (&[u8], &[u8]) {
    let text = text.trim_ascii_start();
    let end = memchr::memchr2(b' ', b'\t', text).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    (word.trim_ascii(), after.trim_ascii())
}
