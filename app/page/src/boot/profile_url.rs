//! `#profile=…`: a file of the same host, fetched before the seal.

use crate::boot::parts::{self, blob, reason};
use js_sys::Array;
use protocol::Problem;
use web_sys::{File, Url, window};

/// Fetches a profile from this page's own host.
///
/// # Errors
/// When the address is of another host or can't be fetched.
pub async fn fetch(address: &str) -> Result<File, Problem> {
    let window = window().ok_or_else(|| unavailable(address, "no window"))?;
    let location = window.location();
    let base = location.href().unwrap_or_default();
    let url = Url::new_with_base(address, &base)
        .map_err(|error| unavailable(address, &reason(&error)))?;
    // A file: page has the origin "null", as has every other file.
    if location.origin().ok() != Some(url.origin()) {
        return Err(Problem {
            what: format!("The link asks for a profile of another host: {}.", url.origin()),
            advice: "This page fetches profiles only from its own host. Download the file, then \
                     drop it here."
                .to_owned(),
        });
    }
    let name = url.pathname();
    let name = name.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("profile");
    let blob = blob(parts::fetch(&url.href()))
        .await
        .map_err(|error| unavailable(address, &reason(&error)))?;
    File::new_with_blob_sequence(&Array::of1(&blob), &decoded(name))
        .map_err(|error| unavailable(address, &reason(&error)))
}

/// `my%20profile.folded` as people write it.
fn decoded(name: &str) -> String {
    js_sys::decode_uri_component(name).map_or_else(|_| name.to_owned(), String::from)
}

fn unavailable(address: &str, reason: &str) -> Problem {
    Problem {
        what: format!("The profile that the link names can't be fetched: {address} ({reason})."),
        advice: "See that the file is there, or drop it here.".to_owned(),
    }
}
