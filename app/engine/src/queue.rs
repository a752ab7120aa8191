//! Requests that wait for their turn.

use protocol::{Envelope, Request};
use std::collections::VecDeque;

/// A request and the buffers beside it.
pub type Waiting = (Envelope<Request>, Vec<Vec<u8>>);

/// Scenes first, only the newest of each viewer: the eye waits for them, while a table may be sorted
/// for a while. Other requests in the order in which they came.
#[derive(Debug, Default)]
pub struct Queue {
    requests: VecDeque<Waiting>,
}

impl Queue {
    /// Adds a request. A scene that waits is out of date when a newer one is asked for.
    pub fn push(&mut self, waiting: Waiting) {
        let viewer = waiting.0.viewer;
        if is_scene(&waiting.0.message) {
            self.requests.retain(|(other, _)| other.viewer != viewer || !is_scene(&other.message));
        }
        self.requests.push_back(waiting);
    }

    /// Takes a scene, or else the oldest.
    pub fn pop(&mut self) -> Option<Waiting> {
        let mut requests = self.requests.iter();
        let scene = requests.position(|(request, _)| is_scene(&request.message));
        self.requests.remove(scene.unwrap_or(0))
    }
}

fn is_scene(request: &Request) -> bool {
    matches!(request, Request::Draw { .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{CanvasSize, Theme, ViewerId, Viewport};

    fn draw(viewer: u32, number: u32) -> Waiting {
        let message = Request::Draw {
            number,
            viewport: Viewport { x_start: 0.0, x_end: 1.0, first_row: 0.0, row_count: 40.0 },
            canvas: CanvasSize { width_device_px: 800, character_device_px: 7.0, pixel_ratio: 1.0 },
            theme: Theme::Light,
            selected: None,
        };
        (Envelope { viewer: ViewerId(viewer), message }, Vec::new())
    }

    #[test]
    fn the_newest_scene_of_each_viewer_comes_first() {
        let mut queue = Queue::default();
        let cancel = || (Envelope { viewer: ViewerId(1), message: Request::Cancel }, Vec::new());
        for waiting in [cancel(), draw(1, 1), draw(2, 7), draw(1, 2)] {
            queue.push(waiting);
        }
        let order: Vec<Waiting> = std::iter::from_fn(|| queue.pop()).collect();
        assert_eq!(order, [draw(2, 7), draw(1, 2), cancel()]);
    }
}
