//! The list of known dead ends.

use super::json::top_level_keys;

/// Content that is recognised and can't be opened.
pub(super) struct DeadEnd {
    /// What it is.
    pub(super) found: &'static str,
    /// How it is recognised.
    pub(super) mark: Mark,
    /// What to do instead.
    pub(super) advice: &'static str,
}

/// How content is recognised by its first bytes.
pub(super) enum Mark {
    /// These bytes at this offset.
    Bytes(usize, &'static [u8]),
    /// A tag as the first one of markup (in lower case, without `<`), after comments and
    /// declarations.
    Tag(&'static str),
    /// What heaptrack begins its files with: `v 10400 3`, and a command after `X `.
    Heaptrack,
    /// A first line that begins with one of these texts and ends with this one.
    Opening(&'static [&'static str], &'static str),
    /// HTML that holds this text near its beginning.
    Page(&'static str),
    /// A core dump: an ELF file of the type that these are.
    CoreDump,
    /// A JSON object with these keys, or a list whose first element has them.
    Keys(&'static [&'static str]),
}

impl Mark {
    /// Whether content that begins with `head` has it.
    pub(super) fn fits(&self, head: &[u8]) -> bool {
        let lines = || head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
        match *self {
            // A text may begin with `MZ` too.
            Self::Bytes(at, bytes) => {
                let is_long = bytes.len() > 3 || !bytes.is_ascii();
                let is_there = head.get(at..).is_some_and(|head| head.starts_with(bytes));
                is_there && (is_long || !super::is_text(head))
            }
            Self::Tag(tag) => first_tag_is(head, tag),
            Self::Heaptrack => {
                let first = lines().next().and_then(|line| std::str::from_utf8(line).ok());
                let rest = first.and_then(|line| line.strip_prefix("v "));
                let mut words = rest.unwrap_or_default().split(' ');
                let mut number = |digits: std::ops::RangeInclusive<usize>| {
                    words.next().is_some_and(|word| {
                        digits.contains(&word.len())
                            && word.bytes().all(|byte| byte.is_ascii_hexdigit())
                    })
                };
                // Folded stacks of a function called `v` have shorter numbers, or one.
                let is_first = number(5..=6) && number(1..=1);
                is_first && lines().any(|line| line.starts_with(b"X "))
            }
            Self::Opening(starts, end) => lines().next().is_some_and(|line| {
                line.ends_with(end.as_bytes())
                    && starts.iter().any(|start| line.starts_with(start.as_bytes()))
            }),
            Self::Page(text) => {
                let is_page = first_tag_is(head, "!doctype html") || first_tag_is(head, "html");
                is_page && memchr::memmem::find(head, text.as_bytes()).is_some()
            }
            // The type stands after 16 bytes, in the order of bytes that the sixth one tells.
            Self::CoreDump => {
                let core = if head.get(5) == Some(&2) { [0, 4] } else { [4, 0] };
                head.starts_with(b"\x7fELF") && head.get(16..18) == Some(&core)
            }
            Self::Keys(wanted) => top_level_keys(head)
                .is_some_and(|keys| wanted.iter().all(|&key| keys.iter().any(|have| have == key))),
        }
    }
}

const NOT_A_PROFILE: &str = "It isn't a profile: drop the file that the profiler wrote.";
const UNPACK: &str = "Unpack it and drop the profile that is in it.";
const RECORD: &str = "It is a program, not a profile: `samply record PROGRAM` records one.";
const NOT_STACKS: &str = "It holds counters for the compiler, not stacks: record the program with \
                          `samply record` or `perf record` to see where its time goes.";

const fn bytes(found: &'static str, mark: &'static [u8], advice: &'static str) -> DeadEnd {
    DeadEnd { found, mark: Mark::Bytes(0, mark), advice }
}

const fn keys(found: &'static str, keys: &'static [&'static str], advice: &'static str) -> DeadEnd {
    DeadEnd { found, mark: Mark::Keys(keys), advice }
}

/// A report of one of valgrind's scripts: this stands below a line of 80 dashes.
const fn report(found: &'static str, mark: &'static [u8]) -> DeadEnd {
    DeadEnd { found, mark: Mark::Bytes(81, mark), advice: REPORT }
}

/// All of them; the first that fits counts.
pub(super) const DEAD_ENDS: &[DeadEnd] = &[
    // Recordings that need another program first.
    bytes("the raw recording of perf (perf.data)", b"PERFILE2", PERF_DATA),
    bytes("the raw recording of perf (perf.data)", b"2ELIFREP", PERF_DATA),
    bytes(
        "a recording of simpleperf",
        b"SIMPLEPERF",
        "`samply import FILE --save-only -o profile.json.gz` makes a file that can be opened.",
    ),
    bytes(
        "a recording of the Java Flight Recorder (JFR)",
        b"FLR\0",
        "async-profiler's `jfrconv -o collapsed FILE out.collapsed` makes a file that can be opened.",
    ),
    bytes(
        "rustc's own profile (.mm_profdata)",
        b"MMPD",
        "`stack_collapse FILE` of rust-lang/measureme makes folded stacks of it, which can be opened.",
    ),
    bytes("raw PGO data of LLVM (.profraw)", b"\x81rforpl\xff", NOT_STACKS),
    bytes("raw PGO data of LLVM (.profraw)", b"\xfflprofr\x81", NOT_STACKS),
    bytes("PGO data of LLVM (.profdata)", b"\xfflprofi\x81", NOT_STACKS),
    bytes(
        "a binary recording of Austin (MOJO)",
        b"MOJ",
        "`mojo2austin FILE out.austin` makes a file that can be opened.",
    ),
    bytes(
        "a heap profile of jemalloc",
        b"heap_v2/",
        "It has addresses without names: `jeprof --collapsed PROGRAM FILE > heap.folded` makes \
         folded stacks of it, which can be opened.",
    ),
    bytes("a heap profile of gperftools or Go, as text", b"heap profile: ", PPROF_TEXT),
    bytes("a profile of locks, as text", b"--- contention", PPROF_TEXT),
    bytes("a profile of locks, as text", b"--- mutex:", PPROF_TEXT),
    bytes("a profile of threads, as text", b"--- threadz ", PPROF_TEXT),
    bytes("a profile of goroutines, as text", b"goroutine profile: total ", PPROF_TEXT),
    bytes("a profile of threads, as text", b"threadcreate profile: total ", PPROF_TEXT),
    // Words of 8 bytes: 0, the 3 words that follow in the head, the version.
    bytes(
        "a CPU profile of gperftools",
        b"\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0",
        "It has addresses without names: `pprof -proto -output profile.pb.gz PROGRAM FILE` makes \
         a file that can be opened.",
    ),
    bytes("stacks of bcc, not folded", b"Sampling at ", BCC),
    bytes("stacks of bcc, not folded", b"Tracing off-CPU time ", BCC),
    bytes(
        "a report of perf",
        b"# To display the perf.data header info",
        "The stacks are in the recording: `perf script > profile.perf` writes them.",
    ),
    report("a report of ms_print", b"Command: "),
    report("a report of cg_annotate", b"-- Metadata"),
    report("a report of cg_annotate", b"I1 cache: "),
    report("a report of callgrind_annotate", b"Profile data file "),
    bytes(
        "the output of bpftrace as JSON",
        b"{\"type\": \"attached_probes\"",
        "Run bpftrace without `-f json`: its text can be opened.",
    ),
    bytes("a recording of Tracy", b"tracy\0", "It can't be opened: Tracy's own profiler does."),
    bytes("a recording of Tracy", b"tlZ\x04", "It can't be opened: Tracy's own profiler does."),
    // Close to what can be opened.
    DeadEnd {
        found: "a picture (SVG) that isn't a flame graph of inferno or flamegraph.pl",
        mark: Mark::Tag("svg"),
        advice: NOT_A_PROFILE,
    },
    DeadEnd {
        found: "a log of Papyrus, the scripts of Skyrim and Fallout",
        mark: Mark::Opening(&["Stack_", "Script_", "Obj_"], " log opened (PC)"),
        advice: "It can't be opened; speedscope does.",
    },
    DeadEnd {
        found: "a log of V8 that Node hasn't preprocessed",
        mark: Mark::Opening(&["v8-version,"], ""),
        advice: "`node --prof-process --preprocess -j FILE > app.v8log.json` writes JSON that can \
                 be opened; the node must be the one that wrote the log.",
    },
    DeadEnd {
        found: "a raw recording of heaptrack",
        mark: Mark::Heaptrack,
        advice: "`heaptrack_print --print-flamegraph app.folded FILE` writes folded stacks that \
                 can be opened.",
    },
    DeadEnd {
        found: "a report of `cargo build --timings` (HTML)",
        mark: Mark::Page("<title>Cargo Build Timings"),
        advice: "It tells when crates were built, not stacks. For what rustc does: \
                 `RUSTC_BOOTSTRAP=1 cargo rustc -- -Zself-profile`, then `crox` makes a trace that \
                 can be opened.",
    },
    keys(
        "a Chrome heap snapshot",
        &["snapshot", "nodes", "edges"],
        "It can't be opened: Chrome's developer tools do.",
    ),
    keys(
        "a flame graph of d3-flame-graph",
        &["name", "value", "children"],
        "This format can't be opened yet; drop the file that it was made of.",
    ),
    keys(
        "estimates of criterion",
        &["mean", "std_dev"],
        "They are numbers without stacks: `cargo bench -- --profile-time 10` with a profiler records some.",
    ),
    keys(
        "a profile of Firefox from before 2014 (Cleopatra)",
        &["profileJSON", "meta"],
        "It can't be opened here. profiler.firefox.com opens it, and saves it in a newer format.",
    ),
    keys("a coverage report", &["data", "type", "version"], NOT_A_PROFILE),
    // What isn't a profile.
    DeadEnd { found: "a web page (HTML)", mark: Mark::Tag("!doctype html"), advice: HTML },
    DeadEnd { found: "a web page (HTML)", mark: Mark::Tag("html"), advice: HTML },
    bytes("a PNG picture", b"\x89PNG", NOT_A_PROFILE),
    bytes("a JPEG picture", b"\xff\xd8\xff", NOT_A_PROFILE),
    bytes("a GIF picture", b"GIF8", NOT_A_PROFILE),
    DeadEnd { found: "a WebP picture", mark: Mark::Bytes(8, b"WEBP"), advice: NOT_A_PROFILE },
    bytes("a PDF document", b"%PDF", NOT_A_PROFILE),
    bytes("a database (SQLite)", b"SQLite format 3\0", NOT_A_PROFILE),
    bytes("a zip archive", b"PK\x03\x04", UNPACK),
    bytes("an empty zip archive", b"PK\x05\x06", NOT_A_PROFILE),
    bytes("data that were packed more than twice (zstd)", b"\x28\xb5\x2f\xfd", UNPACK),
    bytes("data packed by xz", b"\xfd7zXZ\0", "`xz -d FILE` unpacks it."),
    bytes("data packed by bzip2", b"BZh", "`bzip2 -d FILE` unpacks it."),
    bytes("a 7z archive", b"7z\xbc\xaf\x27\x1c", UNPACK),
    bytes("a rar archive", b"Rar!\x1a\x07", UNPACK),
    DeadEnd { found: "a tar archive", mark: Mark::Bytes(257, b"ustar"), advice: UNPACK },
    bytes("data that were packed more than twice (gzip)", b"\x1f\x8b\x08", UNPACK),
    DeadEnd {
        found: "a core dump (ELF)",
        mark: Mark::CoreDump,
        advice: "It is one moment of a program that died: `gdb PROGRAM FILE` and `bt` show its \
                 stack. `samply record PROGRAM` records where time goes.",
    },
    bytes("a program or library (ELF)", b"\x7fELF", RECORD),
    bytes("a program or library (Mach-O)", b"\xcf\xfa\xed\xfe", RECORD),
    bytes("a program or library (Mach-O)", b"\xca\xfe\xba\xbe", RECORD),
    bytes("a program or library (Windows)", b"MZ", RECORD),
    bytes("a WebAssembly module", b"\0asm", RECORD),
];

const PERF_DATA: &str = "It needs the binaries it was recorded from: on that machine run \
                         `perf script -i perf.data > profile.perf`.";
const REPORT: &str = "Drop the file that the report was made of: valgrind's own (`massif.out.…`, \
                      `cachegrind.out.…`, `callgrind.out.…`).";
const BCC: &str = "With `-f` bcc's tools write folded stacks, which can be opened.";
const PPROF_TEXT: &str = "`pprof -proto -output profile.pb.gz PROGRAM FILE` makes a file that can \
                          be opened. Go serves one where the address has no `debug=1`.";
const HTML: &str = "If it is a report of a profiler, drop the file that the report was made of.";

/// Whether `tag` opens the markup, skipping blanks, declarations and comments.
fn first_tag_is(head: &[u8], tag: &str) -> bool {
    let mut rest = head.trim_ascii_start();
    while let Some(inside) = rest.strip_prefix(b"<") {
        if inside.get(..tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag.as_bytes())) {
            return true;
        }
        let end: &[u8] = match inside {
            [b'!', b'-', b'-', ..] => b"-->",
            [b'?' | b'!', ..] => b">",
            _ => return false,
        };
        let Some(at) = memchr::memmem::find(inside, end) else {
            return false;
        };
        rest = inside.get(at + end.len()..).unwrap_or_default().trim_ascii_start();
    }
    false
}
