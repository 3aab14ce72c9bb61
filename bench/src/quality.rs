//! How much of a photograph is left: SSIMULACRA2 against the original, scaled down.

use image::{RgbImage, imageops};
use imaging::{Limits, Picture, decode};
use moxcms::{ColorProfile, Layout, TransformOptions};
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

use crate::Result;

/// The original as every tool is meant to deliver it.
pub(crate) struct Reference(RgbImage);

impl Reference {
    /// Scales the stored photograph with Lanczos, converts it to sRGB and turns it upright (`orientation` is 1 or 6): not
    /// by the code under test.
    pub(crate) fn of(jpeg: &[u8], orientation: u8, width: u32, height: u32) -> Result<Self> {
        let decoded = decode(jpeg, &Limits::default())?;
        let stored = rgb_image(decoded.picture)?;
        let is_turned = orientation == 6;
        let (stored_width, stored_height) = if is_turned { (height, width) } else { (width, height) };
        let mut scaled = imageops::resize(&stored, stored_width, stored_height, imageops::FilterType::Lanczos3);
        if let Some(profile) = decoded.profile {
            let (from, to) = (ColorProfile::new_from_slice(&profile)?, ColorProfile::new_srgb());
            let transform = from.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, TransformOptions::default())?;
            let before = scaled.as_raw().clone();
            transform.transform(&before, &mut scaled)?;
        }
        Ok(Self(if is_turned { imageops::rotate90(&scaled) } else { scaled }))
    }

    /// How far a tool's colours are off, on average: CIE 1976 ΔE of patches of 16 × 16 pixels, so that what the packing
    /// does to single pixels does not count. 2 is seen by nobody who does not look for it.
    pub(crate) fn colour_difference(&self, jpeg: &[u8]) -> Result<f64> {
        let made = rgb_image(decode(jpeg, &Limits::default())?.picture)?;
        let (width, height) = (self.0.width() / 16, self.0.height() / 16);
        let patches = |image: &RgbImage| imageops::resize(image, width, height, imageops::FilterType::Triangle);
        let (theirs, ours) = (patches(&self.0), patches(&made));
        let differences = theirs.pixels().zip(ours.pixels()).map(|(one, other)| {
            let (one, other) = (lab(one.0), lab(other.0));
            one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
        });
        Ok(differences.sum::<f64>() / f64::from(width * height))
    }

    /// The score of a tool's JPEG: 100 is no difference, 90 none that is seen, 70 high quality.
    pub(crate) fn score(&self, jpeg: &[u8]) -> Result<f64> {
        let made = rgb_image(decode(jpeg, &Limits::default())?.picture)?;
        if made.dimensions() != self.0.dimensions() {
            return Err(format!("{:?} pixels instead of {:?}", made.dimensions(), self.0.dimensions()).into());
        }
        Ok(compute_frame_ssimulacra2(frame(&self.0)?, frame(&made)?)?)
    }
}

fn rgb_image(picture: Picture) -> Result<RgbImage> {
    let image = RgbImage::from_raw(picture.width(), picture.height(), picture.rgb().to_vec());
    image.ok_or_else(|| "a picture without all of its pixels".into())
}

/// CIE L*a*b* of an sRGB colour under D65.
fn lab(rgb: [u8; 3]) -> [f64; 3] {
    let [r, g, b] = rgb.map(|value| {
        let value = f64::from(value) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    let xyz = [
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    ];
    let [x, y, z] = xyz.map(|value| if value > 0.008_856 { value.cbrt() } else { 7.787 * value + 16.0 / 116.0 });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn frame(image: &RgbImage) -> Result<Rgb> {
    let pixels = image.pixels().map(|pixel| pixel.0.map(|value| f32::from(value) / 255.0)).collect();
    let (width, height) = (image.width() as usize, image.height() as usize);
    Rgb::new(pixels, width, height, TransferCharacteristic::SRGB, ColorPrimaries::BT709)
        .map_err(|error| error.to_string().into())
}
