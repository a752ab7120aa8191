//! Drives the built page in real browsers, as its users do. `cargo xtask test --browser` builds the
//! page, finds the browsers and runs this; a word after it chooses tests by name.

mod access;
mod bad_input;
mod changes;
mod crashes;
mod details;
mod diff;
mod diff_use;
mod exports;
mod files;
mod harness;
mod keyboard;
mod links;
mod opening;
mod picture;
mod seal;
mod search;
mod starting;
mod symbols;
mod table;
mod threads;
mod view;

use std::sync::Arc;

use harness::{Kind, Pool, Test};
use libtest_mimic::{Arguments, Failed, Trial};

/// So many browsers at once.
const AT_ONCE: usize = 2;

macro_rules! tests {
    ($($path:path),* $(,)?) => {
        &[$((stringify!($path), |page| Box::pin($path(page)))),*]
    };
}

/// What is tried in Chromium: everything.
const IN_CHROMIUM: &[(&str, Test)] = tests![
    access::nothing_is_wrong_with_the_dialogs,
    access::nothing_is_wrong_with_the_empty_page,
    access::nothing_is_wrong_with_the_panels,
    access::nothing_is_wrong_with_the_picture,
    access::the_page_fits_a_narrow_window,
    access::the_theme_follows_the_system_and_the_button,
    access::who_wants_less_motion_gets_none,
    bad_input::a_bundle_of_instruments_says_what_to_do,
    bad_input::a_cut_gzip_says_where,
    bad_input::a_deleted_file_says_so,
    bad_input::a_deep_stack_opens,
    bad_input::a_folder_says_what_to_do,
    bad_input::a_picture_says_what_it_is,
    bad_input::an_empty_file_says_so,
    bad_input::cut_json_says_where,
    bad_input::markup_in_names_is_text,
    bad_input::other_json_says_what_can_be_opened,
    bad_input::stacks_without_samples_say_so,
    bad_input::what_is_open_stays_open,
    changes::a_bar_is_dropped,
    changes::a_function_is_focused_undone_and_redone,
    changes::a_function_is_merged,
    changes::back_and_forward_walk_the_steps,
    changes::single_bars_are_changed,
    changes::switches_for_rust_keep_the_total,
    crashes::a_dead_engine_is_replaced,
    crashes::a_dead_reader_concerns_its_file_alone,
    details::a_selected_bar_is_described,
    details::all_calls_of_a_function_are_found,
    details::known_numbers_of_a_recording,
    diff::a_bar_tells_both_sides,
    diff::a_file_with_two_columns_opens_compared,
    diff::a_later_file_is_offered,
    diff::a_link_brings_the_diff_back,
    diff::a_new_recording_of_one_name_is_compared,
    diff::a_real_change_looks_right,
    diff::both_pictures_stand_beside_each_other,
    diff::a_link_to_a_file_that_is_gone_keeps_none_from_being_compared,
    diff::a_wide_window_shows_all_columns,
    diff::a_broken_side_does_no_harm,
    diff::deep_stacks_are_compared,
    diff::rules_match_what_was_renamed,
    diff::sides_are_chosen,
    diff::two_files_dropped_together_are_compared,
    diff::what_can_t_be_compared_says_why,
    diff::what_has_no_width_is_said,
    diff::what_was_found_is_taken_along,
    diff::what_is_inlined_elsewhere_can_be_merged,
    diff_use::a_comparison_works_by_keyboard,
    diff_use::a_differential_svg_opens_compared,
    diff_use::changes_of_a_comparison_are_undone_one_by_one,
    diff_use::nothing_is_wrong_with_a_comparison,
    diff_use::pictures_of_a_comparison_say_how_it_is_scaled,
    diff_use::rules_are_changed_and_moved,
    diff_use::what_is_inlined_on_one_side_is_merged_on_both,
    exports::a_link_is_copied,
    exports::folded_stacks_come_back,
    exports::the_picture_is_a_png,
    exports::the_svg_is_whole_and_true,
    exports::the_table_is_a_csv,
    files::a_name_that_is_taken_is_asked_about,
    files::one_of_many_recordings_is_found_by_typing,
    files::reading_can_be_stopped,
    files::several_files_open_and_switch,
    keyboard::arrows_walk_the_tree,
    keyboard::keys_are_listed,
    keyboard::keys_open_panels,
    keyboard::the_tree_for_screen_readers_keeps_in_step,
    links::a_link_asks_for_its_file,
    links::a_link_survives_another_recording,
    links::a_profile_of_another_host_is_refused,
    links::a_profile_of_the_host_is_opened,
    links::a_reload_resumes,
    opening::a_chosen_file_opens,
    opening::a_dropped_file_opens,
    opening::an_empty_page_rehearses_and_opens_files_after_it,
    opening::a_real_recording_opens_true,
    opening::marks_tell_when,
    opening::states_follow_each_other,
    opening::text_opens,
    opening::the_empty_page_invites,
    opening::the_example_opens,
    opening::the_recording_is_described,
    opening::what_other_tools_write_opens,
    picture::a_bar_is_zoomed_to_and_back,
    picture::the_breadcrumb_goes_back,
    picture::the_hand_moves_the_picture,
    picture::the_menu_of_a_bar_opens,
    picture::the_mouse_tells_what_is_below_it,
    picture::the_wheel_zooms_about_the_cursor,
    seal::nothing_reaches_a_host,
    seal::without_the_seal_all_of_it_would,
    search::a_bad_pattern_says_why,
    search::enter_means_what_was_just_typed,
    search::matches_are_counted_and_walked,
    search::patterns_match,
    starting::a_file_that_comes_early_opens,
    starting::a_part_that_is_missing_says_so,
    starting::an_example_can_be_given_up,
    starting::an_example_that_is_wanted_early_opens,
    starting::files_open_without_the_example,
    starting::no_start_waits_for_the_later_half,
    starting::what_is_needed_early_and_missing_says_so,
    starting::what_is_needed_early_comes_at_once,
    symbols::a_source_map_may_come_after,
    symbols::a_source_map_may_come_with_its_profile,
    symbols::a_source_map_of_other_code_says_so,
    symbols::the_sidecar_may_come_after,
    symbols::the_sidecar_may_come_before,
    table::a_hundred_thousand_rows_scroll,
    table::a_row_selects_its_function,
    table::known_numbers_of_a_recording,
    table::rows_are_sorted_and_filtered,
    threads::one_several_or_all_are_shown,
    threads::the_metric_is_chosen,
    threads::the_unit_is_what_the_user_says,
    view::colours_change_and_one_stands_out,
    view::siblings_are_ordered,
    view::the_root_goes_to_the_bottom,
    view::the_tree_is_turned_around,
];

