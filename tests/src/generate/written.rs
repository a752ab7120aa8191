//! Large files, written as the tools do.

pub(super) const FUNCTIONS: u64 = 5003;
const DEPTH: u64 = 30;

/// The same numbers each time.
pub(super) struct Numbers(pub u64);

impl Numbers {
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % end
    }
}

/// Writes into memory, which doesn't fail.
macro_rules! push {
    ($text:expr, $($what:tt)*) => {
        std::fmt::Write::write_fmt(&mut $text, format_args!($($what)*))
            .expect("writing to memory doesn't fail")
    };
}
pub(super) use push;

/// Towers of bars, side by side, as inferno draws them.
pub fn svg(bytes: usize) -> Vec<u8> {
    let mut bars = String::new();
    let mut x = 0;
    while bars.len() < bytes {
        for row in 1..=DEPTH {
            let (y, width) = (2000 - row * 16, DEPTH + 1 - row);
            let name = (x * 7 + row * row) % FUNCTIONS;
            push!(
                bars,
                "<g><title>wordstat::module_{row}::Reader&lt;T&gt;::read_{name} ({width} samples, \
                 0.01%)</title><rect x=\"1.2345%\" y=\"{y}\" width=\"0.0123%\" height=\"15\" \
                 fill=\"rgb(227,0,7)\" fg:x=\"{x}\" fg:w=\"{width}\"/><text x=\"1.2345%\" \
                 y=\"{y}.50\"></text></g>"
            );
        }
        x += DEPTH;
    }
    let text = format!(
        "<svg xmlns:fg=\"http://github.com/jonhoo/inferno\"><svg total_samples=\"{x}\">{bars}<g>\
         <title>all ({x} samples, 100%)</title><rect y=\"2000\" fg:x=\"0\" fg:w=\"{x}\"/></g>\
         </svg></svg>"
    );
    text.into_bytes()
}

/// Samples of which each shares the upper half of its stack with the one before.
pub fn speedscope(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut text =
        "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"shared\":\
                    {\"frames\":["
            .to_owned();
    for frame in 0..FUNCTIONS {
        let comma = if frame > 0 { "," } else { "" };
        push!(
            text,
            "{comma}{{\"name\":\"Reader::read_{frame}\",\"file\":\"a.py\",\"line\":{frame}}}"
        );
    }
    text.push_str(
        "]},\"profiles\":[{\"type\":\"sampled\",\"name\":\"main\",\"unit\":\"seconds\",\
         \"startValue\":0,\"endValue\":1,\"samples\":[",
    );
    let mut stack: Vec<u64> = (0..DEPTH).collect();
    let mut weights = String::new();
    while text.len() + weights.len() < bytes {
        stack.truncate((DEPTH / 2 + numbers.below(DEPTH / 2)) as usize);
        while stack.len() < DEPTH as usize {
            stack.push(numbers.below(FUNCTIONS));
        }
        let comma = if weights.is_empty() { "" } else { "," };
        let frames: Vec<String> = stack.iter().map(u64::to_string).collect();
        push!(text, "{comma}[{}]", frames.join(","));
        push!(weights, "{comma}0.0{}", numbers.below(10_000));
    }
    push!(text, "],\"weights\":[{weights}]}}]}}");
    text.into_bytes()
}

/// Nodes with their children, then samples.
pub fn cpuprofile(bytes: usize) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut text = "{\"nodes\":[".to_owned();
    let node_count = 20 * FUNCTIONS;
    for id in 1..=node_count {
        let comma = if id > 1 { "," } else { "" };
        let name = if id == 1 { "(root)".to_owned() } else { format!("read{}", id % FUNCTIONS) };
        push!(
            text,
            "{comma}{{\"id\":{id},\"callFrame\":{{\"functionName\":\"{name}\",\"scriptId\":\"7\",\
             \"url\":\"file:///home/me/app/main.js\",\"lineNumber\":{},\"columnNumber\":3}},\
             \"hitCount\":1,\"children\":[",
            id % 977
        );
        // A heap: node n has the children 2n and 2n + 1.
        let children = [2 * id, 2 * id + 1].into_iter().filter(|child| *child <= node_count);
        let children: Vec<String> = children.map(|child| child.to_string()).collect();
        push!(text, "{}]}}", children.join(","));
    }
    let (mut samples, mut deltas) = (String::new(), String::new());
    while text.len() + samples.len() + deltas.len() < bytes.max(text.len() * 2) {
        let comma = if samples.is_empty() { "" } else { "," };
        push!(samples, "{comma}{}", 1 + numbers.below(node_count));
        push!(deltas, "{comma}{}", 100 + numbers.below(100));
    }
    push!(
        text,
        "],\"startTime\":1000,\"endTime\":9000000000,\"samples\":[{samples}],\
         \"timeDeltas\":[{deltas}]}}"
    );
    text.into_bytes()
}

/// Calls within calls, a begin and an end each.
pub fn trace_events(bytes: usize) -> Vec<u8> {
    trace_events_while(|length, _| length < bytes)
}

/// So many events, as [`trace_events`].
pub fn trace_events_of_count(count: usize) -> Vec<u8> {
    trace_events_while(|_, written| written < count)
}

/// Events as long as the length of the text and their number are such.
fn trace_events_while(goes_on: impl Fn(usize, usize) -> bool) -> Vec<u8> {
    let mut numbers = Numbers(1);
    let mut text = "{\"traceEvents\":[\n".to_owned();
    let mut open: Vec<u64> = Vec::new();
    let (mut time, mut count) = (0, 0);
    while goes_on(text.len(), count) {
        let comma = if count > 0 { ",\n" } else { "" };
        time += 1 + numbers.below(100);
        count += 1;
        let begins = open.len() < 2 || (open.len() < DEPTH as usize && numbers.below(2) == 0);
        if begins {
            open.push(numbers.below(FUNCTIONS));
        }
        let (phase, name) = match begins {
            true => ("B", open.last().copied()),
            false => ("E", open.pop()),
        };
        push!(
            text,
            "{comma}{{\"name\":\"read_{}\",\"cat\":\"app\",\"ph\":\"{phase}\",\"ts\":{time},\
             \"pid\":1,\"tid\":2}}",
            name.unwrap_or_default()
        );
    }
    text.push_str("\n]}\n");
    text.into_bytes()
}
