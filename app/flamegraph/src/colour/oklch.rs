//! Colours by lightness, chroma and hue as people see them (OKLCH), and contrast by WCAG 2.
//!
//! The matrices are those of Björn Ottosson's definition of Oklab, <https://bottosson.github.io/posts/oklab/>.

use protocol::Rgb;

/// A colour by lightness (0 to 1), chroma (0 to about 0.3) and hue (degrees). Equal lightness
/// looks equally light, whatever the hue.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklch {
    /// Lightness.
    pub lightness: f64,
    /// Chroma: 0 is grey.
    pub chroma: f64,
    /// Hue in degrees: about 30 is red, 60 orange, 110 yellow, 145 green, 250 blue, 330 magenta.
    pub hue_degrees: f64,
}

impl Oklch {
    /// The nearest colour that a screen can show: chroma is lowered until it can.
    pub fn to_rgb(self) -> Rgb {
        let mut colour = self;
        for _ in 0..64 {
            let linear = colour.to_linear_rgb();
            if linear.iter().all(|channel| (-0.0005..=1.0005).contains(channel)) {
                break;
            }
            colour.chroma *= 0.95;
        }
        let [red, green, blue] = colour.to_linear_rgb().map(encode_channel);
        Rgb(red, green, blue)
    }

    fn to_linear_rgb(self) -> [f64; 3] {
        let [cosine, sine] = direction(self.hue_degrees);
        let (a, b) = (self.chroma * cosine, self.chroma * sine);
        let long = (self.lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
        let medium = (self.lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
        let short = (self.lightness - 0.089_484_177_5 * a - 1.291_485_548 * b).powi(3);
        [
            4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
            -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
            -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701 * short,
        ]
    }
}

/// Cosine and sine of an angle from −360 to 720 degrees, to ten digits. Those of the standard library bring
/// the digits of π that huge angles need: a hundredth of the engine.
fn direction(degrees: f64) -> [f64; 2] {
    /// So many times the angle is halved, and the direction doubled.
    const HALVINGS: u32 = 10;
    let part = degrees.to_radians() / f64::from(1 << HALVINGS);
    let square = part * part;
    // The first terms of both series, from the last to the first.
    let cosine = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    let sine = part * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    (0..HALVINGS).fold([cosine, sine], |[cosine, sine], _| {
        [cosine * cosine - sine * sine, 2.0 * cosine * sine]
    })
}

/// The contrast between two colours, from 1 to 21, as WCAG 2 defines it.
pub fn contrast(one: Rgb, other: Rgb) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(Rgb(red, green, blue): Rgb) -> f64 {
    0.2126 * decode_channel(red) + 0.7152 * decode_channel(green) + 0.0722 * decode_channel(blue)
}

fn encode_channel(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let encoded = if linear <= 0.003_130_8 {
        12.92 * linear
    } else {
        1.055 * power(linear, 1.0 / 2.4) - 0.055
    };
    (encoded * 255.0).round() as u8
}

fn decode_channel(channel: u8) -> f64 {
    let encoded = f64::from(channel) / 255.0;
    if encoded <= 0.040_45 { encoded / 12.92 } else { power((encoded + 0.055) / 1.055, 2.4) }
}

/// A power of a number above 0, to fourteen digits, without the table that `powf` has for one more.
fn power(base: f64, exponent: f64) -> f64 {
    (base.ln() * exponent).exp()
}

#[cfg(test)]
mod tests {
    use super::{direction, power};

    #[test]
    fn directions_and_powers_are_those_of_the_standard_library() {
        for degrees in -360..=720 {
            let degrees = f64::from(degrees) + 0.3;
            let [cosine, sine] = direction(degrees);
            let (expected_sine, expected_cosine) = degrees.to_radians().sin_cos();
            assert!((cosine - expected_cosine).abs() < 1e-9, "{degrees}: {cosine}");
            assert!((sine - expected_sine).abs() < 1e-9, "{degrees}: {sine}");
        }
        for step in 1..=1000 {
            let base = f64::from(step) / 1000.0;
            for exponent in [2.4, 1.0 / 2.4] {
                let expected = base.powf(exponent);
                assert!((power(base, exponent) / expected - 1.0).abs() < 1e-13, "{base}");
            }
        }
    }
}
