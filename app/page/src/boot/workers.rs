//! Starting workers from a part that is loaded already: no request at that time.

use crate::boot::parts::Part;
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, Url, Worker};

/// What comes after the glue: the first message brings the module and says what the worker is.
/// Messages that are posted after it wait until the worker has set its own handler.
const BOOT_LINE: &str = "\nself.onmessage = ({ data: [module, role] }) => { \
                         self.onmessage = null; \
                         wasm_bindgen.initSync({ module }); \
                         wasm_bindgen[role](); };\n";

/// Starts workers of one part.
pub struct Spawner {
    script_url: String,
    module: JsValue,
}

impl Spawner {
    /// Prepares the script.
    ///
    /// # Errors
    /// When the browser can't make a blob.
    pub fn new(part: &Part) -> Result<Self, JsValue> {
        let texts = Array::of2(&part.script.as_str().into(), &BOOT_LINE.into());
        let options = BlobPropertyBag::new();
        options.set_type("text/javascript");
        let blob = Blob::new_with_str_sequence_and_options(&texts, &options)?;
        let script_url = Url::create_object_url_with_blob(&blob)?;
        Ok(Self { script_url, module: part.module.clone() })
    }

    /// Starts a worker that calls the function `role` of the module.
    ///
    /// # Errors
    /// When the browser refuses the worker.
    pub fn start(&self, role: &str) -> Result<Worker, JsValue> {
        let worker = Worker::new(&self.script_url)?;
        worker.post_message(&Array::of2(&self.module, &role.into()))?;
        Ok(worker)
    }
}
