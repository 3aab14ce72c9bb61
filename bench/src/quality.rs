//! How much of a photograph is left: SSIMULACRA2 against the original, scaled down.

use image::{RgbImage, imageops};
use imaging::{Limits, Picture, decode};
use moxcms::{ColorProfile, Layout, TransformOptions};
use ssimulacra2::{ColorPrimaries, Rgb, TransferCharacteristic, compute_frame_ssimulacra2};

use crate::Result;

/// The original as every tool is meant to deliver it.
pub(crate) struct Reference(RgbImage);

impl Reference {
    /// Scales a [`crate::photograph`] with Lanczos, converts it to sRGB and turns it upright by the quarter that it is
    /// stored short of: not by the code under test.
    pub(crate) fn of(jpeg: &[u8], width: u32, height: u32) -> Result<Self> {
        let decoded = decode(jpeg, &Limits::default())?;
        let stored = rgb_image(decoded.picture)?;
        let mut scaled = imageops::resize(&stored, height, width, imageops::FilterType::Lanczos3);
        if let Some(profile) = decoded.profile {
            let (from, to) = (ColorProfile::new_from_slice(&profile)?, ColorProfile::new_srgb());
            let transform = from.create_transform_8bit(Layout::Rgb, &to, Layout::Rgb, TransformOptions::default())?;
            let before = scaled.as_raw().clone();
            transform.transform(&before, &mut scaled)?;
        }
        Ok(Self(imageops::rotate90(&scaled)))
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

fn frame(image: &RgbImage) -> Result<Rgb> {
    let pixels = image.pixels().map(|pixel| pixel.0.map(|value| f32::from(value) / 255.0)).collect();
    let (width, height) = (image.width() as usize, image.height() as usize);
    Rgb::new(pixels, width, height, TransferCharacteristic::SRGB, ColorPrimaries::BT709)
        .map_err(|error| error.to_string().into())
}
