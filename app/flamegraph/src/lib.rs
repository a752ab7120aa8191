//! From a profile to pictures: names and transforms, call tree and weights, search, layout, scene.
//!
//! Pure Rust: no DOM, no clock, no threads. Each stage is a function between immutable values;
//! [`viewer::Viewer`] wires them and answers the page's requests.

pub mod benchmarks;
pub mod call_paths;
pub mod call_tree;
pub mod colour;
pub mod details;
pub mod diff;
pub mod export;
pub mod function_table;
pub mod inverted;
pub mod label;
pub mod layout;
pub mod names;
pub mod node_names;
pub mod node_origin;
pub mod order;
pub mod quality;
pub mod scene;
pub mod search;
pub mod transforms;
pub mod viewer;
pub mod weights;
