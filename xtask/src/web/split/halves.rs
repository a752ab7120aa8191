//! Writes the two halves.

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, Module, TableSection, TypeSection,
};
use wasmparser::{FunctionBody, Operator, Parser, Payload, TableType};

use super::facts::FUNCTION_TABLE;
use super::plan::Plan;
use super::{Halves, IMPORTED_FROM};

type Failure = Error<&'static str>;

/// Writes both halves of a module.
///
/// # Errors
/// When the module can't be read.
pub fn write(module: &[u8], plan: &Plan) -> Result<Halves> {
    let mut first = Module::new();
    FirstHalf { plan, next_body: plan.facts.imported_functions }
        .parse_core_module(&mut first, Parser::new(0), module)
        .map_err(|error| anyhow!("its first half can't be written: {error}"))?;
    let later = write_later(module, plan)
        .map_err(|error| anyhow!("its later half can't be written: {error}"))?;
    Ok(Halves { first: first.finish(), later: later.finish() })
}

/// Writes everything but the later functions, with room for them in the table.
struct FirstHalf<'a> {
    plan: &'a Plan<'a>,
    /// The function whose body comes next.
    next_body: u32,
}

impl Reencode for FirstHalf<'_> {
    type Error = &'static str;

    fn function_index(&mut self, function: u32) -> Result<u32, Failure> {
        Ok(self.plan.numbers_in_first[function as usize])
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: wasmparser::FunctionSectionReader<'_>,
    ) -> Result<(), Failure> {
        let own = self.plan.own_functions_of_first();
        for function in own.chain(self.plan.stand_ins.iter().map(|it| it.0)) {
            functions.function(self.plan.facts.function_types[function as usize]);
        }
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        section: wasmparser::TableSectionReader<'_>,
    ) -> Result<(), Failure> {
        for (number, table) in (0..).zip(section) {
            let mut table = table?;
            table.ty = with_room(table.ty, number, self.plan);
            self.parse_table(tables, table)?;
        }
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Failure> {
        for export in section {
            let export = export?;
            if self.plan.facts.exports.contains_key(export.name) {
                self.parse_export(exports, export)?;
            }
        }
        for shared in self.plan.shared.iter().filter(|shared| !shared.is_exported) {
            let kind = self.export_kind(shared.kind)?;
            exports.export(&shared.name, kind, self.external_index(shared.kind, shared.number)?);
        }
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        _: wasmparser::ElementSectionReader<'_>,
    ) -> Result<(), Failure> {
        write_slots(elements, self.plan.slots_of_first());
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: wasmparser::CodeSectionReader<'_>,
    ) -> Result<(), Failure> {
        for body in section {
            self.parse_function_body(code, body?)?;
        }
        for &(function, slot) in &self.plan.stand_ins {
            code.function(&stand_in(self.plan, function, slot));
        }
        Ok(())
    }

    fn parse_function_body(
        &mut self,
        code: &mut CodeSection,
        body: FunctionBody<'_>,
    ) -> Result<(), Failure> {
        let function = self.next_body;
        self.next_body += 1;
        if !self.plan.is_later(function) {
            code.function(&written(self, self.plan, &body)?);
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        _: &mut Module,
        _: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Failure> {
        Ok(())
    }
}

/// Writes the later functions. Their types, the memory, the tables and the globals have the numbers of the whole.
struct LaterHalf<'a>(&'a Plan<'a>);

impl Reencode for LaterHalf<'_> {
    type Error = &'static str;

    fn function_index(&mut self, function: u32) -> Result<u32, Failure> {
        Ok(self.0.numbers_in_later[function as usize])
    }
}

fn write_later(module: &[u8], plan: &Plan) -> Result<Module, Failure> {
    let mut half = LaterHalf(plan);
    let (mut types, mut code) = (TypeSection::new(), CodeSection::new());
    let mut next_body = plan.facts.imported_functions;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::TypeSection(section) => half.parse_type_section(&mut types, section)?,
            Payload::CodeSectionEntry(body) => {
                if plan.is_later(next_body) {
                    code.function(&written(&mut half, plan, &body)?);
                }
                next_body += 1;
            }
            _ => {}
        }
    }
    let mut imports = ImportSection::new();
    for shared in &plan.shared {
        imports.import(IMPORTED_FROM, &shared.name, shared_type(&mut half, shared)?);
    }
    let mut functions = FunctionSection::new();
    for &function in plan.later {
        functions.function(plan.facts.function_types[function as usize]);
    }
    let mut elements = ElementSection::new();
    write_slots(&mut elements, plan.slots_of_later());
    let mut written = Module::new();
    written.section(&types).section(&imports).section(&functions).section(&elements).section(&code);
    Ok(written)
}

