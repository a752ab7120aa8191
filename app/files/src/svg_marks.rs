//! The marks of bars that only one side of a diff has: what is gone is hatched, what is new has a line
//! on top, as in the page.

use protocol::export::{GONE_SIGN, NEW_SIGN};
use std::collections::BTreeSet;

/// How high a row of inferno's pictures is.
const ROW_PX: u64 = 16;
/// Lines of the hatching, along the lower edge so that names stay readable.
const HATCHING: &str = r#"<path d="M0 15.5l4 -4" stroke="rgb(0,0,0)" stroke-width="1.4"/>"#;
const LINE_ON_TOP: &str = r#"<rect width="4" height="2" fill="rgb(0,0,0)"/>"#;

/// The patterns that bars are filled with.
#[derive(Default)]
pub struct Marks {
    patterns: BTreeSet<String>,
}

impl Marks {
    /// The rest of a bar's markup, whose first fill is a colour, with the fill that its name's sign
    /// stands for; `y_px` is the bar's.
    pub fn mark(&mut self, name: &str, y_px: u64, rest: &str) -> String {
        let (kind, lines) = match name.chars().last() {
            Some(GONE_SIGN) => ("gone", HATCHING),
            Some(NEW_SIGN) => ("new", LINE_ON_TOP),
            _ => return rest.to_owned(),
        };
        let colour = rest.split_once("fill=\"rgb(").and_then(|(_, rest)| rest.split_once(")\""));
        let Some((colour, _)) = colour else { return rest.to_owned() };
        let id = format!("{kind}-{}", colour.replace(',', "-"));
        let marked = rest.replacen(&format!("rgb({colour})"), &format!("url(#{id})"), 1);
        // Patterns are laid out from the corner of the picture, in which all rows are equally high.
        let phase_px = y_px % ROW_PX;
        self.patterns.insert(format!(
            "<pattern id=\"{id}\" patternUnits=\"userSpaceOnUse\" y=\"{phase_px}\" width=\"4\" \
             height=\"{ROW_PX}\"><rect width=\"4\" height=\"{ROW_PX}\" fill=\"rgb({colour})\"/>{lines}</pattern>"
        ));
        marked
    }

    /// The picture with the patterns among its definitions.
    pub fn define(self, svg: &str) -> String {
        let patterns: String = self.patterns.into_iter().collect();
        svg.replacen("</defs>", &format!("{patterns}</defs>"), 1)
    }
}
