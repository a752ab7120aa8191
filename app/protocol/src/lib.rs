//! What the page and the engine say to each other: the view's state, requests, answers, scenes.
//!
//! Pure Rust, known to both sides. The page knows nothing else of the engine, the engine nothing
//! else of the page.

pub mod answer;
pub mod decimal;
pub mod diff;
pub mod export;
pub mod file;
pub mod formats;
pub mod import;
pub mod request;
pub mod scene;
pub mod text;
pub mod tree;
pub mod unit;
pub mod view;
pub mod wire;

pub use answer::{Answer, Problem, Quality, Shown};
pub use export::Export;
pub use file::{
    FileId, FileSummary, MapSummary, MetricSummary, ProfileId, ProfileSummary, ThreadSummary,
    WarningSummary,
};
pub use request::{Envelope, FunctionColumn, Request, ViewerId};
pub use scene::{CanvasSize, Label, Mark, MarkKind, Rgb, Scene, Theme, Viewport};
pub use tree::{
    Around, Details, FunctionFacts, FunctionId, FunctionKind, FunctionRow, FunctionRows, Neighbour,
    NodeId, PathStep, Place, TreeId, TreeRow,
};
pub use unit::Unit;
pub use view::{ColourMode, Direction, NodeName, Search, SiblingOrder, Threads, Transform, View};
