//! Large texts, written as the tools do.

use super::written::{FUNCTIONS, Numbers, push};

/// Deep enough for what the tools show.
const DEPTH: usize = 20;

/// Stacks from leaf to root, each of which shares the half at the root with the one before.
fn next_stack(stack: &mut Vec<u64>, numbers: &mut Numbers) {
    let kept = DEPTH / 2 + numbers.below(DEPTH as u64 / 2) as usize;
    let changed = DEPTH - kept.min(stack.len());
    stack.drain(..stack.len().min(changed));
    while stack.len() < DEPTH {
        stack.insert(0, numbers.below(FUNCTIONS));
    }
}

/// A map of stacks with their counts.
pub fn bpftrace(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut stack = Vec::new();
    let mut text = "Attaching 1 probe...\n\n".to_owned();
    while text.len() < bytes {
        next_stack(&mut stack, &mut numbers);
        text.push_str("@[\n");
        for function in &stack {
            push!(text, "    app::module::read_{function}+{}\n", numbers.below(3));
        }
        push!(text, ", app]: {}\n", 1 + numbers.below(50));
    }
    text.into_bytes()
}

/// Rows of which every tenth has a new backtrace.
pub fn xctrace(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut stack = Vec::new();
    let mut text = "<?xml version=\"1.0\"?>\n<trace-query-result>\n<node>\n\
                    <row><thread id=\"1\" fmt=\"Main Thread 0x1b (app, pid: 7)\"/>\
                    <weight id=\"2\" fmt=\"1.00 ms\">1000000</weight>\
                    <backtrace id=\"3\"><frame id=\"4\" name=\"main\" addr=\"0x102af5d99\">\
                    <binary id=\"5\" name=\"app\" UUID=\"0\" path=\"/app\"/></frame></backtrace></row>\n"
        .to_owned();
    let (mut id, mut time, mut last) = (6, 0, 3);
    let mut known = vec![0; FUNCTIONS as usize];
    while text.len() < bytes {
        time += 1_000_000;
        push!(
            text,
            "<row><sample-time id=\"{id}\" fmt=\"00:00.812\">{time}</sample-time>\
             <thread ref=\"1\"/><weight ref=\"2\"/>"
        );
        id += 1;
        if numbers.below(10) > 0 {
            push!(text, "<backtrace ref=\"{last}\"/></row>\n");
            continue;
        }
        next_stack(&mut stack, &mut numbers);
        last = id;
        push!(text, "<backtrace id=\"{id}\">");
        id += 1;
        for &function in &stack {
            match known[function as usize] {
                0 => {
                    push!(
                        text,
                        "<frame id=\"{id}\" name=\"app::read_{function}&lt;u8&gt;\" \
                         addr=\"0x102af5d99\"><binary ref=\"5\"/></frame>"
                    );
                    known[function as usize] = id;
                    id += 1;
                }
                id => push!(text, "<frame ref=\"{id}\"/>"),
            }
        }
        text.push_str("</backtrace></row>\n");
    }
    text.push_str("</node>\n</trace-query-result>\n");
    text.into_bytes()
}

/// Towers of bars, one beside the other.
pub fn async_profiler(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut text = "<!DOCTYPE html>\n<script>\nconst cpool = [\n".to_owned();
    text.push_str("'all'");
    for function in 1..FUNCTIONS {
        push!(text, ",\n' com/example/Reader.read{function}'");
    }
    text.push_str("\n];\nunpack(cpool);\n\n");
    let mut bars = String::new();
    let mut towers = 0;
    while text.len() + bars.len() < bytes {
        let function = 8 * (1 + numbers.below(FUNCTIONS - 1)) + 1;
        let left = if towers > 0 { 1000 } else { 0 };
        push!(bars, "f({function},1,{left},1000)\n");
        let mut width = 1000;
        for _ in 2..DEPTH {
            let function = 8 * (1 + numbers.below(FUNCTIONS - 1)) + 1;
            width -= numbers.below(10);
            push!(bars, "u({function},{width})\n");
        }
        towers += 1;
    }
    push!(text, "n(3,{})\n{bars}</script></body></html>\n", towers * 1000);
    text.into_bytes()
}

/// Code, and ticks of it.
pub fn v8_log(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut text = "{\"code\": [{\"name\": \"node\", \"type\": \"SHARED_LIB\"}".to_owned();
    for function in 1..FUNCTIONS {
        push!(
            text,
            ",\n{{\"name\": \"read{function} /home/me/app.js:{function}:13\", \"type\": \"JS\", \
             \"kind\": \"Opt\", \"func\": 0, \"tm\": 512}}"
        );
    }
    text.push_str("],\n\"functions\": [],\n\"ticks\": [\n");
    let mut stack = Vec::new();
    let mut time = 0;
    while text.len() < bytes {
        next_stack(&mut stack, &mut numbers);
        let comma = if time > 0 { ",\n" } else { "" };
        time += 1000;
        let pairs: Vec<_> = stack.iter().map(|code| format!("{code}, 12")).collect();
        push!(text, "{comma}{{\"tm\": {time}, \"vm\": 0, \"s\": [{}]}}", pairs.join(", "));
    }
    text.push_str("]}\n");
    text.into_bytes()
}