fn shared_type(half: &mut LaterHalf, shared: &super::plan::Shared) -> Result<EntityType, Failure> {
    use wasmparser::ExternalKind as Kind;
    let facts = half.0.facts;
    let number = shared.number as usize;
    Ok(match shared.kind {
        Kind::Memory => EntityType::Memory(half.memory_type(facts.memories[number])?),
        Kind::Table => {
            let table = with_room(facts.tables[number], shared.number, half.0);
            EntityType::Table(half.table_type(table)?)
        }
        Kind::Global => EntityType::Global(half.global_type(facts.globals[number])?),
        _ => EntityType::Function(facts.function_types[number]),
    })
}

/// A table with room for the slots that are new.
fn with_room(mut table: TableType, number: u32, plan: &Plan) -> TableType {
    if number == FUNCTION_TABLE {
        let more = plan.new_slots.len() as u64;
        table.initial += more;
        table.maximum = table.maximum.map(|most| most + more);
    }
    table
}

/// A body whose calls lead to where their functions are now: those of the other half through the table, if it is the
/// later one.
fn written<R: Reencode<Error = &'static str>>(
    half: &mut R,
    plan: &Plan,
    body: &FunctionBody<'_>,
) -> Result<Function, Failure> {
    let mut function = half.new_function_with_parsed_locals(body)?;
    let mut operators = body.get_operators_reader()?;
    while !operators.eof() {
        let operator = operators.read()?;
        if let Operator::Call { function_index } = operator
            && half.function_index(function_index)? == Plan::ELSEWHERE
        {
            let type_index = plan.facts.function_types[function_index as usize];
            let slot = plan.slot_of(function_index);
            let slot = slot.ok_or(Error::UserError("a later function has no slot"))?;
            function.instruction(&Instruction::I32Const(slot as i32));
            function.instruction(&Instruction::CallIndirect {
                type_index,
                table_index: FUNCTION_TABLE,
            });
        } else {
            function.instruction(&half.instruction(operator)?);
        }
    }
    Ok(function)
}

/// Calls the loader, then what stands in its own slot from then on.
fn stand_in(plan: &Plan, function: u32, slot: u32) -> Function {
    let type_index = plan.facts.function_types[function as usize];
    let mut body = Function::new([]);
    body.instruction(&Instruction::Call(plan.numbers_in_first[plan.loader as usize]));
    for parameter in 0..plan.facts.parameter_counts[type_index as usize] {
        body.instruction(&Instruction::LocalGet(parameter));
    }
    body.instruction(&Instruction::I32Const(slot as i32));
    body.instruction(&Instruction::CallIndirect { type_index, table_index: FUNCTION_TABLE });
    body.instruction(&Instruction::End);
    body
}

/// Writes a segment for each run of slots.
fn write_slots(elements: &mut ElementSection, slots: impl Iterator<Item = (u32, u32)>) {
    let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
    for (slot, function) in slots {
        match runs.last_mut() {
            Some((start, run)) if *start + run.len() as u32 == slot => run.push(function),
            _ => runs.push((slot, vec![function])),
        }
    }
    for (start, run) in runs {
        let start = ConstExpr::i32_const(start as i32);
        elements.active(None, &start, Elements::Functions(run.into()));
    }
}
