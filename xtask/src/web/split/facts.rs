//! What there is to know about a module before it is split.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{
    ElementItems, ElementKind, ExternalKind, GlobalType, KnownCustom, MemoryType, Name, Operator,
    Parser, Payload, TableType, TypeRef,
};

/// Functions are numbered as the module does: imported ones first, then its own.
#[derive(Default)]
pub struct Facts {
    pub imported_functions: u32,
    /// How many parameters the functions of each type have.
    pub parameter_counts: Vec<u32>,
    /// The type of each function.
    pub function_types: Vec<u32>,
    pub tables: Vec<TableType>,
    pub memories: Vec<MemoryType>,
    pub globals: Vec<GlobalType>,
    /// Symbols as the compiler has mangled them, by function.
    pub names: BTreeMap<u32, String>,
    /// What is exported already, and used: kind and number by name.
    pub exports: BTreeMap<String, (ExternalKind, u32)>,
    /// Functions of the function table, by slot.
    pub slots: BTreeMap<u32, u32>,
    /// How many bytes of code each function has.
    pub lengths_bytes: BTreeMap<u32, u64>,
    /// What each function calls by name, sorted.
    pub calls: BTreeMap<u32, BTreeSet<u32>>,
}

/// The number of the table that holds functions.
pub const FUNCTION_TABLE: u32 = 0;

impl Facts {
    /// Reads all of them.
    ///
    /// # Errors
    /// When this is no module, or has what a linker of Rust doesn't write.
    pub fn read(module: &[u8], unused_exports: &[&str]) -> Result<Self> {
        let mut facts = Self::default();
        let mut next_body = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    for function_type in types.into_iter_err_on_gc_types() {
                        let count = function_type?.params().len();
                        facts.parameter_counts.push(u32::try_from(count)?);
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        match import?.ty {
                            TypeRef::Func(number) => facts.function_types.push(number),
                            TypeRef::Table(table) => facts.tables.push(table),
                            TypeRef::Memory(memory) => facts.memories.push(memory),
                            TypeRef::Global(global) => facts.globals.push(global),
                            other => bail!("an import of another kind: {other:?}"),
                        }
                    }
                    facts.imported_functions = u32::try_from(facts.function_types.len())?;
                    next_body = facts.imported_functions;
                }
                Payload::FunctionSection(types) => {
                    for number in types {
                        facts.function_types.push(number?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        facts.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => {
                    for memory in memories {
                        facts.memories.push(memory?);
                    }
                }
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        facts.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        let is_unused = |start: &&str| export.name.starts_with(*start);
                        if !unused_exports.iter().any(is_unused) {
                            let exported = (export.kind, export.index);
                            facts.exports.insert(export.name.to_owned(), exported);
                        }
                    }
                }
                Payload::ElementSection(segments) => {
                    for segment in segments {
                        facts.read_slots(segment?)?;
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let range = body.range();
                    facts.lengths_bytes.insert(next_body, range.end - range.start);
                    let calls = facts.calls.entry(next_body).or_default();
                    for operator in body.get_operators_reader()? {
                        match operator? {
                            Operator::Call { function_index } => {
                                calls.insert(function_index);
                            }
                            Operator::RefFunc { .. } | Operator::ReturnCall { .. } => {
                                bail!("a tail call or a function as a value, which isn't handled")
                            }
                            _ => {}
                        }
                    }
                    next_body += 1;
                }
                Payload::StartSection { .. } => bail!("a start function, which isn't handled"),
                Payload::TagSection(_) => bail!("tags of exceptions, which aren't handled"),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            if let Name::Function(names) = name? {
                                facts.read_names(names)?;
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        ensure!(!facts.names.is_empty(), "it has no names of functions");
        ensure!(!facts.slots.is_empty(), "it has no functions in a table");
        Ok(facts)
    }

    /// All functions that have a body here.
    pub fn own_functions(&self) -> impl Iterator<Item = u32> {
        self.calls.keys().copied()
    }

    /// The functions that are exported.
    pub fn exported_functions(&self) -> impl Iterator<Item = u32> {
        let functions = self.exports.values().filter(|(kind, _)| *kind == ExternalKind::Func);
        functions.map(|(_, function)| *function)
    }

    /// The function that is exported under a name.
    pub fn exported(&self, name: &str) -> Option<u32> {
        let (kind, function) = self.exports.get(name)?;
        (*kind == ExternalKind::Func).then_some(*function)
    }

    fn read_names(&mut self, names: wasmparser::NameMap<'_>) -> Result<()> {
        for naming in names {
            let naming = naming?;
            self.names.insert(naming.index, naming.name.to_owned());
        }
        Ok(())
    }

    fn read_slots(&mut self, segment: wasmparser::Element<'_>) -> Result<()> {
        let ElementKind::Active { table_index, offset_expr } = segment.kind else {
            bail!("functions that belong to no table, which isn't handled");
        };
        ensure!(table_index.unwrap_or(0) == FUNCTION_TABLE, "functions in a second table");
        let ElementItems::Functions(functions) = segment.items else {
            bail!("a table filled by expressions, which isn't handled");
        };
        let Some(Ok(Operator::I32Const { value })) =
            offset_expr.get_operators_reader().into_iter().next()
        else {
            bail!("a table filled from a place that isn't constant");
        };
        let start = u32::try_from(value).context("a table filled from a negative place")?;
        for (slot, function) in (start..).zip(functions) {
            self.slots.insert(slot, function?);
        }
        Ok(())
    }
}
