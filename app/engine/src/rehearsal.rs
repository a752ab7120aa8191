//! A rehearsal: a made-up file is shown while nobody waits, so that the user's first is shown fast.
//!
//! See the rehearsal of `files` for why. This one runs in a worker of its own, which knows nothing
//! of the real engine and is ended afterwards; what both share is the compiled code.

use flamegraph::viewer::{Outbox, Viewer};
use protocol::diff::{DiffInput, DiffView, DiffWidth};
use protocol::import::ImportedFile;
use protocol::{CanvasSize, FileId, ProfileId, Request, Theme, Threads, View, Viewport};
use worker::{message, scope};

/// How often each picture is drawn: each time a little closer.
const SCENES: u32 = 30;

/// Shows the file that comes, posts `[]`, and ends.
pub fn start() {
    scope::on_message(|data| {
        if let Some((imported, rest)) = message::unpack::<ImportedFile>(&data) {
            rehearse(&imported, &message::buffers(&rest));
        }
        let nothing = js_sys::Array::new();
        scope::post(&nothing, &nothing);
        scope::scope().close();
    });
}

/// Shows the file, draws it, and compares it with itself.
fn rehearse(imported: &ImportedFile, buffers: &[Vec<u8>]) {
    let mut viewer = Viewer::new();
    let [baseline, comparison] = [1, 2].map(|number| {
        let file = FileId(number);
        ask(&mut viewer, Request::Open { file, imported: imported.clone() }, buffers.to_vec());
        ProfileId { file, index: 0 }
    });
    let view = View::of(baseline);
    show(&mut viewer, Request::Show { revision: 1, view, resolve: Vec::new() });
    let [baseline, comparison] = [baseline, comparison].map(|profile| DiffInput {
        profile,
        threads: Threads::All,
        metric: 0,
    });
    let mut view = DiffView::of(baseline, comparison);
    for width in [DiffWidth::Larger, DiffWidth::Changed] {
        view.width = width;
        let view = Box::new(view.clone());
        show(&mut viewer, Request::ShowDiff { revision: 2, view, resolve: Vec::new() });
    }
}

/// Makes a picture and draws it.
fn show(viewer: &mut Viewer, request: Request) {
    ask(viewer, request, Vec::new());
    while viewer.work(&mut || true, &mut Outbox::default()) {}
    for number in 0..SCENES {
        let request = Request::Draw {
            number,
            viewport: Viewport {
                x_start: 0.0,
                x_end: 1.0 / f64::from(1 + number),
                first_row: 0.0,
                row_count: 50.0,
            },
            canvas: CanvasSize {
                width_device_px: 1600,
                character_device_px: 7.0,
                pixel_ratio: 1.0,
            },
            theme: Theme::Light,
            selected: None,
        };
        ask(viewer, request, Vec::new());
    }
}

/// What is answered is of no interest.
fn ask(viewer: &mut Viewer, request: Request, buffers: Vec<Vec<u8>>) {
    viewer.handle(request, buffers, &mut Outbox::default());
}
