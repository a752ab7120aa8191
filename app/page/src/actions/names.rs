//! What the user is told of files that bring names for others: once all that came with them are there,
//! since a profile that is still being read may be the one that they are for.

use crate::maps;
use crate::state::{Phase, State};
use leptos::prelude::*;
use protocol::FileId;

impl State {
    /// A file came that brings names, or one that did gave some to a later one.
    pub(super) fn names_came(self, file: FileId) {
        self.link.update_value(|link| {
            if !link.untold_names.contains(&file) {
                link.untold_names.push(file);
            }
        });
    }

    /// Tells what became of the names that came, unless more files are coming.
    pub(super) fn tell_of_names(self) {
        let is_reading = self.files.with_untracked(|files| {
            files.iter().any(|file| matches!(file.phase, Phase::Reading { .. }))
        });
        if is_reading {
            return;
        }
        let mut untold = Vec::new();
        self.link.update_value(|link| untold = std::mem::take(&mut link.untold_names));
        for file in untold {
            let Some(summary) = self.summary_of(file) else { continue };
            if let Some(count) = summary.libraries_joined {
                self.tell_of_symbols(&summary.name, count);
            }
            for map in &summary.maps {
                let advice = if map.functions > 0 { "" } else { maps::advice(map) };
                self.tell(false, &maps::sentence(map), advice);
            }
        }
    }

    fn tell_of_symbols(self, name: &str, joined: u32) {
        if joined == 0 {
            let what = format!("{name} holds symbols, but for no library of the open profiles.");
            self.tell(false, &what, "Open the profile that it was saved with.");
        } else {
            let libraries = if joined == 1 { "library" } else { "libraries" };
            self.tell(false, &format!("{name} gave names to {joined} {libraries}."), "");
        }
    }
}
