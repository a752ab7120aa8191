//! Tells whenever the size of an element changes, for as long as it is kept.

use js_sys::Array;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, ResizeObserverOptions};

/// An element whose size is watched.
pub struct SizeWatch {
    observer: ResizeObserver,
    _on_resize: Closure<dyn FnMut(Array)>,
}

impl SizeWatch {
    /// Calls `on_resize` with the observer's entries, for the first time soon. `None` where the
    /// browser has no such observer.
    pub fn new(
        element: &Element,
        options: &ResizeObserverOptions,
        on_resize: Box<dyn FnMut(Array)>,
    ) -> Option<Self> {
        let on_resize = Closure::wrap(on_resize);
        let observer = ResizeObserver::new(on_resize.as_ref().unchecked_ref()).ok()?;
        observer.observe_with_options(element, options);
        Some(Self { observer, _on_resize: on_resize })
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
