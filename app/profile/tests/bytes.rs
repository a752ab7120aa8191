//! The byte form: a profile comes back as it was, and broken buffers are errors.

mod common;

use common::{fixture, import, summary};
use profile::bytes::{from_buffers, into_buffers, pack, unpack};
use profile::frame::Frame;
use profile::function::{Function, FunctionKind};
use profile::id::{FrameId, MetricId, StackId, StringId};
use profile::metric::{Metric, Unit};
use profile::sample::{Samples, Weights};
use profile::thread::Thread;
use profile::{Profile, ProfileBuilder};
use proptest::prelude::*;

/// A profile with every sort of value, put together from arbitrary numbers.
fn any_profile() -> impl Strategy<Value = Profile> {
    let names = prop::collection::vec("[a-zß]{0,4}", 1..6);
    let frames =
        prop::collection::vec((0..6usize, 0..3u32, 0..3u32, any::<u64>(), any::<bool>()), 1..8);
    let stacks = prop::collection::vec((0..20usize, 0..8usize), 1..20);
    let weight = prop_oneof![0.0..1e300f64, 0.0..300.0f64];
    let samples = prop::collection::vec((0..25usize, weight), 0..20);
    (names, frames, stacks, samples, any::<[bool; 5]>()).prop_map(
        |(names, frames, stacks, samples, flags)| {
            let mut builder = ProfileBuilder::new(&names[0]);
            builder.about().interval_ns = flags[0].then_some(0.5);
            builder.about().labels.push((names[0].clone(), String::new()));
            let names: Vec<StringId> = names.iter().map(|name| builder.string(name)).collect();
            let library = builder.library_named("lib");
            let mut frame_ids: Vec<FrameId> = Vec::new();
            for (name, line, column, address, inlined) in frames {
                let pick = |number: usize| names[number % names.len()];
                let function = builder.function(Function {
                    name: pick(name),
                    file: (line > 0).then(|| pick(name + 1)),
                    library: inlined.then_some(library),
                    kind: FunctionKind::from_raw(column as u8 * 2),
                });
                frame_ids.push(builder.frame(Frame {
                    function,
                    line: flags[1].then_some(line).filter(|&line| line > 0),
                    column: Some(column).filter(|&column| column > 0),
                    address: flags[2].then_some(address / 2),
                    inlined,
                }));
                if let Some(&frame) = frame_ids.last().filter(|_| line > 1) {
                    builder.set_beginning(frame, line, column + 1);
                }
            }
            let mut stack_ids: Vec<StackId> = Vec::new();
            for (prefix, frame) in stacks {
                let prefix = stack_ids.get(prefix).copied();
                stack_ids.push(builder.stack(prefix, frame_ids[frame % frame_ids.len()]));
            }
            let unit = Unit::Other("page faults".to_owned());
            let metric = |name: &str| Metric {
                name: name.to_owned(),
                unit: unit.clone(),
                sample_weight: Some(1.0),
            };
            let one = builder.push_metric(metric("one"));
            let each = builder.push_metric(metric("each"));
            // All of a column, or it isn't kept as whole ones.
            let weight_of = |weight: f64| if flags[4] { (weight % 1e9).round() } else { weight };
            let table = Samples {
                stacks: samples.iter().map(|&(stack, _)| stack_ids.get(stack).copied()).collect(),
                times_ns: if flags[3] {
                    samples.iter().map(|&(_, time)| -time).collect()
                } else {
                    Vec::new()
                },
                weights: vec![
                    (
                        each,
                        Weights::Each(
                            samples.iter().map(|&(_, weight)| weight_of(weight)).collect(),
                        ),
                    ),
                    (one, Weights::Ones),
                ],
            };
            let thread =
                Thread { name: "main".to_owned(), pid: "7".to_owned(), ..Thread::default() };
            builder.push_thread(Thread {
                samples: vec![table.clone(), Samples::default()],
                ..thread.clone()
            });
            builder.push_thread(Thread { samples: vec![table], tid: "8".to_owned(), ..thread });
            if flags[0] {
                let functions = builder.profile().functions.ids();
                builder.push_stated_totals(each, functions.map(|id| (id, id.index() as f64)));
            }
            builder.finish()
        },
    )
}

