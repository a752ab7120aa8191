//! Fragments come back as they were written, and what isn't one does no harm.

use super::*;
use crate::address::sides::NamedInput;
use crate::state::Panel;
use expect_test::expect;
use proptest::prelude::*;
use protocol::diff::{
    DiffColour, DiffColumn, DiffPalette, DiffScale, DiffSort, DiffWidth, Measure, RenameRule,
};
use protocol::{ColourMode, FunctionColumn, NodeName, Transform, Unit};

#[test]
fn a_fragment_can_be_read_by_people() {
    let mut address = Address { file: Some("perf data.folded".to_owned()), ..Address::default() };
    address.threads = vec!["worker 1".to_owned(), "merge 1/1".to_owned()];
    let shareable = &mut address.shareable;
    shareable.view.inverted = true;
    shareable.view.search.text = "HashMap<K, V>::insert".to_owned();
    shareable.view.transforms =
        vec![Transform::MergeStd, Transform::DropFunction("operator+ & co = 100%".to_owned())];
    shareable.panel = Panel::Functions;
    shareable.zoomed = Some(NodeName { path_hash: 0xf3, leaf: "alloc::vec::push".to_owned() });
    address.visible = Some(Visible { x_start: 0.25, x_end: 0.5, first_row: 3.5 });
    expect!["file=perf%20data.folded&thread=worker%201&thread=merge%201/1&view=inverted&transform=merge-std&transform=drop:operator%2B%20%26%20co%20%3D%20100%25&search=HashMap%3CK,%20V%3E::insert&panel=functions&zoom=00000000000000f3~alloc::vec::push&x=0.25,0.5&row=3.5"]
        .assert_eq(&address.encode());
}

#[test]
fn a_profile_in_its_first_view_says_only_its_file() {
    let address = Address { file: Some("a.json".to_owned()), ..Address::default() };
    expect!["file=a.json"].assert_eq(&address.encode());
}

#[test]
fn a_diff_names_its_sides() {
    let mut address = Address { file: Some("after.svg".to_owned()), ..Address::default() };
    let main = vec!["main".to_owned()];
    address.sides.baseline.push(NamedInput {
        file: "before.svg".to_owned(),
        threads: main,
        ..NamedInput::default()
    });
    address.shareable.diff = Some(Comparison {
        width: DiffWidth::Changed,
        scale: Some(DiffScale::None),
        ..Comparison::default()
    });
    expect!["file=after.svg&baseline=before.svg&baseline-thread=main&scale=none&width=changed"]
        .assert_eq(&address.encode());
    // Without a baseline there is nothing to be shown so.
    assert_eq!(Address::decode("width=changed&and=x&changes=total-p"), Address::default());
}

#[test]
fn what_is_unknown_or_senseless_is_left_out() {
    let read = Address::decode("#file=a&new=thing&zoom=xyz&x=NaN,1&recording=0&&transform=fly:me");
    assert_eq!(read, Address { file: Some("a".to_owned()), ..Address::default() });
}

fn name() -> impl Strategy<Value = String> {
    // Any characters, and more of those that have a meaning in a fragment.
    prop_oneof![".*", "[&=#%+:~, <>a-z]{0,20}"]
}

fn node_name() -> impl Strategy<Value = NodeName> {
    (any::<u64>(), name()).prop_map(|(path_hash, leaf)| NodeName { path_hash, leaf })
}

fn transform() -> impl Strategy<Value = Transform> {
    prop_oneof![
        name().prop_map(Transform::FocusFunction),
        node_name().prop_map(Transform::FocusNode),
        name().prop_map(Transform::MergeFunction),
        node_name().prop_map(Transform::MergeNode),
        name().prop_map(Transform::DropFunction),
        node_name().prop_map(Transform::DropNode),
        Just(Transform::MergeStd),
        Just(Transform::MergeInlined),
        Just(Transform::TrimRuntime),
        Just(Transform::CollapseGenerics),
        Just(Transform::CollapseRecursion),
        Just(Transform::TrimBenchmark),
        Just(Transform::MergeAllocator),
        Just(Transform::MergeLines),
    ]
}

fn named_input() -> impl Strategy<Value = NamedInput> {
    (name(), 0u32..9, proptest::collection::vec(name(), 0..3), proptest::option::of(name()))
        .prop_map(|(file, index, threads, metric)| NamedInput { file, index, threads, metric })
}

fn scale() -> impl Strategy<Value = Option<DiffScale>> {
    prop_oneof![
        Just(None),
        Just(Some(DiffScale::EqualTotals)),
        Just(Some(DiffScale::EqualDuration)),
        Just(Some(DiffScale::None)),
        name().prop_map(|name| Some(DiffScale::Yardstick(name))),
    ]
}

