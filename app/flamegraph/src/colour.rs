//! The colours of bars: a shade for each function or node, and the legend that explains them.

mod legend;
pub mod oklch;
pub mod shade;

use crate::call_tree::CallTree;
use crate::names::Names;
use crate::order;
use crate::weights::NodeWeights;
use hashbrown::HashMap;
use legend::{KINDS, NO_FUNCTION, SHARES};
use protocol::answer::LegendEntry;
use protocol::{ColourMode, FunctionId, NodeId, Rgb, Theme};
use shade::{Paint, Shade};

/// A palette's number times two, plus one for faded.
type Code = u16;
const FADED: Code = 1;

/// How each bar of a tree is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct Colours {
    /// By function; where colours go by node, empty.
    of_function: Vec<Code>,
    /// By node; where colours go by function, empty. There are few of these.
    of_node: Vec<u8>,
    of_root: Code,
    /// By code.
    light: Vec<Paint>,
    dark: Vec<Paint>,
    legend: Vec<LegendEntry>,
}

impl Colours {
    /// The colours of a tree. Bars that don't belong to the legend's entry `highlighted` fade.
    pub fn new(
        mode: ColourMode,
        highlighted: Option<&str>,
        tree: &CallTree,
        weights: &NodeWeights,
        names: &Names,
    ) -> Self {
        let mut palette = Palette::default();
        let mut entries = Entries::new(mode, names);
        let is_faded = |key: &str| highlighted.is_some_and(|highlighted| highlighted != key);
        let mut of_function = Vec::new();
        let mut of_node = Vec::new();
        if mode == ColourMode::SelfShare {
            let total = weights.total();
            of_node.reserve(tree.len());
            for node in tree.nodes() {
                let step = legend::share_step(weights.self_weight(node) / total);
                let code = palette.code(entries.shades[step as usize]);
                let faded = Code::from(is_faded(&entries.legend[step as usize].key));
                of_node.push((code | faded) as u8);
                entries.add(step as usize, weights.self_weight(node));
            }
        } else {
            // The legend's entry of each function.
            let mut entry_of_function = Vec::with_capacity(names.functions.len());
            for function in &names.functions {
                let group = names.groups.get(function.group.0 as usize).map_or("", String::as_str);
                let entry = entries.of_function(mode, function.group.0 as usize, function.kind);
                let key = entry.map_or(function.name.as_str(), |entry| &entries.legend[entry].key);
                let code = palette.code(legend::function_shade(mode, function, group));
                of_function.push(code | Code::from(is_faded(key)));
                entry_of_function.push(entry);
            }
            let entry_of_none = entries.legend.len().checked_sub(1);
            for node in tree.nodes() {
                let entry = match tree.function(node) {
                    Some(function) => entry_of_function.get(function.0 as usize).copied().flatten(),
                    None => entry_of_none,
                };
                if let Some(entry) = entry {
                    entries.add(entry, weights.self_weight(node));
                }
            }
        }
        let of_root = palette.code(legend::root_shade()) | Code::from(highlighted.is_some());
        Self {
            of_function,
            of_node,
            of_root,
            light: palette.paints(Theme::Light),
            dark: palette.paints(Theme::Dark),
            legend: entries.finish(mode),
        }
    }

    /// Colours that go by node: of each the place of its shade in `shades`, below 128. Without a
    /// legend.
    pub fn by_node(shades: &[Shade], places: Vec<u8>) -> Self {
        let palette = Palette { shades: shades.to_vec(), codes: HashMap::default() };
        let mut of_node = places;
        of_node.iter_mut().for_each(|place| *place *= 2);
        Self {
            of_function: Vec::new(),
            of_node,
            of_root: 0,
            light: palette.paints(Theme::Light),
            dark: palette.paints(Theme::Dark),
            legend: Vec::new(),
        }
    }

    /// What the colours mean, the largest share first, but steps of a scale in its order: everything that
    /// occurs in the tree. The weights add up to the total. Empty where a colour stands for a name.
    pub fn legend(&self) -> &[LegendEntry] {
        &self.legend
    }

    /// How the bar of a node is painted; `is_muted` if something is searched for and the node isn't
    /// it. What `function` it is of is asked only where colours go by function.
    #[inline]
    pub fn paint(
        &self,
        theme: Theme,
        node: NodeId,
        function: impl Fn() -> Option<FunctionId>,
        is_muted: bool,
    ) -> Paint {
        let code = if self.of_node.is_empty() {
            function().and_then(|function| self.of_function.get(function.0 as usize).copied())
        } else {
            self.of_node.get(node.0 as usize).copied().map(Code::from)
        };
        let code = code.unwrap_or(self.of_root) | Code::from(is_muted);
        let paints = if theme == Theme::Light { &self.light } else { &self.dark };
        paints.get(code as usize).copied().unwrap_or_default()
    }
}

