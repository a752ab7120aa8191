//! The answer in words: what changed, by how much, and whether that counts.

use super::state::Judged;
use super::table::DiffTable;
use protocol::diff::words::format_points;
use protocol::diff::{
    Change, ChangeState, DiffColumn, DiffScale, DiffSort, Measure, NoiseTest, Sentence, SideFacts,
};
use protocol::unit::{format_ns, format_share};

/// So many of the largest changes get a sentence.
const MOST_CHANGES: usize = 5;

/// The answer to "what did my change do?": whether the whole got shorter, the largest changes of
/// self weight, new and gone code, how much changed in all.
pub fn answer(judged: Judged, sides: &[SideFacts; 2]) -> Vec<Sentence> {
    let mut answer = Vec::new();
    let mut say = |text: String| answer.push(Sentence { text, function: None });
    let [baseline, comparison] = sides.each_ref().map(|side| side.total);
    if baseline <= 0.0 || comparison <= 0.0 {
        say(match (baseline <= 0.0, comparison <= 0.0) {
            (true, true) => "Both sides are empty.".to_owned(),
            (true, false) => "The baseline is empty: all of the comparison is new.".to_owned(),
            _ => "The comparison is empty: all of the baseline is gone.".to_owned(),
        });
        return answer;
    }
    whole(judged, sides).map(&mut say);
    if !has_common_function(judged) {
        say("The two sides have no function in common: are these recordings of one program?"
            .to_owned());
    }
    let sort = DiffSort { measure: Measure::Own, column: DiffColumn::Size, descending: true };
    let table = DiffTable::new(judged, None, sort);
    let changes: Vec<_> = table
        .functions()
        .iter()
        .map(|&id| (id, judged.function_without_p(id)))
        .take_while(|(_, change)| change.own.state.is_change())
        .collect();
    if changes.is_empty() {
        say(nothing(judged));
        return answer;
    }
    for (id, change) in changes.iter().take(MOST_CHANGES) {
        let name = judged.sides.names.name(*id);
        let text = sentence(name, &change.own, &change.total, judged.scaling.reference);
        answer.push(Sentence { text, function: Some(*id) });
    }
    let mut say = |text: String| answer.push(Sentence { text, function: None });
    let sum = |of: &dyn Fn(&Change) -> bool, value: fn(&Change) -> f64| -> f64 {
        changes.iter().map(|(_, change)| &change.own).filter(|own| of(own)).map(value).sum()
    };
    let reference = judged.scaling.reference;
    let new = sum(&|own| own.state == ChangeState::New, |own| own.comparison);
    let gone = sum(&|own| own.state == ChangeState::Removed, |own| own.baseline);
    let [of_new, of_gone] = [new, gone].map(|weight| format_share(weight / reference));
    match (new > 0.0, gone > 0.0) {
        (true, true) => say(format!(
            "Functions that are new make {of_new}, those that are gone made {of_gone}."
        )),
        (true, false) => say(format!("Functions that are new make {of_new}.")),
        (false, true) => say(format!("Functions that are gone made {of_gone}.")),
        (false, false) => {}
    }
    let more = sum(&|own| own.delta > 0.0, |own| own.points);
    let less = sum(&|own| own.delta < 0.0, |own| own.points);
    let count = changes.len();
    let both = [less, more].into_iter().filter(|points| *points != 0.0).map(format_points);
    say(format!(
        "In all {count} {} changed: {}.",
        if count == 1 { "function" } else { "functions" },
        both.collect::<Vec<_>>().join(" and ")
    ));
    answer
}

/// Whether the recording got shorter, or its total smaller.
fn whole(judged: Judged, sides: &[SideFacts; 2]) -> Option<String> {
    let change = |before: f64, after: f64| {
        let percent = (after / before - 1.0) * 100.0;
        let sign = match percent {
            percent if percent.abs() < 0.05 => "",
            percent if percent < 0.0 => "−",
            _ => "+",
        };
        format!("({sign}{:.1} %)", percent.abs())
    };
    if let [Some(before), Some(after)] = sides.each_ref().map(|side| side.duration_ns)
        && before > 0.0
    {
        return Some(format!(
            "The recording took {} before and {} after {}.",
            format_ns(before),
            format_ns(after),
            change(before, after)
        ));
    }
    let [before, after] = sides.each_ref().map(|side| side.total);
    let unit = &judged.scaling.unit;
    let verb = match after - before {
        0.0 => return Some(format!("The total stayed at {}.", unit.format(after))),
        delta if delta < 0.0 => "fell",
        _ => "rose",
    };
    Some(format!(
        "The total {verb} from {} to {} {}.",
        unit.format(before),
        unit.format(after),
        change(before, after)
    ))
}

fn has_common_function(judged: Judged) -> bool {
    let [one, other] = &judged.sides.functions;
    let mut pairs = one.total_weights.iter().zip(&other.total_weights);
    pairs.any(|(&a, &b)| a > 0.0 && b > 0.0)
}

fn nothing(judged: Judged) -> String {
    let facts = &judged.noise.facts;
    match facts.test {
        NoiseTest::LeastChange => "No function changed by as much as the minimum.".to_owned(),
        _ if judged.scaling.scale == DiffScale::EqualTotals => {
            "No function's share changed by more than chance explains.".to_owned()
        }
        _ => "No function changed by more than chance explains.".to_owned(),
    }
}

/// "`hash_one` fell from 18.2 % to 2.1 % (−16.1 points; with what it calls from 20 % to 3 %)."
fn sentence(name: &str, own: &Change, total: &Change, reference: f64) -> String {
    let share = |weight: f64| format_share(weight / reference);
    let [before, after] = [own.baseline, own.comparison].map(share);
    let points = format_points(own.points);
    let [total_before, total_after] = [total.baseline, total.comparison].map(share);
    match own.state {
        ChangeState::New => {
            format!("`{name}` is new: {after} ({points}; total {total_before} → {total_after}).")
        }
        ChangeState::Removed => {
            format!(
                "`{name}` is gone: it was {before} ({points}; total {total_before} → {total_after})."
            )
        }
        _ => {
            let verb = if own.delta < 0.0 { "fell" } else { "rose" };
            format!(
                "`{name}` {verb} from {before} to {after} ({points}; total {total_before} → {total_after})."
            )
        }
    }
}
