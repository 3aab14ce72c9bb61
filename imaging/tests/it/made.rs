//! Files the tests are fed, made here so that nobody has to believe a binary.

use image::{ExtendedColorType, ImageEncoder, codecs::png::PngEncoder};
use imaging::{CropShare, EditList, Picture, edit::Step, encode};
use mozjpeg_rs::{Encoder, Subsampling};

/// Grey, with a red quarter at the top left and a blue one at the top right: no turn or mirror leaves it the same.
pub(crate) fn marked(width: u32, height: u32) -> Picture {
    let colour = |x: u32, y: u32| match (x * 4 / width, y * 4 / height) {
        (0, 0) => [220, 20, 20],
        (3, 0) => [20, 20, 220],
        _ => [128, 128, 128],
    };
    let rgb = (0..height).flat_map(|y| (0..width).flat_map(move |x| colour(x, y))).collect();
    Picture::new(width, height, rgb).unwrap()
}

/// Whether `picture` is [`marked`], the right way up.
pub(crate) fn is_marked(picture: &Picture) -> bool {
    let (width, height) = (picture.width(), picture.height());
    let near = |x, y, colour: [u8; 3]| picture.pixel(x, y).iter().zip(colour).all(|(a, b)| a.abs_diff(b) < 24);
    near(width / 8, height / 8, [220, 20, 20])
        && near(width * 7 / 8, height / 8, [20, 20, 220])
        && near(width / 8, height * 7 / 8, [128; 3])
        && near(width * 7 / 8, height * 7 / 8, [128; 3])
}

/// So many quarter turns, then a crop.
pub(crate) fn turned_and_cut(turns: u8, crop: Option<CropShare>) -> EditList {
    let turns = std::iter::repeat_n(Step::Turn, usize::from(turns));
    EditList::new(turns.chain(crop.map(Step::Crop)).collect()).unwrap()
}

/// A JPEG with an EXIF orientation.
pub(crate) fn jpeg_with_orientation(stored: &Picture, orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    tiff.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let encoder = Encoder::fastest().quality(92).exif_data(tiff);
    encoder.encode_rgb(stored.rgb(), stored.width(), stored.height()).unwrap()
}

/// A JPEG with a profile, its colour not halved.
pub(crate) fn jpeg_with_profile(picture: &Picture, profile: Vec<u8>) -> Vec<u8> {
    let encoder = Encoder::fastest().quality(100).subsampling(Subsampling::S444).icc_profile(profile);
    encoder.encode_rgb(picture.rgb(), picture.width(), picture.height()).unwrap()
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    encode(&marked(width, height), 90).unwrap()
}

pub(crate) fn png(pixels: &[u8], width: u32, height: u32, colour: ExtendedColorType) -> Vec<u8> {
    let mut bytes = Vec::new();
    PngEncoder::new(&mut bytes).write_image(pixels, width, height, colour).unwrap();
    bytes
}

/// One PNG chunk with its checksum.
pub(crate) fn png_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let crc = !kind.iter().chain(data).fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg()))
    });
    [&(data.len() as u32).to_be_bytes(), kind.as_slice(), data, &crc.to_be_bytes()].concat()
}

/// One RIFF chunk.
pub(crate) fn riff_chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut chunk = [kind.as_slice(), &(data.len() as u32).to_le_bytes(), data].concat();
    chunk.resize(chunk.len().next_multiple_of(2), 0);
    chunk
}

/// An 8 × 8 JPEG of one colour in four inks, as Adobe stores it (inverted); `transform` 0 is CMYK, 2 is YCCK.
/// Values 1 to 255 except in the tables: one quantiser of 8, DC codes of four bits, and "end of block" as one bit.
pub(crate) fn four_inks(stored: [u8; 4], transform: u8) -> Vec<u8> {
    let segment = |marker: u8, data: &[u8]| {
        let length = (data.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker], length.as_slice(), data].concat()
    };
    let mut counts = [0; 16];
    counts[3] = 8;
    let mut bits = String::new();
    for value in stored {
        let difference = i32::from(value) - 128;
        let size = 32 - difference.unsigned_abs().leading_zeros();
        let coded = if difference < 0 { difference + (1 << size) - 1 } else { difference };
        bits += &format!("{size:04b}");
        if size > 0 {
            bits += &format!("{coded:0width$b}", width = size as usize);
        }
        bits += "0";
    }
    bits += &"1".repeat(bits.len().next_multiple_of(8) - bits.len());
    let scan = bits.as_bytes().chunks(8).flat_map(|byte| {
        let byte = byte.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0'));
        if byte == 0xFF { vec![0xFF, 0] } else { vec![byte] }
    });
    let mut end_of_block = [0; 16];
    end_of_block[0] = 1;
    [
        vec![0xFF, 0xD8],
        segment(0xEE, &[b"Adobe\0\x64\0\0\0\0", [transform].as_slice()].concat()),
        segment(0xDB, &[&[0], [8; 64].as_slice()].concat()),
        segment(0xC0, &[8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
        segment(0xC4, &[&[0x00], counts.as_slice(), &[0, 1, 2, 3, 4, 5, 6, 7]].concat()),
        segment(0xC4, &[&[0x10], end_of_block.as_slice(), &[0]].concat()),
        segment(0xDA, &[4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
        scan.collect(),
        vec![0xFF, 0xD9],
    ]
    .concat()
}
