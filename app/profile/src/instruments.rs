//! Call trees of Apple's Instruments, copied as text (Edit, Deep Copy).
//!
//! ```text
//! Weight<tab>Self Weight<tab><tab>Symbol Name
//! 96.08 Gc  100.0%<tab>-<tab> <tab>example_app (40414)
//! 47.82 Gc   49.7%<tab>282.00 Mc<tab> <tab> start
//! ```
//!
//! The last column is the name, indented by a blank for each caller. Quirks: the first column is
//! inclusive and rounded, so where a column of the nodes' own weights (`Self …`) is there, that
//! one counts; units stand with the numbers (`2.45 s`, `846.00 ms`, `532 cycles`) or in the
//! heading (`Self (ms)`); allocations have a count as their second column and nothing of their
//! own, which is then what the callees leave of the node. How many empty columns stand before the
//! name, and how far roots are indented, depends on the version.

mod quantity;
mod tree;

use crate::import::lines::{LineFile, ReadLines, lossy, trim};
use crate::import::{Certainty, Format, Imported};
use crate::metric::{Metric, Unit};
use crate::recording::About;
use crate::sample::Weights;
use crate::thread::Thread;
use crate::warning::{ImportError, Place, Warnings};
use quantity::{Quantity, Units};
use tree::Tree;

/// How users call it, and how it is recognised and read.
pub(crate) const FORMAT: Format = Format {
    name: "Instruments deep copy",
    recorded_by: "Instruments: select the root of a call tree, Edit, Deep Copy, paste into a file",
    sniff,
    start: |name, _options| {
        Box::new(LineFile::new(Read {
            heading: None,
            tree: Tree::new(name),
            inclusive: Vec::new(),
            units: Vec::new(),
            written_units: Units::default(),
            warnings: Warnings::default(),
        }))
    },
};

const UNREADABLE: &str = "lines that aren't a weight, tabs and a name were skipped";
const OTHER_UNIT: &str = "weights in another unit than the ones before were counted as 0";

/// More than any version has.
const MOST_COLUMNS: usize = 16;

struct Read {
    heading: Option<Heading>,
    tree: Tree,
    /// The weights of the line that is being read, one a metric.
    inclusive: Vec<f64>,
    /// The unit of each metric, once it is known.
    units: Vec<Option<Unit>>,
    written_units: Units,
    warnings: Warnings,
}

/// What the columns in front of the name are.
struct Heading {
    columns: Vec<Meaning>,
    /// What a column says of itself: `Weight`, `Self (ms)`.
    titles: Vec<String>,
    has_self: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The weight of a node with all it called, of the metric with this number.
    Inclusive(usize),
    /// The weight of a node itself, of the first metric.
    Own,
    Nothing,
}

impl ReadLines for Read {
    fn line(&mut self, number: u64, line: &[u8]) {
        if line.trim_ascii().is_empty() {
            return;
        }
        let text = lossy(line);
        let text = text.trim_end_matches('\r');
        let Some(heading) = &self.heading else {
            match Heading::of(text) {
                Some(heading) => {
                    let count = heading.metric_count();
                    self.units = vec![None; count];
                    self.tree.set_metric_count(count);
                    self.heading = Some(heading);
                }
                None => self.warn(UNREADABLE, number, line),
            }
            return;
        };
        let tab = memchr::memrchr(b'\t', text.as_bytes());
        let columns = tab.and_then(|tab| Some((text.get(..tab)?, text.get(tab + 1..)?)));
        let Some((columns, name)) = columns.filter(|(_, name)| !name.trim_start().is_empty())
        else {
            return self.warn(UNREADABLE, number, line);
        };
        self.inclusive.clear();
        self.inclusive.resize(self.units.len(), 0.0);
        let mut own = None;
        let mut is_readable = false;
        let mut has_other_unit = false;
        let mut rest = Some(columns);
        for index in 0.. {
            let Some(columns) = rest else { break };
            let end = columns.bytes().position(|byte| byte == b'\t');
            let column = columns.get(..end.unwrap_or(columns.len())).unwrap_or_default();
            rest = end.and_then(|end| columns.get(end + 1..));
            let meaning = heading.columns.get(index).copied().unwrap_or(Meaning::Nothing);
            let metric = match meaning {
                Meaning::Inclusive(metric) => metric,
                Meaning::Own => 0,
                Meaning::Nothing => continue,
            };
            let title = heading.titles.get(index).map_or("", String::as_str);
            let quantity = self.written_units.parse(column, index, title);
            let Some(Quantity { number, unit }) = quantity else { continue };
            is_readable |= index == 0;
            let Some(known) = self.units.get_mut(metric) else { continue };
            // 0 has no unit, as in `0`, `-`.
            let known = known.get_or_insert_with(|| unit.clone());
            let number = if known == unit || number == 0.0 {
                number
            } else if *known == Unit::Unknown {
                known.clone_from(unit);
                number
            } else {
                has_other_unit = true;
                0.0
            };
            match (meaning, self.inclusive.get_mut(metric)) {
                (Meaning::Own, _) => own = Some(number),
                (_, Some(inclusive)) => *inclusive = number,
                _ => {}
            }
        }
        if !is_readable {
            return self.warn(UNREADABLE, number, line);
        }
        let own = own.or_else(|| heading.has_self.then_some(0.0));
        let unindented = name.trim_start_matches(' ');
        let indent = name.len() - unindented.len();
        self.tree.node(indent, trim(unindented), &self.inclusive, own);
        if has_other_unit {
            self.warn(OTHER_UNIT, number, line);
        }
    }