proptest! {
    #[test]
    fn a_profile_comes_back_as_it_was(profile in any_profile()) {
        let again = from_buffers(into_buffers(profile.clone())).unwrap();
        prop_assert_eq!(again, profile);
    }

    #[test]
    fn broken_buffers_are_an_error_or_a_profile_that_can_be_read(
        profile in any_profile(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..=255u8), 1..4),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let mut buffers = into_buffers(profile);
        for (buffer, byte, flip) in flips {
            let buffer = buffer.index(buffers.len());
            let buffer = &mut buffers[buffer];
            if !buffer.is_empty() {
                let byte = byte.index(buffer.len());
                buffer[byte] ^= flip;
            }
        }
        if let Some(cut) = cut {
            let cut = cut.index(buffers.len());
            buffers[cut].pop();
        }
        if let Ok(profile) = from_buffers(buffers) {
            read_everything(&profile);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn many_profiles_come_back_from_few_chunks(
        profiles in prop::collection::vec(any_profile(), 0..200),
    ) {
        let (lengths, chunks) = pack(profiles.clone());
        prop_assert!(chunks.len() <= 1);
        prop_assert_eq!(unpack(&lengths, chunks).unwrap(), profiles);
    }

    #[test]
    fn broken_chunks_are_an_error_or_profiles_that_can_be_read(
        profiles in prop::collection::vec(any_profile(), 1..5),
        lengthened in any::<Option<(prop::sample::Index, u32)>>(),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let (mut lengths, mut chunks) = pack(profiles);
        if let Some((place, length)) = lengthened {
            *place.get_mut(&mut lengths[0]) = length;
        }
        if let Some(cut) = cut {
            let bytes = cut.index(chunks[0].len());
            chunks[0].truncate(bytes);
        }
        for profile in unpack(&lengths, chunks).unwrap_or_default() {
            read_everything(&profile);
        }
    }
}

/// Follows every id.
fn read_everything(profile: &Profile) {
    let text = summary(profile);
    assert!(!text.is_empty());
    for id in profile.stacks.ids() {
        assert!(profile.stacks.leaf_to_root(id).count() <= profile.stacks.len());
        profile.leaf_name(id);
    }
    for id in profile.metric_ids() {
        assert!(profile.total(id) >= 0.0);
        let stated = profile.stated_totals(id);
        assert!(stated.is_none_or(|totals| totals.len() == profile.functions.len()));
    }
}

#[test]
fn a_recorded_profile_comes_back_as_it_was() {
    let file = fixture("folded/wordstat/before/stacks.folded.gz");
    let profile = import("stacks.folded.gz", &file).unwrap().profiles.remove(0);
    let again = from_buffers(into_buffers(profile.clone())).unwrap();
    assert_eq!(again, profile);
    assert_eq!(again.total(MetricId::new(0)), 1_236_710_097.0);
}

#[test]
fn errors_say_what_is_wrong() {
    let file = b"a;b 1\nc 2\n";
    let buffers = || into_buffers(import("a", file).unwrap().profiles.remove(0));
    let message = |buffers| from_buffers(buffers).unwrap_err().to_string();
    assert_eq!(message(Vec::new()), "Expected the buffers of a profile; a column is missing");
    let mut cyclic = buffers();
    cyclic[14][0] = 2;
    assert_eq!(
        message(cyclic),
        "Expected the buffers of a profile; a prefix doesn't stand before its stack"
    );
    let mut far = buffers();
    far[15][0] = 200;
    assert_eq!(message(far), "Expected the buffers of a profile; an id is no row of its table");
    let mut nan = into_buffers(import("a", b"a 1.5\n").unwrap().profiles.remove(0));
    let last = nan.len() - 1;
    nan[last][..8].copy_from_slice(&f64::NAN.to_le_bytes());
    assert_eq!(
        message(nan),
        "Expected the buffers of a profile; a weight is negative or no number"
    );
    let mut large = buffers();
    let last = large.len() - 2;
    large[last][0] = 255;
    assert_eq!(
        message(large),
        "Expected the buffers of a profile; weights are kept in a wrong way"
    );
    let mut many = buffers();
    many.push(Vec::new());
    assert_eq!(message(many), "Expected the buffers of a profile; there are too many columns");
}

/// A profile of so many stacks, each with a sample.
fn profile_of(stacks: usize) -> Profile {
    let text: String = (0..stacks).map(|number| format!("{number:05} 1\n")).collect();
    import("a", text.as_bytes()).unwrap().profiles.remove(0)
}

#[test]
fn large_columns_are_chunks_by_themselves() {
    // Of large profiles all columns of four bytes a stack are larger than a chunk of small ones.
    let profiles = [1, 70_000, 2, 70_000, 70_000, 3].map(profile_of).to_vec();
    let lengths_of_large = into_buffers(profiles[1].clone()).into_iter().map(|it| it.len());
    let large = lengths_of_large.filter(|&length| length >= 70_000 * 4).count();
    let (lengths, chunks) = pack(profiles.clone());
    let alone = chunks.iter().filter(|chunk| chunk.len() >= 70_000 * 4).count();
    assert_eq!(alone, large * 3);
    assert!(chunks.len() <= 2 * alone + 1);
    assert_eq!(unpack(&lengths, chunks).unwrap(), profiles);
}

#[test]
fn chunks_that_do_not_fit_their_lengths_are_errors() {
    let (lengths, chunks) = pack([2, 3].map(profile_of).to_vec());
    let message = |lengths: &[Vec<u32>], chunks| unpack(lengths, chunks).unwrap_err().to_string();
    let uncut = "Expected the buffers of a profile; a buffer doesn't end where its chunk does";
    assert_eq!(message(&lengths, Vec::new()), uncut);
    let mut short = chunks.clone();
    short[0].pop();
    assert_eq!(message(&lengths, short), uncut);
    let too_many = "Expected the buffers of a profile; there are too many bytes";
    assert_eq!(message(&lengths[..1], chunks.clone()), too_many);
    let more = [chunks, vec![vec![0]]].concat();
    assert_eq!(message(&lengths, more), too_many);
}
