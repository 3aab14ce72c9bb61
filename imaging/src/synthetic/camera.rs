//! What a phone adds: its make and place in EXIF, a sideways sensor, a wide colour space.

use moxcms::{ColorProfile, Layout, TransformOptions};
use mozjpeg_rs::Encoder;

use crate::{Error, Orientation, Picture};

/// The colour space a file is stored in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colours {
    #[default]
    Srgb,
    /// As an iPhone stores them, with the profile that says so.
    DisplayP3,
}

/// How a picture is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Camera {
    /// EXIF orientation, 1 to 8: the pixels are stored so that it makes them upright.
    pub orientation: u8,
    pub colours: Colours,
    /// JPEG quality; phones use about 92.
    pub quality: u8,
}

impl Default for Camera {
    fn default() -> Self {
        Camera { orientation: 6, colours: Colours::DisplayP3, quality: 92 }
    }
}

/// Stands in every synthetic image's EXIF, so that a test can look for it afterwards.
pub const MAKE: &str = "Skinlink Optical";

impl Camera {
    /// A JPEG with EXIF (make, model, time, orientation, a GPS position), a comment and, if asked, a profile.
    pub fn store(&self, upright: Picture) -> Result<Vec<u8>, Error> {
        // A mirror image undoes itself; a turn is undone by the opposite one.
        let undo = match self.orientation {
            6 => 8,
            8 => 6,
            other => other,
        };
        let mut stored = Orientation::from_exif(undo).apply(upright);
        let mut encoder = Encoder::fastest()
            .quality(self.quality)
            .exif_data(exif(self.orientation))
            .add_marker(1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'/>".to_vec());
        if self.colours == Colours::DisplayP3 {
            encoder = encoder.icc_profile(to_display_p3(&mut stored)?);
        }
        encoder.encode_rgb(stored.rgb(), stored.width(), stored.height()).map_err(|_| Error::Failed)
    }
}

/// Converts from sRGB and gives the profile.
fn to_display_p3(picture: &mut Picture) -> Result<Vec<u8>, Error> {
    let p3 = ColorProfile::new_display_p3();
    let transform = ColorProfile::new_srgb()
        .create_transform_8bit(Layout::Rgb, &p3, Layout::Rgb, TransformOptions::default())
        .map_err(|_| Error::Failed)?;
    let before = picture.rgb().to_vec();
    transform.transform(&before, picture.rgb_mut()).map_err(|_| Error::Failed)?;
    p3.encode().map_err(|_| Error::Failed)
}

/// TIFF 6.0, big-endian: one directory for the camera, one for the place (London's Royal Observatory).
fn exif(orientation: u8) -> Vec<u8> {
    const ASCII: u16 = 2;
    const SHORT: u16 = 3;
    const LONG: u16 = 4;
    const RATIONAL: u16 = 5;
    let make = format!("{MAKE}\0");
    let main = [(0x010F, make.len()), (0x0110, 12), (0x0132, 20)];
    let data_at = 8 + 2 + 12 * 5 + 4;
    let gps_at = data_at + main.iter().map(|(_, length)| length.next_multiple_of(2)).sum::<usize>();
    let gps_data_at = gps_at + 2 + 12 * 4 + 4;

    let mut tiff = b"MM\0*\0\0\0\x08".to_vec();
    let entry = |tiff: &mut Vec<u8>, tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        tiff.extend(tag.to_be_bytes());
        tiff.extend(kind.to_be_bytes());
        tiff.extend((count as u32).to_be_bytes());
        tiff.extend(value);
    };
    let at = |offset: usize| (offset as u32).to_be_bytes();

    tiff.extend(5_u16.to_be_bytes());
    let model_at = data_at + main[0].1.next_multiple_of(2);
    entry(&mut tiff, main[0].0, ASCII, main[0].1, at(data_at));
    entry(&mut tiff, main[1].0, ASCII, main[1].1, at(model_at));
    entry(&mut tiff, 0x0112, SHORT, 1, [0, orientation, 0, 0]);
    entry(&mut tiff, main[2].0, ASCII, main[2].1, at(model_at + 12));
    entry(&mut tiff, 0x8825, LONG, 1, at(gps_at));
    tiff.extend([0; 4]);
    tiff.extend(make.as_bytes());
    tiff.resize(model_at, 0);
    tiff.extend(b"Synthetic 1\0");
    tiff.extend(b"2026:05:04 10:30:00\0");

    tiff.extend(4_u16.to_be_bytes());
    entry(&mut tiff, 1, ASCII, 2, *b"N\0\0\0");
    entry(&mut tiff, 2, RATIONAL, 3, at(gps_data_at));
    entry(&mut tiff, 3, ASCII, 2, *b"W\0\0\0");
    entry(&mut tiff, 4, RATIONAL, 3, at(gps_data_at + 24));
    tiff.extend([0; 4]);
    for part in [51_u32, 28, 40, 0, 0, 5] {
        tiff.extend(part.to_be_bytes());
        tiff.extend(1_u32.to_be_bytes());
    }
    tiff
}
