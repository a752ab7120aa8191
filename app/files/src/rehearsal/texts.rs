//! Small made-up files in formats that are opened often, all of the same samples.

use std::fmt::{Display, Write};

/// Functions to choose from.
const FUNCTIONS: u32 = 3000;
/// Frames of a stack.
const DEPTH: usize = 28;

/// Samples whose stacks begin like the ones before, as those of a real program do.
struct Samples {
    random: u64,
    /// The functions of the sample's stack, from the root.
    stack: Vec<u32>,
}

impl Samples {
    fn new() -> Self {
        Self { random: 0x9e37_79b9_7f4a_7c15, stack: Vec::new() }
    }

    /// The next sample's stack.
    fn next(&mut self) -> &[u32] {
        let kept = self.below(DEPTH as u32) as usize;
        self.stack.truncate(kept);
        while self.stack.len() < DEPTH {
            let function = self.below(FUNCTIONS);
            self.stack.push(function);
        }
        &self.stack
    }

    /// A number below `end`, by Marsaglia's xorshift.
    fn below(&mut self, end: u32) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        ((self.random >> 32) as u32) % end
    }
}

/// A function's name, which begins with that of one of thirty crates.
fn name(function: u32) -> String {
    format!("crate_{}::module::Type<T>::function_{function}", function % 30)
}

/// Folded stacks: a part of them once, as in a sorted file, and a part as often as they were met, as
/// in one in order of time.
pub fn folded(samples: u32) -> String {
    let names: Vec<String> = (0..FUNCTIONS).map(name).collect();
    let (mut source, mut text) = (Samples::new(), String::new());
    for sample in 0..samples {
        let start = text.len();
        for &function in source.next() {
            text += &names[function as usize];
            text.push(';');
        }
        text.pop();
        text += " 7\n";
        if sample % 4 == 0 {
            let line = text[start..].to_owned();
            text += &line.repeat(4);
        }
    }
    text
}

/// What `perf script` prints.
pub fn perf_script(samples: u32) -> String {
    let (mut source, mut text) = (Samples::new(), String::new());
    for sample in 0..samples {
        let _ = writeln!(text, "program  4242/4242  {sample}.000001:     250000 cycles:u: ");
        for &function in source.next().iter().rev() {
            let name = name(function);
            let _ = writeln!(text, "\t    55d0c0{function:06x} {name}+0x1f (/usr/bin/program)");
        }
        text.push('\n');
    }
    text
}

/// Trace events: a call and a return for each frame.
pub fn trace_events(samples: u32) -> String {
    let (mut source, mut text) = (Samples::new(), String::from("[\n"));
    for sample in 0..samples {
        let stack = source.next();
        let returns = stack.iter().rev().map(|function| ("E", function));
        for (place, (phase, &function)) in
            stack.iter().map(|function| ("B", function)).chain(returns).enumerate()
        {
            let time_us = 100 * sample as usize + place;
            let name = name(function);
            let _ = writeln!(
                text,
                r#"{{"name":"{name}","cat":"rust","ph":"{phase}","ts":{time_us}.5,"pid":1,"tid":2,"args":{{"n":1}}}},"#
            );
        }
    }
    text.truncate(text.len() - 2);
    text += "\n]";
    text
}

/// A profile as the Firefox Profiler and samply save it: version 49.
pub fn firefox(samples: u32) -> String {
    let (mut source, mut stacks) = (Samples::new(), Vec::new());
    // The row of each stack of the sample before.
    let (mut rows, mut before): (Vec<usize>, Vec<u32>) = (Vec::new(), Vec::new());
    let mut of_samples = Vec::new();
    for _ in 0..samples {
        let stack = source.next();
        let shared = stack.iter().zip(&before).take_while(|(now, then)| now == then).count();
        rows.truncate(shared);
        for &function in &stack[shared..] {
            stacks.push((rows.last().copied(), function));
            rows.push(stacks.len() - 1);
        }
        before = stack.to_vec();
        of_samples.push(rows[rows.len() - 1]);
    }
    let prefixes =
        stacks.iter().map(|(prefix, _)| prefix.map_or("null".to_owned(), |it| it.to_string()));
    let functions = || 0..FUNCTIONS;
    let mut text = String::from(
        r#"{"meta":{"preprocessedProfileVersion":49,"interval":1,"product":"program","categories":[{"name":"User"}]},"#,
    );
    text += r#""libs":[{"name":"program","debugName":"program","breakpadId":""}],"#;
    text += r#""threads":[{"name":"main","pid":"1","tid":"1","stackTable":{"length":"#;
    let _ = write!(text, "{}", stacks.len());
    column(&mut text, "frame", stacks.iter().map(|(_, function)| function));
    column(&mut text, "prefix", prefixes);
    let _ = write!(text, r#"}},"frameTable":{{"length":{FUNCTIONS}"#);
    column(&mut text, "func", functions());
    column(&mut text, "address", functions().map(|function| 4096 + 64 * function));
    column(&mut text, "category", functions().map(|_| 0));
    let _ = write!(text, r#"}},"funcTable":{{"length":{FUNCTIONS}"#);
    column(&mut text, "name", functions().map(|function| function + 1));
    column(&mut text, "resource", functions().map(|_| 0));
    text += r#"},"resourceTable":{"length":1,"name":[0],"lib":[0]},"stringArray":["program""#;
    for function in functions() {
        let _ = write!(text, r#","{}""#, name(function));
    }
    let _ = write!(text, r#"],"samples":{{"weightType":"samples","length":{samples}"#);
    column(&mut text, "stack", of_samples);
    column(&mut text, "weight", (0..samples).map(|_| 1));
    column(&mut text, "time", (0..samples).map(|sample| f64::from(sample) + 5437.125));
    text += "}}]}";
    text
}

/// A column of a table, after what is there already.
fn column<T: Display>(text: &mut String, key: &str, values: impl IntoIterator<Item = T>) {
    let _ = write!(text, r#","{key}":["#);
    for (place, value) in values.into_iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(text, "{comma}{value}");
    }
    text.push(']');
}
