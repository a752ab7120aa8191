//! The shades that bars can have, in both themes: all the colours of the picture are made here.

use super::oklch::{Oklch, contrast};
use protocol::{Rgb, Theme};

/// How many lightnesses a class has, so that neighbours of one group can be told apart.
pub const LIGHTNESS_STEPS: u8 = 5;

/// How many steps the colours of a change have in each direction.
pub const CHANGE_STEPS: u8 = 7;

/// The lowest contrast between a bar and the name on it.
pub const LEAST_CONTRAST: f64 = 4.5;

/// What sort of thing a shade stands for; each has its own part of the circle of hues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// The user's own crates: the strongest colour of all, around orange.
    Own,
    /// One dependency among others: greens, teals and violets.
    Dependency,
    /// All dependencies as one.
    AnyDependency,
    /// std, core, alloc: blues.
    Std,
    /// The kernel: a pale red.
    Kernel,
    /// C, C++ and other libraries: sand.
    Native,
    /// Code made at run time: yellow.
    Jit,
    /// Names that are no code, and the root: nearly grey.
    Label,
    /// No name is known: grey, with a hint of a hue for each library.
    Unknown,
    /// A function by its name: any hue.
    Name,
    /// A share of self, from none to the largest: from grey to deep orange.
    Share,
    /// In a diff: no change, or none that counts.
    Unchanged,
    /// In a diff: less, in blue.
    Less,
    /// In a diff: more, in orange.
    More,
    /// In a diff: less, in green.
    LessGreen,
    /// In a diff: more, in red.
    MoreRed,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 16] = [
        Self::Own,
        Self::Dependency,
        Self::AnyDependency,
        Self::Std,
        Self::Kernel,
        Self::Native,
        Self::Jit,
        Self::Label,
        Self::Unknown,
        Self::Name,
        Self::Share,
        Self::Unchanged,
        Self::Less,
        Self::More,
        Self::LessGreen,
        Self::MoreRed,
    ];

    /// How many hues the class has; of [`Class::Share`] and the classes of diffs how many steps.
    pub fn hue_count(self) -> u8 {
        match self {
            Self::Own => 3,
            Self::Dependency => 16,
            Self::Std => 3,
            Self::Native => 4,
            Self::Unknown => 6,
            Self::Name => 24,
            Self::Share => 6,
            Self::Less | Self::More | Self::LessGreen | Self::MoreRed => CHANGE_STEPS,
            Self::AnyDependency | Self::Kernel | Self::Jit | Self::Label | Self::Unchanged => 1,
        }
    }

    /// Whether a lightness stands for an amount.
    fn has_steps(self) -> bool {
        matches!(
            self,
            Self::Share
                | Self::Unchanged
                | Self::Less
                | Self::More
                | Self::LessGreen
                | Self::MoreRed
        )
    }

    fn hue_degrees(self, step: u8) -> f64 {
        let step = f64::from(step);
        match self {
            Self::Own => 56.0 + 8.0 * step,
            // Two arcs, 132° to 212° and 282° to 352°: what lies between belongs to other classes.
            Self::Dependency if step < 8.0 => 132.0 + 80.0 * step / 7.0,
            Self::Dependency => 282.0 + 70.0 * (step - 8.0) / 7.0,
            Self::AnyDependency => 165.0,
            Self::Std => 238.0 + 13.0 * step,
            Self::Kernel => 18.0,
            Self::Native => 84.0 + 6.0 * step,
            Self::Jit => 108.0,
            Self::Label => 262.0,
            Self::Unknown => 60.0 * step,
            Self::Name => 15.0 * step,
            Self::Share => 75.0 - 7.0 * step,
            Self::Unchanged => 262.0,
            Self::Less => 250.0,
            Self::More => 58.0,
            Self::LessGreen => 148.0,
            Self::MoreRed => 26.0,
        }
    }

    /// Lightness and chroma of the middle shade.
    fn tone(self, theme: Theme, step: u8) -> (f64, f64) {
        let step = f64::from(step);
        match (self, theme) {
            (Self::Own, Theme::Light) => (0.805, 0.125),
            (Self::Own, Theme::Dark) => (0.545, 0.115),
            (Self::Dependency, Theme::Light) => (0.845, 0.082),
            (Self::Dependency, Theme::Dark) => (0.455, 0.072),
            (Self::AnyDependency, Theme::Light) => (0.84, 0.085),
            (Self::AnyDependency, Theme::Dark) => (0.46, 0.07),
            (Self::Std, Theme::Light) => (0.835, 0.075),
            (Self::Std, Theme::Dark) => (0.455, 0.085),
            (Self::Kernel, Theme::Light) => (0.80, 0.085),
            (Self::Kernel, Theme::Dark) => (0.445, 0.09),
            (Self::Native, Theme::Light) => (0.865, 0.05),
            (Self::Native, Theme::Dark) => (0.43, 0.04),
            (Self::Jit, Theme::Light) => (0.90, 0.115),
            (Self::Jit, Theme::Dark) => (0.50, 0.09),
            (Self::Label, Theme::Light) => (0.905, 0.012),
            (Self::Label, Theme::Dark) => (0.345, 0.014),
            (Self::Unknown, Theme::Light) => (0.855, 0.016),
            (Self::Unknown, Theme::Dark) => (0.395, 0.016),
            (Self::Name, Theme::Light) => (0.85, 0.07),
            (Self::Name, Theme::Dark) => (0.46, 0.065),
            (Self::Share, Theme::Light) => (0.93 - 0.052 * step, 0.012 + 0.028 * step),
            (Self::Share, Theme::Dark) => (0.35 + 0.062 * step, 0.012 + 0.024 * step),
            (Self::Unchanged, Theme::Light) => (0.905, 0.006),
            (Self::Unchanged, Theme::Dark) => (0.345, 0.008),
            // One tone for both directions: symmetric, and told apart by hue alone.
            (_, Theme::Light) => (0.90 - 0.033 * step, 0.035 + 0.018 * step),
            (_, Theme::Dark) => (0.375 + 0.042 * step, 0.035 + 0.017 * step),
        }
    }
}

