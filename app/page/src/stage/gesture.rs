//! What fingers and mouse mean: pointer events in, gestures out.

/// How far a pointer may move and still click.
const CLICK_CSS_PX: f64 = 5.0;
/// How long the second click of a double click may take.
const DOUBLE_CLICK_MS: f64 = 400.0;
/// How far apart the two clicks of a double click may be: a finger isn't exact.
const DOUBLE_CLICK_CSS_PX: f64 = 20.0;
/// How long a finger rests to open the menu.
pub const LONG_PRESS_MS: f64 = 500.0;

/// A place on the canvas, in CSS pixels from its upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

impl Point {
    fn distance(self, other: Self) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    fn middle(self, other: Self) -> Self {
        Self { x: (self.x + other.x) / 2.0, y: (self.y + other.y) / 2.0 }
    }
}

/// What the user means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Gesture {
    /// Select what is here.
    Click(Point),
    /// Zoom to what is here.
    DoubleClick(Point),
    /// Open the menu of what is here.
    LongPress(Point),
    /// Move the picture with the hand.
    Pan {
        /// To the right.
        dx: f64,
        /// Down.
        dy: f64,
    },
    /// Stretch the picture about a point.
    Zoom {
        /// The point that stays.
        about: Point,
        /// How many times wider.
        factor: f64,
    },
}

/// One pointer that is down.
#[derive(Clone, Copy, Debug)]
struct Pointer {
    id: i32,
    at: Point,
}

/// The fingers and mouse buttons that are down, and what they have meant so far.
#[derive(Clone, Debug, Default)]
pub struct Hand {
    pointers: Vec<Pointer>,
    /// Where and when the first pointer came down; `None` once it can be no click.
    pressed: Option<(Point, f64)>,
    is_touch: bool,
    last_click: Option<(Point, f64)>,
}

impl Hand {
    /// Whether the picture is being moved.
    pub fn is_moving(&self) -> bool {
        !self.pointers.is_empty() && self.pressed.is_none()
    }

    /// A finger or the main button comes down.
    pub fn down(&mut self, id: i32, at: Point, now_ms: f64, is_touch: bool) {
        self.pointers.retain(|pointer| pointer.id != id);
        self.pressed = self.pointers.is_empty().then_some((at, now_ms));
        self.is_touch = is_touch;
        self.pointers.push(Pointer { id, at });
    }

    /// A pointer moves; only those that are down mean anything.
    pub fn moved(&mut self, id: i32, to: Point) -> Vec<Gesture> {
        let Some(place) = self.pointers.iter().position(|pointer| pointer.id == id) else {
            return Vec::new();
        };
        if let Some((start, _)) = self.pressed
            && start.distance(to) <= CLICK_CSS_PX
        {
            return Vec::new();
        }
        self.pressed = None;
        let from = self.pointers[place].at;
        self.pointers[place].at = to;
        if self.pointers.len() == 1 {
            return vec![Gesture::Pan { dx: to.x - from.x, dy: to.y - from.y }];
        }
        // The first two fingers stretch; a third only rests.
        if place > 1 {
            return Vec::new();
        }
        let other = self.pointers[1 - place].at;
        let (before, after) = (from.middle(other), to.middle(other));
        let pan = Gesture::Pan { dx: after.x - before.x, dy: after.y - before.y };
        // Only the distance along x counts: rows don't stretch. Below 24 px a small tremble
        // would be a large factor.
        let old_width = (from.x - other.x).abs().max(24.0);
        let new_width = (to.x - other.x).abs().max(24.0);
        vec![pan, Gesture::Zoom { about: after, factor: new_width / old_width }]
    }

    /// A finger or button comes up.
    pub fn up(&mut self, id: i32, now_ms: f64) -> Option<Gesture> {
        self.pointers.retain(|pointer| pointer.id != id);
        let (at, _) = self.pressed.take()?;
        let is_double = self.last_click.take().is_some_and(|(before, when_ms)| {
            now_ms - when_ms <= DOUBLE_CLICK_MS && before.distance(at) <= DOUBLE_CLICK_CSS_PX
        });
        if is_double {
            return Some(Gesture::DoubleClick(at));
        }
        self.last_click = Some((at, now_ms));
        Some(Gesture::Click(at))
    }

