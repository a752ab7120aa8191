//! What can be typed after `cargo xtask`.

xflags::xflags! {
    /// Set-up and automation of Flamedrop. Each command installs what it misses.
    cmd xtask {
        /// Build the page, serve it on this machine and print its address.
        cmd serve {
            /// Rebuild and reload the page whenever a source file changes (unoptimised).
            optional --dev
            /// The port to listen on (0: any free one). Without it: 8080, or the next free one.
            optional --port port: u16
            /// Serve what is in dist/ as it is.
            optional --no-build
        }
        /// Build the release page into dist/, ready for any static host.
        cmd build {}
        /// Run all tests: natively, and on the built page in Chromium and Firefox.
        cmd test {
            /// Only the native tests.
            optional --native
            /// Only the tests that need the built page.
            optional --browser
            /// Run only tests whose names contain this.
            optional filter: String
        }
        /// Formatting and clippy, warnings denied.
        cmd check {}
        /// Print raw, gzip and brotli sizes of what is fetched until the page has painted, and after that.
        cmd size {
            /// Fail if the first is above its budget, or all has grown.
            optional --check
        }
        /// Feed damaged files to each importer in turn, and keep those that break one.
        cmd fuzz {
            /// How long, all targets together. Without it: 10.
            optional --minutes minutes: u32
            /// Only targets whose names contain this.
            optional filter: String
        }
        /// Measure the built page beside speedscope in the same Chromium.
        cmd bench {
            /// One run of each instead of the median of three.
            optional --quick
            /// Also open a file of 1 GB.
            optional --large
            /// Put the results into docs/benchmarks.md.
            optional --write
            /// Measure what is in dist/ as it is.
            optional --no-build
            /// Run the native benches of each stage instead (criterion).
            optional --native
            /// Only files whose names contain this.
            optional filter: String
        }
    }
}
