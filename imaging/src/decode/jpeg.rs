use std::borrow::Cow;

use image::metadata::Orientation as Exif;
use zune_core::{bytestream::ZCursor, colorspace::ColorSpace, options::DecoderOptions};
use zune_jpeg::{JpegDecoder, errors::DecodeErrors};

use super::{
    Channels, Decoded, Spare,
    scaled::{self, MARKER_OR_FAULT},
};
use crate::{
    Error, Format, Limits, Orientation, Picture,
    segments::{FrameHeader, Parts, marker, segments},
};

/// More than any script makes: a hundred and more are possible, a thousand are an attack.
const MAX_SCANS: usize = 256;
/// Pixels times scans: each scan of a progressive picture passes over all of it. Ten scans, as encoders write, of the
/// largest picture, and some more; two hundred of a small one.
const MAX_WORK: u64 = 1_600_000_000;
/// Bytes, twice the decoder's bit buffer.
const READ_AHEAD: usize = 16;

pub(super) fn decode(bytes: Cow<[u8]>, limits: &Limits, spare: Spare) -> Result<Decoded, Error> {
    let file = bytes.len();
    let parts = segments(&bytes)?;
    // Lossless, arithmetic, 12 bits: whole files that hardly anything opens.
    match parts.frame_header(&bytes).ok_or(Error::Damaged)? {
        FrameHeader { marker: marker::SOF0_BASELINE..=marker::SOF2_PROGRESSIVE, precision: 8 } => {}
        FrameHeader { .. } => return Err(Error::Foreign(Format::RareJpeg)),
    }
    let progressive = parts.of(marker::SOF2_PROGRESSIVE).next().is_some();
    if !parts.has_end && progressive && !parts.is_refined(&bytes) {
        return Err(Error::Damaged);
    }
    let orientation = parts.exif(&bytes).and_then(Exif::from_exif_chunk).unwrap_or(Exif::NoTransforms);
    let orientation = Orientation::from_exif(orientation.to_exif());
    let (bytes, parts, has_end) = match parts.tidied(&bytes) {
        Some(tidy) => {
            let tidied = segments(&tidy)?;
            (Cow::Owned(tidy), tidied, parts.has_end)
        }
        None => (bytes, parts, true),
    };
    let scans = parts.scans();
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(MAX_SCANS)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let unended = without_end(bytes, &parts);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(unended.as_ref()), options);
    decoder.decode_headers().map_err(by_fault)?;
    let (width, height) = decoder.dimensions().ok_or(Error::Damaged)?;
    let (width, height) = (width as u32, height as u32);
    // A progressive picture keeps every coefficient (2 bytes a sample) until its last scan.
    let per_pixel = if progressive { 3 + 2 * 3 } else { 3 };
    let memory = u64::from(width) * u64::from(height) * per_pixel;
    limits.check_header(width, height, memory, file)?;
    if u64::from(width) * u64::from(height) * scans as u64 > MAX_WORK {
        return Err(Error::TooManyPixels { width, height, limit: MAX_WORK / scans as u64 });
    }
    if !has_end {
        scaled::must_be_whole(unended.as_ref(), parts.of(marker::SOS).last().map_or(0, |scan| scan.whole.end))?;
    }
    // A CMYK profile does not describe the RGB that comes out.
    let is_cmyk = matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK));
    let profile = if is_cmyk { None } else { decoder.icc_profile() };
    let spare = spare(orientation, width, height);
    if spare >= 2 && !is_cmyk && scans <= MAX_SCANS {
        let picture = scaled::decode(unended, spare)?;
        return Ok(Decoded { picture, orientation, profile, channels: Channels::Rgb });
    }
    let channels = match decoder.input_colorspace() {
        Some(ColorSpace::YCbCr) => Channels::YCbCr,
        _ => Channels::Rgb,
    };
    if channels == Channels::YCbCr {
        decoder.set_options(options.jpeg_set_out_colorspace(ColorSpace::YCbCr));
    }
    let pixels = decoder.decode().map_err(by_fault)?;
    Ok(Decoded { picture: Picture::new(width, height, pixels)?, orientation, profile, channels })
}

/// The decoder fills up with grey when data runs out before an end marker, and is silent about it; before a file's end
/// it is not. So a plain file is given to it without its end marker. The zeros are for what it reads ahead.
fn without_end<'a>(bytes: Cow<'a, [u8]>, parts: &Parts) -> Cow<'a, [u8]> {
    match parts.segments.as_slice() {
        [.., scan] if parts.scans() == 1 => {
            let mut plain = match bytes {
                Cow::Borrowed(bytes) => bytes[..scan.whole.end].to_vec(),
                Cow::Owned(bytes) => bytes,
            };
            plain.truncate(scan.whole.end);
            // Exactly, or a file of 30 MB would take 60.
            plain.reserve_exact(READ_AHEAD + MARKER_OR_FAULT.len());
            plain.resize(scan.whole.end + READ_AHEAD, 0);
            Cow::Owned(plain)
        }
        _ => bytes,
    }
}

fn by_fault(error: DecodeErrors) -> Error {
    match error {
        DecodeErrors::Unsupported(_) => Error::Unsupported,
        _ => Error::Damaged,
    }
}