/// What is tried in Firefox as well.
const IN_FIREFOX: &[(&str, Test)] = tests![
    changes::a_function_is_focused_undone_and_redone,
    diff::two_files_dropped_together_are_compared,
    files::several_files_open_and_switch,
    keyboard::arrows_walk_the_tree,
    keyboard::keys_open_panels,
    opening::a_dropped_file_opens,
    opening::a_real_recording_opens_true,
    opening::the_empty_page_invites,
    opening::the_example_opens,
    picture::a_bar_is_zoomed_to_and_back,
    seal::nothing_reaches_a_host,
    search::matches_are_counted_and_walked,
    table::rows_are_sorted_and_filtered,
];

fn main() -> anyhow::Result<std::process::ExitCode> {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = arguments.test_threads.or(Some(AT_ONCE));
    let pool = Arc::new(Pool::new()?);
    let trials = [(Kind::Chromium, IN_CHROMIUM), (Kind::Firefox, IN_FIREFOX)]
        .into_iter()
        .flat_map(|(kind, tests)| tests.iter().map(move |test| (kind, test)))
        .map(|(kind, &(name, test))| {
            let pool = Arc::clone(&pool);
            let name = name.replace(' ', "");
            Trial::test(format!("{}::{name}", kind.name()), move || {
                pool.run(kind, &name, test).map_err(|error| Failed::from(format!("{error:#}")))
            })
        })
        .collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    pool.end();
    Ok(conclusion.exit_code())
}
