//! The parts that the page fetches by itself: names in the sources, hashed names in a release.

use sha2::{Digest, Sha256};

use super::fingerprint::hex;

/// One part.
pub struct Part {
    /// Its name in `data-part` of the page's `<meta name="flamedrop-part">`.
    pub name: &'static str,
    /// Its file as Trunk calls it, or as it is called once a module is split.
    pub file: &'static str,
}

/// All of them.
pub const PARTS: [Part; 6] = [
    Part { name: "engine-script", file: "engine.js" },
    Part { name: "engine-module", file: "engine_bg.wasm" },
    Part { name: "page-later", file: "page_later.wasm" },
    Part { name: "example", file: "wordstat-before.folded.zst" },
    Part { name: "files-script", file: "files.js" },
    Part { name: "files-module", file: "files_bg.wasm" },
];

/// A file's name with the hash of its content, as Trunk forms the page's own: `engine_bg.wasm` →
/// `engine-0123456789abcdef_bg.wasm`. Such a name never means another content, so it can be cached for good.
pub fn hashed_name(file: &str, content: &[u8]) -> String {
    let hash = hex(&Sha256::digest(content));
    let stem_end = file.find(['_', '.']).unwrap_or(file.len());
    let (stem, rest) = file.split_at(stem_end);
    format!("{stem}-{}{rest}", &hash[..HASH_DIGITS])
}

/// A name that carries a hash, without it.
pub fn unhashed_name(file: &str) -> Option<String> {
    let (stem, rest) = file.split_once('-').filter(|_| is_hashed(file))?;
    let end = rest.find(['_', '.'])?;
    Some(format!("{stem}{}", &rest[end..]))
}

/// Whether a name carries a hash of its content.
pub fn is_hashed(file: &str) -> bool {
    file.split_once('-').is_some_and(|_| {
        file.split(['-', '_', '.']).any(|piece| {
            (FEWEST_DIGITS..=HASH_DIGITS).contains(&piece.len())
                && piece.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
    })
}

const HASH_DIGITS: usize = 16;
/// Trunk writes its hashes without zeros in front: one in sixteen is shorter.
const FEWEST_DIGITS: usize = 12;

#[cfg(test)]
mod tests {
    use super::{hashed_name, is_hashed, unhashed_name};

    #[test]
    fn a_hashed_name_keeps_its_ending() {
        // `printf engine | sha256sum`
        assert_eq!(hashed_name("engine_bg.wasm", b"engine"), "engine-ed9f6f25068608ef_bg.wasm");
        assert_eq!(hashed_name("engine.js", b"engine"), "engine-ed9f6f25068608ef.js");
    }

    #[test]
    fn a_name_without_its_hash() {
        assert_eq!(unhashed_name("page-105d5cd1c2dffa3f_bg.wasm").as_deref(), Some("page_bg.wasm"));
        assert_eq!(unhashed_name("diff-53a460e52ad32fe.css").as_deref(), Some("diff.css"));
        assert_eq!(unhashed_name("engine_bg.wasm"), None);
    }

    #[test]
    fn only_names_with_a_hash_may_be_cached_for_good() {
        assert!(is_hashed("page-105d5cd1c2dffa3f_bg.wasm"));
        assert!(is_hashed("page-105d5cd1c2dffa3f.js"));
        assert!(is_hashed("diff-53a460e52ad32fe.css"));
        assert!(!is_hashed("index.html"));
        assert!(!is_hashed("service-worker.js"));
        assert!(!is_hashed("0123456789abcdef"));
    }
}