/// One shade: a class, one of its hues, one of its lightnesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shade {
    /// What it stands for.
    pub class: Class,
    /// Which of the class's hues.
    pub hue: u8,
    /// Which lightness, below [`LIGHTNESS_STEPS`].
    pub lightness: u8,
}

/// A bar's colour and the colour of the name on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paint {
    /// The bar's colour.
    pub fill: Rgb,
    /// The name's colour, of a contrast of at least [`LEAST_CONTRAST`].
    pub ink: Rgb,
}

impl Shade {
    /// The shade of a class in its middle lightness.
    pub fn middle(class: Class, hue: u8) -> Self {
        Self { class, hue, lightness: LIGHTNESS_STEPS / 2 }
    }

    /// How it looks; `is_faded` where others are to stand out.
    pub fn paint(self, theme: Theme, is_faded: bool) -> Paint {
        let (mut lightness, mut chroma) = self.class.tone(theme, self.hue);
        // Shares and changes are told apart by lightness, so they don't vary in it.
        let spread = if self.class.has_steps() { 0.0 } else { 0.013 };
        lightness += spread * (f64::from(self.lightness) - f64::from(LIGHTNESS_STEPS / 2));
        if is_faded {
            // Four fifths of the way to the ground.
            let ground = if theme == Theme::Light { 0.985 } else { 0.235 };
            lightness = ground + (lightness - ground) * 0.25;
            chroma *= 0.22;
        }
        let hue_degrees = self.class.hue_degrees(self.hue);
        let fill = Oklch { lightness, chroma, hue_degrees }.to_rgb();
        Paint { fill, ink: ink_on(fill, theme, is_faded) }
    }
}

/// The colour of a name on `fill`: the first of these that is easy enough to read.
fn ink_on(fill: Rgb, theme: Theme, is_faded: bool) -> Rgb {
    const DARK: Rgb = Rgb(0x1b, 0x1e, 0x24);
    const LIGHT: Rgb = Rgb(0xf4, 0xf5, 0xf7);
    const BLACK: Rgb = Rgb(0, 0, 0);
    const WHITE: Rgb = Rgb(255, 255, 255);
    let inks = match (theme, is_faded) {
        (Theme::Light, false) => [DARK, DARK, LIGHT, BLACK, WHITE],
        (Theme::Light, true) => [Rgb(0x63, 0x69, 0x74), DARK, LIGHT, BLACK, WHITE],
        (Theme::Dark, false) => [LIGHT, LIGHT, WHITE, DARK, BLACK],
        (Theme::Dark, true) => [Rgb(0x9d, 0xa3, 0xad), LIGHT, DARK, WHITE, BLACK],
    };
    // Black or white always is: one of the two has a contrast of 4.58 or more on any colour.
    inks.into_iter().find(|&ink| contrast(fill, ink) >= LEAST_CONTRAST).unwrap_or(BLACK)
}
