//! A module in two: what the first picture needs, and what is fetched after it.
//!
//! Both share the memory, the tables and the globals. What comes later calls what came first by imports; the other way
//! round, calls go through slots of the function table, which the later half fills when it is instantiated. It is fetched
//! after the first paint; should anything of it be called before it has come, a function that stands in its slot has it
//! fetched at once, while the page waits.

mod choice;
mod facts;
mod halves;
mod plan;

use anyhow::{Context, Result};
use wasmparser::Validator;

use facts::Facts;
use plan::Plan;

/// A module's two halves.
pub struct Halves {
    /// Works alone, as long as nothing of the other is called.
    pub first: Vec<u8>,
    /// Imports what it needs from the first one's exports, under the module name [`IMPORTED_FROM`].
    pub later: Vec<u8>,
}

/// The name by which the later half calls the first one; `app/page/src/boot/later.rs` has it too.
pub const IMPORTED_FROM: &str = "first";

/// What of a module comes later.
pub struct WhatIsLater {
    /// The crate that most paths are of.
    pub krate: &'static str,
    /// Ends of Rust paths: crates, modules, types, functions; several with blanks between them mean what all are part of.
    /// What is reached through them alone comes later too. The compiler may leave nothing of one.
    pub paths: &'static [&'static str],
    /// How exports begin that nobody calls.
    pub unused_exports: &'static [&'static str],
    /// The exported function that fetches the later half at once.
    pub loader: &'static str,
}

