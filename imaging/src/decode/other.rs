use std::io::Cursor;

use image::{
    AnimationDecoder, DynamicImage, ImageDecoder, ImageError,
    codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder},
};

use super::{Channels, Decoded, png::says};
use crate::{Error, Limits, Orientation, Picture};

pub(super) fn png(bytes: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    // Before the decoder looks: where addresses have 32 bits, it calls a size near their end damage.
    if let Some(&[a, b, c, d, e, f, g, h, depth, colour]) = bytes.get(16..26) {
        let samples = match colour {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };
        let bytes_per_pixel = samples * u64::from(depth.div_ceil(8));
        let [width, height] = [[a, b, c, d], [e, f, g, h]].map(u32::from_be_bytes);
        check(width, height, bytes_per_pixel, bytes.len(), limits)?;
    }
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), memory(limits)).map_err(by_fault)?;
    let says = says(bytes);
    // One frame does not move, where it is the picture itself.
    if decoder.is_apng().map_err(by_fault)? && !(says.frames == Some(1) && says.begins_with_frame) {
        return Err(Error::Animated);
    }
    let decoded = decode_single(decoder, bytes.len(), limits)?;
    Ok(Decoded { profile: says.profile(decoded.profile), ..decoded })
}

pub(super) fn webp(bytes: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let decoder = WebPDecoder::new(Cursor::new(bytes)).map_err(by_fault)?;
    if decoder.has_animation() {
        return Err(Error::Animated);
    }
    decode_single(decoder, bytes.len(), limits)
}

pub(super) fn gif(bytes: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let open = || GifDecoder::new(Cursor::new(bytes)).map_err(by_fault);
    let (width, height) = open()?.dimensions();
    check(width, height, 4, bytes.len(), limits)?;
    let mut frames = open()?.into_frames();
    frames.next().ok_or(Error::Damaged)?.map_err(by_fault)?;
    if let Some(second) = frames.next() {
        second.map_err(by_fault)?;
        return Err(Error::Animated);
    }
    decode_single(open()?, bytes.len(), limits)
}

fn decode_single(mut decoder: impl ImageDecoder, file: usize, limits: &Limits) -> Result<Decoded, Error> {
    let (width, height) = decoder.dimensions();
    check(width, height, u64::from(decoder.color_type().bytes_per_pixel()), file, limits)?;
    decoder.set_limits(memory(limits)).map_err(by_fault)?;
    let orientation = decoder.orientation().map_err(by_fault)?;
    let profile = decoder.icc_profile().map_err(by_fault)?;
    let image = DynamicImage::from_decoder(decoder).map_err(by_fault)?;
    let picture = if image.color().has_alpha() {
        Picture::from_rgba(width, height, image.into_rgba8().as_raw())?
    } else {
        Picture::new(width, height, image.into_rgb8().into_raw())?
    };
    let orientation = Orientation::from_exif(orientation.to_exif());
    Ok(Decoded { picture, orientation, profile, channels: Channels::Rgb })
}

/// The decoded pixels and their 8-bit copy are in memory at once.
fn check(width: u32, height: u32, bytes_per_pixel: u64, file: usize, limits: &Limits) -> Result<(), Error> {
    // Nothing has bounded the claim yet: it may be more than can be counted.
    let memory = (u64::from(width) * u64::from(height)).saturating_mul(bytes_per_pixel + 4);
    limits.check_header(width, height, memory, file)
}

fn memory(limits: &Limits) -> image::Limits {
    let mut memory = image::Limits::no_limits();
    memory.max_alloc = Some(limits.max_memory);
    memory
}

fn by_fault(error: ImageError) -> Error {
    match error {
        ImageError::Unsupported(_) => Error::Unsupported,
        _ => Error::Damaged,
    }
}
