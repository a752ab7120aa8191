//! Which function stands where in both halves.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::ExternalKind;

use super::facts::{FUNCTION_TABLE, Facts};

pub struct Plan<'a> {
    pub facts: &'a Facts,
    pub later: &'a BTreeSet<u32>,
    /// Numbers by those of the whole, or [`Plan::ELSEWHERE`].
    pub numbers_in_first: Vec<u32>,
    pub numbers_in_later: Vec<u32>,
    /// The slots of later functions that the first half calls by name, behind all others.
    pub new_slots: BTreeMap<u32, u32>,
    /// What the later half needs of the first.
    pub shared: Vec<Shared>,
    /// The function that fetches the later half at once.
    pub loader: u32,
    /// Later functions that stand in the table, with a slot of each. Until they are there, a function of the first half
    /// stands in for each: behind all others, in this order.
    pub stand_ins: Vec<(u32, u32)>,
}

/// Something of the first half that the later one imports.
pub struct Shared {
    pub kind: ExternalKind,
    /// As in the whole.
    pub number: u32,
    /// The name under which it is exported.
    pub name: String,
    /// Whether it was exported before.
    pub is_exported: bool,
}

impl<'a> Plan<'a> {
    /// The number of a function that isn't in this half.
    pub const ELSEWHERE: u32 = u32::MAX;

    pub fn new(facts: &'a Facts, later: &'a BTreeSet<u32>, loader: u32) -> Self {
        let (mut called_by_first, mut called_by_later) = (BTreeSet::new(), BTreeSet::new());
        for (caller, called) in &facts.calls {
            let is_later = later.contains(caller);
            let across = called.iter().filter(|function| later.contains(function) != is_later);
            if is_later { &mut called_by_later } else { &mut called_by_first }.extend(across);
        }
        let in_table: BTreeSet<u32> = facts.slots.values().copied().collect();
        let slotless = called_by_first.difference(&in_table).copied();
        let first_new = facts.tables.get(FUNCTION_TABLE as usize).map_or(0, |table| table.initial);
        let new_slots: BTreeMap<u32, u32> = (first_new as u32..).zip(slotless).collect();

        let functions = 0..facts.function_types.len() as u32;
        let mut numbers = 0..;
        let mut number = |is_here: bool| match is_here {
            true => numbers.next().unwrap_or(Self::ELSEWHERE),
            false => Self::ELSEWHERE,
        };
        let numbers_in_first = functions.map(|it| number(!later.contains(&it))).collect();
        let mut numbers_in_later = vec![Self::ELSEWHERE; facts.function_types.len()];
        for (number, &function) in (0..).zip(called_by_later.iter().chain(later)) {
            numbers_in_later[function as usize] = number;
        }
        let shared = shared(facts, &called_by_later);
        let slots = facts.slots.iter().chain(&new_slots).map(|(&slot, &function)| (function, slot));
        let slots: BTreeMap<u32, u32> = slots.filter(|(it, _)| later.contains(it)).collect();
        let stand_ins = slots.into_iter().collect();
        Self {
            facts,
            later,
            numbers_in_first,
            numbers_in_later,
            new_slots,
            shared,
            loader,
            stand_ins,
        }
    }

    pub fn is_later(&self, function: u32) -> bool {
        self.later.contains(&function)
    }

    /// The functions with a body in the first half but for those that stand in.
    pub fn own_functions_of_first(&self) -> impl Iterator<Item = u32> {
        self.facts.own_functions().filter(|function| !self.is_later(*function))
    }

    /// All slots of the first half, and which of its functions stands there.
    pub fn slots_of_first(&self) -> impl Iterator<Item = (u32, u32)> {
        let first_stand_in = (self.facts.function_types.len() - self.later.len()) as u32;
        self.slots().filter_map(move |(slot, function)| {
            let number = self.numbers_in_first[function as usize];
            if number != Self::ELSEWHERE {
                return Some((slot, number));
            }
            Some((slot, first_stand_in + self.place_of_stand_in(function)? as u32))
        })
    }

    /// Slots that the later half fills, and with which of its functions.
    pub fn slots_of_later(&self) -> impl Iterator<Item = (u32, u32)> {
        let slots = self.slots().filter(|(_, function)| self.is_later(*function));
        slots.map(|(slot, function)| (slot, self.numbers_in_later[function as usize]))
    }

    /// A slot of a later function that the first half calls.
    pub fn slot_of(&self, function: u32) -> Option<u32> {
        self.place_of_stand_in(function).map(|place| self.stand_ins[place].1)
    }

    fn place_of_stand_in(&self, function: u32) -> Option<usize> {
        self.stand_ins.binary_search_by_key(&function, |it| it.0).ok()
    }

    fn slots(&self) -> impl Iterator<Item = (u32, u32)> {
        self.facts.slots.iter().chain(&self.new_slots).map(|(&slot, &function)| (slot, function))
    }
}

/// The memory, the tables, the globals, and the functions that the later half calls.
fn shared(facts: &Facts, called_by_later: &BTreeSet<u32>) -> Vec<Shared> {
    let of = |kind, count: usize| (0..count as u32).map(move |number| (kind, number));
    let things = of(ExternalKind::Memory, facts.memories.len())
        .chain(of(ExternalKind::Table, facts.tables.len()))
        .chain(of(ExternalKind::Global, facts.globals.len()))
        .chain(called_by_later.iter().map(|&function| (ExternalKind::Func, function)));
    let named = things.enumerate().map(|(place, thing)| {
        let known = facts.exports.iter().find(|(_, exported)| **exported == thing);
        // Digits alone: no other export is called so.
        let name = known.map_or_else(|| place.to_string(), |(name, _)| name.clone());
        Shared { kind: thing.0, number: thing.1, name, is_exported: known.is_some() }
    });
    named.collect()
}