prop_compose! {
    fn diff()(
        baseline in proptest::collection::vec(named_input(), 1..3),
        more in proptest::collection::vec(named_input(), 0..3),
        scale in scale(),
        width in prop_oneof![Just(DiffWidth::Larger), Just(DiffWidth::Comparison), Just(DiffWidth::Baseline), Just(DiffWidth::Changed)],
        colour in prop_oneof![Just(DiffColour::Points), Just(DiffColour::Ratio), Just(DiffColour::SelfPoints)],
        flags in any::<[bool; 4]>(),
        rules in proptest::collection::vec((name(), prop_oneof![Just(String::new()), name()]), 0..3),
        folded in proptest::collection::vec(name(), 0..3),
        level in prop_oneof![Just(0.01), 1e-6f64..0.5],
        least_change in prop_oneof![Just(0.001), 0.0f64..0.5],
        column in prop_oneof![Just(DiffColumn::Size), Just(DiffColumn::Name), Just(DiffColumn::P), Just(DiffColumn::State), Just(DiffColumn::Delta)],
    ) -> (Sides, Comparison, DiffSort) {
        let rules = rules.into_iter().map(|(pattern, replacement)| RenameRule { pattern, replacement });
        let comparison = Comparison {
            scale,
            width,
            colour,
            palette: if flags[0] { DiffPalette::GreenRed } else { DiffPalette::BlueOrange },
            rules: rules.collect(),
            folded,
            level,
            least_change,
            beside: width == DiffWidth::Larger && flags[1],
            show_noise: flags[1],
            ..Comparison::default()
        };
        let measure = if flags[2] { Measure::Total } else { Measure::Own };
        (Sides { baseline, more }, comparison, DiffSort { measure, column, descending: flags[3] })
    }
}

prop_compose! {
    fn any_address()(
        profile_url in proptest::option::of(name()),
        file in proptest::option::of(name()),
        threads in proptest::collection::vec(name(), 0..4),
        metric in proptest::option::of(name()),
        flags in any::<[bool; 5]>(),
        recording in 0u32..9,
        unit in prop_oneof![Just(None), Just(Some(Unit::Bytes)), Just(Some(Unit::Other("µops & co".to_owned())))],
        colours in prop_oneof![Just(ColourMode::Crate), Just(ColourMode::Kind), Just(ColourMode::Name), Just(ColourMode::SelfShare)],
        highlighted in proptest::option::of(name()),
        transforms in proptest::collection::vec(transform(), 0..5),
        search in name(),
        panel in prop_oneof![Just(Panel::None), Just(Panel::Functions), Just(Panel::Info)],
        column in prop_oneof![Just(FunctionColumn::SelfWeight), Just(FunctionColumn::TotalWeight), Just(FunctionColumn::StatedTotal), Just(FunctionColumn::Name), Just(FunctionColumn::Group)],
        nodes in proptest::option::of((node_name(), node_name())),
        diff in proptest::option::of(diff()),
        visible in proptest::option::of((0.0f64..1.0, 0.0f64..1.0, 0.0f64..1e6)),
    ) -> Address {
        let mut address = Address { profile_url, file, threads, metric, is_example: flags[0], ..Address::default() };
        let shareable = &mut address.shareable;
        shareable.view.profile.index = recording;
        shareable.view.unit = unit;
        shareable.view.inverted = flags[1];
        shareable.view.order = if flags[2] { SiblingOrder::Name } else { SiblingOrder::Weight };
        shareable.view.colours = colours;
        shareable.view.highlighted = highlighted;
        shareable.view.transforms = transforms;
        shareable.view.search = Search { text: search, is_regex: flags[3] };
        shareable.direction = if flags[4] { Direction::RootAtBottom } else { Direction::RootOnTop };
        shareable.panel = panel;
        shareable.sort = (column, flags[4]);
        (shareable.selected, shareable.zoomed) = nodes.unzip();
        if let Some((sides, comparison, sort)) = diff {
            address.sides = sides;
            shareable.diff = Some(comparison);
            shareable.diff_sort = sort;
        }
        address.visible = visible.map(|(x_start, x_end, first_row)| Visible { x_start, x_end, first_row });
        address
    }
}

proptest! {
    #[test]
    fn every_address_comes_back(address in any_address()) {
        let text = address.encode();
        prop_assert!(text.is_ascii() && !text.contains([' ', '#']), "{text}");
        prop_assert_eq!(Address::decode(&text), address);
    }

    #[test]
    fn any_text_is_read_without_harm(text in ".*") {
        let read = Address::decode(&text);
        prop_assert_eq!(Address::decode(&read.encode()), read);
    }
}
