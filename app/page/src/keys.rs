//! The keys: one table for what they do, read by the keyboard and by the list that `?` opens.

/// A part of the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Section {
    /// Keys that move through the call tree.
    Selection,
    /// Keys that move the picture.
    Picture,
    /// Keys that change what is shown of the selected function.
    Transforms,
    /// Keys that work wherever the focus is, but in a text field.
    Page,
}

impl Section {
    /// All sections, in the order of the list.
    pub const ALL: [Self; 4] = [Self::Selection, Self::Picture, Self::Transforms, Self::Page];

    /// Its heading.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Selection => "Selected bar",
            Self::Picture => "Picture",
            Self::Transforms => "Change the tree",
            Self::Page => "Page",
        }
    }
}

/// What a key does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// Select the bar above in the picture: parent or child, as the direction has it.
    SelectAbove,
    /// Select the bar below in the picture.
    SelectBelow,
    /// Select the sibling on the left.
    SelectLeft,
    /// Select the sibling on the right.
    SelectRight,
    /// Zoom to the selected bar.
    ZoomToSelected,
    /// Zoom out to the caller, or deselect.
    Back,
    /// Select the next match.
    NextMatch,
    /// Select the previous match.
    PreviousMatch,
    /// Select the next bar of the same function.
    NextOccurrence,
    /// Select the previous bar of the same function.
    PreviousOccurrence,
    /// Open the bar's menu.
    Menu,
    /// Copy the function's name.
    CopyName,
    /// Copy the call path.
    CopyPath,
    /// Show everything.
    ShowAll,
    /// Zoom in about the middle.
    ZoomIn,
    /// Zoom out about the middle.
    ZoomOut,
    /// Move what is seen to the left.
    PanLeft,
    /// Move what is seen to the right.
    PanRight,
    /// Move what is seen up.
    PanUp,
    /// Move what is seen down.
    PanDown,
    /// Scroll up by what fits.
    PageUp,
    /// Scroll down by what fits.
    PageDown,
    /// Scroll to the first row on the screen's top.
    ScrollToTop,
    /// Scroll to the last row.
    ScrollToBottom,
    /// Keep only what is below the function.
    FocusFunction,
    /// Keep only what is below the node.
    FocusNode,
    /// Give the function's weight to its callers.
    MergeFunction,
    /// Give the node's weight to its caller.
    MergeNode,
    /// Remove every sample that contains the function.
    DropFunction,
    /// Remove every sample below the node.
    DropNode,
    /// Put the cursor into the search field.
    Search,
    /// Turn the tree around: callers below callees.
    ToggleInverted,
    /// Put the root on the other side.
    ToggleDirection,
    /// Order siblings the other way.
    ToggleOrder,
    /// Colour by the next thing.
    NextColours,
    /// Swap the sides of a diff.
    SwapSides,
    /// Colour what may be noise in a diff, or leave it grey.
    ToggleNoise,
    /// Show or hide the functions table.
    ToggleFunctions,
    /// Show or hide what is known of the recording.
    ToggleInfo,
    /// Take back the last step.
    Undo,
    /// Make the step again that was taken back.
    Redo,
    /// Choose files to open.
    Open,
    /// Show this list.
    ShowKeys,
}

/// A key and what is held down with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key, as `KeyboardEvent.key` names it.
    pub key: &'static str,
    /// Whether Ctrl, or ⌘ on a Mac, is held.
    pub is_control: bool,
    /// Whether Shift is held; `None` where the key itself says so: `?`, `N`.
    pub shift: Option<bool>,
}