/// The shades in use. There are a few hundred at most, however many functions.
#[derive(Default)]
struct Palette {
    shades: Vec<Shade>,
    codes: HashMap<Shade, Code, rustc_hash::FxBuildHasher>,
}

impl Palette {
    fn code(&mut self, shade: Shade) -> Code {
        *self.codes.entry(shade).or_insert_with(|| {
            self.shades.push(shade);
            (self.shades.len() as Code - 1) * 2
        })
    }

    fn paints(&self, theme: Theme) -> Vec<Paint> {
        let both = |shade: &Shade| [shade.paint(theme, false), shade.paint(theme, true)];
        debug_assert_eq!(FADED, 1, "the faded one comes second");
        self.shades.iter().flat_map(both).collect()
    }
}

/// The legend in the making: every entry that there can be, the one for no function last.
struct Entries {
    legend: Vec<LegendEntry>,
    shades: Vec<Shade>,
    occurs: Vec<bool>,
}

impl Entries {
    fn new(mode: ColourMode, names: &Names) -> Self {
        let mut entries = Self { legend: Vec::new(), shades: Vec::new(), occurs: Vec::new() };
        match mode {
            ColourMode::Crate => {
                let mut places = vec![KINDS.len() - 1; names.groups.len()];
                for function in &names.functions {
                    if let Some(place) = places.get_mut(function.group.0 as usize) {
                        *place = legend::kind_place(function.kind).min(*place);
                    }
                }
                for (group, &place) in names.groups.iter().zip(&places) {
                    let label = if group.is_empty() { "unknown" } else { group };
                    entries.push(group, label, legend::group_shade(KINDS[place].0, group));
                }
            }
            ColourMode::Kind => {
                for (kind, key, label) in KINDS {
                    entries.push(key, label, legend::kind_shade(kind));
                }
            }
            ColourMode::SelfShare => {
                for (step, (_, key, label)) in SHARES.into_iter().enumerate() {
                    entries.push(key, label, Shade::middle(shade::Class::Share, step as u8));
                }
            }
            ColourMode::Name => {}
        }
        if matches!(mode, ColourMode::Crate | ColourMode::Kind) {
            entries.push(NO_FUNCTION.0, NO_FUNCTION.1, legend::root_shade());
        }
        entries
    }

    fn push(&mut self, key: &str, label: &str, shade: Shade) {
        let colour = |theme| -> Rgb { shade.paint(theme, false).fill };
        self.legend.push(LegendEntry {
            key: key.to_owned(),
            label: label.to_owned(),
            light: colour(Theme::Light),
            dark: colour(Theme::Dark),
            weight: 0.0,
        });
        self.shades.push(shade);
        self.occurs.push(false);
    }

    /// The entry of a function; `None` where there is no legend.
    fn of_function(
        &self,
        mode: ColourMode,
        group: usize,
        kind: protocol::FunctionKind,
    ) -> Option<usize> {
        let entry = match mode {
            ColourMode::Crate => group,
            ColourMode::Kind => legend::kind_place(kind),
            ColourMode::Name | ColourMode::SelfShare => return None,
        };
        Some(entry).filter(|&entry| entry < self.legend.len())
    }

    fn add(&mut self, entry: usize, weight: f64) {
        self.legend[entry].weight += weight;
        self.occurs[entry] = true;
    }

    /// The entries that occur, the heaviest first, but steps of a scale in its order; the one for no
    /// function only if it weighs something.
    fn finish(self, mode: ColourMode) -> Vec<LegendEntry> {
        let legend: Vec<LegendEntry> = self
            .legend
            .into_iter()
            .zip(self.occurs)
            .filter(|(entry, occurs)| *occurs && (entry.key != NO_FUNCTION.0 || entry.weight > 0.0))
            .map(|(entry, _)| entry)
            .collect();
        if mode == ColourMode::SelfShare {
            return legend;
        }
        let heaviest_first = |entry: &LegendEntry| order::heaviest_first(entry.weight);
        order::sorted(legend, heaviest_first, |left, right| left.label.cmp(&right.label))
    }
}