    fn warnings(&mut self) -> &mut Warnings {
        &mut self.warnings
    }

    fn finish(self) -> Result<Imported, ImportError> {
        let Self { heading, tree, units, warnings, .. } = self;
        let (mut builder, mut samples, columns) = tree.finish();
        let heading = heading.filter(|_| !samples.is_empty()).ok_or_else(|| ImportError {
            expected: "a call tree copied from Instruments".to_owned(),
            found: "no line with a weight".to_owned(),
            place: Place::Whole,
            advice: "Select the root of the tree, then choose Edit, Deep Copy.".to_owned(),
        })?;
        for ((metric, unit), column) in units.into_iter().enumerate().zip(columns) {
            let unit = unit.unwrap_or_default();
            let name = heading.metric_name(metric, &unit);
            let metric = builder.push_metric(Metric { name, unit, sample_weight: None });
            samples.weights.push((metric, Weights::Each(column.into())));
        }
        builder.push_thread(Thread { samples: vec![samples], ..Thread::default() });
        let (format, tool) = (FORMAT.name.to_owned(), "Instruments".to_owned());
        *builder.about() = About { format, tool, ..About::default() };
        Ok(Imported { profiles: vec![builder.finish()], warnings, ..Imported::default() })
    }
}

impl Heading {
    /// The columns, if the line names them: it ends in `Symbol Name`.
    fn of(line: &str) -> Option<Self> {
        let (columns, name) = line.rsplit_once('\t')?;
        if !matches!(name.trim(), "Symbol Name" | "Symbol Names") {
            return None;
        }
        let titles: Vec<_> = columns.split('\t').map(|title| title.trim().to_owned()).collect();
        // Every line gets a number for each metric, so a damaged heading must not have thousands.
        if titles.len() > MOST_COLUMNS {
            return None;
        }
        let mut metrics = 0;
        let columns: Vec<_> = titles
            .iter()
            .map(|title| match title.as_str() {
                "" => Meaning::Nothing,
                own if own.starts_with("Self") => Meaning::Own,
                _ => {
                    metrics += 1;
                    Meaning::Inclusive(metrics - 1)
                }
            })
            .collect();
        let has_self = columns.contains(&Meaning::Own);
        (columns.first() == Some(&Meaning::Inclusive(0))).then_some(Self {
            columns,
            titles,
            has_self,
        })
    }

    fn metric_count(&self) -> usize {
        let is_metric = |meaning: &&Meaning| matches!(meaning, Meaning::Inclusive(_));
        self.columns.iter().filter(is_metric).count()
    }

    fn metric_name(&self, metric: usize, unit: &Unit) -> String {
        let column = self.columns.iter().position(|it| *it == Meaning::Inclusive(metric));
        let title = column.and_then(|column| self.titles.get(column)).map_or("", String::as_str);
        match (title, unit) {
            ("Weight", Unit::Other(unit)) => unit.clone(),
            ("Weight" | "Running Time", Unit::Milliseconds) => "time".to_owned(),
            _ => title.to_lowercase(),
        }
    }
}

fn sniff(_name: &str, head: &[u8]) -> Certainty {
    let mut lines = head.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end);
    let first = lines.find(|line| !line.is_empty()).unwrap_or_default();
    match Heading::of(&String::from_utf8_lossy(first)) {
        Some(_) => Certainty::Sure,
        None => Certainty::No,
    }
}