impl Chord {
    /// What the list shows: `Ctrl Z`, `Shift ←`.
    pub fn label(&self) -> String {
        let mut label = String::new();
        if self.is_control {
            label.push_str("Ctrl ");
        }
        let is_capital = self.key.len() == 1 && self.key.bytes().all(|b| b.is_ascii_uppercase());
        if self.shift == Some(true) || is_capital {
            label.push_str("Shift ");
        }
        match self.key {
            "ArrowUp" => label.push('↑'),
            "ArrowDown" => label.push('↓'),
            "ArrowLeft" => label.push('←'),
            "ArrowRight" => label.push('→'),
            "Escape" => label.push_str("Esc"),
            " " => label.push_str("Space"),
            "PageUp" => label.push_str("Page ↑"),
            "PageDown" => label.push_str("Page ↓"),
            "ContextMenu" => label.push_str("Menu"),
            key if key.len() == 1 && (is_capital || self.is_control) => {
                label.push_str(&key.to_ascii_uppercase());
            }
            key => label.push_str(key),
        }
        label
    }

    /// Whether this is what was pressed.
    fn fits(&self, key: &str, is_control: bool, is_shift: bool) -> bool {
        // With Ctrl held, browsers disagree on the case of a letter with Shift.
        let same_key =
            if self.is_control { key.eq_ignore_ascii_case(self.key) } else { key == self.key };
        same_key
            && self.is_control == is_control
            && self.shift.is_none_or(|wanted| wanted == is_shift)
    }
}

/// One line of the list: keys that do the same.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it stands in the list.
    pub section: Section,
    /// The keys, the one to remember first.
    pub chords: &'static [Chord],
    /// What they do, for people.
    pub does: &'static str,
    /// What they do.
    pub command: Command,
}

const fn plain(key: &'static str) -> Chord {
    Chord { key, is_control: false, shift: None }
}

const fn unshifted(key: &'static str) -> Chord {
    Chord { key, is_control: false, shift: Some(false) }
}

const fn shifted(key: &'static str) -> Chord {
    Chord { key, is_control: false, shift: Some(true) }
}

const fn control(key: &'static str) -> Chord {
    Chord { key, is_control: true, shift: Some(false) }
}

const fn control_shift(key: &'static str) -> Chord {
    Chord { key, is_control: true, shift: Some(true) }
}

macro_rules! bindings {
    ($($section:ident $command:ident [$($chord:expr),+] $does:literal;)*) => {
        &[$(Binding {
            section: Section::$section,
            chords: &[$($chord),+],
            does: $does,
            command: Command::$command,
        }),*]
    };
}

