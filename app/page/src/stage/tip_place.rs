//! Where the hover tip stands: beside the pointer and whole within the window.

/// How far the tip is from the pointer, and from the window's edges.
const GAP_CSS_PX: f64 = 12.0;
const EDGE_CSS_PX: f64 = 8.0;

/// The upper left corner of a tip of `size` for a pointer at `pointer`, in a window of `window`;
/// all of them (x, y) in CSS pixels. To the right of the pointer and below it where there is
/// room, else on the other side.
pub fn place(pointer: (f64, f64), size: (f64, f64), window: (f64, f64)) -> (f64, f64) {
    (axis(pointer.0, size.0, window.0), axis(pointer.1, size.1, window.1))
}

fn axis(pointer: f64, size: f64, window: f64) -> f64 {
    let after = pointer + GAP_CSS_PX;
    if after + size + EDGE_CSS_PX <= window {
        return after;
    }
    let before = pointer - GAP_CSS_PX - size;
    if before >= EDGE_CSS_PX {
        return before;
    }
    // It fits on neither side: as far into the window as it goes, its beginning first.
    (window - size - EDGE_CSS_PX).max(EDGE_CSS_PX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stays_in_the_window() {
        let size = (200.0, 100.0);
        let window = (480.0, 400.0);
        assert_eq!(place((10.0, 10.0), size, window), (22.0, 22.0));
        assert_eq!(place((400.0, 390.0), size, window), (188.0, 278.0));
        // Too wide for either side.
        assert_eq!(place((240.0, 10.0), (300.0, 100.0), window), (172.0, 22.0));
        assert_eq!(place((240.0, 10.0), (900.0, 100.0), window).0, 8.0);
    }
}
