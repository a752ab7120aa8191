//! Mounts the page.

mod actions;
mod address;
mod app;
mod boot;
mod browser_text;
mod comparison;
mod history;
mod keys;
mod link;
mod maps;
mod marks;
mod markup;
mod shell;
mod size_watch;
mod stage;
mod state;
mod viewport;

fn main() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