/// The table, in the order of the list.
pub const BINDINGS: &[Binding] = bindings! {
    Selection SelectAbove [unshifted("ArrowUp")] "Select the bar above";
    Selection SelectBelow [unshifted("ArrowDown")] "Select the bar below";
    Selection SelectLeft [unshifted("ArrowLeft")] "Select the sibling on the left";
    Selection SelectRight [unshifted("ArrowRight")] "Select the sibling on the right";
    Selection ZoomToSelected [plain("Enter")] "Zoom to the selected bar";
    Selection Back [plain("Escape")] "Go back: zoom out, then deselect";
    Selection NextMatch [plain("n")] "Next match of the search";
    Selection PreviousMatch [plain("p"), plain("N")] "Previous match of the search";
    Selection NextOccurrence [plain("o")] "Next bar of the same function";
    Selection PreviousOccurrence [plain("O")] "Previous bar of the same function";
    Selection Menu [plain("."), plain("ContextMenu"), shifted("F10")] "Open the bar's menu";
    Selection CopyName [plain("y")] "Copy the function's name";
    Selection CopyPath [plain("Y")] "Copy the call path";
    Picture ShowAll [plain("0")] "Show everything";
    Picture ZoomIn [plain("+"), plain("=")] "Zoom in";
    Picture ZoomOut [plain("-"), plain("_")] "Zoom out";
    Picture PanLeft [plain("a"), shifted("ArrowLeft")] "Move to the left";
    Picture PanRight [plain("d"), shifted("ArrowRight")] "Move to the right";
    Picture PanUp [plain("w"), shifted("ArrowUp")] "Move up";
    Picture PanDown [plain("s"), shifted("ArrowDown")] "Move down";
    Picture PageUp [plain("PageUp")] "Scroll up by a screen";
    Picture PageDown [plain("PageDown"), plain(" ")] "Scroll down by a screen";
    Picture ScrollToTop [plain("Home")] "Scroll to the top";
    Picture ScrollToBottom [plain("End")] "Scroll to the bottom";
    Transforms FocusFunction [plain("f")] "Focus the function: keep what it calls";
    Transforms FocusNode [plain("F")] "Focus this bar alone";
    Transforms MergeFunction [plain("m")] "Merge the function into its callers";
    Transforms MergeNode [plain("M")] "Merge this bar alone";
    Transforms DropFunction [plain("x")] "Drop all samples with the function";
    Transforms DropNode [plain("X")] "Drop the samples of this bar alone";
    Page Search [plain("/"), control("f")] "Search";
    Page ToggleInverted [plain("i")] "Invert: from the leaves to their callers";
    Page ToggleDirection [plain("t")] "Root on top or at the bottom";
    Page ToggleOrder [plain("l")] "Order siblings by weight or by name";
    Page NextColours [plain("c")] "Next colouring";
    Page ToggleFunctions [plain("b")] "Functions table; in a comparison what changed";
    Page SwapSides [plain("v")] "Swap baseline and comparison";
    Page ToggleNoise [plain("g")] "Comparison: colour noise, or leave it grey";
    Page ToggleInfo [plain("r")] "About the recording";
    Page Undo [control("z")] "Undo";
    Page Redo [control_shift("z"), control("y")] "Redo";
    Page Open [control("o")] "Open files";
    Page ShowKeys [plain("?")] "Show the keys";
};

/// What a pressed key means; `None` if nothing. `is_control`: Ctrl, or ⌘ on a Mac.
pub fn command(key: &str, is_control: bool, is_shift: bool) -> Option<Command> {
    binding(key, is_control, is_shift).map(|binding| binding.command)
}

/// The line of the table that a pressed key belongs to.
pub fn binding(key: &str, is_control: bool, is_shift: bool) -> Option<&'static Binding> {
    BINDINGS
        .iter()
        .find(|binding| binding.chords.iter().any(|chord| chord.fits(key, is_control, is_shift)))
}

/// The keys of a command, as the list shows them; the one to remember first.
pub fn labels(command: Command) -> impl Iterator<Item = String> {
    BINDINGS
        .iter()
        .filter(move |binding| binding.command == command)
        .flat_map(|binding| binding.chords.iter().map(Chord::label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_means_two_things() {
        for binding in BINDINGS {
            for chord in binding.chords {
                let shift = chord.shift.unwrap_or(false);
                let found = command(chord.key, chord.is_control, shift);
                assert_eq!(found, Some(binding.command), "{} is taken twice", chord.label());
            }
        }
    }

    #[test]
    fn each_command_stands_once() {
        for (place, binding) in BINDINGS.iter().enumerate() {
            assert!(!BINDINGS[..place].iter().any(|other| other.command == binding.command));
        }
    }

    #[test]
    fn shift_and_control_tell_keys_apart() {
        assert_eq!(command("ArrowUp", false, false), Some(Command::SelectAbove));
        assert_eq!(command("ArrowUp", false, true), Some(Command::PanUp));
        assert_eq!(command("Z", true, true), Some(Command::Redo));
        assert_eq!(command("n", true, false), None);
    }

    #[test]
    fn labels_read_like_keys() {
        let labels: Vec<_> =
            [Command::PanUp, Command::PreviousMatch, Command::Redo, Command::ShowKeys]
                .into_iter()
                .flat_map(labels)
                .collect();
        assert_eq!(labels.join(", "), "w, Shift ↑, p, Shift N, Ctrl Shift Z, Ctrl Y, ?");
    }
}
