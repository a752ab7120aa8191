//! One small profile in the layouts of all versions.

use serde_json::{Value, json};

/// The same profile as the versions around `version` store it.
///
/// ```text
/// main{app}           leaf of one sample
/// ├ parse{app:src/parse.rs:7, inlined}
/// │ └ 0x40{libc.so.6}
/// ├ onload{script.js:3:5}
/// └ do_syscall{kernel}
/// ```
pub fn small(version: u32) -> Value {
    let strings = json!([
        "main",
        "app",
        "parse",
        "src/parse.rs",
        "0x40",
        "libc.so.6",
        "onload",
        "script.js",
        "do_syscall",
        "never sampled",
    ]);
    let none = if version >= 71 { json!(0) } else { json!(null) };
    let no_row = if version >= 71 { json!(0) } else { json!(-1) };

    let prefixes = [None, Some(0), Some(1), Some(0), Some(0)];
    let stack_table = if version >= 66 {
        let offsets = prefixes.iter().enumerate().map(|(row, prefix)| match prefix {
            Some(prefix) => row - prefix,
            None => 0,
        });
        json!({"frame": [0, 1, 2, 3, 4], "prefixOffset": offsets.collect::<Vec<_>>(), "length": 5})
    } else {
        json!({"frame": [0, 1, 2, 3, 4], "prefix": prefixes, "length": 5})
    };

    let mut frames = json!({
        "func": [0, 1, 2, 3, 4],
        "address": [16, 16, 64, no_row, 32],
        "category": [1, 1, 1, 3, 2],
        "line": [none, 7, none, 12, none],
        "column": [none, none, none, none, none],
        "length": 5,
    });
    if version >= 70 {
        frames["lib"] = json!([0, 0, 1, no_row, 2]);
    }
    if version >= 71 {
        // address 2, category 4, line 16; the second is inlined.
        frames["flags"] = json!([2 + 4, 1 + 2 + 4 + 16, 2 + 4, 4 + 16, 2 + 4]);
    } else {
        frames["inlineDepth"] = json!([0, 1, 0, 0, 0]);
    }

    let none = if version >= 75 { json!(0) } else { json!(null) };
    let no_row = if version >= 75 { json!(0) } else { json!(-1) };
    let mut functions = json!({
        "name": [0, 2, 4, 6, 8, 9],
        "resource": [0, 0, 1, no_row, 2, no_row],
        "lineNumber": [none, none, none, 3, none, none],
        "columnNumber": [none, none, none, 5, none, none],
        "length": 6,
    });
    if version >= 75 {
        functions["flags"] = json!([4, 4 + 8, 4, 1 + 8 + 16 + 32, 4, 0]);
    } else {
        functions["isJS"] = json!([false, false, false, true, false, false]);
    }
    let (file, script) = if version >= 58 { (0, 1) } else { (3, 7) };
    let key = if version >= 58 { "source" } else { "fileName" };
    functions[key] = json!([none, file, none, script, none, none]);

    let mut resources = json!({"name": [1, 5, 8], "type": [1, 1, 1], "length": 3});
    if version < 70 {
        resources["lib"] = json!([0, 1, 2]);
    }
    let sources = json!({"filename": [3, 7], "id": [null, null], "length": 2});
    let tables = json!({
        "stackTable": stack_table,
        "frameTable": frames,
        "funcTable": functions,
        "resourceTable": resources,
    });

    let thread = |name: &str, stacks: Value| {
        let mut samples = json!({"stack": stacks, "weight": [1, 2, 1], "weightType": "samples"});
        if version >= 50 {
            samples["timeDeltas"] = json!([1000.5, 1, 1.25]);
        } else {
            samples["time"] = json!([1000.5, 1001.5, 1002.75]);
        }
        let mut thread = json!({"name": name, "processName": "app", "samples": samples});
        (thread["pid"], thread["tid"]) =
            if version >= 47 { (json!("10"), json!("11")) } else { (json!(10), json!(11)) };
        if version < 60 {
            merge(&mut thread, tables.clone());
        }
        if version < 56 {
            thread["stringArray"] = strings.clone();
        }
        thread
    };
    let mut shared = json!({});
    if version >= 56 {
        shared["stringArray"] = strings.clone();
    }
    if version >= 58 {
        shared["sources"] = sources;
    }
    if version >= 60 {
        merge(&mut shared, tables.clone());
    }
    let libraries = ["app", "libc.so.6", "kernel"]
        .map(|name| json!({"name": name, "debugName": name, "breakpadId": "0123ABC0", "path": ""}));
    let mut profile = json!({
        "meta": {
            "preprocessedProfileVersion": version,
            "interval": 1,
            "product": "Firefox",
            "misc": "rv:140.0",
            "categories": [
                {"name": "Other", "color": "grey", "subcategories": ["Other"]},
                {"name": "User", "color": "yellow", "subcategories": ["Other"]},
                {"name": "Kernel", "color": "orange", "subcategories": ["Other"]},
                {"name": "JavaScript", "color": "yellow", "subcategories": ["Other"]},
            ],
        },
        "libs": libraries,
        "threads": [thread("main", json!([0, 2, 1])), thread("worker", json!([3, 4, null]))],
    });
    if version >= 56 {
        profile["shared"] = shared;
    }
    profile
}

fn merge(into: &mut Value, from: Value) {
    let from = from.as_object().unwrap().clone();
    into.as_object_mut().unwrap().extend(from);
}
