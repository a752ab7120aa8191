//! Functions that hand out memory: in a recording of allocations every stack ends in them.

use super::NamedFunction;

/// Whether a function is part of an allocator, or of what `alloc` puts between one and the code
/// that wants memory: `malloc`, `__rust_alloc`, `alloc::raw_vec::RawVecInner<A>::finish_grow`.
///
/// Inlined frames often lack their paths (`alloc_impl`, even `UnknownInlinedFun`); then the source
/// file tells: `library/alloc/src/alloc.rs`, `raw_vec/mod.rs`.
pub fn is_allocator(function: &NamedFunction) -> bool {
    const WORDS: [&str; 20] = [
        "malloc",
        "calloc",
        "realloc",
        "memalign",
        "posix_memalign",
        "aligned_alloc",
        "valloc",
        "pvalloc",
        "reallocarray",
        "strdup",
        "mmap",
        "__libc_malloc",
        "__libc_calloc",
        "__libc_realloc",
        "__rust_alloc",
        "__rust_alloc_zeroed",
        "__rust_realloc",
        "__rdl_alloc",
        "__rdl_alloc_zeroed",
        "__rdl_realloc",
    ];
    const PATHS: [&str; 7] = [
        "alloc::alloc::",
        "alloc::raw_vec::",
        "std::alloc::",
        "hashbrown::raw::alloc::",
        "operator new",
        "_Znw",
        "_Zna",
    ];
    const FILES: [&str; 5] = [
        "alloc/src/alloc.rs",
        "alloc/src/raw_vec.rs",
        "raw_vec/mod.rs",
        "raw/alloc.rs",
        "dhat/src/lib.rs",
    ];
    // `<alloc::alloc::Global as core::alloc::Allocator>::allocate`
    let path = function.name.strip_prefix('<').unwrap_or(&function.name);
    let file = function.file.replace('\\', "/");
    WORDS.contains(&path.split('@').next().unwrap_or(path))
        || PATHS.iter().any(|start| path.starts_with(start))
        || FILES.iter().any(|end| file.ends_with(end))
        || matches!(file.as_str(), "alloc.rs" | "raw_vec.rs")
        || is_of_dhat(&file)
}

/// Whether a file is the allocator that the `dhat` crate puts before the program's own:
/// `dhat-0.3.3/src/lib.rs`.
fn is_of_dhat(file: &str) -> bool {
    let mut parts = file.rsplit('/');
    let (name, source) = (parts.next(), parts.next());
    name == Some("lib.rs")
        && source == Some("src")
        && parts.next().is_some_and(|folder| folder.starts_with("dhat-"))
}

/// Whether a function stands for a line of another, as cachegrind counts them: `mod.rs:547`.
pub fn is_line(function: &NamedFunction) -> bool {
    let Some((file, line)) = function.name.rsplit_once(':') else { return false };
    let is_number = !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit());
    is_number && !file.is_empty() && function.file.ends_with(file)
}
