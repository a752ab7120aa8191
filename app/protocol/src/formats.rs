//! What can be opened, and the command that records it: one table for all places that say so.

/// A sort of file that can be opened.
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// Where it comes from.
    pub from: &'static str,
    /// A command that records it; empty where a click does.
    pub command: &'static str,
}

/// All of them, the ones that most people have first.
pub const FORMATS: &[Format] = &[
    Format {
        name: "samply",
        from: "samply record, with symbols inside",
        command: "samply record --save-only --unstable-presymbolicate -o profile.json.gz ./app",
    },
    Format {
        name: "samply symbols",
        from: "the .syms.json beside a profile: drop both together",
        command: "",
    },
    Format {
        name: "Source map",
        from: "the .js.map of a bundle: dropped with a profile, it gives names and lines of the sources",
        command: "esbuild main.ts --bundle --minify --sourcemap --outfile=bundle.js",
    },
    Format {
        name: "Emscripten symbol map",
        from: "the .js.symbols of a module: dropped with a profile, it names wasm-function[123]",
        command: "emcc --emit-symbol-map -O2 main.c -o app.js",
    },
    Format {
        name: "Firefox Profiler",
        from: "profiler.firefox.com: Upload Local Profile, Download; plain or .gz",
        command: "",
    },
    Format {
        name: "Firefox Profiler, binary",
        from: "samply and profiler.firefox.com since 2026: .jslb, plain or .gz",
        command: "samply record --save-only -o profile.jslb.gz ./app",
    },
    Format {
        name: "Firefox, raw",
        from: "Firefox itself, without profiler.firefox.com; its developer tools until version 90",
        command: "MOZ_PROFILER_STARTUP=1 MOZ_PROFILER_SHUTDOWN=profile.json firefox",
    },
    Format {
        name: "perf script",
        from: "perf record, then its text: all events, threads and inlined frames",
        command: "perf record -g ./app && perf script > app.perf",
    },
    Format {
        name: "Flame graph SVG",
        from: "cargo flamegraph, inferno, flamegraph.pl, criterion with pprof: the stacks come back",
        command: "cargo flamegraph --bin app",
    },
    Format {
        name: "pprof",
        from: "Go, pprof-rs, criterion with pprof, jemalloc, gperftools: all sample types",
        command: "cargo bench --bench NAME -- --profile-time 5",
    },
    Format {
        name: "Folded stacks",
        from: "perf with inferno, or FlameGraph's stackcollapse scripts",
        command: "perf script | inferno-collapse-perf > app.folded",
    },
    Format {
        name: "Folded stacks",
        from: "py-spy, rbspy, Austin, async-profiler, bcc, tracing-flame",
        command: "py-spy record --format raw -o app.folded -- python app.py",
    },
    Format {
        name: "cachegrind",
        from: "valgrind: instructions and cache misses by file, function and line",
        command: "valgrind --tool=cachegrind --cachegrind-out-file=app.cachegrind ./app",
    },
    Format {
        name: "callgrind",
        from: "valgrind: a call graph, of which the stacks are estimated",
        command: "valgrind --tool=callgrind --callgrind-out-file=app.callgrind ./app",
    },
    Format {
        name: "DHAT",
        from: "valgrind, or the dhat crate: allocations by where they were made",
        command: "valgrind --tool=dhat --dhat-out-file=app.dhat.json ./app",
    },
    Format {
        name: "massif",
        from: "valgrind: what was on the heap at its peak, and at other moments",
        command: "valgrind --tool=massif --massif-out-file=app.massif ./app",
    },
    Format {
        name: "speedscope",
        from: "what py-spy, rbspy and others write for it",
        command: "py-spy record --format speedscope -o app.speedscope.json -- python app.py",
    },
    Format {
        name: "CPU profile of Chrome and Node",
        from: ".cpuprofile, from node or the developer tools",
        command: "node --cpu-prof app.js",
    },
    Format {
        name: "Trace events",
        from: "tracing-chrome, crox for rustc's own profile, chrome://tracing, the developer tools' timeline",
        command: "",
    },
    Format {
        name: "async-profiler HTML",
        from: "the page that async-profiler writes",
        command: "asprof -d 30 -f app.html PID",
    },
    Format {
        name: "stackprof",
        from: "Ruby: time, processor time or allocations, with stacks where `raw: true` was set",
        command: "stackprof --json stackprof.dump > app.stackprof.json",
    },
    Format {
        name: "Heap profile of Chrome and Node",
        from: ".heapprofile, from node or the developer tools (Allocation sampling)",
        command: "node --heap-prof app.js",
    },
    Format {
        name: "GHC profile (JSON)",
        from: "Haskell: time, allocations and entries of cost centres",
        command: "./app +RTS -pj",
    },
    Format {
        name: "Safari timeline",
        from: "Safari's Web Inspector: Timelines, Export",
        command: "",
    },
    Format {
        name: "V8 log",
        from: "node --prof, preprocessed by node into JSON",
        command: "node --prof-process --preprocess -j isolate*.log > app.v8log.json",
    },
    Format {
        name: "Instruments deep copy",
        from: "Xcode's Instruments: a call tree, Edit, Deep Copy, pasted into a text file",
        command: "",
    },
    Format {
        name: "pmcstat call graph",
        from: "FreeBSD's hardware counters: call graphs as text",
        command: "pmcstat -R app.samples -G app.pmcstat.graph",
    },
    Format {
        name: "bpftrace",
        from: "maps with stacks as keys, each map a metric",
        command: "bpftrace -e 'profile:hz:99 { @[kstack, ustack, comm] = count(); }' -o app.bpftrace",
    },
    Format {
        name: "Zip or tar archive",
        from: "every profile in it opens, plain or packed",
        command: "zip profiles.zip before.folded after.folded",
    },
    Format {
        name: "sample of macOS",
        from: "sample, or “Sample Process” of Activity Monitor",
        command: "sample PID 5 -file app.sample.txt",
    },
    Format {
        name: "xctrace XML",
        from: "Instruments' Time Profiler, exported",
        command: "xctrace export --input app.trace --output app.xml --xpath '/trace-toc/run[1]/data/table[@schema=\"time-profile\"]'",
    },
    Format {
        name: "DTrace stacks",
        from: "aggregated ustack() and stack() of macOS, illumos and FreeBSD",
        command: "dtrace -x ustackframes=100 -n 'profile-997 /pid == $target/ { @[ustack()] = count(); }' -o app.dtrace -p PID",
    },
    Format {
        name: "VTune CSV",
        from: "Intel VTune: the top-down tree",
        command: "vtune -report top-down -call-stack-mode all -column=\"CPU Time:Self\",\"Module\" -format csv -csv-delimiter comma -report-output app.csv -r RESULT",
    },
    Format {
        name: "Visual Studio CSV",
        from: "the call tree of Visual Studio's profiler: times and calls",
        command: "VSPerfReport /summary:calltree app.vsp",
    },
    Format {
        name: "GHC profile",
        from: "Haskell: cost centres with time, allocation and entries",
        command: "app +RTS -P",
    },
];
