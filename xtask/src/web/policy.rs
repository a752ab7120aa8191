//! The Content-Security-Policy of a release page.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The policy of a page with these inline scripts: everything from the page's own origin, and no inline code but
/// these. Workers may also come from blobs, which is how the page starts them; once it has done so, it adds a second
/// and stricter policy itself.
pub fn policy(inline_scripts: &[&str]) -> String {
    let hashes: String =
        inline_scripts.iter().map(|script| format!(" '{}'", source_hash(script))).collect();
    [
        "default-src 'none'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{hashes}"),
        "worker-src 'self' blob:",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    .join("; ")
}

/// The hash of a script's text, as a policy names it.
fn source_hash(script: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(script)))
}

#[cfg(test)]
mod tests {
    use super::source_hash;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // The example of CSP level 2, section 7.15.1: the script `alert('Hello, world.');`
        let hash = source_hash("alert('Hello, world.');");
        assert_eq!(hash, "sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=");
    }
}
