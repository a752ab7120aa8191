//! What a language's runtime and the kernel put around the code that was meant to run.

/// Whether `name` is the function after which a Rust thread's or program's own code begins: std's
/// marker for backtraces, and libtest's.
pub fn is_runtime_marker(name: &str) -> bool {
    last_segment(name) == "__rust_begin_short_backtrace"
}

/// Whether `name` is the function of a benchmark runner that calls the code to be measured:
/// criterion's, divan's and libtest's `Bencher`. An inlined frame may lack its path:
/// `iter<criterion::measurement::WallTime, usize, count::bench::{closure_env#0}>`.
pub fn is_benchmark_marker(name: &str) -> bool {
    const RUNNERS: [&str; 6] = [
        "criterion::bencher::Bencher",
        "criterion::Bencher",
        "divan::bench::",
        "test::bench::Bencher",
        "test::bench::ns_iter_inner",
        "test::Bencher",
    ];
    let path = name.strip_prefix('<').unwrap_or(name);
    let is_inlined_iter = || {
        name.starts_with("iter")
            && name.split_once('<').is_some_and(|(function, arguments)| {
                !function.contains("::") && arguments.starts_with("criterion::measurement::")
            })
    };
    RUNNERS.iter().any(|runner| path.starts_with(runner)) || is_inlined_iter()
}

/// Whether `name` stands at the root of stacks before any code of the program: what the loader, the
/// C library and Rust's std run to start a program or a thread.
pub fn is_runtime_start(name: &str) -> bool {
    const WORDS: [&str; 18] = [
        "_start",
        "_dl_start",
        "_dl_start_user",
        "_dl_init",
        "__libc_csu_init",
        "start_thread",
        "_pthread_start",
        "_pthread_body",
        "thread_start",
        "__clone",
        "clone",
        "__clone3",
        "clone3",
        "__clone_internal",
        "BaseThreadInitThunk",
        "RtlUserThreadStart",
        "__scrt_common_main_seh",
        "__GI___clone3",
    ];
    if WORDS.contains(&name)
        || name.starts_with("__libc_start_")
        || name.starts_with("generic_start_main")
    {
        return true;
    }
    if !name.contains("::") {
        return false;
    }
    let std_path = name.strip_prefix('<').unwrap_or(name);
    std_path.starts_with("std::rt::lang_start")
        || (std_path.starts_with("std::sys") && name.ends_with("thread_start"))
        || is_call_of_thread_body(name)
}

/// What std calls between a thread's start and the marker: `Box<dyn FnOnce>`, and its shim.
fn is_call_of_thread_body(name: &str) -> bool {
    name == "core::ops::function::FnOnce::call_once{{vtable.shim}}"
        || name.starts_with("<alloc::boxed::Box<dyn core::ops::function::FnOnce<()")
        || name.starts_with("std::thread::lifecycle::spawn_unchecked")
        || name.starts_with("std::thread::Builder::spawn_unchecked_")
}

/// Whether `name` is where the kernel is entered from user space, or begins a kernel thread. What is
/// only ever called below these is kernel code, in files that don't say so.
pub fn is_kernel_entry(name: &str) -> bool {
    const WORDS: [&str; 9] = [
        "do_syscall_64",
        "system_call_fastpath",
        "system_call_after_swapgs",
        "page_fault",
        "el0_svc",
        "el0t_64_sync",
        "el0t_64_sync_handler",
        "ret_from_fork",
        "ret_from_fork_asm",
    ];
    const BEGINNINGS: [&str; 4] =
        ["entry_SYSCALL_", "asm_exc_", "asm_sysvec_", "asm_common_interrupt"];
    WORDS.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// The allocator's and the panic machinery's functions, which have no path.
pub fn is_rust_shim(name: &str) -> bool {
    const WORDS: [&str; 6] = [
        "rust_begin_unwind",
        "rust_eh_personality",
        "rust_panic",
        "__rust_start_panic",
        "__rust_panic_cleanup",
        "__rust_no_alloc_shim_is_unstable",
    ];
    const BEGINNINGS: [&str; 5] =
        ["__rust_alloc", "__rust_dealloc", "__rust_realloc", "__rdl_", "__rg_"];
    WORDS.contains(&name) || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

/// The word after the last `::`, without generic arguments.
fn last_segment(name: &str) -> &str {
    // Only what stands before the first argument counts: in `run<std::x::__rust_begin…>` it is `run`.
    let path = match name.find('<') {
        Some(0) | None => name,
        Some(open) => &name[..open],
    };
    let path = path.trim_end_matches("::");
    path.rsplit("::").next().unwrap_or(path)
}
