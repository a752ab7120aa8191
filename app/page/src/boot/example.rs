//! The example: a small recording that comes with the page.

use super::parts::{address, blob, fetch, missing};
use protocol::Problem;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

/// The example on its way.
pub struct ComingExample {
    address: String,
    fetched: JsFuture,
}

impl ComingExample {
    /// Has it fetched.
    ///
    /// # Errors
    /// When `index.html` doesn't say where it is.
    pub fn begin() -> Result<Self, Problem> {
        let address = address("example")?;
        Ok(Self { fetched: fetch(&address), address })
    }

    /// Its bytes, once they are there.
    ///
    /// # Errors
    /// When they can't be had.
    pub async fn blob(self) -> Result<Blob, Problem> {
        blob(self.fetched).await.map_err(|error| missing(&self.address, &error))
    }
}