/// Splits a module.
///
/// # Errors
/// When the module can't be read or has no names, no such loader, or nothing of what is later.
pub fn split(module: &[u8], wanted: &WhatIsLater) -> Result<Halves> {
    let facts = Facts::read(module, wanted.unused_exports).context("the module can't be read")?;
    let loader = facts.exported(wanted.loader);
    let loader = loader.with_context(|| format!("{} isn't exported", wanted.loader))?;
    let later = choice::later_functions(&facts, wanted, loader)?;
    let halves = halves::write(module, &Plan::new(&facts, &later, loader))?;
    for half in [&halves.first, &halves.later] {
        Validator::new().validate_all(half).context("the splitting has made a broken module")?;
    }
    Ok(halves)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::{WhatIsLater, split};

    /// A program whose `start` calls `diff` and, by the table, `diff::by_table`; both call back.
    const PROGRAM: &str = r#"(module
      (import "host" "say" (func $say (param i32)))
      (table 2 2 funcref)
      (memory (export "memory") 1)
      (global $stack (mut i32) (i32.const 16))
      (func $start (export "start")
        (call $_RNvNtCs1_4page4diff3run (i32.const 1))
        (call_indirect (param i32) (i32.const 3) (i32.const 1)))
      (func $_RNvNtCs1_4page4diff3run (param i32)
        (call $only_for_diff (local.get 0))
        (call $shared (local.get 0)))
      (func $only_for_diff (param i32) (call $say (global.get $stack)))
      (func $_RNvNtCs1_4page4diff8by_table (param i32)
        ;; Long enough to be worth a stand-in.
        (drop (v128.const i64x2 1 2)) (drop (v128.const i64x2 3 4))
        (call $shared (local.get 0)))
      (func $shared (param i32) (call $say (local.get 0)))
      (func $load (export "load"))
      (func $old (export "old_one"))
      (elem (i32.const 0) func $shared $_RNvNtCs1_4page4diff8by_table)
    )"#;

    fn check(program: &str, expected: &Expect) {
        let module = wat::parse_str(program).expect("the test's program is right");
        let text = |half: &[u8]| wasmprinter::print_bytes(half).expect("a module");
        let wanted = WhatIsLater {
            krate: "page",
            paths: &["diff"],
            unused_exports: &["old"],
            loader: "load",
        };
        let shown = match split(&module, &wanted) {
            Ok(halves) => format!("{}\n{}", text(&halves.first), text(&halves.later)),
            Err(error) => format!("{error:#}"),
        };
        expected.assert_eq(&shown);
    }

    #[test]
    fn what_is_of_a_path_comes_later_and_others_stand_in_until_then() {
        check(
            PROGRAM,
            &expect![[r#"
            (module
              (type (;0;) (func (param i32)))
              (type (;1;) (func))
              (import "host" "say" (func (;0;) (type 0) (param i32)))
              (table (;0;) 3 3 funcref)
              (memory (;0;) 1)
              (global (;0;) (mut i32) i32.const 16)
              (export "memory" (memory 0))
              (export "start" (func 1))
              (export "load" (func 3))
              (export "1" (table 0))
              (export "2" (global 0))
              (export "3" (func 0))
              (export "4" (func 2))
              (elem (;0;) (i32.const 0) func 2 5 4)
              (func (;1;) (type 1)
                i32.const 1
                i32.const 2
                call_indirect (type 0)
                i32.const 3
                i32.const 1
                call_indirect (type 0)
              )
              (func (;2;) (type 0) (param i32)
                local.get 0
                call 0
              )
              (func (;3;) (type 1))
              (func (;4;) (type 0) (param i32)
                call 3
                local.get 0
                i32.const 2
                call_indirect (type 0)
              )
              (func (;5;) (type 0) (param i32)
                call 3
                local.get 0
                i32.const 1
                call_indirect (type 0)
              )
            )

            (module
              (type (;0;) (func (param i32)))
              (type (;1;) (func))
              (import "first" "memory" (memory (;0;) 1))
              (import "first" "1" (table (;0;) 3 3 funcref))
              (import "first" "2" (global (;0;) (mut i32)))
              (import "first" "3" (func (;0;) (type 0) (param i32)))
              (import "first" "4" (func (;1;) (type 0) (param i32)))
              (elem (;0;) (i32.const 1) func 4 2)
              (func (;2;) (type 0) (param i32)
                local.get 0
                call 3
                local.get 0
                call 1
              )
              (func (;3;) (type 0) (param i32)
                global.get 0
                call 0
              )
              (func (;4;) (type 0) (param i32)
                v128.const i32x4 0x00000001 0x00000000 0x00000002 0x00000000
                drop
                v128.const i32x4 0x00000003 0x00000000 0x00000004 0x00000000
                drop
                local.get 0
                call 1
              )
              (func (;5;) (type 1))
            )
        "#]],
        );
    }

    #[test]
    fn what_is_shared_by_name_alone_stays() {
        let program = r#"(module
          (table 1 1 funcref)
          (func $load (export "load"))
          (func $start (export "start")
            (call $_RINvCs1_3std4pushNtNtCs1_4page4diff4MarkE)
            (call $_RNvNtCs1_4page4diff3run))
          (func $_RNvNtCs1_4page4diff3run (call $_RINvCs1_3std4sortNtNtCs1_4page4diff4MarkE))
          (func $_RINvCs1_3std4pushNtNtCs1_4page4diff4MarkE)
          (func $_RINvCs1_3std4sortNtNtCs1_4page4diff4MarkE)
          (elem (i32.const 0) func $start)
        )"#;
        check(
            program,
            &expect![[r#"
            (module
              (type (;0;) (func))
              (table (;0;) 2 2 funcref)
              (export "load" (func 0))
              (export "start" (func 1))
              (export "0" (table 0))
              (elem (;0;) (i32.const 0) func 1 3)
              (func (;0;) (type 0))
              (func (;1;) (type 0)
                call 2
                i32.const 1
                call_indirect (type 0)
              )
              (func (;2;) (type 0))
              (func (;3;) (type 0)
                call 0
                i32.const 1
                call_indirect (type 0)
              )
            )

            (module
              (type (;0;) (func))
              (import "first" "0" (table (;0;) 2 2 funcref))
              (elem (;0;) (i32.const 1) func 0)
              (func (;0;) (type 0)
                call 1
              )
              (func (;1;) (type 0))
            )
        "#]],
        );
    }

    #[test]
    fn what_the_loader_calls_stays() {
        let program = r#"(module
          (table 1 1 funcref)
          (func $load (export "load") (export "also") (call $_RNvNtCs1_4page4diff3run))
          (func $_RNvNtCs1_4page4diff3run)
          (elem (i32.const 0) func $load)
        )"#;
        check(
            program,
            &expect!["none of its functions is of a later path: are symbols demangled?"],
        );
    }

    #[test]
    fn a_module_without_names_is_an_error() {
        check(
            "(module (func))",
            &expect!["the module can't be read: it has no names of functions"],
        );
    }

    #[test]
    fn a_module_without_a_loader_is_an_error() {
        let program = "(module (table 1 1 funcref) (func $a) (elem (i32.const 0) func $a))";
        check(program, &expect!["load isn't exported"]);
    }
}
