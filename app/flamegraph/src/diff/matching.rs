//! Which functions of several profiles are the same: by names without what a build may change.

use crate::names::{GroupId, NamedFunction, Names};
use crate::node_names::normalised;
use crate::order;
use hashbrown::HashMap;
use protocol::diff::{MatchedNames, RenameRule, Side};
use protocol::{FunctionId, Problem};
use regex_lite::Regex;
use std::borrow::Cow;

/// The functions of several profiles as those of one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Matching {
    /// The functions of all, by [`FunctionId`]. `of_profile_function` is empty.
    pub names: Names,
    /// For each profile and each of its functions the function that it is here.
    pub of_function: Vec<Vec<FunctionId>>,
    /// What was matched though it is written differently, by name.
    pub merged: Vec<MatchedNames>,
    /// Rules that can't be used, by place.
    pub broken_rules: Vec<(u32, Problem)>,
}

impl Matching {
    /// Matches the functions of `profiles`, each on its side. Names are those of the comparison
    /// where it has the function.
    pub fn of(profiles: &[(Side, &Names)], rules: &[RenameRule]) -> Self {
        let (rules, broken_rules) = compile(rules);
        let mut all = Collector::default();
        let mut of_function = vec![Vec::new(); profiles.len()];
        for side in [Side::Comparison, Side::Baseline] {
            let inputs = profiles.iter().zip(&mut of_function);
            for ((_, names), ids) in inputs.filter(|((of, _), _)| *of == side) {
                *ids = all.add(side, names, &rules);
            }
        }
        let merged = all.merged();
        Self { names: all.names, of_function, merged, broken_rules }
    }
}

/// A rule, ready to be used, and its place among all.
struct Rule<'a> {
    place: u32,
    regex: Regex,
    replacement: &'a str,
}

fn compile(rules: &[RenameRule]) -> (Vec<Rule<'_>>, Vec<(u32, Problem)>) {
    let mut compiled = Vec::new();
    let mut broken = Vec::new();
    for (place, rule) in (0..).zip(rules).filter(|(_, rule)| !rule.pattern.is_empty()) {
        match Regex::new(&rule.pattern) {
            Ok(regex) => compiled.push(Rule { place, regex, replacement: &rule.replacement }),
            Err(error) => broken.push((
                place,
                Problem {
                    what: format!("The rule “{}” is no regular expression: {error}.", rule.pattern),
                    advice: "Correct it; the other rules are used.".to_owned(),
                },
            )),
        }
    }
    (compiled, broken)
}

/// A function's name as it is written on the sides.
#[derive(Default)]
struct Written {
    names: [Vec<String>; 2],
    rule: Option<u32>,
}

#[derive(Default)]
struct Collector {
    names: Names,
    by_key: HashMap<String, FunctionId, rustc_hash::FxBuildHasher>,
    groups: HashMap<String, GroupId, rustc_hash::FxBuildHasher>,
    written: Vec<Written>,
}

impl Collector {
    fn add(&mut self, side: Side, names: &Names, rules: &[Rule]) -> Vec<FunctionId> {
        let add_one = |function: &NamedFunction| {
            let (renamed, rule) = rename(&function.name, rules);
            let key = match_key(&renamed);
            let id = match self.by_key.get(key.as_ref()) {
                Some(&id) => id,
                None => self.push(key.into_owned(), function, &renamed, names),
            };
            let written = &mut self.written[id.0 as usize];
            written.rule = match (written.rule, rule) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
            let list = &mut written.names[side.index()];
            if list.last() != Some(&function.name) {
                list.push(function.name.clone());
            }
            id
        };
        names.functions.iter().map(add_one).collect()
    }

    fn push(
        &mut self,
        key: String,
        function: &NamedFunction,
        name: &str,
        names: &Names,
    ) -> FunctionId {
        let group = names.groups.get(function.group.0 as usize).map_or("", String::as_str);
        let group = match self.groups.get(group) {
            Some(&id) => id,
            None => {
                let id = GroupId(self.names.groups.len() as u32);
                self.names.groups.push(group.to_owned());
                self.groups.insert(group.to_owned(), id);
                id
            }
        };
        let id = FunctionId(self.names.functions.len() as u32);
        self.names.functions.push(NamedFunction {
            name: name.to_owned(),
            group,
            ..function.clone()
        });
        self.written.push(Written::default());
        self.by_key.insert(key, id);
        id
    }

    /// Functions of more than one name, by name.
    fn merged(&mut self) -> Vec<MatchedNames> {
        let mut merged = Vec::new();
        for (function, written) in self.names.functions.iter().zip(&mut self.written) {
            for list in &mut written.names {
                let names = std::mem::take(list);
                *list = order::sorted(names, |name| order::by_name(name), String::cmp);
                list.dedup();
            }
            let [baseline, comparison] = &mut written.names;
            let first = baseline.first().or(comparison.first());
            let mut others = baseline.iter().chain(comparison.iter());
            if others.any(|name| Some(name) != first) {
                merged.push(MatchedNames {
                    name: function.name.clone(),
                    baseline: std::mem::take(baseline),
                    comparison: std::mem::take(comparison),
                    rule: written.rule,
                });
            }
        }
        let by_name = |names: &MatchedNames| order::by_name(&names.name);
        order::sorted(merged, by_name, |left, right| left.name.cmp(&right.name))
    }
}

/// A name after all rules, and the first rule that changed it.
fn rename<'a>(name: &'a str, rules: &[Rule]) -> (Cow<'a, str>, Option<u32>) {
    let mut renamed = Cow::Borrowed(name);
    let mut first = None;
    for rule in rules {
        if let Cow::Owned(changed) = rule.regex.replace_all(&renamed, rule.replacement)
            && changed != *renamed
        {
            renamed = Cow::Owned(changed);
            first = first.or(Some(rule.place));
        }
    }
    (renamed, first)
}

/// What two names have in common if they are those of one function in two builds: beside what
/// [`normalised`] takes away, the hash at the end of legacy Rust names (`::h0123456789abcdef`) and
/// those after crates in v0 names (`core[b05d7bfa8a45a11b]::fmt`).
pub fn match_key(name: &str) -> Cow<'_, str> {
    // `.llvm.123` may stand after the hash and `.cold` before nothing at all: suffixes go first.
    match normalised(name) {
        Cow::Borrowed(name) => without_hashes(name),
        Cow::Owned(name) => Cow::Owned(without_hashes(&name).into_owned()),
    }
}

fn without_hashes(name: &str) -> Cow<'_, str> {
    const LEGACY_DIGITS: usize = 16;
    let is_hash = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut rest = name;
    if let Some((before, hash)) = name.rsplit_once("::h")
        && hash.len() == LEGACY_DIGITS
        && is_hash(hash)
    {
        rest = before;
    }
    if !rest.contains('[') {
        return Cow::Borrowed(rest);
    }
    let mut kept = String::with_capacity(rest.len());
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        // Arrays (`[u8]`, `[0; 12]`) are no hashes: these stand after a crate's name and are long.
        let is_after_name = before.ends_with(|char: char| char.is_alphanumeric() || char == '_');
        match after.split_once(']') {
            Some((hash, after)) if is_after_name && hash.len() >= 12 && is_hash(hash) => {
                rest = after;
            }
            _ => {
                kept.push('[');
                rest = after;
            }
        }
    }
    kept.push_str(rest);
    Cow::Owned(kept)
}