    /// The browser takes a pointer away.
    pub fn cancel(&mut self, id: i32) {
        self.pointers.retain(|pointer| pointer.id != id);
        self.pressed = None;
    }

    /// The mouse leaves the canvas: whatever it clicks there, its next click here is a first one.
    pub fn leave(&mut self) {
        self.last_click = None;
    }

    /// Called when a finger may have rested long enough.
    pub fn long_press(&mut self, now_ms: f64) -> Option<Gesture> {
        let (at, since_ms) = self.pressed?;
        // Timers may come a little early.
        if !self.is_touch || now_ms - since_ms < LONG_PRESS_MS - 20.0 {
            return None;
        }
        self.pressed = None;
        self.last_click = None;
        Some(Gesture::LongPress(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f64, y: f64) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_trembling_hand_still_clicks() {
        let mut hand = Hand::default();
        hand.down(1, at(10.0, 10.0), 0.0, false);
        assert_eq!(hand.moved(1, at(13.0, 12.0)), vec![]);
        assert_eq!(hand.up(1, 90.0), Some(Gesture::Click(at(10.0, 10.0))));
    }

    #[test]
    fn a_drag_is_no_click() {
        let mut hand = Hand::default();
        hand.down(1, at(10.0, 10.0), 0.0, false);
        assert_eq!(hand.moved(1, at(20.0, 10.0)), vec![Gesture::Pan { dx: 10.0, dy: 0.0 }]);
        // Once dragged, small steps count as well.
        assert_eq!(hand.moved(1, at(21.0, 12.0)), vec![Gesture::Pan { dx: 1.0, dy: 2.0 }]);
        assert!(hand.is_moving());
        assert_eq!(hand.up(1, 90.0), None);
    }

    #[test]
    fn two_clicks_are_a_double_click_and_three_begin_anew() {
        let mut hand = Hand::default();
        let mut click = |ms| {
            hand.down(1, at(5.0, 5.0), ms, false);
            hand.up(1, ms + 50.0)
        };
        assert_eq!(click(0.0), Some(Gesture::Click(at(5.0, 5.0))));
        assert_eq!(click(200.0), Some(Gesture::DoubleClick(at(5.0, 5.0))));
        assert_eq!(click(400.0), Some(Gesture::Click(at(5.0, 5.0))));
        assert_eq!(click(1000.0), Some(Gesture::Click(at(5.0, 5.0))));
    }

    #[test]
    fn a_click_elsewhere_between_two_makes_no_double_click() {
        let mut hand = Hand::default();
        hand.down(1, at(5.0, 5.0), 0.0, false);
        hand.up(1, 20.0);
        hand.leave();
        hand.down(1, at(5.0, 5.0), 200.0, false);
        assert_eq!(hand.up(1, 220.0), Some(Gesture::Click(at(5.0, 5.0))));
    }

    #[test]
    fn two_fingers_stretch_about_their_middle() {
        let mut hand = Hand::default();
        hand.down(1, at(100.0, 50.0), 0.0, true);
        hand.down(2, at(200.0, 50.0), 20.0, true);
        let gestures = hand.moved(2, at(300.0, 50.0));
        assert_eq!(
            gestures,
            vec![
                Gesture::Pan { dx: 50.0, dy: 0.0 },
                Gesture::Zoom { about: at(200.0, 50.0), factor: 2.0 }
            ]
        );
        assert_eq!(hand.up(1, 300.0), None);
        assert_eq!(hand.up(2, 310.0), None);
    }

    #[test]
    fn a_resting_finger_opens_the_menu_and_a_resting_mouse_does_not() {
        let mut hand = Hand::default();
        hand.down(1, at(5.0, 5.0), 0.0, true);
        assert_eq!(hand.long_press(200.0), None);
        assert_eq!(hand.long_press(500.0), Some(Gesture::LongPress(at(5.0, 5.0))));
        assert_eq!(hand.up(1, 600.0), None);
        hand.down(1, at(5.0, 5.0), 0.0, false);
        assert_eq!(hand.long_press(900.0), None);
    }
}
